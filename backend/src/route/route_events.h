/* POST /v1/events. In the native server requests go through the writer of events, which reads them
 * on the loop's thread, commits many at once and then answers each; the demo and tests do all three
 * in the handler. */
#ifndef ROUTE_EVENTS_H
#define ROUTE_EVENTS_H

#include "../service/service_meter.h"
#include "route.h"

enum { ROUTE_EVENTS_BODY_BYTES_MAX = 1024 * 1024 };

/* Reads body and token; knows no database. False: the problem is noted in call->service. */
bool route_events_read(route_call *call, events_request *request);

/* Writes the answer after meter_commit and the end of its transaction: what came of each event, or
 * request->problem, which is noted in call->service then. */
void route_events_answer(route_call *call, const events_request *request);

/* The handler. */
void route_events_send(route_call *call);

#endif
