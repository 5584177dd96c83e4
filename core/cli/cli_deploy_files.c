#include "cli_deploy_files.h"

#include "cli_files.h"
#include "cli_folder.h"
#include "cli_prune.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

enum { DEPTH_MAX = 100, FILE_BYTES_MAX = 16 * 1024 * 1024 };

static bool fail(cli_deploy_files *files, const char *problem) {
    if (files->problem == NULL) files->problem = problem;
    return false;
}

static cli_deploy_file *add_row(cli_deploy_files *files) {
    if (files->count == files->capacity) {
        const size_t capacity = files->capacity == 0 ? 64 : files->capacity * 2;
        cli_deploy_file *more = cli_memory_take(files->memory, capacity * sizeof *more);
        if (files->count > 0) memcpy(more, files->files, files->count * sizeof *more);
        files->files = more;
        files->capacity = capacity;
    }
    return &files->files[files->count++];
}

static bool add_file(cli_deploy_files *files, const char *name) {
    cli_file file;
    const char *path = cli_path_join(files->memory, files->folder, name);
    if (cli_file_is_larger(path, FILE_BYTES_MAX))
        return fail(files, cli_memory_format(files->memory, "%s: larger than 16 MiB", path));
    if (!cli_file_read(path, FILE_BYTES_MAX, &file))
        return fail(files,
                    cli_memory_format(files->memory, "%s: %s; build again", path, strerror(errno)));
    cli_deploy_file *row = add_row(files);
    *row = (cli_deploy_file){.name = name, .size_bytes = file.size_bytes};
    cli_sha256_hex(cli_file_str(&file), row->sha256);
    files->size_bytes += file.size_bytes;
    cli_file_free(&file);
    return true;
}

/* A file and its compressed forms, where there are some. */
static bool add_forms(cli_deploy_files *files, const char *name) {
    static const char *const suffixes[] = {".br", ".gz"};
    if (!add_file(files, name)) return false;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        const char *form = cli_memory_format(files->memory, "%s%s", name, suffixes[i]);
        if (cli_is_file(cli_path_join(files->memory, files->folder, form)) &&
            !add_file(files, form))
            return false;
    }
    return true;
}

static bool add_optional(cli_deploy_files *files, const char *name) {
    return !cli_is_file(cli_path_join(files->memory, files->folder, name)) ||
           add_forms(files, name);
}

static bool is_page(const char *name) {
    const size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".html") == 0;
}

static bool add_pages(cli_deploy_files *files, const char *name, int depth) {
    bool good = true;
    DIR *directory =
        depth > DEPTH_MAX ? NULL : opendir(cli_path_join(files->memory, files->folder, name));
    for (const struct dirent *entry = directory == NULL ? NULL : readdir(directory);
         good && entry != NULL; entry = readdir(directory)) {
        const char *below = cli_memory_format(files->memory, "%s/%s", name, entry->d_name);
        if (entry->d_name[0] == '.') continue;
        if (cli_is_folder(cli_path_join(files->memory, files->folder, below)))
            good = add_pages(files, below, depth + 1);
        else if (is_page(entry->d_name))
            good = add_forms(files, below);
    }
    if (directory != NULL) closedir(directory);
    return good;
}

static bool is_bundle_open(cli_deploy_files *files) {
    cli_folder folder;
    const bool is_open = cli_folder_open(files->memory, files->folder, &folder);
    if (!is_open) {
        files->is_no_build = true;
        (void)fail(files, folder.problem);
    } else if (folder.manifest.panel.file == NULL) {
        files->is_no_build = true;
        (void)fail(files, "it was built with --no-web, but a server needs the whole build");
    }
    cli_folder_close(&folder);
    return files->problem == NULL;
}

static bool is_part(const char *name) {
    const size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".part") == 0;
}

/* Parts, heads, panel and runtimes of every language, each once. A small bundle's parts are within
 * its head, so one that is no file is not missed here; the server knows which it needs. */
static bool add_named(cli_deploy_files *files) {
    cli_kept_names kept;
    bool good = true;
    cli_kept_names_read(&kept, files->folder);
    for (size_t i = 0; good && i < kept.count; i++) {
        if (i > 0 && strcmp(kept.names[i - 1], kept.names[i]) == 0) continue;
        const char *name = cli_memory_copy(files->memory, cli_str(kept.names[i]));
        good = is_part(name) ? add_optional(files, name) : add_forms(files, name);
    }
    cli_kept_names_free(&kept);
    return good;
}

bool cli_deploy_files_read(cli_deploy_files *files, cli_memory *memory, const char *folder) {
    *files = (cli_deploy_files){.memory = memory, .folder = folder};
    return is_bundle_open(files) && add_forms(files, "manifest.json") &&
           add_forms(files, "chatlet.js") && add_named(files) &&
           add_optional(files, "index.html") && add_optional(files, "notices.txt") &&
           add_optional(files, "pages/page.css") && add_pages(files, "pages", 0);
}
