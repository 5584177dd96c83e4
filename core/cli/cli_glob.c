#include "cli_glob.h"

#include <fnmatch.h>
#include <limits.h>
#include <string.h>

bool cli_glob_is_pattern(const char *pattern) { return strpbrk(pattern, "*?[") != NULL; }

/* The length of the name at the beginning of `path`. */
static size_t name_length(const char *path) { return strcspn(path, "/"); }

/* What stands behind that name; NULL at the end. */
static const char *next_name(const char *path) {
    const char *slash = strchr(path, '/');
    return slash == NULL ? NULL : slash + 1;
}

static bool is_any_folders(const char *pattern) {
    return strncmp(pattern, "**", 2) == 0 && name_length(pattern) == 2;
}

static bool name_matches(const char *pattern, const char *path) {
    char name[NAME_MAX + 1];
    char wanted[NAME_MAX + 1];
    const size_t length = name_length(path);
    const size_t wanted_length = name_length(pattern);
    if (length > NAME_MAX || wanted_length > NAME_MAX) return false;
    memcpy(name, path, length);
    memcpy(wanted, pattern, wanted_length);
    name[length] = '\0';
    wanted[wanted_length] = '\0';
    return fnmatch(wanted, name, 0) == 0;
}

/* As with '*' in a name: only the last "**" need ever be tried again with one folder more. */
bool cli_glob_matches(const char *pattern, const char *path) {
    const char *retry_pattern = NULL;
    const char *retry_path = NULL;
    while (path != NULL) {
        if (pattern != NULL && is_any_folders(pattern)) {
            pattern = next_name(pattern);
            if (pattern == NULL) return true;
            retry_pattern = pattern;
            retry_path = next_name(path);
        } else if (pattern != NULL && name_matches(pattern, path)) {
            pattern = next_name(pattern);
            path = next_name(path);
        } else if (retry_path != NULL) {
            pattern = retry_pattern;
            path = retry_path;
            retry_path = next_name(path);
        } else {
            return false;
        }
    }
    /* What is left of the pattern asks for names that the path does not have. */
    return pattern == NULL;
}

bool cli_glob_covers(const char *pattern, const char *path) {
    cli_memory memory = {0};
    char *part = cli_memory_copy(&memory, cli_str(path));
    const size_t length = strlen(pattern);
    const bool has_end_slash = length > 0 && pattern[length - 1] == '/';
    const char *wanted = cli_memory_format(&memory, "%.*s", (int)(length - has_end_slash), pattern);
    const bool is_name = strchr(wanted, '/') == NULL;
    bool covers = false;
    for (;;) {
        char *slash = strrchr(part, '/');
        const char *name = slash == NULL ? part : slash + 1;
        covers = cli_glob_matches(wanted, is_name ? name : part);
        if (covers || slash == NULL) break;
        *slash = '\0';
    }
    cli_memory_free(&memory);
    return covers;
}

const char *cli_glob_folder(cli_memory *memory, const char *pattern, const char **rest) {
    const char *begin = pattern + strcspn(pattern, "*?[");
    while (begin > pattern && begin[-1] != '/')
        begin--;
    *rest = begin;
    if (begin == pattern) return ".";
    if (begin == pattern + 1) return "/";
    return cli_memory_copy(
        memory, (chatlet_str){.data = pattern, .size_bytes = (size_t)(begin - pattern) - 1});
}
