/* Case files of conformance suites: JSON with an array of cases. */
#ifndef CLI_CASE_FILE_H
#define CLI_CASE_FILE_H

#include <chatlet/json.h>

typedef struct cli_case_reader {
    const char *command; /* for messages: "expr" */
    const char *member;  /* of the file's object that has the array; NULL: the file is the array */
    void *context;
    void (*run_case)(void *context, const char *file, const chatlet_json *one);
} cli_case_reader;

/* Runs every case of the file. False when it cannot be read or holds no such array, which was said
 * on stderr. */
bool cli_case_file_run(const cli_case_reader *reader, const char *path);

#endif
