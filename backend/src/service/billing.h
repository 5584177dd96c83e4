/* Billing: what an organization pays for and whether it does, mirrored from a payment provider that
 * stands behind billing_provider.
 *
 * state       what the product does
 * free        the plan of organizations.plan (set by hand, or the first of the table)
 * trialing    all of the plan; nothing is charged before the trial ends
 * active      all of the plan
 * past_due    all of the plan, with a notice to owners, for BILLING_PAST_DUE_DAYS after the first
 *             failed collection
 * limited     the bot answers; storing, live hand-over and model calls stop, as past a quota
 * cancelled   the plan that costs nothing
 *
 * A state is worked out from rows and the time, so that nothing must run for the seventh day to
 * come. */
#ifndef BILLING_H
#define BILLING_H

#include "../store/store_billing.h"
#include "service.h"

#include <chatlet/json.h>

enum {
    BILLING_PAST_DUE_DAYS = 7,
    BILLING_EVENTS_DAYS = 90,
    BILLING_OVERAGES_MAX = STORE_BILLING_ITEMS_MAX - 1
};

typedef enum billing_state_kind {
    BILLING_FREE,
    BILLING_TRIALING,
    BILLING_ACTIVE,
    BILLING_PAST_DUE,
    BILLING_LIMITED,
    BILLING_CANCELLED
} billing_state_kind;

typedef struct billing_standing {
    billing_state_kind state;
    chatlet_str plan;         /* whose entitlements count */
    chatlet_str currency;     /* empty without a subscription */
    bool has_subscription;    /* one that is not over */
    int64_t trial_ends_at_ms; /* 0: no trial */
    int64_t period_start_ms;  /* 0: no subscription */
    int64_t period_end_ms;
    bool ends_at_period;
    int64_t past_due_since_ms; /* 0: nothing is owed */
    int64_t limited_from_ms;   /* when past due becomes limited, or did; 0: not in sight */
    int64_t version;           /* 0 without a subscription */
} billing_standing;

/* Where the organization stands at service->now_ms. Reads. */
billing_standing billing_state(service *service, int64_t organization_id);

/* "free", "trialing", …; constant text. */
chatlet_str billing_state_name(billing_state_kind state);

/* What a plan costs in a currency, from the plan table. */
typedef struct billing_overage {
    chatlet_str meter;
    int64_t per_1000_minor;
    chatlet_str provider_price; /* as of billing_offer */
} billing_overage;

typedef struct billing_offer {
    chatlet_str plan;
    chatlet_str title;
    chatlet_str currency;
    int64_t price_minor;        /* a month; 0: free */
    chatlet_str provider_price; /* its id there, when the table names it; empty: made when needed */
    uint32_t trial_days;
    billing_overage overages[BILLING_OVERAGES_MAX];
    size_t overage_count;
} billing_offer;

typedef enum billing_finding {
    BILLING_FOUND,
    BILLING_NO_PLAN,     /* the table has no such plan */
    BILLING_NO_CURRENCY, /* it has no price in that currency */
    BILLING_NO_PRICE     /* it is sold by talking to people */
} billing_finding;

/* The offer for a plan; an empty currency takes the plan's first. */
billing_finding billing_find_offer(const service *service, chatlet_str plan, chatlet_str currency,
                                   billing_offer *offer);

/* The plan that costs nothing, which a cancelled organization has. */
chatlet_str billing_free_plan(const service *service);

/* --- asked for by routes. Each leaves rows in the outbox; *outbox_id is the last of them, whose
 *     outcome is the answer. False with the problem noted. --- */

/* A page to pay at. Refused while a subscription runs. *url is filled in, and *outbox_id 0, when an
 * open page for the same is known. `return_path` begins with '/'. */
bool billing_checkout(service *service, int64_t organization_id, chatlet_str plan,
                      chatlet_str currency, chatlet_str return_path, int64_t *outbox_id,
                      chatlet_str *url);

/* The provider's own page for cards, invoices and cancelling. */
bool billing_portal(service *service, int64_t organization_id, chatlet_str return_path,
                    int64_t *outbox_id);

