/* Contents of files, once for each organization. */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include "../domain/region.h"
#include "db.h"

enum { STORE_SHA256_BYTES = 32 };

/* Keeps `bytes`, whose hash the caller has computed. One that is there already is only noted as
 * sent once more, so that a clean-up leaves it to the version that is about to name it. */
void store_blob_add(db *db, int64_t organization_id, const uint8_t sha256[STORE_SHA256_BYTES],
                    chatlet_str bytes, int64_t now_ms);

/* Its size, or -1 when the organization has none such. */
int64_t store_blob_size(db *db, int64_t organization_id, const uint8_t sha256[STORE_SHA256_BYTES]);

/* The content, in `memory`; false when there is none. */
bool store_blob_read(db *db, int64_t organization_id, const uint8_t sha256[STORE_SHA256_BYTES],
                     region *memory, chatlet_str *bytes);

/* Removes up to `limit` contents of all organizations that no version names and that were sent
 * before `before_ms`. How many went. */
int64_t store_blob_sweep(db *db, int64_t before_ms, size_t limit);

#endif
