#include "test_allocator.h"
#include "test_assert.h"
#include "test_vectors.h"

#include "security/byte_text.h"
#include "security/crypto.h"

enum { BYTES_MAX = 8192 };

/* Bytes of a hexadecimal text. */
typedef struct bytes_read {
    uint8_t data[BYTES_MAX];
    size_t size_bytes;
} bytes_read;

static chatlet_str read_hex(chatlet_str text, bytes_read *read) {
    if (!byte_text_read_hex(text, read->data, sizeof read->data, &read->size_bytes))
        fail_msg("not hexadecimal: %.*s", (int)text.size_bytes, text.data);
    return (chatlet_str){.data = (const char *)read->data, .size_bytes = read->size_bytes};
}

static void expect_hex(const char *name, const uint8_t *bytes, size_t size_bytes,
                       const char *expected) {
    char text[BYTES_MAX];
    const chatlet_str view = {.data = (const char *)bytes, .size_bytes = size_bytes};
    test_text_equal(name, byte_text_write_hex(view, text), test_str(expected));
}

/* FIPS 180-4's examples, and the empty message. */
static void sha256_is_the_standard_s(void **state) {
    (void)state;
    static const struct {
        const char *message;
        const char *digest;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t digest[CRYPTO_SHA256_BYTES];
        crypto_sha256(test_str(rows[i].message), digest);
        expect_hex(rows[i].message, digest, sizeof digest, rows[i].digest);
    }
}

static void pieces_hash_as_the_whole(void **state) {
    (void)state;
    static char message[1000];
    memset(message, 'a', sizeof message);
    uint8_t whole[CRYPTO_SHA256_BYTES];
    crypto_sha256((chatlet_str){.data = message, .size_bytes = sizeof message}, whole);
    for (size_t step = 1; step < sizeof message; step += 61) {
        crypto_sha256_state pieces;
        uint8_t digest[CRYPTO_SHA256_BYTES];
        crypto_sha256_begin(&pieces);
        for (size_t at = 0; at < sizeof message; at += step) {
            const size_t left = sizeof message - at;
            crypto_sha256_add(&pieces, (chatlet_str){.data = message + at,
                                                     .size_bytes = left < step ? left : step});
        }
        crypto_sha256_add(&pieces, test_str(""));
        crypto_sha256_end(&pieces, digest);
        assert_memory_equal(digest, whole, sizeof whole);
    }
}

/* RFC 5869, appendix A.1 to A.3. */
static void hkdf_is_the_standard_s(void **state) {
    (void)state;
    static const struct {
        const char *secret;
        const char *salt;
        const char *info;
        const char *key;
    } rows[] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
         "f0f1f2f3f4f5f6f7f8f9",
         "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b"
         "2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
         "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b"
         "8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
         "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadb"
         "dcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
         "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c6"
         "5e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
         "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static bytes_read secret;
        static bytes_read salt;
        static bytes_read info;
        uint8_t key[128];
        const size_t size_bytes = strlen(rows[i].key) / 2;
        crypto_hkdf(read_hex(test_str(rows[i].secret), &secret),
                    read_hex(test_str(rows[i].salt), &salt),
                    read_hex(test_str(rows[i].info), &info), key, size_bytes);
        expect_hex("key", key, size_bytes, rows[i].key);
    }
}

static void the_longest_key_is_as_long_as_asked(void **state) {
    (void)state;
    static uint8_t key[CRYPTO_HKDF_BYTES_MAX + 1];
    memset(key, 0, sizeof key);
    crypto_hkdf(test_str("secret"), test_str(""), test_str("info"), key, CRYPTO_HKDF_BYTES_MAX);
    static const uint8_t zeros[16];
    assert_memory_not_equal(key + CRYPTO_HKDF_BYTES_MAX - sizeof zeros, zeros, sizeof zeros);
    assert_int_equal(key[CRYPTO_HKDF_BYTES_MAX], 0);
    /* One past it: nothing is written beyond the limit. */
    crypto_hkdf(test_str("secret"), test_str(""), test_str("info"), key, CRYPTO_HKDF_BYTES_MAX + 1);
    assert_int_equal(key[CRYPTO_HKDF_BYTES_MAX], 0);
}

