#include "route_operations.h"

#include "../store/store_ready.h"

void route_root(route_call *call) {
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "name", CHATLET_STR("chatletd"));
    route_write_text(writer, "openapi", CHATLET_STR("/v1/openapi.json"));
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

/* A transaction that could not begin, or a table that cannot be read, makes dispatch answer 503. */
void route_ready(route_call *call) {
    if (store_ready_migration(call->service->db) == 0) {
        (void)service_refuse(call->service, PROBLEM_STORE_UNAVAILABLE, CHATLET_STR(""));
        return;
    }
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "status", CHATLET_STR("ready"));
    chatlet_json_write_object_end(writer);
    http_response_add(call->response, CHATLET_STR("Cache-Control"), CHATLET_STR("no-store"));
    route_answer_end(call, writer);
}
