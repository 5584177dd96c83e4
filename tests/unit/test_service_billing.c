/* Where an organization stands, and that what is told in any order ends alike. */
#include "service/billing.h"
#include "service/plan.h"
#include "service/stripe.h"
#include "store/store_outbox.h"
#include "test_assert.h"
#include "test_service.h"

enum { ORGANIZATION = 4711 };

static const int64_t day_ms = INT64_C(86400000);

typedef struct fixture {
    test_service test;
    plan_table plans;
} fixture;

static void open_fixture(fixture *fixture, test_database *database) {
    chatlet_str source;
    chatlet_error error;
    test_service *test = &fixture->test;
    test_service_open(test, database);
    assert_true(plan_table_find_shipped(CHATLET_STR("default"), &source));
    assert_true(plan_table_read(&test->memory, source, &fixture->plans, &error));
    test->settings.plans = &fixture->plans;
    test->settings.stripe.is_on = true;
    test->settings.stripe.api_url = CHATLET_STR("https://stripe.test");
    test->settings.stripe.secret_key = CHATLET_STR("sk_test_1");
    test->settings.stripe.api_version = CHATLET_STR("2026-10-28.endive");
    test_service_begin(test, true);
    (void)DB_RUN(database->db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, 'Acme', 'free', 1)",
                 db_integer(ORGANIZATION));
    assert_true(store_billing_add_customer(database->db, ORGANIZATION, CHATLET_STR("cus_1"), 1));
}

static void close_fixture(fixture *fixture) {
    test_service_commit(&fixture->test);
    test_service_close(&fixture->test);
}

static store_billing_subscription subscription(const fixture *fixture,
                                               store_billing_status status) {
    int64_t now_ms = fixture->test.service.now_ms;
    return (store_billing_subscription){.id = CHATLET_STR("sub_1"),
                                        .organization_id = ORGANIZATION,
                                        .status = status,
                                        .plan = CHATLET_STR("starter"),
                                        .currency = CHATLET_STR("usd"),
                                        .period_start_ms = now_ms - 10 * day_ms,
                                        .period_end_ms = now_ms + 20 * day_ms,
                                        .created_at_ms = now_ms - 40 * day_ms,
                                        .told_at_ms = now_ms};
}

static billing_taking tell(fixture *fixture, store_billing_subscription one) {
    return billing_take_subscription(&fixture->test.service, &one, false);
}

static billing_state_kind state_of(fixture *fixture) {
    return billing_state(&fixture->test.service, ORGANIZATION).state;
}

static void each_status_is_a_state(test_database *database) {
    static const struct {
        store_billing_status status;
        billing_state_kind state;
        const char *plan;
    } rows[] = {{STORE_BILLING_INCOMPLETE, BILLING_FREE, "free"},
                {STORE_BILLING_TRIALING, BILLING_TRIALING, "starter"},
                {STORE_BILLING_ACTIVE, BILLING_ACTIVE, "starter"},
                {STORE_BILLING_UNPAID, BILLING_LIMITED, "starter"},
                {STORE_BILLING_PAUSED, BILLING_LIMITED, "starter"},
                {STORE_BILLING_ENDED, BILLING_CANCELLED, "free"}};
    fixture fixture;
    open_fixture(&fixture, database);
    assert_int_equal(state_of(&fixture), BILLING_FREE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        store_billing_subscription one = subscription(&fixture, rows[i].status);
        one.told_at_ms += (int64_t)i * 1000;
        assert_int_equal(tell(&fixture, one), BILLING_APPLIED);
        assert_int_equal(state_of(&fixture), rows[i].state);
        billing_standing standing = billing_state(&fixture.test.service, ORGANIZATION);
        test_text_equal("standing", standing.plan, test_str(rows[i].plan));
        test_text_equal("organization",
                        store_billing_plan(database->db, ORGANIZATION, &fixture.test.memory),
                        test_str(rows[i].plan));
    }
    close_fixture(&fixture);
}

static void past_due_is_limited_after_seven_days(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    int64_t owed_ms = service->now_ms;
    store_billing_invoice invoice = {.id = CHATLET_STR("in_1"),
                                     .organization_id = ORGANIZATION,
                                     .subscription_id = CHATLET_STR("sub_1"),
                                     .status = STORE_BILLING_INVOICE_OPEN,
                                     .currency = CHATLET_STR("usd"),
                                     .due_minor = 4900,
                                     .attempts = 1,
                                     .finalized_at_ms = owed_ms,
                                     .told_at_ms = owed_ms};
    assert_int_equal(tell(&fixture, subscription(&fixture, STORE_BILLING_PAST_DUE)),
                     BILLING_APPLIED);
    assert_int_equal(billing_take_invoice(service, &invoice, false), BILLING_APPLIED);
    billing_standing standing = billing_state(service, ORGANIZATION);
    assert_int_equal(standing.state, BILLING_PAST_DUE);
    assert_true(standing.past_due_since_ms == owed_ms);
    assert_true(standing.limited_from_ms == owed_ms + 7 * day_ms);
    service->now_ms = owed_ms + 7 * day_ms - 1;
    assert_int_equal(state_of(&fixture), BILLING_PAST_DUE);
    service->now_ms++;
    assert_int_equal(state_of(&fixture), BILLING_LIMITED);
    close_fixture(&fixture);
}

