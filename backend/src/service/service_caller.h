/* Who acts, from what they sent. Each: false with PROBLEM_UNAUTHENTICATED noted when it is not
 * valid. The caller's kind and ids are filled in. */
#ifndef SERVICE_CALLER_H
#define SERVICE_CALLER_H

#include "service.h"

/* The secret of a session's cookie. Its last use is moved on at most once a minute: here when
 * service->may_write, else service->touches is set and service_touch_caller does it. */
bool service_identify_session(service *service, chatlet_str secret);

/* An API key ("chk_live_…"). */
bool service_identify_key(service *service, chatlet_str key);

/* A visitor's token, without looking at the database: its signature, time and, unless empty, the
 * caller's origin. */
bool service_identify_visitor(service *service, chatlet_str token);

/* Writes the caller's last use, of an account's session or a key. */
void service_touch_caller(service *service);

/* Fills in role and permissions of the caller in `organization_id`: an account's membership, or a
 * key of that organization. False with PROBLEM_NOT_FOUND when it has nothing to do with it. */
bool service_enter_organization(service *service, int64_t organization_id);

#endif
