/* The description of the API as OpenAPI 3.1, put together from backend/openapi/. */
#ifndef ROUTE_OPENAPI_H
#define ROUTE_OPENAPI_H

#include "route.h"

void route_openapi(route_call *call);

/* Writes a value of a document as it stands there. */
void route_write_json(chatlet_json_writer *writer, const chatlet_json *value);

#endif
