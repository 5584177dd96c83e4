#include "test_assert.h"

#include "base/value_rules.h"

static const double not_a_number = __builtin_nan("");

static chatlet_value text(const char *words) {
    return clet_value_text(CHATLET_VALUE_STRING, test_str(words));
}

static void numbers_are_ordered_across_their_kinds(void **state) {
    const struct {
        const char *name;
        chatlet_value a;
        chatlet_value b;
        clet_value_order order;
    } rows[] = {
        {"int and uint", clet_value_int(-1), clet_value_uint(UINT64_MAX), CLET_VALUE_BEFORE},
        {"int as uint", clet_value_int(5), clet_value_uint(5), CLET_VALUE_SAME},
        {"int below double", clet_value_int(1), clet_value_double(1.5), CLET_VALUE_BEFORE},
        {"int above double", clet_value_int(-1), clet_value_double(-1.5), CLET_VALUE_AFTER},
        {"as the suite has it", clet_value_int(INT64_MAX), clet_value_double(9223372036854775808.0),
         CLET_VALUE_SAME},
        {"past int", clet_value_int(INT64_MAX), clet_value_double(1e19), CLET_VALUE_BEFORE},
        {"uint and double", clet_value_uint(UINT64_MAX), clet_value_double(1e20),
         CLET_VALUE_BEFORE},
        {"uint and below 0", clet_value_uint(0), clet_value_double(-0.5), CLET_VALUE_AFTER},
        {"no number", clet_value_int(0), clet_value_double(not_a_number), CLET_VALUE_UNORDERED},
        {"no number itself", clet_value_double(not_a_number), clet_value_double(not_a_number),
         CLET_VALUE_UNORDERED},
        {"texts", text("a"), text("b"), CLET_VALUE_BEFORE},
        {"text and number", text("1"), clet_value_int(1), CLET_VALUE_UNRELATED},
        {"null", clet_value_null(), clet_value_null(), CLET_VALUE_UNRELATED},
        {"bools", clet_value_bool(false), clet_value_bool(true), CLET_VALUE_BEFORE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const clet_value_order order = clet_value_compare(&rows[i].a, &rows[i].b);
        const clet_value_order turned = clet_value_compare(&rows[i].b, &rows[i].a);
        if (order != rows[i].order) fail_msg("%s: %d", rows[i].name, order);
        if (order <= CLET_VALUE_AFTER)
            assert_int_equal(turned, CLET_VALUE_AFTER - order);
        else
            assert_int_equal(turned, order);
    }
}

static void maps_are_equal_in_any_order(void **state) {
    const chatlet_value one[] = {text("a"), clet_value_int(1), text("b"), clet_value_double(2)};
    const chatlet_value two[] = {text("b"), clet_value_uint(2), text("a"), clet_value_int(1)};
    const chatlet_value three[] = {text("b"), clet_value_uint(2), text("c"), clet_value_int(1)};
    const chatlet_value a = {.kind = CHATLET_VALUE_MAP, .depth = 1, .count = 2, .items = one};
    const chatlet_value b = {.kind = CHATLET_VALUE_MAP, .depth = 1, .count = 2, .items = two};
    const chatlet_value c = {.kind = CHATLET_VALUE_MAP, .depth = 1, .count = 2, .items = three};
    uint64_t cost = 1000;
    (void)state;
    assert_true(clet_value_equal(&a, &b, &cost));
    assert_false(clet_value_equal(&a, &c, &cost));
    assert_true(cost < 1000 && cost > 900);
    assert_int_equal(clet_value_find_text(&a, CHATLET_STR("b"), &cost)->kind, CHATLET_VALUE_DOUBLE);
    assert_null(clet_value_find_text(&a, CHATLET_STR("z"), &cost));
}

static void a_comparison_stops_when_the_budget_ends(void **state) {
    chatlet_value items[100];
    (void)state;
    for (int i = 0; i < 100; i++)
        items[i] = clet_value_int(i);
    const chatlet_value list = {
        .kind = CHATLET_VALUE_LIST, .depth = 1, .count = 100, .items = items};
    uint64_t cost = 50;
    assert_false(clet_value_equal(&list, &list, &cost));
    assert_int_equal(cost, 0);
    cost = 102; /* the list, its items, and one left */
    assert_true(clet_value_equal(&list, &list, &cost));
    assert_int_equal(cost, 1);
}

static void an_error_equals_nothing_and_is_no_key(void **state) {
    const chatlet_value error = clet_value_error(CHATLET_VALUE_ERROR_DIVIDE);
    const chatlet_value number = clet_value_double(1);
    const chatlet_value key = clet_value_uint(1);
    uint64_t cost = 10;
    (void)state;
    assert_false(clet_value_equal(&error, &error, &cost));
    assert_false(clet_value_is_key(&error));
    assert_false(clet_value_is_key(&number));
    assert_true(clet_value_is_key(&key));
}

static void only_whole_doubles_are_uints(void **state) {
    uint64_t result = 7;
    (void)state;
    assert_true(clet_value_double_as_uint(4294967296.0, &result));
    assert_int_equal(result, 4294967296);
    assert_false(clet_value_double_as_uint(0.5, &result));
    assert_false(clet_value_double_as_uint(-1, &result));
    assert_false(clet_value_double_as_uint(18446744073709551616.0, &result));
    assert_false(clet_value_double_as_uint(not_a_number, &result));
    assert_int_equal(result, 4294967296);
}

static void every_kind_and_error_has_words(void **state) {
    (void)state;
    for (int kind = 0; kind < CHATLET_VALUE_ERROR; kind++)
        assert_string_not_equal(chatlet_value_type_name((chatlet_value_kind)kind), "error");
    assert_string_equal(chatlet_value_type_name(CHATLET_VALUE_ERROR), "error");
    for (int error = 0; error <= CHATLET_VALUE_ERROR_DEPTH; error++)
        assert_string_not_equal(chatlet_value_error_sentence((chatlet_value_error)error),
                                "unknown error");
    assert_string_equal(chatlet_value_error_sentence(CHATLET_VALUE_ERROR_DIVIDE),
                        "division by zero");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_ordered_across_their_kinds),
        cmocka_unit_test(maps_are_equal_in_any_order),
        cmocka_unit_test(a_comparison_stops_when_the_budget_ends),
        cmocka_unit_test(an_error_equals_nothing_and_is_no_key),
        cmocka_unit_test(only_whole_doubles_are_uints),
        cmocka_unit_test(every_kind_and_error_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
