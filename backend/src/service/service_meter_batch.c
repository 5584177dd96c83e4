#include "service_meter_batch.h"

#include "../domain/calendar.h"
#include "../store/store_bot.h"
#include "../store/store_organization.h"
#include "../store/store_visitor.h"
#include "billing.h"
#include "stripe.h"

#include <string.h>

/* --- tables: what was asked once in a transaction is known until its end --- */

static bool open_table(region *memory, size_t capacity, meter_table *table) {
    table->place_count = 16;
    while (table->place_count < capacity * 2)
        table->place_count *= 2;
    table->places = region_take(memory, table->place_count * sizeof *table->places);
    table->count = 0;
    return table->places != NULL;
}

/* Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): the mixer. */
static uint64_t mix(uint64_t hash, uint64_t value) {
    uint64_t mixed = hash + value + UINT64_C(0x9E3779B97F4A7C15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ mixed >> 31;
}

static uint64_t mix_text(uint64_t hash, chatlet_str text) {
    hash = mix(hash, text.size_bytes);
    for (size_t i = 0; i < text.size_bytes; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001B3); /* FNV-1a */
    return mix(hash, 0);
}

static size_t place_of(const meter_table *table, uint64_t hash) {
    return (size_t)hash & (table->place_count - 1);
}

static size_t next_place(const meter_table *table, size_t place) {
    return (place + 1) & (table->place_count - 1);
}

bool meter_batch_open(meter_batch *batch, service *service, size_t events, size_t requests) {
    region *memory = service->memory;
    size_t capacity = events + requests;
    *batch = (meter_batch){.service = service, .capacity = capacity};
    batch->organizations = region_take(memory, requests * sizeof *batch->organizations);
    batch->tallies = region_take(memory, capacity * sizeof *batch->tallies);
    batch->bots = region_take(memory, capacity * sizeof *batch->bots);
    batch->visitor_days = region_take(memory, capacity * sizeof *batch->visitor_days);
    return open_table(memory, requests, &batch->organization_table) &&
           open_table(memory, capacity, &batch->tally_table) &&
           open_table(memory, capacity, &batch->bot_table) &&
           open_table(memory, capacity, &batch->visitor_table) && !memory->failed;
}

bool meter_batch_has_bot(meter_batch *batch, int64_t organization_id, int64_t bot_id) {
    meter_table *table = &batch->bot_table;
    size_t place = place_of(table, mix(mix(0, (uint64_t)organization_id), (uint64_t)bot_id));
    for (; table->places[place] != 0; place = next_place(table, place)) {
        const meter_bot *known = &batch->bots[table->places[place] - 1];
        if (known->organization_id == organization_id && known->bot_id == bot_id) {
            return known->is_there;
        }
    }
    meter_bot *made = &batch->bots[table->count++];
    table->places[place] = (uint32_t)table->count;
    *made = (meter_bot){.organization_id = organization_id,
                        .bot_id = bot_id,
                        .is_there = store_bot_is_of(batch->service->db, organization_id, bot_id)};
    return made->is_there;
}

static store_visitor_usage_key visitor_key(const meter_visitor_day *one) {
    return (store_visitor_usage_key){.organization_id = one->organization_id,
                                     .day = one->day,
                                     .visitor_id = one->visitor_id,
                                     .meter =
                                         one->is_messages ? METER_MESSAGES : METER_CONVERSATIONS};
}

meter_visitor_day *meter_batch_visitor_day(meter_batch *batch, const meter_visitor_day *wanted) {
    meter_table *table = &batch->visitor_table;
    uint64_t hash = mix(mix(mix(wanted->is_messages, (uint64_t)wanted->organization_id),
                            (uint64_t)wanted->visitor_id),
                        (uint64_t)wanted->day);
    size_t place = place_of(table, hash);
    for (; table->places[place] != 0; place = next_place(table, place)) {
        meter_visitor_day *known = &batch->visitor_days[table->places[place] - 1];
        if (known->organization_id == wanted->organization_id &&
            known->visitor_id == wanted->visitor_id && known->day == wanted->day &&
            known->is_messages == wanted->is_messages) {
            return known;
        }
    }
    meter_visitor_day *made = &batch->visitor_days[table->count++];
    table->places[place] = (uint32_t)table->count;
    *made = *wanted;
    store_visitor_usage_key key = visitor_key(made);
    made->quantity = store_visitor_usage_read(batch->service->db, &key);
    made->added = 0;
    return made;
}

/* --- organizations and their periods --- */

static store_usage_key period_key(const meter_organization *organization, chatlet_str meter) {
    return (store_usage_key){.organization_id = organization->id,
                             .meter = meter,
                             .period_start_ms = organization->period_start_ms};
}

/* The month that counts, as a subscription has it: its own period, or, of one that is paid by the
 * year, the month of it. */
static store_billing_period period_of_subscription(const billing_standing *standing,
                                                   int64_t now_ms) {
    enum { MONTH_DAYS_MAX = 32 };
    store_billing_period period = {.start_ms = standing->period_start_ms,
                                   .end_ms = standing->period_end_ms,
                                   .anchor_ms = standing->period_start_ms};
    bool is_month = period.end_ms - period.start_ms <= MONTH_DAYS_MAX * CALENDAR_DAY_MS;
    if (is_month && now_ms < period.end_ms) return period;
    calendar_period month = calendar_find_period(period.start_ms, now_ms);
    period.start_ms = month.start_ms;
    period.end_ms = month.end_ms;
    return period;
}

/* The period at `now`: the one that is written down unless a subscription began another since. */
static store_billing_period find_period(service *service, const store_organization *row,
                                        const billing_standing *standing) {
    int64_t now_ms = service->now_ms;
    store_billing_period known = {.start_ms = INT64_MIN};
    bool has_known = store_billing_period_find(service->db, row->id, now_ms, &known);
    bool is_bought = standing->has_subscription && standing->period_start_ms <= now_ms;
    store_billing_period wanted = {.anchor_ms = has_known ? known.anchor_ms : row->created_at_ms};
    if (wanted.anchor_ms > now_ms) wanted.anchor_ms = now_ms;
    if (is_bought) {
        wanted = period_of_subscription(standing, now_ms);
    } else {
        calendar_period month = calendar_find_period(wanted.anchor_ms, now_ms);
        wanted.start_ms = month.start_ms;
        wanted.end_ms = month.end_ms;
    }
    if (has_known && now_ms < known.end_ms && known.start_ms >= wanted.start_ms) return known;
    /* What is written down ends where the next begins, so that no two overlap. */
    if (has_known && wanted.start_ms <= known.start_ms) wanted.start_ms = known.end_ms;
    if (!service->may_write) return wanted;
    if (has_known && known.end_ms > wanted.start_ms) {
        store_billing_period_cut(service->db, row->id, known.start_ms, wanted.start_ms);
    }
    store_billing_period_add(service->db, row->id, &wanted);
    return wanted;
}

static billing_standing find_standing(service *service, const store_organization *row) {
    if (service->settings->stripe.is_on) return billing_state(service, row->id);
    return (billing_standing){.state = BILLING_FREE, .plan = row->plan};
}

static void read_organization(service *service, int64_t id, meter_organization *made) {
    store_organization row;
    store_usage_settings settings;
    *made = (meter_organization){.id = id};
    if (!store_organization_find(service->db, id, service->memory, &row)) return;
    made->is_there = true;
    billing_standing standing = find_standing(service, &row);
    made->plan = plan_of(service->settings->plans, standing.plan);
    made->is_unpaid = standing.state == BILLING_LIMITED;
    store_billing_period period = find_period(service, &row, &standing);
    made->period_start_ms = period.start_ms;
    made->period_end_ms = period.end_ms;
    store_usage_settings_read(service->db, id, &settings);
    made->mails_alerts = settings.mails_alerts;
    made->overage_maximum = made->plan->overage_maximum;
    if (settings.has_overage_maximum && settings.overage_maximum < made->overage_maximum) {
        made->overage_maximum = settings.overage_maximum;
    }
    store_usage_key key = period_key(made, METER_CONVERSATIONS);
    store_usage_read_period(service->db, &key, &made->before);
    made->used = made->before.quantity;
    made->charged = made->before.charged;
    made->reached_at_ms = made->before.reached_at_ms;
}

meter_organization *meter_batch_organization(meter_batch *batch, int64_t organization_id) {
    meter_table *table = &batch->organization_table;
    size_t place = place_of(table, mix(0, (uint64_t)organization_id));
    for (; table->places[place] != 0; place = next_place(table, place)) {
        meter_organization *known = &batch->organizations[table->places[place] - 1];
        if (known->id == organization_id) return known;
    }
    meter_organization *made = &batch->organizations[table->count++];
    table->places[place] = (uint32_t)table->count;
    read_organization(batch->service, organization_id, made);
    return made;
}

/* --- counting --- */

static bool equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes && memcmp(a.data, b.data, a.size_bytes) == 0;
}

