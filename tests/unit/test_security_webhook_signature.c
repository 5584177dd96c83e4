/* Signatures of webhooks. */
#include "security/byte_text.h"
#include "security/crypto.h"
#include "security/webhook_signature.h"
#include "test_allocator.h"
#include "test_assert.h"

enum { NOW_S = 1796083200, HEADER_BYTES = 8192 };

static const char body[] = "{\"id\":\"evt_1\"}";

/* Appends "v1=<hex>" of `secret` over `time_text`, '.' and the body. */
static void add_signature(char *header, const char *secret, const char *time_text) {
    char signed_bytes[256];
    uint8_t mac[CRYPTO_SHA256_BYTES];
    char hex[2 * CRYPTO_SHA256_BYTES + 1] = {0};
    (void)snprintf(signed_bytes, sizeof signed_bytes, "%s.%s", time_text, body);
    crypto_hmac(test_str(secret), test_str(signed_bytes), mac);
    (void)byte_text_write_hex((chatlet_str){(const char *)mac, sizeof mac}, hex);
    strcat(header, ",v1=");
    strcat(header, hex);
}

static webhook_verdict check(const char *header, const char *content) {
    const chatlet_str secrets[2] = {test_str("whsec_new"), test_str("whsec_old")};
    region memory;
    region_init(&memory, test_plain_allocator(), 1 << 20);
    webhook_verdict verdict =
        webhook_signature_check(test_str(header), test_str(content), secrets, 2, NOW_S, &memory);
    region_free(&memory);
    return verdict;
}

static void a_signature_of_either_secret_is_genuine(void **state) {
    static const char *const known[] = {"whsec_new", "whsec_old"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char header[HEADER_BYTES] = "t=1796083200";
        add_signature(header, known[i], "1796083200");
        assert_int_equal(check(header, body), WEBHOOK_GENUINE);
        assert_int_equal(check(header, "{\"id\":\"evt_2\"}"), WEBHOOK_FORGED);
    }
}

static void one_good_signature_among_several_is_enough(void **state) {
    char header[HEADER_BYTES] = "t=1796083200,v0=00,v1=zz";
    (void)state;
    add_signature(header, "whsec_stranger", "1796083200");
    assert_int_equal(check(header, body), WEBHOOK_FORGED);
    add_signature(header, "whsec_old", "1796083200");
    assert_int_equal(check(header, body), WEBHOOK_GENUINE);
}

static void five_minutes_either_way_are_allowed(void **state) {
    static const struct {
        const char *time_text;
        webhook_verdict verdict;
    } rows[] = {{"1796082900", WEBHOOK_GENUINE},
                {"1796082899", WEBHOOK_TOO_OLD},
                {"1796083500", WEBHOOK_GENUINE},
                {"1796083501", WEBHOOK_TOO_OLD}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char header[HEADER_BYTES] = "t=";
        strcat(header, rows[i].time_text);
        add_signature(header, "whsec_new", rows[i].time_text);
        if (check(header, body) != rows[i].verdict) fail_msg("%s", rows[i].time_text);
    }
}

/* A time that is not the signed text, though the same number, is another. */
static void the_time_is_signed_as_it_stands(void **state) {
    char header[HEADER_BYTES] = "t=01796083200";
    (void)state;
    add_signature(header, "whsec_new", "1796083200");
    assert_int_equal(check(header, body), WEBHOOK_FORGED);
}

static void what_is_no_header_is_malformed(void **state) {
    static const char *const rows[] = {
        "",
        "t=1796083200",
        "v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=x,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=-1,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=99999999999999999999,"
        "v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=1,t=1,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=1796083200,v1=00",
        "t=1796083200,v1=000000000000000000000000000000000000000000000000000000000000000000",
        "t=1796083200,v0=0000000000000000000000000000000000000000000000000000000000000000"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (check(rows[i], body) != WEBHOOK_MALFORMED) fail_msg("%s", rows[i]);
    }
}

static void signatures_are_taken_up_to_the_limit(void **state) {
    char header[HEADER_BYTES] = "t=1796083200";
    (void)state;
    for (int i = 0; i < WEBHOOK_SIGNATURES_MAX - 1; i++)
        add_signature(header, "whsec_stranger", "1796083200");
    add_signature(header, "whsec_new", "1796083200");
    assert_int_equal(check(header, body), WEBHOOK_GENUINE);
    add_signature(header, "whsec_new", "1796083200");
    assert_int_equal(check(header, body), WEBHOOK_MALFORMED);
}

static void a_header_is_read_up_to_the_limit(void **state) {
    char header[HEADER_BYTES] = "t=1796083200";
    (void)state;
    add_signature(header, "whsec_new", "1796083200");
    strcat(header, ",x=");
    size_t size_bytes = strlen(header);
    memset(header + size_bytes, 'x', WEBHOOK_HEADER_BYTES_MAX - size_bytes);
    assert_int_equal(check(header, body), WEBHOOK_GENUINE);
    strcat(header, "x");
    assert_int_equal(check(header, body), WEBHOOK_MALFORMED);
}

static void an_empty_secret_signs_nothing(void **state) {
    const chatlet_str none[2] = {test_str(""), test_str("")};
    char header[HEADER_BYTES] = "t=1796083200";
    region memory;
    (void)state;
    add_signature(header, "", "1796083200");
    region_init(&memory, test_plain_allocator(), 1 << 20);
    assert_int_equal(
        webhook_signature_check(test_str(header), test_str(body), none, 2, NOW_S, &memory),
        WEBHOOK_FORGED);
    region_free(&memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_of_either_secret_is_genuine),
        cmocka_unit_test(one_good_signature_among_several_is_enough),
        cmocka_unit_test(five_minutes_either_way_are_allowed),
        cmocka_unit_test(the_time_is_signed_as_it_stands),
        cmocka_unit_test(what_is_no_header_is_malformed),
        cmocka_unit_test(signatures_are_taken_up_to_the_limit),
        cmocka_unit_test(a_header_is_read_up_to_the_limit),
        cmocka_unit_test(an_empty_secret_signs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
