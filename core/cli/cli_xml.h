/* Text for XML, as JUnit's reports need it. */
#ifndef CLI_XML_H
#define CLI_XML_H

#include <chatlet/base.h>

#include <stdio.h>

/* Writes text with '&', '<', '>' and '"' as entities. XML has no way to write most control
 * characters: all but line ends become spaces. */
void cli_xml_write(FILE *stream, chatlet_str text);

typedef struct cli_junit_suite {
    const char *command; /* "test" */
    size_t test_count;
    size_t failure_count;
    const void *context;
    void (*write_cases)(FILE *stream, const void *context); /* every `testcase` */
} cli_junit_suite;

/* Writes a report as JUnit has it: one suite named after the command. False when it cannot be
 * written, which was said on stderr. */
bool cli_junit_write(const cli_junit_suite *suite, const char *path);

#endif
