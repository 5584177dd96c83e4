/* Fields of pages: where their values come from, what is told of those that are left out, and what
 * stands in the bundle then. */
#include "test_assert.h"

#include "test_allocator.h"
#include "test_built.h"

enum { TEXT_BYTES = 64 * 1024 };

typedef struct outcome {
    test_built built;
    char told[TEXT_BYTES];   /* "path:line:column code message", a line each */
    char fields[TEXT_BYTES]; /* "name: value pages, …", a line each */
} outcome;

static bool on_output(void *context, const chatlet_output *output) {
    outcome *made = context;
    return test_built_collect(&made->built, output);
}

static void on_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    outcome *made = context;
    const size_t used = strlen(made->told);
    snprintf(made->told + used, TEXT_BYTES - used, "%.*s:%u:%u %s %.*s\n",
             (int)diagnostic->file.size_bytes, diagnostic->file.data, diagnostic->line,
             diagnostic->column, diagnostic->code, (int)diagnostic->message.size_bytes,
             diagnostic->message.data);
}

/* The lines of a dump that tell of fields. */
static void show_fields(outcome *made) {
    chatlet_bundle *bundle = test_open_whole(&made->built, test_plain_allocator());
    chatlet_str dump;
    assert_non_null(bundle);
    assert_int_equal(chatlet_bundle_dump(test_plain_allocator(), bundle, &dump), CHATLET_OK);
    char *text = calloc(dump.size_bytes + 1, 1);
    assert_non_null(text);
    memcpy(text, dump.data, dump.size_bytes);
    const char *line = strstr(text, " field ");
    for (bool shows = false; line != NULL; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        const size_t length = strcspn(line, "\n");
        const char *field = strstr(line, " field ");
        if (strncmp(line, "part", 4) == 0 || *line == ' ') {
            if (field != NULL && field < line + length) {
                strncat(made->fields, field + 7, strcspn(field + 7, ","));
                strcat(made->fields, ":\n");
                shows = true;
            } else if (shows) {
                strncat(made->fields, line + 2, length - 2);
                strcat(made->fields, "\n");
            }
        }
    }
    free(text);
    free((void *)(uintptr_t)dump.data);
    chatlet_bundle_close(bundle);
}

static void build(outcome *made, const char *bot, const test_source *sources, size_t count) {
    chatlet_compiler *compiler = NULL;
    chatlet_compile_report report;
    memset(made, 0, sizeof *made);
    const chatlet_compile_callbacks callbacks = {
        .context = made, .on_output = on_output, .on_diagnostic = on_diagnostic};
    assert_int_equal(chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler),
                     CHATLET_OK);
    assert_int_equal(chatlet_compiler_set_bot(compiler, CHATLET_STR("bot.json"), test_str(bot)),
                     CHATLET_OK);
    for (size_t i = 0; i < count && sources[i].path != NULL; i++) {
        const chatlet_document document = {
            .path = test_str(sources[i].path),
            .url = CHATLET_STR("/x"),
            .format = chatlet_document_format_of(test_str(sources[i].path)),
            .bytes = test_str(sources[i].text)};
        assert_int_equal(chatlet_compiler_add_document(compiler, &document), CHATLET_OK);
    }
    assert_int_equal(chatlet_compiler_finish(compiler, &report), CHATLET_OK);
    chatlet_compiler_free(compiler);
    show_fields(made);
}

#define FIELDS(fields) "{\"knowledge\": {\"fields\": {" fields "}}}"
#define IN_DOCS(fields)                                                                            \
    "{\"knowledge\": {\"sources\": [{\"path\": \"docs/**/*.md\"}], \"fields\": {" fields "}}}"

