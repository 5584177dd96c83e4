/* Term parts: sorted terms and their postings, cut into parts. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/hash.h"
#include "../base/str.h"
#include "../bundle/posting_code.h"

#include <string.h>

/* A part closes at the first term past the target: as small as the number of parts allows, since a
 * question fetches the part of each of its words whole, and no larger than a question can pay for.
 * With more parts than this, the separators would not fit a head of 4 kB. */
enum { TERM_PART_BYTES_MIN = 3 * 1024, TERM_PART_BYTES_MAX = 12 * 1024, TERM_PARTS_WANTED = 500 };

/* Bits, low ones of a byte first. */
typedef struct bit_writer {
    clet_buffer *buffer;
    uint64_t window;
    uint32_t count; /* of bits in the window, below 8 between calls */
} bit_writer;

static void write_bits(bit_writer *writer, uint32_t value, uint32_t count) {
    CLET_ASSERT(count <= 32);
    writer->window |= (uint64_t)value << writer->count;
    writer->count += count;
    for (; writer->count >= 8; writer->count -= 8, writer->window >>= 8)
        clet_buffer_append_byte(writer->buffer, (uint8_t)writer->window);
}

static void write_unary(bit_writer *writer, uint32_t ones) {
    for (; ones >= 24; ones -= 24)
        write_bits(writer, 0xFFFFFF, 24);
    write_bits(writer, (UINT32_C(1) << ones) - 1, ones + 1);
}

static void flush_bits(bit_writer *writer) {
    if (writer->count > 0) clet_buffer_append_byte(writer->buffer, (uint8_t)writer->window);
    writer->window = 0;
    writer->count = 0;
}

static void write_frequency(bit_writer *writer, uint32_t frequency) {
    const uint32_t code = clet_frequency_code(frequency);
    if (code < CLET_FREQUENCY_CODES - 1) {
        write_unary(writer, code);
    } else {
        write_bits(writer, (1u << code) - 1, code); /* the largest needs no end */
    }
}

/* A number below `choices` in the truncated binary code. */
static void write_choice(bit_writer *writer, uint32_t number, uint32_t choices) {
    const uint32_t log = clet_log2_floor(choices);
    const uint32_t short_count = (uint32_t)((UINT64_C(2) << log) - choices);
    if (number < short_count) {
        write_bits(writer, number, log);
    } else {
        const uint32_t longer = number + short_count;
        write_bits(writer, longer >> 1, log);
        write_bits(writer, longer & 1, 1);
    }
}

/* As bundle_term.c reads them. */
static void write_numbers(bit_writer *writer, const clet_posting *postings, uint32_t begin,
                          uint32_t end, uint32_t low, uint32_t high) {
    while (begin < end) {
        const uint32_t middle = begin + (end - begin) / 2;
        const uint32_t number = postings[middle].number;
        const uint32_t first = low + (middle - begin);
        const uint32_t choices = high - (end - 1 - middle) - first + 1;
        CLET_ASSERT(number >= first && number - first < choices);
        if (choices > 1) write_choice(writer, number - first, choices);
        if (middle > begin) write_numbers(writer, postings, begin, middle, low, number - 1);
        begin = middle + 1;
        low = number + 1;
    }
}

static void write_list(bit_writer *writer, clet_field field, const clet_posting *postings,
                       uint32_t count, uint32_t limit) {
    write_numbers(writer, postings, 0, count, 0, limit - 1);
    for (uint32_t i = 0; i < count && field != CLET_FIELD_TITLE; i++)
        write_frequency(writer, postings[i].frequency);
}

/* ---- lone words ---- */

/* A word of one section, without its letters. */
typedef struct lone_word {
    uint32_t fingerprint;
    clet_posting posting;
} lone_word;

enum { LONE_WORDS_MAX = 4096 }; /* of a part; it closes then */

/* The lone words of a part, and which fingerprints they have. */
typedef struct lone_words {
    lone_word items[LONE_WORDS_MAX];
    uint32_t count;
    uint8_t taken[(CLET_FINGERPRINT_MASK + 1) / 8];
} lone_words;

/* Notes the fingerprint; false when it was there. */
static bool take_fingerprint(lone_words *words, uint32_t fingerprint) {
    uint8_t *byte = &words->taken[fingerprint / 8];
    const uint8_t bit = (uint8_t)(1u << fingerprint % 8);
    if ((*byte & bit) != 0) return false;
    *byte |= bit;
    return true;
}

/* Shell's sort (1959), with gaps by Knuth. */
static void sort_lone_words(lone_words *words) {
    uint32_t gap = 1;
    while (gap < words->count / 3)
        gap = gap * 3 + 1;
    for (; gap > 0; gap /= 3) {
        for (uint32_t i = gap; i < words->count; i++) {
            const lone_word word = words->items[i];
            uint32_t at = i;
            for (; at >= gap && words->items[at - gap].fingerprint > word.fingerprint; at -= gap)
                words->items[at] = words->items[at - gap];
            words->items[at] = word;
        }
    }
}

