#include "test_allocator.h"
#include "test_assert.h"

#include "http_parse.h"

#define HOST "Host: a\r\n"

/* Feeds all of `bytes`, `step` at a time; the parser stays. Returns how many were taken. */
static size_t feed_in_steps(http_parser *parser, chatlet_str bytes, size_t step) {
    size_t used = 0;
    while (used < bytes.size_bytes) {
        const size_t left = bytes.size_bytes - used;
        const chatlet_str piece = test_guarded_copy(
            (chatlet_str){.data = bytes.data + used, .size_bytes = left < step ? left : step});
        const size_t taken = http_parser_feed(parser, piece);
        test_guarded_free(piece);
        used += taken;
        const http_parse_state state = http_parser_state(parser);
        if (state == HTTP_PARSE_READY || state == HTTP_PARSE_FAILED) break;
    }
    return used;
}

static http_parser *new_parser(void) {
    http_parser *parser = http_parser_new(test_plain_allocator(), NULL);
    assert_non_null(parser);
    return parser;
}

static void a_request_is_the_same_in_pieces_of_any_size(void **state) {
    (void)state;
    const chatlet_str source =
        CHATLET_STR("POST /a%20b?x=1&y HTTP/1.1\r\nHost: example.org:80\r\nX-Empty:\r\n"
                    "X-Space: \t two words \t\r\nContent-Length: 5\r\n\r\nhello");
    for (size_t step = 1; step <= source.size_bytes; step++) {
        http_parser *parser = new_parser();
        assert_int_equal(feed_in_steps(parser, source, step), source.size_bytes);
        assert_int_equal(http_parser_state(parser), HTTP_PARSE_READY);
        const http_request *request = http_parser_request(parser);
        assert_int_equal(request->method, HTTP_METHOD_POST);
        test_text_equal("method", request->method_name, CHATLET_STR("POST"));
        test_text_equal("path", request->path, CHATLET_STR("/a%20b"));
        test_text_equal("query", request->query, CHATLET_STR("x=1&y"));
        test_text_equal("host", request->host, CHATLET_STR("example.org:80"));
        test_text_equal("body", request->body, CHATLET_STR("hello"));
        assert_int_equal(request->field_count, 4);
        test_text_equal("empty", request->fields[1].value, CHATLET_STR(""));
        test_text_equal("trimmed", request->fields[2].value, CHATLET_STR("two words"));
        assert_true(request->keep_alive);
        http_parser_free(parser);
    }
}

static void requests_behind_each_other_come_one_by_one(void **state) {
    (void)state;
    const chatlet_str source =
        CHATLET_STR("GET /1 HTTP/1.1\r\n" HOST "\r\n"
                    "\r\n"
                    "POST /2 HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                    "3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nTrailer: t\r\n\r\n"
                    "GET /3 HTTP/1.0\r\n\r\n");
    static const char *const paths[] = {"/1", "/2", "/3"};
    static const char *const bodies[] = {"", "abcd", ""};
    http_parser *parser = new_parser();
    size_t used = 0;
    for (size_t i = 0; i < 3; i++) {
        used += http_parser_feed(parser, (chatlet_str){.data = source.data + used,
                                                       .size_bytes = source.size_bytes - used});
        assert_int_equal(http_parser_state(parser), HTTP_PARSE_READY);
        test_text_equal("path", http_parser_request(parser)->path, test_str(paths[i]));
        test_text_equal("body", http_parser_request(parser)->body, test_str(bodies[i]));
        assert_int_equal(http_parser_request(parser)->keep_alive, i < 2);
        http_parser_next(parser);
    }
    assert_int_equal(used, source.size_bytes);
    http_parser_free(parser);
}

#define ROW(name, text, status)                                                                    \
    { name, {.data = text, .size_bytes = sizeof(text) - 1}, status }

