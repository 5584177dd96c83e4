/* No relevance score as for a question: a visitor who types names something. How many of the words
 * are there comes first, then how many in title and headings, then in the title alone; only then
 * how much of the title they are, how near the completions, and how often other pages link there.
 * In whole numbers, so that every machine gives the same order. */
#include "suggest_rank.h"

#include "../base/assert.h"
#include "best_list.h"

enum {
    HEADINGS_PER_PAGE = 3,
    LENGTH_OFFSET = 4,   /* words that every title counts more than it has */
    HEADING_LENGTH = 12, /* words that a heading counts, since nobody has counted them */
    LINK_OFFSET = 96     /* codes of words of links go to about as much */
};

/* What a title, a heading or a text has of the words. */
typedef struct word_sum {
    uint64_t terms; /* bits */
    uint32_t slots;
    uint32_t share_q8; /* of whole words */
    uint32_t open_q8;  /* of the nearest completion */
} word_sum;

/* Room for one list of postings. */
typedef struct place_list {
    uint32_t *numbers;
    uint8_t *frequencies;
} place_list;

/* Sums up a term's places in one field; in texts, those of the pages. */
static void add_places(const chatlet_bundle *bundle, const clet_query_term *term, uint64_t bit,
                       clet_field field, uint32_t open_slot, place_list list, word_sum *sums) {
    const clet_postings *postings = &term->postings[field];
    clet_postings_unfold(postings, list.numbers, list.frequencies);
    for (uint32_t i = 0; i < postings->count; i++) {
        const uint32_t number = list.numbers[i];
        word_sum *sum =
            &sums[field == CLET_FIELD_BODY ? clet_bundle_document_of(bundle, number) : number];
        sum->terms |= bit;
        sum->slots |= 1u << term->slot;
        if (term->slot != open_slot) {
            sum->share_q8 += term->share_q8;
        } else if (sum->open_q8 < term->share_q8) {
            sum->open_q8 = term->share_q8;
        }
    }
}

static uint64_t make_key(const chatlet_bundle *bundle, uint32_t document, uint32_t all,
                         uint32_t named, uint32_t in_title, const word_sum *sum, uint32_t words) {
    const uint64_t counts = (uint64_t)__builtin_popcount(all) << 12 |
                            (uint64_t)__builtin_popcount(named) << 6 |
                            (uint64_t)__builtin_popcount(in_title);
    const uint64_t score = (uint64_t)(sum->share_q8 + sum->open_q8) *
                           (LINK_OFFSET + clet_bundle_link_code(bundle, document)) *
                           clet_bundle_boost(bundle, document) / (LENGTH_OFFSET + words);
    return counts << 32 | (score > UINT32_MAX ? UINT32_MAX : score);
}

static void collect_document(const chatlet_bundle *bundle, const word_sum *title,
                             const word_sum *body, const word_sum *sections, uint32_t document,
                             clet_suggested *found, uint32_t capacity, uint32_t *count) {
    clet_suggested headings[HEADINGS_PER_PAGE];
    uint32_t heading_count = 0;
    const uint32_t first = clet_bundle_first_section(bundle, document);
    const uint32_t end = clet_bundle_first_section(bundle, document + 1);
    const uint32_t outside = title->slots | body->slots;
    for (uint32_t section = first; section < end; section++) {
        const word_sum *own = &sections[section];
        if (own->slots == 0) continue;
        const clet_suggested heading = {.key = make_key(bundle, document, outside | own->slots,
                                                        title->slots | own->slots, 0, own,
                                                        HEADING_LENGTH),
                                        .terms = own->terms,
                                        .section = section,
                                        .is_heading = true};
        clet_keep_best(headings, sizeof heading, HEADINGS_PER_PAGE, &heading_count, &heading);
    }
    if (title->slots != 0 || (heading_count == 0 && body->slots != 0)) {
        /* Its words are those of the title, or of the whole page. */
        const bool is_named = title->slots != 0;
        const uint8_t code = is_named ? clet_bundle_title_code(bundle, document)
                                      : clet_bundle_page_code(bundle, document);
        const clet_suggested page = {.key = make_key(bundle, document, outside, title->slots,
                                                     title->slots, is_named ? title : body,
                                                     clet_length_of_code(code)),
                                     .section = first};
        clet_keep_best(found, sizeof page, capacity, count, &page);
    }
    for (uint32_t i = 0; i < heading_count; i++)
        clet_keep_best(found, sizeof headings[i], capacity, count, &headings[i]);
}

chatlet_status clet_suggest_rank(const chatlet_bundle *bundle, const clet_typed_text *typed,
                                 clet_arena *arena, clet_suggested *found, uint32_t capacity,
                                 uint32_t *count) {
    const clet_index_info *index = clet_bundle_index(bundle);
    const size_t documents = index->document_count;
    CLET_ASSERT(capacity >= 1);
    /* Titles, then texts, by document; then headings by section. */
    word_sum *sums =
        clet_arena_allocate_array(arena, documents * 2 + index->section_count, sizeof *sums);
    const place_list list = {
        .numbers = clet_arena_allocate_array(arena, index->section_count, sizeof(uint32_t)),
        .frequencies = clet_arena_allocate(arena, index->section_count)};
    if (sums == NULL || list.numbers == NULL || list.frequencies == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < typed->terms.count; i++) {
        const clet_query_term *term = &typed->terms.items[i];
        const uint32_t open_slot = typed->terms.word_count;
        const uint64_t bit = UINT64_C(1) << i;
        add_places(bundle, term, bit, CLET_FIELD_TITLE, open_slot, list, sums);
        add_places(bundle, term, bit, CLET_FIELD_BODY, open_slot, list, sums + documents);
        add_places(bundle, term, bit, CLET_FIELD_HEADING, open_slot, list, sums + documents * 2);
    }
    *count = 0;
    for (uint32_t document = 0; document < documents; document++) {
        collect_document(bundle, &sums[document], &sums[documents + document], sums + documents * 2,
                         document, found, capacity, count);
    }
    /* What has fewer of the words than the best was not meant. */
    while (*count > 1 && found[*count - 1].key >> 44 < found[0].key >> 44)
        (*count)--;
    return CHATLET_OK;
}