static void it_ends_with_its_period_by_the_clock(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    store_billing_subscription one = subscription(&fixture, STORE_BILLING_ACTIVE);
    one.ends_at_period = true;
    assert_int_equal(tell(&fixture, one), BILLING_APPLIED);
    assert_int_equal(state_of(&fixture), BILLING_ACTIVE);
    fixture.test.service.now_ms = one.period_end_ms - 1;
    assert_int_equal(state_of(&fixture), BILLING_ACTIVE);
    fixture.test.service.now_ms = one.period_end_ms;
    assert_int_equal(state_of(&fixture), BILLING_CANCELLED);
    close_fixture(&fixture);
}

static void what_is_older_is_stale_and_what_is_as_old_is_doubtful(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    store_billing_subscription one = subscription(&fixture, STORE_BILLING_ACTIVE);
    assert_int_equal(tell(&fixture, one), BILLING_APPLIED);
    one.status = STORE_BILLING_TRIALING;
    one.told_at_ms -= 1000;
    assert_int_equal(tell(&fixture, one), BILLING_STALE);
    one.told_at_ms += 1000;
    assert_int_equal(tell(&fixture, one), BILLING_DOUBTFUL);
    assert_int_equal(state_of(&fixture), BILLING_ACTIVE);
    one.told_at_ms += 1000;
    assert_int_equal(tell(&fixture, one), BILLING_APPLIED);
    assert_int_equal(state_of(&fixture), BILLING_TRIALING);
    close_fixture(&fixture);
}

/* What was asked for may be newer than what is told of about that time. */
static void what_is_told_near_an_answer_is_doubtful(test_database *database) {
    enum { SKEW_MS = 5 * 60 * 1000 };
    fixture fixture;
    open_fixture(&fixture, database);
    store_billing_subscription one = subscription(&fixture, STORE_BILLING_ACTIVE);
    assert_int_equal(billing_take_subscription(&fixture.test.service, &one, true), BILLING_APPLIED);
    one = subscription(&fixture, STORE_BILLING_PAST_DUE);
    one.told_at_ms = fixture.test.service.now_ms + SKEW_MS;
    assert_int_equal(tell(&fixture, one), BILLING_DOUBTFUL);
    one.told_at_ms++;
    assert_int_equal(tell(&fixture, one), BILLING_APPLIED);
    close_fixture(&fixture);
}

static void what_ended_stays_ended(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    store_billing_subscription one = subscription(&fixture, STORE_BILLING_ENDED);
    assert_int_equal(tell(&fixture, one), BILLING_APPLIED);
    one.status = STORE_BILLING_ACTIVE;
    one.told_at_ms += day_ms;
    assert_int_equal(tell(&fixture, one), BILLING_STALE);
    assert_int_equal(billing_take_subscription(&fixture.test.service, &one, true), BILLING_STALE);
    store_billing_invoice paid = {.id = CHATLET_STR("in_1"),
                                  .organization_id = ORGANIZATION,
                                  .status = STORE_BILLING_INVOICE_PAID,
                                  .currency = CHATLET_STR("usd"),
                                  .told_at_ms = 1000};
    assert_int_equal(billing_take_invoice(&fixture.test.service, &paid, false), BILLING_APPLIED);
    paid.status = STORE_BILLING_INVOICE_OPEN;
    paid.told_at_ms = 2000;
    assert_int_equal(billing_take_invoice(&fixture.test.service, &paid, false), BILLING_STALE);
    close_fixture(&fixture);
}

/* Its id is Stripe's, and so may be told by whoever has that account; it moves nothing. */
static void another_organization_cannot_take_it_over(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    (void)DB_RUN(database->db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, 'Other', 'free', 1)",
                 db_integer(ORGANIZATION + 1));
    store_billing_subscription one = subscription(&fixture, STORE_BILLING_ACTIVE);
    assert_int_equal(tell(&fixture, one), BILLING_APPLIED);
    one.organization_id = ORGANIZATION + 1;
    one.told_at_ms += 1000;
    assert_int_equal(tell(&fixture, one), BILLING_STALE);
    assert_int_equal(billing_state(&fixture.test.service, ORGANIZATION + 1).state, BILLING_FREE);
    close_fixture(&fixture);
}

