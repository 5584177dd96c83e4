/* Opening the files below a folder, and nothing else. Blocks: called from the pool. */
#ifndef HTTP_FILE_H
#define HTTP_FILE_H

#include "http_buffer.h"

/* A folder whose files are served. Looked up anew for each file, so that a build may replace the
 * folder as a whole, or the symbolic link that leads to it. */
typedef struct http_root {
    const char *path; /* zero-terminated; borrowed */
    bool stepwise;    /* the kernel cannot confine a lookup: walk it folder by folder */
} http_root;

typedef struct http_file {
    int descriptor; /* owned; http_file_close */
    uint64_t size_bytes;
    int64_t modified_s;
    uint32_t modified_ns;
    uint64_t inode;
} http_file;

typedef enum http_file_status {
    HTTP_FILE_OK,
    HTTP_FILE_MISSING, /* not there, not readable, not a regular file, or outside of the root */
    HTTP_FILE_FOLDER,
    HTTP_FILE_BUSY /* out of descriptors or memory; may work later */
} http_file_status;

/* Checks that `path` is a folder that can be read, and asks the kernel what it can do. `path` must
 * outlive the root. False when it is none; *root is untouched then. */
bool http_root_open(const char *path, http_root *root);

/* Opens the file `name`, zero-terminated, relative to the root, without "." and ".." segments.
 *
 * A symbolic link is followed only to a place within the root (openat2, RESOLVE_BENEATH). Where the
 * kernel or a container's filter lacks that call, links are not followed at all: resolving a path
 * and checking it before opening it would leave a moment to swap it. */
http_file_status http_file_open(const http_root *root, const char *name, http_file *file);

void http_file_close(http_file *file);

/* Reads all of the file, as large as it was when opened, into `content`. False when it has become
 * shorter meanwhile or cannot be read; failed memory shows in `content`. */
bool http_file_read(const http_file *file, http_buffer *content);

#endif
