/* Whether the database answers. */
#ifndef STORE_READY_H
#define STORE_READY_H

#include "db.h"

/* Number of the newest migration, read from the table itself; 0 when it cannot be read. */
int64_t store_ready_migration(db *db);

#endif
