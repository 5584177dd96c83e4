#include "test_assert.h"

#include "test_allocator.h"

#include "base/cbor.h"
#include "runtime/event_read.h"

#include <chatlet/json.h>

/* Reads an event written as JSON from memory that ends at a page no one may read. */
static chatlet_status read_json(const char *json, clet_event *event, const char **reason) {
    chatlet_str cbor;
    chatlet_error error;
    if (chatlet_json_to_cbor(test_plain_allocator(), test_str(json), &cbor, &error) != CHATLET_OK)
        fail_msg("%s: %s", json, error.message);
    const chatlet_str guarded = test_guarded_copy(cbor);
    const chatlet_status status = clet_event_read(guarded, event, reason);
    test_guarded_free(guarded);
    free((char *)(uintptr_t)cbor.data);
    return status;
}

static void every_kind_is_read(void **state) {
    static const struct {
        const char *json;
        clet_event_kind kind;
    } rows[] = {
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":0}", CLET_EVENT_START},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":7,\"locale\":\"pt-BR\",\"page\":\"/\"}",
         CLET_EVENT_START},
        {"{\"kind\":\"text\",\"seq\":2,\"now\":5,\"text\":\"\"}", CLET_EVENT_TEXT},
        {"{\"kind\":\"text\",\"seq\":2,\"now\":5,\"text\":\"a\\u0000b\"}", CLET_EVENT_TEXT},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":7,\"filter\":\"a=b\"}",
         CLET_EVENT_START},
        {"{\"kind\":\"text\",\"seq\":2,\"now\":5,\"text\":\"a\",\"filter\":\"\"}", CLET_EVENT_TEXT},
        {"{\"kind\":\"choice\",\"seq\":3,\"now\":5,\"choice\":\"s1\",\"filter\":\"a=b\"}",
         CLET_EVENT_CHOICE},
        {"{\"kind\":\"restart\",\"seq\":6,\"now\":5,\"seed\":1,\"filter\":\"a=b\"}",
         CLET_EVENT_RESTART},
        {"{\"kind\":\"choice\",\"seq\":3,\"now\":5,\"choice\":\"s1\"}", CLET_EVENT_CHOICE},
        {"{\"kind\":\"result\",\"seq\":4,\"now\":5,\"effect\":\"x\",\"ok\":true}",
         CLET_EVENT_RESULT},
        {"{\"kind\":\"feedback\",\"seq\":5,\"now\":5,\"message\":\"x\",\"value\":-1}",
         CLET_EVENT_FEEDBACK},
        {"{\"kind\":\"restart\",\"seq\":6,\"now\":5,\"seed\":9007199254740991}",
         CLET_EVENT_RESTART},
        {"{\"seed\":1,\"now\":5,\"seq\":9007199254740991,\"kind\":\"restart\"}",
         CLET_EVENT_RESTART},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_event event;
        const char *reason = NULL;
        test_status_equal(rows[i].json, read_json(rows[i].json, &event, &reason), CHATLET_OK);
        if (event.kind != rows[i].kind) fail_msg("%s: read as kind %d", rows[i].json, event.kind);
    }
}

static void fields_come_out_as_they_were_written(void **state) {
    clet_event event;
    const char *reason = NULL;
    (void)state;
    test_status_equal("feedback",
                      read_json("{\"kind\":\"feedback\",\"seq\":12,\"now\":34,\"message\":\"m\","
                                "\"value\":-1}",
                                &event, &reason),
                      CHATLET_OK);
    assert_int_equal(event.seq, 12);
    assert_int_equal(event.now_ms, 34);
    assert_int_equal(event.value, -1);
    assert_int_equal(event.message.size_bytes, 1);
    assert_int_equal(event.text.size_bytes, 0);
    assert_false(event.has_filter);
    test_status_equal("text",
                      read_json("{\"kind\":\"text\",\"seq\":12,\"now\":34,\"text\":\"m\","
                                "\"filter\":\"\"}",
                                &event, &reason),
                      CHATLET_OK);
    assert_true(event.has_filter);
    assert_int_equal(event.filter.size_bytes, 0);
}

