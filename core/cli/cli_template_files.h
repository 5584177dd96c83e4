/* The files of core/cli/templates, which cmake/EmbedFolder.cmake puts into the program. */
#ifndef CLI_TEMPLATE_FILES_H
#define CLI_TEMPLATE_FILES_H

#include <stddef.h>

typedef struct cli_template_file {
    const char *name; /* "faq/flows/main.json" */
    const unsigned char *bytes;
    size_t size_bytes;
} cli_template_file;

/* By the bytes of their names. */
extern const cli_template_file cli_template_files[];
extern const size_t cli_template_file_count;

#endif
