#include "store_ready.h"

int64_t store_ready_migration(db *db) {
    return DB_READ(db, "SELECT MAX(number) FROM schema_migrations WHERE number > ?1", 0,
                   db_integer(0));
}
