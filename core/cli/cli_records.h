/* Tables of a test collection: documents and queries as JSON Lines, one object a line. */
#ifndef CLI_RECORDS_H
#define CLI_RECORDS_H

#include "cli_diagnostics.h"
#include "cli_files.h"

/* One line that can be used. Views are valid during the callback only. */
typedef struct cli_record {
    chatlet_str id; /* 1 to CLI_RECORD_ID_BYTES_MAX bytes, without tab and line ends */
    chatlet_str title;
    chatlet_str text;
    uint32_t line;        /* from 1 */
    uint32_t text_column; /* of the value, from 1 */
} cli_record;

enum {
    CLI_RECORD_ID_BYTES_MAX = 1000,
    CLI_RECORD_FILE_BYTES_MAX = 1024 * 1024 * 1024,
    CLI_RECORD_LINES_MAX = 10 * 1000 * 1000
};

/* Reads every line of the file `path` and hands over those that can be used, until `take` returns
 * false. The others are reported as FILE:LINE:COLUMN and left out; *left_out counts them. An id
 * that came before is for `take` to find. False when the file cannot be read; reported. */
bool cli_records_read(const char *path, cli_diagnostics *diagnostics, uint32_t *left_out,
                      bool (*take)(void *context, const cli_record *record), void *context);

/* Reads a whole file of at most CLI_RECORD_FILE_BYTES_MAX bytes. False when it is larger or cannot
 * be read; reported. */
bool cli_records_read_file(const char *path, cli_diagnostics *diagnostics, cli_file *file);

/* Reports a place of `path` with `code`; the line is left out. */
void cli_records_refuse(cli_diagnostics *diagnostics, const char *path, const char *code,
                        uint32_t line, uint32_t column, const char *message);

#endif
