/* The rules of billing: where an organization stands, and what it may ask of the provider. */
#include "billing.h"
#include "stripe.h"

#include "../store/store_outbox.h"

static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;

const billing_provider *billing_get_provider(const service *service) {
    return service->settings->stripe.is_on ? &stripe_provider : NULL;
}

chatlet_str billing_state_name(billing_state_kind state) {
    switch (state) {
    case BILLING_FREE: return CHATLET_STR("free");
    case BILLING_TRIALING: return CHATLET_STR("trialing");
    case BILLING_ACTIVE: return CHATLET_STR("active");
    case BILLING_PAST_DUE: return CHATLET_STR("past_due");
    case BILLING_LIMITED: return CHATLET_STR("limited");
    case BILLING_CANCELLED: return CHATLET_STR("cancelled");
    }
    return CHATLET_STR("free");
}

/* Since when money is owed. Its invoice may not be told yet: then the period began with it. */
static int64_t owed_since(service *service, const store_billing_subscription *one) {
    int64_t since_ms = store_billing_owed_since(service->db, one->organization_id, one->id);
    return since_ms > 0 ? since_ms : one->period_start_ms;
}

static void judge_debt(service *service, const store_billing_subscription *one,
                       billing_standing *standing) {
    standing->past_due_since_ms = owed_since(service, one);
    standing->limited_from_ms = standing->past_due_since_ms + BILLING_PAST_DUE_DAYS * day_ms;
    bool is_late =
        one->status == STORE_BILLING_UNPAID || service->now_ms >= standing->limited_from_ms;
    standing->state = is_late ? BILLING_LIMITED : BILLING_PAST_DUE;
}

static void judge(service *service, const store_billing_subscription *one,
                  billing_standing *standing) {
    switch (one->status) {
    case STORE_BILLING_INCOMPLETE: standing->state = BILLING_FREE; break;
    case STORE_BILLING_TRIALING: standing->state = BILLING_TRIALING; break;
    case STORE_BILLING_ACTIVE: standing->state = BILLING_ACTIVE; break;
    case STORE_BILLING_PAST_DUE:
    case STORE_BILLING_UNPAID: judge_debt(service, one, standing); break;
    case STORE_BILLING_PAUSED: standing->state = BILLING_LIMITED; break;
    case STORE_BILLING_ENDED:
    case STORE_BILLING_STATUSES: standing->state = BILLING_CANCELLED; break;
    }
    /* It ends by the clock although the provider's word is still on its way. */
    if (one->ends_at_period && service->now_ms >= one->period_end_ms) {
        standing->state = BILLING_CANCELLED;
    }
}

billing_standing billing_state(service *service, int64_t organization_id) {
    billing_standing standing = {.state = BILLING_FREE};
    store_billing_subscription one;
    if (!store_billing_current(service->db, organization_id, service->memory, &one)) {
        standing.plan = store_billing_plan(service->db, organization_id, service->memory);
        return standing;
    }
    judge(service, &one, &standing);
    bool is_over = standing.state == BILLING_CANCELLED || standing.state == BILLING_FREE;
    standing.plan = is_over ? billing_free_plan(service) : one.plan;
    standing.version = one.version;
    if (is_over) return standing;
    standing.has_subscription = true;
    standing.currency = one.currency;
    standing.trial_ends_at_ms = one.trial_end_ms;
    standing.period_start_ms = one.period_start_ms;
    standing.period_end_ms = one.period_end_ms;
    standing.ends_at_period = one.ends_at_period;
    return standing;
}

/* --- what may be asked for --- */

static const billing_provider *need_provider(service *service) {
    const billing_provider *provider = billing_get_provider(service);
    if (provider == NULL) {
        (void)service_refuse(service, PROBLEM_CONFLICT,
                             CHATLET_STR("This server has no payment provider: its operator sets "
                                         "the plans."));
    }
    return provider;
}

static bool find_offer(service *service, chatlet_str plan, chatlet_str currency,
                       billing_offer *offer) {
    switch (billing_find_offer(service, plan, currency, offer)) {
    case BILLING_FOUND: break;
    case BILLING_NO_PLAN:
        return service_refuse_field(service, CHATLET_STR("/plan"),
                                    CHATLET_STR("There is no plan of that name."));
    case BILLING_NO_CURRENCY:
        return service_refuse_field(service, CHATLET_STR("/currency"),
                                    CHATLET_STR("The plan has no price in that currency."));
    case BILLING_NO_PRICE:
        return service_refuse_field(
            service, CHATLET_STR("/plan"),
            CHATLET_STR("This plan is agreed on with us, not bought here."));
    }
    return true;
}

