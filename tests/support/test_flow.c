#include "test_flow.h"

#include "test_allocator.h"
#include "test_assert.h"

#include "bundle/locale_data.h"
#include "compile/locale_table.h"
#include "runtime/expr_time.h"

enum { COST = 1000000 };

static void append(char text[TEST_ANSWER_BYTES], const char *more, size_t size_bytes) {
    const size_t used = strlen(text);
    snprintf(text + used, TEST_ANSWER_BYTES - used, "%.*s", (int)size_bytes, more);
}

static void append_items(char text[TEST_ANSWER_BYTES], const chatlet_value *list) {
    const bool is_map = list->kind == CHATLET_VALUE_MAP;
    append(text, is_map ? "{" : "[", 1);
    for (uint32_t i = 0; i < (is_map ? 2 * list->count : list->count); i++) {
        if (i > 0) append(text, is_map && i % 2 == 1 ? ": " : ", ", 2);
        test_flow_append_value(text, &list->items[i]);
    }
    append(text, is_map ? "}" : "]", 1);
}

static void append_time(char text[TEST_ANSWER_BYTES], const chatlet_value *time) {
    clet_arena arena;
    clet_arena_init(&arena, test_plain_allocator());
    clet_expr_run run = {.arena = &arena, .cost_left = COST};
    clet_expr_text written = {.run = &run};
    clet_expr_time_append(&written, time);
    append(text, written.data, written.size_bytes);
    clet_arena_free(&arena);
}

void test_flow_append_value(char text[TEST_ANSWER_BYTES], const chatlet_value *value) {
    char number[64];
    switch ((int)value->kind) {
    case CHATLET_VALUE_NULL: append(text, "null", 4); return;
    case CHATLET_VALUE_BOOL: append(text, value->boolean ? "true" : "false", 5); return;
    case CHATLET_VALUE_INT:
        snprintf(number, sizeof number, "%lld", (long long)value->integer);
        append(text, number, strlen(number));
        return;
    case CHATLET_VALUE_DOUBLE:
        snprintf(number, sizeof number, "%.15g", value->number);
        append(text, number, strlen(number));
        return;
    case CHATLET_VALUE_STRING:
        append(text, "\"", 1);
        append(text, value->text, value->count);
        append(text, "\"", 1);
        return;
    case CHATLET_VALUE_TIMESTAMP: append_time(text, value); return;
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP: append_items(text, value); return;
    default: append(text, chatlet_value_type_name((chatlet_value_kind)value->kind), 16); return;
    }
}

clet_field_context test_flow_context(const char *language) {
    static const clet_flow_program none = {0};
    return (clet_field_context){.program = &none,
                                .locale = clet_locale_find(test_str(language)),
                                .language = test_str(language),
                                .now_ms = TEST_FLOW_NOW_MS};
}

static test_answer show(const clet_field_answer *answer) {
    static const char *const problems[] = {"none",    "skipped", "empty",  "kind",
                                           "minimum", "maximum", "choice", "accept"};
    test_answer shown = {""};
    if (answer->problem != CLET_FIELD_NONE) {
        assert_int_equal(answer->sureness, 0);
        assert_int_equal(answer->value.kind, CHATLET_VALUE_NULL);
        append(shown.text, problems[answer->problem], 16);
        return shown;
    }
    test_flow_append_value(shown.text, &answer->value);
    if (answer->sureness == CLET_SURE_PART) append(shown.text, "?", 1);
    if (answer->sureness == CLET_SURE_TEXT) append(shown.text, "*", 1);
    return shown;
}

static test_answer read_field(const clet_field_context *context, const clet_flow_field *field,
                              const chatlet_str *text, const chatlet_value *value) {
    clet_arena arena;
    clet_field_answer answer;
    clet_arena_init(&arena, test_plain_allocator());
    clet_expr_run run = {.arena = &arena, .cost_left = COST};
    const chatlet_status status = text != NULL
                                      ? clet_field_read_text(&run, context, field, *text, &answer)
                                      : clet_field_read_value(&run, context, field, value, &answer);
    assert_int_equal(status, CHATLET_OK);
    const test_answer shown = show(&answer);
    clet_arena_free(&arena);
    return shown;
}

test_answer test_flow_read_text(const clet_field_context *context, const clet_flow_field *field,
                                chatlet_str text) {
    const chatlet_str copy = test_guarded_copy(text);
    const test_answer shown = read_field(context, field, &copy, NULL);
    test_guarded_free(copy);
    return shown;
}

test_answer test_flow_read_value(const clet_field_context *context, const clet_flow_field *field,
                                 const chatlet_value *value) {
    return read_field(context, field, NULL, value);
}
