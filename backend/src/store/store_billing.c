#include "store_billing.h"

#include <string.h>

static const char *const statuses[STORE_BILLING_STATUSES] = {[STORE_BILLING_INCOMPLETE] =
                                                                 "incomplete",
                                                             [STORE_BILLING_TRIALING] = "trialing",
                                                             [STORE_BILLING_ACTIVE] = "active",
                                                             [STORE_BILLING_PAST_DUE] = "past_due",
                                                             [STORE_BILLING_UNPAID] = "unpaid",
                                                             [STORE_BILLING_PAUSED] = "paused",
                                                             [STORE_BILLING_ENDED] = "ended"};

static const char *const invoice_statuses[STORE_BILLING_INVOICE_STATUSES] = {
    [STORE_BILLING_INVOICE_DRAFT] = "draft",
    [STORE_BILLING_INVOICE_OPEN] = "open",
    [STORE_BILLING_INVOICE_PAID] = "paid",
    [STORE_BILLING_INVOICE_VOID] = "void",
    [STORE_BILLING_INVOICE_UNCOLLECTIBLE] = "uncollectible"};

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static bool find_name(const char *const *names, size_t count, chatlet_str name, size_t *position) {
    for (size_t i = 0; i < count; i++) {
        chatlet_str one = constant(names[i]);
        if (one.size_bytes != name.size_bytes) continue;
        if (memcmp(one.data, name.data, name.size_bytes) != 0) continue;
        *position = i;
        return true;
    }
    return false;
}

chatlet_str store_billing_status_name(store_billing_status status) {
    return constant(statuses[status]);
}

bool store_billing_status_read(chatlet_str name, store_billing_status *status) {
    size_t position;
    if (!find_name(statuses, STORE_BILLING_STATUSES, name, &position)) return false;
    *status = (store_billing_status)position;
    return true;
}

chatlet_str store_billing_invoice_status_name(store_billing_invoice_status status) {
    return constant(invoice_statuses[status]);
}

bool store_billing_invoice_status_read(chatlet_str name, store_billing_invoice_status *status) {
    size_t position;
    if (!find_name(invoice_statuses, STORE_BILLING_INVOICE_STATUSES, name, &position)) return false;
    *status = (store_billing_invoice_status)position;
    return true;
}

/* The text in the first column of the first row; false without one. Ends the query. */
static bool take_text(db_query *query, region *memory, chatlet_str *text) {
    bool found = db_next(query);
    if (found) *text = region_copy(memory, db_column_text(query, 0));
    db_close_query(query);
    return found;
}

/* --- customers, catalog, steps, checkouts --- */

bool store_billing_customer(db *db, int64_t organization_id, region *memory, chatlet_str *id) {
    return take_text(
        DB_OPEN(db,
                "SELECT external_id FROM billing_customers WHERE organization_id = ?1 AND "
                "is_gone = 0",
                db_integer(organization_id)),
        memory, id);
}

int64_t store_billing_customer_organization(db *db, chatlet_str id) {
    return DB_READ(db, "SELECT organization_id FROM billing_customers WHERE external_id = ?1", 0,
                   db_text(id));
}

