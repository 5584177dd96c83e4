/* What is asked of Stripe: rows of the outbox, in the order in which they must go out. Rows of one
 * organization leave one after another, so a checkout finds the customer and prices that the rows
 * before it made. */
#include "stripe.h"

#include "../domain/whole_text.h"
#include "../store/store_outbox.h"

#include <string.h>

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static chatlet_str whole(service *service, int64_t value) {
    char text[WHOLE_TEXT_BYTES];
    return region_copy(service->memory, whole_text_write(value, text));
}

static const char given[] = "given/";

static bool is_given(chatlet_str name) {
    size_t size_bytes = strlen(given);
    return name.size_bytes > size_bytes && memcmp(name.data, given, size_bytes) == 0;
}

bool stripe_find_price(service *service, chatlet_str name, chatlet_str *id) {
    size_t size_bytes = strlen(given);
    if (!is_given(name)) {
        return store_billing_catalog_find(service->db, name, service->memory, id);
    }
    *id = (chatlet_str){.data = name.data + size_bytes, .size_bytes = name.size_bytes - size_bytes};
    return true;
}

chatlet_str stripe_plan_name(service *service, const billing_offer *offer) {
    if (offer->provider_price.size_bytes > 0) {
        return region_join(service->memory, 2, constant(given), offer->provider_price);
    }
    return region_join(service->memory, 6, CHATLET_STR("plan/"), offer->plan, CHATLET_STR("/"),
                       offer->currency, CHATLET_STR("/"), whole(service, offer->price_minor));
}

chatlet_str stripe_overage_name(service *service, const billing_offer *offer, size_t index) {
    const billing_overage *overage = &offer->overages[index];
    if (overage->provider_price.size_bytes > 0) {
        return region_join(service->memory, 2, constant(given), overage->provider_price);
    }
    return region_join(service->memory, 6, CHATLET_STR("overage/"), overage->meter,
                       CHATLET_STR("/"), offer->currency, CHATLET_STR("/"),
                       whole(service, overage->per_1000_minor));
}

chatlet_str stripe_meter_name(service *service, chatlet_str meter) {
    return region_join(service->memory, 2, CHATLET_STR("meter/"), meter);
}

static int64_t leave(service *service, const char *kind, int64_t organization_id,
                     chatlet_json_writer *writer) {
    chatlet_str body = stripe_json_end(service, writer);
    if (body.size_bytes == 0) return 0;
    service->leaves = true;
    return service_leave(service, kind, organization_id, body, 0);
}

static bool is_in_catalog(service *service, chatlet_str name) {
    chatlet_str id;
    return stripe_find_price(service, name, &id);
}

static void leave_customer(service *service, int64_t organization_id) {
    chatlet_str id;
    if (store_billing_customer(service->db, organization_id, service->memory, &id)) return;
    (void)leave(service, "stripe.customer", organization_id, stripe_json_begin(service));
}

static void leave_price(service *service, const billing_order *order, chatlet_str name,
                        chatlet_str meter, int64_t minor) {
    if (is_in_catalog(service, name)) return;
    chatlet_json_writer *writer = stripe_json_begin(service);
    stripe_json_text(writer, "name", name);
    stripe_json_text(writer, "title", order->offer->title);
    stripe_json_text(writer, "plan", order->offer->plan);
    stripe_json_text(writer, "currency", order->offer->currency);
    stripe_json_text(writer, "meter", meter);
    stripe_json_whole(writer, "minor", minor);
    (void)leave(service, "stripe.price", order->organization_id, writer);
}

static void leave_meter(service *service, const billing_order *order, chatlet_str meter) {
    chatlet_str name = stripe_meter_name(service, meter);
    if (is_in_catalog(service, name)) return;
    chatlet_json_writer *writer = stripe_json_begin(service);
    stripe_json_text(writer, "name", name);
    stripe_json_text(writer, "meter", meter);
    (void)leave(service, "stripe.meter", order->organization_id, writer);
}

/* The prices of an offer, and the meters they count by. */
static void leave_catalog(service *service, const billing_order *order) {
    const billing_offer *offer = order->offer;
    leave_price(service, order, stripe_plan_name(service, offer), CHATLET_STR(""),
                offer->price_minor);
    for (size_t i = 0; i < offer->overage_count; i++) {
        leave_meter(service, order, offer->overages[i].meter);
        leave_price(service, order, stripe_overage_name(service, offer, i),
                    offer->overages[i].meter, offer->overages[i].per_1000_minor);
    }
}

