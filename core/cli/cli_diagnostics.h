/* Diagnostics on their way to the author: printed at once, kept for --json. */
#ifndef CLI_DIAGNOSTICS_H
#define CLI_DIAGNOSTICS_H

#include "cli_memory.h"
#include "cli_terminal.h"

#include <chatlet/compile.h>
#include <chatlet/json.h>

typedef struct cli_diagnostic_entry {
    chatlet_diagnostic diagnostic; /* its views are in the list's memory */
} cli_diagnostic_entry;

typedef struct cli_diagnostics {
    cli_memory *memory;            /* borrowed */
    const char *folder;            /* put before each file, so that a terminal can open it */
    cli_progress *progress;        /* borrowed; its line is cleared first; NULL: none */
    bool is_silent;                /* kept only, for --json */
    cli_diagnostic_entry *entries; /* owned */
    size_t count;
    size_t capacity;
    uint32_t error_count;
    uint32_t warning_count;
} cli_diagnostics;

/* Takes one diagnostic; `context` is a cli_diagnostics. Fits chatlet_compile_callbacks. */
void cli_diagnostics_add(void *context, const chatlet_diagnostic *diagnostic);

/* Adds E101: a file that cannot be read, why, and what to do. */
void cli_diagnostics_add_unreadable(cli_diagnostics *diagnostics, const char *path,
                                    const char *reason);

/* The same for an `error` of the operating system. */
void cli_diagnostics_add_failed(cli_diagnostics *diagnostics, const char *path, int error);

/* Writes them as a JSON array. */
void cli_diagnostics_write(const cli_diagnostics *diagnostics, chatlet_json_writer *writer);

/* Frees the list; the memory is the caller's. */
void cli_diagnostics_free(cli_diagnostics *diagnostics);

#endif
