#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

#include "compile/block_list.h"

static const struct {
    const char *name;
    clet_block_kind kind;
    const char *text;
    const char *expected;
} rows[] = {
    {"folded", CLET_BLOCK_PARAGRAPH, " a \t\n b\r\n", "a b"},
    {"wide spaces", CLET_BLOCK_PARAGRAPH, "a\302\240b\343\200\200c\342\200\250d", "a b c d"},
    {"invisible characters", CLET_BLOCK_PARAGRAPH, "a\302\255b\342\200\213c\357\273\277", "abc"},
    {"control bytes", CLET_BLOCK_PARAGRAPH, "a\003b\033c\177", "abc"},
    {"code marks in pairs", CLET_BLOCK_PARAGRAPH, "a \001 b \002 c", "a \001b\002 c"},
    {"open mark", CLET_BLOCK_PARAGRAPH, "a \001b", "a b"},
    {"closing mark alone", CLET_BLOCK_PARAGRAPH, "a\002 b", "a b"},
    {"nested marks", CLET_BLOCK_PARAGRAPH, "\001a\001b\002c\002", "\001ab\002c"},
    {"code without text", CLET_BLOCK_PARAGRAPH, "a \001 \002 b", "a b"},
    {"only marks", CLET_BLOCK_PARAGRAPH, "\001\002", ""},
    {"code keeps lines", CLET_BLOCK_CODE, "\n \n\n  a  \r\n\n\tb\001 \n\n", "  a\n\n    b"},
    {"blank code", CLET_BLOCK_CODE, " \n\t\n", ""},
};

static void texts_are_cleaned(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_arena arena;
        clet_block_list list;
        clet_arena_init(&arena, test_plain_allocator());
        clet_block_list_init(&list, &arena);
        const chatlet_str copy = test_guarded_copy(test_str(rows[i].text));
        const clet_block block = {.kind = rows[i].kind, .text = copy};
        assert_int_equal(clet_block_list_add(&list, &block), CHATLET_OK);
        test_guarded_free(copy);
        assert_int_equal(list.count, rows[i].expected[0] != '\0');
        if (list.count > 0)
            test_text_equal(rows[i].name, list.blocks[0].text, test_str(rows[i].expected));
        clet_arena_free(&arena);
    }
}

static void blocks_end_at_their_limit(void **state) {
    (void)state;
    clet_arena arena;
    clet_block_list list;
    clet_arena_init(&arena, test_plain_allocator());
    clet_block_list_init(&list, &arena);
    const clet_block block = {
        .kind = CLET_BLOCK_ROW, .text = CHATLET_STR("x"), .anchor = CHATLET_STR("a")};
    for (uint32_t i = 0; i < CHATLET_DOCUMENT_BLOCKS_MAX; i++)
        assert_int_equal(clet_block_list_add(&list, &block), CHATLET_OK);
    assert_int_equal(clet_block_list_add(&list, &block), CHATLET_ERR_LIMIT);
    assert_int_equal(list.count, CHATLET_DOCUMENT_BLOCKS_MAX);
    assert_ptr_equal(list.blocks[0].anchor.data, list.blocks[list.count - 1].anchor.data);
    clet_arena_free(&arena);
}

static void anchors_that_cannot_be_linked_are_left_out(void **state) {
    (void)state;
    char longest[CHATLET_ANCHOR_BYTES_MAX + 1];
    memset(longest, 'a', sizeof longest);
    const struct {
        chatlet_str anchor;
        size_t expected_bytes;
    } anchors[] = {{CHATLET_STR("a b"), 0},
                   {CHATLET_STR("a\nb"), 0},
                   {{longest, sizeof longest}, 0},
                   {{longest, sizeof longest - 1}, sizeof longest - 1}};
    for (size_t i = 0; i < sizeof anchors / sizeof anchors[0]; i++) {
        clet_arena arena;
        clet_block_list list;
        clet_arena_init(&arena, test_plain_allocator());
        clet_block_list_init(&list, &arena);
        const clet_block block = {
            .kind = CLET_BLOCK_PARAGRAPH, .text = CHATLET_STR("x"), .anchor = anchors[i].anchor};
        assert_int_equal(clet_block_list_add(&list, &block), CHATLET_OK);
        assert_int_equal(list.blocks[0].anchor.size_bytes, anchors[i].expected_bytes);
        clet_arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_cleaned),
        cmocka_unit_test(blocks_end_at_their_limit),
        cmocka_unit_test(anchors_that_cannot_be_linked_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
