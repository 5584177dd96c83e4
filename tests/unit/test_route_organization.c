/* Organizations, members, invitations, keys and the audit log as their routes show them. */
#include "test_account.h"
#include "test_assert.h"

#include "service/plan.h"
#include "service/service_api_key.h"
#include "service/service_audit_log.h"
#include "service/service_member.h"
#include "service/service_organization.h"
#include "service/service_secret.h"
#include "service/service_throttle.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)

static test_people people;
static char path[256];

/* "/v1/orgs/<organization><rest>" */
static const char *at(const char *organization, const char *rest) {
    (void)snprintf(path, sizeof path, "/v1/orgs/%s%s", organization, rest);
    return path;
}

static void move_clock(int64_t by_ms) { people.test.service.now_ms += by_ms; }

typedef struct team {
    test_browser owner;
    test_browser administrator;
    test_browser agent;
    test_browser stranger;
    char organization[ROW_ID_TEXT_BYTES + 1];
    char elsewhere[ROW_ID_TEXT_BYTES + 1];
} team;

static void open_team(team *team, test_database *database) {
    memset(team, 0, sizeof *team);
    test_people_open(&people, database);
    test_people_join(&people, &team->owner, "owner@example.com", team->organization);
    test_people_join(&people, &team->stranger, "stranger@example.com", team->elsewhere);
    test_people_invite(&people, &team->owner, team->organization, "admin@example.com",
                       "administrator", &team->administrator);
    move_clock(1);
    test_people_invite(&people, &team->owner, team->organization, "agent@example.com", "agent",
                       &team->agent);
}

/* The account of `browser`, as text that lives until the world ends. */
static const char *account_of(test_browser *browser) {
    test_people_ask(&people, browser, 200, "GET", "/v1/account", NULL);
    return test_people_text(&people, "id");
}

static void check_organization(test_database *database) {
    team team;
    open_team(&team, database);
    test_people_ask(&people, &team.agent, 200, "GET", at(team.organization, ""), NULL);
    test_text_equal("name", test_str(test_people_text(&people, "name")), test_str("Theirs"));
    /* Strangers learn only that there is nothing, members what their role lacks. */
    test_people_ask(&people, &team.stranger, 404, "GET", at(team.organization, ""), NULL);
    test_people_ask(&people, &team.stranger, 404, "GET", at("org_0000000000001", ""), NULL);
    test_people_ask(&people, &team.stranger, 404, "GET", at("nonsense", ""), NULL);
    test_people_ask(&people, &team.agent, 403, "PATCH", at(team.organization, ""),
                    "{\"name\":\"Mine\"}");
    test_people_ask(&people, NULL, 401, "GET", at(team.organization, ""), NULL);
    test_people_close(&people);
}

static void an_organization_is_seen_by_its_members(void **state) {
    (void)state;
    test_on_databases(check_organization);
}

static void check_conditions(test_database *database) {
    static const struct {
        const char *name;
        const char *fields;
        uint16_t status;
    } rows[] = {
        {"no condition", "", 428},
        {"another version", "\nIf-Match: \"v2\"", 412},
        {"the version", "\nIf-Match: \"v1\"", 200},
        {"the version before", "\nIf-Match: \"v1\"", 412},
        {"the new version", "\nIf-Match: \"v2\"", 200},
    };
    team team;
    open_team(&team, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char fields[512];
        test_answer answer;
        (void)snprintf(fields, sizeof fields, "X-Chatlet-Request: 1\nCookie: %s%s",
                       team.owner.cookie, rows[i].fields);
        test_route_ask(&people.test, NULL, "PATCH", at(team.organization, ""), fields,
                       "{\"name\":\"Renamed\"}", &answer);
        if (answer.status != rows[i].status)
            fail_msg("%s: expected %u, got %u", rows[i].name, rows[i].status, answer.status);
        test_answer_free(&answer);
    }
    test_people_close(&people);
}

static void a_change_names_the_version_it_is_of(void **state) {
    (void)state;
    test_on_databases(check_conditions);
}

/* A bot with a version in a channel: rows that hold each other. */
static void add_bot(int64_t organization_id) {
    db *db = people.test.service.db;
    const db_value organization = db_integer(organization_id);
    const db_value hash = db_bytes(CHATLET_STR("0123456789abcdef0123456789abcdef"));
    db_begin(db, true);
    (void)DB_RUN(db,
                 "INSERT INTO bots (bot_id, organization_id, slug, name, stores_conversations, "
                 "retention_days, created_at_ms, updated_at_ms) "
                 "VALUES (1, ?1, 'bot', 'Bot', 1, 90, 1, 1)",
                 organization);
    (void)DB_RUN(db,
                 "INSERT INTO blobs (organization_id, sha256, size_bytes, created_at_ms, content) "
                 "VALUES (?1, ?2, 32, 1, ?2)",
                 organization, hash);
    (void)DB_RUN(db,
                 "INSERT INTO bot_versions (version_id, organization_id, bot_id, number, hash, "
                 "file_count, size_bytes, bundle_id, title, locale, locale_count, "
                 "document_count, passage_count, uploaded_by_kind, created_at_ms) "
                 "VALUES (2, ?1, 1, 1, ?2, 1, 32, 'b', 't', 'en', 1, 1, 1, 'system', 1)",
                 organization, hash);
    (void)DB_RUN(db,
                 "INSERT INTO version_files (version_id, name, organization_id, sha256, "
                 "size_bytes) VALUES (2, 'a', ?1, ?2, 32)",
                 organization, hash);
    (void)DB_RUN(db,
                 "INSERT INTO bot_channels (bot_id, channel, organization_id, version_id, "
                 "changed_at_ms) VALUES (1, 'live', ?1, 2, 1)",
                 organization);
    assert_true(db_commit(db));
}

