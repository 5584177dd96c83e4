#include "fault_loop.h"
#include "test_allocator.h"
#include "test_assert.h"
#include "test_expression.h"

/* Long enough that lists of nodes, code, types and values all grow. */
static const char *const sources[] = {
    "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(a, a > 2, {'k': [a, a * 2], 'l': string(a)})"
    ".filter(e, e.k[0] > i || s.matches('^(?i)[t-z]+(e|x){2,3}t?$')).size() == 8",
    "'%s and %.3f of %x: %s'.format([l, d, 255, m]).replace('a', 'bc').split(' ').join('-')"
    ".upperAscii().reverse().trim().size() > 5",
    "{'a': timestamp('2024-02-29T10:00:00Z') + duration('1h'), 'b': timestamp(0)}"
    ".transformMap(k, v, k != 'c', string(v)).all(k, v, v.endsWith('Z'))",
};

static chatlet_status evaluate(const chatlet_allocator *allocator, void *context) {
    const char *const *source = context;
    test_expression out;
    test_expression_run(allocator, test_str(*source), false, TEST_EXPRESSION_COST, &out);
    const chatlet_status status = out.status;
    if (status == CHATLET_OK) {
        const chatlet_value *value = chatlet_evaluation_value(out.evaluation);
        assert_int_equal(value->kind, CHATLET_VALUE_BOOL);
        assert_true(value->boolean);
    }
    test_expression_free(&out);
    return status;
}

/* Mistakes are told whole or not at all. */
static chatlet_status refuse(const chatlet_allocator *allocator, void *context) {
    test_expression out;
    (void)context;
    test_expression_run(allocator, CHATLET_STR("nowhere + 1 == l && 's' + 1 < unse.size(1, 2)"),
                        false, TEST_EXPRESSION_COST, &out);
    const chatlet_status status = out.status;
    test_expression_free(&out);
    if (status == CHATLET_ERR_MEMORY)
        assert_string_equal(out.text, "");
    else
        assert_int_equal(status, CHATLET_ERR_INPUT);
    return status == CHATLET_ERR_INPUT ? CHATLET_OK : status;
}

static chatlet_status match_computed(const chatlet_allocator *allocator, void *context) {
    const chatlet_expression_options options = {.allows_computed_patterns = true};
    chatlet_expression *expression = NULL;
    chatlet_evaluation *evaluation = NULL;
    (void)context;
    chatlet_status status = chatlet_expression_compile(
        allocator, CHATLET_STR("'abc'.matches('[a-c]{' + '3}')"), &options, &expression);
    if (status == CHATLET_OK)
        status = chatlet_expression_evaluate(allocator, chatlet_expression_code(expression), NULL,
                                             0, 10000, chatlet_pattern_compile, &evaluation);
    if (status == CHATLET_OK) assert_true(chatlet_evaluation_value(evaluation)->boolean);
    chatlet_evaluation_free(evaluation);
    chatlet_expression_free(expression);
    return status;
}

static void expressions_are_all_or_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(sources); i++) {
        const char *source = sources[i];
        fault_refuse_each(source, evaluate, &source);
    }
    fault_refuse_each("mistakes", refuse, NULL);
    fault_refuse_each("computed pattern", match_computed, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(expressions_are_all_or_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
