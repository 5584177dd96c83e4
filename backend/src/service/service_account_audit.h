/* What a person does with their account, written down where they belong. */
#ifndef SERVICE_ACCOUNT_AUDIT_H
#define SERVICE_ACCOUNT_AUDIT_H

#include "service.h"

/* An entry in the log of every organization that the account is a member of. As service_audit. */
void account_audit(service *service, int64_t account_id, const char *action);

#endif
