/* A query from words to hits: which parts it needs, in which order, and what is made of them. */
#include "index_search.h"

#include "answer_evidence.h"
#include "index_collapse.h"
#include "index_extract.h"
#include "index_passage.h"
#include "index_piece.h"
#include "index_repair.h"
#include "query_filter.h"

#include "../base/assert.h"
#include "../base/buffer.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../bundle/field_text.h"

#include <chatlet/query.h>

#include <string.h>

/* Candidates whose texts are read beyond the hits asked for: room for near-duplicates, and for a
 * better order once the texts are there. Phrases are only found in texts, so they get more. Two
 * more for all would find no more right pages and show the answer to 2 of 40 questions more, for a
 * third more bytes a question. */
enum { SPARE_CANDIDATES = 1, PHRASE_CANDIDATES = 20, SECTIONS_PER_PAGE = 2 };

/* Pieces that are read of a candidate's section. With one for each, the answer was shown for 24 of
 * 40 questions, with three of the best for 28, for a tenth more bytes a question; two more of the
 * others brought nothing. */
enum { PIECES_OF_BEST = 3, PIECES_OF_OTHERS = 1 };

typedef enum query_stage {
    STAGE_WORDS,  /* the question's words */
    STAGE_REPAIR, /* stems that misspelt words may have meant */
    STAGE_TERMS,  /* the postings of those */
    STAGE_LEADS,  /* first pieces of the candidates' sections, with what tells the others apart */
    STAGE_TEXTS,  /* the pieces that are read, where they are others */
    STAGE_READY
} query_stage;

/* A word that may be misspelt, and where its neighbours stand. */
typedef struct repair_place {
    uint32_t slot;
    uint32_t parts[CLET_REPAIR_PARTS_MAX];
    uint32_t part_count;
} repair_place;

struct chatlet_query {
    const chatlet_allocator *allocator;
    const chatlet_bundle *bundle;
    clet_arena arena;
    clet_stemmer *stemmer;
    bool owns_stemmer;
    query_stage stage;
    bool is_whole; /* the bundle has every part */
    chatlet_query_options options;
    chatlet_str text; /* the part of the question that counts; arena */
    clet_query_terms terms;
    repair_place repairs[CLET_REPAIR_WORDS_MAX];
    uint32_t repair_count;
    uint32_t looked_up; /* terms whose postings were looked up */
    uint32_t parts[CHATLET_QUERY_PARTS_MAX];
    uint32_t part_count;
    uint8_t *allowed; /* by document, 1 for those that fit the filter; NULL: all of them */
    clet_candidate *candidates;
    uint32_t candidate_count;
    chatlet_hit *hits;
    uint32_t hit_count;
};

_Static_assert(1 + CLET_QUERY_ALL_TERMS_MAX + CLET_QUERY_EXCLUDED_MAX + CHATLET_FIELDS_MAX +
                       CLET_REPAIR_WORDS_MAX * CLET_REPAIR_PARTS_MAX <=
                   CHATLET_QUERY_PARTS_MAX,
               "the parts of all words fit");
_Static_assert(PIECES_OF_BEST + (CHATLET_HITS_MAX + PHRASE_CANDIDATES) * PIECES_OF_OTHERS <=
                   CHATLET_QUERY_PARTS_MAX,
               "the parts of all texts fit");

/* Adds `part` to the sorted list of parts. A whole bundle never needs any. */
static void need_part(chatlet_query *query, uint32_t part) {
    if (query->is_whole) return;
    uint32_t place = query->part_count;
    while (place > 0 && query->parts[place - 1] > part)
        place--;
    if (place > 0 && query->parts[place - 1] == part) return;
    CLET_ASSERT(query->part_count < CHATLET_QUERY_PARTS_MAX);
    for (uint32_t i = query->part_count; i > place; i--)
        query->parts[i] = query->parts[i - 1];
    query->parts[place] = part;
    query->part_count++;
}

static void need_terms(chatlet_query *query, uint32_t first) {
    for (uint32_t i = first; i < query->terms.count; i++) {
        if (query->terms.items[i].part != 0) need_part(query, query->terms.items[i].part);
    }
}

static bool has_part(const chatlet_query *query, uint32_t part) {
    return chatlet_bundle_has_part(query->bundle, part);
}

/* Names the parts of the filter's fields; or, with room for a mark of each document, takes the
 * marks of those that do not fit. False when no document can be told to fit. */
