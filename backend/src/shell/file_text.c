#include "file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(int file, char *bytes, size_t size_bytes, size_t *read_bytes) {
    *read_bytes = 0;
    while (*read_bytes < size_bytes) {
        ssize_t got = read(file, bytes + *read_bytes, size_bytes - *read_bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        if (got == 0) return true;
        *read_bytes += (size_t)got;
    }
    return true;
}

bool file_text_read(const char *path, size_t bytes_max, region *memory, chatlet_str *text) {
    struct stat state;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool good = file >= 0 && fstat(file, &state) == 0 && state.st_size >= 0 &&
                (uint64_t)state.st_size <= bytes_max;
    size_t read_bytes = 0;
    char *bytes = NULL;
    if (good) {
        bytes = region_take(memory, (size_t)state.st_size + 1);
        good = bytes != NULL && read_all(file, bytes, (size_t)state.st_size, &read_bytes);
    }
    if (file >= 0) (void)close(file);
    if (good) *text = (chatlet_str){.data = bytes, .size_bytes = read_bytes};
    return good;
}

static bool write_all(int file, chatlet_str text) {
    size_t written = 0;
    while (written < text.size_bytes) {
        ssize_t put = write(file, text.data + written, text.size_bytes - written);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        written += (size_t)put;
    }
    return true;
}

/* A new name is on disk only once its folder is. */
static bool sync_folder_of(const char *path) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t size_bytes = slash != NULL ? (size_t)(slash - path) : 0;
    if (size_bytes >= sizeof folder) return false;
    memcpy(folder, path, size_bytes);
    folder[size_bytes] = 0;
    const char *name = size_bytes > 0 ? folder : (slash != NULL ? "/" : ".");
    int descriptor = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    bool good = fsync(descriptor) == 0;
    (void)close(descriptor);
    return good;
}

bool file_text_rename(const char *from, const char *to) {
    return rename(from, to) == 0 && sync_folder_of(to);
}

bool file_text_write(const char *path, chatlet_str text, unsigned mode) {
    char beside[PATH_MAX];
    int length = snprintf(beside, sizeof beside, "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof beside) return false;
    int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
    if (file < 0) return false;
    bool good = fchmod(file, (mode_t)mode) == 0 && write_all(file, text) && fsync(file) == 0;
    good = close(file) == 0 && good;
    good = good && file_text_rename(beside, path);
    if (!good) (void)unlink(beside);
    return good;
}

bool file_text_make_folder(const char *path, unsigned mode) {
    struct stat state;
    if (mkdir(path, (mode_t)mode) == 0) return true;
    return errno == EEXIST && stat(path, &state) == 0 && S_ISDIR(state.st_mode);
}
