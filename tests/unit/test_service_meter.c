/* The meter over both databases: what counts once, what is refused, limits at their value and one
 * past it, alerts, and sums that do not depend on order or packing. */
#include "service/service_meter.h"

#include "domain/calendar.h"
#include "domain/time_text.h"
#include "service/plan.h"
#include "service/service_reconcile.h"
#include "store/store_account.h"
#include "store/store_billing.h"
#include "store/store_bot.h"
#include "store/store_organization.h"
#include "store/store_usage.h"
#include "store/store_usage_alert.h"
#include "store/store_visitor.h"
#include "test_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ORGANIZATION = 101, OTHER = 102, BOT = 201, OTHER_BOT = 202, VISITOR = 301 };
enum { BODY_BYTES = 512 * 1024, DAY_MS = 86400000 };

/* A quota that a test can fill; a cap of messages; overage with an end. */
static const char table_json[] =
    "{\"plans\":["
    "{\"name\":\"free\",\"title\":\"F\",\"prices\":[{\"currency\":\"usd\",\"interval\":\"month\","
    "\"price_minor\":0}],\"trial_days\":0,\"quotas\":{\"conversations\":10,\"bots\":1,\"seats\":1,"
    "\"stored_days\":1,\"storage_bytes\":1},\"entitlements\":[],\"messages_per_visitor_day\":null,"
    "\"seats\":null,\"past_quota\":{\"rule\":\"limit\",\"grace_percent\":20,\"grace_days\":3}},"
    "{\"name\":\"over\",\"title\":\"O\",\"prices\":[],\"trial_days\":0,\"quotas\":{"
    "\"conversations\":10,\"bots\":1,\"seats\":1,\"stored_days\":1,\"storage_bytes\":1},"
    "\"entitlements\":[],\"messages_per_visitor_day\":null,\"seats\":null,\"past_quota\":{\"rule\":"
    "\"overage\",\"grace_percent\":0,\"grace_days\":0,\"per_1000\":[{\"currency\":\"usd\","
    "\"price_minor\":5}],\"overage_maximum\":20}},"
    "{\"name\":\"caps\",\"title\":\"C\",\"prices\":[],\"trial_days\":0,\"quotas\":{"
    "\"conversations\":null,\"bots\":1,\"seats\":1,\"stored_days\":1,\"storage_bytes\":1},"
    "\"entitlements\":[],\"messages_per_visitor_day\":3,\"seats\":null,\"past_quota\":{\"rule\":"
    "\"notice\",\"grace_percent\":0,\"grace_days\":0}}]}";

typedef struct meter_test {
    test_service base;
    plan_table plans;
    region plan_memory;
    uint64_t next_id;
    char body[BODY_BYTES];
    size_t size_bytes;
    events_request request;
} meter_test;

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static void add_organization(meter_test *test, int64_t id, int64_t bot_id, const char *plan) {
    db *db = test->base.service.db;
    store_organization_add(db, &(store_organization){.id = id,
                                                     .name = view("Example"),
                                                     .plan = view(plan),
                                                     .created_at_ms = test->base.service.now_ms});
    assert_true(store_bot_add(db, &(store_bot){.id = bot_id,
                                               .organization_id = id,
                                               .slug = view("bot"),
                                               .name = view("Bot"),
                                               .settings_json = view("{}"),
                                               .stores_conversations = true,
                                               .retention_days = 30,
                                               .created_at_ms = test->base.service.now_ms,
                                               .updated_at_ms = test->base.service.now_ms}));
}

static void add_visitor(meter_test *test, int64_t id) {
    store_visitor_add(test->base.service.db,
                      &(store_visitor){.id = id,
                                       .organization_id = ORGANIZATION,
                                       .bot_id = BOT,
                                       .consent = true,
                                       .consent_at_ms = test->base.service.now_ms,
                                       .created_at_ms = test->base.service.now_ms,
                                       .seen_at_ms = test->base.service.now_ms});
}

static meter_test *open_test(test_database *database, const char *plan) {
    meter_test *test = calloc(1, sizeof *test);
    chatlet_error error;
    assert_non_null(test);
    test_service_open(&test->base, database);
    region_init(&test->plan_memory, test->base.memory.source, 1024 * 1024);
    assert_true(plan_table_read(&test->plan_memory, view(table_json), &test->plans, &error));
    test->base.settings.plans = &test->plans;
    test_service_begin(&test->base, true);
    add_organization(test, ORGANIZATION, BOT, plan);
    add_organization(test, OTHER, OTHER_BOT, plan);
    add_visitor(test, VISITOR);
    test_service_commit(&test->base);
    return test;
}

static void close_test(meter_test *test) {
    region_free(&test->plan_memory);
    test_service_close(&test->base);
    free(test);
}

/* --- bodies --- */

