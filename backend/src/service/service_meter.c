#include "service_meter.h"

#include "../domain/calendar.h"
#include "../security/crypto.h"
#include "service_caller.h"
#include "service_meter_batch.h"

#include <string.h>

static const chatlet_str state_names[] = {
    [METER_OK] = {"ok", 2}, [METER_NOTICE] = {"notice", 6}, [METER_LIMITED] = {"limited", 7}};

chatlet_str meter_state_name(meter_state state) { return state_names[state]; }

/* Events that wait to be added together; what depends on those before it comes after them. */
enum { PENDING_MAX = 64 };

typedef struct meter_pending {
    event *event;
    event_answer *answer;
    meter_visitor_day *visitor_day; /* NULL: nothing of it ends */
} meter_pending;

typedef struct meter_run {
    meter_batch batch;
    service *service;
    events_request *request;
    meter_organization *organization;
    store_usage_event rows[PENDING_MAX];
    meter_pending pending[PENDING_MAX];
    size_t count;
} meter_run;

/* --- who sends --- */

static bool is_visitor_token(chatlet_str token) {
    return token.size_bytes > 4 && memcmp(token.data, "cvt_", 4) == 0;
}

/* A visitor's token says all there is to know; a key is looked up. */
static bool identify(service *service, events_request *request) {
    service->caller = request->caller;
    if (request->token.size_bytes == 0) {
        return request->caller.kind == CALLER_VISITOR || request->caller.kind == CALLER_KEY ||
               service_refuse(service, PROBLEM_UNAUTHENTICATED, CHATLET_STR(""));
    }
    if (is_visitor_token(request->token)) return service_identify_visitor(service, request->token);
    if (!service_identify_key(service, request->token)) return false;
    return permission_set_has(service->caller.permissions, PERMISSION_EVENTS_WRITE) ||
           service_refuse(service, PROBLEM_FORBIDDEN, CHATLET_STR(""));
}

static bool enter(meter_run *run, events_request *request) {
    service *service = run->service;
    service->problem = (problem){.code = PROBLEM_NONE};
    request->messages_left = -1;
    run->request = request;
    if (!identify(service, request)) return false;
    run->organization = meter_batch_organization(&run->batch, service->caller.organization_id);
    return run->organization->is_there ||
           service_refuse(service, PROBLEM_UNAUTHENTICATED,
                          CHATLET_STR("The organization of this token is gone."));
}

/* --- adding --- */

/* What a conversation keeps of a new event, unless storing has stopped. False: it keeps the event
 * for wrong, and so the meter forgets it. */
static bool take(meter_run *run, const meter_pending *one) {
    service *service = run->service;
    if (one->event->type == EVENT_USAGE) return true;
    if (meter_organization_state(run->organization, service->now_ms) == METER_LIMITED) return true;
    *one->answer = conversation_take(service, one->event);
    if (one->answer->outcome != EVENT_REFUSED) return true;
    store_usage_undo(service->db, run->organization->id, one->event->id);
    return false;
}

static void finish_one(meter_run *run, const meter_pending *one, const store_usage_event *row) {
    /* Counted first: the conversation that goes past a limit is itself past it. */
    meter_organization kept = *run->organization;
    bool counts_conversations =
        row->meter.size_bytes == METER_CONVERSATIONS.size_bytes &&
        memcmp(row->meter.data, METER_CONVERSATIONS.data, row->meter.size_bytes) == 0;
    meter_batch_count(&run->batch, run->organization, row);
    if (!take(run, one)) {
        store_usage_event back = *row;
        back.quantity = -row->quantity;
        meter_batch_count(&run->batch, run->organization, &back);
        if (counts_conversations) *run->organization = kept;
        return;
    }
    if (one->visitor_day != NULL) {
        one->visitor_day->quantity++;
        one->visitor_day->added++;
    }
}

static void flush(meter_run *run) {
    bool is_new[PENDING_MAX] = {false};
    store_usage_add(run->service->db, run->rows, run->count, is_new);
    for (size_t i = 0; i < run->count; i++) {
        const meter_pending *one = &run->pending[i];
        if (is_new[i]) {
            finish_one(run, one, &run->rows[i]);
        } else {
            one->answer->outcome = EVENT_DUPLICATE;
        }
    }
    run->count = 0;
}

static void add(meter_run *run, event *event, event_answer *answer,
                meter_visitor_day *visitor_day) {
    int64_t now_ms = run->service->now_ms;
    if (run->count == PENDING_MAX) flush(run);
    store_usage_event *row = &run->rows[run->count];
    *row = (store_usage_event){.organization_id = run->organization->id,
                               .bot_id = event->bot_id,
                               .meter = event->meter,
                               .quantity = event->quantity,
                               .occurred_at_ms = event->occurred_at_ms,
                               .received_at_ms = now_ms,
                               .period_start_ms = run->organization->period_start_ms};
    memcpy(row->id, event->id, UUID_BYTES);
    memcpy(row->corrects, event->corrects, UUID_BYTES);
    run->pending[run->count++] =
        (meter_pending){.event = event, .answer = answer, .visitor_day = visitor_day};
    /* What has an end must be known before the next one of its kind is looked at. */
    if (visitor_day != NULL) flush(run);
}

