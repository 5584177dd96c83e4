/* The compile from outside: counts, pages, addresses, sinks that refuse. Refused allocations are
 * tried in tests/fault. */
#include "test_allocator.h"
#include "test_assert.h"

#include <chatlet/compile.h>

enum { LOG_BYTES = 8192 };

/* Names of outputs and codes of diagnostics, a line each. */
typedef struct log {
    char text[LOG_BYTES];
    size_t size_bytes;
    int refuse_at; /* number of the output to refuse, from 1; 0: none */
    int output_count;
} log;

static void append(log *notes, const char *word, chatlet_str rest) {
    const int length =
        snprintf(notes->text + notes->size_bytes, LOG_BYTES - notes->size_bytes, "%s %.*s\n", word,
                 (int)rest.size_bytes, rest.data == NULL ? "" : rest.data);
    assert_true(length > 0 && (size_t)length < LOG_BYTES - notes->size_bytes);
    notes->size_bytes += (size_t)length;
}

static bool on_output(void *context, const chatlet_output *output) {
    log *notes = context;
    notes->output_count++;
    if (notes->output_count == notes->refuse_at) return false;
    if (output->kind == CHATLET_OUTPUT_PAGE) append(notes, "page", output->name);
    if (output->kind == CHATLET_OUTPUT_PART) append(notes, "part", (chatlet_str){0});
    if (output->kind == CHATLET_OUTPUT_HEAD) append(notes, "head", (chatlet_str){0});
    return true;
}

static void on_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    append(context, diagnostic->code, diagnostic->message);
}

static chatlet_compiler *make(log *notes) {
    chatlet_compiler *compiler = NULL;
    const chatlet_compile_callbacks callbacks = {
        .context = notes, .on_diagnostic = on_diagnostic, .on_output = on_output};
    assert_int_equal(chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler),
                     CHATLET_OK);
    return compiler;
}

static chatlet_status add(chatlet_compiler *compiler, const char *path, const char *url,
                          const char *text) {
    const chatlet_document document = {.path = test_str(path),
                                       .url = test_str(url),
                                       .format = chatlet_document_format_of(test_str(path)),
                                       .bytes = test_str(text),
                                       .wants_page = url[0] == '\0' && strstr(path, ".md") != NULL};
    return chatlet_compiler_add_document(compiler, &document);
}

static void the_report_counts_what_was_built_and_left_out(void **state) {
    (void)state;
    log notes = {.refuse_at = 0};
    chatlet_compile_report report = {0};
    chatlet_compiler *compiler = make(&notes);
    assert_int_equal(add(compiler, "a.md", "", "# One\n\nHello there."), CHATLET_OK);
    assert_int_equal(add(compiler, "bad.md", "", "a\x80"), CHATLET_ERR_INPUT);
    assert_int_equal(add(compiler, "empty.txt", "/e", ""), CHATLET_ERR_INPUT);
    assert_int_equal(add(compiler, "b.txt", "/b", "Some words."), CHATLET_OK);
    assert_int_equal(add(compiler, "c.txt", "javascript:x", "Words."), CHATLET_ERR_INPUT);
    assert_int_equal(add(compiler, "d.txt", "", "Words."), CHATLET_ERR_INPUT);
    assert_int_equal(chatlet_compiler_finish(compiler, &report), CHATLET_OK);
    test_text_equal("log", test_str(notes.text),
                    test_str("page pages/page.css\n"
                             "page pages/a.html\n"
                             "E104 byte 0x80 is not UTF-8; save the document as UTF-8\n"
                             "E106 nothing to read in the document; it is left out\n"
                             "E111 its address must be http, https or relative, without spaces\n"
                             "E111 it has no address; give it a url, or let a page be written\n"
                             "head \n"));
    assert_int_equal(report.document_count, 2);
    assert_int_equal(report.skipped_count, 4);
    assert_int_equal(report.passage_count, 2);
    assert_int_equal(report.part_count, 4);
    assert_int_equal(report.error_count, 3);
    assert_int_equal(report.warning_count, 1);
    assert_true(report.term_count > 0 && report.text_size_bytes > 0);
    assert_true(report.index_size_bytes > 0);
    chatlet_compiler_free(compiler);
}

static void nothing_to_build_from_is_said(void **state) {
    (void)state;
    log notes = {.refuse_at = 0};
    chatlet_compile_report report = {0};
    chatlet_compiler *compiler = make(&notes);
    assert_int_equal(chatlet_compiler_finish(compiler, &report), CHATLET_ERR_INPUT);
    test_text_equal("log", test_str(notes.text),
                    test_str("E122 no document could be used, so there is nothing to answer from; "
                             "give Markdown, HTML, text, CSV or JSONL files\n"));
    assert_int_equal(report.error_count, 1);
    chatlet_compiler_free(compiler);
}

