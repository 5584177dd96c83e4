/* In: SQL as our stores write it. Out: SQL as PostgreSQL takes it, of the same length. */
#include "db_postgres_sql.h"

#include <string.h>

/* Behind a literal or quoted name that begins at `sql`; a doubled quote reads as two of them, one
 * behind the other, which ends at the same place. */
static const char *skip_quoted(const char *sql) {
    const char *end = strchr(sql + 1, sql[0]);
    return end != NULL ? end + 1 : sql + strlen(sql);
}

static const char *skip_line(const char *sql) {
    const char *end = strchr(sql, '\n');
    return end != NULL ? end : sql + strlen(sql);
}

static const char *skip_comment(const char *sql) {
    size_t depth = 0;
    do {
        if (strncmp(sql, "/*", 2) == 0) {
            depth++;
            sql += 2;
        } else if (strncmp(sql, "*/", 2) == 0) {
            depth--;
            sql += 2;
        } else {
            sql++;
        }
    } while (depth > 0 && *sql != '\0');
    return sql;
}

/* Behind what holds no parameter; `sql` itself when there is no such thing. */
static const char *skip_opaque(const char *sql) {
    if (*sql == '\'' || *sql == '"') return skip_quoted(sql);
    if (strncmp(sql, "--", 2) == 0) return skip_line(sql);
    if (strncmp(sql, "/*", 2) == 0) return skip_comment(sql);
    return sql;
}

/* The number that begins at `digits`; 0 when there is none, or it is too great. */
static size_t read_number(const char *digits) {
    size_t number = 0;
    for (; *digits >= '0' && *digits <= '9'; digits++) {
        number = number * 10 + (size_t)(*digits - '0');
        if (number > DB_POSTGRES_PARAMETERS_MAX) return 0;
    }
    return number;
}

char *db_postgres_sql_rewrite(const chatlet_allocator *allocator, const char *sql, size_t *count) {
    *count = 0;
    size_t size_bytes = strlen(sql) + 1;
    char *copy = allocator->allocate(allocator->context, size_bytes);
    if (copy == NULL) return NULL;
    (void)memcpy(copy, sql, size_bytes);
    const char *at = sql;
    while (*at != '\0') {
        const char *behind = skip_opaque(at);
        if (behind != at) {
            at = behind;
            continue;
        }
        if (*at == '?') {
            size_t number = read_number(at + 1);
            if (number == 0) {
                allocator->release(allocator->context, copy);
                *count = SIZE_MAX;
                return NULL;
            }
            copy[at - sql] = '$';
            if (number > *count) *count = number;
        }
        at++;
    }
    return copy;
}
