#include "../service/service_member.h"

#include "route_account.h"
#include "route_session_cookie.h"

static void write_member(chatlet_json_writer *writer, const store_member *member) {
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "account", ROW_ACCOUNT, member->account_id);
    route_write_text(writer, "name", member->name);
    route_write_text(writer, "email", member->email);
    route_write_text(writer, "role", role_name(member->role));
    route_write_time(writer, "joined_at", member->joined_at_ms);
    chatlet_json_write_object_end(writer);
}

static void write_invitation(chatlet_json_writer *writer, const store_invitation *invitation) {
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "id", ROW_INVITATION, invitation->id);
    route_write_text(writer, "email", invitation->email);
    route_write_text(writer, "role", role_name(invitation->role));
    route_write_id(writer, "invited_by", ROW_ACCOUNT, invitation->invited_by);
    route_write_time(writer, "created_at", invitation->created_at_ms);
    route_write_time(writer, "expires_at", invitation->expires_at_ms);
    chatlet_json_write_object_end(writer);
}

void route_member_list(route_call *call) {
    service *service = call->service;
    uint32_t limit;
    int64_t before_id;
    store_member *rows;
    if (!route_read_page(call, &limit, &before_id)) return;
    const size_t count = store_member_list(service->db, route_organization(call), before_id, limit,
                                           service->memory, &rows);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_member(writer, &rows[i]);
    route_page_end(call, writer, count == limit ? rows[count - 1].account_id : 0);
}

void route_member_update(route_call *call) {
    route_body body = route_body_open(call);
    const role role = route_body_role(&body);
    int64_t account_id;
    store_member member;
    if (!route_body_close(&body) || !route_read_id(call, "account", ROW_ACCOUNT, &account_id) ||
        !member_set_role(call->service, account_id, role, &member))
        return;
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    write_member(writer, &member);
    route_answer_end(call, writer);
}

void route_member_delete(route_call *call) {
    int64_t account_id;
    if (route_read_id(call, "account", ROW_ACCOUNT, &account_id) &&
        member_remove(call->service, account_id))
        route_answer_empty(call, 204);
}

void route_member_leave(route_call *call) {
    if (member_leave(call->service)) route_answer_empty(call, 204);
}

void route_invitation_create(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str email = route_body_email(&body);
    const role role = route_body_role(&body);
    store_invitation invitation;
    if (!route_body_close(&body) || !invitation_add(call->service, email, role, &invitation))
        return;
    chatlet_json_writer *writer = route_answer_begin(call, 201);
    write_invitation(writer, &invitation);
    route_answer_end(call, writer);
}

void route_invitation_list(route_call *call) {
    service *service = call->service;
    uint32_t limit;
    int64_t before_id;
    store_invitation *rows;
    if (!route_read_page(call, &limit, &before_id)) return;
    const size_t count = store_invitation_list(service->db, route_organization(call), before_id,
                                               service->now_ms, limit, service->memory, &rows);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_invitation(writer, &rows[i]);
    route_page_end(call, writer, count == limit ? rows[count - 1].id : 0);
}

void route_invitation_delete(route_call *call) {
    int64_t invitation_id;
    if (route_read_id(call, "invitation", ROW_INVITATION, &invitation_id) &&
        invitation_revoke(call->service, invitation_id))
        route_answer_empty(call, 204);
}

void route_invitation_read(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str token = route_body_token(&body);
    invitation_view view;
    if (!route_body_close(&body) || !invitation_read(call->service, token, &view)) return;
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "organization", view.organization);
    route_write_text(writer, "email", view.invitation.email);
    route_write_text(writer, "role", role_name(view.invitation.role));
    route_write_boolean(writer, "has_account", view.has_account);
    route_write_time(writer, "expires_at", view.invitation.expires_at_ms);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

/* Where the caller belongs from now on. */
static void answer_joined(route_call *call, uint16_t status, int64_t organization_id) {
    chatlet_json_writer *writer = route_answer_begin(call, status);
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "organization", ROW_ORGANIZATION, organization_id);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

void route_invitation_accept(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str token = route_body_token(&body);
    int64_t organization_id;
    chatlet_str secret = CHATLET_STR("");
    if (!route_body_close(&body) ||
        !invitation_accept(call->service, token, &organization_id, &secret))
        return;
    route_set_session(call, secret);
    answer_joined(call, 200, organization_id);
}

void route_invitation_signup(route_call *call) {
    service *service = call->service;
    route_body body = route_body_open(call);
    const chatlet_str token = route_body_token(&body);
    account_wish wish = {.name = CHATLET_STR("")};
    int64_t organization_id;
    chatlet_str phc = CHATLET_STR("");
    chatlet_str secret = CHATLET_STR("");
    route_body_person(&body, &wish);
    if (!route_body_close(&body)) return;
    route_begin(call, false);
    (void)invitation_signup_begin(service, token, &wish);
    if (!route_commit(call) || !account_hash_password(service, wish.password, &phc)) return;
    route_begin(call, true);
    if (invitation_signup_finish(service, token, &wish, phc, &organization_id, &secret))
        answer_joined(call, 201, organization_id);
    if (route_commit(call)) route_set_session(call, secret);
}
