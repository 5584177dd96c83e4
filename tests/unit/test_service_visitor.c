/* Who is a visitor, who counts as a new one, and what is left when one is erased. */
#include "security/byte_text.h"
#include "security/crypto.h"
#include "service/service_bot.h"
#include "service/service_caller.h"
#include "service/service_conversation.h"
#include "service/service_crawler.h"
#include "service/service_visitor_token.h"
#include "store/dialect/search_text.h"
#include "store/store_erasure.h"
#include "store/store_message.h"
#include "test_visitor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const int64_t day_ms = INT64_C(86400000);

static int64_t count(test_service *test, const char *sql) {
    return DB_READ(test->service.db, sql, -1, db_integer(0));
}

static bool enter(test_service *test, const visitor_request *request, visitor_grant *grant) {
    test->service.problem = (problem){.code = PROBLEM_NONE};
    return service_visitor_enter(&test->service, request, grant);
}

static void a_visitor_stays_the_same_by_its_token(test_database *database) {
    test_service test;
    const test_bot bot = test_bot_open(&test, database);
    visitor_grant next;
    test_service_begin(&test, true);
    const visitor_grant first = test_visitor_enter(&test, bot.bot_id, false);
    assert_true(first.is_counted && !first.stores && !first.is_crawler);
    assert_true(first.ends_at_ms == test.service.now_ms + 3600000);
    visitor_request request = {
        .bot_id = bot.bot_id, .previous_token = first.token, .consent = true};
    assert_true(enter(&test, &request, &next));
    assert_true(next.visitor_id == first.visitor_id && next.stores);
    /* Long after it ended, as long as late events are taken; then it is a stranger's. */
    test.service.now_ms = first.ends_at_ms + VISITOR_GRACE_DAYS * day_ms;
    assert_true(enter(&test, &request, &next));
    assert_true(next.visitor_id == first.visitor_id);
    test.service.now_ms += 1;
    assert_true(enter(&test, &request, &next));
    assert_true(next.visitor_id != first.visitor_id);
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_token_of_another_bot_brings_nobody_back(test_database *database) {
    test_service test;
    visitor_grant grant;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    const test_bot other = test_bot_add(&test, 0, "other");
    const visitor_grant first = test_visitor_enter(&test, bot.bot_id, true);
    const visitor_request request = {.bot_id = other.bot_id, .previous_token = first.token};
    assert_true(enter(&test, &request, &grant));
    assert_true(grant.visitor_id != first.visitor_id);
    assert_true(grant.organization_id == other.organization_id);
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_page_that_is_not_allowed_gets_no_token(test_database *database) {
    static const struct {
        const char *name;
        chatlet_str origin;
        problem_code code;
    } rows[] = {
        {"allowed", TEST_ORIGIN, PROBLEM_NONE},
        {"another", CHATLET_STR("https://thief.example"), PROBLEM_FOREIGN_ORIGIN},
        {"none", CHATLET_STR(""), PROBLEM_FOREIGN_ORIGIN},
        {"a file", CHATLET_STR("null"), PROBLEM_FOREIGN_ORIGIN},
    };
    test_service test;
    visitor_grant grant;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const visitor_request request = {.bot_id = bot.bot_id};
        test.service.caller.origin = rows[i].origin;
        (void)enter(&test, &request, &grant);
        if (test.service.problem.code != rows[i].code)
            fail_msg("%s: problem %d", rows[i].name, test.service.problem.code);
    }
    const visitor_request nobody = {.bot_id = bot.bot_id + 1};
    assert_false(enter(&test, &nobody, &grant));
    assert_int_equal(test.service.problem.code, PROBLEM_NOT_FOUND);
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_flood_of_new_visitors_counts_up_to_the_limit(test_database *database) {
    test_service test;
    visitor_grant grant;
    const test_bot bot = test_bot_open(&test, database);
    const visitor_request request = {.bot_id = bot.bot_id, .consent = true};
    test.settings.visitors_per_address_day = 3;
    test_service_begin(&test, true);
    for (int i = 0; i < 10; i++) {
        assert_true(enter(&test, &request, &grant));
        assert_true(grant.is_counted == (i < 3) && grant.stores == (i < 3));
    }
    assert_int_equal(count(&test, "SELECT COUNT(*) FROM visitors WHERE visitor_id > ?1"), 3);
    /* Its events are taken like all others, and nothing is kept of them. */
    assert_true(service_identify_visitor(&test.service, grant.token));
    const event said = test_event(&test, EVENT_MESSAGE, 1, 1);
    assert_int_equal(conversation_take(&test.service, &said).outcome, EVENT_ACCEPTED);
    assert_int_equal(count(&test, "SELECT COUNT(*) FROM conversations WHERE bot_id > ?1"), 0);
    /* Another address counts, another day too; the rest of an IPv6 network does not. */
    test_visitor_become(&test, "2001:db8::1");
    for (int i = 0; i < 3; i++)
        assert_true(enter(&test, &request, &grant) && grant.is_counted);
    test_visitor_become(&test, "2001:db8::ffff:1:2:3");
    assert_true(enter(&test, &request, &grant) && !grant.is_counted);
    test.service.now_ms += day_ms;
    assert_true(enter(&test, &request, &grant) && grant.is_counted);
    test_service_commit(&test);
    test_service_close(&test);
}

static void no_address_is_kept(test_database *database) {
    test_service test;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    db_query *query =
        DB_OPEN(test.service.db, "SELECT address_hash FROM visitor_addresses WHERE bot_id = ?1",
                db_integer(bot.bot_id));
    assert_true(db_next(query));
    const chatlet_str hash = db_column_text(query, 0);
    assert_int_equal(hash.size_bytes, 32);
    assert_null(memmem(hash.data, hash.size_bytes, "\xc0\x00\x02\x01", 4));
    db_close_query(query);
    test.service.now_ms += 2 * day_ms;
    (void)service_retention_purge(&test.service, 10);
    assert_int_equal(count(&test, "SELECT COUNT(*) FROM visitor_addresses WHERE bot_id > ?1"), 0);
    test_service_commit(&test);
    test_service_close(&test);
}

static const struct {
    const char *user_agent;
    bool is_crawler;
} agents[] = {
    {"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true},
    {"Mozilla/5.0 (compatible; bingbot/2.0; +https://www.bing.com/bingbot.htm)", true},
    {"DuckDuckBot/1.1", true},
    {"AdsBot", true},
    {"facebookexternalhit/1.1", true},
    {"Baiduspider", true},
    {"Mozilla/5.0 (Linux) Chrome/119 Chrome-Lighthouse", true},
    {"Mozilla/5.0 (Linux; Android 9; CUBOT X18 Build/P) AppleWebKit/537.36", false},
    {"Mozilla/5.0 (Linux; Android 9; CUBOT) AppleWebKit/537.36", false},
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/119.0", false},
    {"Mozilla/5.0 (Macintosh) robotics", false},
    {"", false},
};

static void declared_crawlers_are_known_and_not_counted(test_database *database) {
    test_service test;
    visitor_grant grant;
    const test_bot bot = test_bot_open(&test, database);
    const visitor_request request = {.bot_id = bot.bot_id, .consent = true};
    test_service_begin(&test, true);
    for (size_t i = 0; i < sizeof agents / sizeof agents[0]; i++) {
        const char *text = agents[i].user_agent;
        test.service.caller.user_agent = (chatlet_str){.data = text, .size_bytes = strlen(text)};
        assert_true(enter(&test, &request, &grant));
        if (grant.is_crawler != agents[i].is_crawler || grant.is_counted == agents[i].is_crawler)
            fail_msg("\"%s\": crawler %d, counted %d", text, grant.is_crawler, grant.is_counted);
    }
    test_service_commit(&test);
    test_service_close(&test);
}

static void pages_of_this_server_are_previews_and_not_counted(test_database *database) {
    test_service test;
    visitor_grant grant;
    const test_bot bot = test_bot_open(&test, database);
    const visitor_request request = {.bot_id = bot.bot_id, .consent = true};
    test_service_begin(&test, true);
    test.service.caller.origin = test.settings.base_url;
    assert_true(enter(&test, &request, &grant));
    assert_true(!grant.is_counted && !grant.stores && !grant.is_crawler);
    test_service_commit(&test);
    test_service_close(&test);
}

/* The bot's identity secret of `generation`. */
static chatlet_str secret_of(test_service *test, test_bot bot, int64_t generation) {
    chatlet_str secrets[2];
    const store_bot row = {.id = bot.bot_id,
                           .organization_id = bot.organization_id,
                           .identity_generation = generation};
    assert_int_equal(service_bot_identity_secrets(&test->service, &row, secrets), 1);
    return secrets[0];
}

/* A token as a customer's server makes it. */
static chatlet_str sign(test_service *test, chatlet_str secret, const char *header,
                        const char *claims) {
    static char text[1000];
    uint8_t mac[CRYPTO_SHA256_BYTES];
    const chatlet_str parts[2] = {{.data = header, .size_bytes = strlen(header)},
                                  {.data = claims, .size_bytes = strlen(claims)}};
    size_t used = byte_text_write_base64url(parts[0], text).size_bytes;
    (void)test;
    text[used++] = '.';
    used += byte_text_write_base64url(parts[1], text + used).size_bytes;
    crypto_hmac(secret, (chatlet_str){text, used}, mac);
    text[used++] = '.';
    used +=
        byte_text_write_base64url((chatlet_str){(char *)mac, sizeof mac}, text + used).size_bytes;
    return (chatlet_str){text, used};
}

static const char hs256[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

static void a_signed_visitor_is_the_same_on_another_device(test_database *database) {
    test_service test;
    visitor_grant phone;
    visitor_grant desk;
    char claims[200];
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    const chatlet_str secret = secret_of(&test, bot, 2);
    (void)snprintf(claims, sizeof claims, "{\"sub\":\"ada\",\"exp\":%lld}",
                   (long long)(test.service.now_ms / 1000 + 600));
    visitor_request request = {.bot_id = bot.bot_id,
                               .identity = sign(&test, secret, hs256, claims)};
    assert_true(enter(&test, &request, &phone));
    test_visitor_become(&test, "198.51.100.7");
    assert_true(enter(&test, &request, &desk));
    assert_true(phone.visitor_id == desk.visitor_id && phone.is_counted);
    /* Another person who signs in on Ada's device is another visitor. */
    (void)snprintf(claims, sizeof claims, "{\"sub\":\"bob\",\"exp\":%lld}",
                   (long long)(test.service.now_ms / 1000 + 600));
    request.identity = sign(&test, secret, hs256, claims);
    request.previous_token = desk.token;
    visitor_grant bob;
    assert_true(enter(&test, &request, &bob));
    assert_true(bob.visitor_id != desk.visitor_id);
    /* Whoever was nobody before becomes who they are. */
    test_visitor_become(&test, "203.0.113.1");
    const visitor_grant stranger = test_visitor_enter(&test, bot.bot_id, true);
    (void)snprintf(claims, sizeof claims, "{\"sub\":\"eve\",\"exp\":%lld}",
                   (long long)(test.service.now_ms / 1000 + 600));
    request.identity = sign(&test, secret, hs256, claims);
    request.previous_token = stranger.token;
    visitor_grant eve;
    assert_true(enter(&test, &request, &eve));
    assert_true(eve.visitor_id == stranger.visitor_id);
    test_service_commit(&test);
    test_service_close(&test);
}

static void identities_that_are_not_signed_well_are_refused(test_database *database) {
    static const struct {
        const char *name;
        const char *header;
        int64_t generation;
        int64_t left_s;
        bool is_known;
    } rows[] = {
        {"good", hs256, 2, 600, true},
        {"expired", hs256, 2, -120, false},
        {"for longer than a day", hs256, 2, 2 * 86400, false},
        {"no algorithm", "{\"alg\":\"none\"}", 2, 600, false},
        {"another algorithm", "{\"alg\":\"RS256\"}", 2, 600, false},
        {"the secret before, which no longer counts", hs256, 1, 600, false},
        {"a secret to come", hs256, 3, 600, false},
    };
    test_service test;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char claims[200];
        visitor_grant grant;
        (void)snprintf(claims, sizeof claims, "{\"sub\":\"ada\",\"exp\":%lld}",
                       (long long)(test.service.now_ms / 1000 + rows[i].left_s));
        const chatlet_str secret = secret_of(&test, bot, rows[i].generation);
        const visitor_request request = {.bot_id = bot.bot_id,
                                         .identity = sign(&test, secret, rows[i].header, claims)};
        if (enter(&test, &request, &grant) != rows[i].is_known)
            fail_msg("%s: problem %d", rows[i].name, test.service.problem.code);
        if (rows[i].is_known) continue;
        assert_int_equal(test.service.problem.code, PROBLEM_INVALID);
        assert_int_equal(test.service.problem.fields[0].pointer.size_bytes, strlen("/identity"));
    }
    test_service_commit(&test);
    test_service_close(&test);
}

static void an_erased_visitor_leaves_a_receipt_and_nothing_else(test_database *database) {
    test_service test;
    store_erasure_receipt receipt;
    search_place hits[4];
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    const visitor_grant ada = test_visitor_enter(&test, bot.bot_id, true);
    for (uint8_t i = 1; i <= 3; i++) {
        event said = test_event(&test, EVENT_MESSAGE, i, i);
        said.author = CHATLET_STR("visitor");
        said.text = CHATLET_STR("my secret parcel");
        assert_int_equal(conversation_take(&test.service, &said).outcome, EVENT_ACCEPTED);
    }
    event lead = test_event(&test, EVENT_LEAD, 9, 1);
    lead.data_json = CHATLET_STR("{\"fields\":{\"email\":\"ada@example.com\"}}");
    assert_int_equal(conversation_take(&test.service, &lead).outcome, EVENT_ACCEPTED);
    assert_int_equal(search_text_query(test.service.db, bot.organization_id, CHATLET_STR("parcel"),
                                       INT64_MAX, hits, 4, &test.memory),
                     3);
    assert_true(
        service_visitor_erase(&test.service, bot.organization_id, ada.visitor_id, &receipt));
    assert_true(receipt.conversations == 3 && receipt.messages == 3 && receipt.leads == 1);
    assert_int_equal(search_text_query(test.service.db, bot.organization_id, CHATLET_STR("parcel"),
                                       INT64_MAX, hits, 4, &test.memory),
                     0);
    static const char *const tables[] = {
        "SELECT COUNT(*) FROM visitors WHERE visitor_id > ?1",
        "SELECT COUNT(*) FROM conversations WHERE conversation_id > ?1",
        "SELECT COUNT(*) FROM messages WHERE message_id > ?1",
        "SELECT COUNT(*) FROM leads WHERE lead_id > ?1",
        "SELECT COUNT(*) FROM visitor_days WHERE visitor_id > ?1",
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        assert_int_equal(count(&test, tables[i]), 0);
    store_erasure line;
    assert_int_equal(store_erasure_list(test.service.db, 0, &line, 1), 1);
    assert_true(line.receipt_id == receipt.id && line.visitor_id == ada.visitor_id);
    store_erasure_receipt *receipts;
    assert_int_equal(store_erasure_receipt_list(test.service.db, bot.organization_id, INT64_MAX, 5,
                                                &test.memory, &receipts),
                     1);
    assert_false(
        service_visitor_erase(&test.service, bot.organization_id, ada.visitor_id, &receipt));
    assert_int_equal(test.service.problem.code, PROBLEM_NOT_FOUND);
    /* The token still says who it was, and brings nobody back. */
    visitor_grant next;
    const visitor_request request = {.bot_id = bot.bot_id, .previous_token = ada.token};
    assert_true(enter(&test, &request, &next));
    assert_true(next.visitor_id != ada.visitor_id);
    test_service_commit(&test);
    test_service_close(&test);
}

/* A backup brings rows back, and words of the full-text index hang on no foreign key. */
static void an_erasure_replayed_on_a_backup_takes_every_word_out(test_database *database) {
    test_service test;
    search_place hits[4];
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    const visitor_grant ada = test_visitor_enter(&test, bot.bot_id, true);
    event said = test_event(&test, EVENT_MESSAGE, 1, 1);
    said.author = CHATLET_STR("visitor");
    said.text = CHATLET_STR("my secret parcel");
    assert_int_equal(conversation_take(&test.service, &said).outcome, EVENT_ACCEPTED);
    const store_erasure erasure = {.receipt_id = 7,
                                   .organization_id = bot.organization_id,
                                   .visitor_id = ada.visitor_id,
                                   .erased_at_ms = test.service.now_ms};
    store_erasure_replay(test.service.db, &erasure);
    store_erasure_replay(test.service.db, &erasure);
    assert_int_equal(count(&test, "SELECT COUNT(*) FROM search_texts WHERE message_id > ?1"), 0);
    assert_int_equal(count(&test, "SELECT COUNT(*) FROM messages WHERE message_id > ?1"), 0);
    assert_int_equal(search_text_query(test.service.db, bot.organization_id, CHATLET_STR("parcel"),
                                       INT64_MAX, hits, 4, &test.memory),
                     0);
    assert_int_equal(store_erasure_count(test.service.db), 1);
    test_service_commit(&test);
    test_service_close(&test);
}

static void another_organization_erases_nobody_of_ours(test_database *database) {
    test_service test;
    store_erasure_receipt receipt;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    const test_bot other = test_bot_add(&test, 0, "other");
    const visitor_grant ada = test_visitor_enter(&test, bot.bot_id, true);
    assert_false(
        service_visitor_erase(&test.service, other.organization_id, ada.visitor_id, &receipt));
    assert_int_equal(test.service.problem.code, PROBLEM_NOT_FOUND);
    assert_int_equal(count(&test, "SELECT COUNT(*) FROM visitors WHERE visitor_id > ?1"), 1);
    test_service_commit(&test);
    test_service_close(&test);
}

static void on_databases(void **state) {
    (void)state;
    test_on_databases(a_visitor_stays_the_same_by_its_token);
    test_on_databases(a_token_of_another_bot_brings_nobody_back);
    test_on_databases(a_page_that_is_not_allowed_gets_no_token);
    test_on_databases(a_flood_of_new_visitors_counts_up_to_the_limit);
    test_on_databases(no_address_is_kept);
    test_on_databases(declared_crawlers_are_known_and_not_counted);
    test_on_databases(pages_of_this_server_are_previews_and_not_counted);
    test_on_databases(a_signed_visitor_is_the_same_on_another_device);
    test_on_databases(identities_that_are_not_signed_well_are_refused);
    test_on_databases(an_erased_visitor_leaves_a_receipt_and_nothing_else);
    test_on_databases(an_erasure_replayed_on_a_backup_takes_every_word_out);
    test_on_databases(another_organization_erases_nobody_of_ours);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_databases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
