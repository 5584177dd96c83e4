/* What administrators do, the sender of the outbox, and the receiver at the other end. Deeds have a
 * kind of their own, so that the receiver knows what it was told; it is put into the backend's list
 * while linking (sim.cmake). */
#include "sim_world.h"

#include "service/outbox_kinds.h"
#include "service/service_chores.h"

#include <string.h>

enum { TAKE_MAX = 3, LEASE_MS = 30 * 1000, DEED_TEXT_BYTES = 40 };

/* --- the kind --- */

static bool build_deed(service *service, const outbox_item *item, outbox_call *call) {
    char text[ROW_ID_TEXT_BYTES];
    chatlet_str key = region_copy(service->memory, row_id_text(ROW_OUTBOX, item->id, text));
    *call = (outbox_call){.kind = OUTBOX_CALL_HTTP,
                          .method = "POST",
                          .url = CHATLET_STR("https://receiver.example/deeds"),
                          .body = item->body_json,
                          .field_count = 1};
    call->fields[0] = (outbox_field){CHATLET_STR("Idempotency-Key"), key};
    return true;
}

static const outbox_kind deed_kind = {.name = "sim.deed", .build = build_deed};

const outbox_kind *__real_outbox_kind_find(chatlet_str name);
const outbox_kind *__wrap_outbox_kind_find(chatlet_str name);

const outbox_kind *__wrap_outbox_kind_find(chatlet_str name) {
    bool is_deed = name.size_bytes == strlen(deed_kind.name) &&
                   memcmp(name.data, deed_kind.name, name.size_bytes) == 0;
    return is_deed ? &deed_kind : __real_outbox_kind_find(name);
}

/* --- administrators --- */

void sim_act(sim_world *world) {
    if (world->backend.db == NULL || world->deed_count == SIM_DEEDS_MAX) return;
    uint32_t number = world->deed_count++;
    sim_deed *deed = &world->deeds[number];
    uint32_t organization = (uint32_t)sim_chance_below(&world->chance, SIM_ORGANIZATIONS);
    deed->organization = (uint8_t)organization;
    int64_t organization_id = world->organization_ids[organization];
    char body[DEED_TEXT_BYTES];
    (void)snprintf(body, sizeof body, "{\"deed\":%u}", (unsigned)number);

    service service = sim_backend_service(&world->backend, world->now_ms);
    db_begin(service.db, true);
    service_audit(&service, organization_id, "sim.deed", CHATLET_STR(""),
                  (chatlet_str){.data = body, .size_bytes = strlen(body)});
    int64_t id = service_leave(&service, "sim.deed", organization_id,
                               (chatlet_str){.data = body, .size_bytes = strlen(body)}, 0);
    bool is_done = db_commit(service.db);
    sim_backend_end_service(&world->backend, &service);
    if (is_done) {
        deed->is_answered = true;
        deed->outbox_id = id;
        world->outcome->deeds++;
    }
    sim_say(world, "%lld deed %u: %s", (long long)world->now_ms, (unsigned)number,
            is_done ? "done" : "failed");
}

/* --- the receiver --- */

static bool is_known(const sim_world *world, int64_t key) {
    for (uint32_t i = 0; i < world->received_count; i++) {
        if (world->received[i] == key) return true;
    }
    return false;
}

/* Acts once for each key. */
static void receive(sim_world *world, const sim_held *held, int64_t key) {
    if (is_known(world, key)) return;
    if (world->received_count == sizeof world->received / sizeof *world->received) return;
    world->received[world->received_count++] = key;
    if (held->is_deed) world->deeds[held->deed].count++;
    sim_say(world, "    received %s %u under %lld", held->is_deed ? "deed" : "mail",
            (unsigned)held->deed, (long long)key);
}

/* --- the sender --- */

static bool is_deed(const outbox_item *item) {
    return item->kind.size_bytes == strlen(deed_kind.name) &&
           memcmp(item->kind.data, deed_kind.name, item->kind.size_bytes) == 0;
}

static uint32_t deed_of(const outbox_item *item) {
    uint32_t number = 0;
    if (!is_deed(item)) return 0;
    for (size_t i = 0; i < item->body_json.size_bytes; i++) {
        char letter = item->body_json.data[i];
        if (letter >= '0' && letter <= '9') number = number * 10 + (uint32_t)(letter - '0');
    }
    return number;
}

