/* Versions that were built of bots, and the files each is made of. */
#ifndef STORE_VERSION_H
#define STORE_VERSION_H

#include "store_blob.h"

typedef struct store_version {
    int64_t id;
    int64_t organization_id;
    int64_t bot_id;
    int64_t number; /* from 1, of the bot */
    uint8_t hash[STORE_SHA256_BYTES];
    int64_t file_count;
    int64_t size_bytes;
    chatlet_str bundle_id;
    chatlet_str title;
    chatlet_str locale;
    int64_t locale_count;
    int64_t document_count;
    int64_t passage_count;
    chatlet_str note;
    chatlet_str uploaded_by_kind;
    int64_t uploaded_by_id; /* 0: nobody in particular */
    int64_t created_at_ms;
} store_version;

typedef struct store_version_file {
    chatlet_str name;
    uint8_t sha256[STORE_SHA256_BYTES];
    int64_t size_bytes;
} store_version_file;

void store_version_add(db *db, const store_version *version);

/* The content must be there; otherwise the transaction fails with DB_CONSTRAINT. */
void store_version_add_file(db *db, int64_t organization_id, int64_t version_id,
                            const store_version_file *file);

bool store_version_find(db *db, int64_t organization_id, int64_t bot_id, int64_t version_id,
                        region *memory, store_version *version);

/* The newest one with these very files. */
bool store_version_find_hash(db *db, int64_t organization_id, int64_t bot_id,
                             const uint8_t hash[STORE_SHA256_BYTES], region *memory,
                             store_version *version);

/* Newest first, ids below `before_id`. How many; *versions is in `memory`. */
size_t store_version_list(db *db, int64_t organization_id, int64_t bot_id, int64_t before_id,
                          size_t limit, region *memory, store_version **versions);

/* Its files in the order of their names, those behind `after_name` (empty: from the first). */
size_t store_version_files(db *db, int64_t organization_id, int64_t version_id,
                           chatlet_str after_name, size_t limit, region *memory,
                           store_version_file **files);

/* Whether a channel shows it, or showed it after `since_ms`. */
bool store_version_is_used(db *db, int64_t organization_id, int64_t version_id, int64_t since_ms);

/* Its row and the list of its files; contents go with store_blob_sweep. */
void store_version_remove(db *db, int64_t organization_id, int64_t version_id);

/* Removes those of the bot that are not used, as above, but the newest `keep`. How many. */
int64_t store_version_prune(db *db, int64_t organization_id, int64_t bot_id, int64_t keep,
                            int64_t since_ms);

#endif
