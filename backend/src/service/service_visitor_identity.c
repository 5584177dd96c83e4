#include "service_visitor_identity.h"

#include "service_bot_identity.h"

static jwt_outcome try_secret(service *service, const store_bot *bot, int64_t generation,
                              chatlet_str identity, chatlet_str *subject) {
    jwk_key key;
    jwt_claims claims;
    const jwt_demand demand = {.now_s = service->now_ms / 1000,
                               .lifetime_s_max = JWT_LIFETIME_SECONDS_MAX};
    const chatlet_str secret = bot_identity_secret(service, bot->id, generation);
    if (!jwk_from_secret(secret, &key)) return JWT_UNKNOWN_KEY;
    const jwt_outcome outcome = jwt_verify(service->memory, identity, &key, &demand, &claims);
    if (outcome == JWT_GOOD) *subject = claims.subject;
    return outcome;
}

jwt_outcome visitor_identity_read(service *service, const store_bot *bot, chatlet_str identity,
                                  chatlet_str *subject) {
    const int64_t generation = bot->identity_generation;
    if (generation == 0) return JWT_UNKNOWN_KEY;
    const jwt_outcome outcome = try_secret(service, bot, generation, identity, subject);
    if (outcome != JWT_WRONG_SIGNATURE || generation == 1) return outcome;
    if (bot->identity_previous_until_ms <= service->now_ms) return outcome;
    return try_secret(service, bot, generation - 1, identity, subject);
}
