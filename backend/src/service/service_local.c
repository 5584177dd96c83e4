#include "service_local.h"

#include "../store/store_account.h"
#include "../store/store_organization.h"
#include "service_session.h"

static int64_t make_account(service *service, chatlet_str email) {
    store_account account = {.id = service_new_id(service),
                             .email = email,
                             .name = CHATLET_STR("You"),
                             .locale = CHATLET_STR("en"),
                             .email_checked_at_ms = service->now_ms,
                             .created_at_ms = service->now_ms};
    (void)store_account_add(service->db, &account);
    return account.id;
}

static int64_t make_organization(service *service, int64_t account_id, chatlet_str plan) {
    store_organization organization = {.id = service_new_id(service),
                                       .name = CHATLET_STR("Local"),
                                       .plan = plan,
                                       .created_at_ms = service->now_ms};
    store_organization_add(service->db, &organization);
    store_member member = {.organization_id = organization.id,
                           .account_id = account_id,
                           .role = ROLE_OWNER,
                           .joined_at_ms = service->now_ms};
    (void)store_member_add(service->db, &member);
    service_audit(service, organization.id, "organization.create", CHATLET_STR(""),
                  CHATLET_STR(""));
    return organization.id;
}

void service_open_local(service *service, chatlet_str plan, chatlet_str *secret,
                        int64_t *organization_id) {
    /* A name that no mail reaches (RFC 6761, section 6.3). */
    const chatlet_str email = CHATLET_STR("you@localhost");
    store_account account;
    store_organization *organizations = NULL;
    if (!store_account_find_by_email(service->db, email, service->memory, &account))
        account.id = make_account(service, email);
    service->caller.kind = CALLER_ACCOUNT;
    service->caller.account_id = account.id;
    size_t count = store_organization_list(service->db, account.id, INT64_MAX, 1, service->memory,
                                           &organizations);
    *organization_id =
        count > 0 ? organizations[0].id : make_organization(service, account.id, plan);
    session_open(service, account.id, secret);
    store_session_remove_others(service->db, account.id, service->caller.session_id);
}
