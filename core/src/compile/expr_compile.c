#include "expr_compile.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "expr_emit.h"
#include "expr_parse.h"

static const clet_expr_text_rule text_rule = {
    .bytes_max = CHATLET_EXPRESSION_BYTES_MAX,
    .too_long_code = CLET_DIAGNOSTIC_EXPR_SIZE,
    .too_long = CHATLET_STR("the expression is longer than 8192 bytes; split it with `set`"),
    .not_utf8_code = CLET_DIAGNOSTIC_EXPR_SYNTAX,
    .not_utf8 = CHATLET_STR("the expression is not UTF-8; save the file as UTF-8"),
};

static void check_expected(clet_expr_source *source, const clet_expr_wish *wish,
                           const clet_expr_node *root) {
    if (wish->expected == NULL || wish->scope.is_unchecked || source->status != CHATLET_OK ||
        clet_expr_type_fits(wish->expected, root->type))
        return;
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  clet_expr_excerpt(source, root),
                                  CHATLET_STR("` is "),
                                  clet_expr_type_phrase(source, root->type),
                                  CHATLET_STR("; "),
                                  clet_expr_type_phrase(source, wish->expected),
                                  CHATLET_STR(" is wanted here"),
                                  {0}};
    clet_expr_refuse(source, CLET_DIAGNOSTIC_EXPR_TYPE, root->offset, pieces);
}

chatlet_status clet_expr_compile(clet_arena *arena, chatlet_str text, const clet_expr_wish *wish,
                                 clet_expr_compiled *compiled) {
    clet_expr_source source = {.arena = arena, .text = text};
    const clet_expr_emit_options options = {.allows_computed_patterns =
                                                wish->allows_computed_patterns};
    clet_expr_compiled made = {.type = clet_expr_type_of(CLET_EXPR_ANY)};
    clet_expr_node *root = clet_expr_is_text(&source, &text_rule) ? clet_expr_parse(&source) : NULL;
    if (root != NULL) {
        clet_expr_check(&source, &wish->scope, root);
        check_expected(&source, wish, root);
        made.type = root->type;
        if (source.status == CHATLET_OK) clet_expr_emit(&source, &options, root, &made.expression);
    }
    made.mistakes = source.first;
    if (source.status != CHATLET_ERR_MEMORY) *compiled = made;
    return source.status;
}

void clet_expr_place(chatlet_str text, uint32_t offset, uint32_t *line, uint32_t *column) {
    uint32_t lines = 1;
    uint32_t begin = 0;
    for (uint32_t i = 0; i < offset && i < text.size_bytes; i++) {
        if (text.data[i] != '\n') continue;
        lines++;
        begin = i + 1;
    }
    *line = lines;
    *column = offset - begin + 1;
}