static void check_removal(test_database *database) {
    team team;
    int64_t organization_id;
    open_team(&team, database);
    assert_true(row_id_read(ROW_ORGANIZATION, test_str(team.organization), &organization_id));
    add_bot(organization_id);
    test_people_ask(&people, &team.administrator, 403, "DELETE",
                    at(team.organization, "?confirm=Theirs"), NULL);
    test_people_ask(&people, &team.owner, 422, "DELETE", at(team.organization, ""), NULL);
    test_people_ask(&people, &team.owner, 422, "DELETE", at(team.organization, "?confirm=theirs"),
                    NULL);
    test_people_ask(&people, &team.owner, 204, "DELETE", at(team.organization, "?confirm=Theirs"),
                    NULL);
    test_people_ask(&people, &team.owner, 404, "GET", at(team.organization, ""), NULL);
    test_people_ask(&people, &team.owner, 200, "GET", "/v1/orgs", NULL);
    assert_int_equal(test_people_count(&people), 0);
    /* Its log outlives it. */
    db *db = people.test.service.db;
    db_begin(db, false);
    assert_int_equal(DB_READ(db, "SELECT COUNT(*) FROM bots WHERE organization_id = ?1", -1,
                             db_integer(organization_id)),
                     0);
    assert_int_equal(DB_READ(db,
                             "SELECT COUNT(*) FROM audit_entries WHERE organization_id = ?1 "
                             "AND action = 'organization.delete'",
                             0, db_integer(organization_id)),
                     1);
    db_rollback(db);
    test_people_close(&people);
}

static void an_organization_is_deleted_by_its_name(void **state) {
    (void)state;
    test_on_databases(check_removal);
}

static void check_organization_limit(test_database *database) {
    test_browser browser = {.cookie = ""};
    test_people_open(&people, database);
    test_people_join(&people, &browser, "ann@example.com", NULL);
    for (int i = 1; i < ORGANIZATIONS_PER_ACCOUNT_MAX; i++)
        test_people_ask(&people, &browser, 201, "POST", "/v1/orgs", "{\"name\":\"No. %d\"}", i);
    test_people_ask(&people, &browser, 409, "POST", "/v1/orgs", "{\"name\":\"One too many\"}");
    test_people_ask(&people, &browser, 200, "GET", "/v1/orgs?limit=20", NULL);
    assert_int_equal(test_people_count(&people), 20);
    test_people_ask(&people, &browser, 422, "GET", "/v1/orgs?limit=201", NULL);
    test_people_ask(&people, &browser, 422, "GET", "/v1/orgs?cursor=x", NULL);
    test_people_close(&people);
}

static void an_account_is_in_at_most_so_many_organizations(void **state) {
    (void)state;
    test_on_databases(check_organization_limit);
}

static void check_roles(test_database *database) {
    team team;
    char member[160];
    open_team(&team, database);
    const char *owner = account_of(&team.owner);
    const char *administrator = account_of(&team.administrator);
    const char *agent = account_of(&team.agent);
    const struct {
        const char *name;
        test_browser *who;
        const char *whom;
        const char *role;
        uint16_t status;
    } rows[] = {
        {"an agent may not at all", &team.agent, agent, "owner", 403},
        {"an administrator promotes to editor", &team.administrator, agent, "editor", 200},
        {"but to no owner", &team.administrator, agent, "owner", 403},
        {"nor themselves", &team.administrator, administrator, "owner", 403},
        {"nor to a role that may pay", &team.administrator, agent, "billing", 403},
        {"and takes no owner down", &team.administrator, owner, "agent", 403},
        {"the last owner stays", &team.owner, owner, "agent", 409},
        {"an owner makes an owner", &team.owner, agent, "owner", 200},
        {"and then is free to go", &team.owner, owner, "analyst", 200},
        {"no such role", &team.agent, owner, "king", 422},
        {"a stranger", &team.stranger, owner, "owner", 404},
        {"nobody of that name", &team.agent, "acc_0000000000001", "agent", 404},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)snprintf(member, sizeof member, "/members/%s", rows[i].whom);
        print_message("%s\n", rows[i].name);
        test_people_ask(&people, rows[i].who, rows[i].status, "PATCH",
                        at(team.organization, member), "{\"role\":\"%s\"}", rows[i].role);
    }
    test_people_close(&people);
}

static void nobody_hands_out_more_than_they_have(void **state) {
    (void)state;
    test_on_databases(check_roles);
}