static int64_t past_quota(const meter_organization *organization, int64_t used) {
    int64_t quota = plan_quota(organization->plan, PLAN_QUOTA_CONVERSATIONS);
    return used > quota ? used - quota : 0;
}

/* What the plan's price per 1,000 is charged for: conversations past the quota of the plan there
 * was when they came, up to the maximum. A change of plan by itself charges nothing and gives
 * nothing back; a correction gives back no more than was charged. */
static void charge(meter_organization *organization, int64_t used_before, int64_t used_after) {
    int64_t over_before = past_quota(organization, used_before);
    int64_t over_after = past_quota(organization, used_after);
    if (over_after > over_before) {
        if (organization->plan->past_quota != PLAN_OVERAGE) return;
        int64_t room = organization->overage_maximum - organization->charged;
        int64_t more = over_after - over_before;
        if (room > 0) organization->charged += more < room ? more : room;
    } else {
        int64_t back = over_before - over_after;
        int64_t most = organization->charged - over_after;
        if (most > 0) organization->charged -= back < most ? back : most;
    }
}

static void use(meter_organization *organization, int64_t quantity, int64_t now_ms) {
    int64_t used = organization->used + quantity;
    charge(organization, organization->used, used);
    organization->used = used;
    if (past_quota(organization, used) == 0) organization->reached_at_ms = 0;
    if (past_quota(organization, used) > 0 && organization->reached_at_ms == 0) {
        organization->reached_at_ms = now_ms;
    }
}

