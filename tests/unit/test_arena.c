#include "test_assert.h"

#include "test_allocator.h"

#include "base/arena.h"

static void empty_arena_asks_for_nothing(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_arena arena;
    clet_arena_init(&arena, &test.allocator);
    assert_int_equal(test.allocation_count, 0);
    clet_arena_free(&arena);
    assert_int_equal(test.live_count, 0);
}

static void memory_is_zeroed_aligned_and_apart(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_arena arena;
    clet_arena_init(&arena, &test.allocator);
    unsigned char *previous = NULL;
    for (size_t size_bytes = 1; size_bytes < 20000; size_bytes = size_bytes * 3 / 2 + 1) {
        unsigned char *memory = clet_arena_allocate(&arena, size_bytes);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < size_bytes; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xFF, size_bytes);
        if (previous != NULL) assert_int_equal(previous[0], 0xFF);
        previous = memory;
    }
    clet_arena_free(&arena);
    assert_int_equal(test.live_count, 0);
}

static void size_zero_gives_a_pointer_to_nothing(void **state) {
    (void)state;
    clet_arena arena;
    clet_arena_init(&arena, test_plain_allocator());
    assert_non_null(clet_arena_allocate(&arena, 0));
    assert_non_null(clet_arena_allocate_array(&arena, 0, 8));
    chatlet_str copy;
    assert_int_equal(clet_arena_copy(&arena, CHATLET_STR(""), &copy), CHATLET_OK);
    assert_int_equal(copy.size_bytes, 0);
    clet_arena_free(&arena);
}

static void sizes_that_wrap_are_refused(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_arena arena;
    clet_arena_init(&arena, &test.allocator);
    assert_null(clet_arena_allocate(&arena, SIZE_MAX));
    assert_null(clet_arena_allocate(&arena, SIZE_MAX - 15));
    assert_null(clet_arena_allocate_array(&arena, SIZE_MAX / 2, 3));
    assert_int_equal(test.live_count, 0);
    clet_arena_free(&arena);
}

static void copy_keeps_a_zero_byte(void **state) {
    (void)state;
    clet_arena arena;
    clet_arena_init(&arena, test_plain_allocator());
    const chatlet_str text = CHATLET_STR("a\0b");
    chatlet_str copy;
    assert_int_equal(clet_arena_copy(&arena, text, &copy), CHATLET_OK);
    assert_ptr_not_equal(copy.data, text.data);
    test_text_equal("copy", copy, text);
    clet_arena_free(&arena);
}

static void grown_array_keeps_what_it_held(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_arena arena;
    clet_arena_init(&arena, &test.allocator);
    uint32_t capacity = 0;
    uint32_t *numbers = NULL;
    for (uint32_t i = 0; i < 5; i++) {
        if (i == capacity)
            numbers = clet_arena_grow_array(&arena, numbers, i, sizeof *numbers, 2, &capacity);
        assert_non_null(numbers);
        numbers[i] = i + 1;
    }
    assert_int_equal(capacity, 8);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(numbers[i], i + 1);

    capacity = UINT32_MAX / 2;
    test.refuse_at = test.allocation_count + 1;
    assert_null(clet_arena_grow_array(&arena, numbers, 5, sizeof *numbers, 2, &capacity));
    assert_int_equal(capacity, UINT32_MAX / 2);
    clet_arena_free(&arena);
    assert_int_equal(test.live_count, 0);
}

static void refused_arena_stays_usable(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_arena arena;
    clet_arena_init(&arena, &test.allocator);
    test.refuse_at = 1;
    chatlet_str copy = CHATLET_STR("untouched");
    assert_int_equal(clet_arena_copy(&arena, CHATLET_STR("text"), &copy), CHATLET_ERR_MEMORY);
    test_text_equal("copy", copy, CHATLET_STR("untouched"));
    assert_non_null(clet_arena_allocate(&arena, 100));
    clet_arena_free(&arena);
    assert_int_equal(test.live_count, 0);
    assert_non_null(clet_arena_allocate(&arena, 100)); /* usable again after the free */
    clet_arena_free(&arena);
    assert_int_equal(test.live_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_arena_asks_for_nothing),
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(size_zero_gives_a_pointer_to_nothing),
        cmocka_unit_test(sizes_that_wrap_are_refused),
        cmocka_unit_test(copy_keeps_a_zero_byte),
        cmocka_unit_test(grown_array_keeps_what_it_held),
        cmocka_unit_test(refused_arena_stays_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