static void a_running_subscription_counts_before_one_that_ended(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    store_billing_subscription old = subscription(&fixture, STORE_BILLING_ACTIVE);
    store_billing_subscription late = subscription(&fixture, STORE_BILLING_ENDED);
    late.id = CHATLET_STR("sub_2");
    late.created_at_ms += day_ms;
    assert_int_equal(tell(&fixture, old), BILLING_APPLIED);
    assert_int_equal(tell(&fixture, late), BILLING_APPLIED);
    assert_int_equal(state_of(&fixture), BILLING_ACTIVE);
    assert_int_equal(store_billing_count(database->db, ORGANIZATION, true), 1);
    assert_int_equal(store_billing_count(database->db, ORGANIZATION, false), 2);
    close_fixture(&fixture);
}

static void offers_follow_the_table(test_database *database) {
    static const struct {
        const char *plan;
        const char *currency;
        billing_finding finding;
    } rows[] = {{"starter", "usd", BILLING_FOUND},
                {"starter", "", BILLING_FOUND},
                {"starter", "xyz", BILLING_NO_CURRENCY},
                {"golden", "usd", BILLING_NO_PLAN}};
    fixture fixture;
    billing_offer offer;
    open_fixture(&fixture, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        billing_finding found = billing_find_offer(&fixture.test.service, test_str(rows[i].plan),
                                                   test_str(rows[i].currency), &offer);
        if (found != rows[i].finding) fail_msg("%s %s", rows[i].plan, rows[i].currency);
    }
    assert_int_equal(
        billing_find_offer(&fixture.test.service, test_str("starter"), test_str("usd"), &offer),
        BILLING_FOUND);
    assert_true(offer.price_minor == 4900 && offer.trial_days == 14);
    assert_int_equal(offer.overage_count, 1);
    test_text_equal("free", billing_free_plan(&fixture.test.service), test_str("free"));
    close_fixture(&fixture);
}

/* The message of what was refused, and that nothing was left to send. */
static void refuse_checkout(fixture *fixture, const char *plan, const char *path,
                            const char *message) {
    int64_t outbox_id = 0;
    chatlet_str url;
    service *service = &fixture->test.service;
    service->problem = (problem){.code = PROBLEM_NONE};
    assert_false(billing_checkout(service, ORGANIZATION, test_str(plan), test_str("usd"),
                                  test_str(path), &outbox_id, &url));
    chatlet_str told = service->problem.field_count > 0 ? service->problem.fields[0].detail
                                                        : service->problem.detail;
    test_text_equal(plan, told, test_str(message));
    assert_int_equal(store_outbox_count(service->db, STORE_OUTBOX_WAITING), 0);
}

static void what_cannot_be_bought_is_said(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    refuse_checkout(&fixture, "golden", "", "There is no plan of that name.");
    refuse_checkout(&fixture, "free", "",
                    "This plan costs nothing: cancel the subscription instead.");
    refuse_checkout(&fixture, "starter", "//evil.example/",
                    "Give a path of this site, beginning with one '/'.");
    refuse_checkout(&fixture, "starter", "/\\evil.example/",
                    "Give a path of this site, beginning with one '/'.");
    refuse_checkout(&fixture, "starter", "https://evil.example/",
                    "Give a path of this site, beginning with one '/'.");
    assert_int_equal(tell(&fixture, subscription(&fixture, STORE_BILLING_ACTIVE)), BILLING_APPLIED);
    refuse_checkout(&fixture, "starter", "", "A subscription is running: change its plan instead.");
    fixture.test.settings.stripe.is_on = false;
    refuse_checkout(&fixture, "starter", "",
                    "This server has no payment provider: its operator sets the plans.");
    close_fixture(&fixture);
}

static void changes_need_a_subscription_and_a_fresh_preview(test_database *database) {
    fixture fixture;
    int64_t id;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    int64_t now_s = service->now_ms / 1000;
    assert_false(billing_change(service, ORGANIZATION, test_str("professional"), 0, &id));
    test_text_equal("none", service->problem.detail,
                    test_str("No subscription is running: begin with a checkout."));
    assert_int_equal(tell(&fixture, subscription(&fixture, STORE_BILLING_ACTIVE)), BILLING_APPLIED);
    static const int64_t bad_s[] = {-3600, 1};
    for (size_t i = 0; i < 2; i++) {
        service->problem = (problem){.code = PROBLEM_NONE};
        assert_false(
            billing_change(service, ORGANIZATION, test_str("professional"), now_s + bad_s[i], &id));
        test_text_equal("moment", service->problem.fields[0].detail,
                        test_str("This preview is over an hour old: ask for another."));
    }
    service->problem = (problem){.code = PROBLEM_NONE};
    assert_true(billing_change(service, ORGANIZATION, test_str("professional"), now_s - 3599, &id));
    close_fixture(&fixture);
}

