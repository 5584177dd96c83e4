#include "service_member.h"

#include "plan.h"
#include "service_account_mail.h"
#include "service_mail.h"
#include "service_secret.h"
#include "service_session.h"
#include "service_throttle.h"

#define DAY_MS INT64_C(86400000)

static bool refuse_member(service *service) {
    return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such member."));
}

static bool refuse_invitation(service *service) {
    return service_refuse(service, PROBLEM_EXPIRED,
                          CHATLET_STR("This invitation was accepted, revoked or replaced, or has "
                                      "expired. Ask for another."));
}

static bool has_all_of(service *service, role role) {
    return (permission_set_of_role(role) & ~service->caller.permissions) == 0;
}

static bool refuse_role(service *service) {
    return service_refuse(service, PROBLEM_FORBIDDEN,
                          CHATLET_STR("That role may do what you may not do yourself."));
}

static void audit(service *service, const char *action, row_kind kind, int64_t id, role role) {
    char text[ROW_ID_TEXT_BYTES];
    const chatlet_str detail = region_join(service->memory, 3, CHATLET_STR("{\"role\":\""),
                                           role_name(role), CHATLET_STR("\"}"));
    service_audit(service, service->caller.organization_id, action,
                  region_copy(service->memory, row_id_text(kind, id, text)), detail);
}

/* The last owner stays one: else nobody could ever do what only owners may. */
static bool check_last_owner(service *service, const store_member *member) {
    if (member->role != ROLE_OWNER ||
        store_member_count_owners(service->db, member->organization_id) > 1)
        return true;
    return service_refuse(service, PROBLEM_CONFLICT,
                          CHATLET_STR("This is the last owner. Make another member owner first."));
}

bool member_set_role(service *service, int64_t account_id, role role, store_member *member) {
    const int64_t organization_id = service->caller.organization_id;
    if (!store_member_find(service->db, organization_id, account_id, service->memory, member))
        return refuse_member(service);
    if (!has_all_of(service, member->role) || !has_all_of(service, role))
        return refuse_role(service);
    if (role != ROLE_OWNER && !check_last_owner(service, member)) return false;
    store_member_set_role(service->db, organization_id, account_id, role);
    member->role = role;
    audit(service, "member.update", ROW_ACCOUNT, account_id, role);
    return true;
}

static bool take_out(service *service, const store_member *member, const char *action) {
    if (!check_last_owner(service, member)) return false;
    (void)store_member_remove(service->db, member->organization_id, member->account_id);
    audit(service, action, ROW_ACCOUNT, member->account_id, member->role);
    return true;
}

bool member_remove(service *service, int64_t account_id) {
    store_member member;
    if (!store_member_find(service->db, service->caller.organization_id, account_id,
                           service->memory, &member))
        return refuse_member(service);
    if (!has_all_of(service, member.role)) return refuse_role(service);
    return take_out(service, &member, "member.remove");
}

bool member_leave(service *service) {
    store_member member;
    if (service->caller.kind != CALLER_ACCOUNT)
        return service_refuse(service, PROBLEM_FORBIDDEN,
                              CHATLET_STR("A key is no member; revoke it instead."));
    if (!store_member_find(service->db, service->caller.organization_id, service->caller.account_id,
                           service->memory, &member))
        return refuse_member(service);
    return take_out(service, &member, "member.leave");
}

static bool is_member(service *service, chatlet_str email) {
    store_account account;
    role role;
    return store_account_find_by_email(service->db, email, service->memory, &account) &&
           store_member_read_role(service->db, service->caller.organization_id, account.id, &role);
}

/* Whether the plan has a seat beside `seats`, members and open invitations. */
static bool has_seat(service *service, chatlet_str plan_name, int64_t seats) {
    const plan_table *plans = service->settings->plans;
    if (plans == NULL || plan_allows_seat(plan_of(plans, plan_name), seats)) return true;
    return service_refuse(service, PROBLEM_QUOTA_REACHED,
                          CHATLET_STR("The plan has no seat for one more member. Choose a larger "
                                      "plan, or remove a member or an invitation."));
}

static bool has_room(service *service, chatlet_str plan_name) {
    const int64_t organization_id = service->caller.organization_id;
    const int64_t seats = store_member_count(service->db, organization_id) +
                          store_invitation_count(service->db, organization_id, service->now_ms);
    if (seats < MEMBERS_PER_ORGANIZATION_MAX) return has_seat(service, plan_name, seats);
    return service_refuse(service, PROBLEM_CONFLICT,
                          CHATLET_STR("An organization has at most 1000 members and invitations."));
}

