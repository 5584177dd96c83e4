/* Records of documents that were read before, so that a build reads only what changed. A folder of
 * one output folder's own; a file there is named by what its record was made of, so nothing in it
 * is ever out of date. What is damaged is noticed by the compiler and made anew. */
#ifndef CLI_CACHE_H
#define CLI_CACHE_H

#include "cli_memory.h"

#include <chatlet/compile.h>

typedef struct cli_cache {
    const char *folder;                   /* NULL: nothing is kept */
    char salt[CHATLET_RECORD_NAME_BYTES]; /* of this very program */
    cli_memory memory;
    char (*names)[CHATLET_RECORD_NAME_BYTES]; /* owned; of records this build needs */
    size_t count;
    size_t capacity;
} cli_cache;

/* Opens the cache of the output folder `out`: below `folder`, or when that is NULL below
 * $XDG_CACHE_HOME or ~/.cache. Without any of these, and where the program cannot tell its own
 * version, nothing is kept. */
void cli_cache_open(cli_cache *cache, const char *folder, const char *out);

/* The name of the record of `document`. May be called on any thread, as may the next two. */
void cli_cache_name(const cli_cache *cache, const chatlet_document *document,
                    char name[CHATLET_RECORD_NAME_BYTES]);

/* Reads a record; false when there is none. The bytes are not checked; to be freed with free. */
bool cli_cache_read(const cli_cache *cache, const char name[CHATLET_RECORD_NAME_BYTES],
                    chatlet_str *record);

/* Keeps a record. What cannot be written is read again next time. */
void cli_cache_write(const cli_cache *cache, const char name[CHATLET_RECORD_NAME_BYTES],
                     chatlet_str record);

/* Notes that this build needs the record. */
void cli_cache_use(cli_cache *cache, const char name[CHATLET_RECORD_NAME_BYTES]);

/* Removes every record that this build did not need. */
void cli_cache_prune(cli_cache *cache);

/* Frees what was opened; a cache that is {0} is allowed. */
void cli_cache_free(cli_cache *cache);

#endif
