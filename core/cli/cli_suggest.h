/* `chatlet search --typing`: what the panel suggests for a text that is still being typed. */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include "cli_exit.h"
#include "cli_folder.h"

/* Prints at most `limit` suggestions (1 to CHATLET_SUGGEST_ITEMS_MAX) for `text`, loading parts as
 * a browser would. CLI_EXIT_REFUSED: there is none. CLI_EXIT_TROUBLE with folder->problem set. */
cli_exit cli_suggest(cli_memory *memory, cli_folder *folder, const char *text, uint32_t limit,
                     bool json);

#endif
