/* Finds the route, the caller and the organization, runs the handler in a transaction, and sees
 * that there is an answer. */
#ifndef ROUTE_DISPATCH_H
#define ROUTE_DISPATCH_H

#include "route.h"

/* The route for a method and path, filled into `call` with its parameters. NULL: there is none;
 * then *allowed (in memory of the request) lists the methods that the path takes, or is empty. */
const route *route_find(route_call *call, chatlet_str *allowed);

/* How large a body the route for a request's head takes, for a server that asks before the body
 * comes; never less than HTTP_BODY_BYTES_MAX, so that what is a little too large is told as a
 * problem by route_dispatch. */
size_t route_body_bytes_max(const http_request *head);

/* Answers `call`, whose request, response and service are given (service: all but caller's kind and
 * problem; caller's address, user agent, origin and request id are given). Runs the handler again
 * on DB_RETRY, at most ROUTE_RETRIES_MAX times. May leave call->after set: then the answer waits.
 * */
void route_dispatch(route_call *call);

/* The same for a caller that is already known: for tests of handlers, and the demo's one owner. */
void route_dispatch_as(route_call *call, const service_caller *caller);

/* Once the outbox row call->waits_for is over, or time is up: finishes the answer. */
void route_dispatch_after(route_call *call);

/* The end of every answer: the problem that is noted instead of a result, and what pages of other
 * origins need. For the writer of events, which does not go through route_dispatch. */
void route_dispatch_finish(route_call *call);

/* Who sends the request: session cookie or bearer token (account, key, visitor); CALLER_NOBODY
 * without one. False when one is there and not valid, with the problem noted. In route_identify.c.
 * */
bool route_identify(route_call *call);

#endif
