#include "domain/region.h"
#include "test_allocator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SMALL_MAXIMUM = 64 * 1024 };

static void memory_is_zero_and_aligned(void **state) {
    region memory;
    (void)state;
    region_init(&memory, test_plain_allocator(), SMALL_MAXIMUM);
    for (size_t size = 0; size < 200; size++) {
        char *bytes = region_take(&memory, size);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xff, size);
    }
    region_free(&memory);
}

static void texts_are_joined_with_a_zero_byte_behind(void **state) {
    region memory;
    (void)state;
    region_init(&memory, test_plain_allocator(), SMALL_MAXIMUM);
    chatlet_str text =
        region_join(&memory, 3, CHATLET_STR("a"), CHATLET_STR(""), CHATLET_STR("bc"));
    assert_int_equal(text.size_bytes, 3);
    assert_string_equal(text.data, "abc");
    region_free(&memory);
}

static void the_maximum_is_taken_and_a_block_past_it_fails_for_good(void **state) {
    region memory;
    (void)state;
    region_init(&memory, test_plain_allocator(), SMALL_MAXIMUM);
    assert_non_null(region_take(&memory, SMALL_MAXIMUM));
    assert_null(region_take(&memory, 1));
    assert_true(memory.failed);
    assert_null(region_take(&memory, 0));
    assert_int_equal(region_copy(&memory, CHATLET_STR("x")).size_bytes, 0);
    region_reset(&memory);
    assert_false(memory.failed);
    assert_null(region_take(&memory, SMALL_MAXIMUM + 1));
    region_free(&memory);
}

static void texts_that_together_pass_the_maximum_are_refused(void **state) {
    static char half[SMALL_MAXIMUM / 2 + 1];
    region memory;
    (void)state;
    region_init(&memory, test_plain_allocator(), SMALL_MAXIMUM);
    chatlet_str text = {.data = half, .size_bytes = sizeof half};
    assert_int_equal(region_join(&memory, 2, text, text).size_bytes, 0);
    assert_true(memory.failed);
    region_free(&memory);
}

static void a_reset_keeps_one_block_and_free_gives_all_back(void **state) {
    test_allocator counting;
    region memory;
    (void)state;
    test_allocator_init(&counting);
    region_init(&memory, &counting.allocator, REGION_BYTES_MAX);
    for (int i = 0; i < 10; i++)
        assert_non_null(region_take(&memory, REGION_BLOCK_BYTES / 2));
    assert_non_null(region_take(&memory, 10 * REGION_BLOCK_BYTES));
    region_reset(&memory);
    assert_int_equal(counting.live_count, 1);
    size_t asked = counting.allocation_count;
    assert_non_null(region_take(&memory, 100));
    assert_int_equal(counting.allocation_count, asked);
    region_free(&memory);
    assert_int_equal(counting.live_count, 0);
    assert_int_equal(memory.size_bytes, 0);
}

static void refused_memory_is_a_failure_and_nothing_leaks(void **state) {
    test_allocator refusing;
    region memory;
    (void)state;
    test_allocator_init(&refusing);
    refusing.refuse_at = 2;
    region_init(&memory, &refusing.allocator, REGION_BYTES_MAX);
    assert_non_null(region_take(&memory, 100));
    assert_null(region_take(&memory, REGION_BLOCK_BYTES));
    assert_true(memory.failed);
    region_free(&memory);
    assert_int_equal(refusing.live_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zero_and_aligned),
        cmocka_unit_test(texts_are_joined_with_a_zero_byte_behind),
        cmocka_unit_test(the_maximum_is_taken_and_a_block_past_it_fails_for_good),
        cmocka_unit_test(texts_that_together_pass_the_maximum_are_refused),
        cmocka_unit_test(a_reset_keeps_one_block_and_free_gives_all_back),
        cmocka_unit_test(refused_memory_is_a_failure_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
