/* From our parameters to PostgreSQL's. */
#ifndef DB_POSTGRES_SQL_H
#define DB_POSTGRES_SQL_H

#include <chatlet/base.h>

enum { DB_POSTGRES_PARAMETERS_MAX = 512 };

/* A copy of `sql` with $1 for ?1 and so on, but not inside of '…', "…", -- and nested comments.
 *
 * count  gets the greatest number.
 *
 * Owned: give it to the allocator's release. NULL when memory was refused (*count is 0 then), or
 * when a ? has no number from 1 to DB_POSTGRES_PARAMETERS_MAX (SIZE_MAX). */
char *db_postgres_sql_rewrite(const chatlet_allocator *allocator, const char *sql, size_t *count);

#endif
