/* Accounts as their routes show them, on every database that is here. */
#include "test_account.h"
#include "test_allocator.h"
#include "test_assert.h"

#include "route/route_account.h"
#include "service/service_account.h"
#include "service/service_session.h"
#include "service/service_throttle.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

static test_people people;

static void move_clock(int64_t by_ms) { people.test.service.now_ms += by_ms; }

static void expect_problem(const char *name) {
    const char *type = test_people_text(&people, "type");
    const char *last = strrchr(type, '/');
    if (last == NULL || strcmp(last + 1, name) != 0)
        fail_msg("expected %s, got %s", name, people.body);
}

static void login(test_browser *browser, uint16_t status, const char *email, const char *password) {
    test_people_ask(&people, browser, status, "POST", "/v1/login",
                    "{\"email\":\"%s\",\"password\":\"%s\"}", email, password);
}

static void check_signup(test_database *database) {
    test_browser browser = {.cookie = ""};
    char token[TEST_TOKEN_BYTES];
    test_people_open(&people, database);
    const char *wish = "{\"email\":\"Ann@Example.com\",\"name\":\"Ann\","
                       "\"password\":\"" TEST_PASSWORD "\",\"locale\":\"es\"}";
    test_people_ask(&people, NULL, 202, "POST", "/v1/signup", "%s", wish);
    test_text_equal("spanish", test_str(test_people_mail(&people, "ann@example.com", token)),
                    test_str("Confirma tu dirección"));
    /* Before the link is followed there is no account at all. */
    login(&browser, 401, "ann@example.com", TEST_PASSWORD);
    expect_problem("wrong-credentials");
    test_people_ask(&people, NULL, 410, "POST", "/v1/signup/confirm", "{\"token\":\"%s\"}",
                    "00000000000000000000000000000000");
    test_people_ask(&people, NULL, 204, "POST", "/v1/signup/confirm", "{\"token\":\"%s\"}", token);
    test_people_ask(&people, NULL, 410, "POST", "/v1/signup/confirm", "{\"token\":\"%s\"}", token);
    expect_problem("expired");
    login(&browser, 200, "ANN@example.com", TEST_PASSWORD);
    test_text_equal("email", test_str(test_people_text(&people, "email")),
                    test_str("ann@example.com"));
    test_people_ask(&people, &browser, 200, "GET", "/v1/orgs", NULL);
    assert_int_equal(test_people_count(&people), 1);
    assert_non_null(strstr(people.body, "\"role\":\"owner\""));
    /* A second sign-up is answered alike, and told to the owner of the address alone. */
    test_people_ask(&people, NULL, 202, "POST", "/v1/signup", "%s", wish);
    test_text_equal("known", test_str(test_people_mail(&people, "ann@example.com", token)),
                    test_str("Ya tienes una cuenta"));
    test_text_equal("no link", test_str(token), test_str(""));
    test_people_close(&people);
}

static void an_account_opens_by_the_link_of_its_mail(void **state) {
    (void)state;
    test_on_databases(check_signup);
}

static void check_rival_signups(test_database *database) {
    test_browser browser = {.cookie = ""};
    char first[TEST_TOKEN_BYTES];
    char second[TEST_TOKEN_BYTES];
    test_people_open(&people, database);
    const char *format = "{\"email\":\"ann@example.com\",\"name\":\"Ann\",\"password\":\"%s\"}";
    test_people_ask(&people, NULL, 202, "POST", "/v1/signup", format, "the owner's own words");
    (void)test_people_mail(&people, "ann@example.com", first);
    move_clock(1);
    test_people_ask(&people, NULL, 202, "POST", "/v1/signup", format, "the attacker's words");
    (void)test_people_mail(&people, "ann@example.com", second);
    test_people_ask(&people, NULL, 204, "POST", "/v1/signup/confirm", "{\"token\":\"%s\"}", first);
    test_people_ask(&people, NULL, 410, "POST", "/v1/signup/confirm", "{\"token\":\"%s\"}", second);
    login(&browser, 401, "ann@example.com", "the attacker's words");
    login(&browser, 200, "ann@example.com", "the owner's own words");
    test_people_close(&people);
}

static void each_link_opens_the_account_with_its_own_password(void **state) {
    (void)state;
    test_on_databases(check_rival_signups);
}

static void check_link_times(test_database *database) {
    test_browser browser = {.cookie = ""};
    char token[TEST_TOKEN_BYTES];
    test_people_open(&people, database);
    for (int64_t past = 0; past < 2; past++) {
        const char *email = past == 0 ? "a@example.com" : "b@example.com";
        test_people_ask(&people, NULL, 202, "POST", "/v1/signup",
                        "{\"email\":\"%s\",\"name\":\"A\",\"password\":\"" TEST_PASSWORD "\"}",
                        email);
        (void)test_people_mail(&people, email, token);
        move_clock(ACCOUNT_VERIFY_HOURS * HOUR_MS - 1 + past);
        test_people_ask(&people, NULL, past == 0 ? 204 : 410, "POST", "/v1/signup/confirm",
                        "{\"token\":\"%s\"}", token);
    }
    for (int64_t past = 0; past < 2; past++) {
        test_people_ask(&people, NULL, 202, "POST", "/v1/password/reset",
                        "{\"email\":\"a@example.com\"}");
        (void)test_people_mail(&people, "a@example.com", token);
        move_clock(ACCOUNT_RESET_MINUTES * MINUTE_MS - 1 + past);
        test_people_ask(&people, NULL, past == 0 ? 204 : 410, "POST", "/v1/password/reset/confirm",
                        "{\"token\":\"%s\",\"password\":\"another horse battery\"}", token);
    }
    login(&browser, 200, "a@example.com", "another horse battery");
    test_people_close(&people);
}

