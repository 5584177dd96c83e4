#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

#include "compile/block_list.h"

static const test_document_row rows[] = {
    {"title and paragraphs",
     "Title\n"
     "\n"
     "One\n"
     "line.\n"
     "\n"
     "Two.\n",
     "H1 Title\n"
     "P One line.\n"
     "P Two.\n"},
    {"no title",
     "One line.\n"
     "Another.\n"
     "\n"
     "Two.\r\n"
     "\r\n"
     "Three.",
     "P One line. Another.\n"
     "P Two.\n"
     "P Three.\n"},
    {"only a line", "Hello", "P Hello\n"},
    {"blank",
     " \n"
     "\n",
     "0:0: E106: nothing to read in the document; it is left out\n"},
    {"title only",
     "Title\n"
     "\n",
     "H1 Title\n"},
};

static void text_becomes_paragraphs(void **state) {
    (void)state;
    test_document_check(CHATLET_FORMAT_TEXT, rows, sizeof rows / sizeof rows[0], false);
}

static void a_given_title_is_the_heading(void **state) {
    static const struct {
        const char *name;
        chatlet_str title;
        chatlet_str text;
        chatlet_status status;
        uint32_t block_count;
    } given[] = {
        {"over a text", {"Given", 5}, {"Title\n\nOne\n", 11}, CHATLET_OK, 3},
        {"without a text", {"Given", 5}, {"", 0}, CHATLET_OK, 1},
        {"not UTF-8", {"Give\xFF", 5}, {"One", 3}, CHATLET_ERR_INPUT, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        clet_arena arena;
        clet_block_list list;
        clet_reporter reporter = {.on_diagnostic = NULL};
        const chatlet_document document = {.path = CHATLET_STR("doc"),
                                           .format = CHATLET_FORMAT_TEXT,
                                           .title = given[i].title,
                                           .bytes = given[i].text};
        clet_arena_init(&arena, test_plain_allocator());
        clet_block_list_init(&list, &arena);
        test_status_equal(given[i].name, clet_document_read(&document, &reporter, &list),
                          given[i].status);
        assert_int_equal(list.count, given[i].block_count);
        if (list.count > 0) test_text_equal(given[i].name, list.blocks[0].text, given[i].title);
        clet_arena_free(&arena);
    }
}

static void every_refused_allocation_ends_cleanly(void **state) {
    (void)state;
    test_document_refuse_each(CHATLET_FORMAT_TEXT, CHATLET_STR("Title\n\nOne\n\nTwo\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_becomes_paragraphs),
        cmocka_unit_test(a_given_title_is_the_heading),
        cmocka_unit_test(every_refused_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
