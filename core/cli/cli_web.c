#include "cli_web.h"

#include "cli_compress.h"
#include "cli_files.h"
#include "cli_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIST_BYTES_MAX = 1024 * 1024, ASSET_BYTES_MAX = 64 * 1024 * 1024, PATH_BYTES = 4096 };

static const char *program_folder(cli_memory *memory) {
    char path[PATH_BYTES];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length < 0) return ".";
    path[length] = '\0';
    return cli_path_folder(memory, path);
}

/* Beside build/bin, beside build/<preset>/bin, and where an installed program keeps its data. */
static const char *default_folder(cli_memory *memory) {
    static const char *const places[] = {"../web", "../../web", "../share/chatlet/web"};
    const char *program = program_folder(memory);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        const char *folder = cli_path_resolve(memory, cli_path_join(memory, program, places[i]));
        if (cli_is_file(cli_path_join(memory, folder, "files.json"))) return folder;
    }
    return cli_path_resolve(memory, cli_path_join(memory, program, places[0]));
}

/* A file of the list: a plain name with its integrity. */
static bool take_asset(cli_memory *memory, const chatlet_json *value, cli_manifest_asset *asset) {
    if (value == NULL) return false;
    const char *file = cli_json_text(memory, value, "file");
    const char *integrity = cli_json_text(memory, value, "integrity");
    if (file == NULL || integrity == NULL || strchr(file, '/') != NULL || file[0] == '.')
        return false;
    *asset = (cli_manifest_asset){.file = file, .integrity = integrity};
    return true;
}

static bool take_chunks(cli_memory *memory, const chatlet_json *chunks, cli_web *web) {
    if (chunks == NULL) return true;
    if (chunks->kind != CHATLET_JSON_ARRAY) return false;
    cli_manifest_asset *taken = cli_memory_take(memory, (chunks->count + 1) * sizeof(*taken));
    size_t count = 0;
    for (const chatlet_json *item = chunks->first; item != NULL; item = item->next)
        if (!take_asset(memory, item, &taken[count++])) return false;
    web->chunks = taken;
    web->chunk_count = count;
    return true;
}

static const char *join_keys(cli_memory *memory, const chatlet_json *object) {
    const char *joined = "";
    for (const chatlet_json *item = object->first; item != NULL; item = item->next) {
        const char *key = cli_memory_copy(memory, item->key);
        joined = joined[0] == '\0' ? key : cli_memory_format(memory, "%s, %s", joined, key);
    }
    return joined;
}

/* Every runtime reads an index that was built without a stemmer; English is the usual one. */
static const chatlet_json *find_runtime(const chatlet_json *runtimes, chatlet_str language) {
    const chatlet_json *runtime = chatlet_json_find(runtimes, language);
    const bool has_stemmer = language.size_bytes != 4 || memcmp(language.data, "none", 4) != 0;
    if (runtime != NULL || has_stemmer) return runtime;
    return chatlet_json_find(runtimes, CHATLET_STR("en"));
}

static cli_web_result take_list(cli_memory *memory, const chatlet_json *root, chatlet_str language,
                                cli_web *web) {
    const chatlet_json *runtimes = chatlet_json_find(root, CHATLET_STR("runtimes"));
    web->loader = cli_json_text(memory, root, "loader");
    if (web->loader == NULL || strchr(web->loader, '/') != NULL || runtimes == NULL ||
        !take_asset(memory, chatlet_json_find(root, CHATLET_STR("panel")), &web->panel) ||
        !take_chunks(memory, chatlet_json_find(root, CHATLET_STR("chunks")), web))
        return CLI_WEB_MISSING;
    web->notices = cli_json_text(memory, root, "notices");
    if (web->notices != NULL && strchr(web->notices, '/') != NULL) return CLI_WEB_MISSING;
    web->languages = join_keys(memory, runtimes);
    if (!take_asset(memory, find_runtime(runtimes, language), &web->runtime))
        return CLI_WEB_NO_LANGUAGE;
    const chatlet_json *searches = chatlet_json_find(root, CHATLET_STR("search"));
    if (searches == NULL || !take_asset(memory, find_runtime(searches, language), &web->search))
        web->search = web->runtime;
    return CLI_WEB_FOUND;
}

void cli_web_leave_flows_out(cli_web *web) { web->runtime = web->search; }

cli_web_result cli_web_find(cli_memory *memory, const char *folder, chatlet_str language,
                            cli_web *web) {
    cli_file file;
    chatlet_json_document *document = NULL;
    const char *environment = getenv("CHATLET_WEB");
    if (folder == NULL && environment != NULL && environment[0] != '\0') folder = environment;
    *web = (cli_web){.folder = folder != NULL ? folder : default_folder(memory)};
    if (!cli_file_read(cli_path_join(memory, web->folder, "files.json"), LIST_BYTES_MAX, &file))
        return CLI_WEB_MISSING;
    cli_web_result result = CLI_WEB_MISSING;
    if (chatlet_json_parse(cli_allocator(), cli_file_str(&file), &document, NULL) == CHATLET_OK) {
        result = take_list(memory, chatlet_json_root(document), language, web);
        chatlet_json_free(document);
    }
    cli_file_free(&file);
    return result;
}

static bool copy_file(cli_memory *memory, const cli_web *web, const char *name,
                      const char *new_name, cli_output *output) {
    cli_file file;
    const char *path = cli_path_join(memory, web->folder, name);
    if (!cli_file_read(path, ASSET_BYTES_MAX, &file)) {
        output->failed = cli_memory_format(&output->memory, "%s: %s", path, strerror(errno));
        return false;
    }
    const bool is_written =
        cli_output_write(output, new_name, cli_file_str(&file), CLI_BROTLI_BEST, NULL);
    cli_file_free(&file);
    return is_written;
}

static bool copy_asset(cli_memory *memory, const cli_web *web, const cli_manifest_asset *asset,
                       cli_output *output, cli_manifest_asset *named) {
    const char *name = cli_memory_format(memory, "files/%s", asset->file);
    *named = (cli_manifest_asset){.file = name, .integrity = asset->integrity};
    return copy_file(memory, web, asset->file, name, output);
}

bool cli_web_copy_runtime(cli_memory *memory, const cli_web *web, cli_output *output,
                          cli_manifest_asset *runtime) {
    const char *name = cli_memory_format(memory, "files/%s", web->runtime.file);
    *runtime = (cli_manifest_asset){.file = name, .integrity = web->runtime.integrity};
    return copy_file(memory, web, web->runtime.file, name, output);
}

static bool copy_chunks(cli_memory *memory, const cli_web *web, cli_output *output,
                        cli_manifest *manifest) {
    cli_manifest_asset *named = cli_memory_take(memory, (web->chunk_count + 1) * sizeof(*named));
    for (size_t i = 0; i < web->chunk_count; i++)
        if (!copy_asset(memory, web, &web->chunks[i], output, &named[i])) return false;
    manifest->chunks = named;
    manifest->chunk_count = web->chunk_count;
    return true;
}

bool cli_web_copy(cli_memory *memory, const cli_web *web, cli_output *output,
                  cli_manifest *manifest) {
    return copy_asset(memory, web, &web->panel, output, &manifest->panel) &&
           copy_chunks(memory, web, output, manifest) &&
           copy_asset(memory, web, &web->runtime, output, &manifest->runtime) &&
           (web->notices == NULL || copy_file(memory, web, web->notices, "notices.txt", output)) &&
           copy_file(memory, web, web->loader, "chatlet.js", output);
}
