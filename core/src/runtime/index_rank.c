/* Scoring is BM25+ (Lv and Zhai, 2011) per field, each field with its own document frequencies and
 * average length, added up: title over pages, headings over passages, body over passages, and body
 * over whole pages, so that a passage profits from a page that is about the question. In whole
 * numbers, so that every machine gives the same order. */
#include "index_rank.h"

#include "../base/assert.h"
#include "../base/fixed_log.h"
#include "../base/str.h"
#include "../text/analyze.h"

/* k1 1.2, b 0.7, delta 0.5, all x 256: Robertson and Zaragoza's usual values. */
enum {
    K1_PLUS_1_Q8 = 563,
    NORM_FIXED_Q8 = 92,   /* k1 (1 - b) */
    NORM_LENGTH_Q8 = 215, /* k1 b */
    DELTA_Q8 = 128
};

/* Weights of the fields, x 256. */
enum { TITLE_WEIGHT_Q8 = 384, HEADING_WEIGHT_Q8 = 256, BODY_WEIGHT_Q8 = 256, PAGE_WEIGHT_Q8 = 256 };

/* Proximity: share of the lighter word's weight for neighbours in order, x 256; words within the
 * window count half. */
enum { PROXIMITY_Q8 = 90, PROXIMITY_WINDOW = 8 };

/* log2 of (count + 1) / (frequency + 1/2), x 65,536: the probabilistic inverse document frequency,
 * kept above 0. */
static uint32_t inverse_frequency(uint32_t count, uint32_t frequency) {
    const uint64_t ratio_q20 = (((uint64_t)2 * count + 2) << 20) / ((uint64_t)2 * frequency + 1);
    return clet_log2_q16(ratio_q20) - (20u << 16);
}

/* How a field's lengths compare: average in words x 256. */
typedef struct field_scale {
    uint32_t inverse_frequency; /* x 65,536 */
    uint32_t average;
    uint32_t weight; /* x 256 */
} field_scale;

/* One term's part of one field's score, x 65,536. */
static uint32_t field_score(field_scale scale, uint32_t frequency, uint32_t length) {
    const uint64_t norm_q8 =
        NORM_FIXED_Q8 + (uint64_t)NORM_LENGTH_Q8 * length * 256 / scale.average;
    const uint64_t saturation_q8 =
        (uint64_t)frequency * K1_PLUS_1_Q8 * 256 / ((uint64_t)frequency * 256 + norm_q8);
    return (uint32_t)((scale.inverse_frequency * (saturation_q8 + DELTA_Q8) * scale.weight) >> 16);
}

/* Sums while terms are added one by one. */
typedef struct accumulators {
    uint32_t *passage_scores;
    uint32_t *passage_terms;
    uint32_t *document_scores;
    uint32_t *title_terms;
    uint32_t *page_terms;
} accumulators;

static bool allocate_accumulators(const clet_index_info *index, clet_arena *arena,
                                  accumulators *sums) {
    sums->passage_scores = clet_arena_allocate_array(arena, index->passage_count, sizeof(uint32_t));
    sums->passage_terms = clet_arena_allocate_array(arena, index->passage_count, sizeof(uint32_t));
    sums->document_scores =
        clet_arena_allocate_array(arena, index->document_count, sizeof(uint32_t));
    sums->title_terms = clet_arena_allocate_array(arena, index->document_count, sizeof(uint32_t));
    sums->page_terms = clet_arena_allocate_array(arena, index->document_count, sizeof(uint32_t));
    return sums->passage_scores != NULL && sums->passage_terms != NULL &&
           sums->document_scores != NULL && sums->title_terms != NULL && sums->page_terms != NULL;
}

static void add_titles(const chatlet_bundle *bundle, const clet_postings *postings, uint32_t bit,
                       accumulators *sums) {
    const clet_index_info *index = clet_bundle_index(bundle);
    const field_scale scale = {.inverse_frequency =
                                   inverse_frequency(index->document_count, postings->count),
                               .average = index->title_average,
                               .weight = TITLE_WEIGHT_Q8};
    clet_posting_cursor cursor = {0};
    while (clet_postings_next(postings, &cursor)) {
        const uint32_t length = clet_bundle_title_length(bundle, cursor.number);
        sums->document_scores[cursor.number] += field_score(scale, cursor.frequency, length);
        sums->title_terms[cursor.number] |= bit;
    }
}

static void add_headings(const chatlet_bundle *bundle, const clet_postings *postings, uint32_t bit,
                         accumulators *sums) {
    const clet_index_info *index = clet_bundle_index(bundle);
    const field_scale scale = {.inverse_frequency =
                                   inverse_frequency(index->passage_count, postings->count),
                               .average = index->heading_average,
                               .weight = HEADING_WEIGHT_Q8};
    clet_posting_cursor cursor = {0};
    while (clet_postings_next(postings, &cursor)) {
        const uint32_t length = clet_bundle_heading_length(bundle, cursor.number);
        sums->passage_scores[cursor.number] += field_score(scale, cursor.frequency, length);
        sums->passage_terms[cursor.number] |= bit;
    }
}

