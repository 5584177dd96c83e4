/* A built folder, or a bundle still in memory, opened for reading: `search`, `chat`, `dump`,
 * `eval`, and the build after it. */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include "cli_manifest.h"
#include "cli_store.h"

#include <chatlet/bundle.h>

typedef struct cli_folder {
    const char *path;
    const cli_store *store; /* where the files are instead; NULL: in the folder */
    cli_manifest manifest;
    chatlet_bundle *bundle;    /* owned */
    uint64_t parts_read_bytes; /* of parts loaded so far */
    uint32_t parts_read;
    const char *problem; /* why opening or loading failed, in words; NULL: it did not */
} cli_folder;

/* Opens the bundle that the folder's manifest names. False with folder->problem set. */
bool cli_folder_open(cli_memory *memory, const char *path, cli_folder *folder);

/* The same for a page in `language`, a language tag; NULL: the manifest's own. */
bool cli_folder_open_language(cli_memory *memory, const char *path, const char *language,
                              cli_folder *folder);

/* The same for a bundle in memory; `store` must outlive the folder. */
bool cli_folder_open_store(cli_memory *memory, const cli_store *store, cli_folder *folder);

/* Loads part `id` from its file, the map before it if it needs that, unless the bundle has it.
 * False with folder->problem set. */
bool cli_folder_load(cli_memory *memory, cli_folder *folder, uint32_t id);

void cli_folder_close(cli_folder *folder);

#endif
