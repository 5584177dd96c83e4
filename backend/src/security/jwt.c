#include "jwt.h"

#include "byte_text.h"

#include <string.h>

/* The end of the year 9999: what a time may be at most, so that sums can't overflow. */
#define TIME_SECONDS_MAX INT64_C(253402300799)

typedef struct jwt_parts {
    chatlet_str signed_text; /* header and payload with the dot between, as they were sent */
    chatlet_str header;      /* JSON */
    chatlet_str payload;
    chatlet_str signature;
} jwt_parts;

const char *jwt_outcome_name(jwt_outcome outcome) {
    switch (outcome) {
    case JWT_GOOD: return "good";
    case JWT_TOO_LARGE: return "too-large";
    case JWT_MALFORMED: return "malformed";
    case JWT_WRONG_ALGORITHM: return "wrong-algorithm";
    case JWT_UNKNOWN_KEY: return "unknown-key";
    case JWT_UNSUPPORTED: return "unsupported";
    case JWT_WRONG_SIGNATURE: return "wrong-signature";
    case JWT_EXPIRED: return "expired";
    case JWT_NOT_YET: return "not-yet";
    case JWT_TOO_LONG_LIVED: return "too-long-lived";
    case JWT_WRONG_AUDIENCE: return "wrong-audience";
    case JWT_WRONG_ISSUER: return "wrong-issuer";
    case JWT_MEMORY: return "memory";
    }
    return "malformed";
}

static bool is_text(const chatlet_json *value, chatlet_str wanted) {
    return value != NULL && value->kind == CHATLET_JSON_STRING &&
           value->text.size_bytes == wanted.size_bytes &&
           (wanted.size_bytes == 0 ||
            memcmp(value->text.data, wanted.data, wanted.size_bytes) == 0);
}

/* "JWT" and "jwt" are the same type (RFC 7515, section 4.1.9). */
static bool is_token_type(const chatlet_json *value) {
    static const char wanted[] = "jwt";
    if (value->kind != CHATLET_JSON_STRING || value->text.size_bytes != sizeof wanted - 1)
        return false;
    for (size_t i = 0; i < value->text.size_bytes; i++)
        if ((value->text.data[i] | 0x20) != wanted[i]) return false;
    return true;
}

static jwt_outcome decode(region *memory, chatlet_str text, chatlet_str *bytes) {
    uint8_t *data = region_take(memory, text.size_bytes);
    size_t size_bytes;
    if (data == NULL) return JWT_MEMORY;
    if (!byte_text_read_base64url(text, data, text.size_bytes, &size_bytes)) return JWT_MALFORMED;
    *bytes = (chatlet_str){.data = (const char *)data, .size_bytes = size_bytes};
    return JWT_GOOD;
}

/* Cuts `token` at its dots, of which there must be two. */
static jwt_outcome split(region *memory, chatlet_str token, jwt_parts *parts) {
    size_t dots[2];
    size_t dot_count = 0;
    if (token.size_bytes > JWT_BYTES_MAX) return JWT_TOO_LARGE;
    for (size_t i = 0; i < token.size_bytes; i++) {
        if (token.data[i] != '.') continue;
        if (dot_count == 2) return JWT_MALFORMED;
        dots[dot_count++] = i;
    }
    if (dot_count != 2) return JWT_MALFORMED;
    const chatlet_str texts[3] = {
        {.data = token.data, .size_bytes = dots[0]},
        {.data = token.data + dots[0] + 1, .size_bytes = dots[1] - dots[0] - 1},
        {.data = token.data + dots[1] + 1, .size_bytes = token.size_bytes - dots[1] - 1},
    };
    chatlet_str *results[3] = {&parts->header, &parts->payload, &parts->signature};
    for (size_t i = 0; i < 3; i++) {
        const jwt_outcome outcome = decode(memory, texts[i], results[i]);
        if (outcome != JWT_GOOD) return outcome;
    }
    parts->signed_text = (chatlet_str){.data = token.data, .size_bytes = dots[1]};
    return JWT_GOOD;
}

