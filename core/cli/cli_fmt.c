/* `chatlet fmt`: an author's files in their canonical form. */
#include "cli_command.h"
#include "cli_diagnostics.h"
#include "cli_files.h"

#include <chatlet/authoring.h>

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 100 };

typedef struct fmt_run {
    cli_memory memory;
    cli_diagnostics diagnostics;
    bool is_check;
    const char **paths; /* owned; of the files to format */
    size_t count;
    size_t capacity;
    uint32_t changed_count;
    bool is_in_trouble; /* a file could not be read or written */
} fmt_run;

static void add_path(fmt_run *run, const char *path) {
    if (run->count == run->capacity) {
        run->capacity = run->capacity == 0 ? 32 : run->capacity * 2;
        run->paths = cli_grow(run->paths, run->capacity, sizeof *run->paths);
    }
    run->paths[run->count++] = path;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in a folder, sorted; *count is 0 and errno set when it cannot be read. */
static const char **list_names(fmt_run *run, const char *folder, size_t *count) {
    const char **names = NULL;
    size_t capacity = 0;
    *count = 0;
    DIR *directory = opendir(folder);
    if (directory == NULL) return NULL;
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "node_modules") == 0) continue;
        if (*count == capacity) {
            capacity = capacity == 0 ? 32 : capacity * 2;
            names = cli_grow(names, capacity, sizeof *names);
        }
        names[(*count)++] = cli_memory_copy(&run->memory, cli_str(entry->d_name));
    }
    closedir(directory);
    if (*count > 0) qsort(names, *count, sizeof *names, compare_names);
    return names;
}

static bool is_json(const char *name) {
    const size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

/* Folders beside bot.json whose files are a bot's own. */
static bool is_part_of_bot(const char *name) {
    return strcmp(name, "flows") == 0 || strcmp(name, "intents") == 0 ||
           strcmp(name, "strings") == 0 || strcmp(name, "tests") == 0;
}

/* Adds the files of every bot in a folder and below. Links that lead back up end at the depth. */
static void add_folder(fmt_run *run, const char *folder, bool is_part, int depth) {
    size_t count;
    const char **names = list_names(run, folder, &count);
    const bool is_bot = cli_is_file(cli_path_join(&run->memory, folder, "bot.json"));
    for (size_t i = 0; i < count; i++) {
        const char *path = cli_path_join(&run->memory, folder, names[i]);
        if (cli_is_folder(path)) {
            if (depth < DEPTH_MAX)
                add_folder(run, path, is_bot && is_part_of_bot(names[i]), depth + 1);
        } else if (strcmp(names[i], "bot.json") == 0 || (is_part && is_json(names[i]))) {
            add_path(run, path);
        }
    }
    free(names);
}

/* False when nothing is found at an argument, which was told. */
static bool add_argument(fmt_run *run, const char *path) {
    const size_t before = run->count;
    if (!cli_is_folder(path)) {
        add_path(run, path);
        return true;
    }
    add_folder(run, path, false, 0);
    if (run->count > before) return true;
    fprintf(stderr, "chatlet fmt: no bot.json in %s or below; name the files themselves\n", path);
    return false;
}

static void report_broken(fmt_run *run, const char *path, const chatlet_error *error) {
    const chatlet_diagnostic diagnostic = {.severity = CHATLET_SEVERITY_ERROR,
                                           .code = "E110",
                                           .file = cli_str(path),
                                           .line = error->line,
                                           .column = error->column,
                                           .message = cli_str(error->message)};
    cli_diagnostics_add(&run->diagnostics, &diagnostic);
}

static void take_formatted(fmt_run *run, const char *path, const cli_file *file,
                           chatlet_str formatted) {
    const chatlet_str source = cli_file_str(file);
    if (source.size_bytes == formatted.size_bytes &&
        memcmp(source.data, formatted.data, formatted.size_bytes) == 0)
        return;
    run->changed_count++;
    if (!run->is_check && !cli_file_write(path, formatted)) {
        fprintf(stderr, "chatlet fmt: %s: %s\n", path, strerror(errno));
        run->is_in_trouble = true;
        return;
    }
    printf("%s\n", path);
}

static void format_file(fmt_run *run, const char *path) {
    cli_file file;
    chatlet_str formatted;
    chatlet_error error = {0};
    if (!cli_file_read(path, CHATLET_JSON_BYTES_MAX + 1u, &file)) {
        fprintf(stderr, "chatlet fmt: %s: %s\n", path, strerror(errno));
        run->is_in_trouble = true;
        return;
    }
    const chatlet_status status =
        chatlet_source_format(cli_allocator(), cli_file_str(&file), &formatted, &error);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) {
        take_formatted(run, path, &file, formatted);
        cli_allocator()->release(NULL, (void *)(uintptr_t)formatted.data);
    } else {
        report_broken(run, path, &error);
    }
    cli_file_free(&file);
}

static cli_exit exit_of(const fmt_run *run) {
    if (run->is_in_trouble) return CLI_EXIT_TROUBLE;
    if (run->diagnostics.error_count > 0) return CLI_EXIT_REFUSED;
    return run->is_check && run->changed_count > 0 ? CLI_EXIT_REFUSED : CLI_EXIT_OK;
}

cli_exit cli_fmt(cli_arguments arguments) {
    fmt_run run = {.count = 0};
    const cli_option known[] = {{"--check", CLI_OPTION_FLAG, &run.is_check, 0, 0}};
    if (!cli_options_read("fmt", &arguments, INT_MAX, known, 1)) return CLI_EXIT_USAGE;
    run.diagnostics = (cli_diagnostics){.memory = &run.memory, .folder = ""};
    bool is_found = true;
    for (int i = 0; i < arguments.count; i++)
        is_found = add_argument(&run, arguments.values[i]) && is_found;
    if (arguments.count == 0) is_found = add_argument(&run, ".");
    for (size_t i = 0; i < run.count; i++)
        format_file(&run, run.paths[i]);
    cli_exit code = exit_of(&run);
    if (!is_found) code = CLI_EXIT_TROUBLE;
    free(run.paths);
    cli_diagnostics_free(&run.diagnostics);
    cli_memory_free(&run.memory);
    return code;
}
