/* --locale TAG and --zone MINUTES of commands that show dates, numbers and money. */
#ifndef CLI_LOCALE_DATA_H
#define CLI_LOCALE_DATA_H

#include "cli_memory.h"

typedef struct cli_locale_options {
    const char *tag;  /* NULL: forms of no language */
    const char *zone; /* NULL: UTC */
} cli_locale_options;

/* Reads them. *locale is owned, its data freed with free; empty without a tag. False, said on
 * stderr with the command's name, when there is no such language or offset. */
bool cli_locale_read(const char *command, const cli_locale_options *options, chatlet_str *locale,
                     int32_t *zone_minutes);

#endif
