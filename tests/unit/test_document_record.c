/* Records: what was read reaches the compiler by way of bytes as it would without, and bytes that
 * no reader made do not. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/hash.h"
#include "compile/document_record.h"
#include "compile/record_format.h"

enum { LOG_BYTES = 4096, HASHED = CLET_RECORD_HASHED_FROM };

/* Output and diagnostics of a compile, in one text. */
typedef struct log {
    char text[LOG_BYTES];
    size_t size_bytes;
} log;

static void note(log *notes, const char *kind, unsigned line, chatlet_str name, uint64_t hash) {
    const int length = snprintf(notes->text + notes->size_bytes, LOG_BYTES - notes->size_bytes,
                                "%s %u %.*s %016llx\n", kind, line, (int)name.size_bytes,
                                name.data == NULL ? "" : name.data, (unsigned long long)hash);
    assert_true(length > 0 && (size_t)length < LOG_BYTES - notes->size_bytes);
    notes->size_bytes += (size_t)length;
}

static bool on_output(void *context, const chatlet_output *output) {
    note(context, "output", output->kind, output->name, clet_hash(output->bytes));
    return true;
}

static void on_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    note(context, diagnostic->code, diagnostic->line, diagnostic->file,
         clet_hash(diagnostic->message) + diagnostic->column);
}

static chatlet_compiler *new_compiler(log *notes) {
    chatlet_compiler *compiler = NULL;
    *notes = (log){.size_bytes = 0};
    const chatlet_compile_callbacks callbacks = {
        .context = notes, .on_diagnostic = on_diagnostic, .on_output = on_output};
    assert_int_equal(chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler),
                     CHATLET_OK);
    return compiler;
}

static chatlet_document document_of(const char *path, const char *text) {
    return (chatlet_document){.path = test_str(path),
                              .url = CHATLET_STR("/x"),
                              .format = chatlet_document_format_of(test_str(path)),
                              .bytes = test_str(text),
                              .wants_page = strstr(path, ".html") == NULL};
}

static const struct {
    const char *path;
    const char *text;
} documents[] = {
    {"a.md", "---\ntitle: A `code`\nlang: es\n---\n# A\n\nText with `code`.\n\n1. one\n2. two\n\n"
             "```\n\tcode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[b](b.md) and [c](/c#d)\n"},
    {"b.html",
     "<html lang=\"en\"><head><title>B</title><link rel=canonical href=\"https://e.org/b\"></head>"
     "<main><h1 id=b>B</h1><dl><dt id=t>term<dd>definition</dl><ol start=3><li>x<li>y</ol>"
     "<a href=\"a.html\">the other page</a></main></html>"},
    {"c.csv", "question,answer,url\nWhy?,Because.,\nHow?,So.,https://e.org/how\nX?,,\n"},
    {"d.jsonl", "{\"question\":\"Q?\",\"answer\":\"A.\",\"url\":\"javascript:x\"}\n{\n"},
    {"e.txt", "caf\xE9"},
    {"f.md", ""},
};

enum { DOCUMENT_COUNT = sizeof documents / sizeof documents[0] };

static void finish(chatlet_compiler *compiler, log *notes) {
    chatlet_compile_report report = {0};
    assert_int_equal(chatlet_compiler_finish(compiler, &report), CHATLET_OK);
    note(notes, "report", report.skipped_count, (chatlet_str){0},
         report.document_count * 1000000ull + report.error_count * 1000ull + report.warning_count);
    chatlet_compiler_free(compiler);
}

static void records_build_what_documents_build(void **state) {
    (void)state;
    log direct;
    log kept;
    chatlet_compiler *one = new_compiler(&direct);
    chatlet_compiler *other = new_compiler(&kept);
    for (size_t i = 0; i < DOCUMENT_COUNT; i++) {
        chatlet_document document = document_of(documents[i].path, documents[i].text);
        chatlet_record record;
        const chatlet_status added = chatlet_compiler_add_document(one, &document);
        assert_int_equal(chatlet_record_make(test_plain_allocator(), &document, &record),
                         CHATLET_OK);
        const chatlet_str copy = test_guarded_copy(record.bytes);
        document.bytes = (chatlet_str){0};
        document.format = CHATLET_FORMAT_UNKNOWN;
        test_status_equal(documents[i].path, chatlet_compiler_add_record(other, &document, copy),
                          added);
        test_guarded_free(copy);
        chatlet_record_free(&record);
    }
    finish(one, &direct);
    finish(other, &kept);
    assert_true(direct.size_bytes > 0);
    test_text_equal("log", test_str(kept.text), test_str(direct.text));
}

