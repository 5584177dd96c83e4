/* Scoring is BM25+ (Lv and Zhai, 2011) per field, each field with its own document frequencies and
 * average length, added up: title and the texts of links over pages, headings and body over
 * sections, and body over whole pages, so that a section profits from a page that is about the
 * question. In whole numbers, so that every machine gives the same order. */
#include "index_rank.h"

#include "../base/assert.h"
#include "../base/fixed_log.h"
#include "best_list.h"

/* k1 1.2, b 0.7, delta 0.5, all x 256: Robertson and Zaragoza's usual values. */
enum {
    K1_PLUS_1_Q8 = 563,
    NORM_FIXED_Q8 = 92,    /* k1 (1 - b) */
    NORM_LENGTH_Q8 = 215,  /* k1 b */
    NORM_AVERAGE_Q8 = 307, /* k1: of a field whose lengths do not count */
    DELTA_Q8 = 128,
    PAGE_FREQUENCY_MAX = 1023 /* more makes no difference, and products stay within 32 bits */
};

/* Weights of the fields, x 256. */
enum {
    TITLE_WEIGHT_Q8 = 384,
    LINK_WEIGHT_Q8 = 64,
    HEADING_WEIGHT_Q8 = 256,
    SECTION_WEIGHT_Q8 = 216,
    PAGE_WEIGHT_Q8 = 216
};

/* log2 of (count + 1) / (frequency + 1/2), x 65,536: the probabilistic inverse document frequency,
 * kept above 0. */
static uint32_t inverse_frequency(uint32_t count, uint32_t frequency) {
    const uint64_t ratio_q20 = (((uint64_t)2 * count + 2) << 20) / ((uint64_t)2 * frequency + 1);
    return clet_log2_q16(ratio_q20) - (20u << 16);
}

/* How one field's matches of one term count. */
typedef struct field_scale {
    uint32_t gain_q16;        /* inverse frequency x weight of the field x share of the term */
    const uint16_t *norms_q8; /* by length code */
} field_scale;

static field_scale scale_of(const clet_query_term *term, uint32_t count, uint32_t frequency,
                            uint32_t weight_q8, const uint16_t *norms_q8) {
    const uint64_t gain = (uint64_t)inverse_frequency(count, frequency) * weight_q8 / 256;
    return (field_scale){.gain_q16 = (uint32_t)(gain * term->share_q8 / CLET_SHARE_WHOLE),
                         .norms_q8 = norms_q8};
}

/* One match's part of the score, x 65,536. */
static inline uint32_t match_score(field_scale scale, uint32_t frequency, uint8_t length_code) {
    const uint32_t saturation_q8 =
        frequency * K1_PLUS_1_Q8 * 256 / (frequency * 256 + scale.norms_q8[length_code]);
    return (uint32_t)(((uint64_t)scale.gain_q16 * (saturation_q8 + DELTA_Q8)) >> 8);
}

/* Length norms of a field, by code: k1 (1 - b + b length / average). */
static void fill_norms(uint16_t norms_q8[CLET_LENGTH_CODES], uint32_t average_q8) {
    for (uint32_t code = 0; code < CLET_LENGTH_CODES; code++) {
        const uint64_t length_q8 = (uint64_t)clet_length_of_code((uint8_t)code) * 256;
        const uint64_t norm = NORM_FIXED_Q8 + NORM_LENGTH_Q8 * length_q8 / average_q8;
        norms_q8[code] = norm > UINT16_MAX ? UINT16_MAX : (uint16_t)norm;
    }
}

/* Sums while terms are added one by one, and room for one term's postings. */
typedef struct accumulators {
    uint32_t *section_scores;
    uint64_t *section_terms;
    uint32_t *document_scores;
    uint32_t *title_slots;
    uint32_t *page_slots;
    uint32_t *numbers;
    uint8_t *frequencies;
    uint16_t title_norms[CLET_LENGTH_CODES];
    uint16_t link_norms[CLET_LENGTH_CODES];
    uint16_t heading_norms[CLET_LENGTH_CODES];
    uint16_t section_norms[CLET_LENGTH_CODES];
    uint16_t page_norms[CLET_LENGTH_CODES];
} accumulators;