bool store_billing_add_customer(db *db, int64_t organization_id, chatlet_str id, int64_t now_ms) {
    return DB_RUN(db,
                  "INSERT INTO billing_customers (organization_id, external_id, created_at_ms) "
                  "VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                  db_integer(organization_id), db_text(id), db_integer(now_ms)) > 0;
}

void store_billing_remove_customer(db *db, chatlet_str id) {
    (void)DB_RUN(db, "UPDATE billing_customers SET is_gone = 1 WHERE external_id = ?1",
                 db_text(id));
}

bool store_billing_contact(db *db, int64_t organization_id, region *memory, chatlet_str *name,
                           chatlet_str *email) {
    db_query *query = DB_OPEN(
        db,
        "SELECT o.name, a.email FROM organizations o LEFT JOIN members m ON m.organization_id = "
        "o.organization_id AND m.role = 'owner' LEFT JOIN accounts a ON a.account_id = "
        "m.account_id WHERE o.organization_id = ?1 ORDER BY m.joined_at_ms, a.account_id LIMIT 1",
        db_integer(organization_id));
    bool found = db_next(query);
    if (found) {
        *name = region_copy(memory, db_column_text(query, 0));
        *email = region_copy(memory, db_column_text(query, 1));
    }
    db_close_query(query);
    return found;
}

bool store_billing_catalog_find(db *db, chatlet_str name, region *memory, chatlet_str *id) {
    return take_text(
        DB_OPEN(db, "SELECT external_id FROM billing_catalog WHERE name = ?1", db_text(name)),
        memory, id);
}

void store_billing_catalog_add(db *db, chatlet_str name, chatlet_str id, int64_t now_ms) {
    (void)DB_RUN(db,
                 "INSERT INTO billing_catalog (name, external_id, created_at_ms) "
                 "VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                 db_text(name), db_text(id), db_integer(now_ms));
}

int64_t store_billing_step(db *db, int64_t outbox_id) {
    return DB_READ(db, "SELECT step FROM billing_steps WHERE outbox_id = ?1", 0,
                   db_integer(outbox_id));
}

void store_billing_next_step(db *db, int64_t outbox_id) {
    (void)DB_RUN(db,
                 "INSERT INTO billing_steps (outbox_id, step) VALUES (?1, 1) "
                 "ON CONFLICT (outbox_id) DO UPDATE SET step = billing_steps.step + 1",
                 db_integer(outbox_id));
}

bool store_billing_checkout(db *db, int64_t organization_id, chatlet_str plan, chatlet_str currency,
                            int64_t after_ms, region *memory, chatlet_str *url,
                            int64_t *expires_at_ms) {
    db_query *query = DB_OPEN(
        db,
        "SELECT url, expires_at_ms FROM billing_checkouts WHERE organization_id = ?1 AND "
        "plan = ?2 AND currency = ?3 AND expires_at_ms > ?4 "
        "ORDER BY expires_at_ms DESC, external_id LIMIT 1",
        db_integer(organization_id), db_text(plan), db_text(currency), db_integer(after_ms));
    bool found = db_next(query);
    if (found) {
        *url = region_copy(memory, db_column_text(query, 0));
        *expires_at_ms = db_column_integer(query, 1);
    }
    db_close_query(query);
    return found;
}

void store_billing_add_checkout(db *db, int64_t organization_id, chatlet_str id, chatlet_str plan,
                                chatlet_str currency, chatlet_str url, int64_t expires_at_ms) {
    (void)DB_RUN(db,
                 "INSERT INTO billing_checkouts (external_id, organization_id, plan, currency, "
                 "url, expires_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
                 db_text(id), db_integer(organization_id), db_text(plan), db_text(currency),
                 db_text(url), db_integer(expires_at_ms));
}

void store_billing_end_checkout(db *db, chatlet_str id) {
    (void)DB_RUN(db, "DELETE FROM billing_checkouts WHERE external_id = ?1", db_text(id));
}

/* --- subscriptions --- */

#define SUBSCRIPTION_COLUMNS                                                                       \
    "external_id, organization_id, status, plan, currency, period_start_ms, period_end_ms, "       \
    "trial_end_ms, ends_at_period, created_at_ms, ended_at_ms, told_at_ms, fetched_at_ms, version"

static void read_items(db *db, region *memory, store_billing_subscription *subscription) {
    db_query *query = DB_OPEN(db,
                              "SELECT external_id, price_id, meter FROM billing_items "
                              "WHERE subscription_id = ?1 ORDER BY meter, external_id LIMIT 8",
                              db_text(subscription->id));
    while (subscription->item_count < STORE_BILLING_ITEMS_MAX && db_next(query)) {
        store_billing_item *item = &subscription->items[subscription->item_count++];
        item->id = region_copy(memory, db_column_text(query, 0));
        item->price_id = region_copy(memory, db_column_text(query, 1));
        item->meter = region_copy(memory, db_column_text(query, 2));
    }
    db_close_query(query);
}

static bool take_subscription(db *db, db_query *query, region *memory,
                              store_billing_subscription *result) {
    bool found = db_next(query);
    if (found) {
        store_billing_subscription one = {.item_count = 0};
        one.id = region_copy(memory, db_column_text(query, 0));
        one.organization_id = db_column_integer(query, 1);
        one.status = STORE_BILLING_ENDED;
        (void)store_billing_status_read(db_column_text(query, 2), &one.status);
        one.plan = region_copy(memory, db_column_text(query, 3));
        one.currency = region_copy(memory, db_column_text(query, 4));
        one.period_start_ms = db_column_integer(query, 5);
        one.period_end_ms = db_column_integer(query, 6);
        one.trial_end_ms = db_column_integer(query, 7);
        one.ends_at_period = db_column_integer(query, 8) != 0;
        one.created_at_ms = db_column_integer(query, 9);
        one.ended_at_ms = db_column_integer(query, 10);
        one.told_at_ms = db_column_integer(query, 11);
        one.fetched_at_ms = db_column_integer(query, 12);
        one.version = db_column_integer(query, 13);
        *result = one;
    }
    db_close_query(query);
    if (found) read_items(db, memory, result);
    return found;
}

bool store_billing_current(db *db, int64_t organization_id, region *memory,
                           store_billing_subscription *subscription) {
    db_query *query =
        DB_OPEN(db,
                "SELECT " SUBSCRIPTION_COLUMNS " FROM billing_subscriptions "
                "WHERE organization_id = ?1 ORDER BY CASE WHEN status IN ('ended', 'incomplete') "
                "THEN 1 ELSE 0 END, created_at_ms DESC, external_id DESC LIMIT 1",
                db_integer(organization_id));
    return take_subscription(db, query, memory, subscription);
}

bool store_billing_subscription_find(db *db, chatlet_str id, region *memory,
                                     store_billing_subscription *subscription) {
    db_query *query = DB_OPEN(
        db, "SELECT " SUBSCRIPTION_COLUMNS " FROM billing_subscriptions WHERE external_id = ?1",
        db_text(id));
    return take_subscription(db, query, memory, subscription);
}

static void put_items(db *db, const store_billing_subscription *subscription) {
    (void)DB_RUN(db, "DELETE FROM billing_items WHERE subscription_id = ?1",
                 db_text(subscription->id));
    for (size_t i = 0; i < subscription->item_count; i++) {
        const store_billing_item *item = &subscription->items[i];
        (void)DB_RUN(db,
                     "INSERT INTO billing_items (subscription_id, external_id, price_id, meter) "
                     "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                     db_text(subscription->id), db_text(item->id), db_text(item->price_id),
                     db_text(item->meter));
    }
}

void store_billing_put_subscription(db *db, const store_billing_subscription *subscription) {
    const store_billing_subscription *one = subscription;
    (void)DB_RUN(
        db,
        "INSERT INTO billing_subscriptions (external_id, organization_id, status, plan, currency, "
        "period_start_ms, period_end_ms, trial_end_ms, ends_at_period, created_at_ms, ended_at_ms, "
        "told_at_ms, fetched_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
        "?13) ON CONFLICT (external_id) DO UPDATE SET version = billing_subscriptions.version + "
        "CASE WHEN billing_subscriptions.status = excluded.status AND billing_subscriptions.plan = "
        "excluded.plan AND billing_subscriptions.period_end_ms = excluded.period_end_ms AND "
        "billing_subscriptions.ends_at_period = excluded.ends_at_period THEN 0 ELSE 1 END, "
        "status = excluded.status, plan = excluded.plan, currency = excluded.currency, "
        "period_start_ms = excluded.period_start_ms, period_end_ms = excluded.period_end_ms, "
        "trial_end_ms = excluded.trial_end_ms, ends_at_period = excluded.ends_at_period, "
        "created_at_ms = excluded.created_at_ms, ended_at_ms = excluded.ended_at_ms, "
        "told_at_ms = excluded.told_at_ms, fetched_at_ms = excluded.fetched_at_ms",
        db_text(one->id), db_integer(one->organization_id),
        db_text(store_billing_status_name(one->status)), db_text(one->plan), db_text(one->currency),
        db_integer(one->period_start_ms), db_integer(one->period_end_ms),
        db_integer_or_null(one->trial_end_ms), db_boolean(one->ends_at_period),
        db_integer(one->created_at_ms), db_integer_or_null(one->ended_at_ms),
        db_integer(one->told_at_ms), db_integer(one->fetched_at_ms));
    put_items(db, one);
}

int64_t store_billing_count(db *db, int64_t organization_id, bool only_running) {
    return DB_READ(db,
                   "SELECT COUNT(*) FROM billing_subscriptions WHERE organization_id = ?1 AND "
                   "(?2 = 0 OR status NOT IN ('ended', 'incomplete'))",
                   0, db_integer(organization_id), db_boolean(only_running));
}

/* --- invoices --- */

#define INVOICE_COLUMNS                                                                            \
    "external_id, organization_id, subscription_id, number, status, currency, total_minor, "       \
    "due_minor, paid_minor, attempts, next_attempt_ms, period_start_ms, period_end_ms, "           \
    "finalized_at_ms, url, created_at_ms, told_at_ms, fetched_at_ms"

static void read_invoice(db_query *query, region *memory, store_billing_invoice *one) {
    one->id = region_copy(memory, db_column_text(query, 0));
    one->organization_id = db_column_integer(query, 1);
    one->subscription_id = region_copy(memory, db_column_text(query, 2));
    one->number = region_copy(memory, db_column_text(query, 3));
    one->status = STORE_BILLING_INVOICE_DRAFT;
    (void)store_billing_invoice_status_read(db_column_text(query, 4), &one->status);
    one->currency = region_copy(memory, db_column_text(query, 5));
    one->total_minor = db_column_integer(query, 6);
    one->due_minor = db_column_integer(query, 7);
    one->paid_minor = db_column_integer(query, 8);
    one->attempts = db_column_integer(query, 9);
    one->next_attempt_ms = db_column_integer(query, 10);
    one->period_start_ms = db_column_integer(query, 11);
    one->period_end_ms = db_column_integer(query, 12);
    one->finalized_at_ms = db_column_integer(query, 13);
    one->url = region_copy(memory, db_column_text(query, 14));
    one->created_at_ms = db_column_integer(query, 15);
    one->told_at_ms = db_column_integer(query, 16);
    one->fetched_at_ms = db_column_integer(query, 17);
}

bool store_billing_invoice_find(db *db, chatlet_str id, region *memory,
                                store_billing_invoice *invoice) {
    db_query *query = DB_OPEN(
        db, "SELECT " INVOICE_COLUMNS " FROM billing_invoices WHERE external_id = ?1", db_text(id));
    bool found = db_next(query);
    if (found) read_invoice(query, memory, invoice);
    db_close_query(query);
    return found;
}

void store_billing_put_invoice(db *db, const store_billing_invoice *invoice) {
    const store_billing_invoice *one = invoice;
    (void)DB_RUN(
        db,
        "INSERT INTO billing_invoices (" INVOICE_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
        "?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) ON CONFLICT (external_id) DO UPDATE "
        "SET subscription_id = excluded.subscription_id, number = excluded.number, "
        "status = excluded.status, currency = excluded.currency, "
        "total_minor = excluded.total_minor, due_minor = excluded.due_minor, "
        "paid_minor = excluded.paid_minor, attempts = excluded.attempts, "
        "next_attempt_ms = excluded.next_attempt_ms, period_start_ms = excluded.period_start_ms, "
        "period_end_ms = excluded.period_end_ms, finalized_at_ms = excluded.finalized_at_ms, "
        "url = excluded.url, created_at_ms = excluded.created_at_ms, "
        "told_at_ms = excluded.told_at_ms, fetched_at_ms = excluded.fetched_at_ms",
        db_text(one->id), db_integer(one->organization_id), db_text_or_null(one->subscription_id),
        db_text_or_null(one->number), db_text(store_billing_invoice_status_name(one->status)),
        db_text(one->currency), db_integer(one->total_minor), db_integer(one->due_minor),
        db_integer(one->paid_minor), db_integer(one->attempts),
        db_integer_or_null(one->next_attempt_ms), db_integer(one->period_start_ms),
        db_integer(one->period_end_ms), db_integer_or_null(one->finalized_at_ms),
        db_text_or_null(one->url), db_integer(one->created_at_ms), db_integer(one->told_at_ms),
        db_integer(one->fetched_at_ms));
}

size_t store_billing_invoices(db *db, int64_t organization_id, int64_t before_ms, size_t limit,
                              region *memory, store_billing_invoice **invoices) {
    store_billing_invoice *list = region_take(memory, limit * sizeof *list);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT " INVOICE_COLUMNS " FROM billing_invoices WHERE organization_id = ?1 AND "
                "created_at_ms < ?2 ORDER BY created_at_ms DESC, external_id DESC LIMIT ?3",
                db_integer(organization_id), db_integer(before_ms), db_integer((int64_t)limit));
    while (list != NULL && count < limit && db_next(query))
        read_invoice(query, memory, &list[count++]);
    db_close_query(query);
    *invoices = list;
    return count;
}

int64_t store_billing_owed_since(db *db, int64_t organization_id, chatlet_str subscription_id) {
    return DB_READ(db,
                   "SELECT MIN(finalized_at_ms) FROM billing_invoices WHERE organization_id = ?1 "
                   "AND subscription_id = ?2 AND status = 'open' AND attempts > 0",
                   0, db_integer(organization_id), db_text(subscription_id));
}

/* --- webhooks --- */

bool store_billing_add_event(db *db, const store_billing_event *event) {
    return DB_RUN(db,
                  "INSERT INTO webhook_events (external_id, organization_id, customer_id, kind, "
                  "body, outcome, told_at_ms, received_at_ms) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (external_id) DO NOTHING",
                  db_text(event->id), db_integer_or_null(event->organization_id),
                  db_text_or_null(event->customer_id), db_text(event->kind),
                  db_text(event->body_json), db_text(constant(event->outcome)),
                  db_integer(event->told_at_ms), db_integer(event->received_at_ms)) > 0;
}

void store_billing_settle_event(db *db, chatlet_str id, int64_t organization_id,
                                const char *outcome) {
    (void)DB_RUN(
        db, "UPDATE webhook_events SET outcome = ?2, organization_id = ?3 WHERE external_id = ?1",
        db_text(id), db_text(constant(outcome)), db_integer_or_null(organization_id));
}

size_t store_billing_unmatched(db *db, chatlet_str customer_id, size_t limit, region *memory,
                               store_billing_event **events) {
    store_billing_event *list = region_take(memory, limit * sizeof *list);
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT external_id, kind, body, told_at_ms FROM webhook_events "
                              "WHERE customer_id = ?1 AND outcome = 'unmatched' "
                              "ORDER BY told_at_ms, external_id LIMIT ?2",
                              db_text(customer_id), db_integer((int64_t)limit));
    while (list != NULL && count < limit && db_next(query)) {
        store_billing_event *one = &list[count++];
        one->id = region_copy(memory, db_column_text(query, 0));
        one->customer_id = customer_id;
        one->kind = region_copy(memory, db_column_text(query, 1));
        one->body_json = region_copy(memory, db_column_text(query, 2));
        one->told_at_ms = db_column_integer(query, 3);
    }
    db_close_query(query);
    *events = list;
    return count;
}

