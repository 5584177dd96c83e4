/* One question asked of an opened bundle, as a browser asks it: parts are loaded when the engine
 * names them. */
#ifndef CLI_QUERY_H
#define CLI_QUERY_H

#include "cli_folder.h"

#include <chatlet/query.h>

/* Steps until the hits can be read, loading what the query asks for. False with folder->problem
 * set. */
bool cli_query_run(cli_memory *memory, cli_folder *folder, chatlet_query *query);

#endif
