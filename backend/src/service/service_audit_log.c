#include "service_audit_log.h"

#include "../domain/time_text.h"
#include "../security/byte_text.h"
#include "service_audit.h"

#include <string.h>

enum { PAGE = 500, PAGE_BYTES_MAX = 16 * 1024 * 1024 };

/* Whether `entry` is the one behind what was checked so far. */
static bool fits(const store_audit_entry *entry, const audit_check *check) {
    uint8_t hash[STORE_AUDIT_HASH_BYTES];
    service_audit_hash(entry, check->last_hash, hash);
    return entry->sequence == check->last_sequence + 1 &&
           memcmp(hash, entry->hash, sizeof hash) == 0;
}

/* Checks a page; how many entries it had. */
static size_t check_page(service *service, region *memory, int64_t after, audit_check *check) {
    store_audit_entry *entries;
    const size_t count = store_audit_list(service->db, service->caller.organization_id, after, PAGE,
                                          memory, &entries);
    for (size_t i = 0; i < count; i++) {
        check->entry_count++;
        if (check->broken_sequence != 0) continue;
        if (!fits(&entries[i], check)) {
            check->broken_sequence = entries[i].sequence;
            continue;
        }
        check->last_sequence = entries[i].sequence;
        memcpy(check->last_hash, entries[i].hash, sizeof check->last_hash);
    }
    return count;
}

void audit_verify(service *service, audit_check *check) {
    region page;
    int64_t after = 0;
    size_t count = PAGE;
    *check = (audit_check){.entry_count = 0};
    region_init(&page, service->memory->source, PAGE_BYTES_MAX);
    /* Until the end, or the first break: what stands behind it can't be told. */
    while (count == PAGE && check->broken_sequence == 0) {
        count = check_page(service, &page, after, check);
        after = check->last_sequence;
        region_reset(&page);
    }
    region_free(&page);
}

static void write_text(chatlet_json_writer *writer, chatlet_str key, chatlet_str value) {
    chatlet_json_write_key(writer, key);
    if (value.size_bytes > 0)
        chatlet_json_write_string(writer, value);
    else
        chatlet_json_write_null(writer);
}

/* The text of whoever acted: only accounts, keys and visitors have a name. */
static chatlet_str actor_text(const store_audit_entry *entry, char text[ROW_ID_TEXT_BYTES]) {
    static const struct {
        chatlet_str kind;
        row_kind row;
    } kinds[] = {
        {CHATLET_STR("account"), ROW_ACCOUNT},
        {CHATLET_STR("key"), ROW_API_KEY},
        {CHATLET_STR("visitor"), ROW_VISITOR},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (entry->actor_id != 0 && entry->actor_kind.size_bytes == kinds[i].kind.size_bytes &&
            memcmp(entry->actor_kind.data, kinds[i].kind.data, kinds[i].kind.size_bytes) == 0)
            return row_id_text(kinds[i].row, entry->actor_id, text);
    return CHATLET_STR("");
}

/* The detail is JSON already; a text is written where it is not what it should be. */
static void write_detail(chatlet_json_writer *writer, chatlet_str detail) {
    chatlet_json_write_key(writer, CHATLET_STR("detail"));
    if (detail.size_bytes > 0)
        chatlet_json_write_string(writer, detail);
    else
        chatlet_json_write_null(writer);
}

void audit_write_entry(chatlet_json_writer *writer, const store_audit_entry *entry) {
    char actor[ROW_ID_TEXT_BYTES];
    char time[TIME_TEXT_BYTES];
    char hash[STORE_AUDIT_HASH_BYTES * 2];
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("sequence"));
    chatlet_json_write_integer(writer, entry->sequence);
    write_text(writer, CHATLET_STR("time"), time_text_write(entry->at_ms, time));
    write_text(writer, CHATLET_STR("actor_kind"), entry->actor_kind);
    write_text(writer, CHATLET_STR("actor"), actor_text(entry, actor));
    write_text(writer, CHATLET_STR("address"), entry->address);
    write_text(writer, CHATLET_STR("action"), entry->action);
    write_text(writer, CHATLET_STR("target"), entry->target);
    write_detail(writer, entry->detail_json);
    write_text(writer, CHATLET_STR("hash"),
               byte_text_write_hex((chatlet_str){.data = (const char *)entry->hash,
                                                 .size_bytes = sizeof entry->hash},
                                   hash));
    chatlet_json_write_object_end(writer);
}

static bool refuse_memory(service *service) {
    return service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
}

static bool write_line(service *service, const store_audit_entry *entry, chatlet_str *line) {
    chatlet_json_writer *writer;
    if (chatlet_json_writer_new(&service->memory->allocator, 0, &writer) != CHATLET_OK)
        return refuse_memory(service);
    audit_write_entry(writer, entry);
    return chatlet_json_writer_finish(writer, line) == CHATLET_OK || refuse_memory(service);
}

bool audit_export(service *service, int64_t after, chatlet_str *lines, int64_t *last) {
    enum { ROOM = AUDIT_EXPORT_BYTES_MAX * 2 };
    store_audit_entry *entries;
    const size_t count = store_audit_list(service->db, service->caller.organization_id, after,
                                          AUDIT_EXPORT_ENTRIES_MAX, service->memory, &entries);
    char *text = region_take(service->memory, ROOM);
    size_t size_bytes = 0;
    size_t written = 0;
    if (text == NULL) return refuse_memory(service);
    while (written < count && size_bytes < AUDIT_EXPORT_BYTES_MAX) {
        chatlet_str line = CHATLET_STR("");
        if (!write_line(service, &entries[written], &line)) return false;
        if (line.size_bytes + 1 > ROOM - size_bytes) break;
        memcpy(text + size_bytes, line.data, line.size_bytes);
        size_bytes += line.size_bytes;
        text[size_bytes++] = '\n';
        written++;
    }
    const bool is_all = written == count && count < AUDIT_EXPORT_ENTRIES_MAX;
    *lines = (chatlet_str){.data = text, .size_bytes = size_bytes};
    *last = is_all || written == 0 ? 0 : entries[written - 1].sequence;
    return true;
}