static void add_bodies(const chatlet_bundle *bundle, const clet_postings *postings, uint32_t bit,
                       accumulators *sums) {
    const clet_index_info *index = clet_bundle_index(bundle);
    const field_scale scale = {.inverse_frequency =
                                   inverse_frequency(index->passage_count, postings->count),
                               .average = index->body_average,
                               .weight = BODY_WEIGHT_Q8};
    clet_posting_cursor cursor = {0};
    while (clet_postings_next(postings, &cursor)) {
        const uint32_t length = clet_bundle_body_length(bundle, cursor.number);
        sums->passage_scores[cursor.number] += field_score(scale, cursor.frequency, length);
        sums->passage_terms[cursor.number] |= bit;
    }
}

/* One page's share of a term's body postings. Passages of a page follow each other, so a walk meets
 * each page once. */
typedef struct page_cursor {
    clet_posting_cursor posting;
    bool has_posting; /* posting stands on the first one of the next page */
    uint32_t document;
    uint32_t frequency;
} page_cursor;

static bool next_page(const chatlet_bundle *bundle, const clet_postings *postings,
                      page_cursor *cursor) {
    if (!cursor->has_posting && !clet_postings_next(postings, &cursor->posting)) return false;
    cursor->document = clet_bundle_document_of(bundle, cursor->posting.number);
    cursor->frequency = 0;
    const uint32_t end = clet_bundle_first_passage(bundle, cursor->document + 1);
    do {
        cursor->frequency += cursor->posting.frequency;
        cursor->has_posting = clet_postings_next(postings, &cursor->posting);
    } while (cursor->has_posting && cursor->posting.number < end);
    return true;
}

static uint32_t count_pages(const chatlet_bundle *bundle, const clet_postings *postings) {
    page_cursor cursor = {0};
    uint32_t count = 0;
    while (next_page(bundle, postings, &cursor))
        count++;
    return count;
}

static void add_pages(const chatlet_bundle *bundle, const clet_postings *postings, uint32_t bit,
                      accumulators *sums) {
    const clet_index_info *index = clet_bundle_index(bundle);
    const uint32_t page_count = count_pages(bundle, postings);
    const field_scale scale = {.inverse_frequency =
                                   inverse_frequency(index->document_count, page_count),
                               .average = index->page_average,
                               .weight = PAGE_WEIGHT_Q8};
    page_cursor cursor = {0};
    while (next_page(bundle, postings, &cursor)) {
        const uint32_t length = clet_bundle_page_length(bundle, cursor.document);
        sums->document_scores[cursor.document] += field_score(scale, cursor.frequency, length);
        sums->page_terms[cursor.document] |= bit;
    }
}

/* Puts a candidate where it belongs among the best so far; the worst falls out when there is no
 * room. */
static void keep_best(clet_candidate *candidates, uint32_t capacity, uint32_t *count,
                      clet_candidate candidate) {
    if (*count == capacity) {
        if (candidates[*count - 1].score >= candidate.score) return;
        (*count)--;
    }
    uint32_t place = *count;
    while (place > 0 && candidates[place - 1].score < candidate.score) {
        candidates[place] = candidates[place - 1];
        place--;
    }
    candidates[place] = candidate;
    (*count)++;
}

/* Passages come in rising order, so equal scores keep the order of their numbers. */
static void collect_document(const chatlet_bundle *bundle, const accumulators *sums,
                             uint32_t document, clet_candidate *candidates, uint32_t capacity,
                             uint32_t *count) {
    const uint32_t first = clet_bundle_first_passage(bundle, document);
    const uint32_t end = clet_bundle_first_passage(bundle, document + 1);
    bool any = false;
    for (uint32_t passage = first; passage < end; passage++) {
        if (sums->passage_scores[passage] == 0) continue;
        any = true;
        keep_best(candidates, capacity, count,
                  (clet_candidate){
                      .passage = passage,
                      .document = document,
                      .score = sums->passage_scores[passage] + sums->document_scores[document],
                      .passage_terms = sums->passage_terms[passage] | sums->title_terms[document],
                      .page_terms = sums->page_terms[document]});
    }
    if (any || sums->document_scores[document] == 0) return;
    /* Found by its title alone: its beginning stands for it. */
    keep_best(candidates, capacity, count,
              (clet_candidate){.passage = first,
                               .document = document,
                               .score = sums->document_scores[document],
                               .passage_terms = sums->title_terms[document],
                               .page_terms = sums->page_terms[document]});
}

