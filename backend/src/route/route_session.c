#include "../service/service_session.h"

#include "route_account.h"
#include "route_session_cookie.h"

void route_login(route_call *call) {
    service *service = call->service;
    route_body body = route_body_open(call);
    const chatlet_str email = route_body_email(&body);
    const chatlet_str password = route_body_password(&body, "password");
    account_login login;
    chatlet_str secret = CHATLET_STR("");
    store_account account;
    if (!route_body_close(&body)) return;
    route_begin(call, true);
    (void)account_login_begin(service, email, &login);
    if (!route_commit(call)) return;
    account_login_verify(service, &login, password);
    route_begin(call, true);
    if (account_login_finish(service, &login, &secret) && account_read(service, &account)) {
        chatlet_json_writer *writer = route_answer_begin(call, 200);
        route_write_account(writer, &account);
        route_answer_end(call, writer);
    }
    if (route_commit(call)) route_set_session(call, secret);
}

void route_logout(route_call *call) {
    /* The session may have been ended elsewhere at this very moment: it is over either way. */
    if (!session_end(call->service, call->service->caller.session_id))
        call->service->problem = (problem){.code = PROBLEM_NONE};
    route_clear_session(call);
    route_answer_empty(call, 204);
}

void route_logout_all(route_call *call) {
    session_end_all(call->service);
    route_clear_session(call);
    route_answer_empty(call, 204);
}

void route_session_list(route_call *call) {
    service *service = call->service;
    uint32_t limit;
    int64_t before_id;
    store_session *sessions;
    if (!route_read_page(call, &limit, &before_id)) return;
    const size_t count = session_list(service, before_id, limit, &sessions);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        route_write_id(writer, "id", ROW_SESSION, sessions[i].id);
        route_write_boolean(writer, "current", sessions[i].id == service->caller.session_id);
        route_write_text_or_null(writer, "address", sessions[i].address);
        route_write_text_or_null(writer, "user_agent", sessions[i].user_agent);
        route_write_time(writer, "created_at", sessions[i].created_at_ms);
        route_write_time(writer, "used_at", sessions[i].used_at_ms);
        chatlet_json_write_object_end(writer);
    }
    route_page_end(call, writer, count == limit ? sessions[count - 1].id : 0);
}

void route_session_delete(route_call *call) {
    int64_t session_id;
    if (!route_read_id(call, "session", ROW_SESSION, &session_id) ||
        !session_end(call->service, session_id))
        return;
    if (session_id == call->service->caller.session_id) route_clear_session(call);
    route_answer_empty(call, 204);
}

void route_password_change(route_call *call) {
    service *service = call->service;
    route_body body = route_body_open(call);
    const chatlet_str current = route_body_password(&body, "current");
    const chatlet_str password = route_body_password(&body, "password");
    account_login login;
    chatlet_str phc = CHATLET_STR("");
    chatlet_str secret = CHATLET_STR("");
    if (!route_body_close(&body)) return;
    route_begin(call, true);
    /* What can't be taken is told before a try is counted. */
    store_account account;
    if (account_read(service, &account) &&
        account_check_password(service, CHATLET_STR("/password"), password, account.email))
        (void)account_proof_begin(service, &login);
    if (!route_commit(call)) return;
    account_login_verify(service, &login, current);
    if (login.is_right && !account_hash_password(service, password, &phc)) return;
    route_begin(call, true);
    (void)account_password_finish(service, &login, phc, &secret);
    if (!route_commit(call)) return;
    route_set_session(call, secret);
    route_answer_empty(call, 204);
}

void route_reset_ask(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str email = route_body_email(&body);
    if (route_body_close(&body) && account_reset_ask(call->service, email))
        route_answer_empty(call, 202);
}

void route_reset(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str token = route_body_token(&body);
    const chatlet_str password = route_body_password(&body, "password");
    chatlet_str phc = CHATLET_STR("");
    if (!route_body_close(&body)) return;
    route_begin(call, false);
    (void)account_reset_begin(call->service, token, password);
    if (!route_commit(call) || !account_hash_password(call->service, password, &phc)) return;
    route_begin(call, true);
    (void)account_reset_finish(call->service, token, phc);
    if (route_commit(call)) route_answer_empty(call, 204);
}
