/* Answers: JSON, pages, problems, tags. */
#include "../domain/time_text.h"
#include "../http/http_text.h"
#include "../security/crypto.h"
#include "route.h"

#include <string.h>

static const chatlet_str json_type = {"application/json", 16};
static const chatlet_str problem_type = {"application/problem+json", 24};

static chatlet_json_writer *new_writer(route_call *call) {
    chatlet_json_writer *writer = NULL;
    chatlet_status status = chatlet_json_writer_new(&call->service->memory->allocator, 0, &writer);
    return status == CHATLET_OK ? writer : NULL;
}

static void set_content(route_call *call, uint16_t status, chatlet_str type, chatlet_str bytes) {
    http_response *response = call->response;
    response->status = status;
    http_response_add(response, CHATLET_STR("Content-Type"), type);
    http_buffer_append(&response->content, bytes);
    call->is_answered = true;
}

static bool has_field(const http_response *response, chatlet_str name) {
    for (size_t i = 0; i < response->field_count; i++) {
        if (http_text_equal_ignore_case(response->fields[i].name, name)) return true;
    }
    return false;
}

/* Answers about one's own data stay with the one who asked, unless the handler said otherwise. */
static void keep_private(route_call *call) {
    if (has_field(call->response, CHATLET_STR("Cache-Control"))) return;
    http_response_add(call->response, CHATLET_STR("Cache-Control"),
                      CHATLET_STR("private, no-store"));
}

/* A strong tag of the content: half of its SHA-256. */
static chatlet_str tag_of(chatlet_str content, char text[2 + CRYPTO_SHA256_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[CRYPTO_SHA256_BYTES];
    crypto_sha256(content, digest);
    size_t at = 0;
    text[at++] = '"';
    for (int i = 0; i < CRYPTO_SHA256_BYTES / 2; i++) {
        text[at++] = digits[digest[i] >> 4];
        text[at++] = digits[digest[i] & 15];
    }
    text[at++] = '"';
    return (chatlet_str){.data = text, .size_bytes = at};
}

static bool lists_tag(chatlet_str list, chatlet_str tag) {
    chatlet_str item;
    while (http_text_next_item(&list, ',', &item)) {
        if (http_text_starts_with(item, CHATLET_STR("W/"))) item = http_text_from(item, 2);
        if (http_text_equal(item, tag) || http_text_equal(item, CHATLET_STR("*"))) return true;
    }
    return false;
}

/* Tags an answer to GET, and shortens it to 304 when the client has it. */
static void tag(route_call *call) {
    http_response *response = call->response;
    if (call->route == NULL || call->route->method != HTTP_METHOD_GET || response->status != 200) {
        return;
    }
    char text[2 + CRYPTO_SHA256_BYTES];
    chatlet_str content_tag;
    if (!has_field(response, CHATLET_STR("ETag"))) {
        content_tag = tag_of(http_buffer_str(&response->content), text);
        http_response_add(response, CHATLET_STR("ETag"), content_tag);
    } else {
        size_t i = 0;
        while (!http_text_equal(response->fields[i].name, CHATLET_STR("ETag")))
            i++;
        content_tag = http_response_value(response, i);
    }
    const chatlet_str *known =
        http_request_field(call->request, CHATLET_STR("If-None-Match"), NULL);
    if (known == NULL || !lists_tag(*known, content_tag)) return;
    response->status = 304;
    response->content.size_bytes = 0;
}

chatlet_json_writer *route_answer_begin(route_call *call, uint16_t status) {
    call->response->status = status;
    return new_writer(call);
}

void route_answer_end(route_call *call, chatlet_json_writer *writer) {
    chatlet_str text;
    if (chatlet_json_writer_finish(writer, &text) != CHATLET_OK) {
        (void)service_refuse(call->service, PROBLEM_BUSY,
                             CHATLET_STR("The answer is larger than memory allows."));
        return;
    }
    keep_private(call);
    set_content(call, call->response->status, json_type, text);
    tag(call);
}

void route_answer_empty(route_call *call, uint16_t status) {
    call->response->status = status;
    keep_private(call);
    call->is_answered = true;
}

void route_answer_bytes(route_call *call, uint16_t status, chatlet_str type, chatlet_str bytes) {
    keep_private(call);
    set_content(call, status, type, bytes);
    tag(call);
}

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

void route_write_text(chatlet_json_writer *writer, const char *key, chatlet_str value) {
    chatlet_json_write_key(writer, constant(key));
    chatlet_json_write_string(writer, value);
}

void route_write_text_or_null(chatlet_json_writer *writer, const char *key, chatlet_str value) {
    chatlet_json_write_key(writer, constant(key));
    if (value.size_bytes > 0)
        chatlet_json_write_string(writer, value);
    else
        chatlet_json_write_null(writer);
}

void route_write_whole(chatlet_json_writer *writer, const char *key, int64_t value) {
    chatlet_json_write_key(writer, constant(key));
    chatlet_json_write_integer(writer, value);
}

void route_write_boolean(chatlet_json_writer *writer, const char *key, bool value) {
    chatlet_json_write_key(writer, constant(key));
    chatlet_json_write_boolean(writer, value);
}

void route_write_id(chatlet_json_writer *writer, const char *key, row_kind kind, int64_t id) {
    char text[ROW_ID_TEXT_BYTES];
    chatlet_json_write_key(writer, constant(key));
    if (id != 0)
        chatlet_json_write_string(writer, row_id_text(kind, id, text));
    else
        chatlet_json_write_null(writer);
}

void route_write_time(chatlet_json_writer *writer, const char *key, int64_t time_ms) {
    char text[TIME_TEXT_BYTES];
    chatlet_json_write_key(writer, constant(key));
    if (time_ms != 0)
        chatlet_json_write_string(writer, time_text_write(time_ms, text));
    else
        chatlet_json_write_null(writer);
}

chatlet_json_writer *route_page_begin(route_call *call) {
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("data"));
    chatlet_json_write_array_begin(writer);
    return writer;
}

