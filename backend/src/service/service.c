#include "service.h"

#include "../security/crypto.h"
#include "../store/store_outbox.h"
#include "service_audit.h"

#include <string.h>

bool service_refuse(service *service, problem_code code, chatlet_str detail) {
    service->problem = (problem){.code = code, .detail = detail};
    return false;
}

bool service_refuse_field(service *service, chatlet_str pointer, chatlet_str detail) {
    problem *noted = &service->problem;
    if (noted->code != PROBLEM_INVALID) *noted = (problem){.code = PROBLEM_INVALID};
    if (noted->field_count < PROBLEM_FIELDS_MAX) {
        noted->fields[noted->field_count++] = (problem_field){pointer, detail};
    }
    return false;
}

bool service_refuse_later(service *service, problem_code code, uint32_t retry_after_s,
                          chatlet_str detail) {
    service->problem = (problem){.code = code, .detail = detail, .retry_after_s = retry_after_s};
    return false;
}

int64_t service_new_id(service *service) {
    uint32_t chance;
    service->chance.fill(service->chance.context, &chance, sizeof chance);
    int64_t id = row_id_make(service->now_ms, chance);
    /* Rows of one request sort in the order they were made, also within a millisecond. */
    if (id <= service->last_id) id = service->last_id + 1;
    service->last_id = id;
    return id;
}

chatlet_str service_new_secret(service *service, size_t size_bytes) {
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    char *text = region_take(service->memory, size_bytes);
    if (text == NULL) return CHATLET_STR("");
    service->chance.fill(service->chance.context, text, size_bytes);
    /* A byte has 256 values and 32 divides them, so each digit is as likely. */
    for (size_t i = 0; i < size_bytes; i++)
        text[i] = digits[(unsigned char)text[i] % 32];
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

static const char *actor_name(caller_kind kind) {
    switch (kind) {
    case CALLER_NOBODY: return "nobody";
    case CALLER_ACCOUNT: return "account";
    case CALLER_KEY: return "key";
    case CALLER_VISITOR: return "visitor";
    case CALLER_SYSTEM: return "system";
    }
    return "nobody";
}

static int64_t actor_id(const service_caller *caller) {
    switch (caller->kind) {
    case CALLER_ACCOUNT: return caller->account_id;
    case CALLER_KEY: return caller->api_key_id;
    case CALLER_VISITOR: return caller->visitor_id;
    case CALLER_NOBODY:
    case CALLER_SYSTEM: return 0;
    }
    return 0;
}

static void hash_number(crypto_sha256_state *hash, int64_t value) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)value >> (8 * i));
    crypto_sha256_add(hash, (chatlet_str){.data = (const char *)bytes, .size_bytes = 8});
}

/* Each text behind its length, so that no two entries share their bytes. */
static void hash_text(crypto_sha256_state *hash, chatlet_str text) {
    hash_number(hash, (int64_t)text.size_bytes);
    crypto_sha256_add(hash, text);
}

void service_audit_hash(const store_audit_entry *entry, const uint8_t previous[32],
                        uint8_t result[32]) {
    crypto_sha256_state hash;
    crypto_sha256_begin(&hash);
    crypto_sha256_add(&hash, (chatlet_str){.data = (const char *)previous, .size_bytes = 32});
    hash_number(&hash, entry->organization_id);
    hash_number(&hash, entry->sequence);
    hash_number(&hash, entry->at_ms);
    hash_text(&hash, entry->actor_kind);
    hash_number(&hash, entry->actor_id);
    hash_text(&hash, entry->address);
    hash_text(&hash, entry->action);
    hash_text(&hash, entry->target);
    hash_text(&hash, entry->detail_json);
    crypto_sha256_end(&hash, result);
}

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

void service_audit(service *service, int64_t organization_id, const char *action,
                   chatlet_str target, chatlet_str detail_json) {
    uint8_t previous[32] = {0};
    store_audit_entry entry = {.organization_id = organization_id,
                               .sequence =
                                   store_audit_last(service->db, organization_id, previous) + 1,
                               .at_ms = service->now_ms,
                               .actor_kind = constant(actor_name(service->caller.kind)),
                               .actor_id = actor_id(&service->caller),
                               .address = service->caller.address,
                               .action = constant(action),
                               .target = target,
                               .detail_json = detail_json};
    service_audit_hash(&entry, previous, entry.hash);
    store_audit_add(service->db, &entry);
}

int64_t service_leave(service *service, const char *kind, int64_t organization_id,
                      chatlet_str body_json, int64_t due_ms) {
    int64_t id = service_new_id(service);
    store_outbox_add(service->db,
                     &(store_outbox_row){.id = id,
                                         .organization_id = organization_id,
                                         .kind = constant(kind),
                                         .body_json = body_json,
                                         .trace_parent = service->caller.trace_parent,
                                         .due_at_ms = due_ms > 0 ? due_ms : service->now_ms,
                                         .created_at_ms = service->now_ms});
    service->leaves = true;
    return id;
}

void service_derive_key(const service *service, const char *purpose, uint8_t key[32]) {
    crypto_hkdf(
        (chatlet_str){.data = (const char *)service->settings->master_secret, .size_bytes = 32},
        CHATLET_STR("chatletd"), constant(purpose), key, 32);
}
