#include "test_allocator.h"
#include "test_assert.h"

#include "security/byte_text.h"

typedef bool reader(chatlet_str text, uint8_t *bytes, size_t capacity_bytes, size_t *size_bytes);

#define ROW(name, read, text, expected)                                                            \
    { name, read, CHATLET_STR(text), CHATLET_STR(expected), true }
#define REFUSED(name, read, text)                                                                  \
    { name, read, CHATLET_STR(text), {NULL, 0}, false }

static void only_the_one_way_of_writing_is_read(void **state) {
    (void)state;
    static const struct {
        const char *name;
        reader *read;
        chatlet_str text;
        chatlet_str bytes;
        bool is_good;
    } rows[] = {
        ROW("hex", byte_text_read_hex, "00fF7a", "\x00\xff\x7a"),
        ROW("hex, empty", byte_text_read_hex, "", ""),
        REFUSED("hex, odd", byte_text_read_hex, "00f"),
        REFUSED("hex, space", byte_text_read_hex, "00 ff"),
        REFUSED("hex, other letter", byte_text_read_hex, "0g"),
        ROW("base 64, no padding", byte_text_read_base64, "Zm9v", "foo"),
        ROW("base 64, one", byte_text_read_base64, "Zm8=", "fo"),
        ROW("base 64, two", byte_text_read_base64, "Zg==", "f"),
        ROW("base 64, empty", byte_text_read_base64, "", ""),
        REFUSED("base 64, padding missing", byte_text_read_base64, "Zm8"),
        REFUSED("base 64, bits left over", byte_text_read_base64, "Zh=="),
        REFUSED("base 64, padding within", byte_text_read_base64, "Zg==Zg=="),
        REFUSED("base 64, padding alone", byte_text_read_base64, "===="),
        REFUSED("base 64, three of padding", byte_text_read_base64, "Z==="),
        REFUSED("base 64, line end", byte_text_read_base64, "Zm9v\n"),
        REFUSED("base 64, the url's digits", byte_text_read_base64, "-_-_"),
        ROW("base 64 url", byte_text_read_base64url, "-_-_", "\xfb\xff\xbf"),
        ROW("base 64 url, two characters", byte_text_read_base64url, "Zg", "f"),
        REFUSED("base 64 url, padding", byte_text_read_base64url, "Zg=="),
        REFUSED("base 64 url, one character", byte_text_read_base64url, "Z"),
        REFUSED("base 64 url, five characters", byte_text_read_base64url, "Zm9vZ"),
        REFUSED("base 64 url, bits left over", byte_text_read_base64url, "Zh"),
        REFUSED("base 64 url, the other digits", byte_text_read_base64url, "+/+/"),
        REFUSED("base 64 url, space", byte_text_read_base64url, " Zg"),
        REFUSED("base 64 url, zero byte", byte_text_read_base64url, "Zg\0"),
        REFUSED("base 64 url, a byte past ASCII", byte_text_read_base64url, "Z\xc3\xa9g"),
        ROW("base 32", byte_text_read_base32, "zzzzzzzz", "\xff\xff\xff\xff\xff"),
        ROW("base 32, one byte", byte_text_read_base32, "cr", "\x66"),
        REFUSED("base 32, upper case", byte_text_read_base32, "CR"),
        REFUSED("base 32, look-alike", byte_text_read_base32, "co"),
        REFUSED("base 32, bits left over", byte_text_read_base32, "cs"),
        REFUSED("base 32, one character", byte_text_read_base32, "c"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[16];
        size_t size_bytes = 99;
        const chatlet_str text = test_guarded_copy(rows[i].text);
        const bool is_good = rows[i].read(text, bytes, sizeof bytes, &size_bytes);
        test_guarded_free(text);
        if (is_good != rows[i].is_good) fail_msg("%s: %s", rows[i].name, is_good ? "read" : "not");
        if (!is_good) {
            assert_int_equal(size_bytes, 99);
            continue;
        }
        test_text_equal(rows[i].name,
                        (chatlet_str){.data = (const char *)bytes, .size_bytes = size_bytes},
                        rows[i].bytes);
    }
}

static void what_is_written_is_read_back(void **state) {
    (void)state;
    uint8_t source[40];
    for (size_t i = 0; i < sizeof source; i++)
        source[i] = (uint8_t)(i * 37 + 11);
    for (size_t size = 0; size <= sizeof source; size++) {
        const struct {
            chatlet_str (*write)(chatlet_str bytes, char *text);
            reader *read;
            size_t text_bytes;
        } forms[] = {
            {byte_text_write_hex, byte_text_read_hex, byte_text_hex_size(size)},
            {byte_text_write_base64, byte_text_read_base64, byte_text_base64_size(size)},
            {byte_text_write_base64url, byte_text_read_base64url, byte_text_base64url_size(size)},
            {byte_text_write_base32, byte_text_read_base32, byte_text_base32_size(size)},
        };
        for (size_t form = 0; form < sizeof forms / sizeof forms[0]; form++) {
            char text[96];
            uint8_t bytes[sizeof source];
            size_t size_bytes = 0;
            const chatlet_str written = forms[form].write(
                (chatlet_str){.data = (const char *)source, .size_bytes = size}, text);
            assert_int_equal(written.size_bytes, forms[form].text_bytes);
            assert_true(forms[form].read(written, bytes, size, &size_bytes));
            assert_int_equal(size_bytes, size);
            assert_memory_equal(bytes, source, size);
            /* One byte less of room is not enough. */
            if (size > 0) assert_false(forms[form].read(written, bytes, size - 1, &size_bytes));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_one_way_of_writing_is_read),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
