/* The whole-number logarithm against exact powers and against its own definition. */
#include "test_assert.h"

#include "base/fixed_log.h"

static void powers_of_two_are_exact(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 64; i++)
        assert_int_equal(clet_log2_q16((uint64_t)1 << i), i << 16);
}

static void known_values_round_down(void **state) {
    (void)state;
    static const struct {
        uint64_t value;
        uint32_t log2_q16; /* floor(log2(value) * 65536), from bc */
    } rows[] = {{3, 103872},    {5, 152169},        {7, 183982},          {10, 217705},
                {1000, 653117}, {1000000, 1306235}, {UINT64_MAX, 4194303}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(clet_log2_q16(rows[i].value), rows[i].log2_q16);
    }
}

static void larger_values_never_give_less(void **state) {
    (void)state;
    uint32_t before = 0;
    for (uint64_t value = 1; value < 200000; value++) {
        const uint32_t log = clet_log2_q16(value);
        assert_true(log >= before);
        before = log;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_of_two_are_exact),
        cmocka_unit_test(known_values_round_down),
        cmocka_unit_test(larger_values_never_give_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