int64_t store_billing_empty_events(db *db, int64_t before_ms, size_t limit) {
    return DB_RUN(db,
                  "UPDATE webhook_events SET body = '{}', customer_id = NULL WHERE external_id IN "
                  "(SELECT external_id FROM webhook_events WHERE received_at_ms < ?1 AND "
                  "body <> '{}' ORDER BY received_at_ms, external_id LIMIT ?2)",
                  db_integer(before_ms), db_integer((int64_t)limit));
}

/* --- the outbox, as billing sees it --- */

bool store_billing_is_left(db *db, int64_t organization_id, chatlet_str kind, chatlet_str body,
                           int64_t now_ms) {
    return DB_READ(db,
                   "SELECT COUNT(*) FROM outbox WHERE organization_id = ?1 AND kind = ?2 AND "
                   "body = ?3 AND state = 'waiting' AND leased_until_ms <= ?4",
                   0, db_integer(organization_id), db_text(kind), db_text(body),
                   db_integer(now_ms)) > 0;
}

size_t store_billing_dead(db *db, int64_t organization_id, chatlet_str pattern, int64_t before_id,
                          size_t limit, region *memory, store_billing_letter **letters) {
    store_billing_letter *list = region_take(memory, limit * sizeof *list);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT outbox_id, kind, failure, tries, created_at_ms, ended_at_ms, outcome "
                "FROM outbox "
                "WHERE organization_id = ?1 AND state = 'dead' AND outbox_id < ?2 AND "
                "kind LIKE ?3 ORDER BY outbox_id DESC LIMIT ?4",
                db_integer(organization_id), db_integer(before_id), db_text(pattern),
                db_integer((int64_t)limit));
    while (list != NULL && count < limit && db_next(query)) {
        store_billing_letter *one = &list[count++];
        one->id = db_column_integer(query, 0);
        one->kind = region_copy(memory, db_column_text(query, 1));
        one->failure = region_copy(memory, db_column_text(query, 2));
        one->tries = db_column_integer(query, 3);
        one->created_at_ms = db_column_integer(query, 4);
        one->ended_at_ms = db_column_integer(query, 5);
        one->outcome_json = region_copy(memory, db_column_text(query, 6));
    }
    db_close_query(query);
    *letters = list;
    return count;
}

chatlet_str store_billing_plan(db *db, int64_t organization_id, region *memory) {
    chatlet_str plan = {.data = "", .size_bytes = 0};
    (void)take_text(DB_OPEN(db, "SELECT plan FROM organizations WHERE organization_id = ?1",
                            db_integer(organization_id)),
                    memory, &plan);
    return plan;
}

bool store_billing_set_plan(db *db, int64_t organization_id, chatlet_str plan) {
    return DB_RUN(db,
                  "UPDATE organizations SET plan = ?2, version = version + 1 "
                  "WHERE organization_id = ?1 AND plan <> ?2",
                  db_integer(organization_id), db_text(plan)) > 0;
}
