#include "test_assert.h"

#include "http_trace.h"

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define SPAN "00f067aa0ba902b7"

static void a_parent_is_passed_on_with_this_server_in_between(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *parent;
        const char *flags; /* NULL: not taken */
    } rows[] = {
        {"sampled", "00-" TRACE "-" SPAN "-01", "01"},
        {"not sampled", "00-" TRACE "-" SPAN "-00", "00"},
        {"unknown flags", "00-" TRACE "-" SPAN "-ff", "ff"},
        {"a later version", "cc-" TRACE "-" SPAN "-01-what-comes", "01"},
        {"a later version, short", "cc-" TRACE "-" SPAN "-01", "01"},
        {"a later version run on", "cc-" TRACE "-" SPAN "-01x", NULL},
        {"version 00 with more", "00-" TRACE "-" SPAN "-01-", NULL},
        {"version ff", "ff-" TRACE "-" SPAN "-01", NULL},
        {"capitals", "00-4BF92f3577b34da6a3ce929d0e0e4736-" SPAN "-01", NULL},
        {"no trace", "00-00000000000000000000000000000000-" SPAN "-01", NULL},
        {"no parent", "00-" TRACE "-0000000000000000-01", NULL},
        {"other digits", "00-" TRACE "-00f067aa0ba902bg-01", NULL},
        {"other dashes", "00_" TRACE "-" SPAN "-01", NULL},
        {"shifted", "00-" TRACE "0-0f067aa0ba902b7-01", NULL},
        {"too short", "00-" TRACE "-" SPAN "-0", NULL},
        {"flags that are none", "00-" TRACE "-" SPAN "-0x", NULL},
        {"empty", "", NULL},
    };
    const uint8_t seed[16] = {1, 2, 3};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        http_trace_chance chance;
        char text[HTTP_TRACE_PARENT_BYTES + 1] = "";
        http_trace_seed(&chance, seed);
        bool good = http_trace_pass_on(&chance, test_str(rows[i].parent), text);
        if (good != (rows[i].flags != NULL)) fail_msg("%s: %d", rows[i].name, good);
        if (!good) {
            assert_string_equal(text, "");
            continue;
        }
        chatlet_str written = {.data = text, .size_bytes = HTTP_TRACE_PARENT_BYTES};
        test_text_equal(rows[i].name, http_trace_id(written), CHATLET_STR(TRACE));
        assert_memory_equal(text, "00-", 3);
        assert_memory_not_equal(text + 36, SPAN, 16);
        assert_memory_equal(text + 53, rows[i].flags, 2);
        /* What was written is itself a parent. */
        char again[HTTP_TRACE_PARENT_BYTES];
        assert_true(http_trace_pass_on(&chance, written, again));
        assert_memory_not_equal(again + 36, text + 36, 16);
    }
}

static void ids_of_proxies_are_taken_when_they_are_harmless(void **state) {
    (void)state;
    char text[HTTP_REQUEST_ID_BYTES_MAX + 1];
    memset(text, 'a', sizeof text);
    assert_true(http_trace_is_id(CHATLET_STR("1-67891233-abcdef012345678912345678")));
    assert_true(http_trace_is_id(CHATLET_STR("Root=1-5759e988:x_y.z/+@==")));
    assert_true(http_trace_is_id((chatlet_str){.data = text, .size_bytes = sizeof text - 1}));
    assert_false(http_trace_is_id((chatlet_str){.data = text, .size_bytes = sizeof text}));
    assert_false(http_trace_is_id(CHATLET_STR("")));
    assert_false(http_trace_is_id(CHATLET_STR("a b")));
    assert_false(http_trace_is_id(CHATLET_STR("a\"b")));
    assert_false(http_trace_is_id(CHATLET_STR("a\\b")));
    assert_false(http_trace_is_id(CHATLET_STR("\xc3\xa4")));
    assert_false(http_trace_is_id(CHATLET_STR("a\0b")));
}

static void made_ids_differ(void **state) {
    (void)state;
    enum { COUNT = 1000 };
    static char ids[COUNT][HTTP_REQUEST_ID_BYTES];
    const uint8_t seed[16] = {0};
    http_trace_chance chance;
    http_trace_seed(&chance, seed);
    for (size_t i = 0; i < COUNT; i++) {
        http_trace_make_id(&chance, ids[i]);
        assert_true(http_trace_is_id((chatlet_str){.data = ids[i], .size_bytes = sizeof ids[i]}));
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(ids[i], ids[j], HTTP_REQUEST_ID_BYTES);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parent_is_passed_on_with_this_server_in_between),
        cmocka_unit_test(ids_of_proxies_are_taken_when_they_are_harmless),
        cmocka_unit_test(made_ids_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
