/* Locators of sections: for each word of a section, in which of its pieces it stands, written so
 * that the words need not be (bundle/locator.h). */
#include "../bundle/locator.h"
#include "index_collect.h"

#include "../base/assert.h"

#include <string.h>

/* A word of the section at hand. */
typedef struct located_word {
    uint64_t hash; /* under the seed at hand */
    uint32_t term;
    uint32_t pieces;
} located_word;

/* A place of the table while it is solved: how many words are still at it, and their numbers
 * together (exclusive or), which is the number of the last one when there is one. */
typedef struct table_place {
    uint32_t words;
    uint32_t together;
    uint32_t value;
} table_place;

typedef struct locate_work {
    clet_index_builder *builder;
    clet_arena scratch;
    const clet_occurrence_chunk *chunk; /* occurrences not looked at yet */
    uint32_t at;
    uint32_t *word_of; /* by term: its number in `words`, when words[that].term is the term */
    located_word *words;
    uint32_t word_count;
    uint32_t word_capacity;
    table_place *places;
    uint32_t place_capacity;
    uint32_t *order; /* of words as they were taken out; room for word_capacity */
    uint32_t order_capacity;
    clet_buffer bytes;
} locate_work;

/* `old`, or when it has not room for `count` things, new room in its place; what was there is
 * forgotten. NULL when the allocator refused. */
static void *room_for(locate_work *work, void *old, uint32_t *capacity, uint32_t count,
                      size_t size_bytes) {
    if (count <= *capacity) return old;
    const uint32_t wanted = count + count / 2 + 64;
    void *room = clet_arena_allocate_array(&work->scratch, wanted, size_bytes);
    if (room != NULL) *capacity = wanted;
    return room;
}

static bool add_word(locate_work *work, const clet_occurrence *occurrence) {
    const uint32_t known = work->word_of[occurrence->term];
    if (known < work->word_count && work->words[known].term == occurrence->term) {
        work->words[known].pieces |= occurrence->pieces;
        return true;
    }
    if (work->word_count == work->word_capacity) {
        located_word *grown = clet_arena_grow_array(&work->scratch, work->words, work->word_count,
                                                    sizeof *grown, 1024, &work->word_capacity);
        if (grown == NULL) return false;
        work->words = grown;
    }
    work->word_of[occurrence->term] = work->word_count;
    work->words[work->word_count++] =
        (located_word){.term = occurrence->term, .pieces = occurrence->pieces};
    return true;
}

/* Collects the words of section `number`, whose occurrences follow those of the sections before. */
static bool collect_words(locate_work *work, uint32_t number) {
    work->word_count = 0;
    while (work->chunk != NULL) {
        if (work->at == work->chunk->count) {
            work->chunk = work->chunk->next;
            work->at = 0;
            continue;
        }
        const clet_occurrence *occurrence = &work->chunk->items[work->at];
        const bool is_of_section = !clet_field_counts_documents((clet_field)occurrence->field);
        if (is_of_section && occurrence->number > number) break;
        if (is_of_section && occurrence->number == number && !add_word(work, occurrence))
            return false;
        work->at++;
    }
    return true;
}

static uint32_t place_of(uint64_t hash, uint32_t third, uint32_t size) {
    return third * size + clet_locator_place(hash, third, size);
}

static void put_words(locate_work *work, uint32_t size, uint8_t seed) {
    memset(work->places, 0, (size_t)size * CLET_LOCATOR_THIRDS * sizeof *work->places);
    for (uint32_t i = 0; i < work->word_count; i++) {
        located_word *word = &work->words[i];
        word->hash = clet_locator_hash(work->builder->terms.entries[word->term].key, seed);
        for (uint32_t third = 0; third < CLET_LOCATOR_THIRDS; third++) {
            table_place *place = &work->places[place_of(word->hash, third, size)];
            place->words++;
            place->together ^= i;
        }
    }
}

/* Takes a word out of its three places when it is alone at `at`, and so on wherever another one is
 * alone then. The chain goes from place to place; what it leaves is found by the caller's walk. */
static uint32_t take_words_out(locate_work *work, uint32_t size, uint32_t at, uint32_t taken) {
    while (work->places[at].words == 1) {
        const uint32_t number = work->places[at].together;
        const uint64_t hash = work->words[number].hash;
        uint32_t next = at;
        for (uint32_t third = 0; third < CLET_LOCATOR_THIRDS; third++) {
            const uint32_t other = place_of(hash, third, size);
            work->places[other].words--;
            work->places[other].together ^= number;
            if (work->places[other].words == 1) next = other;
        }
        work->order[taken++] = number;
        if (next == at) break;
        at = next;
    }
    return taken;
}

