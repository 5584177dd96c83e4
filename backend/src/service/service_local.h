/* The one person of a backend that has no server: the browser's demo. Nobody else reaches its
 * database, so nobody is asked for a password. */
#ifndef SERVICE_LOCAL_H
#define SERVICE_LOCAL_H

#include "service.h"

/* Finds that person's account and organization, or makes them, and opens a new session, whose
 * secret is the cookie's; an earlier one ends. Writes.
 *
 * plan             of a new organization; a name of the plan table
 * organization_id  theirs */
void service_open_local(service *service, chatlet_str plan, chatlet_str *secret,
                        int64_t *organization_id);

#endif