static void check_leaving(test_database *database) {
    team team;
    char member[160];
    open_team(&team, database);
    (void)snprintf(member, sizeof member, "/members/%s", account_of(&team.owner));
    test_people_ask(&people, &team.owner, 409, "POST", at(team.organization, "/leave"), NULL);
    test_people_ask(&people, &team.administrator, 403, "DELETE", at(team.organization, member),
                    NULL);
    test_people_ask(&people, &team.owner, 409, "DELETE", at(team.organization, member), NULL);
    test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, "/members"), NULL);
    assert_int_equal(test_people_count(&people), 3);
    test_people_ask(&people, &team.agent, 204, "POST", at(team.organization, "/leave"), NULL);
    test_people_ask(&people, &team.agent, 404, "GET", at(team.organization, ""), NULL);
    (void)snprintf(member, sizeof member, "/members/%s", account_of(&team.administrator));
    test_people_ask(&people, &team.owner, 204, "DELETE", at(team.organization, member), NULL);
    test_people_ask(&people, &team.administrator, 404, "GET", at(team.organization, ""), NULL);
    test_people_ask(&people, &team.owner, 404, "DELETE", at(team.organization, member), NULL);
    test_people_close(&people);
}

static void members_leave_and_are_removed_but_one_owner_stays(void **state) {
    (void)state;
    test_on_databases(check_leaving);
}

static void check_invitations(test_database *database) {
    team team;
    char token[TEST_TOKEN_BYTES];
    char earlier[TEST_TOKEN_BYTES];
    open_team(&team, database);
    const char *invitations = "/invitations";
    test_people_ask(&people, &team.agent, 403, "POST", at(team.organization, invitations),
                    "{\"email\":\"x@example.com\",\"role\":\"agent\"}");
    test_people_ask(&people, &team.administrator, 403, "POST", at(team.organization, invitations),
                    "{\"email\":\"x@example.com\",\"role\":\"owner\"}");
    test_people_ask(&people, &team.owner, 409, "POST", at(team.organization, invitations),
                    "{\"email\":\"AGENT@example.com\",\"role\":\"agent\"}");
    /* A later invitation replaces the one before. */
    test_people_ask(&people, &team.owner, 201, "POST", at(team.organization, invitations),
                    "{\"email\":\"stranger@example.com\",\"role\":\"agent\"}");
    test_text_equal("subject", test_str(test_people_mail(&people, "stranger@example.com", earlier)),
                    test_str("You are invited to Theirs"));
    move_clock(1);
    test_people_ask(&people, &team.owner, 201, "POST", at(team.organization, invitations),
                    "{\"email\":\"stranger@example.com\",\"role\":\"analyst\"}");
    (void)test_people_mail(&people, "stranger@example.com", token);
    test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, invitations), NULL);
    assert_int_equal(test_people_count(&people), 1);
    test_people_ask(&people, NULL, 410, "POST", "/v1/invitations/read", "{\"token\":\"%s\"}",
                    earlier);
    test_people_ask(&people, NULL, 200, "POST", "/v1/invitations/read", "{\"token\":\"%s\"}",
                    token);
    assert_non_null(strstr(people.body, "\"has_account\":true"));
    /* Only whom it is for may take it, and who has an account signs in. */
    test_people_ask(&people, &team.agent, 403, "POST", "/v1/invitations/accept",
                    "{\"token\":\"%s\"}", token);
    test_people_ask(&people, NULL, 409, "POST", "/v1/invitations/signup",
                    "{\"token\":\"%s\",\"name\":\"X\",\"password\":\"" TEST_PASSWORD "\"}", token);
    const test_browser before = team.stranger;
    test_people_ask(&people, &team.stranger, 200, "POST", "/v1/invitations/accept",
                    "{\"token\":\"%s\"}", token);
    assert_string_not_equal(before.cookie, team.stranger.cookie);
    test_people_ask(&people, &team.stranger, 200, "GET", at(team.organization, ""), NULL);
    test_people_ask(&people, &team.stranger, 410, "POST", "/v1/invitations/accept",
                    "{\"token\":\"%s\"}", token);
    /* Revoked, it works no longer. */
    test_people_ask(&people, &team.owner, 201, "POST", at(team.organization, invitations),
                    "{\"email\":\"new@example.com\",\"role\":\"agent\"}");
    const char *id = test_people_text(&people, "id");
    (void)test_people_mail(&people, "new@example.com", token);
    char one[64];
    (void)snprintf(one, sizeof one, "/invitations/%s", id);
    test_people_ask(&people, &team.stranger, 403, "DELETE", at(team.organization, one), NULL);
    test_people_ask(&people, &team.owner, 204, "DELETE", at(team.organization, one), NULL);
    test_people_ask(&people, &team.owner, 404, "DELETE", at(team.organization, one), NULL);
    test_people_ask(&people, NULL, 410, "POST", "/v1/invitations/signup",
                    "{\"token\":\"%s\",\"name\":\"X\",\"password\":\"" TEST_PASSWORD "\"}", token);
    test_people_close(&people);
}

static void an_invitation_is_for_one_address_and_one_use(void **state) {
    (void)state;
    test_on_databases(check_invitations);
}

static void check_invitation_time(test_database *database) {
    team team;
    char token[TEST_TOKEN_BYTES];
    open_team(&team, database);
    for (int64_t past = 0; past < 2; past++) {
        test_people_ask(&people, &team.owner, 201, "POST", at(team.organization, "/invitations"),
                        "{\"email\":\"new%d@example.com\",\"role\":\"agent\"}", (int)past);
        char to[64];
        (void)snprintf(to, sizeof to, "new%d@example.com", (int)past);
        (void)test_people_mail(&people, to, token);
        move_clock(INVITATION_DAYS * DAY_MS - 1 + past);
        test_people_ask(&people, NULL, past == 0 ? 201 : 410, "POST", "/v1/invitations/signup",
                        "{\"token\":\"%s\",\"name\":\"X\",\"password\":\"" TEST_PASSWORD "\"}",
                        token);
    }
    test_people_close(&people);
}

