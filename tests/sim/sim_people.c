/* Organizations, their bots, and the clients of those: visitors' browsers and customers'
 * servers. */
#include "sim_world.h"

#include "service/service_api_key.h"
#include "service/service_meter.h"
#include "service/service_organization.h"
#include "service/service_visitor.h"
#include "store/store_account.h"
#include "store/store_bot.h"

#include <string.h>

static const chatlet_str origin = CHATLET_STR("https://shop.example");

/* --- setting up --- */

static int64_t make_account(service *service) {
    store_account account = {.id = service_new_id(service),
                             .email = CHATLET_STR("owner@shop.example"),
                             .name = CHATLET_STR("Olga Owner"),
                             .locale = CHATLET_STR("en"),
                             .email_checked_at_ms = service->now_ms,
                             .created_at_ms = service->now_ms};
    (void)store_account_add(service->db, &account);
    return account.id;
}

static void make_bot(sim_world *world, service *service, uint32_t number) {
    char slug[16];
    sim_bot *made = &world->bots[number];
    made->organization = number % SIM_ORGANIZATIONS;
    made->organization_id = world->organization_ids[made->organization];
    made->id = service_new_id(service);
    (void)snprintf(slug, sizeof slug, "bot-%u", (unsigned)number);
    store_bot bot = {.id = made->id,
                     .organization_id = made->organization_id,
                     .slug = {.data = slug, .size_bytes = strlen(slug)},
                     .name = CHATLET_STR("Bot"),
                     .settings_json = CHATLET_STR("{}"),
                     .stores_conversations = true,
                     .retention_days = 30,
                     .created_at_ms = service->now_ms,
                     .updated_at_ms = service->now_ms};
    if (!store_bot_add(service->db, &bot)) sim_fail(world, "no bot could be made");
    store_bot_set_origins(service->db, bot.organization_id, bot.id, &origin, 1);
}

static void make_clients(sim_world *world) {
    static const int64_t skews_ms[] = {0, 0, -90 * 1000, 200 * 1000, -3600 * 1000, 600 * 1000};
    for (uint32_t i = 0; i < SIM_CLIENTS; i++) {
        world->clients[i] = (sim_client){
            .is_server = i >= SIM_CLIENTS - 2,
            .bot = (uint32_t)sim_chance_below(&world->chance, SIM_BOTS),
            .skew_ms =
                skews_ms[sim_chance_below(&world->chance, sizeof skews_ms / sizeof *skews_ms)]};
    }
}

/* A key for each server, which writes events. */
static void make_keys(sim_world *world, service *service, int64_t account_id) {
    for (uint32_t i = 0; i < SIM_CLIENTS; i++) {
        sim_client *client = &world->clients[i];
        store_api_key row;
        chatlet_str secret = CHATLET_STR("");
        if (!client->is_server) continue;
        service->caller =
            (service_caller){.kind = CALLER_ACCOUNT,
                             .account_id = account_id,
                             .organization_id = world->bots[client->bot].organization_id,
                             .role = ROLE_OWNER,
                             .permissions = permission_set_of_role(ROLE_OWNER)};
        api_key_wish wish = {.name = CHATLET_STR("Server"),
                             .scopes = (permission_set)1 << PERMISSION_EVENTS_WRITE};
        if (!service_add_api_key(service, &wish, &row, &secret) ||
            secret.size_bytes > sizeof client->token) {
            sim_fail(world, "no key could be made");
            return;
        }
        memcpy(client->token, secret.data, secret.size_bytes);
        client->token_bytes = secret.size_bytes;
    }
}

void sim_settle(sim_world *world) {
    service service = sim_backend_service(&world->backend, world->now_ms);
    db_begin(service.db, true);
    int64_t account_id = make_account(&service);
    for (int i = 0; i < SIM_ORGANIZATIONS; i++) {
        world->organization_ids[i] =
            organization_make(&service, account_id, CHATLET_STR("Organization"));
    }
    (void)DB_RUN(service.db, "UPDATE organizations SET plan = 'tight' WHERE organization_id = ?1",
                 db_integer(world->organization_ids[1]));
    for (uint32_t i = 0; i < SIM_BOTS; i++)
        make_bot(world, &service, i);
    make_clients(world);
    make_keys(world, &service, account_id);
    if (!db_commit(service.db)) sim_fail(world, "the world cannot be set up");
    sim_backend_end_service(&world->backend, &service);
}

/* --- visitors --- */

