/* Intents: that their examples are enough, in every language (E24), that no sentence means two
 * things (E13), and that their patterns and those of entities are taken (E16). */
#include "flow_checker.h"

#include "../base/buffer.h"
#include "../base/map.h"
#include "../base/str.h"
#include "../text/language.h"
#include "../text/phrase_fold.h"
#include "pattern_compile.h"

#define S CHATLET_STR

enum { EXAMPLES_MIN = 3 };

static void check_pattern(clet_flow_checker *check, chatlet_str pattern, clet_ast_place place,
                          uint32_t skipped_bytes) {
    chatlet_str program;
    clet_pattern_refusal refusal;
    const chatlet_status status = clet_pattern_compile(check->arena, pattern, &program, &refusal);
    if (status == CHATLET_ERR_MEMORY) check->status = status;
    if (status != CHATLET_ERR_SYNTAX) return;
    size_t length = 0;
    while (refusal.reason[length] != '\0')
        length++;
    const chatlet_str pieces[] = {S("this regular expression is not taken: "),
                                  {.data = refusal.reason, .size_bytes = length},
                                  {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_FLOW_PATTERN,
                      clet_ast_place_within(check->ast, place, refusal.offset + skipped_bytes),
                      pieces);
}

static void check_name_pattern(clet_flow_checker *check, const clet_ast_name *name) {
    if (name->is_given) check_pattern(check, name->text, name->place, 0);
}

/* Whether a phrase, whose language may be left out, is of a language. */
static bool is_of_locale(const clet_flow_checker *check, const clet_ast_phrase *phrase,
                         chatlet_str locale) {
    const chatlet_str tag = phrase->locale.size_bytes > 0 ? phrase->locale : check->ast->locale;
    return clet_str_equal_ignore_case(tag, locale);
}

static uint32_t count_of_locale(const clet_flow_checker *check, const clet_ast_phrases *phrases,
                                chatlet_str locale) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < phrases->count; i++)
        count += is_of_locale(check, &phrases->items[i], locale) ? 1 : 0;
    return count;
}

static uint32_t count_examples(const clet_flow_checker *check, const clet_ast_intent *intent,
                               chatlet_str locale) {
    return count_of_locale(check, &intent->examples, locale) +
           count_of_locale(check, &intent->keywords, locale) + intent->pattern_count;
}

static void check_examples(clet_flow_checker *check, const clet_ast_intent *intent) {
    if (count_examples(check, intent, check->locales[0]) < EXAMPLES_MIN) {
        const chatlet_str pieces[] = {S("the intent `"),
                                      intent->name,
                                      S("` has fewer than 3 examples in \""),
                                      check->locales[0],
                                      S("\"; add sentences that visitors may write, or keywords"),
                                      {0}};
        clet_check_report(check, CLET_DIAGNOSTIC_INTENT_FEW, intent->place, pieces);
    }
    for (uint32_t i = 1; i < check->locale_count; i++) {
        if (count_examples(check, intent, check->locales[i]) > 0) continue;
        const chatlet_str pieces[] = {
            S("the intent `"),
            intent->name,
            S("` has no examples in \""),
            check->locales[i],
            S("\"; add sentences that visitors may write in that language"),
            {0}};
        clet_check_report(check, CLET_DIAGNOSTIC_INTENT_FEW, intent->place, pieces);
    }
}

/* The end of "[text](entity)" that begins at `offset`; 0 when none does. */
static size_t entity_end(chatlet_str text, size_t offset, chatlet_str *name) {
    if (text.data[offset] != '[') return 0;
    const size_t close = clet_str_find_byte(text, ']', offset);
    if (close + 1 >= text.size_bytes || text.data[close + 1] != '(') return 0;
    const size_t end = clet_str_find_byte(text, ')', close);
    if (end == text.size_bytes) return 0;
    *name = clet_str_slice(text, close + 2, end);
    return end + 1;
}