static void an_open_page_for_the_same_is_shown_again(test_database *database) {
    fixture fixture;
    int64_t id = 1;
    chatlet_str url;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    int64_t soon_ms = service->now_ms + 11 * 60 * 1000;
    store_billing_add_checkout(database->db, ORGANIZATION, CHATLET_STR("cs_1"),
                               CHATLET_STR("starter"), CHATLET_STR("usd"),
                               CHATLET_STR("https://pay.example/1"), soon_ms);
    assert_true(billing_checkout(service, ORGANIZATION, test_str("starter"), test_str(""),
                                 test_str(""), &id, &url));
    assert_true(id == 0);
    test_text_equal("url", url, test_str("https://pay.example/1"));
    service->now_ms += 60 * 1000; /* now it closes too soon */
    assert_true(billing_checkout(service, ORGANIZATION, test_str("starter"), test_str(""),
                                 test_str(""), &id, &url));
    assert_true(id != 0);
    close_fixture(&fixture);
}

static void usage_is_left_for_those_who_buy(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    stripe_leave_usage(service, ORGANIZATION + 1, CHATLET_STR("conversations"), 5, 1);
    stripe_leave_usage(service, ORGANIZATION, CHATLET_STR("conversations"), 0, 1);
    assert_int_equal(store_outbox_count(database->db, STORE_OUTBOX_WAITING), 0);
    stripe_leave_usage(service, ORGANIZATION, CHATLET_STR("conversations"), 5, 1);
    stripe_leave_usage(service, ORGANIZATION, CHATLET_STR("conversations"), -2, 1);
    assert_int_equal(store_outbox_count(database->db, STORE_OUTBOX_WAITING), 2);
    assert_true(service->leaves);
    close_fixture(&fixture);
}

static void an_organization_that_goes_ends_its_subscription(test_database *database) {
    fixture fixture;
    outbox_item *items;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    billing_close(service, ORGANIZATION);
    assert_int_equal(store_outbox_count(database->db, STORE_OUTBOX_WAITING), 0);
    assert_int_equal(tell(&fixture, subscription(&fixture, STORE_BILLING_ACTIVE)), BILLING_APPLIED);
    billing_close(service, ORGANIZATION);
    assert_int_equal(outbox_take(service, 5, 1000, &items), 1);
    test_text_equal("kind", items[0].kind, test_str("stripe.cancel"));
    assert_true(items[0].organization_id == 0);
    close_fixture(&fixture);
}

static void add_event(fixture *fixture, const char *id, int64_t received_at_ms) {
    const store_billing_event event = {.id = test_str(id),
                                       .kind = CHATLET_STR("invoice.paid"),
                                       .body_json = CHATLET_STR("{\"name\":\"A\"}"),
                                       .outcome = "kept",
                                       .received_at_ms = received_at_ms};
    assert_true(store_billing_add_event(fixture->test.service.db, &event));
    assert_false(store_billing_add_event(fixture->test.service.db, &event));
}

static void what_was_told_long_ago_is_emptied_and_still_known(test_database *database) {
    fixture fixture;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    int64_t limit_ms = service->now_ms - BILLING_EVENTS_DAYS * day_ms;
    add_event(&fixture, "evt_1", limit_ms - 1);
    add_event(&fixture, "evt_2", limit_ms - 1);
    add_event(&fixture, "evt_3", limit_ms);
    assert_true(billing_clean(service, 1));
    assert_true(billing_clean(service, 1));
    assert_false(billing_clean(service, 1));
    assert_int_equal(db_read_integer(database->db,
                                     "SELECT COUNT(*) FROM webhook_events WHERE body = '{}'", NULL,
                                     0, 0),
                     2);
    assert_int_equal(
        db_read_integer(database->db, "SELECT COUNT(*) FROM webhook_events", NULL, 0, 0), 3);
    close_fixture(&fixture);
}

static void on_both(void **state) {
    (void)state;
    test_on_databases(each_status_is_a_state);
    test_on_databases(past_due_is_limited_after_seven_days);
    test_on_databases(it_ends_with_its_period_by_the_clock);
    test_on_databases(what_is_older_is_stale_and_what_is_as_old_is_doubtful);
    test_on_databases(what_is_told_near_an_answer_is_doubtful);
    test_on_databases(what_ended_stays_ended);
    test_on_databases(another_organization_cannot_take_it_over);
    test_on_databases(a_running_subscription_counts_before_one_that_ended);
    test_on_databases(offers_follow_the_table);
    test_on_databases(what_cannot_be_bought_is_said);
    test_on_databases(changes_need_a_subscription_and_a_fresh_preview);
    test_on_databases(an_open_page_for_the_same_is_shown_again);
    test_on_databases(usage_is_left_for_those_who_buy);
    test_on_databases(an_organization_that_goes_ends_its_subscription);
    test_on_databases(what_was_told_long_ago_is_emptied_and_still_known);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_both)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
