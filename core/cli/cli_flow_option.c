#include "cli_flow_option.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void cli_flow_options_add_list(cli_memory *memory, cli_flow_options *options,
                               const chatlet_json *list) {
    for (const chatlet_json *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next) {
        const char *id = cli_json_text(memory, item, "id");
        const char *text = cli_json_text(memory, item, "text");
        if (id == NULL) continue;
        options->items = cli_grow(options->items, options->count + 1, sizeof(*options->items));
        options->items[options->count++] = (cli_flow_option){
            .id = id, .text = text == NULL ? id : text, .url = cli_json_text(memory, item, "url")};
    }
}

/* Cards of a carousel or list are no deeper than that. */
static void add_media(cli_memory *memory, cli_flow_options *options, const chatlet_json *media) {
    for (const chatlet_json *one = media == NULL ? NULL : media->first; one != NULL;
         one = one->next) {
        const chatlet_json *items = cli_json_find(one, "items");
        cli_flow_options_add_list(memory, options, cli_json_find(one, "actions"));
        for (const chatlet_json *card = items == NULL ? NULL : items->first; card != NULL;
             card = card->next)
            cli_flow_options_add_list(memory, options, cli_json_find(card, "actions"));
    }
}

void cli_flow_options_add(cli_memory *memory, cli_flow_options *options,
                          const chatlet_json *effect) {
    const chatlet_json *fields = cli_json_find(effect, "fields");
    cli_flow_options_add_list(memory, options, cli_json_find(effect, "options"));
    if (fields != NULL && fields->kind == CHATLET_JSON_ARRAY && fields->count == 1)
        cli_flow_options_add_list(memory, options, cli_json_find(fields->first, "options"));
    add_media(memory, options, cli_json_find(effect, "media"));
}

const cli_flow_option *cli_flow_options_find(const cli_flow_options *options, const char *name) {
    for (size_t i = 0; i < options->count; i++) {
        if (strcmp(options->items[i].id, name) == 0) return &options->items[i];
    }
    for (size_t i = 0; i < options->count; i++) {
        if (strcasecmp(options->items[i].text, name) == 0) return &options->items[i];
    }
    return NULL;
}

char *cli_flow_options_words(cli_memory *memory, const cli_flow_options *options) {
    char *words = cli_memory_copy(memory, cli_str(options->count == 0 ? "none" : ""));
    for (size_t i = 0; i < options->count; i++)
        words = cli_memory_format(memory, "%s%s%s (%s)", words, i == 0 ? "" : ", ",
                                  options->items[i].id, options->items[i].text);
    return words;
}

void cli_flow_options_clear(cli_flow_options *options) { options->count = 0; }

void cli_flow_options_free(cli_flow_options *options) {
    free(options->items);
    *options = (cli_flow_options){0};
}
