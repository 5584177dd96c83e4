/* What Stripe answered, and what it changes here. */
#include "stripe.h"

#include "../domain/currency.h"

#include <string.h>

typedef struct answer {
    service *service;
    const outbox_item *item;
    const chatlet_json *body;   /* of the row */
    const chatlet_json *object; /* of the answer; NULL: not JSON */
    chatlet_str *outcome_json;
} answer;

static bool is_text(chatlet_str text, const char *expected) {
    return text.size_bytes == strlen(expected) && memcmp(text.data, expected, text.size_bytes) == 0;
}

static bool begins_with(chatlet_str text, const char *start) {
    size_t size_bytes = strlen(start);
    return text.size_bytes >= size_bytes && memcmp(text.data, start, size_bytes) == 0;
}

static chatlet_str text_of(const answer *answer, const char *name) {
    return stripe_text(answer->body, name, STRIPE_TEXT_BYTES_MAX);
}

static chatlet_str id_of(const answer *answer) {
    return stripe_text(answer->object, "id", STRIPE_ID_BYTES_MAX);
}

/* Not what the API promises: a proxy's page, say. */
static outbox_verdict odd(answer *answer) {
    store_billing_next_step(answer->service->db, answer->item->id);
    return OUTBOX_AGAIN;
}

static outbox_verdict apply_customer(answer *answer) {
    chatlet_str id = id_of(answer);
    if (id.size_bytes == 0) return odd(answer);
    if (store_billing_add_customer(answer->service->db, answer->item->organization_id, id,
                                   answer->service->now_ms)) {
        stripe_match_events(answer->service, id);
    }
    return OUTBOX_DONE;
}

static outbox_verdict keep_in_catalog(answer *answer, chatlet_str id) {
    if (id.size_bytes == 0) return odd(answer);
    store_billing_catalog_add(answer->service->db, text_of(answer, "name"), id,
                              answer->service->now_ms);
    return OUTBOX_DONE;
}

static outbox_verdict apply_price(answer *answer) { return keep_in_catalog(answer, id_of(answer)); }

/* Either the list of meters, or the one just made. */
static outbox_verdict apply_meter(answer *answer) {
    const chatlet_json *list = stripe_member(answer->object, "data");
    chatlet_str wanted =
        region_join(answer->service->memory, 2, CHATLET_STR("chatlet_"), text_of(answer, "meter"));
    if (list == NULL) return keep_in_catalog(answer, id_of(answer));
    for (const chatlet_json *one = list->first; one != NULL; one = one->next) {
        chatlet_str name = stripe_text(one, "event_name", STRIPE_TEXT_BYTES_MAX);
        bool is_same = name.size_bytes == wanted.size_bytes &&
                       memcmp(name.data, wanted.data, name.size_bytes) == 0;
        if (is_same) return keep_in_catalog(answer, stripe_text(one, "id", STRIPE_ID_BYTES_MAX));
    }
    /* It is not there: the next step makes it. */
    return odd(answer);
}

static bool note_url(answer *answer, chatlet_str url) {
    chatlet_json_writer *writer = stripe_json_begin(answer->service);
    stripe_json_text(writer, "url", url);
    *answer->outcome_json = stripe_json_end(answer->service, writer);
    return url.size_bytes > 0;
}

static outbox_verdict apply_checkout(answer *answer) {
    chatlet_str url = stripe_text(answer->object, "url", STRIPE_TEXT_BYTES_MAX);
    chatlet_str id = id_of(answer);
    if (id.size_bytes == 0 || !note_url(answer, url)) return odd(answer);
    store_billing_add_checkout(answer->service->db, answer->item->organization_id, id,
                               text_of(answer, "plan"), text_of(answer, "currency"), url,
                               stripe_whole(answer->object, "expires_at") * 1000);
    return OUTBOX_DONE;
}

static outbox_verdict apply_portal(answer *answer) {
    return note_url(answer, stripe_text(answer->object, "url", STRIPE_TEXT_BYTES_MAX))
               ? OUTBOX_DONE
               : odd(answer);
}

static outbox_verdict take_subscription(answer *answer) {
    store_billing_subscription told;
    if (!stripe_read_subscription(answer->service, answer->object, &told)) return odd(answer);
    told.organization_id = answer->item->organization_id;
    (void)billing_take_subscription(answer->service, &told, true);
    return OUTBOX_DONE;
}

static outbox_verdict apply_subscription(answer *answer) {
    outbox_verdict verdict = take_subscription(answer);
    if (verdict == OUTBOX_DONE) *answer->outcome_json = CHATLET_STR("{}");
    return verdict;
}

static outbox_verdict apply_fetch(answer *answer) {
    store_billing_invoice told;
    if (!is_text(text_of(answer, "object"), "invoice")) return take_subscription(answer);
    if (!stripe_read_invoice(answer->service, answer->object, &told)) return odd(answer);
    told.organization_id = answer->item->organization_id;
    (void)billing_take_invoice(answer->service, &told, true);
    return OUTBOX_DONE;
}

static bool is_proration(const chatlet_json *line) {
    const chatlet_json *parent = stripe_member(line, "parent");
    const chatlet_json *details = stripe_member(parent, "subscription_item_details");
    const chatlet_json *found = stripe_member(details, "proration");
    return found != NULL && found->kind == CHATLET_JSON_BOOLEAN && found->boolean;
}

