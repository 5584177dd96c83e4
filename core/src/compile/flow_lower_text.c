/* Expressions, texts, addresses, patterns and words, each by its own compiler. */
#include "flow_lowerer.h"

#include "../base/str.h"
#include "../text/phrase_fold.h"
#include "expr_compile.h"
#include "pattern_compile.h"
#include "template_compile.h"

#define S CHATLET_STR

static const clet_expr_scope *scope_of(const clet_flow_lowerer *lower, const clet_ast_flow *flow) {
    return &lower->scopes[flow == NULL ? lower->ast->flow_count : flow->number];
}

/* Tells mistakes, but not warnings once more: the checks told them. */
static void report(clet_flow_lowerer *lower, const clet_expr_mistake *mistakes,
                   clet_ast_place place, bool is_composed) {
    for (const clet_expr_mistake *one = mistakes; one != NULL; one = one->next) {
        const chatlet_str pieces[] = {one->message, {0}};
        clet_ast_report(lower->ast, lower->reporter, one->code,
                        is_composed ? place : clet_ast_place_within(lower->ast, place, one->offset),
                        pieces);
    }
    lower->has_mistake = true;
}

static chatlet_str compile(clet_flow_lowerer *lower, chatlet_str text, const clet_ast_flow *scope,
                           clet_ast_place place, bool is_composed) {
    const clet_expr_wish wish = {.scope = *scope_of(lower, scope)};
    clet_expr_compiled compiled = {.mistakes = NULL};
    const chatlet_status status = clet_expr_compile(lower->arena, text, &wish, &compiled);
    if (status == CHATLET_OK) return compiled.expression;
    if (status == CHATLET_ERR_MEMORY)
        lower->out_of_memory = true;
    else
        report(lower, compiled.mistakes, place, is_composed);
    return (chatlet_str){0};
}

chatlet_str clet_lower_expression(clet_flow_lowerer *lower, const clet_ast_expression *expression) {
    if (!expression->is_given) return (chatlet_str){0};
    return compile(lower, expression->text, expression->scope, expression->place,
                   expression->is_composed);
}

chatlet_str clet_lower_source(clet_flow_lowerer *lower, chatlet_str source,
                              const clet_ast_flow *scope, clet_ast_place place) {
    return compile(lower, source, scope, place, true);
}

static const clet_ast_string *find_string(const clet_flow_lowerer *lower, chatlet_str key) {
    const clet_ast_string *found =
        lower->strings == NULL ? NULL : clet_ast_find_string(lower->strings, key);
    if (found == NULL && lower->own != NULL) found = clet_ast_find_string(lower->own, key);
    return found;
}

/* Partials are texts of strings. */
static bool find_partial(void *context, chatlet_str name, chatlet_str *source) {
    const clet_ast_string *found = find_string(context, name);
    if (found == NULL) return false;
    *source = found->text;
    return true;
}

static clet_template_mode mode_of(clet_ast_text_kind kind) {
    switch (kind) {
    case CLET_AST_TEXT_MARKDOWN: return CLET_TEMPLATE_MARKDOWN;
    case CLET_AST_TEXT_PLAIN: return CLET_TEMPLATE_PLAIN;
    case CLET_AST_TEXT_URL: return CLET_TEMPLATE_URL;
    }
    return CLET_TEMPLATE_PLAIN;
}

static chatlet_str compile_template(clet_flow_lowerer *lower, const clet_ast_text *text,
                                    chatlet_str source, clet_ast_place place) {
    const clet_template_wish wish = {.scope = *scope_of(lower, text->scope),
                                     .mode = mode_of(text->kind),
                                     .find = find_partial,
                                     .context = lower};
    clet_template_compiled compiled = {.mistakes = NULL};
    const chatlet_status status = clet_template_compile(lower->arena, source, &wish, &compiled);
    if (status == CHATLET_OK) return compiled.template_bytes;
    if (status == CHATLET_ERR_MEMORY)
        lower->out_of_memory = true;
    else
        report(lower, compiled.mistakes, place, false);
    return (chatlet_str){0};
}

static chatlet_str lower_variant(clet_flow_lowerer *lower, const clet_ast_text *text,
                                 const clet_ast_variant *variant) {
    if (!variant->is_key) return compile_template(lower, text, variant->text, variant->place);
    const clet_ast_string *found = find_string(lower, variant->text);
    if (found != NULL) return compile_template(lower, text, found->text, found->place);
    const chatlet_str pieces[] = {
        S("there is no text \""), variant->text.size_bytes > 0 ? variant->text : S(" "),
        S("\" in strings/"),      lower->locale,
        S(".json; add it"),       {0}};
    clet_ast_report(lower->ast, lower->reporter, CLET_DIAGNOSTIC_BOT_VALUE, variant->place, pieces);
    lower->has_mistake = true;
    return (chatlet_str){0};
}