static const struct {
    const char *name;
    const char *bot;
    test_source sources[3];
    const char *fields;
    const char *told;
} rows[] = {
    {"nothing named, nothing offered", "{}", {{"a.md", "---\nversion: 15\n---\nx"}}, "", ""},
    {"front matter that is named",
     FIELDS("\"version\": \"pages\""),
     {{"a.md", "---\nversion: 15\nother: x\n---\nx"}, {"b.md", "y"}},
     "version:\n  15: 1 pages\n",
     ""},
    {"meta elements without a name in bot.json",
     "{}",
     {{"a.html", "<head><meta name='docsearch:version' content='15,latest'></head><p>x"}},
     "version:\n  15: 1 pages\n  latest: 1 pages\n",
     ""},
    {"by path: the first rule that fits",
     FIELDS("\"version\": [{\"path\": \"v15/\", \"value\": \"15, new\"}, "
            "{\"path\": \"v1**\", \"value\": \"1x\"}, {\"value\": \"none\"}]"),
     {{"v15/a.md", "x"}, {"v14/a.md", "y"}, {"a.md", "z"}},
     "version:\n  15: 1 pages\n  1x: 1 pages\n  new: 1 pages\n  none: 1 pages\n",
     ""},
    {"by path: counted from the source's folder, too",
     IN_DOCS("\"version\": [{\"path\": \"v15/\", \"value\": \"15\"}, "
             "{\"path\": \"docs/v14/\", \"value\": \"14\"}]"),
     {{"docs/v15/a.md", "x"}, {"docs/v14/a.md", "y"}, {"v15/a.md", "z"}},
     "version:\n  14: 1 pages\n  15: 2 pages\n",
     ""},
    {"a page's own word counts before its path",
     FIELDS("\"version\": [{\"value\": \"14\"}]"),
     {{"a.md", "---\nversion: 15\n---\nx"}, {"b.md", "y"}},
     "version:\n  14: 1 pages\n  15: 1 pages\n",
     ""},
    {"the first folder",
     IN_DOCS("\"section\": \"folder\""),
     {{"docs/guide/deep/a.md", "x"}, {"docs/a.md", "y"}, {"api/a.md", "z"}},
     "section:\n  api: 1 pages\n  guide: 1 pages\n",
     ""},
    {"the first folder below knowledge",
     FIELDS("\"section\": \"folder\""),
     {{"knowledge/guide/a.md", "x"}, {"knowledge/a.md", "y"}},
     "section:\n  guide: 1 pages\n",
     ""},
    {"rows of a table have their own",
     FIELDS("\"version\": \"pages\""),
     {{"a.csv", "question,answer,version\na?,b,15\nc?,d,\ne?,f,14\n"}},
     "version:\n  14: 1 pages\n  15: 1 pages\n",
     ""},
    {"the same value twice counts once",
     FIELDS("\"version\": \"pages\""),
     {{"a.md", "---\nversion: [15, \"15, 15\"]\n---\nx"}},
     "version:\n  15: 1 pages\n",
     ""},
    {"a field that no page has",
     FIELDS("\"version\": \"pages\", \"product\": \"folder\""),
     {{"a.md", "---\nVersion: 15\n---\nx"}},
     "version:\n  15: 1 pages\n",
     "bot.json:1:47 E126 no page in \"en\" has a value of \"product\"; check its name and its "
     "paths, or remove it\n"},
    {"as many values as a page may have, and more",
     FIELDS("\"t\": \"pages\""),
     {{"a.md", "---\nt: [1, 2, 3, 4, 5, 6, 7, 8]\n---\nx"},
      {"b.md", "---\nt:\n- 1,2,3,4\n- 5,6,7,8,9,10\n- 11\n---\nx"}},
     "t:\n  1: 2 pages\n  2: 2 pages\n  3: 2 pages\n  4: 2 pages\n  5: 2 pages\n  6: 2 pages\n"
     "  7: 2 pages\n  8: 2 pages\n",
     "b.md:4:3 E125 values of \"t\" are left out: a page has at most 8 of a field\n"},
};

static void values_come_from_pages_and_their_paths(void **state) {
    static outcome made;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        build(&made, rows[i].bot, rows[i].sources, 3);
        test_text_equal(rows[i].name, test_str(made.fields), test_str(rows[i].fields));
        test_text_equal(rows[i].name, test_str(made.told), test_str(rows[i].told));
        test_built_free(&made.built);
    }
}

static void a_value_may_be_as_long_as_the_limit_and_no_longer(void **state) {
    static outcome made;
    char at[256] = "---\nt: ";
    char past[256] = "---\nt: ";
    (void)state;
    memset(at + strlen(at), 'v', CHATLET_FIELD_VALUE_BYTES_MAX);
    memset(past + strlen(past), 'w', CHATLET_FIELD_VALUE_BYTES_MAX + 1);
    strcat(at, "\n---\nx");
    strcat(past, "\n---\nx");
    const test_source sources[] = {{"a.md", at}, {"b.md", past}};
    build(&made, FIELDS("\"t\": \"pages\""), sources, 2);
    assert_non_null(strstr(made.fields, "vvv"));
    assert_null(strstr(made.fields, "www"));
    test_text_equal("told", test_str(made.told),
                    CHATLET_STR("b.md:2:4 E125 a value of \"t\" is left out: it may have 100 bytes "
                                "of text; shorten it\n"));
    test_built_free(&made.built);
}