static void links_live_as_long_as_said(void **state) {
    (void)state;
    test_on_databases(check_link_times);
}

static void check_no_enumeration(test_database *database) {
    static char known[TEST_BODY_BYTES_MAX];
    test_browser browser = {.cookie = ""};
    char token[TEST_TOKEN_BYTES];
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    login(NULL, 401, "ann@example.com", "not the password");
    (void)snprintf(known, sizeof known, "%s", people.body);
    login(NULL, 401, "nobody@example.com", "not the password");
    test_text_equal("login", test_str(people.body), test_str(known));
    login(NULL, 401, "no address", "not the password");
    test_text_equal("login", test_str(people.body), test_str(known));

    size_t before = test_people_mail_count(&people);
    test_people_ask(&people, NULL, 202, "POST", "/v1/password/reset",
                    "{\"email\":\"ann@example.com\"}");
    test_text_equal("reset", test_str(people.body), test_str(""));
    assert_int_equal(test_people_mail_count(&people), before + 1);
    (void)test_people_mail(&people, "ann@example.com", token);
    before = test_people_mail_count(&people);
    test_people_ask(&people, NULL, 202, "POST", "/v1/password/reset",
                    "{\"email\":\"nobody@example.com\"}");
    test_text_equal("reset", test_str(people.body), test_str(""));
    /* A row is written for a stranger as well, so that it takes as long; it sends nothing. */
    assert_int_equal(test_people_mail_count(&people), before + 1);

    /* A new address that is taken: the same answer, and no link that works. */
    test_browser other = {.cookie = ""};
    test_people_join(&people, &other, "bob@example.com", NULL);
    test_people_ask(&people, &other, 202, "POST", "/v1/account/email",
                    "{\"email\":\"ann@example.com\",\"password\":\"" TEST_PASSWORD "\"}");
    test_text_equal("known", test_str(test_people_mail(&people, "ann@example.com", token)),
                    test_str("You already have an account"));
    test_people_close(&people);
}

static void no_answer_tells_who_has_an_account(void **state) {
    (void)state;
    test_on_databases(check_no_enumeration);
}

static void check_password_throttle(test_database *database) {
    test_browser browser = {.cookie = ""};
    test_browser guesser = {.cookie = "", .address = "198.51.100.7"};
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    for (int i = 0; i < THROTTLE_PASSWORD_TRIES_MAX; i++)
        login(&guesser, 401, "ann@example.com", "no");
    login(&guesser, 429, "ann@example.com", TEST_PASSWORD);
    expect_problem("rate-limited");
    /* Another server over the same database remembers: the counter is a row. */
    const int64_t now_ms = people.test.service.now_ms;
    test_people_close(&people);
    test_people_open(&people, database);
    people.test.service.now_ms = now_ms + THROTTLE_PASSWORD_WINDOW_MS - 1;
    login(&guesser, 429, "ann@example.com", TEST_PASSWORD);
    /* A stranger's address is counted alike. */
    for (int i = 0; i < THROTTLE_PASSWORD_TRIES_MAX; i++)
        login(&guesser, 401, "nobody@example.com", "no");
    login(&guesser, 429, "nobody@example.com", "no");
    move_clock(1);
    login(&guesser, 200, "ann@example.com", TEST_PASSWORD);
    test_people_ask(&people, &guesser, 204, "POST", "/v1/logout", NULL);
    /* Being right forgets the failures of before. */
    for (int i = 0; i < THROTTLE_PASSWORD_TRIES_MAX - 1; i++)
        login(&guesser, 401, "ann@example.com", "no");
    move_clock(1);
    login(&guesser, 200, "ann@example.com", TEST_PASSWORD);
    test_people_ask(&people, &guesser, 204, "POST", "/v1/logout", NULL);
    for (int i = 0; i < THROTTLE_PASSWORD_TRIES_MAX; i++)
        login(&guesser, 401, "ann@example.com", "no");
    login(&guesser, 429, "ann@example.com", "no");
    test_people_close(&people);
}

static void check_no_lock_out(test_database *database) {
    test_browser home = {.cookie = "", .address = "192.0.2.44"};
    test_browser again = {.cookie = "", .address = "192.0.2.44"};
    test_browser guesser = {.cookie = "", .address = "198.51.100.7"};
    test_people_open(&people, database);
    test_people_join(&people, &home, "ann@example.com", NULL);
    for (int i = 0; i < THROTTLE_PASSWORD_TRIES_MAX; i++)
        login(&guesser, 401, "ann@example.com", "no");
    login(&guesser, 429, "ann@example.com", TEST_PASSWORD);
    /* Where she is signed in she may still sign in, and is counted on her own. */
    login(&again, 200, "ann@example.com", TEST_PASSWORD);
    for (int i = 0; i < THROTTLE_PASSWORD_TRIES_MAX; i++)
        login(&again, 401, "ann@example.com", "no");
    login(&again, 429, "ann@example.com", TEST_PASSWORD);
    test_people_close(&people);
}

static void who_guesses_elsewhere_locks_nobody_out(void **state) {
    (void)state;
    test_on_databases(check_no_lock_out);
}

static void guessing_at_an_account_is_slowed_down(void **state) {
    (void)state;
    test_on_databases(check_password_throttle);
}

static void retry_after_is_the_rest_of_the_window(void **state) {
    (void)state;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service test;
    test_service_open(&test, database);
    test_service_begin(&test, true);
    for (int i = 0; i < THROTTLE_INVITE_TRIES_MAX; i++)
        assert_true(throttle_count(&test.service, THROTTLE_INVITE, test_str("org")));
    test.service.now_ms += 1500;
    assert_false(throttle_count(&test.service, THROTTLE_INVITE, test_str("org")));
    assert_int_equal(test.service.problem.retry_after_s, 24 * 60 * 60 - 1);
    assert_true(test.service.keeps_changes);
    assert_true(throttle_count(&test.service, THROTTLE_INVITE, test_str("other")));
    test_service_commit(&test);
    test_service_close(&test);
    test_database_close(database);
}

