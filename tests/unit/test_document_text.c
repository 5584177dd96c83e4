#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

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

static void every_refused_allocation_ends_cleanly(void **state) {
    (void)state;
    test_document_refuse_each(CHATLET_FORMAT_TEXT, CHATLET_STR("Title\n\nOne\n\nTwo\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_becomes_paragraphs),
        cmocka_unit_test(every_refused_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
