/* One line of a backup (backup.h): writing and reading. */
#ifndef BACKUP_LINE_H
#define BACKUP_LINE_H

#include "backup.h"
#include "dialect/schema_tables.h"

typedef enum backup_line_kind {
    BACKUP_LINE_HEAD,
    BACKUP_LINE_TABLE,
    BACKUP_LINE_ROW,
    BACKUP_LINE_END,
    BACKUP_LINE_NONE /* none of these */
} backup_line_kind;

typedef struct backup_line {
    backup_line_kind kind;
    int64_t format; /* of a head, with the next two */
    int64_t migration;
    int64_t made_at_ms;
    chatlet_str table; /* of a table */
    int64_t rows;      /* of an end */
    size_t count;      /* values of a row, or columns of a table, whose names are texts */
    db_value *values;
} backup_line;

/* Each gives the line with its end, in `memory`; empty when memory was refused or the line is
 * longer than BACKUP_LINE_BYTES_MAX. */
chatlet_str backup_line_head(region *memory, int64_t migration, int64_t made_at_ms);
chatlet_str backup_line_table(region *memory, const schema_table *table);
chatlet_str backup_line_row(region *memory, const db_value *values, size_t count);
chatlet_str backup_line_end(region *memory, uint64_t rows);

/* Reads a line without its end; all of it in `memory`. CHATLET_OK also for BACKUP_LINE_NONE, a line
 * that is JSON but none of ours. CHATLET_ERR_MEMORY, or what chatlet_json_parse says. */
CHATLET_MUST_USE chatlet_status backup_line_read(region *memory, chatlet_str text,
                                                 backup_line *line);

#endif
