#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

static const chatlet_document_format format = CHATLET_FORMAT_LINKS;

static const test_document_row rows[] = {
    {"as llmstxt.org draws it",
     "# FastHTML\n"
     "\n"
     "> FastHTML is a library\n"
     "> for pages.\n"
     "\n"
     "Important notes:\n"
     "\n"
     "- Not compatible with others\n"
     "\n"
     "## Docs\n"
     "\n"
     "- [Quick start](https://e.org/start.html.md): A brief overview\n"
     "- [Reference](/ref.md)\n"
     "\n"
     "## Optional\n"
     "\n"
     "- [Starlette](https://e.org/s.md): A subset of\n"
     "  the documentation\n",
     "H1 FastHTML\n"
     "P FastHTML is a library for pages.\n"
     "P Important notes:\n"
     "P - Not compatible with others\n"
     "H1 @https://e.org/start.html.md Quick start\n"
     "P A brief overview\n"
     "H1 @/ref.md Reference\n"
     "P Reference\n"
     "H2 @https://e.org/s.md Starlette\n"
     "P A subset of the documentation\n"},
    {"other marks of lists, nesting, separators, no title",
     "## A\n"
     "* [a](a) - one\n"
     "  + [b](b) – two\r\n"
     "-[c](c): three\n"
     "- **[d](d)**: four\n"
     "- [e](<e>) five\n"
     "- [f](f \"tip\") — six\n"
     "### optional\n"
     "- [g](g)\n"
     "## OPTIONAL\n"
     "- [h](h)\n"
     "# Again\n"
     "- [i](i)\n",
     "H1 @a a\n"
     "P one\n"
     "H1 @b b\n"
     "P two\n"
     "H1 @c c\n"
     "P three\n"
     "H1 @d d\n"
     "P four\n"
     "H1 @e e\n"
     "P five\n"
     "H1 @f f\n"
     "P six\n"
     "H1 @g g\n"
     "P g\n"
     "H2 @h h\n"
     "P h\n"
     "H1 @i i\n"
     "P i\n"},
    {"marks within lines",
     "## A\n"
     "- [`run()` \\[old\\] [x]](r(1).md): **Runs** `it`, see [that](/t), [not (this), \\* [\n",
     "H1 @r(1).md run() [old] [x]\n"
     "P Runs it, see that, [not (this), * [\n"},
    {"texts between lists say nothing of a page",
     "## A\n"
     "Some words.\n"
     "- [a](a)\n"
     "\n"
     "More words.\n"
     "- [b](b)\n",
     "H1 @a a\n"
     "P a\n"
     "H1 @b b\n"
     "P b\n"},
    {"lines that name no page",
     "## A\n"
     "- words\n"
     "- [a](b\n"
     "- [](c)\n"
     "- [d](javascript:alert(1))\n"
     "- [e](a\tb)\n"
     "- [f](#top)\n"
     "-  \n"
     "- [`*`](g)\n"
     "- [``](h): nothing to show\n",
     "2:3: E112: the line names no page: write - [Title](address): description\n"
     "3:3: E112: the line names no page: write - [Title](address): description\n"
     "4:3: E112: the link has no title; write one between [ ]\n"
     "5:3: E112: the address must be http, https or relative, without spaces, in at most 2,000 "
     "bytes; the line is left out\n"
     "6:3: E112: the address must be http, https or relative, without spaces, in at most 2,000 "
     "bytes; the line is left out\n"
     "7:3: E112: the address must be http, https or relative, without spaces, in at most 2,000 "
     "bytes; the line is left out\n"
     "H1 @g *\n"
     "P *\n"},
    {"empty", "", "0:0: E106: nothing to read in the document; it is left out\n"},
};

static void lists_become_pages_with_descriptions(void **state) {
    (void)state;
    test_document_check(format, rows, sizeof rows / sizeof rows[0], false);
}

static void every_refused_allocation_ends_cleanly(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].source) > 40)
            test_document_refuse_each(format, test_str(rows[i].source));
    }
}

/* "- [t](u)" as often as given, the last with a description of `description_bytes` letters. */
static test_document *read_list(size_t count, size_t description_bytes) {
    static const char line[] = "- [t](u)\n";
    const size_t line_bytes = sizeof line - 1;
    char *source = malloc(count * line_bytes + description_bytes + 1);
    assert_non_null(source);
    for (size_t i = 0; i < count; i++)
        memcpy(source + i * line_bytes, line, line_bytes);
    char *end = source + count * line_bytes - 1;
    memset(end, 'd', description_bytes);
    end[description_bytes] = '\0';
    test_document *out =
        test_document_read(test_plain_allocator(), format, test_str(source), false);
    free(source);
    return out;
}

static void entries_end_at_their_limit(void **state) {
    (void)state;
    test_document *at = read_list(CHATLET_DOCUMENT_ROWS_MAX, 0);
    test_document *past = read_list(CHATLET_DOCUMENT_ROWS_MAX + 1, 0);
    test_status_equal("at the limit", at->status, CHATLET_OK);
    test_status_equal("past it", past->status, CHATLET_ERR_INPUT);
    test_text_equal("past it", test_str(past->text),
                    CHATLET_STR("50001:0: E102: the list names more than 50,000 pages; split it "
                                "into several files\n"));
    free(at);
    free(past);
}

static void descriptions_are_cut_at_their_limit(void **state) {
    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        test_document *out = read_list(1, CHATLET_DESCRIPTION_BYTES_MAX + extra);
        const char *description = strstr(out->text, "P ");
        assert_non_null(description);
        assert_int_equal(strlen(description), 2 + CHATLET_DESCRIPTION_BYTES_MAX + 1);
        free(out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_become_pages_with_descriptions),
        cmocka_unit_test(every_refused_allocation_ends_cleanly),
        cmocka_unit_test(entries_end_at_their_limit),
        cmocka_unit_test(descriptions_are_cut_at_their_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
