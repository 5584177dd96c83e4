#include "route.h"
#include "route_openapi.h"

/* What every answer of this server is about; for a client's first look. */
static void handle_root(route_call *call) {
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "name", CHATLET_STR("chatletd"));
    route_write_text(writer, "openapi", CHATLET_STR("/v1/openapi.json"));
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

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

    /* operations */
    {"getRoot", HTTP_METHOD_GET, "/v1", ROUTE_PUBLIC, 0, 0, 0, handle_root},
    {"getOpenApi", HTTP_METHOD_GET, "/v1/openapi.json", ROUTE_PUBLIC, 0,
     ROUTE_CROSS_ORIGIN | ROUTE_PUBLIC_ANSWER, 0, route_openapi},
};

const size_t route_table_count = sizeof route_table / sizeof route_table[0];
