#include "cli_suggest.h"

#include "cli_json.h"
#include "cli_terminal.h"

#include <chatlet/suggest.h>

/* Asks until no part is missing; NULL with folder->problem set. Owned by the caller. */
static chatlet_suggestions *run(cli_memory *memory, cli_folder *folder, const char *text,
                                uint32_t limit) {
    for (;;) {
        chatlet_suggestions *suggestions = NULL;
        uint32_t count = 0;
        if (chatlet_suggest(cli_allocator(), folder->bundle, cli_str(text), limit, &suggestions) !=
            CHATLET_OK)
            cli_out_of_memory();
        const uint32_t *parts = chatlet_suggestions_parts(suggestions, &count);
        if (count == 0) return suggestions;
        for (uint32_t i = 0; i < count; i++) {
            if (cli_folder_load(memory, folder, parts[i])) continue;
            chatlet_suggestions_free(suggestions);
            return NULL;
        }
        chatlet_suggestions_free(suggestions);
    }
}

static void print_item(const chatlet_suggestion *item, uint32_t rank) {
    printf("%u. ", rank);
    cli_print_in_line(stdout, item->title);
    if (item->headings.size_bytes > 0) fputs(" › ", stdout);
    cli_print_in_line(stdout, item->headings);
    fputs("\n   ", stdout);
    if (item->url.size_bytes > 0) {
        cli_print_in_line(stdout, item->url);
    } else {
        fputs("a suggestion of bot.json", stdout);
    }
    fputc('\n', stdout);
}

static void print_items(cli_memory *memory, const chatlet_suggestion *items, uint32_t count,
                        const cli_folder *folder) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(folder->bundle, &info);
    for (uint32_t i = 0; i < count; i++)
        print_item(&items[i], i + 1);
    if (count == 0) {
        puts(info.suggests ? "Nothing begins so."
                           : "This assistant suggests nothing while its visitors type: its "
                             "bot.json says \"suggest_while_typing\": false.");
    }
    printf("%u parts read, %s\n", folder->parts_read,
           cli_size_words(memory, folder->parts_read_bytes));
}

static void print_json(cli_memory *memory, const chatlet_suggestion *items, uint32_t count,
                       const cli_folder *folder, const char *text) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "typed", text);
    chatlet_json_write_key(writer, CHATLET_STR("suggestions"));
    chatlet_json_write_array_begin(writer);
    for (uint32_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        cli_json_write_str(writer, "title", items[i].title);
        cli_json_write_str(writer, "path", items[i].headings);
        cli_json_write_str(writer, "url", items[i].url);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    cli_json_write_count(writer, "parts_read", folder->parts_read);
    cli_json_write_count(writer, "parts_read_bytes", folder->parts_read_bytes);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(memory, writer));
}

cli_exit cli_suggest(cli_memory *memory, cli_folder *folder, const char *text, uint32_t limit,
                     bool json) {
    uint32_t count = 0;
    chatlet_suggestions *suggestions = run(memory, folder, text, limit);
    if (suggestions == NULL) return CLI_EXIT_TROUBLE;
    const chatlet_suggestion *items = chatlet_suggestions_items(suggestions, &count);
    if (json) {
        print_json(memory, items, count, folder, text);
    } else {
        print_items(memory, items, count, folder);
    }
    chatlet_suggestions_free(suggestions);
    return count > 0 ? CLI_EXIT_OK : CLI_EXIT_REFUSED;
}
