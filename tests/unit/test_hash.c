#include "test_assert.h"

#include "test_allocator.h"

#include "base/hash.h"

#include <inttypes.h>

/* Vectors of the authors' reference code: key 00 01 … 0f, input 00 01 … of the given size. */
static void official_vectors_come_out(void **state) {
    static const struct {
        size_t size_bytes;
        uint64_t hash;
    } rows[] = {
        {0, 0x726fdb47dd0e0e31}, {1, 0x74f839c593dc67fd}, {2, 0x0d6c8009d9a94f5a},
        {7, 0xab0200f58b01d137}, {8, 0x93f5f5799a932462}, {15, 0xa129ca6149be45e5},
    };
    (void)state;
    char bytes[16];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str input =
            test_guarded_copy((chatlet_str){.data = bytes, .size_bytes = rows[i].size_bytes});
        const uint64_t hash = clet_hash_keyed(input, 0x0706050403020100, 0x0f0e0d0c0b0a0908);
        if (hash != rows[i].hash) fail_msg("%zu bytes: %016" PRIx64, rows[i].size_bytes, hash);
        test_guarded_free(input);
    }
}

/* Bundles that were written stay readable only while this holds. */
static void the_bundles_key_is_frozen(void **state) {
    (void)state;
    assert_true(clet_hash((chatlet_str){.data = NULL, .size_bytes = 0}) == 0x5a98bb8e035a1b15);
    assert_true(clet_hash(CHATLET_STR("chatlet")) == 0x10f731746f7c5b2d);
}

static void text_form_has_sixteen_digits(void **state) {
    (void)state;
    char text[CLET_HASH_TEXT_BYTES];
    clet_hash_text(0x00fedcba98765432, text);
    assert_memory_equal(text, "00fedcba98765432", CLET_HASH_TEXT_BYTES);
    clet_hash_text(UINT64_MAX, text);
    assert_memory_equal(text, "ffffffffffffffff", CLET_HASH_TEXT_BYTES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(official_vectors_come_out),
        cmocka_unit_test(the_bundles_key_is_frozen),
        cmocka_unit_test(text_form_has_sixteen_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
