/* index.html beside a build, so that the result can be tried at once. */
#ifndef CLI_TRIAL_PAGE_H
#define CLI_TRIAL_PAGE_H

#include "cli_output.h"

#include <chatlet/compile.h>

/* The tag a page takes to have the assistant. It repeats what the manifest says of the theme, so
 * that the button neither moves nor changes color once that has arrived.
 *
 * folder  where the loader is served: "", or ends with '/'. */
const char *cli_trial_page_tag(cli_memory *memory, const char *folder, const chatlet_bot *bot);

/* Writes the page unless an index.html of the author's stands there. False: the disk refused. */
bool cli_trial_page_write(cli_output *output, const chatlet_bot *bot);

#endif
