/* Rows of billing: customers, the catalog, subscriptions with their items, invoices, and what
 * webhooks told. Texts are copied to the given memory. */
#ifndef STORE_BILLING_H
#define STORE_BILLING_H

#include "../domain/region.h"
#include "db.h"

enum { STORE_BILLING_ITEMS_MAX = 8 };

typedef enum store_billing_status {
    STORE_BILLING_INCOMPLETE, /* the first payment is not through */
    STORE_BILLING_TRIALING,
    STORE_BILLING_ACTIVE,
    STORE_BILLING_PAST_DUE,
    STORE_BILLING_UNPAID, /* every attempt to collect failed */
    STORE_BILLING_PAUSED, /* a trial ended without a means of payment */
    STORE_BILLING_ENDED,
    STORE_BILLING_STATUSES
} store_billing_status;

typedef struct store_billing_item {
    chatlet_str id;
    chatlet_str price_id;
    chatlet_str meter; /* empty: the plan's own price */
} store_billing_item;

typedef struct store_billing_subscription {
    chatlet_str id;
    int64_t organization_id;
    store_billing_status status;
    chatlet_str plan;
    chatlet_str currency;
    int64_t period_start_ms;
    int64_t period_end_ms;
    int64_t trial_end_ms; /* 0: without a trial */
    bool ends_at_period;
    int64_t created_at_ms;
    int64_t ended_at_ms; /* 0: not ended */
    int64_t told_at_ms;
    int64_t fetched_at_ms;
    int64_t version;
    store_billing_item items[STORE_BILLING_ITEMS_MAX];
    size_t item_count;
} store_billing_subscription;

typedef enum store_billing_invoice_status {
    STORE_BILLING_INVOICE_DRAFT,
    STORE_BILLING_INVOICE_OPEN,
    STORE_BILLING_INVOICE_PAID,
    STORE_BILLING_INVOICE_VOID,
    STORE_BILLING_INVOICE_UNCOLLECTIBLE,
    STORE_BILLING_INVOICE_STATUSES
} store_billing_invoice_status;

typedef struct store_billing_invoice {
    chatlet_str id;
    int64_t organization_id;
    chatlet_str subscription_id;
    chatlet_str number; /* empty while it is a draft */
    store_billing_invoice_status status;
    chatlet_str currency;
    int64_t total_minor;
    int64_t due_minor;
    int64_t paid_minor;
    int64_t attempts;
    int64_t next_attempt_ms; /* 0: none */
    int64_t period_start_ms;
    int64_t period_end_ms;
    int64_t finalized_at_ms; /* 0: a draft */
    chatlet_str url;
    int64_t created_at_ms;
    int64_t told_at_ms;
    int64_t fetched_at_ms;
} store_billing_invoice;

typedef struct store_billing_event {
    chatlet_str id;
    int64_t organization_id; /* 0: of none that we know */
    chatlet_str customer_id;
    chatlet_str kind;
    chatlet_str body_json;
    const char *outcome; /* constant: "applied", "stale", "fetched", "unmatched", "kept" */
    int64_t told_at_ms;
    int64_t received_at_ms;
} store_billing_event;

/* The names that stand in the tables; constant text. Reading gives false for another. */
chatlet_str store_billing_status_name(store_billing_status status);
bool store_billing_status_read(chatlet_str name, store_billing_status *status);
chatlet_str store_billing_invoice_status_name(store_billing_invoice_status status);
bool store_billing_invoice_status_read(chatlet_str name, store_billing_invoice_status *status);

/* The customer's id of an organization, and back; false, or 0, when there is none. */
bool store_billing_customer(db *db, int64_t organization_id, region *memory, chatlet_str *id);
int64_t store_billing_customer_organization(db *db, chatlet_str id);
/* Keeps the first one; false when the organization has one already. */
bool store_billing_add_customer(db *db, int64_t organization_id, chatlet_str id, int64_t now_ms);
/* The provider deleted it; what is told of it later still finds its organization. */
void store_billing_remove_customer(db *db, chatlet_str id);

