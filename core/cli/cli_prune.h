/* Removes what earlier builds left behind. Only files that a build wrote are touched: those under
 * files/ by the form of their names, pages by the mark in them, and temporaries of a build that was
 * killed by the form of theirs, once nobody can be writing them. */
#ifndef CLI_PRUNE_H
#define CLI_PRUNE_H

#include "cli_output.h"

/* Names that the build before this one uses; its visitors may still ask for them. */
typedef struct cli_kept_names {
    cli_memory memory;
    const char **names; /* owned; sorted */
    size_t count;
    size_t capacity;
} cli_kept_names;

/* Reads the names from the folder's manifest and bundle. Empty when there is no readable build. */
void cli_kept_names_read(cli_kept_names *kept, const char *folder);
void cli_kept_names_free(cli_kept_names *kept);

/* Removes files of this folder that neither this build nor the one before it names, and pages that
 * this build did not write. What cannot be removed stays; it does no harm. */
void cli_prune(cli_output *output, const cli_kept_names *kept);

#endif
