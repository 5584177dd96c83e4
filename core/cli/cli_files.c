#include "cli_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ABANDONED_AFTER_S = 60, PROCESS_DIGITS_MAX = 9 };

static bool read_descriptor(int descriptor, size_t maximum_bytes, cli_file *file) {
    size_t capacity = 64 * 1024;
    struct stat status;
    if (fstat(descriptor, &status) != 0) return false;
    if (!S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
        return false;
    }
    /* One byte more than the file has shows its end without another round. */
    if (status.st_size > 0) capacity = (size_t)status.st_size + 1;
    if (capacity > maximum_bytes) capacity = maximum_bytes;

    cli_file read_so_far = {.bytes = cli_grow(NULL, capacity + 1, 1)};
    while (read_so_far.size_bytes < maximum_bytes) {
        if (read_so_far.size_bytes == capacity) {
            capacity = capacity > maximum_bytes / 2 ? maximum_bytes : capacity * 2;
            read_so_far.bytes = cli_grow(read_so_far.bytes, capacity + 1, 1);
        }
        const ssize_t count = read(descriptor, read_so_far.bytes + read_so_far.size_bytes,
                                   capacity - read_so_far.size_bytes);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            cli_file_free(&read_so_far);
            return false;
        }
        if (count == 0) break;
        read_so_far.size_bytes += (size_t)count;
    }
    *file = read_so_far;
    return true;
}

bool cli_file_read(const char *path, size_t maximum_bytes, cli_file *file) {
    /* Not waiting keeps a pipe in the folder from holding up the build. */
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return false;
    const bool is_read = read_descriptor(descriptor, maximum_bytes, file);
    const int error = errno;
    close(descriptor);
    errno = error;
    return is_read;
}

bool cli_file_is_larger(const char *path, uint64_t maximum_bytes) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
           (uint64_t)status.st_size > maximum_bytes;
}

void cli_file_free(cli_file *file) {
    const int error = errno;
    free(file->bytes);
    *file = (cli_file){0};
    errno = error;
}

chatlet_str cli_file_str(const cli_file *file) {
    return (chatlet_str){.data = file->bytes, .size_bytes = file->size_bytes};
}

static bool write_all(int descriptor, chatlet_str bytes) {
    size_t written = 0;
    while (written < bytes.size_bytes) {
        const ssize_t count = write(descriptor, bytes.data + written, bytes.size_bytes - written);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        written += (size_t)count;
    }
    return true;
}

static bool write_and_rename(const char *temporary, const char *path, chatlet_str bytes) {
    const int descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) return false;
    bool is_written = write_all(descriptor, bytes);
    int error = errno;
    if (close(descriptor) != 0 && is_written) {
        is_written = false;
        error = errno;
    }
    if (is_written && rename(temporary, path) == 0) return true;
    if (is_written) error = errno;
    unlink(temporary);
    errno = error;
    return false;
}

bool cli_file_write(const char *path, chatlet_str bytes) {
    cli_memory memory = {0};
    bool is_written = cli_make_folders(cli_path_folder(&memory, path));
    if (is_written) {
        const char *temporary = cli_memory_format(&memory, "%s.%ld.tmp", path, (long)getpid());
        is_written = write_and_rename(temporary, path, bytes);
    }
    const int error = errno;
    cli_memory_free(&memory);
    errno = error;
    return is_written;
}

size_t cli_file_temporary_length(const char *name) {
    const size_t length = strlen(name);
    if (length < 4 || strcmp(name + length - 4, ".tmp") != 0) return 0;
    size_t digits = length - 4;
    while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9')
        digits--;
    const bool has_process = digits < length - 4 && length - 4 - digits <= PROCESS_DIGITS_MAX;
    return has_process && digits > 1 && name[digits - 1] == '.' ? digits - 1 : 0;
}

bool cli_file_is_abandoned(const char *path) {
    struct stat status;
    const size_t length = cli_file_temporary_length(path);
    if (length == 0 || lstat(path, &status) != 0 || !S_ISREG(status.st_mode)) return false;
    const pid_t process = (pid_t)strtol(path + length + 1, NULL, 10);
    const bool is_running = process > 0 && (kill(process, 0) == 0 || errno != ESRCH);
    return !is_running && time(NULL) - status.st_mtime >= ABANDONED_AFTER_S;
}

