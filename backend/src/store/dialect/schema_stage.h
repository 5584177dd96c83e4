/* Building a database beside the one in use, and putting it in its place: on PostgreSQL in a schema
 * of its own. (SQLite's is a file of its own, which the shell renames.) */
#ifndef SCHEMA_STAGE_H
#define SCHEMA_STAGE_H

#include "../../domain/region.h"
#include "../db.h"

/* Makes the schema <today's>_restore, emptied of what an earlier try left, and works in it from
 * then on with this connection. *home, in `memory`, is the schema it stood in. False: db_state, or
 * no memory. Needs the right to create schemas. In no transaction. */
bool schema_stage_begin(db *db, region *memory, chatlet_str *home);

/* Puts the tables that stand in the staging schema in the place of those of the same names in
 * `home`, in one transaction, and works there again. Others who ask meanwhile wait, and then see
 * the new rows. False: nothing has changed. */
bool schema_stage_end(db *db, region *memory, chatlet_str home);

/* Throws the staging schema away. */
void schema_stage_drop(db *db, region *memory, chatlet_str home);

/* Whether no table of ours has a row, or there is none. In no transaction. False with db_state not
 * DB_GOOD: it is not known. */
bool schema_is_empty(db *db, region *memory);

#endif
