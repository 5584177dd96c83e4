/* Origins: what owners write, and which pages are let in. */
#include "service/service_bot_origin.h"
#include "store/store_bot.h"
#include "test_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static const struct {
    const char *name;
    const char *text;
    const char *normal; /* NULL: refused */
    const char *reason;
} normalized[] = {
    {"plain", "https://example.com", "https://example.com", NULL},
    {"upper case", "HTTPS://Www.Example.COM", "https://www.example.com", NULL},
    {"slash at the end", "https://example.com/", "https://example.com", NULL},
    {"own port", "https://example.com:443", "https://example.com", NULL},
    {"own port of http", "http://example.com:80", "http://example.com", NULL},
    {"another port", "https://example.com:8443", "https://example.com:8443", NULL},
    {"port of the other scheme", "http://example.com:443", "http://example.com:443", NULL},
    {"largest port", "http://localhost:65535", "http://localhost:65535", NULL},
    {"address", "http://127.0.0.1:8787", "http://127.0.0.1:8787", NULL},
    {"address of version 6", "http://[::1]:8787", "http://[::1]:8787", NULL},
    {"open label", "https://*.example.com", "https://*.example.com", NULL},
    {"open label with port", "https://*.example.com:8443", "https://*.example.com:8443", NULL},
    {"name in another script", "https://xn--bcher-kva.example", "https://xn--bcher-kva.example",
     NULL},
    {"no scheme", "example.com", NULL,
     "An origin begins with https:// or http://, as in https://www.example.com."},
    {"another scheme", "file:///home", NULL,
     "An origin begins with https:// or http://, as in https://www.example.com."},
    {"everything", "*", NULL,
     "An origin begins with https:// or http://, as in https://www.example.com."},
    {"path", "https://example.com/help", NULL,
     "An origin has no path: https://www.example.com, not https://www.example.com/help."},
    {"query", "https://example.com?a", NULL,
     "An origin has no path: https://www.example.com, not https://www.example.com/help."},
    {"user", "https://me@example.com", NULL, "An origin has no user name."},
    {"port 0", "https://example.com:0", NULL, "The port must be a number from 1 to 65535."},
    {"port past the last", "https://example.com:65536", NULL,
     "The port must be a number from 1 to 65535."},
    {"empty port", "https://example.com:", NULL, "The port must be a number from 1 to 65535."},
    {"all of a top domain", "https://*.com", NULL,
     "Behind '*.' a whole domain must follow, as in https://*.example.com."},
    {"open label alone", "https://*", NULL,
     "The host may hold letters, digits, '-' and '.'; names of other scripts are written as "
     "browsers send them (xn--\xe2\x80\xa6)."},
    {"open label within", "https://www.*.example.com", NULL,
     "The host may hold letters, digits, '-' and '.'; names of other scripts are written as "
     "browsers send them (xn--\xe2\x80\xa6)."},
    {"open label of an address", "https://*.0.0.1", NULL,
     "'*' stands for a name, not for a part of an address."},
    {"other script",
     "https://b\xc3\xbc"
     "cher.example",
     NULL,
     "The host may hold letters, digits, '-' and '.'; names of other scripts are written as "
     "browsers send them (xn--\xe2\x80\xa6)."},
    {"no host", "https://", NULL,
     "The host may hold letters, digits, '-' and '.'; names of other scripts are written as "
     "browsers send them (xn--\xe2\x80\xa6)."},
    {"empty label", "https://a..example", NULL,
     "The host may hold letters, digits, '-' and '.'; names of other scripts are written as "
     "browsers send them (xn--\xe2\x80\xa6)."},
    {"behind an address", "http://[::1]x", NULL, "There is something behind the host."},
};

static void origins_come_to_the_form_that_browsers_send(test_database *database) {
    test_service test;
    test_service_open(&test, database);
    for (size_t i = 0; i < sizeof normalized / sizeof normalized[0]; i++) {
        chatlet_str normal = CHATLET_STR("untouched");
        const char *reason = bot_origin_normalize(&test.memory, view(normalized[i].text), &normal);
        if (normalized[i].normal == NULL) {
            if (reason == NULL) fail_msg("%s: taken", normalized[i].name);
            assert_string_equal(reason, normalized[i].reason);
            continue;
        }
        if (reason != NULL) fail_msg("%s: %s", normalized[i].name, reason);
        chatlet_str wanted = view(normalized[i].normal);
        if (normal.size_bytes != wanted.size_bytes ||
            memcmp(normal.data, wanted.data, wanted.size_bytes) != 0)
            fail_msg("%s: %.*s", normalized[i].name, (int)normal.size_bytes, normal.data);
    }
    test_service_close(&test);
}

