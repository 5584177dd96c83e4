#include "service_api_key.h"

#include "../security/address_range.h"
#include "service_secret.h"

#define DAY_MS INT64_C(86400000)

permission_set service_read_scopes(chatlet_str scopes) {
    permission_set set = 0;
    for (size_t at = 0; at < scopes.size_bytes;) {
        size_t end = at;
        permission one;
        while (end < scopes.size_bytes && scopes.data[end] != ' ')
            end++;
        const chatlet_str name = {.data = scopes.data + at, .size_bytes = end - at};
        if (permission_read(name, &one)) set |= UINT64_C(1) << one;
        at = end + 1;
    }
    return set;
}

chatlet_str service_write_scopes(service *service, permission_set scopes) {
    chatlet_str text = CHATLET_STR("");
    for (int one = 0; one < PERMISSIONS; one++) {
        char name[PERMISSION_NAME_BYTES_MAX];
        if (!permission_set_has(scopes, (permission)one)) continue;
        text = region_join(service->memory, 3, text,
                           text.size_bytes > 0 ? CHATLET_STR(" ") : CHATLET_STR(""),
                           permission_name((permission)one, name));
    }
    return text;
}

static bool check_ranges(service *service, const api_key_wish *wish, chatlet_str *joined) {
    *joined = CHATLET_STR("");
    if (wish->range_count > API_KEY_RANGES_MAX)
        return service_refuse_field(service, CHATLET_STR("/addresses"),
                                    CHATLET_STR("At most 20 ranges of addresses."));
    for (size_t i = 0; i < wish->range_count; i++) {
        address_range range;
        if (!address_range_read(wish->ranges[i], &range))
            return service_refuse_field(
                service, CHATLET_STR("/addresses"),
                CHATLET_STR("Each must be an address or a range such as 192.0.2.0/24."));
        *joined = region_join(service->memory, 3, *joined,
                              i > 0 ? CHATLET_STR(" ") : CHATLET_STR(""), wish->ranges[i]);
    }
    return true;
}

static bool check_wish(service *service, const api_key_wish *wish, chatlet_str *ranges) {
    bool is_good = true;
    if (wish->scopes == 0)
        is_good = service_refuse_field(service, CHATLET_STR("/scopes"),
                                       CHATLET_STR("Name at least one."));
    if ((wish->scopes & ~service->caller.permissions) != 0)
        is_good = service_refuse_field(service, CHATLET_STR("/scopes"),
                                       CHATLET_STR("A key can't do what you may not do yourself."));
    if (!check_ranges(service, wish, ranges)) is_good = false;
    return is_good;
}

bool service_add_api_key(service *service, const api_key_wish *wish, store_api_key *key,
                         chatlet_str *secret) {
    const service_caller *caller = &service->caller;
    char id[ROW_ID_TEXT_BYTES];
    chatlet_str ranges;
    if (!check_wish(service, wish, &ranges)) return false;
    if (store_api_key_count(service->db, caller->organization_id) >= API_KEYS_PER_ORGANIZATION_MAX)
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("An organization has at most 100 keys. Revoke one."));
    *secret = service_new_api_key(service);
    *key = (store_api_key){
        .id = service_new_id(service),
        .organization_id = caller->organization_id,
        .name = wish->name,
        .hint = {.data = secret->data, .size_bytes = API_KEY_HINT_BYTES},
        .scopes = service_write_scopes(service, wish->scopes),
        .addresses = ranges,
        .created_by = caller->account_id,
        .created_at_ms = service->now_ms,
        .expires_at_ms =
            wish->expires_in_days > 0 ? service->now_ms + wish->expires_in_days * DAY_MS : 0,
    };
    if (service->memory->failed)
        return service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
    store_api_key_add(service->db, key, service_hash_secret(service, *secret));
    service_audit(service, caller->organization_id, "key.create",
                  row_id_text(ROW_API_KEY, key->id, id), CHATLET_STR(""));
    return true;
}

bool service_remove_api_key(service *service, int64_t api_key_id) {
    const int64_t organization_id = service->caller.organization_id;
    char id[ROW_ID_TEXT_BYTES];
    if (!store_api_key_remove(service->db, organization_id, api_key_id))
        return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such key."));
    service_audit(service, organization_id, "key.revoke", row_id_text(ROW_API_KEY, api_key_id, id),
                  CHATLET_STR(""));
    return true;
}
