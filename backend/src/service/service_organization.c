#include "service_organization.h"

#include "billing.h"
#include "plan.h"
#include "service_session.h"

/* The plan that an organization begins with: the table's first one, which costs nothing. */
static chatlet_str first_plan(const service *service) {
    const plan_table *plans = service->settings->plans;
    return plans != NULL ? plans->plans[0].name : CHATLET_STR("free");
}

static chatlet_str organization_text(service *service, int64_t organization_id) {
    char id[ROW_ID_TEXT_BYTES];
    return region_copy(service->memory, row_id_text(ROW_ORGANIZATION, organization_id, id));
}

static chatlet_str account_text(service *service, int64_t account_id) {
    char id[ROW_ID_TEXT_BYTES];
    return region_copy(service->memory, row_id_text(ROW_ACCOUNT, account_id, id));
}

int64_t organization_make(service *service, int64_t account_id, chatlet_str name) {
    const store_organization organization = {
        .id = service_new_id(service),
        .name = name,
        .plan = first_plan(service),
        .created_at_ms = service->now_ms,
    };
    store_organization_add(service->db, &organization);
    (void)store_member_add(service->db, &(store_member){.organization_id = organization.id,
                                                        .account_id = account_id,
                                                        .role = ROLE_OWNER,
                                                        .joined_at_ms = service->now_ms});
    service_audit(service, organization.id, "organization.create",
                  organization_text(service, organization.id), CHATLET_STR(""));
    return organization.id;
}

bool organization_add(service *service, chatlet_str name, store_organization *organization) {
    const int64_t account_id = service->caller.account_id;
    store_organization *rows;
    const size_t count = store_organization_list(
        service->db, account_id, INT64_MAX, ORGANIZATIONS_PER_ACCOUNT_MAX, service->memory, &rows);
    if (count >= ORGANIZATIONS_PER_ACCOUNT_MAX)
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("You are in 50 organizations already. Leave one."));
    const int64_t id = organization_make(service, account_id, name);
    organization->role = ROLE_OWNER;
    return store_organization_find(service->db, id, service->memory, organization);
}

bool organization_read(service *service, store_organization *organization) {
    if (store_organization_find(service->db, service->caller.organization_id, service->memory,
                                organization)) {
        organization->role = service->caller.role;
        return true;
    }
    return service_refuse(service, PROBLEM_NOT_FOUND,
                          CHATLET_STR("There is no such organization."));
}

bool organization_rename(service *service, chatlet_str name) {
    const int64_t organization_id = service->caller.organization_id;
    store_organization_set_name(service->db, organization_id, name);
    service_audit(service, organization_id, "organization.update",
                  organization_text(service, organization_id), CHATLET_STR(""));
    return true;
}

static bool is_text(chatlet_str a, chatlet_str b) {
    if (a.size_bytes != b.size_bytes) return false;
    for (size_t i = 0; i < a.size_bytes; i++)
        if (a.data[i] != b.data[i]) return false;
    return true;
}

bool organization_remove(service *service, chatlet_str confirmation) {
    store_organization organization;
    if (!organization_read(service, &organization)) return false;
    if (!is_text(confirmation, organization.name))
        return service_refuse_field(service, CHATLET_STR("confirm"),
                                    CHATLET_STR("This must be the organization's name, since "
                                                "nothing of it can be had back."));
    service_audit(service, organization.id, "organization.delete",
                  organization_text(service, organization.id), CHATLET_STR(""));
    billing_close(service, organization.id);
    store_organization_remove(service->db, organization.id);
    return true;
}

bool organization_transfer_finish(service *service, const account_login *login, int64_t account_id,
                                  chatlet_str *secret) {
    const int64_t organization_id = service->caller.organization_id;
    const int64_t own_id = service->caller.account_id;
    role role;
    if (!account_proof_finish(service, login)) return false;
    if (account_id == own_id)
        return service_refuse_field(service, CHATLET_STR("/account"),
                                    CHATLET_STR("You are the owner already."));
    if (!store_member_read_role(service->db, organization_id, account_id, &role))
        return service_refuse_field(service, CHATLET_STR("/account"),
                                    CHATLET_STR("This must be a member. Invite them first."));
    /* Asked anew: the role may have changed since the route was entered. */
    if (!store_member_read_role(service->db, organization_id, own_id, &role) || role != ROLE_OWNER)
        return service_refuse(service, PROBLEM_FORBIDDEN, CHATLET_STR(""));
    store_member_set_role(service->db, organization_id, account_id, ROLE_OWNER);
    store_member_set_role(service->db, organization_id, own_id, ROLE_ADMINISTRATOR);
    service_audit(service, organization_id, "organization.transfer",
                  account_text(service, account_id), CHATLET_STR(""));
    session_rotate(service, secret);
    return true;
}