static void write_id(meter_test *test, uint64_t number, char text[UUID_TEXT_BYTES + 1]) {
    uint8_t id[UUID_BYTES] = {0};
    uint64_t time_ms = (uint64_t)test->base.service.now_ms;
    for (int i = 0; i < 6; i++)
        id[i] = (uint8_t)(time_ms >> (40 - 8 * i));
    id[6] = 0x70;
    id[8] = 0x80;
    for (int i = 0; i < 6; i++)
        id[10 + i] = (uint8_t)(number >> (40 - 8 * i));
    (void)uuid_write(id, text);
    text[UUID_TEXT_BYTES] = 0;
}

static void begin_body(meter_test *test) {
    test->size_bytes = (size_t)snprintf(test->body, sizeof test->body, "{\"events\":[");
}

static void add_text(meter_test *test, const char *text) {
    if (test->body[test->size_bytes - 1] == '}') test->body[test->size_bytes++] = ',';
    test->size_bytes += (size_t)snprintf(test->body + test->size_bytes,
                                         sizeof test->body - test->size_bytes, "%s", text);
}

/* One event of `type` at a time, with further members. */
static void add_at(meter_test *test, const char *type, uint64_t number, int64_t time_ms,
                   const char *more) {
    char id[UUID_TEXT_BYTES + 1];
    char conversation[UUID_TEXT_BYTES + 1];
    char time_text[TIME_TEXT_BYTES];
    char event[1024];
    write_id(test, number, id);
    write_id(test, strcmp(type, "conversation") == 0 ? number : 999999, conversation);
    (void)time_text_write(time_ms, time_text);
    (void)snprintf(event, sizeof event,
                   "{\"id\":\"%s\",\"type\":\"%s\",\"time\":\"%.*s\",\"conversation\":\"%s\"%s}",
                   id, type, TIME_TEXT_BYTES, time_text, conversation, more);
    add_text(test, event);
}

static void add_conversations(meter_test *test, uint64_t first, size_t count) {
    for (size_t i = 0; i < count; i++)
        add_at(test, "conversation", first + i, test->base.service.now_ms, "");
}

/* --- sending --- */

static service_caller as_key(int64_t organization_id) {
    return (service_caller){.kind = CALLER_KEY,
                            .api_key_id = 401,
                            .organization_id = organization_id,
                            .permissions = (permission_set)1 << PERMISSION_EVENTS_WRITE};
}

static service_caller as_visitor(int64_t visitor_id) {
    return (service_caller){.kind = CALLER_VISITOR,
                            .organization_id = ORGANIZATION,
                            .bot_id = BOT,
                            .visitor_id = visitor_id};
}

static void read_body(meter_test *test, service_caller caller) {
    service *service = &test->base.service;
    (void)snprintf(test->body + test->size_bytes, sizeof test->body - test->size_bytes, "]}");
    test->request = (events_request){.caller = caller};
    service->problem = (problem){.code = PROBLEM_NONE};
    assert_true(events_read(service,
                            (chatlet_str){.data = test->body, .size_bytes = test->size_bytes + 2},
                            false, &test->request));
}

static void send_as(meter_test *test, service_caller caller) {
    events_request *requests[] = {&test->request};
    read_body(test, caller);
    test_service_begin(&test->base, true);
    meter_commit(&test->base.service, requests, 1);
    test_service_commit(&test->base);
}

static size_t outcomes(const meter_test *test, event_outcome outcome) {
    size_t count = 0;
    for (size_t i = 0; i < test->request.count; i++)
        count += test->request.answers[i].outcome == outcome;
    return count;
}

static const char *reason(const meter_test *test, size_t index) {
    const char *text = test->request.answers[index].reason;
    return text != NULL ? text : "";
}

static int64_t read_one(meter_test *test, const char *sql) {
    test_service_begin(&test->base, false);
    int64_t value = DB_READ(test->base.service.db, sql, -1, db_integer(ORGANIZATION));
    test_service_commit(&test->base);
    return value;
}

#define DAYS                                                                                       \
    "SELECT CAST(SUM(quantity) AS BIGINT) FROM usage_days WHERE organization_id = ?1 AND meter = " \
    "'conversations'"
#define PERIODS                                                                                    \
    "SELECT CAST(SUM(quantity) AS BIGINT) FROM usage_periods WHERE organization_id = ?1 AND "      \
    "meter = 'conversations'"
#define KEPT "SELECT COUNT(*) FROM conversations WHERE organization_id = ?1"
#define ALERTS "SELECT COUNT(*) FROM usage_alerts WHERE organization_id = ?1 AND kind = 'quota'"
#define RESOLVED                                                                                   \
    "SELECT COUNT(*) FROM usage_alerts WHERE organization_id = ?1 AND resolved_at_ms IS NOT NULL"
#define AUDITED                                                                                    \
    "SELECT COUNT(*) FROM audit_entries WHERE organization_id = ?1 AND action = 'usage.alert'"

/* ?1 is used, so that each question has its one value. */
#define MAILS "SELECT COUNT(*) FROM outbox WHERE kind = 'mail' AND ?1 > 0"
#define BILLED                                                                                     \
    "SELECT COUNT(*) FROM outbox WHERE kind = 'stripe.meter_event' AND organization_id = ?1"

