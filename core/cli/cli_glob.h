/* Patterns of paths: '*' and '?' and "[a-z]" within a name, "**" for any number of folders. */
#ifndef CLI_GLOB_H
#define CLI_GLOB_H

#include "cli_memory.h"

/* True when `pattern` has a '*', '?' or '['. */
bool cli_glob_is_pattern(const char *pattern);

/* Whether the whole of `path` is as `pattern` says; both with '/' between names. */
bool cli_glob_matches(const char *pattern, const char *path);

/* Whether `path`, or a folder it lies in, is as `pattern` says. One without '/' is about the names
 * of files and folders, wherever they stand. */
bool cli_glob_covers(const char *pattern, const char *path);

/* The folder all paths lie in that `pattern` can match: its names before the first with a '*', '?'
 * or '['. "." when there is none. `*rest` is the pattern within that folder. */
const char *cli_glob_folder(cli_memory *memory, const char *pattern, const char **rest);

#endif