bool cli_file_equals(const char *path, chatlet_str bytes) {
    struct stat status;
    cli_file file;
    if (stat(path, &status) != 0 || (uint64_t)status.st_size != bytes.size_bytes) return false;
    if (!cli_file_read(path, bytes.size_bytes + 1, &file)) return false;
    const bool equals =
        file.size_bytes == bytes.size_bytes &&
        (bytes.size_bytes == 0 || memcmp(file.bytes, bytes.data, bytes.size_bytes) == 0);
    cli_file_free(&file);
    return equals;
}

size_t cli_utf8_valid_prefix(chatlet_str text) {
    size_t offset = 0;
    while (offset < text.size_bytes) {
        const unsigned char *at = (const unsigned char *)text.data + offset;
        const size_t more = *at < 0x80                  ? 0
                            : *at >= 0xC2 && *at < 0xE0 ? 1
                            : *at >= 0xE0 && *at < 0xF0 ? 2
                            : *at >= 0xF0 && *at < 0xF5 ? 3
                                                        : SIZE_MAX;
        if (more >= text.size_bytes - offset) return offset;
        for (size_t i = 1; i <= more; i++) {
            if ((at[i] & 0xC0) != 0x80) return offset;
        }
        offset += more + 1;
    }
    return offset;
}

bool cli_is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool cli_is_file(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool cli_make_folders(const char *path) {
    if (cli_is_folder(path)) return true;
    cli_memory memory = {0};
    char *partial = cli_memory_copy(&memory, cli_str(path));
    bool is_made = true;
    for (char *at = partial + 1; is_made && *at != '\0'; at++) {
        if (*at != '/') continue;
        *at = '\0';
        is_made = mkdir(partial, 0777) == 0 || errno == EEXIST;
        *at = '/';
    }
    if (is_made) is_made = mkdir(partial, 0777) == 0 || (errno == EEXIST && cli_is_folder(path));
    const int error = errno;
    cli_memory_free(&memory);
    errno = error;
    return is_made;
}

char *cli_path_join(cli_memory *memory, const char *folder, const char *name) {
    const size_t length = strlen(folder);
    if (length == 0 || strcmp(folder, ".") == 0 || name[0] == '/')
        return cli_memory_copy(memory, cli_str(name));
    if (name[0] == '\0') return cli_memory_copy(memory, cli_str(folder));
    const char *separator = folder[length - 1] == '/' ? "" : "/";
    return cli_memory_format(memory, "%s%s%s", folder, separator, name);
}

char *cli_path_folder(cli_memory *memory, const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return cli_memory_copy(memory, cli_str("."));
    const size_t length = slash == path ? 1 : (size_t)(slash - path);
    return cli_memory_copy(memory, (chatlet_str){.data = path, .size_bytes = length});
}

/* Appends the names of `rest` to the absolute `base`, taking "." and ".." out by their letters. */
static char *append_names(cli_memory *memory, const char *base, const char *rest) {
    char *path = cli_memory_take(memory, strlen(base) + strlen(rest) + 2);
    strcpy(path, strcmp(base, "/") == 0 ? "" : base);
    while (*rest != '\0') {
        const size_t length = strcspn(rest, "/");
        if (length == 2 && strncmp(rest, "..", 2) == 0) {
            char *slash = strrchr(path, '/');
            if (slash != NULL) *slash = '\0';
        } else if (length > 0 && !(length == 1 && rest[0] == '.')) {
            strcat(path, "/");
            strncat(path, rest, length);
        }
        rest += length;
        if (*rest == '/') rest++;
    }
    if (path[0] == '\0') strcpy(path, "/");
    return path;
}

char *cli_path_resolve(cli_memory *memory, const char *path) {
    char *existing = cli_memory_copy(memory, cli_str(path[0] == '\0' ? "." : path));
    size_t length = strlen(existing);
    for (;;) {
        char *resolved = realpath(length == 0 ? (path[0] == '/' ? "/" : ".") : existing, NULL);
        if (resolved != NULL) {
            char *whole = append_names(memory, resolved, length == 0 ? path : path + length);
            free(resolved);
            return whole;
        }
        if (length == 0) return cli_memory_copy(memory, cli_str(path));
        /* Drop the last name and try what stands before it. */
        while (length > 0 && existing[length - 1] == '/')
            length--;
        while (length > 0 && existing[length - 1] != '/')
            length--;
        existing[length] = '\0';
    }
}

const char *cli_path_below(const char *path, const char *folder) {
    const size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
    if (strncmp(path, folder, length) != 0) return NULL;
    if (path[length] == '\0') return path + length;
    return path[length] == '/' ? path + length + 1 : NULL;
}
