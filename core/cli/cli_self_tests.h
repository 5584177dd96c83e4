/* The self-tests that end a build: run, timed, and told. */
#ifndef CLI_SELF_TESTS_H
#define CLI_SELF_TESTS_H

#include "cli_memory.h"
#include "cli_terminal.h"

#include <chatlet/json.h>
#include <chatlet/tune.h>

/* A page that its own title does not find first. */
typedef struct cli_lost_page {
    const char *title;
    const char *url;
    const char *found_title; /* empty: nothing was found */
    const char *found_url;
} cli_lost_page;

/* Starts as {0}. */
typedef struct cli_self_tests {
    cli_memory memory;
    const char *locale; /* of the index; NULL: none was built */
    chatlet_tune_report report;
    cli_lost_page *lost; /* owned */
    size_t lost_count;
    uint64_t began_ms;
    uint64_t elapsed_ms;
    cli_progress *progress; /* borrowed while they run */
} cli_self_tests;

/* Ends the compile, with self-tests. As chatlet_tune_finish. */
chatlet_status cli_self_tests_finish(cli_self_tests *tests, chatlet_compiler *compiler,
                                     cli_progress *progress, chatlet_compile_report *report);

/* Prints a line or two to stdout; `is_one_of_many` names the locale. */
void cli_self_tests_print(const cli_self_tests *tests, bool is_one_of_many);

/* Writes them as one JSON object. */
void cli_self_tests_write(const cli_self_tests *tests, chatlet_json_writer *writer);

void cli_self_tests_free(cli_self_tests *tests);

#endif
