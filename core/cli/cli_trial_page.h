/* index.html beside a build, so that the result can be tried at once. */
#ifndef CLI_TRIAL_PAGE_H
#define CLI_TRIAL_PAGE_H

#include "cli_output.h"

#include <chatlet/compile.h>

/* Writes the page unless an index.html of the author's stands there. False: the disk refused. */
bool cli_trial_page_write(cli_output *output, const chatlet_bot *bot);

#endif
