/* Trees as a host's parser hands them over: rebuilt, or refused whole. */
#include "test_allocator.h"
#include "test_assert.h"

#include "base/str.h"
#include "compile/html_parser.h"

/* Names: html, p, id, svg, a. */
#define NAMES                                                                                      \
    "\x05\x04html\x01p\x02id\x03svg\x01"                                                           \
    "a"
/* <html><p id="x">Hi</p></html>, the p on line 3. */
#define PAGE                                                                                       \
    NAMES "\x02\x01\x00\x00\x00"                                                                   \
          "\x02\x03\x01\x00\x01\x02\x01x"                                                          \
          "\x01\x03\x02Hi"                                                                         \
          "\x00\x00"
/* A literal with the zero bytes in it. */
#define BYTES(literal)                                                                             \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }

static void page_is_rebuilt(void **state) {
    (void)state;
    const chatlet_str packed = test_guarded_copy((chatlet_str)BYTES(PAGE));
    clet_arena arena;
    const clet_html_node *root = NULL;
    clet_arena_init(&arena, test_plain_allocator());
    assert_int_equal(clet_html_unpack(&arena, packed, &root), CHATLET_OK);
    assert_int_equal(root->tag, CLET_HTML_TAG_HTML);
    assert_null(root->parent);
    assert_null(root->next);
    const clet_html_node *paragraph = root->first;
    assert_int_equal(paragraph->tag, CLET_HTML_TAG_P);
    assert_int_equal(paragraph->line, 3);
    assert_ptr_equal(paragraph->parent, root);
    assert_null(paragraph->next);
    test_text_equal("id", clet_html_attribute_of(paragraph, CHATLET_STR("id")), CHATLET_STR("x"));
    assert_int_equal(paragraph->first->tag, CLET_HTML_TAG_TEXT);
    test_text_equal("text", paragraph->first->text, CHATLET_STR("Hi"));
    clet_arena_free(&arena);
    test_guarded_free(packed);
}

/* An <a> of a drawing is no link, and a <p> of one no paragraph. */
static void elements_of_other_namespaces_mean_nothing(void **state) {
    (void)state;
    static const chatlet_str packed = BYTES(NAMES "\x02\x01\x00\x00\x00"
                                                  "\x02\x01\x03\x01\x00"
                                                  "\x02\x01\x04\x01\x00"
                                                  "\x00\x00\x00");
    clet_arena arena;
    const clet_html_node *root = NULL;
    clet_arena_init(&arena, test_plain_allocator());
    assert_int_equal(clet_html_unpack(&arena, packed, &root), CHATLET_OK);
    assert_int_equal(root->first->tag, CLET_HTML_TAG_SVG);
    assert_int_equal(root->first->first->tag, CLET_HTML_TAG_UNKNOWN);
    clet_arena_free(&arena);
}

static void anything_else_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *name;
        chatlet_str bytes;
    } rows[] = {
        {"nothing", BYTES("")},
        {"no records", BYTES(NAMES)},
        {"more names than bytes", BYTES("\xff\xff\xff\xff\x0f")},
        {"a name past the end", BYTES("\x01\x05html")},
        {"a name that is not UTF-8", BYTES("\x01\x01\xff\x02\x01\x00\x00\x00\x00")},
        {"text first", BYTES(NAMES "\x01\x01\x02Hi")},
        {"an end first", BYTES(NAMES "\x00")},
        {"another root", BYTES(NAMES "\x02\x01\x01\x00\x00\x00")},
        {"an unknown record", BYTES(NAMES "\x02\x01\x00\x00\x00\x03\x00")},
        {"a name index past the names", BYTES(NAMES "\x02\x01\x05\x00\x00\x00")},
        {"a third namespace", BYTES(NAMES "\x02\x01\x00\x02\x00\x00")},
        {"more attributes than bytes", BYTES(NAMES "\x02\x01\x00\x00\x7f\x00")},
        {"an attribute past the names", BYTES(NAMES "\x02\x01\x00\x00\x01\x09\x01x\x00")},
        {"text that is not UTF-8", BYTES(NAMES "\x02\x01\x00\x00\x00\x01\x01\x01\xc3\x00")},
        {"not ended", BYTES(NAMES "\x02\x01\x00\x00\x00\x02\x01\x01\x00\x00\x00")},
        {"something behind the end", BYTES(PAGE "\x00")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str packed = test_guarded_copy(rows[i].bytes);
        clet_arena arena;
        const clet_html_node *root = NULL;
        clet_arena_init(&arena, test_plain_allocator());
        if (clet_html_unpack(&arena, packed, &root) != CHATLET_ERR_SYNTAX || root != NULL)
            fail_msg("%s: taken", rows[i].name);
        clet_arena_free(&arena);
        test_guarded_free(packed);
    }
}

/* Every beginning of a page is one that was cut. */
static void cut_page_is_refused(void **state) {
    (void)state;
    static const chatlet_str whole = BYTES(PAGE);
    for (size_t size_bytes = 0; size_bytes < whole.size_bytes; size_bytes++) {
        const chatlet_str packed = test_guarded_copy(clet_str_slice(whole, 0, size_bytes));
        clet_arena arena;
        const clet_html_node *root = NULL;
        clet_arena_init(&arena, test_plain_allocator());
        assert_int_equal(clet_html_unpack(&arena, packed, &root), CHATLET_ERR_SYNTAX);
        clet_arena_free(&arena);
        test_guarded_free(packed);
    }
}

static void size_is_limited(void **state) {
    (void)state;
    static const struct {
        size_t size_bytes;
        chatlet_status status;
    } rows[] = {{CHATLET_HTML_PACKED_BYTES_MAX, CHATLET_ERR_SYNTAX}, /* read, and found wrong */
                {CHATLET_HTML_PACKED_BYTES_MAX + 1, CHATLET_ERR_LIMIT}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *zeros = calloc(1, rows[i].size_bytes);
        clet_arena arena;
        const clet_html_node *root = NULL;
        assert_non_null(zeros);
        clet_arena_init(&arena, test_plain_allocator());
        const chatlet_str packed = {.data = zeros, .size_bytes = rows[i].size_bytes};
        assert_int_equal(clet_html_unpack(&arena, packed, &root), rows[i].status);
        clet_arena_free(&arena);
        free(zeros);
    }
}

static void refused_memory_is_told_and_given_back(void **state) {
    (void)state;
    for (size_t refused = 1;; refused++) {
        test_allocator test;
        clet_arena arena;
        const clet_html_node *root = NULL;
        test_allocator_init(&test);
        test.refuse_at = refused;
        clet_arena_init(&arena, &test.allocator);
        const chatlet_status status = clet_html_unpack(&arena, (chatlet_str)BYTES(PAGE), &root);
        clet_arena_free(&arena);
        assert_int_equal(test.live_count, 0);
        if (test.allocation_count < refused) {
            assert_int_equal(status, CHATLET_OK);
            break;
        }
        assert_int_equal(status, CHATLET_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_is_rebuilt),
        cmocka_unit_test(elements_of_other_namespaces_mean_nothing),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(cut_page_is_refused),
        cmocka_unit_test(size_is_limited),
        cmocka_unit_test(refused_memory_is_told_and_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
