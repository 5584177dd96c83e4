/* A test script played over a bot. */
#ifndef CLI_TEST_RUN_H
#define CLI_TEST_RUN_H

#include "cli_flow_match.h"
#include "cli_folder.h"
#include "cli_test_script.h"

/* Something that was not as the script says. The first one of a script ends it. */
typedef struct cli_test_failure {
    uint32_t line; /* of what failed, from 1; in the script's file */
    uint32_t column;
    uint32_t step;       /* from 1; 0: the script as a whole */
    const char *message; /* a sentence */
    const char *diff;    /* lines that show expected and came; "": none */
} cli_test_failure;

typedef struct cli_test_result {
    const cli_test_script *script;
    bool has_failed;
    cli_test_failure failure;
    const char **entered; /* owned; nodes "flow.node" in order; their texts in the run's memory */
    size_t entered_count;
} cli_test_result;

/* Plays `script` over an open bundle. Texts of the result are in `memory`. */
void cli_test_run(cli_memory *memory, cli_folder *folder, const cli_test_script *script,
                  cli_test_result *result);

/* A failure of a script as a whole: its `problem`, or `message` when it has none. */
void cli_test_refuse(cli_memory *memory, const cli_test_script *script, const char *message,
                     cli_test_result *result);

void cli_test_result_free(cli_test_result *result);

#endif
