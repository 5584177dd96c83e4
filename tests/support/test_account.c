#include "test_account.h"

#include "security/crypto.h"
#include "security/password.h"
#include "test_allocator.h"
#include "test_assert.h"

#include <argon2.h>
#include <chatlet/json.h>

static const uint8_t pepper[32];

static chatlet_str hash(void *context, region *memory, const service_chance *chance,
                        chatlet_str password) {
    (void)context;
    uint8_t salt[PASSWORD_SALT_BYTES];
    char phc[PASSWORD_PHC_BYTES_MAX];
    chance->fill(chance->context, salt, sizeof salt);
    return region_copy(memory, password_hash(pepper, salt, password, phc));
}

static bool verify(void *context, chatlet_str phc, chatlet_str password, bool *outdated) {
    (void)context;
    return password_verify(pepper, phc, password, outdated);
}

service_passwords test_passwords(void) {
    return (service_passwords){.hash = hash, .verify = verify};
}

/* Argon2id as well, at the least cost there is: rules are what most tests are about, and they hash
 * hundreds of times. */
static chatlet_str hash_cheaply(void *context, region *memory, const service_chance *chance,
                                chatlet_str password) {
    (void)context;
    uint8_t salt[PASSWORD_SALT_BYTES];
    uint8_t mixed[CRYPTO_SHA256_BYTES];
    char phc[PASSWORD_PHC_BYTES_MAX];
    chance->fill(chance->context, salt, sizeof salt);
    crypto_hmac((chatlet_str){(const char *)pepper, sizeof pepper}, password, mixed);
    if (argon2id_hash_encoded(1, 8, 1, mixed, sizeof mixed, salt, sizeof salt, PASSWORD_HASH_BYTES,
                              phc, sizeof phc) != ARGON2_OK)
        return CHATLET_STR("");
    return region_copy(memory, test_str(phc));
}

static bool verify_cheaply(void *context, chatlet_str phc, chatlet_str password, bool *outdated) {
    if (phc.size_bytes == 0) return false;
    const bool is_right = verify(context, phc, password, outdated);
    *outdated = false;
    return is_right;
}

void test_people_open(test_people *people, test_database *database) {
    memset(people, 0, sizeof *people);
    test_service_open(&people->test, database);
    people->test.settings.verifies_mail = true;
    people->passwords = (service_passwords){.hash = hash_cheaply, .verify = verify_cheaply};
    people->test.service.passwords = &people->passwords;
}

void test_people_close(test_people *people) { test_service_close(&people->test); }

/* The cookie of the answer, as the browser keeps it. */
static void keep_cookie(test_people *people, test_browser *browser) {
    const chatlet_str field = test_answer_field(&people->answer, "Set-Cookie");
    size_t size_bytes = 0;
    if (field.size_bytes == 0) return;
    while (size_bytes < field.size_bytes && field.data[size_bytes] != ';')
        size_bytes++;
    assert_true(size_bytes < TEST_COOKIE_BYTES_MAX);
    memcpy(browser->cookie, field.data, size_bytes);
    browser->cookie[size_bytes] = 0;
    if (field.data[size_bytes - 1] == '=') browser->cookie[0] = 0;
}

static void send(test_people *people, const char *address, uint16_t status, const char *method,
                 const char *path, const char *fields, const char *body) {
    people->test.service.caller = (service_caller){.address = test_str(address)};
    test_route_ask(&people->test, NULL, method, path, fields, body, &people->answer);
    assert_true(people->answer.body.size_bytes < sizeof people->body);
    if (people->answer.body.size_bytes > 0)
        memcpy(people->body, people->answer.body.data, people->answer.body.size_bytes);
    people->body[people->answer.body.size_bytes] = 0;
    if (people->answer.status != status)
        fail_msg("%s %s %s: expected %u, got %u: %s", method, path, body == NULL ? "" : body,
                 status, people->answer.status, people->body);
}

void test_people_ask(test_people *people, test_browser *browser, uint16_t status,
                     const char *method, const char *path, const char *format, ...) {
    static char body[TEST_BODY_BYTES_MAX];
    static char fields[512];
    if (format != NULL) {
        va_list values;
        va_start(values, format);
        const int size = vsnprintf(body, sizeof body, format, values);
        va_end(values);
        assert_true(size >= 0 && (size_t)size < sizeof body);
    }
    const bool has_cookie = browser != NULL && browser->cookie[0] != 0;
    (void)snprintf(fields, sizeof fields, "X-Chatlet-Request: 1\nUser-Agent: test%s%s",
                   has_cookie ? "\nCookie: theme=dark; " : "", has_cookie ? browser->cookie : "");
    const bool is_elsewhere = browser != NULL && browser->address != NULL;
    send(people, is_elsewhere ? browser->address : "192.0.2.1", status, method, path, fields,
         format != NULL ? body : NULL);
    if (browser != NULL) keep_cookie(people, browser);
    test_answer_free(&people->answer);
}

