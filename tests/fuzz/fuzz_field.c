/* Any bytes as what a visitor wrote for a field, in each language: what comes back is of the kind,
 * and reads as itself once more. The first byte chooses the kind, the second the language. */
#include "test_allocator.h"

#include "base/assert.h"
#include "base/utf8.h"
#include "compile/locale_table.h"
#include "runtime/field_read.h"

#include <string.h>

#define TEXT(literal)                                                                              \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }

enum { COST = 10000000, LANGUAGES = 6, OFFERED = 4 };

static const chatlet_str synonyms[] = {TEXT("cheapest"), TEXT("starter kit")};
static const clet_offered offered[OFFERED] = {
    {.id = TEXT("basic"), .text = TEXT("Basic plan"), .synonyms = synonyms, .synonym_count = 2},
    {.id = TEXT("pro"), .text = TEXT("Pro plan")},
    {.id = TEXT("pro-plus"), .text = TEXT("Pro Plus plan (5 a month)")},
    {.id = TEXT("none"), .text = TEXT("\xC3\x91inguno de \xC3\xA9stos")}};

static uint8_t value_kind(clet_field_kind kind) {
    switch ((int)kind) {
    case CLET_FIELD_KIND_NUMBER: return CHATLET_VALUE_DOUBLE;
    case CLET_FIELD_KIND_INTEGER:
    case CLET_FIELD_KIND_RATING: return CHATLET_VALUE_INT;
    case CLET_FIELD_KIND_DATETIME: return CHATLET_VALUE_TIMESTAMP;
    case CLET_FIELD_KIND_BOOL: return CHATLET_VALUE_BOOL;
    case CLET_FIELD_KIND_MULTICHOICE: return CHATLET_VALUE_LIST;
    default: return CHATLET_VALUE_STRING;
    }
}

static void check_answer(clet_expr_run *run, const clet_field_context *context,
                         const clet_flow_field *field, const clet_field_answer *answer) {
    clet_field_answer again;
    CLET_ASSERT(answer->problem < CLET_FIELD_PROBLEM_COUNT);
    if (answer->problem != CLET_FIELD_NONE) {
        CLET_ASSERT(answer->value.kind == CHATLET_VALUE_NULL);
        return;
    }
    CLET_ASSERT(answer->value.kind == value_kind(field->kind));
    CLET_ASSERT(answer->sureness > 0 && answer->sureness <= CLET_SURE_EXACT);
    /* A rating in a text may be read as one of its stars; a value is a value. */
    const chatlet_status status =
        clet_field_read_value(run, context, field, &answer->value, &again);
    CLET_ASSERT(status == CHATLET_OK);
    CLET_ASSERT(again.problem == CLET_FIELD_NONE);
    uint64_t cost = COST;
    CLET_ASSERT(clet_value_equal(&answer->value, &again.value, &cost));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    clet_offered options[OFFERED];
    static const clet_flow_program none = {0};
    const chatlet_str text = {.data = (const char *)data + 2, .size_bytes = size - 2};
    const clet_locale_data *locale = clet_locale_at(data[1] % LANGUAGES);
    const clet_flow_field field = {.kind = (clet_field_kind)(data[0] % CLET_FIELD_KIND_COUNT),
                                   .is_required = data[1] >= 128};
    memcpy(options, offered, sizeof options);
    for (uint32_t i = 0; i < OFFERED; i++)
        options[i].value = clet_value_text(CHATLET_VALUE_STRING, options[i].id);
    const clet_field_context context = {.program = &none,
                                        .locale = locale,
                                        .language = locale->tag,
                                        .now_ms = 1772447400000,
                                        .zone_minutes = (int32_t)data[0] * 4 - 512,
                                        .offered = options,
                                        .offered_count =
                                            field.kind == CLET_FIELD_KIND_BOOL ? 0 : OFFERED};
    /* Events are checked to be UTF-8 before they come this far. */
    if (clet_utf8_valid_prefix(text) != text.size_bytes) return 0;
    clet_arena arena;
    clet_field_answer answer;
    clet_arena_init(&arena, test_plain_allocator());
    clet_expr_run run = {.arena = &arena, .cost_left = COST};
    const chatlet_status status = clet_field_read_text(&run, &context, &field, text, &answer);
    CLET_ASSERT(status == CHATLET_OK);
    check_answer(&run, &context, &field, &answer);
    clet_arena_free(&arena);
    return 0;
}