chatlet_status clet_rank_passages(const chatlet_bundle *bundle, const clet_query_term *terms,
                                  uint32_t term_count, clet_arena *arena,
                                  clet_candidate *candidates, uint32_t capacity, uint32_t *count) {
    const clet_index_info *index = clet_bundle_index(bundle);
    accumulators sums;
    CLET_ASSERT(capacity >= 1);
    CLET_ASSERT(term_count <= CHATLET_QUERY_TERMS_MAX);
    if (!allocate_accumulators(index, arena, &sums)) return CHATLET_ERR_MEMORY;

    for (uint32_t i = 0; i < term_count; i++) {
        const uint32_t bit = 1u << i;
        add_titles(bundle, &terms[i].postings[CLET_FIELD_TITLE], bit, &sums);
        add_headings(bundle, &terms[i].postings[CLET_FIELD_HEADING], bit, &sums);
        add_bodies(bundle, &terms[i].postings[CLET_FIELD_BODY], bit, &sums);
        add_pages(bundle, &terms[i].postings[CLET_FIELD_BODY], bit, &sums);
    }
    *count = 0;
    for (uint32_t document = 0; document < index->document_count; document++) {
        collect_document(bundle, &sums, document, candidates, capacity, count);
    }
    return CHATLET_OK;
}

void clet_rank_weigh(const chatlet_bundle *bundle, clet_query_term *terms, uint32_t term_count) {
    const uint32_t document_count = clet_bundle_index(bundle)->document_count;
    for (uint32_t i = 0; i < term_count; i++) {
        const uint32_t in_titles = terms[i].postings[CLET_FIELD_TITLE].count;
        const uint32_t in_bodies = count_pages(bundle, &terms[i].postings[CLET_FIELD_BODY]);
        const uint32_t frequency = in_titles > in_bodies ? in_titles : in_bodies;
        terms[i].weight = inverse_frequency(document_count, frequency);
    }
}

/* Number of the query term that `term` is, or term_count. */
static uint32_t match(const clet_query_term *terms, uint32_t term_count, const clet_term *term) {
    const chatlet_str text = {.data = term->text, .size_bytes = term->size_bytes};
    uint32_t i = 0;
    while (i < term_count && !clet_str_equal(terms[i].text, text))
        i++;
    return i;
}

uint32_t clet_rank_proximity(clet_stemmer *stemmer, const clet_query_term *terms,
                             uint32_t term_count, chatlet_str text) {
    uint32_t seen_at[CHATLET_QUERY_TERMS_MAX] = {0};  /* word number from 1 */
    uint32_t share_q8[CHATLET_QUERY_TERMS_MAX] = {0}; /* of the pair (i - 1, i), the best so far */
    clet_analyzer analyzer;
    clet_term term;
    clet_analyzer_init(&analyzer, stemmer, text);
    for (uint32_t word = 1; clet_analyzer_next(&analyzer, &term); word++) {
        const uint32_t i = match(terms, term_count, &term);
        if (i == term_count) continue;
        seen_at[i] = word;
        if (i > 0 && seen_at[i - 1] != 0 && word - seen_at[i - 1] <= PROXIMITY_WINDOW) {
            const uint32_t share = word - seen_at[i - 1] == 1 ? PROXIMITY_Q8 : PROXIMITY_Q8 / 2;
            if (share > share_q8[i]) share_q8[i] = share;
        }
        if (i + 1 < term_count && seen_at[i + 1] != 0 &&
            word - seen_at[i + 1] <= PROXIMITY_WINDOW) {
            if (PROXIMITY_Q8 / 2 > share_q8[i + 1]) share_q8[i + 1] = PROXIMITY_Q8 / 2;
        }
    }
    uint64_t sum = 0;
    for (uint32_t i = 1; i < term_count; i++) {
        const uint32_t lighter =
            terms[i].weight < terms[i - 1].weight ? terms[i].weight : terms[i - 1].weight;
        sum += ((uint64_t)lighter * share_q8[i]) >> 8;
    }
    return (uint32_t)sum;
}

uint32_t clet_rank_confidence(const clet_query_term *terms, uint32_t term_count,
                              const clet_candidate *candidate) {
    uint64_t all = 0;
    uint64_t found = 0;
    for (uint32_t i = 0; i < term_count; i++) {
        const uint32_t bit = 1u << i;
        const uint64_t doubled = (uint64_t)terms[i].weight * 2;
        all += doubled;
        if ((candidate->passage_terms & bit) != 0) {
            found += doubled;
        } else if ((candidate->page_terms & bit) != 0) {
            found += terms[i].weight;
        }
    }
    return all == 0 ? 0 : (uint32_t)(found * 1000000 / all);
}