clet_flow_text clet_lower_text(clet_flow_lowerer *lower, const clet_ast_text *text) {
    if (text->count == 0) return (clet_flow_text){.count = 0};
    chatlet_str *variants = clet_lower_allocate(lower, text->count, CHATLET_FLOW_ITEMS_MAX,
                                                sizeof *variants, text->place, S("variants"));
    if (variants == NULL) return (clet_flow_text){.count = 0};
    for (uint32_t i = 0; i < text->count; i++)
        variants[i] = lower_variant(lower, text, &text->variants[i]);
    return (clet_flow_text){.variants = variants, .count = text->count};
}

chatlet_str clet_lower_address(clet_flow_lowerer *lower, const clet_ast_text *text) {
    return text->count == 0 ? (chatlet_str){0} : lower_variant(lower, text, &text->variants[0]);
}

chatlet_str clet_lower_own_source(const clet_flow_lowerer *lower, const clet_ast_text *text) {
    if (text->count == 0) return (chatlet_str){0};
    const clet_ast_variant *variant = &text->variants[0];
    if (!variant->is_key) return variant->text;
    const clet_ast_string *found =
        lower->own == NULL ? NULL : clet_ast_find_string(lower->own, variant->text);
    return found != NULL ? found->text : variant->text;
}

bool clet_lower_is_spoken(const clet_flow_lowerer *lower, chatlet_str tag) {
    const chatlet_str of = tag.size_bytes == 0 ? lower->ast->locale : tag;
    const chatlet_str wanted = lower->locale;
    if (clet_str_equal_ignore_case(of, wanted)) return true;
    return clet_str_equal_ignore_case(
        of, clet_str_slice(wanted, 0, clet_str_find_byte(wanted, '-', 0)));
}

chatlet_str clet_lower_fold(clet_flow_lowerer *lower, chatlet_str text) {
    clet_phrase phrase;
    chatlet_str copy = {0};
    clet_phrase_fold(lower->language, text, &phrase);
    if (clet_arena_copy(lower->arena, clet_phrase_str(&phrase), &copy) != CHATLET_OK)
        lower->out_of_memory = true;
    return copy;
}

static bool holds(const chatlet_str *texts, uint32_t count, chatlet_str text) {
    for (uint32_t i = 0; i < count; i++) {
        if (clet_str_equal(texts[i], text)) return true;
    }
    return false;
}

void clet_lower_phrases(clet_flow_lowerer *lower, const clet_ast_phrases *phrases,
                        chatlet_str extra, const chatlet_str **folded, uint32_t *count) {
    const clet_ast_place place = phrases->count > 0 ? phrases->items[0].place : (clet_ast_place){0};
    chatlet_str *made = clet_lower_allocate(lower, phrases->count + 1, CHATLET_FLOW_ITEMS_MAX,
                                            sizeof *made, place, S("words"));
    *count = 0;
    if (made == NULL) return;
    const chatlet_str first = clet_lower_fold(lower, extra);
    if (first.size_bytes > 0) made[(*count)++] = first;
    for (uint32_t i = 0; i < phrases->count; i++) {
        if (!clet_lower_is_spoken(lower, phrases->items[i].locale)) continue;
        const chatlet_str one = clet_lower_fold(lower, phrases->items[i].text);
        if (one.size_bytes > 0 && !holds(made, *count, one)) made[(*count)++] = one;
    }
    *folded = made;
}

chatlet_str clet_lower_pattern(clet_flow_lowerer *lower, chatlet_str pattern,
                               clet_ast_place place) {
    chatlet_str program = {0};
    clet_pattern_refusal refusal;
    const chatlet_status status = clet_pattern_compile(lower->arena, pattern, &program, &refusal);
    if (status == CHATLET_ERR_MEMORY) lower->out_of_memory = true;
    if (status != CHATLET_ERR_SYNTAX) return program;
    size_t length = 0;
    while (refusal.reason[length] != '\0')
        length++;
    const chatlet_str pieces[] = {
        S("this is no regular expression: "), {.data = refusal.reason, .size_bytes = length}, {0}};
    clet_ast_report(lower->ast, lower->reporter, CLET_DIAGNOSTIC_EXPR_PATTERN, place, pieces);
    lower->has_mistake = true;
    return (chatlet_str){0};
}
