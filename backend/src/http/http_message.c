#include "http_message.h"

#include "http_text.h"

#include <unistd.h>

const chatlet_str *http_request_field(const http_request *request, chatlet_str name,
                                      size_t *count) {
    const chatlet_str *first = NULL;
    size_t found = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        if (!http_text_equal_ignore_case(request->fields[i].name, name)) continue;
        if (first == NULL) first = &request->fields[i].value;
        found++;
    }
    if (count != NULL) *count = found;
    return first;
}

void http_response_init(http_response *response, const chatlet_allocator *allocator,
                        size_t content_bytes_max) {
    *response = (http_response){.status = 200, .body_kind = HTTP_BODY_BYTES, .file = -1};
    http_buffer_init(&response->text, allocator, HTTP_RESPONSE_TEXT_BYTES_MAX);
    http_buffer_init(&response->content, allocator, content_bytes_max);
}

static bool is_printable(chatlet_str value) {
    for (size_t i = 0; i < value.size_bytes; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return false;
    }
    return true;
}

void http_response_add(http_response *response, chatlet_str name, chatlet_str value) {
    if (response->field_count == HTTP_RESPONSE_FIELDS_MAX || !is_printable(value)) {
        response->text.failed = true;
        return;
    }
    size_t offset = response->text.size_bytes;
    http_buffer_append(&response->text, value);
    if (response->text.failed) return;
    response->fields[response->field_count++] = (http_response_field){
        .name = name, .value_offset = offset, .value_size_bytes = value.size_bytes};
}

chatlet_str http_response_value(const http_response *response, size_t index) {
    const http_response_field *field = &response->fields[index];
    chatlet_str text = http_buffer_str(&response->text);
    return (chatlet_str){.data = http_text_from(text, field->value_offset).data,
                         .size_bytes = field->value_size_bytes};
}

void http_response_say(http_response *response, uint16_t status, chatlet_str sentence) {
    response->status = status;
    response->body_kind = HTTP_BODY_BYTES;
    http_response_add(response, CHATLET_STR("Content-Type"),
                      CHATLET_STR("text/plain; charset=utf-8"));
    http_response_add(response, CHATLET_STR("Cache-Control"), CHATLET_STR("no-store"));
    http_buffer_append_number(&response->content, status);
    http_buffer_append(&response->content, CHATLET_STR(" "));
    http_buffer_append(&response->content, http_status_name(status));
    http_buffer_append(&response->content, CHATLET_STR("\n\n"));
    http_buffer_append(&response->content, sentence);
    http_buffer_append(&response->content, CHATLET_STR("\n"));
}

void http_response_allow(http_response *response, size_t content_bytes_max) {
    size_t largest = HTTP_RESPONSE_CONTENT_BYTES_LARGEST;
    response->content.maximum_bytes = content_bytes_max < largest ? content_bytes_max : largest;
}

uint64_t http_response_body_bytes(const http_response *response) {
    switch (response->body_kind) {
    case HTTP_BODY_BYTES: return response->content.size_bytes;
    case HTTP_BODY_FILE: return response->file_size_bytes;
    }
    return 0;
}

bool http_response_good(const http_response *response) {
    return !response->text.failed && !response->content.failed;
}

void http_response_reset(http_response *response) {
    const chatlet_allocator *allocator = response->text.allocator;
    size_t content_bytes_max = response->content.maximum_bytes;
    http_response_free(response);
    http_response_init(response, allocator, content_bytes_max);
}

void http_response_free(http_response *response) {
    if (response->file >= 0) (void)close(response->file);
    response->file = -1;
    http_buffer_free(&response->text);
    http_buffer_free(&response->content);
}

chatlet_str http_status_name(uint16_t status) {
    static const struct {
        uint16_t status;
        chatlet_str name;
    } names[] = {
#define NAME(number, text)                                                                         \
    {                                                                                              \
        number, { .data = (text), .size_bytes = sizeof(text) - 1 }                                 \
    }
        NAME(200, "OK"),
        NAME(201, "Created"),
        NAME(202, "Accepted"),
        NAME(204, "No Content"),
        NAME(206, "Partial Content"),
        NAME(301, "Moved Permanently"),
        NAME(302, "Found"),
        NAME(303, "See Other"),
        NAME(304, "Not Modified"),
        NAME(400, "Bad Request"),
        NAME(401, "Unauthorized"),
        NAME(402, "Payment Required"),
        NAME(403, "Forbidden"),
        NAME(404, "Not Found"),
        NAME(405, "Method Not Allowed"),
        NAME(406, "Not Acceptable"),
        NAME(408, "Request Timeout"),
        NAME(409, "Conflict"),
        NAME(410, "Gone"),
        NAME(412, "Precondition Failed"),
        NAME(413, "Content Too Large"),
        NAME(414, "URI Too Long"),
        NAME(415, "Unsupported Media Type"),
        NAME(416, "Range Not Satisfiable"),
        NAME(417, "Expectation Failed"),
        NAME(422, "Unprocessable Content"),
        NAME(428, "Precondition Required"),
        NAME(429, "Too Many Requests"),
        NAME(431, "Request Header Fields Too Large"),
        NAME(500, "Internal Server Error"),
        NAME(501, "Not Implemented"),
        NAME(502, "Bad Gateway"),
        NAME(503, "Service Unavailable"),
        NAME(505, "HTTP Version Not Supported"),
#undef NAME
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].status == status) return names[i].name;
    }
    return CHATLET_STR("Status");
}
