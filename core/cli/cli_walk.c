#include "cli_walk.h"

#include "cli_files.h"
#include "cli_manifest.h"
#include "cli_page_mark.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 100 };

/* A folder on the way from the walk's folder to where it is, to notice links that lead back. */
typedef struct walk_ancestor {
    const struct walk_ancestor *parent;
    dev_t device;
    ino_t number;
    int depth;
} walk_ancestor;

static void walk_into(cli_walk *walk, const char *folder, const char *path,
                      const walk_ancestor *parent);

static const char *shown_path(const cli_walk *walk, const char *path) {
    const char *shown = cli_path_join(walk->memory, walk->shown_folder, path);
    return shown[0] == '\0' ? "." : shown;
}

static void report(cli_walk *walk, const char *path, const char *reason) {
    cli_diagnostics_add_unreadable(walk->diagnostics, shown_path(walk, path), reason);
}

static void report_failed(cli_walk *walk, const char *path, int error) {
    cli_diagnostics_add_failed(walk->diagnostics, shown_path(walk, path), error);
}

static uint64_t state_of(const struct stat *status) {
    uint64_t state = 1469598103934665603u; /* FNV-1a, by words */
    const uint64_t words[] = {(uint64_t)status->st_size, (uint64_t)status->st_mtim.tv_sec,
                              (uint64_t)status->st_mtim.tv_nsec, (uint64_t)status->st_ino};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        state = (state ^ words[i]) * 1099511628211u;
    return state | 1;
}

uint64_t cli_walk_file_state(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? state_of(&status) : 0;
}

static void add_entry(cli_walk *walk, const char *path, const struct stat *status) {
    if (walk->count == walk->capacity) {
        walk->capacity = walk->capacity == 0 ? 64 : walk->capacity * 2;
        walk->entries = cli_grow(walk->entries, walk->capacity, sizeof(*walk->entries));
    }
    walk->entries[walk->count++] = (cli_walk_entry){.path = path,
                                                    .state = state_of(status),
                                                    .device = status->st_dev,
                                                    .number = status->st_ino};
}

static bool is_document(const char *path) {
    return chatlet_document_format_of(cli_str(path)) != CHATLET_FORMAT_UNKNOWN;
}

/* A build into the folder it was made of leaves its pages among the documents. */
static bool is_left_by_build(const cli_walk *walk, const char *path, const char *file) {
    if (!walk->is_output) return false;
    if (strncmp(path, "pages/", 6) == 0) return cli_page_is_readable(file);
    return strcmp(path, "index.html") == 0 && cli_page_is_trial(file);
}

static void visit(cli_walk *walk, const char *folder, const char *path,
                  const walk_ancestor *parent) {
    struct stat status;
    const char *file = cli_path_join(walk->memory, folder, path);
    if (stat(file, &status) != 0) {
        if (is_document(path)) report_failed(walk, path, errno);
    } else if (S_ISDIR(status.st_mode)) {
        walk_into(walk, folder, path, parent);
    } else if (is_document(path) && S_ISREG(status.st_mode)) {
        if (!is_left_by_build(walk, path, file)) add_entry(walk, path, &status);
    } else if (is_document(path)) {
        report(walk, path, "not a regular file; leave it out of the sources");
    }
}

/* Sphinx copies every page's source into _sources: indexed too, each page would be there twice. */
static bool is_left_out(const char *name) {
    return name[0] == '.' || strcmp(name, "node_modules") == 0 || strcmp(name, "_sources") == 0;
}

/* True when the folder is one of those it stands in, is the skipped one, or was written by us. */
static bool is_barred(const cli_walk *walk, const char *full, const struct stat *status,
                      const walk_ancestor *parent) {
    for (const walk_ancestor *at = parent; at != NULL; at = at->parent) {
        if (at->device == status->st_dev && at->number == status->st_ino) return true;
    }
    if (parent == NULL) return false;
    cli_memory memory = {0};
    const bool is_skipped =
        (walk->skipped != NULL && strcmp(cli_path_resolve(&memory, full), walk->skipped) == 0) ||
        cli_manifest_is_ours(cli_path_join(&memory, full, "manifest.json"));
    cli_memory_free(&memory);
    return is_skipped;
}

static void walk_into(cli_walk *walk, const char *folder, const char *path,
                      const walk_ancestor *parent) {
    struct stat status;
    const char *full = path[0] == '\0' ? folder : cli_path_join(walk->memory, folder, path);
    const int depth = parent == NULL ? 0 : parent->depth + 1;
    if (depth > DEPTH_MAX) {
        report(walk, path, "folders nested more than 100 deep; leave this one out");
        return;
    }
    DIR *directory = opendir(full);
    if (directory == NULL || stat(full, &status) != 0) {
        report_failed(walk, path, errno);
        if (directory != NULL) closedir(directory);
        return;
    }
    if (!is_barred(walk, full, &status, parent)) {
        const walk_ancestor here = {
            .parent = parent, .device = status.st_dev, .number = status.st_ino, .depth = depth};
        for (const struct dirent *entry = readdir(directory); entry != NULL;
             entry = readdir(directory)) {
            if (is_left_out(entry->d_name)) continue;
            visit(walk, folder, cli_path_join(walk->memory, path, entry->d_name), &here);
        }
    }
    closedir(directory);
}

static int compare_entries(const void *a, const void *b) {
    return strcmp(((const cli_walk_entry *)a)->path, ((const cli_walk_entry *)b)->path);
}

void cli_walk_folder(cli_walk *walk, const char *folder) {
    cli_memory memory = {0};
    const char *resolved = cli_path_resolve(&memory, folder);
    walk->is_output = (walk->skipped != NULL && strcmp(resolved, walk->skipped) == 0) ||
                      cli_manifest_is_ours(cli_path_join(&memory, folder, "manifest.json"));
    cli_memory_free(&memory);
    walk_into(walk, folder, "", NULL);
    if (walk->count > 0) qsort(walk->entries, walk->count, sizeof(*walk->entries), compare_entries);
}

void cli_walk_free(cli_walk *walk) {
    free(walk->entries);
    walk->entries = NULL;
    walk->count = 0;
    walk->capacity = 0;
}