void meter_batch_count(meter_batch *batch, meter_organization *organization,
                       const store_usage_event *event) {
    meter_table *table = &batch->tally_table;
    int64_t day = calendar_day(event->occurred_at_ms);
    uint64_t hash = mix_text(
        mix(mix(mix(0, (uint64_t)organization->id), (uint64_t)event->bot_id), (uint64_t)day),
        event->meter);
    size_t place = place_of(table, hash);
    if (equal(event->meter, METER_CONVERSATIONS)) {
        use(organization, event->quantity, batch->service->now_ms);
    }
    for (; table->places[place] != 0; place = next_place(table, place)) {
        meter_tally *known = &batch->tallies[table->places[place] - 1];
        if (known->organization == organization && known->bot_id == event->bot_id &&
            known->day == day && equal(known->meter, event->meter)) {
            known->quantity += event->quantity;
            return;
        }
    }
    batch->tallies[table->count++] = (meter_tally){.organization = organization,
                                                   .bot_id = event->bot_id,
                                                   .meter = event->meter,
                                                   .day = day,
                                                   .quantity = event->quantity};
    table->places[place] = (uint32_t)table->count;
}

/* --- states --- */

int64_t meter_organization_limited_from(const meter_organization *organization) {
    if (organization->plan->past_quota != PLAN_LIMIT || organization->reached_at_ms == 0) return 0;
    return organization->reached_at_ms + organization->plan->grace_days * CALENDAR_DAY_MS;
}

