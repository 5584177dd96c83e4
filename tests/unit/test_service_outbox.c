/* The outbox and the audit log over both databases. */
#include "service/outbox.h"
#include "service/service_audit.h"
#include "store/store_outbox.h"
#include "test_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LEASE_MS = 30000 };

static void rows_of_one_organization_go_one_after_another(test_database *database) {
    test_service test;
    outbox_item *items;
    test_service_open(&test, database);
    test_service_begin(&test, true);
    int64_t first = service_leave(&test.service, "x", 1, CHATLET_STR("{}"), 0);
    (void)service_leave(&test.service, "x", 1, CHATLET_STR("{}"), 0);
    int64_t other = service_leave(&test.service, "x", 2, CHATLET_STR("{}"), 0);
    int64_t none = service_leave(&test.service, "x", 0, CHATLET_STR("{}"), 0);
    (void)service_leave(&test.service, "x", 0, CHATLET_STR("{}"), test.service.now_ms + 1);
    size_t count = outbox_take(&test.service, 10, LEASE_MS, &items);
    assert_int_equal(count, 3);
    assert_true(items[0].id == first && items[1].id == other && items[2].id == none);
    assert_int_equal(outbox_take(&test.service, 10, LEASE_MS, &items), 0);
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_lease_that_ran_out_is_taken_again(test_database *database) {
    test_service test;
    outbox_item *items;
    test_service_open(&test, database);
    test_service_begin(&test, true);
    (void)service_leave(&test.service, "x", 0, CHATLET_STR("{}"), 0);
    assert_int_equal(outbox_take(&test.service, 1, LEASE_MS, &items), 1);
    assert_true(outbox_next_due_ms(&test.service) == test.service.now_ms + LEASE_MS);
    test.service.now_ms += LEASE_MS - 1;
    assert_int_equal(outbox_take(&test.service, 1, LEASE_MS, &items), 0);
    test.service.now_ms += 1;
    assert_int_equal(outbox_take(&test.service, 1, LEASE_MS, &items), 1);
    test_service_commit(&test);
    test_service_close(&test);
}

/* A kind nobody knows is kept and tried as often as any other. */
static void what_never_arrives_is_dead_after_the_last_try(test_database *database) {
    test_service test;
    outbox_item *items;
    bool is_done = false;
    bool is_dead = false;
    chatlet_str outcome;
    outbox_result lost = {.arrived = false, .failure = CHATLET_STR("no answer")};
    test_service_open(&test, database);
    test_service_begin(&test, true);
    int64_t id = service_leave(&test.service, "x", 0, CHATLET_STR("{}"), 0);
    int64_t pause_ms = 0;
    for (int tries = 1; tries <= OUTBOX_TRIES_MAX; tries++) {
        assert_false(outbox_read_outcome(&test.service, id, &is_done, &is_dead, &outcome));
        assert_int_equal(outbox_take(&test.service, 1, LEASE_MS, &items), 1);
        assert_int_equal(items[0].tries, tries - 1);
        outbox_apply(&test.service, &items[0], &lost);
        int64_t due_ms = outbox_next_due_ms(&test.service);
        pause_ms = due_ms - test.service.now_ms;
        if (tries == 1) assert_in_range(pause_ms, 500, 1000);
        if (due_ms != INT64_MAX) test.service.now_ms = due_ms;
    }
    assert_true(outbox_read_outcome(&test.service, id, &is_done, &is_dead, &outcome));
    assert_true(is_dead && !is_done);
    assert_int_equal(store_outbox_count(test.service.db, STORE_OUTBOX_DEAD), 1);
    test_service_commit(&test);
    test_service_close(&test);
}

static void an_audit_log_is_one_chain(test_database *database) {
    test_service test;
    store_audit_entry *entries;
    uint8_t previous[STORE_AUDIT_HASH_BYTES] = {0};
    test_service_open(&test, database);
    test_service_begin(&test, true);
    for (int i = 0; i < 5; i++) {
        test.service.now_ms++;
        service_audit(&test.service, 9, "thing.done", CHATLET_STR("bot_0000000000001"),
                      i % 2 == 0 ? CHATLET_STR("{\"n\":1}") : CHATLET_STR(""));
    }
    service_audit(&test.service, 10, "thing.done", CHATLET_STR(""), CHATLET_STR(""));
    size_t count = store_audit_list(test.service.db, 9, 0, 10, &test.memory, &entries);
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++) {
        uint8_t hash[STORE_AUDIT_HASH_BYTES];
        assert_int_equal(entries[i].sequence, i + 1);
        service_audit_hash(&entries[i], previous, hash);
        assert_memory_equal(hash, entries[i].hash, sizeof hash);
        memcpy(previous, hash, sizeof hash);
        entries[i].at_ms++;
        service_audit_hash(&entries[i], previous, hash);
        assert_memory_not_equal(hash, entries[i].hash, sizeof hash);
    }
    test_service_commit(&test);
    test_service_close(&test);
}

static void each_on_both(void **state) {
    (void)state;
    test_on_databases(rows_of_one_organization_go_one_after_another);
    test_on_databases(a_lease_that_ran_out_is_taken_again);
    test_on_databases(what_never_arrives_is_dead_after_the_last_try);
    test_on_databases(an_audit_log_is_one_chain);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_on_both)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
