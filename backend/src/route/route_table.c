#include "route.h"
#include "route_billing.h"
#include "route_openapi.h"
#include "route_operations.h"

/* Rows are found from the top, so what is asked most stands first. Each: id, method, path, access,
 * permission, flags, most bytes of a body, handler. */
const route route_table[] = {
    /* events */

    /* published files */

    /* visitors and conversations */

    /* accounts and organizations */

    /* bots and versions */

    /* usage and plans */

    /* billing */
    {"getBilling", HTTP_METHOD_GET, "/v1/orgs/{organization}/billing", ROUTE_ORGANIZATION,
     PERMISSION_BILLING_READ, 0, 0, route_get_billing},
    {"createCheckout", HTTP_METHOD_POST, "/v1/orgs/{organization}/billing/checkout",
     ROUTE_ORGANIZATION, PERMISSION_BILLING_MANAGE, 0, 4096, route_create_checkout},
    {"createPortal", HTTP_METHOD_POST, "/v1/orgs/{organization}/billing/portal", ROUTE_ORGANIZATION,
     PERMISSION_BILLING_MANAGE, 0, 4096, route_create_portal},
    {"previewPlan", HTTP_METHOD_POST, "/v1/orgs/{organization}/billing/preview", ROUTE_ORGANIZATION,
     PERMISSION_BILLING_READ, 0, 4096, route_preview_plan},
    {"changePlan", HTTP_METHOD_PUT, "/v1/orgs/{organization}/billing/plan", ROUTE_ORGANIZATION,
     PERMISSION_BILLING_MANAGE, 0, 4096, route_change_plan},
    {"cancelSubscription", HTTP_METHOD_POST, "/v1/orgs/{organization}/billing/cancel",
     ROUTE_ORGANIZATION, PERMISSION_BILLING_MANAGE, 0, 0, route_cancel_subscription},
    {"resumeSubscription", HTTP_METHOD_POST, "/v1/orgs/{organization}/billing/resume",
     ROUTE_ORGANIZATION, PERMISSION_BILLING_MANAGE, 0, 0, route_resume_subscription},
    {"listInvoices", HTTP_METHOD_GET, "/v1/orgs/{organization}/billing/invoices",
     ROUTE_ORGANIZATION, PERMISSION_BILLING_READ, 0, 0, route_list_invoices},
    {"listDeadLetters", HTTP_METHOD_GET, "/v1/orgs/{organization}/billing/dead-letters",
     ROUTE_ORGANIZATION, PERMISSION_BILLING_READ, 0, 0, route_list_dead_letters},
    {"retryDeadLetter", HTTP_METHOD_POST,
     "/v1/orgs/{organization}/billing/dead-letters/{letter}/retry", ROUTE_ORGANIZATION,
     PERMISSION_BILLING_MANAGE, 0, 4096, route_retry_dead_letter},
    {"takeStripeWebhook", HTTP_METHOD_POST, "/v1/billing/stripe/webhook", ROUTE_WEBHOOK, 0,
     ROUTE_NO_THROTTLE, 256 * 1024, route_take_stripe_webhook},

    /* operations */
    {"getRoot", HTTP_METHOD_GET, "/v1", ROUTE_PUBLIC, 0, 0, 0, route_root},
    {"getReady", HTTP_METHOD_GET, "/readyz", ROUTE_PUBLIC, 0, ROUTE_NO_THROTTLE, 0, route_ready},
    {"getOpenApi", HTTP_METHOD_GET, "/v1/openapi.json", ROUTE_PUBLIC, 0,
     ROUTE_CROSS_ORIGIN | ROUTE_PUBLIC_ANSWER, 0, route_openapi},
};

const size_t route_table_count = sizeof route_table / sizeof route_table[0];