static void an_invitation_lasts_seven_days(void **state) {
    (void)state;
    test_on_databases(check_invitation_time);
}

/* Rows are added by hand up to the limit: a thousand mails would only make the test slow. */
static void check_member_limit(test_database *database) {
    team team;
    open_team(&team, database);
    db *db = people.test.service.db;
    int64_t organization_id;
    assert_true(row_id_read(ROW_ORGANIZATION, test_str(team.organization), &organization_id));
    db_begin(db, true);
    for (int64_t i = 0; i < MEMBERS_PER_ORGANIZATION_MAX - 4; i++) {
        char email[32];
        (void)snprintf(email, sizeof email, "%d@example.com", (int)i);
        store_invitation_add(db,
                             &(store_invitation){.id = i + 1,
                                                 .organization_id = organization_id,
                                                 .email = test_str(email),
                                                 .role = ROLE_AGENT,
                                                 .created_at_ms = 1,
                                                 .expires_at_ms = INT64_MAX},
                             test_str(email));
    }
    assert_true(db_commit(db));
    /* Three members and the rows above: one more is the last. */
    test_people_ask(&people, &team.owner, 201, "POST", at(team.organization, "/invitations"),
                    "{\"email\":\"last@example.com\",\"role\":\"agent\"}");
    test_people_ask(&people, &team.owner, 409, "POST", at(team.organization, "/invitations"),
                    "{\"email\":\"more@example.com\",\"role\":\"agent\"}");
    test_people_close(&people);
}

static void an_organization_has_at_most_so_many_members(void **state) {
    (void)state;
    test_on_databases(check_member_limit);
}

/* A plan with three seats, for members and open invitations together. */
static void check_seats(test_database *database) {
    static const char table[] =
        "{\"plans\":[{\"name\":\"small\",\"title\":\"Small\",\"prices\":[{\"currency\":\"usd\","
        "\"interval\":\"month\",\"price_minor\":0}],\"trial_days\":0,\"quotas\":{"
        "\"conversations\":10,\"bots\":1,\"seats\":3,\"stored_days\":1,\"storage_bytes\":1},"
        "\"entitlements\":[],\"messages_per_visitor_day\":null,\"seats\":null,\"past_quota\":{"
        "\"rule\":\"notice\",\"grace_percent\":0,\"grace_days\":0}}]}";
    test_browser owner = {.cookie = ""};
    char organization[ROW_ID_TEXT_BYTES + 1];
    plan_table plans;
    chatlet_error error;
    test_people_open(&people, database);
    if (!plan_table_read(&people.test.memory, test_str(table), &plans, &error))
        fail_msg("%s", error.message);
    people.test.settings.plans = &plans;
    test_people_join(&people, &owner, "owner@example.com", organization);
    test_people_ask(&people, &owner, 200, "GET", at(organization, ""), NULL);
    test_text_equal("plan", test_str(test_people_text(&people, "plan")), test_str("small"));
    const char *format = "{\"email\":\"%s@example.com\",\"role\":\"agent\"}";
    test_people_ask(&people, &owner, 201, "POST", at(organization, "/invitations"), format, "a");
    test_people_ask(&people, &owner, 201, "POST", at(organization, "/invitations"), format, "b");
    test_people_ask(&people, &owner, 402, "POST", at(organization, "/invitations"), format, "c");
    /* The same address once more takes no further seat. */
    test_people_ask(&people, &owner, 201, "POST", at(organization, "/invitations"), format, "b");
    test_people_close(&people);
}

static void a_plan_has_so_many_seats(void **state) {
    (void)state;
    test_on_databases(check_seats);
}

static void check_transfer(test_database *database) {
    team team;
    open_team(&team, database);
    const char *agent = account_of(&team.agent);
    const char *stranger = account_of(&team.stranger);
    const char *format = "{\"account\":\"%s\",\"password\":\"%s\"}";
    const char *rest = "/transfer";
    test_people_ask(&people, &team.administrator, 403, "POST", at(team.organization, rest), format,
                    agent, TEST_PASSWORD);
    test_people_ask(&people, &team.owner, 401, "POST", at(team.organization, rest), format, agent,
                    "wrong");
    test_people_ask(&people, &team.owner, 422, "POST", at(team.organization, rest), format,
                    stranger, TEST_PASSWORD);
    test_people_ask(&people, &team.owner, 422, "POST", at(team.organization, rest), format,
                    "acc_nonsense_0000", TEST_PASSWORD);
    const test_browser before = team.owner;
    test_people_ask(&people, &team.owner, 204, "POST", at(team.organization, rest), format, agent,
                    TEST_PASSWORD);
    /* What one may do has changed, so the session has another secret. */
    assert_string_not_equal(before.cookie, team.owner.cookie);
    test_people_ask(&people, &team.owner, 403, "POST", at(team.organization, rest), format, agent,
                    TEST_PASSWORD);
    test_people_ask(&people, &team.owner, 200, "GET", "/v1/orgs", NULL);
    assert_non_null(strstr(people.body, "\"role\":\"administrator\""));
    test_people_ask(&people, &team.agent, 200, "GET", "/v1/orgs", NULL);
    assert_non_null(strstr(people.body, "\"role\":\"owner\""));
    test_people_close(&people);
}

