/* What the command's module asks of its host, web/src/command/host-files.ts: files and folders, a
 * terminal, signals. Each takes and gives plain numbers. Paths are bytes with their size. What may
 * fail gives a number of errno.h, negated. Everything else the C library needs (standard streams,
 * clock, arguments, environment, exit) it asks by the names of WASI preview 1. */
#ifndef WASM_HOST_IMPORT_H
#define WASM_HOST_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#define HOST(host_name) __attribute__((import_module("chatlet"), import_name(host_name))) extern

/* What is asked about a file, as the host writes it. */
typedef struct host_file_state {
    uint64_t device;
    uint64_t number; /* inode */
    uint64_t size_bytes;
    int64_t changed_s; /* since 1970 */
    uint32_t changed_ns;
    uint32_t mode; /* as stat has it */
} host_file_state;

enum { HOST_WRITE = 1, HOST_CREATE = 2, HOST_TRUNCATE = 4, HOST_EXCLUSIVE = 8, HOST_APPEND = 16 };

/* A descriptor, as read, write and close know it. */
HOST("file_open") int32_t host_file_open(const char *path, size_t size_bytes, uint32_t how);
HOST("file_state")
int32_t host_file_state_get(const char *path, size_t size_bytes, uint32_t follows_link,
                            host_file_state *state);
HOST("descriptor_state")
int32_t host_descriptor_state_get(int32_t descriptor, host_file_state *state);
HOST("file_rename")
int32_t host_file_rename(const char *path, size_t size_bytes, const char *new_path,
                         size_t new_size_bytes);
HOST("file_remove") int32_t host_file_remove(const char *path, size_t size_bytes);
HOST("folder_make") int32_t host_folder_make(const char *path, size_t size_bytes, uint32_t mode);
HOST("folder_remove") int32_t host_folder_remove(const char *path, size_t size_bytes);

/* These keep a result and give its size; host_take then copies it to `bytes`. */
HOST("folder_names") int32_t host_folder_names(const char *path, size_t size_bytes);
HOST("path_resolve") int32_t host_path_resolve(const char *path, size_t size_bytes);
HOST("link_target") int32_t host_link_target(const char *path, size_t size_bytes);
HOST("take") void host_take(char *bytes);

/* A path below the package's `bin`, as if the program stood there; kept as above. */
HOST("program_path") int32_t host_program_path(void);

HOST("is_terminal") uint32_t host_is_terminal(int32_t descriptor);
HOST("process_id") int32_t host_process_id(void);
HOST("process_signal") int32_t host_process_signal(int32_t process, int32_t number);

/* From now on signal `number` is kept for host_rest instead of ending the program. */
HOST("signal_catch") void host_signal_catch(int32_t number);

/* Waits; the number of a signal that came, at once when one is kept, or 0. */
HOST("rest") int32_t host_rest(uint32_t duration_ms);

/* Second, minute, hour, day of the month, month from 0, years since 1900, in local time. */
HOST("local_time") void host_local_time(int64_t time_s, int32_t fields[6]);

#endif
