/* The files of a bundle, kept in memory instead of a folder: for commands that build and ask in one
 * run. */
#ifndef CLI_STORE_H
#define CLI_STORE_H

#include "cli_memory.h"

#include <chatlet/compile.h>

typedef struct cli_store_file {
    chatlet_str name;
    chatlet_str bytes;
} cli_store_file;

/* Starts as {0}. */
typedef struct cli_store {
    cli_memory memory;     /* owned; of names and bytes */
    cli_store_file *parts; /* owned */
    size_t part_count;
    size_t part_capacity;
    uint64_t parts_size_bytes;
    chatlet_str head; /* empty until it came */
} cli_store;

/* Takes a file of a compile; pages are of no interest. `context` is a cli_store. Fits
 * chatlet_compile_callbacks; always true. */
bool cli_store_take(void *context, const chatlet_output *output);

/* The bytes of part `name`; false when there is none. Only after the head came. */
bool cli_store_find(const cli_store *store, const char *name, chatlet_str *bytes);

void cli_store_free(cli_store *store);

#endif
