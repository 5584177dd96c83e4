#include "service_visitor_identity.h"

#include "service_bot.h"

static jwt_outcome try_secret(service *service, chatlet_str secret, chatlet_str identity,
                              chatlet_str *subject) {
    jwk_key key;
    jwt_claims claims;
    const jwt_demand demand = {.now_s = service->now_ms / 1000,
                               .lifetime_s_max = JWT_LIFETIME_SECONDS_MAX};
    if (!jwk_from_secret(secret, &key)) return JWT_UNKNOWN_KEY;
    const jwt_outcome outcome = jwt_verify(service->memory, identity, &key, &demand, &claims);
    if (outcome == JWT_GOOD) *subject = claims.subject;
    return outcome;
}

jwt_outcome visitor_identity_read(service *service, const store_bot *bot, chatlet_str identity,
                                  chatlet_str *subject) {
    chatlet_str secrets[2];
    jwt_outcome outcome = JWT_UNKNOWN_KEY;
    const size_t count = service_bot_identity_secrets(service, bot, secrets);
    for (size_t i = 0; i < count; i++) {
        outcome = try_secret(service, secrets[i], identity, subject);
        if (outcome != JWT_WRONG_SIGNATURE) return outcome;
    }
    return outcome;
}