static void ownership_is_handed_over_with_the_password(void **state) {
    (void)state;
    test_on_databases(check_transfer);
}

static void check_keys(test_database *database) {
    team team;
    open_team(&team, database);
    /* A role that may not make keys, and scopes beyond one's own. */
    test_people_ask(&people, &team.agent, 403, "POST", at(team.organization, "/keys"),
                    "{\"name\":\"CI\",\"scopes\":[\"bots.read\"]}");
    test_people_ask(&people, &team.administrator, 422, "POST", at(team.organization, "/keys"),
                    "{\"name\":\"CI\",\"scopes\":[\"organization.delete\"]}");
    test_people_ask(&people, &team.administrator, 201, "POST", at(team.organization, "/keys"),
                    "{\"name\":\"CI\",\"scopes\":[\"organization.read\",\"members.read\"]}");
    const char *key = test_people_text(&people, "key");
    const char *id = test_people_text(&people, "id");
    assert_int_equal(strlen(key), API_KEY_BYTES);
    test_text_equal("hint", test_str(test_people_text(&people, "hint")),
                    (chatlet_str){key, API_KEY_HINT_BYTES});
    /* It can do what its scopes say, in its organization, and nothing else anywhere. */
    test_people_ask_with(&people, key, 200, "GET", at(team.organization, ""), NULL);
    test_people_ask_with(&people, key, 200, "GET", at(team.organization, "/members"), NULL);
    test_people_ask_with(&people, key, 403, "GET", at(team.organization, "/keys"), NULL);
    test_people_ask_with(&people, key, 403, "POST", at(team.organization, "/invitations"),
                         "{\"email\":\"x@example.com\",\"role\":\"agent\"}");
    test_people_ask_with(&people, key, 404, "GET", at(team.elsewhere, ""), NULL);
    test_people_ask_with(&people, key, 401, "GET", "/v1/account", NULL);
    test_people_ask_with(&people, key, 403, "POST", at(team.organization, "/leave"), NULL);
    /* The list shows no secret, and when it was last used. */
    test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, "/keys"), NULL);
    assert_null(strstr(people.body, key));
    assert_non_null(strstr(people.body, "\"used_at\":\"2026-12-01T00:00:00."));
    /* Typos are told from unknown keys. */
    char typo[API_KEY_BYTES + 1];
    (void)snprintf(typo, sizeof typo, "%s", key);
    typo[10] = typo[10] == '0' ? '1' : '0';
    test_people_ask_with(&people, typo, 401, "GET", at(team.organization, ""), NULL);
    assert_non_null(strstr(people.body, "mistyped"));
    char one[64];
    (void)snprintf(one, sizeof one, "/keys/%s", id);
    test_people_ask(&people, &team.stranger, 404, "DELETE", at(team.organization, one), NULL);
    test_people_ask(&people, &team.stranger, 404, "DELETE", at(team.elsewhere, one), NULL);
    test_people_ask(&people, &team.owner, 204, "DELETE", at(team.organization, one), NULL);
    test_people_ask(&people, &team.owner, 404, "DELETE", at(team.organization, one), NULL);
    test_people_ask_with(&people, key, 401, "GET", at(team.organization, ""), NULL);
    assert_non_null(strstr(people.body, "revoked"));
    test_people_close(&people);
}

static void a_key_does_what_its_scopes_say(void **state) {
    (void)state;
    test_on_databases(check_keys);
}

static void check_key_life(test_database *database) {
    team team;
    open_team(&team, database);
    test_people_ask(&people, &team.owner, 201, "POST", at(team.organization, "/keys"),
                    "{\"name\":\"CI\",\"scopes\":[\"organization.read\",\"keys.read\"],"
                    "\"expires_in_days\":1,"
                    "\"addresses\":[\"192.0.2.0/24\",\"2001:db8::/32\"]}");
    const char *key = test_people_text(&people, "key");
    test_people_ask_with(&people, key, 200, "GET", at(team.organization, ""), NULL);
    people.test.service.caller.address = test_str("198.51.100.1");
    test_answer answer;
    char fields[128];
    (void)snprintf(fields, sizeof fields, "Authorization: Bearer %s", key);
    test_route_ask(&people.test, NULL, "GET", at(team.organization, ""), fields, NULL, &answer);
    assert_int_equal(answer.status, 401);
    test_answer_free(&answer);
    people.test.service.caller.address = test_str("2001:db8::7");
    test_route_ask(&people.test, NULL, "GET", at(team.organization, ""), fields, NULL, &answer);
    assert_int_equal(answer.status, 200);
    test_answer_free(&answer);
    /* Its last use is written once a minute. */
    move_clock(MINUTE_MS - 1);
    test_people_ask_with(&people, key, 200, "GET", at(team.organization, "/keys"), NULL);
    const char *first = test_people_text(&people, "used_at");
    test_people_ask_with(&people, key, 200, "GET", at(team.organization, "/keys"), NULL);
    test_text_equal("same", test_str(test_people_text(&people, "used_at")), test_str(first));
    move_clock(1);
    test_people_ask_with(&people, key, 200, "GET", at(team.organization, "/keys"), NULL);
    test_people_ask_with(&people, key, 200, "GET", at(team.organization, "/keys"), NULL);
    assert_string_not_equal(test_people_text(&people, "used_at"), first);
    move_clock(DAY_MS - MINUTE_MS - 1);
    test_people_ask_with(&people, key, 200, "GET", at(team.organization, ""), NULL);
    move_clock(1);
    test_people_ask_with(&people, key, 401, "GET", at(team.organization, ""), NULL);
    assert_non_null(strstr(people.body, "expired"));
    test_people_close(&people);
}

