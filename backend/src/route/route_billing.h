/* Billing: state, checkout, changes, invoices, dead letters, and the provider's webhooks. */
#ifndef ROUTE_BILLING_H
#define ROUTE_BILLING_H

#include "route.h"

void route_get_billing(route_call *call);
void route_create_checkout(route_call *call);
void route_create_portal(route_call *call);
void route_preview_plan(route_call *call);
void route_change_plan(route_call *call);
void route_cancel_subscription(route_call *call);
void route_resume_subscription(route_call *call);
void route_list_invoices(route_call *call);
void route_list_dead_letters(route_call *call);
void route_retry_dead_letter(route_call *call);
void route_take_stripe_webhook(route_call *call);

#endif
