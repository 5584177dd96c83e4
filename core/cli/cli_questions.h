/* An author's table of questions: what is asked, and what is expected of the answer. */
#ifndef CLI_QUESTIONS_H
#define CLI_QUESTIONS_H

#include "cli_diagnostics.h"
#include "cli_files.h"

#include <chatlet/csv.h>

enum { CLI_QUESTIONS_BYTES_MAX = 16 * 1024 * 1024, CLI_QUESTIONS_MAX = 10 * 1000 };

/* One row. Views are borrowed from the table. */
typedef struct cli_question {
    chatlet_str text;   /* not empty */
    chatlet_str url;    /* of the page expected first, or of several, parted by spaces; empty: "I
                          don't know" is expected */
    chatlet_str holds;  /* what the text shown must contain; empty: anything will do */
    chatlet_str filter; /* of the pages that may answer, as chatlet/query.h has it; empty: all */
    uint32_t line;
} cli_question;

/* Starts as {0}. */
typedef struct cli_questions {
    cli_file file;      /* owned */
    char *memory;       /* owned; of fields with doubled quotes */
    cli_question *rows; /* owned */
    uint32_t count;
    uint32_t capacity;
    uint32_t left_out; /* rows that cannot be used; reported */
} cli_questions;

/* Reads a CSV table whose header names the columns question, url and, if wanted, holds and filter;
 * others are of no interest. False when there is no such table; reported. */
bool cli_questions_read(const char *path, cli_diagnostics *diagnostics, cli_questions *questions);

/* Whether the address an answer cites is one of the expected, which spaces part: without its anchor
 * unless one is expected, and from any folder on, so that "install.html" is
 * "../docs/install.html#linux". */
bool cli_questions_is_page(chatlet_str expected, chatlet_str cited);

/* Whether `text` contains `wanted`, whatever the case of ASCII letters and the white space. */
bool cli_questions_holds(chatlet_str text, chatlet_str wanted);

void cli_questions_free(cli_questions *questions);

#endif