/* Every limit at it and one past it, without the hashing between. */
static void each_counter_has_its_limit(void **state) {
    (void)state;
    static const struct {
        throttle_kind kind;
        int tries;
        int64_t window_ms;
    } rows[] = {
        {THROTTLE_PASSWORD, THROTTLE_PASSWORD_TRIES_MAX, THROTTLE_PASSWORD_WINDOW_MS},
        {THROTTLE_PASSWORD_ADDRESS, THROTTLE_PASSWORD_ADDRESS_TRIES_MAX,
         THROTTLE_PASSWORD_WINDOW_MS},
        {THROTTLE_MAIL, THROTTLE_MAIL_TRIES_MAX, THROTTLE_MAIL_WINDOW_MS},
        {THROTTLE_MAIL_ADDRESS, THROTTLE_MAIL_ADDRESS_TRIES_MAX, THROTTLE_MAIL_WINDOW_MS},
        {THROTTLE_INVITE, THROTTLE_INVITE_TRIES_MAX, THROTTLE_INVITE_WINDOW_MS},
    };
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service test;
    test_service_open(&test, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_service_begin(&test, true);
        for (int n = 0; n < rows[i].tries; n++)
            assert_true(throttle_count(&test.service, rows[i].kind, test_str("x")));
        assert_false(throttle_count(&test.service, rows[i].kind, test_str("x")));
        test.service.now_ms += rows[i].window_ms - 1;
        assert_false(throttle_count(&test.service, rows[i].kind, test_str("x")));
        test.service.now_ms += 1;
        assert_true(throttle_count(&test.service, rows[i].kind, test_str("x")));
        test_service_commit(&test);
    }
    test_service_close(&test);
    test_database_close(database);
}

