#include "service_caller.h"

#include "../security/address_range.h"
#include "../store/store_api_key.h"
#include "../store/store_organization.h"
#include "../store/store_session.h"
#include "service_api_key.h"
#include "service_secret.h"

/* How often a last use is written down: more would be a write with each request. */
enum { TOUCH_MS = 60 * 1000 };

static bool refuse(service *service, chatlet_str detail) {
    return service_refuse(service, PROBLEM_UNAUTHENTICATED, detail);
}

/* Writes now where this transaction may, else later. */
static void touch(service *service, int64_t used_at_ms) {
    if (service->now_ms - used_at_ms < TOUCH_MS) return;
    if (service->may_write)
        service_touch_caller(service);
    else
        service->touches = true;
}

bool service_identify_session(service *service, chatlet_str secret) {
    static const chatlet_str over = CHATLET_STR("This session has ended. Sign in again.");
    store_session session;
    if (secret.size_bytes != SECRET_BYTES) return refuse(service, over);
    if (!store_session_find_by_secret(service->db, service_hash_secret(service, secret), &session))
        return refuse(service, over);
    const service_settings *settings = service->settings;
    if (service->now_ms - session.used_at_ms >= settings->session_idle_ms ||
        service->now_ms - session.created_at_ms >= settings->session_absolute_ms)
        return refuse(service, over);
    service->caller.kind = CALLER_ACCOUNT;
    service->caller.account_id = session.account_id;
    service->caller.session_id = session.id;
    touch(service, session.used_at_ms);
    return true;
}

/* Whether the caller's address is in one of the ranges, which spaces keep apart. */
static bool is_from(service *service, chatlet_str ranges) {
    address_range address;
    if (ranges.size_bytes == 0) return true;
    if (!address_range_read(service->caller.address, &address)) return false;
    for (size_t at = 0; at < ranges.size_bytes;) {
        size_t end = at;
        address_range range;
        while (end < ranges.size_bytes && ranges.data[end] != ' ')
            end++;
        const chatlet_str text = {.data = ranges.data + at, .size_bytes = end - at};
        if (address_range_read(text, &range) && address_range_has(&range, &address)) return true;
        at = end + 1;
    }
    return false;
}

bool service_identify_key(service *service, chatlet_str key) {
    store_api_key row;
    switch (service_check_api_key(key)) {
    case API_KEY_WHOLE: break;
    case API_KEY_MISTYPED:
        return refuse(service,
                      CHATLET_STR("This key is mistyped or cut: its last characters do not fit "
                                  "the rest."));
    case API_KEY_FOREIGN: return refuse(service, CHATLET_STR("This is no key of this server."));
    }
    if (!store_api_key_find_by_secret(service->db, service_hash_secret(service, key),
                                      service->memory, &row))
        return refuse(service, CHATLET_STR("This key is not known, or was revoked."));
    if (row.expires_at_ms != 0 && row.expires_at_ms <= service->now_ms)
        return refuse(service, CHATLET_STR("This key has expired."));
    if (!is_from(service, row.addresses))
        return refuse(service, CHATLET_STR("This key may not be used from this address."));
    service->caller.kind = CALLER_KEY;
    service->caller.api_key_id = row.id;
    service->caller.organization_id = row.organization_id;
    service->caller.permissions = service_read_scopes(row.scopes);
    touch(service, row.used_at_ms);
    return true;
}

void service_touch_caller(service *service) {
    const service_caller *caller = &service->caller;
    if (caller->kind == CALLER_ACCOUNT && caller->session_id != 0)
        store_session_touch(service->db, caller->session_id, service->now_ms);
    if (caller->kind == CALLER_KEY)
        store_api_key_touch(service->db, caller->organization_id, caller->api_key_id,
                            service->now_ms);
    service->touches = false;
}

static bool enter_as_account(service *service, int64_t organization_id) {
    service_caller *caller = &service->caller;
    if (!store_member_read_role(service->db, organization_id, caller->account_id, &caller->role))
        return false;
    caller->organization_id = organization_id;
    caller->permissions = permission_set_of_role(caller->role);
    return true;
}

bool service_enter_organization(service *service, int64_t organization_id) {
    const service_caller *caller = &service->caller;
    bool is_in = false;
    switch (caller->kind) {
    case CALLER_ACCOUNT: is_in = enter_as_account(service, organization_id); break;
    case CALLER_KEY: is_in = caller->organization_id == organization_id; break;
    case CALLER_NOBODY:
    case CALLER_VISITOR:
    case CALLER_SYSTEM: break;
    }
    if (is_in) return true;
    return service_refuse(service, PROBLEM_NOT_FOUND,
                          CHATLET_STR("There is no such organization, or you are not in it."));
}
