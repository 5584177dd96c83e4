/* Rows of the outbox to requests of Stripe's API. */
#include "stripe.h"

#include "../domain/currency.h"
#include "../domain/whole_text.h"
#include "form_encode.h"

#include <string.h>

typedef struct build {
    service *service;
    const outbox_item *item;
    const chatlet_json *body;
    form form;
    outbox_call *call;
    chatlet_str variant; /* of the idempotency key: which of several forms of one row this is */
} build;

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static bool is_text(chatlet_str text, const char *expected) {
    return text.size_bytes == strlen(expected) && memcmp(text.data, expected, text.size_bytes) == 0;
}

static chatlet_str text_of(const build *build, const char *name) {
    return stripe_text(build->body, name, STRIPE_TEXT_BYTES_MAX);
}

static void add_text(build *build, const char *key, const char *value) {
    form_add(&build->form, key, constant(value));
}

static bool refuse(build *build, const char *why) {
    return service_refuse(build->service, PROBLEM_UPSTREAM, constant(why));
}

static chatlet_str whole(build *build, int64_t value) {
    char text[WHOLE_TEXT_BYTES];
    return region_copy(build->service->memory, whole_text_write(value, text));
}

static void add_field(outbox_call *call, const char *name, chatlet_str value) {
    call->fields[call->field_count++] = (outbox_field){.name = constant(name), .value = value};
}

/* The row's id, and behind it what makes the form of this try another one. */
static chatlet_str idempotency_key(build *build) {
    int64_t step = store_billing_step(build->service->db, build->item->id);
    char text[ROW_ID_TEXT_BYTES];
    chatlet_str id = row_id_text(ROW_OUTBOX, build->item->id, text);
    chatlet_str dash = CHATLET_STR("-");
    if (step == 0) return region_join(build->service->memory, 2, id, build->variant);
    return region_join(build->service->memory, 4, id, build->variant, dash, whole(build, step));
}

static void set_target(build *build, const char *method, chatlet_str path) {
    const service_settings *settings = build->service->settings;
    outbox_call *call = build->call;
    region *memory = build->service->memory;
    call->kind = OUTBOX_CALL_HTTP;
    call->method = method;
    call->url = region_join(memory, 2, settings->stripe.api_url, path);
    add_field(call, "Authorization",
              region_join(memory, 2, CHATLET_STR("Bearer "), settings->stripe.secret_key));
    add_field(call, "Stripe-Version", settings->stripe.api_version);
}

static bool finish_post(build *build, chatlet_str path) {
    set_target(build, "POST", path);
    add_field(build->call, "Content-Type", CHATLET_STR("application/x-www-form-urlencoded"));
    add_field(build->call, "Idempotency-Key", idempotency_key(build));
    if (form_end(&build->form, &build->call->body)) return true;
    return refuse(build, "The request is larger than a form may be.");
}

static bool finish_get(build *build, chatlet_str path) {
    set_target(build, "GET", path);
    return true;
}

/* Ids stand in paths: only what Stripe's ids are made of. */
static chatlet_str path_to(build *build, const char *collection, chatlet_str id) {
    for (size_t i = 0; i < id.size_bytes; i++) {
        char byte = id.data[i];
        bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (!is_letter && !(byte >= '0' && byte <= '9') && byte != '_') return CHATLET_STR("");
    }
    if (id.size_bytes == 0) return CHATLET_STR("");
    return region_join(build->service->memory, 3, constant(collection), CHATLET_STR("/"), id);
}

static bool find_customer(build *build, chatlet_str *id) {
    return store_billing_customer(build->service->db, build->item->organization_id,
                                  build->service->memory, id);
}

static bool find_in_catalog(build *build, chatlet_str name, chatlet_str *id) {
    return stripe_find_price(build->service, name, id);
}

/* --- customer and catalog --- */

static bool build_customer(build *build) {
    chatlet_str id;
    chatlet_str name;
    chatlet_str email;
    char text[ROW_ID_TEXT_BYTES];
    if (find_customer(build, &id)) return true;
    if (!store_billing_contact(build->service->db, build->item->organization_id,
                               build->service->memory, &name, &email)) {
        return true;
    }
    form_add(&build->form, "name", name);
    if (email.size_bytes > 0) form_add(&build->form, "email", email);
    form_add(&build->form, "metadata[organization]",
             row_id_text(ROW_ORGANIZATION, build->item->organization_id, text));
    return finish_post(build, CHATLET_STR("/v1/customers"));
}

/* The name of a meter's events at Stripe: the same account may count other things too. */
static chatlet_str event_name(build *build, chatlet_str meter) {
    return region_join(build->service->memory, 2, CHATLET_STR("chatlet_"), meter);
}

