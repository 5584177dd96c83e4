/* The output folder: files written whole or not at all, unchanged ones left alone, each with its
 * compressed forms beside it. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli_memory.h"
#include "cli_pool.h"

/* Sizes of files: as they are, and as brotli sends them. */
typedef struct cli_sizes {
    uint64_t raw_bytes;
    uint64_t brotli_bytes;
} cli_sizes;

typedef struct cli_output_file cli_output_file;

typedef struct cli_output {
    const char *folder;
    bool compresses;
    cli_sizes
        total;      /* of all files written or found unchanged, once cli_output_finish was called */
    cli_pool *pool; /* borrowed */
    cli_output_file **files; /* owned; a ring of those that are being written */
    unsigned window;         /* length of the ring */
    unsigned next_slot;
    cli_memory memory;  /* owned; of the names below */
    const char **names; /* owned; files of this build, in the order they came */
    size_t name_count;
    size_t name_capacity;
    const char *failed; /* the file that could not be written, with the reason; NULL: none */
} cli_output;

void cli_output_init(cli_output *output, const char *folder, bool compresses, cli_pool *pool);

/* Begins to bring the file `name` (below the folder) to hold `bytes`, with .br and .gz beside it
 * where that makes it smaller. Compressed forms come first, so that nobody is served an old one
 * beside a new file. The bytes are copied. False when the disk refused this or an earlier file;
 * output->failed tells.
 *
 * quality  of brotli: CLI_BROTLI_FAST or CLI_BROTLI_BEST.
 * sizes    NULL, or what the file is added to by cli_output_finish; must live until then. */
bool cli_output_write(cli_output *output, const char *name, chatlet_str bytes, int quality,
                      cli_sizes *sizes);

/* Waits until all files are written. False when one could not be. What must come after all others,
 * such as the manifest, is given after this. */
bool cli_output_finish(cli_output *output);

/* Whether this build wrote `name`, or found it unchanged. Cost: all names; see cli_prune.c. */
bool cli_output_has(const cli_output *output, const char *name);

/* Sorts the names, so that cli_output_has is quick; no more are written afterwards. */
void cli_output_seal(cli_output *output);

void cli_output_free(cli_output *output);

#endif
