#include "test_allocator.h"
#include "test_assert.h"

#include "security/password.h"

#include <time.h>

static const uint8_t pepper[32] = {1, 2, 3};
static const uint8_t other_pepper[32] = {1, 2, 4};
static const uint8_t salt[PASSWORD_SALT_BYTES] = {5, 6, 7};

static void a_password_is_the_one_of_its_hash(void **state) {
    (void)state;
    char phc[PASSWORD_PHC_BYTES_MAX];
    const chatlet_str hash = password_hash(pepper, salt, test_str("correct horse"), phc);
    test_text_equal("cost", (chatlet_str){hash.data, 31},
                    test_str("$argon2id$v=19$m=19456,t=2,p=1$"));
    bool outdated = true;
    assert_true(password_verify(pepper, hash, test_str("correct horse"), &outdated));
    assert_false(outdated);
    assert_false(password_verify(pepper, hash, test_str("correct horsf"), &outdated));
    assert_false(password_verify(pepper, hash, test_str(""), &outdated));
    assert_false(password_verify(pepper, hash, test_str("correct horse "), &outdated));
    /* A stolen table is nothing without the server's secret. */
    assert_false(password_verify(other_pepper, hash, test_str("correct horse"), &outdated));
}

static void a_hash_of_another_cost_is_outdated(void **state) {
    (void)state;
    /* Argon2id of the HMAC of "correct horse" under `pepper`, with m=64, t=1, as an older
     * configuration would have left it: it need not verify to be told from today's. */
    static const char *rows[] = {
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$2b$12$abcdefghijklmnopqrstuv",
        "nonsense",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool outdated = false;
        assert_false(
            password_verify(pepper, test_str(rows[i]), test_str("correct horse"), &outdated));
        assert_true(outdated);
    }
}

static void nobody_has_no_password(void **state) {
    (void)state;
    bool outdated = true;
    assert_false(password_verify(pepper, test_str(""), test_str(""), &outdated));
    assert_false(outdated);
    assert_false(password_verify(pepper, test_str(""), test_str("correct horse"), &outdated));
    static char huge[PASSWORD_PHC_BYTES_MAX + 1];
    memset(huge, '$', sizeof huge);
    assert_false(
        password_verify(pepper, (chatlet_str){huge, sizeof huge}, test_str("x"), &outdated));
}

static void the_longest_password_counts_to_its_last_byte(void **state) {
    (void)state;
    static char text[PASSWORD_BYTES_MAX + 1];
    char phc[PASSWORD_PHC_BYTES_MAX];
    bool outdated;
    memset(text, 'a', sizeof text);
    const chatlet_str longest = {text, PASSWORD_BYTES_MAX};
    const chatlet_str hash = password_hash(pepper, salt, longest, phc);
    assert_true(hash.size_bytes > 0);
    assert_true(password_verify(pepper, hash, longest, &outdated));
    assert_false(
        password_verify(pepper, hash, (chatlet_str){text, PASSWORD_BYTES_MAX - 1}, &outdated));
    /* One past it is neither hashed nor the password of anything. */
    char other[PASSWORD_PHC_BYTES_MAX];
    const chatlet_str past = {text, PASSWORD_BYTES_MAX + 1};
    assert_int_equal(password_hash(pepper, salt, past, other).size_bytes, 0);
    assert_false(password_verify(pepper, hash, past, &outdated));
}

static void a_zero_byte_is_a_part_of_a_password(void **state) {
    (void)state;
    char phc[PASSWORD_PHC_BYTES_MAX];
    bool outdated;
    const chatlet_str hash = password_hash(pepper, salt, CHATLET_STR("correct\0horse"), phc);
    assert_true(password_verify(pepper, hash, CHATLET_STR("correct\0horse"), &outdated));
    assert_false(password_verify(pepper, hash, CHATLET_STR("correct\0other"), &outdated));
}

static double seconds_of(chatlet_str phc) {
    bool outdated;
    const clock_t begin = clock();
    for (int i = 0; i < 3; i++)
        assert_false(password_verify(pepper, phc, test_str("not the password"), &outdated));
    return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

/* In processor time, which other programs take no part of; a look-up without hashing would take a
 * thousandth. */
static void a_miss_takes_as_long_as_a_wrong_password(void **state) {
    (void)state;
    char phc[PASSWORD_PHC_BYTES_MAX];
    const chatlet_str hash = password_hash(pepper, salt, test_str("correct horse"), phc);
    const double wrong = seconds_of(hash);
    const double miss = seconds_of(test_str(""));
    print_message("wrong password %.1f ms, no account %.1f ms\n", wrong / 3 * 1000,
                  miss / 3 * 1000);
    assert_true(miss > wrong / 2 && miss < wrong * 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_is_the_one_of_its_hash),
        cmocka_unit_test(a_hash_of_another_cost_is_outdated),
        cmocka_unit_test(nobody_has_no_password),
        cmocka_unit_test(the_longest_password_counts_to_its_last_byte),
        cmocka_unit_test(a_miss_takes_as_long_as_a_wrong_password),
        cmocka_unit_test(a_zero_byte_is_a_part_of_a_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
