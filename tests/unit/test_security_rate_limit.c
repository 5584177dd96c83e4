#include "test_allocator.h"
#include "test_assert.h"

#include "security/rate_limit.h"

#include <stdio.h>

static const uint8_t seed[RATE_SEED_BYTES] = {1, 2, 3};

enum { START_MS = 1000000 };

typedef struct fixture {
    rate_table *table;
    rate_limit limit;
} fixture;

static fixture make(uint32_t quota, uint32_t window_s, size_t keys_max) {
    rate_policy policy = {.quota = quota, .window_s = window_s};
    rate_table *table = rate_table_new(test_plain_allocator(), policy, keys_max, seed);
    assert_non_null(table);
    return (fixture){.table = table, .limit = rate_table_limit(table)};
}

static rate_answer take(const fixture *from, const char *key, uint32_t cost, int64_t now_ms) {
    return from->limit.take(from->limit.context, test_str(key), cost, now_ms);
}

static void check(const char *name, rate_answer actual, rate_answer expected) {
    if (actual.allowed == expected.allowed && actual.remaining == expected.remaining &&
        actual.reset_s == expected.reset_s && actual.retry_after_s == expected.retry_after_s) {
        return;
    }
    fail_msg("%s: got %d, %u left, full in %u, again in %u", name, actual.allowed, actual.remaining,
             actual.reset_s, actual.retry_after_s);
}

/* A quota of 10 in 60 s: a token each 6 s. */
static void a_bucket_gives_its_tokens_and_fills_up_again(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int64_t after_ms;
        uint32_t cost;
        rate_answer answer;
    } rows[] = {
        {"only looking", 0, 0, {true, 10, 0, 0}},
        {"one", 0, 1, {true, 9, 6, 0}},
        {"four more", 0, 4, {true, 5, 30, 0}},
        {"more than are left", 0, 6, {false, 5, 30, 6}},
        {"the rest", 0, 5, {true, 0, 60, 0}},
        {"none is left", 0, 1, {false, 0, 60, 6}},
        {"only looking at none", 0, 0, {true, 0, 60, 0}},
        {"just too early", 5999, 1, {false, 0, 55, 1}},
        {"a token came", 6000, 1, {true, 0, 60, 0}},
        {"six seconds later three more", 24000, 0, {true, 3, 42, 0}},
        {"never more than the quota", 1000000, 0, {true, 10, 0, 0}},
        {"all at once", 1000000, 10, {true, 0, 60, 0}},
        {"more than the quota", 2000000, 11, {false, 10, 0, 6}},
    };
    fixture own = make(10, 60, 100);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rate_answer answer = take(&own, "a", rows[i].cost, START_MS + rows[i].after_ms);
        check(rows[i].name, answer, rows[i].answer);
    }
    rate_table_free(own.table);
}

static void keys_do_not_share(void **state) {
    (void)state;
    fixture own = make(1, 10, 1000);
    for (unsigned i = 0; i < 500; i++) {
        char key[16];
        (void)snprintf(key, sizeof key, "key-%u", i);
        assert_true(take(&own, key, 1, START_MS).allowed);
    }
    assert_false(take(&own, "key-0", 1, START_MS).allowed);
    assert_false(take(&own, "key-499", 1, START_MS).allowed);
    assert_true(take(&own, "", 1, START_MS).allowed);
    assert_false(take(&own, "", 1, START_MS).allowed);
    assert_true(own.limit.take(own.limit.context, CHATLET_STR("key-0\0"), 1, START_MS).allowed);
    rate_table_free(own.table);
}

/* Over a long time no more than the quota of each window and one bucket are given. */
static void the_rate_holds_over_a_long_time(void **state) {
    (void)state;
    static const rate_policy policies[] = {{7, 3},     {1000, 60}, {1, 3600}, {RATE_QUOTA_MAX, 1},
                                           {3, 86400}, {999, 7}};
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        fixture own = make(policies[i].quota, policies[i].window_s, 10);
        uint64_t given = 0;
        enum { STEPS = 200000, WINDOWS = 20 };
        int64_t span_ms = (int64_t)policies[i].window_s * 1000 * WINDOWS;
        for (int64_t step = 0; step < STEPS; step++) {
            uint32_t cost = policies[i].quota / 500 + 1;
            if (take(&own, "a", cost, START_MS + span_ms * step / STEPS).allowed) given += cost;
        }
        uint64_t most = (uint64_t)policies[i].quota * (WINDOWS + 1);
        if (given > most || given < most * 9 / 10) {
            fail_msg("%u in %u s: %llu given", policies[i].quota, policies[i].window_s,
                     (unsigned long long)given);
        }
        rate_table_free(own.table);
    }
}

