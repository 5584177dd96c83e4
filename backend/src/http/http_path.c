#include "http_path.h"

#include "http_text.h"

/* The byte at *offset of `path`, decoded; moves *offset behind it. False when it may not stand
 * there. */
static bool next_byte(chatlet_str path, size_t *offset, unsigned char *byte) {
    unsigned char value = (unsigned char)path.data[*offset];
    bool encoded = value == '%';
    if (encoded) {
        if (path.size_bytes - *offset < 3) return false;
        int high = http_text_hex_digit(path.data[*offset + 1]);
        int low = http_text_hex_digit(path.data[*offset + 2]);
        if (high < 0 || low < 0) return false;
        value = (unsigned char)(high * 16 + low);
        if (value == '/') return false;
    }
    if (value < 0x20 || value == 0x7f || value == '\\') return false;
    *offset += encoded ? 3 : 1;
    *byte = value;
    return true;
}

/* Size of the UTF-8 character that begins with `lead`; 0 when none does. */
static size_t character_bytes(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/* No overlong forms, no surrogates, nothing past U+10FFFF (RFC 3629). */
static bool second_byte_fits(unsigned char lead, unsigned char second) {
    switch (lead) {
    case 0xe0: return second >= 0xa0;
    case 0xed: return second <= 0x9f;
    case 0xf0: return second >= 0x90;
    case 0xf4: return second <= 0x8f;
    default: return true;
    }
}

static bool is_utf8(chatlet_str text) {
    size_t offset = 0;
    while (offset < text.size_bytes) {
        unsigned char lead = (unsigned char)text.data[offset];
        size_t size_bytes = character_bytes(lead);
        if (size_bytes == 0 || size_bytes > text.size_bytes - offset) return false;
        for (size_t i = 1; i < size_bytes; i++) {
            unsigned char byte = (unsigned char)text.data[offset + i];
            if ((byte & 0xc0) != 0x80) return false;
            if (i == 1 && !second_byte_fits(lead, byte)) return false;
        }
        offset += size_bytes;
    }
    return true;
}

static http_path_status check_segment(chatlet_str segment, bool is_last) {
    if (segment.size_bytes == 0) return is_last ? HTTP_PATH_OK : HTTP_PATH_HIDDEN;
    if (http_text_equal(segment, CHATLET_STR(".")) || http_text_equal(segment, CHATLET_STR(".."))) {
        return HTTP_PATH_BAD;
    }
    return segment.data[0] == '.' ? HTTP_PATH_HIDDEN : HTTP_PATH_OK;
}

/* The worst of all segments, so that "a//.." is bad and not only hidden. */
static http_path_status check_segments(chatlet_str decoded) {
    http_path_status worst = HTTP_PATH_OK;
    for (;;) {
        size_t slash = http_text_find(decoded, '/');
        bool is_last = slash == decoded.size_bytes;
        http_path_status status =
            check_segment((chatlet_str){.data = decoded.data, .size_bytes = slash}, is_last);
        if (status == HTTP_PATH_BAD) return status;
        if (status == HTTP_PATH_HIDDEN) worst = status;
        if (is_last) return worst;
        decoded = http_text_from(decoded, slash + 1);
    }
}

http_path_status http_path_decode(chatlet_str path, http_buffer *decoded) {
    size_t begin = decoded->size_bytes;
    if (path.size_bytes == 0 || path.data[0] != '/') return HTTP_PATH_BAD;
    char *room = http_buffer_room(decoded, path.size_bytes); /* decoding never makes it longer */
    if (room == NULL) return HTTP_PATH_MEMORY;
    size_t size_bytes = 0;
    size_t offset = 1;
    while (offset < path.size_bytes) {
        unsigned char byte;
        if (!next_byte(path, &offset, &byte)) return HTTP_PATH_BAD;
        room[size_bytes++] = (char)byte;
    }
    http_buffer_grow(decoded, size_bytes);
    chatlet_str text = http_text_from(http_buffer_str(decoded), begin);
    return is_utf8(text) ? check_segments(text) : HTTP_PATH_BAD;
}
