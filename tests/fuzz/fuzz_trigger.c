/* Any bytes as a text, held against sentences, slots, keywords and patterns; and any bytes as a
 * sentence with slots. Input: a sentence, a line end, a text. What is found has its confidence, and
 * nothing takes more than the budget. */
#include "test_allocator.h"

#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"
#include "compile/locale_table.h"
#include "compile/pattern_compile.h"
#include "runtime/entity_find.h"
#include "runtime/trigger_match.h"

#define TEXT(literal)                                                                              \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }

enum { COST = 1000000, ENTITIES = 4 };

static const chatlet_str small_words[] = {TEXT("s"), TEXT("small")};
static const chatlet_str large_words[] = {TEXT("xl"), TEXT("extra large"), TEXT("large")};
static const clet_entity_value sizes[] = {
    {.value = TEXT("S"), .synonyms = small_words, .synonym_count = 2},
    {.value = TEXT("XL"), .synonyms = large_words, .synonym_count = 3}};
static const chatlet_str keywords[] = {TEXT("buy"), TEXT("price list")};

static void check_entities(clet_expr_run *run, const clet_field_context *context,
                           chatlet_str text) {
    for (uint32_t i = 0; i < ENTITIES; i++) {
        clet_entity_found found;
        const chatlet_status status = clet_entity_find(run, context, i, text, &found);
        CLET_ASSERT(status == CHATLET_OK || status == CHATLET_ERR_COST);
        if (status == CHATLET_OK && found.is_found)
            CLET_ASSERT(found.value.kind != CHATLET_VALUE_NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str all = {.data = (const char *)data, .size_bytes = size};
    const size_t line_end = clet_str_find_byte(all, '\n', 0);
    if (clet_utf8_valid_prefix(all) != size || line_end == size) return 0;
    const chatlet_str sentence = clet_str_slice(all, 0, line_end);
    const chatlet_str text = clet_str_slice(all, line_end + 1, size);
    clet_arena arena;
    clet_arena_init(&arena, test_plain_allocator());
    clet_pattern_refusal refusal;
    chatlet_str pattern;
    const chatlet_status compiled =
        clet_pattern_compile(&arena, CHATLET_STR("(a|b)*[A-Z]{2}\\d+|\\bx"), &pattern, &refusal);
    CLET_ASSERT(compiled == CHATLET_OK);
    const clet_flow_entity entities[ENTITIES] = {
        {.name = CHATLET_STR("size"), .values = sizes, .value_count = 2},
        {.name = CHATLET_STR("order"), .pattern = pattern},
        {.name = CHATLET_STR("day"), .builtin = CLET_FIELD_KIND_DATE + 1},
        {.name = CHATLET_STR("any"), .builtin = CLET_FIELD_KIND_TEXT + 1}};
    const clet_flow_intent intent = {.name = CHATLET_STR("all"),
                                     .phrases = &sentence,
                                     .phrase_count = 1,
                                     .keywords = keywords,
                                     .keyword_count = 2,
                                     .patterns = &pattern,
                                     .pattern_count = 1};
    const clet_flow_trigger trigger = {.kind = CLET_TRIGGER_INTENT};
    const clet_flow_program program = {.entities = entities,
                                       .entity_count = ENTITIES,
                                       .intents = &intent,
                                       .intent_count = 1,
                                       .triggers = &trigger,
                                       .trigger_count = 1};
    const clet_field_context context = {.program = &program,
                                        .locale = clet_locale_at(0),
                                        .language = CHATLET_STR("en"),
                                        .now_ms = 1772447400000};
    clet_expr_run run = {.arena = &arena, .cost_left = COST};
    clet_trigger_found found;
    const chatlet_status status = clet_trigger_match_text(&run, &context, NULL, text, &found);
    CLET_ASSERT(status == CHATLET_OK || status == CHATLET_ERR_COST);
    if (status == CHATLET_OK) {
        CLET_ASSERT(found.confidence <= CLET_SURE_PHRASE);
        CLET_ASSERT((found.trigger == 0) == (found.confidence > 0));
        check_entities(&run, &context, text);
    }
    clet_arena_free(&arena);
    return 0;
}