/* --- what may come --- */

static const char *check_visitor(meter_run *run, event *event) {
    const service_caller *caller = &run->service->caller;
    if (event->type == EVENT_USAGE) return "only-with-a-key";
    if (event->bot_id != 0 && event->bot_id != caller->bot_id) return "only-with-a-key";
    event->bot_id = caller->bot_id;
    if (caller->is_uncounted) return "not-counted";
    return meter_batch_has_bot(&run->batch, caller->organization_id, caller->bot_id)
               ? NULL
               : "unknown-bot";
}

static const char *check_key(meter_run *run, const event *event) {
    if (event->bot_id == 0) return event->type == EVENT_USAGE ? NULL : "wrong-bot";
    return meter_batch_has_bot(&run->batch, run->organization->id, event->bot_id) ? NULL
                                                                                  : "unknown-bot";
}

/* Whether it was counted before; what waits to be added is added first. */
static bool is_there(meter_run *run, const event *event) {
    store_usage_event known;
    flush(run);
    return store_usage_find(run->service->db, run->organization->id, event->id,
                            run->service->memory, &known);
}

/* Nothing is taken back that was not counted, and nothing twice. */
static const char *check_correction(meter_run *run, const event *event) {
    store_usage_event corrected;
    db *db = run->service->db;
    int64_t id = run->organization->id;
    if (event->quantity > 0 || is_there(run, event)) return NULL;
    if (!store_usage_find(db, id, event->corrects, run->service->memory, &corrected) ||
        corrected.quantity < 0) {
        return "unknown-event";
    }
    if (corrected.meter.size_bytes != event->meter.size_bytes ||
        memcmp(corrected.meter.data, event->meter.data, event->meter.size_bytes) != 0 ||
        corrected.bot_id != event->bot_id) {
        return "other-meter";
    }
    int64_t rest = corrected.quantity + store_usage_corrected(db, id, event->corrects);
    return rest + event->quantity < 0 ? "corrects-too-much" : NULL;
}

/* The visitor's day that `event` is counted in, where it ends; NULL: it does not. */
static meter_visitor_day *find_visitor_day(meter_run *run, const event *event, int64_t *maximum) {
    const service_caller *caller = &run->service->caller;
    bool is_message = event->type == EVENT_MESSAGE && event->author.size_bytes == 7;
    if (caller->kind != CALLER_VISITOR) return NULL;
    if (is_message) {
        *maximum = run->organization->plan->messages_per_visitor_day;
    } else {
        *maximum = METER_VISITOR_CONVERSATIONS_MAX;
    }
    if (*maximum == PLAN_UNLIMITED || (!is_message && event->type != EVENT_CONVERSATION)) {
        return NULL;
    }
    return meter_batch_visitor_day(
        &run->batch,
        &(meter_visitor_day){.organization_id = caller->organization_id,
                             .visitor_id = caller->visitor_id,
                             /* When it came, not when it says it was: a clock set back would
                              * have thirty-five days to fill. */
                             .day = calendar_day(run->service->now_ms),
                             .is_messages = is_message});
}

static void take_event(meter_run *run, event *event, event_answer *answer) {
    int64_t maximum = PLAN_UNLIMITED;
    bool is_key = run->service->caller.kind == CALLER_KEY;
    *answer = (event_answer){.outcome = EVENT_ACCEPTED};
    const char *reason = is_key ? check_key(run, event) : check_visitor(run, event);
    if (reason == NULL) reason = check_correction(run, event);
    meter_visitor_day *day = reason == NULL ? find_visitor_day(run, event, &maximum) : NULL;
    if (day != NULL && day->quantity >= maximum) {
        if (is_there(run, event)) {
            answer->outcome = EVENT_DUPLICATE;
            return;
        }
        reason = "visitor-limit";
    }
    if (reason != NULL) {
        *answer = (event_answer){.outcome = EVENT_REFUSED, .reason = reason};
        return;
    }
    add(run, event, answer, day);
}

/* How many messages the visitor has left today. */
static void note_messages_left(meter_run *run) {
    const service_caller *caller = &run->service->caller;
    int64_t maximum = run->organization->plan->messages_per_visitor_day;
    if (caller->kind != CALLER_VISITOR || maximum == PLAN_UNLIMITED) return;
    const meter_visitor_day *day = meter_batch_visitor_day(
        &run->batch, &(meter_visitor_day){.organization_id = caller->organization_id,
                                          .visitor_id = caller->visitor_id,
                                          .day = calendar_day(run->service->now_ms),
                                          .is_messages = true});
    run->request->messages_left = day->quantity < maximum ? maximum - day->quantity : 0;
}

