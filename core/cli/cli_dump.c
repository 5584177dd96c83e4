/* `chatlet dump`: what a built folder's files hold. */
#include "cli_command.h"
#include "cli_folder.h"
#include "cli_json.h"
#include "cli_terminal.h"

static bool load_all(cli_memory *memory, cli_folder *folder, const chatlet_bundle_info *info) {
    for (uint32_t id = 0; id < info->part_count; id++) {
        if (!cli_folder_load(memory, folder, id)) return false;
    }
    return true;
}

static void print_text(const cli_folder *folder) {
    chatlet_str text = {0};
    if (chatlet_bundle_dump(cli_allocator(), folder->bundle, &text) != CHATLET_OK)
        cli_out_of_memory();
    cli_print_plain(stdout, text);
    cli_allocator()->release(NULL, (void *)(uintptr_t)text.data);
}

static const char *kind_name(chatlet_part_kind kind) {
    switch (kind) {
    case CHATLET_PART_MAP: return "map";
    case CHATLET_PART_TERMS: return "terms";
    case CHATLET_PART_SPELLING: return "spelling";
    case CHATLET_PART_TEXTS: return "texts";
    case CHATLET_PART_FIELD: return "field";
    }
    return "";
}

static void write_parts(chatlet_json_writer *writer, const cli_folder *folder, uint32_t count) {
    chatlet_json_write_key(writer, CHATLET_STR("parts"));
    chatlet_json_write_array_begin(writer);
    for (uint32_t id = 0; id < count; id++) {
        chatlet_part part;
        if (chatlet_bundle_get_part(folder->bundle, id, &part) != CHATLET_OK) continue;
        chatlet_json_write_object_begin(writer);
        cli_json_write_count(writer, "id", part.id);
        cli_json_write_text(writer, "name", part.name);
        cli_json_write_text(writer, "kind", kind_name(part.kind));
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

static void write_fields(chatlet_json_writer *writer, const cli_folder *folder) {
    chatlet_field field;
    chatlet_json_write_key(writer, CHATLET_STR("fields"));
    chatlet_json_write_object_begin(writer);
    for (uint32_t i = 0; chatlet_bundle_get_field(folder->bundle, i, &field) == CHATLET_OK; i++) {
        chatlet_str value;
        chatlet_json_write_key(writer, field.name);
        chatlet_json_write_array_begin(writer);
        for (uint32_t k = 0; chatlet_bundle_get_value(folder->bundle, i, k, &value) == CHATLET_OK;
             k++)
            chatlet_json_write_string(writer, value);
        chatlet_json_write_array_end(writer);
    }
    chatlet_json_write_object_end(writer);
}

static void print_json(const cli_folder *folder, const chatlet_bundle_info *info) {
    cli_memory memory = {0};
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "hash",
                        cli_memory_format(&memory, "%016llx", (unsigned long long)info->hash));
    cli_json_write_str(writer, "id", info->id);
    cli_json_write_str(writer, "title", info->title);
    cli_json_write_str(writer, "locale", info->locale);
    cli_json_write_str(writer, "language", info->language);
    cli_json_write_count(writer, "documents", info->document_count);
    cli_json_write_count(writer, "passages", info->passage_count);
    cli_json_write_count(writer, "terms", info->term_count);
    write_fields(writer, folder);
    write_parts(writer, folder, info->part_count);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    cli_memory_free(&memory);
}

cli_exit cli_dump(cli_arguments arguments) {
    bool json = false;
    const cli_option known[] = {{"--json", CLI_OPTION_FLAG, &json, 0, 0}};
    if (!cli_options_read("dump", &arguments, 1, known, 1)) return CLI_EXIT_USAGE;
    if (arguments.count < 1) {
        fputs("chatlet dump: give the built folder\nTry: chatlet help dump\n", stderr);
        return CLI_EXIT_USAGE;
    }
    cli_memory memory = {0};
    cli_folder folder;
    chatlet_bundle_info info;
    bool is_read = cli_folder_open(&memory, arguments.values[0], &folder);
    if (is_read) {
        chatlet_bundle_get_info(folder.bundle, &info);
        is_read = load_all(&memory, &folder, &info);
    }
    if (is_read && json) print_json(&folder, &info);
    if (is_read && !json) print_text(&folder);
    if (!is_read) cli_json_tell_problem("dump", folder.problem, json);
    cli_folder_close(&folder);
    cli_memory_free(&memory);
    return is_read ? CLI_EXIT_OK : CLI_EXIT_TROUBLE;
}