static bool take_filter(chatlet_query *query, uint8_t *allowed) {
    clet_condition condition;
    for (size_t at = 0; clet_filter_next(query->options.filter, &at, &condition);) {
        const uint32_t part = clet_bundle_field_part(query->bundle, condition.name);
        if (part == 0) return false;
        if (allowed == NULL) {
            need_part(query, part);
            continue;
        }
        if (!has_part(query, part)) return false;
        clet_bundle_filter(query->bundle, part, condition.values, allowed);
    }
    return true;
}

static void end_without_hits(chatlet_query *query) {
    query->part_count = 0;
    query->stage = STAGE_READY;
}

static void need_words(chatlet_query *query) {
    const bool has_pages =
        clet_bundle_index(query->bundle)->document_count > 0; /* not flows alone */
    if (!has_pages || !take_filter(query, NULL) || query->terms.word_count == 0)
        return end_without_hits(query);
    query->stage = STAGE_WORDS;
    need_part(query, 0);
    need_terms(query, 0);
    for (uint32_t i = 0; i < query->terms.excluded_count; i++) {
        if (query->terms.excluded[i].part != 0) need_part(query, query->terms.excluded[i].part);
    }
}

static bool wants(const chatlet_query *query, chatlet_query_part part) {
    return (query->options.without & (uint32_t)part) == 0;
}

/* Reads the question with a stemmer that is there. */
static chatlet_status read_question(chatlet_query *query, chatlet_str text) {
    query->stemmer->failed = false;
    chatlet_status status =
        clet_arena_copy(&query->arena, clet_utf8_cut(text, CHATLET_QUERY_BYTES_MAX), &query->text);
    if (status == CHATLET_OK)
        status = clet_arena_copy(&query->arena, query->options.filter, &query->options.filter);
    if (status != CHATLET_OK) return status;
    return clet_query_terms_read(&query->terms, &query->arena, query->bundle, query->stemmer,
                                 query->text, wants(query, CHATLET_RANK_SYNONYMS));
}

chatlet_str clet_query_text(const chatlet_query *query) { return query->text; }

chatlet_str clet_query_filter(const chatlet_query *query) { return query->options.filter; }

chatlet_status clet_query_new(const chatlet_allocator *allocator, const chatlet_bundle *bundle,
                              clet_stemmer *stemmer, chatlet_str text,
                              const chatlet_query_options *options, chatlet_query **query) {
    if (options->limit < 1 || options->limit > CHATLET_HITS_MAX) return CHATLET_ERR_ARGUMENT;
    chatlet_query *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return CHATLET_ERR_MEMORY;
    *made = (chatlet_query){.allocator = allocator,
                            .bundle = bundle,
                            .options = *options,
                            .stemmer = stemmer,
                            .owns_stemmer = stemmer == NULL};
    clet_arena_init(&made->arena, allocator);

    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    made->is_whole = info.is_whole;
    chatlet_status status = CHATLET_OK;
    if (made->owns_stemmer) status = clet_stemmer_new(allocator, info.language, &made->stemmer);
    if (status == CHATLET_ERR_ARGUMENT)
        status = CHATLET_ERR_VERSION; /* this module has another language's stems */
    if (status == CHATLET_OK) status = read_question(made, text);
    if (status != CHATLET_OK) {
        chatlet_query_free(made);
        return status;
    }
    need_words(made);
    *query = made;
    return CHATLET_OK;
}

chatlet_status chatlet_query_new(const chatlet_allocator *allocator, const chatlet_bundle *bundle,
                                 chatlet_str text, const chatlet_query_options *options,
                                 chatlet_query **query) {
    return clet_query_new(allocator, bundle, NULL, text, options, query);
}

void chatlet_query_free(chatlet_query *query) {
    if (query == NULL) return;
    if (query->owns_stemmer) clet_stemmer_free(query->stemmer);
    clet_arena_free(&query->arena);
    query->allocator->release(query->allocator->context, query);
}

static bool parts_are_there(const chatlet_query *query) {
    for (uint32_t i = 0; i < query->part_count; i++) {
        if (!chatlet_bundle_has_part(query->bundle, query->parts[i])) return false;
    }
    return true;
}

/* ---- words ---- */

static uint32_t candidates_wanted(const chatlet_query *query) {
    return query->options.limit +
           (query->terms.phrase_count > 0 ? (uint32_t)PHRASE_CANDIDATES : SPARE_CANDIDATES);
}

