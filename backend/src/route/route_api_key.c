#include "../service/service_api_key.h"

#include "route_account.h"

#include <string.h>

static void write_words(chatlet_json_writer *writer, const char *key, chatlet_str words) {
    chatlet_json_write_key(writer, (chatlet_str){.data = key, .size_bytes = strlen(key)});
    chatlet_json_write_array_begin(writer);
    for (size_t at = 0; at < words.size_bytes;) {
        size_t end = at;
        while (end < words.size_bytes && words.data[end] != ' ')
            end++;
        chatlet_json_write_string(writer,
                                  (chatlet_str){.data = words.data + at, .size_bytes = end - at});
        at = end + 1;
    }
    chatlet_json_write_array_end(writer);
}

/* `secret` is written when it is not empty: once, when the key is made. */
static void write_key(chatlet_json_writer *writer, const store_api_key *key, chatlet_str secret) {
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "id", ROW_API_KEY, key->id);
    route_write_text(writer, "name", key->name);
    route_write_text(writer, "hint", key->hint);
    write_words(writer, "scopes", key->scopes);
    write_words(writer, "addresses", key->addresses);
    route_write_id(writer, "created_by", ROW_ACCOUNT, key->created_by);
    route_write_time(writer, "created_at", key->created_at_ms);
    route_write_time(writer, "expires_at", key->expires_at_ms);
    route_write_time(writer, "used_at", key->used_at_ms);
    if (secret.size_bytes > 0) route_write_text(writer, "key", secret);
    chatlet_json_write_object_end(writer);
}

static void refuse(route_body *body, chatlet_str pointer, chatlet_str detail) {
    (void)service_refuse_field(body->call->service, pointer, detail);
    body->failed = true;
}

static permission_set read_scopes(route_body *body) {
    const chatlet_json *list = route_body_member(body, CHATLET_STR("scopes"), true);
    permission_set set = 0;
    if (list == NULL) return 0;
    for (const chatlet_json *one = list->first; list->kind == CHATLET_JSON_ARRAY && one != NULL;
         one = one->next) {
        permission permission;
        if (one->kind == CHATLET_JSON_STRING && permission_read(one->text, &permission)) {
            set |= UINT64_C(1) << permission;
            continue;
        }
        refuse(body, CHATLET_STR("/scopes"),
               CHATLET_STR("Each must be the name of a permission, such as bots.read."));
        return 0;
    }
    if (set == 0)
        refuse(body, CHATLET_STR("/scopes"),
               CHATLET_STR("This must be a list with at least one name of a permission."));
    return set;
}

/* Texts of a list, in memory of the request; one more than allowed is read, for the service to
 * see. */
static size_t read_ranges(route_body *body, const chatlet_str **ranges) {
    const chatlet_json *list = route_body_member(body, CHATLET_STR("addresses"), false);
    chatlet_str *texts =
        region_take(body->call->service->memory, (API_KEY_RANGES_MAX + 1) * sizeof *texts);
    size_t count = 0;
    *ranges = texts;
    if (list == NULL || texts == NULL || list->kind == CHATLET_JSON_NULL) return 0;
    if (list->kind != CHATLET_JSON_ARRAY)
        refuse(body, CHATLET_STR("/addresses"), CHATLET_STR("This must be a list of texts."));
    for (const chatlet_json *one = list->first; one != NULL && count <= API_KEY_RANGES_MAX;
         one = one->next) {
        if (one->kind == CHATLET_JSON_STRING) {
            texts[count++] = one->text;
            continue;
        }
        refuse(body, CHATLET_STR("/addresses"), CHATLET_STR("This must be a list of texts."));
        return 0;
    }
    return count;
}

void route_api_key_create(route_call *call) {
    route_body body = route_body_open(call);
    store_api_key key;
    chatlet_str secret;
    api_key_wish wish = {
        .name = route_body_name(&body, "name", true, API_KEY_NAME_BYTES_MAX),
        .scopes = read_scopes(&body),
        .expires_in_days = route_body_whole(&body, CHATLET_STR("expires_in_days"), false, 1,
                                            API_KEY_LIFETIME_DAYS_MAX, 0),
    };
    wish.range_count = read_ranges(&body, &wish.ranges);
    if (!route_body_close(&body) || !service_add_api_key(call->service, &wish, &key, &secret))
        return;
    chatlet_json_writer *writer = route_answer_begin(call, 201);
    write_key(writer, &key, secret);
    route_answer_end(call, writer);
}

void route_api_key_list(route_call *call) {
    service *service = call->service;
    uint32_t limit;
    int64_t before_id;
    store_api_key *rows;
    if (!route_read_page(call, &limit, &before_id)) return;
    const size_t count = store_api_key_list(service->db, route_organization(call), before_id, limit,
                                            service->memory, &rows);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_key(writer, &rows[i], CHATLET_STR(""));
    route_page_end(call, writer, count == limit ? rows[count - 1].id : 0);
}

void route_api_key_delete(route_call *call) {
    int64_t api_key_id;
    if (route_read_id(call, "key", ROW_API_KEY, &api_key_id) &&
        service_remove_api_key(call->service, api_key_id))
        route_answer_empty(call, 204);
}
