/* Questions about the audit log. */
#ifndef STORE_AUDIT_SEARCH_H
#define STORE_AUDIT_SEARCH_H

#include "store_audit.h"

typedef struct store_audit_filter {
    int64_t before;     /* sequence; INT64_MAX: from the newest */
    int64_t since_ms;   /* 0: from the beginning */
    int64_t until_ms;   /* INT64_MAX: up to now */
    chatlet_str action; /* empty: any */
    int64_t actor_id;   /* 0: anybody */
} store_audit_filter;

/* Up to `limit` entries of an organization, newest first, copied to `memory`. */
size_t store_audit_search(db *db, int64_t organization_id, const store_audit_filter *filter,
                          size_t limit, region *memory, store_audit_entry **entries);

#endif