static void write_lone_words(bit_writer *writer, lone_words *words, uint32_t limit) {
    if (words->count == 0) return;
    const uint32_t parameter = clet_rice_parameter(words->count, CLET_FINGERPRINT_MASK + 1);
    uint32_t next = 0;
    sort_lone_words(words);
    for (uint32_t i = 0; i < words->count; i++) {
        const lone_word *word = &words->items[i];
        const uint32_t gap = word->fingerprint - next;
        write_unary(writer, gap >> parameter);
        write_bits(writer, gap & ((UINT32_C(1) << parameter) - 1), parameter);
        write_list(writer, CLET_FIELD_BODY, &word->posting, 1, limit);
        next = word->fingerprint + 1;
    }
}

/* The part being filled. */
typedef struct term_part {
    clet_buffer dictionary;
    clet_buffer postings;
    clet_buffer whole;
    bit_writer bits;
    lone_words *lone;
    size_t target_bytes;
    uint32_t term_count; /* in the dictionary */
    chatlet_str listed;  /* last term in the dictionary */
    bool is_open;        /* has a word, listed or lone */
    chatlet_str first;   /* term of this part */
    chatlet_str last;    /* term of this part, or of the one before while it is empty */
    chatlet_str before;  /* last term of the part before */
} term_part;

static size_t nibble_of(size_t value) {
    return value < CLET_NIBBLE_ESCAPE ? value : CLET_NIBBLE_ESCAPE;
}

void clet_index_append_stem(clet_buffer *buffer, chatlet_str before, chatlet_str stem) {
    const size_t shared = clet_str_common_prefix(before, stem);
    const size_t rest = stem.size_bytes - shared;
    clet_buffer_append_byte(buffer, (uint8_t)(nibble_of(shared) << 4 | nibble_of(rest)));
    if (shared >= CLET_NIBBLE_ESCAPE)
        clet_buffer_append_varint(buffer, shared - CLET_NIBBLE_ESCAPE);
    if (rest >= CLET_NIBBLE_ESCAPE) clet_buffer_append_varint(buffer, rest - CLET_NIBBLE_ESCAPE);
    clet_buffer_append(buffer, clet_str_slice(stem, shared, stem.size_bytes));
}

static void append_counts(clet_buffer *buffer, const uint32_t *starts) {
    uint8_t fields = 0;
    uint32_t first = CLET_FIELD_COUNT;
    for (uint32_t field = CLET_FIELD_COUNT; field-- > 0;) {
        if (starts[field + 1] == starts[field]) continue;
        fields = (uint8_t)(fields | 1u << field);
        first = field;
    }
    const uint32_t first_count = starts[first + 1] - starts[first];
    const uint32_t nibble = first_count < 16 ? first_count : 0;
    clet_buffer_append_byte(buffer, (uint8_t)(nibble << 4 | fields));
    if (nibble == 0) clet_buffer_append_varint(buffer, first_count - 16);
    for (uint32_t field = first + 1; field < CLET_FIELD_COUNT; field++) {
        if (starts[field + 1] > starts[field])
            clet_buffer_append_varint(buffer, starts[field + 1] - starts[field]);
    }
}

static void list_term(const clet_index_builder *builder, term_part *part,
                      const clet_sorted_terms *sorted, uint32_t rank) {
    const uint32_t *starts = sorted->starts + (size_t)rank * CLET_FIELD_COUNT;
    const chatlet_str term = sorted->terms[rank];
    const chatlet_str before = part->term_count == 0 ? (chatlet_str){0} : part->listed;
    clet_index_append_stem(&part->dictionary, before, term);
    append_counts(&part->dictionary, starts);
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        const uint32_t limit = clet_field_counts_documents((clet_field)field)
                                   ? builder->page_count
                                   : builder->section_count;
        const uint32_t count = starts[field + 1] - starts[field];
        if (count == 0) continue;
        write_list(&part->bits, (clet_field)field, sorted->postings + starts[field], count, limit);
    }
    part->listed = term;
    part->term_count++;
}

/* A word of a single body. */
static bool is_lone(const clet_index_builder *builder, const uint32_t *starts) {
    return clet_repair_places_min(builder->section_count) > 1 &&
           starts[CLET_FIELD_COUNT] - starts[0] == 1 &&
           starts[CLET_FIELD_BODY + 1] - starts[CLET_FIELD_BODY] == 1;
}

static void append_term(const clet_index_builder *builder, term_part *part,
                        const clet_sorted_terms *sorted, uint32_t rank) {
    const uint32_t *starts = sorted->starts + (size_t)rank * CLET_FIELD_COUNT;
    const chatlet_str term = sorted->terms[rank];
    const uint32_t fingerprint = (uint32_t)(clet_hash(term) & CLET_FINGERPRINT_MASK);
    /* Of two with one fingerprint the second is listed: the dictionary is looked up first. */
    if (is_lone(builder, starts) && take_fingerprint(part->lone, fingerprint)) {
        part->lone->items[part->lone->count++] = (lone_word){
            .fingerprint = fingerprint, .posting = sorted->postings[starts[CLET_FIELD_BODY]]};
    } else {
        list_term(builder, part, sorted, rank);
    }
    if (!part->is_open) part->first = term;
    part->is_open = true;
    part->last = term;
}

