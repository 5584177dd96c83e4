/* The curve from evidence to confidence, and its bytes in the head. */
#include "test_allocator.h"
#include "test_assert.h"

#include "bundle/bundle_confidence.h"

static const clet_confidence_map steep = {.center = CLET_EVIDENCE_ONE, .slope_q8 = 256};

static void confidence_is_a_half_at_the_center_and_follows_the_curve(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int32_t doublings_q16; /* from the center */
        uint32_t confidence;
    } rows[] = {
        {"the center", 0, 500000},
        {"twice the evidence", 65536, 666667},
        {"half the evidence", -65536, 333333},
        {"four times", 2 * 65536, 800000},
        {"a fourth", -2 * 65536, 200000},
        {"between two points of the curve", 16384, 542893},
        {"past the end of the curve", 12 * 65536, 996109},
        {"far below", -12 * 65536, 3891},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const uint32_t evidence = (uint32_t)((int32_t)steep.center + rows[i].doublings_q16);
        const uint32_t confidence = clet_confidence_of(steep, evidence);
        if (confidence != rows[i].confidence)
            fail_msg("%s: expected %u, got %u", rows[i].name, rows[i].confidence, confidence);
    }
    assert_int_equal(clet_confidence_of(steep, 0), 0); /* there is no evidence at all */
}

static void more_evidence_never_lowers_confidence(void **state) {
    (void)state;
    static const clet_confidence_map maps[] = {
        {.center = 1, .slope_q8 = CLET_CONFIDENCE_SLOPE_MAX},
        {.center = CLET_EVIDENCE_MAX, .slope_q8 = CLET_CONFIDENCE_SLOPE_MIN},
        {.center = CLET_CONFIDENCE_CENTER_DEFAULT, .slope_q8 = CLET_CONFIDENCE_SLOPE_DEFAULT},
    };
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        uint32_t before = 0;
        for (uint32_t evidence = 0; evidence <= CLET_EVIDENCE_MAX; evidence += 97) {
            const uint32_t confidence = clet_confidence_of(maps[i], evidence);
            if (confidence < before || confidence > 1000000)
                fail_msg("map %zu, evidence %u: %u after %u", i, evidence, confidence, before);
            before = confidence;
        }
    }
}

static void bytes_give_back_what_was_written(void **state) {
    (void)state;
    static const struct {
        clet_confidence_map map;
        uint32_t threshold;
    } rows[] = {
        {{.center = 1, .slope_q8 = CLET_CONFIDENCE_SLOPE_MIN}, 0},
        {{.center = CLET_EVIDENCE_MAX, .slope_q8 = CLET_CONFIDENCE_SLOPE_MAX}, 1000000},
        {{.center = CLET_CONFIDENCE_CENTER_DEFAULT, .slope_q8 = CLET_CONFIDENCE_SLOPE_DEFAULT},
         CLET_CONFIDENCE_THRESHOLD_DEFAULT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_buffer buffer;
        clet_buffer_init(&buffer, test_plain_allocator(), 64);
        clet_confidence_append(&buffer, rows[i].map, rows[i].threshold);
        const chatlet_str bytes = test_guarded_copy(clet_buffer_str(&buffer));
        clet_confidence_map map;
        uint32_t threshold;
        assert_int_equal(clet_confidence_read(bytes, &map, &threshold), CHATLET_OK);
        assert_int_equal(map.center, rows[i].map.center);
        assert_int_equal(map.slope_q8, rows[i].map.slope_q8);
        assert_int_equal(threshold, rows[i].threshold);
        for (size_t cut = 0; cut < bytes.size_bytes; cut++) {
            const chatlet_str less = {.data = bytes.data, .size_bytes = cut};
            assert_int_equal(clet_confidence_read(less, &map, &threshold), CHATLET_ERR_BUNDLE);
        }
        test_guarded_free(bytes);
        clet_buffer_free(&buffer);
    }
}

static void numbers_out_of_range_and_bytes_behind_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *name;
        uint64_t numbers[4];
        uint32_t count;
    } rows[] = {
        {"center 0", {0, 256, 1}, 3},
        {"center past the largest evidence", {CLET_EVIDENCE_MAX + 1, 256, 1}, 3},
        {"too flat", {1, CLET_CONFIDENCE_SLOPE_MIN - 1, 1}, 3},
        {"too steep", {1, CLET_CONFIDENCE_SLOPE_MAX + 1, 1}, 3},
        {"threshold past 1,000,000", {1, 256, 1000001}, 3},
        {"a fourth number", {1, 256, 1, 1}, 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_buffer buffer;
        clet_confidence_map map = steep;
        uint32_t threshold = 7;
        clet_buffer_init(&buffer, test_plain_allocator(), 64);
        for (uint32_t k = 0; k < rows[i].count; k++)
            clet_buffer_append_varint(&buffer, rows[i].numbers[k]);
        test_status_equal(rows[i].name,
                          clet_confidence_read(clet_buffer_str(&buffer), &map, &threshold),
                          CHATLET_ERR_BUNDLE);
        assert_int_equal(map.center, steep.center);
        assert_int_equal(threshold, 7);
        clet_buffer_free(&buffer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confidence_is_a_half_at_the_center_and_follows_the_curve),
        cmocka_unit_test(more_evidence_never_lowers_confidence),
        cmocka_unit_test(bytes_give_back_what_was_written),
        cmocka_unit_test(numbers_out_of_range_and_bytes_behind_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
