/* manifest.json: what the loader reads first, and what names everything else of a build. */
#ifndef CLI_MANIFEST_H
#define CLI_MANIFEST_H

#include "cli_memory.h"

#include <chatlet/compile.h>

/* A file of the web folder with its integrity ("sha256-…"); NULL: built without. */
typedef struct cli_manifest_asset {
    const char *file;
    const char *integrity;
} cli_manifest_asset;

typedef struct cli_manifest {
    const char *head; /* "files/<hash>.head" */
    uint64_t head_size_bytes;
    const char *parts; /* folder of the parts, "files/" */
    cli_manifest_asset panel;
    cli_manifest_asset runtime;
} cli_manifest;

/* Text of a manifest: keys sorted, no white space, so that the same build gives the same bytes. */
char *cli_manifest_write(cli_memory *memory, const cli_manifest *manifest, const chatlet_bot *bot);

/* Reads what a build needs to know of an earlier one, and a reader of it all. False when there is
 * no manifest of ours at `path`. */
bool cli_manifest_read(cli_memory *memory, const char *path, cli_manifest *manifest);

/* Whether `path` is a manifest that `chatlet build` wrote; other programs use the name too. */
bool cli_manifest_is_ours(const char *path);

#endif