static void a_flood_of_keys_frees_no_limited_one_and_takes_no_memory(void **state) {
    (void)state;
    enum { LIMITED = 20, KEYS_MAX = 1024, FLOOD = 100000 };
    test_allocator memory;
    test_allocator_init(&memory);
    rate_table *table = rate_table_new(&memory.allocator, (rate_policy){5, 3600}, KEYS_MAX, seed);
    fixture own = {.table = table, .limit = rate_table_limit(table)};
    char key[32];
    for (unsigned i = 0; i < LIMITED; i++) {
        (void)snprintf(key, sizeof key, "limited-%u", i);
        assert_true(take(&own, key, 5, START_MS).allowed);
    }
    unsigned allowed_count = 0;
    for (unsigned i = 0; i < FLOOD; i++) {
        (void)snprintf(key, sizeof key, "flood-%u", i);
        if (take(&own, key, 1, START_MS + i / 100).allowed) allowed_count++;
    }
    for (unsigned i = 0; i < LIMITED; i++) {
        (void)snprintf(key, sizeof key, "limited-%u", i);
        if (take(&own, key, 1, START_MS + 1000).allowed) fail_msg("%s is free", key);
    }
    /* Each asks once, as it may; those for whom there is no place share. */
    assert_true(allowed_count > KEYS_MAX);
    assert_int_equal(memory.allocation_count, 1);
    rate_table_free(table);
    assert_int_equal(memory.live_count, 0);
}

/* Where every place is at its limit, newcomers share one bucket: neither free nor shut out. */
static void newcomers_without_a_place_share_a_bucket(void **state) {
    (void)state;
    enum { NEWCOMERS = 1000 };
    fixture own = make(4, 3600, 8);
    char key[32];
    unsigned placed = 0;
    for (unsigned i = 0; placed < 8; i++) {
        (void)snprintf(key, sizeof key, "limited-%u", i);
        if (take(&own, key, 4, START_MS).allowed) placed++;
    }
    unsigned allowed_count = 0;
    for (unsigned i = 0; i < NEWCOMERS; i++) {
        (void)snprintf(key, sizeof key, "new-%u", i);
        if (take(&own, key, 1, START_MS).allowed) allowed_count++;
    }
    assert_int_equal(allowed_count, 4);
    /* Once the first are full again, newcomers have places of their own. */
    assert_true(take(&own, "new-1", 4, START_MS + 3600 * 1000).allowed);
    assert_true(take(&own, "new-2", 4, START_MS + 3600 * 1000).allowed);
    rate_table_free(own.table);
}

static void a_clock_that_is_set_back_locks_nobody_out(void **state) {
    (void)state;
    fixture own = make(10, 60, 8);
    assert_true(take(&own, "a", 10, START_MS + 86400 * 1000).allowed);
    check("a day back", take(&own, "a", 1, START_MS), (rate_answer){false, 0, 60, 6});
    check("and on", take(&own, "a", 1, START_MS + 6000), (rate_answer){true, 0, 60, 0});
    rate_table_free(own.table);
}

static void policies_and_sizes_have_limits(void **state) {
    (void)state;
    static const struct {
        const char *name;
        rate_policy policy;
        size_t keys_max;
        bool good;
    } rows[] = {
        {"smallest", {1, 1}, 1, true},
        {"largest policy", {RATE_QUOTA_MAX, RATE_WINDOW_S_MAX}, 1, true},
        {"most keys", {1, 1}, RATE_KEYS_MAX, true},
        {"no quota", {0, 1}, 1, false},
        {"no window", {1, 0}, 1, false},
        {"no keys", {1, 1}, 0, false},
        {"quota past its limit", {RATE_QUOTA_MAX + 1, 1}, 1, false},
        {"window past its limit", {1, RATE_WINDOW_S_MAX + 1}, 1, false},
        {"keys past their limit", {1, 1}, RATE_KEYS_MAX + 1, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rate_table *table =
            rate_table_new(test_plain_allocator(), rows[i].policy, rows[i].keys_max, seed);
        if ((table != NULL) != rows[i].good) fail_msg("%s", rows[i].name);
        rate_table_free(table);
    }
    test_allocator memory;
    test_allocator_init(&memory);
    memory.refuse_at = 1;
    assert_null(rate_table_new(&memory.allocator, (rate_policy){1, 1}, 1, seed));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_gives_its_tokens_and_fills_up_again),
        cmocka_unit_test(keys_do_not_share),
        cmocka_unit_test(the_rate_holds_over_a_long_time),
        cmocka_unit_test(a_flood_of_keys_frees_no_limited_one_and_takes_no_memory),
        cmocka_unit_test(newcomers_without_a_place_share_a_bucket),
        cmocka_unit_test(a_clock_that_is_set_back_locks_nobody_out),
        cmocka_unit_test(policies_and_sizes_have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
