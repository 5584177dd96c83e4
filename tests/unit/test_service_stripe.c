/* What is sent to Stripe, word for word, and what each of its answers does. */
#include "domain/whole_text.h"
#include "service/outbox.h"
#include "service/plan.h"
#include "service/stripe.h"
#include "store/store_outbox.h"
#include "test_assert.h"
#include "test_service.h"

enum { ORGANIZATION = 4711, LEASE_MS = 30000 };

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
                 "VALUES (?1, 'Acme & Co', 'free', 1)",
                 db_integer(ORGANIZATION));
}

static void close_fixture(fixture *fixture) {
    test_service_commit(&fixture->test);
    test_service_close(&fixture->test);
}

static void know_customer(fixture *fixture) {
    assert_true(store_billing_add_customer(fixture->test.service.db, ORGANIZATION,
                                           CHATLET_STR("cus_1"), 1));
}

static void know(fixture *fixture, const char *name, const char *id) {
    store_billing_catalog_add(fixture->test.service.db, test_str(name), test_str(id), 1);
}

static void know_subscription(fixture *fixture, store_billing_status status) {
    int64_t now_ms = fixture->test.service.now_ms;
    store_billing_subscription one = {
        .id = CHATLET_STR("sub_1"),
        .organization_id = ORGANIZATION,
        .status = status,
        .plan = CHATLET_STR("starter"),
        .currency = CHATLET_STR("usd"),
        .period_start_ms = now_ms - 10 * day_ms,
        .period_end_ms = now_ms + 20 * day_ms,
        .items = {{CHATLET_STR("si_1"), CHATLET_STR("price_1"), CHATLET_STR("")},
                  {CHATLET_STR("si_2"), CHATLET_STR("price_2"), CHATLET_STR("conversations")}},
        .item_count = 2};
    store_billing_put_subscription(fixture->test.service.db, &one);
}

/* Leaves a row, takes it and draws up its call. */
static bool draw_up(fixture *fixture, const char *kind, const char *body, outbox_item *item,
                    outbox_call *call) {
    service *service = &fixture->test.service;
    service->problem = (problem){.code = PROBLEM_NONE};
    int64_t id = service_leave(service, kind, ORGANIZATION, test_str(body), 0);
    assert_true(outbox_take_one(service, id, LEASE_MS, item));
    return outbox_build(service, item, call);
}

static chatlet_str field_of(const outbox_call *call, const char *name) {
    for (size_t i = 0; i < call->field_count; i++) {
        chatlet_str one = call->fields[i].name;
        if (one.size_bytes == strlen(name) && memcmp(one.data, name, one.size_bytes) == 0) {
            return call->fields[i].value;
        }
    }
    return test_str("");
}

static void answer(fixture *fixture, const outbox_item *item, uint16_t status, const char *body) {
    const outbox_result result = {.arrived = true, .status = status, .body = test_str(body)};
    outbox_apply(&fixture->test.service, item, &result);
}

static store_outbox_row row_of(fixture *fixture, int64_t id) {
    store_outbox_row row;
    assert_true(store_outbox_find(fixture->test.service.db, id, &fixture->test.memory, &row));
    return row;
}

typedef struct form_row {
    const char *kind;
    const char *body;
    const char *url;
    const char *form;
} form_row;

static const char prices[] = "\"plan\":\"starter\",\"currency\":\"usd\","
                             "\"price\":\"plan/starter/usd/4900\",\"overages\":[{\"meter\":"
                             "\"conversations\",\"price\":\"overage/conversations/usd/500\"}]";

