/* Who belongs to an organization, and who is asked to. Nobody hands out, changes or takes away a
 * role that may do what they may not do themselves, and one owner always remains. */
#ifndef SERVICE_MEMBER_H
#define SERVICE_MEMBER_H

#include "../store/store_organization.h"
#include "service.h"
#include "service_account.h"

enum {
    MEMBERS_PER_ORGANIZATION_MAX = 1000, /* with open invitations */
    INVITATION_DAYS = 7
};

/* Of the caller's organization. */
bool member_set_role(service *service, int64_t account_id, role role, store_member *member);
bool member_remove(service *service, int64_t account_id);
bool member_leave(service *service); /* the caller, an account */

/* Invites an address; an earlier invitation of it ends. */
bool invitation_add(service *service, chatlet_str email, role role, store_invitation *invitation);
bool invitation_revoke(service *service, int64_t invitation_id);

/* What a link is about, for the page that it opens. */
typedef struct invitation_view {
    store_invitation invitation;
    chatlet_str organization;
    bool has_account; /* of the invited address */
} invitation_view;

bool invitation_read(service *service, chatlet_str token, invitation_view *view);

/* Joins as the caller, whose address must be the invited one; *secret is the session's new one. */
bool invitation_accept(service *service, chatlet_str token, int64_t *organization_id,
                       chatlet_str *secret);

/* Joins with a new account of the invited address. Halves as in service_account.h. */
bool invitation_signup_begin(service *service, chatlet_str token, account_wish *wish);
bool invitation_signup_finish(service *service, chatlet_str token, const account_wish *wish,
                              chatlet_str phc, int64_t *organization_id, chatlet_str *secret);

#endif