static void an_origin_past_its_limit_is_refused(test_database *database) {
    test_service test;
    test_service_open(&test, database);
    char text[BOT_ORIGIN_BYTES_MAX + 1];
    chatlet_str normal;
    memset(text, 'a', sizeof text);
    memcpy(text, "https://", 8);
    for (size_t i = 60; i < sizeof text - 2; i += 60)
        text[i] = '.';
    chatlet_str at = {.data = text, .size_bytes = BOT_ORIGIN_BYTES_MAX};
    chatlet_str past = {.data = text, .size_bytes = BOT_ORIGIN_BYTES_MAX + 1};
    assert_null(bot_origin_normalize(&test.memory, at, &normal));
    assert_string_equal(bot_origin_normalize(&test.memory, past, &normal),
                        "An origin may be at most 280 bytes long.");
    test_service_close(&test);
}

static const struct {
    const char *name;
    const char *origin;
    bool allowed;
} asked[] = {
    {"in the list", "https://shop.example", true},
    {"another scheme", "http://shop.example", false},
    {"another port", "https://shop.example:8443", false},
    {"below one in the list", "https://www.shop.example", false},
    {"a name that begins like it", "https://shop.example.evil.example", false},
    {"a name that ends like it", "https://evilshop.example", false},
    {"one label in the open place", "https://docs.site.example", true},
    {"no label in the open place", "https://site.example", false},
    {"two labels in the open place", "https://a.b.site.example", false},
    {"the star itself", "https://*.site.example", false},
    {"open place with another port", "https://docs.site.example:444", false},
    {"upper case, which no browser sends", "https://SHOP.example", false},
    {"this server", "https://chat.example", true},
    {"this server at another port", "https://chat.example:444", false},
    {"null", "null", false},
    {"empty", "", false},
};

static int64_t add_bot(test_service *test, const char *slug) {
    service *service = &test->service;
    (void)DB_RUN(service->db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, 'Shop', 'free', 1) ON CONFLICT (organization_id) DO NOTHING",
                 db_integer(7));
    store_bot bot = {.id = service_new_id(service),
                     .organization_id = 7,
                     .slug = view(slug),
                     .name = CHATLET_STR("Shop"),
                     .settings_json = CHATLET_STR("{}"),
                     .retention_days = 90,
                     .created_at_ms = service->now_ms};
    assert_true(store_bot_add(service->db, &bot));
    return bot.id;
}

static void pages_are_let_in_by_their_exact_origin(test_database *database) {
    static const chatlet_str list[] = {{"https://*.site.example", 22},
                                       {"https://shop.example", 20}};
    test_service test;
    test_service_open(&test, database);
    test_service_begin(&test, true);
    int64_t bot_id = add_bot(&test, "shop");
    store_bot_set_origins(test.service.db, 7, bot_id, list, 2);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        if (service_bot_allows_origin(&test.service, bot_id, view(asked[i].origin)) !=
            asked[i].allowed)
            fail_msg("%s: %s", asked[i].name, asked[i].allowed ? "refused" : "let in");
    }
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_bot_without_a_list_is_for_its_own_server_only(test_database *database) {
    static const chatlet_str list[] = {{"https://shop.example", 20}};
    test_service test;
    test_service_open(&test, database);
    test_service_begin(&test, true);
    int64_t bot_id = add_bot(&test, "shop");
    int64_t other_id = add_bot(&test, "other");
    store_bot_set_origins(test.service.db, 7, other_id, list, 1);
    assert_true(service_bot_allows_origin(&test.service, bot_id, view("https://chat.example")));
    assert_false(service_bot_allows_origin(&test.service, bot_id, view("https://shop.example")));
    assert_false(
        service_bot_allows_origin(&test.service, bot_id + 12345, view("https://chat.example")));
    test_service_commit(&test);
    test_service_close(&test);
}

static void an_archived_bot_lets_nobody_in(test_database *database) {
    static const chatlet_str list[] = {{"https://shop.example", 20}};
    test_service test;
    store_bot bot;
    test_service_open(&test, database);
    test_service_begin(&test, true);
    int64_t bot_id = add_bot(&test, "shop");
    store_bot_set_origins(test.service.db, 7, bot_id, list, 1);
    assert_true(store_bot_find(test.service.db, 7, bot_id, &test.memory, &bot));
    bot.archived_at_ms = test.service.now_ms;
    assert_true(store_bot_update(test.service.db, &bot));
    assert_false(service_bot_allows_origin(&test.service, bot_id, view("https://shop.example")));
    assert_false(service_bot_allows_origin(&test.service, bot_id, view("https://chat.example")));
    test_service_commit(&test);
    test_service_close(&test);
}

static void on_databases(void **state) {
    (void)state;
    test_on_databases(origins_come_to_the_form_that_browsers_send);
    test_on_databases(an_origin_past_its_limit_is_refused);
    test_on_databases(pages_are_let_in_by_their_exact_origin);
    test_on_databases(a_bot_without_a_list_is_for_its_own_server_only);
    test_on_databases(an_archived_bot_lets_nobody_in);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_databases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
