/* Rows of metering: events, their sums, billing periods, and what visitors did on a day. */
#ifndef STORE_USAGE_H
#define STORE_USAGE_H

#include "../domain/region.h"
#include "../domain/uuid.h"
#include "db.h"

typedef struct store_usage_event {
    int64_t organization_id;
    uint8_t id[UUID_BYTES];
    int64_t bot_id; /* 0: of none */
    chatlet_str meter;
    int64_t quantity; /* never 0; negative: a correction */
    int64_t occurred_at_ms;
    int64_t received_at_ms;
    int64_t period_start_ms;
    uint8_t corrects[UUID_BYTES]; /* zeros: none */
} store_usage_event;

/* Adds those events that are not there; is_new[i] says which. Also within `events` the first of its
 * name is the new one. */
void store_usage_add(db *db, const store_usage_event *events, size_t count, bool *is_new);

bool store_usage_find(db *db, int64_t organization_id, const uint8_t id[UUID_BYTES], region *memory,
                      store_usage_event *event);

/* The sum of corrections of an event: 0 or negative. */
int64_t store_usage_corrected(db *db, int64_t organization_id, const uint8_t id[UUID_BYTES]);

/* Takes back what store_usage_add just added, in the same transaction. */
void store_usage_undo(db *db, int64_t organization_id, const uint8_t id[UUID_BYTES]);

/* Up to `limit` positive events of a meter with an id above `after` (zeros: from the first) that
 * happened on `day`, of one bot unless that is 0, of which something is left after corrections. In
 * the order of ids; quantity is what is left. The ids of UUIDv7 are times of their makers, so only
 * those within `around_ms` of the day are looked at. */
typedef struct store_usage_day_question {
    int64_t organization_id;
    chatlet_str meter;
    int64_t day;
    int64_t bot_id;
    int64_t around_ms;
    size_t limit;
} store_usage_day_question;
size_t store_usage_list_day(db *db, const store_usage_day_question *question, region *memory,
                            store_usage_event **events);

/* --- sums --- */

typedef struct store_usage_key {
    int64_t organization_id;
    chatlet_str meter;
    int64_t day;             /* of store_usage_add_day */
    int64_t bot_id;          /* likewise */
    int64_t period_start_ms; /* of store_usage_add_period */
} store_usage_key;

void store_usage_add_day(db *db, const store_usage_key *key, int64_t quantity);

/* The sum with it. */
int64_t store_usage_add_period(db *db, const store_usage_key *key, int64_t quantity);

typedef struct store_usage_period {
    int64_t quantity;
    int64_t charged;
    int64_t reached_at_ms; /* 0: not past the quota */
} store_usage_period;

/* Zeros when nothing was used. */
void store_usage_read_period(db *db, const store_usage_key *key, store_usage_period *period);
void store_usage_set_charged(db *db, const store_usage_key *key, int64_t charged,
                             int64_t reached_at_ms);

/* What all bots used on the days from `first_day` to `last_day`. */
int64_t store_usage_sum_days(db *db, int64_t organization_id, chatlet_str meter, int64_t first_day,
                             int64_t last_day);

/* One line of a report. */
typedef struct store_usage_line {
    chatlet_str meter;
    int64_t day; /* or 0 when not asked by day */
    int64_t bot_id;
    int64_t quantity;
} store_usage_line;

/* How to sum: every wanted part stands in the lines, the others are 0. */
typedef struct store_usage_question {
    int64_t organization_id;
    chatlet_str meter; /* empty: all */
    int64_t first_day;
    int64_t last_day;
    int64_t bot_id; /* 0: all */
    bool by_day;
    bool by_bot;
    size_t limit;
} store_usage_question;

/* By meter, day, bot; at most `limit`. *lines is in `memory`. */
size_t store_usage_list(db *db, const store_usage_question *question, region *memory,
                        store_usage_line **lines);

/* --- billing periods --- */

typedef struct store_billing_period {
    int64_t start_ms;
    int64_t end_ms;
    int64_t anchor_ms;
} store_billing_period;

/* The newest one that began at `at_ms` or before. */
bool store_billing_period_find(db *db, int64_t organization_id, int64_t at_ms,
                               store_billing_period *period);
void store_billing_period_add(db *db, int64_t organization_id, const store_billing_period *period);

/* Ends a period earlier, when another one begins within it. */
void store_billing_period_cut(db *db, int64_t organization_id, int64_t start_ms, int64_t end_ms);
size_t store_billing_period_list(db *db, int64_t organization_id, size_t limit, region *memory,
                                 store_billing_period **periods);

/* --- what one visitor did on a day --- */

typedef struct store_visitor_usage_key {
    int64_t organization_id;
    int64_t day;
    int64_t visitor_id;
    chatlet_str meter;
} store_visitor_usage_key;

int64_t store_visitor_usage_read(db *db, const store_visitor_usage_key *key);
void store_visitor_usage_add(db *db, const store_visitor_usage_key *key, int64_t quantity);

/* Throws away days before `day`. How many rows. */
int64_t store_visitor_usage_purge(db *db, int64_t day);

#endif