static void take_request(meter_run *run, events_request *request) {
    for (size_t i = 0; i < request->count; i++) {
        if (!request->is_refused[i]) take_event(run, &request->events[i], &request->answers[i]);
    }
    flush(run);
    note_messages_left(run);
    request->state = meter_organization_state(run->organization, run->service->now_ms);
}

static size_t count_events(events_request **requests, size_t count) {
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += requests[i]->count;
    return sum;
}

void meter_commit(service *service, events_request **requests, size_t count) {
    service_caller kept = service->caller;
    meter_run *run = region_take(service->memory, sizeof *run);
    bool good =
        run != NULL && meter_batch_open(&run->batch, service, count_events(requests, count), count);
    for (size_t i = 0; i < count; i++) {
        requests[i]->problem = (problem){.code = PROBLEM_NONE};
        if (!good) {
            requests[i]->problem = (problem){.code = PROBLEM_BUSY, .retry_after_s = 1};
            continue;
        }
        run->service = service;
        if (enter(run, requests[i])) {
            take_request(run, requests[i]);
        } else {
            requests[i]->problem = service->problem;
        }
    }
    service->problem = (problem){.code = PROBLEM_NONE};
    service->caller = kept;
    if (good) meter_batch_settle(&run->batch);
}

/* --- asking --- */

bool meter_read_quota(service *service, int64_t organization_id, meter_quota *quota) {
    meter_batch batch;
    if (!meter_batch_open(&batch, service, 0, 1)) return false;
    const meter_organization *one = meter_batch_organization(&batch, organization_id);
    if (!one->is_there) return false;
    *quota = (meter_quota){.state = meter_organization_state(one, service->now_ms),
                           .plan = one->plan->name,
                           .quota = plan_quota(one->plan, PLAN_QUOTA_CONVERSATIONS),
                           .used = one->used,
                           .charged = one->charged,
                           .period_start_ms = one->period_start_ms,
                           .period_end_ms = one->period_end_ms,
                           .limited_from_ms = meter_organization_limited_from(one)};
    return true;
}

/* --- taking back --- */

/* The name of what takes back the rest of an event: always the same, so that it happens once. Of
 * version 8 (RFC 9562, section 5.8), from a hash. */
static void void_id(const store_usage_event *event, uint8_t id[UUID_BYTES]) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    uint8_t bytes[4 + UUID_BYTES + 8] = {'v', 'o', 'i', 'd'};
    memcpy(bytes + 4, event->id, UUID_BYTES);
    for (int i = 0; i < 8; i++)
        bytes[4 + UUID_BYTES + i] = (uint8_t)((uint64_t)event->quantity >> (8 * i));
    crypto_sha256((chatlet_str){.data = (const char *)bytes, .size_bytes = sizeof bytes}, digest);
    memcpy(id, digest, UUID_BYTES);
    /* The time of the event stays in front, so that neighbours in time are neighbours on disk. */
    memcpy(id, event->id, 6);
    id[6] = (uint8_t)(0x80 | (id[6] & 0x0f));
    id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
}

static void void_event(meter_batch *batch, meter_organization *organization,
                       const store_usage_event *event) {
    service *service = batch->service;
    store_usage_event back = *event;
    bool is_new = false;
    memcpy(back.corrects, event->id, UUID_BYTES);
    void_id(event, back.id);
    back.quantity = -event->quantity;
    back.received_at_ms = service->now_ms;
    back.period_start_ms = organization->period_start_ms;
    store_usage_add(service->db, &back, 1, &is_new);
    if (is_new) meter_batch_count(batch, organization, &back);
}

int64_t meter_void_day(service *service, int64_t organization_id, int64_t day, int64_t bot_id,
                       bool *is_more) {
    const int64_t around_ms = (int64_t)(EVENT_LATE_MINUTES_MAX + 1440) * 60 * 1000;
    meter_batch batch;
    store_usage_event *events;
    *is_more = false;
    if (!meter_batch_open(&batch, service, METER_VOID_MAX, 1)) return 0;
    meter_organization *organization = meter_batch_organization(&batch, organization_id);
    if (!organization->is_there) return 0;
    size_t count = store_usage_list_day(service->db,
                                        &(store_usage_day_question){
                                            .organization_id = organization_id,
                                            .meter = METER_CONVERSATIONS,
                                            .day = day,
                                            .bot_id = bot_id,
                                            .around_ms = around_ms,
                                            .limit = METER_VOID_MAX + 1,
                                        },
                                        service->memory, &events);
    *is_more = count > METER_VOID_MAX;
    if (*is_more) count = METER_VOID_MAX;
    int64_t used = organization->used;
    for (size_t i = 0; i < count; i++)
        void_event(&batch, organization, &events[i]);
    meter_batch_settle(&batch);
    return used - organization->used;
}

int64_t meter_purge(service *service) {
    return store_visitor_usage_purge(service->db, calendar_day(service->now_ms) - 1);
}
