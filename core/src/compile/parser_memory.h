/* Memory for the two foreign parsers, gumbo and cmark, which end the process when an allocation is
 * refused. They get one region that is reserved before they start, so that a refusal happens where
 * it can be answered. When the region is used up inside a parser, the only way out is a jump over
 * its frames. That is safe here and only here: all the parser holds lies in the region, which is
 * given back whole; it holds no lock, no file and no variable of its process; and none of its
 * functions is entered again. Returning NULL would end the process (both parsers check and abort,
 * or do not check), and a larger region would only move the line. */
#ifndef CLET_COMPILE_PARSER_MEMORY_H
#define CLET_COMPILE_PARSER_MEMORY_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

#include <setjmp.h>

enum { CLET_PARSER_MEMORY_LISTS = 64 };

typedef struct clet_parser_memory {
    const chatlet_allocator *allocator; /* borrowed until clet_parser_memory_release */
    char *region;                       /* owned */
    size_t size_bytes;
    size_t used_bytes;
    void *free_lists[CLET_PARSER_MEMORY_LISTS]; /* given back, by size class */
    jmp_buf exhausted; /* set by the reader right before it calls the parser */
} clet_parser_memory;

/* Reserves a region for a document of `document_bytes`: CHATLET_PARSER_BYTES_BASE and
 * CHATLET_PARSER_BYTES_FACTOR times its size, at most CHATLET_PARSER_BYTES_MAX. CHATLET_ERR_MEMORY
 * when that is refused. */
CHATLET_MUST_USE chatlet_status clet_parser_memory_reserve(clet_parser_memory *memory,
                                                           const chatlet_allocator *allocator,
                                                           size_t document_bytes);

/* Memory within the region, aligned for any type and not zeroed; never NULL: jumps to `exhausted`
 * when the region is used up. */
void *clet_parser_memory_allocate(clet_parser_memory *memory, size_t size_bytes);

/* Moves what `old` (NULL allowed) holds to a block of `size_bytes`; never NULL, as above. */
void *clet_parser_memory_resize(clet_parser_memory *memory, void *old, size_t size_bytes);

/* Takes a block back. NULL is allowed. */
void clet_parser_memory_free(clet_parser_memory *memory, void *block);

/* Gives the region back to the allocator, with all blocks. */
void clet_parser_memory_release(clet_parser_memory *memory);

#endif
