/* What expressions give: operators, macros, errors, the budget. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_expression.h"

#include "base/value_rules.h"
#include "bundle/expr_format.h"

static void operators_follow_cel(void **state) {
    static const char *const rows[] = {
        "1 + 2 * 3 == 7",
        "-7 / 2 == -3 && -7 % 2 == -1",
        "7u / 2u == 3u",
        "1.5 + 2.5 == 4.0",
        "'a' + 'b' == 'ab' && b'a' + b'b' == b'ab'",
        "[1] + [2, 3] == [1, 2, 3]",
        "i == 3 && d == 1.5 && s == 'text' && b",
        "1 < 2 && 2 <= 2 && 3u > 2u && 2.0 >= 1.5",
        "1 < 1.5 && 2u > 1",
        "'a' < 'b' && b'a' < b'b' && false < true",
        "1 in [1, 2] && !(3 in [1, 2]) && 'a' in {'a': 1}",
        "{'a': {'b': [1, 2]}}.a.b[1] == 2",
        "has(m.a) && !has(m.b)",
        "m['a'] == 1 && l[0] == 1",
        "b ? i == 3 : false",
        "order.total > 9.0",
        "x == null",
        "!(!b)",
        "- -1 == 1 && -(-9223372036854775807) == 9223372036854775807",
        "{1: 'a', true: 'b', 'c': 'c', 4u: 'd'}.size() == 4",
        "dyn({1: 'a'})[1u] == 'a' && dyn({1u: 'a'})[1.0] == 'a'",
        "[1, 2u, 3.0, 'a', null, [], {}].size() == 7",
        "type(1) == int && type(type(1)) == type && type(null) == null_type",
        "type(timestamp(0)) == google.protobuf.Timestamp",
        "1 == 1 // the rest is a comment",
        "true || 1 / 0 == 1",
        "1 / 0 == 1 || true",
        "!(false && 1 / 0 == 1)",
        "!(1 / 0 == 1 && false)",
        "[0, 1, 2].exists(e, 1 / e == 1)",
        "![0, 1, 2].all(e, 1 / e == 7)",
        "0.0 / 0.0 != 0.0 / 0.0",
        "{'a-b': 1}.`a-b` == 1",
        "[10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,"
        " 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45][35] == 45",
    };
    (void)state;
    test_expressions_hold(rows, TEST_COUNT(rows));
}

static void macros_go_over_lists_and_maps(void **state) {
    static const char *const rows[] = {
        "l.all(e, e > 0) && !l.all(e, e > 1)",
        "l.exists(e, e == 2) && !l.exists(e, e == 3)",
        "l.exists_one(e, e == 2) && !l.exists_one(e, e > 0) && l.existsOne(e, e > 1)",
        "l.map(e, e * 2) == [2, 4]",
        "l.map(e, e > 1, e * 2) == [4]",
        "l.filter(e, e > 1) == [2]",
        "m.all(k, k == 'a') && m.map(k, m[k]) == [1]",
        "l.all(n, e, n + 1 == e) && m.all(k, v, k == 'a' && v == 1)",
        "l.exists(n, e, n == 1 && e == 2)",
        "l.transformList(n, e, n * 10 + e) == [1, 12]",
        "l.transformList(n, e, n > 0, e) == [2]",
        "m.transformMap(k, v, v + 1) == {'a': 2}",
        "{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v) == {'b': 2}",
        "[[1, 2], [3]].map(r, r.map(e, e + r.size())) == [[3, 4], [4]]",
        "[1, 2].all(i, i < 3) && i == 3", /* a loop's variable hides the outer one within it */
        "[1].all(i, .i == 3)",
        "[].all(e, false) && ![].exists(e, true)",
        "[1, 2].map(e, [3].map(f, e + f)[0]) == [4, 5]",
    };
    (void)state;
    test_expressions_hold(rows, TEST_COUNT(rows));
}