static void equality_looks_at_every_byte(void **state) {
    (void)state;
    assert_true(crypto_equal(test_str(""), test_str("")));
    assert_true(crypto_equal(test_str("secret"), test_str("secret")));
    assert_false(crypto_equal(test_str("secret"), test_str("Secret")));
    assert_false(crypto_equal(test_str("secret"), test_str("secreT")));
    assert_false(crypto_equal(test_str("secret"), test_str("secret ")));
    assert_false(crypto_equal(test_str("secret"), test_str("")));
}

static void a_wiped_secret_is_gone(void **state) {
    (void)state;
    char secret[] = "secret";
    crypto_wipe(secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret; i++)
        assert_int_equal(secret[i], 0);
}

/* Runs every vector of a file through `check`; the results must be those of the file, and there
 * must be at least `least` of them. */
static void run_vectors(const char *file, size_t least,
                        bool (*check)(const chatlet_json *group, const chatlet_json *test)) {
    chatlet_json_document *document = test_vectors_open(file);
    const chatlet_json *groups =
        chatlet_json_find(chatlet_json_root(document), CHATLET_STR("testGroups"));
    size_t count = 0;
    for (const chatlet_json *group = groups->first; group != NULL; group = group->next) {
        const chatlet_json *tests = chatlet_json_find(group, CHATLET_STR("tests"));
        for (const chatlet_json *test = tests->first; test != NULL; test = test->next) {
            const chatlet_str result = test_vector_text(test, "result");
            const bool is_good = check(group, test);
            const long long number = chatlet_json_find(test, CHATLET_STR("tcId"))->integer;
            count++;
            /* "acceptable" is what older software wrote; we are free to refuse it. */
            if (result.size_bytes == strlen("acceptable")) continue;
            if (is_good != (result.size_bytes == strlen("valid")))
                fail_msg("%s, test %lld: expected %.*s", file, number, (int)result.size_bytes,
                         result.data);
        }
    }
    chatlet_json_free(document);
    print_message("%s: %zu vectors\n", file, count);
    assert_true(count >= least);
}

static bool check_mac(const chatlet_json *group, const chatlet_json *test) {
    static bytes_read key;
    static bytes_read message;
    static bytes_read tag;
    const size_t tag_bytes = (size_t)chatlet_json_find(group, CHATLET_STR("tagSize"))->integer / 8;
    uint8_t mac[CRYPTO_SHA256_BYTES];
    crypto_hmac(read_hex(test_vector_text(test, "key"), &key),
                read_hex(test_vector_text(test, "msg"), &message), mac);
    return crypto_equal((chatlet_str){.data = (const char *)mac, .size_bytes = tag_bytes},
                        read_hex(test_vector_text(test, "tag"), &tag));
}

static void hmac_passes_wycheproof(void **state) {
    (void)state;
    run_vectors("hmac_sha256_test.json", 174, check_mac);
}

static bool check_ecdsa(const chatlet_json *group, const chatlet_json *test) {
    static bytes_read point;
    static bytes_read message;
    static bytes_read der;
    uint8_t signature[CRYPTO_P256_SIGNATURE_BYTES];
    const chatlet_json *key = chatlet_json_find(group, CHATLET_STR("publicKey"));
    const chatlet_str uncompressed = read_hex(test_vector_text(key, "uncompressed"), &point);
    assert_int_equal(uncompressed.size_bytes, 1 + CRYPTO_P256_POINT_BYTES);
    assert_true(crypto_p256_point_is_good(point.data + 1));
    return crypto_p256_signature_read_der(read_hex(test_vector_text(test, "sig"), &der),
                                          signature) &&
           crypto_es256_verify(point.data + 1, read_hex(test_vector_text(test, "msg"), &message),
                               signature);
}

static void ecdsa_passes_wycheproof(void **state) {
    (void)state;
    run_vectors("ecdsa_secp256r1_sha256_test.json", 484, check_ecdsa);
}