static void add_member(meter_test *test, int64_t account_id, role role) {
    char email[32];
    (void)snprintf(email, sizeof email, "m%d@site.example", (int)account_id);
    test_service_begin(&test->base, true);
    assert_true(store_account_add(test->base.service.db, &(store_account){.id = account_id,
                                                                          .email = view(email),
                                                                          .name = view("M"),
                                                                          .locale = view("en"),
                                                                          .created_at_ms = 1}));
    assert_true(
        store_member_add(test->base.service.db, &(store_member){.organization_id = ORGANIZATION,
                                                                .account_id = account_id,
                                                                .role = role,
                                                                .joined_at_ms = 1}));
    test_service_commit(&test->base);
}

static meter_quota quota_of(meter_test *test) {
    meter_quota quota;
    test_service_begin(&test->base, false);
    assert_true(meter_read_quota(&test->base.service, ORGANIZATION, &quota));
    test_service_commit(&test->base);
    return quota;
}

/* --- tests --- */

static void an_event_counts_once_however_often_it_comes(test_database *database) {
    meter_test *test = open_test(database, "caps");
    begin_body(test);
    add_conversations(test, 1, 3);
    add_conversations(test, 2, 2);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), 3);
    assert_int_equal(outcomes(test, EVENT_DUPLICATE), 2);
    begin_body(test);
    add_conversations(test, 1, 4);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), 1);
    assert_int_equal(outcomes(test, EVENT_DUPLICATE), 3);
    assert_int_equal(read_one(test, DAYS), 4);
    assert_int_equal(read_one(test, PERIODS), 4);
    assert_int_equal(read_one(test, KEPT), 4);
    close_test(test);
}

static void the_same_id_of_another_organization_is_another_event(test_database *database) {
    meter_test *test = open_test(database, "caps");
    for (int64_t id = ORGANIZATION; id <= OTHER; id++) {
        begin_body(test);
        add_at(test, "usage", 1, test->base.service.now_ms, ",\"meter\":\"model_tokens\"");
        send_as(test, as_key(id));
        assert_int_equal(outcomes(test, EVENT_ACCEPTED), 1);
    }
    close_test(test);
}

static void times_count_at_their_limit_and_not_past_it(test_database *database) {
    meter_test *test = open_test(database, "caps");
    int64_t now_ms = test->base.service.now_ms;
    int64_t late_ms = (int64_t)EVENT_LATE_MINUTES_MAX * 60000;
    int64_t ahead_ms = (int64_t)EVENT_AHEAD_MINUTES_MAX * 60000;
    begin_body(test);
    add_at(test, "conversation", 1, now_ms - late_ms, "");
    add_at(test, "conversation", 2, now_ms - late_ms - 1, "");
    add_at(test, "conversation", 3, now_ms + ahead_ms, "");
    add_at(test, "conversation", 4, now_ms + ahead_ms + 1, "");
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), 2);
    assert_string_equal(reason(test, 1), "too-old");
    assert_string_equal(reason(test, 3), "too-new");
    /* Late ones stand in their own day, and count in the period in which they came. */
    assert_int_equal(read_one(test, PERIODS), 2);
    test_service_begin(&test->base, false);
    assert_int_equal(store_usage_sum_days(test->base.service.db, ORGANIZATION, METER_CONVERSATIONS,
                                          0, calendar_day(now_ms) - 1),
                     1);
    test_service_commit(&test->base);
    close_test(test);
}