/* Free is not bought: one ends what costs. */
static bool find_paid_offer(service *service, chatlet_str plan, chatlet_str currency,
                            billing_offer *offer) {
    if (!find_offer(service, plan, currency, offer)) return false;
    if (offer->price_minor > 0) return true;
    return service_refuse_field(service, CHATLET_STR("/plan"),
                                CHATLET_STR("This plan costs nothing: cancel the subscription "
                                            "instead."));
}

static chatlet_str return_url(service *service, chatlet_str path) {
    chatlet_str target = path.size_bytes > 0 ? path : CHATLET_STR("/");
    return region_join(service->memory, 2, service->settings->base_url, target);
}

/* A path of our own site: not one that leads to another host. */
static bool check_path(service *service, chatlet_str path) {
    bool good = path.size_bytes == 0 || path.data[0] == '/';
    if (path.size_bytes > 1 && (path.data[1] == '/' || path.data[1] == '\\')) good = false;
    for (size_t i = 0; i < path.size_bytes; i++) {
        if ((unsigned char)path.data[i] <= ' ' || path.data[i] == 0x7f) good = false;
    }
    if (good) return true;
    return service_refuse_field(service, CHATLET_STR("/return_path"),
                                CHATLET_STR("Give a path of this site, beginning with one '/'."));
}

static bool left(service *service, int64_t id, int64_t *outbox_id) {
    if (id == 0) return service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
    *outbox_id = id;
    return true;
}

bool billing_checkout(service *service, int64_t organization_id, chatlet_str plan,
                      chatlet_str currency, chatlet_str return_path, int64_t *outbox_id,
                      chatlet_str *url) {
    enum { FRESH_MS = 10 * 60 * 1000 }; /* a page about to close is no help */
    const billing_provider *provider = need_provider(service);
    billing_offer offer;
    int64_t expires_at_ms;
    if (provider == NULL || !check_path(service, return_path)) return false;
    if (!find_paid_offer(service, plan, currency, &offer)) return false;
    if (store_billing_count(service->db, organization_id, true) > 0) {
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("A subscription is running: change its plan instead."));
    }
    *outbox_id = 0;
    if (store_billing_checkout(service->db, organization_id, offer.plan, offer.currency,
                               service->now_ms + FRESH_MS, service->memory, url, &expires_at_ms)) {
        return true;
    }
    const billing_order order = {.organization_id = organization_id,
                                 .offer = &offer,
                                 .return_url = return_url(service, return_path),
                                 .has_trial =
                                     offer.trial_days > 0 &&
                                     store_billing_count(service->db, organization_id, false) == 0};
    service_audit(service, organization_id, "billing.checkout", offer.plan, CHATLET_STR(""));
    return left(service, provider->checkout(service, &order), outbox_id);
}

bool billing_portal(service *service, int64_t organization_id, chatlet_str return_path,
                    int64_t *outbox_id) {
    const billing_provider *provider = need_provider(service);
    chatlet_str customer;
    if (provider == NULL || !check_path(service, return_path)) return false;
    if (!store_billing_customer(service->db, organization_id, service->memory, &customer)) {
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("Nothing was ever bought here: begin with a checkout."));
    }
    const billing_order order = {.organization_id = organization_id,
                                 .return_url = return_url(service, return_path)};
    return left(service, provider->portal(service, &order), outbox_id);
}

static bool need_subscription(service *service, int64_t organization_id,
                              store_billing_subscription *running) {
    bool found = store_billing_current(service->db, organization_id, service->memory, running);
    if (found && running->status != STORE_BILLING_ENDED &&
        running->status != STORE_BILLING_INCOMPLETE) {
        return true;
    }
    return service_refuse(service, PROBLEM_CONFLICT,
                          CHATLET_STR("No subscription is running: begin with a checkout."));
}

/* Whether `offer` costs more than what runs; a plan that is no longer sold counts as dearer. */
static bool is_raise(service *service, const store_billing_subscription *running,
                     const billing_offer *offer) {
    billing_offer now;
    billing_finding found = billing_find_offer(service, running->plan, running->currency, &now);
    return found == BILLING_FOUND && offer->price_minor > now.price_minor;
}

static bool prepare_change(service *service, int64_t organization_id, chatlet_str plan,
                           billing_offer *offer, store_billing_subscription *running,
                           billing_order *order) {
    if (!need_subscription(service, organization_id, running)) return false;
    if (!find_paid_offer(service, plan, running->currency, offer)) return false;
    *order = (billing_order){.organization_id = organization_id,
                             .offer = offer,
                             .subscription_id = running->id,
                             .is_raise = is_raise(service, running, offer)};
    return true;
}