static bool is_past_grace(const meter_organization *organization, int64_t now_ms) {
    int64_t quota = plan_quota(organization->plan, PLAN_QUOTA_CONVERSATIONS);
    /* In hundredths, without overflow: no figure of a plan is over PLAN_FIGURE_MAX. */
    int64_t grace = quota / 100 * organization->plan->grace_percent +
                    quota % 100 * organization->plan->grace_percent / 100;
    return organization->used - quota > grace ||
           now_ms >= meter_organization_limited_from(organization);
}

meter_state meter_organization_state(const meter_organization *organization, int64_t now_ms) {
    int64_t over = past_quota(organization, organization->used);
    if (organization->is_unpaid) return METER_LIMITED;
    if (over == 0) return METER_OK;
    switch (organization->plan->past_quota) {
    case PLAN_NOTICE: return METER_NOTICE;
    case PLAN_OVERAGE:
        return organization->charged >= organization->overage_maximum &&
                       over > organization->overage_maximum
                   ? METER_LIMITED
                   : METER_NOTICE;
    case PLAN_LIMIT: return is_past_grace(organization, now_ms) ? METER_LIMITED : METER_NOTICE;
    case PLAN_PAST_QUOTAS: break;
    }
    return METER_LIMITED;
}

/* --- the end of a batch --- */

/* Sums of days one by one; of periods, all bots and days of one meter together. */
static void write_sums(meter_batch *batch) {
    db *db = batch->service->db;
    for (size_t i = 0; i < batch->tally_table.count; i++) {
        const meter_tally *tally = &batch->tallies[i];
        if (tally->quantity == 0) continue;
        store_usage_key key = period_key(tally->organization, tally->meter);
        key.day = tally->day;
        key.bot_id = tally->bot_id;
        store_usage_add_day(db, &key, tally->quantity);
        (void)store_usage_add_period(db, &key, tally->quantity);
    }
}

/* A visitor who was erased leaves nothing behind, though their token lives on for a while. */
static bool is_visitor_there(meter_batch *batch, const meter_visitor_day *one) {
    store_visitor visitor;
    return store_visitor_find(batch->service->db, one->organization_id, one->visitor_id,
                              batch->service->memory, &visitor);
}

static void write_visitors(meter_batch *batch) {
    for (size_t i = 0; i < batch->visitor_table.count; i++) {
        const meter_visitor_day *one = &batch->visitor_days[i];
        if (one->added == 0 || !is_visitor_there(batch, one)) continue;
        store_visitor_usage_key key = visitor_key(one);
        store_visitor_usage_add(batch->service->db, &key, one->added);
    }
}

static void settle_organization(service *service, const meter_organization *organization) {
    int64_t today = calendar_day(service->now_ms);
    store_usage_key key = period_key(organization, METER_CONVERSATIONS);
    if (organization->charged != organization->before.charged ||
        organization->reached_at_ms != organization->before.reached_at_ms) {
        store_usage_set_charged(service->db, &key, organization->charged,
                                organization->reached_at_ms);
    }
    /* In this transaction, so that what is billed is what was counted. */
    stripe_leave_usage(service, organization->id, METER_CONVERSATIONS,
                       organization->charged - organization->before.charged, service->now_ms);
    if (organization->used == organization->before.quantity) return;
    int64_t day_sum =
        store_usage_sum_days(service->db, organization->id, METER_CONVERSATIONS, today, today);
    meter_alert(service, organization, day_sum);
}

void meter_batch_settle(meter_batch *batch) {
    write_sums(batch);
    write_visitors(batch);
    for (size_t i = 0; i < batch->organization_table.count; i++) {
        if (batch->organizations[i].is_there) {
            settle_organization(batch->service, &batch->organizations[i]);
        }
    }
}
