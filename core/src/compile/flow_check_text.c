/* Texts: that each is there in every language (E09) and names the same variables there (E10), that
 * their tags are right (E23), and that pictures have words (E20). */
#include "flow_checker.h"

#include "../base/buffer.h"
#include "../base/str.h"
#include "../text/language.h"
#include "../text/phrase_fold.h"
#include "template_compile.h"

#define S CHATLET_STR

/* Where a partial is looked up: the texts of one language. */
typedef struct text_source {
    const clet_ast_strings *strings; /* NULL: there are none */
} text_source;

static bool find_partial(void *context, chatlet_str name, chatlet_str *source) {
    const text_source *from = context;
    const clet_ast_string *found =
        from->strings == NULL ? NULL : clet_ast_find_string(from->strings, name);
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

static clet_template_wish wish_of(const clet_flow_checker *check, const clet_ast_text *text,
                                  text_source *from) {
    const uint32_t scope = text->scope == NULL ? check->ast->flow_count : text->scope->number;
    return (clet_template_wish){.scope = check->scopes[scope],
                                .mode = mode_of(text->kind),
                                .find = find_partial,
                                .context = from};
}

/* What the texts check keeps from one text to the next. */
typedef struct texts_check {
    clet_flow_checker *check;
    bool **is_told;      /* by language and text of it: its mistakes were told */
    clet_phrase *phrase; /* scratch */
    chatlet_str others;  /* the other languages, in words */
} texts_check;

static void report_mistakes(clet_flow_checker *check, const clet_template_compiled *compiled,
                            clet_ast_place place) {
    for (const clet_expr_mistake *one = compiled->mistakes; one != NULL; one = one->next) {
        const chatlet_str pieces[] = {one->message, {0}};
        clet_check_report(check, one->code, clet_ast_place_within(check->ast, place, one->offset),
                          pieces);
    }
}

static void check_template(clet_flow_checker *check, const clet_ast_text *text, chatlet_str source,
                           const clet_ast_strings *strings, clet_ast_place place) {
    text_source from = {.strings = strings};
    const clet_template_wish wish = wish_of(check, text, &from);
    clet_template_compiled compiled = {.slot_count = 0};
    const chatlet_status status = clet_template_compile(check->arena, source, &wish, &compiled);
    if (status == CHATLET_ERR_MEMORY) check->status = status;
    if (status != CHATLET_ERR_MEMORY) report_mistakes(check, &compiled, place);
}

static void report_missing(clet_flow_checker *check, const clet_ast_variant *variant,
                           chatlet_str locale) {
    const chatlet_str pieces[] = {S("the text \""),
                                  variant->text,
                                  S("\" is missing in \""),
                                  locale,
                                  S("\"; add it to strings/"),
                                  locale,
                                  S(".json"),
                                  {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_TEXT_KEY, variant->place, pieces);
}

static uint32_t strings_number(const clet_flow_ast *ast, const clet_ast_strings *strings) {
    uint32_t number = 0;
    while (ast->strings[number] != strings)
        number++;
    return number;
}

/* A text of strings may be used in many places; what is wrong with it is told once. */
static void check_string(texts_check *texts, const clet_ast_text *text,
                         const clet_ast_strings *strings, const clet_ast_string *found) {
    clet_flow_checker *check = texts->check;
    const uint32_t number = strings_number(check->ast, strings);
    bool *is_told = &texts->is_told[number][found - strings->items];
    if (*is_told) return;
    const uint32_t errors_before = check->reporter->error_count;
    const uint32_t warnings_before = check->reporter->warning_count;
    check_template(check, text, found->text, strings, found->place);
    *is_told = check->reporter->error_count > errors_before ||
               check->reporter->warning_count > warnings_before;
}

static void check_key(texts_check *texts, const clet_ast_text *text,
                      const clet_ast_variant *variant) {
    const clet_flow_checker *check = texts->check;
    for (uint32_t i = 0; i < check->locale_count; i++) {
        const clet_ast_strings *strings = clet_ast_find_strings(check->ast, check->locales[i]);
        const clet_ast_string *found =
            strings == NULL ? NULL : clet_ast_find_string(strings, variant->text);
        if (found == NULL)
            report_missing(texts->check, variant, check->locales[i]);
        else
            check_string(texts, text, strings, found);
    }
}

/* Whether a folded text has letters: numbers and signs are the same in every language. */
static bool has_letters(chatlet_str folded) {
    for (size_t i = 0; i < folded.size_bytes; i++) {
        const char byte = folded.data[i];
        if (byte != ' ' && (byte < '0' || byte > '9')) return true;
    }
    return false;
}

/* Whether anything beside its tags would have to be translated. */
static bool has_words(texts_check *texts, chatlet_str source) {
    clet_template_parsed *parsed = clet_check_allocate(texts->check, 1, sizeof *parsed);
    clet_expr_source reader = {.arena = texts->check->arena, .text = source};
    const clet_template_wish wish = {.mode = CLET_TEMPLATE_PLAIN, .scope = {.is_unchecked = true}};
    const chatlet_str language = clet_language_of_locale(texts->check->ast->locale);
    if (parsed == NULL || source.size_bytes > CHATLET_TEMPLATE_BYTES_MAX) return false;
    clet_template_parse(&reader, &wish, parsed);
    for (uint32_t i = 0; i < parsed->parts[0].count; i++) {
        const clet_template_piece *piece = &parsed->parts[0].pieces[i];
        if (piece->kind != CLET_PIECE_TEXT) continue;
        clet_phrase_fold(language, piece->text, texts->phrase);
        if (has_letters(clet_phrase_str(texts->phrase))) return true;
    }
    return false;
}

/* What teams and models read is in the language of the bot's owner. */
static bool is_for_visitors(const clet_ast_node *node, const clet_ast_text *text) {
    if (text->kind == CLET_AST_TEXT_URL) return false;
    return node == NULL || (node->kind != CLET_NODE_LLM && node->kind != CLET_NODE_HUMAN);
}

static void check_in_place(texts_check *texts, const clet_ast_node *node, const clet_ast_text *text,
                           const clet_ast_variant *variant) {
    clet_flow_checker *check = texts->check;
    const clet_ast_strings *own = clet_ast_find_strings(check->ast, check->ast->locale);
    check_template(check, text, variant->text, own, variant->place);
    if (check->locale_count < 2 || !is_for_visitors(node, text) || !has_words(texts, variant->text))
        return;
    const chatlet_str pieces[] = {S("this text is only in \""),
                                  check->ast->locale,
                                  S("\", but the bot also speaks "),
                                  texts->others,
                                  S("; write {\"key\": \"…\"} here, and the texts in strings"),
                                  {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_TEXT_KEY, variant->place, pieces);
}

static void check_text(void *context, clet_ast_node *node, clet_ast_text *text) {
    texts_check *texts = context;
    for (uint32_t i = 0; i < text->count && texts->check->status == CHATLET_OK; i++) {
        if (text->variants[i].is_key)
            check_key(texts, text, &text->variants[i]);
        else
            check_in_place(texts, node, text, &text->variants[i]);
    }
}

clet_check_reads clet_check_text_reads(clet_flow_checker *check, const clet_ast_text *text) {
    const clet_ast_strings *own = clet_ast_find_strings(check->ast, check->ast->locale);
    text_source from = {.strings = own};
    const clet_template_wish wish = wish_of(check, text, &from);
    clet_check_read *reads = clet_check_allocate(check, wish.scope.variable_count, sizeof *reads);
    bool *is_read = clet_check_allocate(check, wish.scope.variable_count, sizeof *is_read);
    uint32_t count = 0;
    for (uint32_t i = 0; is_read != NULL && reads != NULL && i < text->count; i++) {
        chatlet_str source = text->variants[i].text;
        clet_template_compiled compiled = {.slot_count = 0};
        if (text->variants[i].is_key && !find_partial(&from, source, &source)) continue;
        const chatlet_status status = clet_template_compile(check->arena, source, &wish, &compiled);
        if (status == CHATLET_ERR_MEMORY) check->status = status;
        if (status != CHATLET_OK) continue;
        for (uint32_t k = 0; k < compiled.slot_count; k++) {
            const uint32_t slot = compiled.slots[k];
            const clet_ast_variable *variable =
                clet_check_variable_of_slot(check, text->scope, slot);
            if (variable == NULL || is_read[slot]) continue;
            is_read[slot] = true;
            reads[count++] = (clet_check_read){.variable = variable};
        }
    }
    return (clet_check_reads){.items = reads, .count = count};
}

/* The pieces of a text with those of its partials; NULL when memory was refused. */
static const clet_template_parsed *parse_string(clet_flow_checker *check, text_source *from,
                                                chatlet_str source) {
    clet_template_parsed *parsed = clet_check_allocate(check, 1, sizeof *parsed);
    clet_expr_source reader = {.arena = check->arena, .text = source};
    const clet_template_wish wish = {.mode = CLET_TEMPLATE_PLAIN,
                                     .scope = {.is_unchecked = true},
                                     .find = find_partial,
                                     .context = from};
    if (parsed == NULL || source.size_bytes > CHATLET_TEMPLATE_BYTES_MAX) return NULL;
    clet_template_parse(&reader, &wish, parsed);
    if (reader.status == CHATLET_ERR_MEMORY) check->status = reader.status;
    return reader.status == CHATLET_OK ? parsed : NULL;
}

static bool is_name(const clet_template_piece *piece) {
    return piece->kind == CLET_PIECE_VALUE || piece->kind == CLET_PIECE_SECTION ||
           piece->kind == CLET_PIECE_INVERTED;
}

static bool names(const clet_template_parsed *parsed, chatlet_str name) {
    for (uint32_t i = 0; i < parsed->part_count; i++) {
        for (uint32_t k = 0; k < parsed->parts[i].count; k++) {
            const clet_template_piece *piece = &parsed->parts[i].pieces[k];
            if (is_name(piece) && clet_str_equal(piece->text, name)) return true;
        }
    }
    return false;
}

/* The first name of one that the other has not; empty when there is none. */
static chatlet_str find_other_name(const clet_template_parsed *one,
                                   const clet_template_parsed *other) {
    for (uint32_t i = 0; i < one->part_count; i++) {
        for (uint32_t k = 0; k < one->parts[i].count; k++) {
            const clet_template_piece *piece = &one->parts[i].pieces[k];
            if (is_name(piece) && !names(other, piece->text)) return piece->text;
        }
    }
    return (chatlet_str){0};
}

static void report_names(clet_flow_checker *check, const clet_ast_string *string, chatlet_str name,
                         chatlet_str has, chatlet_str lacks) {
    const chatlet_str pieces[] = {S("this text has {{"),
                                  name,
                                  S("}} in \""),
                                  has,
                                  S("\", but not in \""),
                                  lacks,
                                  S("\"; name the same variables in both"),
                                  {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_TEXT_NAMES, string->place, pieces);
}

static void compare_string(clet_flow_checker *check, const clet_ast_strings *own,
                           const clet_ast_string *ours, const clet_ast_strings *other) {
    const clet_ast_string *theirs = clet_ast_find_string(other, ours->key);
    text_source from_own = {.strings = own};
    text_source from_other = {.strings = other};
    if (theirs == NULL) return;
    const clet_template_parsed *one = parse_string(check, &from_own, ours->text);
    const clet_template_parsed *two = parse_string(check, &from_other, theirs->text);
    if (one == NULL || two == NULL) return;
    const chatlet_str missing = find_other_name(one, two);
    const chatlet_str added = find_other_name(two, one);
    if (missing.size_bytes > 0)
        report_names(check, theirs, missing, own->locale, other->locale);
    else if (added.size_bytes > 0)
        report_names(check, theirs, added, other->locale, own->locale);
}

static void compare_strings(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    const clet_ast_strings *own = clet_ast_find_strings(ast, ast->locale);
    for (uint32_t i = 0; own != NULL && i < ast->string_count; i++) {
        if (ast->strings[i] == own) continue;
        for (uint32_t k = 0; k < own->count && check->status == CHATLET_OK; k++)
            compare_string(check, own, &own->items[k], ast->strings[i]);
    }
}

/* What is seen or heard, and says nothing to those who do not. A file has its title. */
static bool needs_words(const clet_ast_media *media) {
    switch (media->kind) {
    case CLET_MEDIA_IMAGE:
    case CLET_MEDIA_VIDEO:
    case CLET_MEDIA_AUDIO:
    case CLET_MEDIA_EMBED:
    case CLET_MEDIA_CARD: return media->source.count > 0;
    case CLET_MEDIA_FILE: return media->title.count == 0;
    case CLET_MEDIA_CAROUSEL:
    case CLET_MEDIA_LIST:
    case CLET_MEDIA_COUNT: return false;
    }
    return false;
}

static void check_media(void *context, clet_ast_node *node, clet_ast_media *media) {
    texts_check *texts = context;
    (void)node;
    if (!needs_words(media) || media->alternative.count > 0) return;
    const chatlet_str pieces[] = {
        S("visitors who do not see or hear this get nothing; add \"alt\", "
          "which says the same in words, or \"\" when it only adorns"),
        {0}};
    clet_check_report(texts->check, CLET_DIAGNOSTIC_MEDIA_WORDS, media->place, pieces);
}

/* The languages beside the bot's own: "es", "pt". */
static chatlet_str list_others(clet_flow_checker *check) {
    clet_buffer buffer;
    chatlet_str list = {0};
    clet_buffer_init(&buffer, check->ast->allocator, CHATLET_JSON_BYTES_MAX);
    for (uint32_t i = 1; i < check->locale_count; i++) {
        if (i > 1) clet_buffer_append(&buffer, S(", "));
        clet_buffer_append_byte(&buffer, '"');
        clet_buffer_append(&buffer, check->locales[i]);
        clet_buffer_append_byte(&buffer, '"');
    }
    if (clet_buffer_status(&buffer) != CHATLET_OK ||
        clet_arena_copy(check->arena, clet_buffer_str(&buffer), &list) != CHATLET_OK)
        check->status = CHATLET_ERR_MEMORY;
    clet_buffer_free(&buffer);
    return list;
}

void clet_check_texts(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    texts_check texts = {.check = check, .others = list_others(check)};
    const clet_ast_visitor visitor = {
        .context = &texts, .on_text = check_text, .on_media = check_media};
    texts.phrase = clet_check_allocate(check, 1, sizeof *texts.phrase);
    texts.is_told = clet_check_allocate(check, ast->string_count, sizeof(bool *));
    for (uint32_t i = 0; texts.is_told != NULL && i < ast->string_count; i++)
        texts.is_told[i] = clet_check_allocate(check, ast->strings[i]->count, sizeof(bool));
    if (check->status != CHATLET_OK) return;
    clet_ast_visit_all(check->ast, &visitor);
    compare_strings(check);
}
