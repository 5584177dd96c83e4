#include "service_visitor.h"

#include "../security/address_range.h"
#include "../security/crypto.h"
#include "../store/store_erasure.h"
#include "service_bot_origin.h"
#include "service_crawler.h"
#include "service_visitor_identity.h"
#include "service_visitor_token.h"

#include <string.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

/* One name for an address and those that its user may choose at will, good for one day. */
static void hash_address(const service *service, int64_t bot_id,
                         uint8_t hash[CRYPTO_SHA256_BYTES]) {
    uint8_t key[32];
    address_range range = {.prefix_bits = 128};
    int64_t parts[2] = {service->now_ms / day_ms, bot_id};
    uint8_t bytes[sizeof parts + sizeof range.bytes];
    if (address_range_read(service->caller.address, &range)) address_range_widen(&range);
    memcpy(bytes, parts, sizeof parts);
    memcpy(bytes + sizeof parts, range.bytes, sizeof range.bytes);
    service_derive_key(service, "visitor-address", key);
    crypto_hmac((chatlet_str){.data = (const char *)key, .size_bytes = sizeof key},
                (chatlet_str){.data = (const char *)bytes, .size_bytes = sizeof bytes}, hash);
    crypto_wipe(key, sizeof key);
}

/* Whether one more new visitor of the caller's address counts today; then it is counted. */
static bool takes_new_visitor(service *service, int64_t bot_id) {
    uint8_t hash[CRYPTO_SHA256_BYTES];
    hash_address(service, bot_id, hash);
    const chatlet_str name = {.data = (const char *)hash, .size_bytes = sizeof hash};
    const int64_t day = service->now_ms / day_ms;
    /* Looked up first, so that a flood beyond the limit writes nothing. */
    if (store_visitor_address_count(service->db, bot_id, day, name) >=
        service->settings->visitors_per_address_day)
        return false;
    (void)store_visitor_address_add(service->db, bot_id, day, name);
    return true;
}

/* The visitor whose token of this bot the browser had; false when there is none, or no more. */
static bool find_previous(service *service, const store_bot *bot, chatlet_str token,
                          store_visitor *visitor) {
    visitor_token known;
    if (token.size_bytes == 0) return false;
    const visitor_token_outcome outcome =
        visitor_token_read(service, token, service->caller.origin, &known);
    if (outcome != VISITOR_TOKEN_GOOD && outcome != VISITOR_TOKEN_EXPIRED) return false;
    if (known.bot_id != bot->id || known.organization_id != bot->organization_id) return false;
    if (known.ends_at_ms + VISITOR_GRACE_DAYS * day_ms < service->now_ms) return false;
    return store_visitor_find(service->db, bot->organization_id, known.visitor_id, service->memory,
                              visitor);
}

/* Who the customer's server says it is; empty when nobody says. False: it is not valid. */
static bool read_subject(service *service, const store_bot *bot, chatlet_str identity,
                         chatlet_str *subject) {
    static const chatlet_str pointer = CHATLET_STR("/identity");
    *subject = CHATLET_STR("");
    if (identity.size_bytes == 0) return true;
    switch (visitor_identity_read(service, bot, identity, subject)) {
    case JWT_GOOD: break;
    case JWT_EXPIRED:
        return service_refuse_field(service, pointer, CHATLET_STR("This signature has expired."));
    case JWT_TOO_LARGE:
    case JWT_MALFORMED:
    case JWT_WRONG_ALGORITHM:
    case JWT_UNKNOWN_KEY:
    case JWT_UNSUPPORTED:
    case JWT_WRONG_SIGNATURE:
    case JWT_NOT_YET:
    case JWT_TOO_LONG_LIVED:
    case JWT_WRONG_AUDIENCE:
    case JWT_WRONG_ISSUER:
    case JWT_MEMORY:
        return service_refuse_field(service, pointer,
                                    CHATLET_STR("This must be a token (JWT, HS256) that the bot's "
                                                "identity secret signed, for at most a day."));
    }
    if (subject->size_bytes > 0 && subject->size_bytes <= VISITOR_SUBJECT_BYTES_MAX) return true;
    return service_refuse_field(
        service, pointer, CHATLET_STR("Its \"sub\" must name the visitor, in 1 to 256 bytes."));
}

static bool is_preview(const service *service) {
    const chatlet_str own = service->settings->base_url;
    const chatlet_str origin = service->caller.origin;
    return origin.size_bytes == own.size_bytes &&
           memcmp(origin.data, own.data, own.size_bytes) == 0;
}