static void an_error_is_the_outcome(void **state) {
    static const test_expression_failure rows[] = {
        {"9223372036854775807 + 1", CHATLET_VALUE_ERROR_OVERFLOW},
        {"-9223372036854775808 - 1", CHATLET_VALUE_ERROR_OVERFLOW},
        {"9223372036854775807 * 2", CHATLET_VALUE_ERROR_OVERFLOW},
        {"-9223372036854775808 / -1", CHATLET_VALUE_ERROR_OVERFLOW},
        {"-(-9223372036854775808)", CHATLET_VALUE_ERROR_OVERFLOW},
        {"0u - 1u", CHATLET_VALUE_ERROR_OVERFLOW},
        {"1 / 0", CHATLET_VALUE_ERROR_DIVIDE},
        {"1u % 0u", CHATLET_VALUE_ERROR_DIVIDE},
        {"l[2]", CHATLET_VALUE_ERROR_INDEX},
        {"l[-1]", CHATLET_VALUE_ERROR_INDEX},
        {"m.b", CHATLET_VALUE_ERROR_NO_KEY},
        {"m['b']", CHATLET_VALUE_ERROR_NO_KEY},
        {"dyn(1).a", CHATLET_VALUE_ERROR_NO_FIELD},
        {"has(dyn(1).a)", CHATLET_VALUE_ERROR_NO_FIELD},
        {"{dyn(1.5): 1}", CHATLET_VALUE_ERROR_KEY_KIND},
        {"{'a': 1, 'a': 2}", CHATLET_VALUE_ERROR_KEY_TWICE},
        {"{1: 1, 1u: 2}", CHATLET_VALUE_ERROR_KEY_TWICE},
        {"dyn(1) + 1.5", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn(1) && true", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn(1) ? 1 : 2", CHATLET_VALUE_ERROR_OVERLOAD},
        {"!dyn(1)", CHATLET_VALUE_ERROR_OVERLOAD},
        {"-dyn('a')", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn([]) < dyn([])", CHATLET_VALUE_ERROR_OVERLOAD},
        {"1 in dyn(1)", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn(1).all(e, true)", CHATLET_VALUE_ERROR_OVERLOAD},
        {"[1, 2].filter(e, dyn(1))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"[1 / 0, 2]", CHATLET_VALUE_ERROR_DIVIDE},
        {"{'a': 1 / 0}", CHATLET_VALUE_ERROR_DIVIDE},
        {"size([1 / 0])", CHATLET_VALUE_ERROR_DIVIDE},
        {"[1, 0].map(e, 1 / e)", CHATLET_VALUE_ERROR_DIVIDE},
        {"[1, 0].exists_one(e, 1 / e == 1)", CHATLET_VALUE_ERROR_DIVIDE},
        {"[2, 0].exists(e, 1 / e == 1)", CHATLET_VALUE_ERROR_DIVIDE},
        {"(1 / 0 == 1) && true", CHATLET_VALUE_ERROR_DIVIDE},
        {"1 / 0 == l[5]", CHATLET_VALUE_ERROR_DIVIDE},
        {"unset + 1", CHATLET_VALUE_ERROR_UNSET},
        {"{1: 1}.transformMap(k, v, k / 0 == 1, v)", CHATLET_VALUE_ERROR_DIVIDE},
        {"dyn('a').matches('a') ? m.b : 1", CHATLET_VALUE_ERROR_NO_KEY},
    };
    (void)state;
    test_expressions_fail(rows, TEST_COUNT(rows));
}

/* Without checking, names and calls that mean nothing are errors when they are reached. */
static void what_is_unchecked_fails_when_reached(void **state) {
    static const struct {
        const char *source;
        chatlet_value_error error;
    } rows[] = {
        {"nowhere", CHATLET_VALUE_ERROR_UNKNOWN},
        {"frobnicate(1)", CHATLET_VALUE_ERROR_UNKNOWN},
        {"'a'.substring(1, 2, 3)", CHATLET_VALUE_ERROR_OVERLOAD},
        {"42.indexOf('4')", CHATLET_VALUE_ERROR_OVERLOAD},
        {"1 + 1.5", CHATLET_VALUE_ERROR_OVERLOAD},
    };
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        test_expression out;
        test_expression_run(test_plain_allocator(), test_str(rows[i].source), true, 1000, &out);
        test_status_equal(rows[i].source, out.status, CHATLET_OK);
        const chatlet_value *value = chatlet_evaluation_value(out.evaluation);
        assert_int_equal(value->kind, CHATLET_VALUE_ERROR);
        assert_int_equal(value->error, rows[i].error);
        test_expression_free(&out);
    }
}

static chatlet_status run_with(const char *source, uint64_t cost_max, uint64_t *cost) {
    test_expression out;
    test_expression_run(test_plain_allocator(), test_str(source), false, cost_max, &out);
    if (out.status == CHATLET_OK) *cost = chatlet_evaluation_cost(out.evaluation);
    const chatlet_status status = out.status;
    test_expression_free(&out);
    return status;
}

static void the_budget_is_exact(void **state) {
    static const char *const rows[] = {
        "1",
        "1 + 2 * i",
        "l.map(e, e * 2)",
        "[1, 2, 3, 4, 5].all(a, [1, 2, 3].all(c, a * c > 0))",
        "'abc'.replace('b', 'xyz')",
        "s.matches('t.*t')",
        "{'a': 1} == {'a': 1}",
    };
    uint64_t cost = 0;
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        assert_int_equal(run_with(rows[i], TEST_EXPRESSION_COST, &cost), CHATLET_OK);
        const uint64_t needed = cost;
        test_status_equal(rows[i], run_with(rows[i], needed, &cost), CHATLET_OK);
        test_status_equal(rows[i], run_with(rows[i], needed - 1, &cost), CHATLET_ERR_COST);
        test_status_equal(rows[i], run_with(rows[i], 0, &cost), CHATLET_ERR_COST);
    }
    assert_int_equal(run_with("1", 2, &cost), CHATLET_OK);
    assert_int_equal(cost, 2);
}

/* Doubling a text or a list round after round ends at the limit of values, or in the budget. */
static void values_have_a_largest_size(void **state) {
    static const char doubled[] =
        "[[1]].map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a)"
        ".map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a)"
        ".map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a)[0]";
    char source[2000];
    uint64_t cost;
    (void)state;
    snprintf(source, sizeof source, "size(%s) == %d", doubled, CHATLET_VALUE_ITEMS_MAX);
    const char *const at[] = {source};
    test_expressions_hold(at, 1);
    char past[2000];
    snprintf(past, sizeof past, "%s + [1]", doubled);
    const test_expression_failure rows[] = {{past, CHATLET_VALUE_ERROR_SIZE}};
    test_expressions_fail(rows, 1);

    char texts[1000];
    /* 8 bytes, doubled 15 times. */
    strcpy(texts, "['12345678']");
    for (int i = 0; i < 15; i++)
        strcat(texts, ".map(a, a + a)");
    snprintf(source, sizeof source, "%s[0].size() == %d", texts, CHATLET_VALUE_BYTES_MAX);
    test_expressions_hold(at, 1);
    snprintf(past, sizeof past, "%s[0] + 'x'", texts);
    test_expressions_fail(rows, 1);
    snprintf(past, sizeof past, "%s[0].replace('1', '12')", texts);
    test_expressions_fail(rows, 1);
    assert_int_equal(run_with(source, 10000, &cost), CHATLET_ERR_COST);
}

static void values_have_a_largest_depth(void **state) {
    char source[200] = "";
    (void)state;
    for (int i = 0; i < CHATLET_VALUE_DEPTH_MAX; i++)
        strcat(source, "[");
    for (int i = 0; i < CHATLET_VALUE_DEPTH_MAX; i++)
        strcat(source, "]");
    char at[250];
    char past[250];
    snprintf(at, sizeof at, "size(%s) == 1", source);
    snprintf(past, sizeof past, "[%s]", source);
    const char *const rows[] = {at};
    const test_expression_failure failures[] = {{past, CHATLET_VALUE_ERROR_DEPTH}};
    test_expressions_hold(rows, 1);
    test_expressions_fail(failures, 1);
}

static void code_is_refused_with_too_few_slots(void **state) {
    const chatlet_expression_options options = {.variables = test_expression_variables,
                                                .variable_count = TEST_EXPRESSION_VARIABLES};
    chatlet_expression *expression;
    chatlet_evaluation *evaluation = NULL;
    (void)state;
    assert_int_equal(chatlet_expression_compile(test_plain_allocator(), CHATLET_STR("d > 1.0"),
                                                &options, &expression),
                     CHATLET_OK);
    const chatlet_str code = chatlet_expression_code(expression);
    assert_int_equal(chatlet_expression_evaluate(test_plain_allocator(), code,
                                                 test_expression_values(), 1, 100, NULL,
                                                 &evaluation),
                     CHATLET_ERR_BUNDLE);
    assert_null(evaluation);
    assert_int_equal(chatlet_expression_evaluate(test_plain_allocator(), code,
                                                 test_expression_values(), 2, 100, NULL,
                                                 &evaluation),
                     CHATLET_OK);
    assert_true(chatlet_evaluation_value(evaluation)->boolean == true);
    chatlet_evaluation_free(evaluation);
    chatlet_evaluation_free(NULL);
    chatlet_expression_free(expression);
    chatlet_expression_free(NULL);
}

static void computed_patterns_go_where_they_are_allowed(void **state) {
    static const struct {
        const char *source;
        bool has_compiler;
        int error; /* -1: true */
    } rows[] = {
        {"'abc'.matches('b' + 'c')", true, -1},
        {"'abc'.matches('b' + 'c')", false, CHATLET_VALUE_ERROR_PATTERN},
        {"'abc'.matches('b' + '(')", true, CHATLET_VALUE_ERROR_PATTERN},
        {"'abc'.matches(dyn(1))", true, CHATLET_VALUE_ERROR_OVERLOAD},
    };
    const chatlet_expression_options options = {.allows_computed_patterns = true};
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        chatlet_expression *expression;
        chatlet_evaluation *evaluation;
        assert_int_equal(chatlet_expression_compile(test_plain_allocator(),
                                                    test_str(rows[i].source), &options,
                                                    &expression),
                         CHATLET_OK);
        assert_int_equal(chatlet_expression_evaluate(
                             test_plain_allocator(), chatlet_expression_code(expression), NULL, 0,
                             10000, rows[i].has_compiler ? chatlet_pattern_compile : NULL,
                             &evaluation),
                         CHATLET_OK);
        const chatlet_value *value = chatlet_evaluation_value(evaluation);
        if (rows[i].error < 0)
            assert_true(value->kind == CHATLET_VALUE_BOOL && value->boolean);
        else
            assert_int_equal(value->error, rows[i].error);
        chatlet_evaluation_free(evaluation);
        chatlet_expression_free(expression);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_follow_cel),
        cmocka_unit_test(macros_go_over_lists_and_maps),
        cmocka_unit_test(an_error_is_the_outcome),
        cmocka_unit_test(what_is_unchecked_fails_when_reached),
        cmocka_unit_test(the_budget_is_exact),
        cmocka_unit_test(values_have_a_largest_size),
        cmocka_unit_test(values_have_a_largest_depth),
        cmocka_unit_test(code_is_refused_with_too_few_slots),
        cmocka_unit_test(computed_patterns_go_where_they_are_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