static accumulators *new_accumulators(const clet_index_info *index, clet_arena *arena) {
    accumulators *sums = clet_arena_allocate(arena, sizeof *sums);
    if (sums == NULL) return NULL;
    const uint32_t sections = index->section_count;
    const uint32_t documents = index->document_count;
    sums->section_scores = clet_arena_allocate_array(arena, sections, sizeof(uint32_t));
    sums->section_terms = clet_arena_allocate_array(arena, sections, sizeof(uint64_t));
    sums->document_scores = clet_arena_allocate_array(arena, documents, sizeof(uint32_t));
    sums->title_slots = clet_arena_allocate_array(arena, documents, sizeof(uint32_t));
    sums->page_slots = clet_arena_allocate_array(arena, documents, sizeof(uint32_t));
    sums->numbers = clet_arena_allocate_array(arena, sections, sizeof(uint32_t));
    sums->frequencies = clet_arena_allocate(arena, sections);
    if (sums->section_scores == NULL || sums->section_terms == NULL ||
        sums->document_scores == NULL || sums->title_slots == NULL || sums->page_slots == NULL ||
        sums->numbers == NULL || sums->frequencies == NULL) {
        return NULL;
    }
    fill_norms(sums->title_norms, index->title_average);
    fill_norms(sums->link_norms, index->link_average);
    fill_norms(sums->section_norms, index->body_average);
    fill_norms(sums->page_norms, index->page_average);
    for (int code = 0; code < CLET_LENGTH_CODES; code++)
        sums->heading_norms[code] = NORM_AVERAGE_Q8;
    return sums;
}

/* Unfolds a list into the accumulators' room. */
static void unfold(const clet_postings *postings, accumulators *sums) {
    clet_postings_unfold(postings, sums->numbers, sums->frequencies);
}

/* Unfolds a term's body postings and counts their pages. */
static uint32_t unfold_body(const chatlet_bundle *bundle, const clet_postings *postings,
                            accumulators *sums) {
    uint32_t pages = 0;
    uint32_t document = UINT32_MAX;
    unfold(postings, sums);
    for (uint32_t i = 0; i < postings->count; i++) {
        const uint32_t own = clet_bundle_document_of(bundle, sums->numbers[i]);
        if (own != document) pages++;
        document = own;
    }
    return pages;
}

static void add_titles(const chatlet_bundle *bundle, const clet_query_term *term,
                       accumulators *sums) {
    const clet_postings *postings = &term->postings[CLET_FIELD_TITLE];
    const field_scale scale = scale_of(term, clet_bundle_index(bundle)->document_count,
                                       postings->count, TITLE_WEIGHT_Q8, sums->title_norms);
    unfold(postings, sums);
    for (uint32_t i = 0; i < postings->count; i++) {
        const uint32_t document = sums->numbers[i];
        sums->document_scores[document] +=
            match_score(scale, sums->frequencies[i], clet_bundle_title_code(bundle, document));
        sums->title_slots[document] |= 1u << term->slot;
    }
}

static void add_links(const chatlet_bundle *bundle, const clet_query_term *term,
                      accumulators *sums) {
    const clet_postings *postings = &term->postings[CLET_FIELD_LINK];
    const field_scale scale = scale_of(term, clet_bundle_index(bundle)->document_count,
                                       postings->count, LINK_WEIGHT_Q8, sums->link_norms);
    unfold(postings, sums);
    for (uint32_t i = 0; i < postings->count; i++) {
        const uint32_t document = sums->numbers[i];
        sums->document_scores[document] +=
            match_score(scale, sums->frequencies[i], clet_bundle_link_code(bundle, document));
        sums->title_slots[document] |= 1u << term->slot;
    }
}

static void add_headings(const chatlet_bundle *bundle, const clet_query_term *term, uint64_t bit,
                         accumulators *sums) {
    const clet_postings *postings = &term->postings[CLET_FIELD_HEADING];
    const field_scale scale = scale_of(term, clet_bundle_index(bundle)->section_count,
                                       postings->count, HEADING_WEIGHT_Q8, sums->heading_norms);
    unfold(postings, sums);
    for (uint32_t i = 0; i < postings->count; i++) {
        const uint32_t section = sums->numbers[i];
        sums->section_scores[section] += match_score(scale, sums->frequencies[i], 0);
        sums->section_terms[section] |= bit;
    }
}

