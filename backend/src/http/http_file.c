#include "http_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    /* Without O_NONBLOCK, opening a pipe that lies in the folder would wait for its writer. */
    OPEN_FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
    FOLDER_FLAGS = O_PATH | O_DIRECTORY | O_CLOEXEC,
    RACE_ATTEMPTS = 8,
    SEGMENT_BYTES_MAX = 255
};

static int open_confined(int folder, const char *name, int flags) {
    struct open_how how = {.flags = (unsigned)flags,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long result = -1;
    /* EAGAIN: something was renamed on the way, and the kernel could not be sure. */
    for (int i = 0; i < RACE_ATTEMPTS; i++) {
        result = syscall(SYS_openat2, folder, name, &how, sizeof how);
        if (result >= 0 || errno != EAGAIN) break;
    }
    return (int)result;
}

/* Opens segment by segment from `folder`, which it closes, without following any link. */
static int open_stepwise(int folder, const char *name) {
    for (;;) {
        char segment[SEGMENT_BYTES_MAX + 1];
        size_t size_bytes = strcspn(name, "/");
        if (size_bytes > SEGMENT_BYTES_MAX) {
            (void)close(folder);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(segment, name, size_bytes);
        segment[size_bytes] = '\0';
        bool is_last = name[size_bytes] == '\0';
        int flags = (is_last ? OPEN_FLAGS : FOLDER_FLAGS) | O_NOFOLLOW;
        int next = openat(folder, segment, flags);
        int error = errno;
        (void)close(folder);
        errno = error;
        if (next < 0 || is_last) return next;
        folder = next;
        name += size_bytes + 1;
    }
}

bool http_root_open(const char *path, http_root *root) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return false;
    int probe = open_confined(folder, ".", FOLDER_FLAGS);
    *root = (http_root){.path = path, .stepwise = probe < 0};
    if (probe >= 0) (void)close(probe);
    (void)close(folder);
    return true;
}

static http_file_status status_of_errno(void) {
    bool busy = errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == EAGAIN;
    return busy ? HTTP_FILE_BUSY : HTTP_FILE_MISSING;
}

static int open_below(const http_root *root, const char *name) {
    int folder = open(root->path, FOLDER_FLAGS);
    if (folder < 0) return -1;
    if (root->stepwise) return open_stepwise(folder, name);
    int descriptor = open_confined(folder, name, OPEN_FLAGS);
    int error = errno;
    (void)close(folder);
    errno = error;
    return descriptor;
}

http_file_status http_file_open(const http_root *root, const char *name, http_file *file) {
    struct stat facts = {0};
    int descriptor = open_below(root, name);
    if (descriptor < 0) return status_of_errno();
    if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        http_file_status status = S_ISDIR(facts.st_mode) ? HTTP_FILE_FOLDER : HTTP_FILE_MISSING;
        (void)close(descriptor);
        return status;
    }
    *file = (http_file){.descriptor = descriptor,
                        .size_bytes = (uint64_t)facts.st_size,
                        .modified_s = facts.st_mtim.tv_sec,
                        .modified_ns = (uint32_t)facts.st_mtim.tv_nsec,
                        .inode = facts.st_ino};
    return HTTP_FILE_OK;
}

void http_file_close(http_file *file) {
    if (file->descriptor >= 0) (void)close(file->descriptor);
    file->descriptor = -1;
}

bool http_file_read(const http_file *file, http_buffer *content) {
    size_t left = (size_t)file->size_bytes;
    off_t offset = 0;
    while (left > 0) {
        char *room = http_buffer_room(content, left);
        if (room == NULL) return true;
        ssize_t count = pread(file->descriptor, room, left, offset);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        http_buffer_grow(content, (size_t)count);
        left -= (size_t)count;
        offset += count;
    }
    return true;
}
