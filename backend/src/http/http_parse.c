#include "http_parse.h"

#include "http_head_check.h"
#include "http_request_check.h"
#include "http_text.h"

#include <llhttp.h>

struct http_parser {
    const chatlet_allocator *allocator;
    const http_parser_host *host; /* borrowed, or NULL */
    http_parse_state state;
    uint16_t error_status;
    bool expects_continue;
    bool head_done;        /* llhttp is behind the fields, so that what it reports are trailers */
    bool has_trailer_name; /* of the trailer being read */
    http_head_check check;
    http_buffer head;
    http_buffer body;       /* its maximum is this request's */
    size_t body_held_bytes; /* as told to the host */
    size_t body_wire_bytes; /* read since the head, with chunk sizes and trailers */
    http_field *fields;     /* owned; as many as the head has field lines, or NULL */
    size_t field_capacity;
    chatlet_str target;
    http_request request;
    llhttp_t llhttp;
};

static http_parser *owner(llhttp_t *llhttp) { return llhttp->data; }

/* llhttp may report a span in pieces, which in one buffer lie behind each other. */
static void extend(chatlet_str *view, const char *data, size_t size_bytes) {
    if (view->size_bytes == 0) view->data = data;
    view->size_bytes += size_bytes;
}

static int on_target(llhttp_t *llhttp, const char *data, size_t size_bytes) {
    extend(&owner(llhttp)->target, data, size_bytes);
    return 0;
}

static int on_name(llhttp_t *llhttp, const char *data, size_t size_bytes) {
    http_parser *parser = owner(llhttp);
    if (parser->head_done) { /* trailers are read and dropped */
        if (size_bytes > 0) parser->has_trailer_name = true;
        return 0;
    }
    if (parser->request.field_count == parser->field_capacity) return HPE_USER;
    extend(&parser->fields[parser->request.field_count].name, data, size_bytes);
    return 0;
}

static int on_value(llhttp_t *llhttp, const char *data, size_t size_bytes) {
    http_parser *parser = owner(llhttp);
    if (parser->head_done) return 0;
    extend(&parser->fields[parser->request.field_count].value, data, size_bytes);
    return 0;
}

static int on_value_end(llhttp_t *llhttp) {
    http_parser *parser = owner(llhttp);
    if (parser->head_done) {
        bool has_name = parser->has_trailer_name;
        parser->has_trailer_name = false;
        return has_name ? 0 : HPE_USER;
    }
    http_field *field = &parser->fields[parser->request.field_count++];
    if (field->name.size_bytes == 0) return HPE_USER; /* llhttp lets a line ": x" pass */
    field->value = http_text_trim(field->value);
    return 0;
}

static http_method known_method(uint8_t method) {
    switch (method) {
    case HTTP_GET: return HTTP_METHOD_GET;
    case HTTP_HEAD: return HTTP_METHOD_HEAD;
    case HTTP_POST: return HTTP_METHOD_POST;
    case HTTP_PUT: return HTTP_METHOD_PUT;
    case HTTP_PATCH: return HTTP_METHOD_PATCH;
    case HTTP_DELETE: return HTTP_METHOD_DELETE;
    case HTTP_OPTIONS: return HTTP_METHOD_OPTIONS;
    default: return HTTP_METHOD_OTHER; /* llhttp's list is long and grows */
    }
}

/* The status to refuse a request with whose fields are all read, or 0. */
static uint16_t check_head(http_parser *parser) {
    http_request *request = &parser->request;
    const llhttp_t *llhttp = &parser->llhttp;
    if (llhttp->http_major != 1 || llhttp->http_minor > 1) return 505;
    request->minor_version = llhttp->http_minor;
    request->fields = parser->fields;
    if (llhttp->method == HTTP_CONNECT) return 501;
    uint16_t status = http_request_check_framing(request);
    if (status == 0) status = http_request_check_target(request, parser->target);
    if (status != 0) return status;
    const http_parser_host *host = parser->host;
    size_t body_bytes_max = HTTP_BODY_BYTES_MAX;
    if (host != NULL) status = host->head_ready(host->context, request, &body_bytes_max);
    if (status != 0) return status;
    parser->body.maximum_bytes = body_bytes_max;
    if ((llhttp->flags & F_CONTENT_LENGTH) == 0) return 0;
    if (llhttp->content_length > parser->body.maximum_bytes) return 413;
    parser->body.maximum_bytes = (size_t)llhttp->content_length;
    return 0;
}

static int on_head_end(llhttp_t *llhttp) {
    http_parser *parser = owner(llhttp);
    http_request *request = &parser->request;
    parser->head_done = true;
    request->method = known_method(llhttp->method);
    const char *name = llhttp_method_name((llhttp_method_t)llhttp->method);
    request->method_name = (chatlet_str){.data = name, .size_bytes = 0};
    while (name[request->method_name.size_bytes] != '\0')
        request->method_name.size_bytes++;
    parser->error_status = check_head(parser);
    if (parser->error_status != 0) return -1;
    request->keep_alive = llhttp_should_keep_alive(llhttp) != 0;
    bool has_body = (llhttp->flags & F_CHUNKED) != 0 || llhttp->content_length > 0;
    parser->expects_continue = has_body && request->minor_version == 1 &&
                               http_request_field(request, CHATLET_STR("Expect"), NULL) != NULL;
    return 0;
}

