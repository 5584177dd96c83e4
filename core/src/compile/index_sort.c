/* Occurrences in the order of documents become postings in the order of terms. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/str.h"

#include <string.h>

/* Bottom-up merge sort, since core has no qsort and the order must be the same everywhere. */
static void merge(const chatlet_str *texts, const uint32_t *numbers, chatlet_str *to_texts,
                  uint32_t *to_numbers, uint32_t begin, uint32_t middle, uint32_t end) {
    uint32_t left = begin;
    uint32_t right = middle;
    for (uint32_t i = begin; i < end; i++) {
        const bool take_left =
            left < middle && (right >= end || clet_str_compare(texts[left], texts[right]) <= 0);
        const uint32_t from = take_left ? left++ : right++;
        to_texts[i] = texts[from];
        to_numbers[i] = numbers[from];
    }
}

void clet_index_sort_texts(chatlet_str *texts, uint32_t *numbers, chatlet_str *text_scratch,
                           uint32_t *number_scratch, uint32_t count) {
    chatlet_str *from_texts = texts;
    uint32_t *from_numbers = numbers;
    for (uint32_t width = 1; width < count; width *= 2) {
        chatlet_str *to_texts = from_texts == texts ? text_scratch : texts;
        uint32_t *to_numbers = from_numbers == numbers ? number_scratch : numbers;
        for (uint32_t begin = 0; begin < count; begin += 2 * width) {
            const uint32_t middle = begin + width < count ? begin + width : count;
            const uint32_t end = begin + 2 * width < count ? begin + 2 * width : count;
            merge(from_texts, from_numbers, to_texts, to_numbers, begin, middle, end);
        }
        from_texts = to_texts;
        from_numbers = to_numbers;
    }
    if (from_texts == texts || count == 0) return;
    memcpy(texts, from_texts, count * sizeof *texts);
    memcpy(numbers, from_numbers, count * sizeof *numbers);
}

/* Marks the terms that have postings. */
static void mark_used(const clet_index_builder *builder, bool *used) {
    for (const clet_occurrence_chunk *chunk = builder->first_occurrences; chunk != NULL;
         chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->count; i++)
            used[chunk->items[i].term] = true;
    }
}

/* Sorts the terms in use; ranks[term] becomes a term's place. */
static chatlet_status rank_terms(const clet_index_builder *builder, clet_arena *arena,
                                 uint32_t *ranks, clet_sorted_terms *sorted) {
    const uint32_t count = builder->terms.count;
    bool *used = clet_arena_allocate_array(arena, count, sizeof *used);
    chatlet_str *texts = clet_arena_allocate_array(arena, count, sizeof *texts);
    chatlet_str *text_scratch = clet_arena_allocate_array(arena, count, sizeof *text_scratch);
    uint32_t *numbers = clet_arena_allocate_array(arena, count, sizeof *numbers);
    uint32_t *number_scratch = clet_arena_allocate_array(arena, count, sizeof *number_scratch);
    if (used == NULL || texts == NULL || text_scratch == NULL || numbers == NULL ||
        number_scratch == NULL) {
        return CHATLET_ERR_MEMORY;
    }
    mark_used(builder, used);
    uint32_t used_count = 0;
    for (uint32_t term = 0; term < count; term++) {
        if (!used[term]) continue;
        texts[used_count] = builder->terms.entries[term].key;
        numbers[used_count++] = term;
    }
    clet_index_sort_texts(texts, numbers, text_scratch, number_scratch, used_count);
    for (uint32_t rank = 0; rank < used_count; rank++)
        ranks[numbers[rank]] = rank;
    sorted->terms = texts;
    sorted->term_count = used_count;
    return CHATLET_OK;
}

/* Counts the postings of each (rank, field) and turns the counts into starts. */
static uint32_t place_postings(const clet_index_builder *builder, const uint32_t *ranks,
                               uint32_t *starts, uint32_t list_count) {
    for (const clet_occurrence_chunk *chunk = builder->first_occurrences; chunk != NULL;
         chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->count; i++) {
            starts[(size_t)ranks[chunk->items[i].term] * CLET_FIELD_COUNT +
                   chunk->items[i].field]++;
        }
    }
    uint32_t sum = 0;
    for (uint32_t list = 0; list <= list_count; list++) {
        const uint32_t count = list < list_count ? starts[list] : 0;
        starts[list] = sum;
        sum += count;
    }
    return sum;
}

static void scatter_postings(const clet_index_builder *builder, const uint32_t *ranks,
                             uint32_t *next, clet_posting *postings) {
    for (const clet_occurrence_chunk *chunk = builder->first_occurrences; chunk != NULL;
         chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->count; i++) {
            const clet_occurrence *item = &chunk->items[i];
            const size_t list = (size_t)ranks[item->term] * CLET_FIELD_COUNT + item->field;
            postings[next[list]++] =
                (clet_posting){.number = item->number, .frequency = item->frequency};
        }
    }
}

chatlet_status clet_index_sort(const clet_index_builder *builder, clet_arena *arena,
                               clet_sorted_terms *sorted) {
    uint32_t *ranks = clet_arena_allocate_array(arena, builder->terms.count, sizeof *ranks);
    if (ranks == NULL) return CHATLET_ERR_MEMORY;
    const chatlet_status status = rank_terms(builder, arena, ranks, sorted);
    if (status != CHATLET_OK) return status;

    const uint32_t list_count = sorted->term_count * CLET_FIELD_COUNT;
    uint32_t *starts = clet_arena_allocate_array(arena, (size_t)list_count + 1, sizeof *starts);
    uint32_t *next = clet_arena_allocate_array(arena, (size_t)list_count + 1, sizeof *next);
    if (starts == NULL || next == NULL) return CHATLET_ERR_MEMORY;
    const uint32_t posting_count = place_postings(builder, ranks, starts, list_count);
    clet_posting *postings = clet_arena_allocate_array(arena, posting_count, sizeof *postings);
    if (postings == NULL) return CHATLET_ERR_MEMORY;
    memcpy(next, starts, ((size_t)list_count + 1) * sizeof *next);
    scatter_postings(builder, ranks, next, postings);
    sorted->starts = starts;
    sorted->postings = postings;
    return CHATLET_OK;
}
