/* In: requests of visitors' browsers, and of those who look after their data. Out: tokens, history,
 * exports, receipts. */
#include "../service/service_conversation.h"
#include "../service/service_visitor.h"
#include "route_visitor.h"

void route_visitor_enter(route_call *call) {
    visitor_request request;
    visitor_grant grant;
    if (!route_read_id(call, "bot", ROW_BOT, &request.bot_id)) return;
    route_body body = route_body_open(call);
    /* The id is the browser's memory alone: who it is is proved by the token, never by a name. */
    (void)route_body_text(&body, CHATLET_STR("visitor"), false, 0, ROW_ID_TEXT_BYTES);
    request.previous_token = route_body_text(&body, CHATLET_STR("previous_token"), false, 0, 256);
    request.identity = route_body_text(&body, CHATLET_STR("identity"), false, 0, 8 * 1024);
    request.consent = route_body_boolean(&body, CHATLET_STR("consent"), false, false);
    if (!route_body_close(&body)) return;
    if (!service_visitor_enter(call->service, &request, &grant)) return;
    chatlet_json_writer *writer = route_answer_begin(call, 201);
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "visitor", ROW_VISITOR, grant.visitor_id);
    route_write_text(writer, "token", grant.token);
    route_write_time(writer, "expires_at", grant.ends_at_ms);
    route_write_boolean(writer, "stores", grant.stores);
    route_write_boolean(writer, "crawler", grant.is_crawler);
    chatlet_json_write_key(writer, CHATLET_STR("quota"));
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "state", meter_state_name(grant.quota));
    chatlet_json_write_object_end(writer);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

void route_visitor_history(route_call *call) {
    const service_caller *caller = &call->service->caller;
    const store_conversation_filter filter = {.visitor_id = caller->visitor_id};
    store_conversation *conversations;
    uint32_t limit;
    int64_t before_id;
    if (!route_read_page(call, &limit, &before_id)) return;
    if (limit > ROUTE_VISITOR_HISTORY_MAX) limit = ROUTE_VISITOR_HISTORY_MAX;
    const size_t count =
        store_conversation_list(call->service->db, caller->organization_id, &filter, before_id,
                                limit, call->service->memory, &conversations);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        service_conversation_write(call->service, &conversations[i], writer);
    route_page_end(call, writer, count == limit ? conversations[count - 1].id : 0);
}

static void export_visitor(route_call *call, int64_t organization_id, int64_t visitor_id) {
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    if (!service_visitor_export(call->service, organization_id, visitor_id, writer)) return;
    http_response_add(call->response, CHATLET_STR("Content-Disposition"),
                      CHATLET_STR("attachment; filename=\"visitor.json\""));
    route_answer_end(call, writer);
}

static void write_receipt(chatlet_json_writer *writer, const store_erasure_receipt *receipt) {
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "receipt", ROW_RECEIPT, receipt->id);
    route_write_id(writer, "visitor", ROW_VISITOR, receipt->visitor_id);
    route_write_time(writer, "erased_at", receipt->erased_at_ms);
    route_write_text(writer, "asked_by", receipt->asked_by);
    route_write_whole(writer, "conversations", receipt->conversations);
    route_write_whole(writer, "messages", receipt->messages);
    route_write_whole(writer, "leads", receipt->leads);
    chatlet_json_write_object_end(writer);
}

static void erase_visitor(route_call *call, int64_t organization_id, int64_t visitor_id) {
    store_erasure_receipt receipt;
    if (!service_visitor_erase(call->service, organization_id, visitor_id, &receipt)) return;
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    write_receipt(writer, &receipt);
    route_answer_end(call, writer);
}

void route_visitor_export_own(route_call *call) {
    const service_caller *caller = &call->service->caller;
    export_visitor(call, caller->organization_id, caller->visitor_id);
}

void route_visitor_erase_own(route_call *call) {
    const service_caller *caller = &call->service->caller;
    erase_visitor(call, caller->organization_id, caller->visitor_id);
}

void route_visitor_export(route_call *call) {
    int64_t visitor_id;
    if (!route_read_id(call, "visitor", ROW_VISITOR, &visitor_id)) return;
    export_visitor(call, route_organization(call), visitor_id);
}

void route_visitor_erase(route_call *call) {
    int64_t visitor_id;
    if (!route_read_id(call, "visitor", ROW_VISITOR, &visitor_id)) return;
    erase_visitor(call, route_organization(call), visitor_id);
}

void route_erasure_list(route_call *call) {
    store_erasure_receipt *receipts;
    uint32_t limit;
    int64_t before_id;
    if (!route_read_page(call, &limit, &before_id)) return;
    const size_t count =
        store_erasure_receipt_list(call->service->db, route_organization(call), before_id, limit,
                                   call->service->memory, &receipts);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_receipt(writer, &receipts[i]);
    route_page_end(call, writer, count == limit ? receipts[count - 1].id : 0);
}