static void a_key_ends_with_its_day_and_counts_from_its_addresses(void **state) {
    (void)state;
    test_on_databases(check_key_life);
}

static void check_key_limits(test_database *database) {
    static const struct {
        const char *body;
        uint16_t status;
        const char *pointer;
    } rows[] = {
        {"{\"name\":\"A\",\"scopes\":[]}", 422, "/scopes"},
        {"{\"name\":\"A\",\"scopes\":\"bots.read\"}", 422, "/scopes"},
        {"{\"name\":\"A\",\"scopes\":[\"bots.fly\"]}", 422, "/scopes"},
        {"{\"name\":\"A\",\"scopes\":[1]}", 422, "/scopes"},
        {"{\"name\":\"A\"}", 422, "/scopes"},
        {"{\"name\":\"\",\"scopes\":[\"bots.read\"]}", 422, "/name"},
        {"{\"name\":\"A\",\"scopes\":[\"bots.read\"],\"expires_in_days\":0}", 422,
         "/expires_in_days"},
        {"{\"name\":\"A\",\"scopes\":[\"bots.read\"],\"expires_in_days\":3650}", 201, NULL},
        {"{\"name\":\"A\",\"scopes\":[\"bots.read\"],\"expires_in_days\":3651}", 422,
         "/expires_in_days"},
        {"{\"name\":\"A\",\"scopes\":[\"bots.read\"],\"addresses\":[\"example.com\"]}", 422,
         "/addresses"},
        {"{\"name\":\"A\",\"scopes\":[\"bots.read\"],\"addresses\":[\"192.0.2.1/24\"]}", 422,
         "/addresses"},
        {"{\"name\":\"A\",\"scopes\":[\"bots.read\"],\"addresses\":7}", 422, "/addresses"},
        {"{\"name\":\"A\",\"scopes\":[\"bots.read\"],\"addresses\":[]}", 201, NULL},
    };
    team team;
    open_team(&team, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_people_ask(&people, &team.owner, rows[i].status, "POST",
                        at(team.organization, "/keys"), "%s", rows[i].body);
        char wanted[64];
        (void)snprintf(wanted, sizeof wanted, "\"pointer\":\"%s\"", rows[i].pointer);
        if (rows[i].pointer != NULL && strstr(people.body, wanted) == NULL)
            fail_msg("%s: no %s in %s", rows[i].body, wanted, people.body);
    }
    static char ranges[API_KEY_RANGES_MAX * 16 + 64];
    for (int past = 0; past < 2; past++) {
        size_t size = 0;
        for (int i = 0; i < API_KEY_RANGES_MAX + past; i++)
            size += (size_t)snprintf(ranges + size, sizeof ranges - size, "%s\"192.0.2.%d\"",
                                     i == 0 ? "" : ",", i);
        test_people_ask(&people, &team.owner, past == 0 ? 201 : 422, "POST",
                        at(team.organization, "/keys"),
                        "{\"name\":\"A\",\"scopes\":[\"bots.read\"],\"addresses\":[%s]}", ranges);
    }
    /* Rows by hand up to the limit but one; a hundred requests would only take long. */
    db *db = people.test.service.db;
    int64_t organization_id;
    assert_true(row_id_read(ROW_ORGANIZATION, test_str(team.organization), &organization_id));
    db_begin(db, true);
    for (int64_t i = 3; i < API_KEYS_PER_ORGANIZATION_MAX - 1; i++) {
        char secret[16];
        (void)snprintf(secret, sizeof secret, "%d", (int)i);
        store_api_key_add(db,
                          &(store_api_key){.id = i,
                                           .organization_id = organization_id,
                                           .name = test_str("A"),
                                           .hint = test_str("chk_"),
                                           .scopes = test_str("bots.read"),
                                           .addresses = test_str(""),
                                           .created_at_ms = 1},
                          test_str(secret));
    }
    assert_true(db_commit(db));
    test_people_ask(&people, &team.owner, 201, "POST", at(team.organization, "/keys"),
                    "{\"name\":\"A\",\"scopes\":[\"bots.read\"]}");
    test_people_ask(&people, &team.owner, 409, "POST", at(team.organization, "/keys"),
                    "{\"name\":\"A\",\"scopes\":[\"bots.read\"]}");
    test_people_close(&people);
}

static void keys_are_made_within_limits(void **state) {
    (void)state;
    test_on_databases(check_key_limits);
}

