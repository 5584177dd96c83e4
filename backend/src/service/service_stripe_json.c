/* Stripe's objects to ours, and small objects of JSON. */
#include "stripe.h"

#include "../domain/currency.h"

#include <string.h>

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static bool is_text(chatlet_str text, const char *expected) {
    return text.size_bytes == strlen(expected) && memcmp(text.data, expected, text.size_bytes) == 0;
}

const chatlet_json *stripe_parse(service *service, chatlet_str text) {
    chatlet_json_document *document = NULL;
    if (chatlet_json_parse(&service->memory->allocator, text, &document, NULL) != CHATLET_OK) {
        return NULL;
    }
    return chatlet_json_root(document);
}

const chatlet_json *stripe_member(const chatlet_json *object, const char *name) {
    return object == NULL ? NULL : chatlet_json_find(object, constant(name));
}

chatlet_str stripe_text(const chatlet_json *object, const char *name, size_t bytes_max) {
    const chatlet_json *found = stripe_member(object, name);
    if (found == NULL || found->kind != CHATLET_JSON_STRING) return CHATLET_STR("");
    chatlet_str text = found->text;
    if (text.size_bytes == 0 || text.size_bytes > bytes_max) return CHATLET_STR("");
    return memchr(text.data, 0, text.size_bytes) == NULL ? text : CHATLET_STR("");
}

int64_t stripe_whole(const chatlet_json *object, const char *name) {
    const chatlet_json *found = stripe_member(object, name);
    return found != NULL && found->kind == CHATLET_JSON_INTEGER ? found->integer : 0;
}

chatlet_str stripe_reference(const chatlet_json *object, const char *name) {
    const chatlet_json *found = stripe_member(object, name);
    if (found != NULL && found->kind == CHATLET_JSON_OBJECT) {
        return stripe_text(found, "id", STRIPE_ID_BYTES_MAX);
    }
    return stripe_text(object, name, STRIPE_ID_BYTES_MAX);
}

static bool is_true(const chatlet_json *object, const char *name) {
    const chatlet_json *found = stripe_member(object, name);
    return found != NULL && found->kind == CHATLET_JSON_BOOLEAN && found->boolean;
}

/* Seconds since 1970 as milliseconds; 0 for what is no time. */
static int64_t time_ms(const chatlet_json *object, const char *name) {
    const int64_t year_9999_s = 253402300799;
    int64_t seconds = stripe_whole(object, name);
    return seconds > 0 && seconds <= year_9999_s ? seconds * 1000 : 0;
}

static bool read_status(chatlet_str name, store_billing_status *status) {
    if (is_text(name, "canceled") || is_text(name, "incomplete_expired")) {
        *status = STORE_BILLING_ENDED;
        return true;
    }
    return !is_text(name, "ended") && store_billing_status_read(name, status);
}

static bool is_metered(const chatlet_json *price) {
    const chatlet_json *recurring = stripe_member(price, "recurring");
    return is_text(stripe_text(recurring, "usage_type", 16), "metered");
}

static void read_item(const chatlet_json *item, store_billing_subscription *read) {
    const chatlet_json *price = stripe_member(item, "price");
    const chatlet_json *metadata = stripe_member(price, "metadata");
    store_billing_item one = {.id = stripe_text(item, "id", STRIPE_ID_BYTES_MAX),
                              .price_id = stripe_text(price, "id", STRIPE_ID_BYTES_MAX)};
    if (one.id.size_bytes == 0 || read->item_count == STORE_BILLING_ITEMS_MAX) return;
    if (is_metered(price)) {
        one.meter = stripe_text(metadata, "meter", 64);
        /* A price that an operator made: there is one meter with overage. */
        if (one.meter.size_bytes == 0) one.meter = CHATLET_STR("conversations");
    } else {
        one.meter = CHATLET_STR("");
        if (read->plan.size_bytes == 0) read->plan = stripe_text(metadata, "plan", 64);
        /* Versions of the API before 2025-03-31 have the period one level up. */
        if (read->period_end_ms == 0) {
            read->period_start_ms = time_ms(item, "current_period_start");
            read->period_end_ms = time_ms(item, "current_period_end");
        }
    }
    read->items[read->item_count++] = one;
}

