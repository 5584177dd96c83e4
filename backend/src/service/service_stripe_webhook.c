/* What Stripe sends by itself: checked, kept once for each of its ids, then taken in. */
#include "stripe.h"

#include "../security/webhook_signature.h"

#include <string.h>

enum { UNMATCHED_MAX = 100 };

static bool is_text(chatlet_str text, const char *expected) {
    return text.size_bytes == strlen(expected) && memcmp(text.data, expected, text.size_bytes) == 0;
}

static bool begins_with(chatlet_str text, const char *start) {
    size_t size_bytes = strlen(start);
    return text.size_bytes >= size_bytes && memcmp(text.data, start, size_bytes) == 0;
}

static bool check_signature(service *service, chatlet_str signature, chatlet_str body) {
    const char *why = NULL;
    switch (webhook_signature_check(signature, body, service->settings->stripe.webhook_secrets,
                                    sizeof service->settings->stripe.webhook_secrets /
                                        sizeof service->settings->stripe.webhook_secrets[0],
                                    service->now_ms / 1000, service->memory)) {
    case WEBHOOK_GENUINE: return true;
    case WEBHOOK_MALFORMED: why = "Stripe-Signature is missing or no signature."; break;
    case WEBHOOK_FORGED: why = "The signature is of none of our secrets."; break;
    case WEBHOOK_TOO_OLD: why = "The signature is more than five minutes off."; break;
    }
    return service_refuse(service, PROBLEM_UNAUTHENTICATED,
                          (chatlet_str){.data = why, .size_bytes = strlen(why)});
}

/* --- whose it is --- */

static chatlet_str customer_of(const chatlet_json *object) {
    if (is_text(stripe_text(object, "object", 64), "customer")) {
        return stripe_text(object, "id", STRIPE_ID_BYTES_MAX);
    }
    return stripe_reference(object, "customer");
}

/* --- what it changes --- */

static const char *outcome_of(service *service, billing_taking taking, int64_t organization_id,
                              const char *object, chatlet_str id) {
    switch (taking) {
    case BILLING_APPLIED: return "applied";
    case BILLING_STALE: return "stale";
    case BILLING_DOUBTFUL: stripe_leave_fetch(service, organization_id, object, id); break;
    }
    return "fetched";
}

static const char *take_subscription(service *service, const store_billing_event *event,
                                     const chatlet_json *object) {
    store_billing_subscription told;
    if (!stripe_read_subscription(service, object, &told)) return "kept";
    told.organization_id = event->organization_id;
    told.told_at_ms = event->told_at_ms;
    billing_taking taking = billing_take_subscription(service, &told, false);
    return outcome_of(service, taking, event->organization_id, "subscription", told.id);
}

static const char *take_invoice(service *service, const store_billing_event *event,
                                const chatlet_json *object) {
    store_billing_invoice told;
    if (!stripe_read_invoice(service, object, &told)) return "kept";
    told.organization_id = event->organization_id;
    told.told_at_ms = event->told_at_ms;
    billing_taking taking = billing_take_invoice(service, &told, false);
    return outcome_of(service, taking, event->organization_id, "invoice", told.id);
}

/* The page is over. What was bought there tells of itself; should that be lost, this asks. */
static const char *take_session(service *service, const store_billing_event *event,
                                const chatlet_json *object) {
    store_billing_subscription known;
    chatlet_str id = stripe_reference(object, "subscription");
    store_billing_end_checkout(service->db, stripe_text(object, "id", STRIPE_ID_BYTES_MAX));
    if (id.size_bytes == 0) return "applied";
    if (store_billing_subscription_find(service->db, id, service->memory, &known)) return "applied";
    stripe_leave_fetch(service, event->organization_id, "subscription", id);
    return "fetched";
}

static const char *take(service *service, const store_billing_event *event,
                        const chatlet_json *object) {
    if (begins_with(event->kind, "customer.subscription.")) {
        return take_subscription(service, event, object);
    }
    if (begins_with(event->kind, "invoice.")) return take_invoice(service, event, object);
    if (begins_with(event->kind, "checkout.session.")) {
        return take_session(service, event, object);
    }
    if (is_text(event->kind, "customer.deleted")) {
        store_billing_remove_customer(service->db, event->customer_id);
        return "applied";
    }
    return "kept";
}

