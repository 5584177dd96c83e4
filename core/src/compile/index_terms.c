/* Term parts: occurrences in the order of documents become postings in the order of terms, cut into
 * parts. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/str.h"

#include <string.h>

/* A part closes at the first term past this. Small enough that a question of three words costs
 * little, large enough that the head, which names every part, stays small. */
enum { TERM_PART_BYTES_TARGET = 8 * 1024 };

/* Sorts entries by the bytes of their keys: bottom-up merge sort, since core has no qsort and the
 * order must be the same everywhere. */
static void merge(const clet_map_entry **from, const clet_map_entry **to, uint32_t begin,
                  uint32_t middle, uint32_t end) {
    uint32_t left = begin;
    uint32_t right = middle;
    for (uint32_t i = begin; i < end; i++) {
        const bool take_left =
            left < middle &&
            (right >= end || clet_str_compare(from[left]->key, from[right]->key) <= 0);
        to[i] = take_left ? from[left++] : from[right++];
    }
}

static const clet_map_entry **sort_entries(const clet_map_entry **entries,
                                           const clet_map_entry **scratch, uint32_t count) {
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t begin = 0; begin < count; begin += 2 * width) {
            const uint32_t middle = begin + width < count ? begin + width : count;
            const uint32_t end = begin + 2 * width < count ? begin + 2 * width : count;
            merge(entries, scratch, begin, middle, end);
        }
        const clet_map_entry **swap = entries;
        entries = scratch;
        scratch = swap;
    }
    return entries;
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
    const uint32_t count = builder->terms.count;
    const clet_map_entry **entries = clet_arena_allocate_array(arena, count, sizeof *entries);
    const clet_map_entry **scratch = clet_arena_allocate_array(arena, count, sizeof *scratch);
    uint32_t *ranks = clet_arena_allocate_array(arena, count, sizeof *ranks);
    const uint32_t list_count = count * CLET_FIELD_COUNT;
    uint32_t *starts = clet_arena_allocate_array(arena, (size_t)list_count + 1, sizeof *starts);
    uint32_t *next = clet_arena_allocate_array(arena, (size_t)list_count + 1, sizeof *next);
    if (entries == NULL || scratch == NULL || ranks == NULL || starts == NULL || next == NULL)
        return CHATLET_ERR_MEMORY;

    for (uint32_t i = 0; i < count; i++)
        entries[i] = &builder->terms.entries[i];
    const clet_map_entry **order = sort_entries(entries, scratch, count);
    for (uint32_t rank = 0; rank < count; rank++)
        ranks[order[rank]->value] = rank;

    const uint32_t posting_count = place_postings(builder, ranks, starts, list_count);
    clet_posting *postings = clet_arena_allocate_array(arena, posting_count, sizeof *postings);
    if (postings == NULL) return CHATLET_ERR_MEMORY;
    memcpy(next, starts, ((size_t)list_count + 1) * sizeof *next);
    scatter_postings(builder, ranks, next, postings);
    *sorted = (clet_sorted_terms){
        .terms = order, .term_count = count, .starts = starts, .postings = postings};
    return CHATLET_OK;
}

/* The part being filled. */
typedef struct term_part {
    clet_buffer dictionary;
    clet_buffer postings;
    clet_buffer whole;
    uint32_t term_count;
    chatlet_str first;  /* term of this part */
    chatlet_str last;   /* term of this part, or of the one before while it is empty */
    chatlet_str before; /* last term of the part before */
} term_part;

static void append_postings(clet_buffer *buffer, const clet_posting *postings, uint32_t count) {
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++) {
        CLET_ASSERT(postings[i].number >= next);
        const bool several = postings[i].frequency > 1;
        clet_buffer_append_varint(buffer,
                                  (uint64_t)(postings[i].number - next) << 1 | (several ? 1 : 0));
        if (several) clet_buffer_append_varint(buffer, postings[i].frequency - 2);
        next = postings[i].number + 1;
    }
}

