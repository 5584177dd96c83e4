/* A query from words to hits: which parts it needs, in which order, and what is made of them. */
#include "index_collapse.h"
#include "index_extract.h"
#include "index_rank.h"

#include "../base/assert.h"
#include "../base/buffer.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../text/analyze.h"

#include <chatlet/query.h>

/* Candidates beyond the hits asked for: room for near-duplicates and for a better order once their
 * texts are there. */
enum { SPARE_CANDIDATES = 3 };

typedef enum query_stage { STAGE_WORDS, STAGE_TEXTS, STAGE_READY } query_stage;

struct chatlet_query {
    const chatlet_allocator *allocator;
    const chatlet_bundle *bundle;
    clet_arena arena;
    clet_stemmer *stemmer;
    query_stage stage;
    uint32_t limit;
    clet_query_term terms[CHATLET_QUERY_TERMS_MAX];
    uint32_t term_count;
    uint32_t parts[CHATLET_QUERY_PARTS_MAX];
    uint32_t part_count;
    clet_candidate *candidates;
    uint32_t candidate_count;
    bool texts_ranked;
    chatlet_hit *hits;
    uint32_t hit_count;
};

/* Adds `part` to the sorted list of parts. False when the list is full. */
static bool add_part(chatlet_query *query, uint32_t part) {
    uint32_t place = query->part_count;
    while (place > 0 && query->parts[place - 1] > part)
        place--;
    if (place > 0 && query->parts[place - 1] == part) return true;
    if (query->part_count == CHATLET_QUERY_PARTS_MAX) return false;
    for (uint32_t i = query->part_count; i > place; i--)
        query->parts[i] = query->parts[i - 1];
    query->parts[place] = part;
    query->part_count++;
    return true;
}

static bool has_term(const chatlet_query *query, chatlet_str text) {
    for (uint32_t i = 0; i < query->term_count; i++) {
        if (clet_str_equal(query->terms[i].text, text)) return true;
    }
    return false;
}

/* Collects the distinct terms of `text` that are, or are not, function words. */
static chatlet_status collect_terms(chatlet_query *query, chatlet_str text, bool stop_words) {
    clet_analyzer analyzer;
    clet_term term;
    clet_analyzer_init(&analyzer, query->stemmer, text);
    while (query->term_count < CHATLET_QUERY_TERMS_MAX && clet_analyzer_next(&analyzer, &term)) {
        const chatlet_str stem = {.data = term.text, .size_bytes = term.size_bytes};
        if (term.is_stop != stop_words || has_term(query, stem)) continue;
        clet_query_term *added = &query->terms[query->term_count];
        *added = (clet_query_term){.is_stop = term.is_stop};
        const chatlet_status status = clet_arena_copy(&query->arena, stem, &added->text);
        if (status != CHATLET_OK) return status;
        added->part = clet_bundle_term_part(query->bundle, added->text);
        query->term_count++;
    }
    return query->stemmer->failed ? CHATLET_ERR_MEMORY : CHATLET_OK;
}

/* Function words are looked up only when there is nothing else: "what does DO do?" is about a
 * title. */
static chatlet_status read_terms(chatlet_query *query, chatlet_str text) {
    chatlet_status status = collect_terms(query, text, false);
    if (status == CHATLET_OK && query->term_count == 0) status = collect_terms(query, text, true);
    if (status != CHATLET_OK) return status;

    if (query->term_count == 0) {
        query->stage = STAGE_READY;
        return CHATLET_OK;
    }
    bool fits = add_part(query, 0);
    for (uint32_t i = 0; i < query->term_count; i++) {
        if (query->terms[i].part != 0) fits = fits && add_part(query, query->terms[i].part);
    }
    _Static_assert(CHATLET_QUERY_TERMS_MAX + 1 <= CHATLET_QUERY_PARTS_MAX,
                   "the parts of all words fit");
    CLET_ASSERT(fits);
    return CHATLET_OK;
}