/* An account has one meter of a name, so look first: an earlier try, or another installation, may
 * have made it. */
static bool build_meter(build *build) {
    chatlet_str id;
    chatlet_str meter = text_of(build, "meter");
    if (find_in_catalog(build, text_of(build, "name"), &id)) return true;
    if (store_billing_step(build->service->db, build->item->id) % 2 == 0) {
        return finish_get(build, CHATLET_STR("/v1/billing/meters?limit=100&status=active"));
    }
    form_add(&build->form, "display_name", meter);
    form_add(&build->form, "event_name", event_name(build, meter));
    add_text(build, "default_aggregation[formula]", "sum");
    add_text(build, "customer_mapping[type]", "by_id");
    add_text(build, "customer_mapping[event_payload_key]", "stripe_customer_id");
    add_text(build, "value_settings[event_payload_key]", "value");
    return finish_post(build, CHATLET_STR("/v1/billing/meters"));
}

/* A price for 1,000 as one for each, in the currency's smallest unit: exact with three digits. */
static chatlet_str thousandth(build *build, int64_t amount) {
    char rest[4] = {'.', (char)('0' + amount / 100 % 10), (char)('0' + amount / 10 % 10),
                    (char)('0' + amount % 10)};
    return region_join(build->service->memory, 2, whole(build, amount / 1000),
                       (chatlet_str){.data = rest, .size_bytes = sizeof rest});
}

static bool add_metered_price(build *build, chatlet_str meter, int64_t amount) {
    chatlet_str meter_id;
    if (!find_in_catalog(build, stripe_meter_name(build->service, meter), &meter_id)) {
        return refuse(build, "The meter of this price could not be made.");
    }
    form_add(&build->form, "unit_amount_decimal", thousandth(build, amount));
    add_text(build, "recurring[usage_type]", "metered");
    form_add(&build->form, "recurring[meter]", meter_id);
    form_add(&build->form, "metadata[meter]", meter);
    form_add(&build->form, "product_data[name]",
             region_join(build->service->memory, 2, meter, CHATLET_STR(" beyond the plan")));
    return true;
}

static bool build_price(build *build) {
    chatlet_str id;
    int64_t amount;
    chatlet_str meter = text_of(build, "meter");
    chatlet_str currency = text_of(build, "currency");
    if (find_in_catalog(build, text_of(build, "name"), &id)) return true;
    if (!currency_to_stripe(currency, stripe_whole(build->body, "minor"), &amount) || amount < 0) {
        return refuse(build, "This price is out of range.");
    }
    form_add(&build->form, "currency", currency);
    add_text(build, "recurring[interval]", "month");
    if (meter.size_bytes > 0) {
        if (!add_metered_price(build, meter, amount)) return false;
    } else {
        form_add_whole(&build->form, "unit_amount", amount);
        form_add(&build->form, "metadata[plan]", text_of(build, "plan"));
        form_add(&build->form, "product_data[name]", text_of(build, "title"));
    }
    return finish_post(build, CHATLET_STR("/v1/prices"));
}

/* --- checkout and portal --- */

static bool add_line(build *build, uint32_t index, chatlet_str price_name, bool is_metered) {
    chatlet_str price;
    if (!find_in_catalog(build, price_name, &price)) {
        return refuse(build, "A price of this plan could not be made.");
    }
    form_add_item(&build->form, "line_items", index, "price", price);
    if (!is_metered) form_add_item(&build->form, "line_items", index, "quantity", CHATLET_STR("1"));
    return true;
}

static bool add_lines(build *build) {
    const chatlet_json *overages = stripe_member(build->body, "overages");
    uint32_t index = 0;
    if (!add_line(build, index++, text_of(build, "price"), false)) return false;
    for (const chatlet_json *one = overages != NULL ? overages->first : NULL; one != NULL;
         one = one->next) {
        chatlet_str name = stripe_text(one, "price", STRIPE_TEXT_BYTES_MAX);
        if (!add_line(build, index++, name, true)) return false;
    }
    return true;
}

static bool build_checkout(build *build) {
    chatlet_str customer;
    char text[ROW_ID_TEXT_BYTES];
    chatlet_str organization = row_id_text(ROW_ORGANIZATION, build->item->organization_id, text);
    int64_t trial_days = stripe_whole(build->body, "trial_days");
    if (!find_customer(build, &customer)) return refuse(build, "The customer could not be made.");
    add_text(build, "mode", "subscription");
    form_add(&build->form, "customer", customer);
    form_add(&build->form, "client_reference_id", organization);
    form_add(&build->form, "success_url", text_of(build, "return_url"));
    form_add(&build->form, "cancel_url", text_of(build, "return_url"));
    add_text(build, "customer_update[address]", "auto");
    if (!add_lines(build)) return false;
    form_add(&build->form, "subscription_data[metadata][organization]", organization);
    form_add(&build->form, "subscription_data[metadata][plan]", text_of(build, "plan"));
    if (trial_days > 0) {
        form_add_whole(&build->form, "subscription_data[trial_period_days]", trial_days);
    }
    return finish_post(build, CHATLET_STR("/v1/checkout/sessions"));
}

