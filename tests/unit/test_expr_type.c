#include "test_assert.h"

#include "test_allocator.h"

#include "compile/expr_type.h"

static clet_arena arena;
static clet_expr_source source;

static int begin(void **state) {
    (void)state;
    clet_arena_init(&arena, test_plain_allocator());
    source = (clet_expr_source){.arena = &arena};
    return 0;
}

static int end(void **state) {
    (void)state;
    clet_arena_free(&arena);
    return 0;
}

static const clet_expr_type *read(const char *text) {
    return clet_expr_type_read(&source, test_str(text));
}

static void types_are_read_and_written(void **state) {
    static const struct {
        const char *text;
        const char *written;
    } rows[] = {
        {"int", "int"},
        {" string ", "string"},
        {"list", "list(dyn)"},
        {"list( list (int))", "list(list(int))"},
        {"map(string, list(double))", "map(string, list(double))"},
        {"map", "map(dyn, dyn)"},
        {"timestamp", "timestamp"},
        {"null", "null"},
        {"dyn", "dyn"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const clet_expr_type *type = read(rows[i].text);
        if (type == NULL) fail_msg("%s", rows[i].text);
        test_text_equal(rows[i].text, clet_expr_type_text(&source, type),
                        test_str(rows[i].written));
    }
}

static void other_texts_are_no_types(void **state) {
    static const char *const rows[] = {"",       "Int",       "number",      "list(",
                                       "list()", "list(int",  "map(string)", "int(int)",
                                       "int x",  "map(int,)", "list(int))"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (read(rows[i]) != NULL) fail_msg("%s", rows[i]);
    assert_null(clet_expr_type_read(&source, (chatlet_str){"int\0", 4}));
}

static void nesting_of_types_is_bounded(void **state) {
    char text[400] = "";
    (void)state;
    for (int i = 0; i < CHATLET_VALUE_DEPTH_MAX; i++)
        strcat(text, "list(");
    strcat(text, "int");
    for (int i = 0; i < CHATLET_VALUE_DEPTH_MAX; i++)
        strcat(text, ")");
    assert_null(read(text));
    memmove(text, text + 5, strlen(text));
    text[strlen(text) - 1] = '\0';
    assert_non_null(read(text));
}

static void types_fit_and_join(void **state) {
    static const struct {
        const char *a;
        const char *b;
        const char *joined;
        bool fits;
    } rows[] = {
        {"int", "int", "int", true},
        {"int", "double", "dyn", false},
        {"int", "dyn", "dyn", true},
        {"list(int)", "list(dyn)", "list(dyn)", true},
        {"list(int)", "list(string)", "dyn", false},
        {"map(string, int)", "map(string, int)", "map(string, int)", true},
        {"map(string, int)", "map(int, int)", "dyn", false},
        {"list", "map", "dyn", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const clet_expr_type *a = read(rows[i].a);
        const clet_expr_type *b = read(rows[i].b);
        if (clet_expr_type_fits(a, b) != rows[i].fits) fail_msg("row %zu", i);
        test_text_equal(rows[i].a, clet_expr_type_text(&source, clet_expr_type_join(&source, a, b)),
                        test_str(rows[i].joined));
    }
    /* What stands in [] takes the type it meets. */
    const clet_expr_type *open = clet_expr_type_of(CLET_EXPR_OPEN);
    assert_ptr_equal(clet_expr_type_join(&source, open, read("int")), read("int"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(types_are_read_and_written, begin, end),
        cmocka_unit_test_setup_teardown(other_texts_are_no_types, begin, end),
        cmocka_unit_test_setup_teardown(nesting_of_types_is_bounded, begin, end),
        cmocka_unit_test_setup_teardown(types_fit_and_join, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
