#include "utf8.h"

#include "assert.h"
#include "str.h"

#include <string.h>

static const clet_utf8_char invalid = {
    .codepoint = CLET_UTF8_REPLACEMENT, .size_bytes = 1, .valid = false};

static bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

clet_utf8_char clet_utf8_read(chatlet_str text, size_t offset) {
    CLET_ASSERT(offset < text.size_bytes);
    const unsigned char *bytes = (const unsigned char *)text.data + offset;
    const size_t left = text.size_bytes - offset;
    if (bytes[0] < 0x80)
        return (clet_utf8_char){.codepoint = bytes[0], .size_bytes = 1, .valid = true};

    uint32_t size_bytes;
    uint32_t codepoint;
    uint32_t smallest;
    if ((bytes[0] & 0xE0) == 0xC0) {
        size_bytes = 2, codepoint = bytes[0] & 0x1Fu, smallest = 0x80;
    } else if ((bytes[0] & 0xF0) == 0xE0) {
        size_bytes = 3, codepoint = bytes[0] & 0x0Fu, smallest = 0x800;
    } else if ((bytes[0] & 0xF8) == 0xF0) {
        size_bytes = 4, codepoint = bytes[0] & 0x07u, smallest = 0x10000;
    } else {
        return invalid;
    }
    if (left < size_bytes) return invalid;
    for (uint32_t i = 1; i < size_bytes; i++) {
        if (!is_continuation(bytes[i])) return invalid;
        codepoint = (codepoint << 6) | (bytes[i] & 0x3Fu);
    }
    const bool surrogate = codepoint >= 0xD800 && codepoint <= 0xDFFF;
    if (codepoint < smallest || codepoint > 0x10FFFF || surrogate) return invalid;
    return (clet_utf8_char){.codepoint = codepoint, .size_bytes = size_bytes, .valid = true};
}

size_t clet_utf8_write(uint32_t codepoint, char bytes[CLET_UTF8_BYTES_MAX]) {
    CLET_ASSERT(codepoint <= 0x10FFFF);
    CLET_ASSERT(codepoint < 0xD800 || codepoint > 0xDFFF);
    if (codepoint < 0x80) {
        bytes[0] = (char)codepoint;
        return 1;
    }
    if (codepoint < 0x800) {
        bytes[0] = (char)(0xC0 | (codepoint >> 6));
        bytes[1] = (char)(0x80 | (codepoint & 0x3F));
        return 2;
    }
    if (codepoint < 0x10000) {
        bytes[0] = (char)(0xE0 | (codepoint >> 12));
        bytes[1] = (char)(0x80 | ((codepoint >> 6) & 0x3F));
        bytes[2] = (char)(0x80 | (codepoint & 0x3F));
        return 3;
    }
    bytes[0] = (char)(0xF0 | (codepoint >> 18));
    bytes[1] = (char)(0x80 | ((codepoint >> 12) & 0x3F));
    bytes[2] = (char)(0x80 | ((codepoint >> 6) & 0x3F));
    bytes[3] = (char)(0x80 | (codepoint & 0x3F));
    return 4;
}

/* Whether the eight bytes there are all ASCII, which most text is. */
static bool is_ascii_word(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

size_t clet_utf8_valid_prefix(chatlet_str text) {
    size_t offset = 0;
    while (offset < text.size_bytes) {
        if (text.size_bytes - offset >= sizeof(uint64_t) && is_ascii_word(text.data + offset)) {
            offset += sizeof(uint64_t);
            continue;
        }
        if ((unsigned char)text.data[offset] < 0x80) { /* the ends of words, and short ones */
            offset++;
            continue;
        }
        const clet_utf8_char character = clet_utf8_read(text, offset);
        if (!character.valid) return offset;
        offset += character.size_bytes;
    }
    return offset;
}

chatlet_str clet_utf8_cut(chatlet_str text, size_t maximum_bytes) {
    if (text.size_bytes <= maximum_bytes) return text;
    size_t end = maximum_bytes;
    while (end > 0 && is_continuation((unsigned char)text.data[end]))
        end--;
    return clet_str_slice(text, 0, end);
}
