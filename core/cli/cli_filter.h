/* Filters on the command line, and what is said of those that fit nothing. */
#ifndef CLI_FILTER_H
#define CLI_FILTER_H

#include "cli_folder.h"
#include "cli_options.h"

#include <chatlet/query.h>

/* The filters of all --filter options as one, "" when there are none. NULL when one is not
 * NAME=VALUE or they are too long; said on stderr then, with `command` as the command's name. */
const char *cli_filter_join(cli_memory *memory, const char *command, const cli_option_list *list);

/* Why the query's filter takes no page, in words, with the names or values there are; NULL when it
 * fits. The query is ready. */
const char *cli_filter_problem(cli_memory *memory, const cli_folder *folder,
                               const chatlet_query *query);

/* Says on stderr when `filter` cannot take any page of the folder. False when a part could not be
 * loaded: folder->problem says why. */
bool cli_filter_warn(cli_memory *memory, cli_folder *folder, const char *command,
                     const char *filter);

#endif