static void check_form(fixture *fixture, const form_row *row) {
    outbox_item item;
    outbox_call call;
    char id[ROW_ID_TEXT_BYTES];
    assert_true(draw_up(fixture, row->kind, row->body, &item, &call));
    assert_int_equal(call.kind, OUTBOX_CALL_HTTP);
    test_text_equal(row->kind, test_str(call.method), test_str("POST"));
    test_text_equal(row->kind, call.url, test_str(row->url));
    test_text_equal(row->kind, call.body, test_str(row->form));
    test_text_equal(row->kind, field_of(&call, "Authorization"), test_str("Bearer sk_test_1"));
    test_text_equal(row->kind, field_of(&call, "Stripe-Version"), test_str("2026-10-28.endive"));
    test_text_equal(row->kind, field_of(&call, "Content-Type"),
                    test_str("application/x-www-form-urlencoded"));
    test_text_equal(row->kind, field_of(&call, "Idempotency-Key"),
                    row_id_text(ROW_OUTBOX, item.id, id));
    outbox_skip(&fixture->test.service, &item);
}

static void requests_are_as_stripe_reads_them(test_database *database) {
    fixture fixture;
    char checkout[512];
    char change[512];
    char raise[512];
    open_fixture(&fixture, database);
    check_form(&fixture,
               &(form_row){"stripe.customer", "{}", "https://stripe.test/v1/customers",
                           "name=Acme%20%26%20Co&metadata[organization]=org_00000000004k7"});
    know_customer(&fixture);
    check_form(&fixture,
               &(form_row){"stripe.price",
                           "{\"name\":\"plan/starter/usd/4900\",\"title\":\"Starter\",\"plan\":"
                           "\"starter\",\"currency\":\"usd\",\"meter\":\"\",\"minor\":4900}",
                           "https://stripe.test/v1/prices",
                           "currency=usd&recurring[interval]=month&unit_amount=4900"
                           "&metadata[plan]=starter&product_data[name]=Starter"});
    know(&fixture, "meter/conversations", "mtr_1");
    check_form(&fixture,
               &(form_row){"stripe.price",
                           "{\"name\":\"overage/conversations/isk/45\",\"title\":\"Starter\","
                           "\"plan\":\"starter\",\"currency\":\"isk\",\"meter\":\"conversations\","
                           "\"minor\":45}",
                           "https://stripe.test/v1/prices",
                           "currency=isk&recurring[interval]=month&unit_amount_decimal=4.500"
                           "&recurring[usage_type]=metered&recurring[meter]=mtr_1"
                           "&metadata[meter]=conversations"
                           "&product_data[name]=conversations%20beyond%20the%20plan"});
    know(&fixture, "plan/starter/usd/4900", "price_1");
    know(&fixture, "overage/conversations/usd/500", "price_2");
    (void)snprintf(checkout, sizeof checkout,
                   "{%s,\"trial_days\":14,\"return_url\":\"https://chat.example/a?b\"}", prices);
    check_form(&fixture,
               &(form_row){"stripe.checkout", checkout, "https://stripe.test/v1/checkout/sessions",
                           "mode=subscription&customer=cus_1"
                           "&client_reference_id=org_00000000004k7"
                           "&success_url=https%3A%2F%2Fchat.example%2Fa%3Fb"
                           "&cancel_url=https%3A%2F%2Fchat.example%2Fa%3Fb"
                           "&customer_update[address]=auto&line_items[0][price]=price_1"
                           "&line_items[0][quantity]=1&line_items[1][price]=price_2"
                           "&subscription_data[metadata][organization]=org_00000000004k7"
                           "&subscription_data[metadata][plan]=starter"
                           "&subscription_data[trial_period_days]=14"});
    check_form(&fixture, &(form_row){"stripe.portal", "{\"return_url\":\"https://chat.example/\"}",
                                     "https://stripe.test/v1/billing_portal/sessions",
                                     "customer=cus_1&return_url=https%3A%2F%2Fchat.example%2F"});
    know_subscription(&fixture, STORE_BILLING_ACTIVE);
    (void)snprintf(change, sizeof change, "{\"subscription\":\"sub_1\",%s,\"raises\":0,\"at\":0}",
                   prices);
    check_form(&fixture, &(form_row){"stripe.subscription", change,
                                     "https://stripe.test/v1/subscriptions/sub_1",
                                     "items[0][id]=si_1&items[0][price]=price_1&items[1][id]=si_2"
                                     "&items[1][price]=price_2&proration_behavior=create_prorations"
                                     "&cancel_at_period_end=false&metadata[plan]=starter"});
    (void)snprintf(raise, sizeof raise,
                   "{\"subscription\":\"sub_1\",%s,\"raises\":1,\"at\":1796083200}", prices);
    check_form(&fixture,
               &(form_row){"stripe.subscription", raise,
                           "https://stripe.test/v1/subscriptions/sub_1",
                           "items[0][id]=si_1&items[0][price]=price_1&items[1][id]=si_2"
                           "&items[1][price]=price_2&proration_behavior=always_invoice"
                           "&proration_date=1796083200&payment_behavior=error_if_incomplete"
                           "&cancel_at_period_end=false&metadata[plan]=starter"});
    check_form(&fixture, &(form_row){"stripe.preview", raise,
                                     "https://stripe.test/v1/invoices/create_preview",
                                     "customer=cus_1&subscription=sub_1"
                                     "&subscription_details[items][0][id]=si_1"
                                     "&subscription_details[items][0][price]=price_1"
                                     "&subscription_details[items][1][id]=si_2"
                                     "&subscription_details[items][1][price]=price_2"
                                     "&subscription_details[proration_behavior]=always_invoice"
                                     "&subscription_details[proration_date]=1796083200"});
    check_form(&fixture,
               &(form_row){"stripe.subscription", "{\"subscription\":\"sub_1\",\"ends\":\"true\"}",
                           "https://stripe.test/v1/subscriptions/sub_1",
                           "cancel_at_period_end=true"});
    close_fixture(&fixture);
}

