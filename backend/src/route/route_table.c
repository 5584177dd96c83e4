#include "route.h"
#include "route_account.h"
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
    {"login", HTTP_METHOD_POST, "/v1/login", ROUTE_PUBLIC, 0, ROUTE_NATIVE_ONLY | ROUTE_HASHES,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_login},
    {"logout", HTTP_METHOD_POST, "/v1/logout", ROUTE_ACCOUNT, 0, 0, 0, route_logout},
    {"logoutEverywhere", HTTP_METHOD_POST, "/v1/logout/all", ROUTE_ACCOUNT, 0, 0, 0,
     route_logout_all},
    {"signUp", HTTP_METHOD_POST, "/v1/signup", ROUTE_PUBLIC, 0, ROUTE_NATIVE_ONLY | ROUTE_HASHES,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_signup},
    {"confirmSignUp", HTTP_METHOD_POST, "/v1/signup/confirm", ROUTE_PUBLIC, 0, ROUTE_NATIVE_ONLY,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_signup_confirm},
    {"setUp", HTTP_METHOD_POST, "/v1/setup", ROUTE_PUBLIC, 0, ROUTE_NATIVE_ONLY | ROUTE_HASHES,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_setup},
    {"askPasswordReset", HTTP_METHOD_POST, "/v1/password/reset", ROUTE_PUBLIC, 0, ROUTE_NATIVE_ONLY,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_reset_ask},
    {"resetPassword", HTTP_METHOD_POST, "/v1/password/reset/confirm", ROUTE_PUBLIC, 0,
     ROUTE_NATIVE_ONLY | ROUTE_HASHES, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_reset},
    {"getAccount", HTTP_METHOD_GET, "/v1/account", ROUTE_ACCOUNT, 0, 0, 0, route_account_read},
    {"updateAccount", HTTP_METHOD_PATCH, "/v1/account", ROUTE_ACCOUNT, 0, 0,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_account_update},
    {"deleteAccount", HTTP_METHOD_POST, "/v1/account/delete", ROUTE_ACCOUNT, 0,
     ROUTE_NATIVE_ONLY | ROUTE_HASHES, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_account_delete},
    {"changePassword", HTTP_METHOD_POST, "/v1/account/password", ROUTE_ACCOUNT, 0,
     ROUTE_NATIVE_ONLY | ROUTE_HASHES, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_password_change},
    {"changeEmail", HTTP_METHOD_POST, "/v1/account/email", ROUTE_ACCOUNT, 0,
     ROUTE_NATIVE_ONLY | ROUTE_HASHES, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_email_change},
    {"confirmEmail", HTTP_METHOD_POST, "/v1/account/email/confirm", ROUTE_PUBLIC, 0,
     ROUTE_NATIVE_ONLY, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_email_confirm},
    {"listSessions", HTTP_METHOD_GET, "/v1/account/sessions", ROUTE_ACCOUNT, 0, 0, 0,
     route_session_list},
    {"endSession", HTTP_METHOD_DELETE, "/v1/account/sessions/{session}", ROUTE_ACCOUNT, 0, 0, 0,
     route_session_delete},
    {"createOrganization", HTTP_METHOD_POST, "/v1/orgs", ROUTE_ACCOUNT, 0, 0,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_organization_create},
    {"listOrganizations", HTTP_METHOD_GET, "/v1/orgs", ROUTE_ACCOUNT, 0, 0, 0,
     route_organization_list},
    {"getOrganization", HTTP_METHOD_GET, "/v1/orgs/{organization}", ROUTE_ORGANIZATION,
     PERMISSION_ORGANIZATION_READ, 0, 0, route_organization_read},
    {"updateOrganization", HTTP_METHOD_PATCH, "/v1/orgs/{organization}", ROUTE_ORGANIZATION,
     PERMISSION_ORGANIZATION_UPDATE, 0, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_organization_update},
    {"deleteOrganization", HTTP_METHOD_DELETE, "/v1/orgs/{organization}", ROUTE_ORGANIZATION,
     PERMISSION_ORGANIZATION_DELETE, 0, 0, route_organization_delete},
    {"transferOrganization", HTTP_METHOD_POST, "/v1/orgs/{organization}/transfer",
     ROUTE_ORGANIZATION, PERMISSION_ORGANIZATION_TRANSFER, ROUTE_NATIVE_ONLY | ROUTE_HASHES,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_organization_transfer},
    {"leaveOrganization", HTTP_METHOD_POST, "/v1/orgs/{organization}/leave", ROUTE_ORGANIZATION,
     PERMISSION_ORGANIZATION_READ, 0, 0, route_member_leave},
    {"listMembers", HTTP_METHOD_GET, "/v1/orgs/{organization}/members", ROUTE_ORGANIZATION,
     PERMISSION_MEMBERS_READ, 0, 0, route_member_list},
    {"updateMember", HTTP_METHOD_PATCH, "/v1/orgs/{organization}/members/{account}",
     ROUTE_ORGANIZATION, PERMISSION_MEMBERS_UPDATE, 0, ROUTE_ACCOUNT_BODY_BYTES_MAX,
     route_member_update},
    {"removeMember", HTTP_METHOD_DELETE, "/v1/orgs/{organization}/members/{account}",
     ROUTE_ORGANIZATION, PERMISSION_MEMBERS_REMOVE, 0, 0, route_member_delete},
    {"inviteMember", HTTP_METHOD_POST, "/v1/orgs/{organization}/invitations", ROUTE_ORGANIZATION,
     PERMISSION_MEMBERS_INVITE, 0, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_invitation_create},
    {"listInvitations", HTTP_METHOD_GET, "/v1/orgs/{organization}/invitations", ROUTE_ORGANIZATION,
     PERMISSION_MEMBERS_INVITE, 0, 0, route_invitation_list},
    {"revokeInvitation", HTTP_METHOD_DELETE, "/v1/orgs/{organization}/invitations/{invitation}",
     ROUTE_ORGANIZATION, PERMISSION_MEMBERS_INVITE, 0, 0, route_invitation_delete},
    {"readInvitation", HTTP_METHOD_POST, "/v1/invitations/read", ROUTE_PUBLIC, 0, 0,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_invitation_read},
    {"acceptInvitation", HTTP_METHOD_POST, "/v1/invitations/accept", ROUTE_ACCOUNT, 0, 0,
     ROUTE_ACCOUNT_BODY_BYTES_MAX, route_invitation_accept},
    {"signUpInvited", HTTP_METHOD_POST, "/v1/invitations/signup", ROUTE_PUBLIC, 0,
     ROUTE_NATIVE_ONLY | ROUTE_HASHES, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_invitation_signup},
    {"createApiKey", HTTP_METHOD_POST, "/v1/orgs/{organization}/keys", ROUTE_ORGANIZATION,
     PERMISSION_KEYS_MANAGE, 0, ROUTE_ACCOUNT_BODY_BYTES_MAX, route_api_key_create},
    {"listApiKeys", HTTP_METHOD_GET, "/v1/orgs/{organization}/keys", ROUTE_ORGANIZATION,
     PERMISSION_KEYS_READ, 0, 0, route_api_key_list},
    {"revokeApiKey", HTTP_METHOD_DELETE, "/v1/orgs/{organization}/keys/{key}", ROUTE_ORGANIZATION,
     PERMISSION_KEYS_MANAGE, 0, 0, route_api_key_delete},
    {"listAudit", HTTP_METHOD_GET, "/v1/orgs/{organization}/audit", ROUTE_ORGANIZATION,
     PERMISSION_AUDIT_READ, 0, 0, route_audit_list},
    {"verifyAudit", HTTP_METHOD_GET, "/v1/orgs/{organization}/audit/verify", ROUTE_ORGANIZATION,
     PERMISSION_AUDIT_READ, 0, 0, route_audit_verify},
    {"exportAudit", HTTP_METHOD_GET, "/v1/orgs/{organization}/audit/export", ROUTE_ORGANIZATION,
     PERMISSION_AUDIT_READ, 0, 0, route_audit_export},

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
