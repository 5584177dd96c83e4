#include "cli_prune.h"

#include "cli_files.h"
#include "cli_folder.h"
#include "cli_page_mark.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HASH_DIGITS = 16, DEPTH_MAX = 100 };

static void keep(cli_kept_names *kept, const char *name) {
    if (name == NULL) return;
    if (kept->count == kept->capacity) {
        kept->capacity = kept->capacity == 0 ? 64 : kept->capacity * 2;
        kept->names = cli_grow(kept->names, kept->capacity, sizeof(*kept->names));
    }
    kept->names[kept->count++] = name;
}

static void keep_parts(cli_kept_names *kept, cli_folder *folder) {
    chatlet_bundle_info info;
    chatlet_part part;
    chatlet_bundle_get_info(folder->bundle, &info);
    for (uint32_t id = 0; id < info.part_count; id++) {
        if (chatlet_bundle_get_part(folder->bundle, id, &part) != CHATLET_OK) continue;
        keep(kept, cli_memory_format(&kept->memory, "%s%s", folder->manifest.parts, part.name));
    }
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void keep_bundle(cli_kept_names *kept, const char *folder_path, const char *locale) {
    cli_folder folder;
    if (cli_folder_open_language(&kept->memory, folder_path, locale, &folder)) {
        keep(kept, folder.manifest.head);
        keep(kept, folder.manifest.panel.file);
        for (size_t i = 0; i < folder.manifest.chunk_count; i++)
            keep(kept, folder.manifest.chunks[i].file);
        keep(kept, folder.manifest.runtime.file);
        /* Names of text parts stand in the map. Without it the others are kept all the same. */
        if (cli_folder_load(&kept->memory, &folder, 0)) keep_parts(kept, &folder);
    }
    cli_folder_close(&folder);
}

void cli_kept_names_read(cli_kept_names *kept, const char *folder_path) {
    cli_manifest manifest = {0};
    *kept = (cli_kept_names){0};
    keep_bundle(kept, folder_path, NULL);
    const char *path = cli_path_join(&kept->memory, folder_path, "manifest.json");
    if (cli_manifest_read(&kept->memory, path, &manifest)) {
        for (size_t i = 0; i < manifest.locale_count; i++)
            keep_bundle(kept, folder_path, manifest.locales[i].tag);
    }
    if (kept->count > 0) qsort(kept->names, kept->count, sizeof(*kept->names), compare_names);
}

void cli_kept_names_free(cli_kept_names *kept) {
    free(kept->names);
    kept->names = NULL;
    cli_memory_free(&kept->memory);
}

static bool is_kept(const cli_output *output, const cli_kept_names *kept, const char *name) {
    if (cli_output_has(output, name)) return true;
    return kept->count > 0 &&
           bsearch(&name, kept->names, kept->count, sizeof(*kept->names), compare_names) != NULL;
}

/* The name without ".br" or ".gz": a compressed form goes when its file does. */
static const char *plain_name(cli_memory *memory, const char *name) {
    const size_t length = strlen(name);
    const bool is_form = length > 3 && (strcmp(name + length - 3, ".br") == 0 ||
                                        strcmp(name + length - 3, ".gz") == 0);
    return is_form ? cli_memory_format(memory, "%.*s", (int)(length - 3), name) : name;
}

/* Whether a file under files/ has a name that only a build gives: "<hash>.part", "<hash>.head",
 * "panel.<hash>.js", "panel-<chunk>.<hash>.js", "chatlet-runtime.<hash>.wasm",
 * "chatlet-search.<hash>.wasm". An author's own downloads may stand there. */
static bool has_build_name(const char *name) {
    const size_t length = strlen(name);
    const size_t hash = strspn(name, "0123456789abcdef");
    if (hash == HASH_DIGITS)
        return strcmp(name + hash, ".part") == 0 || strcmp(name + hash, ".head") == 0;
    if (strncmp(name, "panel.", 6) == 0 || strncmp(name, "panel-", 6) == 0)
        return length > 9 && strcmp(name + length - 3, ".js") == 0;
    return (strncmp(name, "chatlet-runtime.", 16) == 0 ||
            strncmp(name, "chatlet-search.", 15) == 0) &&
           length > 20 && strcmp(name + length - 5, ".wasm") == 0;
}

static bool has_page_name(const char *name) {
    const size_t length = strlen(name);
    return (length > 5 && strcmp(name + length - 5, ".html") == 0) || strcmp(name, "page.css") == 0;
}

static bool has_top_name(const char *name) {
    return strcmp(name, "chatlet.js") == 0 || strcmp(name, "index.html") == 0 ||
           strcmp(name, "manifest.json") == 0;
}

/* Removes what a build that was killed was writing; `is_ours` knows the names it may have been for.
 * True when `name` is of such a file. */
static bool prune_temporary(cli_memory *memory, const char *folder, const char *name,
                            bool (*is_ours)(const char *name)) {
    const size_t length = cli_file_temporary_length(name);
    if (length == 0) return false;
    const char *written = cli_memory_format(memory, "%.*s", (int)length, name);
    const char *path = cli_path_join(memory, folder, name);
    if (is_ours(plain_name(memory, written)) && cli_file_is_abandoned(path)) unlink(path);
    return true;
}

static void prune_top(const cli_output *output) {
    cli_memory memory = {0};
    DIR *directory = opendir(output->folder);
    for (const struct dirent *entry = directory == NULL ? NULL : readdir(directory); entry != NULL;
         entry = readdir(directory))
        (void)prune_temporary(&memory, output->folder, entry->d_name, has_top_name);
    if (directory != NULL) closedir(directory);
    cli_memory_free(&memory);
}

static void prune_files(cli_output *output, const cli_kept_names *kept) {
    cli_memory memory = {0};
    const char *folder = cli_path_join(&memory, output->folder, "files");
    DIR *directory = opendir(folder);
    for (const struct dirent *entry = directory == NULL ? NULL : readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        const char *plain = plain_name(&memory, entry->d_name);
        if (prune_temporary(&memory, folder, entry->d_name, has_build_name)) continue;
        if (!has_build_name(plain)) continue;
        if (is_kept(output, kept, cli_memory_format(&memory, "files/%s", plain))) continue;
        unlink(cli_path_join(&memory, folder, entry->d_name));
    }
    if (directory != NULL) closedir(directory);
    cli_memory_free(&memory);
}

static void prune_page(cli_output *output, cli_memory *memory, const char *name) {
    const char *path = cli_path_join(memory, output->folder, name);
    if (cli_output_has(output, name) || !cli_page_is_readable(path)) return;
    unlink(path);
    unlink(cli_memory_format(memory, "%s.br", path));
    unlink(cli_memory_format(memory, "%s.gz", path));
}

/* A page of a document that is gone must go, too: its author took it back. */
static void prune_pages(cli_output *output, const char *name, int depth) {
    cli_memory memory = {0};
    const char *folder = cli_path_join(&memory, output->folder, name);
    DIR *directory = depth > DEPTH_MAX ? NULL : opendir(folder);
    for (const struct dirent *entry = directory == NULL ? NULL : readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        const char *below = cli_memory_format(&memory, "%s/%s", name, entry->d_name);
        if (entry->d_name[0] == '.') continue;
        if (prune_temporary(&memory, folder, entry->d_name, has_page_name)) continue;
        if (cli_is_folder(cli_path_join(&memory, output->folder, below))) {
            prune_pages(output, below, depth + 1);
        } else if (has_page_name(entry->d_name)) {
            prune_page(output, &memory, below);
        }
    }
    if (directory != NULL) closedir(directory);
    cli_memory_free(&memory);
}

void cli_prune(cli_output *output, const cli_kept_names *kept) {
    cli_output_seal(output);
    prune_top(output);
    prune_files(output, kept);
    prune_pages(output, "pages", 0);
}
