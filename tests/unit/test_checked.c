#include "test_assert.h"

#include "base/checked.h"

static void sums_that_fit_are_given(void **state) {
    (void)state;
    size_t sum = 0;
    assert_true(clet_checked_add(2, 3, &sum));
    assert_int_equal(sum, 5);
    assert_true(clet_checked_add(SIZE_MAX - 1, 1, &sum));
    assert_true(sum == SIZE_MAX);
}

static void sums_that_wrap_leave_the_result_alone(void **state) {
    (void)state;
    size_t sum = 7;
    assert_false(clet_checked_add(SIZE_MAX, 1, &sum));
    assert_int_equal(sum, 7);
}

static void products_that_fit_are_given(void **state) {
    (void)state;
    size_t product = 0;
    assert_true(clet_checked_multiply(6, 7, &product));
    assert_int_equal(product, 42);
    assert_true(clet_checked_multiply(SIZE_MAX / 2, 2, &product));
    assert_true(product == SIZE_MAX - 1);
    assert_true(clet_checked_multiply(SIZE_MAX, 0, &product));
    assert_int_equal(product, 0);
}

static void products_that_wrap_leave_the_result_alone(void **state) {
    (void)state;
    size_t product = 7;
    assert_false(clet_checked_multiply(SIZE_MAX / 2 + 1, 2, &product));
    assert_int_equal(product, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_that_fit_are_given),
        cmocka_unit_test(sums_that_wrap_leave_the_result_alone),
        cmocka_unit_test(products_that_fit_are_given),
        cmocka_unit_test(products_that_wrap_leave_the_result_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
