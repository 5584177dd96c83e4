/* A bot to talk to: a built folder as it is, or a source, built in memory. */
#ifndef CLI_BOT_H
#define CLI_BOT_H

#include "cli_compile.h"
#include "cli_folder.h"

typedef struct cli_bot_options {
    const char *command;
    const char *path;     /* a built folder, or a source as `build` takes it */
    const char *bot;      /* another bot.json for a source; NULL: its own */
    const char *language; /* locale wanted; NULL: the bot's own */
    bool json;            /* diagnostics are kept instead of printed */
} cli_bot_options;

/* Starts as {0}. */
typedef struct cli_bot {
    cli_compile compile; /* of a source; {0} for a built folder */
    cli_store store;
    cli_folder folder;
} cli_bot;

/* Opens it. A mistake in a source is told like a build's.
 * CLI_EXIT_OK       bot->folder is open; documents that were left out have been named.
 * CLI_EXIT_NOTHING  the source has mistakes, or nothing to build from.
 * CLI_EXIT_TROUBLE  it cannot be read; bot->folder.problem says why, or it was said. */
cli_exit cli_bot_open(cli_memory *memory, const cli_bot_options *options, cli_bot *bot);

/* Whether `path` is a built folder. */
bool cli_bot_is_built(cli_memory *memory, const char *path);

void cli_bot_close(cli_bot *bot);

#endif
