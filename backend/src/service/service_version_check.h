/* Whether files are one whole build: the manifest and all it names are there, every head opens,
 * every part is the one its head means, names say what content has, and nothing else lies beside
 * them.
 *
 * A build in memory (of an archive) or in the database is read through version_reader, one file
 * at a time, so that even a large one needs little. */
#ifndef SERVICE_VERSION_CHECK_H
#define SERVICE_VERSION_CHECK_H

#include "service_version_files.h"

/* Gives the bytes of a file, which live until the next call. False when it cannot be read; a
 * problem is noted then. */
typedef struct version_reader {
    void *context;
    bool (*read)(void *context, service *service, const version_file *file, region *scratch,
                 chatlet_str *bytes);
} version_reader;

/* What a build says of itself; texts in memory of the request. */
typedef struct version_facts {
    chatlet_str bundle_id;
    chatlet_str title;
    chatlet_str locale;
    uint32_t locale_count;
    uint64_t document_count; /* of all locales */
    uint64_t passage_count;
    uint64_t size_bytes; /* of all files that stay */
    uint8_t hash[CRYPTO_SHA256_BYTES];
} version_facts;

/* Checks and takes what belongs to the build. Files of the build before, which `chatlet build`
 * leaves under files/ for pages still open, are dropped from *files: a server keeps those
 * itself. False with PROBLEM_INVALID_BUNDLE, which names the first wrong file.
 *
 * Forms compressed by the builder (.br, .gz) are taken as they are, as is the loader: both are
 * only ever sent to the bot's own pages. */
bool version_check(service *service, version_files *files, version_reader reader,
                   version_facts *facts);

#endif
