/* Clients that make events, send them until they are answered for, and the network between:
 * requests that are lost, come late or twice, and answers that are lost. */
#include "sim_world.h"

#include "service/service_meter.h"

#include <string.h>

enum { GROUP_MAX = 3, CONVERSATION_MS = 20 * 60 * 1000, MINUTE_MS = 60 * 1000 };

/* --- making events --- */

static bool is_pending(const sim_event *event) {
    return !event->is_acknowledged && !event->is_refused && !event->is_abandoned;
}

static sim_event *add_event(sim_world *world, uint32_t number, sim_event_kind kind) {
    if (world->event_count == SIM_EVENTS_MAX) return NULL;
    const sim_client *client = &world->clients[number];
    sim_event *event = &world->events[world->event_count++];
    *event = (sim_event){.kind = kind,
                         .client = (uint8_t)number,
                         .bot = (uint8_t)client->bot,
                         .visitor_id = client->visitor_id,
                         .quantity = 1,
                         .occurred_at_ms = world->now_ms + client->skew_ms};
    sim_uuid_make(&world->chance, event->occurred_at_ms, event->id);
    memcpy(event->conversation, client->conversation, sizeof event->conversation);
    return event;
}

static void begin_conversation(sim_world *world, uint32_t number) {
    sim_client *client = &world->clients[number];
    sim_event *event = add_event(world, number, SIM_EVENT_CONVERSATION);
    if (event == NULL) return;
    memcpy(event->conversation, event->id, sizeof event->id);
    memcpy(client->conversation, event->id, sizeof event->id);
    client->conversation_ends_ms = world->now_ms + CONVERSATION_MS;
}

/* An acknowledged event of the server's that was not taken back yet. */
static const sim_event *find_correctable(const sim_world *world, uint32_t number) {
    for (uint32_t i = 0; i < world->event_count; i++) {
        const sim_event *event = &world->events[i];
        if (event->client != number || !event->is_acknowledged || event->quantity < 3) continue;
        if (event->corrected) continue;
        return event;
    }
    return NULL;
}

static void make_usage(sim_world *world, uint32_t number) {
    const sim_event *wrong =
        sim_chance_in(&world->chance, 1, 5) ? find_correctable(world, number) : NULL;
    sim_event *event = add_event(world, number, SIM_EVENT_USAGE);
    if (event == NULL) return;
    event->quantity = 1 + (int64_t)sim_chance_below(&world->chance, 500);
    if (wrong == NULL) return;
    world->events[wrong - world->events].corrected = true;
    event->is_correction = true;
    event->quantity = -(1 + (int64_t)sim_chance_below(&world->chance, (uint64_t)wrong->quantity));
    memcpy(event->corrects, wrong->id, sizeof event->corrects);
}

static void make_events(sim_world *world, uint32_t number) {
    sim_client *client = &world->clients[number];
    uint64_t count = 1 + sim_chance_below(&world->chance, 4);
    if (!client->is_server && client->conversation_ends_ms <= world->now_ms)
        begin_conversation(world, number);
    for (uint64_t i = 0; i < count; i++) {
        if (client->is_server)
            make_usage(world, number);
        else
            (void)add_event(world, number, SIM_EVENT_MESSAGE);
    }
}

void sim_abandon(sim_world *world, uint32_t client) {
    for (uint32_t i = 0; i < world->event_count; i++) {
        if (world->events[i].client == client) world->events[i].is_abandoned = true;
    }
}

bool sim_has_pending(const sim_world *world) {
    for (uint32_t i = 0; i < world->event_count; i++) {
        if (is_pending(&world->events[i])) return true;
    }
    return false;
}

/* --- writing requests --- */

static bool append(sim_parcel *parcel, const char *text, size_t size_bytes) {
    if (size_bytes >= sizeof parcel->body - parcel->body_bytes) return false;
    memcpy(parcel->body + parcel->body_bytes, text, size_bytes);
    parcel->body_bytes += size_bytes;
    return true;
}