static bool hold(http_parser *parser, size_t size_bytes) {
    const http_parser_host *host = parser->host;
    if (host != NULL && !host->hold(host->context, size_bytes)) return false;
    parser->body_held_bytes += size_bytes;
    return true;
}

static void let_go(http_parser *parser, size_t size_bytes) {
    const http_parser_host *host = parser->host;
    parser->body_held_bytes -= size_bytes;
    if (host != NULL && size_bytes > 0) host->let_go(host->context, size_bytes);
}

/* Sees that the body can hold `needed` bytes. Memory doubles as the body arrives, so that a promise
 * of much takes none; while it is copied, old and new are both held. False when it was refused. */
static bool make_room(http_parser *parser, size_t needed) {
    http_buffer *body = &parser->body;
    size_t old_bytes = parser->body_held_bytes;
    size_t new_bytes = old_bytes == 0 ? HTTP_BODY_STEP_BYTES : old_bytes;
    if (needed <= old_bytes) return true;
    while (new_bytes < needed)
        new_bytes *= 2; /* cannot pass SIZE_MAX: HTTP_BODY_BYTES_LARGEST is far below */
    if (new_bytes > body->maximum_bytes) new_bytes = body->maximum_bytes;
    if (!hold(parser, new_bytes)) return false;
    if (!http_buffer_reserve(body, new_bytes)) {
        let_go(parser, new_bytes);
        return false;
    }
    let_go(parser, old_bytes);
    return true;
}

static int on_body(llhttp_t *llhttp, const char *data, size_t size_bytes) {
    http_parser *parser = owner(llhttp);
    if (size_bytes > parser->body.maximum_bytes - parser->body.size_bytes) {
        parser->error_status = 413;
        return HPE_USER;
    }
    if (make_room(parser, parser->body.size_bytes + size_bytes)) {
        http_buffer_append(&parser->body, (chatlet_str){.data = data, .size_bytes = size_bytes});
        return 0;
    }
    parser->error_status = 503;
    return HPE_USER;
}

/* Stops llhttp right behind the request: what follows is the next one, and has its own buffer. */
static int on_request_end(llhttp_t *llhttp) {
    (void)llhttp;
    return HPE_PAUSED;
}

static const llhttp_settings_t callbacks = {.on_url = on_target,
                                            .on_header_field = on_name,
                                            .on_header_value = on_value,
                                            .on_header_value_complete = on_value_end,
                                            .on_headers_complete = on_head_end,
                                            .on_body = on_body,
                                            .on_message_complete = on_request_end};

static void begin(http_parser *parser) {
    parser->state = HTTP_PARSE_START;
    parser->error_status = 0;
    parser->expects_continue = false;
    parser->head_done = false;
    parser->has_trailer_name = false;
    parser->check = (http_head_check){.line_bytes = 0};
    parser->body_wire_bytes = 0;
    parser->target = (chatlet_str){.data = NULL, .size_bytes = 0};
    parser->request = (http_request){.method = HTTP_METHOD_OTHER};
    llhttp_init(&parser->llhttp, HTTP_REQUEST, &callbacks);
    parser->llhttp.data = parser;
}

http_parser *http_parser_new(const chatlet_allocator *allocator, const http_parser_host *host) {
    http_parser *parser = allocator->allocate(allocator->context, sizeof *parser);
    if (parser == NULL) return NULL;
    *parser = (http_parser){.allocator = allocator, .host = host};
    http_buffer_init(&parser->head, allocator, SIZE_MAX); /* http_head_check bounds it */
    http_buffer_init(&parser->body, allocator, HTTP_BODY_BYTES_MAX);
    begin(parser);
    return parser;
}

static void fail(http_parser *parser, uint16_t status) {
    parser->state = HTTP_PARSE_FAILED;
    parser->error_status = status;
}

static uint16_t status_of_error(const http_parser *parser, llhttp_errno_t error) {
    if (parser->error_status != 0) return parser->error_status;
    if (error == HPE_INVALID_METHOD) return 501;
    if (error == HPE_INVALID_VERSION || error == HPE_PAUSED_H2_UPGRADE) return 505;
    return 400;
}

/* Gives `bytes` to llhttp and moves to the state that follows; returns how many it took. */
static size_t execute(http_parser *parser, chatlet_str bytes) {
    llhttp_errno_t error = llhttp_execute(&parser->llhttp, bytes.data, bytes.size_bytes);
    if (error == HPE_OK) {
        parser->state = HTTP_PARSE_BODY;
        return bytes.size_bytes;
    }
    size_t used = (size_t)(llhttp_get_error_pos(&parser->llhttp) - bytes.data);
    /* An offer to upgrade is not taken up, so the request counts as any other. */
    if (error == HPE_PAUSED || error == HPE_PAUSED_UPGRADE) {
        parser->state = HTTP_PARSE_READY;
        parser->request.body = http_buffer_str(&parser->body);
        return used;
    }
    fail(parser, status_of_error(parser, error));
    return bytes.size_bytes;
}