/* Ranks by postings and names the texts of the best candidates. */
static chatlet_status rank_words(chatlet_query *query) {
    const bool pages = query->options.unit == CHATLET_QUERY_PAGES;
    const clet_rank_options options = {.without = query->options.without,
                                       .per_document = pages ? 1 : SECTIONS_PER_PAGE,
                                       .capacity = candidates_wanted(query),
                                       .hides_document = query->options.hides_document,
                                       .hidden_document = query->options.hidden_document,
                                       .allowed = query->allowed};
    clet_candidate *candidates =
        clet_arena_allocate_array(&query->arena, options.capacity, sizeof *candidates);
    if (candidates == NULL) return CHATLET_ERR_MEMORY;
    clet_arena scratch;
    clet_arena_init(&scratch, query->allocator);
    const chatlet_status status = clet_rank_sections(query->bundle, &query->terms, &options,
                                                     &scratch, candidates, &query->candidate_count);
    clet_arena_free(&scratch);
    if (status != CHATLET_OK) return status;
    query->candidates = candidates;
    query->part_count = 0;
    for (uint32_t i = 0; i < query->candidate_count; i++) {
        const uint32_t lead = clet_bundle_first_piece(query->bundle, candidates[i].section);
        need_part(query, clet_bundle_text_part(query->bundle, lead));
    }
    query->stage = query->candidate_count == 0 ? STAGE_READY : STAGE_LEADS;
    return CHATLET_OK;
}

/* Looks for words that may be misspelt; true when there are any. A word whose part could not be had
 * may be right. */
static bool need_repairs(chatlet_query *query) {
    query->part_count = 0;
    for (uint32_t slot = 0;
         slot < query->terms.word_count && query->repair_count < CLET_REPAIR_WORDS_MAX; slot++) {
        const clet_query_term *term = &query->terms.items[slot];
        const bool is_looked_up = term->part == 0 || has_part(query, term->part);
        if (!is_looked_up || !clet_repair_wants(query->bundle, term)) continue;
        repair_place *place = &query->repairs[query->repair_count];
        place->slot = slot;
        place->part_count =
            clet_repair_parts(query->bundle, &query->terms.items[slot], place->parts);
        for (uint32_t i = 0; i < place->part_count; i++)
            need_part(query, place->parts[i]);
        if (place->part_count > 0) query->repair_count++;
    }
    return query->repair_count > 0;
}

/* Marks the pages that fit the filter, now that its parts are there: what ranking takes as its
 * candidates then fits, and fills the limit. */
static chatlet_status mark_pages(chatlet_query *query, bool *can_answer) {
    const uint32_t document_count = clet_bundle_index(query->bundle)->document_count;
    if (query->options.filter.size_bytes == 0) return CHATLET_OK;
    query->allowed = clet_arena_allocate(&query->arena, document_count);
    if (query->allowed == NULL) return CHATLET_ERR_MEMORY;
    memset(query->allowed, 1, document_count);
    *can_answer = take_filter(query, query->allowed);
    return CHATLET_OK;
}

static chatlet_status take_words(chatlet_query *query) {
    bool can_answer = has_part(query, 0); /* nothing can be ranked without the map */
    chatlet_status status = CHATLET_OK;
    if (can_answer) status = mark_pages(query, &can_answer);
    if (status != CHATLET_OK) return status;
    if (!can_answer) {
        end_without_hits(query);
        return CHATLET_OK;
    }
    clet_query_terms_look_up(&query->terms, query->bundle, 0);
    query->looked_up = query->terms.count;
    query->repair_count = 0;
    if (!wants(query, CHATLET_RANK_REPAIR) || !need_repairs(query)) return rank_words(query);
    query->stage = STAGE_REPAIR;
    return CHATLET_OK;
}

static chatlet_status take_repairs(chatlet_query *query) {
    for (uint32_t i = 0; i < query->repair_count; i++) {
        const repair_place *place = &query->repairs[i];
        const chatlet_status status =
            clet_repair_add(&query->terms, &query->arena, query->bundle, query->stemmer,
                            place->slot, place->parts, place->part_count);
        if (status != CHATLET_OK) return status;
    }
    if (query->terms.count == query->looked_up) return rank_words(query);
    query->part_count = 0;
    need_terms(query, query->looked_up);
    query->stage = STAGE_TERMS;
    return CHATLET_OK;
}

