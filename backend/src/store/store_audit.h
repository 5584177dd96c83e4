/* Rows of the audit log. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "../domain/region.h"
#include "db.h"

enum { STORE_AUDIT_HASH_BYTES = 32 };

typedef struct store_audit_entry {
    int64_t organization_id;
    int64_t sequence; /* from 1, without gaps, for each organization */
    int64_t at_ms;
    chatlet_str actor_kind; /* "account", "key", "visitor", "system", "nobody" */
    int64_t actor_id;       /* 0: none */
    chatlet_str address;
    chatlet_str action;
    chatlet_str target;
    chatlet_str detail_json;
    uint8_t hash[STORE_AUDIT_HASH_BYTES];
} store_audit_entry;

/* The sequence of the organization's last entry, whose hash is written to `hash`; 0 when there is
 * none: then `hash` is untouched. */
int64_t store_audit_last(db *db, int64_t organization_id, uint8_t hash[STORE_AUDIT_HASH_BYTES]);

void store_audit_add(db *db, const store_audit_entry *entry);

/* Up to `limit` entries with a sequence over `after`, oldest first, copied to `memory`. *entries is
 * theirs; how many is returned. */
size_t store_audit_list(db *db, int64_t organization_id, int64_t after, size_t limit,
                        region *memory, store_audit_entry **entries);

#endif