static void what_session_h_does_not_allow_is_refused_with_the_reason(void **state) {
    static const char no_kind[] = "the event is of no known kind";
    static const char no_seq[] = "the event's seq is not an integer from 1";
    static const char no_now[] = "the event's now is not a time in ms";
    static const char bad_field[] = "a field of the event is missing or of the wrong form";
    static const char surplus[] = "the event has a field that its kind does not have";
    static const struct {
        const char *json;
        const char *reason;
    } rows[] = {
        {"[]", "the event is not a map"},
        {"\"start\"", "the event is not a map"},
        {"{}", no_kind},
        {"{\"kind\":1,\"seq\":1,\"now\":0}", no_kind},
        {"{\"kind\":\"\",\"seq\":1,\"now\":0}", no_kind},
        {"{\"kind\":\"Start\",\"seq\":1,\"now\":0,\"seed\":1}", no_kind},
        {"{\"kind\":\"start\",\"now\":0,\"seed\":1}", no_seq},
        {"{\"kind\":\"start\",\"seq\":0,\"now\":0,\"seed\":1}", no_seq},
        {"{\"kind\":\"start\",\"seq\":9007199254740992,\"now\":0,\"seed\":1}", no_seq},
        {"{\"kind\":\"start\",\"seq\":\"1\",\"now\":0,\"seed\":1}", no_seq},
        {"{\"kind\":\"start\",\"seq\":1,\"seed\":1}", no_now},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":-1,\"seed\":1}", no_now},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0}", bad_field},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":-1}", bad_field},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":9007199254740992}", bad_field},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":1,\"locale\":1}", bad_field},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":1,"
         "\"locale\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
         bad_field},
        {"{\"kind\":\"text\",\"seq\":1,\"now\":0}", bad_field},
        {"{\"kind\":\"text\",\"seq\":1,\"now\":0,\"text\":null}", bad_field},
        {"{\"kind\":\"choice\",\"seq\":1,\"now\":0,\"text\":\"s1\"}",
         "the event has a field that its kind does not have"},
        {"{\"kind\":\"result\",\"seq\":1,\"now\":0,\"effect\":\"x\"}", bad_field},
        {"{\"kind\":\"result\",\"seq\":1,\"now\":0,\"effect\":\"x\",\"ok\":1}", bad_field},
        {"{\"kind\":\"feedback\",\"seq\":1,\"now\":0,\"message\":\"x\",\"value\":0}", bad_field},
        {"{\"kind\":\"feedback\",\"seq\":1,\"now\":0,\"message\":\"x\",\"value\":2}", bad_field},
        {"{\"kind\":\"text\",\"seq\":1,\"now\":0,\"text\":\"a\",\"filter\":1}", bad_field},
        {"{\"kind\":\"text\",\"seq\":1,\"now\":0,\"text\":\"a\",\"seed\":1}", surplus},
        {"{\"kind\":\"result\",\"seq\":1,\"now\":0,\"effect\":\"x\",\"ok\":true,\"filter\":\"a="
         "b\"}",
         surplus},
        {"{\"kind\":\"restart\",\"seq\":1,\"now\":0,\"seed\":1,\"locale\":\"en\"}", surplus},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_event event;
        const char *reason = "";
        test_status_equal(rows[i].json, read_json(rows[i].json, &event, &reason),
                          CHATLET_ERR_SYNTAX);
        test_text_equal(rows[i].json, test_str(reason), test_str(rows[i].reason));
    }
}

/* A text event whose whole size is `size_bytes`. */
static chatlet_str text_event_of_size(clet_buffer *buffer, size_t size_bytes) {
    static const char head[] = "\xA4\x64kind\x64text\x63seq\x01\x63now\x00\x64text\x79";
    const size_t text_bytes = size_bytes - (sizeof(head) - 1) - 2;
    clet_buffer_append(buffer, (chatlet_str){head, sizeof(head) - 1});
    clet_buffer_append_byte(buffer, (uint8_t)(text_bytes >> 8));
    clet_buffer_append_byte(buffer, (uint8_t)text_bytes);
    for (size_t i = 0; i < text_bytes; i++)
        clet_buffer_append_byte(buffer, 'a');
    return clet_buffer_str(buffer);
}

