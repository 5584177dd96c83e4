/* Which nodes and ways of a bot's flows its tests have gone. */
#ifndef CLI_TEST_COVERAGE_H
#define CLI_TEST_COVERAGE_H

#include "cli_test_run.h"

/* A node, or a way from one to the next. */
typedef struct cli_coverage_place {
    const char *flow; /* it stands in */
    const char *from; /* node, "flow.node" */
    const char *to;   /* NULL: the node itself */
    bool is_loop;     /* of a way: `from` is an `each` */
    bool is_entered;
} cli_coverage_place;

/* Starts as {0}. */
typedef struct cli_coverage {
    cli_memory memory;
    cli_coverage_place *places; /* owned; flow by flow as the bot has them, nodes before ways */
    size_t count;
} cli_coverage;

/* Takes over the nodes and ways of a bundle, once for all locales: they have the same. */
void cli_coverage_begin(cli_coverage *coverage, const cli_folder *folder);

/* Marks what a script entered. A way counts when its ends were entered one after the other, but for
 * nodes of other flows: called ones, and those that interrupted. Between those of a loop its body
 * may run. */
void cli_coverage_add(cli_coverage *coverage, const cli_test_result *result);

/* Prints flow by flow how many were entered, and those that never were. */
void cli_coverage_print(const cli_coverage *coverage);

/* Writes the same as a JSON object. */
void cli_coverage_write(const cli_coverage *coverage, chatlet_json_writer *writer);

void cli_coverage_free(cli_coverage *coverage);

#endif