static void an_ipv6_customer_is_one_address(void **state) {
    (void)state;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service test;
    test_service_open(&test, database);
    const struct {
        const char *one;
        const char *other;
        bool same;
    } rows[] = {
        {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
        {"2001:db8:1:2::1", "2001:db8:1:3::1", false},
        {"192.0.2.1", "::ffff:192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test.service.caller.address = test_str(rows[i].one);
        const chatlet_str one = throttle_address(&test.service);
        test.service.caller.address = test_str(rows[i].other);
        const chatlet_str other = throttle_address(&test.service);
        assert_int_equal(one.size_bytes, other.size_bytes);
        if ((memcmp(one.data, other.data, one.size_bytes) == 0) != rows[i].same)
            fail_msg("%s and %s", rows[i].one, rows[i].other);
    }
    test_service_close(&test);
    test_database_close(database);
}

static void check_mail_throttle(test_database *database) {
    test_people_open(&people, database);
    for (int i = 0; i < THROTTLE_MAIL_TRIES_MAX; i++)
        test_people_ask(&people, NULL, 202, "POST", "/v1/password/reset",
                        "{\"email\":\"ann@example.com\"}");
    test_people_ask(&people, NULL, 429, "POST", "/v1/password/reset",
                    "{\"email\":\"ann@example.com\"}");
    test_people_ask(&people, NULL, 429, "POST", "/v1/signup",
                    "{\"email\":\"ann@example.com\",\"name\":\"A\","
                    "\"password\":\"" TEST_PASSWORD "\"}");
    test_people_ask(&people, NULL, 202, "POST", "/v1/password/reset",
                    "{\"email\":\"bob@example.com\"}");
    test_people_close(&people);
}

static void nobody_is_flooded_with_mails(void **state) {
    (void)state;
    test_on_databases(check_mail_throttle);
}

static void check_session_times(test_database *database) {
    test_browser browser = {.cookie = ""};
    test_people_open(&people, database);
    people.test.settings.session_idle_ms = 10 * DAY_MS;
    people.test.settings.session_absolute_ms = 25 * DAY_MS;
    test_people_join(&people, &browser, "ann@example.com", NULL);
    const test_browser kept = browser;
    /* Used within the idle time it lives on… */
    move_clock(10 * DAY_MS - 1);
    test_people_ask(&people, &browser, 200, "GET", "/v1/account", NULL);
    move_clock(10 * DAY_MS - 1);
    test_people_ask(&people, &browser, 200, "GET", "/v1/account", NULL);
    /* …until it is as old as a session may be. */
    move_clock(5 * DAY_MS + 1);
    test_people_ask(&people, &browser, 200, "GET", "/v1/account", NULL);
    move_clock(1);
    test_people_ask(&people, &browser, 401, "GET", "/v1/account", NULL);
    assert_int_equal(browser.cookie[0], 0); /* the browser is told to forget it */

    browser = kept;
    login(&browser, 200, "ann@example.com", TEST_PASSWORD);
    move_clock(10 * DAY_MS);
    test_people_ask(&people, &browser, 401, "GET", "/v1/account", NULL);
    /* A cookie that is over does not keep one from signing in. */
    test_browser late = kept;
    login(&late, 200, "ann@example.com", TEST_PASSWORD);
    test_people_close(&people);
}

static void sessions_end_by_idleness_and_by_age(void **state) {
    (void)state;
    test_on_databases(check_session_times);
}

static int64_t last_use(void) {
    db *db = people.test.service.db;
    db_begin(db, false);
    const int64_t used_at_ms =
        DB_READ(db, "SELECT used_at_ms FROM sessions WHERE session_id > ?1", 0, db_integer(0));
    db_rollback(db);
    return used_at_ms;
}

static void check_touches(test_database *database) {
    test_browser browser = {.cookie = ""};
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    const int64_t begun_ms = people.test.service.now_ms;
    move_clock(MINUTE_MS - 1);
    test_people_ask(&people, &browser, 200, "GET", "/v1/account", NULL);
    assert_int_equal(last_use(), begun_ms);
    move_clock(1);
    test_people_ask(&people, &browser, 200, "GET", "/v1/account", NULL);
    assert_int_equal(last_use(), begun_ms + MINUTE_MS);
    move_clock(MINUTE_MS);
    test_people_ask(&people, &browser, 200, "PATCH", "/v1/account", "{\"name\":\"Anne\"}");
    assert_int_equal(last_use(), begun_ms + 2 * MINUTE_MS);
    test_people_close(&people);
}

static void a_last_use_is_written_once_a_minute(void **state) {
    (void)state;
    test_on_databases(check_touches);
}

static void check_sessions(test_database *database) {
    test_browser laptop = {.cookie = ""};
    test_browser phone = {.cookie = ""};
    test_browser stranger = {.cookie = ""};
    char path[128];
    test_people_open(&people, database);
    test_people_join(&people, &laptop, "ann@example.com", NULL);
    test_people_join(&people, &stranger, "bob@example.com", NULL);
    move_clock(5);
    login(&phone, 200, "ann@example.com", TEST_PASSWORD);
    test_people_ask(&people, &laptop, 200, "GET", "/v1/account/sessions", NULL);
    assert_int_equal(test_people_count(&people), 2);
    (void)snprintf(path, sizeof path, "/v1/account/sessions/%s", test_people_text(&people, "id"));
    /* Another's session is not there for a stranger. */
    test_people_ask(&people, &stranger, 404, "DELETE", path, NULL);
    test_people_ask(&people, &laptop, 204, "DELETE", path, NULL);
    test_people_ask(&people, &laptop, 404, "DELETE", path, NULL);
    test_people_ask(&people, &phone, 401, "GET", "/v1/account", NULL);
    test_people_ask(&people, &laptop, 200, "GET", "/v1/account", NULL);

    login(&phone, 200, "ann@example.com", TEST_PASSWORD);
    const test_browser before = laptop;
    test_people_ask(&people, &laptop, 204, "POST", "/v1/logout", NULL);
    assert_int_equal(laptop.cookie[0], 0);
    laptop = before;
    test_people_ask(&people, &laptop, 401, "GET", "/v1/account", NULL);
    test_people_ask(&people, &phone, 200, "GET", "/v1/account", NULL);
    login(&laptop, 200, "ann@example.com", TEST_PASSWORD);
    test_people_ask(&people, &phone, 204, "POST", "/v1/logout/all", NULL);
    test_people_ask(&people, &laptop, 401, "GET", "/v1/account", NULL);
    test_people_ask(&people, &stranger, 200, "GET", "/v1/account", NULL);
    test_people_close(&people);
}

static void sessions_are_listed_and_ended(void **state) {
    (void)state;
    test_on_databases(check_sessions);
}

static void check_rotation(test_database *database) {
    test_browser browser = {.cookie = ""};
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    const test_browser planted = browser;
    login(&browser, 200, "ann@example.com", TEST_PASSWORD);
    /* The session one came with is over, so none that was planted lives on. */
    assert_string_not_equal(browser.cookie, planted.cookie);
    test_browser watcher = planted;
    test_people_ask(&people, &watcher, 401, "GET", "/v1/account", NULL);
    /* Only the hash of a secret is kept. */
    db *db = people.test.service.db;
    const char *secret = strchr(browser.cookie, '=') + 1;
    db_begin(db, false);
    db_query *query =
        DB_OPEN(db, "SELECT secret_hash FROM sessions WHERE session_id > ?1", db_integer(0));
    while (db_next(query)) {
        const chatlet_str hash = db_column_text(query, 0);
        assert_int_equal(hash.size_bytes, 32);
        assert_memory_not_equal(hash.data, secret, 32);
    }
    db_close_query(query);
    db_rollback(db);
    test_people_close(&people);
}

static void signing_in_makes_a_new_session(void **state) {
    (void)state;
    test_on_databases(check_rotation);
}

static void check_password_change(test_database *database) {
    test_browser browser = {.cookie = ""};
    test_browser other = {.cookie = ""};
    char token[TEST_TOKEN_BYTES];
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    login(&other, 200, "ann@example.com", TEST_PASSWORD);
    test_people_ask(&people, NULL, 202, "POST", "/v1/password/reset",
                    "{\"email\":\"ann@example.com\"}");
    (void)test_people_mail(&people, "ann@example.com", token);
    const test_browser before = browser;
    test_people_ask(&people, &browser, 401, "POST", "/v1/account/password",
                    "{\"current\":\"wrong\",\"password\":\"another horse battery\"}");
    test_people_ask(&people, &browser, 422, "POST", "/v1/account/password",
                    "{\"current\":\"" TEST_PASSWORD "\",\"password\":\"short\"}");
    move_clock(1);
    test_people_ask(&people, &browser, 204, "POST", "/v1/account/password",
                    "{\"current\":\"" TEST_PASSWORD "\",\"password\":\"another horse battery\"}");
    assert_string_not_equal(browser.cookie, before.cookie);
    test_people_ask(&people, &browser, 200, "GET", "/v1/account", NULL);
    test_people_ask(&people, &other, 401, "GET", "/v1/account", NULL);
    test_browser old = before;
    test_people_ask(&people, &old, 401, "GET", "/v1/account", NULL);
    /* Links from before are over, too. */
    test_people_ask(&people, NULL, 410, "POST", "/v1/password/reset/confirm",
                    "{\"token\":\"%s\",\"password\":\"yet another horse\"}", token);
    char none[TEST_TOKEN_BYTES];
    test_text_equal("told", test_str(test_people_mail(&people, "ann@example.com", none)),
                    test_str("Your password was changed"));
    login(&other, 401, "ann@example.com", TEST_PASSWORD);
    login(&other, 200, "ann@example.com", "another horse battery");
    test_people_close(&people);
}

static void a_changed_password_ends_every_other_door(void **state) {
    (void)state;
    test_on_databases(check_password_change);
}

static void check_reset(test_database *database) {
    test_browser browser = {.cookie = ""};
    char token[TEST_TOKEN_BYTES];
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    test_people_ask(&people, NULL, 202, "POST", "/v1/password/reset",
                    "{\"email\":\"ANN@example.com\"}");
    (void)test_people_mail(&people, "ann@example.com", token);
    /* A password that can't be taken leaves the link for another try. */
    test_people_ask(&people, NULL, 422, "POST", "/v1/password/reset/confirm",
                    "{\"token\":\"%s\",\"password\":\"ann@example.com\"}", token);
    test_people_ask(&people, NULL, 204, "POST", "/v1/password/reset/confirm",
                    "{\"token\":\"%s\",\"password\":\"another horse battery\"}", token);
    test_people_ask(&people, NULL, 410, "POST", "/v1/password/reset/confirm",
                    "{\"token\":\"%s\",\"password\":\"another horse battery\"}", token);
    test_people_ask(&people, &browser, 401, "GET", "/v1/account", NULL);
    login(&browser, 200, "ann@example.com", "another horse battery");
    test_people_close(&people);
}

static void a_reset_password_works_once_and_ends_all_sessions(void **state) {
    (void)state;
    test_on_databases(check_reset);
}

static void check_email_change(test_database *database) {
    test_browser browser = {.cookie = ""};
    char token[TEST_TOKEN_BYTES];
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    test_people_ask(&people, &browser, 401, "POST", "/v1/account/email",
                    "{\"email\":\"anne@example.com\",\"password\":\"wrong\"}");
    test_people_ask(&people, &browser, 202, "POST", "/v1/account/email",
                    "{\"email\":\"Anne@example.com\",\"password\":\"" TEST_PASSWORD "\"}");
    (void)test_people_mail(&people, "anne@example.com", token);
    /* Nothing has changed before the link is followed. */
    test_people_ask(&people, &browser, 200, "GET", "/v1/account", NULL);
    test_text_equal("email", test_str(test_people_text(&people, "email")),
                    test_str("ann@example.com"));
    move_clock(1);
    test_people_ask(&people, NULL, 204, "POST", "/v1/account/email/confirm", "{\"token\":\"%s\"}",
                    token);
    char none[TEST_TOKEN_BYTES];
    test_text_equal("told", test_str(test_people_mail(&people, "ann@example.com", none)),
                    test_str("Your address was changed"));
    test_people_ask(&people, &browser, 401, "GET", "/v1/account", NULL);
    login(&browser, 401, "ann@example.com", TEST_PASSWORD);
    login(&browser, 200, "anne@example.com", TEST_PASSWORD);
    test_people_close(&people);
}

static void a_new_address_is_confirmed_by_its_link(void **state) {
    (void)state;
    test_on_databases(check_email_change);
}

static void check_setup(test_database *database) {
    test_browser browser = {.cookie = ""};
    chatlet_str link;
    chatlet_str later;
    test_people_open(&people, database);
    service *service = &people.test.service;
    test_service_begin(&people.test, true);
    assert_true(service_first_owner_link(service, &link));
    assert_true(service_first_owner_link(service, &later));
    test_service_commit(&people.test);
    const char *begin = "https://chat.example/setup?token=";
    test_text_equal("link", (chatlet_str){link.data, strlen(begin)}, test_str(begin));
    const char *format = "{\"token\":\"%s\",\"email\":\"ann@example.com\",\"name\":\"Ann\","
                         "\"password\":\"" TEST_PASSWORD "\",\"organization\":\"Acme\"}";
    /* The link that was printed first ended with the second. */
    test_people_ask(&people, &browser, 410, "POST", "/v1/setup", format, link.data + strlen(begin));
    move_clock(ACCOUNT_SETUP_HOURS * HOUR_MS - 1);
    test_people_ask(&people, &browser, 201, "POST", "/v1/setup", format,
                    later.data + strlen(begin));
    test_people_ask(&people, &browser, 200, "GET", "/v1/orgs", NULL);
    assert_non_null(strstr(people.body, "\"name\":\"Acme\""));
    test_people_ask(&people, NULL, 410, "POST", "/v1/setup", format, later.data + strlen(begin));
    /* With an owner there is no further link. */
    test_service_begin(&people.test, true);
    assert_true(service_first_owner_link(service, &link));
    test_service_commit(&people.test);
    assert_int_equal(link.size_bytes, 0);
    test_people_close(&people);
}

static void the_first_owner_comes_by_a_link_that_works_once(void **state) {
    (void)state;
    test_on_databases(check_setup);
}

static void check_old_setup(test_database *database) {
    chatlet_str link;
    test_people_open(&people, database);
    test_service_begin(&people.test, true);
    assert_true(service_first_owner_link(&people.test.service, &link));
    test_service_commit(&people.test);
    move_clock(ACCOUNT_SETUP_HOURS * HOUR_MS);
    test_people_ask(&people, NULL, 410, "POST", "/v1/setup",
                    "{\"token\":\"%s\",\"email\":\"ann@example.com\",\"name\":\"Ann\","
                    "\"password\":\"" TEST_PASSWORD "\"}",
                    strchr(link.data, '=') + 1);
    test_people_close(&people);
}

static void a_link_for_the_first_owner_expires(void **state) {
    (void)state;
    test_on_databases(check_old_setup);
}

/* Requests that a page of another site could make a browser send. */
static void check_forgery(test_database *database) {
    static const struct {
        const char *name;
        const char *fields;
        uint16_t status;
    } rows[] = {
        {"ours", "X-Chatlet-Request: 1", 200},
        {"ours, with its origin", "X-Chatlet-Request: 1\nOrigin: https://chat.example", 200},
        {"ours, as browsers say it",
         "X-Chatlet-Request: 1\nOrigin: https://chat.example\nSec-Fetch-Site: same-origin", 200},
        {"typed by a person", "X-Chatlet-Request: 1\nSec-Fetch-Site: none", 200},
        {"no mark", "Origin: https://chat.example", 403},
        {"another mark", "X-Chatlet-Request: 2", 403},
        {"another site", "X-Chatlet-Request: 1\nOrigin: https://evil.example", 403},
        {"another scheme", "X-Chatlet-Request: 1\nOrigin: http://chat.example", 403},
        {"another port", "X-Chatlet-Request: 1\nOrigin: https://chat.example:8443", 403},
        {"a name that begins alike", "X-Chatlet-Request: 1\nOrigin: https://chat.example.evil",
         403},
        {"no origin at all", "X-Chatlet-Request: 1\nOrigin: null", 403},
        {"a sibling site", "X-Chatlet-Request: 1\nSec-Fetch-Site: same-site", 403},
        {"across sites", "X-Chatlet-Request: 1\nSec-Fetch-Site: cross-site", 403},
    };
    test_browser browser = {.cookie = ""};
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char fields[512];
        test_answer answer;
        (void)snprintf(fields, sizeof fields, "%s\nCookie: %s", rows[i].fields, browser.cookie);
        test_route_ask(&people.test, NULL, "PATCH", "/v1/account", fields, "{\"name\":\"Anne\"}",
                       &answer);
        if (answer.status != rows[i].status)
            fail_msg("%s: expected %u, got %u", rows[i].name, rows[i].status, answer.status);
        test_answer_free(&answer);
    }
    test_people_close(&people);
}

static void no_page_of_another_site_changes_anything(void **state) {
    (void)state;
    test_on_databases(check_forgery);
}

static void check_credentials(test_database *database) {
    static const struct {
        const char *name;
        const char *fields;
    } rows[] = {
        {"nothing", NULL},
        {"another scheme", "Authorization: Basic YTpi"},
        {"no token", "Authorization: Bearer"},
        {"unknown kind", "Authorization: Bearer xyz_123"},
        {"two fields", "Authorization: Bearer chk_1\nAuthorization: Bearer chk_2"},
        {"mistyped key", "Authorization: Bearer chk_00000000000000000000000000000000000000"},
        {"no visitor may", "Authorization: Bearer cvt_AAAA.AAAA"},
        {"session of another name", "Cookie: session=00000000000000000000000000000000"},
        {"unknown session", "Cookie: __Host-chatlet_session=00000000000000000000000000000000"},
        {"session without the prefix", "Cookie: chatlet_session=0000000000000000000000000000000"},
        {"short session", "Cookie: __Host-chatlet_session=0"},
        {"two sessions", "Cookie: __Host-chatlet_session=1; __Host-chatlet_session=2"},
    };
    test_people_open(&people, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_answer answer;
        test_route_ask(&people.test, NULL, "GET", "/v1/account", rows[i].fields, NULL, &answer);
        if (answer.status != 401) fail_msg("%s: got %u", rows[i].name, answer.status);
        test_text_equal(rows[i].name, test_answer_field(&answer, "WWW-Authenticate"),
                        test_str("Bearer realm=\"chatlet\""));
        test_answer_free(&answer);
    }
    test_people_close(&people);
}

static void no_false_credential_gets_in(void **state) {
    (void)state;
    test_on_databases(check_credentials);
}

static void the_cookie_is_as_strict_as_the_address_allows(void **state) {
    (void)state;
    static const struct {
        const char *base_url;
        const char *begin;
        const char *end;
    } rows[] = {
        {"https://chat.example",
         "__Host-chatlet_session=", "; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000; Secure"},
        {"http://localhost:8787",
         "chatlet_session=", "; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000"},
    };
    for (size_t i = 0; i < 2; i++) {
        test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
        test_browser browser = {.cookie = ""};
        test_answer answer;
        test_people_open(&people, database);
        people.test.settings.base_url = test_str(rows[i].base_url);
        test_people_join(&people, &browser, "ann@example.com", NULL);
        test_route_ask(&people.test, NULL, "POST", "/v1/login", NULL,
                       "{\"email\":\"ann@example.com\",\"password\":\"" TEST_PASSWORD "\"}",
                       &answer);
        const chatlet_str cookie = test_answer_field(&answer, "Set-Cookie");
        const size_t begin = strlen(rows[i].begin);
        test_text_equal("begin", (chatlet_str){cookie.data, begin}, test_str(rows[i].begin));
        test_text_equal("end",
                        (chatlet_str){cookie.data + begin + 32, cookie.size_bytes - begin - 32},
                        test_str(rows[i].end));
        test_answer_free(&answer);
        test_people_close(&people);
        test_database_close(database);
    }
}

/* Bodies that are refused, and which field is said to be wrong. */
static void check_bodies(test_database *database) {
    static const struct {
        const char *path;
        const char *body;
        uint16_t status;
        const char *pointer;
    } rows[] = {
        {"/v1/signup", "{", 400, NULL},
        {"/v1/signup", "[]", 400, NULL},
        {"/v1/signup", "{}", 422, "/email"},
        {"/v1/signup", "{\"email\":1,\"name\":\"A\",\"password\":\"" TEST_PASSWORD "\"}", 422,
         "/email"},
        {"/v1/signup", "{\"email\":\"a@b.c\",\"name\":\"A\",\"password\":\"short\"}", 422,
         "/password"},
        {"/v1/signup",
         "{\"email\":\"a@b.c\",\"name\":\"A\\nB\",\"password\":\"" TEST_PASSWORD "\"}", 422,
         "/name"},
        {"/v1/signup",
         "{\"email\":\"a@b.c\",\"name\":\"A\",\"password\":\"" TEST_PASSWORD "\",\"x\":1}", 422,
         "/x"},
        {"/v1/signup",
         "{\"email\":\"a@b.c\",\"name\":\"A\",\"password\":\"" TEST_PASSWORD
         "\",\"locale\":\"de\"}",
         422, "/locale"},
        {"/v1/signup",
         "{\"email\":\"a@b.c\\r\\nBcc: x@y.z\",\"name\":\"A\",\"password\":\"" TEST_PASSWORD "\"}",
         422, "/email"},
        {"/v1/login", "{\"email\":\"a@b.c\"}", 422, "/password"},
        {"/v1/signup/confirm", "{\"token\":\"short\"}", 422, "/token"},
        {"/v1/password/reset", "{\"email\":\"nonsense\"}", 422, "/email"},
    };
    test_people_open(&people, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_people_ask(&people, NULL, rows[i].status, "POST", rows[i].path, "%s", rows[i].body);
        char wanted[64];
        (void)snprintf(wanted, sizeof wanted, "\"pointer\":\"%s\"", rows[i].pointer);
        if (rows[i].pointer != NULL && strstr(people.body, wanted) == NULL)
            fail_msg("%s: no %s in %s", rows[i].body, wanted, people.body);
    }
    test_people_close(&people);
}

static void wrong_bodies_are_told_by_field(void **state) {
    (void)state;
    test_on_databases(check_bodies);
}

static void check_closed_door(test_database *database) {
    test_people_open(&people, database);
    people.test.settings.signs_up = false;
    test_people_ask(&people, NULL, 403, "POST", "/v1/signup",
                    "{\"email\":\"a@b.c\",\"name\":\"A\",\"password\":\"" TEST_PASSWORD "\"}");
    people.test.settings.signs_up = true;
    people.test.settings.verifies_mail = false;
    test_people_ask(&people, NULL, 202, "POST", "/v1/signup",
                    "{\"email\":\"a@b.c\",\"name\":\"A\",\"password\":\"" TEST_PASSWORD "\"}");
    login(NULL, 200, "a@b.c", TEST_PASSWORD);
    assert_non_null(strstr(people.body, "\"email_confirmed\":false"));
    /* Without hashing, as in the browser, such routes are not offered. */
    people.test.service.passwords = NULL;
    login(NULL, 501, "a@b.c", TEST_PASSWORD);
    test_people_close(&people);
}

static void the_operator_decides_who_signs_up(void **state) {
    (void)state;
    test_on_databases(check_closed_door);
}

static void check_delete(test_database *database) {
    test_browser owner = {.cookie = ""};
    test_browser member = {.cookie = ""};
    char organization[ROW_ID_TEXT_BYTES + 1];
    test_people_open(&people, database);
    test_people_join(&people, &owner, "ann@example.com", organization);
    test_people_invite(&people, &owner, organization, "bob@example.com", "agent", &member);
    test_people_ask(&people, &owner, 409, "POST", "/v1/account/delete",
                    "{\"password\":\"" TEST_PASSWORD "\"}");
    test_people_ask(&people, &member, 401, "POST", "/v1/account/delete",
                    "{\"password\":\"wrong\"}");
    test_people_ask(&people, &member, 204, "POST", "/v1/account/delete",
                    "{\"password\":\"" TEST_PASSWORD "\"}");
    assert_int_equal(member.cookie[0], 0);
    login(NULL, 401, "bob@example.com", TEST_PASSWORD);
    test_people_close(&people);
}

static void an_account_is_deleted_but_for_the_last_owner_s(void **state) {
    (void)state;
    test_on_databases(check_delete);
}

static void check_clean(test_database *database) {
    test_browser browser = {.cookie = ""};
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    test_people_ask(&people, NULL, 202, "POST", "/v1/signup",
                    "{\"email\":\"b@b.c\",\"name\":\"A\",\"password\":\"" TEST_PASSWORD "\"}");
    test_service_begin(&people.test, true);
    assert_int_equal(service_clean_accounts(&people.test.service), 0);
    test_service_commit(&people.test);
    move_clock(people.test.settings.session_idle_ms);
    test_service_begin(&people.test, true);
    /* A session, a sign-up, and the counters of mails, passwords and addresses. */
    assert_true(service_clean_accounts(&people.test.service) >= 4);
    assert_int_equal(service_clean_accounts(&people.test.service), 0);
    test_service_commit(&people.test);
    test_people_close(&people);
}

static void what_is_over_is_cleaned_up(void **state) {
    (void)state;
    test_on_databases(check_clean);
}

static void check_rehash(test_database *database) {
    test_browser browser = {.cookie = ""};
    test_people_open(&people, database);
    people.passwords = test_passwords();
    test_people_join(&people, &browser, "ann@example.com", NULL);
    db *db = people.test.service.db;
    /* As an operator's import would leave it: the same password under a smaller cost. The hash is
     * of the same kind, made by the reference implementation with m=64 over the same HMAC. */
    db_begin(db, true);
    assert_int_equal(
        DB_RUN(db, "UPDATE accounts SET password = ?1 WHERE email = ?2",
               db_text(CHATLET_STR("$argon2id$v=19$m=64,t=1,p=1$c2l4dGVlbiBieXRlcyEhIQ$"
                                   "FymDCyvTgJVjRsqYJwoVXlxtAYD28FBza2LlE1BCUlw")),
               db_text(CHATLET_STR("ann@example.com"))),
        1);
    assert_true(db_commit(db));
    login(&browser, 200, "ann@example.com", TEST_PASSWORD);
    db_begin(db, false);
    db_query *query = DB_OPEN(db, "SELECT password FROM accounts WHERE email = ?1",
                              db_text(CHATLET_STR("ann@example.com")));
    assert_true(db_next(query));
    const chatlet_str phc = db_column_text(query, 0);
    test_text_equal("cost", (chatlet_str){phc.data, 31},
                    test_str("$argon2id$v=19$m=19456,t=2,p=1$"));
    db_close_query(query);
    db_rollback(db);
    login(&browser, 200, "ann@example.com", TEST_PASSWORD);
    test_people_close(&people);
}

static void a_hash_of_another_cost_is_made_anew_on_login(void **state) {
    (void)state;
    test_on_databases(check_rehash);
}

/* A body of just the size that is taken, and one byte more: spaces behind the object. */
static void check_body_limit(test_database *database) {
    static char body[ROUTE_ACCOUNT_BODY_BYTES_MAX + 2];
    test_people_open(&people, database);
    for (size_t past = 0; past < 2; past++) {
        memset(body, ' ', sizeof body);
        memcpy(body, "{}", 2);
        body[ROUTE_ACCOUNT_BODY_BYTES_MAX + past] = 0;
        test_people_ask(&people, NULL, past == 0 ? 422 : 413, "POST", "/v1/login", "%s", body);
    }
    test_people_close(&people);
}

static void a_body_has_its_limit(void **state) {
    (void)state;
    test_on_databases(check_body_limit);
}

static int64_t count_rows(const char *sql) {
    db *db = people.test.service.db;
    db_begin(db, false);
    const int64_t count = DB_READ(db, sql, -1, db_integer(0));
    db_rollback(db);
    return count;
}

/* Every request in which memory is refused at some place: it is told, and nothing is left half
 * made. */
static void check_refused_memory(test_database *database) {
    enum { REFUSALS = 24 };
    test_people_open(&people, database);
    size_t taken = 0;
    for (size_t refuse_at = 1; refuse_at <= REFUSALS; refuse_at++) {
        test_allocator allocator;
        test_answer answer;
        char body[256];
        test_allocator_init(&allocator);
        allocator.refuse_at = refuse_at;
        allocator.refuse_all_after = true;
        region_free(&people.test.memory);
        region_init(&people.test.memory, &allocator.allocator, REGION_BYTES_MAX);
        (void)snprintf(body, sizeof body,
                       "{\"email\":\"n%zu@example.com\",\"name\":\"A\",\"password\":\"%s\"}",
                       refuse_at, TEST_PASSWORD);
        people.test.service.caller = (service_caller){.kind = CALLER_NOBODY};
        test_route_ask(&people.test, NULL, "POST", "/v1/signup", NULL, body, &answer);
        if (answer.status != 202 && answer.status != 503)
            fail_msg("refused at %zu: %u", refuse_at, answer.status);
        if (answer.status == 202) taken++;
        test_answer_free(&answer);
        region_free(&people.test.memory);
        assert_int_equal(allocator.live_count, 0);
        region_init(&people.test.memory, test_plain_allocator(), REGION_BYTES_MAX);
        assert_int_equal(count_rows("SELECT COUNT(*) FROM signups WHERE expires_at_ms > ?1"),
                         taken);
        assert_int_equal(count_rows("SELECT COUNT(*) FROM outbox WHERE outbox_id > ?1"), taken);
        assert_int_equal(
            count_rows("SELECT COUNT(*) FROM signups WHERE expires_at_ms > ?1 "
                       "AND (LENGTH(email) = 0 OR LENGTH(password) = 0 OR LENGTH(name) = 0)"),
            0);
    }
    assert_true(taken > 0 && taken < REFUSALS);
    test_people_close(&people);
}

static void refused_memory_leaves_nothing_half_made(void **state) {
    (void)state;
    test_on_databases(check_refused_memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_opens_by_the_link_of_its_mail),
        cmocka_unit_test(each_link_opens_the_account_with_its_own_password),
        cmocka_unit_test(links_live_as_long_as_said),
        cmocka_unit_test(no_answer_tells_who_has_an_account),
        cmocka_unit_test(guessing_at_an_account_is_slowed_down),
        cmocka_unit_test(who_guesses_elsewhere_locks_nobody_out),
        cmocka_unit_test(retry_after_is_the_rest_of_the_window),
        cmocka_unit_test(each_counter_has_its_limit),
        cmocka_unit_test(an_ipv6_customer_is_one_address),
        cmocka_unit_test(nobody_is_flooded_with_mails),
        cmocka_unit_test(sessions_end_by_idleness_and_by_age),
        cmocka_unit_test(a_last_use_is_written_once_a_minute),
        cmocka_unit_test(sessions_are_listed_and_ended),
        cmocka_unit_test(signing_in_makes_a_new_session),
        cmocka_unit_test(a_changed_password_ends_every_other_door),
        cmocka_unit_test(a_reset_password_works_once_and_ends_all_sessions),
        cmocka_unit_test(a_new_address_is_confirmed_by_its_link),
        cmocka_unit_test(the_first_owner_comes_by_a_link_that_works_once),
        cmocka_unit_test(a_link_for_the_first_owner_expires),
        cmocka_unit_test(no_page_of_another_site_changes_anything),
        cmocka_unit_test(no_false_credential_gets_in),
        cmocka_unit_test(the_cookie_is_as_strict_as_the_address_allows),
        cmocka_unit_test(wrong_bodies_are_told_by_field),
        cmocka_unit_test(a_body_has_its_limit),
        cmocka_unit_test(refused_memory_leaves_nothing_half_made),
        cmocka_unit_test(the_operator_decides_who_signs_up),
        cmocka_unit_test(an_account_is_deleted_but_for_the_last_owner_s),
        cmocka_unit_test(what_is_over_is_cleaned_up),
        cmocka_unit_test(a_hash_of_another_cost_is_made_anew_on_login),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