/* The shortest text above `before` that is at most `first`. */
static chatlet_str separator_of(chatlet_str before, chatlet_str first) {
    const size_t shared = clet_str_common_prefix(before, first);
    CLET_ASSERT(shared < first.size_bytes);
    return clet_str_slice(first, 0, shared + 1);
}

chatlet_status clet_separators_add(clet_separators *separators, clet_arena *arena,
                                   chatlet_str before, chatlet_str first) {
    if (separators->count == separators->capacity) {
        chatlet_str *items = clet_arena_grow_array(arena, separators->items, separators->count,
                                                   sizeof *items, 64, &separators->capacity);
        if (items == NULL) return CHATLET_ERR_MEMORY;
        separators->items = items;
    }
    separators->items[separators->count++] = separator_of(before, first);
    return CHATLET_OK;
}

static chatlet_status close_part(term_part *part, uint32_t section_count, clet_arena *arena,
                                 clet_part_sink sink, clet_separators *separators) {
    if (!part->is_open) return CHATLET_OK;
    write_lone_words(&part->bits, part->lone, section_count);
    flush_bits(&part->bits);
    clet_buffer_truncate(&part->whole, 0);
    clet_buffer_append_varint(&part->whole, part->term_count);
    clet_buffer_append_varint(&part->whole, part->lone->count);
    clet_buffer_append(&part->whole, clet_buffer_str(&part->dictionary));
    clet_buffer_append(&part->whole, clet_buffer_str(&part->postings));
    chatlet_status status = clet_buffer_status(&part->dictionary);
    if (status == CHATLET_OK) status = clet_buffer_status(&part->postings);
    if (status == CHATLET_OK) status = clet_buffer_status(&part->whole);
    if (status == CHATLET_OK)
        status = clet_separators_add(separators, arena, part->before, part->first);
    if (status == CHATLET_OK) status = sink.take(sink.context, clet_buffer_str(&part->whole));
    clet_buffer_truncate(&part->dictionary, 0);
    clet_buffer_truncate(&part->postings, 0);
    part->before = part->last;
    part->term_count = 0;
    part->is_open = false;
    memset(part->lone, 0, sizeof *part->lone);
    return status;
}

/* What a lone word takes, about: it is only written when its part closes. */
enum { LONE_WORD_BYTES = 3 };

static size_t size_of_part(const term_part *part) {
    return part->dictionary.size_bytes + part->postings.size_bytes +
           (size_t)part->lone->count * LONE_WORD_BYTES;
}

/* About how many bytes all parts will take: a byte for each posting, and four for each term. */
static size_t choose_target(const clet_sorted_terms *sorted) {
    const uint32_t lists = sorted->term_count * CLET_FIELD_COUNT;
    const size_t estimate = (size_t)sorted->starts[lists] + (size_t)sorted->term_count * 4;
    const size_t wanted = estimate / TERM_PARTS_WANTED;
    if (wanted < TERM_PART_BYTES_MIN) return TERM_PART_BYTES_MIN;
    return wanted > TERM_PART_BYTES_MAX ? (size_t)TERM_PART_BYTES_MAX : wanted;
}

static chatlet_status write_parts(const clet_index_builder *builder,
                                  const clet_sorted_terms *sorted, term_part *part,
                                  clet_arena *arena, clet_part_sink sink,
                                  clet_separators *separators) {
    for (uint32_t rank = 0; rank < sorted->term_count; rank++) {
        append_term(builder, part, sorted, rank);
        if (size_of_part(part) < part->target_bytes && part->lone->count < LONE_WORDS_MAX) continue;
        const chatlet_status status =
            close_part(part, builder->section_count, arena, sink, separators);
        if (status != CHATLET_OK) return status;
    }
    return close_part(part, builder->section_count, arena, sink, separators);
}

chatlet_status clet_index_write_terms(const clet_index_builder *builder,
                                      const clet_sorted_terms *sorted, clet_arena *arena,
                                      clet_part_sink sink, clet_separators *separators) {
    term_part part = {.target_bytes = choose_target(sorted)};
    part.lone = clet_arena_allocate(arena, sizeof *part.lone);
    if (part.lone == NULL) return CHATLET_ERR_MEMORY;
    clet_buffer_init(&part.dictionary, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_buffer_init(&part.postings, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_buffer_init(&part.whole, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    part.bits.buffer = &part.postings;
    const chatlet_status status = write_parts(builder, sorted, &part, arena, sink, separators);
    clet_buffer_free(&part.dictionary);
    clet_buffer_free(&part.postings);
    clet_buffer_free(&part.whole);
    return status;
}