static void a_call_is_part_of_the_trace_of_who_left_it(test_database *database) {
    static const char parent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    fixture fixture;
    outbox_item item;
    outbox_call call;
    open_fixture(&fixture, database);
    assert_true(draw_up(&fixture, "stripe.customer", "{}", &item, &call));
    test_text_equal("none", field_of(&call, "traceparent"), test_str(""));
    outbox_skip(&fixture.test.service, &item);
    fixture.test.service.caller.trace_parent = test_str(parent);
    assert_true(draw_up(&fixture, "stripe.customer", "{}", &item, &call));
    test_text_equal("one", field_of(&call, "traceparent"), test_str(parent));
    close_fixture(&fixture);
}

static void what_needs_no_call_makes_none(test_database *database) {
    fixture fixture;
    outbox_item item;
    outbox_call call;
    open_fixture(&fixture, database);
    assert_true(draw_up(&fixture, "stripe.meter_event",
                        "{\"meter\":\"conversations\",\"quantity\":1,\"occurred_at_ms\":1}", &item,
                        &call));
    assert_int_equal(call.kind, OUTBOX_CALL_NOTHING);
    outbox_skip(&fixture.test.service, &item);
    know_customer(&fixture);
    assert_true(draw_up(&fixture, "stripe.customer", "{}", &item, &call));
    assert_int_equal(call.kind, OUTBOX_CALL_NOTHING);
    outbox_skip(&fixture.test.service, &item);
    fixture.test.settings.stripe.is_on = false;
    assert_true(draw_up(&fixture, "stripe.portal", "{}", &item, &call));
    assert_int_equal(call.kind, OUTBOX_CALL_NOTHING);
    close_fixture(&fixture);
}

