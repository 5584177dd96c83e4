/* Keys of programs, of which only hashes are kept. */
#ifndef STORE_API_KEY_H
#define STORE_API_KEY_H

#include "../domain/region.h"
#include "db.h"

typedef struct store_api_key {
    int64_t id;
    int64_t organization_id;
    chatlet_str name;
    chatlet_str hint;      /* its beginning */
    chatlet_str scopes;    /* names of permissions with spaces between */
    chatlet_str addresses; /* ranges with spaces between; empty: from anywhere */
    int64_t created_by;    /* account; 0: another key */
    int64_t created_at_ms;
    int64_t expires_at_ms; /* 0: never */
    int64_t used_at_ms;    /* 0: not yet */
} store_api_key;

void store_api_key_add(db *db, const store_api_key *key, chatlet_str secret_hash);

/* Finds the organization, so it names none. */
bool store_api_key_find_by_secret(db *db, chatlet_str secret_hash, region *memory,
                                  store_api_key *key);
bool store_api_key_find(db *db, int64_t organization_id, int64_t api_key_id, region *memory,
                        store_api_key *key);
size_t store_api_key_list(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                          region *memory, store_api_key **keys);
int64_t store_api_key_count(db *db, int64_t organization_id);
bool store_api_key_remove(db *db, int64_t organization_id, int64_t api_key_id);
void store_api_key_touch(db *db, int64_t organization_id, int64_t api_key_id, int64_t used_at_ms);

#endif
