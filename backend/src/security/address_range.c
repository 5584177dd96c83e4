#include "address_range.h"

#include <string.h>

enum { MAPPED_BITS = 96 };

/* A decimal number without leading zeros, up to `maximum`, from the front of *rest. */
static bool take_decimal(chatlet_str *rest, uint32_t maximum, uint32_t *value) {
    uint32_t number = 0;
    size_t digits = 0;
    while (digits < rest->size_bytes && digits < 4 && rest->data[digits] >= '0' &&
           rest->data[digits] <= '9')
        number = number * 10 + (uint32_t)(rest->data[digits++] - '0');
    if (digits == 0 || number > maximum || (digits > 1 && rest->data[0] == '0')) return false;
    rest->data += digits;
    rest->size_bytes -= digits;
    *value = number;
    return true;
}

static bool take_byte(chatlet_str *rest, char byte) {
    if (rest->size_bytes == 0 || rest->data[0] != byte) return false;
    rest->data++;
    rest->size_bytes--;
    return true;
}

static bool take_dotted(chatlet_str *rest, uint8_t bytes[4]) {
    for (size_t i = 0; i < 4; i++) {
        uint32_t value;
        if (i > 0 && !take_byte(rest, '.')) return false;
        if (!take_decimal(rest, 255, &value)) return false;
        bytes[i] = (uint8_t)value;
    }
    return true;
}

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    digit = (char)(digit | 0x20);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool take_group(chatlet_str *rest, uint8_t bytes[2]) {
    uint32_t value = 0;
    size_t digits = 0;
    while (digits < rest->size_bytes && digits < 4 && hex_value(rest->data[digits]) >= 0)
        value = value * 16 + (uint32_t)hex_value(rest->data[digits++]);
    if (digits == 0) return false;
    rest->data += digits;
    rest->size_bytes -= digits;
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
    return true;
}

/* Whether the dotted form comes next: a dot stands before the next colon or slash. */
static bool is_dotted(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes && text.data[i] != ':' && text.data[i] != '/'; i++)
        if (text.data[i] == '.') return true;
    return false;
}

/* Up to 16 bytes; "::" stands for as many zeros as are missing, once (RFC 4291, section 2.2). */
static bool take_groups(chatlet_str *rest, uint8_t bytes[16]) {
    uint8_t read[16] = {0};
    size_t count = 0;
    size_t gap = SIZE_MAX;
    if (rest->size_bytes >= 2 && rest->data[0] == ':' && rest->data[1] == ':') {
        (void)take_byte(rest, ':');
        (void)take_byte(rest, ':');
        gap = 0;
    }
    bool wants_group = gap == SIZE_MAX;
    while (count < 16 && (wants_group || (rest->size_bytes > 0 && rest->data[0] != '/'))) {
        if (is_dotted(*rest)) {
            if (count > 12 || !take_dotted(rest, read + count)) return false;
            count += 4;
            wants_group = false;
            break;
        }
        if (!take_group(rest, read + count)) return false;
        count += 2;
        wants_group = false;
        if (!take_byte(rest, ':')) break;
        wants_group = true;
        if (take_byte(rest, ':')) {
            if (gap != SIZE_MAX) return false;
            gap = count;
            wants_group = false;
        }
    }
    if (wants_group || (gap == SIZE_MAX ? count != 16 : count > 14)) return false;
    const size_t before = gap == SIZE_MAX ? count : gap;
    memset(bytes, 0, 16);
    memcpy(bytes, read, before);
    memcpy(bytes + 16 - (count - before), read + before, count - before);
    return true;
}

static bool has_bits_behind(const address_range *range) {
    for (size_t bit = range->prefix_bits; bit < 128; bit++)
        if ((range->bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return true;
    return false;
}

bool address_range_read(chatlet_str text, address_range *range) {
    address_range read = {.prefix_bits = 128};
    uint32_t prefix_bits;
    const bool is_short = is_dotted(text);
    if (is_short) {
        read.bytes[10] = read.bytes[11] = 0xff;
        if (!take_dotted(&text, read.bytes + 12)) return false;
    } else if (!take_groups(&text, read.bytes)) {
        return false;
    }
    if (take_byte(&text, '/')) {
        if (!take_decimal(&text, is_short ? 32 : 128, &prefix_bits)) return false;
        read.prefix_bits = (uint8_t)(prefix_bits + (is_short ? MAPPED_BITS : 0));
    }
    if (text.size_bytes > 0 || has_bits_behind(&read)) return false;
    *range = read;
    return true;
}

bool address_range_has(const address_range *range, const address_range *address) {
    for (size_t bit = 0; bit < range->prefix_bits; bit++) {
        const uint8_t mask = (uint8_t)(0x80 >> bit % 8);
        if ((range->bytes[bit / 8] & mask) != (address->bytes[bit / 8] & mask)) return false;
    }
    return address->prefix_bits >= range->prefix_bits;
}

void address_range_widen(address_range *address) {
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(address->bytes, mapped, sizeof mapped) == 0 || address->prefix_bits < 64) return;
    memset(address->bytes + 8, 0, 8);
    address->prefix_bits = 64;
}
