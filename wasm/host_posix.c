/* The part of POSIX that core/cli uses, over what a JavaScript host offers, so that the very same C
 * of the command runs where there is no operating system to call. Descriptors are the host's own.
 * Linked before the C library, whose stand-ins for these only fail. */
#include "host_import.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

/* Gives the host's answer as a function of POSIX does. */
static int answer(int32_t result) {
    if (result >= 0) return result;
    errno = -result;
    return -1;
}

/* What the host keeps, with a zero byte behind it; `result` is its size or a failure. */
static char *take(int32_t result) {
    if (answer(result) < 0) return NULL;
    char *bytes = malloc((size_t)result + 1);
    if (bytes == NULL) return NULL;
    host_take(bytes);
    bytes[result] = '\0';
    return bytes;
}

int open(const char *path, int flags, ...) {
    uint32_t how = 0;
    if ((flags & O_ACCMODE) != O_RDONLY) how |= HOST_WRITE;
    if ((flags & O_CREAT) != 0) how |= HOST_CREATE;
    if ((flags & O_TRUNC) != 0) how |= HOST_TRUNCATE;
    if ((flags & O_EXCL) != 0) how |= HOST_EXCLUSIVE;
    if ((flags & O_APPEND) != 0) how |= HOST_APPEND;
    return answer(host_file_open(path, strlen(path), how));
}

static int read_state(int32_t result, const host_file_state *state, struct stat *status) {
    if (answer(result) < 0) return -1;
    *status = (struct stat){
        .st_dev = (dev_t)state->device,
        .st_ino = state->number,
        .st_mode = state->mode,
        .st_nlink = 1,
        .st_size = (off_t)state->size_bytes,
        .st_mtim = {.tv_sec = (time_t)state->changed_s, .tv_nsec = (long)state->changed_ns}};
    return 0;
}

int stat(const char *restrict path, struct stat *restrict status) {
    host_file_state state = {0};
    return read_state(host_file_state_get(path, strlen(path), 1, &state), &state, status);
}

int lstat(const char *restrict path, struct stat *restrict status) {
    host_file_state state = {0};
    return read_state(host_file_state_get(path, strlen(path), 0, &state), &state, status);
}

int fstat(int descriptor, struct stat *status) {
    host_file_state state = {0};
    return read_state(host_descriptor_state_get(descriptor, &state), &state, status);
}

int mkdir(const char *path, mode_t mode) {
    return answer(host_folder_make(path, strlen(path), mode));
}

int rmdir(const char *path) { return answer(host_folder_remove(path, strlen(path))); }

int unlink(const char *path) { return answer(host_file_remove(path, strlen(path))); }

int rename(const char *path, const char *new_path) {
    return answer(host_file_rename(path, strlen(path), new_path, strlen(new_path)));
}

char *realpath(const char *restrict path, char *restrict resolved) {
    if (resolved != NULL) {
        errno = EINVAL; /* nobody here brings a buffer of his own */
        return NULL;
    }
    return take(host_path_resolve(path, strlen(path)));
}

ssize_t readlink(const char *restrict path, char *restrict target, size_t size_bytes) {
    const bool is_program = strcmp(path, "/proc/self/exe") == 0;
    char *text = take(is_program ? host_program_path() : host_link_target(path, strlen(path)));
    if (text == NULL) return -1;
    const size_t length = strnlen(text, size_bytes);
    memcpy(target, text, length);
    free(text);
    return (ssize_t)length;
}

/* The names are asked for at once and given out one by one. */
struct __dirstream {
    char *names; /* each ended by a zero byte, and an empty one behind the last */
    const char *next;
    struct dirent entry;
};

DIR *opendir(const char *path) {
    DIR *directory = calloc(1, sizeof *directory);
    if (directory == NULL) return NULL;
    directory->names = take(host_folder_names(path, strlen(path)));
    directory->next = directory->names;
    if (directory->names != NULL) return directory;
    free(directory);
    return NULL;
}

struct dirent *readdir(DIR *directory) {
    const size_t length = strlen(directory->next);
    if (length == 0) return NULL;
    struct dirent *entry = &directory->entry;
    entry->d_type = DT_UNKNOWN;
    (void)snprintf(entry->d_name, sizeof entry->d_name, "%s", directory->next);
    directory->next += length + 1;
    return entry;
}

int closedir(DIR *directory) {
    free(directory->names);
    free(directory);
    return 0;
}