static void append_folded(const clet_flow_checker *check, clet_buffer *key, chatlet_str text,
                          clet_phrase *phrase) {
    const chatlet_str language = clet_language_of_locale(check->ast->locale);
    clet_phrase_fold(language, text, phrase);
    clet_buffer_append(key, clet_phrase_str(phrase));
    clet_buffer_append_byte(key, ' ');
}

/* A language and a sentence as it is compared: its words, each entity as "{name}". */
static void append_key(const clet_flow_checker *check, clet_buffer *key,
                       const clet_ast_phrase *example, clet_phrase *phrase) {
    const chatlet_str text = example->text;
    size_t begin = 0;
    clet_buffer_append(key, example->locale.size_bytes > 0 ? example->locale : check->ast->locale);
    clet_buffer_append_byte(key, '\n');
    for (size_t i = 0; i < text.size_bytes; i++) {
        chatlet_str name;
        const size_t end = entity_end(text, i, &name);
        if (end == 0) continue;
        append_folded(check, key, clet_str_slice(text, begin, i), phrase);
        clet_buffer_append_byte(key, '{');
        clet_buffer_append(key, name);
        clet_buffer_append(key, S("} "));
        begin = end;
        i = end - 1;
    }
    append_folded(check, key, clet_str_slice(text, begin, text.size_bytes), phrase);
}

static void report_twice(clet_flow_checker *check, const clet_ast_phrase *example,
                         const clet_ast_intent *intent, const clet_ast_intent *other) {
    const chatlet_str pieces[] = {
        S("\""),         example->text, S("\" is an example of `"),     intent->name,
        S("` and of `"), other->name,   S("`; keep it in one of them"), {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_INTENT_EXAMPLE, example->place, pieces);
}

/* Where the same sentence stood first is in `seen`, by the intent's place in the tree. */
static chatlet_status find_twice(clet_flow_checker *check, const clet_ast_phrase *example,
                                 uint32_t intent, clet_map *seen, clet_phrase *phrase) {
    clet_buffer key;
    clet_map_entry *entry;
    bool is_new;
    clet_buffer_init(&key, check->ast->allocator, CHATLET_JSON_BYTES_MAX);
    append_key(check, &key, example, phrase);
    chatlet_status status = clet_buffer_status(&key);
    if (status == CHATLET_OK)
        status = clet_map_insert(seen, clet_buffer_str(&key), intent, &entry, &is_new);
    if (status == CHATLET_OK && !is_new && entry->value != intent)
        report_twice(check, example, check->ast->intents[intent],
                     check->ast->intents[entry->value]);
    clet_buffer_free(&key);
    return status;
}

void clet_check_intents(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    clet_map seen;
    clet_map_init(&seen, check->arena);
    clet_phrase *phrase = clet_check_allocate(check, 1, sizeof *phrase);
    for (uint32_t i = 0; phrase != NULL && i < ast->intent_count; i++) {
        const clet_ast_intent *intent = ast->intents[i];
        check_examples(check, intent);
        for (uint32_t k = 0; k < intent->pattern_count; k++)
            check_name_pattern(check, &intent->patterns[k]);
        for (uint32_t k = 0; k < intent->examples.count && check->status == CHATLET_OK; k++)
            check->status = find_twice(check, &intent->examples.items[k], i, &seen, phrase);
    }
    for (uint32_t i = 0; i < ast->entity_count; i++)
        check_name_pattern(check, &ast->entities[i].regex);
}

/* A keyword as a regular expression stands between slashes. */
bool clet_check_is_pattern(chatlet_str match) {
    return match.size_bytes >= 2 && match.data[0] == '/' && match.data[match.size_bytes - 1] == '/';
}

void clet_check_trigger_patterns(clet_flow_checker *check, const clet_ast_trigger *trigger) {
    for (uint32_t i = 0; trigger->kind == CLET_TRIGGER_KEYWORD && i < trigger->match_count; i++) {
        const clet_ast_name *match = &trigger->matches[i];
        if (clet_check_is_pattern(match->text))
            check_pattern(check, clet_str_slice(match->text, 1, match->text.size_bytes - 1),
                          match->place, 1);
    }
}
