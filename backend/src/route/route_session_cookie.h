/* The cookie that holds a session's secret. */
#ifndef ROUTE_SESSION_COOKIE_H
#define ROUTE_SESSION_COOKIE_H

#include "route.h"

/* Reads the secret from the request's Cookie fields; empty when there is none. Of two cookies of
 * the name nothing is read: one of them was put there by somebody else. */
chatlet_str route_read_session(const route_call *call);

/* Adds the cookie to the answer, for as long as a session lasts. */
void route_set_session(route_call *call, chatlet_str secret);

/* Tells the browser to forget it. */
void route_clear_session(route_call *call);

/* Whether a change may be made by the cookie: the request has the field X-Chatlet-Request: 1, which
 * no form of another site can send, and nothing says that it comes from another origin. False with
 * PROBLEM_FOREIGN_ORIGIN. */
bool route_check_origin(route_call *call);

#endif
