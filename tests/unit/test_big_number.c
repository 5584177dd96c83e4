#include "test_assert.h"

#include "base/big_number.h"

static void products_sums_and_shifts_agree(void **state) {
    clet_big a;
    clet_big b;
    clet_big sum;
    (void)state;
    clet_big_set(&a, 1);
    clet_big_multiply_power(&a, 40);
    clet_big_set(&b, 5);
    for (int i = 0; i < 39; i++)
        clet_big_multiply(&b, 5, 0);
    clet_big_shift_left(&b, 40); /* 5^40 x 2^40 */
    assert_int_equal(clet_big_compare(&a, &b), 0);
    assert_int_equal(clet_big_bit_count(&a), 133);
    clet_big_add(&sum, &a, &b);
    assert_int_equal(clet_big_compare(&sum, &a), 1);
    clet_big_subtract(&sum, &b);
    assert_int_equal(clet_big_compare(&sum, &a), 0);
    clet_big_subtract(&sum, &a);
    assert_int_equal(sum.count, 0);
    assert_int_equal(clet_big_bit_count(&sum), 0);
}

static void carries_and_borrows_run_through(void **state) {
    clet_big a;
    clet_big one;
    (void)state;
    clet_big_set(&one, 1);
    clet_big_set(&a, UINT64_MAX);
    clet_big_add(&a, &a, &one);
    assert_int_equal(a.count, 3);
    assert_int_equal(clet_big_bit_count(&a), 65);
    clet_big_subtract(&a, &one);
    assert_int_equal(a.count, 2);
    assert_int_equal(a.words[1], UINT32_MAX);
    clet_big_multiply(&a, UINT32_MAX, UINT32_MAX);
    assert_int_equal(clet_big_bit_count(&a), 96);
}

static void nothing_shifted_or_multiplied_stays_nothing(void **state) {
    clet_big zero;
    (void)state;
    clet_big_set(&zero, 0);
    clet_big_shift_left(&zero, 4000);
    clet_big_multiply_power(&zero, 100);
    assert_int_equal(zero.count, 0);
    clet_big_multiply(&zero, 7, 9);
    assert_int_equal(zero.words[0], 9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_sums_and_shifts_agree),
        cmocka_unit_test(carries_and_borrows_run_through),
        cmocka_unit_test(nothing_shifted_or_multiplied_stays_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