static void check_audit(test_database *database) {
    team team;
    char query[160];
    open_team(&team, database);
    test_people_ask(&people, &team.agent, 403, "GET", at(team.organization, "/audit"), NULL);
    test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, "/audit"), NULL);
    const size_t all = test_people_count(&people);
    /* Made, signed in, two invited, two joined. */
    assert_int_equal(all, 6);
    test_text_equal("newest", test_str(test_people_text(&people, "action")),
                    test_str("member.join"));
    test_people_ask(&people, &team.owner, 200, "GET",
                    at(team.organization, "/audit?action=member.invite"), NULL);
    assert_int_equal(test_people_count(&people), 2);
    (void)snprintf(query, sizeof query, "/audit?actor=%s", account_of(&team.agent));
    test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, query), NULL);
    assert_int_equal(test_people_count(&people), 1);
    test_people_ask(&people, &team.owner, 200, "GET",
                    at(team.organization, "/audit?since=2026-12-02"), NULL);
    assert_int_equal(test_people_count(&people), 0);
    test_people_ask(&people, &team.owner, 200, "GET",
                    at(team.organization, "/audit?since=2026-12-01&until=2026-12-02"), NULL);
    assert_int_equal(test_people_count(&people), all);
    test_people_ask(&people, &team.owner, 422, "GET",
                    at(team.organization, "/audit?since=2026-02-30"), NULL);
    test_people_ask(&people, &team.owner, 422, "GET", at(team.organization, "/audit?actor=x"),
                    NULL);
    /* Page by page it is the same. */
    size_t seen = 0;
    char cursor[64] = "";
    for (int page = 0; page < 10; page++) {
        (void)snprintf(query, sizeof query, "/audit?limit=4%s%s", cursor[0] != 0 ? "&cursor=" : "",
                       cursor);
        test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, query), NULL);
        seen += test_people_count(&people);
        const char *next = strstr(people.body, "\"next_cursor\":\"");
        if (next == NULL) break;
        (void)snprintf(cursor, sizeof cursor, "%.13s", next + strlen("\"next_cursor\":\""));
    }
    assert_int_equal(seen, all);
    test_people_ask(&people, &team.stranger, 404, "GET", at(team.organization, "/audit"), NULL);
    test_people_close(&people);
}

static void the_log_tells_who_did_what(void **state) {
    (void)state;
    test_on_databases(check_audit);
}

static void check_chain(test_database *database) {
    static const struct {
        const char *name;
        const char *sql;
        const char *broken;
    } rows[] = {
        {"a changed field", "UPDATE audit_entries SET address = '192.0.2.9' WHERE sequence = ?1",
         "\"broken_sequence\":3"},
        {"a changed hash",
         "UPDATE audit_entries SET hash = (SELECT other.hash FROM audit_entries "
         "AS other WHERE other.sequence = 1 ORDER BY other.organization_id LIMIT 1) "
         "WHERE sequence = ?1",
         "\"broken_sequence\":3"},
        {"a missing entry", "DELETE FROM audit_entries WHERE sequence = ?1",
         "\"broken_sequence\":4"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        team team;
        test_people_open(&people, database);
        move_clock((int64_t)i * DAY_MS);
        memset(&team, 0, sizeof team);
        people.test.seed = 1000 + i;
        char email[32];
        (void)snprintf(email, sizeof email, "owner%zu@example.com", i);
        test_people_join(&people, &team.owner, email, team.organization);
        for (int n = 0; n < 3; n++)
            test_people_ask(&people, &team.owner, 201, "POST", at(team.organization, "/keys"),
                            "{\"name\":\"A\",\"scopes\":[\"bots.read\"]}");
        test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, "/audit/verify"),
                        NULL);
        assert_non_null(strstr(people.body, "\"whole\":true,\"entries\":5,\"last_sequence\":5"));
        test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, "/audit/export"),
                        NULL);
        size_t lines = 0;
        for (const char *line = people.body; (line = strchr(line, '\n')) != NULL; line++)
            lines++;
        assert_int_equal(lines, 5);
        test_people_ask(&people, &team.owner, 200, "GET",
                        at(team.organization, "/audit/export?after=4"), NULL);
        assert_non_null(strstr(people.body, "\"sequence\":5"));
        assert_null(strstr(people.body, "\"sequence\":4"));
        db *db = people.test.service.db;
        db_begin(db, true);
        (void)DB_RUN(db, rows[i].sql, db_integer(3));
        assert_true(db_commit(db));
        test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, "/audit/verify"),
                        NULL);
        if (strstr(people.body, "\"whole\":false") == NULL ||
            strstr(people.body, rows[i].broken) == NULL)
            fail_msg("%s: %s", rows[i].name, people.body);
        test_people_close(&people);
    }
}

static void a_changed_log_is_found(void **state) {
    (void)state;
    test_on_databases(check_chain);
}