/* Appends one term; terms that lost all their postings are left out. */
static void append_term(term_part *part, const clet_sorted_terms *sorted, uint32_t rank) {
    const uint32_t *starts = sorted->starts + (size_t)rank * CLET_FIELD_COUNT;
    if (starts[0] == starts[CLET_FIELD_COUNT]) return;

    const chatlet_str term = sorted->terms[rank]->key;
    const size_t shared = part->term_count == 0 ? 0 : clet_str_common_prefix(part->last, term);
    clet_buffer_append_varint(&part->dictionary, shared);
    clet_buffer_append_varint(&part->dictionary, term.size_bytes - shared);
    clet_buffer_append(&part->dictionary, clet_str_slice(term, shared, term.size_bytes));
    uint8_t fields = 0;
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        if (starts[field + 1] > starts[field]) fields = (uint8_t)(fields | 1u << field);
    }
    clet_buffer_append_byte(&part->dictionary, fields);
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        const uint32_t count = starts[field + 1] - starts[field];
        if (count == 0) continue;
        const size_t before_bytes = part->postings.size_bytes;
        append_postings(&part->postings, sorted->postings + starts[field], count);
        clet_buffer_append_varint(&part->dictionary, count);
        clet_buffer_append_varint(&part->dictionary, part->postings.size_bytes - before_bytes);
    }
    if (part->term_count == 0) part->first = term;
    part->last = term;
    part->term_count++;
}

/* The shortest text above `before` that is at most `first`. */
static chatlet_str separator_of(chatlet_str before, chatlet_str first) {
    const size_t shared = clet_str_common_prefix(before, first);
    CLET_ASSERT(shared < first.size_bytes);
    return clet_str_slice(first, 0, shared + 1);
}

static chatlet_status close_part(term_part *part, clet_index_output *output,
                                 clet_written_parts *parts) {
    if (part->term_count == 0) return CHATLET_OK;
    clet_buffer_truncate(&part->whole, 0);
    clet_buffer_append_varint(&part->whole, part->term_count);
    clet_buffer_append(&part->whole, clet_buffer_str(&part->dictionary));
    clet_buffer_append(&part->whole, clet_buffer_str(&part->postings));
    chatlet_status status = clet_buffer_status(&part->dictionary);
    if (status == CHATLET_OK) status = clet_buffer_status(&part->postings);
    if (status == CHATLET_OK) status = clet_buffer_status(&part->whole);
    if (status == CHATLET_OK)
        status = clet_index_emit(output, CHATLET_OUTPUT_PART, clet_buffer_str(&part->whole), parts);
    if (status != CHATLET_OK) return status;

    parts->items[parts->count - 1].separator = separator_of(part->before, part->first);
    part->before = part->last;
    part->term_count = 0;
    clet_buffer_truncate(&part->dictionary, 0);
    clet_buffer_truncate(&part->postings, 0);
    return CHATLET_OK;
}

static chatlet_status write_parts(const clet_sorted_terms *sorted, term_part *part,
                                  clet_index_output *output, clet_written_parts *parts,
                                  uint32_t *term_count) {
    for (uint32_t rank = 0; rank < sorted->term_count; rank++) {
        const uint32_t before = part->term_count;
        append_term(part, sorted, rank);
        *term_count += part->term_count - before;
        if (part->dictionary.size_bytes + part->postings.size_bytes < TERM_PART_BYTES_TARGET)
            continue;
        const chatlet_status status = close_part(part, output, parts);
        if (status != CHATLET_OK) return status;
    }
    return close_part(part, output, parts);
}

chatlet_status clet_index_write_terms(const clet_index_builder *builder, clet_index_output *output,
                                      clet_written_parts *parts, uint32_t *term_count) {
    clet_arena scratch;
    clet_sorted_terms sorted;
    term_part part = {0};
    clet_arena_init(&scratch, builder->allocator);
    clet_buffer_init(&part.dictionary, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_buffer_init(&part.postings, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_buffer_init(&part.whole, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);

    chatlet_status status = clet_index_sort(builder, &scratch, &sorted);
    if (status == CHATLET_OK) status = write_parts(&sorted, &part, output, parts, term_count);

    clet_buffer_free(&part.dictionary);
    clet_buffer_free(&part.postings);
    clet_buffer_free(&part.whole);
    clet_arena_free(&scratch);
    return status;
}