/* A JSON object in which no member stands twice: readers that take the first and readers that take
 * the last would see two tokens. */
static jwt_outcome read_object(region *memory, chatlet_str text, const chatlet_json **object) {
    chatlet_json_document *document;
    const chatlet_status status = chatlet_json_parse(&memory->allocator, text, &document, NULL);
    if (status == CHATLET_ERR_MEMORY) return JWT_MEMORY;
    if (status != CHATLET_OK) return JWT_MALFORMED;
    const chatlet_json *root = chatlet_json_root(document);
    if (root->kind != CHATLET_JSON_OBJECT) return JWT_MALFORMED;
    for (const chatlet_json *member = root->first; member != NULL; member = member->next)
        if (chatlet_json_find(root, member->key) != member) return JWT_MALFORMED;
    *object = root;
    return JWT_GOOD;
}

static jwt_outcome check_header(const chatlet_json *header, const jwk_key *key) {
    const chatlet_json *algorithm = chatlet_json_find(header, CHATLET_STR("alg"));
    const chatlet_json *id = chatlet_json_find(header, CHATLET_STR("kid"));
    const chatlet_json *type = chatlet_json_find(header, CHATLET_STR("typ"));
    if (algorithm == NULL || algorithm->kind != CHATLET_JSON_STRING) return JWT_MALFORMED;
    if (!is_text(algorithm, jwk_algorithm_name(key->algorithm))) return JWT_WRONG_ALGORITHM;
    if (chatlet_json_find(header, CHATLET_STR("crit")) != NULL) return JWT_UNSUPPORTED;
    if (chatlet_json_find(header, CHATLET_STR("b64")) != NULL) return JWT_UNSUPPORTED;
    if (chatlet_json_find(header, CHATLET_STR("cty")) != NULL) return JWT_UNSUPPORTED;
    if (type != NULL && !is_token_type(type)) return JWT_UNSUPPORTED;
    if (id != NULL && id->kind != CHATLET_JSON_STRING) return JWT_MALFORMED;
    if (id != NULL && key->id.size_bytes > 0 && !is_text(id, key->id)) return JWT_UNKNOWN_KEY;
    return JWT_GOOD;
}

static bool is_signed(const jwt_parts *parts, const jwk_key *key) {
    switch (key->algorithm) {
    case JWK_HS256: {
        uint8_t mac[CRYPTO_SHA256_BYTES];
        crypto_hmac(key->secret, parts->signed_text, mac);
        return crypto_equal(parts->signature,
                            (chatlet_str){.data = (const char *)mac, .size_bytes = sizeof mac});
    }
    case JWK_ES256:
        return parts->signature.size_bytes == CRYPTO_P256_SIGNATURE_BYTES &&
               crypto_es256_verify(key->point, parts->signed_text,
                                   (const uint8_t *)parts->signature.data);
    case JWK_RS256: return crypto_rs256_verify(key->rsa, parts->signed_text, parts->signature);
    }
    return false;
}

jwt_outcome jwt_open(region *memory, chatlet_str token, const jwk_key *key, chatlet_str *payload) {
    jwt_parts parts;
    const chatlet_json *header;
    jwt_outcome outcome = split(memory, token, &parts);
    if (outcome == JWT_GOOD) outcome = read_object(memory, parts.header, &header);
    if (outcome == JWT_GOOD) outcome = check_header(header, key);
    if (outcome == JWT_GOOD && !is_signed(&parts, key)) outcome = JWT_WRONG_SIGNATURE;
    if (outcome == JWT_GOOD) *payload = parts.payload;
    return outcome;
}

