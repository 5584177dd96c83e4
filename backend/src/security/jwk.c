#include "jwk.h"

#include "byte_text.h"

#include <string.h>

static bool is_text(chatlet_str text, chatlet_str other) {
    return text.size_bytes == other.size_bytes &&
           (text.size_bytes == 0 || memcmp(text.data, other.data, text.size_bytes) == 0);
}

chatlet_str jwk_algorithm_name(jwk_algorithm algorithm) {
    switch (algorithm) {
    case JWK_HS256: return CHATLET_STR("HS256");
    case JWK_ES256: return CHATLET_STR("ES256");
    case JWK_RS256: return CHATLET_STR("RS256");
    }
    return CHATLET_STR("");
}

static chatlet_str key_type(jwk_algorithm algorithm) {
    switch (algorithm) {
    case JWK_HS256: return CHATLET_STR("oct");
    case JWK_ES256: return CHATLET_STR("EC");
    case JWK_RS256: return CHATLET_STR("RSA");
    }
    return CHATLET_STR("");
}

bool jwk_from_secret(chatlet_str secret, jwk_key *key) {
    if (secret.size_bytes < JWK_SECRET_BYTES_MIN) return false;
    *key = (jwk_key){.algorithm = JWK_HS256, .secret = secret};
    return true;
}

static bool has_twins(const chatlet_json *object) {
    for (const chatlet_json *member = object->first; member != NULL; member = member->next)
        if (chatlet_json_find(object, member->key) != member) return true;
    return false;
}

/* Whether a member is the text `wanted`, or absent where that is allowed. */
static bool says(const chatlet_json *object, chatlet_str key, bool required, chatlet_str wanted) {
    const chatlet_json *member = chatlet_json_find(object, key);
    if (member == NULL) return !required;
    return member->kind == CHATLET_JSON_STRING && is_text(member->text, wanted);
}

/* "key_ops", where it is there, must list the very operation. */
static bool may_verify(const chatlet_json *object) {
    const chatlet_json *operations = chatlet_json_find(object, CHATLET_STR("key_ops"));
    if (operations == NULL) return true;
    if (operations->kind != CHATLET_JSON_ARRAY) return false;
    for (const chatlet_json *one = operations->first; one != NULL; one = one->next)
        if (one->kind == CHATLET_JSON_STRING && is_text(one->text, CHATLET_STR("verify")))
            return true;
    return false;
}

static bool read_bytes(region *memory, const chatlet_json *object, chatlet_str key,
                       chatlet_str *bytes) {
    const chatlet_json *member = chatlet_json_find(object, key);
    if (member == NULL || member->kind != CHATLET_JSON_STRING) return false;
    const size_t capacity_bytes = member->text.size_bytes;
    uint8_t *data = region_take(memory, capacity_bytes);
    size_t size_bytes;
    if (data == NULL || !byte_text_read_base64url(member->text, data, capacity_bytes, &size_bytes))
        return false;
    *bytes = (chatlet_str){.data = (const char *)data, .size_bytes = size_bytes};
    return true;
}

static bool read_point(region *memory, const chatlet_json *object, jwk_key *key) {
    chatlet_str x;
    chatlet_str y;
    if (!says(object, CHATLET_STR("crv"), true, CHATLET_STR("P-256"))) return false;
    if (!read_bytes(memory, object, CHATLET_STR("x"), &x)) return false;
    if (!read_bytes(memory, object, CHATLET_STR("y"), &y)) return false;
    if (x.size_bytes != sizeof key->point / 2 || y.size_bytes != sizeof key->point / 2)
        return false;
    memcpy(key->point, x.data, x.size_bytes);
    memcpy(key->point + x.size_bytes, y.data, y.size_bytes);
    return crypto_p256_point_is_good(key->point);
}

static bool read_material(region *memory, const chatlet_json *object, jwk_key *key) {
    switch (key->algorithm) {
    case JWK_HS256:
        return read_bytes(memory, object, CHATLET_STR("k"), &key->secret) &&
               key->secret.size_bytes >= JWK_SECRET_BYTES_MIN;
    case JWK_ES256: return read_point(memory, object, key);
    case JWK_RS256:
        return read_bytes(memory, object, CHATLET_STR("n"), &key->rsa.modulus) &&
               read_bytes(memory, object, CHATLET_STR("e"), &key->rsa.exponent) &&
               crypto_rsa_key_is_good(key->rsa);
    }
    return false;
}

bool jwk_read(region *memory, const chatlet_json *object, jwk_algorithm algorithm, jwk_key *key) {
    if (object == NULL || object->kind != CHATLET_JSON_OBJECT || has_twins(object)) return false;
    if (!says(object, CHATLET_STR("kty"), true, key_type(algorithm)) ||
        !says(object, CHATLET_STR("alg"), false, jwk_algorithm_name(algorithm)) ||
        !says(object, CHATLET_STR("use"), false, CHATLET_STR("sig")) || !may_verify(object))
        return false;
    jwk_key read = {.algorithm = algorithm};
    const chatlet_json *id = chatlet_json_find(object, CHATLET_STR("kid"));
    if (id != NULL && id->kind != CHATLET_JSON_STRING) return false;
    if (id != NULL) read.id = id->text;
    if (!read_material(memory, object, &read)) return false;
    *key = read;
    return true;
}

bool jwk_set_read(region *memory, const chatlet_json *set, chatlet_str id, jwk_algorithm algorithm,
                  jwk_key *key) {
    const chatlet_json *keys = chatlet_json_find(set, CHATLET_STR("keys"));
    if (keys == NULL || keys->kind != CHATLET_JSON_ARRAY || keys->count > JWK_SET_KEYS_MAX)
        return false;
    const chatlet_json *found = NULL;
    size_t secret_count = 0;
    for (const chatlet_json *one = keys->first; one != NULL; one = one->next) {
        const chatlet_json *one_id = chatlet_json_find(one, CHATLET_STR("kid"));
        if (says(one, CHATLET_STR("kty"), true, key_type(JWK_HS256))) secret_count++;
        const bool is_wanted =
            one_id == NULL ? id.size_bytes == 0 : id.size_bytes == 0 || is_text(one_id->text, id);
        if (!is_wanted) continue;
        if (found != NULL) return false;
        found = one;
    }
    if (secret_count != 0 && secret_count != keys->count) return false;
    return jwk_read(memory, found, algorithm, key);
}