static void cut_and_changed_records_are_refused(void **state) {
    (void)state;
    log notes;
    chatlet_compiler *compiler = new_compiler(&notes);
    for (size_t i = 0; i < DOCUMENT_COUNT; i++) {
        const chatlet_document document = document_of(documents[i].path, documents[i].text);
        chatlet_record record;
        assert_int_equal(chatlet_record_make(test_plain_allocator(), &document, &record),
                         CHATLET_OK);
        for (size_t end = 0; end < record.bytes.size_bytes; end++) {
            const chatlet_str cut = {.data = record.bytes.data, .size_bytes = end};
            const chatlet_str copy = test_guarded_copy(cut);
            test_status_equal("cut", chatlet_compiler_add_record(compiler, &document, copy),
                              end < 4 ? CHATLET_ERR_VERSION : CHATLET_ERR_SYNTAX);
            test_guarded_free(copy);
        }
        char *bytes = (char *)(uintptr_t)record.bytes.data;
        for (size_t at = 0; at < record.bytes.size_bytes; at++) {
            bytes[at] ^= 0x10;
            test_status_equal("changed",
                              chatlet_compiler_add_record(compiler, &document, record.bytes),
                              at < 8 ? CHATLET_ERR_VERSION : CHATLET_ERR_SYNTAX);
            bytes[at] ^= 0x10;
        }
        chatlet_record_free(&record);
    }
    assert_int_equal(notes.size_bytes, 0);
    chatlet_compiler_free(compiler);
}

/* A record with these bytes behind its hash, which is right. */
static chatlet_str seal(const char *body, size_t body_bytes) {
    static char bytes[512];
    assert_true(HASHED + body_bytes <= sizeof bytes);
    memcpy(bytes, "CLRC\2\0\0\0", 8);
    if (body_bytes > 0) memcpy(bytes + HASHED, body, body_bytes);
    const uint64_t hash =
        clet_hash((chatlet_str){.data = bytes + HASHED, .size_bytes = body_bytes});
    for (int i = 0; i < 8; i++)
        bytes[8 + i] = (char)(hash >> (8 * i) & 0xFF);
    return (chatlet_str){.data = bytes, .size_bytes = HASHED + body_bytes};
}

#define BODY(literal) literal, sizeof(literal) - 1

