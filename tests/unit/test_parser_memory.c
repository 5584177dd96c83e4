/* The region that foreign parsers live in: how large it is reserved, and that it is left by a
 * jump. */
#include "test_allocator.h"
#include "test_assert.h"

#include "compile/parser_memory.h"

/* An allocator that refuses, but remembers what it was asked for. */
static void *remember_size(void *context, size_t size_bytes) {
    *(size_t *)context = size_bytes;
    return NULL;
}

static void release_nothing(void *context, void *memory) {
    (void)context;
    (void)memory;
}

static void region_grows_with_the_document_up_to_its_limit(void **state) {
    (void)state;
    enum {
        AT_LIMIT =
            (CHATLET_PARSER_BYTES_MAX - CHATLET_PARSER_BYTES_BASE) / CHATLET_PARSER_BYTES_FACTOR
    };
    static const struct {
        size_t document_bytes;
        size_t region_bytes;
    } rows[] = {
        {0, CHATLET_PARSER_BYTES_BASE},
        {1, CHATLET_PARSER_BYTES_BASE + CHATLET_PARSER_BYTES_FACTOR},
        {AT_LIMIT, CHATLET_PARSER_BYTES_BASE + (size_t)AT_LIMIT * CHATLET_PARSER_BYTES_FACTOR},
        {AT_LIMIT + 1, CHATLET_PARSER_BYTES_MAX},
        {CHATLET_DOCUMENT_BYTES_MAX, CHATLET_PARSER_BYTES_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t asked_bytes = 0;
        const chatlet_allocator allocator = {
            .context = &asked_bytes, .allocate = remember_size, .release = release_nothing};
        clet_parser_memory memory;
        assert_int_equal(clet_parser_memory_reserve(&memory, &allocator, rows[i].document_bytes),
                         CHATLET_ERR_MEMORY);
        assert_int_equal(asked_bytes, rows[i].region_bytes);
    }
}

static void region_that_is_used_up_is_left_by_a_jump(void **state) {
    (void)state;
    clet_parser_memory memory;
    assert_int_equal(clet_parser_memory_reserve(&memory, test_plain_allocator(), 0), CHATLET_OK);
    volatile uint32_t taken = 0;
    if (setjmp(memory.exhausted) == 0) {
        for (;;) {
            memset(clet_parser_memory_allocate(&memory, 1000), 0xA5, 1000);
            taken = taken + 1;
        }
    }
    assert_true(taken > CHATLET_PARSER_BYTES_BASE / 2000);
    clet_parser_memory_release(&memory);
}

static void blocks_given_back_are_used_again(void **state) {
    (void)state;
    clet_parser_memory memory;
    assert_int_equal(clet_parser_memory_reserve(&memory, test_plain_allocator(), 0), CHATLET_OK);
    if (setjmp(memory.exhausted) != 0) fail_msg("used up");
    for (uint32_t i = 0; i < CHATLET_PARSER_BYTES_BASE / 100; i++) {
        char *block = clet_parser_memory_allocate(&memory, 500);
        block = clet_parser_memory_resize(&memory, block, 900);
        clet_parser_memory_free(&memory, block);
    }
    clet_parser_memory_release(&memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(region_grows_with_the_document_up_to_its_limit),
        cmocka_unit_test(region_that_is_used_up_is_left_by_a_jump),
        cmocka_unit_test(blocks_given_back_are_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
