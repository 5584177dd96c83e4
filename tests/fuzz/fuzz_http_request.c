/* Any bytes as a connection's input: parsed in three ways of cutting them up that must agree, and
 * each request given to everything that decides about it. The site has no files. */
#include "http_conditional.h"
#include "http_date.h"
#include "http_negotiate.h"
#include "http_parse.h"
#include "http_path.h"
#include "http_range.h"
#include "http_response_write.h"
#include "http_static.h"
#include "http_text.h"
#include "test_allocator.h"

#include <stdlib.h>

enum { NOW_S = 2000000000, FILE_BYTES = 1000, REQUESTS_MAX = 16 };

static void require(bool condition) {
    if (!condition) abort();
}

/* What no answer may ever hold: a line that the request wrote. */
static void check_response(const http_response *response) {
    http_buffer head;
    http_buffer_init(&head, test_plain_allocator(), HTTP_RESPONSE_HEAD_BYTES_MAX);
    const http_head_options options = {.time_s = NOW_S, .keep_alive = true, .minor_version = 1};
    http_response_write_head(response, options, &head);
    require(!head.failed);
    chatlet_str rest = http_buffer_str(&head);
    size_t line_count = 0;
    for (size_t end; (end = http_text_find(rest, '\r')) < rest.size_bytes; line_count++)
        rest = http_text_from(rest, end + 2);
    /* Status, Date, nosniff, the empty line; Content-Length unless there is no body to speak of. */
    const bool has_length = response->status != 204 && response->status != 304;
    require(line_count == response->field_count + (has_length ? 5 : 4));
    http_buffer_free(&head);
}

static void answer(const http_request *request) {
    static const http_static sites = {
        .sites = {{.prefix = {.data = "", .size_bytes = 0}, .root = {.path = "/var/empty"}}},
        .site_count = 1};
    http_response response;
    http_response_init(&response, test_plain_allocator(), HTTP_RESPONSE_CONTENT_BYTES_MAX);
    http_static_answer(&sites, request, NOW_S, &response);
    require(http_response_good(&response));
    require(response.status >= 204);
    check_response(&response);
    http_response_free(&response);
}

static void decide_path(const http_request *request) {
    http_buffer decoded;
    http_buffer_init(&decoded, test_plain_allocator(), HTTP_REQUEST_LINE_BYTES_MAX);
    if (http_path_decode(request->path, &decoded) == HTTP_PATH_OK) {
        const chatlet_str name = http_buffer_str(&decoded);
        require(http_text_find(name, '\0') == name.size_bytes);
        require(name.size_bytes == 0 || (name.data[0] != '/' && name.data[0] != '.'));
        for (size_t i = 0; i + 1 < name.size_bytes; i++)
            require(name.data[i] != '/' || (name.data[i + 1] != '.' && name.data[i + 1] != '/'));
    }
    http_buffer_free(&decoded);
}

static void decide(const http_request *request) {
    const http_validators validators = {.etag = CHATLET_STR("\"a\""), .modified_s = NOW_S};
    require(http_negotiate_encoding(request).count <= HTTP_ENCODING_COUNT);
    (void)http_conditional_check(request, validators);
    (void)http_conditional_range(request, validators);
    for (size_t i = 0; i < request->field_count; i++) {
        int64_t time_s;
        const http_range range = http_range_read(request->fields[i].value, FILE_BYTES);
        require(range.kind != HTTP_RANGE_PIECE ||
                (range.size_bytes > 0 && range.offset < FILE_BYTES &&
                 range.size_bytes <= FILE_BYTES - range.offset));
        (void)http_date_read(request->fields[i].value, &time_s);
    }
    decide_path(request);
    answer(request);
}

/* A sum of what was read, to compare two readings of the same bytes. */
static uint64_t mix(uint64_t sum, chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++)
        sum = (sum ^ (unsigned char)text.data[i]) * UINT64_C(1099511628211);
    return sum * 31 + text.size_bytes;
}

static uint64_t read_all(chatlet_str source, size_t step, bool with_decisions) {
    http_parser *parser = http_parser_new(test_plain_allocator(), NULL);
    uint64_t sum = UINT64_C(14695981039346656037);
    size_t used = 0;
    require(parser != NULL);
    for (size_t count = 0; used < source.size_bytes && count < REQUESTS_MAX;) {
        const size_t left = source.size_bytes - used;
        const chatlet_str piece = {.data = source.data + used,
                                   .size_bytes = left < step ? left : step};
        used += http_parser_feed(parser, piece);
        if (http_parser_state(parser) == HTTP_PARSE_FAILED) {
            sum += http_parser_error_status(parser);
            break;
        }
        if (http_parser_state(parser) != HTTP_PARSE_READY) continue;
        const http_request *request = http_parser_request(parser);
        sum = mix(mix(mix(sum, request->path), request->query), request->body);
        for (size_t i = 0; i < request->field_count; i++)
            sum = mix(mix(sum, request->fields[i].name), request->fields[i].value);
        if (with_decisions) decide(request);
        http_parser_next(parser);
        count++;
    }
    http_parser_free(parser);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str source = {.data = (const char *)data, .size_bytes = size};
    if (size == 0) return 0;
    const uint64_t whole = read_all(source, size, true);
    require(whole == read_all(source, 1, false));
    require(whole == read_all(source, 7, false));
    return 0;
}