static void a_refused_file_ends_the_compile_at_any_point(void **state) {
    (void)state;
    int refuse_at = 0;
    for (chatlet_status status = CHATLET_ERR_SINK; status != CHATLET_OK;) {
        log notes = {.refuse_at = ++refuse_at};
        chatlet_compile_report report = {0};
        chatlet_compiler *compiler = make(&notes);
        const chatlet_status added = add(compiler, "a.md", "", "# One\n\nHello there.");
        /* Style sheet and page are handed over while documents are added. */
        assert_int_equal(added, refuse_at <= 2 ? CHATLET_ERR_SINK : CHATLET_OK);
        const chatlet_status again = add(compiler, "b.txt", "/b", "Hello again.");
        assert_int_equal(again, added);
        status = chatlet_compiler_finish(compiler, &report);
        assert_int_equal(status, refuse_at <= 3 ? CHATLET_ERR_SINK : CHATLET_OK);
        assert_true((strstr(notes.text, "head") != NULL) == (status == CHATLET_OK));
        chatlet_compiler_free(compiler);
    }
    assert_int_equal(refuse_at, 4);
}

static void options_of_a_tool_win_over_the_bot(void **state) {
    (void)state;
    log notes = {.refuse_at = 0};
    chatlet_bot bot;
    chatlet_compiler *compiler = make(&notes);
    const chatlet_str none = {0};
    const chatlet_str source = test_str("{\"title\": \"A\", \"locale\": \"en\"}");
    assert_int_equal(chatlet_compiler_set_bot(compiler, test_str("bot.json"), source), CHATLET_OK);
    assert_int_equal(chatlet_compiler_override_bot(compiler, none, none), CHATLET_OK);
    chatlet_compiler_get_bot(compiler, &bot);
    test_text_equal("as written", bot.title, test_str("A"));
    assert_int_equal(chatlet_compiler_override_bot(compiler, test_str("B"), test_str("es")),
                     CHATLET_OK);
    chatlet_compiler_get_bot(compiler, &bot);
    test_text_equal("title", bot.title, test_str("B"));
    test_text_equal("language", bot.language, test_str("es"));
    test_text_equal("position", bot.position, test_str("end"));
    assert_int_equal(chatlet_compiler_override_bot(compiler, none, test_str("no locale")),
                     CHATLET_ERR_ARGUMENT);
    assert_int_equal(chatlet_compiler_override_bot(compiler, test_str(" "), none),
                     CHATLET_ERR_ARGUMENT);
    assert_int_equal(add(compiler, "b.txt", "/b", "Hello again."), CHATLET_OK);
    assert_int_equal(chatlet_compiler_override_bot(compiler, none, none), CHATLET_ERR_ARGUMENT);
    assert_int_equal(chatlet_compiler_set_bot(compiler, test_str("bot.json"), source),
                     CHATLET_ERR_ARGUMENT);
    chatlet_compiler_free(compiler);
}

/* A table of `row_count` pages. */
static chatlet_status add_rows(chatlet_compiler *compiler, size_t row_count) {
    static const char header[] = "question,answer\n";
    static const char row[] = "a,b\n";
    char *text = calloc(1, sizeof header + row_count * (sizeof row - 1));
    assert_non_null(text);
    strcpy(text, header);
    for (size_t i = 0; i < row_count; i++)
        memcpy(text + sizeof header - 1 + i * (sizeof row - 1), row, sizeof row);
    const chatlet_status status = add(compiler, "rows.csv", "/rows", text);
    free(text);
    return status;
}

static void pages_past_the_limit_are_refused_with_their_document(void **state) {
    (void)state;
    log notes = {.refuse_at = 0};
    chatlet_compile_report report = {0};
    chatlet_compiler *compiler = make(&notes);
    for (size_t left = CHATLET_DOCUMENTS_MAX; left > 0; left -= CHATLET_DOCUMENT_ROWS_MAX)
        assert_int_equal(add_rows(compiler, CHATLET_DOCUMENT_ROWS_MAX), CHATLET_OK);
    assert_int_equal(add_rows(compiler, 1), CHATLET_ERR_LIMIT);
    test_text_equal("log", test_str(notes.text),
                    test_str("E123 a bot holds at most 200000 pages and 1000000 passages; leave "
                             "documents out or make several bots\n"));
    notes.size_bytes = 0;
    assert_int_equal(chatlet_compiler_finish(compiler, &report), CHATLET_OK);
    assert_int_equal(report.document_count, CHATLET_DOCUMENTS_MAX);
    assert_int_equal(report.skipped_count, 1);
    chatlet_compiler_free(compiler);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_report_counts_what_was_built_and_left_out),
        cmocka_unit_test(nothing_to_build_from_is_said),
        cmocka_unit_test(a_refused_file_ends_the_compile_at_any_point),
        cmocka_unit_test(pages_past_the_limit_are_refused_with_their_document),
        cmocka_unit_test(options_of_a_tool_win_over_the_bot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