/* The names of an offer's prices, by which the builder finds their ids. */
static void write_prices(service *service, chatlet_json_writer *writer,
                         const billing_offer *offer) {
    if (writer == NULL) return;
    stripe_json_text(writer, "plan", offer->plan);
    stripe_json_text(writer, "currency", offer->currency);
    stripe_json_text(writer, "price", stripe_plan_name(service, offer));
    chatlet_json_write_key(writer, CHATLET_STR("overages"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < offer->overage_count; i++) {
        chatlet_json_write_object_begin(writer);
        stripe_json_text(writer, "meter", offer->overages[i].meter);
        stripe_json_text(writer, "price", stripe_overage_name(service, offer, i));
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

static int64_t checkout(service *service, const billing_order *order) {
    leave_customer(service, order->organization_id);
    leave_catalog(service, order);
    chatlet_json_writer *writer = stripe_json_begin(service);
    write_prices(service, writer, order->offer);
    stripe_json_whole(writer, "trial_days", order->has_trial ? order->offer->trial_days : 0);
    stripe_json_text(writer, "return_url", order->return_url);
    return leave(service, "stripe.checkout", order->organization_id, writer);
}

static int64_t portal(service *service, const billing_order *order) {
    chatlet_json_writer *writer = stripe_json_begin(service);
    stripe_json_text(writer, "return_url", order->return_url);
    return leave(service, "stripe.portal", order->organization_id, writer);
}

static int64_t leave_items(service *service, const char *kind, const billing_order *order) {
    leave_catalog(service, order);
    chatlet_json_writer *writer = stripe_json_begin(service);
    stripe_json_text(writer, "subscription", order->subscription_id);
    write_prices(service, writer, order->offer);
    stripe_json_whole(writer, "raises", order->is_raise ? 1 : 0);
    stripe_json_whole(writer, "at", order->at_s);
    return leave(service, kind, order->organization_id, writer);
}

static int64_t preview(service *service, const billing_order *order) {
    return leave_items(service, "stripe.preview", order);
}

static int64_t change(service *service, const billing_order *order) {
    return leave_items(service, "stripe.subscription", order);
}

static int64_t set_end(service *service, const billing_order *order, bool ends) {
    chatlet_json_writer *writer = stripe_json_begin(service);
    stripe_json_text(writer, "subscription", order->subscription_id);
    stripe_json_text(writer, "ends", ends ? CHATLET_STR("true") : CHATLET_STR("false"));
    return leave(service, "stripe.subscription", order->organization_id, writer);
}

/* Of no organization: its row is about to go. */
static void close_subscription(service *service, int64_t organization_id,
                               chatlet_str subscription_id) {
    (void)organization_id;
    chatlet_json_writer *writer = stripe_json_begin(service);
    stripe_json_text(writer, "subscription", subscription_id);
    (void)leave(service, "stripe.cancel", 0, writer);
}

void stripe_leave_fetch(service *service, int64_t organization_id, const char *object,
                        chatlet_str id) {
    chatlet_json_writer *writer = stripe_json_begin(service);
    stripe_json_text(writer, "object", constant(object));
    stripe_json_text(writer, "id", id);
    chatlet_str body = stripe_json_end(service, writer);
    if (body.size_bytes == 0) return;
    /* One that nobody has begun yet will see all that is known now. */
    if (store_billing_is_left(service->db, organization_id, CHATLET_STR("stripe.fetch"), body,
                              service->now_ms)) {
        return;
    }
    service->leaves = true;
    (void)service_leave(service, "stripe.fetch", organization_id, body, 0);
}

void stripe_leave_usage(service *service, int64_t organization_id, chatlet_str meter,
                        int64_t quantity, int64_t occurred_at_ms) {
    chatlet_str customer;
    if (!service->settings->stripe.is_on || quantity == 0) return;
    if (!store_billing_customer(service->db, organization_id, service->memory, &customer)) return;
    chatlet_json_writer *writer = stripe_json_begin(service);
    stripe_json_text(writer, "meter", meter);
    stripe_json_whole(writer, "quantity", quantity);
    stripe_json_whole(writer, "occurred_at_ms", occurred_at_ms);
    (void)leave(service, "stripe.meter_event", organization_id, writer);
}

/* Stripe forgets the identifier of a meter event, and every idempotency key, after a day or more.
 * What only repeats (a page, a state that is set once more) may go out late; a count may not,
 * unless it was refused, and so surely not taken in. */
static bool prepare_retry(service *service, int64_t organization_id, int64_t outbox_id,
                          bool is_checked) {
    const int64_t remembered_ms = INT64_C(23) * 60 * 60 * 1000;
    store_outbox_row row;
    bool found = store_outbox_find(service->db, outbox_id, service->memory, &row) &&
                 row.organization_id == organization_id && row.state == STORE_OUTBOX_DEAD &&
                 row.kind.size_bytes > 7 && memcmp(row.kind.data, "stripe.", 7) == 0;
    if (!found) return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR(""));
    bool counts = row.kind.size_bytes == 18 && memcmp(row.kind.data, "stripe.meter_event", 18) == 0;
    bool was_refused = row.outcome_json.size_bytes > 0; /* only a refusal leaves one */
    bool is_fresh = service->now_ms - row.created_at_ms < remembered_ms;
    if (!counts || was_refused || is_fresh || is_checked) {
        /* Stripe repeats a refusal under its key; one that never answered may still tell. */
        if (was_refused) store_billing_next_step(service->db, outbox_id);
        return true;
    }
    return service_refuse(service, PROBLEM_CONFLICT,
                          CHATLET_STR("Nobody can say whether Stripe counted this more than a day "
                                      "ago: compare the meter's events there first."));
}

const billing_provider stripe_provider = {.name = "stripe",
                                          .kind_pattern = "stripe.%",
                                          .checkout = checkout,
                                          .portal = portal,
                                          .preview = preview,
                                          .change = change,
                                          .set_end = set_end,
                                          .close = close_subscription,
                                          .prepare_retry = prepare_retry,
                                          .accept = stripe_accept};
