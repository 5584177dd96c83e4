/* The plan table as a list of offers. */
#include "billing.h"
#include "plan.h"

#include <string.h>

/* Overage is charged for the one meter that has a quota for each period. */
static const char overage_meter[] = "conversations";

static void add_overage(const plan *plan, billing_offer *offer) {
    if (plan->past_quota != PLAN_OVERAGE) return;
    const plan_price *price = plan_find_price(&plan->per_1000, offer->currency, PLAN_MONTH);
    if (price == NULL || price->price_minor == 0) return;
    offer->overages[offer->overage_count++] =
        (billing_overage){.meter = {.data = overage_meter, .size_bytes = strlen(overage_meter)},
                          .per_1000_minor = price->price_minor,
                          .provider_price = price->provider_price};
}

billing_finding billing_find_offer(const service *service, chatlet_str plan_name,
                                   chatlet_str currency, billing_offer *offer) {
    const plan *plan = plan_find(service->settings->plans, plan_name);
    if (plan == NULL) return BILLING_NO_PLAN;
    if (plan->prices.count == 0) return BILLING_NO_PRICE;
    const plan_price *price = plan_find_price(&plan->prices, currency, PLAN_MONTH);
    if (price == NULL) return BILLING_NO_CURRENCY;
    *offer = (billing_offer){.plan = plan->name,
                             .title = plan->title,
                             .currency = price->currency,
                             .price_minor = price->price_minor,
                             .provider_price = price->provider_price,
                             .trial_days = plan->trial_days};
    add_overage(plan, offer);
    return BILLING_FOUND;
}

chatlet_str billing_free_plan(const service *service) {
    return plan_of(service->settings->plans, CHATLET_STR(""))->name;
}
