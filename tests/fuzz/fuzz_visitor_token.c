/* Any bytes as a visitor's token, and as the payload of one that we signed: what was not signed
 * with our key is never taken, nothing of it is believed, and what was is what it says. */
#include "security/byte_text.h"
#include "security/crypto.h"
#include "service/service_caller.h"
#include "service/service_visitor_token.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

enum { MEMORY_BYTES_MAX = 1024 * 1024 };

static const chatlet_str origin = CHATLET_STR("https://shop.example");

static void require(bool condition) {
    if (!condition) abort();
}

static bool is_read(visitor_token_outcome outcome) {
    return outcome == VISITOR_TOKEN_GOOD || outcome == VISITOR_TOKEN_EXPIRED;
}

/* The input as a whole token: chance never makes a signature. */
static void read_raw(service *service, chatlet_str text) {
    visitor_token token = {.bot_id = -99};
    const visitor_token_outcome outcome = visitor_token_read(service, text, origin, &token);
    require(!is_read(outcome) && token.bot_id == -99);
    require(!service_identify_visitor(service, text));
    require(service->caller.kind == CALLER_NOBODY);
}

/* The input as a payload under a good signature, as only a server with our key makes it. */
static void read_signed(service *service, chatlet_str payload) {
    uint8_t key[32];
    uint8_t mac[CRYPTO_SHA256_BYTES];
    char first[128];
    char second[64];
    visitor_token token = {.bot_id = -99};
    if (payload.size_bytes > 64) return;
    service_derive_key(service, "visitor-token", key);
    crypto_hmac((chatlet_str){(const char *)key, sizeof key}, payload, mac);
    const chatlet_str text =
        region_join(service->memory, 4, CHATLET_STR("cvt_"),
                    byte_text_write_base64url(payload, first), CHATLET_STR("."),
                    byte_text_write_base64url((chatlet_str){(char *)mac, sizeof mac}, second));
    const visitor_token_outcome outcome =
        visitor_token_read(service, text, CHATLET_STR(""), &token);
    if (payload.size_bytes != VISITOR_TOKEN_PAYLOAD_BYTES || payload.data[0] != 1) {
        require(outcome == VISITOR_TOKEN_MALFORMED && token.bot_id == -99);
        return;
    }
    require(is_read(outcome) || outcome == VISITOR_TOKEN_FUTURE);
    if (outcome == VISITOR_TOKEN_GOOD) require(token.ends_at_ms > service->now_ms);
    if (outcome == VISITOR_TOKEN_EXPIRED) require(token.ends_at_ms <= service->now_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes) {
    const service_settings settings = {.master_secret = {7}, .visitor_token_ms = 3600000};
    const chatlet_str input = {.data = (const char *)data, .size_bytes = size_bytes};
    region memory;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    service service = {.memory = &memory,
                       .now_ms = INT64_C(1796083200000),
                       .settings = &settings,
                       .caller = {.origin = origin}};
    read_raw(&service, input);
    read_signed(&service, input);
    region_free(&memory);
    return 0;
}
