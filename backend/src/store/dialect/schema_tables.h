/* The database's tables as it describes them itself, for what must work on all of them: backup,
 * restore, and the test that both dialects have the same. */
#ifndef SCHEMA_TABLES_H
#define SCHEMA_TABLES_H

#include "../../domain/region.h"
#include "../db.h"

enum { SCHEMA_TABLES_MAX = 128, SCHEMA_COLUMNS_MAX = 64, SCHEMA_REFERENCES_MAX = 8 };

typedef struct schema_column {
    chatlet_str name;
    db_value_kind kind;
    bool is_required;      /* NOT NULL, or part of the primary key */
    uint32_t key_position; /* in the primary key, from 1; 0: not part of it */
} schema_column;

typedef struct schema_table {
    chatlet_str name;
    uint32_t column_count;
    uint32_t key_count;                        /* columns of the primary key */
    schema_column columns[SCHEMA_COLUMNS_MAX]; /* by name */
    uint32_t reference_count;
    uint32_t references[SCHEMA_REFERENCES_MAX]; /* places of the tables its foreign keys name */
} schema_table;

typedef struct schema_tables {
    uint32_t count;
    schema_table *tables; /* in `memory`: each behind those it refers to, else by name */
} schema_tables;

/* Reads the shape: the tables that migrations make, without the list of those and the index of
 * full-text search, which is made of a table. In a transaction. False: a failure of `db`, or of
 * memory, or more than the limits. */
bool schema_tables_read(db *db, region *memory, schema_tables *schema);

/* The position of the table called `name`; schema->count when there is none. */
uint32_t schema_tables_find(const schema_tables *schema, chatlet_str name);

/* Whether the database finds itself whole: SQLite's integrity_check and foreign_key_check;
 * PostgreSQL offers nothing of the kind. In a transaction. */
bool schema_check(db *db);

#endif
