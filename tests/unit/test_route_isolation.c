/* Every route of the table, tried by everyone it is not for: strangers, members of another
 * organization, each role, keys. Made from the table, so a new route can't escape it. */
#include "test_assert.h"
#include "test_route.h"

#include "service/plan.h"

enum { PATH_BYTES_MAX = 512, ORGANIZATION_A = 1001, ORGANIZATION_B = 1002, ACCOUNT_A = 100 };

/* Roles in A are accounts ACCOUNT_A + role; B's owner is this one. */
enum { ACCOUNT_B = 200 };

static const char *const method_names[] = {
    [HTTP_METHOD_GET] = "GET",         [HTTP_METHOD_HEAD] = "HEAD",
    [HTTP_METHOD_POST] = "POST",       [HTTP_METHOD_PUT] = "PUT",
    [HTTP_METHOD_PATCH] = "PATCH",     [HTTP_METHOD_DELETE] = "DELETE",
    [HTTP_METHOD_OPTIONS] = "OPTIONS", [HTTP_METHOD_OTHER] = ""};

/* Stands for any id: of a kind the route does not ask for it is no id, which is as good. */
static const char *value_of(const char *name, size_t size_bytes) {
    static const struct {
        const char *name;
        const char *value;
    } values[] = {
        {"bot", "bot_0000000000001"},
        {"version", "ver_0000000000001"},
        {"account", "acc_0000000000001"},
        {"invitation", "inv_0000000000001"},
        {"key", "key_0000000000001"},
        {"session", "ses_0000000000001"},
        {"visitor", "vis_0000000000001"},
        {"lead", "led_0000000000001"},
        {"alert", "alr_0000000000001"},
        {"receipt", "rcp_0000000000001"},
        {"conversation", "0190aaaa-0000-7000-8000-000000000001"},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strlen(values[i].name) == size_bytes && memcmp(values[i].name, name, size_bytes) == 0) {
            return values[i].value;
        }
    }
    return "1";
}

static void fill_path(const route *route, int64_t organization_id, char path[PATH_BYTES_MAX]) {
    size_t at = 0;
    const char *pattern = route->path;
    while (*pattern != 0) {
        char id[ROW_ID_TEXT_BYTES + 1] = {0};
        const char *value = id;
        size_t taken = 1;
        if (*pattern == '{') {
            const char *end = strchr(pattern, '}');
            assert_non_null(end);
            taken = (size_t)(end - pattern) + 1;
            (void)row_id_text(ROW_ORGANIZATION, organization_id, id);
            bool is_organization = strncmp(pattern, "{organization}", taken) == 0;
            if (!is_organization) value = value_of(pattern + 1, taken - 2);
        } else {
            id[0] = *pattern;
        }
        size_t size_bytes = strlen(value);
        assert_true(at + size_bytes < PATH_BYTES_MAX);
        memcpy(path + at, value, size_bytes);
        at += size_bytes;
        pattern += taken;
    }
    path[at] = 0;
}

static void add_account(db *db, int64_t account_id, int64_t organization_id, role role) {
    char email[32];
    int length = snprintf(email, sizeof email, "a%lld@example.com", (long long)account_id);
    assert_true(length > 0);
    (void)DB_RUN(db,
                 "INSERT INTO accounts (account_id, email, name, created_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                 db_integer(account_id), db_text(test_str(email)), db_text(test_str("A")),
                 db_integer(1));
    (void)DB_RUN(db,
                 "INSERT INTO members (organization_id, account_id, role, joined_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                 db_integer(organization_id), db_integer(account_id), db_text(role_name(role)),
                 db_integer(1));
}

/* Adds what is missing: some requests take themselves out of the organization, or it away. */
static void add_world(test_service *test) {
    static const int64_t organizations[] = {ORGANIZATION_A, ORGANIZATION_B};
    test_service_begin(test, true);
    for (size_t i = 0; i < 2; i++) {
        (void)DB_RUN(test->service.db,
                     "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                     "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                     db_integer(organizations[i]), db_text(test_str("Org")),
                     db_text(test_str("free")), db_integer(1));
    }
    for (int i = 0; i < ROLES; i++) {
        add_account(test->service.db, ACCOUNT_A + i, ORGANIZATION_A, (role)i);
    }
    add_account(test->service.db, ACCOUNT_B, ORGANIZATION_B, ROLE_OWNER);
    test_service_commit(test);
}

/* The answer's status to `caller`; the request has no body that could be right. */
static uint16_t ask(test_service *test, const route *route, const service_caller *caller,
                    int64_t organization_id) {
    char path[PATH_BYTES_MAX];
    test_answer answer;
    fill_path(route, organization_id, path);
    const char *body = route->body_bytes_max > 0 ? "{\"no such field\":1}" : NULL;
    test_route_ask(test, caller, method_names[route->method], path, "X-Chatlet-Request: 1", body,
                   &answer);
    uint16_t status = answer.status;
    test_answer_free(&answer);
    return status;
}

static service_caller account(int64_t account_id) {
    return (service_caller){.kind = CALLER_ACCOUNT, .account_id = account_id, .session_id = 1};
}

static service_caller key(int64_t organization_id, permission_set permissions) {
    return (service_caller){.kind = CALLER_KEY,
                            .api_key_id = 1,
                            .organization_id = organization_id,
                            .permissions = permissions};
}