void route_page_end(route_call *call, chatlet_json_writer *writer, int64_t last_id) {
    char text[ROW_ID_TEXT_BYTES];
    chatlet_json_write_array_end(writer);
    chatlet_json_write_key(writer, CHATLET_STR("next_cursor"));
    if (last_id != 0) {
        /* Without the kind in front: a cursor is opaque outside. */
        chatlet_str id = row_id_text(ROW_OUTBOX, last_id, text);
        chatlet_json_write_string(writer, http_text_from(id, 4));
    } else {
        chatlet_json_write_null(writer);
    }
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

/* ".../problems/store-unavailable" */
static chatlet_str type_of(route_call *call, problem_code code) {
    region *memory = call->service->memory;
    chatlet_str name = region_copy(memory, problem_constant(code));
    char *text = region_take(memory, name.size_bytes);
    if (text == NULL) return CHATLET_STR("about:blank");
    for (size_t i = 0; i < name.size_bytes; i++) {
        char letter = name.data[i];
        text[i] = letter == '_' ? '-' : (char)(letter - 'A' + 'a');
    }
    return region_join(memory, 3, call->service->settings->base_url, CHATLET_STR("/problems/"),
                       (chatlet_str){.data = text, .size_bytes = name.size_bytes});
}

static void write_fields(chatlet_json_writer *writer, const problem *noted) {
    if (noted->field_count == 0) return;
    chatlet_json_write_key(writer, CHATLET_STR("errors"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < noted->field_count; i++) {
        chatlet_json_write_object_begin(writer);
        route_write_text(writer, "pointer", noted->fields[i].pointer);
        route_write_text(writer, "detail", noted->fields[i].detail);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

static void add_seconds(route_call *call, chatlet_str name, uint32_t seconds) {
    http_buffer digits;
    http_buffer_init(&digits, &call->service->memory->allocator, 16);
    http_buffer_append_number(&digits, seconds);
    http_response_add(call->response, name, http_buffer_str(&digits));
}

void route_answer_problem(route_call *call) {
    const problem *noted = &call->service->problem;
    uint16_t status = problem_status(noted->code);
    chatlet_json_writer *writer = new_writer(call);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "type", type_of(call, noted->code));
    route_write_text(writer, "title", problem_title(noted->code));
    route_write_whole(writer, "status", status);
    if (noted->detail.size_bytes > 0) route_write_text(writer, "detail", noted->detail);
    if (call->service->caller.request_id.size_bytes > 0) {
        route_write_text(writer, "request_id", call->service->caller.request_id);
    }
    write_fields(writer, noted);
    chatlet_json_write_object_end(writer);

    chatlet_str text = CHATLET_STR("{\"status\":503,\"title\":\"Out of memory\"}");
    if (chatlet_json_writer_finish(writer, &text) != CHATLET_OK) status = 503;
    if (noted->retry_after_s > 0) {
        add_seconds(call, CHATLET_STR("Retry-After"), noted->retry_after_s);
    } else if (status == 503) {
        add_seconds(call, CHATLET_STR("Retry-After"), 1);
    }
    if (status == 401) {
        http_response_add(call->response, CHATLET_STR("WWW-Authenticate"),
                          CHATLET_STR("Bearer realm=\"chatlet\""));
    }
    http_response_add(call->response, CHATLET_STR("Cache-Control"), CHATLET_STR("no-store"));
    set_content(call, status, problem_type, text);
}

static chatlet_str version_tag(region *memory, int64_t version) {
    http_buffer text;
    http_buffer_init(&text, &memory->allocator, 32);
    http_buffer_append(&text, CHATLET_STR("\"v"));
    http_buffer_append_number(&text, (uint64_t)version);
    http_buffer_append(&text, CHATLET_STR("\""));
    return http_buffer_str(&text);
}

bool route_check_match(route_call *call, int64_t version) {
    const chatlet_str *wanted = http_request_field(call->request, CHATLET_STR("If-Match"), NULL);
    if (wanted == NULL) {
        return service_refuse(call->service, PROBLEM_NEEDS_CONDITION, CHATLET_STR(""));
    }
    if (lists_tag(*wanted, version_tag(call->service->memory, version))) return true;
    return service_refuse(call->service, PROBLEM_STALE, CHATLET_STR(""));
}

void route_add_version(route_call *call, int64_t version) {
    http_response_add(call->response, CHATLET_STR("ETag"),
                      version_tag(call->service->memory, version));
}

void route_wait_for(route_call *call, int64_t outbox_id, void (*after)(route_call *call)) {
    call->waits_for = outbox_id;
    call->after = after;
}
