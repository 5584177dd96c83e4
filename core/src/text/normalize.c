#include "normalize.h"

#include "../base/utf8.h"
#include "fold.h"

/* Text being written, with a limit that cuts at a character. */
typedef struct writer {
    char *data;
    size_t size_bytes;
    size_t maximum_bytes;
    bool is_full;
    uint32_t last;     /* last character written, or 0 */
    size_t last_begin; /* where it stands */
} writer;

static void write_char(writer *out, uint32_t codepoint) {
    char bytes[CLET_UTF8_BYTES_MAX];
    const size_t size_bytes = clet_utf8_write(codepoint, bytes);
    if (size_bytes > out->maximum_bytes - out->size_bytes) {
        out->is_full = true;
        return;
    }
    out->last = codepoint;
    out->last_begin = out->size_bytes;
    for (size_t i = 0; i < size_bytes; i++)
        out->data[out->size_bytes++] = bytes[i];
}

/* Writes a character, or in place of the last one what both compose to. */
static void write_composed(writer *out, uint32_t codepoint) {
    const bool may_compose = out->last != 0 && codepoint >= 0x300;
    const uint32_t composed = may_compose ? clet_fold_compose(out->last, codepoint) : 0;
    if (composed == 0) {
        write_char(out, codepoint);
        return;
    }
    out->size_bytes = out->last_begin;
    write_char(out, composed);
}

size_t clet_normalize_case(chatlet_str word, clet_normalize_options options, char *folded,
                           size_t maximum_bytes) {
    writer out = {.maximum_bytes = maximum_bytes};
    out.data = folded;
    size_t offset = 0;
    while (offset < word.size_bytes && !out.is_full) {
        const clet_utf8_char character = clet_utf8_read(word, offset);
        offset += character.size_bytes;
        const uint32_t codepoint = character.codepoint;
        if (codepoint >= 0x80 && clet_fold_class_of(codepoint) == CLET_FOLD_IGNORED) continue;
        if (codepoint == 'I' && options.has_dotless_i) {
            write_char(&out, 0x131);
            continue;
        }
        uint32_t parts[CLET_FOLD_CASE_MAX];
        const uint32_t count = clet_fold_case(codepoint, parts);
        for (uint32_t i = 0; i < count && !out.is_full; i++)
            write_composed(&out, parts[i]);
    }
    return out.size_bytes;
}

size_t clet_normalize_plain(chatlet_str folded, char *plain, size_t maximum_bytes) {
    writer out = {.maximum_bytes = maximum_bytes};
    out.data = plain;
    size_t offset = 0;
    while (offset < folded.size_bytes && !out.is_full) {
        const clet_utf8_char character = clet_utf8_read(folded, offset);
        offset += character.size_bytes;
        uint32_t parts[CLET_FOLD_PLAIN_MAX];
        const uint32_t count = clet_fold_plain(character.codepoint, parts);
        for (uint32_t i = 0; i < count && !out.is_full; i++)
            write_char(&out, parts[i]);
    }
    return out.size_bytes;
}
