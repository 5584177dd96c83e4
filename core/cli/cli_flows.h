/* The files of a conversation: flows/, intents/ and strings/ beside bot.json. */
#ifndef CLI_FLOWS_H
#define CLI_FLOWS_H

#include "cli_diagnostics.h"

#include <chatlet/compile.h>

/* Reads them in the order of their names and gives them to the compiler, which reports what is
 * wrong with them; then has it check the whole.
 *
 * bot_file     path of bot.json.
 * fingerprint  is changed when one of the files is.
 *
 * False when something is wrong: then nothing may be written. */
bool cli_flows_read(cli_memory *memory, chatlet_compiler *compiler, const char *bot_file,
                    cli_diagnostics *diagnostics, uint64_t *fingerprint);

#endif
