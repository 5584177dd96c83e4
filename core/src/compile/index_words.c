/* Words of a text into occurrences of terms. The builder's hot loop. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "../text/analyze.h"
#include "../text/tokenize.h"

#include <string.h>

enum {
    WORD_NONE = 0xFFFFFFFF,     /* a word that makes no term */
    CACHED_WORD_BYTES_MAX = 32, /* longer words are rare, and each is another */
    WORDS_FIRST_CAPACITY = 4096
};

/* Multiplication spreads well enough for words, and costs a fraction of SipHash. Nothing hostile is
 * gained by collisions: the author's own build would get slower. */
static uint32_t hash_word(const char *data, size_t size_bytes) {
    uint64_t hash = size_bytes * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = 0;
    for (; i + 8 <= size_bytes; i += 8) {
        uint64_t chunk;
        memcpy(&chunk, data + i, 8);
        hash = (hash ^ chunk) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    uint64_t rest = 0;
    for (size_t j = 0; i + j < size_bytes; j++)
        rest |= (uint64_t)(uint8_t)data[i + j] << (8 * j);
    hash = (hash ^ rest) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(hash ^ hash >> 32);
}

/* The slot of a word: its own, or the free one where it belongs. */
static clet_word_entry *find_word(const clet_word_cache *cache, const char *data, size_t size_bytes,
                                  uint32_t hash) {
    uint32_t at = hash & (cache->capacity - 1);
    while (cache->entries[at].data != NULL &&
           (cache->entries[at].hash != hash || cache->entries[at].size_bytes != size_bytes ||
            memcmp(cache->entries[at].data, data, size_bytes) != 0)) {
        at = (at + 1) & (cache->capacity - 1);
    }
    return &cache->entries[at];
}

static chatlet_status grow_cache(clet_index_builder *builder) {
    clet_word_cache *cache = &builder->words;
    const uint32_t capacity = cache->capacity == 0 ? WORDS_FIRST_CAPACITY : cache->capacity * 2;
    clet_word_cache grown = {.count = cache->count, .capacity = capacity};
    grown.entries = clet_arena_allocate_array(&builder->arena, capacity, sizeof *grown.entries);
    if (grown.entries == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < cache->capacity; i++) {
        const clet_word_entry *entry = &cache->entries[i];
        if (entry->data == NULL) continue;
        *find_word(&grown, entry->data, entry->size_bytes, entry->hash) = *entry;
    }
    *cache = grown;
    return CHATLET_OK;
}

/* Remembers a word; `value` as clet_word_entry has it. */
static chatlet_status remember_word(clet_index_builder *builder, chatlet_str word, uint32_t value) {
    clet_word_cache *cache = &builder->words;
    if (cache->count >= cache->capacity / 2) {
        const chatlet_status status = grow_cache(builder);
        if (status != CHATLET_OK) return status;
    }
    chatlet_str copy;
    const chatlet_status status = clet_arena_copy(&builder->arena, word, &copy);
    if (status != CHATLET_OK) return status;
    const uint32_t hash = hash_word(word.data, word.size_bytes);
    *find_word(cache, word.data, word.size_bytes, hash) = (clet_word_entry){
        .data = copy.data, .hash = hash, .size_bytes = (uint32_t)word.size_bytes, .value = value};
    cache->count++;
    return CHATLET_OK;
}

static chatlet_status number_term(clet_index_builder *builder, chatlet_str text, uint32_t *term) {
    clet_map_entry *entry;
    bool is_new;
    const chatlet_status status =
        clet_map_insert(&builder->terms, text, builder->terms.count, &entry, &is_new);
    if (status != CHATLET_OK) return status;
    *term = entry->value;
    if (entry->value < builder->state_capacity) return CHATLET_OK;
    clet_term_state *states =
        clet_arena_grow_array(&builder->arena, builder->states, builder->state_capacity,
                              sizeof *states, 4096, &builder->state_capacity);
    if (states == NULL) return CHATLET_ERR_MEMORY;
    builder->states = states;
    return CHATLET_OK;
}

static clet_occurrence *add_occurrence(clet_index_builder *builder) {
    clet_occurrence_chunk *chunk = builder->last_occurrences;
    if (chunk == NULL || chunk->count == CLET_OCCURRENCES_PER_CHUNK) {
        clet_occurrence_chunk *fresh = clet_arena_allocate(&builder->arena, sizeof *fresh);
        if (fresh == NULL) return NULL;
        *(chunk == NULL ? &builder->first_occurrences : &chunk->next) = fresh;
        builder->last_occurrences = fresh;
        chunk = fresh;
    }
    return &chunk->items[chunk->count++];
}

/* Where words are being counted. */
typedef struct word_target {
    clet_index_builder *builder;
    clet_field field;
    uint32_t number;
    uint32_t word_count;
} word_target;

static chatlet_status count_term(word_target *target, uint32_t term) {
    clet_index_builder *builder = target->builder;
    clet_term_state *state = &builder->states[term];
    const uint32_t serial = builder->serials[target->field];
    target->word_count++;
    if (state->serial[target->field] == serial) {
        clet_occurrence *known = state->occurrence[target->field];
        if (known->frequency < UINT16_MAX) known->frequency++;
        known->pieces |= builder->piece_bit;
        return CHATLET_OK;
    }
    clet_occurrence *fresh = add_occurrence(builder);
    if (fresh == NULL) return CHATLET_ERR_MEMORY;
    *fresh = (clet_occurrence){.term = term,
                               .number = target->number & 0x1FFFFFFF,
                               .field = (uint32_t)target->field & 7,
                               .frequency = 1,
                               .pieces = builder->piece_bit};
    state->serial[target->field] = serial;
    state->occurrence[target->field] = fresh;
    return CHATLET_OK;
}

static chatlet_status count_value(word_target *target, uint32_t value) {
    const bool is_stop = (value & 1) != 0;
    if (value == WORD_NONE || (is_stop && target->field == CLET_FIELD_BODY)) return CHATLET_OK;
    return count_term(target, value >> 1);
}

/* Folds and stems `text`, which is a word or a text of a script without spaces. *value gets the
 * last term's value and *count how many there were. */
static chatlet_status analyze(word_target *target, chatlet_str text, uint32_t *value,
                              uint32_t *count) {
    clet_analyzer analyzer;
    clet_term term;
    *value = WORD_NONE;
    *count = 0;
    clet_analyzer_init(&analyzer, target->builder->stemmer, text);
    while (clet_analyzer_next(&analyzer, &term)) {
        uint32_t number;
        const chatlet_str stem = {.data = term.text, .size_bytes = term.size_bytes};
        chatlet_status status = number_term(target->builder, stem, &number);
        if (status != CHATLET_OK) return status;
        *value = number << 1 | (term.is_stop ? 1 : 0);
        (*count)++;
        status = count_value(target, *value);
        if (status != CHATLET_OK) return status;
    }
    return target->builder->stemmer->failed ? CHATLET_ERR_MEMORY : CHATLET_OK;
}

static chatlet_status count_word(word_target *target, chatlet_str word) {
    const clet_word_cache *cache = &target->builder->words;
    const bool is_cacheable = word.size_bytes <= CACHED_WORD_BYTES_MAX;
    if (is_cacheable && cache->capacity > 0) {
        const clet_word_entry *entry =
            find_word(cache, word.data, word.size_bytes, hash_word(word.data, word.size_bytes));
        if (entry->data != NULL) return count_value(target, entry->value);
    }
    uint32_t value;
    uint32_t count;
    const chatlet_status status = analyze(target, word, &value, &count);
    if (status != CHATLET_OK || !is_cacheable || count > 1) return status;
    return remember_word(target->builder, word, value);
}

chatlet_status clet_index_count_term(clet_index_builder *builder, clet_field field, uint32_t number,
                                     chatlet_str text) {
    word_target target = {.builder = builder, .field = field, .number = number};
    uint32_t term;
    const chatlet_status status = number_term(builder, text, &term);
    return status == CHATLET_OK ? count_term(&target, term) : status;
}

void clet_index_begin_text(clet_index_builder *builder, clet_field field) {
    CLET_ASSERT(builder->serials[field] < UINT32_MAX);
    builder->serials[field]++;
}

chatlet_status clet_index_count_words(clet_index_builder *builder, clet_field field,
                                      uint32_t number, chatlet_str text, uint32_t *word_count) {
    word_target target = {.builder = builder, .field = field, .number = number};
    chatlet_status status = CHATLET_OK;
    clet_token token;
    size_t offset = 0;
    while (status == CHATLET_OK && clet_token_next(text, offset, &token)) {
        size_t end = token.end;
        if (token.is_unspaced) {
            /* The pairs of a run need the run as a whole. */
            clet_token next;
            while (clet_token_next(text, end, &next) && next.is_unspaced && next.begin == end)
                end = next.end;
            uint32_t value;
            uint32_t count;
            status = analyze(&target, clet_str_slice(text, token.begin, end), &value, &count);
        } else {
            status = count_word(&target, clet_str_slice(text, token.begin, end));
        }
        offset = end;
    }
    *word_count += target.word_count;
    return status;
}
