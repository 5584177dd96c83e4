/* Stripe behind billing_provider: what each of its files gives the others. */
#ifndef STRIPE_H
#define STRIPE_H

#include "billing.h"
#include "outbox_kinds.h"

#include <chatlet/json.h>

enum {
    STRIPE_ID_BYTES_MAX = 255,
    STRIPE_TEXT_BYTES_MAX = 2048, /* of an address or a name that is kept */
    STRIPE_LINES_MAX = 50         /* of an invoice's preview that are passed on */
};

extern const billing_provider stripe_provider;

/* Kinds of the outbox, for outbox_kinds.c. */
bool stripe_build(service *service, const outbox_item *item, outbox_call *call);
outbox_verdict stripe_apply(service *service, const outbox_item *item, const outbox_result *result,
                            chatlet_str *outcome_json);

/* What a metered event over the quota leaves, in the transaction that counts it: kind
 * "stripe.meter_event", which is sent once per row whatever happens. `quantity` may be negative (a
 * correction). Nothing is left when there is no provider or the organization buys nothing. */
void stripe_leave_usage(service *service, int64_t organization_id, chatlet_str meter,
                        int64_t quantity, int64_t occurred_at_ms);

/* Names of the catalog: "plan/<plan>/<currency>/<minor>", "overage/<meter>/<currency>/<minor>",
 * "meter/<meter>". A price that the plan table names is "given/<id>" and stands in no catalog. */
chatlet_str stripe_plan_name(service *service, const billing_offer *offer);
chatlet_str stripe_overage_name(service *service, const billing_offer *offer, size_t index);
chatlet_str stripe_meter_name(service *service, chatlet_str meter);

/* The id behind such a name; false when it is not there yet. */
bool stripe_find_price(service *service, chatlet_str name, chatlet_str *id);

/* Leaves what asks for an object again, unless that is left already; `object` is "subscription" or
 * "invoice". */
void stripe_leave_fetch(service *service, int64_t organization_id, const char *object,
                        chatlet_str id);

/* --- reading Stripe's objects; false when they are not of the expected shape. Texts in memory of
 *     the request. --- */

/* A member that is a text of 1 to `bytes_max` bytes without zero bytes; empty for anything else. */
chatlet_str stripe_text(const chatlet_json *object, const char *name, size_t bytes_max);
/* A whole number; 0 for anything else. */
int64_t stripe_whole(const chatlet_json *object, const char *name);
const chatlet_json *stripe_member(const chatlet_json *object, const char *name);
/* An id, alone or as "id" of an expanded object. */
chatlet_str stripe_reference(const chatlet_json *object, const char *name);

bool stripe_read_subscription(service *service, const chatlet_json *object,
                              store_billing_subscription *read);
bool stripe_read_invoice(service *service, const chatlet_json *object, store_billing_invoice *read);

/* The value of a JSON text; NULL when it is none. Lives as long as the request. */
const chatlet_json *stripe_parse(service *service, chatlet_str text);

/* Events of `customer_id` that came before we knew whose it is. */
void stripe_match_events(service *service, chatlet_str customer_id);

/* In stripe's webhooks. */
bool stripe_accept(service *service, chatlet_str signature, chatlet_str body);

/* --- writing JSON into memory of the request --- */
chatlet_json_writer *stripe_json_begin(service *service); /* an object; NULL: memory was refused */
void stripe_json_text(chatlet_json_writer *writer, const char *key, chatlet_str value);
void stripe_json_whole(chatlet_json_writer *writer, const char *key, int64_t value);
/* The text; empty when memory was refused. `writer` may be NULL. */
chatlet_str stripe_json_end(service *service, chatlet_json_writer *writer);

#endif