static bool matters(chatlet_str kind) {
    return begins_with(kind, "customer.subscription.") || begins_with(kind, "invoice.") ||
           begins_with(kind, "checkout.session.");
}

/* Takes in what `event`, which stands in the table, says. */
static void process(service *service, store_billing_event *event, const chatlet_json *object) {
    const char *outcome = "kept";
    event->organization_id = store_billing_customer_organization(service->db, event->customer_id);
    if (event->organization_id != 0) {
        outcome = take(service, event, object);
    } else if (matters(event->kind) && event->customer_id.size_bytes > 0) {
        outcome = "unmatched";
    }
    store_billing_settle_event(service->db, event->id, event->organization_id, outcome);
}

static const chatlet_json *object_of(const chatlet_json *root) {
    return stripe_member(stripe_member(root, "data"), "object");
}

void stripe_match_events(service *service, chatlet_str customer_id) {
    store_billing_event *events;
    size_t count =
        store_billing_unmatched(service->db, customer_id, UNMATCHED_MAX, service->memory, &events);
    for (size_t i = 0; i < count; i++) {
        const chatlet_json *object = object_of(stripe_parse(service, events[i].body_json));
        if (object != NULL) process(service, &events[i], object);
    }
}

/* --- the envelope --- */

static bool check_mode(service *service, const chatlet_json *root) {
    const chatlet_json *live = stripe_member(root, "livemode");
    if (live == NULL || live->kind != CHATLET_JSON_BOOLEAN) {
        return service_refuse_field(service, CHATLET_STR("/livemode"),
                                    CHATLET_STR("An event says whether it is live."));
    }
    if (live->boolean == service->settings->stripe.is_live) return true;
    return service_refuse(service, PROBLEM_CONFLICT,
                          live->boolean ? CHATLET_STR("This server takes events of test mode only.")
                                        : CHATLET_STR("This server takes live events only."));
}

/* A thin event names an object without telling its state, and its time is a text. It is kept; what
 * we act on comes in the other shape. */
static bool is_thin(const chatlet_json *root) {
    return is_text(stripe_text(root, "object", 64), "v2.core.event");
}

static bool read_event(service *service, const chatlet_json *root, chatlet_str body,
                       store_billing_event *event) {
    const int64_t year_9999_s = 253402300799;
    int64_t created_s = stripe_whole(root, "created");
    *event = (store_billing_event){.id = stripe_text(root, "id", STRIPE_ID_BYTES_MAX),
                                   .kind = stripe_text(root, "type", STRIPE_ID_BYTES_MAX),
                                   .body_json = body,
                                   .outcome = "kept",
                                   .told_at_ms = service->now_ms,
                                   .received_at_ms = service->now_ms};
    if (event->id.size_bytes == 0 || event->kind.size_bytes == 0) {
        return service_refuse(service, PROBLEM_MALFORMED,
                              CHATLET_STR("An event has an id and a type."));
    }
    if (is_thin(root)) return true;
    if (created_s <= 0 || created_s > year_9999_s || object_of(root) == NULL) {
        return service_refuse(service, PROBLEM_MALFORMED,
                              CHATLET_STR("An event has a time and an object."));
    }
    event->told_at_ms = created_s * 1000;
    event->customer_id = customer_of(object_of(root));
    return true;
}

bool stripe_accept(service *service, chatlet_str signature, chatlet_str body) {
    store_billing_event event;
    if (!check_signature(service, signature, body)) return false;
    const chatlet_json *root = stripe_parse(service, body);
    if (root == NULL || root->kind != CHATLET_JSON_OBJECT) {
        return service_refuse(service, PROBLEM_MALFORMED, CHATLET_STR("The body is no event."));
    }
    if (!check_mode(service, root) || !read_event(service, root, body, &event)) return false;
    if (!store_billing_add_event(service->db, &event)) return true; /* once is enough */
    if (!is_thin(root)) process(service, &event, object_of(root));
    return true;
}