static void what_cannot_be_sent_says_why(test_database *database) {
    static const struct {
        const char *kind;
        const char *body;
        const char *why;
    } rows[] = {
        {"stripe.checkout", "{\"price\":\"plan/x/usd/1\"}", "The customer could not be made."},
        {"stripe.portal", "{}", "There is no customer any more."},
        {"stripe.price",
         "{\"name\":\"n\",\"currency\":\"usd\",\"meter\":\"conversations\",\"minor\":1}",
         "The meter of this price could not be made."},
        {"stripe.price", "{\"name\":\"n\",\"currency\":\"usd\",\"meter\":\"\",\"minor\":-1}",
         "This price is out of range."},
        {"stripe.subscription", "{\"subscription\":\"sub_9\"}", "This subscription is over."},
        {"stripe.preview", "{\"subscription\":\"sub_9\"}", "This subscription is over."},
        {"stripe.cancel", "{\"subscription\":\"../customers\"}", "This is no id of Stripe's."},
        {"stripe.fetch", "{\"object\":\"invoice\",\"id\":\"\"}", "This is no id of Stripe's."},
        {"stripe.portal", "{", "The row cannot be read."}};
    fixture fixture;
    outbox_item item;
    outbox_call call;
    open_fixture(&fixture, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_false(draw_up(&fixture, rows[i].kind, rows[i].body, &item, &call));
        test_text_equal(rows[i].kind, fixture.test.service.problem.detail, test_str(rows[i].why));
        outbox_bury(&fixture.test.service, &item, test_str(rows[i].why));
    }
    close_fixture(&fixture);
}

/* --- usage: its time, its keys --- */