static void add_sections(const chatlet_bundle *bundle, const clet_query_term *term,
                         accumulators *sums) {
    const uint32_t count = term->postings[CLET_FIELD_BODY].count;
    const field_scale scale = scale_of(term, clet_bundle_index(bundle)->section_count, count,
                                       SECTION_WEIGHT_Q8, sums->section_norms);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t section = sums->numbers[i];
        sums->section_scores[section] +=
            match_score(scale, sums->frequencies[i], clet_bundle_body_code(bundle, section));
    }
}

static void mark_bodies(const chatlet_bundle *bundle, const clet_query_term *term, uint64_t bit,
                        accumulators *sums) {
    for (uint32_t i = 0; i < term->postings[CLET_FIELD_BODY].count; i++) {
        const uint32_t section = sums->numbers[i];
        sums->section_terms[section] |= bit;
        sums->page_slots[clet_bundle_document_of(bundle, section)] |= 1u << term->slot;
    }
}

/* Sections of a page follow each other, so a walk meets each page once. */
static void add_pages(const chatlet_bundle *bundle, const clet_query_term *term,
                      accumulators *sums) {
    const uint32_t count = term->postings[CLET_FIELD_BODY].count;
    const field_scale scale = scale_of(term, clet_bundle_index(bundle)->document_count,
                                       term->page_count, PAGE_WEIGHT_Q8, sums->page_norms);
    uint32_t i = 0;
    while (i < count) {
        const uint32_t document = clet_bundle_document_of(bundle, sums->numbers[i]);
        const uint32_t end = clet_bundle_first_section(bundle, document + 1);
        uint32_t frequency = 0;
        for (; i < count && sums->numbers[i] < end; i++)
            frequency += sums->frequencies[i];
        if (frequency > PAGE_FREQUENCY_MAX) frequency = PAGE_FREQUENCY_MAX;
        sums->document_scores[document] +=
            match_score(scale, frequency, clet_bundle_page_code(bundle, document));
    }
}

static void weigh(const clet_index_info *index, clet_query_term *term) {
    uint32_t frequency = term->page_count;
    const uint32_t in_titles = term->postings[CLET_FIELD_TITLE].count;
    const uint32_t in_links = term->postings[CLET_FIELD_LINK].count;
    if (in_titles > frequency) frequency = in_titles;
    if (in_links > frequency) frequency = in_links;
    term->weight = (uint32_t)((uint64_t)inverse_frequency(index->document_count, frequency) *
                              term->share_q8 / CLET_SHARE_WHOLE);
}

static void add_term(const chatlet_bundle *bundle, clet_query_term *term, uint64_t bit,
                     uint32_t without, accumulators *sums) {
    term->page_count = unfold_body(bundle, &term->postings[CLET_FIELD_BODY], sums);
    weigh(clet_bundle_index(bundle), term);
    mark_bodies(bundle, term, bit, sums); /* these three read the unfolded body */
    if ((without & CHATLET_RANK_SECTION) == 0) add_sections(bundle, term, sums);
    if ((without & CHATLET_RANK_PAGE) == 0) add_pages(bundle, term, sums);
    if ((without & CHATLET_RANK_TITLE) == 0) add_titles(bundle, term, sums);
    if ((without & CHATLET_RANK_LINKS) == 0) add_links(bundle, term, sums);
    if ((without & CHATLET_RANK_HEADINGS) == 0) add_headings(bundle, term, bit, sums);
}

/* Words that must not stand on a page take it out. */
static void exclude(const chatlet_bundle *bundle, const clet_query_term *term, accumulators *sums) {
    const clet_postings *body = &term->postings[CLET_FIELD_BODY];
    const clet_postings *title = &term->postings[CLET_FIELD_TITLE];
    unfold(body, sums);
    for (uint32_t i = 0; i < body->count; i++)
        sums->document_scores[clet_bundle_document_of(bundle, sums->numbers[i])] = UINT32_MAX;
    unfold(title, sums);
    for (uint32_t i = 0; i < title->count; i++)
        sums->document_scores[sums->numbers[i]] = UINT32_MAX;
}

