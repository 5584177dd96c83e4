/* Bounded reading: nothing past the end, and one form for each number. */
#include "test_allocator.h"
#include "test_assert.h"

#include "base/buffer.h"
#include "base/byte_reader.h"

static void numbers_are_read_low_byte_first(void **state) {
    (void)state;
    const chatlet_str bytes = test_guarded_copy(
        CHATLET_STR("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"));
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    assert_int_equal(clet_read_u8(&reader), 0x01);
    assert_int_equal(clet_read_u16(&reader), 0x0302);
    assert_int_equal(clet_read_u32(&reader), 0x07060504);
    assert_true(clet_read_u64(&reader) == 0x0f0e0d0c0b0a0908);
    assert_false(reader.failed);
    assert_int_equal(clet_read_u8(&reader), 0);
    assert_true(reader.failed);
    test_guarded_free(bytes);
}

static void failure_sticks_and_gives_zeros(void **state) {
    (void)state;
    clet_byte_reader reader = clet_byte_reader_of(CHATLET_STR("\x05"
                                                              "ab"));
    assert_int_equal(clet_read_sized(&reader).size_bytes, 0);
    assert_true(reader.failed);
    assert_int_equal(clet_read_u8(&reader), 0);
    assert_int_equal(clet_read_u32(&reader), 0);
}

static void varints_have_one_form_and_fit_32_bits(void **state) {
    (void)state;
    static const struct {
        const char *name;
        chatlet_str bytes;
        bool good;
        uint32_t value;
    } rows[] = {
        {"zero", CHATLET_STR("\x00"), true, 0},
        {"127", CHATLET_STR("\x7f"), true, 127},
        {"128", CHATLET_STR("\x80\x01"), true, 128},
        {"largest", CHATLET_STR("\xff\xff\xff\xff\x0f"), true, UINT32_MAX},
        {"one past the largest", CHATLET_STR("\x80\x80\x80\x80\x10"), false, 0},
        {"six bytes", CHATLET_STR("\x80\x80\x80\x80\x80\x01"), false, 0},
        {"padded with zero", CHATLET_STR("\x80\x00"), false, 0},
        {"cut", CHATLET_STR("\x80"), false, 0},
        {"empty", {.data = NULL, .size_bytes = 0}, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str bytes = test_guarded_copy(rows[i].bytes);
        clet_byte_reader reader = clet_byte_reader_of(bytes);
        const uint32_t value = clet_read_varint(&reader);
        if (reader.failed == rows[i].good || value != rows[i].value)
            fail_msg("%s: %u", rows[i].name, value);
        test_guarded_free(bytes);
    }
}

static void varints_that_were_written_are_read_back(void **state) {
    (void)state;
    for (uint64_t value = 1; value <= UINT32_MAX; value = value * 3 + 1) {
        clet_buffer buffer;
        clet_buffer_init(&buffer, test_plain_allocator(), 16);
        clet_buffer_append_varint(&buffer, value);
        clet_byte_reader reader = clet_byte_reader_of(clet_buffer_str(&buffer));
        assert_int_equal(clet_read_varint(&reader), value);
        assert_int_equal(clet_byte_reader_left(&reader), 0);
        clet_buffer_free(&buffer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_low_byte_first),
        cmocka_unit_test(failure_sticks_and_gives_zeros),
        cmocka_unit_test(varints_have_one_form_and_fit_32_bits),
        cmocka_unit_test(varints_that_were_written_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
