/* The chain of an organization's audit log. */
#ifndef SERVICE_AUDIT_H
#define SERVICE_AUDIT_H

#include "../store/store_audit.h"
#include "service.h"

/* The hash of `entry` (its own hash is not read) behind the entry whose hash is `previous`; zeros
 * before the first. SHA-256 over `previous` and every field, texts behind their lengths. */
void service_audit_hash(const store_audit_entry *entry,
                        const uint8_t previous[STORE_AUDIT_HASH_BYTES],
                        uint8_t result[STORE_AUDIT_HASH_BYTES]);

#endif