static void each_wrong_event_is_refused_alone_with_its_reason(test_database *database) {
    static const struct {
        const char *event;
        const char *reason;
    } rows[] = {
        {"1", "not-an-object"},
        {"{}", "wrong-id"},
        {"{\"id\":\"x\"}", "wrong-id"},
        {"{\"id\":\"019ad7c4-7b3c-4def-8123-456789abcdef\"}", "wrong-id"},
        {"{\"id\":\"@\",\"type\":\"x\"}", "unknown-type"},
        {"{\"id\":\"@\",\"type\":1}", "unknown-type"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"yesterday\"}", "wrong-time"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"#\"}", "wrong-conversation"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"#\",\"conversation\":\"@\",\"more\":1}",
         "unknown-field"},
        {"{\"id\":\"@\",\"id\":\"@\",\"type\":\"node\",\"time\":\"#\",\"conversation\":\"@\"}",
         "repeated-field"},
        {"{\"id\":\"@\",\"type\":\"message\",\"time\":\"#\",\"conversation\":\"@\"}",
         "wrong-author"},
        {"{\"id\":\"@\",\"type\":\"message\",\"time\":\"#\",\"conversation\":\"@\",\"author\":"
         "\"me\"}",
         "wrong-author"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"#\",\"conversation\":\"@\",\"author\":"
         "\"bot\"}",
         "wrong-author"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"#\",\"conversation\":\"@\",\"text\":1}",
         "wrong-text"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"#\",\"conversation\":\"@\",\"data\":[]}",
         "wrong-data"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"#\",\"conversation\":\"@\",\"meter\":\"m\"}",
         "only-of-usage"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"#\",\"conversation\":\"@\",\"bot\":\"x\"}",
         "wrong-bot"},
        {"{\"id\":\"@\",\"type\":\"node\",\"time\":\"#\",\"conversation\":\"@\"}", "wrong-bot"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\"}", "wrong-meter"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"A\"}", "wrong-meter"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"m\",\"quantity\":0}",
         "wrong-quantity"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"m\",\"quantity\":1000000001}",
         "wrong-quantity"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"m\",\"quantity\":1.5}",
         "wrong-quantity"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"m\",\"quantity\":-1}",
         "wrong-corrects"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"m\",\"corrects\":\"@\"}",
         "wrong-corrects"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"m\",\"quantity\":-1,"
         "\"corrects\":\"@\"}",
         "unknown-event"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"m\",\"bot\":"
         "\"bot_000000000006a\"}",
         "unknown-bot"},
        {"{\"id\":\"@\",\"type\":\"usage\",\"time\":\"#\",\"meter\":\"m\",\"quantity\":1000000000}",
         ""},
    };
    meter_test *test = open_test(database, "caps");
    begin_body(test);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char event[512];
        size_t at = 0;
        for (const char *c = rows[i].event; *c != 0; c++) {
            char id[UUID_TEXT_BYTES + 1];
            char time_text[TIME_TEXT_BYTES];
            write_id(test, i + 1, id);
            (void)time_text_write(test->base.service.now_ms, time_text);
            if (*c == '@')
                at += (size_t)snprintf(event + at, sizeof event - at, "%s", id);
            else if (*c == '#')
                at += (size_t)snprintf(event + at, sizeof event - at, "%.*s", TIME_TEXT_BYTES,
                                       time_text);
            else
                event[at++] = *c;
        }
        event[at] = 0;
        if (i > 0) test->body[test->size_bytes++] = ',';
        size_t room = sizeof test->body - test->size_bytes;
        test->size_bytes += (size_t)snprintf(test->body + test->size_bytes, room, "%s", event);
    }
    send_as(test, as_key(ORGANIZATION));
    assert_int_equal(test->request.count, sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < test->request.count; i++) {
        if (strcmp(reason(test, i), rows[i].reason) != 0) {
            fail_msg("%s: %s, not %s", rows[i].event, reason(test, i), rows[i].reason);
        }
    }
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), 1);
    close_test(test);
}

static void whole_bodies_are_refused_when_they_are_none(test_database *database) {
    static const struct {
        const char *body;
        problem_code code;
    } rows[] = {
        {"", PROBLEM_MALFORMED},
        {"{", PROBLEM_MALFORMED},
        {"{\"events\":[\"\xff\"]}", PROBLEM_MALFORMED},
        {"[]", PROBLEM_INVALID},
        {"{}", PROBLEM_INVALID},
        {"{\"events\":{}}", PROBLEM_INVALID},
        {"{\"events\":[]}", PROBLEM_INVALID},
        {"{\"events\":[1],\"token\":\"cvt_\"}", PROBLEM_INVALID},
        {"{\"events\":[1],\"more\":1}", PROBLEM_INVALID},
        {"{\"events\":[1]}", PROBLEM_NONE},
    };
    meter_test *test = open_test(database, "caps");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test->base.service.problem = (problem){.code = PROBLEM_NONE};
        bool good = events_read(&test->base.service, view(rows[i].body), false, &test->request);
        if (good != (rows[i].code == PROBLEM_NONE) ||
            test->base.service.problem.code != rows[i].code) {
            fail_msg("%s", rows[i].body);
        }
    }
    for (int count = EVENTS_PER_REQUEST_MAX; count <= EVENTS_PER_REQUEST_MAX + 1; count++) {
        begin_body(test);
        for (int i = 0; i < count; i++)
            test->size_bytes += (size_t)sprintf(test->body + test->size_bytes, i > 0 ? ",1" : "1");
        (void)strcpy(test->body + test->size_bytes, "]}");
        test->base.service.problem = (problem){.code = PROBLEM_NONE};
        assert_int_equal(events_read(&test->base.service, view(test->body), false, &test->request),
                         count == EVENTS_PER_REQUEST_MAX);
    }
    close_test(test);
}

