#include "byte_text.h"

enum { NO_DIGIT = 0xff };

static const char hex_digits[] = "0123456789abcdef";
static const char base32_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Digits of `bits` bits each, highest first; the last one is filled up with zeros. */
static chatlet_str write_digits(chatlet_str bytes, char *text, const char *digits, uint32_t bits) {
    uint32_t held = 0;
    uint32_t held_bits = 0;
    size_t count = 0;
    for (size_t i = 0; i < bytes.size_bytes; i++) {
        held = held << 8 | (unsigned char)bytes.data[i];
        for (held_bits += 8; held_bits >= bits; held_bits -= bits)
            text[count++] = digits[held >> (held_bits - bits) & ((1U << bits) - 1)];
        held &= (1U << held_bits) - 1;
    }
    if (held_bits > 0) text[count++] = digits[held << (bits - held_bits) & ((1U << bits) - 1)];
    return (chatlet_str){.data = text, .size_bytes = count};
}

static bool read_digits(chatlet_str text, const uint8_t *values, uint32_t bits, uint8_t *bytes,
                        size_t capacity_bytes, size_t *size_bytes) {
    uint32_t held = 0;
    uint32_t held_bits = 0;
    size_t count = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 128 || values[byte] == NO_DIGIT) return false;
        held = held << bits | values[byte];
        held_bits += bits;
        if (held_bits < 8) continue;
        if (count == capacity_bytes) return false;
        held_bits -= 8;
        bytes[count++] = (uint8_t)(held >> held_bits);
        held &= (1U << held_bits) - 1;
    }
    /* A digit too many, or bits that no byte holds. */
    if (held_bits >= bits || held != 0) return false;
    *size_bytes = count;
    return true;
}

static void make_values(const char *digits, uint8_t values[128]) {
    for (size_t i = 0; i < 128; i++)
        values[i] = NO_DIGIT;
    for (uint8_t i = 0; digits[i] != '\0'; i++)
        values[(unsigned char)digits[i]] = i;
}

chatlet_str byte_text_write_hex(chatlet_str bytes, char *text) {
    return write_digits(bytes, text, hex_digits, 4);
}

chatlet_str byte_text_write_base32(chatlet_str bytes, char *text) {
    return write_digits(bytes, text, base32_digits, 5);
}

chatlet_str byte_text_write_base64url(chatlet_str bytes, char *text) {
    return write_digits(bytes, text, base64url_digits, 6);
}

chatlet_str byte_text_write_base64(chatlet_str bytes, char *text) {
    chatlet_str written = write_digits(bytes, text, base64_digits, 6);
    while (written.size_bytes % 4 != 0)
        text[written.size_bytes++] = '=';
    return written;
}

bool byte_text_read_hex(chatlet_str text, uint8_t *bytes, size_t capacity_bytes,
                        size_t *size_bytes) {
    uint8_t values[128];
    make_values(hex_digits, values);
    for (uint8_t i = 0; i < 6; i++)
        values['A' + i] = (uint8_t)(10 + i);
    return text.size_bytes % 2 == 0 &&
           read_digits(text, values, 4, bytes, capacity_bytes, size_bytes);
}

bool byte_text_read_base32(chatlet_str text, uint8_t *bytes, size_t capacity_bytes,
                           size_t *size_bytes) {
    uint8_t values[128];
    make_values(base32_digits, values);
    return read_digits(text, values, 5, bytes, capacity_bytes, size_bytes);
}

bool byte_text_read_base64url(chatlet_str text, uint8_t *bytes, size_t capacity_bytes,
                              size_t *size_bytes) {
    uint8_t values[128];
    make_values(base64url_digits, values);
    return read_digits(text, values, 6, bytes, capacity_bytes, size_bytes);
}

bool byte_text_read_base64(chatlet_str text, uint8_t *bytes, size_t capacity_bytes,
                           size_t *size_bytes) {
    uint8_t values[128];
    make_values(base64_digits, values);
    if (text.size_bytes % 4 != 0) return false;
    for (int padding = 0; padding < 2 && text.size_bytes > 0; padding++)
        if (text.data[text.size_bytes - 1] == '=') text.size_bytes--;
    return read_digits(text, values, 6, bytes, capacity_bytes, size_bytes);
}
