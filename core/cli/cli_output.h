/* The output folder: files written whole or not at all, unchanged ones left alone, each with its
 * compressed forms beside it. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli_memory.h"

/* Sizes of files: as they are, and as brotli sends them. */
typedef struct cli_sizes {
    uint64_t raw_bytes;
    uint64_t brotli_bytes;
} cli_sizes;

typedef struct cli_output {
    const char *folder;
    bool compresses;
    cli_sizes total;    /* of all files written or found unchanged */
    cli_memory memory;  /* owned; of the names below */
    const char **names; /* owned; files of this build, in the order they came */
    size_t name_count;
    size_t name_capacity;
    const char *failed; /* the file that could not be written, with the reason; NULL: none */
} cli_output;

void cli_output_init(cli_output *output, const char *folder, bool compresses);

/* Brings the file `name` (below the folder) to hold `bytes`, with .br and .gz beside it where that
 * makes it smaller. Compressed forms come first, so that nobody is served an old one beside a new
 * file. False when the disk refused; output->failed tells.
 *
 * quality  of brotli: CLI_BROTLI_FAST or CLI_BROTLI_BEST.
 * sizes    NULL, or what the file is added to. */
bool cli_output_write(cli_output *output, const char *name, chatlet_str bytes, int quality,
                      cli_sizes *sizes);

/* Whether this build wrote `name`, or found it unchanged. Cost: all names; see cli_prune.c. */
bool cli_output_has(const cli_output *output, const char *name);

/* Sorts the names, so that cli_output_has is quick; no more are written afterwards. */
void cli_output_seal(cli_output *output);

void cli_output_free(cli_output *output);

#endif