chatlet_status chatlet_query_new(const chatlet_allocator *allocator, const chatlet_bundle *bundle,
                                 chatlet_str text, uint32_t limit, chatlet_query **query) {
    if (limit < 1 || limit > CHATLET_HITS_MAX) return CHATLET_ERR_ARGUMENT;
    chatlet_query *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return CHATLET_ERR_MEMORY;
    *made = (chatlet_query){
        .allocator = allocator, .bundle = bundle, .stage = STAGE_WORDS, .limit = limit};
    clet_arena_init(&made->arena, allocator);

    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    chatlet_status status = clet_stemmer_new(allocator, info.language, &made->stemmer);
    if (status == CHATLET_ERR_ARGUMENT)
        status = CHATLET_ERR_VERSION; /* this module has another language's stems */
    if (status == CHATLET_OK)
        status = read_terms(made, clet_utf8_cut(text, CHATLET_QUERY_BYTES_MAX));
    if (status != CHATLET_OK) {
        chatlet_query_free(made);
        return status;
    }
    *query = made;
    return CHATLET_OK;
}

void chatlet_query_free(chatlet_query *query) {
    if (query == NULL) return;
    clet_stemmer_free(query->stemmer);
    clet_arena_free(&query->arena);
    query->allocator->release(query->allocator->context, query);
}

static bool parts_are_there(const chatlet_query *query) {
    for (uint32_t i = 0; i < query->part_count; i++) {
        if (!chatlet_bundle_has_part(query->bundle, query->parts[i])) return false;
    }
    return true;
}

/* Names the texts of the best candidates. */
static void need_texts(chatlet_query *query) {
    _Static_assert(CHATLET_HITS_MAX + SPARE_CANDIDATES <= CHATLET_QUERY_PARTS_MAX,
                   "the parts of all texts fit");
    query->part_count = 0;
    for (uint32_t i = 0; i < query->candidate_count; i++) {
        const uint32_t part = clet_bundle_text_part(query->bundle, query->candidates[i].passage);
        const bool fits = add_part(query, part);
        CLET_ASSERT(fits);
    }
    query->stage = query->candidate_count == 0 ? STAGE_READY : STAGE_TEXTS;
}

static chatlet_status rank_words(chatlet_query *query) {
    for (uint32_t i = 0; i < query->term_count; i++) {
        clet_query_term *term = &query->terms[i];
        if (term->part == 0) continue;
        /* A word the index does not have keeps its empty postings. */
        (void)clet_bundle_find_term(query->bundle, term->part, term->text, term->postings);
    }
    clet_rank_weigh(query->bundle, query->terms, query->term_count);

    const uint32_t capacity = query->limit + SPARE_CANDIDATES;
    clet_candidate *candidates =
        clet_arena_allocate_array(&query->arena, capacity, sizeof *candidates);
    if (candidates == NULL) return CHATLET_ERR_MEMORY;
    clet_arena scratch;
    clet_arena_init(&scratch, query->allocator);
    const chatlet_status status =
        clet_rank_passages(query->bundle, query->terms, query->term_count, &scratch, candidates,
                           capacity, &query->candidate_count);
    clet_arena_free(&scratch);
    if (status != CHATLET_OK) return status;
    query->candidates = candidates;
    need_texts(query);
    return CHATLET_OK;
}

/* Adds what the texts tell and sorts again; stable, so equal scores keep their order. */
static void rank_texts(chatlet_query *query) {
    for (uint32_t i = 0; i < query->candidate_count; i++) {
        clet_candidate candidate = query->candidates[i];
        const chatlet_str text = clet_bundle_passage_text(query->bundle, candidate.passage).text;
        candidate.score +=
            clet_rank_proximity(query->stemmer, query->terms, query->term_count, text);
        uint32_t place = i;
        while (place > 0 && query->candidates[place - 1].score < candidate.score) {
            query->candidates[place] = query->candidates[place - 1];
            place--;
        }
        query->candidates[place] = candidate;
    }
}

