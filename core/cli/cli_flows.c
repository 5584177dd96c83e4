#include "cli_flows.h"

#include "cli_files.h"
#include "cli_walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_BYTES_MAX = 4 * 1024 * 1024 };

static const char *const folders[] = {"flows", "intents", "strings"};
enum { FOLDER_COUNT = 3 };

typedef struct name_list {
    const char **names; /* owned */
    size_t count;
    size_t capacity;
} name_list;

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Files of one folder, by the bytes of their names: the order must not depend on the machine. */
static void list_folder(cli_memory *memory, const char *folder, cli_diagnostics *diagnostics,
                        name_list *list) {
    DIR *opened = opendir(folder);
    if (opened == NULL) {
        if (errno != ENOENT && errno != ENOTDIR)
            cli_diagnostics_add_failed(diagnostics, folder, errno);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(opened)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        const char *path = cli_path_join(memory, folder, entry->d_name);
        if (chatlet_source_kind_of(cli_str(path)) == CHATLET_SOURCE_UNKNOWN) continue;
        if (list->count == list->capacity) {
            list->capacity = list->capacity == 0 ? 32 : list->capacity * 2;
            list->names = cli_grow(list->names, list->capacity, sizeof(*list->names));
        }
        list->names[list->count++] = path;
    }
    closedir(opened);
    if (list->count > 0) qsort(list->names, list->count, sizeof(*list->names), compare_names);
}

static void mix(uint64_t *fingerprint, const char *path) {
    for (; *path != '\0'; path++)
        *fingerprint = (*fingerprint ^ (unsigned char)*path) * 1099511628211u;
}

static bool read_source(chatlet_compiler *compiler, const char *path,
                        cli_diagnostics *diagnostics) {
    cli_file file;
    if (!cli_file_read(path, SOURCE_BYTES_MAX + 1, &file)) {
        cli_diagnostics_add_failed(diagnostics, path, errno);
        return false;
    }
    if (file.size_bytes > SOURCE_BYTES_MAX) {
        cli_file_free(&file);
        cli_diagnostics_add_unreadable(diagnostics, path, "larger than 4 MiB; make several of it");
        return false;
    }
    const chatlet_status status =
        chatlet_compiler_add_source(compiler, cli_str(path), cli_file_str(&file));
    cli_file_free(&file);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    return status == CHATLET_OK;
}

bool cli_flows_read(cli_memory *memory, chatlet_compiler *compiler, const char *bot_file,
                    cli_diagnostics *diagnostics, uint64_t *fingerprint) {
    const char *beside = cli_path_folder(memory, bot_file);
    bool is_right = true;
    for (size_t i = 0; i < FOLDER_COUNT; i++) {
        name_list list = {0};
        list_folder(memory, cli_path_join(memory, beside, folders[i]), diagnostics, &list);
        for (size_t k = 0; k < list.count; k++) {
            mix(fingerprint, list.names[k]);
            *fingerprint = (*fingerprint ^ cli_walk_file_state(list.names[k])) * 1099511628211u;
            is_right &= read_source(compiler, list.names[k], diagnostics);
        }
        free(list.names);
    }
    const chatlet_status status = chatlet_compiler_check(compiler);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    return is_right && status == CHATLET_OK;
}
