#include "test_expression.h"

#include "test_allocator.h"
#include "test_assert.h"

#include "base/value_rules.h"

const chatlet_expression_variable test_expression_variables[TEST_EXPRESSION_VARIABLES] = {
    {CHATLET_STR("i"), CHATLET_STR("int")},
    {CHATLET_STR("d"), CHATLET_STR("double")},
    {CHATLET_STR("s"), CHATLET_STR("string")},
    {CHATLET_STR("b"), CHATLET_STR("bool")},
    {CHATLET_STR("l"), CHATLET_STR("list(int)")},
    {CHATLET_STR("m"), CHATLET_STR("map(string, int)")},
    {CHATLET_STR("x"), CHATLET_STR("dyn")},
    {CHATLET_STR("order.total"), CHATLET_STR("double")},
    {CHATLET_STR("unset"), CHATLET_STR("int")},
};

const chatlet_value *test_expression_values(void) {
    static const chatlet_value items[] = {{.kind = CHATLET_VALUE_INT, .integer = 1},
                                          {.kind = CHATLET_VALUE_INT, .integer = 2}};
    static const chatlet_value pairs[] = {{.kind = CHATLET_VALUE_STRING, .count = 1, .text = "a"},
                                          {.kind = CHATLET_VALUE_INT, .integer = 1}};
    static const chatlet_value values[TEST_EXPRESSION_VARIABLES] = {
        {.kind = CHATLET_VALUE_INT, .integer = 3},
        {.kind = CHATLET_VALUE_DOUBLE, .number = 1.5},
        {.kind = CHATLET_VALUE_STRING, .count = 4, .text = "text"},
        {.kind = CHATLET_VALUE_BOOL, .boolean = true},
        {.kind = CHATLET_VALUE_LIST, .depth = 1, .count = 2, .items = items},
        {.kind = CHATLET_VALUE_MAP, .depth = 1, .count = 1, .items = pairs},
        {.kind = CHATLET_VALUE_NULL},
        {.kind = CHATLET_VALUE_DOUBLE, .number = 9.5},
        {.kind = CHATLET_VALUE_ERROR, .error = CHATLET_VALUE_ERROR_UNSET},
    };
    return values;
}

static void add_line(void *context, const chatlet_diagnostic *diagnostic) {
    char *text = context;
    const size_t used = strlen(text);
    snprintf(text + used, TEST_EXPRESSION_TEXT_BYTES - used, "%u:%u: %s: %.*s\n", diagnostic->line,
             diagnostic->column, diagnostic->code, (int)diagnostic->message.size_bytes,
             diagnostic->message.data);
}

void test_expression_run(const chatlet_allocator *allocator, chatlet_str source, bool is_unchecked,
                         uint64_t cost_max, test_expression *outcome) {
    const chatlet_str guarded = test_guarded_copy(source);
    const chatlet_expression_options options = {.variables = test_expression_variables,
                                                .variable_count = TEST_EXPRESSION_VARIABLES,
                                                .is_unchecked = is_unchecked,
                                                .context = outcome->text,
                                                .on_diagnostic = add_line};
    *outcome = (test_expression){.status = CHATLET_OK};
    outcome->status =
        chatlet_expression_compile(allocator, guarded, &options, &outcome->expression);
    test_guarded_free(guarded);
    if (outcome->status != CHATLET_OK) return;
    outcome->status = chatlet_expression_evaluate(
        allocator, chatlet_expression_code(outcome->expression), test_expression_values(),
        TEST_EXPRESSION_VARIABLES, cost_max, NULL, &outcome->evaluation);
}

void test_expression_free(test_expression *outcome) {
    chatlet_evaluation_free(outcome->evaluation);
    chatlet_expression_free(outcome->expression);
}

static void run(const char *source, test_expression *outcome) {
    test_expression_run(test_plain_allocator(), test_str(source), false, TEST_EXPRESSION_COST,
                        outcome);
}

static const char *error_of(const test_expression *outcome) {
    const chatlet_value *value = chatlet_evaluation_value(outcome->evaluation);
    if (value->kind != CHATLET_VALUE_ERROR)
        return chatlet_value_type_name((chatlet_value_kind)value->kind);
    return chatlet_value_error_sentence((chatlet_value_error)value->error);
}

void test_expressions_hold(const char *const *expressions, size_t count) {
    for (size_t i = 0; i < count; i++) {
        test_expression outcome;
        run(expressions[i], &outcome);
        if (outcome.status != CHATLET_OK)
            fail_msg("%s: %s\n%s", expressions[i], chatlet_status_name(outcome.status),
                     outcome.text);
        const chatlet_value *value = chatlet_evaluation_value(outcome.evaluation);
        if (value->kind != CHATLET_VALUE_BOOL || !value->boolean)
            fail_msg("%s: not true: %s", expressions[i], error_of(&outcome));
        test_expression_free(&outcome);
    }
}

void test_expressions_fail(const test_expression_failure *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        test_expression outcome;
        run(rows[i].source, &outcome);
        if (outcome.status != CHATLET_OK)
            fail_msg("%s: %s\n%s", rows[i].source, chatlet_status_name(outcome.status),
                     outcome.text);
        const chatlet_value *value = chatlet_evaluation_value(outcome.evaluation);
        if (value->kind != CHATLET_VALUE_ERROR || value->error != (uint32_t)rows[i].error)
            fail_msg("%s: expected \"%s\", got \"%s\"", rows[i].source,
                     chatlet_value_error_sentence(rows[i].error), error_of(&outcome));
        test_expression_free(&outcome);
    }
}

void test_expressions_refused(const test_expression_refusal *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        test_expression outcome;
        run(rows[i].source, &outcome);
        test_text_equal(rows[i].source, test_str(outcome.text), test_str(rows[i].lines));
        test_status_equal(rows[i].source, outcome.status, CHATLET_ERR_INPUT);
        test_expression_free(&outcome);
    }
}
