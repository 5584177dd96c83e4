/* Samples in, a curve and a threshold out. */
#include "test_assert.h"

#include "tune/tune_fit.h"

enum { ROOM = 64 };

static const double euler = 2.718281828459045;

/* The number times e, so often, without a library of the machine. */
static double times_e(double value, int count) {
    for (; count > 0; count--)
        value *= euler;
    for (; count < 0; count++)
        value /= euler;
    return value;
}

static void exp_is_as_near_as_doubles_are(void **state) {
    (void)state;
    for (int whole = -40; whole <= 40; whole++) {
        const double expected = times_e(1.0, whole);
        const double got = clet_tune_exp((double)whole);
        const double error = got / expected - 1.0;
        if (error > 1e-12 || error < -1e-12) fail_msg("e^%d: off by %g", whole, error);
    }
    const double half = clet_tune_exp(0.5);
    assert_true(half * half / euler - 1.0 < 1e-12 && half * half / euler - 1.0 > -1e-12);
}

/* `count` samples around `doublings_q16` from 1, a 32nd of a doubling apart. */
static void add_samples(clet_tune_sample *samples, uint32_t *count, uint32_t more,
                        int32_t doublings_q16, bool is_right, bool is_hard) {
    for (uint32_t i = 0; i < more; i++) {
        samples[(*count)++] = (clet_tune_sample){
            .evidence = (uint32_t)(CLET_EVIDENCE_ONE + doublings_q16 + (int32_t)(i * 2048)),
            .is_right = is_right,
            .is_hard = is_hard};
    }
}

static void sides_that_part_put_center_and_threshold_between_them(void **state) {
    (void)state;
    clet_tune_sample samples[ROOM];
    uint32_t scratch[ROOM];
    uint32_t count = 0;
    clet_tuning tuning;
    add_samples(samples, &count, 20, 3 << 16, true, true);
    add_samples(samples, &count, 20, 0, false, true);
    assert_true(clet_tune_fit(samples, count, scratch, &tuning));
    const uint32_t wrong_most = CLET_EVIDENCE_ONE + 19 * 2048;
    const uint32_t right_least = CLET_EVIDENCE_ONE + (3 << 16);
    assert_true(tuning.map.center > wrong_most && tuning.map.center < right_least);
    assert_true(clet_confidence_of(tuning.map, right_least) >= tuning.threshold);
    assert_true(clet_confidence_of(tuning.map, wrong_most) < tuning.threshold);
}

static void samples_in_another_place_move_the_curve(void **state) {
    (void)state;
    uint32_t centers[2];
    uint32_t cuts[2];
    for (int i = 0; i < 2; i++) {
        clet_tune_sample samples[ROOM];
        uint32_t scratch[ROOM];
        uint32_t count = 0;
        clet_tuning tuning;
        const int32_t place = (1 + 2 * i) << 16;
        add_samples(samples, &count, 16, place + (1 << 16), true, true);
        add_samples(samples, &count, 16, place, false, true);
        assert_true(clet_tune_fit(samples, count, scratch, &tuning));
        centers[i] = tuning.map.center;
        uint32_t cut = 0;
        while (clet_confidence_of(tuning.map, cut) < tuning.threshold)
            cut += 256;
        cuts[i] = cut;
    }
    assert_true(centers[1] > centers[0] + (1 << 16));
    assert_true(cuts[1] > cuts[0] + (1 << 16));
}

static void sides_the_wrong_way_round_still_give_a_rising_curve(void **state) {
    (void)state;
    clet_tune_sample samples[ROOM];
    uint32_t scratch[ROOM];
    uint32_t count = 0;
    clet_tuning tuning;
    add_samples(samples, &count, 20, 0, true, true);
    add_samples(samples, &count, 20, 10 << 16, false, true);
    assert_true(clet_tune_fit(samples, count, scratch, &tuning));
    assert_in_range(tuning.map.slope_q8, CLET_CONFIDENCE_SLOPE_MIN, CLET_CONFIDENCE_SLOPE_MAX);
    assert_in_range(tuning.map.center, 1, CLET_EVIDENCE_MAX);
    assert_true(tuning.threshold <= 1000000);
}

static void equal_samples_and_evidence_at_both_ends_are_survived(void **state) {
    (void)state;
    static const uint32_t places[][2] = {{CLET_EVIDENCE_ONE, CLET_EVIDENCE_ONE},
                                         {1, CLET_EVIDENCE_MAX},
                                         {CLET_EVIDENCE_MAX, CLET_EVIDENCE_MAX},
                                         {1, 1}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        clet_tune_sample samples[2 * CLET_TUNE_SIDE_MIN];
        uint32_t scratch[2 * CLET_TUNE_SIDE_MIN];
        clet_tuning tuning;
        for (uint32_t k = 0; k < 2 * CLET_TUNE_SIDE_MIN; k++)
            samples[k] = (clet_tune_sample){
                .evidence = places[i][k % 2], .is_right = k % 2 == 1, .is_hard = true};
        assert_true(clet_tune_fit(samples, 2 * CLET_TUNE_SIDE_MIN, scratch, &tuning));
        assert_in_range(tuning.map.slope_q8, CLET_CONFIDENCE_SLOPE_MIN, CLET_CONFIDENCE_SLOPE_MAX);
        assert_in_range(tuning.map.center, 1, CLET_EVIDENCE_MAX);
    }
}

static void too_few_of_a_side_tell_nothing(void **state) {
    (void)state;
    static const struct {
        const char *name;
        uint32_t right_hard;
        uint32_t right_easy;
        uint32_t wrong_hard;
        uint32_t wrong_easy;
        bool is_fitted;
    } rows[] = {
        {"nothing at all", 0, 0, 0, 0, false},
        {"just enough", CLET_TUNE_SIDE_MIN, 0, CLET_TUNE_SIDE_MIN, 0, true},
        {"one right too few", CLET_TUNE_SIDE_MIN - 1, 0, 20, 0, false},
        {"one wrong too few", 20, 0, CLET_TUNE_SIDE_MIN - 1, 0, false},
        {"hard right ones too few", CLET_TUNE_SIDE_MIN - 1, 5, 20, 0, false},
        {"hard wrong ones too few", 20, 0, CLET_TUNE_SIDE_MIN - 1, 5, false},
        {"easy ones besides", CLET_TUNE_SIDE_MIN, 5, CLET_TUNE_SIDE_MIN, 5, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_tune_sample samples[ROOM];
        uint32_t scratch[ROOM];
        uint32_t count = 0;
        clet_tuning tuning = {.threshold = 7};
        add_samples(samples, &count, rows[i].right_hard, 3 << 16, true, true);
        add_samples(samples, &count, rows[i].right_easy, 4 << 16, true, false);
        add_samples(samples, &count, rows[i].wrong_hard, 1 << 16, false, true);
        add_samples(samples, &count, rows[i].wrong_easy, 0, false, false);
        if (clet_tune_fit(samples, count, scratch, &tuning) != rows[i].is_fitted)
            fail_msg("%s", rows[i].name);
        if (!rows[i].is_fitted) assert_int_equal(tuning.threshold, 7);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_as_near_as_doubles_are),
        cmocka_unit_test(sides_that_part_put_center_and_threshold_between_them),
        cmocka_unit_test(samples_in_another_place_move_the_curve),
        cmocka_unit_test(sides_the_wrong_way_round_still_give_a_rising_curve),
        cmocka_unit_test(equal_samples_and_evidence_at_both_ends_are_survived),
        cmocka_unit_test(too_few_of_a_side_tell_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
