#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

#include "compile/document_reader.h"

static const struct {
    const char *name;
    chatlet_document_format format;
    chatlet_str bytes;
    const char *expected;
} rows[] = {
    {"byte order mark", CHATLET_FORMAT_TEXT, {"\357\273\277hi", 5}, "P hi\n"},
    {"Latin-1",
     CHATLET_FORMAT_MARKDOWN,
     {"a\r\nb\351c", 6},
     "2:2: E104: byte 0xE9 is not UTF-8; save the document as UTF-8\n"},
    {"UTF-8 cut at the end",
     CHATLET_FORMAT_TEXT,
     {"a\303", 2},
     "1:2: E104: byte 0xC3 is not UTF-8; save the document as UTF-8\n"},
    {"UTF-16",
     CHATLET_FORMAT_TEXT,
     {"\377\376a\0", 4},
     "1:1: E104: the document is UTF-16; save it as UTF-8\n"},
    {"UTF-16 of the other order",
     CHATLET_FORMAT_CSV,
     {"\376\377\0a", 4},
     "1:1: E104: the document is UTF-16; save it as UTF-8\n"},
    {"declared charset",
     CHATLET_FORMAT_HTML,
     {"<meta charset=\"iso-8859-1\"><p>\351", 31},
     "1:31: E104: byte 0xE9 is not UTF-8 (the page declares iso-8859-1); save it as UTF-8 and "
     "declare that\n"},
    {"declared charset of what is UTF-8",
     CHATLET_FORMAT_HTML,
     {"<meta charset=latin1><p>\303\251", 26},
     "P \303\251\n"},
    {"zero byte",
     CHATLET_FORMAT_HTML,
     {"<p>\n\0", 5},
     "2:1: E103: the file is binary, not text; leave it out of the sources\n"},
    {"a few control bytes", CHATLET_FORMAT_TEXT, {"a\033[0mb\fc", 8}, "P a[0mb c\n"},
    {"many control bytes",
     CHATLET_FORMAT_TEXT,
     {"\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1", 17},
     "1:17: E103: the file is binary, not text; leave it out of the sources\n"},
    {"nothing",
     CHATLET_FORMAT_MARKDOWN,
     {"", 0},
     "0:0: E106: nothing to read in the document; it is left out\n"},
    {"only a byte order mark",
     CHATLET_FORMAT_HTML,
     {"\357\273\277", 3},
     "0:0: E106: nothing to read in the document; it is left out\n"},
    {"unknown format",
     CHATLET_FORMAT_UNKNOWN,
     {"x", 1},
     "0:0: E101: not a format that is read; use .md, .html, .txt, .csv or .jsonl\n"},
};

static void every_format_is_checked_first(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_document *out =
            test_document_read(test_plain_allocator(), rows[i].format, rows[i].bytes, false);
        test_text_equal(rows[i].name, test_str(out->text), test_str(rows[i].expected));
        free(out);
    }
}

static void size_ends_at_its_limit(void **state) {
    (void)state;
    char *text = malloc(CHATLET_DOCUMENT_BYTES_MAX + 1);
    assert_non_null(text);
    memset(text, 'x', CHATLET_DOCUMENT_BYTES_MAX + 1);
    const chatlet_str largest = {.data = text, .size_bytes = CHATLET_DOCUMENT_BYTES_MAX};
    test_document *out =
        test_document_read(test_plain_allocator(), CHATLET_FORMAT_TEXT, largest, false);
    test_status_equal("at the limit", out->status, CHATLET_OK);
    free(out);
    const chatlet_str larger = {.data = text, .size_bytes = largest.size_bytes + 1};
    out = test_document_read(test_plain_allocator(), CHATLET_FORMAT_TEXT, larger, false);
    test_text_equal(
        "past it", test_str(out->text),
        test_str("0:0: E102: the document is larger than 16 MiB; split it into several\n"));
    free(out);
    free(text);
}

static void too_many_blocks_are_refused(void **state) {
    (void)state;
    char *text = malloc((CHATLET_DOCUMENT_BLOCKS_MAX + 1) * 3);
    assert_non_null(text);
    for (size_t i = 0; i <= CHATLET_DOCUMENT_BLOCKS_MAX; i++)
        memcpy(text + i * 3, "x\n\n", 3);
    const chatlet_str bytes = {.data = text, .size_bytes = (CHATLET_DOCUMENT_BLOCKS_MAX + 1) * 3};
    test_document *out =
        test_document_read(test_plain_allocator(), CHATLET_FORMAT_TEXT, bytes, false);
    test_text_equal("blocks", test_str(out->text),
                    test_str("0:0: E102: the document has more than 200,000 paragraphs, items and "
                             "rows; split it into several\n"));
    free(out);
    free(text);
}

static void endings_name_formats(void **state) {
    (void)state;
    static const struct {
        const char *path;
        chatlet_document_format format;
    } paths[] = {{"a.md", CHATLET_FORMAT_MARKDOWN},  {"a.b.MARKDOWN", CHATLET_FORMAT_MARKDOWN},
                 {"d/a.html", CHATLET_FORMAT_HTML},  {"a.Htm", CHATLET_FORMAT_HTML},
                 {"a.xhtml", CHATLET_FORMAT_HTML},   {"a.txt", CHATLET_FORMAT_TEXT},
                 {"a.csv", CHATLET_FORMAT_CSV},      {"a.jsonl", CHATLET_FORMAT_JSONL},
                 {"a.ndjson", CHATLET_FORMAT_JSONL}, {"a.json", CHATLET_FORMAT_UNKNOWN},
                 {"md", CHATLET_FORMAT_UNKNOWN},     {"", CHATLET_FORMAT_UNKNOWN}};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (chatlet_document_format_of(test_str(paths[i].path)) != paths[i].format)
            fail_msg("%s", paths[i].path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_checked_first),
        cmocka_unit_test(size_ends_at_its_limit),
        cmocka_unit_test(too_many_blocks_are_refused),
        cmocka_unit_test(endings_name_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
