/* Reading an organization's audit log: a page, the whole chain checked, and as lines of JSON. */
#ifndef SERVICE_AUDIT_LOG_H
#define SERVICE_AUDIT_LOG_H

#include "../store/store_audit_search.h"
#include "service.h"

#include <chatlet/json.h>

enum { AUDIT_EXPORT_ENTRIES_MAX = 1000, AUDIT_EXPORT_BYTES_MAX = 512 * 1024 };

/* Whether the chain holds. Taking the newest entries away leaves a shorter chain that holds:
 * whoever wants to notice that keeps `last_sequence` and `last_hash` elsewhere and compares. */
typedef struct audit_check {
    int64_t entry_count;
    int64_t broken_sequence; /* of the first entry that does not fit; 0: all do */
    int64_t last_sequence;   /* of the last one that fits; 0: there is none */
    uint8_t last_hash[STORE_AUDIT_HASH_BYTES];
} audit_check;

/* Reads every entry of the caller's organization, some hundred at a time. */
void audit_verify(service *service, audit_check *check);

/* Entries behind `after`, oldest first, one JSON object a line, at most AUDIT_EXPORT_ENTRIES_MAX
 * and about AUDIT_EXPORT_BYTES_MAX. *last is where to go on, 0 when that was all. */
bool audit_export(service *service, int64_t after, chatlet_str *lines, int64_t *last);

/* Writes one entry as a JSON object. */
void audit_write_entry(chatlet_json_writer *writer, const store_audit_entry *entry);

#endif