bool billing_preview(service *service, int64_t organization_id, chatlet_str plan,
                     int64_t *outbox_id) {
    const billing_provider *provider = need_provider(service);
    store_billing_subscription running;
    billing_offer offer;
    billing_order order;
    if (provider == NULL) return false;
    if (!prepare_change(service, organization_id, plan, &offer, &running, &order)) return false;
    order.at_s = service->now_ms / 1000;
    return left(service, provider->preview(service, &order), outbox_id);
}

/* A preview holds for an hour: then its price is no longer what a change costs. */
static bool check_moment(service *service, int64_t at_s) {
    enum { HOLDS_S = 60 * 60 };
    int64_t now_s = service->now_ms / 1000;
    if (at_s == 0 || (at_s <= now_s && at_s > now_s - HOLDS_S)) return true;
    return service_refuse_field(service, CHATLET_STR("/at"),
                                CHATLET_STR("This preview is over an hour old: ask for another."));
}

bool billing_change(service *service, int64_t organization_id, chatlet_str plan, int64_t at_s,
                    int64_t *outbox_id) {
    const billing_provider *provider = need_provider(service);
    store_billing_subscription running;
    billing_offer offer;
    billing_order order;
    if (provider == NULL || !check_moment(service, at_s)) return false;
    if (!prepare_change(service, organization_id, plan, &offer, &running, &order)) return false;
    order.at_s = at_s > 0 ? at_s : service->now_ms / 1000;
    service_audit(service, organization_id, "billing.change", offer.plan, CHATLET_STR(""));
    return left(service, provider->change(service, &order), outbox_id);
}

bool billing_set_end(service *service, int64_t organization_id, bool ends, int64_t *outbox_id) {
    const billing_provider *provider = need_provider(service);
    store_billing_subscription running;
    if (provider == NULL || !need_subscription(service, organization_id, &running)) return false;
    const billing_order order = {.organization_id = organization_id, .subscription_id = running.id};
    service_audit(service, organization_id, ends ? "billing.cancel" : "billing.resume",
                  CHATLET_STR(""), CHATLET_STR(""));
    return left(service, provider->set_end(service, &order, ends), outbox_id);
}

void billing_close(service *service, int64_t organization_id) {
    const billing_provider *provider = billing_get_provider(service);
    store_billing_subscription running;
    if (provider == NULL) return;
    if (!store_billing_current(service->db, organization_id, service->memory, &running)) return;
    if (running.status == STORE_BILLING_ENDED) return;
    provider->close(service, organization_id, running.id);
}

bool billing_retry(service *service, int64_t organization_id, int64_t outbox_id, bool is_checked) {
    const billing_provider *provider = need_provider(service);
    char text[ROW_ID_TEXT_BYTES];
    if (provider == NULL) return false;
    if (!provider->prepare_retry(service, organization_id, outbox_id, is_checked)) return false;
    if (!store_outbox_revive(service->db, organization_id, outbox_id, service->now_ms)) {
        return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR(""));
    }
    service->leaves = true;
    service_audit(service, organization_id, "billing.retry",
                  row_id_text(ROW_OUTBOX, outbox_id, text), CHATLET_STR(""));
    return true;
}

/* The provider's answer to what it will not do. */
static bool refuse_as_told(service *service, const chatlet_json *outcome) {
    bool is_declined = stripe_whole(outcome, "status") == 402;
    chatlet_str message = stripe_text(outcome, "message", STRIPE_TEXT_BYTES_MAX);
    return service_refuse(service, is_declined ? PROBLEM_PAYMENT_DECLINED : PROBLEM_UPSTREAM,
                          message);
}

bool billing_read_outcome(service *service, int64_t outbox_id, const chatlet_json **outcome) {
    bool is_done;
    bool is_dead;
    chatlet_str text;
    if (!outbox_read_outcome(service, outbox_id, &is_done, &is_dead, &text)) {
        return service_refuse_later(service, PROBLEM_BUSY, 5,
                                    CHATLET_STR("The payment provider has not answered yet."));
    }
    *outcome = text.size_bytes > 0 ? stripe_parse(service, text) : NULL;
    return is_done || refuse_as_told(service, *outcome);
}

bool billing_clean(service *service, size_t limit) {
    int64_t before_ms = service->now_ms - BILLING_EVENTS_DAYS * day_ms;
    return store_billing_empty_events(service->db, before_ms, limit) >= (int64_t)limit;
}

bool billing_accept(service *service, chatlet_str signature, chatlet_str body) {
    const billing_provider *provider = billing_get_provider(service);
    if (provider == NULL) {
        return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("Billing is off here."));
    }
    return provider->accept(service, signature, body);
}