/* A table with a row for each value. */
static char *table_of(int count) {
    char *table = calloc((size_t)count + 1, 32);
    assert_non_null(table);
    strcat(table, "question,answer,t\n");
    size_t used = strlen(table);
    for (int i = 0; i < count; i++)
        used += (size_t)sprintf(table + used, "q%d?,a,v%d\n", i, i);
    return table;
}

static void a_field_has_so_many_values_and_no_more(void **state) {
    static outcome made;
    (void)state;
    for (int past = 0; past <= 2; past++) {
        char *table = table_of(CHATLET_FIELD_VALUES_MAX + past);
        const test_source sources[] = {{"a.csv", table}};
        chatlet_bundle *bundle;
        chatlet_str value;
        build(&made, FIELDS("\"t\": \"pages\""), sources, 1);
        bundle = test_open_whole(&made.built, test_plain_allocator());
        assert_int_equal(chatlet_bundle_get_value(bundle, 0, CHATLET_FIELD_VALUES_MAX - 1, &value),
                         CHATLET_OK);
        assert_int_equal(chatlet_bundle_get_value(bundle, 0, CHATLET_FIELD_VALUES_MAX, &value),
                         CHATLET_ERR_ARGUMENT);
        chatlet_bundle_close(bundle);
        test_text_equal("told", test_str(made.told),
                        past == 0
                            ? (chatlet_str){0}
                            : CHATLET_STR("a.csv:252:9 E125 values of \"t\" are left out from "
                                          "here on: a field has at most 250 in all\n"));
        test_built_free(&made.built);
        free(table);
    }
}

static void a_bot_has_so_many_fields_and_no_more(void **state) {
    static outcome made;
    char page[4096] = "<head>";
    (void)state;
    for (int i = 0; i <= CHATLET_FIELDS_MAX + 1; i++) {
        const size_t used = strlen(page);
        snprintf(page + used, sizeof page - used, "<meta name='chatlet:n%d' content=x>", i);
        if (i + 1 < CHATLET_FIELDS_MAX) continue;
        char whole[4200];
        snprintf(whole, sizeof whole, "%s</head><p>x", page);
        const test_source sources[] = {{"a.html", whole}};
        chatlet_bundle_info info;
        build(&made, "{}", sources, 1);
        chatlet_bundle *bundle = test_open_whole(&made.built, test_plain_allocator());
        chatlet_bundle_get_info(bundle, &info);
        assert_int_equal(info.field_count, CHATLET_FIELDS_MAX);
        chatlet_bundle_close(bundle);
        test_text_equal(
            "told", test_str(made.told),
            i + 1 == CHATLET_FIELDS_MAX
                ? (chatlet_str){0}
                : CHATLET_STR("a.html:1:0 E125 the field \"n16\" is left out: a bot has "
                              "at most 16; leave fields out that nobody filters by\n"));
        test_built_free(&made.built);
    }
}

/* Bytes of all files: fields must cost nothing where there are none. */
static size_t total_bytes(const test_built *built) {
    size_t total = 0;
    for (size_t i = 0; i < built->file_count; i++)
        total += built->files[i].size_bytes;
    return total;
}

static void pages_without_fields_cost_no_byte(void **state) {
    static const test_source bare[] = {{"a.md", "# A\n\nSome text.\n"}};
    static const test_source more[] = {{"a.md", "---\nversion: 15\n---\n# A\n\nSome text.\n"}};
    (void)state;
    test_built one = test_build("{}", bare, 1);
    test_built two = test_build("{}", more, 1);
    test_built three = test_build(FIELDS("\"version\": \"pages\""), more, 1);
    test_text_equal("head", test_built_head(&two), test_built_head(&one));
    assert_int_equal(total_bytes(&one), total_bytes(&two));
    assert_true(total_bytes(&three) > total_bytes(&two));
    test_built_free(&one);
    test_built_free(&two);
    test_built_free(&three);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_from_pages_and_their_paths),
        cmocka_unit_test(a_value_may_be_as_long_as_the_limit_and_no_longer),
        cmocka_unit_test(a_field_has_so_many_values_and_no_more),
        cmocka_unit_test(a_bot_has_so_many_fields_and_no_more),
        cmocka_unit_test(pages_without_fields_cost_no_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
