#include "service_secret.h"

#include "../security/byte_text.h"

#include <string.h>

static chatlet_str view(const uint8_t *bytes, size_t size_bytes) {
    return (chatlet_str){.data = (const char *)bytes, .size_bytes = size_bytes};
}

chatlet_str service_hash_secret(service *service, chatlet_str secret) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    crypto_sha256(secret, digest);
    return region_copy(service->memory, view(digest, sizeof digest));
}

/* 30 bits of a hash: one mistyped key in a thousand million passes. */
static void write_checksum(chatlet_str text, char checksum[API_KEY_CHECKSUM_BYTES]) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    char digits[8];
    crypto_sha256(text, digest);
    memcpy(checksum, byte_text_write_base32(view(digest, 5), digits).data, API_KEY_CHECKSUM_BYTES);
}

chatlet_str service_new_api_key(service *service) {
    char checksum[API_KEY_CHECKSUM_BYTES];
    const chatlet_str text = region_join(service->memory, 2, CHATLET_STR("chk_"),
                                         service_new_secret(service, SECRET_BYTES));
    write_checksum(text, checksum);
    return region_join(service->memory, 2, text,
                       (chatlet_str){.data = checksum, .size_bytes = sizeof checksum});
}

api_key_shape service_check_api_key(chatlet_str key) {
    char checksum[API_KEY_CHECKSUM_BYTES];
    const size_t text_bytes = API_KEY_BYTES - API_KEY_CHECKSUM_BYTES;
    if (key.size_bytes < API_KEY_PREFIX_BYTES ||
        memcmp(key.data, "chk_", API_KEY_PREFIX_BYTES) != 0)
        return API_KEY_FOREIGN;
    if (key.size_bytes != API_KEY_BYTES) return API_KEY_MISTYPED;
    write_checksum((chatlet_str){.data = key.data, .size_bytes = text_bytes}, checksum);
    return memcmp(checksum, key.data + text_bytes, sizeof checksum) == 0 ? API_KEY_WHOLE
                                                                         : API_KEY_MISTYPED;
}

chatlet_str service_throttle_subject(service *service, const char *what, chatlet_str about) {
    uint8_t key[32];
    uint8_t mac[CRYPTO_SHA256_BYTES];
    const chatlet_str name = {.data = what, .size_bytes = strlen(what)};
    service_derive_key(service, "throttle", key);
    crypto_hmac(view(key, sizeof key),
                region_join(service->memory, 3, name, CHATLET_STR(":"), about), mac);
    crypto_wipe(key, sizeof key);
    return region_copy(service->memory, view(mac, sizeof mac));
}