/* What is refused, and with which status; 0: it is taken. */
static void broken_requests_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *name;
        chatlet_str source;
        uint16_t status;
    } rows[] = {
        ROW("plain", "GET / HTTP/1.1\r\n" HOST "\r\n", 0),
        ROW("two empty lines before", "\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", 0),
        ROW("three empty lines before", "\r\n\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("HTTP/1.0 without host", "GET / HTTP/1.0\r\n\r\n", 0),
        ROW("HTTP/1.1 without host", "GET / HTTP/1.1\r\n\r\n", 400),
        ROW("two hosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400),
        ROW("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        ROW("host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        ROW("host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
        ROW("IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:8787\r\n\r\n", 0),
        ROW("absolute target", "GET http://b/x?y HTTP/1.1\r\n" HOST "\r\n", 0),
        ROW("absolute target without path", "GET HTTP://b HTTP/1.1\r\n" HOST "\r\n", 0),
        ROW("absolute target, no host field", "GET http://b/ HTTP/1.1\r\n\r\n", 400),
        ROW("absolute target with a user", "GET http://u@b/ HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("absolute target without host", "GET http:///x HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("other scheme", "GET ftp://b/x HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("options star", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 0),
        ROW("get star", "GET * HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("relative target", "GET index.html HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("query alone", "GET ?x HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("fragment", "GET /a#b HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("space in target", "GET /a b HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("byte over 127 in target", "GET /\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("connect", "CONNECT a:1 HTTP/1.1\r\n" HOST "\r\n", 501),
        ROW("unknown method", "BREW / HTTP/1.1\r\n" HOST "\r\n", 501),
        ROW("lower-case method", "get / HTTP/1.1\r\n" HOST "\r\n", 501),
        ROW("no target", "GET HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("no version", "GET /\r\n" HOST "\r\n", 505),
        ROW("HTTP/0.9", "GET / HTTP/0.9\r\n" HOST "\r\n", 505),
        ROW("HTTP/1.2", "GET / HTTP/1.2\r\n" HOST "\r\n", 505),
        ROW("HTTP/2", "GET / HTTP/2.0\r\n" HOST "\r\n", 505),
        ROW("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ROW("lower-case http", "GET / http/1.1\r\n" HOST "\r\n", 400),
        ROW("TLS hello", "\x16\x03\x01\x02\x00\x01\xfc", 400),
        ROW("zero byte in target", "GET /\0 HTTP/1.1\r\n" HOST "\r\n", 400),
        ROW("zero byte in value", "GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n", 400),
        ROW("bare line feed", "GET / HTTP/1.1\nHost: a\n\n", 400),
        ROW("bare line feed in fields", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400),
        ROW("bare carriage return", "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", 400),
        ROW("two carriage returns", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400),
        ROW("folded line", "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n", 400),
        ROW("space before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ROW("space in name", "GET / HTTP/1.1\r\n" HOST "X Y: a\r\n\r\n", 400),
        ROW("no colon", "GET / HTTP/1.1\r\n" HOST "XY\r\n\r\n", 400),
        ROW("no name", "GET / HTTP/1.1\r\n" HOST ": x\r\n\r\n", 400),
        ROW("control byte in value", "GET / HTTP/1.1\r\n" HOST "X: \x01\r\n\r\n", 400),
        ROW("length and coding",
            "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            400),
        ROW("coding and length",
            "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
            400),
        ROW("two lengths",
            "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
        ROW("list of lengths", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\n", 400),
        ROW("signed length", "POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\n", 400),
        ROW("negative length", "POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", 400),
        ROW("hexadecimal length", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x1\r\n\r\n", 400),
        ROW("empty length", "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", 400),
        ROW("huge length",
            "POST / HTTP/1.1\r\n" HOST "Content-Length: 18446744073709551616\r\n\r\n", 400),
        ROW("two codings",
            "POST / HTTP/1.1\r\n" HOST
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            400),
        ROW("coding of HTTP/1.0", "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n",
            400),
        ROW("chunked under gzip",
            "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ROW("chunk size without digits",
            "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        ROW("chunk size too large",
            "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
            400),
        ROW("chunk size before a bare line feed",
            "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", 400),
        ROW("chunk longer than its size",
            "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
            400),
        ROW("expectation", "POST / HTTP/1.1\r\n" HOST "Expect: tea\r\nContent-Length: 1\r\n\r\na",
            417),
        ROW("upgrade is not taken up",
            "GET / HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 0),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step<1000; step += 999 - step> 7 ? 6 : 1) {
            http_parser *parser = new_parser();
            feed_in_steps(parser, rows[i].source, step);
            const http_parse_state expected =
                rows[i].status == 0 ? HTTP_PARSE_READY : HTTP_PARSE_FAILED;
            if (http_parser_state(parser) != expected ||
                http_parser_error_status(parser) != rows[i].status)
                fail_msg("%s, %zu bytes at a time: expected %u, got %u in state %d", rows[i].name,
                         step, rows[i].status, http_parser_error_status(parser),
                         http_parser_state(parser));
            http_parser_free(parser);
        }
    }
}

/* A request line of `line_bytes`, a host and `field_count` fields more, `field_bytes` in all. */
static uint16_t status_of_head(size_t line_bytes, size_t field_count, size_t field_bytes) {
    enum { AROUND = sizeof "GET / HTTP/1.1" - 1, HOST_BYTES = sizeof HOST - 1 };
    http_buffer source;
    http_buffer_init(&source, test_plain_allocator(), 1 << 20);
    http_buffer_append(&source, CHATLET_STR("GET /"));
    for (size_t i = AROUND; i < line_bytes; i++)
        http_buffer_append(&source, CHATLET_STR("a"));
    http_buffer_append(&source, CHATLET_STR(" HTTP/1.1\r\n" HOST));
    size_t left = field_bytes - HOST_BYTES;
    for (size_t i = 0; i < field_count; i++) {
        const size_t size = i + 1 == field_count ? left : 5;
        http_buffer_append(&source, CHATLET_STR("X:"));
        for (size_t at = 4; at < size; at++)
            http_buffer_append(&source, CHATLET_STR("y"));
        http_buffer_append(&source, CHATLET_STR("\r\n"));
        left -= size;
    }
    http_buffer_append(&source, CHATLET_STR("\r\n"));
    http_parser *parser = new_parser();
    http_parser_feed(parser, http_buffer_str(&source));
    const uint16_t status = http_parser_error_status(parser);
    assert_int_equal(http_parser_state(parser), status == 0 ? HTTP_PARSE_READY : HTTP_PARSE_FAILED);
    http_parser_free(parser);
    http_buffer_free(&source);
    return status;
}

static void a_head_is_taken_at_its_limits_and_not_past_them(void **state) {
    (void)state;
    assert_int_equal(status_of_head(HTTP_REQUEST_LINE_BYTES_MAX, 1, 100), 0);
    assert_int_equal(status_of_head(HTTP_REQUEST_LINE_BYTES_MAX + 1, 1, 100), 414);
    assert_int_equal(status_of_head(100, 1, HTTP_FIELDS_BYTES_MAX), 0);
    assert_int_equal(status_of_head(100, 1, HTTP_FIELDS_BYTES_MAX + 1), 431);
    assert_int_equal(status_of_head(100, HTTP_FIELDS_MAX - 1, 1000), 0);
    assert_int_equal(status_of_head(100, HTTP_FIELDS_MAX, 1000), 431);
}

static uint16_t status_of_body(const char *framing, size_t body_bytes, size_t chunk_bytes) {
    http_buffer source;
    http_buffer_init(&source, test_plain_allocator(), 1 << 21);
    http_buffer_append(&source, CHATLET_STR("POST / HTTP/1.1\r\n" HOST));
    http_buffer_append(&source, test_str(framing));
    if (chunk_bytes == 0) http_buffer_append_number(&source, body_bytes);
    http_buffer_append(&source, CHATLET_STR("\r\n\r\n"));
    for (size_t i = 0; i < body_bytes; i++) {
        if (chunk_bytes > 0 && i % chunk_bytes == 0) {
            const size_t left = body_bytes - i;
            if (i > 0) http_buffer_append(&source, CHATLET_STR("\r\n"));
            http_buffer_append_hex(&source, left < chunk_bytes ? left : chunk_bytes);
            http_buffer_append(&source, CHATLET_STR("\r\n"));
        }
        http_buffer_append(&source, CHATLET_STR("b"));
    }
    if (chunk_bytes > 0) http_buffer_append(&source, CHATLET_STR("\r\n0\r\n\r\n"));
    http_parser *parser = new_parser();
    http_parser_feed(parser, http_buffer_str(&source));
    const uint16_t status = http_parser_error_status(parser);
    if (status == 0) {
        assert_int_equal(http_parser_state(parser), HTTP_PARSE_READY);
        assert_int_equal(http_parser_request(parser)->body.size_bytes, body_bytes);
    }
    http_parser_free(parser);
    http_buffer_free(&source);
    return status;
}

static void a_body_is_taken_at_its_limit_and_not_past_it(void **state) {
    (void)state;
    const char *coded = "Transfer-Encoding: chunked";
    assert_int_equal(status_of_body("Content-Length: ", HTTP_BODY_BYTES_MAX, 0), 0);
    assert_int_equal(status_of_body("Content-Length: ", HTTP_BODY_BYTES_MAX + 1, 0), 413);
    assert_int_equal(status_of_body(coded, HTTP_BODY_BYTES_MAX, 1000), 0);
    assert_int_equal(status_of_body(coded, HTTP_BODY_BYTES_MAX + 1, 1000), 413);
    /* Chunks of one byte cost five more each, and the last one five. */
    const size_t most = (HTTP_CHUNK_OVERHEAD_BYTES_MAX - 5) / 5;
    assert_int_equal(status_of_body(coded, most, 1), 0);
    assert_int_equal(status_of_body(coded, most + 1, 1), 413);
}

static void a_client_that_waits_to_send_its_body_is_told_once(void **state) {
    (void)state;
    http_parser *parser = new_parser();
    http_parser_feed(parser, CHATLET_STR("POST / HTTP/1.1\r\n" HOST
                                         "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\n"));
    assert_int_equal(http_parser_state(parser), HTTP_PARSE_BODY);
    assert_true(http_parser_take_expectation(parser));
    assert_false(http_parser_take_expectation(parser));
    http_parser_free(parser);
}

static void every_refused_allocation_is_a_503_and_leaks_nothing(void **state) {
    (void)state;
    const chatlet_str source =
        CHATLET_STR("POST /a HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello");
    test_allocator memory;
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator_init(&memory);
        memory.refuse_at = refuse_at;
        http_parser *parser = http_parser_new(&memory.allocator, NULL);
        if (parser == NULL) {
            assert_int_equal(refuse_at, 1);
            continue;
        }
        http_parser_feed(parser, source);
        const http_parse_state reached = http_parser_state(parser);
        if (reached == HTTP_PARSE_FAILED) assert_int_equal(http_parser_error_status(parser), 503);
        http_parser_free(parser);
        assert_int_equal(memory.live_count, 0);
        if (reached == HTTP_PARSE_READY) break;
    }
    assert_true(memory.allocation_count >= 4);
}

static void between_requests_a_parser_holds_nothing_but_itself(void **state) {
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    http_parser *parser = http_parser_new(&memory.allocator, NULL);
    http_parser_feed(parser, CHATLET_STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
    assert_true(memory.live_count > 1);
    http_parser_next(parser);
    assert_int_equal(memory.live_count, 1);
    http_parser_free(parser);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_the_same_in_pieces_of_any_size),
        cmocka_unit_test(requests_behind_each_other_come_one_by_one),
        cmocka_unit_test(broken_requests_are_refused),
        cmocka_unit_test(a_head_is_taken_at_its_limits_and_not_past_them),
        cmocka_unit_test(a_body_is_taken_at_its_limit_and_not_past_it),
        cmocka_unit_test(a_client_that_waits_to_send_its_body_is_told_once),
        cmocka_unit_test(every_refused_allocation_is_a_503_and_leaks_nothing),
        cmocka_unit_test(between_requests_a_parser_holds_nothing_but_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
