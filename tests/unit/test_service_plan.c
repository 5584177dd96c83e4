/* Tables of plans: those that ship, and what is refused in one, with its place. */
#include "service/plan.h"
#include "test_allocator.h"
#include "test_assert.h"

#include <stdio.h>
#include <string.h>

enum { MEMORY_BYTES_MAX = 4 * 1024 * 1024 };

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static void read_shipped(region *memory, const char *name, plan_table *table) {
    chatlet_str source;
    chatlet_error error = {.line = 0};
    assert_true(plan_table_find_shipped(view(name), &source));
    if (!plan_table_read(memory, source, table, &error)) {
        fail_msg("%s:%u:%u: %s", name, error.line, error.column, error.message);
    }
}

static void the_default_table_is_the_products(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int64_t price_minor;
        int64_t conversations;
        int64_t bots;
    } rows[] = {{"free", 0, 1000, 1},
                {"starter", 4900, 10000, 5},
                {"professional", 19900, 50000, PLAN_UNLIMITED},
                {"enterprise", 99900, PLAN_UNLIMITED, PLAN_UNLIMITED}};
    region memory;
    plan_table table;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    read_shipped(&memory, "default", &table);
    assert_int_equal(table.count, 4);
    for (size_t i = 0; i < 4; i++) {
        const plan *plan = plan_find(&table, view(rows[i].name));
        assert_ptr_equal(plan, &table.plans[i]);
        assert_int_equal(plan_find_price(&plan->prices, view("usd"), PLAN_MONTH)->price_minor,
                         rows[i].price_minor);
        assert_true(plan_quota(plan, PLAN_QUOTA_CONVERSATIONS) == rows[i].conversations);
        assert_true(plan_quota(plan, PLAN_QUOTA_BOTS) == rows[i].bots);
        assert_int_equal(plan->trial_days, i == 0 ? 0 : 14);
        assert_true(plan->messages_per_visitor_day == PLAN_UNLIMITED);
        assert_int_equal(plan_has(plan, view("analytics")), i > 0);
        assert_int_equal(plan_has(plan, view("white_label")), i == 3);
    }
    assert_null(plan_find(&table, view("none")));
    assert_ptr_equal(plan_of(&table, view("none")), &table.plans[0]);
    region_free(&memory);
}

static void the_other_tables_are_by_visitor_and_by_seat(void **state) {
    (void)state;
    static const int64_t caps[] = {10, 100, 500, PLAN_UNLIMITED};
    static const int64_t prices[] = {0, 1900, 4900, 9900};
    region memory;
    plan_table table;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    read_shipped(&memory, "visitor-caps", &table);
    assert_int_equal(table.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(table.plans[i].messages_per_visitor_day == caps[i]);
        assert_int_equal(table.plans[i].prices.prices[0].price_minor, prices[i]);
    }
    read_shipped(&memory, "self-hosted", &table);
    assert_int_equal(table.count, 1);
    for (int i = 0; i < PLAN_QUOTAS; i++) {
        assert_true(plan_quota(&table.plans[0], (plan_quota_kind)i) == PLAN_UNLIMITED);
    }
    assert_true(plan_has(&table.plans[0], view("white_label")));
    read_shipped(&memory, "seats", &table);
    const plan *team = plan_find(&table, view("team"));
    assert_int_equal(team->prices.prices[0].price_minor, 9900);
    assert_true(plan_allows_seat(team, 49));
    assert_false(plan_allows_seat(team, 50));
    const plan *company = plan_find(&table, view("company"));
    assert_int_equal(company->prices.prices[0].price_minor, 29900);
    assert_true(plan_allows_seat(company, 499) && !plan_allows_seat(company, 500));
    assert_int_equal(plan_find(&table, view("custom"))->prices.count, 0);
    region_free(&memory);
}

static void a_quota_of_bots_holds_at_it(void **state) {
    (void)state;
    plan five = {.quotas = {[PLAN_QUOTA_BOTS] = 5}};
    assert_true(plan_allows_bot(&five, 4));
    assert_false(plan_allows_bot(&five, 5));
    five.quotas[PLAN_QUOTA_BOTS] = PLAN_UNLIMITED;
    assert_true(plan_allows_bot(&five, INT64_MAX - 1));
}

#define HEAD                                                                                       \
    "{\"plans\":[{\"name\":\"a\",\"title\":\"A\",\"trial_days\":0,\"entitlements\":[],"            \
    "\"messages_per_visitor_day\":null,\"seats\":null,"
#define QUOTAS                                                                                     \
    "\"quotas\":{\"conversations\":1,\"bots\":1,\"seats\":1,\"stored_days\":1,"                    \
    "\"storage_bytes\":1},"
#define FREE "\"prices\":[{\"currency\":\"usd\",\"interval\":\"month\",\"price_minor\":0}],"
#define NOTICE "\"past_quota\":{\"rule\":\"notice\",\"grace_percent\":0,\"grace_days\":0}"

