#include "cli_manifest.h"

#include "cli_files.h"
#include "cli_json.h"

#include <string.h>
#include <strings.h>

enum { MANIFEST_BYTES_MAX = 1024 * 1024 };

static void write_pin(chatlet_json_writer *writer, const cli_manifest_asset *asset) {
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "file", asset->file);
    cli_json_write_text(writer, "integrity", asset->integrity);
    chatlet_json_write_object_end(writer);
}

static void write_asset(chatlet_json_writer *writer, const char *key,
                        const cli_manifest_asset *asset) {
    if (asset->file == NULL) return;
    chatlet_json_write_key(writer, cli_str(key));
    write_pin(writer, asset);
}

static void write_chunks(chatlet_json_writer *writer, const cli_manifest *manifest) {
    if (manifest->chunk_count == 0) return;
    chatlet_json_write_key(writer, CHATLET_STR("chunks"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < manifest->chunk_count; i++)
        write_pin(writer, &manifest->chunks[i]);
    chatlet_json_write_array_end(writer);
}

static void write_head(chatlet_json_writer *writer, const char *file, uint64_t size_bytes) {
    chatlet_json_write_key(writer, CHATLET_STR("head"));
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "file", file);
    cli_json_write_count(writer, "size", size_bytes);
    chatlet_json_write_object_end(writer);
}

static void write_locales(chatlet_json_writer *writer, const cli_manifest *manifest) {
    if (manifest->locale_count == 0) return;
    chatlet_json_write_key(writer, CHATLET_STR("locales"));
    chatlet_json_write_object_begin(writer);
    for (size_t i = 0; i < manifest->locale_count; i++) {
        const cli_manifest_locale *locale = &manifest->locales[i];
        chatlet_json_write_key(writer, cli_str(locale->tag));
        chatlet_json_write_object_begin(writer);
        write_head(writer, locale->head, locale->head_size_bytes);
        cli_json_write_text(writer, "language", locale->language);
        write_asset(writer, "runtime", &locale->runtime);
        cli_json_write_text(writer, "title", locale->title);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_object_end(writer);
}

/* The widget loads what talks to a server only when this is there. */
static void write_server(chatlet_json_writer *writer, const chatlet_bot *bot) {
    if (bot->server_url.size_bytes == 0 || bot->server_bot.size_bytes == 0) return;
    chatlet_json_write_key(writer, CHATLET_STR("server"));
    chatlet_json_write_object_begin(writer);
    cli_json_write_str(writer, "bot", bot->server_bot);
    cli_json_write_str(writer, "consent", bot->server_consent);
    cli_json_write_str(writer, "url", bot->server_url);
    chatlet_json_write_object_end(writer);
}

char *cli_manifest_write(cli_memory *memory, const cli_manifest *manifest, const chatlet_bot *bot) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    write_chunks(writer, manifest);
    write_head(writer, manifest->head, manifest->head_size_bytes);
    cli_json_write_str(writer, "id", bot->id);
    cli_json_write_str(writer, "language", bot->language);
    cli_json_write_str(writer, "locale", bot->locale);
    write_locales(writer, manifest);
    write_asset(writer, "panel", &manifest->panel);
    cli_json_write_text(writer, "parts", manifest->parts);
    write_asset(writer, "runtime", &manifest->runtime);
    write_server(writer, bot);
    chatlet_json_write_key(writer, CHATLET_STR("theme"));
    chatlet_json_write_object_begin(writer);
    if (bot->accent.size_bytes > 0) cli_json_write_str(writer, "accent", bot->accent);
    cli_json_write_str(writer, "position", bot->position);
    chatlet_json_write_object_end(writer);
    cli_json_write_str(writer, "title", bot->title);
    cli_json_write_count(writer, "version", 1);
    chatlet_json_write_object_end(writer);
    return cli_json_finish(memory, writer);
}

/* Names lead nowhere but into the build's own folder. */
static bool is_inside(const char *name) {
    return name != NULL && name[0] != '/' && name[0] != '\0' && strstr(name, "..") == NULL;
}

static const char *member_file(cli_memory *memory, const chatlet_json *root, const char *key) {
    const chatlet_json *member = chatlet_json_find(root, cli_str(key));
    return member == NULL ? NULL : cli_json_text(memory, member, "file");
}

