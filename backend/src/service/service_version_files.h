/* The files of a version on their way in: of an archive that holds them, or of a list that names
 * what was sent before. */
#ifndef SERVICE_VERSION_FILES_H
#define SERVICE_VERSION_FILES_H

#include "../security/crypto.h"
#include "service.h"

#include <chatlet/json.h>

enum {
    VERSION_FILES_MAX = 50000,
    VERSION_FILE_BYTES_MAX = 16 * 1024 * 1024,
    VERSION_BYTES_MAX = 512 * 1024 * 1024,        /* all files of a version */
    VERSION_ARCHIVE_BYTES_MAX = 48 * 1024 * 1024, /* of one request */
    VERSION_LIST_BYTES_MAX = 16 * 1024 * 1024     /* JSON of VERSION_FILES_MAX names and hashes */
};

typedef struct version_file {
    chatlet_str name;
    uint8_t sha256[CRYPTO_SHA256_BYTES];
    uint64_t size_bytes; /* of a list: filled in when it is checked */
    chatlet_str bytes;   /* of an archive, borrowed; data is NULL in a list */
    bool is_used;        /* the check found what it is for */
} version_file;

/* In the order of their names, no two alike. */
typedef struct version_files {
    version_file *files; /* in memory of the request */
    size_t count;
} version_files;

/* Refuses a file: PROBLEM_INVALID_BUNDLE with "name: reason" for a person, and both apart for a
 * program. */
bool version_refuse_file(service *service, chatlet_str name, const char *reason);

/* Reads an archive (tar_archive.h) and hashes what is in it. False with PROBLEM_INVALID_BUNDLE
 * or PROBLEM_TOO_LARGE. What some systems pack beside each file ("._name", ".DS_Store") is left
 * out. */
bool version_files_read_archive(service *service, chatlet_str archive, version_files *files);

/* Reads [{"name": …, "sha256": 64 hex digits}, …], the member "files" of a body. False with
 * PROBLEM_INVALID or PROBLEM_INVALID_BUNDLE. */
bool version_files_read_list(service *service, const chatlet_json *list, version_files *files);

/* The file called `name`, or NULL. */
version_file *version_files_find(const version_files *files, chatlet_str name);

/* SHA-256 over the names and hashes of all files, in their order. */
void version_files_hash(const version_files *files, uint8_t hash[CRYPTO_SHA256_BYTES]);

#endif