static chatlet_status take_terms(chatlet_query *query) {
    clet_query_terms_look_up(&query->terms, query->bundle, query->looked_up);
    return rank_words(query);
}

/* ---- texts ---- */

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

/* The texts of an answer's passages, the best first. */
static chatlet_status read_texts(chatlet_query *query, const clet_answer *answer,
                                 clet_passage_text texts[CLET_ANSWER_PASSAGES_MAX]) {
    clet_passage_text *all =
        clet_arena_allocate_array(&query->arena, CLET_PIECE_PASSAGES_MAX, sizeof *all);
    if (all == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < answer->passage_count; i++) {
        (void)clet_bundle_piece_texts(query->bundle, answer->pieces[i], all,
                                      CLET_PIECE_PASSAGES_MAX);
        texts[i] = all[answer->passages[i]];
    }
    return CHATLET_OK;
}

static chatlet_status make_hit(chatlet_query *query, const clet_answer *answer,
                               const clet_passage_text *texts, chatlet_hit *hit) {
    chatlet_str shown[CLET_ANSWER_PASSAGES_MAX];
    clet_extract extract;
    for (uint32_t i = 0; i < answer->passage_count; i++)
        shown[i] = texts[i].text;
    const uint32_t evidence = clet_answer_evidence(&query->terms, answer);
    const clet_confidence_map *map = clet_bundle_confidence(query->bundle);
    *hit = (chatlet_hit){.piece = answer->pieces[0],
                         .passage = answer->passages[0],
                         .document = answer->document,
                         .score = answer->score,
                         .confidence = clet_confidence_of(*map, evidence),
                         .evidence = evidence,
                         .coverage = clet_answer_coverage(&query->terms, answer),
                         .title = texts[0].title,
                         .headings = texts[0].headings};
    chatlet_status status = join_url(query, &texts[0], &hit->url);
    if (status == CHATLET_OK) {
        status = clet_extract_make(&query->arena, query->stemmer, &query->terms, shown,
                                   answer->passage_count, &extract);
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

static chatlet_status make_hits(chatlet_query *query, const clet_answer *answers,
                                uint32_t answer_count) {
    const uint32_t limit = query->options.limit;
    const bool collapses = query->options.unit == CHATLET_QUERY_ANSWERS;
    chatlet_hit *hits = clet_arena_allocate_array(&query->arena, limit, sizeof *hits);
    clet_word_set *sets = clet_arena_allocate_array(&query->arena, limit, sizeof *sets);
    if (hits == NULL || sets == NULL) return CHATLET_ERR_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0; i < answer_count && count < limit; i++) {
        clet_passage_text texts[CLET_ANSWER_PASSAGES_MAX];
        chatlet_status status = read_texts(query, &answers[i], texts);
        if (status == CHATLET_OK && collapses) {
            status = clet_word_set_make(&query->arena, query->stemmer, texts[0].text, &sets[count]);
        }
        if (status != CHATLET_OK) return status;
        if (collapses && repeats_earlier(sets, count, &sets[count])) continue;
        status = make_hit(query, &answers[i], texts, &hits[count]);
        if (status != CHATLET_OK) return status;
        count++;
    }
    query->hits = hits;
    query->hit_count = count;
    return CHATLET_OK;
}

static chatlet_status take_texts(chatlet_query *query) {
    uint32_t answer_count;
    clet_answer *answers =
        clet_arena_allocate_array(&query->arena, query->candidate_count, sizeof *answers);
    if (answers == NULL) return CHATLET_ERR_MEMORY;
    clet_arena scratch;
    clet_arena_init(&scratch, query->allocator);
    chatlet_status status = clet_rank_texts(query->bundle, query->stemmer, &query->terms,
                                            query->options.without, &scratch, query->candidates,
                                            query->candidate_count, answers, &answer_count);
    clet_arena_free(&scratch);
    if (status == CHATLET_OK) status = make_hits(query, answers, answer_count);
    if (status != CHATLET_OK) return status;
    query->part_count = 0;
    query->stage = STAGE_READY;
    return CHATLET_OK;
}

static bool needs_part(const chatlet_query *query, uint32_t part) {
    for (uint32_t i = 0; i < query->part_count; i++) {
        if (query->parts[i] == part) return true;
    }
    return query->is_whole;
}

/* Chooses what is read of each candidate. When the leads hold all of it, nothing more is asked for:
 * that follows from the bundle, and not from what was fetched before. */
static chatlet_status take_leads(chatlet_query *query) {
    uint32_t parts[PIECES_OF_BEST + (CHATLET_HITS_MAX + PHRASE_CANDIDATES) * PIECES_OF_OTHERS];
    uint32_t part_count = 0;
    bool leads_hold_all = true;
    for (uint32_t i = 0; i < query->candidate_count; i++) {
        clet_candidate *candidate = &query->candidates[i];
        clet_choose_pieces(query->bundle, &query->terms, i == 0 ? PIECES_OF_BEST : PIECES_OF_OTHERS,
                           candidate);
        const uint32_t first = clet_bundle_first_piece(query->bundle, candidate->section);
        for (uint32_t pieces = candidate->pieces; pieces != 0; pieces &= pieces - 1) {
            const uint32_t piece = first + (uint32_t)__builtin_ctz(pieces);
            parts[part_count++] = clet_bundle_text_part(query->bundle, piece);
            if (!needs_part(query, parts[part_count - 1])) leads_hold_all = false;
        }
    }
    if (leads_hold_all) return take_texts(query);
    query->part_count = 0;
    for (uint32_t i = 0; i < part_count; i++)
        need_part(query, parts[i]);
    query->stage = STAGE_TEXTS;
    return CHATLET_OK;
}

static chatlet_status take_stage(chatlet_query *query) {
    switch (query->stage) {
    case STAGE_WORDS: return take_words(query);
    case STAGE_REPAIR: return take_repairs(query);
    case STAGE_TERMS: return take_terms(query);
    case STAGE_LEADS: return take_leads(query);
    case STAGE_TEXTS: return take_texts(query);
    case STAGE_READY: break;
    }
    return CHATLET_OK;
}

chatlet_status chatlet_query_step_without(chatlet_query *query, chatlet_query_stage *stage) {
    chatlet_status status = take_stage(query);
    if (status == CHATLET_OK && query->stemmer->failed) status = CHATLET_ERR_MEMORY;
    if (status != CHATLET_OK) return status;
    *stage = query->stage == STAGE_READY ? CHATLET_QUERY_READY : CHATLET_QUERY_NEEDS_PARTS;
    return CHATLET_OK;
}

chatlet_status chatlet_query_step(chatlet_query *query, chatlet_query_stage *stage) {
    if (query->stage != STAGE_READY && !parts_are_there(query)) {
        *stage = CHATLET_QUERY_NEEDS_PARTS;
        return CHATLET_OK;
    }
    return chatlet_query_step_without(query, stage);
}

const uint32_t *chatlet_query_parts(const chatlet_query *query, uint32_t *count) {
    *count = query->part_count;
    return query->parts;
}

const chatlet_hit *chatlet_query_hits(const chatlet_query *query, uint32_t *count) {
    *count = query->stage == STAGE_READY ? query->hit_count : 0;
    return query->hits;
}

/* Whether any page has one of the values; also true while the part that tells is not there. */
static bool has_value(const chatlet_bundle *bundle, uint32_t field, chatlet_str values) {
    chatlet_str wanted;
    chatlet_str value;
    if (chatlet_bundle_get_value(bundle, field, 0, &value) == CHATLET_ERR_STATE) return true;
    for (size_t at = 0; clet_list_next(values, ',', &at, &wanted);) {
        for (uint32_t i = 0; chatlet_bundle_get_value(bundle, field, i, &value) == CHATLET_OK; i++)
            if (clet_str_equal(value, wanted)) return true;
    }
    return false;
}

chatlet_filter_fit chatlet_query_get_filter_fit(const chatlet_query *query, chatlet_str *misfit) {
    clet_condition condition;
    if (misfit != NULL) *misfit = (chatlet_str){0};
    for (size_t at = 0; clet_filter_next(query->options.filter, &at, &condition);) {
        chatlet_field field = {.part = 0};
        uint32_t index = 0;
        while (chatlet_bundle_get_field(query->bundle, index, &field) == CHATLET_OK &&
               !clet_str_equal(field.name, condition.name))
            index++;
        const bool is_known = clet_bundle_field_part(query->bundle, condition.name) != 0;
        if (is_known && has_value(query->bundle, index, condition.values)) continue;
        if (misfit != NULL) *misfit = condition.name;
        return is_known ? CHATLET_FILTER_VALUE_UNKNOWN : CHATLET_FILTER_NAME_UNKNOWN;
    }
    return CHATLET_FILTER_FITS;
}