/* What a change of plan would cost, now or on the next invoice. */
bool billing_preview(service *service, int64_t organization_id, chatlet_str plan,
                     int64_t *outbox_id);

/* Changes the plan: upwards at once, paid at once or not done; downwards at once with the rest
 * credited to the next invoice. `at_s`: as of which second (a preview's), 0: now. */
bool billing_change(service *service, int64_t organization_id, chatlet_str plan, int64_t at_s,
                    int64_t *outbox_id);

/* Lets the subscription end with its period, or not. */
bool billing_set_end(service *service, int64_t organization_id, bool ends, int64_t *outbox_id);

/* Ends at once what an organization that is being deleted still pays for; before its rows go. */
void billing_close(service *service, int64_t organization_id);

/* A dead letter once more. Refused when it may have been counted more than a day ago, since the
 * provider forgets what it counted; unless somebody compared (`is_checked`). */
bool billing_retry(service *service, int64_t organization_id, int64_t outbox_id, bool is_checked);

/* Empties what webhooks told more than BILLING_EVENTS_DAYS ago, up to `limit` of them: it holds
 * names and addresses, and all that counts of it stands in other rows. True: there may be more. */
bool billing_clean(service *service, size_t limit);

/* What became of a row that was left: true when it is done, with its outcome (NULL: none). False
 * with the problem noted when the provider refused (in its words), or has not answered yet
 * (PROBLEM_BUSY). */
bool billing_read_outcome(service *service, int64_t outbox_id, const chatlet_json **outcome);

/* A webhook, as it came. False with the problem noted: the provider sends it again. */
bool billing_accept(service *service, chatlet_str signature, chatlet_str body);

/* --- for providers --- */

typedef struct billing_order {
    int64_t organization_id;
    const billing_offer *offer;
    chatlet_str subscription_id; /* of a change */
    chatlet_str return_url;      /* of a page */
    bool has_trial;              /* of a checkout */
    bool is_raise;               /* of a change and a preview: to a higher price */
    int64_t at_s;                /* of a change and a preview */
} billing_order;

/* Each function that gives an id leaves what it needs in the outbox and gives the id of the row
 * whose outcome is the answer; 0 when memory was refused. Outcomes are objects: {"url"} of checkout
 * and portal; {"currency", "total_minor", "due_minor", "at", "lines": [{"description",
 * "amount_minor", "is_proration"}]} of a preview; {} of a change. */
typedef struct billing_provider {
    const char *name;         /* "stripe" */
    const char *kind_pattern; /* of its kinds in the outbox, for LIKE: "stripe.%" */
    int64_t (*checkout)(service *service, const billing_order *order);
    int64_t (*portal)(service *service, const billing_order *order);
    int64_t (*preview)(service *service, const billing_order *order);
    int64_t (*change)(service *service, const billing_order *order);
    int64_t (*set_end)(service *service, const billing_order *order, bool ends);
    void (*close)(service *service, int64_t organization_id, chatlet_str subscription_id);
    /* Whether a dead row may go out once more, and makes it ready for that; else notes why not. */
    bool (*prepare_retry)(service *service, int64_t organization_id, int64_t outbox_id,
                          bool is_checked);
    bool (*accept)(service *service, chatlet_str signature, chatlet_str body);
} billing_provider;

/* NULL when plans are set by hand. */
const billing_provider *billing_get_provider(const service *service);

typedef enum billing_taking {
    BILLING_APPLIED,
    BILLING_STALE,   /* older than what is known, or against the order of things: ignored */
    BILLING_DOUBTFUL /* cannot be put in order with what is known: ask for the object itself */
} billing_taking;

/* Takes in what the provider told of a subscription or an invoice at told_at_ms (its own clock), or
 * answered when asked (`is_fetched`: always newer than what it told before). Version and
 * fetched_at_ms are filled in here. The organization's plan follows. */
billing_taking billing_take_subscription(service *service, store_billing_subscription *told,
                                         bool is_fetched);
billing_taking billing_take_invoice(service *service, store_billing_invoice *told, bool is_fetched);

#endif
