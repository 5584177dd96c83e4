#include "test_visitor.h"

#include "service/plan.h"
#include "service/service_caller.h"
#include "store/store_bot.h"
#include "store/store_organization.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

test_bot test_bot_add(test_service *test, int64_t organization_id, const char *slug) {
    service *service = &test->service;
    const chatlet_str origin = TEST_ORIGIN;
    if (organization_id == 0) {
        organization_id = service_new_id(service);
        store_organization_add(service->db,
                               &(store_organization){.id = organization_id,
                                                     .name = CHATLET_STR("Shop"),
                                                     .plan = CHATLET_STR("free"),
                                                     .created_at_ms = service->now_ms});
    }
    store_bot bot = {.id = service_new_id(service),
                     .organization_id = organization_id,
                     .slug = view(slug),
                     .name = CHATLET_STR("Helper"),
                     .settings_json = CHATLET_STR("{}"),
                     .stores_conversations = true,
                     .retention_days = 90,
                     .preview_generation = 1,
                     .created_at_ms = service->now_ms};
    assert_true(store_bot_add(service->db, &bot));
    bot.identity_generation = 2;
    assert_true(store_bot_update(service->db, &bot));
    store_bot_set_origins(service->db, organization_id, bot.id, &origin, 1);
    return (test_bot){.organization_id = organization_id, .bot_id = bot.id};
}

void test_plans_open(test_service *test) {
    chatlet_str source;
    chatlet_error error;
    plan_table *table = region_take(&test->memory, sizeof *table);
    assert_non_null(table);
    assert_true(plan_table_find_shipped(CHATLET_STR("default"), &source));
    assert_true(plan_table_read(&test->memory, source, table, &error));
    test->settings.plans = table;
}

test_bot test_bot_open(test_service *test, test_database *database) {
    test_service_open(test, database);
    test_plans_open(test);
    test_service_begin(test, true);
    const test_bot bot = test_bot_add(test, 0, "helper");
    test_service_commit(test);
    test_visitor_become(test, "192.0.2.1");
    return bot;
}

void test_visitor_become(test_service *test, const char *address) {
    test->service.caller = (service_caller){.kind = CALLER_NOBODY,
                                            .address = view(address),
                                            .user_agent = CHATLET_STR("Mozilla/5.0"),
                                            .origin = TEST_ORIGIN};
}

visitor_grant test_visitor_enter(test_service *test, int64_t bot_id, bool consent) {
    visitor_grant grant;
    const visitor_request request = {.bot_id = bot_id, .consent = consent};
    assert_true(service_visitor_enter(&test->service, &request, &grant));
    assert_true(service_identify_visitor(&test->service, grant.token));
    return grant;
}

event test_event(const test_service *test, event_type type, uint8_t number, uint8_t conversation) {
    event made = {.type = type,
                  .occurred_at_ms = test->service.now_ms,
                  .bot_id = test->service.caller.bot_id,
                  .quantity = 1};
    made.id[15] = number;
    made.conversation[0] = 1;
    made.conversation[15] = conversation;
    return made;
}