/* A thousand entries in one answer; one more is in the next. */
static void check_export_limit(test_database *database) {
    team team;
    int64_t organization_id;
    memset(&team, 0, sizeof team);
    test_people_open(&people, database);
    test_people_join(&people, &team.owner, "owner@example.com", team.organization);
    assert_true(row_id_read(ROW_ORGANIZATION, test_str(team.organization), &organization_id));
    for (int past = 0; past < 2; past++) {
        test_answer answer;
        char fields[256];
        test_service_begin(&people.test, true);
        /* Two are there: made, and signed in. */
        for (int i = past == 0 ? 2 : AUDIT_EXPORT_ENTRIES_MAX; i < AUDIT_EXPORT_ENTRIES_MAX + past;
             i++)
            service_audit(&people.test.service, organization_id, "test.entry", CHATLET_STR(""),
                          CHATLET_STR(""));
        test_service_commit(&people.test);
        (void)snprintf(fields, sizeof fields, "Cookie: %s", team.owner.cookie);
        test_route_ask(&people.test, NULL, "GET", at(team.organization, "/audit/export"), fields,
                       NULL, &answer);
        assert_int_equal(answer.status, 200);
        size_t lines = 0;
        for (size_t i = 0; i < answer.body.size_bytes; i++)
            if (answer.body.data[i] == '\n') lines++;
        assert_int_equal(lines, AUDIT_EXPORT_ENTRIES_MAX);
        char next[256];
        (void)snprintf(next, sizeof next, "<%s?after=1000>; rel=\"next\"",
                       at(team.organization, "/audit/export"));
        test_text_equal("next", test_answer_field(&answer, "Link"), test_str(next));
        test_answer_free(&answer);
        test_people_ask(&people, &team.owner, 200, "GET",
                        at(team.organization, "/audit/export?after=1000"), NULL);
        assert_int_equal(strlen(people.body) > 0, past);
    }
    test_people_ask(&people, &team.owner, 200, "GET", at(team.organization, "/audit/verify"), NULL);
    assert_non_null(strstr(people.body, "\"whole\":true,\"entries\":1001"));
    test_people_close(&people);
}

/* Long entries fill an answer before a thousand of them do: the one that passes the size is its
 * last. */
static void long_entries_end_an_export_sooner(void **state) {
    (void)state;
    enum { DETAIL_BYTES = 8 * 1024, ENTRIES = 80 };
    static char detail[DETAIL_BYTES];
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service test;
    chatlet_str lines;
    int64_t last;
    memset(detail, ' ', sizeof detail);
    detail[0] = '{';
    detail[DETAIL_BYTES - 1] = '}';
    test_service_open(&test, database);
    test_service_begin(&test, true);
    test.service.caller.organization_id = 7;
    for (int i = 0; i < ENTRIES; i++)
        service_audit(&test.service, 7, "test.entry", CHATLET_STR(""),
                      (chatlet_str){detail, sizeof detail});
    assert_true(audit_export(&test.service, 0, &lines, &last));
    assert_true(lines.size_bytes >= AUDIT_EXPORT_BYTES_MAX);
    const size_t line_bytes = lines.size_bytes / (size_t)last;
    assert_true(lines.size_bytes < AUDIT_EXPORT_BYTES_MAX + line_bytes + ENTRIES);
    int64_t end;
    assert_true(audit_export(&test.service, last, &lines, &end));
    assert_int_equal(end, 0);
    assert_true(lines.size_bytes < AUDIT_EXPORT_BYTES_MAX);
    test_service_commit(&test);
    test_service_close(&test);
    test_database_close(database);
}

static void the_log_is_exported_piece_by_piece(void **state) {
    (void)state;
    test_on_databases(check_export_limit);
}

static void a_key_is_whole_or_it_is_not(void **state) {
    (void)state;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service test;
    test_service_open(&test, database);
    const chatlet_str key = service_new_api_key(&test.service);
    assert_int_equal(key.size_bytes, API_KEY_BYTES);
    assert_int_equal(service_check_api_key(key), API_KEY_WHOLE);
    for (size_t i = 0; i < key.size_bytes; i++) {
        char changed[API_KEY_BYTES];
        memcpy(changed, key.data, sizeof changed);
        changed[i] = changed[i] == '7' ? '8' : '7';
        const chatlet_str text = {changed, sizeof changed};
        assert_int_equal(service_check_api_key(text),
                         i < API_KEY_PREFIX_BYTES ? API_KEY_FOREIGN : API_KEY_MISTYPED);
        assert_int_not_equal(service_check_api_key((chatlet_str){key.data, i}), API_KEY_WHOLE);
    }
    test_service_close(&test);
    test_database_close(database);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_organization_is_seen_by_its_members),
        cmocka_unit_test(a_change_names_the_version_it_is_of),
        cmocka_unit_test(an_organization_is_deleted_by_its_name),
        cmocka_unit_test(an_account_is_in_at_most_so_many_organizations),
        cmocka_unit_test(nobody_hands_out_more_than_they_have),
        cmocka_unit_test(members_leave_and_are_removed_but_one_owner_stays),
        cmocka_unit_test(an_invitation_is_for_one_address_and_one_use),
        cmocka_unit_test(an_invitation_lasts_seven_days),
        cmocka_unit_test(an_organization_has_at_most_so_many_members),
        cmocka_unit_test(a_plan_has_so_many_seats),
        cmocka_unit_test(ownership_is_handed_over_with_the_password),
        cmocka_unit_test(a_key_does_what_its_scopes_say),
        cmocka_unit_test(a_key_ends_with_its_day_and_counts_from_its_addresses),
        cmocka_unit_test(keys_are_made_within_limits),
        cmocka_unit_test(the_log_tells_who_did_what),
        cmocka_unit_test(a_changed_log_is_found),
        cmocka_unit_test(long_entries_end_an_export_sooner),
        cmocka_unit_test(the_log_is_exported_piece_by_piece),
        cmocka_unit_test(a_key_is_whole_or_it_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
