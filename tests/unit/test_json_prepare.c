#include "test_assert.h"

#include "test_allocator.h"

#include "base/json_prepare.h"

enum { VALUES_MAX = 8 };

static void text_for_cjson_loses_nothing(void **state) {
    static const struct {
        const char *name;
        const char *source;
        uint32_t value_count;
        const char *prepared;
    } rows[] = {
        {"space goes", " [ true , false , null ] ", 4, "[true,false,null]"},
        {"keys stay", "{\"a\" : {} , \"b\":\"c\"}", 3, "{\"a\":{},\"b\":\"c\"}"},
        {"escapes stay", "\"\\\\\\\"\\u0041\"", 1, "\"\\\\\\\"\\u0041\""},
        {"zero becomes one and 0", "\"x\\u0000y\"", 1, "\"x\\u00010y\""},
        {"one becomes one and 1", "\"\\u0001\"", 1, "\"\\u00011\""},
        {"escaped backslash before u0000", "\"\\\\u0000\"", 1, "\"\\\\u0000\""},
        {"keys as well", "{\"\\u0000\":1}", 2, "{\"\\u00010\":1}"},
        {"no decimal point", "[1.25,-0.5,10.0e-2]", 4, "[125e-2,-5e-1,100e-3]"},
        {"exponent", "1E+2", 1, "1e2"},
        {"zeros in front", "0.00012", 1, "12e-5"},
        {"zero", "[0,-0,0.000,0e5]", 5, "[0,-0,0,0]"},
        {"40 digits stay", "1234567890123456789012345678901234567890", 1,
         "1234567890123456789012345678901234567890"},
        {"a 41st digit of 0 moves the point", "12345678901234567890123456789012345678900", 1,
         "1234567890123456789012345678901234567890e1"},
        {"digits past 40 leave a 1", "123456789012345678901234567890123456789055", 1,
         "12345678901234567890123456789012345678901e1"},
        {"digits of the fraction past 40", "1.2345678901234567890123456789012345678905", 1,
         "12345678901234567890123456789012345678901e-40"},
        {"huge exponent", "1e99999999999999999999", 1, "1e9999999999"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_json values[VALUES_MAX];
        clet_buffer prepared;
        clet_buffer_init(&prepared, test_plain_allocator(), 1000);
        const chatlet_str guarded = test_guarded_copy(test_str(rows[i].source));
        clet_json_prepare(guarded, values, rows[i].value_count, &prepared);
        test_guarded_free(guarded);
        test_text_equal(rows[i].name, clet_buffer_str(&prepared), test_str(rows[i].prepared));
        clet_buffer_free(&prepared);
    }
}

static void strings_of_cjson_are_restored(void **state) {
    static const struct {
        const char *text;
        chatlet_str restored;
    } rows[] = {
        {"", {"", 0}},
        {"plain", {"plain", 5}},
        {"\x01"
         "0",
         {"\0", 1}},
        {"a\x01"
         "0\x01"
         "1b",
         {"a\0\x01"
          "b",
          4}},
    };
    (void)state;
    clet_arena arena;
    clet_arena_init(&arena, test_plain_allocator());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_str restored;
        assert_int_equal(clet_json_restore(&arena, rows[i].text, &restored), CHATLET_OK);
        test_text_equal("restored", restored, rows[i].restored);
    }
    clet_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_for_cjson_loses_nothing),
        cmocka_unit_test(strings_of_cjson_are_restored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
