#include "cli_memory.h"

#include "cli_exit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cli_memory_piece {
    cli_memory_piece *older;
    max_align_t bytes[];
};

void cli_out_of_memory(void) {
    fputs("chatlet: out of memory\n", stderr);
    exit(CLI_EXIT_MEMORY);
}

void *cli_memory_take(cli_memory *memory, size_t size_bytes) {
    if (size_bytes > SIZE_MAX - sizeof(cli_memory_piece)) cli_out_of_memory();
    cli_memory_piece *piece = calloc(1, sizeof(cli_memory_piece) + size_bytes);
    if (piece == NULL) cli_out_of_memory();
    piece->older = memory->newest;
    memory->newest = piece;
    return piece->bytes;
}

char *cli_memory_format(cli_memory *memory, const char *format, ...) {
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) cli_out_of_memory();
    char *text = cli_memory_take(memory, (size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *cli_memory_copy(cli_memory *memory, chatlet_str text) {
    char *copy = cli_memory_take(memory, text.size_bytes + 1);
    if (text.size_bytes > 0) memcpy(copy, text.data, text.size_bytes);
    return copy;
}

void cli_memory_free(cli_memory *memory) {
    cli_memory_piece *piece = memory->newest;
    while (piece != NULL) {
        cli_memory_piece *older = piece->older;
        free(piece);
        piece = older;
    }
    memory->newest = NULL;
}

void *cli_grow(void *memory, size_t count, size_t size_bytes) {
    void *grown = count <= SIZE_MAX / size_bytes ? realloc(memory, count * size_bytes) : NULL;
    if (grown == NULL) cli_out_of_memory();
    return grown;
}

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

const chatlet_allocator *cli_allocator(void) {
    static const chatlet_allocator allocator = {.allocate = allocate, .release = release};
    return &allocator;
}

chatlet_str cli_str(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}
