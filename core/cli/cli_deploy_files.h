/* The files of a built folder that a server is sent. */
#ifndef CLI_DEPLOY_FILES_H
#define CLI_DEPLOY_FILES_H

#include "cli_memory.h"
#include "cli_sha256.h"

typedef struct cli_deploy_file {
    const char *name; /* below the folder */
    uint64_t size_bytes;
    char sha256[CLI_SHA256_HEX_BYTES];
    bool is_wanted; /* the server lacks it */
} cli_deploy_file;

typedef struct cli_deploy_files {
    cli_memory *memory; /* borrowed; holds all below */
    const char *folder;
    cli_deploy_file *files;
    size_t count;
    size_t capacity;
    uint64_t size_bytes;
    const char *problem; /* why they cannot be read, in words */
    bool is_no_build;    /* the problem is that nothing was built there */
} cli_deploy_files;

/* Lists what the manifest names, pages, and the compressed forms of both; leftovers of earlier
 * builds and files of others stay behind. False with `problem` set when something that belongs
 * to the build is missing or cannot be read. */
bool cli_deploy_files_read(cli_deploy_files *files, cli_memory *memory, const char *folder);

#endif