/* Finds the visitor, or makes one. False: it is not counted, and has a name but no row. */
static bool settle_visitor(service *service, const store_bot *bot, const visitor_request *request,
                           chatlet_str subject, bool may_count, store_visitor *visitor) {
    const bool is_known = find_previous(service, bot, request->previous_token, visitor);
    const bool is_named = subject.size_bytes > 0;
    const int64_t named =
        is_named ? store_visitor_find_subject(service->db, bot->organization_id, bot->id, subject)
                 : 0;
    /* The same person on another device; or another person on this device. */
    const bool is_other = is_known && is_named && visitor->subject.size_bytes > 0 && named == 0 &&
                          (visitor->subject.size_bytes != subject.size_bytes ||
                           memcmp(visitor->subject.data, subject.data, subject.size_bytes) != 0);
    const store_visitor wanted = {.id = named != 0              ? named
                                        : is_known && !is_other ? visitor->id
                                                                : service_new_id(service),
                                  .organization_id = bot->organization_id,
                                  .bot_id = bot->id,
                                  .subject = subject,
                                  .consent = request->consent,
                                  .consent_at_ms = service->now_ms,
                                  .created_at_ms = service->now_ms,
                                  .seen_at_ms = service->now_ms};
    *visitor = wanted;
    if (named != 0 || (is_known && !is_other)) {
        store_visitor_touch(service->db, visitor);
        return true;
    }
    /* Whoever the customer vouches for is no stranger in a flood. */
    if (!may_count || !(is_named || takes_new_visitor(service, bot->id))) return false;
    store_visitor_add(service->db, visitor);
    return true;
}

bool service_visitor_enter(service *service, const visitor_request *request, visitor_grant *grant) {
    store_bot bot;
    store_visitor visitor;
    chatlet_str subject;
    if (!store_bot_find_public(service->db, request->bot_id, service->memory, &bot))
        return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such bot."));
    if (!service_bot_allows_origin(service, bot.id, service->caller.origin))
        return service_refuse(service, PROBLEM_FOREIGN_ORIGIN,
                              CHATLET_STR("The bot's owner has not allowed pages of this origin."));
    if (!read_subject(service, &bot, request->identity, &subject)) return false;
    const bool is_crawler = service_is_declared_crawler(service->caller.user_agent);
    const bool may_count = !is_crawler && !is_preview(service);
    const bool is_counted =
        settle_visitor(service, &bot, request, subject, may_count, &visitor) && may_count;
    meter_quota quota = {.state = METER_OK};
    (void)meter_read_quota(service, bot.organization_id, &quota);
    const visitor_token token = {.organization_id = bot.organization_id,
                                 .bot_id = bot.id,
                                 .visitor_id = visitor.id,
                                 .ends_at_ms =
                                     service->now_ms + service->settings->visitor_token_ms,
                                 .is_uncounted = !is_counted};
    *grant = (visitor_grant){.organization_id = bot.organization_id,
                             .visitor_id = visitor.id,
                             .token = visitor_token_write(service, &token, service->caller.origin),
                             .ends_at_ms = token.ends_at_ms,
                             .stores = is_counted && request->consent && bot.stores_conversations &&
                                       quota.state != METER_LIMITED,
                             .is_counted = is_counted,
                             .is_crawler = is_crawler,
                             .quota = quota.state};
    return true;
}

static chatlet_str asked_by(const service *service) {
    switch (service->caller.kind) {
    case CALLER_ACCOUNT: return CHATLET_STR("account");
    case CALLER_KEY: return CHATLET_STR("key");
    case CALLER_VISITOR: return CHATLET_STR("visitor");
    case CALLER_NOBODY:
    case CALLER_SYSTEM: return CHATLET_STR("system");
    }
    return CHATLET_STR("system");
}

bool service_visitor_erase(service *service, int64_t organization_id, int64_t visitor_id,
                           store_erasure_receipt *receipt) {
    store_visitor visitor;
    db *db = service->db;
    if (!store_visitor_find(db, organization_id, visitor_id, service->memory, &visitor))
        return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such visitor."));
    *receipt = (store_erasure_receipt){.id = service_new_id(service),
                                       .organization_id = organization_id,
                                       .visitor_id = visitor_id,
                                       .erased_at_ms = service->now_ms,
                                       .asked_by = asked_by(service)};
    store_visitor_count(db, organization_id, visitor_id, receipt);
    store_visitor_erase(db, organization_id, visitor_id);
    store_erasure_receipt_add(db, receipt);
    store_erasure_log(db, &(store_erasure){.receipt_id = receipt->id,
                                           .organization_id = organization_id,
                                           .visitor_id = visitor_id,
                                           .erased_at_ms = service->now_ms});
    char text[ROW_ID_TEXT_BYTES];
    service_audit(service, organization_id, "visitor.erase",
                  row_id_text(ROW_RECEIPT, receipt->id, text), CHATLET_STR(""));
    return true;
}
