#include "uuid.h"

#include <string.h>

static int digit(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

/* Where the hyphens stand. */
static bool is_hyphen(size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

bool uuid_read(chatlet_str text, uint8_t uuid[UUID_BYTES]) {
    uint8_t bytes[UUID_BYTES];
    size_t count = 0;
    if (text.size_bytes != UUID_TEXT_BYTES) return false;
    for (size_t at = 0; at < UUID_TEXT_BYTES;) {
        if (is_hyphen(at)) {
            if (text.data[at++] != '-') return false;
            continue;
        }
        int high = digit(text.data[at]);
        int low = digit(text.data[at + 1]);
        if (high < 0 || low < 0) return false;
        bytes[count++] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    memcpy(uuid, bytes, UUID_BYTES);
    return true;
}

chatlet_str uuid_write(const uint8_t uuid[UUID_BYTES], char text[UUID_TEXT_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    size_t at = 0;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (is_hyphen(at)) text[at++] = '-';
        text[at++] = digits[uuid[i] >> 4];
        text[at++] = digits[uuid[i] & 15];
    }
    return (chatlet_str){.data = text, .size_bytes = UUID_TEXT_BYTES};
}

bool uuid_is_v7(const uint8_t uuid[UUID_BYTES]) {
    return (uuid[6] >> 4) == 7 && (uuid[8] >> 6) == 2;
}

int64_t uuid_time_ms(const uint8_t uuid[UUID_BYTES]) {
    int64_t time_ms = 0;
    for (int i = 0; i < 6; i++)
        time_ms = time_ms << 8 | uuid[i];
    return time_ms;
}

bool uuid_is_zero(const uint8_t uuid[UUID_BYTES]) {
    static const uint8_t zeros[UUID_BYTES] = {0};
    return memcmp(uuid, zeros, UUID_BYTES) == 0;
}