bool invitation_add(service *service, chatlet_str email, role role, store_invitation *invitation) {
    const service_caller *caller = &service->caller;
    store_organization organization;
    chatlet_str address;
    char id[ROW_ID_TEXT_BYTES];
    if (!mail_read_address(service, CHATLET_STR("/email"), email, &address)) return false;
    if (!has_all_of(service, role)) return refuse_role(service);
    if (is_member(service, address))
        return service_refuse(service, PROBLEM_CONFLICT, CHATLET_STR("This is a member already."));
    if (!store_organization_find(service->db, caller->organization_id, service->memory,
                                 &organization))
        return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR(""));
    /* An invitation that this one replaces makes room for it. */
    store_invitation_remove_of(service->db, organization.id, address);
    if (!has_room(service, organization.plan) ||
        !throttle_count(service, THROTTLE_INVITE,
                        row_id_text(ROW_ORGANIZATION, caller->organization_id, id)) ||
        !throttle_count(service, THROTTLE_MAIL, address))
        return false;
    const chatlet_str token = service_new_secret(service, SECRET_BYTES);
    *invitation = (store_invitation){
        .id = service_new_id(service),
        .organization_id = organization.id,
        .email = address,
        .role = role,
        .invited_by = caller->account_id,
        .created_at_ms = service->now_ms,
        .expires_at_ms = service->now_ms + INVITATION_DAYS * DAY_MS,
    };
    store_invitation_add(service->db, invitation, service_hash_secret(service, token));
    store_account inviter = {.locale = CHATLET_STR("en")};
    (void)store_account_find(service->db, caller->account_id, service->memory, &inviter);
    account_mail_leave(service, ACCOUNT_MAIL_INVITATION, inviter.locale, address,
                       region_join(service->memory, 2, CHATLET_STR("/invitation#token="), token),
                       organization.name);
    audit(service, "member.invite", ROW_INVITATION, invitation->id, role);
    return !service->memory->failed && service->problem.code == PROBLEM_NONE;
}

bool invitation_revoke(service *service, int64_t invitation_id) {
    char id[ROW_ID_TEXT_BYTES];
    if (!store_invitation_remove(service->db, service->caller.organization_id, invitation_id))
        return service_refuse(service, PROBLEM_NOT_FOUND,
                              CHATLET_STR("There is no such invitation."));
    service_audit(service, service->caller.organization_id, "member.uninvite",
                  row_id_text(ROW_INVITATION, invitation_id, id), CHATLET_STR(""));
    return true;
}

static bool find_invitation(service *service, chatlet_str token, store_invitation *invitation) {
    if (store_invitation_find_by_token(service->db, service_hash_secret(service, token),
                                       service->memory, invitation) &&
        invitation->expires_at_ms > service->now_ms)
        return true;
    return refuse_invitation(service);
}

bool invitation_read(service *service, chatlet_str token, invitation_view *view) {
    store_organization organization;
    store_account account;
    if (!find_invitation(service, token, &view->invitation)) return false;
    if (!store_organization_find(service->db, view->invitation.organization_id, service->memory,
                                 &organization))
        return refuse_invitation(service);
    view->organization = organization.name;
    view->has_account =
        store_account_find_by_email(service->db, view->invitation.email, service->memory, &account);
    return true;
}

/* The invitation's end, whoever the account is; false when it was taken meanwhile. The plan may be
 * a smaller one by now. */
static bool join(service *service, const store_invitation *invitation, int64_t account_id) {
    store_organization organization;
    if (!store_organization_find(service->db, invitation->organization_id, service->memory,
                                 &organization))
        return refuse_invitation(service);
    if (!has_seat(service, organization.plan, store_member_count(service->db, organization.id)))
        return false;
    if (!store_invitation_remove(service->db, invitation->organization_id, invitation->id))
        return refuse_invitation(service);
    if (!store_member_add(service->db,
                          &(store_member){.organization_id = invitation->organization_id,
                                          .account_id = account_id,
                                          .role = invitation->role,
                                          .joined_at_ms = service->now_ms}))
        return service_refuse(service, PROBLEM_CONFLICT, CHATLET_STR("You are a member already."));
    service->caller.organization_id = invitation->organization_id;
    audit(service, "member.join", ROW_ACCOUNT, account_id, invitation->role);
    return true;
}

static bool is_text(chatlet_str a, chatlet_str b) {
    if (a.size_bytes != b.size_bytes) return false;
    for (size_t i = 0; i < a.size_bytes; i++)
        if (a.data[i] != b.data[i]) return false;
    return true;
}

bool invitation_accept(service *service, chatlet_str token, int64_t *organization_id,
                       chatlet_str *secret) {
    store_invitation invitation;
    store_account account;
    if (!account_read(service, &account) || !find_invitation(service, token, &invitation))
        return false;
    if (!is_text(account.email, invitation.email))
        return service_refuse(service, PROBLEM_FORBIDDEN,
                              CHATLET_STR("This invitation is for another address. Sign in with "
                                          "that one."));
    if (!join(service, &invitation, account.id)) return false;
    /* Who has the link reads the mail of that address. */
    if (account.email_checked_at_ms == 0)
        store_account_set_checked(service->db, account.id, service->now_ms);
    session_rotate(service, secret);
    *organization_id = invitation.organization_id;
    return true;
}

bool invitation_signup_begin(service *service, chatlet_str token, account_wish *wish) {
    invitation_view view;
    if (!invitation_read(service, token, &view)) return false;
    if (view.has_account)
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("This address has an account. Sign in to accept."));
    wish->email = view.invitation.email;
    return account_check_password(service, CHATLET_STR("/password"), wish->password, wish->email);
}

bool invitation_signup_finish(service *service, chatlet_str token, const account_wish *wish,
                              chatlet_str phc, int64_t *organization_id, chatlet_str *secret) {
    store_invitation invitation;
    if (!find_invitation(service, token, &invitation)) return false;
    const store_account account = {
        .id = service_new_id(service),
        .email = invitation.email,
        .name = wish->name,
        .password = phc,
        .locale = account_locale(wish->locale),
        .email_checked_at_ms = service->now_ms,
        .created_at_ms = service->now_ms,
    };
    if (!store_account_add(service->db, &account))
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("This address has an account. Sign in to accept."));
    store_signup_remove_of(service->db, account.email);
    session_open(service, account.id, secret);
    *organization_id = invitation.organization_id;
    return join(service, &invitation, account.id);
}
