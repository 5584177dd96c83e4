/* Documents of a test collection in, an opened bundle out: through the compiler, in memory. */
#ifndef CLI_EVAL_BUILD_H
#define CLI_EVAL_BUILD_H

#include "cli_diagnostics.h"
#include "cli_exit.h"
#include "cli_folder.h"
#include "cli_names.h"

#include <chatlet/tune.h>

/* Processor time of each stage, in seconds. */
typedef struct cli_eval_times {
    double read_s;  /* lines read, their JSON undone */
    double index_s; /* passages, words, postings */
    double write_s; /* the bundle's files taken over */
    double self_tests_s;
    double query_s;
} cli_eval_times;

/* Starts as {0}. */
typedef struct cli_eval_index {
    cli_names documents; /* ids; a page's address in the bundle is its id's number */
    cli_store store;
    cli_folder folder;
    chatlet_compile_report report;
    chatlet_tune_report tuned; /* no queries: there were no self-tests */
    char locale[36];           /* the index was built for; zero-terminated */
    uint32_t left_out;
    uint64_t text_size_bytes;
    cli_eval_times times;
} cli_eval_index;

/* Seconds of processor time of this program so far. */
double cli_eval_clock_s(void);

/* Builds from the lines of `path`. `language` is a locale or NULL: told from the texts.
 * `self_tests`: ends the build with them.
 * CLI_EXIT_OK       `index` is open, although lines may have been left out.
 * CLI_EXIT_USAGE    `language` is no language tag; said.
 * CLI_EXIT_NOTHING  no document could be used.
 * CLI_EXIT_TROUBLE  the file cannot be read, or index->folder.problem says why. */
cli_exit cli_eval_build(cli_memory *memory, const char *path, const char *language, bool self_tests,
                        cli_diagnostics *diagnostics, cli_eval_index *index);

void cli_eval_index_free(cli_eval_index *index);

#endif
