#include "outbox.h"

#include "../store/store_outbox.h"
#include "outbox_kinds.h"

enum { PAUSE_FIRST_MS = 1000, PAUSE_LAST_MS = 60 * 60 * 1000 };

static outbox_item item_of(const store_outbox_row *row) {
    return (outbox_item){.id = row->id,
                         .organization_id = row->organization_id,
                         .kind = row->kind,
                         .body_json = row->body_json,
                         .trace_parent = row->trace_parent,
                         .tries = (uint32_t)row->tries,
                         .lease_ended_ms = row->leased_until_ms};
}

size_t outbox_take(service *service, size_t limit, int64_t lease_ms, outbox_item **items) {
    store_outbox_row *rows = NULL;
    size_t count = store_outbox_due(service->db, service->now_ms, limit, service->memory, &rows);
    outbox_item *taken = region_take(service->memory, count * sizeof *taken);
    size_t taken_count = 0;
    for (size_t i = 0; taken != NULL && i < count; i++) {
        int64_t until_ms = service->now_ms + lease_ms;
        if (!store_outbox_lease(service->db, rows[i].id, service->now_ms, until_ms)) continue;
        taken[taken_count++] = item_of(&rows[i]);
    }
    *items = taken;
    return taken_count;
}

bool outbox_take_one(service *service, int64_t id, int64_t lease_ms, outbox_item *item) {
    store_outbox_row row;
    if (!store_outbox_find(service->db, id, service->memory, &row)) return false;
    /* What came before it goes out first: an order is part of the meaning. */
    if (row.organization_id != 0 &&
        store_outbox_has_older(service->db, row.organization_id, row.id)) {
        return false;
    }
    int64_t until_ms = service->now_ms + lease_ms;
    if (!store_outbox_lease(service->db, id, service->now_ms, until_ms)) return false;
    *item = item_of(&row);
    return true;
}

/* The call is part of the trace of the request that left the row. */
static void add_trace(const outbox_item *item, outbox_call *call) {
    if (call->kind != OUTBOX_CALL_HTTP || item->trace_parent.size_bytes == 0) return;
    if (call->field_count == OUTBOX_FIELDS_MAX) return;
    call->fields[call->field_count++] =
        (outbox_field){.name = CHATLET_STR("traceparent"), .value = item->trace_parent};
}

bool outbox_build(service *service, const outbox_item *item, outbox_call *call) {
    const outbox_kind *kind = outbox_kind_find(item->kind);
    *call = (outbox_call){.kind = OUTBOX_CALL_NOTHING};
    if (kind == NULL) {
        return service_refuse(service, PROBLEM_INTERNAL, CHATLET_STR("This kind is not known."));
    }
    if (!kind->build(service, item, call)) return false;
    add_trace(item, call);
    return true;
}

static outbox_verdict judge_status(uint16_t status) {
    if (status >= 200 && status < 300) return OUTBOX_DONE;
    bool is_passing = status == 408 || status == 409 || status == 425 || status == 429;
    return is_passing || status >= 500 ? OUTBOX_AGAIN : OUTBOX_HOPELESS;
}

/* Doubles from a second to an hour; half of it by chance, so that many do not come back at once. */
static int64_t pause_ms(service *service, uint32_t tries, uint32_t asked_s) {
    int64_t pause = PAUSE_FIRST_MS;
    for (uint32_t i = 0; i < tries && pause < PAUSE_LAST_MS; i++)
        pause *= 2;
    if (pause > PAUSE_LAST_MS) pause = PAUSE_LAST_MS;
    uint32_t chance;
    service->chance.fill(service->chance.context, &chance, sizeof chance);
    pause = pause / 2 + (int64_t)(chance % (uint32_t)(pause / 2 + 1));
    int64_t asked = (int64_t)asked_s * 1000;
    return asked > pause ? asked : pause;
}

static outbox_verdict judge(service *service, const outbox_kind *kind, const outbox_item *item,
                            const outbox_result *result, chatlet_str *outcome_json) {
    if (!result->arrived) return OUTBOX_AGAIN;
    if (kind->apply == NULL) return judge_status(result->status);
    return kind->apply(service, item, result, outcome_json);
}

void outbox_apply(service *service, const outbox_item *item, const outbox_result *result) {
    const outbox_kind *kind = outbox_kind_find(item->kind);
    store_outbox_row row = {
        .id = item->id, .tries = (int64_t)item->tries + 1, .failure = result->failure};
    outbox_verdict verdict =
        kind == NULL ? OUTBOX_AGAIN : judge(service, kind, item, result, &row.outcome_json);
    if (verdict == OUTBOX_AGAIN && row.tries >= OUTBOX_TRIES_MAX) verdict = OUTBOX_HOPELESS;
    switch (verdict) {
    case OUTBOX_DONE: row.state = STORE_OUTBOX_DONE; break;
    case OUTBOX_HOPELESS:
        row.state = STORE_OUTBOX_DEAD;
        if (kind != NULL && kind->give_up != NULL) kind->give_up(service, item);
        break;
    case OUTBOX_AGAIN:
        row.state = STORE_OUTBOX_WAITING;
        row.due_at_ms = service->now_ms + pause_ms(service, item->tries, result->retry_after_s);
        break;
    }
    if (verdict != OUTBOX_AGAIN) {
        row.due_at_ms = service->now_ms;
        row.ended_at_ms = service->now_ms;
    }
    store_outbox_update(service->db, &row);
}

static void end_row(service *service, const outbox_item *item, store_outbox_state state,
                    chatlet_str failure) {
    store_outbox_update(service->db, &(store_outbox_row){.id = item->id,
                                                         .tries = (int64_t)item->tries + 1,
                                                         .state = state,
                                                         .failure = failure,
                                                         .due_at_ms = service->now_ms,
                                                         .ended_at_ms = service->now_ms});
}

void outbox_skip(service *service, const outbox_item *item) {
    end_row(service, item, STORE_OUTBOX_DONE, CHATLET_STR(""));
}

void outbox_bury(service *service, const outbox_item *item, chatlet_str failure) {
    const outbox_kind *kind = outbox_kind_find(item->kind);
    end_row(service, item, STORE_OUTBOX_DEAD, failure);
    if (kind != NULL && kind->give_up != NULL) kind->give_up(service, item);
}

int64_t outbox_next_due_ms(service *service) { return store_outbox_next_due_ms(service->db); }

bool outbox_read_outcome(service *service, int64_t id, bool *is_done, bool *is_dead,
                         chatlet_str *outcome_json) {
    store_outbox_row row;
    if (!store_outbox_find(service->db, id, service->memory, &row)) return false;
    if (row.state == STORE_OUTBOX_WAITING) return false;
    *is_done = row.state == STORE_OUTBOX_DONE;
    *is_dead = row.state == STORE_OUTBOX_DEAD;
    *outcome_json = row.outcome_json;
    return true;
}