static void a_correction_takes_back_no_more_than_there_was(test_database *database) {
    meter_test *test = open_test(database, "caps");
    char id[UUID_TEXT_BYTES + 1];
    char more[256];
    write_id(test, 1, id);
    begin_body(test);
    add_at(test, "usage", 1, test->base.service.now_ms, ",\"meter\":\"tokens\",\"quantity\":10");
    static const int quantities[] = {-4, -6, -1};
    for (int i = 0; i < 3; i++) {
        (void)snprintf(more, sizeof more,
                       ",\"meter\":\"tokens\",\"quantity\":%d,\"corrects\":\"%s\"", quantities[i],
                       id);
        add_at(test, "usage", 2 + (uint64_t)i, test->base.service.now_ms, more);
        if (i == 0) add_at(test, "usage", 2, test->base.service.now_ms, more);
    }
    (void)snprintf(more, sizeof more, ",\"meter\":\"other\",\"quantity\":-1,\"corrects\":\"%s\"",
                   id);
    add_at(test, "usage", 9, test->base.service.now_ms, more);
    send_as(test, as_key(ORGANIZATION));
    static const char *const wanted[] = {"", "", "", "", "corrects-too-much", "other-meter"};
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(reason(test, i), wanted[i]);
    assert_int_equal(test->request.answers[2].outcome, EVENT_DUPLICATE);
    assert_int_equal(read_one(test, "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM "
                                    "usage_periods WHERE organization_id = ?1 AND meter = "
                                    "'tokens'"),
                     0);
    /* The id of a correction corrects nothing itself. */
    char correction[UUID_TEXT_BYTES + 1];
    write_id(test, 2, correction);
    begin_body(test);
    (void)snprintf(more, sizeof more, ",\"meter\":\"tokens\",\"quantity\":-1,\"corrects\":\"%s\"",
                   correction);
    add_at(test, "usage", 10, test->base.service.now_ms, more);
    send_as(test, as_key(ORGANIZATION));
    assert_string_equal(reason(test, 0), "unknown-event");
    close_test(test);
}

/* Quota 10, grace 20 %: 12 are kept, the thirteenth is counted and not kept. */
static void past_quota_and_grace_nothing_more_is_kept(test_database *database) {
    meter_test *test = open_test(database, "free");
    begin_body(test);
    add_conversations(test, 1, 10);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(test->request.state, METER_OK);
    begin_body(test);
    add_conversations(test, 11, 1);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(test->request.state, METER_NOTICE);
    begin_body(test);
    add_conversations(test, 12, 2);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(test->request.state, METER_LIMITED);
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), 2);
    assert_int_equal(read_one(test, DAYS), 13);
    assert_int_equal(read_one(test, KEPT), 12);
    assert_int_equal(quota_of(test).used, 13);
    close_test(test);
}

static void grace_ends_by_time_too(test_database *database) {
    meter_test *test = open_test(database, "free");
    begin_body(test);
    add_conversations(test, 1, 11);
    send_as(test, as_visitor(VISITOR));
    meter_quota quota = quota_of(test);
    assert_int_equal(quota.state, METER_NOTICE);
    assert_true(quota.limited_from_ms == test->base.service.now_ms + 3 * (int64_t)DAY_MS);
    test->base.service.now_ms = quota.limited_from_ms - 1;
    assert_int_equal(quota_of(test).state, METER_NOTICE);
    test->base.service.now_ms++;
    assert_int_equal(quota_of(test).state, METER_LIMITED);
    /* A new period begins with nothing used. */
    test->base.service.now_ms = quota.period_end_ms;
    assert_int_equal(quota_of(test).state, METER_OK);
    assert_int_equal(quota_of(test).used, 0);
    close_test(test);
}

static void alerts_come_once_and_are_resolved_once(test_database *database) {
    static const struct {
        size_t count;
        int64_t alerts;
    } rows[] = {{4, 0}, {1, 1}, {2, 1}, {1, 2}, {1, 2}, {1, 3}, {1, 3}};
    meter_test *test = open_test(database, "free");
    uint64_t next = 1;
    add_member(test, 501, ROLE_OWNER);
    add_member(test, 502, ROLE_ANALYST);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin_body(test);
        add_conversations(test, next, rows[i].count);
        next += rows[i].count;
        send_as(test, as_visitor(VISITOR));
        send_as(test, as_visitor(VISITOR));
        assert_int_equal(read_one(test, ALERTS), rows[i].alerts);
    }
    assert_int_equal(read_one(test, AUDITED), 3);
    assert_int_equal(read_one(test, RESOLVED), 0);
    assert_int_equal(read_one(test, MAILS), 3); /* the owner alone */
    /* All of the day is taken back: each is over, once. */
    for (int i = 0; i < 2; i++) {
        bool is_more;
        test_service_begin(&test->base, true);
        int64_t day = calendar_day(test->base.service.now_ms);
        int64_t count = meter_void_day(&test->base.service, ORGANIZATION, day, 0, &is_more);
        test_service_commit(&test->base);
        assert_int_equal(count, i == 0 ? 11 : 0);
        assert_false(is_more);
    }
    assert_int_equal(read_one(test, RESOLVED), 3);
    assert_int_equal(read_one(test, MAILS), 6);
    assert_int_equal(read_one(test, DAYS), 0);
    assert_int_equal(read_one(test, PERIODS), 0);
    assert_int_equal(read_one(test, "SELECT COUNT(*) FROM audit_entries WHERE organization_id = ?1 "
                                    "AND action = 'usage.alert_resolve'"),
                     3);
    close_test(test);
}

