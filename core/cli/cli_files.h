/* Paths, folders and whole files. Every path is zero-terminated, with '/' between its names. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "cli_memory.h"

#include <sys/stat.h>

/* Bytes of a file; owned, freed with cli_file_free. */
typedef struct cli_file {
    char *bytes;
    size_t size_bytes;
} cli_file;

/* Reads a whole regular file, but at most `maximum_bytes` of it. False with errno set when it
 * cannot be read; anything but a regular file gives EINVAL. */
bool cli_file_read(const char *path, size_t maximum_bytes, cli_file *file);
void cli_file_free(cli_file *file);

/* Whether `path` is a regular file of more than `maximum_bytes`, told without reading it. */
bool cli_file_is_larger(const char *path, uint64_t maximum_bytes);
chatlet_str cli_file_str(const cli_file *file);

/* Writes a file under a temporary name and renames it, so that nobody sees half of it. Missing
 * folders are made. False with errno set. */
bool cli_file_write(const char *path, chatlet_str bytes);

/* The length of the name that the temporary `name` was to get; 0 when cli_file_write gives no such
 * names. */
size_t cli_file_temporary_length(const char *name);

/* True when the temporary at `path` has no writer any more: its process is gone, and it was not
 * touched for a minute (the process may be one of another machine or container). */
bool cli_file_is_abandoned(const char *path);

/* True when `path` is a file with exactly these bytes. */
bool cli_file_equals(const char *path, chatlet_str bytes);

/* Offset of the first byte that is not UTF-8, or the size when all of it is. */
size_t cli_utf8_valid_prefix(chatlet_str text);

bool cli_is_folder(const char *path);
bool cli_is_file(const char *path);

/* Makes a folder and those it stands in. False with errno set. */
bool cli_make_folders(const char *path);

/* "folder/name"; "." and "" as folder give `name` alone. An absolute name stands for itself. */
char *cli_path_join(cli_memory *memory, const char *folder, const char *name);

/* The absolute path without ".", ".." and links, as far as it exists: the missing rest is taken as
 * it stands. */
char *cli_path_resolve(cli_memory *memory, const char *path);

/* The part of `path` below `folder`, both as cli_path_resolve gives them: "" for the folder itself,
 * NULL when it is not below. */
const char *cli_path_below(const char *path, const char *folder);

/* The folder a path stands in: "." when it names none. */
char *cli_path_folder(cli_memory *memory, const char *path);

#endif