static void what_is_wrong_is_told_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *source;
        const char *message; /* NULL: it is good */
    } rows[] = {
        {HEAD QUOTAS FREE NOTICE "}]}", NULL},
        {"[]", "1:1: \"plans\" must be a member of an object"},
        {"{}", "1:1: \"plans\" is missing in this object"},
        {"{\"plans\":[]}", "1:10: \"plans\" must hold 1 to 16 plans"},
        {"{\"plans\":{}}", "1:10: \"plans\" must be a list"},
        {"{\"plans\":[1]}", "1:11: \"plans\" must hold objects"},
        {"{\"plan\":[]}", "1:2: \"plan\" is no member of this"},
        {"{\"plans\":[],\"plans\":[]}", "1:2: \"plans\" stands here twice"},
        {HEAD QUOTAS FREE
         "\"past_quota\":{\"rule\":\"stop\",\"grace_percent\":0,\"grace_days\":0}}]}",
         "1:281: \"rule\" must be \"notice\", \"overage\" or \"limit\""},
        {HEAD QUOTAS FREE
         "\"past_quota\":{\"rule\":\"limit\",\"grace_percent\":101,\"grace_days\":0}}]}",
         "1:305: \"grace_percent\" must be a whole number from 0 to 100"},
        {HEAD QUOTAS FREE "\"past_quota\":{\"rule\":\"limit\",\"grace_percent\":0,\"grace_days\":0,"
                          "\"per_1000\":[]}}]}",
         "1:333: \"per_1000\" belongs to the rule \"overage\" only"},
        {HEAD QUOTAS FREE
         "\"past_quota\":{\"rule\":\"overage\",\"grace_percent\":0,\"grace_days\":0,"
         "\"per_1000\":[],\"overage_maximum\":1}}]}",
         "1:335: \"per_1000\" must have a price"},
        {HEAD QUOTAS "\"prices\":[]," NOTICE "}]}",
         "1:11: \"a\" stands first and must cost nothing: organizations begin with it"},
        {HEAD QUOTAS
         "\"prices\":[{\"currency\":\"USD\",\"interval\":\"month\",\"price_minor\":0}]," NOTICE
         "}]}",
         "1:217: \"currency\" must be a currency of ISO 4217 in lower case, as \"usd\""},
        {HEAD QUOTAS
         "\"prices\":[{\"currency\":\"usd\",\"interval\":\"week\",\"price_minor\":0}]," NOTICE
         "}]}",
         "1:234: \"interval\" must be \"month\" or \"year\""},
        {HEAD QUOTAS
         "\"prices\":[{\"currency\":\"usd\",\"interval\":\"month\",\"price_minor\":0.5}]," NOTICE
         "}]}",
         "1:256: \"price_minor\" must be a whole number from 0 to 10^12"},
        {HEAD FREE NOTICE "}]}", "1:11: \"quotas\" is missing in this object"},
        {HEAD "\"quotas\":{\"conversations\":-1,\"bots\":1,\"seats\":1,\"stored_days\":1,"
              "\"storage_bytes\":1}," FREE NOTICE "}]}",
         "1:139: \"conversations\" must be a whole number from 0 to 10^12"},
        {"{\"plans\":[{\"name\":\"A b\"}]}",
         "1:19: \"name\" must be of a to z, 0 to 9, '-' and '_', at most 64"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        region memory;
        plan_table table;
        chatlet_error error = {.line = 0};
        char text[CHATLET_ERROR_MESSAGE_BYTES + 32];
        region_init(&memory, test_plain_allocator(), MEMORY_BYTES_MAX);
        bool good = plan_table_read(&memory, view(rows[i].source), &table, &error);
        (void)snprintf(text, sizeof text, "%u:%u: %s", error.line, error.column, error.message);
        if (rows[i].message == NULL) {
            if (!good) fail_msg("%s: %s", rows[i].source, text);
        } else {
            assert_false(good);
            assert_string_equal(text, rows[i].message);
        }
        region_free(&memory);
    }
}

/* PLANS_MAX plans are taken, one more is not. */
static void the_number_of_plans_ends(void **state) {
    (void)state;
    static char source[PLANS_MAX * 512 + 1024];
    for (int count = PLANS_MAX; count <= PLANS_MAX + 1; count++) {
        size_t at = (size_t)snprintf(source, sizeof source, "{\"plans\":[");
        for (int i = 0; i < count; i++) {
            at += (size_t)snprintf(source + at, sizeof source - at,
                                   "%s{\"name\":\"p%d\",\"title\":\"P\",\"trial_days\":0,"
                                   "\"entitlements\":[],\"messages_per_visitor_day\":null,"
                                   "\"seats\":null," QUOTAS FREE NOTICE "}",
                                   i > 0 ? "," : "", i);
        }
        (void)snprintf(source + at, sizeof source - at, "]}");
        region memory;
        plan_table table;
        chatlet_error error;
        region_init(&memory, test_plain_allocator(), MEMORY_BYTES_MAX);
        assert_int_equal(plan_table_read(&memory, view(source), &table, &error),
                         count == PLANS_MAX);
        region_free(&memory);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_table_is_the_products),
        cmocka_unit_test(the_other_tables_are_by_visitor_and_by_seat),
        cmocka_unit_test(a_quota_of_bots_holds_at_it),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(the_number_of_plans_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
