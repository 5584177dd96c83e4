/* Keeps what the provider tells, in whatever order and however often it tells it.
 *
 * Each event has the provider's time in whole seconds and a copy of its object as it was then. An
 * event older than the newest taken in is stale. One of the same second cannot be put in order, nor
 * one near a time at which the object itself was asked for; then the object is asked for (again),
 * and that answer counts. Rows of one organization leave the outbox one after another, so a later
 * answer is never older. */
#include "billing.h"

/* Our clock and the provider's may differ by this much. */
static const int64_t skew_ms = INT64_C(5) * 60 * 1000;

static billing_taking judge(int64_t known_told_ms, int64_t known_fetched_ms, int64_t told_ms,
                            bool is_fetched) {
    if (is_fetched) return BILLING_APPLIED;
    if (told_ms < known_told_ms) return BILLING_STALE;
    if (told_ms == known_told_ms) return BILLING_DOUBTFUL;
    bool is_near = known_fetched_ms > 0 && told_ms <= known_fetched_ms + skew_ms;
    return is_near ? BILLING_DOUBTFUL : BILLING_APPLIED;
}

static int64_t later(int64_t one, int64_t other) { return one > other ? one : other; }

/* The plan that counts is the organization's from now on. */
static void settle_plan(service *service, int64_t organization_id) {
    billing_standing standing = billing_state(service, organization_id);
    if (standing.plan.size_bytes == 0) return;
    if (store_billing_set_plan(service->db, organization_id, standing.plan)) {
        service_audit(service, organization_id, "billing.plan", standing.plan, CHATLET_STR(""));
    }
}

/* Two at once are paid for twice: a person must look. */
static void note_double(service *service, const store_billing_subscription *told) {
    if (told->status == STORE_BILLING_ENDED) return;
    if (store_billing_count(service->db, told->organization_id, true) < 2) return;
    service_audit(service, told->organization_id, "billing.two_subscriptions", told->id,
                  CHATLET_STR(""));
}

billing_taking billing_take_subscription(service *service, store_billing_subscription *told,
                                         bool is_fetched) {
    store_billing_subscription known;
    bool is_known = store_billing_subscription_find(service->db, told->id, service->memory, &known);
    if (is_known) {
        /* What ended stays so, and an organization keeps what is its own. */
        bool rises = known.status == STORE_BILLING_ENDED && told->status != STORE_BILLING_ENDED;
        if (rises || known.organization_id != told->organization_id) return BILLING_STALE;
        billing_taking taking =
            judge(known.told_at_ms, known.fetched_at_ms, told->told_at_ms, is_fetched);
        if (taking != BILLING_APPLIED) return taking;
        if (told->plan.size_bytes == 0) told->plan = known.plan;
        told->told_at_ms = later(told->told_at_ms, known.told_at_ms);
        told->fetched_at_ms = known.fetched_at_ms;
    }
    if (is_fetched) told->fetched_at_ms = service->now_ms;
    store_billing_put_subscription(service->db, told);
    if (!is_known) note_double(service, told);
    settle_plan(service, told->organization_id);
    return BILLING_APPLIED;
}

/* No way leads back from these. */
static bool is_final(store_billing_invoice_status status) {
    return status == STORE_BILLING_INVOICE_PAID || status == STORE_BILLING_INVOICE_VOID;
}

billing_taking billing_take_invoice(service *service, store_billing_invoice *told,
                                    bool is_fetched) {
    store_billing_invoice known;
    if (store_billing_invoice_find(service->db, told->id, service->memory, &known)) {
        bool rises = is_final(known.status) && !is_final(told->status);
        if (rises || known.organization_id != told->organization_id) return BILLING_STALE;
        billing_taking taking =
            judge(known.told_at_ms, known.fetched_at_ms, told->told_at_ms, is_fetched);
        if (taking != BILLING_APPLIED) return taking;
        told->told_at_ms = later(told->told_at_ms, known.told_at_ms);
        told->fetched_at_ms = known.fetched_at_ms;
    }
    if (is_fetched) told->fetched_at_ms = service->now_ms;
    store_billing_put_invoice(service->db, told);
    return BILLING_APPLIED;
}
