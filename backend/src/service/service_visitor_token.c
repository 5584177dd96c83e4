#include "service_visitor_token.h"

#include "../security/byte_text.h"
#include "../security/crypto.h"
#include "service_caller.h"

#include <string.h>

enum {
    VERSION = 1,
    FLAG_UNCOUNTED = 1,
    PREFIX_BYTES = 4,
    PAYLOAD_TEXT_BYTES = 56,
    MAC_TEXT_BYTES = 43,
    ORIGIN_HASH_BYTES = 8
};

static const char prefix[] = "cvt_";

static void write_number(uint8_t bytes[8], int64_t value) {
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
}

static int64_t read_number(const uint8_t bytes[8]) {
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

static void hash_origin(chatlet_str origin, uint8_t hash[ORIGIN_HASH_BYTES]) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    crypto_sha256(origin, digest);
    memcpy(hash, digest, ORIGIN_HASH_BYTES);
}

static chatlet_str bytes_of(const uint8_t *bytes, size_t size_bytes) {
    return (chatlet_str){.data = (const char *)bytes, .size_bytes = size_bytes};
}

static void sign(const service *service, const uint8_t payload[VISITOR_TOKEN_PAYLOAD_BYTES],
                 uint8_t mac[CRYPTO_SHA256_BYTES]) {
    uint8_t key[32];
    service_derive_key(service, "visitor-token", key);
    crypto_hmac(bytes_of(key, sizeof key), bytes_of(payload, VISITOR_TOKEN_PAYLOAD_BYTES), mac);
    crypto_wipe(key, sizeof key);
}

chatlet_str visitor_token_write(service *service, const visitor_token *token, chatlet_str origin) {
    uint8_t payload[VISITOR_TOKEN_PAYLOAD_BYTES] = {VERSION,
                                                    token->is_uncounted ? FLAG_UNCOUNTED : 0};
    uint8_t mac[CRYPTO_SHA256_BYTES];
    char *text = region_take(service->memory, VISITOR_TOKEN_BYTES);
    if (text == NULL) return CHATLET_STR("");
    write_number(payload + 2, token->organization_id);
    write_number(payload + 10, token->bot_id);
    write_number(payload + 18, token->visitor_id);
    write_number(payload + 26, token->ends_at_ms);
    hash_origin(origin, payload + 34);
    sign(service, payload, mac);
    memcpy(text, prefix, PREFIX_BYTES);
    (void)byte_text_write_base64url(bytes_of(payload, sizeof payload), text + PREFIX_BYTES);
    text[PREFIX_BYTES + PAYLOAD_TEXT_BYTES] = '.';
    (void)byte_text_write_base64url(bytes_of(mac, sizeof mac),
                                    text + PREFIX_BYTES + PAYLOAD_TEXT_BYTES + 1);
    return (chatlet_str){.data = text, .size_bytes = VISITOR_TOKEN_BYTES};
}

/* Its two parts as bytes. There is one way to write a token, so none has two names. */
static bool take_apart(chatlet_str text, uint8_t payload[VISITOR_TOKEN_PAYLOAD_BYTES],
                       uint8_t mac[CRYPTO_SHA256_BYTES]) {
    size_t size_bytes;
    if (text.size_bytes != VISITOR_TOKEN_BYTES) return false;
    if (memcmp(text.data, prefix, PREFIX_BYTES) != 0) return false;
    if (text.data[PREFIX_BYTES + PAYLOAD_TEXT_BYTES] != '.') return false;
    const chatlet_str first = {.data = text.data + PREFIX_BYTES, .size_bytes = PAYLOAD_TEXT_BYTES};
    const chatlet_str second = {.data = first.data + PAYLOAD_TEXT_BYTES + 1,
                                .size_bytes = MAC_TEXT_BYTES};
    return byte_text_read_base64url(first, payload, VISITOR_TOKEN_PAYLOAD_BYTES, &size_bytes) &&
           size_bytes == VISITOR_TOKEN_PAYLOAD_BYTES &&
           byte_text_read_base64url(second, mac, CRYPTO_SHA256_BYTES, &size_bytes) &&
           size_bytes == CRYPTO_SHA256_BYTES;
}

/* Of a payload that we signed. */
static visitor_token_outcome judge(const service *service, const uint8_t *payload,
                                   chatlet_str origin, const visitor_token *token) {
    const int64_t life_ms = service->settings->visitor_token_ms;
    uint8_t hash[ORIGIN_HASH_BYTES];
    hash_origin(origin, hash);
    if (origin.size_bytes > 0 && memcmp(hash, payload + 34, sizeof hash) != 0)
        return VISITOR_TOKEN_FOREIGN;
    if (token->ends_at_ms > service->now_ms + life_ms + VISITOR_TOKEN_AHEAD_MS)
        return VISITOR_TOKEN_FUTURE;
    return token->ends_at_ms <= service->now_ms ? VISITOR_TOKEN_EXPIRED : VISITOR_TOKEN_GOOD;
}

visitor_token_outcome visitor_token_read(const service *service, chatlet_str text,
                                         chatlet_str origin, visitor_token *token) {
    uint8_t payload[VISITOR_TOKEN_PAYLOAD_BYTES];
    uint8_t mac[CRYPTO_SHA256_BYTES];
    uint8_t expected[CRYPTO_SHA256_BYTES];
    if (!take_apart(text, payload, mac)) return VISITOR_TOKEN_MALFORMED;
    sign(service, payload, expected);
    if (!crypto_equal(bytes_of(mac, sizeof mac), bytes_of(expected, sizeof expected)))
        return VISITOR_TOKEN_FORGED;
    if (payload[0] != VERSION) return VISITOR_TOKEN_MALFORMED;
    const visitor_token read = {.organization_id = read_number(payload + 2),
                                .bot_id = read_number(payload + 10),
                                .visitor_id = read_number(payload + 18),
                                .ends_at_ms = read_number(payload + 26),
                                .is_uncounted = (payload[1] & FLAG_UNCOUNTED) != 0};
    const visitor_token_outcome outcome = judge(service, payload, origin, &read);
    if (outcome == VISITOR_TOKEN_GOOD || outcome == VISITOR_TOKEN_EXPIRED) *token = read;
    return outcome;
}

bool service_identify_visitor(service *service, chatlet_str text) {
    visitor_token token;
    service_caller *caller = &service->caller;
    switch (visitor_token_read(service, text, caller->origin, &token)) {
    case VISITOR_TOKEN_GOOD:
        caller->kind = CALLER_VISITOR;
        caller->organization_id = token.organization_id;
        caller->bot_id = token.bot_id;
        caller->visitor_id = token.visitor_id;
        caller->is_uncounted = token.is_uncounted;
        return true;
    case VISITOR_TOKEN_EXPIRED:
        return service_refuse(service, PROBLEM_UNAUTHENTICATED,
                              CHATLET_STR("This token has ended. Ask for another one."));
    case VISITOR_TOKEN_MALFORMED:
    case VISITOR_TOKEN_FORGED:
    case VISITOR_TOKEN_FUTURE:
    case VISITOR_TOKEN_FOREIGN: break;
    }
    /* One answer for all of these, so that nobody learns which part of a guess was right. */
    return service_refuse(service, PROBLEM_UNAUTHENTICATED,
                          CHATLET_STR("This token is not valid here."));
}