jwt_outcome jwt_read_key_id(region *memory, chatlet_str token, chatlet_str *id) {
    jwt_parts parts;
    const chatlet_json *header;
    jwt_outcome outcome = split(memory, token, &parts);
    if (outcome == JWT_GOOD) outcome = read_object(memory, parts.header, &header);
    if (outcome != JWT_GOOD) return outcome;
    const chatlet_json *member = chatlet_json_find(header, CHATLET_STR("kid"));
    if (member != NULL && member->kind != CHATLET_JSON_STRING) return JWT_MALFORMED;
    *id = member != NULL ? member->text : CHATLET_STR("");
    return JWT_GOOD;
}

/* The time in member `key`, or `otherwise` when it is absent. */
static bool read_time(const chatlet_json *claims, chatlet_str key, int64_t otherwise,
                      int64_t *time_s) {
    const chatlet_json *member = chatlet_json_find(claims, key);
    if (member == NULL) {
        *time_s = otherwise;
        return true;
    }
    if (member->kind != CHATLET_JSON_INTEGER && member->kind != CHATLET_JSON_DOUBLE) return false;
    if (!(member->number >= 0 && member->number <= (double)TIME_SECONDS_MAX)) return false;
    *time_s = (int64_t)member->number;
    return true;
}

static bool is_for(const chatlet_json *claims, chatlet_str audience) {
    const chatlet_json *member = chatlet_json_find(claims, CHATLET_STR("aud"));
    if (member == NULL) return false;
    if (member->kind != CHATLET_JSON_ARRAY) return is_text(member, audience);
    for (const chatlet_json *one = member->first; one != NULL; one = one->next)
        if (is_text(one, audience)) return true;
    return false;
}

static jwt_outcome check_times(const chatlet_json *object, const jwt_demand *demand,
                               int64_t *expires_at_s) {
    int64_t not_before_s;
    int64_t issued_at_s;
    if (!read_time(object, CHATLET_STR("exp"), 0, expires_at_s) ||
        !read_time(object, CHATLET_STR("nbf"), 0, &not_before_s) ||
        !read_time(object, CHATLET_STR("iat"), 0, &issued_at_s))
        return JWT_MALFORMED;
    const bool expires = chatlet_json_find(object, CHATLET_STR("exp")) != NULL;
    if (expires && *expires_at_s + JWT_LEEWAY_SECONDS <= demand->now_s) return JWT_EXPIRED;
    if (not_before_s > demand->now_s + JWT_LEEWAY_SECONDS ||
        issued_at_s > demand->now_s + JWT_LEEWAY_SECONDS)
        return JWT_NOT_YET;
    if (demand->lifetime_s_max > 0 &&
        (!expires || *expires_at_s > demand->now_s + demand->lifetime_s_max + JWT_LEEWAY_SECONDS))
        return JWT_TOO_LONG_LIVED;
    return JWT_GOOD;
}

jwt_outcome jwt_verify(region *memory, chatlet_str token, const jwk_key *key,
                       const jwt_demand *demand, jwt_claims *claims) {
    chatlet_str payload;
    jwt_claims read = {0};
    jwt_outcome outcome = jwt_open(memory, token, key, &payload);
    if (outcome == JWT_GOOD) outcome = read_object(memory, payload, &read.object);
    if (outcome == JWT_GOOD) outcome = check_times(read.object, demand, &read.expires_at_s);
    if (outcome != JWT_GOOD) return outcome;
    const chatlet_json *subject = chatlet_json_find(read.object, CHATLET_STR("sub"));
    const chatlet_json *issuer = chatlet_json_find(read.object, CHATLET_STR("iss"));
    if (subject != NULL && subject->kind != CHATLET_JSON_STRING) return JWT_MALFORMED;
    if (subject != NULL) read.subject = subject->text;
    if (demand->audience.size_bytes > 0 && !is_for(read.object, demand->audience))
        return JWT_WRONG_AUDIENCE;
    if (demand->issuer.size_bytes > 0 && !is_text(issuer, demand->issuer)) return JWT_WRONG_ISSUER;
    *claims = read;
    return JWT_GOOD;
}