static void more_than_four_times_the_usual_is_told(test_database *database) {
    meter_test *test = open_test(database, "caps");
    int64_t start_ms = test->base.service.now_ms;
    /* Fourteen days of 26 make a mean of 26; four times that is 104. */
    for (int day = 0; day <= METER_RISE_DAYS; day++) {
        test->base.service.now_ms = start_ms + day * (int64_t)DAY_MS;
        int count = day < METER_RISE_DAYS ? 26 : 104;
        begin_body(test);
        for (int i = 0; i < count; i++)
            add_at(test, "usage", (uint64_t)i + 1, test->base.service.now_ms,
                   ",\"meter\":\"conversations\"");
        send_as(test, as_key(ORGANIZATION));
    }
    assert_int_equal(read_one(test, "SELECT COUNT(*) FROM usage_alerts WHERE organization_id = ?1"),
                     0);
    for (int i = 0; i < 2; i++) {
        begin_body(test);
        add_at(test, "usage", 200 + (uint64_t)i, test->base.service.now_ms,
               ",\"meter\":\"conversations\"");
        send_as(test, as_key(ORGANIZATION));
        assert_int_equal(read_one(test, "SELECT COUNT(*) FROM usage_alerts WHERE "
                                        "organization_id = ?1 AND kind = 'rise'"),
                         1);
    }
    close_test(test);
}

static void a_visitors_messages_end_at_the_cap_of_the_day(test_database *database) {
    meter_test *test = open_test(database, "caps");
    int64_t now_ms = test->base.service.now_ms;
    begin_body(test);
    for (uint64_t i = 1; i <= 4; i++)
        add_at(test, "message", i, now_ms, ",\"author\":\"visitor\",\"text\":\"Hi\"");
    add_at(test, "message", 5, now_ms, ",\"author\":\"bot\",\"text\":\"Hello\"");
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), 4);
    assert_string_equal(reason(test, 3), "visitor-limit");
    assert_int_equal(test->request.messages_left, 0);
    /* What was taken before is still known, and another visitor or day begins anew. */
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(outcomes(test, EVENT_DUPLICATE), 4);
    test_service_begin(&test->base, true);
    add_visitor(test, VISITOR + 1);
    test_service_commit(&test->base);
    begin_body(test);
    add_at(test, "message", 20, now_ms, ",\"author\":\"visitor\",\"text\":\"Hi\"");
    test->base.service.now_ms += DAY_MS;
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), 1);
    assert_int_equal(test->request.messages_left, 2);
    test_service_begin(&test->base, true);
    test->base.service.now_ms += DAY_MS;
    assert_int_equal(meter_purge(&test->base.service), 1);
    test_service_commit(&test->base);
    close_test(test);
}

static void a_visitor_has_no_more_conversations_than_a_day_has_half_hours(test_database *database) {
    meter_test *test = open_test(database, "caps");
    begin_body(test);
    add_conversations(test, 1, METER_VISITOR_CONVERSATIONS_MAX + 1);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), METER_VISITOR_CONVERSATIONS_MAX);
    assert_string_equal(reason(test, METER_VISITOR_CONVERSATIONS_MAX), "visitor-limit");
    close_test(test);
}

static void whoever_does_not_count_is_neither_kept_nor_counted(test_database *database) {
    meter_test *test = open_test(database, "caps");
    service_caller caller = as_visitor(VISITOR + 5);
    caller.is_uncounted = true;
    begin_body(test);
    add_conversations(test, 1, 2);
    send_as(test, caller);
    assert_string_equal(reason(test, 0), "not-counted");
    assert_int_equal(read_one(test, KEPT), 0);
    assert_int_equal(read_one(test, "SELECT COUNT(*) FROM usage_events WHERE organization_id = ?1"),
                     0);
    close_test(test);
}

/* Every visitor that the limit of an address lets through does all that it can; what the customer
 * pays ends at the overage that the plan, or the customer, allows. */
static void a_flood_of_visitors_costs_at_most_the_cap(test_database *database) {
    enum { FORGED = 12 };
    meter_test *test = open_test(database, "over");
    for (int i = 0; i < FORGED; i++) {
        test_service_begin(&test->base, true);
        add_visitor(test, 5000 + i);
        test_service_commit(&test->base);
        begin_body(test);
        add_conversations(test, 1000 * ((uint64_t)i + 1), 100);
        send_as(test, as_visitor(5000 + i));
    }
    meter_quota quota = quota_of(test);
    assert_int_equal(quota.used, FORGED * METER_VISITOR_CONVERSATIONS_MAX);
    assert_int_equal(quota.charged, 20);
    assert_int_equal(quota.state, METER_LIMITED);
    /* The customer's own, lower cap goes before the plan's. */
    test_service_begin(&test->base, true);
    store_usage_settings_write(test->base.service.db, ORGANIZATION,
                               &(store_usage_settings){.mails_alerts = false,
                                                       .has_overage_maximum = true,
                                                       .overage_maximum = 5});
    test_service_commit(&test->base);
    test->base.service.now_ms = quota.period_end_ms;
    begin_body(test);
    add_conversations(test, 1, 40);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(quota_of(test).charged, 5);
    close_test(test);
}