static void append_event(sim_world *world, sim_parcel *parcel, uint32_t number) {
    char text[700];
    char name[ROW_ID_TEXT_BYTES];
    sim_event *event = &world->events[number];
    chatlet_str bot = row_id_text(ROW_BOT, world->bots[event->bot].id, name);
    size_t size_bytes = sim_event_write(event, number, bot, text + 1, sizeof text - 1);
    bool is_first = parcel->count == 0;
    text[0] = ',';
    if (size_bytes == 0) return;
    if (!append(parcel, is_first ? text + 1 : text, is_first ? size_bytes : size_bytes + 1)) return;
    parcel->events[parcel->count++] = number;
    event->sent++;
    world->outcome->sent++;
}

/* What a client has to send, oldest first; now and then with one that was answered for already. */
static bool pack(sim_world *world, uint32_t number, sim_parcel *parcel) {
    const sim_client *client = &world->clients[number];
    *parcel = (sim_parcel){.client = number, .token_bytes = client->token_bytes};
    memcpy(parcel->token, client->token, client->token_bytes);
    (void)append(parcel, "{\"events\":[", 11);
    for (uint32_t i = 0; i < world->event_count && parcel->count < SIM_BATCH_MAX; i++) {
        const sim_event *event = &world->events[i];
        if (event->client != number || event->is_abandoned) continue;
        bool is_repeated =
            event->is_acknowledged && !world->is_calm && sim_chance_in(&world->chance, 1, 40);
        if (is_pending(event) || is_repeated) append_event(world, parcel, i);
    }
    (void)append(parcel, "]}", 2);
    return parcel->count > 0;
}

/* --- the writer --- */

/* Reads the requests of a group and commits them together, as the server's writer does. Answers
 * count once that is done. */
static bool commit(sim_world *world, sim_parcel *const *parcels, uint32_t count,
                   events_request *requests, bool *was_read) {
    events_request *good[GROUP_MAX];
    size_t good_count = 0;
    service service = sim_backend_service(&world->backend, world->now_ms);
    for (uint32_t i = 0; i < count; i++) {
        chatlet_str body = {.data = parcels[i]->body, .size_bytes = parcels[i]->body_bytes};
        service.caller = (service_caller){.kind = CALLER_NOBODY,
                                          .address = CHATLET_STR("198.51.100.7"),
                                          .origin = world->clients[parcels[i]->client].is_server
                                                        ? CHATLET_STR("")
                                                        : CHATLET_STR("https://shop.example")};
        was_read[i] = events_read(&service, body, false, &requests[i]);
        if (!was_read[i]) continue;
        requests[i].token =
            (chatlet_str){.data = parcels[i]->token, .size_bytes = parcels[i]->token_bytes};
        requests[i].caller = service.caller;
        good[good_count++] = &requests[i];
    }
    service.problem = (problem){.code = PROBLEM_NONE};
    service.caller = (service_caller){.kind = CALLER_SYSTEM};
    service.may_write = true;
    db_begin(service.db, true);
    if (good_count > 0) meter_commit(&service, good, good_count);
    bool is_done = db_commit(service.db);
    sim_backend_end_service(&world->backend, &service);
    return is_done;
}

static const char *name_of(const event_answer *answer) {
    switch (answer->outcome) {
    case EVENT_ACCEPTED: return "accepted";
    case EVENT_DUPLICATE: return "duplicate";
    case EVENT_REFUSED: return answer->reason;
    }
    return "";
}

