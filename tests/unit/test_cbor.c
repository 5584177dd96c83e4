#include "test_assert.h"

#include "test_allocator.h"

#include "base/cbor.h"

#include <chatlet/limits.h>
#include <math.h>

#define ROW(name, literal, status)                                                                 \
    { name, {literal, sizeof(literal) - 1}, status }

static chatlet_status check_guarded(chatlet_str bytes) {
    const chatlet_str guarded = test_guarded_copy(bytes);
    const chatlet_status status = clet_cbor_check(guarded);
    test_guarded_free(guarded);
    return status;
}

static void integers_take_their_shortest_form(void **state) {
    static const struct {
        const char *name;
        int64_t value;
        chatlet_str bytes;
    } rows[] = {
        {"zero", 0, {"\x00", 1}},
        {"largest in the head", 23, {"\x17", 1}},
        {"smallest of one byte", 24, {"\x18\x18", 2}},
        {"largest of one byte", 255, {"\x18\xFF", 2}},
        {"smallest of two", 256, {"\x19\x01\x00", 3}},
        {"largest of two", 65535, {"\x19\xFF\xFF", 3}},
        {"smallest of four", 65536, {"\x1A\x00\x01\x00\x00", 5}},
        {"largest of four", UINT32_MAX, {"\x1A\xFF\xFF\xFF\xFF", 5}},
        {"smallest of eight", (int64_t)UINT32_MAX + 1, {"\x1B\0\0\0\x01\0\0\0\0", 9}},
        {"largest", INT64_MAX, {"\x1B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9}},
        {"minus one", -1, {"\x20", 1}},
        {"minus 24", -24, {"\x37", 1}},
        {"minus 25", -25, {"\x38\x18", 2}},
        {"smallest", INT64_MIN, {"\x3B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_buffer buffer;
        clet_buffer_init(&buffer, test_plain_allocator(), 100);
        clet_cbor_write_integer(&buffer, rows[i].value);
        test_text_equal(rows[i].name, clet_buffer_str(&buffer), rows[i].bytes);
        assert_int_equal(check_guarded(clet_buffer_str(&buffer)), CHATLET_OK);
        clet_cbor_reader reader = {.source = clet_buffer_str(&buffer), .offset = 0};
        const clet_cbor_item item = clet_cbor_next(&reader);
        assert_int_equal(item.kind, CLET_CBOR_INTEGER);
        if (item.integer != rows[i].value) fail_msg("%s", rows[i].name);
        clet_buffer_free(&buffer);
    }
}

static void doubles_take_eight_bytes_and_come_back(void **state) {
    static const struct {
        const char *name;
        double value;
        chatlet_str bytes;
    } rows[] = {
        {"one", 1.0, {"\xFB\x3F\xF0\0\0\0\0\0\0", 9}},
        {"minus zero", -0.0, {"\xFB\x80\0\0\0\0\0\0\0", 9}},
        {"smallest", 5e-324, {"\xFB\0\0\0\0\0\0\0\x01", 9}},
        {"infinite", INFINITY, {"\xFB\x7F\xF0\0\0\0\0\0\0", 9}},
        {"a NaN like any", -NAN, {"\xFB\x7F\xF8\0\0\0\0\0\0", 9}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_buffer buffer;
        clet_buffer_init(&buffer, test_plain_allocator(), 100);
        clet_cbor_write_double(&buffer, rows[i].value);
        test_text_equal(rows[i].name, clet_buffer_str(&buffer), rows[i].bytes);
        assert_int_equal(check_guarded(clet_buffer_str(&buffer)), CHATLET_OK);
        clet_cbor_reader reader = {.source = clet_buffer_str(&buffer), .offset = 0};
        const clet_cbor_item item = clet_cbor_next(&reader);
        assert_int_equal(item.kind, CLET_CBOR_DOUBLE);
        if (rows[i].value == rows[i].value) assert_true(item.number == rows[i].value);
        clet_buffer_free(&buffer);
    }
}

static void only_whole_items_of_our_forms_pass_the_check(void **state) {
    static const struct {
        const char *name;
        chatlet_str bytes;
        chatlet_status status;
    } rows[] = {
        ROW("null", "\xF6", CHATLET_OK),
        ROW("false", "\xF4", CHATLET_OK),
        ROW("true", "\xF5", CHATLET_OK),
        ROW("empty text", "\x60", CHATLET_OK),
        ROW("text with a zero byte", "\x63\x61\x00\x62", CHATLET_OK),
        ROW("bytes that are no UTF-8", "\x42\xFF\xFE", CHATLET_OK),
        ROW("empty array", "\x80", CHATLET_OK),
        ROW("empty map", "\xA0", CHATLET_OK),
        ROW("array, count in two bytes", "\x99\x00\x01\x05", CHATLET_OK),
        ROW("map, count in two bytes", "\xB9\x00\x00", CHATLET_OK),
        ROW("map of two", "\xA2\x61\x61\x01\x61\x62\x02", CHATLET_OK),
        ROW("same key in another map", "\xA1\x61\x61\xA1\x61\x61\x01", CHATLET_OK),
        ROW("same key in sibling maps", "\x82\xA1\x61\x61\x01\xA1\x61\x61\x01", CHATLET_OK),

        ROW("nothing", "", CHATLET_ERR_SYNTAX),
        ROW("a second item", "\x01\x02", CHATLET_ERR_SYNTAX),
        ROW("argument is missing", "\x18", CHATLET_ERR_SYNTAX),
        ROW("argument is cut", "\x1B\x01\x02\x03", CHATLET_ERR_SYNTAX),
        ROW("text is cut", "\x62\x61", CHATLET_ERR_SYNTAX),
        ROW("text past any size", "\x7B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", CHATLET_ERR_SYNTAX),
        ROW("array lacks an item", "\x82\x01", CHATLET_ERR_SYNTAX),
        ROW("array of 2^32-1 without one", "\x9A\xFF\xFF\xFF\xFF", CHATLET_ERR_SYNTAX),
        ROW("array of 2^32", "\x9B\0\0\0\x01\0\0\0\0", CHATLET_ERR_SYNTAX),
        ROW("map lacks a value", "\xA1\x61\x61", CHATLET_ERR_SYNTAX),
        ROW("number past int64", "\x1B\x80\0\0\0\0\0\0\0", CHATLET_ERR_SYNTAX),
        ROW("number below int64", "\x3B\x80\0\0\0\0\0\0\0", CHATLET_ERR_SYNTAX),
        ROW("one byte for 23", "\x18\x17", CHATLET_ERR_SYNTAX),
        ROW("two bytes for 255", "\x19\x00\xFF", CHATLET_ERR_SYNTAX),
        ROW("four bytes for 65535", "\x1A\0\0\xFF\xFF", CHATLET_ERR_SYNTAX),
        ROW("eight bytes for 2^32-1", "\x1B\0\0\0\0\xFF\xFF\xFF\xFF", CHATLET_ERR_SYNTAX),
        ROW("text size in two bytes", "\x79\x00\x01\x61", CHATLET_ERR_SYNTAX),
        ROW("count of one byte for 1", "\x98\x01\x05", CHATLET_ERR_SYNTAX),
        ROW("count of four bytes for 1", "\x9A\0\0\0\x01\x05", CHATLET_ERR_SYNTAX),
        ROW("reserved information", "\x1C", CHATLET_ERR_SYNTAX),
        ROW("indefinite array", "\x9F\xFF", CHATLET_ERR_SYNTAX),
        ROW("indefinite text", "\x7F\x61\x61\xFF", CHATLET_ERR_SYNTAX),
        ROW("break alone", "\xFF", CHATLET_ERR_SYNTAX),
        ROW("tag", "\xC0\x01", CHATLET_ERR_SYNTAX),
        ROW("undefined", "\xF7", CHATLET_ERR_SYNTAX),
        ROW("simple value", "\xE0", CHATLET_ERR_SYNTAX),
        ROW("simple value of one byte", "\xF8\x20", CHATLET_ERR_SYNTAX),
        ROW("float of two bytes", "\xF9\x3C\x00", CHATLET_ERR_SYNTAX),
        ROW("float whose bytes say true", "\xFA\x00\x00\x00\x15", CHATLET_ERR_SYNTAX),
        ROW("double", "\xFB\x3F\xF0\0\0\0\0\0\0", CHATLET_OK),
        ROW("double cut short", "\xFB\x3F\xF0\0\0\0\0\0", CHATLET_ERR_SYNTAX),
        ROW("number as key", "\xA1\x01\x01", CHATLET_ERR_SYNTAX),
        ROW("bytes as key", "\xA1\x41\x61\x01", CHATLET_ERR_SYNTAX),
        ROW("array as key", "\xA1\x80\x01", CHATLET_ERR_SYNTAX),
        ROW("key twice", "\xA2\x61\x61\x01\x61\x61\x02", CHATLET_ERR_SYNTAX),
        ROW("key twice around a map", "\xA2\x61\x61\xA1\x61\x62\x01\x61\x61\x02",
            CHATLET_ERR_SYNTAX),
        ROW("empty key twice", "\xA2\x60\x01\x60\x02", CHATLET_ERR_SYNTAX),
        ROW("text is not UTF-8", "\x61\xFF", CHATLET_ERR_UTF8),
        ROW("key is not UTF-8", "\xA1\x61\x80\x01", CHATLET_ERR_UTF8),
        ROW("character cut by the end of its text", "\x82\x61\xC3\x61\xA9", CHATLET_ERR_UTF8),
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        test_status_equal(rows[i].name, check_guarded(rows[i].bytes), rows[i].status);
}

static chatlet_status check_nested(size_t depth, uint8_t head, uint8_t last) {
    char bytes[CHATLET_CBOR_DEPTH_MAX + 2];
    assert_true(depth < sizeof bytes);
    memset(bytes, head, depth);
    bytes[depth - 1] = (char)last;
    return check_guarded((chatlet_str){.data = bytes, .size_bytes = depth});
}

static void depth_is_allowed_up_to_its_limit(void **state) {
    (void)state;
    assert_int_equal(check_nested(CHATLET_CBOR_DEPTH_MAX, 0x81, 0x80), CHATLET_OK);
    assert_int_equal(check_nested(CHATLET_CBOR_DEPTH_MAX, 0x81, 0xA0), CHATLET_OK);
    assert_int_equal(check_nested(CHATLET_CBOR_DEPTH_MAX + 1, 0x81, 0x01), CHATLET_OK);
    assert_int_equal(check_nested(CHATLET_CBOR_DEPTH_MAX + 1, 0x81, 0x80), CHATLET_ERR_LIMIT);
    assert_int_equal(check_nested(CHATLET_CBOR_DEPTH_MAX + 1, 0x81, 0xA0), CHATLET_ERR_LIMIT);

    static char deep[100000];
    memset(deep, 0x81, sizeof deep);
    assert_int_equal(check_guarded((chatlet_str){.data = deep, .size_bytes = sizeof deep}),
                     CHATLET_ERR_LIMIT);
}

static void write_keys(clet_buffer *buffer, uint32_t count) {
    clet_cbor_write_map(buffer, count);
    for (uint32_t i = 0; i < count; i++) {
        char key[8];
        const int size_bytes = snprintf(key, sizeof key, "%u", i);
        clet_cbor_write_text(buffer, (chatlet_str){.data = key, .size_bytes = (size_t)size_bytes});
        clet_cbor_write_null(buffer);
    }
}

static void keys_are_allowed_up_to_their_limit(void **state) {
    (void)state;
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), 100000);
    write_keys(&buffer, CHATLET_CBOR_KEYS_MAX);
    assert_int_equal(check_guarded(clet_buffer_str(&buffer)), CHATLET_OK);
    clet_buffer_truncate(&buffer, 0);
    write_keys(&buffer, CHATLET_CBOR_KEYS_MAX + 1);
    assert_int_equal(check_guarded(clet_buffer_str(&buffer)), CHATLET_ERR_LIMIT);
    clet_buffer_truncate(&buffer, 0);

    /* Keys of a map that has ended count no more. */
    clet_cbor_write_array(&buffer, 2);
    write_keys(&buffer, CHATLET_CBOR_KEYS_MAX);
    write_keys(&buffer, CHATLET_CBOR_KEYS_MAX);
    assert_int_equal(check_guarded(clet_buffer_str(&buffer)), CHATLET_OK);
    clet_buffer_free(&buffer);
}

/* {"id": 7, "ok": true, "list": [1, "two", h'03'], "none": null, "text": "é"} */
static void write_sample(clet_buffer *buffer) {
    const size_t map = clet_cbor_open_map(buffer);
    clet_cbor_write_text(buffer, CHATLET_STR("id"));
    clet_cbor_write_integer(buffer, 7);
    clet_cbor_write_text(buffer, CHATLET_STR("ok"));
    clet_cbor_write_boolean(buffer, true);
    clet_cbor_write_text(buffer, CHATLET_STR("list"));
    const size_t list = clet_cbor_open_array(buffer);
    clet_cbor_write_integer(buffer, 1);
    clet_cbor_write_text(buffer, CHATLET_STR("two"));
    clet_cbor_write_bytes(buffer, CHATLET_STR("\x03"));
    clet_cbor_close(buffer, list, 3);
    clet_cbor_write_text(buffer, CHATLET_STR("none"));
    clet_cbor_write_null(buffer);
    clet_cbor_write_text(buffer, CHATLET_STR("text"));
    clet_cbor_write_text(buffer, CHATLET_STR("\xC3\xA9"));
    clet_cbor_close(buffer, map, 5);
}

static void values_are_found_by_key_and_kind(void **state) {
    (void)state;
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), 1000);
    write_sample(&buffer);
    const clet_cbor_reader map = {.source = clet_buffer_str(&buffer), .offset = 0};
    assert_int_equal(check_guarded(map.source), CHATLET_OK);

    int64_t integer = 0;
    bool boolean = false;
    chatlet_str text = CHATLET_STR("untouched");
    assert_true(clet_cbor_find_integer(map, CHATLET_STR("id"), &integer));
    assert_int_equal(integer, 7);
    assert_true(clet_cbor_find_boolean(map, CHATLET_STR("ok"), &boolean));
    assert_true(boolean);
    assert_false(clet_cbor_find_text(map, CHATLET_STR("id"), &text));
    assert_false(clet_cbor_find_text(map, CHATLET_STR("missing"), &text));
    assert_false(clet_cbor_find_integer(map, CHATLET_STR("none"), &integer));
    assert_false(clet_cbor_find_boolean(map, CHATLET_STR("text"), &boolean));
    test_text_equal("text", text, CHATLET_STR("untouched"));
    assert_int_equal(integer, 7);
    assert_true(clet_cbor_find_text(map, CHATLET_STR("text"), &text));
    test_text_equal("text", text, CHATLET_STR("\xC3\xA9"));

    clet_cbor_reader list;
    assert_true(clet_cbor_find(map, CHATLET_STR("list"), &list));
    assert_int_equal(clet_cbor_next(&list).count, 3);
    assert_int_equal(clet_cbor_next(&list).integer, 1);
    test_text_equal("item", clet_cbor_next(&list).text, CHATLET_STR("two"));
    assert_int_equal(clet_cbor_next(&list).kind, CLET_CBOR_BYTES);
    clet_buffer_free(&buffer);
}

static void skipping_moves_behind_all_that_an_item_holds(void **state) {
    (void)state;
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), 1000);
    clet_cbor_write_array(&buffer, 2);
    write_sample(&buffer);
    clet_cbor_write_integer(&buffer, -5);
    clet_cbor_reader reader = {.source = clet_buffer_str(&buffer), .offset = 0};
    assert_int_equal(clet_cbor_next(&reader).kind, CLET_CBOR_ARRAY);
    clet_cbor_skip(&reader);
    assert_int_equal(clet_cbor_next(&reader).integer, -5);
    reader.offset = 0;
    clet_cbor_skip(&reader);
    assert_int_equal(reader.offset, reader.source.size_bytes);
    clet_buffer_free(&buffer);
}