static uint64_t differences(meter_test *test) {
    reconcile_report report = {.last_id = 0};
    test_service_begin(&test->base, false);
    bool good = reconcile_run(&test->base.service, &report);
    test_service_commit(&test->base);
    assert_int_equal(good, report.differences == 0);
    assert_int_equal(report.organizations, 2);
    return report.differences;
}

/* Sums the quantities that were left for the payment provider. */
static int64_t billed(meter_test *test) {
    static const char member[] = "\"quantity\":";
    int64_t sum = 0;
    test_service_begin(&test->base, false);
    db_query *query = DB_OPEN(test->base.service.db,
                              "SELECT body FROM outbox WHERE kind = 'stripe.meter_event' AND "
                              "organization_id = ?1",
                              db_integer(ORGANIZATION));
    while (db_next(query)) {
        char body[256] = {0};
        chatlet_str text = db_column_text(query, 0);
        assert_true(text.size_bytes < sizeof body);
        memcpy(body, text.data, text.size_bytes);
        const char *found = strstr(body, member);
        assert_non_null(found);
        sum += strtoll(found + sizeof member - 1, NULL, 10);
    }
    db_close_query(query);
    test_service_commit(&test->base);
    return sum;
}

/* Quota 10, at most 20 past it: what is left to be billed is what was charged, to the event. */
static void what_is_past_the_quota_is_billed_and_no_more(test_database *database) {
    static const struct {
        size_t count;
        int64_t charged;
    } rows[] = {{9, 0}, {1, 0}, {1, 1}, {10, 11}, {9, 20}, {1, 20}, {5, 20}};
    meter_test *test = open_test(database, "over");
    test->base.settings.stripe.is_on = true;
    test_service_begin(&test->base, true);
    (void)store_billing_add_customer(test->base.service.db, ORGANIZATION, view("cus_1"), 1);
    test_service_commit(&test->base);
    uint64_t next = 1;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin_body(test);
        add_conversations(test, next, rows[i].count);
        next += rows[i].count;
        send_as(test, as_visitor(VISITOR));
        send_as(test, as_visitor(VISITOR)); /* a repetition bills nothing */
        assert_int_equal(quota_of(test).charged, rows[i].charged);
        assert_int_equal(billed(test), rows[i].charged);
    }
    assert_int_equal(read_one(test, BILLED), 3);
    /* A voided day is given back, as far as it was charged. */
    bool is_more;
    test_service_begin(&test->base, true);
    (void)meter_void_day(&test->base.service, ORGANIZATION, calendar_day(test->base.service.now_ms),
                         0, &is_more);
    test_service_commit(&test->base);
    assert_int_equal(quota_of(test).charged, 0);
    assert_int_equal(billed(test), 0);
    close_test(test);
}

/* A change of plan charges nothing by itself, and takes nothing back. */
static void a_change_of_plan_bills_only_what_comes_after(test_database *database) {
    meter_test *test = open_test(database, "caps");
    begin_body(test);
    add_conversations(test, 1, 15);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(quota_of(test).charged, 0);
    test_service_begin(&test->base, true);
    (void)store_billing_set_plan(test->base.service.db, ORGANIZATION, view("over"));
    test_service_commit(&test->base);
    begin_body(test);
    add_conversations(test, 100, 2);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(quota_of(test).charged, 2);
    test_service_begin(&test->base, true);
    (void)store_billing_set_plan(test->base.service.db, ORGANIZATION, view("caps"));
    test_service_commit(&test->base);
    begin_body(test);
    add_conversations(test, 200, 2);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(quota_of(test).charged, 2);
    assert_int_equal(quota_of(test).state, METER_OK);
    close_test(test);
}

/* --- any order, any packing --- */

enum { TRACE_MAX = 80 };

