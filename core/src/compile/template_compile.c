#include "template_compile.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "template_emit.h"
#include "template_markdown.h"
#include "template_name.h"

static const clet_expr_text_rule text_rule = {
    .bytes_max = CHATLET_TEMPLATE_BYTES_MAX,
    .too_long_code = CLET_DIAGNOSTIC_TEMPLATE_SIZE,
    .too_long = CHATLET_STR("the text is longer than 16384 bytes; part it"),
    .not_utf8_code = CLET_DIAGNOSTIC_TEMPLATE,
    .not_utf8 = CHATLET_STR("the text is not UTF-8; save the file as UTF-8"),
};

/* An address is encoded around what it begins with, and "mailto:" and "tel:" have theirs behind
 * that. */
static bool begins_address(chatlet_str before) {
    return before.size_bytes == 0 || clet_str_equal(before, CHATLET_STR("mailto:")) ||
           clet_str_equal(before, CHATLET_STR("tel:"));
}

clet_template_form clet_template_url_form(const clet_template_piece *piece, bool is_first,
                                          chatlet_str before) {
    return piece->is_raw || (is_first && begins_address(before)) ? CLET_FORM_URL_WHOLE
                                                                 : CLET_FORM_URL_PART;
}

static clet_template_form form_of(const clet_template_wish *wish, const clet_template_piece *pieces,
                                  uint32_t place) {
    const clet_template_piece *piece = &pieces[place];
    if (wish->mode == CLET_TEMPLATE_HTML && !piece->is_raw) return CLET_FORM_HTML;
    if (wish->mode != CLET_TEMPLATE_URL) return CLET_FORM_RAW;
    const bool follows_text = place == 1 && pieces[0].kind == CLET_PIECE_TEXT;
    return clet_template_url_form(piece, place == 0 || follows_text,
                                  follows_text ? pieces[0].text : (chatlet_str){0});
}

/* Pieces as they stand: all modes but Markdown. */
static void list_items(clet_expr_source *source, const clet_template_wish *wish,
                       const clet_template_part *part, clet_template_items *items) {
    static const clet_template_item_kind kinds[] = {
        [CLET_PIECE_TEXT] = CLET_ITEM_TEXT,       [CLET_PIECE_VALUE] = CLET_ITEM_VALUE,
        [CLET_PIECE_SECTION] = CLET_ITEM_SECTION, [CLET_PIECE_INVERTED] = CLET_ITEM_INVERTED,
        [CLET_PIECE_CLOSE] = CLET_ITEM_CLOSE,     [CLET_PIECE_CALL] = CLET_ITEM_CALL};
    for (uint32_t i = 0; i < part->count && source->status == CHATLET_OK; i++) {
        const clet_template_piece *piece = &part->pieces[i];
        const clet_template_item item = {.kind = kinds[piece->kind],
                                         .form = (uint8_t)form_of(wish, part->pieces, i),
                                         .text = piece->text,
                                         .place = i,
                                         .piece = piece};
        clet_template_items_add(source, items, &item);
    }
}

static void list_slots(clet_expr_source *source, const uint8_t *reads, uint32_t variable_count,
                       clet_template_compiled *made) {
    uint32_t *slots = clet_expr_allocate(source, variable_count, sizeof *slots);
    if (slots == NULL) return;
    for (uint32_t i = 0; i < variable_count; i++) {
        if (reads[i] != 0) slots[made->slot_count++] = i;
    }
    made->slots = slots;
}

static void compile_parts(clet_expr_source *source, const clet_template_wish *wish,
                          clet_template_parsed *parsed, clet_template_compiled *made) {
    const uint32_t count = wish->scope.variable_count;
    clet_template_items *parts = clet_expr_allocate(source, parsed->part_count, sizeof *parts);
    uint8_t *reads = clet_expr_allocate(source, count, 1);
    if (parts == NULL || reads == NULL) return;
    for (uint32_t i = 0; i < parsed->part_count; i++)
        clet_template_resolve(source, wish, &parsed->parts[i], i > 0, reads);
    for (uint32_t i = 0; i < parsed->part_count && source->status == CHATLET_OK; i++) {
        if (wish->mode == CLET_TEMPLATE_MARKDOWN)
            clet_template_markdown(source, &parsed->parts[i], &parts[i]);
        else
            list_items(source, wish, &parsed->parts[i], &parts[i]);
    }
    list_slots(source, reads, count, made);
    if (source->status != CHATLET_OK) return;
    uint32_t slot_count = made->slot_count > 0 ? made->slots[made->slot_count - 1] + 1 : 0;
    if (wish->scope.is_unchecked) slot_count = 1;
    clet_template_emit(source, wish, parts, parsed->part_count, slot_count, &made->template_bytes);
}

chatlet_status clet_template_compile(clet_arena *arena, chatlet_str text,
                                     const clet_template_wish *wish,
                                     clet_template_compiled *compiled) {
    clet_expr_source source = {.arena = arena, .text = text};
    clet_template_compiled made = {.slots = NULL};
    clet_template_parsed *parsed = clet_expr_allocate(&source, 1, sizeof *parsed);
    if (parsed == NULL) return CHATLET_ERR_MEMORY;
    if (clet_expr_is_text(&source, &text_rule)) clet_template_parse(&source, wish, parsed);
    /* Names of what could be read are looked at too, so that all mistakes are told at once. */
    if (source.status != CHATLET_ERR_MEMORY) compile_parts(&source, wish, parsed, &made);
    made.mistakes = source.first;
    if (source.status != CHATLET_ERR_MEMORY) *compiled = made;
    return source.status;
}
