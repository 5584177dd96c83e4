#include "test_assert.h"

#include "test_allocator.h"

#include "base/buffer.h"

static void numbers_are_little_endian(void **state) {
    (void)state;
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), 1000);
    clet_buffer_append_byte(&buffer, 0x01);
    clet_buffer_append_u16(&buffer, 0x0203);
    clet_buffer_append_u32(&buffer, 0x04050607);
    clet_buffer_append_u64(&buffer, 0x08090A0B0C0D0E0F);
    clet_buffer_append_zeros(&buffer, 2);
    test_text_equal(
        "bytes", clet_buffer_str(&buffer),
        CHATLET_STR("\x01\x03\x02\x07\x06\x05\x04\x0F\x0E\x0D\x0C\x0B\x0A\x09\x08\0\0"));
    clet_buffer_free(&buffer);
}

static void varints_take_seven_bits_a_byte(void **state) {
    static const struct {
        const char *name;
        uint64_t value;
        chatlet_str bytes;
    } rows[] = {
        {"zero", 0, {"\0", 1}},
        {"largest of one byte", 127, {"\x7F", 1}},
        {"smallest of two", 128, {"\x80\x01", 2}},
        {"largest of two", 16383, {"\xFF\x7F", 2}},
        {"smallest of three", 16384, {"\x80\x80\x01", 3}},
        {"largest of all", UINT64_MAX, {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_buffer buffer;
        clet_buffer_init(&buffer, test_plain_allocator(), 1000);
        clet_buffer_append_varint(&buffer, rows[i].value);
        test_text_equal(rows[i].name, clet_buffer_str(&buffer), rows[i].bytes);
        clet_buffer_free(&buffer);
    }
}

static void growing_keeps_what_stands(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_buffer buffer;
    clet_buffer_init(&buffer, &test.allocator, 100000);
    for (uint32_t i = 0; i < 5000; i++)
        clet_buffer_append_u32(&buffer, i);
    assert_int_equal(clet_buffer_status(&buffer), CHATLET_OK);
    for (uint32_t i = 0; i < 5000; i++)
        assert_memory_equal(buffer.data + (size_t)4 * i, &i, 4); /* tests run little-endian */
    clet_buffer_free(&buffer);
    assert_int_equal(test.live_count, 0);
}

static void maximum_is_allowed_and_one_past_it_is_not(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_buffer buffer;
    clet_buffer_init(&buffer, &test.allocator, 4);
    clet_buffer_append(&buffer, CHATLET_STR("abcd"));
    assert_int_equal(clet_buffer_status(&buffer), CHATLET_OK);
    test_text_equal("at the maximum", clet_buffer_str(&buffer), CHATLET_STR("abcd"));
    clet_buffer_append_byte(&buffer, 'e');
    assert_int_equal(clet_buffer_status(&buffer), CHATLET_ERR_LIMIT);
    assert_int_equal(clet_buffer_str(&buffer).size_bytes, 0);
    clet_buffer_free(&buffer);
    assert_int_equal(test.live_count, 0);

    clet_buffer_init(&buffer, &test.allocator, SIZE_MAX);
    clet_buffer_append_byte(&buffer, 'a');
    clet_buffer_append_zeros(&buffer, SIZE_MAX);
    assert_int_equal(clet_buffer_status(&buffer), CHATLET_ERR_LIMIT);
    clet_buffer_free(&buffer);
    assert_int_equal(test.live_count, 0);
}

static void first_failure_sticks(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_buffer buffer;
    clet_buffer_init(&buffer, &test.allocator, 10);
    test.refuse_at = 1;
    clet_buffer_append(&buffer, CHATLET_STR("abc"));
    clet_buffer_append(&buffer, CHATLET_STR("too long for this buffer"));
    clet_buffer_append_byte(&buffer, 'x');
    clet_buffer_put_u32(&buffer, 0, 7);
    clet_buffer_truncate(&buffer, 0);
    assert_int_equal(clet_buffer_status(&buffer), CHATLET_ERR_MEMORY);
    assert_int_equal(clet_buffer_str(&buffer).size_bytes, 0);
    clet_buffer_free(&buffer);
    assert_int_equal(clet_buffer_status(&buffer), CHATLET_OK);
    assert_int_equal(test.live_count, 0);
}

static void refused_growth_leaks_nothing(void **state) {
    (void)state;
    test_allocator test;
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        clet_buffer buffer;
        clet_buffer_init(&buffer, &test.allocator, 100000);
        for (uint64_t i = 0; i < 1000; i++)
            clet_buffer_append_u64(&buffer, i);
        const chatlet_status status = clet_buffer_status(&buffer);
        clet_buffer_free(&buffer);
        assert_int_equal(test.live_count, 0);
        if (status == CHATLET_OK) break;
        assert_int_equal(status, CHATLET_ERR_MEMORY);
    }
    assert_true(test.allocation_count > 3);
}

static void written_bytes_can_be_changed_and_cut(void **state) {
    (void)state;
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), 100);
    clet_buffer_append(&buffer, CHATLET_STR("abcdefgh"));
    clet_buffer_put_u32(&buffer, 4, 0x31323334);
    test_text_equal("put at the end", clet_buffer_str(&buffer), CHATLET_STR("abcd4321"));
    clet_buffer_truncate(&buffer, 5);
    test_text_equal("cut", clet_buffer_str(&buffer), CHATLET_STR("abcd4"));
    clet_buffer_append(&buffer, CHATLET_STR(""));
    clet_buffer_append_zeros(&buffer, 0);
    test_text_equal("nothing added", clet_buffer_str(&buffer), CHATLET_STR("abcd4"));
    clet_buffer_free(&buffer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_little_endian),
        cmocka_unit_test(varints_take_seven_bits_a_byte),
        cmocka_unit_test(growing_keeps_what_stands),
        cmocka_unit_test(maximum_is_allowed_and_one_past_it_is_not),
        cmocka_unit_test(first_failure_sticks),
        cmocka_unit_test(refused_growth_leaks_nothing),
        cmocka_unit_test(written_bytes_can_be_changed_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