/* Each differs from the first by one thing that no reader does. */
static const struct {
    const char *name;
    const char *body;
    size_t size_bytes;
    chatlet_status status;
} wrong[] = {
    {"right", BODY("\0\0\1T\2en\2/c\1\10\1\1\2Hi\1a\0"), CHATLET_OK},
    {"refused", BODY("\1\1\146\0\0\1m"), CHATLET_OK},
    {"every thing a block may have", BODY("\0\0\0\0\0\2\10\31\1\1H\1a\2/u\2\6\1\1x\5\1t\1\1b\1l"),
     CHATLET_OK},
    {"nothing", BODY(""), CHATLET_ERR_SYNTAX},
    {"unknown outcome", BODY("\2\0\1T\2en\2/c\1\10\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"more behind it", BODY("\0\0\1T\2en\2/c\1\10\1\1\2Hi\1a\0\0"), CHATLET_ERR_SYNTAX},
    {"refused with blocks", BODY("\1\0\1T\2en\2/c\1\10\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"unknown code", BODY("\1\1\143\0\0\1m"), CHATLET_ERR_SYNTAX},
    {"message not UTF-8", BODY("\1\1\146\0\0\1\377"), CHATLET_ERR_SYNTAX},
    {"more diagnostics than bytes", BODY("\1\377\377\377\377\17"), CHATLET_ERR_SYNTAX},
    {"title with a control byte", BODY("\0\0\1\7\2en\2/c\1\10\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"title with a mark", BODY("\0\0\2\1\2\2en\2/c\1\10\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"language not UTF-8", BODY("\0\0\1T\2e\377\2/c\1\10\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"canonical not safe", BODY("\0\0\1T\2en\2x:\1\10\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"no block", BODY("\0\0\1T\2en\2/c\0\0"), CHATLET_ERR_SYNTAX},
    {"more blocks than bytes", BODY("\0\0\1T\2en\2/c\377\377\377\377\17\10\1\1\2Hi\1a\0"),
     CHATLET_ERR_SYNTAX},
    {"unknown kind", BODY("\0\0\1T\2en\2/c\1\5\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"heading without level", BODY("\0\0\1T\2en\2/c\1\0\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"heading of level 7", BODY("\0\0\1T\2en\2/c\1\70\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"paragraph with level", BODY("\0\0\1T\2en\2/c\1\11\1\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"unknown flag", BODY("\0\0\1T\2en\2/c\1\10\41\1\2Hi\1a\0"), CHATLET_ERR_SYNTAX},
    {"empty block", BODY("\0\0\1T\2en\2/c\1\10\1\1\0\1a\0"), CHATLET_ERR_SYNTAX},
    {"block not UTF-8", BODY("\0\0\1T\2en\2/c\1\10\1\1\2H\303\1a\0"), CHATLET_ERR_SYNTAX},
    {"block with a line end", BODY("\0\0\1T\2en\2/c\1\10\1\1\2H\n\1a\0"), CHATLET_ERR_SYNTAX},
    {"block with a block mark", BODY("\0\0\1T\2en\2/c\1\10\1\1\2H\3\1a\0"), CHATLET_ERR_SYNTAX},
    {"block with a mark that stays open", BODY("\0\0\1T\2en\2/c\1\10\1\1\2\1i\1a\0"),
     CHATLET_ERR_SYNTAX},
    {"block of code marks", BODY("\0\0\1T\2en\2/c\1\10\1\1\2\1\2\1a\0"), CHATLET_ERR_SYNTAX},
    {"block of a space", BODY("\0\0\1T\2en\2/c\1\10\1\1\1 \1a\0"), CHATLET_ERR_SYNTAX},
    {"block that begins with a space", BODY("\0\0\1T\2en\2/c\1\10\1\1\2 i\1a\0"),
     CHATLET_ERR_SYNTAX},
    {"block with spaces", BODY("\0\0\1T\2en\2/c\1\10\1\1\4a  b\1a\0"), CHATLET_ERR_SYNTAX},
    {"anchor with a space", BODY("\0\0\1T\2en\2/c\1\10\1\1\2Hi\1 \0"), CHATLET_ERR_SYNTAX},
    {"anchor as before", BODY("\0\0\1T\2en\2/c\1\10\1\1\2Hi\0\0"), CHATLET_ERR_SYNTAX},
    {"number of a heading", BODY("\0\0\1T\2en\2/c\1\10\2\1\2Hi\1\0"), CHATLET_ERR_SYNTAX},
    {"announced term that is empty", BODY("\0\0\1T\2en\2/c\1\2\4\1\2Hi\0\0"), CHATLET_ERR_SYNTAX},
    {"announced address that is empty", BODY("\0\0\1T\2en\2/c\1\10\20\1\2Hi\0\0"),
     CHATLET_ERR_SYNTAX},
    {"address not safe", BODY("\0\0\1T\2en\2/c\1\10\20\1\2Hi\2x:\0"), CHATLET_ERR_SYNTAX},
    {"paragraph that begins a page", BODY("\0\0\1T\2en\2/c\1\1\10\1\2Hi\0"), CHATLET_ERR_SYNTAX},
    {"link not safe", BODY("\0\0\1T\2en\2/c\1\10\1\1\2Hi\1a\1\2x:\1l"), CHATLET_ERR_SYNTAX},
    {"link without target", BODY("\0\0\1T\2en\2/c\1\10\1\1\2Hi\1a\1\0\2ll"), CHATLET_ERR_SYNTAX},
    {"link without text", BODY("\0\0\1T\2en\2/c\1\10\1\1\2Hi\1a\1\2bb\0"), CHATLET_ERR_SYNTAX},
};

static void records_that_no_reader_made_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        clet_arena arena;
        clet_record record;
        clet_arena_init(&arena, test_plain_allocator());
        const chatlet_str copy = test_guarded_copy(seal(wrong[i].body, wrong[i].size_bytes));
        test_status_equal(wrong[i].name, clet_record_read(copy, &arena, &record), wrong[i].status);
        test_guarded_free(copy);
        clet_arena_free(&arena);
    }
}

static void names_tell_bytes_formats_titles_and_salts_apart(void **state) {
    (void)state;
    char names[5][CHATLET_RECORD_NAME_BYTES];
    char again[CHATLET_RECORD_NAME_BYTES];
    const chatlet_document a = document_of("a.md", "text");
    const chatlet_document b = document_of("a.txt", "text");
    const chatlet_document c = document_of("a.md", "texts");
    chatlet_document titled = a;
    titled.title = CHATLET_STR("title");
    const chatlet_document same = document_of("other/b.md", "text");
    chatlet_record_name(&a, CHATLET_STR("s"), names[0]);
    chatlet_record_name(&b, CHATLET_STR("s"), names[1]);
    chatlet_record_name(&c, CHATLET_STR("s"), names[2]);
    chatlet_record_name(&a, CHATLET_STR("t"), names[3]);
    chatlet_record_name(&titled, CHATLET_STR("s"), names[4]);
    chatlet_record_name(&same, CHATLET_STR("s"), again);
    assert_memory_equal(again, names[0], sizeof again);
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < i; k++)
            assert_memory_not_equal(names[i], names[k], sizeof names[i]);
    }
}

static void refused_memory_leaves_no_record(void **state) {
    (void)state;
    const chatlet_document document = document_of(documents[0].path, documents[0].text);
    chatlet_status status = CHATLET_ERR_MEMORY;
    for (size_t n = 1; status == CHATLET_ERR_MEMORY; n++) {
        test_allocator test;
        test_allocator_init(&test);
        test.refuse_at = n;
        chatlet_record record = {.allocator = NULL};
        status = chatlet_record_make(&test.allocator, &document, &record);
        assert_true((status == CHATLET_OK) == (record.bytes.data != NULL));
        chatlet_record_free(&record);
        assert_int_equal(test.live_count, 0);
    }
    assert_int_equal(status, CHATLET_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_build_what_documents_build),
        cmocka_unit_test(cut_and_changed_records_are_refused),
        cmocka_unit_test(records_that_no_reader_made_are_refused),
        cmocka_unit_test(names_tell_bytes_formats_titles_and_salts_apart),
        cmocka_unit_test(refused_memory_leaves_no_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
