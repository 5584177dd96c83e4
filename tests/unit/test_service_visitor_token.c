/* Tokens of visitors: what is taken, and everything that is not. */
#include "service/service_caller.h"
#include "service/service_visitor_token.h"
#include "test_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const visitor_token good = {.organization_id = 11, .bot_id = 12, .visitor_id = 13};

static chatlet_str write(test_service *test, int64_t left_ms, chatlet_str origin) {
    visitor_token token = good;
    token.ends_at_ms = test->service.now_ms + left_ms;
    const chatlet_str text = visitor_token_write(&test->service, &token, origin);
    assert_int_equal(text.size_bytes, VISITOR_TOKEN_BYTES);
    return text;
}

static const chatlet_str shop = CHATLET_STR("https://shop.example");

static void open(test_service *test, test_database *database) {
    test_service_open(test, database);
    test->service.caller.origin = shop;
}

static void a_token_brings_back_who_it_was_made_for(test_database *database) {
    test_service test;
    open(&test, database);
    const chatlet_str text = write(&test, 3600000, shop);
    assert_true(service_identify_visitor(&test.service, text));
    const service_caller *caller = &test.service.caller;
    assert_int_equal(caller->kind, CALLER_VISITOR);
    assert_true(caller->organization_id == 11 && caller->bot_id == 12 && caller->visitor_id == 13);
    assert_false(caller->is_uncounted);
    test_service_close(&test);
}

static void every_changed_bit_of_a_token_is_refused(test_database *database) {
    test_service test;
    char changed[VISITOR_TOKEN_BYTES];
    open(&test, database);
    const chatlet_str text = write(&test, 3600000, shop);
    for (size_t bit = 0; bit < VISITOR_TOKEN_BYTES * 8; bit++) {
        visitor_token token = {.bot_id = 99};
        memcpy(changed, text.data, sizeof changed);
        changed[bit / 8] = (char)(changed[bit / 8] ^ (1 << bit % 8));
        const visitor_token_outcome outcome =
            visitor_token_read(&test.service, (chatlet_str){changed, sizeof changed}, shop, &token);
        if (outcome != VISITOR_TOKEN_MALFORMED && outcome != VISITOR_TOKEN_FORGED)
            fail_msg("bit %zu: outcome %d", bit, outcome);
        assert_true(token.bot_id == 99);
    }
    test_service_close(&test);
}

static void every_cut_of_a_token_is_refused(test_database *database) {
    test_service test;
    visitor_token token;
    open(&test, database);
    const chatlet_str text = write(&test, 3600000, shop);
    for (size_t size = 0; size < VISITOR_TOKEN_BYTES; size++)
        assert_int_equal(
            visitor_token_read(&test.service, (chatlet_str){text.data, size}, shop, &token),
            VISITOR_TOKEN_MALFORMED);
    test_service_close(&test);
}

static const struct {
    const char *name;
    int64_t left_ms;
    chatlet_str made_for;
    chatlet_str sent_from;
    uint8_t secret; /* every byte of the server's master secret when it is read */
    visitor_token_outcome outcome;
} cases[] = {
    {"good", 3600000, CHATLET_STR("https://a.example"), CHATLET_STR("https://a.example"), 7,
     VISITOR_TOKEN_GOOD},
    {"its last millisecond", 1, CHATLET_STR("https://a.example"), CHATLET_STR("https://a.example"),
     7, VISITOR_TOKEN_GOOD},
    {"ended now", 0, CHATLET_STR("https://a.example"), CHATLET_STR("https://a.example"), 7,
     VISITOR_TOKEN_EXPIRED},
    {"ended long ago", -86400000, CHATLET_STR("https://a.example"),
     CHATLET_STR("https://a.example"), 7, VISITOR_TOKEN_EXPIRED},
    {"a node's clock ahead", 3600000 + VISITOR_TOKEN_AHEAD_MS, CHATLET_STR("https://a.example"),
     CHATLET_STR("https://a.example"), 7, VISITOR_TOKEN_GOOD},
    {"ends later than any", 3600001 + VISITOR_TOKEN_AHEAD_MS, CHATLET_STR("https://a.example"),
     CHATLET_STR("https://a.example"), 7, VISITOR_TOKEN_FUTURE},
    {"another origin", 3600000, CHATLET_STR("https://a.example"), CHATLET_STR("https://b.example"),
     7, VISITOR_TOKEN_FOREIGN},
    {"another scheme", 3600000, CHATLET_STR("https://a.example"), CHATLET_STR("http://a.example"),
     7, VISITOR_TOKEN_FOREIGN},
    {"no origin sent", 3600000, CHATLET_STR("https://a.example"), CHATLET_STR(""), 7,
     VISITOR_TOKEN_GOOD},
    {"made without an origin, sent from one", 3600000, CHATLET_STR(""),
     CHATLET_STR("https://a.example"), 7, VISITOR_TOKEN_FOREIGN},
    {"another server's key", 3600000, CHATLET_STR("https://a.example"),
     CHATLET_STR("https://a.example"), 8, VISITOR_TOKEN_FORGED},
};

static void tokens_are_judged_by_time_origin_and_key(test_database *database) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_service test;
        visitor_token token = {.bot_id = 99};
        open(&test, database);
        const chatlet_str text = write(&test, cases[i].left_ms, cases[i].made_for);
        memset(test.settings.master_secret, cases[i].secret, sizeof test.settings.master_secret);
        const visitor_token_outcome outcome =
            visitor_token_read(&test.service, text, cases[i].sent_from, &token);
        if (outcome != cases[i].outcome)
            fail_msg("%s: expected %d, is %d", cases[i].name, cases[i].outcome, outcome);
        const bool is_read = outcome == VISITOR_TOKEN_GOOD || outcome == VISITOR_TOKEN_EXPIRED;
        assert_true(token.bot_id == (is_read ? 12 : 99));
        test_service_close(&test);
    }
}

static void foreign_texts_are_no_tokens(test_database *database) {
    static const char *const texts[] = {
        "",
        "cvt_",
        "chk_0123456789abcdef",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "cvt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAA=",
    };
    test_service test;
    visitor_token token;
    open(&test, database);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const chatlet_str text = {.data = texts[i], .size_bytes = strlen(texts[i])};
        assert_int_equal(visitor_token_read(&test.service, text, shop, &token),
                         VISITOR_TOKEN_MALFORMED);
        assert_false(service_identify_visitor(&test.service, text));
        assert_int_equal(test.service.problem.code, PROBLEM_UNAUTHENTICATED);
        assert_int_equal(test.service.caller.kind, CALLER_NOBODY);
    }
    test_service_close(&test);
}

static void on_sqlite(void **state) {
    static void (*const tests[])(test_database *) = {
        a_token_brings_back_who_it_was_made_for,
        every_changed_bit_of_a_token_is_refused,
        every_cut_of_a_token_is_refused,
        tokens_are_judged_by_time_origin_and_key,
        foreign_texts_are_no_tokens,
    };
    (void)state;
    /* No table is asked, so one database is enough. */
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tests[i](database);
    test_database_close(database);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_sqlite)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