static bool build_portal(build *build) {
    chatlet_str customer;
    if (!find_customer(build, &customer)) return refuse(build, "There is no customer any more.");
    form_add(&build->form, "customer", customer);
    form_add(&build->form, "return_url", text_of(build, "return_url"));
    return finish_post(build, CHATLET_STR("/v1/billing_portal/sessions"));
}

/* --- changes and their preview --- */

static const store_billing_item *item_of(const store_billing_subscription *one, chatlet_str meter) {
    for (size_t i = 0; i < one->item_count; i++) {
        chatlet_str has = one->items[i].meter;
        if (has.size_bytes != meter.size_bytes) continue;
        if (meter.size_bytes == 0 || memcmp(has.data, meter.data, meter.size_bytes) == 0) {
            return &one->items[i];
        }
    }
    return NULL;
}

/* An item keeps its id and gets another price: what was counted on it stays. A meter that the new
 * plan does not charge for keeps its item too, or its usage of this period would never be billed;
 * nothing more comes to it. */
static bool add_item(build *build, const store_billing_subscription *running, const char *list,
                     uint32_t index, chatlet_str meter, chatlet_str price_name) {
    chatlet_str price;
    const store_billing_item *item = item_of(running, meter);
    if (!find_in_catalog(build, price_name, &price)) {
        return refuse(build, "A price of this plan could not be made.");
    }
    if (item != NULL) form_add_item(&build->form, list, index, "id", item->id);
    form_add_item(&build->form, list, index, "price", price);
    return true;
}

static bool add_items(build *build, const store_billing_subscription *running, const char *list) {
    const chatlet_json *overages = stripe_member(build->body, "overages");
    uint32_t index = 0;
    if (!add_item(build, running, list, index++, CHATLET_STR(""), text_of(build, "price"))) {
        return false;
    }
    for (const chatlet_json *one = overages != NULL ? overages->first : NULL; one != NULL;
         one = one->next) {
        if (!add_item(build, running, list, index++,
                      stripe_text(one, "meter", STRIPE_TEXT_BYTES_MAX),
                      stripe_text(one, "price", STRIPE_TEXT_BYTES_MAX))) {
            return false;
        }
    }
    return true;
}

static const char *proration(build *build) {
    bool raises = stripe_whole(build->body, "raises") != 0;
    return raises ? "always_invoice" : "create_prorations";
}

/* Stripe refuses a moment outside the running period. */
static bool has_moment(build *build, const store_billing_subscription *running) {
    int64_t at_ms = stripe_whole(build->body, "at") * 1000;
    return at_ms >= running->period_start_ms && at_ms < running->period_end_ms &&
           running->status != STORE_BILLING_TRIALING;
}

static bool find_running(build *build, store_billing_subscription *running) {
    chatlet_str id = text_of(build, "subscription");
    bool found =
        store_billing_subscription_find(build->service->db, id, build->service->memory, running);
    return found && running->organization_id == build->item->organization_id &&
           running->status != STORE_BILLING_ENDED;
}

static bool build_subscription(build *build) {
    store_billing_subscription running;
    chatlet_str ends = text_of(build, "ends");
    if (!find_running(build, &running)) return refuse(build, "This subscription is over.");
    chatlet_str path = path_to(build, "/v1/subscriptions", running.id);
    if (ends.size_bytes > 0) {
        form_add(&build->form, "cancel_at_period_end", ends);
        return finish_post(build, path);
    }
    if (!add_items(build, &running, "items")) return false;
    add_text(build, "proration_behavior", proration(build));
    if (has_moment(build, &running)) {
        form_add_whole(&build->form, "proration_date", stripe_whole(build->body, "at"));
    }
    if (stripe_whole(build->body, "raises") != 0) {
        add_text(build, "payment_behavior", "error_if_incomplete");
    }
    /* Who chooses a plan means to stay. */
    add_text(build, "cancel_at_period_end", "false");
    form_add(&build->form, "metadata[plan]", text_of(build, "plan"));
    return finish_post(build, path);
}