static void usage_keeps_its_time_only_while_its_invoice_is_open(test_database *database) {
    static const int64_t half_hour_ms = 30 * 60 * 1000;
    fixture fixture;
    char body[128];
    open_fixture(&fixture, database);
    know_customer(&fixture);
    know_subscription(&fixture, STORE_BILLING_ACTIVE);
    service *service = &fixture.test.service;
    int64_t start_ms = service->now_ms - 10 * day_ms;
    int64_t end_ms = service->now_ms + 20 * day_ms;
    const struct {
        const char *name;
        int64_t occurred_ms;
        int64_t sent_ms;
        bool keeps;
    } rows[] = {{"now", service->now_ms, service->now_ms, true},
                {"at the start", start_ms, service->now_ms, true},
                {"before the period", start_ms - 1, service->now_ms, false},
                {"ahead of the clock", service->now_ms + 1, service->now_ms, false},
                {"in the draft's first half", end_ms - 1, end_ms + half_hour_ms - 1, true},
                {"later", end_ms - 1, end_ms + half_hour_ms, false},
                {"after the period we know of", end_ms, end_ms + 1, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        outbox_item item;
        outbox_call call;
        char text[WHOLE_TEXT_BYTES];
        chatlet_str occurred = whole_text_write(rows[i].occurred_ms, text);
        (void)snprintf(body, sizeof body,
                       "{\"meter\":\"conversations\",\"quantity\":-3,\"occurred_at_ms\":%.*s}",
                       (int)occurred.size_bytes, occurred.data);
        service->now_ms = rows[i].sent_ms;
        assert_true(draw_up(&fixture, "stripe.meter_event", body, &item, &call));
        char id[ROW_ID_TEXT_BYTES];
        chatlet_str key = row_id_text(ROW_OUTBOX, item.id, id);
        chatlet_str variant = rows[i].keeps ? test_str("") : test_str("-now");
        test_text_equal(rows[i].name, field_of(&call, "Idempotency-Key"),
                        region_join(&fixture.test.memory, 2, key, variant));
        chatlet_str seconds = whole_text_write(rows[i].occurred_ms / 1000, text);
        chatlet_str time = region_join(&fixture.test.memory, 2, test_str("&timestamp="), seconds);
        chatlet_str expected = region_join(
            &fixture.test.memory, 4, test_str("event_name=chatlet_conversations&identifier="), key,
            test_str("&payload[stripe_customer_id]=cus_1&payload[value]=-3"),
            rows[i].keeps ? time : test_str(""));
        test_text_equal(rows[i].name, call.body, expected);
        outbox_skip(service, &item);
    }
    close_fixture(&fixture);
}

/* A sender took it and was never heard of again: after a day Stripe cannot tell what it counted. */
static void usage_that_may_have_counted_a_day_ago_is_left_to_a_person(test_database *database) {
    static const char body[] = "{\"meter\":\"conversations\",\"quantity\":1,\"occurred_at_ms\":1}";
    fixture fixture;
    outbox_item item;
    outbox_call call;
    open_fixture(&fixture, database);
    know_customer(&fixture);
    service *service = &fixture.test.service;
    int64_t id = service_leave(service, "stripe.meter_event", ORGANIZATION, test_str(body), 0);
    service->now_ms += 2 * day_ms;
    assert_true(outbox_take_one(service, id, LEASE_MS, &item));
    assert_true(outbox_build(service, &item, &call)); /* late, but never sent */
    service->now_ms += LEASE_MS;
    assert_true(outbox_take_one(service, id, LEASE_MS, &item));
    assert_false(outbox_build(service, &item, &call));
    test_text_equal("why", service->problem.detail,
                    test_str("Nobody can say whether Stripe counted this more than a day ago."));
    outbox_bury(service, &item, service->problem.detail);
    assert_false(billing_retry(service, ORGANIZATION, id, false));
    assert_int_equal(service->problem.code, PROBLEM_CONFLICT);
    assert_false(billing_retry(service, ORGANIZATION + 1, id, true));
    assert_int_equal(service->problem.code, PROBLEM_NOT_FOUND);
    assert_true(billing_retry(service, ORGANIZATION, id, true));
    assert_true(outbox_take_one(service, id, LEASE_MS, &item));
    assert_true(outbox_build(service, &item, &call));
    close_fixture(&fixture);
}

/* --- answers --- */

static void answers_are_final_or_tried_again(test_database *database) {
    static const struct {
        const char *name;
        const char *kind;
        uint16_t status;
        const char *body;
        store_outbox_state state;
        int64_t step;
    } rows[] = {
        {"done", "stripe.meter_event", 200, "{}", STORE_OUTBOX_DONE, 0},
        {"counted before", "stripe.meter_event", 400,
         "{\"error\":{\"message\":\"An event already exists with identifier x.\"}}",
         STORE_OUTBOX_DONE, 0},
        {"refused", "stripe.meter_event", 400, "{\"error\":{\"message\":\"No active meter\"}}",
         STORE_OUTBOX_DEAD, 0},
        {"wrong key", "stripe.meter_event", 401, "{\"error\":{}}", STORE_OUTBOX_DEAD, 0},
        {"declined", "stripe.subscription", 402, "{\"error\":{\"code\":\"card_declined\"}}",
         STORE_OUTBOX_DEAD, 0},
        {"locked", "stripe.meter_event", 409, "{}", STORE_OUTBOX_WAITING, 0},
        {"too many", "stripe.meter_event", 429, "{}", STORE_OUTBOX_WAITING, 0},
        {"broken", "stripe.meter_event", 500, "{}", STORE_OUTBOX_WAITING, 1},
        {"a proxy's page", "stripe.meter_event", 503, "<html>", STORE_OUTBOX_WAITING, 1},
        {"the key of another form", "stripe.subscription", 400,
         "{\"error\":{\"type\":\"idempotency_error\"}}", STORE_OUTBOX_WAITING, 1},
        {"not JSON", "stripe.customer", 200, "<html>", STORE_OUTBOX_WAITING, 1},
        {"no id", "stripe.price", 200, "{}", STORE_OUTBOX_WAITING, 1},
        {"no address", "stripe.checkout", 200, "{\"id\":\"cs_1\"}", STORE_OUTBOX_WAITING, 1},
        {"no subscription", "stripe.fetch", 200, "{\"id\":\"sub_1\"}", STORE_OUTBOX_WAITING, 1},
        {"gone", "stripe.fetch", 404, "{\"error\":{}}", STORE_OUTBOX_DONE, 0},
        {"ended already", "stripe.cancel", 404, "{\"error\":{}}", STORE_OUTBOX_DONE, 0},
        {"a meter of that name", "stripe.meter", 400, "{\"error\":{}}", STORE_OUTBOX_WAITING, 1}};
    fixture fixture;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        outbox_item item;
        int64_t id = service_leave(service, rows[i].kind, ORGANIZATION,
                                   test_str("{\"object\":\"subscription\",\"id\":\"sub_1\","
                                            "\"meter\":\"conversations\",\"name\":\"n\"}"),
                                   0);
        assert_true(outbox_take_one(service, id, LEASE_MS, &item));
        answer(&fixture, &item, rows[i].status, rows[i].body);
        if (row_of(&fixture, id).state != rows[i].state) fail_msg("%s: state", rows[i].name);
        if (store_billing_step(service->db, id) != rows[i].step) fail_msg("%s: step", rows[i].name);
        service->now_ms += 60 * 60 * 1000;
        if (rows[i].state == STORE_OUTBOX_WAITING) {
            assert_true(outbox_take_one(service, id, LEASE_MS, &item));
            outbox_skip(service, &item);
        }
    }
    close_fixture(&fixture);
}

