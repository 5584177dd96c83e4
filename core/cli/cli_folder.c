#include "cli_folder.h"

#include "cli_files.h"

#include <errno.h>
#include <string.h>

static bool fail(cli_folder *folder, const char *problem) {
    folder->problem = problem;
    return false;
}

static bool open_head(cli_memory *memory, cli_folder *folder, const char *path, chatlet_str head) {
    chatlet_error error = {0};
    const chatlet_status status =
        chatlet_bundle_open(cli_allocator(), head, &folder->bundle, &error);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) return true;
    return fail(folder, cli_memory_format(memory, "%s: %s", path,
                                          error.message[0] != '\0' ? error.message
                                                                   : chatlet_status_name(status)));
}

static bool read_head(cli_memory *memory, cli_folder *folder) {
    cli_file file;
    const char *path = cli_path_join(memory, folder->path, folder->manifest.head);
    if (!cli_file_read(path, CHATLET_BUNDLE_HEAD_BYTES_MAX + 1, &file))
        return fail(folder, cli_memory_format(memory, "%s: %s", path, strerror(errno)));
    const bool is_open = open_head(memory, folder, path, cli_file_str(&file));
    cli_file_free(&file);
    return is_open;
}

static bool read_manifest(cli_memory *memory, cli_folder *folder) {
    const char *manifest = cli_path_join(memory, folder->path, "manifest.json");
    if (cli_manifest_read(memory, manifest, &folder->manifest)) return true;
    return fail(folder,
                cli_memory_format(memory,
                                  "%s: not there, or not a manifest of `chatlet build`; build it "
                                  "first",
                                  manifest));
}

bool cli_folder_open(cli_memory *memory, const char *path, cli_folder *folder) {
    return cli_folder_open_language(memory, path, NULL, folder);
}

/* The locales there are, for a message: "en, es, pt-BR". */
static const char *join_locales(cli_memory *memory, const cli_manifest *manifest) {
    const char *joined = manifest->locale != NULL ? manifest->locale : "";
    for (size_t i = 0; i < manifest->locale_count; i++)
        joined = cli_memory_format(memory, "%s, %s", joined, manifest->locales[i].tag);
    return joined;
}

bool cli_folder_open_language(cli_memory *memory, const char *path, const char *language,
                              cli_folder *folder) {
    *folder = (cli_folder){.path = path};
    if (!read_manifest(memory, folder)) return false;
    if (language != NULL && !cli_manifest_choose(&folder->manifest, language))
        return fail(folder,
                    cli_memory_format(memory, "%s has no index for the language \"%s\"; it has: %s",
                                      path, language, join_locales(memory, &folder->manifest)));
    return read_head(memory, folder);
}

bool cli_folder_open_store(cli_memory *memory, const cli_store *store, cli_folder *folder) {
    *folder = (cli_folder){.path = "", .store = store};
    return open_head(memory, folder, "head", store->head);
}

static bool add_part(cli_memory *memory, cli_folder *folder, const chatlet_part *part,
                     const char *path, chatlet_str bytes) {
    const chatlet_status status = chatlet_bundle_add_part(folder->bundle, part->id, bytes);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status != CHATLET_OK)
        return fail(folder, cli_memory_format(memory, "%s: %s; build again", path,
                                              chatlet_status_name(status)));
    folder->parts_read_bytes += bytes.size_bytes;
    folder->parts_read++;
    return true;
}

static bool read_part(cli_memory *memory, cli_folder *folder, const chatlet_part *part) {
    cli_file file;
    const char *name = cli_memory_format(memory, "%s%s", folder->manifest.parts, part->name);
    const char *path = cli_path_join(memory, folder->path, name);
    if (!cli_file_read(path, CHATLET_BUNDLE_PART_BYTES_MAX + 1, &file))
        return fail(folder, cli_memory_format(memory, "%s: %s", path, strerror(errno)));
    const bool is_added = add_part(memory, folder, part, path, cli_file_str(&file));
    cli_file_free(&file);
    return is_added;
}

static bool take_part(cli_memory *memory, cli_folder *folder, const chatlet_part *part) {
    chatlet_str bytes;
    if (folder->store == NULL) return read_part(memory, folder, part);
    if (!cli_store_find(folder->store, part->name, &bytes))
        return fail(folder, cli_memory_format(memory, "%s: no such part", part->name));
    return add_part(memory, folder, part, part->name, bytes);
}

bool cli_folder_load(cli_memory *memory, cli_folder *folder, uint32_t id) {
    chatlet_part part;
    if (chatlet_bundle_has_part(folder->bundle, id)) return true;
    chatlet_status status = chatlet_bundle_get_part(folder->bundle, id, &part);
    if (status == CHATLET_ERR_STATE && id != 0) {
        if (!cli_folder_load(memory, folder, 0)) return false;
        status = chatlet_bundle_get_part(folder->bundle, id, &part);
    }
    if (status != CHATLET_OK) return fail(folder, "no such part");
    return take_part(memory, folder, &part);
}

void cli_folder_close(cli_folder *folder) {
    chatlet_bundle_close(folder->bundle);
    folder->bundle = NULL;
}
