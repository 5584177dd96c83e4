#include "../service/service_organization.h"

#include "route_account.h"
#include "route_session_cookie.h"

void route_write_organization(chatlet_json_writer *writer, const store_organization *organization) {
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "id", ROW_ORGANIZATION, organization->id);
    route_write_text(writer, "name", organization->name);
    route_write_text(writer, "plan", organization->plan);
    route_write_time(writer, "created_at", organization->created_at_ms);
    chatlet_json_write_object_end(writer);
}

static void answer(route_call *call, uint16_t status, const store_organization *organization) {
    chatlet_json_writer *writer = route_answer_begin(call, status);
    route_add_version(call, organization->version);
    route_write_organization(writer, organization);
    route_answer_end(call, writer);
}

void route_organization_create(route_call *call) {
    route_body body = route_body_open(call);
    store_organization organization;
    const chatlet_str name = route_body_name(&body, "name", true, ORGANIZATION_NAME_BYTES_MAX);
    if (route_body_close(&body) && organization_add(call->service, name, &organization))
        answer(call, 201, &organization);
}

void route_organization_list(route_call *call) {
    service *service = call->service;
    uint32_t limit;
    int64_t before_id;
    store_organization *rows;
    if (!route_read_page(call, &limit, &before_id)) return;
    const size_t count = store_organization_list(service->db, service->caller.account_id, before_id,
                                                 limit, service->memory, &rows);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        chatlet_json_write_key(writer, CHATLET_STR("organization"));
        route_write_organization(writer, &rows[i]);
        route_write_text(writer, "role", role_name(rows[i].role));
        chatlet_json_write_object_end(writer);
    }
    route_page_end(call, writer, count == limit ? rows[count - 1].id : 0);
}

void route_organization_read(route_call *call) {
    store_organization organization;
    if (organization_read(call->service, &organization)) answer(call, 200, &organization);
}

void route_organization_update(route_call *call) {
    route_body body = route_body_open(call);
    store_organization organization;
    const chatlet_str name = route_body_name(&body, "name", true, ORGANIZATION_NAME_BYTES_MAX);
    if (!route_body_close(&body) || !organization_read(call->service, &organization) ||
        !route_check_match(call, organization.version) || !organization_rename(call->service, name))
        return;
    if (organization_read(call->service, &organization)) answer(call, 200, &organization);
}

void route_organization_delete(route_call *call) {
    const chatlet_str name = route_query_text(call, CHATLET_STR("confirm"));
    if (organization_remove(call->service, name)) route_answer_empty(call, 204);
}

void route_organization_transfer(route_call *call) {
    service *service = call->service;
    route_body body = route_body_open(call);
    const chatlet_str text =
        route_body_text(&body, CHATLET_STR("account"), true, ROW_ID_TEXT_BYTES, ROW_ID_TEXT_BYTES);
    const chatlet_str password = route_body_password(&body, "password");
    account_login login;
    chatlet_str secret = CHATLET_STR("");
    int64_t account_id;
    if (!route_body_close(&body)) return;
    if (!row_id_read(ROW_ACCOUNT, text, &account_id)) {
        (void)service_refuse_field(service, CHATLET_STR("/account"),
                                   CHATLET_STR("This must be the id of an account."));
        return;
    }
    if (service->caller.kind != CALLER_ACCOUNT) {
        (void)service_refuse(service, PROBLEM_FORBIDDEN,
                             CHATLET_STR("Only an owner who is signed in can hand over."));
        return;
    }
    if (!route_prove(call, password, &login)) return;
    (void)organization_transfer_finish(service, &login, account_id, &secret);
    if (!route_commit(call)) return;
    route_set_session(call, secret);
    route_answer_empty(call, 204);
}
