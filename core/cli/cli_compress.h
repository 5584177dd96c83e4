/* Brotli and gzip forms of a file, made once so that a server only picks. */
#ifndef CLI_COMPRESS_H
#define CLI_COMPRESS_H

#include "cli_memory.h"

enum { CLI_BROTLI_BEST = 11, CLI_BROTLI_FAST = 9 };

/* Compressed bytes; owned, freed with free(result->data). False when they would not be smaller, or
 * the library failed: the file is served as it is then. The same bytes give the same result. */
typedef struct cli_compressed {
    char *data;
    size_t size_bytes;
} cli_compressed;

bool cli_compress_brotli(chatlet_str bytes, int quality, cli_compressed *result);
bool cli_compress_gzip(chatlet_str bytes, cli_compressed *result);

#endif