static void a_broken_answer_takes_another_key_the_next_time(test_database *database) {
    fixture fixture;
    outbox_item item;
    outbox_call call;
    char id[ROW_ID_TEXT_BYTES];
    open_fixture(&fixture, database);
    know_customer(&fixture);
    service *service = &fixture.test.service;
    assert_true(draw_up(&fixture, "stripe.portal", "{\"return_url\":\"https://chat.example/\"}",
                        &item, &call));
    answer(&fixture, &item, 500, "{}");
    service->now_ms += day_ms / 24;
    assert_true(outbox_take_one(service, item.id, LEASE_MS, &item));
    assert_true(outbox_build(service, &item, &call));
    test_text_equal(
        "key", field_of(&call, "Idempotency-Key"),
        region_join(&fixture.test.memory, 2, row_id_text(ROW_OUTBOX, item.id, id), test_str("-1")));
    close_fixture(&fixture);
}

static void a_refusal_is_kept_in_stripes_words(test_database *database) {
    fixture fixture;
    outbox_item item;
    outbox_call call;
    const chatlet_json *outcome;
    open_fixture(&fixture, database);
    know_customer(&fixture);
    service *service = &fixture.test.service;
    assert_true(draw_up(&fixture, "stripe.portal", "{\"return_url\":\"https://chat.example/\"}",
                        &item, &call));
    assert_false(billing_read_outcome(service, item.id, &outcome));
    assert_int_equal(service->problem.code, PROBLEM_BUSY);
    answer(&fixture, &item, 402,
           "{\"error\":{\"code\":\"card_declined\",\"message\":\"Your card was declined.\"}}");
    assert_false(billing_read_outcome(service, item.id, &outcome));
    assert_int_equal(service->problem.code, PROBLEM_PAYMENT_DECLINED);
    test_text_equal("detail", service->problem.detail, test_str("Your card was declined."));
    store_billing_letter *letters;
    assert_int_equal(store_billing_dead(service->db, ORGANIZATION, test_str("stripe.%"), INT64_MAX,
                                        10, &fixture.test.memory, &letters),
                     1);
    test_text_equal("letter", letters[0].outcome_json,
                    test_str("{\"status\":402,\"code\":\"card_declined\",\"message\":\"Your card "
                             "was declined.\"}"));
    close_fixture(&fixture);
}

