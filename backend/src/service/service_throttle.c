#include "service_throttle.h"

#include "../security/address_range.h"
#include "../store/store_account.h"
#include "service_secret.h"

typedef struct throttle_rule {
    const char *name;
    int64_t tries_max;
    int64_t window_ms;
    chatlet_str detail;
} throttle_rule;

static const throttle_rule rules[THROTTLE_KINDS] = {
    [THROTTLE_PASSWORD] = {"password", THROTTLE_PASSWORD_TRIES_MAX, THROTTLE_PASSWORD_WINDOW_MS,
                           CHATLET_STR("Too many wrong passwords for this address.")},
    [THROTTLE_PASSWORD_ADDRESS] = {"password-address", THROTTLE_PASSWORD_ADDRESS_TRIES_MAX,
                                   THROTTLE_PASSWORD_WINDOW_MS,
                                   CHATLET_STR("Too many wrong passwords from here.")},
    [THROTTLE_MAIL] = {"mail", THROTTLE_MAIL_TRIES_MAX, THROTTLE_MAIL_WINDOW_MS,
                       CHATLET_STR("Too many mails to this address.")},
    [THROTTLE_MAIL_ADDRESS] = {"mail-address", THROTTLE_MAIL_ADDRESS_TRIES_MAX,
                               THROTTLE_MAIL_WINDOW_MS,
                               CHATLET_STR("Too many mails asked for from here.")},
    [THROTTLE_INVITE] = {"invite", THROTTLE_INVITE_TRIES_MAX, THROTTLE_INVITE_WINDOW_MS,
                         CHATLET_STR("Too many invitations in one day.")},
};

bool throttle_count(service *service, throttle_kind kind, chatlet_str about) {
    const throttle_rule *rule = &rules[kind];
    int64_t ends_at_ms = service->now_ms;
    if (about.size_bytes == 0) return true;
    const chatlet_str subject = service_throttle_subject(service, rule->name, about);
    const int64_t tries =
        store_throttle_count(service->db, subject, service->now_ms, rule->window_ms, &ends_at_ms);
    if (tries <= rule->tries_max) return true;
    service->keeps_changes = true;
    return service_refuse_later(service, PROBLEM_RATE_LIMITED,
                                (uint32_t)((ends_at_ms - service->now_ms + 999) / 1000),
                                rule->detail);
}

chatlet_str throttle_address(service *service) {
    address_range address;
    if (!address_range_read(service->caller.address, &address)) return service->caller.address;
    address_range_widen(&address);
    return region_copy(service->memory, (chatlet_str){.data = (const char *)address.bytes,
                                                      .size_bytes = sizeof address.bytes});
}

void throttle_give_back(service *service, throttle_kind kind, chatlet_str about) {
    if (about.size_bytes > 0)
        store_throttle_give_back(service->db,
                                 service_throttle_subject(service, rules[kind].name, about));
}

void throttle_forget(service *service, throttle_kind kind, chatlet_str about) {
    if (about.size_bytes > 0)
        store_throttle_forget(service->db,
                              service_throttle_subject(service, rules[kind].name, about));
}
