/* Events are added once, however many go together. */
#include "store/store_usage.h"
#include "test_database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { EVENTS_MAX = 70, OURS = 1, THEIRS = 2 };

static store_usage_event make(int64_t organization_id, uint32_t number) {
    store_usage_event event = {.organization_id = organization_id,
                               .meter = CHATLET_STR("calls"),
                               .quantity = 1 + number % 3,
                               .occurred_at_ms = number,
                               .received_at_ms = number,
                               .period_start_ms = 5};
    memcpy(event.id, &number, sizeof number);
    if (number % 5 == 4) {
        event.quantity = -1;
        event.corrects[0] = 7;
    }
    return event;
}

static int64_t count_of(db *db, int64_t organization_id) {
    return DB_READ(db, "SELECT COUNT(*) FROM usage_events WHERE organization_id = ?1", -1,
                   db_integer(organization_id));
}

/* `count` events of which the first of each pair of neighbors is new, then all once more. */
static void add(test_database *database, uint32_t count) {
    store_usage_event events[EVENTS_MAX];
    bool is_new[EVENTS_MAX];
    db *db = database->db;
    db_begin(db, true);
    test_database_add_organization(db, OURS);
    test_database_add_organization(db, THEIRS);
    for (uint32_t i = 0; i < count; i++)
        events[i] = make(OURS, i / 2);
    memset(is_new, 0xff, sizeof is_new);
    store_usage_add(db, events, count, is_new);
    for (uint32_t i = 0; i < count; i++) {
        if (is_new[i] != (i % 2 == 0)) {
            fail_msg("%s: %u of %u: %d", database->name, i, count, is_new[i]);
        }
    }
    assert_int_equal(count_of(db, OURS), (count + 1) / 2);
    store_usage_add(db, events, count, is_new);
    for (uint32_t i = 0; i < count; i++)
        assert_false(is_new[i]);
    /* The same names of another organization are others. */
    for (uint32_t i = 0; i < count; i++)
        events[i].organization_id = i % 2 == 0 ? THEIRS : OURS;
    store_usage_add(db, events, count, is_new);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(is_new[i], i % 2 == 0);
    assert_int_equal(count_of(db, THEIRS), (count + 1) / 2);
    if (db_state(db) != DB_GOOD) fail_msg("%s: %s", database->name, db_failure_text(db).data);
    db_rollback(db);
}

static void add_some(test_database *database) {
    static const uint32_t counts[] = {0, 1, 2, 15, 16, 17, 31, 32, 33, 64, EVENTS_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        add(database, counts[i]);
}

static void events_are_added_once_however_many_go_together(void **state) {
    (void)state;
    test_on_databases(add_some);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_added_once_however_many_go_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
