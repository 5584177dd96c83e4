#include "webhook_signature.h"

#include "../domain/whole_text.h"
#include "byte_text.h"
#include "crypto.h"

#include <string.h>

typedef struct signatures {
    chatlet_str time_text; /* as it is signed; empty: not said */
    int64_t time_s;
    uint8_t macs[WEBHOOK_SIGNATURES_MAX][CRYPTO_SHA256_BYTES];
    size_t mac_count;
} signatures;

static bool read_time(chatlet_str value, signatures *read) {
    const int64_t year_9999_s = 253402300799;
    if (read->time_text.size_bytes > 0) return false;
    read->time_text = value;
    return whole_text_read(value, year_9999_s, &read->time_s);
}

static bool read_mac(chatlet_str value, signatures *read) {
    size_t size_bytes;
    if (read->mac_count == WEBHOOK_SIGNATURES_MAX) return false;
    uint8_t *mac = read->macs[read->mac_count];
    /* One of another length is not of this scheme; it can match nothing. */
    if (!byte_text_read_hex(value, mac, CRYPTO_SHA256_BYTES, &size_bytes)) return true;
    if (size_bytes == CRYPTO_SHA256_BYTES) read->mac_count++;
    return true;
}

static bool read_part(chatlet_str part, signatures *read) {
    if (part.size_bytes >= 2 && memcmp(part.data, "t=", 2) == 0) {
        return read_time((chatlet_str){part.data + 2, part.size_bytes - 2}, read);
    }
    if (part.size_bytes >= 3 && memcmp(part.data, "v1=", 3) == 0) {
        return read_mac((chatlet_str){part.data + 3, part.size_bytes - 3}, read);
    }
    return true;
}

static bool read_header(chatlet_str header, signatures *read) {
    if (header.size_bytes == 0 || header.size_bytes > WEBHOOK_HEADER_BYTES_MAX) return false;
    size_t start = 0;
    for (size_t i = 0; i <= header.size_bytes; i++) {
        if (i < header.size_bytes && header.data[i] != ',') continue;
        if (!read_part((chatlet_str){header.data + start, i - start}, read)) return false;
        start = i + 1;
    }
    return read->time_text.size_bytes > 0 && read->mac_count > 0;
}

static bool is_signed(const signatures *read, chatlet_str secret, chatlet_str bytes) {
    uint8_t expected[CRYPTO_SHA256_BYTES];
    bool found = false;
    crypto_hmac(secret, bytes, expected);
    for (size_t i = 0; i < read->mac_count; i++) {
        chatlet_str given = {(const char *)read->macs[i], CRYPTO_SHA256_BYTES};
        /* Not a shortcut: which of them matched must not show in the time. */
        found |= crypto_equal(given, (chatlet_str){(const char *)expected, CRYPTO_SHA256_BYTES});
    }
    crypto_wipe(expected, sizeof expected);
    return found;
}

webhook_verdict webhook_signature_check(chatlet_str header, chatlet_str body,
                                        const chatlet_str *secrets, size_t count, int64_t now_s,
                                        region *memory) {
    signatures read = {.mac_count = 0};
    bool is_genuine = false;
    if (!read_header(header, &read)) return WEBHOOK_MALFORMED;
    chatlet_str bytes = region_join(memory, 3, read.time_text, CHATLET_STR("."), body);
    if (bytes.size_bytes == 0) return WEBHOOK_MALFORMED;
    for (size_t i = 0; i < count; i++) {
        if (secrets[i].size_bytes > 0) is_genuine |= is_signed(&read, secrets[i], bytes);
    }
    if (!is_genuine) return WEBHOOK_FORGED;
    bool is_near =
        read.time_s >= now_s - WEBHOOK_TOLERANCE_S && read.time_s <= now_s + WEBHOOK_TOLERANCE_S;
    return is_near ? WEBHOOK_GENUINE : WEBHOOK_TOO_OLD;
}
