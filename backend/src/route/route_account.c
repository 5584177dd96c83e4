#include "route_account.h"

#include "route_session_cookie.h"

#include "../service/service_account_mail.h"
#include "../service/service_mail.h"
#include "../service/service_secret.h"
#include "../service/service_session.h"
#include "../security/password.h"

#include <string.h>

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

chatlet_str route_body_email(route_body *body) {
    return route_body_text(body, CHATLET_STR("email"), true, 3, MAIL_ADDRESS_BYTES_MAX);
}

chatlet_str route_body_password(route_body *body, const char *name) {
    return route_body_text(body, constant(name), true, 1, PASSWORD_BYTES_MAX);
}

chatlet_str route_body_token(route_body *body) {
    return route_body_text(body, CHATLET_STR("token"), true, SECRET_BYTES, SECRET_BYTES);
}

chatlet_str route_body_name(route_body *body, const char *name, bool required, size_t bytes_max) {
    service *service = body->call->service;
    const chatlet_str text = route_body_text(body, constant(name), required, 1, bytes_max);
    const chatlet_str pointer = region_join(service->memory, 2, CHATLET_STR("/"), constant(name));
    if (!account_check_name(service, pointer, text)) body->failed = true;
    return text;
}

role route_body_role(route_body *body) {
    chatlet_str words[ROLES];
    for (int i = 0; i < ROLES; i++)
        words[i] = role_name((role)i);
    return (role)route_body_choice(body, CHATLET_STR("role"), true, words, ROLES, ROLE_ANALYST);
}

static chatlet_str body_locale(route_body *body) {
    static const chatlet_str words[] = {CHATLET_STR("en"), CHATLET_STR("es"), CHATLET_STR("pt")};
    return words[route_body_choice(body, CHATLET_STR("locale"), false, words, 3, 0)];
}

void route_body_person(route_body *body, account_wish *wish) {
    wish->name = route_body_name(body, "name", true, ACCOUNT_NAME_BYTES_MAX);
    wish->password = route_body_password(body, "password");
    wish->locale = body_locale(body);
}

void route_write_account(chatlet_json_writer *writer, const store_account *account) {
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "id", ROW_ACCOUNT, account->id);
    route_write_text(writer, "email", account->email);
    route_write_boolean(writer, "email_confirmed", account->email_checked_at_ms != 0);
    route_write_text(writer, "name", account->name);
    route_write_text(writer, "locale", account->locale);
    route_write_time(writer, "created_at", account->created_at_ms);
    chatlet_json_write_object_end(writer);
}

/* The caller's account as the answer. */
static void answer_account(route_call *call, uint16_t status) {
    store_account account;
    if (!account_read(call->service, &account)) return;
    chatlet_json_writer *writer = route_answer_begin(call, status);
    route_write_account(writer, &account);
    route_answer_end(call, writer);
}

bool route_prove(route_call *call, chatlet_str password, account_login *login) {
    route_begin(call, true);
    (void)account_proof_begin(call->service, login);
    if (!route_commit(call)) return false;
    account_login_verify(call->service, login, password);
    route_begin(call, true);
    return true;
}

void route_signup(route_call *call) {
    route_body body = route_body_open(call);
    account_wish wish = {.email = route_body_email(&body)};
    chatlet_str phc = CHATLET_STR("");
    route_body_person(&body, &wish);
    wish.organization =
        route_body_name(&body, "organization", false, ACCOUNT_ORGANIZATION_BYTES_MAX);
    if (!route_body_close(&body)) return;
    route_begin(call, true);
    (void)account_signup_begin(call->service, &wish);
    if (!route_commit(call) || !account_hash_password(call->service, wish.password, &phc)) return;
    route_begin(call, true);
    (void)account_signup_finish(call->service, &wish, phc);
    if (route_commit(call)) route_answer_empty(call, 202);
}

void route_signup_confirm(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str token = route_body_token(&body);
    if (route_body_close(&body) && account_signup_confirm(call->service, token))
        route_answer_empty(call, 204);
}

void route_setup(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str token = route_body_token(&body);
    account_wish wish = {.email = route_body_email(&body)};
    chatlet_str phc = CHATLET_STR("");
    chatlet_str secret = CHATLET_STR("");
    route_body_person(&body, &wish);
    wish.organization =
        route_body_name(&body, "organization", false, ACCOUNT_ORGANIZATION_BYTES_MAX);
    if (!route_body_close(&body)) return;
    route_begin(call, false);
    (void)account_setup_begin(call->service, token, &wish);
    if (!route_commit(call) || !account_hash_password(call->service, wish.password, &phc)) return;
    route_begin(call, true);
    if (account_setup_finish(call->service, token, &wish, phc, &secret)) answer_account(call, 201);
    if (route_commit(call)) route_set_session(call, secret);
}

void route_account_read(route_call *call) { answer_account(call, 200); }

void route_account_update(route_call *call) {
    route_body body = route_body_open(call);
    store_account account;
    const chatlet_str name = route_body_name(&body, "name", false, ACCOUNT_NAME_BYTES_MAX);
    const bool has_locale = route_body_has(&body, CHATLET_STR("locale"));
    const chatlet_str locale = body_locale(&body);
    if (!route_body_close(&body) || !account_read(call->service, &account)) return;
    if (account_update(call->service, name.size_bytes > 0 ? name : account.name,
                       has_locale ? locale : account.locale))
        answer_account(call, 200);
}

void route_account_delete(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str password = route_body_password(&body, "password");
    account_login login;
    if (!route_body_close(&body) || !route_prove(call, password, &login)) return;
    (void)account_remove_finish(call->service, &login);
    if (!route_commit(call)) return;
    route_clear_session(call);
    route_answer_empty(call, 204);
}

void route_email_change(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str email = route_body_email(&body);
    const chatlet_str password = route_body_password(&body, "password");
    account_login login;
    if (!route_body_close(&body) || !route_prove(call, password, &login)) return;
    (void)account_email_finish(call->service, &login, email);
    if (route_commit(call)) route_answer_empty(call, 202);
}

void route_email_confirm(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str token = route_body_token(&body);
    if (route_body_close(&body) && account_email_confirm(call->service, token))
        route_answer_empty(call, 204);
}
