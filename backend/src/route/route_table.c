#include "route.h"
#include "route_openapi.h"
#include "route_operations.h"

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
    {"getRoot", HTTP_METHOD_GET, "/v1", ROUTE_PUBLIC, 0, 0, 0, route_root},
    {"getReady", HTTP_METHOD_GET, "/readyz", ROUTE_PUBLIC, 0, ROUTE_NO_THROTTLE, 0, route_ready},
    {"getOpenApi", HTTP_METHOD_GET, "/v1/openapi.json", ROUTE_PUBLIC, 0,
     ROUTE_CROSS_ORIGIN | ROUTE_PUBLIC_ANSWER, 0, route_openapi},
};

const size_t route_table_count = sizeof route_table / sizeof route_table[0];