/* Takes out all words one by one; false when some hold each other. */
static bool order_words(locate_work *work, uint32_t size) {
    uint32_t taken = 0;
    uint32_t before;
    do {
        before = taken;
        for (uint32_t at = 0; at < size * CLET_LOCATOR_THIRDS; at++)
            taken = take_words_out(work, size, at, taken);
    } while (taken > before && taken < work->word_count);
    return taken == work->word_count;
}

/* Sets values in the reverse order: when a word's turn comes, one of its places has no value that
 * a word before it needs, since it was alone there. That place is the one not marked yet. */
static void set_values(locate_work *work, uint32_t size) {
    table_place *places = work->places;
    for (uint32_t i = 0; i < size * CLET_LOCATOR_THIRDS; i++)
        places[i] = (table_place){0}; /* `words` now marks places whose value is settled */
    for (uint32_t i = work->word_count; i-- > 0;) {
        const located_word *word = &work->words[work->order[i]];
        uint32_t value = word->pieces;
        uint32_t free_place = UINT32_MAX;
        for (uint32_t third = 0; third < CLET_LOCATOR_THIRDS; third++) {
            const uint32_t place = place_of(word->hash, third, size);
            if (places[place].words == 0 && free_place == UINT32_MAX) {
                free_place = place;
            } else {
                value ^= places[place].value;
            }
            places[place].words = 1;
        }
        CLET_ASSERT(free_place != UINT32_MAX);
        places[free_place].value = value;
    }
}

static void write_table(locate_work *work, uint32_t size, uint8_t seed, uint32_t piece_count) {
    uint32_t window = 0;
    uint32_t bits = 0;
    clet_buffer_truncate(&work->bytes, 0);
    clet_buffer_append_byte(&work->bytes, seed);
    clet_buffer_append_varint(&work->bytes, size);
    for (uint32_t i = 0; i < size * CLET_LOCATOR_THIRDS; i++) {
        window |= work->places[i].value << bits;
        bits += piece_count;
        for (; bits >= 8; bits -= 8, window >>= 8)
            clet_buffer_append_byte(&work->bytes, (uint8_t)window);
    }
    if (bits > 0) clet_buffer_append_byte(&work->bytes, (uint8_t)window);
}

enum { SEEDS = 64 };

/* 1.23 places a word in all, and some more for small sections (Botelho, Pagh and Ziviani, 2007). A
 * seed fails now and then; should all of them, the section goes without a locator. */
static chatlet_status locate_section(locate_work *work, clet_kept_section *section) {
    const uint32_t size = (uint32_t)(((uint64_t)work->word_count * 123 + 299) / 300) + 4;
    work->places = room_for(work, work->places, &work->place_capacity, size * CLET_LOCATOR_THIRDS,
                            sizeof *work->places);
    work->order =
        room_for(work, work->order, &work->order_capacity, work->word_count, sizeof *work->order);
    if (work->places == NULL || work->order == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        put_words(work, size, (uint8_t)seed);
        if (!order_words(work, size)) continue;
        set_values(work, size);
        write_table(work, size, (uint8_t)seed, section->piece_count);
        const chatlet_status status = clet_buffer_status(&work->bytes);
        if (status != CHATLET_OK) return status;
        return clet_arena_copy(&work->builder->arena, clet_buffer_str(&work->bytes),
                               &section->locator);
    }
    return CHATLET_OK;
}

static chatlet_status locate_page(locate_work *work, clet_kept_page *page) {
    for (uint32_t i = 0; i < page->section_count; i++) {
        if (page->sections[i].piece_count == 1) continue;
        if (!collect_words(work, page->first_section + i)) return CHATLET_ERR_MEMORY;
        const chatlet_status status = locate_section(work, &page->sections[i]);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

chatlet_status clet_index_locate(clet_index_builder *builder) {
    locate_work work = {.builder = builder, .chunk = builder->first_occurrences};
    clet_arena_init(&work.scratch, builder->allocator);
    clet_buffer_init(&work.bytes, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    work.word_of =
        clet_arena_allocate_array(&work.scratch, builder->terms.count, sizeof *work.word_of);
    chatlet_status status = work.word_of == NULL ? CHATLET_ERR_MEMORY : CHATLET_OK;
    clet_page_walk walk = {0};
    for (clet_kept_page *page;
         status == CHATLET_OK && (page = clet_index_next_page(builder, &walk)) != NULL;)
        status = locate_page(&work, page);
    clet_buffer_free(&work.bytes);
    clet_arena_free(&work.scratch);
    return status;
}