static bool take_locales(cli_memory *memory, const chatlet_json *root, cli_manifest *manifest) {
    const chatlet_json *locales = chatlet_json_find(root, CHATLET_STR("locales"));
    if (locales == NULL) return true;
    if (locales->kind != CHATLET_JSON_OBJECT) return false;
    cli_manifest_locale *taken = cli_memory_take(memory, (locales->count + 1) * sizeof(*taken));
    size_t count = 0;
    for (const chatlet_json *item = locales->first; item != NULL; item = item->next) {
        taken[count] =
            (cli_manifest_locale){.tag = cli_memory_copy(memory, item->key),
                                  .head = member_file(memory, item, "head"),
                                  .runtime = {.file = member_file(memory, item, "runtime")}};
        if (!is_inside(taken[count].head)) return false;
        count++;
    }
    manifest->locales = taken;
    manifest->locale_count = count;
    return true;
}

/* Names alone: who reads an earlier build only keeps its files. */
static void take_chunks(cli_memory *memory, const chatlet_json *root, cli_manifest *manifest) {
    const chatlet_json *chunks = chatlet_json_find(root, CHATLET_STR("chunks"));
    if (chunks == NULL || chunks->kind != CHATLET_JSON_ARRAY) return;
    cli_manifest_asset *taken = cli_memory_take(memory, (chunks->count + 1) * sizeof(*taken));
    size_t count = 0;
    for (const chatlet_json *item = chunks->first; item != NULL; item = item->next)
        taken[count++] = (cli_manifest_asset){.file = cli_json_text(memory, item, "file")};
    manifest->chunks = taken;
    manifest->chunk_count = count;
}

static bool take(cli_memory *memory, const chatlet_json *root, cli_manifest *manifest) {
    const chatlet_json *version = chatlet_json_find(root, CHATLET_STR("version"));
    cli_manifest read = {.head = member_file(memory, root, "head"),
                         .parts = cli_json_text(memory, root, "parts"),
                         .locale = cli_json_text(memory, root, "locale"),
                         .panel = {.file = member_file(memory, root, "panel")},
                         .runtime = {.file = member_file(memory, root, "runtime")}};
    if (version == NULL || version->kind != CHATLET_JSON_INTEGER || version->integer != 1)
        return false;
    if (!is_inside(read.head) || !is_inside(read.parts)) return false;
    if (!take_locales(memory, root, &read)) return false;
    take_chunks(memory, root, &read);
    *manifest = read;
    return true;
}

bool cli_manifest_read(cli_memory *memory, const char *path, cli_manifest *manifest) {
    cli_file file;
    chatlet_json_document *document = NULL;
    if (!cli_file_read(path, MANIFEST_BYTES_MAX, &file)) return false;
    bool is_ours = false;
    if (chatlet_json_parse(cli_allocator(), cli_file_str(&file), &document, NULL) == CHATLET_OK) {
        is_ours = take(memory, chatlet_json_root(document), manifest);
        chatlet_json_free(document);
    }
    cli_file_free(&file);
    return is_ours;
}

static bool is_same_language(const char *tag, const char *other) {
    const size_t length = strcspn(tag, "-_");
    return length == strcspn(other, "-_") && strncasecmp(tag, other, length) == 0;
}

static void choose(cli_manifest *manifest, const cli_manifest_locale *locale) {
    manifest->head = locale->head;
    manifest->runtime = locale->runtime;
}

bool cli_manifest_choose(cli_manifest *manifest, const char *language) {
    const char *own = manifest->locale != NULL ? manifest->locale : "";
    if (strcasecmp(own, language) == 0) return true;
    for (size_t i = 0; i < manifest->locale_count; i++) {
        if (strcasecmp(manifest->locales[i].tag, language) != 0) continue;
        choose(manifest, &manifest->locales[i]);
        return true;
    }
    if (is_same_language(own, language)) return true;
    for (size_t i = 0; i < manifest->locale_count; i++) {
        if (!is_same_language(manifest->locales[i].tag, language)) continue;
        choose(manifest, &manifest->locales[i]);
        return true;
    }
    return false;
}

bool cli_manifest_is_ours(const char *path) {
    cli_memory memory = {0};
    cli_manifest manifest;
    const bool is_ours = cli_is_file(path) && cli_manifest_read(&memory, path, &manifest);
    cli_memory_free(&memory);
    return is_ours;
}
