/* GitHub's anchors, which most generators of sites follow: letters lowered, spaces to '-', '-' and
 * '_' kept, other punctuation dropped. */
#include "markdown_source.h"

#include "../base/utf8.h"

typedef struct codepoint_range {
    uint32_t first;
    uint32_t last;
} codepoint_range;

/* Outside ASCII most characters are letters; these blocks hold punctuation and signs. */
static const codepoint_range punctuation[] = {
    {0x80, 0xA9},      {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},
    {0xF7, 0xF7},      {0x2000, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF}, {0x2E00, 0x2E7F},
    {0x3000, 0x3004},  {0x3008, 0x3020}, {0x3030, 0x3030}, {0xE000, 0xF8FF}, {0xFE00, 0xFE6F},
    {0xFF00, 0xFF0F},  {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF},
    {0x1F000, 0x1FAFF}};

static bool is_dropped(uint32_t codepoint) {
    if (codepoint < 0x80) {
        const bool is_kept = (codepoint >= 'a' && codepoint <= 'z') ||
                             (codepoint >= '0' && codepoint <= '9') || codepoint == '-' ||
                             codepoint == '_';
        return !is_kept;
    }
    for (size_t i = 0; i < sizeof punctuation / sizeof punctuation[0]; i++) {
        if (codepoint >= punctuation[i].first && codepoint <= punctuation[i].last) return true;
    }
    return false;
}

/* The small letter of the alphabets whose capitals stand at a fixed distance: Latin, Greek,
 * Cyrillic, Armenian. */
static uint32_t lower(uint32_t codepoint) {
    if (codepoint >= 'A' && codepoint <= 'Z') return codepoint + 0x20;
    if (codepoint >= 0xC0 && codepoint <= 0xDE && codepoint != 0xD7) return codepoint + 0x20;
    if (codepoint >= 0x100 && codepoint <= 0x137) return codepoint | 1;
    if (codepoint >= 0x139 && codepoint <= 0x148) return codepoint + (codepoint & 1);
    if (codepoint >= 0x14A && codepoint <= 0x177) return codepoint | 1;
    if (codepoint >= 0x179 && codepoint <= 0x17E) return codepoint + (codepoint & 1);
    if (codepoint >= 0x391 && codepoint <= 0x3A9) return codepoint + 0x20;
    if (codepoint >= 0x400 && codepoint <= 0x40F) return codepoint + 0x50;
    if (codepoint >= 0x410 && codepoint <= 0x42F) return codepoint + 0x20;
    if (codepoint >= 0x531 && codepoint <= 0x556) return codepoint + 0x30;
    return codepoint;
}

void clet_markdown_append_slug(clet_buffer *slug, chatlet_str heading) {
    size_t offset = 0;
    while (offset < heading.size_bytes) {
        const clet_utf8_char read = clet_utf8_read(heading, offset);
        offset += read.size_bytes;
        const uint32_t codepoint = read.codepoint == ' ' ? '-' : lower(read.codepoint);
        if (!read.valid || is_dropped(codepoint)) continue;
        char bytes[CLET_UTF8_BYTES_MAX];
        const size_t size_bytes = clet_utf8_write(codepoint, bytes);
        clet_buffer_append(slug, (chatlet_str){.data = bytes, .size_bytes = size_bytes});
    }
}
