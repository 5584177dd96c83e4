/* A built folder, opened for reading: `search`, `chat`, `dump`, and the build after it. */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include "cli_manifest.h"

#include <chatlet/bundle.h>

typedef struct cli_folder {
    const char *path;
    cli_manifest manifest;
    chatlet_bundle *bundle;    /* owned */
    uint64_t parts_read_bytes; /* of parts loaded so far */
    uint32_t parts_read;
    const char *problem; /* why opening or loading failed, in words; NULL: it did not */
} cli_folder;

/* Opens the bundle that the folder's manifest names. False with folder->problem set. */
bool cli_folder_open(cli_memory *memory, const char *path, cli_folder *folder);

/* Loads part `id` from its file, the map before it if it needs that, unless the bundle has it.
 * False with folder->problem set. */
bool cli_folder_load(cli_memory *memory, cli_folder *folder, uint32_t id);

void cli_folder_close(cli_folder *folder);

#endif
