#include "expr_source.h"

#include "../base/utf8.h"

#include <string.h>

enum { PIECE_BYTES_MAX = 200 };

void *clet_expr_allocate(clet_expr_source *source, size_t count, size_t size_bytes) {
    void *memory = clet_arena_allocate_array(source->arena, count, size_bytes);
    if (memory == NULL) source->status = CHATLET_ERR_MEMORY;
    return memory;
}

static chatlet_str join(clet_expr_source *source, const chatlet_str *pieces) {
    size_t size_bytes = 0;
    for (size_t i = 0; pieces[i].size_bytes > 0; i++)
        size_bytes += clet_utf8_cut(pieces[i], PIECE_BYTES_MAX).size_bytes;
    char *text = clet_expr_allocate(source, size_bytes, 1);
    if (text == NULL) return (chatlet_str){0};
    size_t end = 0;
    for (size_t i = 0; pieces[i].size_bytes > 0; i++) {
        const chatlet_str piece = clet_utf8_cut(pieces[i], PIECE_BYTES_MAX);
        memcpy(text + end, piece.data, piece.size_bytes);
        end += piece.size_bytes;
    }
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

void clet_expr_refuse(clet_expr_source *source, clet_diagnostic_code code, uint32_t offset,
                      const chatlet_str *pieces) {
    clet_expr_mistake *mistake = clet_expr_allocate(source, 1, sizeof *mistake);
    if (mistake == NULL) return;
    *mistake = (clet_expr_mistake){.code = code, .offset = offset};
    mistake->message = join(source, pieces);
    if (source->status == CHATLET_OK) source->status = CHATLET_ERR_INPUT;
    if (source->last == NULL)
        source->first = mistake;
    else
        source->last->next = mistake;
    source->last = mistake;
}

bool clet_expr_is_text(clet_expr_source *source, const clet_expr_text_rule *rule) {
    const size_t valid = clet_utf8_valid_prefix(source->text);
    if (source->text.size_bytes > rule->bytes_max) {
        const chatlet_str pieces[] = {rule->too_long, {0}};
        clet_expr_refuse(source, rule->too_long_code, 0, pieces);
        return false;
    }
    if (valid == source->text.size_bytes) return true;
    const chatlet_str pieces[] = {rule->not_utf8, {0}};
    clet_expr_refuse(source, rule->not_utf8_code, (uint32_t)valid, pieces);
    return false;
}
