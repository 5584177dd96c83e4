#include "intent_score.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "entity_find.h"
#include "pattern_match.h"

#include <string.h>

enum {
    SLOT_WORDS_MAX = 16, /* of one entity in a text */
    SLOTS_MAX = 8,       /* of one sentence */
    TRIES_MAX = 300      /* of ways to part a text among the slots of a sentence */
};

bool clet_phrase_holds(const clet_phrase *phrase, chatlet_str words) {
    const chatlet_str whole = clet_phrase_str(phrase);
    if (words.size_bytes == 0) return false;
    for (size_t begin = 0; begin + words.size_bytes <= whole.size_bytes;) {
        const size_t end = begin + words.size_bytes;
        if ((end == whole.size_bytes || whole.data[end] == ' ') &&
            memcmp(whole.data + begin, words.data, words.size_bytes) == 0)
            return true;
        begin = clet_str_find_byte(whole, ' ', begin) + 1;
    }
    return false;
}

static bool is_phrase(const clet_flow_intent *intent, chatlet_str text) {
    for (uint32_t i = 0; i < intent->phrase_count && text.size_bytes > 0; i++) {
        if (intent->phrases[i].size_bytes == text.size_bytes &&
            memcmp(intent->phrases[i].data, text.data, text.size_bytes) == 0)
            return true;
    }
    return false;
}

/* A sentence with slots held against a text, word by word. */
typedef struct matching {
    clet_expr_run *run;
    const clet_field_context *context;
    const clet_intent_text *text;
    chatlet_str sentence;
    uint32_t entities[SLOTS_MAX];
    chatlet_value values[SLOTS_MAX];
    uint32_t count;
    uint32_t tries;
    chatlet_status status;
} matching;

/* The number in "{12}"; false when the word is none. */
static bool read_slot(const matching *with, chatlet_str word, uint32_t *entity) {
    uint32_t number = 0;
    if (word.size_bytes < 3 || word.data[0] != '{') return false;
    for (size_t i = 1; i + 1 < word.size_bytes && number < CLET_INTENT_NOT_FOUND / 100; i++)
        number = number * 10 + (uint32_t)(word.data[i] - '0');
    *entity = number;
    return number < with->context->program->entity_count;
}

static chatlet_str word_of(const matching *with, uint32_t index) {
    const clet_phrase_word *word = &with->text->phrase.words[index];
    return clet_str_slice(clet_phrase_str(&with->text->phrase), word->begin, word->end);
}

/* Whether the sentence from `offset` on is the words from `index` on. A slot takes as many words as
 * it can, then fewer, until the rest goes; there are at most SLOTS_MAX within each other. */
static bool matches(matching *with, size_t offset, uint32_t index) {
    const uint32_t words = with->text->phrase.word_count;
    while (offset < with->sentence.size_bytes) {
        uint32_t entity;
        const size_t end = clet_str_find_byte(with->sentence, ' ', offset);
        const chatlet_str word = clet_str_slice(with->sentence, offset, end);
        offset = end + 1;
        if (index == words || with->status != CHATLET_OK) return false;
        if (!read_slot(with, word, &entity)) {
            if (!clet_str_equal(word, word_of(with, index))) return false;
            index++;
            continue;
        }
        if (with->count == SLOTS_MAX) return false;
        const uint32_t slot = with->count++;
        uint32_t last = index + SLOT_WORDS_MAX < words ? index + SLOT_WORDS_MAX : words;
        for (; last > index && with->status == CHATLET_OK; last--) {
            bool is_one = false;
            if (with->tries++ >= TRIES_MAX) break;
            with->status =
                clet_entity_is(with->run, with->context, entity, with->text->source,
                               &with->text->phrase, index, last, &is_one, &with->values[slot]);
            with->entities[slot] = entity;
            if (with->status == CHATLET_OK && is_one && matches(with, offset, last)) return true;
            with->count = slot + 1;
        }
        with->count = slot;
        return false;
    }
    return index == words;
}

/* The values of the slots by their entities' names; of one that stands twice the first. */
static chatlet_value make_map(const matching *with) {
    chatlet_value map = clet_expr_list_begin(CHATLET_VALUE_MAP);
    for (uint32_t i = 0; i < with->count; i++) {
        bool is_first = true;
        for (uint32_t k = 0; k < i; k++)
            is_first = is_first && with->entities[k] != with->entities[i];
        const chatlet_value name = clet_value_text(
            CHATLET_VALUE_STRING, with->context->program->entities[with->entities[i]].name);
        if (is_first) clet_expr_map_append(with->run, &map, &name, &with->values[i]);
    }
    return clet_expr_list_finish(&map);
}

/* Whether a sentence has slots and may begin as the text does, which few do. */
static bool may_match(chatlet_str sentence, chatlet_str text) {
    if (sentence.size_bytes == 0 || text.size_bytes == 0) return false;
    const char first = sentence.data[0];
    return (first == '{' || first == text.data[0]) &&
           memchr(sentence.data, '{', sentence.size_bytes) != NULL;
}

static bool is_slot_phrase(matching *with, const clet_flow_intent *intent) {
    const clet_phrase *phrase = &with->text->phrase;
    if (phrase->is_cut || phrase->word_count > CLET_PHRASE_WORDS_MAX) return false;
    for (uint32_t i = 0; i < intent->phrase_count && with->status == CHATLET_OK; i++) {
        if (!may_match(intent->phrases[i], clet_phrase_str(phrase))) continue;
        with->sentence = intent->phrases[i];
        with->count = 0;
        with->tries = 0;
        if (matches(with, 0, 0)) return true;
    }
    return false;
}

static bool has_keyword(const clet_flow_intent *intent, const clet_phrase *phrase) {
    for (uint32_t i = 0; i < intent->keyword_count; i++) {
        if (clet_phrase_holds(phrase, intent->keywords[i])) return true;
    }
    return false;
}

static bool has_pattern(clet_expr_run *run, const clet_flow_intent *intent, chatlet_str source) {
    for (uint32_t i = 0; i < intent->pattern_count; i++) {
        const chatlet_value found = clet_pattern_find(run, intent->patterns[i], source);
        if (found.kind == CHATLET_VALUE_BOOL && found.boolean) return true;
    }
    return false;
}

chatlet_status clet_intent_score(clet_expr_run *run, const clet_field_context *context,
                                 const clet_intent_text *text, uint32_t intent,
                                 clet_intent_stage stage, uint32_t *confidence,
                                 chatlet_value *entities) {
    const clet_flow_intent *of = &context->program->intents[intent];
    uint32_t sure = 0;
    *entities = clet_value_null();
    switch (stage) {
    case CLET_INTENT_PHRASES:
        if (!text->phrase.is_cut && is_phrase(of, clet_phrase_str(&text->phrase)))
            sure = CLET_SURE_PHRASE;
        break;
    case CLET_INTENT_SLOTS: {
        matching with = {.run = run, .context = context, .text = text};
        if (is_slot_phrase(&with, of)) {
            sure = CLET_SURE_SLOTS;
            *entities = make_map(&with);
        }
        if (with.status != CHATLET_OK) return with.status;
        break;
    }
    case CLET_INTENT_KEYWORDS:
        if (has_keyword(of, &text->phrase)) sure = CLET_SURE_KEYWORD;
        break;
    case CLET_INTENT_PATTERNS:
        if (has_pattern(run, of, text->source)) sure = CLET_SURE_PATTERN;
        break;
    case CLET_INTENT_STAGE_COUNT: CLET_ASSERT(stage != CLET_INTENT_STAGE_COUNT); break;
    }
    *confidence = sure;
    return run->status;
}