bool stripe_read_subscription(service *service, const chatlet_json *object,
                              store_billing_subscription *read) {
    store_billing_subscription one = {.id = stripe_text(object, "id", STRIPE_ID_BYTES_MAX),
                                      .currency = stripe_text(object, "currency", CURRENCY_BYTES),
                                      .period_start_ms = time_ms(object, "current_period_start"),
                                      .period_end_ms = time_ms(object, "current_period_end"),
                                      .trial_end_ms = time_ms(object, "trial_end"),
                                      .ends_at_period = is_true(object, "cancel_at_period_end"),
                                      .created_at_ms = time_ms(object, "created"),
                                      .ended_at_ms = time_ms(object, "ended_at")};
    const chatlet_json *items = stripe_member(stripe_member(object, "items"), "data");
    (void)service;
    if (one.id.size_bytes == 0 || one.currency.size_bytes == 0) return false;
    if (!read_status(stripe_text(object, "status", 32), &one.status)) return false;
    if (items == NULL || items->kind != CHATLET_JSON_ARRAY) return false;
    for (const chatlet_json *item = items->first; item != NULL; item = item->next)
        read_item(item, &one);
    /* Of a price that an operator made nobody wrote down whose it is. */
    if (one.plan.size_bytes == 0) {
        one.plan = stripe_text(stripe_member(object, "metadata"), "plan", 64);
    }
    *read = one;
    return true;
}

/* The subscription stands in different places in different versions of the API. */
static chatlet_str subscription_of(const chatlet_json *invoice) {
    const chatlet_json *parent = stripe_member(invoice, "parent");
    const chatlet_json *details = stripe_member(parent, "subscription_details");
    chatlet_str id = stripe_reference(details, "subscription");
    return id.size_bytes > 0 ? id : stripe_reference(invoice, "subscription");
}

bool stripe_read_invoice(service *service, const chatlet_json *object,
                         store_billing_invoice *read) {
    const chatlet_json *transitions = stripe_member(object, "status_transitions");
    store_billing_invoice one = {
        .id = stripe_text(object, "id", STRIPE_ID_BYTES_MAX),
        .subscription_id = subscription_of(object),
        .number = stripe_text(object, "number", STRIPE_ID_BYTES_MAX),
        .currency = stripe_text(object, "currency", CURRENCY_BYTES),
        .attempts = stripe_whole(object, "attempt_count"),
        .next_attempt_ms = time_ms(object, "next_payment_attempt"),
        .period_start_ms = time_ms(object, "period_start"),
        .period_end_ms = time_ms(object, "period_end"),
        .finalized_at_ms = time_ms(transitions, "finalized_at"),
        .url = stripe_text(object, "hosted_invoice_url", STRIPE_TEXT_BYTES_MAX),
        .created_at_ms = time_ms(object, "created")};
    chatlet_str status = stripe_text(object, "status", 32);
    (void)service;
    if (one.id.size_bytes == 0 || one.currency.size_bytes == 0) return false;
    if (!store_billing_invoice_status_read(status, &one.status)) return false;
    if (!currency_from_stripe(one.currency, stripe_whole(object, "total"), &one.total_minor) ||
        !currency_from_stripe(one.currency, stripe_whole(object, "amount_due"), &one.due_minor) ||
        !currency_from_stripe(one.currency, stripe_whole(object, "amount_paid"), &one.paid_minor)) {
        return false;
    }
    *read = one;
    return true;
}

chatlet_json_writer *stripe_json_begin(service *service) {
    chatlet_json_writer *writer = NULL;
    if (chatlet_json_writer_new(&service->memory->allocator, 0, &writer) != CHATLET_OK) return NULL;
    chatlet_json_write_object_begin(writer);
    return writer;
}

void stripe_json_text(chatlet_json_writer *writer, const char *key, chatlet_str value) {
    if (writer == NULL) return;
    chatlet_json_write_key(writer, constant(key));
    chatlet_json_write_string(writer, value);
}

void stripe_json_whole(chatlet_json_writer *writer, const char *key, int64_t value) {
    if (writer == NULL) return;
    chatlet_json_write_key(writer, constant(key));
    chatlet_json_write_integer(writer, value);
}

chatlet_str stripe_json_end(service *service, chatlet_json_writer *writer) {
    chatlet_str text = {.data = "", .size_bytes = 0};
    if (writer == NULL) return text;
    chatlet_json_write_object_end(writer);
    if (chatlet_json_writer_finish(writer, &text) != CHATLET_OK) return CHATLET_STR("");
    return region_copy(service->memory, text);
}
