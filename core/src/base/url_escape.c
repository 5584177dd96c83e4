#include "url_escape.h"

#include <string.h>

static bool is_kept(unsigned char byte, bool is_whole) {
    const unsigned char letter = byte | 0x20;
    if ((letter >= 'a' && letter <= 'z') || (byte >= '0' && byte <= '9')) return true;
    if (byte == 0) return false;
    return strchr("-._~", byte) != NULL ||
           (is_whole && strchr("!#$%&'()*+,/:;=?@[]", byte) != NULL);
}

void clet_url_append_escaped(clet_buffer *buffer, chatlet_str text, bool is_whole) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (is_kept(byte, is_whole)) {
            clet_buffer_append_byte(buffer, byte);
            continue;
        }
        clet_buffer_append_byte(buffer, '%');
        clet_buffer_append_byte(buffer, (uint8_t)digits[byte >> 4]);
        clet_buffer_append_byte(buffer, (uint8_t)digits[byte & 15]);
    }
}