/* Name of the organization and address of its first owner (empty: none); false when it is gone. */
bool store_billing_contact(db *db, int64_t organization_id, region *memory, chatlet_str *name,
                           chatlet_str *email);

bool store_billing_catalog_find(db *db, chatlet_str name, region *memory, chatlet_str *id);
void store_billing_catalog_add(db *db, chatlet_str name, chatlet_str id, int64_t now_ms);

/* How often outbox row `outbox_id` took another way; 0 at first. */
int64_t store_billing_step(db *db, int64_t outbox_id);
void store_billing_next_step(db *db, int64_t outbox_id);

/* The open checkout of an organization for that very plan and currency. */
bool store_billing_checkout(db *db, int64_t organization_id, chatlet_str plan, chatlet_str currency,
                            int64_t after_ms, region *memory, chatlet_str *url,
                            int64_t *expires_at_ms);
void store_billing_add_checkout(db *db, int64_t organization_id, chatlet_str id, chatlet_str plan,
                                chatlet_str currency, chatlet_str url, int64_t expires_at_ms);
void store_billing_end_checkout(db *db, chatlet_str id);

/* The one that counts: not ended before those that are, then the newest. */
bool store_billing_current(db *db, int64_t organization_id, region *memory,
                           store_billing_subscription *subscription);
bool store_billing_subscription_find(db *db, chatlet_str id, region *memory,
                                     store_billing_subscription *subscription);
/* Adds or replaces it with its items; the version counts up when anything but told_at_ms and
 * fetched_at_ms differs. */
void store_billing_put_subscription(db *db, const store_billing_subscription *subscription);
/* How many subscriptions the organization ever had, and has that are not ended. */
int64_t store_billing_count(db *db, int64_t organization_id, bool only_running);

bool store_billing_invoice_find(db *db, chatlet_str id, region *memory,
                                store_billing_invoice *invoice);
void store_billing_put_invoice(db *db, const store_billing_invoice *invoice);
/* Up to `limit`, newest first, made before `before_ms`; *invoices in `memory`. */
size_t store_billing_invoices(db *db, int64_t organization_id, int64_t before_ms, size_t limit,
                              region *memory, store_billing_invoice **invoices);
/* When the oldest invoice of the subscription that was tried and not paid became final; 0: none. */
int64_t store_billing_owed_since(db *db, int64_t organization_id, chatlet_str subscription_id);

/* False when an event of that id is there already. */
bool store_billing_add_event(db *db, const store_billing_event *event);
void store_billing_settle_event(db *db, chatlet_str id, int64_t organization_id,
                                const char *outcome);
/* Events of a customer that nobody knew when they came, oldest first: their bodies and ids. */
size_t store_billing_unmatched(db *db, chatlet_str customer_id, size_t limit, region *memory,
                               store_billing_event **events);

/* Empties up to `limit` bodies of events that came before `before_ms`: they hold names and
 * addresses. That they came stays. How many. */
int64_t store_billing_empty_events(db *db, int64_t before_ms, size_t limit);

/* Whether a row of the outbox with that kind and body still waits and is nobody's at `now_ms`. */
bool store_billing_is_left(db *db, int64_t organization_id, chatlet_str kind, chatlet_str body,
                           int64_t now_ms);

typedef struct store_billing_letter {
    int64_t id;
    chatlet_str kind;
    chatlet_str failure;      /* in words, when no answer came */
    chatlet_str outcome_json; /* what was answered; empty when nothing was */
    int64_t tries;
    int64_t created_at_ms;
    int64_t ended_at_ms;
} store_billing_letter;

/* Dead rows of the outbox whose kind is LIKE `pattern` ("stripe.%"), newest first, with an id under
 * `before_id`. */
size_t store_billing_dead(db *db, int64_t organization_id, chatlet_str pattern, int64_t before_id,
                          size_t limit, region *memory, store_billing_letter **letters);

/* The plan that an organization has, and sets another; true when it changed. */
chatlet_str store_billing_plan(db *db, int64_t organization_id, region *memory);
bool store_billing_set_plan(db *db, int64_t organization_id, chatlet_str plan);

#endif
