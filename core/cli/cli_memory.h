/* Memory of the command: taken piece by piece, freed at once. Running out ends the program with
 * CLI_EXIT_MEMORY, after saying so; nothing a visitor sees is half-written then, since the manifest
 * comes last. */
#ifndef CLI_MEMORY_H
#define CLI_MEMORY_H

#include <chatlet/base.h>

typedef struct cli_memory_piece cli_memory_piece;

/* Starts as {0}. */
typedef struct cli_memory {
    cli_memory_piece *newest;
} cli_memory;

/* `size_bytes` of zeroed memory, until cli_memory_free. Never NULL. */
void *cli_memory_take(cli_memory *memory, size_t size_bytes);

/* Text made as printf makes it. Never NULL. */
char *cli_memory_format(cli_memory *memory, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A zero-terminated copy of a view. Never NULL. */
char *cli_memory_copy(cli_memory *memory, chatlet_str text);

void cli_memory_free(cli_memory *memory);

/* realloc that never returns NULL. The result is freed with free. */
void *cli_grow(void *memory, size_t count, size_t size_bytes);

/* Says that memory ran out and ends the program. */
_Noreturn void cli_out_of_memory(void);

/* malloc and free, for the engine. Refusals come back as statuses. */
const chatlet_allocator *cli_allocator(void);

/* A view of a zero-terminated text. */
chatlet_str cli_str(const char *text);

#endif
