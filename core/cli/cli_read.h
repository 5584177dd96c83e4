/* Documents read in several threads, or taken from the cache, and added in their order. */
#ifndef CLI_READ_H
#define CLI_READ_H

#include "cli_compile.h"

/* Reads and adds every document of the run. Stops at CHATLET_ERR_LIMIT, since past the limit of a
 * bot every later document would be refused the same way; that is CHATLET_OK here. Otherwise what
 * chatlet_compiler_add_document stops with: CHATLET_ERR_MEMORY, CHATLET_ERR_SINK. */
chatlet_status cli_read_all(cli_compile *run);

#endif