/* The client reads what it was answered. */
static void note_answers(sim_world *world, const sim_parcel *parcel,
                         const events_request *request) {
    for (uint32_t i = 0; i < parcel->count && i < request->count; i++) {
        sim_event *event = &world->events[parcel->events[i]];
        const event_answer *answer = &request->answers[i];
        bool is_stored = answer->outcome != EVENT_REFUSED;
        sim_say(world, "    event %u: %s", (unsigned)parcel->events[i], name_of(answer));
        if (is_stored && !event->is_acknowledged) world->outcome->events++;
        if (is_stored)
            event->is_acknowledged = true;
        else if (!event->is_acknowledged)
            event->is_refused = true;
    }
}

static void note_problem(sim_world *world, const sim_parcel *parcel, problem_code code) {
    sim_client *client = &world->clients[parcel->client];
    sim_say(world, "    client %u: problem %d", (unsigned)parcel->client, (int)code);
    if (code == PROBLEM_UNAUTHENTICATED && !client->is_server) client->token_ends_ms = 0;
}

static void send_group(sim_world *world, sim_parcel *const *parcels, uint32_t count, bool is_late) {
    events_request requests[GROUP_MAX];
    bool was_read[GROUP_MAX];
    bool is_done = commit(world, parcels, count, requests, was_read);
    sim_say(world, "%lld %u requests%s: %s", (long long)world->now_ms, (unsigned)count,
            is_late ? " come late" : "", is_done ? "committed" : "failed");
    for (uint32_t i = 0; i < count && is_done; i++) {
        bool is_lost = is_late || (!world->is_calm && sim_chance_in(&world->chance, 1, 8));
        if (!was_read[i])
            sim_fail(world, "a request of events could not be read");
        else if (is_lost)
            sim_say(world, "    the answer is lost");
        else if (requests[i].problem.code != PROBLEM_NONE)
            note_problem(world, parcels[i], requests[i].problem.code);
        else
            note_answers(world, parcels[i], &requests[i]);
    }
}

/* --- the network --- */

static void hold_back(sim_world *world, const sim_parcel *parcel) {
    if (world->parcel_count == SIM_PARCELS_MAX) return;
    world->parcels[world->parcel_count++] = *parcel;
    for (uint32_t i = 0; i < parcel->count; i++)
        world->events[parcel->events[i]].sent++;
}

/* What was held back arrives now, perhaps a second time; nobody waits for the answer any more. */
static void bring_late(sim_world *world) {
    if (world->parcel_count == 0) return;
    static sim_parcel late;
    late = world->parcels[0];
    world->parcel_count--;
    memmove(&world->parcels[0], &world->parcels[1], world->parcel_count * sizeof late);
    sim_parcel *group[1] = {&late};
    send_group(world, group, 1, true);
}

static bool can_send(const sim_world *world, uint32_t number) {
    const sim_client *client = &world->clients[number];
    if (client->is_server) return true;
    return client->visitor_id != 0 && !client->is_erasing && client->token_ends_ms > world->now_ms;
}

void sim_post(sim_world *world) {
    static sim_parcel parcels[GROUP_MAX]; /* large, and one group at a time */
    sim_parcel *group[GROUP_MAX];
    uint32_t count = 0;
    if (world->backend.db == NULL) return;
    if (sim_chance_in(&world->chance, 1, 6)) bring_late(world);
    uint32_t first = (uint32_t)sim_chance_below(&world->chance, SIM_CLIENTS);
    uint64_t wanted = 1 + sim_chance_below(&world->chance, GROUP_MAX);
    for (uint32_t i = 0; i < SIM_CLIENTS && count < wanted; i++) {
        uint32_t number = (first + i) % SIM_CLIENTS;
        if (!can_send(world, number)) continue;
        if (!world->is_calm) make_events(world, number);
        if (!pack(world, number, &parcels[count])) continue;
        uint64_t luck = world->is_calm ? 9 : sim_chance_below(&world->chance, 12);
        if (luck <= 1) hold_back(world, &parcels[count]); /* arrives later, too or only */
        if (luck != 0 && luck != 2) {
            group[count] = &parcels[count];
            count++;
        }
    }
    if (count > 0) send_group(world, group, count, false);
}
