/* Parameters of the query string (application/x-www-form-urlencoded), and paging. */
#include "../http/http_text.h"
#include "route.h"

static bool decode(region *memory, chatlet_str raw, chatlet_str *decoded) {
    char *text = region_take(memory, raw.size_bytes);
    size_t size_bytes = 0;
    if (text == NULL) return false;
    for (size_t i = 0; i < raw.size_bytes; i++) {
        char byte = raw.data[i] == '+' ? ' ' : raw.data[i];
        if (byte == '%' && raw.size_bytes - i >= 3) {
            int high = http_text_hex_digit(raw.data[i + 1]);
            int low = http_text_hex_digit(raw.data[i + 2]);
            if (high >= 0 && low >= 0) {
                byte = (char)(high * 16 + low);
                i += 2;
            }
        }
        if (byte == 0) return false;
        text[size_bytes++] = byte;
    }
    *decoded = (chatlet_str){.data = text, .size_bytes = size_bytes};
    return true;
}

chatlet_str route_query_text(route_call *call, chatlet_str name) {
    chatlet_str rest = call->request->query;
    while (rest.size_bytes > 0) {
        chatlet_str pair = {.data = rest.data, .size_bytes = http_text_find(rest, '&')};
        size_t skipped = pair.size_bytes < rest.size_bytes ? pair.size_bytes + 1 : pair.size_bytes;
        rest = http_text_from(rest, skipped);
        size_t equals = http_text_find(pair, '=');
        chatlet_str key = {.data = pair.data, .size_bytes = equals};
        if (!http_text_equal(key, name) || equals == pair.size_bytes) continue;
        chatlet_str value;
        if (decode(call->service->memory, http_text_from(pair, equals + 1), &value)) return value;
    }
    return CHATLET_STR("");
}

bool route_query_whole(route_call *call, chatlet_str name, int64_t minimum, int64_t maximum,
                       int64_t otherwise, int64_t *value) {
    chatlet_str text = route_query_text(call, name);
    uint64_t number = 0;
    *value = otherwise;
    if (text.size_bytes == 0) return true;
    if (http_text_number(text, &number) && number <= INT64_MAX && (int64_t)number >= minimum &&
        (int64_t)number <= maximum) {
        *value = (int64_t)number;
        return true;
    }
    return service_refuse_field(call->service, region_copy(call->service->memory, name),
                                CHATLET_STR("A whole number within the range is needed."));
}

bool route_read_page(route_call *call, uint32_t *limit, int64_t *before_id) {
    int64_t wanted = 0;
    bool good = route_query_whole(call, CHATLET_STR("limit"), 1, ROUTE_PAGE_MAX, ROUTE_PAGE_DEFAULT,
                                  &wanted);
    *limit = (uint32_t)wanted;
    *before_id = INT64_MAX;
    chatlet_str cursor = route_query_text(call, CHATLET_STR("cursor"));
    if (cursor.size_bytes == 0) return good;
    /* The kind in front is always the same: a cursor is opaque outside. */
    if (row_id_read(ROW_OUTBOX, region_join(call->service->memory, 2, CHATLET_STR("out_"), cursor),
                    before_id)) {
        return good;
    }
    return service_refuse_field(call->service, CHATLET_STR("cursor"),
                                CHATLET_STR("Take the next_cursor of an earlier answer."));
}
