#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

static const test_document_row rows[] = {
    {"question and answer", "{\"question\":\"Q?\",\"answer\":\"A.\",\"url\":\"https://e.x/q\"}\n",
     "H1 @https://e.x/q Q?\n"
     "P A.\n"},
    {"title and text",
     "\n"
     "{\"id\":7,\"title\":\"T\",\"text\":\"One\\n\\nTwo\"}\r\n",
     "H1 #q1 T\n"
     "P #q1 One\n"
     "P #q1 Two\n"},
    {"title of a question", "{\"title\":\"T\",\"question\":\"Q\",\"answer\":\"A\"}",
     "H1 #q1 T\n"
     "H2 #q1 Q\n"
     "P #q1 A\n"},
    {"lines with mistakes",
     "{\"a\":1\n"
     "[1]\n"
     "{\"question\":5,\"answer\":\"x\"}\n"
     "{\"question\":\"x\"}\n"
     "{\"question\":\"q\",\"answer\":\"a\",\"url\":\"javascript:x\"}\n"
     "{\"question\":\"q\",\"answer\":\"a\\u0000b\"}",
     "1:1: E110: the object is not closed\n"
     "2:1: E110: each line must be an object in braces\n"
     "3:13: E110: \"question\" must be a text in quotes\n"
     "4:1: E110: the object needs \"question\" and \"answer\", or \"title\" and \"text\"\n"
     "5:36: E111: the address is left out: write it with http, https or relative to the site, in "
     "at most 2,000 bytes\n"
     "H1 #q5 q\n"
     "P #q5 a\n"
     "H1 #q6 q\n"
     "P #q6 ab\n"},
    {"null is nothing", "{\"question\":\"q\",\"answer\":\"a\",\"url\":null}",
     "H1 #q1 q\n"
     "P #q1 a\n"},
    {"empty",
     "\n"
     "\n",
     "0:0: E106: nothing to read in the document; it is left out\n"},
};

static void rows_become_pages(void **state) {
    (void)state;
    test_document_check(CHATLET_FORMAT_JSONL, rows, sizeof rows / sizeof rows[0], false);
}

static void every_refused_allocation_ends_cleanly(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].source) > 40)
            test_document_refuse_each(CHATLET_FORMAT_JSONL, test_str(rows[i].source));
    }
}

static void rows_end_at_their_limit(void **state) {
    (void)state;
    static const char row[] = "{\"question\":\"q\",\"answer\":\"a\"}\n";
    static const char header[] = "";
    for (size_t extra = 0; extra < 2; extra++) {
        const size_t count = CHATLET_DOCUMENT_ROWS_MAX + extra;
        char *source = malloc(sizeof header + (sizeof row - 1) * count);
        assert_non_null(source);
        memcpy(source, header, sizeof header);
        for (size_t i = 0; i < count; i++)
            memcpy(source + sizeof header - 1 + i * (sizeof row - 1), row, sizeof row);
        test_document *out = test_document_read(test_plain_allocator(), CHATLET_FORMAT_JSONL,
                                                test_str(source), false);
        test_status_equal("rows", out->status, extra == 0 ? CHATLET_OK : CHATLET_ERR_INPUT);
        if (extra == 1)
            test_text_equal("rows", test_str(out->text),
                            test_str("50001:0: E102: the table has more than 50,000 rows; split it "
                                     "into several files\n"));
        free(out);
        free(source);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_pages),
        cmocka_unit_test(every_refused_allocation_ends_cleanly),
        cmocka_unit_test(rows_end_at_their_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
