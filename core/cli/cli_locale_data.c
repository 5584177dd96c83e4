#include "cli_locale_data.h"

#include <chatlet/expression.h>

#include <stdio.h>
#include <stdlib.h>

static bool read_zone(const char *text, int32_t *minutes) {
    enum { DAY_MINUTES = 24 * 60 };
    char *end;
    const long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < -DAY_MINUTES || value > DAY_MINUTES) return false;
    *minutes = (int32_t)value;
    return true;
}

bool cli_locale_read(const char *command, const cli_locale_options *options, chatlet_str *locale,
                     int32_t *zone_minutes) {
    *locale = (chatlet_str){0};
    *zone_minutes = 0;
    if (options->zone != NULL && !read_zone(options->zone, zone_minutes)) {
        fprintf(stderr,
                "chatlet %s: --zone %s: give minutes east of UTC, as 60, or -300 for New York in "
                "winter\n",
                command, options->zone);
        return false;
    }
    if (options->tag == NULL) return true;
    const chatlet_status status =
        chatlet_locale_data(cli_allocator(), cli_str(options->tag), locale);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) return true;
    fprintf(stderr,
            "chatlet %s: --locale %s: there is no data of this language; there is for en, es, pt, "
            "de, fr and it\n",
            command, options->tag);
    return false;
}