/* The first line that is not empty, without its end. */
static chatlet_str request_line(chatlet_str head) {
    while (head.size_bytes > 0 && head.data[0] == '\r')
        head = http_text_from(head, 2);
    return (chatlet_str){.data = head.data, .size_bytes = http_text_find(head, '\r')};
}

static void parse_head(http_parser *parser) {
    const chatlet_allocator *allocator = parser->allocator;
    parser->field_capacity = parser->check.line_count - 1;
    if (parser->field_capacity > 0) {
        size_t size_bytes = parser->field_capacity * sizeof(http_field);
        parser->fields = allocator->allocate(allocator->context, size_bytes);
        if (parser->fields == NULL) {
            fail(parser, 503);
            return;
        }
        for (size_t i = 0; i < parser->field_capacity; i++)
            parser->fields[i] = (http_field){0};
    }
    chatlet_str head = http_buffer_str(&parser->head);
    uint16_t status = http_request_check_line(request_line(head));
    if (status != 0) {
        fail(parser, status);
        return;
    }
    size_t used = execute(parser, head);
    /* Both must agree on where the head ends; if not, one of them is being fooled. */
    if (parser->state == HTTP_PARSE_READY && used != head.size_bytes) fail(parser, 400);
}

static size_t feed_head(http_parser *parser, chatlet_str bytes) {
    size_t used;
    http_head_status status = http_head_check_feed(&parser->check, bytes, &used);
    parser->state = HTTP_PARSE_HEAD;
    http_buffer_append(&parser->head, (chatlet_str){.data = bytes.data, .size_bytes = used});
    if (parser->head.failed) {
        fail(parser, 503);
        return used;
    }
    switch (status) {
    case HTTP_HEAD_MORE: break;
    case HTTP_HEAD_END: parse_head(parser); break;
    case HTTP_HEAD_BAD: fail(parser, 400); break;
    case HTTP_HEAD_LINE_LONG: fail(parser, 414); break;
    case HTTP_HEAD_FIELDS_LONG: fail(parser, 431); break;
    }
    return used;
}

static size_t feed_body(http_parser *parser, chatlet_str bytes) {
    size_t used = execute(parser, bytes);
    parser->body_wire_bytes += used;
    size_t overhead_bytes = parser->body_wire_bytes - parser->body.size_bytes;
    size_t allowed_bytes = parser->body.size_bytes / HTTP_CHUNK_OVERHEAD_PART;
    if (allowed_bytes < HTTP_CHUNK_OVERHEAD_BYTES_MAX) {
        allowed_bytes = HTTP_CHUNK_OVERHEAD_BYTES_MAX;
    }
    if (parser->state != HTTP_PARSE_FAILED && overhead_bytes > allowed_bytes) {
        fail(parser, 413);
    }
    return used;
}

size_t http_parser_feed(http_parser *parser, chatlet_str bytes) {
    size_t used = 0;
    while (used < bytes.size_bytes) {
        chatlet_str rest = http_text_from(bytes, used);
        switch (parser->state) {
        case HTTP_PARSE_START:
        case HTTP_PARSE_HEAD: used += feed_head(parser, rest); break;
        case HTTP_PARSE_BODY: used += feed_body(parser, rest); break;
        case HTTP_PARSE_READY:
        case HTTP_PARSE_FAILED: return used;
        }
    }
    return used;
}

http_parse_state http_parser_state(const http_parser *parser) { return parser->state; }

const http_request *http_parser_request(const http_parser *parser) { return &parser->request; }

uint16_t http_parser_error_status(const http_parser *parser) { return parser->error_status; }

bool http_parser_take_expectation(http_parser *parser) {
    bool expected = parser->expects_continue && parser->state == HTTP_PARSE_BODY &&
                    parser->body_wire_bytes == 0;
    if (expected) parser->expects_continue = false;
    return expected;
}

size_t http_parser_body_bytes(const http_parser *parser) { return parser->body_wire_bytes; }

void http_parser_drop_body(http_parser *parser) {
    http_buffer_free(&parser->body);
    parser->request.body = (chatlet_str){.data = NULL, .size_bytes = 0};
    let_go(parser, parser->body_held_bytes);
}

static void release_request(http_parser *parser) {
    if (parser->fields != NULL) {
        parser->allocator->release(parser->allocator->context, parser->fields);
        parser->fields = NULL;
    }
    http_buffer_free(&parser->head);
    http_parser_drop_body(parser);
}

void http_parser_next(http_parser *parser) {
    release_request(parser);
    begin(parser);
}

void http_parser_free(http_parser *parser) {
    release_request(parser);
    parser->allocator->release(parser->allocator->context, parser);
}
