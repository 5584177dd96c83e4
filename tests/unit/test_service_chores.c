/* What is done now and then, as far as no other test looks at it: the outbox's old rows. */
#include "service/outbox.h"
#include "service/service_chores.h"
#include "store/store_outbox.h"
#include "test_assert.h"
#include "test_service.h"

static const int64_t day_ms = INT64_C(86400000);

static void rows_that_were_sent_go_and_dead_ones_stay(test_database *database) {
    test_service test;
    test_service_open(&test, database);
    test_service_begin(&test, true);
    int64_t sent = service_leave(&test.service, "mail", 0, CHATLET_STR("{}"), 0);
    int64_t dead = service_leave(&test.service, "mail", 0, CHATLET_STR("{}"), 0);
    int64_t waiting = service_leave(&test.service, "mail", 0, CHATLET_STR("{}"), 0);
    outbox_skip(&test.service, &(outbox_item){.id = sent, .kind = CHATLET_STR("mail")});
    outbox_bury(&test.service, &(outbox_item){.id = dead, .kind = CHATLET_STR("mail")},
                CHATLET_STR("refused"));
    store_outbox_row row;
    test.service.now_ms += CHORES_OUTBOX_DONE_DAYS * day_ms;
    assert_false(service_chores(&test.service));
    assert_true(store_outbox_find(test.service.db, sent, &test.memory, &row));
    test.service.now_ms += 1;
    assert_false(service_chores(&test.service));
    assert_false(store_outbox_find(test.service.db, sent, &test.memory, &row));
    assert_true(store_outbox_find(test.service.db, dead, &test.memory, &row));
    test_text_equal("why", row.failure, test_str("refused"));
    assert_true(store_outbox_find(test.service.db, waiting, &test.memory, &row));
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_round_is_bounded_and_says_when_there_is_more(test_database *database) {
    test_service test;
    test_service_open(&test, database);
    test_service_begin(&test, true);
    for (int i = 0; i < CHORES_ROWS_MAX + 1; i++) {
        int64_t id = service_leave(&test.service, "mail", 0, CHATLET_STR("{}"), 0);
        outbox_skip(&test.service, &(outbox_item){.id = id, .kind = CHATLET_STR("mail")});
    }
    test.service.now_ms += CHORES_OUTBOX_DONE_DAYS * day_ms + 1;
    assert_true(service_chores(&test.service));
    assert_int_equal(store_outbox_count(test.service.db, STORE_OUTBOX_DONE), 1);
    assert_false(service_chores(&test.service));
    assert_int_equal(store_outbox_count(test.service.db, STORE_OUTBOX_DONE), 0);
    test_service_commit(&test);
    test_service_close(&test);
}

static void on_both(void **state) {
    (void)state;
    test_on_databases(rows_that_were_sent_go_and_dead_ones_stay);
    test_on_databases(a_round_is_bounded_and_says_when_there_is_more);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_both)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