static bool build_preview(build *build) {
    store_billing_subscription running;
    chatlet_str customer;
    if (!find_running(build, &running) || !find_customer(build, &customer)) {
        return refuse(build, "This subscription is over.");
    }
    form_add(&build->form, "customer", customer);
    form_add(&build->form, "subscription", running.id);
    if (!add_items(build, &running, "subscription_details[items]")) return false;
    add_text(build, "subscription_details[proration_behavior]", proration(build));
    if (has_moment(build, &running)) {
        form_add_whole(&build->form, "subscription_details[proration_date]",
                       stripe_whole(build->body, "at"));
    }
    return finish_post(build, CHATLET_STR("/v1/invoices/create_preview"));
}

static bool build_cancel(build *build) {
    chatlet_str path = path_to(build, "/v1/subscriptions", text_of(build, "subscription"));
    if (path.size_bytes == 0) return refuse(build, "This is no id of Stripe's.");
    set_target(build, "DELETE", path);
    return true;
}

static bool build_fetch(build *build) {
    bool is_invoice = is_text(text_of(build, "object"), "invoice");
    chatlet_str path =
        path_to(build, is_invoice ? "/v1/invoices" : "/v1/subscriptions", text_of(build, "id"));
    if (path.size_bytes == 0) return refuse(build, "This is no id of Stripe's.");
    return finish_get(build, path);
}

/* --- usage --- */

/* Stripe bills an event in the period of its time, but drops it without a word once that period's
 * invoice is final, an hour after its end. So an event keeps its time while that surely is not so;
 * later it goes without one and counts at its arrival, on the next invoice. Its identifier stays,
 * so that whichever form came first is the one that counts. */
static bool keeps_time(build *build, const store_billing_subscription *running,
                       int64_t occurred_at_ms) {
    const int64_t half_draft_ms = INT64_C(30) * 60 * 1000;
    int64_t now_ms = build->service->now_ms;
    return occurred_at_ms >= running->period_start_ms && occurred_at_ms < running->period_end_ms &&
           now_ms < running->period_end_ms + half_draft_ms && occurred_at_ms <= now_ms;
}

/* Whether an earlier try may have counted it so long ago that Stripe has forgotten. */
static bool is_forgotten(build *build) {
    const int64_t remembered_ms = INT64_C(23) * 60 * 60 * 1000;
    const outbox_item *item = build->item;
    bool was_sent = item->tries > 0 || item->lease_ended_ms > 0;
    return was_sent && build->service->now_ms - row_id_time_ms(item->id) > remembered_ms;
}

static bool build_meter_event(build *build) {
    store_billing_subscription running;
    chatlet_str customer;
    char text[ROW_ID_TEXT_BYTES];
    int64_t occurred_at_ms = stripe_whole(build->body, "occurred_at_ms");
    if (!find_customer(build, &customer)) return true;
    if (is_forgotten(build)) {
        return refuse(build, "Nobody can say whether Stripe counted this more than a day ago.");
    }
    form_add(&build->form, "event_name", event_name(build, text_of(build, "meter")));
    form_add(&build->form, "identifier", row_id_text(ROW_OUTBOX, build->item->id, text));
    form_add(&build->form, "payload[stripe_customer_id]", customer);
    form_add_whole(&build->form, "payload[value]", stripe_whole(build->body, "quantity"));
    bool is_known = store_billing_current(build->service->db, build->item->organization_id,
                                          build->service->memory, &running);
    if (is_known && keeps_time(build, &running, occurred_at_ms)) {
        form_add_whole(&build->form, "timestamp", occurred_at_ms / 1000);
    } else {
        build->variant = CHATLET_STR("-now");
    }
    return finish_post(build, CHATLET_STR("/v1/billing/meter_events"));
}

typedef struct builder {
    const char *kind;
    bool (*run)(build *build);
} builder;

static const builder builders[] = {
    {"stripe.customer", build_customer}, {"stripe.meter", build_meter},
    {"stripe.price", build_price},       {"stripe.checkout", build_checkout},
    {"stripe.portal", build_portal},     {"stripe.subscription", build_subscription},
    {"stripe.preview", build_preview},   {"stripe.cancel", build_cancel},
    {"stripe.fetch", build_fetch},       {"stripe.meter_event", build_meter_event},
};

bool stripe_build(service *service, const outbox_item *item, outbox_call *call) {
    build build = {.service = service,
                   .item = item,
                   .body = stripe_parse(service, item->body_json),
                   .form = form_begin(service->memory),
                   .call = call,
                   .variant = CHATLET_STR("")};
    *call = (outbox_call){.kind = OUTBOX_CALL_NOTHING};
    /* The provider was turned off since. */
    if (!service->settings->stripe.is_on) return true;
    for (size_t i = 0; i < sizeof builders / sizeof builders[0]; i++) {
        if (!is_text(item->kind, builders[i].kind)) continue;
        if (build.body == NULL) return refuse(&build, "The row cannot be read.");
        return builders[i].run(&build);
    }
    return refuse(&build, "This kind is not known.");
}
