/* Any bytes as the body of POST /v1/events: refused as a whole with a problem, or read, each event
 * whole or refused with a reason. What the reader of plain bodies takes, the general one takes just
 * so. Also as a time, a UUID and a table of plans, whose readers meet outside bytes too. */
#include "domain/time_text.h"
#include "domain/uuid.h"
#include "service/plan.h"
#include "service/service_meter.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 64 * 1024 };

static const int64_t now_ms = INT64_C(1796083200000); /* 2026-12-01T00:00:00Z */

static void require(bool condition) {
    if (!condition) abort();
}

static void require_same_text(chatlet_str a, chatlet_str b) {
    require(a.size_bytes == b.size_bytes);
    require(a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

static void require_whole(const event *event) {
    require(uuid_is_v7(event->id));
    require(event->quantity != 0);
    require((event->quantity < 0) == !uuid_is_zero(event->corrects));
    require(event->meter.size_bytes > 0 && event->meter.size_bytes <= METER_NAME_BYTES_MAX);
    require(event->text.size_bytes <= EVENT_TEXT_BYTES_MAX);
    require(event->occurred_at_ms >= now_ms - (int64_t)EVENT_LATE_MINUTES_MAX * 60000);
    require(event->occurred_at_ms <= now_ms + (int64_t)EVENT_AHEAD_MINUTES_MAX * 60000);
    if (event->data_json.size_bytes > 0) {
        require(event->data_json.data[0] == '{');
        require(event->data_json.data[event->data_json.size_bytes - 1] == '}');
    }
}

static void require_same_event(const event *a, const event *b) {
    require(memcmp(a->id, b->id, sizeof a->id) == 0);
    require(memcmp(a->conversation, b->conversation, sizeof a->conversation) == 0);
    require(memcmp(a->corrects, b->corrects, sizeof a->corrects) == 0);
    require(a->type == b->type && a->occurred_at_ms == b->occurred_at_ms);
    require(a->bot_id == b->bot_id && a->quantity == b->quantity && a->index == b->index);
    require_same_text(a->meter, b->meter);
    require_same_text(a->author, b->author);
    require_same_text(a->text, b->text);
    require_same_text(a->data_json, b->data_json);
}

static void require_same(const events_request *plain, const events_request *general) {
    require(plain->count == general->count);
    for (size_t i = 0; i < plain->count; i++) {
        require(plain->has_id[i] == general->has_id[i]);
        require(plain->is_refused[i] == general->is_refused[i]);
        require(plain->answers[i].outcome == general->answers[i].outcome);
        require(plain->answers[i].reason == general->answers[i].reason ||
                strcmp(plain->answers[i].reason, general->answers[i].reason) == 0);
        if (!plain->is_refused[i]) require_same_event(&plain->events[i], &general->events[i]);
    }
}

static void read_body(service *service, chatlet_str body) {
    events_request general = {.count = 0};
    events_request plain = {.count = 0};
    bool good = events_read_general(service, body, false, &general);
    require(good == (service->problem.code == PROBLEM_NONE));
    for (size_t i = 0; good && i < general.count; i++) {
        require(general.is_refused[i] == (general.answers[i].reason != NULL));
        if (!general.is_refused[i]) require_whole(&general.events[i]);
    }
    service->problem = (problem){.code = PROBLEM_NONE};
    if (!events_read_plain(service, body, &plain)) return;
    require(good);
    require_same(&plain, &general);
}

static void read_small(region *memory, chatlet_str source) {
    int64_t time_ms;
    int64_t again_ms;
    char time_text[TIME_TEXT_BYTES];
    char uuid_text[UUID_TEXT_BYTES];
    uint8_t uuid[UUID_BYTES];
    uint8_t again[UUID_BYTES];
    plan_table table;
    chatlet_error error;
    if (time_text_read(source, &time_ms) && time_ms >= 0) {
        require(time_text_read(time_text_write(time_ms, time_text), &again_ms));
        require(again_ms == time_ms);
    }
    if (uuid_read(source, uuid)) {
        require(uuid_read(uuid_write(uuid, uuid_text), again));
        require(memcmp(uuid, again, sizeof uuid) == 0);
    }
    if (plan_table_read(memory, source, &table, &error)) {
        require(table.count > 0 && table.count <= PLANS_MAX);
        require(plan_of(&table, CHATLET_STR("")) == &table.plans[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str source = {.data = (const char *)data, .size_bytes = size};
    region memory;
    if (size > BYTES_MAX) return 0;
    region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
    service service = {.memory = &memory, .now_ms = now_ms};
    read_body(&service, source);
    service.problem = (problem){.code = PROBLEM_NONE};
    events_request request = {.count = 0};
    (void)events_read(&service, source, true, &request);
    read_small(&memory, source);
    region_free(&memory);
    return 0;
}