static void every_cut_of_an_item_is_refused(void **state) {
    (void)state;
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), 1000);
    write_sample(&buffer);
    const chatlet_str whole = clet_buffer_str(&buffer);
    for (size_t size_bytes = 0; size_bytes < whole.size_bytes; size_bytes++) {
        const chatlet_str cut = {.data = whole.data, .size_bytes = size_bytes};
        test_status_equal("cut", check_guarded(cut), CHATLET_ERR_SYNTAX);
    }
    clet_buffer_free(&buffer);
}

static void opened_arrays_hold_up_to_65535_items(void **state) {
    (void)state;
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), 100000);
    const size_t place = clet_cbor_open_array(&buffer);
    for (uint32_t i = 0; i < UINT16_MAX; i++)
        clet_cbor_write_null(&buffer);
    clet_cbor_close(&buffer, place, UINT16_MAX);
    assert_int_equal(check_guarded(clet_buffer_str(&buffer)), CHATLET_OK);

    /* One more needs a count that was known before. */
    clet_buffer_truncate(&buffer, 0);
    clet_cbor_write_array(&buffer, UINT16_MAX + 1);
    for (uint32_t i = 0; i <= UINT16_MAX; i++)
        clet_cbor_write_null(&buffer);
    assert_int_equal(check_guarded(clet_buffer_str(&buffer)), CHATLET_OK);
    clet_buffer_free(&buffer);
}

static void writing_to_a_failed_buffer_does_nothing(void **state) {
    (void)state;
    test_allocator test;
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        clet_buffer buffer;
        clet_buffer_init(&buffer, &test.allocator, 1000);
        write_sample(&buffer);
        const chatlet_status status = clet_buffer_status(&buffer);
        clet_buffer_free(&buffer);
        assert_int_equal(test.live_count, 0);
        if (status == CHATLET_OK) break;
        assert_int_equal(status, CHATLET_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_take_their_shortest_form),
        cmocka_unit_test(doubles_take_eight_bytes_and_come_back),
        cmocka_unit_test(only_whole_items_of_our_forms_pass_the_check),
        cmocka_unit_test(depth_is_allowed_up_to_its_limit),
        cmocka_unit_test(keys_are_allowed_up_to_their_limit),
        cmocka_unit_test(values_are_found_by_key_and_kind),
        cmocka_unit_test(skipping_moves_behind_all_that_an_item_holds),
        cmocka_unit_test(every_cut_of_an_item_is_refused),
        cmocka_unit_test(opened_arrays_hold_up_to_65535_items),
        cmocka_unit_test(writing_to_a_failed_buffer_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