static bool write_line(chatlet_json_writer *writer, chatlet_str currency,
                       const chatlet_json *line) {
    int64_t minor;
    if (!currency_from_stripe(currency, stripe_whole(line, "amount"), &minor)) return false;
    chatlet_json_write_object_begin(writer);
    stripe_json_text(writer, "description",
                     stripe_text(line, "description", STRIPE_TEXT_BYTES_MAX));
    stripe_json_whole(writer, "amount_minor", minor);
    chatlet_json_write_key(writer, CHATLET_STR("is_proration"));
    chatlet_json_write_boolean(writer, is_proration(line));
    chatlet_json_write_object_end(writer);
    return true;
}

static bool write_lines(chatlet_json_writer *writer, chatlet_str currency,
                        const chatlet_json *invoice) {
    const chatlet_json *lines = stripe_member(stripe_member(invoice, "lines"), "data");
    const chatlet_json *line = lines != NULL ? lines->first : NULL;
    bool good = true;
    chatlet_json_write_key(writer, CHATLET_STR("lines"));
    chatlet_json_write_array_begin(writer);
    for (uint32_t i = 0; good && line != NULL && i < STRIPE_LINES_MAX; i++, line = line->next)
        good = write_line(writer, currency, line);
    chatlet_json_write_array_end(writer);
    return good;
}

static outbox_verdict apply_preview(answer *answer) {
    chatlet_str currency = stripe_text(answer->object, "currency", CURRENCY_BYTES);
    int64_t total;
    int64_t due;
    if (!currency_is_code(currency) ||
        !currency_from_stripe(currency, stripe_whole(answer->object, "total"), &total) ||
        !currency_from_stripe(currency, stripe_whole(answer->object, "amount_due"), &due)) {
        return odd(answer);
    }
    chatlet_json_writer *writer = stripe_json_begin(answer->service);
    stripe_json_text(writer, "currency", currency);
    stripe_json_whole(writer, "total_minor", total);
    stripe_json_whole(writer, "due_minor", due);
    stripe_json_whole(writer, "at", stripe_whole(answer->body, "at"));
    stripe_json_whole(writer, "is_now", stripe_whole(answer->body, "raises"));
    if (writer != NULL && !write_lines(writer, currency, answer->object)) return odd(answer);
    *answer->outcome_json = stripe_json_end(answer->service, writer);
    return OUTBOX_DONE;
}

static outbox_verdict apply_nothing(answer *answer) {
    (void)answer;
    return OUTBOX_DONE;
}

typedef struct applier {
    const char *kind;
    outbox_verdict (*run)(answer *answer);
} applier;

static const applier appliers[] = {
    {"stripe.customer", apply_customer}, {"stripe.meter", apply_meter},
    {"stripe.price", apply_price},       {"stripe.checkout", apply_checkout},
    {"stripe.portal", apply_portal},     {"stripe.subscription", apply_subscription},
    {"stripe.preview", apply_preview},   {"stripe.cancel", apply_nothing},
    {"stripe.fetch", apply_fetch},       {"stripe.meter_event", apply_nothing},
};

/* Stripe's own words on what it refused, for dead letters and whoever waits. They speak of cards
 * and fields, and name no secret. */
static outbox_verdict note_refusal(answer *answer, uint16_t status, const chatlet_json *error) {
    chatlet_json_writer *writer = stripe_json_begin(answer->service);
    stripe_json_whole(writer, "status", status);
    stripe_json_text(writer, "code", stripe_text(error, "code", 128));
    stripe_json_text(writer, "message", stripe_text(error, "message", 500));
    *answer->outcome_json = stripe_json_end(answer->service, writer);
    return OUTBOX_HOPELESS;
}

/* Counted already: an earlier try came through. */
static bool is_duplicate(const answer *answer, const chatlet_json *error) {
    if (!is_text(answer->item->kind, "stripe.meter_event")) return false;
    return is_text(stripe_text(error, "code", 128), "duplicate_meter_event") ||
           begins_with(stripe_text(error, "message", 500),
                       "An event already exists with identifier");
}

/* What is gone need not be fetched or ended. */
static bool is_gone(const answer *answer, uint16_t status) {
    return status == 404 && (is_text(answer->item->kind, "stripe.fetch") ||
                             is_text(answer->item->kind, "stripe.cancel"));
}

static outbox_verdict judge_refusal(answer *answer, uint16_t status) {
    const chatlet_json *error = stripe_member(answer->object, "error");
    /* Stripe repeats a 500 under its key, so the next try takes another. That is safe for every
     * kind: a count has its identifier, a change sets what is set already, the rest are pages. */
    if (status >= 500) return odd(answer);
    if (status == 408 || status == 409 || status == 425 || status == 429) return OUTBOX_AGAIN;
    /* A meter of that name is there after all: look for it again. */
    if (status == 400 && is_text(answer->item->kind, "stripe.meter")) return odd(answer);
    if (is_duplicate(answer, error) || is_gone(answer, status)) return OUTBOX_DONE;
    /* The same key with another form, since what we know has changed between two tries. */
    if (is_text(stripe_text(error, "type", 64), "idempotency_error")) return odd(answer);
    return note_refusal(answer, status, error);
}

outbox_verdict stripe_apply(service *service, const outbox_item *item, const outbox_result *result,
                            chatlet_str *outcome_json) {
    answer answer = {.service = service,
                     .item = item,
                     .body = stripe_parse(service, item->body_json),
                     .object = stripe_parse(service, result->body),
                     .outcome_json = outcome_json};
    if (result->status < 200 || result->status > 299) {
        return judge_refusal(&answer, result->status);
    }
    for (size_t i = 0; i < sizeof appliers / sizeof appliers[0]; i++) {
        if (is_text(item->kind, appliers[i].kind)) return appliers[i].run(&answer);
    }
    return OUTBOX_HOPELESS;
}
