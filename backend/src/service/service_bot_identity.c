#include "service_bot_identity.h"

#include "../security/byte_text.h"
#include "../security/crypto.h"

static void write_number(uint8_t bytes[8], int64_t value) {
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
}

chatlet_str bot_identity_secret(service *service, int64_t bot_id, int64_t generation) {
    uint8_t key[32];
    uint8_t name[16];
    uint8_t secret[CRYPTO_SHA256_BYTES];
    char *text = region_take(service->memory, byte_text_hex_size(sizeof secret));
    if (text == NULL) return CHATLET_STR("");
    write_number(name, bot_id);
    write_number(name + 8, generation);
    service_derive_key(service, "bot-identity", key);
    crypto_hmac((chatlet_str){.data = (const char *)key, .size_bytes = sizeof key},
                (chatlet_str){.data = (const char *)name, .size_bytes = sizeof name}, secret);
    crypto_wipe(key, sizeof key);
    return byte_text_write_hex(
        (chatlet_str){.data = (const char *)secret, .size_bytes = sizeof secret}, text);
}