/* Looks first, and makes it only when it is not there. */
static void a_meter_is_found_or_made(test_database *database) {
    static const char body[] = "{\"name\":\"meter/conversations\",\"meter\":\"conversations\"}";
    fixture fixture;
    outbox_item item;
    outbox_call call;
    chatlet_str id;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    assert_true(draw_up(&fixture, "stripe.meter", body, &item, &call));
    test_text_equal("method", test_str(call.method), test_str("GET"));
    answer(&fixture, &item, 200, "{\"data\":[{\"id\":\"mtr_0\",\"event_name\":\"other\"}]}");
    service->now_ms += day_ms;
    assert_true(outbox_take_one(service, item.id, LEASE_MS, &item));
    assert_true(outbox_build(service, &item, &call));
    test_text_equal("form", call.body,
                    test_str("display_name=conversations&event_name=chatlet_conversations"
                             "&default_aggregation[formula]=sum&customer_mapping[type]=by_id"
                             "&customer_mapping[event_payload_key]=stripe_customer_id"
                             "&value_settings[event_payload_key]=value"));
    answer(&fixture, &item, 500, "{}"); /* and it was made all the same */
    service->now_ms += day_ms;
    assert_true(outbox_take_one(service, item.id, LEASE_MS, &item));
    assert_true(outbox_build(service, &item, &call));
    test_text_equal("method", test_str(call.method), test_str("GET"));
    answer(&fixture, &item, 200,
           "{\"data\":[{\"id\":\"mtr_1\",\"event_name\":\"chatlet_conversations\"}]}");
    assert_true(store_billing_catalog_find(service->db, test_str("meter/conversations"),
                                           &fixture.test.memory, &id));
    test_text_equal("id", id, test_str("mtr_1"));
    close_fixture(&fixture);
}

/* An operator's own price is used as it is, and made nowhere. */
static void a_price_that_the_table_names_is_used(test_database *database) {
    const billing_offer offer = {.plan = CHATLET_STR("starter"),
                                 .currency = CHATLET_STR("usd"),
                                 .provider_price = CHATLET_STR("price_7")};
    const billing_order order = {.organization_id = ORGANIZATION, .offer = &offer};
    fixture fixture;
    outbox_item item;
    outbox_call call;
    open_fixture(&fixture, database);
    know_customer(&fixture);
    service *service = &fixture.test.service;
    int64_t id = stripe_provider.checkout(service, &order);
    assert_int_equal(store_outbox_count(service->db, STORE_OUTBOX_WAITING), 1);
    assert_true(outbox_take_one(service, id, LEASE_MS, &item));
    assert_true(outbox_build(service, &item, &call));
    const char *form = region_copy(&fixture.test.memory, call.body).data; /* ends in a zero byte */
    assert_non_null(strstr(form, "line_items[0][price]=price_7&"));
    close_fixture(&fixture);
}

static void a_fetch_that_waits_is_not_left_twice(test_database *database) {
    fixture fixture;
    outbox_item item;
    open_fixture(&fixture, database);
    service *service = &fixture.test.service;
    stripe_leave_fetch(service, ORGANIZATION, "invoice", test_str("in_1"));
    stripe_leave_fetch(service, ORGANIZATION, "invoice", test_str("in_1"));
    stripe_leave_fetch(service, ORGANIZATION, "invoice", test_str("in_2"));
    assert_int_equal(store_outbox_count(service->db, STORE_OUTBOX_WAITING), 2);
    /* One that is on its way may have been answered before this: it is left again. */
    outbox_item *items;
    assert_int_equal(outbox_take(service, 1, LEASE_MS, &items), 1);
    item = items[0];
    stripe_leave_fetch(service, ORGANIZATION, "invoice", test_str("in_1"));
    assert_int_equal(store_outbox_count(service->db, STORE_OUTBOX_WAITING), 3);
    outbox_skip(service, &item);
    close_fixture(&fixture);
}

static void on_both(void **state) {
    (void)state;
    test_on_databases(requests_are_as_stripe_reads_them);
    test_on_databases(a_call_is_part_of_the_trace_of_who_left_it);
    test_on_databases(what_needs_no_call_makes_none);
    test_on_databases(what_cannot_be_sent_says_why);
    test_on_databases(usage_keeps_its_time_only_while_its_invoice_is_open);
    test_on_databases(usage_that_may_have_counted_a_day_ago_is_left_to_a_person);
    test_on_databases(answers_are_final_or_tried_again);
    test_on_databases(a_broken_answer_takes_another_key_the_next_time);
    test_on_databases(a_refusal_is_kept_in_stripes_words);
    test_on_databases(a_meter_is_found_or_made);
    test_on_databases(a_price_that_the_table_names_is_used);
    test_on_databases(a_fetch_that_waits_is_not_left_twice);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_both)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
