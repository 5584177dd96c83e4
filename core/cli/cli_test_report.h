/* How a bot's tests came out, for people, as JSON, and as JUnit's XML. */
#ifndef CLI_TEST_REPORT_H
#define CLI_TEST_REPORT_H

#include "cli_test_coverage.h"

typedef struct cli_test_report {
    const cli_test_result *results;
    size_t count;
    const cli_coverage *coverage; /* NULL: not wanted */
} cli_test_report;

size_t cli_test_report_failed(const cli_test_report *report);

/* A failure, at once: its place, what went wrong, expected beside what came. */
void cli_test_report_print_failure(const cli_test_result *result);

/* The closing line, and the coverage. */
void cli_test_report_print(const cli_test_report *report);

/* One object on stdout. */
void cli_test_report_print_json(const cli_test_report *report);

/* False when the file cannot be written; said. */
bool cli_test_report_write_junit(const cli_test_report *report, const char *path);

#endif
