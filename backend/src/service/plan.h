/* Plans: what is sold, what each includes, and what happens past that. One table of JSON, chosen
 * when the program starts (backend/plans/default.json, visitor-caps.json, seats.json, or a file of
 * the operator's) and constant from then on; no figure of it stands in code.
 *
 *     {"plans": [{
 *         "name": "starter",                       a-z, 0-9, '-', '_'; stored with organizations
 *         "title": "Starter",
 *         "summary": "…",                          optional
 *         "prices": [{"currency": "usd", "interval": "month", "price_minor": 4900,
 *                     "provider_price": "price_…"}],   the last one is optional; [] : by talking
 *         "trial_days": 14,
 *         "quotas": {"conversations": 10000, "bots": 5, "seats": 10, "stored_days": 365,
 *                    "storage_bytes": 5368709120},     each a whole number or null (unlimited)
 *         "entitlements": ["analytics"],
 *         "messages_per_visitor_day": null,        null: not capped
 *         "seats": {"included": 5, "maximum": 50, "per_seat": [{"currency": "usd",
 *                   "price_minor": 500}]},         or null: seats are not sold
 *         "past_quota": {"rule": "overage", "grace_percent": 10, "grace_days": 3,
 *                        "per_1000": [{"currency": "usd", "price_minor": 500}],
 *                        "overage_maximum": 100000}}]}
 *
 * The first plan costs nothing: organizations begin with it and fall back to it. */
#ifndef PLAN_H
#define PLAN_H

#include "../domain/region.h"

#include <chatlet/base.h>

enum {
    PLANS_MAX = 16,
    PLAN_PRICES_MAX = 16,
    PLAN_ENTITLEMENTS_MAX = 64,
    PLAN_NAME_BYTES_MAX = 64,
    PLAN_TITLE_BYTES_MAX = 200,
    PLAN_DAYS_MAX = 3660,
    PLAN_TABLE_BYTES_MAX = 256 * 1024
};

/* A quota without end. */
#define PLAN_UNLIMITED INT64_MAX

/* No figure of a table is greater, so that sums of products of two never overflow. */
#define PLAN_FIGURE_MAX INT64_C(1000000000000)

typedef enum plan_interval { PLAN_MONTH, PLAN_YEAR, PLAN_INTERVALS } plan_interval;

typedef struct plan_price {
    chatlet_str currency;   /* "usd" */
    plan_interval interval; /* of a plan's own price; else PLAN_MONTH */
    int64_t price_minor;    /* in the currency's smallest unit */
    chatlet_str
        provider_price; /* its id with the payment provider; empty: made there when needed */
} plan_price;

typedef struct plan_price_list {
    const plan_price *prices;
    size_t count;
} plan_price_list;

typedef enum plan_quota_kind {
    PLAN_QUOTA_CONVERSATIONS, /* a billing period */
    PLAN_QUOTA_BOTS,
    PLAN_QUOTA_SEATS, /* members */
    PLAN_QUOTA_STORED_DAYS,
    PLAN_QUOTA_STORAGE_BYTES,
    PLAN_QUOTAS
} plan_quota_kind;

/* What happens past the conversations of a period. */
typedef enum plan_past_quota {
    PLAN_NOTICE,  /* all goes on; owners are told */
    PLAN_OVERAGE, /* all goes on at a price per 1,000, up to overage_maximum; then as PLAN_LIMIT */
    PLAN_LIMIT,   /* past the grace the bot still answers; storing, hand-over, model calls stop */
    PLAN_PAST_QUOTAS
} plan_past_quota;

typedef struct plan {
    chatlet_str name;
    chatlet_str title;
    chatlet_str summary;
    plan_price_list prices; /* none: sold by talking to people */
    uint32_t trial_days;
    int64_t quotas[PLAN_QUOTAS]; /* PLAN_UNLIMITED, or 0 and up */
    const chatlet_str *entitlements;
    size_t entitlement_count;
    int64_t messages_per_visitor_day; /* PLAN_UNLIMITED: not capped */
    bool sells_seats;
    int64_t seats_included;
    int64_t seats_maximum;    /* PLAN_UNLIMITED, or at least those included */
    plan_price_list per_seat; /* of each seat past those included, a month; none: at no price */
    plan_past_quota past_quota;
    uint32_t grace_percent;   /* of the quota, and */
    uint32_t grace_days;      /* since it was reached: PLAN_LIMIT begins where the first ends */
    plan_price_list per_1000; /* of PLAN_OVERAGE */
    int64_t overage_maximum;  /* conversations past the quota that are charged in a period */
} plan;

typedef struct plan_table {
    const plan *plans;
    size_t count; /* 1 to PLANS_MAX */
} plan_table;

/* Reads a table, checking all of it. Everything in *table lives in `memory`. False: *error says
 * what is wrong and where, and *table is untouched. */
bool plan_table_read(region *memory, chatlet_str source, plan_table *table, chatlet_error *error);

/* The JSON of a table that ships: "default", "visitor-caps", "seats". False: there is none such. */
bool plan_table_find_shipped(chatlet_str name, chatlet_str *source);

/* NULL: there is no plan of that name. */
const plan *plan_find(const plan_table *table, chatlet_str name);

/* The same, but the first plan where the name is none (any more). Never NULL. */
const plan *plan_of(const plan_table *table, chatlet_str name);

/* PLAN_UNLIMITED, or how much is included. */
int64_t plan_quota(const plan *plan, plan_quota_kind kind);

/* Whether an organization that has `bots` may make one more. */
bool plan_allows_bot(const plan *plan, int64_t bots);

/* Whether it may have one more member beside `seats`: past those included where seats are sold, up
 * to the maximum. */
bool plan_allows_seat(const plan *plan, int64_t seats);

/* Whether the plan names an entitlement ("analytics", "white_label", "sso"). */
bool plan_has(const plan *plan, chatlet_str entitlement);

/* The price in a currency (empty: the first) and interval; NULL: there is none. */
const plan_price *plan_find_price(const plan_price_list *list, chatlet_str currency,
                                  plan_interval interval);

/* "month", "year"; "conversations", …; "notice", …; constant text. */
chatlet_str plan_interval_name(plan_interval interval);
chatlet_str plan_quota_name(plan_quota_kind kind);
chatlet_str plan_past_quota_name(plan_past_quota rule);

#endif