int isatty(int descriptor) {
    if (host_is_terminal(descriptor) != 0) return 1;
    errno = ENOTTY;
    return 0;
}

pid_t getpid(void) { return host_process_id(); }

int kill(pid_t process, int number) { return answer(host_process_signal(process, number)); }

ssize_t getrandom(void *bytes, size_t size_bytes, unsigned int flags) {
    (void)flags;
    return __wasi_random_get(bytes, size_bytes) == 0 ? (ssize_t)size_bytes : -1;
}

/* A module has one thread; nobody learns how many processors there are. */
int sched_getaffinity(pid_t process, size_t size_bytes, cpu_set_t *processors) {
    (void)process;
    (void)size_bytes;
    (void)processors;
    errno = ENOSYS;
    return -1;
}

enum { SIGNALS = 32 };
static void (*handlers[SIGNALS])(int);

int sigaction(int number, const struct sigaction *restrict action,
              struct sigaction *restrict old_action) {
    if (number <= 0 || number >= SIGNALS || old_action != NULL) {
        errno = EINVAL;
        return -1;
    }
    handlers[number] = action->sa_handler;
    host_signal_catch(number);
    return 0;
}

/* Node ignores SIGPIPE already, the only signal that is asked for this way. */
void (*signal(int number, void (*handler)(int)))(int) {
    (void)number;
    (void)handler;
    return SIG_DFL;
}

/* A signal that comes between two rests waits for the next: nothing here runs beside itself. */
int nanosleep(const struct timespec *duration, struct timespec *left) {
    if (left != NULL) *left = (struct timespec){0};
    const int32_t number =
        host_rest((uint32_t)duration->tv_sec * 1000 + (uint32_t)(duration->tv_nsec / 1000000));
    if (number <= 0 || number >= SIGNALS) return 0;
    if (handlers[number] != NULL) handlers[number](number);
    errno = EINTR;
    return -1;
}

struct tm *localtime_r(const time_t *restrict time_s, struct tm *restrict local) {
    int32_t fields[6] = {0};
    host_local_time(*time_s, fields);
    *local = (struct tm){.tm_sec = fields[0],
                         .tm_min = fields[1],
                         .tm_hour = fields[2],
                         .tm_mday = fields[3],
                         .tm_mon = fields[4],
                         .tm_year = fields[5]};
    return local;
}

/* In the words of GNU's library, which the native command speaks; musl's differ. */
char *strerror(int number) {
    static const struct {
        int number;
        const char *words;
    } errors[] = {{EACCES, "Permission denied"},
                  {EBADF, "Bad file descriptor"},
                  {EBUSY, "Device or resource busy"},
                  {EDQUOT, "Disk quota exceeded"},
                  {EEXIST, "File exists"},
                  {EFBIG, "File too large"},
                  {EINTR, "Interrupted system call"},
                  {EINVAL, "Invalid argument"},
                  {EIO, "Input/output error"},
                  {EISDIR, "Is a directory"},
                  {ELOOP, "Too many levels of symbolic links"},
                  {EMFILE, "Too many open files"},
                  {EMLINK, "Too many links"},
                  {ENAMETOOLONG, "File name too long"},
                  {ENFILE, "Too many open files in system"},
                  {ENODEV, "No such device"},
                  {ENOENT, "No such file or directory"},
                  {ENOMEM, "Cannot allocate memory"},
                  {ENOSPC, "No space left on device"},
                  {ENOTDIR, "Not a directory"},
                  {ENOTEMPTY, "Directory not empty"},
                  {ENOTSUP, "Operation not supported"},
                  {ENXIO, "No such device or address"},
                  {EPERM, "Operation not permitted"},
                  {EPIPE, "Broken pipe"},
                  {EROFS, "Read-only file system"},
                  {ESRCH, "No such process"},
                  {ETXTBSY, "Text file busy"},
                  {EXDEV, "Invalid cross-device link"}};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].number == number) return (char *)(uintptr_t)errors[i].words;
    return (char *)(uintptr_t) "Unknown error";
}

/* The C library asks a terminal for its size to find out that it is one, which WASI does not know;
 * without this what is printed would wait for the program's end. */
__attribute__((constructor)) static void show_lines_at_once(void) {
    if (host_is_terminal(STDOUT_FILENO) != 0) (void)setvbuf(stdout, NULL, _IOLBF, 0);
}