/* The network: what arrives there, and what comes back. */
static outbox_result carry(sim_world *world, const sim_held *held, int64_t key) {
    outbox_result result = {.failure = CHATLET_STR("no answer")};
    uint64_t luck = world->is_calm ? 9 : sim_chance_below(&world->chance, 10);
    if (luck == 0) return result; /* lost on its way there */
    if (luck == 1) {              /* the receiver is ill */
        result.arrived = true;
        result.status = 503;
        return result;
    }
    receive(world, held, key);
    if (luck == 2) return result; /* the answer was lost */
    result.arrived = true;
    result.status = 200;
    return result;
}

static int64_t key_of(sim_world *world, const sim_held *held) {
    if (world->options->plant != SIM_PLANT_NEW_KEY || held->tries == 0) return held->id;
    return -held->id - (int64_t)held->tries;
}

static void note(sim_world *world, const sim_held *held, const outbox_result *result) {
    if (world->backend.db == NULL || sim_disk_is_down(world->disk)) return;
    service service = sim_backend_service(&world->backend, world->now_ms);
    outbox_item item = {.id = held->id,
                        .kind = held->is_deed ? CHATLET_STR("sim.deed") : CHATLET_STR("mail"),
                        .tries = held->tries};
    db_begin(service.db, true);
    outbox_apply(&service, &item, result);
    bool is_noted = db_commit(service.db);
    sim_backend_end_service(&world->backend, &service);
    sim_say(world, "%lld sent %s %u: %s, %s", (long long)world->now_ms,
            held->is_deed ? "deed" : "mail", (unsigned)held->deed,
            result->arrived ? (result->status == 200 ? "taken" : "refused") : "no answer",
            is_noted ? "noted" : "not noted");
}

static void send_one(sim_world *world, const sim_held *held) {
    outbox_result result = carry(world, held, key_of(world, held));
    note(world, held, &result);
    world->outcome->deliveries++;
}

static size_t take(sim_world *world, sim_held *taken) {
    service service = sim_backend_service(&world->backend, world->now_ms);
    outbox_item *items = NULL;
    db_begin(service.db, true);
    size_t count = outbox_take(&service, TAKE_MAX, LEASE_MS, &items);
    if (!db_commit(service.db)) count = 0;
    for (size_t i = 0; i < count; i++) {
        outbox_call call;
        taken[i] = (sim_held){.id = items[i].id,
                              .tries = items[i].tries,
                              .is_deed = is_deed(&items[i]),
                              .deed = deed_of(&items[i])};
        if (!outbox_build(&service, &items[i], &call)) {
            sim_fail(world, "a row of the outbox cannot be built");
        }
    }
    sim_backend_end_service(&world->backend, &service);
    return count;
}

void sim_tidy(sim_world *world) {
    if (world->backend.db == NULL) return;
    service service = sim_backend_service(&world->backend, world->now_ms);
    service.may_write = true;
    db_begin(service.db, true);
    bool is_more = service_chores(&service);
    bool is_done = db_commit(service.db);
    sim_backend_end_service(&world->backend, &service);
    sim_say(world, "%lld chores: %s%s", (long long)world->now_ms, is_done ? "done" : "failed",
            is_more ? ", more to do" : "");
}

void sim_send(sim_world *world) {
    sim_held taken[TAKE_MAX];
    if (world->backend.db == NULL) return;
    size_t count = take(world, taken);
    for (size_t i = 0; i < count; i++) {
        bool is_slow = !world->is_calm && sim_chance_in(&world->chance, 1, 5);
        if (is_slow && world->held_count < SIM_HELD_MAX) {
            world->held[world->held_count++] = taken[i];
            sim_say(world, "%lld holds deed %u", (long long)world->now_ms, (unsigned)taken[i].deed);
        } else {
            send_one(world, &taken[i]);
        }
    }
}

/* A sender that was slow, perhaps longer than its lease: another may have sent the same
 * meanwhile. */
void sim_send_held(sim_world *world) {
    if (world->held_count == 0) return;
    sim_held first = world->held[0];
    world->held_count--;
    memmove(&world->held[0], &world->held[1], world->held_count * sizeof first);
    send_one(world, &first);
}