static void note_grant(sim_world *world, sim_client *client, const visitor_grant *grant) {
    client->visitor_id = grant->visitor_id;
    client->token_ends_ms = grant->ends_at_ms;
    client->token_bytes = grant->token.size_bytes;
    if (client->token_bytes > sizeof client->token) client->token_bytes = 0;
    memcpy(client->token, grant->token.data, client->token_bytes);
    world->outcome->visitors++;
}

/* Asks for a token; who had one stays the same visitor. */
static void enter(sim_world *world, uint32_t number) {
    sim_client *client = &world->clients[number];
    service service = sim_backend_service(&world->backend, world->now_ms);
    visitor_request request = {
        .bot_id = world->bots[client->bot].id,
        .previous_token = {.data = client->token, .size_bytes = client->token_bytes},
        .consent = true};
    visitor_grant grant;
    service.caller = (service_caller){
        .kind = CALLER_NOBODY, .address = CHATLET_STR("198.51.100.7"), .origin = origin};
    db_begin(service.db, true);
    bool is_in = service_visitor_enter(&service, &request, &grant);
    if (is_in)
        is_in = db_commit(service.db);
    else
        db_rollback(service.db);
    sim_backend_end_service(&world->backend, &service);
    bool was_new = client->visitor_id == 0;
    if (is_in) note_grant(world, client, &grant);
    sim_say(world, "%lld client %u enters%s: %s", (long long)world->now_ms, (unsigned)number,
            was_new ? "" : " again", is_in ? "done" : "failed");
}

/* Asks to be forgotten, and asks again until it is answered. */
static void ask_to_erase(sim_world *world, uint32_t number) {
    sim_client *client = &world->clients[number];
    int64_t organization_id = world->bots[client->bot].organization_id;
    service service = sim_backend_service(&world->backend, world->now_ms);
    store_erasure_receipt receipt;
    service.caller = (service_caller){.kind = CALLER_VISITOR,
                                      .organization_id = organization_id,
                                      .bot_id = world->bots[client->bot].id,
                                      .visitor_id = client->visitor_id,
                                      .address = CHATLET_STR("198.51.100.7")};
    db_begin(service.db, true);
    bool is_gone = service_visitor_erase(&service, organization_id, client->visitor_id, &receipt);
    bool was_gone =
        !is_gone && db_state(service.db) == DB_GOOD && service.problem.code == PROBLEM_NOT_FOUND;
    if (is_gone)
        is_gone = db_commit(service.db);
    else
        db_rollback(service.db);
    sim_backend_end_service(&world->backend, &service);
    client->is_erasing = !is_gone && !was_gone;
    sim_say(world, "%lld client %u erases %lld: %s", (long long)world->now_ms, (unsigned)number,
            (long long)client->visitor_id,
            is_gone    ? "done"
            : was_gone ? "was gone"
                       : "failed");
    if (client->is_erasing) return;
    world->outcome->erased++;
    if (world->erased_count < SIM_ERASED_MAX) {
        world->erased[world->erased_count++] = (sim_erased){organization_id, client->visitor_id};
    }
    sim_abandon(world, number);
    *client = (sim_client){.bot = client->bot, .skew_ms = client->skew_ms};
}

void sim_live(sim_world *world) {
    uint32_t number = (uint32_t)sim_chance_below(&world->chance, SIM_CLIENTS);
    sim_client *client = &world->clients[number];
    if (world->backend.db == NULL) return;
    if (client->is_server) return;
    bool needs_token = client->visitor_id == 0 || client->token_ends_ms <= world->now_ms;
    if (client->is_erasing)
        ask_to_erase(world, number);
    else if (needs_token)
        enter(world, number);
    else if (sim_chance_in(&world->chance, 1, 12))
        ask_to_erase(world, number);
}

/* --- owners --- */

void sim_void(sim_world *world) {
    static const int64_t day_ms = INT64_C(86400000);
    int64_t organization_id =
        world->organization_ids[sim_chance_below(&world->chance, SIM_ORGANIZATIONS)];
    int64_t day = world->now_ms / day_ms - (int64_t)sim_chance_below(&world->chance, 2);
    bool is_more = false;
    if (world->backend.db == NULL) return;
    service service = sim_backend_service(&world->backend, world->now_ms);
    service.may_write = true;
    db_begin(service.db, true);
    int64_t count = meter_void_day(&service, organization_id, day, 0, &is_more);
    bool is_done = db_commit(service.db);
    sim_backend_end_service(&world->backend, &service);
    world->voided_most += count;
    if (is_done) world->voided_least += count;
    sim_say(world, "%lld day %lld taken back: %lld, %s", (long long)world->now_ms, (long long)day,
            (long long)count, is_done ? "done" : "failed");
}