static void check(const route *route, const char *who, uint16_t status, bool is_refused) {
    bool was_refused = status == 401 || status == 403 || status == 404;
    if (is_refused && !was_refused) fail_msg("%s answered %u to %s", route->id, status, who);
}

/* Nobody gets in, nor a member or key of another organization, whatever they may do there. */
static void check_strangers(test_service *test, const route *route) {
    service_caller nobody = {.kind = CALLER_NOBODY};
    service_caller visitor = {.kind = CALLER_VISITOR, .organization_id = ORGANIZATION_B};
    service_caller member = account(ACCOUNT_B);
    service_caller foreign_key = key(ORGANIZATION_B, UINT64_MAX);
    uint16_t status = ask(test, route, &nobody, ORGANIZATION_A);
    if (status != 401) fail_msg("%s answered %u to nobody", route->id, status);
    check(route, "a visitor", ask(test, route, &visitor, ORGANIZATION_A), true);
    check(route, "a foreign member", ask(test, route, &member, ORGANIZATION_A), true);
    check(route, "a foreign key", ask(test, route, &foreign_key, ORGANIZATION_A), true);
    status = ask(test, route, &member, 4711);
    if (status != 404) fail_msg("%s: an organization that is not there: %u", route->id, status);
}

/* 403 for exactly those roles and keys that lack the permission. */
static void check_roles(test_service *test, const route *route) {
    for (int i = 0; i < ROLES; i++) {
        service_caller member = account(ACCOUNT_A + i);
        add_world(test);
        uint16_t status = ask(test, route, &member, ORGANIZATION_A);
        bool may = permission_set_has(permission_set_of_role((role)i), route->permission);
        if (may && (status == 401 || status == 403)) {
            fail_msg("%s: %u for role %d, which may", route->id, status, i);
        }
        if (!may && status != 403) {
            fail_msg("%s: %u for role %d, which may not", route->id, status, i);
        }
    }
    add_world(test);
    service_caller lacking = key(ORGANIZATION_A, ~(UINT64_C(1) << route->permission));
    uint16_t status = ask(test, route, &lacking, ORGANIZATION_A);
    if (status != 403) fail_msg("%s: %u for a key without the scope", route->id, status);
}

/* So that routes with passwords are offered; none of these requests comes to one. */
static chatlet_str hash(void *context, region *memory, const service_chance *chance,
                        chatlet_str password) {
    (void)context;
    (void)chance;
    return region_copy(memory, password);
}

static bool verify(void *context, chatlet_str phc, chatlet_str password, bool *outdated) {
    (void)context;
    (void)phc;
    (void)password;
    *outdated = false;
    return false;
}

static const service_passwords passwords = {.hash = hash, .verify = verify};

static void every_route_is_for_those_it_names(test_database *database) {
    test_service test;
    size_t organization_routes = 0;
    test_service_open(&test, database);
    test.service.passwords = &passwords;
    chatlet_str source;
    plan_table plans;
    chatlet_error error;
    assert_true(plan_table_find_shipped(CHATLET_STR("default"), &source));
    assert_true(plan_table_read(&test.memory, source, &plans, &error));
    test.settings.plans = &plans;
    for (size_t i = 0; i < route_table_count; i++) {
        const route *route = &route_table[i];
        add_world(&test);
        service_caller nobody = {.kind = CALLER_NOBODY};
        switch (route->access) {
        case ROUTE_PUBLIC:
        case ROUTE_WEBHOOK: break;
        case ROUTE_ACCOUNT:
        case ROUTE_KEY:
        case ROUTE_VISITOR: {
            uint16_t status = ask(&test, route, &nobody, ORGANIZATION_A);
            if (status != 401) fail_msg("%s answered %u to nobody", route->id, status);
            break;
        }
        case ROUTE_ORGANIZATION:
            organization_routes++;
            check_strangers(&test, route);
            check_roles(&test, route);
            break;
        }
    }
    assert_true(organization_routes > 20);
    test_service_close(&test);
}

/* An organization's name in a path is what makes a route one of organizations. */
static void every_path_with_an_organization_asks_for_a_permission(void **state) {
    (void)state;
    for (size_t i = 0; i < route_table_count; i++) {
        const route *route = &route_table[i];
        bool names_one = strstr(route->path, "{organization}") != NULL;
        if (names_one != (route->access == ROUTE_ORGANIZATION)) {
            fail_msg("%s: path and access differ", route->id);
        }
    }
}

static void no_two_routes_share_a_name_or_a_place(void **state) {
    (void)state;
    for (size_t i = 0; i < route_table_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const route *a = &route_table[i];
            const route *b = &route_table[j];
            if (strcmp(a->id, b->id) == 0) fail_msg("two routes are called %s", a->id);
            if (a->method == b->method && strcmp(a->path, b->path) == 0) {
                fail_msg("%s and %s are at one place", a->id, b->id);
            }
        }
    }
}

static void on_both(void **state) {
    (void)state;
    test_on_databases(every_route_is_for_those_it_names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_path_with_an_organization_asks_for_a_permission),
        cmocka_unit_test(no_two_routes_share_a_name_or_a_place),
        cmocka_unit_test(on_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
