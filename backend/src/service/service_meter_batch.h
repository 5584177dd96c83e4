/* One transaction's work of the meter: what was counted for whom, and what follows from it. Within
 * the meter only. */
#ifndef SERVICE_METER_BATCH_H
#define SERVICE_METER_BATCH_H

#include "../store/store_usage.h"
#include "../store/store_usage_alert.h"
#include "service_meter.h"

/* An organization that the batch has to do with. */
typedef struct meter_organization {
    int64_t id;
    bool is_there;
    const plan *plan;
    bool is_unpaid; /* limited because money is owed */
    int64_t period_start_ms;
    int64_t period_end_ms;
    store_usage_period before; /* of conversations, when the batch began */
    int64_t used;              /* with what the batch counted so far */
    int64_t charged;           /* likewise */
    int64_t reached_at_ms;     /* likewise */
    int64_t overage_maximum;
    bool mails_alerts;
} meter_organization;

/* A sum that the batch adds to. */
typedef struct meter_tally {
    meter_organization *organization;
    int64_t bot_id;
    chatlet_str meter;
    int64_t day;
    int64_t quantity;
} meter_tally;

/* A bot that was looked for. */
typedef struct meter_bot {
    int64_t organization_id;
    int64_t bot_id;
    bool is_there;
} meter_bot;

/* How much a visitor did on a day. */
typedef struct meter_visitor_day {
    int64_t organization_id;
    int64_t visitor_id;
    int64_t day;
    bool is_messages; /* else conversations */
    int64_t quantity;
    int64_t added; /* of it, by the batch */
} meter_visitor_day;

/* Things by a number that is made of what names them; open addressing over `things`. */
typedef struct meter_table {
    uint32_t *places;   /* position in the list, from 1; 0: free */
    size_t place_count; /* a power of two */
    size_t count;
} meter_table;

typedef struct meter_batch {
    service *service;
    size_t capacity; /* of each list */
    meter_organization *organizations;
    meter_table organization_table;
    meter_tally *tallies;
    meter_table tally_table;
    meter_bot *bots;
    meter_table bot_table;
    meter_visitor_day *visitor_days;
    meter_table visitor_table;
} meter_batch;

/* For at most `events` events of `requests` requests. False: memory was refused. */
bool meter_batch_open(meter_batch *batch, service *service, size_t events, size_t requests);

/* The organization as it is before the batch; is_there false: there is none. Never NULL. */
meter_organization *meter_batch_organization(meter_batch *batch, int64_t organization_id);

bool meter_batch_has_bot(meter_batch *batch, int64_t organization_id, int64_t bot_id);

meter_visitor_day *meter_batch_visitor_day(meter_batch *batch, const meter_visitor_day *wanted);

/* Adds to the sums. */
void meter_batch_count(meter_batch *batch, meter_organization *organization,
                       const store_usage_event *event);

/* Writes the sums, and what follows: overage, alerts. */
void meter_batch_settle(meter_batch *batch);

/* Where the organization stands with what the batch counted so far. */
meter_state meter_organization_state(const meter_organization *organization, int64_t now_ms);

/* When the grace ends by time alone; 0: it has not begun, or there is none. */
int64_t meter_organization_limited_from(const meter_organization *organization);

/* Tells of thresholds that were passed, and of those that are no longer; of sudden rises. */
void meter_alert(service *service, const meter_organization *organization, int64_t day_sum);

#endif
