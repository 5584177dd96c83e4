/* Handlers of accounts, sessions, organizations, members, keys and the audit log; route_table.c
 * says where each is found. */
#ifndef ROUTE_ACCOUNT_H
#define ROUTE_ACCOUNT_H

#include "../service/service_account.h"
#include "../store/store_organization.h"
#include "route.h"

/* route_account.c: sign-up, the account itself */
void route_signup(route_call *call);
void route_signup_confirm(route_call *call);
void route_setup(route_call *call);
void route_account_read(route_call *call);
void route_account_update(route_call *call);
void route_account_delete(route_call *call);
void route_email_change(route_call *call);
void route_email_confirm(route_call *call);

/* route_session.c: signing in and out, passwords */
void route_login(route_call *call);
void route_logout(route_call *call);
void route_logout_all(route_call *call);
void route_session_list(route_call *call);
void route_session_delete(route_call *call);
void route_password_change(route_call *call);
void route_reset_ask(route_call *call);
void route_reset(route_call *call);

/* route_organization.c */
void route_organization_create(route_call *call);
void route_organization_list(route_call *call);
void route_organization_read(route_call *call);
void route_organization_update(route_call *call);
void route_organization_delete(route_call *call);
void route_organization_transfer(route_call *call);

/* route_member.c */
void route_member_list(route_call *call);
void route_member_update(route_call *call);
void route_member_delete(route_call *call);
void route_member_leave(route_call *call);
void route_invitation_create(route_call *call);
void route_invitation_list(route_call *call);
void route_invitation_delete(route_call *call);
void route_invitation_read(route_call *call);
void route_invitation_accept(route_call *call);
void route_invitation_signup(route_call *call);

/* route_api_key.c */
void route_api_key_create(route_call *call);
void route_api_key_list(route_call *call);
void route_api_key_delete(route_call *call);

/* route_audit.c */
void route_audit_list(route_call *call);
void route_audit_verify(route_call *call);
void route_audit_export(route_call *call);

/* --- shared by them --- */

enum { ROUTE_ACCOUNT_BODY_BYTES_MAX = 16 * 1024 };

/* A required member with an address, a password, a token; the service looks closer. */
chatlet_str route_body_email(route_body *body);
chatlet_str route_body_password(route_body *body, const char *name);
chatlet_str route_body_token(route_body *body);

/* A name: one line of at most `bytes_max`. */
chatlet_str route_body_name(route_body *body, const char *name, bool required, size_t bytes_max);

/* One of the six roles. */
role route_body_role(route_body *body);

/* The rest of `wish` but its address. */
void route_body_person(route_body *body, account_wish *wish);

void route_write_account(chatlet_json_writer *writer, const store_account *account);
void route_write_organization(chatlet_json_writer *writer, const store_organization *organization);

/* Where the caller shows the password in `body` once more: counts, verifies, and begins the
 * transaction in which the change is to be finished. False: the problem is noted, none is begun. */
bool route_prove(route_call *call, chatlet_str password, account_login *login);

#endif