void test_people_ask_with(test_people *people, const char *token, uint16_t status,
                          const char *method, const char *path, const char *body) {
    static char fields[512];
    (void)snprintf(fields, sizeof fields, "Authorization: Bearer %s", token);
    send(people, "192.0.2.1", status, method, path, fields, body);
    test_answer_free(&people->answer);
}

static const chatlet_json *parse(test_people *people) {
    chatlet_json_document *document = NULL;
    test_status_equal(
        people->body,
        chatlet_json_parse(&people->test.memory.allocator, test_str(people->body), &document, NULL),
        CHATLET_OK);
    return chatlet_json_root(document);
}

const char *test_people_text(test_people *people, const char *key) {
    const chatlet_json *object = parse(people);
    const chatlet_json *data = chatlet_json_find(object, CHATLET_STR("data"));
    if (data != NULL) object = data->first;
    const chatlet_json *member = object != NULL ? chatlet_json_find(object, test_str(key)) : NULL;
    if (member == NULL || member->kind != CHATLET_JSON_STRING)
        fail_msg("no %s in %s", key, people->body);
    return region_copy(&people->test.memory, member->text).data;
}

size_t test_people_count(test_people *people) {
    const chatlet_json *data = chatlet_json_find(parse(people), CHATLET_STR("data"));
    assert_non_null(data);
    return data->count;
}

/* The newest row of the outbox, as its JSON. */
static void read_mail(test_people *people) {
    db *db = people->test.service.db;
    db_begin(db, false);
    db_query *query =
        DB_OPEN(db, "SELECT body FROM outbox WHERE outbox_id > ?1 ORDER BY outbox_id DESC LIMIT 1",
                db_integer(0));
    assert_true(db_next(query));
    const chatlet_str text = db_column_text(query, 0);
    assert_true(text.size_bytes < sizeof people->body);
    memcpy(people->body, text.data, text.size_bytes);
    people->body[text.size_bytes] = 0;
    db_close_query(query);
    db_rollback(db);
}

const char *test_people_mail(test_people *people, const char *to, char token[TEST_TOKEN_BYTES]) {
    read_mail(people);
    test_text_equal("to", test_str(test_people_text(people, "to")), test_str(to));
    const char *begin = strstr(test_people_text(people, "text"), "#token=");
    token[0] = 0;
    if (begin != NULL) (void)snprintf(token, TEST_TOKEN_BYTES, "%s", begin + strlen("#token="));
    return test_people_text(people, "subject");
}

size_t test_people_mail_count(test_people *people) {
    db *db = people->test.service.db;
    db_begin(db, false);
    const int64_t count =
        DB_READ(db, "SELECT COUNT(*) FROM outbox WHERE outbox_id > ?1", -1, db_integer(0));
    db_rollback(db);
    return (size_t)count;
}

void test_people_join(test_people *people, test_browser *browser, const char *email,
                      char organization[ROW_ID_TEXT_BYTES + 1]) {
    char token[TEST_TOKEN_BYTES];
    test_people_ask(people, browser, 202, "POST", "/v1/signup",
                    "{\"email\":\"%s\",\"name\":\"A Person\",\"password\":\"" TEST_PASSWORD
                    "\",\"organization\":\"Theirs\"}",
                    email);
    (void)test_people_mail(people, email, token);
    test_people_ask(people, browser, 204, "POST", "/v1/signup/confirm", "{\"token\":\"%s\"}",
                    token);
    test_people_ask(people, browser, 200, "POST", "/v1/login",
                    "{\"email\":\"%s\",\"password\":\"" TEST_PASSWORD "\"}", email);
    if (organization == NULL) return;
    test_people_ask(people, browser, 200, "GET", "/v1/orgs", NULL);
    const char *begin = strstr(people->body, "org_");
    assert_non_null(begin);
    (void)snprintf(organization, ROW_ID_TEXT_BYTES + 1, "%s", begin);
}

void test_people_invite(test_people *people, test_browser *owner, const char *organization,
                        const char *email, const char *role, test_browser *browser) {
    char path[128];
    char token[TEST_TOKEN_BYTES];
    (void)snprintf(path, sizeof path, "/v1/orgs/%s/invitations", organization);
    test_people_ask(people, owner, 201, "POST", path, "{\"email\":\"%s\",\"role\":\"%s\"}", email,
                    role);
    (void)test_people_mail(people, email, token);
    test_people_ask(people, browser, 201, "POST", "/v1/invitations/signup",
                    "{\"token\":\"%s\",\"name\":\"Invited\",\"password\":\"" TEST_PASSWORD "\"}",
                    token);
}