/* url#anchor in the query's arena. */
static chatlet_status join_url(chatlet_query *query, const clet_passage_text *texts,
                               chatlet_str *url) {
    if (texts->anchor.size_bytes == 0) {
        *url = texts->url;
        return CHATLET_OK;
    }
    clet_buffer joined;
    clet_buffer_init(&joined, query->allocator,
                     CHATLET_URL_BYTES_MAX + 1 + CHATLET_ANCHOR_BYTES_MAX);
    clet_buffer_append(&joined, texts->url);
    clet_buffer_append_byte(&joined, '#');
    clet_buffer_append(&joined, texts->anchor);
    chatlet_status status = clet_buffer_status(&joined);
    if (status == CHATLET_OK)
        status = clet_arena_copy(&query->arena, clet_buffer_str(&joined), url);
    clet_buffer_free(&joined);
    return status;
}

static chatlet_status make_hit(chatlet_query *query, const clet_candidate *candidate,
                               chatlet_hit *hit) {
    const clet_passage_text texts = clet_bundle_passage_text(query->bundle, candidate->passage);
    clet_extract extract;
    *hit = (chatlet_hit){.passage = candidate->passage,
                         .document = candidate->document,
                         .score = candidate->score,
                         .confidence =
                             clet_rank_confidence(query->terms, query->term_count, candidate),
                         .title = texts.title,
                         .headings = texts.headings};
    chatlet_status status = join_url(query, &texts, &hit->url);
    if (status == CHATLET_OK) {
        status = clet_extract_make(&query->arena, query->stemmer, query->terms, query->term_count,
                                   texts.text, &extract);
    }
    if (status != CHATLET_OK) return status;
    hit->extract = extract.tokens;
    hit->text = extract.text;
    return CHATLET_OK;
}

static bool repeats_earlier(const clet_word_set *sets, uint32_t count, const clet_word_set *set) {
    for (uint32_t i = 0; i < count; i++) {
        if (clet_word_sets_nearly_equal(&sets[i], set)) return true;
    }
    return false;
}

static chatlet_status make_hits(chatlet_query *query) {
    chatlet_hit *hits = clet_arena_allocate_array(&query->arena, query->limit, sizeof *hits);
    clet_word_set *sets = clet_arena_allocate_array(&query->arena, query->limit, sizeof *sets);
    if (hits == NULL || sets == NULL) return CHATLET_ERR_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0; i < query->candidate_count && count < query->limit; i++) {
        const chatlet_str text =
            clet_bundle_passage_text(query->bundle, query->candidates[i].passage).text;
        chatlet_status status =
            clet_word_set_make(&query->arena, query->stemmer, text, &sets[count]);
        if (status != CHATLET_OK) return status;
        if (repeats_earlier(sets, count, &sets[count])) continue;
        status = make_hit(query, &query->candidates[i], &hits[count]);
        if (status != CHATLET_OK) return status;
        count++;
    }
    query->hits = hits;
    query->hit_count = count;
    return CHATLET_OK;
}

static chatlet_status finish(chatlet_query *query) {
    if (!query->texts_ranked) rank_texts(query);
    query->texts_ranked = true; /* a step that ran out of memory below is taken again */
    const chatlet_status status = make_hits(query);
    if (status != CHATLET_OK) return status;
    query->part_count = 0;
    query->stage = STAGE_READY;
    return CHATLET_OK;
}

chatlet_status chatlet_query_step(chatlet_query *query, chatlet_query_stage *stage) {
    chatlet_status status = CHATLET_OK;
    if (query->stage != STAGE_READY && parts_are_there(query)) {
        status = query->stage == STAGE_WORDS ? rank_words(query) : finish(query);
    }
    if (status == CHATLET_OK && query->stemmer->failed) status = CHATLET_ERR_MEMORY;
    if (status != CHATLET_OK) return status;
    *stage = query->stage == STAGE_READY ? CHATLET_QUERY_READY : CHATLET_QUERY_NEEDS_PARTS;
    return CHATLET_OK;
}

const uint32_t *chatlet_query_parts(const chatlet_query *query, uint32_t *count) {
    *count = query->part_count;
    return query->parts;
}

const chatlet_hit *chatlet_query_hits(const chatlet_query *query, uint32_t *count) {
    *count = query->stage == STAGE_READY ? query->hit_count : 0;
    return query->hits;
}
