#include "template_format.h"

#include "../base/str.h"
#include "../base/url.h"

chatlet_str clet_token_word(clet_token token) {
    static const chatlet_str words[] = {
#define X(name, word) {.data = (word), .size_bytes = sizeof(word) - 1},
        CLET_TOKEN_LIST(X)
#undef X
    };
    return words[token];
}

static void read_path(clet_byte_reader *reader, clet_template_path *path) {
    path->flags = clet_read_u8(reader);
    path->covered = 0;
    path->name_count = 0;
    if (path->flags == CLET_PATH_SELF) return;
    if (path->flags & CLET_PATH_SLOT) {
        path->slot = clet_read_u16(reader);
        path->covered = clet_read_u8(reader);
    }
    path->name_count = clet_read_u8(reader);
    if (path->name_count > CLET_TEMPLATE_NAMES_MAX) {
        reader->failed = true;
        return;
    }
    for (uint32_t i = 0; i < path->name_count; i++)
        path->names[i] = clet_read_sized(reader);
}

bool clet_template_read(clet_byte_reader *reader, clet_template_step *step) {
    static const uint8_t operands[] = {
#define X(name, what) CLET_TEMPLATE_OPERANDS_##what,
        CLET_TEMPLATE_OP_LIST(X)
#undef X
    };
    const uint8_t op = clet_read_u8(reader);
    if (reader->failed || op >= CLET_TEMPLATE_OP_COUNT) return false;
    step->op = (clet_template_op)op;
    switch ((clet_template_operands)operands[op]) {
    case CLET_TEMPLATE_OPERANDS_NONE: break;
    case CLET_TEMPLATE_OPERANDS_BYTE: step->byte = clet_read_u8(reader); break;
    case CLET_TEMPLATE_OPERANDS_JUMP: step->jump = clet_read_u16(reader); break;
    case CLET_TEMPLATE_OPERANDS_STEP:
        step->byte = clet_read_u8(reader);
        step->first = clet_read_varint(reader);
        break;
    case CLET_TEMPLATE_OPERANDS_TEXT: step->text = clet_read_sized(reader); break;
    case CLET_TEMPLATE_OPERANDS_BYTE_PATH:
        step->byte = clet_read_u8(reader);
        read_path(reader, &step->path);
        break;
    case CLET_TEMPLATE_OPERANDS_JUMP_PATH:
        step->jump = clet_read_u16(reader);
        read_path(reader, &step->path);
        break;
    }
    return !reader->failed;
}

bool clet_template_url_is_safe(chatlet_str url) {
    static const chatlet_str others[] = {{"mailto:", 7}, {"tel:", 4}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const size_t size_bytes = others[i].size_bytes;
        if (url.size_bytes <= size_bytes ||
            !clet_str_equal_ignore_case(clet_str_slice(url, 0, size_bytes), others[i]))
            continue;
        /* What is left has no scheme to be taken for, but the same bytes are refused in it. */
        bool is_clean = true;
        for (size_t k = size_bytes; k < url.size_bytes; k++)
            is_clean = is_clean && (unsigned char)url.data[k] > ' ' && url.data[k] != 0x7F;
        return is_clean;
    }
    return clet_url_is_safe(url);
}
