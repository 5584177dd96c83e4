/* A webhook: any first line as its signature, which is never genuine; and any rest as the event,
 * signed by us and taken in beside a customer we know. Nothing of it stays. */
#include "domain/whole_text.h"
#include "security/byte_text.h"
#include "security/crypto.h"
#include "security/webhook_signature.h"
#include "service/billing.h"
#include "service/plan.h"
#include "store/db_sqlite.h"
#include "store/migrate.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

enum { NOW_S = 1796083200, ORGANIZATION = 4711, MEMORY_BYTES_MAX = 64 * 1024 * 1024 };

typedef struct world {
    db *db;
    region kept;
    plan_table plans;
    service_settings settings;
} world;

static void require(bool condition) {
    if (!condition) abort();
}

static void fill(void *context, void *bytes, size_t size_bytes) {
    (void)context;
    memset(bytes, 1, size_bytes);
}

static void open_world(world *world) {
    char failure[256];
    chatlet_str source;
    chatlet_error error;
    const db_sqlite_options options = {.path = ":memory:"};
    world->db = db_sqlite_open(test_plain_allocator(), &options, failure, sizeof failure);
    require(world->db != NULL);
    require(migrate_run(world->db, 0, false, 1, NULL, NULL) == MIGRATE_DONE);
    region_init(&world->kept, test_plain_allocator(), MEMORY_BYTES_MAX);
    require(plan_table_find_shipped(CHATLET_STR("default"), &source));
    require(plan_table_read(&world->kept, source, &world->plans, &error));
    world->settings =
        (service_settings){.plans = &world->plans,
                           .stripe = {.is_on = true, .webhook_secrets = {CHATLET_STR("whsec_1")}}};
    db_begin(world->db, true);
    (void)DB_RUN(world->db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, 'Acme', 'free', 1)",
                 db_integer(ORGANIZATION));
    require(store_billing_add_customer(world->db, ORGANIZATION, CHATLET_STR("cus_1"), 1));
    require(db_commit(world->db));
}

/* "t=<now>,v1=<hex>" of the only secret. */
static chatlet_str sign(region *memory, chatlet_str body) {
    uint8_t mac[CRYPTO_SHA256_BYTES];
    char hex[2 * CRYPTO_SHA256_BYTES];
    char digits[WHOLE_TEXT_BYTES];
    chatlet_str now = whole_text_write(NOW_S, digits);
    crypto_hmac(CHATLET_STR("whsec_1"), region_join(memory, 3, now, CHATLET_STR("."), body), mac);
    chatlet_str text = byte_text_write_hex((chatlet_str){(const char *)mac, sizeof mac}, hex);
    return region_join(memory, 4, CHATLET_STR("t="), now, CHATLET_STR(",v1="), text);
}

/* Either it is taken in or a problem says why; and a second time changes nothing. */
static void take(world *world, region *memory, chatlet_str body) {
    service service = {.memory = memory,
                       .db = world->db,
                       .now_ms = (int64_t)NOW_S * 1000,
                       .chance = {.fill = fill},
                       .settings = &world->settings,
                       .caller = {.kind = CALLER_SYSTEM},
                       .may_write = true};
    chatlet_str signature = sign(memory, body);
    db_begin(world->db, true);
    bool is_taken = billing_accept(&service, signature, body);
    require(is_taken == (service.problem.code == PROBLEM_NONE));
    billing_standing before = billing_state(&service, ORGANIZATION);
    require(billing_accept(&service, signature, body) == is_taken);
    billing_standing after = billing_state(&service, ORGANIZATION);
    require(before.state == after.state && before.version == after.version);
    require(db_state(world->db) == DB_GOOD);
    db_rollback(world->db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes) {
    static world world;
    region memory;
    const char *bytes = (const char *)data;
    const char *line_end = size_bytes > 0 ? memchr(bytes, '\n', size_bytes) : NULL;
    size_t header_bytes = line_end != NULL ? (size_t)(line_end - bytes) : size_bytes;
    size_t body_start = line_end != NULL ? header_bytes + 1 : size_bytes;
    const chatlet_str body = {bytes + body_start, size_bytes - body_start};
    if (world.db == NULL) open_world(&world);
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    require(webhook_signature_check((chatlet_str){bytes, header_bytes}, body,
                                    world.settings.stripe.webhook_secrets, 2, NOW_S,
                                    &memory) != WEBHOOK_GENUINE);
    if (body.size_bytes > 0) take(&world, &memory, body);
    region_free(&memory);
    return 0;
}
