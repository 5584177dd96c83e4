/* Lines of a stream, one JSON value each. */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include "cli_memory.h"

#include <chatlet/json.h>

#include <stdio.h>

enum { CLI_LINE_BYTES_MAX = 1024 * 1024 }; /* longer ones are read over and refused */

/* Starts with `stream` set and the rest {0}. */
typedef struct cli_lines {
    FILE *stream;
    char *line; /* owned */
    size_t size_bytes;
    size_t capacity;
    uint64_t number; /* of the line, from 1 */
    bool is_cut;     /* it was longer than CLI_LINE_BYTES_MAX */
} cli_lines;

/* Reads the next line that is not blank. False at the end. */
bool cli_lines_next(cli_lines *lines);

/* The same, also a blank one. */
bool cli_lines_next_any(cli_lines *lines);

/* The line, without its end. */
chatlet_str cli_lines_text(const cli_lines *lines);

/* The line as a JSON object. NULL with `error` set when it is none; else freed by the caller. */
chatlet_json_document *cli_lines_parse(const cli_lines *lines, chatlet_error *error);

void cli_lines_free(cli_lines *lines);

#endif
