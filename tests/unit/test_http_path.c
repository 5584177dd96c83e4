#include "test_allocator.h"
#include "test_assert.h"

#include "http_limits.h"
#include "http_path.h"

#define ROW(name, path, status, decoded)                                                           \
    { name, {.data = path, .size_bytes = sizeof(path) - 1}, status, decoded }

static void only_honest_paths_become_names(void **state) {
    (void)state;
    static const struct {
        const char *name;
        chatlet_str path;
        http_path_status status;
        const char *decoded;
    } rows[] = {
        ROW("root", "/", HTTP_PATH_OK, ""),
        ROW("file", "/a.html", HTTP_PATH_OK, "a.html"),
        ROW("folder", "/a/b/", HTTP_PATH_OK, "a/b/"),
        ROW("encoded space", "/a%20b", HTTP_PATH_OK, "a b"),
        ROW("plus stays", "/a+b", HTTP_PATH_OK, "a+b"),
        ROW("encoded letters of either case", "/%c3%A9", HTTP_PATH_OK, "\xc3\xa9"),
        ROW("decoded once", "/%2541", HTTP_PATH_OK, "%41"),
        ROW("decoded once, so no dots", "/%252e%252e/x", HTTP_PATH_OK, "%2e%2e/x"),
        ROW("dots within a name", "/a..b/c...d", HTTP_PATH_OK, "a..b/c...d"),
        ROW("four-byte character", "/%F0%9F%92%AC", HTTP_PATH_OK, "\xf0\x9f\x92\xac"),
        ROW("parent", "/../etc/passwd", HTTP_PATH_BAD, NULL),
        ROW("parent at the end", "/a/..", HTTP_PATH_BAD, NULL),
        ROW("encoded parent", "/%2e%2e/x", HTTP_PATH_BAD, NULL),
        ROW("half encoded parent", "/.%2E/x", HTTP_PATH_BAD, NULL),
        ROW("this folder", "/./x", HTTP_PATH_BAD, NULL),
        ROW("parent behind an empty segment", "//../x", HTTP_PATH_BAD, NULL),
        ROW("parent behind a hidden one", "/.git/../x", HTTP_PATH_BAD, NULL),
        ROW("encoded slash", "/a%2fb", HTTP_PATH_BAD, NULL),
        ROW("backslash", "/a\\b", HTTP_PATH_BAD, NULL),
        ROW("encoded backslash", "/..%5cx", HTTP_PATH_BAD, NULL),
        ROW("zero byte", "/a\0b", HTTP_PATH_BAD, NULL),
        ROW("encoded zero byte", "/a.html%00.png", HTTP_PATH_BAD, NULL),
        ROW("encoded line end", "/a%0d%0aX:y", HTTP_PATH_BAD, NULL),
        ROW("encoded delete", "/%7f", HTTP_PATH_BAD, NULL),
        ROW("percent alone", "/%", HTTP_PATH_BAD, NULL),
        ROW("one digit", "/%4", HTTP_PATH_BAD, NULL),
        ROW("no digits", "/%zz", HTTP_PATH_BAD, NULL),
        ROW("no slash", "a", HTTP_PATH_BAD, NULL),
        ROW("empty", "", HTTP_PATH_BAD, NULL),
        ROW("stray continuation byte", "/%80", HTTP_PATH_BAD, NULL),
        ROW("cut character", "/%c3", HTTP_PATH_BAD, NULL),
        ROW("overlong slash", "/%c0%af", HTTP_PATH_BAD, NULL),
        ROW("overlong of three bytes", "/%e0%80%af", HTTP_PATH_BAD, NULL),
        ROW("surrogate", "/%ed%a0%80", HTTP_PATH_BAD, NULL),
        ROW("past the last character", "/%f4%90%80%80", HTTP_PATH_BAD, NULL),
        ROW("dot file", "/.env", HTTP_PATH_HIDDEN, NULL),
        ROW("dot folder", "/.git/config", HTTP_PATH_HIDDEN, NULL),
        ROW("encoded dot file", "/%2eenv", HTTP_PATH_HIDDEN, NULL),
        ROW("three dots", "/...", HTTP_PATH_HIDDEN, NULL),
        ROW("empty segment", "/a//b", HTTP_PATH_HIDDEN, NULL),
        ROW("two slashes, as another host", "//example.org/", HTTP_PATH_HIDDEN, NULL),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        http_buffer decoded;
        http_buffer_init(&decoded, test_plain_allocator(), HTTP_REQUEST_LINE_BYTES_MAX);
        const chatlet_str path = test_guarded_copy(rows[i].path);
        const http_path_status status = http_path_decode(path, &decoded);
        if (status != rows[i].status)
            fail_msg("%s: expected %d, got %d", rows[i].name, rows[i].status, status);
        if (rows[i].decoded != NULL)
            test_text_equal(rows[i].name, http_buffer_str(&decoded), test_str(rows[i].decoded));
        http_buffer_free(&decoded);
        test_guarded_free(path);
    }
}

static void a_path_of_the_longest_request_line_fits(void **state) {
    (void)state;
    static char path[HTTP_REQUEST_LINE_BYTES_MAX + 1];
    memset(path, 'a', sizeof path);
    path[0] = '/';
    for (size_t past = 0; past < 2; past++) {
        http_buffer decoded;
        http_buffer_init(&decoded, test_plain_allocator(), HTTP_REQUEST_LINE_BYTES_MAX);
        const chatlet_str text = {.data = path, .size_bytes = HTTP_REQUEST_LINE_BYTES_MAX + past};
        assert_int_equal(http_path_decode(text, &decoded),
                         past == 0 ? HTTP_PATH_OK : HTTP_PATH_MEMORY);
        http_buffer_free(&decoded);
    }
}

static void refused_memory_is_told(void **state) {
    (void)state;
    test_allocator memory;
    http_buffer decoded;
    test_allocator_init(&memory);
    memory.refuse_at = 1;
    http_buffer_init(&decoded, &memory.allocator, HTTP_REQUEST_LINE_BYTES_MAX);
    assert_int_equal(http_path_decode(CHATLET_STR("/a"), &decoded), HTTP_PATH_MEMORY);
    http_buffer_free(&decoded);
    assert_int_equal(memory.live_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_honest_paths_become_names),
        cmocka_unit_test(a_path_of_the_longest_request_line_fits),
        cmocka_unit_test(refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
