#include "route_events.h"

#include "../http/http_text.h"

#include <string.h>

/* Room for the longest answer: each event's id, outcome and reason. */
enum { RESULT_BYTES_MAX = 128, QUOTA_BYTES_MAX = 128 };

static bool is_beacon(const http_request *request) {
    const chatlet_str *type = http_request_field(request, CHATLET_STR("Content-Type"), NULL);
    return type != NULL && http_text_starts_with(*type, CHATLET_STR("text/plain"));
}

static bool is_json(const http_request *request) {
    const chatlet_str *type = http_request_field(request, CHATLET_STR("Content-Type"), NULL);
    if (type == NULL) return false;
    chatlet_str name = {.data = type->data, .size_bytes = http_text_find(*type, ';')};
    return http_text_equal_ignore_case(http_text_trim(name), CHATLET_STR("application/json"));
}

static chatlet_str bearer_of(const http_request *request) {
    static const chatlet_str scheme = {"Bearer ", 7};
    const chatlet_str *field = http_request_field(request, CHATLET_STR("Authorization"), NULL);
    if (field == NULL || field->size_bytes <= scheme.size_bytes) return CHATLET_STR("");
    chatlet_str start = {.data = field->data, .size_bytes = scheme.size_bytes};
    if (!http_text_equal_ignore_case(start, scheme)) return CHATLET_STR("");
    return http_text_trim(http_text_from(*field, scheme.size_bytes));
}

bool route_events_read(route_call *call, events_request *request) {
    service *service = call->service;
    bool beacon = is_beacon(call->request);
    *request = (events_request){.caller = service->caller, .token = bearer_of(call->request)};
    if (!beacon && !is_json(call->request)) {
        return service_refuse(service, PROBLEM_UNSUPPORTED_TYPE,
                              CHATLET_STR("Send application/json."));
    }
    return events_read(service, call->request->body, beacon, request);
}

static void append(http_buffer *buffer, const char *text) {
    http_buffer_append(buffer, (chatlet_str){.data = text, .size_bytes = strlen(text)});
}

static void append_result(http_buffer *buffer, const events_request *request, size_t index) {
    static const char *const outcomes[] = {[EVENT_ACCEPTED] = "\"outcome\":\"accepted\"",
                                           [EVENT_DUPLICATE] = "\"outcome\":\"duplicate\"",
                                           [EVENT_REFUSED] = "\"outcome\":\"refused\""};
    const event_answer *answer = &request->answers[index];
    char id[UUID_TEXT_BYTES];
    append(buffer, index > 0 ? ",{" : "{");
    if (request->has_id[index]) {
        append(buffer, "\"id\":\"");
        http_buffer_append(buffer, uuid_write(request->events[index].id, id));
        append(buffer, "\",");
    } else {
        append(buffer, "\"id\":null,");
    }
    append(buffer, outcomes[answer->outcome]);
    if (answer->outcome == EVENT_REFUSED) {
        append(buffer, ",\"reason\":\"");
        append(buffer, answer->reason);
        append(buffer, "\"");
    }
    append(buffer, "}");
}

static void append_answer(http_buffer *buffer, const events_request *request) {
    append(buffer, "{\"results\":[");
    for (size_t i = 0; i < request->count; i++)
        append_result(buffer, request, i);
    append(buffer, "],\"quota\":{\"state\":\"");
    http_buffer_append(buffer, meter_state_name(request->state));
    append(buffer, "\"");
    if (request->messages_left >= 0) {
        append(buffer, ",\"messages_left\":");
        http_buffer_append_number(buffer, (uint64_t)request->messages_left);
    }
    append(buffer, "}}");
}

void route_events_answer(route_call *call, const events_request *request) {
    http_response *response = call->response;
    if (request->problem.code != PROBLEM_NONE) {
        call->service->problem = request->problem;
        return;
    }
    http_response_allow(response, request->count * RESULT_BYTES_MAX + QUOTA_BYTES_MAX);
    http_response_add(response, CHATLET_STR("Content-Type"), CHATLET_STR("application/json"));
    http_response_add(response, CHATLET_STR("Cache-Control"), CHATLET_STR("no-store"));
    append_answer(&response->content, request);
    call->is_answered = true;
}

/* A caller that is known already (a test's, a session's of the demo) sends without a token. */
void route_events_send(route_call *call) {
    events_request request;
    events_request *requests[] = {&request};
    if (!route_events_read(call, &request)) return;
    meter_commit(call->service, requests, 1);
    route_events_answer(call, &request);
}
