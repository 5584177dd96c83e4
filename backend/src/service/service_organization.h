/* Organizations: what everything belongs to. The caller is in the one meant, with the permission
 * that the route asks for. */
#ifndef SERVICE_ORGANIZATION_H
#define SERVICE_ORGANIZATION_H

#include "../store/store_organization.h"
#include "service.h"
#include "service_account.h"

enum { ORGANIZATION_NAME_BYTES_MAX = 100, ORGANIZATIONS_PER_ACCOUNT_MAX = 50 };

/* Makes one with a single owner; its id. */
int64_t organization_make(service *service, int64_t account_id, chatlet_str name);

/* The same for the caller, an account. PROBLEM_CONFLICT past ORGANIZATIONS_PER_ACCOUNT_MAX. */
bool organization_add(service *service, chatlet_str name, store_organization *organization);

/* The caller's own one. */
bool organization_read(service *service, store_organization *organization);
bool organization_rename(service *service, chatlet_str name);

/* Removes it with all that belongs to it, when `confirmation` is its name. Its audit log stays. */
bool organization_remove(service *service, chatlet_str confirmation);

/* Makes another member the owner and the caller an administrator, once the caller has shown the
 * password; *secret is the session's new one. */
bool organization_transfer_finish(service *service, const account_login *login, int64_t account_id,
                                  chatlet_str *secret);

#endif
