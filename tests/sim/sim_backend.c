#include "sim_backend.h"

#include "store/db_sqlite.h"
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>

enum { HOUR_MS = 60 * 60 * 1000 };

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

const chatlet_allocator sim_allocator = {.allocate = allocate, .release = release};

static void fill(void *context, void *bytes, size_t size_bytes) {
    sim_backend *backend = context;
    sim_chance_fill(backend->chance, bytes, size_bytes);
}

/* Quotas so small that a world comes past them. */
static const char plans[] =
    "{\"plans\":[{\"name\":\"free\",\"title\":\"Free\",\"prices\":[{\"currency\":\"usd\","
    "\"interval\":\"month\",\"price_minor\":0}],\"trial_days\":0,"
    "\"quotas\":{\"conversations\":12,\"bots\":null,\"seats\":null,\"stored_days\":null,"
    "\"storage_bytes\":null},\"entitlements\":[],\"messages_per_visitor_day\":null,"
    "\"seats\":null,\"past_quota\":{\"rule\":\"notice\",\"grace_percent\":0,\"grace_days\":0}},"
    "{\"name\":\"tight\",\"title\":\"Tight\",\"prices\":[],\"trial_days\":0,"
    "\"quotas\":{\"conversations\":5,\"bots\":null,\"seats\":null,\"stored_days\":null,"
    "\"storage_bytes\":null},\"entitlements\":[],\"messages_per_visitor_day\":40,"
    "\"seats\":null,\"past_quota\":{\"rule\":\"limit\",\"grace_percent\":40,"
    "\"grace_days\":1}}]}";

static void load_plans(sim_backend *backend) {
    chatlet_error error;
    region_init(&backend->plan_memory, &sim_allocator, REGION_BYTES_MAX);
    chatlet_str source = {.data = plans, .size_bytes = sizeof plans - 1};
    if (!plan_table_read(&backend->plan_memory, source, &backend->plans, &error)) {
        (void)fprintf(stderr, "simulate: plans: %s\n", error.message);
        abort();
    }
    backend->settings.plans = &backend->plans;
}

void sim_backend_init(sim_backend *backend, sim_chance *chance) {
    *backend =
        (sim_backend){.chance = chance,
                      .settings = {.base_url = CHATLET_STR("https://chat.example"),
                                   .master_secret = "the secret of a simulated world",
                                   .mail_from = CHATLET_STR("Chatlet <noreply@chat.example>"),
                                   .session_idle_ms = INT64_C(14) * 24 * HOUR_MS,
                                   .session_absolute_ms = INT64_C(90) * 24 * HOUR_MS,
                                   .visitor_token_ms = HOUR_MS,
                                   .visitors_per_address_day = 200,
                                   .retention_days_default = 90}};
    region_init(&backend->memory, &sim_allocator, REGION_BYTES_MAX);
    load_plans(backend);
}

void sim_backend_free(sim_backend *backend) {
    sim_backend_stop(backend);
    region_free(&backend->memory);
    region_free(&backend->plan_memory);
}

bool sim_backend_start(sim_backend *backend, int64_t now_ms) {
    char failure[200];
    db_sqlite_options options = {.path = "chatlet.db", .vfs = "sim"};
    backend->db = db_sqlite_open(&sim_allocator, &options, failure, sizeof failure);
    if (backend->db == NULL) return false;
    /* Often, so that checkpoints meet power failures, too. */
    db_begin(backend->db, false);
    db_rollback(backend->db);
    db_script(backend->db, CHATLET_STR("PRAGMA wal_autocheckpoint = 24"));
    if (migrate_run(backend->db, 0, false, now_ms, NULL, NULL) == MIGRATE_DONE) return true;
    sim_backend_stop(backend);
    return false;
}

void sim_backend_stop(sim_backend *backend) {
    db_close(backend->db);
    backend->db = NULL;
    region_free(&backend->memory);
    region_init(&backend->memory, &sim_allocator, REGION_BYTES_MAX);
}

service sim_backend_service(sim_backend *backend, int64_t now_ms) {
    region_reset(&backend->memory);
    return (service){.memory = &backend->memory,
                     .db = backend->db,
                     .now_ms = now_ms,
                     .chance = {.context = backend, .fill = fill},
                     .settings = &backend->settings,
                     .last_id = backend->last_id,
                     .caller = {.kind = CALLER_SYSTEM}};
}

void sim_backend_end_service(sim_backend *backend, const service *service) {
    backend->last_id = service->last_id;
}
