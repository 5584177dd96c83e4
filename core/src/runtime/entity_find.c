#include "entity_find.h"

#include "../base/str.h"
#include "field_kinds.h"
#include "pattern_match.h"

#include <string.h>

/* Bytes of the longest synonym at the beginning of `folded` up to a word's end; *value gets what it
 * stands for. */
static size_t match_list(const clet_flow_entity *entity, chatlet_str folded, chatlet_str *value) {
    size_t longest = 0;
    for (uint32_t i = 0; i < entity->value_count; i++) {
        const clet_entity_value *item = &entity->values[i];
        for (uint32_t k = 0; k < item->synonym_count; k++) {
            const chatlet_str word = item->synonyms[k];
            if (word.size_bytes <= longest || !clet_str_starts_with(folded, word)) continue;
            if (word.size_bytes < folded.size_bytes && folded.data[word.size_bytes] != ' ')
                continue;
            longest = word.size_bytes;
            *value = item->value;
        }
    }
    return longest;
}

static clet_entity_found text_found(chatlet_str value, bool is_whole) {
    return (clet_entity_found){.is_found = true,
                               .is_whole = is_whole,
                               .value = clet_value_text(CHATLET_VALUE_STRING, value)};
}

static clet_entity_found find_in_list(const clet_flow_entity *entity, chatlet_str language,
                                      chatlet_str text) {
    clet_phrase phrase;
    clet_phrase_fold(language, text, &phrase);
    const chatlet_str folded = clet_phrase_str(&phrase);
    for (size_t begin = 0; begin < folded.size_bytes;) {
        chatlet_str value;
        const chatlet_str rest = clet_str_slice(folded, begin, folded.size_bytes);
        const size_t size_bytes = match_list(entity, rest, &value);
        if (size_bytes > 0) return text_found(value, size_bytes == folded.size_bytes);
        begin = clet_str_find_byte(folded, ' ', begin) + 1;
    }
    return (clet_entity_found){0};
}

static clet_entity_found find_by_pattern(clet_expr_run *run, const clet_flow_entity *entity,
                                         chatlet_str text) {
    size_t begin;
    size_t end;
    if (!clet_pattern_find_place(run, entity->pattern, text, &begin, &end) || end == begin)
        return (clet_entity_found){0};
    return text_found(clet_str_slice(text, begin, end), end - begin == text.size_bytes);
}

/* A value of a field's kind, for which a field is made. */
static chatlet_status find_by_kind(clet_expr_run *run, const clet_field_context *context,
                                   const clet_flow_entity *entity, chatlet_str text,
                                   clet_entity_found *found) {
    const clet_flow_field field = {.kind = (clet_field_kind)(entity->builtin - 1),
                                   .is_required = true};
    clet_field_answer answer;
    const chatlet_status status = clet_field_read_text(run, context, &field, text, &answer);
    if (status != CHATLET_OK) return status;
    *found = (clet_entity_found){.is_found = answer.problem == CLET_FIELD_NONE,
                                 .is_whole = answer.sureness != CLET_SURE_PART,
                                 .value = answer.value};
    return CHATLET_OK;
}

chatlet_status clet_entity_find(clet_expr_run *run, const clet_field_context *context,
                                uint32_t entity, chatlet_str text, clet_entity_found *found) {
    const clet_flow_entity *of = &context->program->entities[entity];
    if (of->builtin > 0) return find_by_kind(run, context, of, text, found);
    const clet_entity_found made = of->pattern.size_bytes > 0
                                       ? find_by_pattern(run, of, text)
                                       : find_in_list(of, context->language, text);
    if (run->status == CHATLET_OK) *found = made;
    return run->status;
}

chatlet_status clet_entity_is(clet_expr_run *run, const clet_field_context *context,
                              uint32_t entity, chatlet_str source, const clet_phrase *phrase,
                              uint32_t begin, uint32_t end, bool *is_one, chatlet_value *value) {
    const clet_flow_entity *of = &context->program->entities[entity];
    const chatlet_str folded = clet_str_slice(clet_phrase_str(phrase), phrase->words[begin].begin,
                                              phrase->words[end - 1].end);
    if (of->builtin == 0 && of->pattern.size_bytes == 0) {
        chatlet_str found;
        *is_one = match_list(of, folded, &found) == folded.size_bytes;
        if (*is_one) *value = clet_value_text(CHATLET_VALUE_STRING, found);
        return CHATLET_OK;
    }
    clet_entity_found found = {0};
    const chatlet_str words = clet_str_slice(source, phrase->words[begin].source_begin,
                                             phrase->words[end - 1].source_end);
    const chatlet_status status = clet_entity_find(run, context, entity, words, &found);
    if (status != CHATLET_OK) return status;
    *is_one = found.is_found && found.is_whole;
    if (*is_one) *value = found.value;
    return CHATLET_OK;
}
