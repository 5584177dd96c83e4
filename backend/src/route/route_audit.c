#include "../domain/time_text.h"
#include "../security/byte_text.h"
#include "../service/service_audit_log.h"
#include "route_account.h"

#include <string.h>

/* A day as YYYY-MM-DD, as milliseconds since 1970 of its begin; found by asking which day a moment
 * has, so that there is one calendar in the program. */
static bool read_day(route_call *call, chatlet_str name, int64_t otherwise, int64_t *time_ms) {
    const chatlet_str text = route_query_text(call, name);
    int64_t low = 0;
    int64_t high = INT64_C(2932896); /* days to the end of the year 9999 */
    *time_ms = otherwise;
    if (text.size_bytes == 0) return true;
    while (low < high && text.size_bytes == TIME_TEXT_DAY_BYTES) {
        char day[TIME_TEXT_DAY_BYTES];
        const int64_t middle = low + (high - low) / 2;
        (void)time_text_write_day(middle * 86400000, day);
        const int order = memcmp(day, text.data, sizeof day);
        if (order == 0) {
            *time_ms = middle * 86400000;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return service_refuse_field(call->service, region_copy(call->service->memory, name),
                                CHATLET_STR("This must be a day such as 2026-12-31."));
}

/* Actors are accounts, keys or visitors; their ids are of one kind of number. */
static bool read_actor(route_call *call, int64_t *actor_id) {
    const chatlet_str text = route_query_text(call, CHATLET_STR("actor"));
    *actor_id = 0;
    if (text.size_bytes == 0 || row_id_read(ROW_ACCOUNT, text, actor_id) ||
        row_id_read(ROW_API_KEY, text, actor_id) || row_id_read(ROW_VISITOR, text, actor_id))
        return true;
    return service_refuse_field(call->service, CHATLET_STR("actor"),
                                CHATLET_STR("This must be the id of an account, key or visitor."));
}

static bool is_page_good(route_call *call, uint32_t *limit, store_audit_filter *filter) {
    bool is_good = route_read_page(call, limit, &filter->before);
    is_good = read_day(call, CHATLET_STR("since"), 0, &filter->since_ms) && is_good;
    is_good = read_day(call, CHATLET_STR("until"), INT64_MAX, &filter->until_ms) && is_good;
    is_good = read_actor(call, &filter->actor_id) && is_good;
    filter->action = route_query_text(call, CHATLET_STR("action"));
    return is_good;
}

void route_audit_list(route_call *call) {
    service *service = call->service;
    uint32_t limit;
    store_audit_filter filter;
    store_audit_entry *entries;
    if (!is_page_good(call, &limit, &filter)) return;
    const size_t count = store_audit_search(service->db, route_organization(call), &filter, limit,
                                            service->memory, &entries);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        audit_write_entry(writer, &entries[i]);
    route_page_end(call, writer, count == limit ? entries[count - 1].sequence : 0);
}

void route_audit_verify(route_call *call) {
    audit_check check;
    char hash[STORE_AUDIT_HASH_BYTES * 2];
    audit_verify(call->service, &check);
    const chatlet_str bytes = {.data = (const char *)check.last_hash,
                               .size_bytes = sizeof check.last_hash};
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_boolean(writer, "whole", check.broken_sequence == 0);
    route_write_whole(writer, "entries", check.entry_count);
    route_write_whole(writer, "last_sequence", check.last_sequence);
    route_write_text(writer, "last_hash", byte_text_write_hex(bytes, hash));
    chatlet_json_write_key(writer, CHATLET_STR("broken_sequence"));
    if (check.broken_sequence != 0)
        chatlet_json_write_integer(writer, check.broken_sequence);
    else
        chatlet_json_write_null(writer);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

/* Tells where to go on by a Link field (RFC 8288). */
static void add_next(route_call *call, int64_t last) {
    http_buffer text;
    http_buffer_init(&text, &call->service->memory->allocator, 1024);
    http_buffer_append(&text, CHATLET_STR("<"));
    http_buffer_append(&text, call->request->path);
    http_buffer_append(&text, CHATLET_STR("?after="));
    http_buffer_append_number(&text, (uint64_t)last);
    http_buffer_append(&text, CHATLET_STR(">; rel=\"next\""));
    http_response_add(call->response, CHATLET_STR("Link"), http_buffer_str(&text));
}

void route_audit_export(route_call *call) {
    int64_t after;
    int64_t last;
    chatlet_str lines;
    if (!route_query_whole(call, CHATLET_STR("after"), 0, INT64_MAX, 0, &after) ||
        !audit_export(call->service, after, &lines, &last))
        return;
    if (last != 0) add_next(call, last);
    route_answer_bytes(call, 200, CHATLET_STR("application/jsonl"), lines);
}
