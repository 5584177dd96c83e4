/* A folder's files, with those of its folders, in an order that is the same everywhere. */
#ifndef CLI_WALK_H
#define CLI_WALK_H

#include "cli_diagnostics.h"

#include <sys/types.h>

typedef struct cli_walk_entry {
    const char *path; /* below the folder */
    uint64_t state;   /* of size, time of change and file number; changes when the file does */
    dev_t device;     /* with the number: which file it is, by whatever path */
    ino_t number;
} cli_walk_entry;

typedef struct cli_walk {
    cli_memory *memory;           /* borrowed; holds the paths */
    const char *skipped;          /* resolved path of a folder to leave out; NULL: none */
    cli_diagnostics *diagnostics; /* borrowed; told what could not be read */
    const char *shown_folder;     /* put before paths in diagnostics; may be "" */
    cli_walk_entry *entries;      /* owned; sorted by the bytes of their paths */
    size_t count;
    size_t capacity;
    bool is_output; /* the folder itself was built into */
} cli_walk;

/* Finds every document of a known format. Left out: names that begin with a dot, node_modules,
 * folders that `chatlet build` wrote, the skipped folder, and links that lead back up; of the
 * walk's folder itself, when it was built into, the pages that the build wrote. */
void cli_walk_folder(cli_walk *walk, const char *folder);

/* State of one file, as in an entry; 0 when there is none. */
uint64_t cli_walk_file_state(const char *path);

/* Frees the list. */
void cli_walk_free(cli_walk *walk);

#endif