static void an_event_may_be_as_large_as_the_limit_and_no_larger(void **state) {
    static const struct {
        size_t size_bytes;
        chatlet_status status;
    } rows[] = {{CHATLET_EVENT_BYTES_MAX, CHATLET_OK},
                {CHATLET_EVENT_BYTES_MAX + 1, CHATLET_ERR_LIMIT}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_buffer buffer;
        clet_event event;
        const char *reason = NULL;
        clet_buffer_init(&buffer, test_plain_allocator(), 2 * CHATLET_EVENT_BYTES_MAX);
        const chatlet_str bytes = text_event_of_size(&buffer, rows[i].size_bytes);
        assert_int_equal(bytes.size_bytes, rows[i].size_bytes);
        assert_int_equal(clet_event_read(bytes, &event, &reason), rows[i].status);
        clet_buffer_free(&buffer);
    }
}

/* An event whose last field, a text, has `size_bytes`. */
static chatlet_status read_with_text(const char *before, size_t size_bytes, const char *behind) {
    static char json[2 * CHATLET_URL_BYTES_MAX];
    static char text[CHATLET_URL_BYTES_MAX + 2];
    clet_event event;
    const char *reason = NULL;
    memset(text, 'a', size_bytes);
    text[size_bytes] = '\0';
    snprintf(json, sizeof json, "%s\"%s\"%s", before, text, behind);
    return read_json(json, &event, &reason);
}

static void texts_of_an_event_may_be_as_long_as_their_limits_and_no_longer(void **state) {
    static const struct {
        const char *before;
        size_t maximum_bytes;
        const char *behind;
    } rows[] = {
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":1,\"locale\":",
         CHATLET_EVENT_LOCALE_BYTES_MAX, "}"},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":1,\"page\":", CHATLET_URL_BYTES_MAX,
         "}"},
        {"{\"kind\":\"start\",\"seq\":1,\"now\":0,\"seed\":1,\"filter\":", CHATLET_FILTER_BYTES_MAX,
         "}"},
        {"{\"kind\":\"choice\",\"seq\":1,\"now\":0,\"choice\":", CHATLET_EVENT_ID_BYTES_MAX, "}"},
        {"{\"kind\":\"result\",\"seq\":1,\"now\":0,\"effect\":", CHATLET_EVENT_ID_BYTES_MAX,
         ",\"ok\":true}"},
        {"{\"kind\":\"feedback\",\"seq\":1,\"now\":0,\"message\":", CHATLET_EVENT_ID_BYTES_MAX,
         ",\"value\":1}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_status_equal(rows[i].before,
                          read_with_text(rows[i].before, rows[i].maximum_bytes, rows[i].behind),
                          CHATLET_OK);
        test_status_equal(rows[i].before,
                          read_with_text(rows[i].before, rows[i].maximum_bytes + 1, rows[i].behind),
                          CHATLET_ERR_SYNTAX);
    }
}

static void bytes_that_are_no_event_are_refused(void **state) {
    static const struct {
        const char *name;
        chatlet_str bytes;
        chatlet_status status;
    } rows[] = {
        {"nothing", {NULL, 0}, CHATLET_ERR_SYNTAX},
        {"cut short", {"\xA4\x64kind", 6}, CHATLET_ERR_SYNTAX},
        {"a key twice",
         {"\xA2\x61"
          "a\x01\x61"
          "a\x02",
          7},
         CHATLET_ERR_SYNTAX},
        {"something behind it", {"\xA0\xA0", 2}, CHATLET_ERR_SYNTAX},
        {"broken UTF-8", {"\xA1\x64kind\x61\xFF", 8}, CHATLET_ERR_UTF8},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_event event;
        const char *reason = NULL;
        const chatlet_str guarded = test_guarded_copy(rows[i].bytes);
        test_status_equal(rows[i].name, clet_event_read(guarded, &event, &reason), rows[i].status);
        assert_non_null(reason);
        test_guarded_free(guarded);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(fields_come_out_as_they_were_written),
        cmocka_unit_test(what_session_h_does_not_allow_is_refused_with_the_reason),
        cmocka_unit_test(an_event_may_be_as_large_as_the_limit_and_no_larger),
        cmocka_unit_test(texts_of_an_event_may_be_as_long_as_their_limits_and_no_longer),
        cmocka_unit_test(bytes_that_are_no_event_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