/* The sections of one document that may count, before they compete with all. */
enum { PER_DOCUMENT_MAX = 8 };

static uint32_t boosted(const chatlet_bundle *bundle, uint32_t document, uint64_t score) {
    const uint64_t sum = score * clet_bundle_boost(bundle, document) / CLET_BOOST_NEUTRAL;
    return sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
}

/* A phrase is only looked for where all its words are. */
static bool has_phrases(const clet_query_terms *terms, uint32_t slots) {
    for (uint32_t i = 0; i < terms->phrase_count; i++) {
        for (uint32_t j = 0; j < terms->phrases[i].count; j++) {
            if ((slots & 1u << terms->phrases[i].slots[j]) == 0) return false;
        }
    }
    return true;
}

static uint32_t slots_of(const clet_query_terms *terms, uint64_t bits) {
    uint32_t slots = 0;
    for (; bits != 0; bits &= bits - 1)
        slots |= 1u << terms->items[__builtin_ctzll(bits)].slot;
    return slots;
}

/* Sections come in rising order, so equal scores keep the order of their numbers. A page found by
 * its title alone is stood for by its beginning. */
static void collect_document(const chatlet_bundle *bundle, const clet_query_terms *terms,
                             const accumulators *sums, uint32_t document,
                             const clet_rank_options *options, clet_candidate *candidates,
                             uint32_t *count) {
    clet_candidate best[PER_DOCUMENT_MAX];
    uint32_t best_count = 0;
    const uint32_t page_score = sums->document_scores[document];
    if (page_score == UINT32_MAX) return;
    const uint32_t first = clet_bundle_first_section(bundle, document);
    const uint32_t end = clet_bundle_first_section(bundle, document + 1);
    for (uint32_t section = first; section < end; section++) {
        const uint32_t own = sums->section_scores[section];
        if (own == 0 && (page_score == 0 || section != first)) continue;
        const uint32_t section_slots = slots_of(terms, sums->section_terms[section]);
        clet_candidate candidate = {.section = section,
                                    .document = document,
                                    .score = boosted(bundle, document, (uint64_t)own + page_score),
                                    .section_terms = sums->section_terms[section],
                                    .section_slots = section_slots,
                                    .title_slots = sums->title_slots[document],
                                    .page_slots = sums->page_slots[document] | section_slots};
        if (!has_phrases(terms, candidate.section_slots | candidate.title_slots)) continue;
        clet_keep_best(best, sizeof candidate,
                       options->per_document < PER_DOCUMENT_MAX ? options->per_document
                                                                : PER_DOCUMENT_MAX,
                       &best_count, &candidate);
    }
    for (uint32_t i = 0; i < best_count; i++)
        clet_keep_best(candidates, sizeof best[i], options->capacity, count, &best[i]);
}

chatlet_status clet_rank_sections(const chatlet_bundle *bundle, clet_query_terms *terms,
                                  const clet_rank_options *options, clet_arena *arena,
                                  clet_candidate *candidates, uint32_t *count) {
    const clet_index_info *index = clet_bundle_index(bundle);
    CLET_ASSERT(options->capacity >= 1);
    CLET_ASSERT(options->per_document >= 1);
    accumulators *sums = new_accumulators(index, arena);
    if (sums == NULL) return CHATLET_ERR_MEMORY;

    for (uint32_t i = 0; i < terms->count; i++)
        add_term(bundle, &terms->items[i], UINT64_C(1) << i, options->without, sums);
    for (uint32_t i = 0; i < terms->excluded_count; i++)
        exclude(bundle, &terms->excluded[i], sums);
    *count = 0;
    for (uint32_t document = 0; document < index->document_count; document++) {
        if (options->hides_document && document == options->hidden_document) continue;
        if (options->allowed != NULL && options->allowed[document] == 0) continue;
        collect_document(bundle, terms, sums, document, options, candidates, count);
    }
    return CHATLET_OK;
}
