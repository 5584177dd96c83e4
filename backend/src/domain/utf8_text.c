#include "utf8_text.h"

#include <string.h>

/* How many bytes a character's first byte promises, and the smallest number so many may write. */
static size_t character_bytes(unsigned char first, uint32_t *smallest) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t count = 0;
    if (first < 0x80) count = 1;
    if (first >= 0xC2 && first < 0xE0) count = 2;
    if (first >= 0xE0 && first < 0xF0) count = 3;
    if (first >= 0xF0 && first < 0xF5) count = 4;
    *smallest = least[count];
    return count;
}

bool utf8_is_valid(chatlet_str text) {
    for (size_t at = 0; at < text.size_bytes;) {
        uint32_t smallest;
        const unsigned char first = (unsigned char)text.data[at];
        const size_t count = character_bytes(first, &smallest);
        if (count == 0 || count > text.size_bytes - at) return false;
        uint32_t value = count == 1 ? first : first & (0x7Fu >> count);
        for (size_t i = 1; i < count; i++) {
            const unsigned char byte = (unsigned char)text.data[at + i];
            if ((byte & 0xC0) != 0x80) return false;
            value = value << 6 | (byte & 0x3Fu);
        }
        if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
            return false;
        at += count;
    }
    return true;
}

bool utf8_is_storable(chatlet_str text) {
    if (text.size_bytes == 0) return true;
    return memchr(text.data, 0, text.size_bytes) == NULL && utf8_is_valid(text);
}