static bool check_rsa(const chatlet_json *group, const chatlet_json *test) {
    static bytes_read modulus;
    static bytes_read exponent;
    static bytes_read message;
    static bytes_read signature;
    const chatlet_json *key = chatlet_json_find(group, CHATLET_STR("publicKey"));
    const crypto_rsa_key rsa = {
        .modulus = read_hex(test_vector_text(key, "modulus"), &modulus),
        .exponent = read_hex(test_vector_text(key, "publicExponent"), &exponent),
    };
    return crypto_rs256_verify(rsa, read_hex(test_vector_text(test, "msg"), &message),
                               read_hex(test_vector_text(test, "sig"), &signature));
}

static void rsa_passes_wycheproof(void **state) {
    (void)state;
    run_vectors("rsa_signature_2048_sha256_test.json", 259, check_rsa);
}

static void a_point_beside_the_curve_is_refused(void **state) {
    (void)state;
    uint8_t point[CRYPTO_P256_POINT_BYTES] = {0};
    assert_false(crypto_p256_point_is_good(point));
    memset(point, 0xff, sizeof point);
    assert_false(crypto_p256_point_is_good(point));
    const uint8_t signature[CRYPTO_P256_SIGNATURE_BYTES] = {[31] = 1, [63] = 1};
    assert_false(crypto_es256_verify(point, test_str("message"), signature));
}

static void an_rsa_key_has_a_sound_size_and_exponent(void **state) {
    (void)state;
    static char modulus[CRYPTO_RSA_BYTES_MAX + 1];
    static const struct {
        const char *name;
        size_t modulus_bytes;
        unsigned char first;
        unsigned char last;
        chatlet_str exponent;
        bool is_good;
    } rows[] = {
        {"2048 bits", 256, 0x80, 0x0b, CHATLET_STR("\x01\x00\x01"), true},
        {"2047 bits", 256, 0x7f, 0x0b, CHATLET_STR("\x01\x00\x01"), false},
        {"4096 bits", 512, 0xff, 0x0b, CHATLET_STR("\x01\x00\x01"), true},
        {"4097 bits", 513, 0x01, 0x0b, CHATLET_STR("\x01\x00\x01"), false},
        {"even modulus", 256, 0x80, 0x0a, CHATLET_STR("\x01\x00\x01"), false},
        {"exponent 3", 256, 0x80, 0x0b, CHATLET_STR("\x03"), true},
        {"exponent 1", 256, 0x80, 0x0b, CHATLET_STR("\x01"), false},
        {"exponent 2", 256, 0x80, 0x0b, CHATLET_STR("\x02"), false},
        {"exponent 0", 256, 0x80, 0x0b, CHATLET_STR("\x00"), false},
        {"no exponent", 256, 0x80, 0x0b, CHATLET_STR(""), false},
        {"exponent of 64 bits", 256, 0x80, 0x0b, CHATLET_STR("\xff\0\0\0\0\0\0\x01"), true},
        {"exponent of 72 bits", 256, 0x80, 0x0b, CHATLET_STR("\x01\0\0\0\0\0\0\0\x01"), false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memset(modulus, 0x55, sizeof modulus);
        modulus[0] = (char)rows[i].first;
        modulus[rows[i].modulus_bytes - 1] = (char)rows[i].last;
        const crypto_rsa_key key = {
            .modulus = {.data = modulus, .size_bytes = rows[i].modulus_bytes},
            .exponent = rows[i].exponent,
        };
        if (crypto_rsa_key_is_good(key) != rows[i].is_good) fail_msg("%s", rows[i].name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_is_the_standard_s),
        cmocka_unit_test(pieces_hash_as_the_whole),
        cmocka_unit_test(hkdf_is_the_standard_s),
        cmocka_unit_test(the_longest_key_is_as_long_as_asked),
        cmocka_unit_test(equality_looks_at_every_byte),
        cmocka_unit_test(a_wiped_secret_is_gone),
        cmocka_unit_test(hmac_passes_wycheproof),
        cmocka_unit_test(ecdsa_passes_wycheproof),
        cmocka_unit_test(rsa_passes_wycheproof),
        cmocka_unit_test(a_point_beside_the_curve_is_refused),
        cmocka_unit_test(an_rsa_key_has_a_sound_size_and_exponent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
