#include "service_session.h"

#include "../store/store_account.h"
#include "service_secret.h"

void session_open(service *service, int64_t account_id, chatlet_str *secret) {
    service_caller *caller = &service->caller;
    if (caller->kind == CALLER_ACCOUNT && caller->session_id != 0)
        (void)store_session_remove(service->db, caller->account_id, caller->session_id);
    const store_session session = {
        .id = service_new_id(service),
        .account_id = account_id,
        .address = caller->address,
        .user_agent = caller->user_agent,
        .created_at_ms = service->now_ms,
        .used_at_ms = service->now_ms,
    };
    *secret = service_new_secret(service, SECRET_BYTES);
    store_session_add(service->db, &session, service_hash_secret(service, *secret));
    caller->kind = CALLER_ACCOUNT;
    caller->account_id = account_id;
    caller->session_id = session.id;
}

void session_rotate(service *service, chatlet_str *secret) {
    *secret = service_new_secret(service, SECRET_BYTES);
    store_session_set_secret(service->db, service->caller.session_id,
                             service_hash_secret(service, *secret));
}

size_t session_list(service *service, int64_t before_id, size_t limit, store_session **sessions) {
    return store_session_list(service->db, service->caller.account_id, before_id,
                              service->now_ms - service->settings->session_idle_ms,
                              service->now_ms - service->settings->session_absolute_ms, limit,
                              service->memory, sessions);
}

bool session_end(service *service, int64_t session_id) {
    if (store_session_remove(service->db, service->caller.account_id, session_id)) return true;
    return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such session."));
}

void session_end_all(service *service) {
    store_session_remove_others(service->db, service->caller.account_id, 0);
}

int64_t service_clean_accounts(service *service) {
    return store_account_clean(service->db, service->now_ms,
                               service->now_ms - service->settings->session_idle_ms,
                               service->now_ms - service->settings->session_absolute_ms);
}