static uint64_t next_chance(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Sends the numbers in `order` in random pieces, some of them twice, several requests a batch. */
static void send_shuffled(meter_test *test, const uint64_t *order, size_t count, uint64_t *seed) {
    for (size_t at = 0; at < count;) {
        size_t piece = 1 + next_chance(seed) % 9;
        if (piece > count - at) piece = count - at;
        begin_body(test);
        for (size_t i = 0; i < piece; i++) {
            uint64_t number = order[at + i];
            char more[64];
            int64_t time_ms = test->base.service.now_ms - (int64_t)(number % 5) * DAY_MS;
            (void)snprintf(more, sizeof more, ",\"meter\":\"%s\",\"quantity\":%u",
                           number % 3 == 0 ? "conversations" : "tokens",
                           (unsigned)(number % 7 + 1));
            add_at(test, "usage", number, time_ms, more);
        }
        send_as(test, as_key(ORGANIZATION));
        if (next_chance(seed) % 3 == 0) send_as(test, as_key(ORGANIZATION));
        at += piece;
    }
}

static void any_order_and_packing_gives_the_same_sums(test_database *database) {
    static const char *const sums[] = {
        DAYS,
        PERIODS,
        "SELECT CAST(SUM(quantity * (day + 1)) AS BIGINT) FROM usage_days WHERE organization_id = "
        "?1",
        "SELECT charged FROM usage_periods WHERE organization_id = ?1 AND meter = 'conversations'",
        "SELECT COUNT(*) FROM usage_alerts WHERE organization_id = ?1",
        "SELECT COUNT(*) FROM usage_events WHERE organization_id = ?1"};
    int64_t first[sizeof sums / sizeof sums[0]];
    for (uint64_t run = 0; run < 3; run++) {
        test_database *fresh = test_database_open(database->dialect, true);
        meter_test *test = open_test(fresh, "over");
        uint64_t order[TRACE_MAX];
        uint64_t seed = run * 77 + 5;
        for (size_t i = 0; i < TRACE_MAX; i++)
            order[i] = i + 1;
        for (size_t i = TRACE_MAX - 1; i > 0; i--) {
            size_t other = next_chance(&seed) % (i + 1);
            uint64_t kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        send_shuffled(test, order, TRACE_MAX, &seed);
        for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
            int64_t sum = read_one(test, sums[i]);
            if (run == 0) first[i] = sum;
            assert_true(sum == first[i]);
        }
        assert_int_equal(differences(test), 0);
        close_test(test);
        test_database_close(fresh);
    }
}

static void a_sum_that_is_not_what_its_events_say_is_found(test_database *database) {
    static const char *const spoils[] = {
        "UPDATE usage_days SET quantity = quantity + 1 WHERE organization_id = ?1",
        "UPDATE usage_periods SET quantity = quantity - 1 WHERE organization_id = ?1",
        "DELETE FROM usage_days WHERE organization_id = ?1",
        "DELETE FROM usage_events WHERE organization_id = ?1",
    };
    meter_test *test = open_test(database, "caps");
    begin_body(test);
    add_conversations(test, 1, 5);
    send_as(test, as_visitor(VISITOR));
    assert_int_equal(differences(test), 0);
    for (size_t i = 0; i < sizeof spoils / sizeof spoils[0]; i++) {
        reconcile_report report = {.last_id = 0};
        test_service_begin(&test->base, true);
        (void)DB_RUN(test->base.service.db, spoils[i], db_integer(ORGANIZATION));
        assert_false(reconcile_run(&test->base.service, &report));
        assert_true(report.differences >= 1);
        db_rollback(test->base.service.db);
    }
    close_test(test);
}

/* Many requests of several senders in one transaction are answered each for itself. */
static void requests_of_one_batch_are_answered_each(test_database *database) {
    meter_test *test = open_test(database, "caps");
    meter_test *second = calloc(1, sizeof *second);
    assert_non_null(second);
    *second = *test;
    events_request third = {.caller = {.kind = CALLER_NOBODY}};
    begin_body(test);
    add_conversations(test, 1, 2);
    read_body(test, as_visitor(VISITOR));
    second->base.service.memory = &test->base.memory;
    second->base.service.settings = &test->base.settings;
    begin_body(second);
    add_conversations(second, 2, 2);
    read_body(second, as_visitor(VISITOR));
    events_request *requests[] = {&test->request, &third, &second->request};
    test_service_begin(&test->base, true);
    meter_commit(&test->base.service, requests, 3);
    test_service_commit(&test->base);
    assert_int_equal(outcomes(test, EVENT_ACCEPTED), 2);
    assert_int_equal(third.problem.code, PROBLEM_UNAUTHENTICATED);
    assert_int_equal(outcomes(second, EVENT_DUPLICATE), 1);
    assert_int_equal(outcomes(second, EVENT_ACCEPTED), 1);
    free(second);
    close_test(test);
}

static void each_on_both(void **state) {
    (void)state;
    test_on_databases(an_event_counts_once_however_often_it_comes);
    test_on_databases(the_same_id_of_another_organization_is_another_event);
    test_on_databases(times_count_at_their_limit_and_not_past_it);
    test_on_databases(each_wrong_event_is_refused_alone_with_its_reason);
    test_on_databases(whole_bodies_are_refused_when_they_are_none);
    test_on_databases(a_correction_takes_back_no_more_than_there_was);
    test_on_databases(past_quota_and_grace_nothing_more_is_kept);
    test_on_databases(grace_ends_by_time_too);
    test_on_databases(alerts_come_once_and_are_resolved_once);
    test_on_databases(more_than_four_times_the_usual_is_told);
    test_on_databases(a_visitors_messages_end_at_the_cap_of_the_day);
    test_on_databases(a_visitor_has_no_more_conversations_than_a_day_has_half_hours);
    test_on_databases(whoever_does_not_count_is_neither_kept_nor_counted);
    test_on_databases(a_flood_of_visitors_costs_at_most_the_cap);
    test_on_databases(what_is_past_the_quota_is_billed_and_no_more);
    test_on_databases(a_change_of_plan_bills_only_what_comes_after);
    test_on_databases(any_order_and_packing_gives_the_same_sums);
    test_on_databases(a_sum_that_is_not_what_its_events_say_is_found);
    test_on_databases(requests_of_one_batch_are_answered_each);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_on_both)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
