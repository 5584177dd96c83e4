/* A question asked of documents, over as many steps as it takes: each stage of its query names the
 * parts it reads in a `need`, and the next `result` runs the query anew up to the stage reached, so
 * that the state never has to hold half a query. A workspace may keep that half, which comes to the
 * same. */
#include "session_turn.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "index_search.h"
#include "session_workspace.h"

enum { HITS_WANTED = CHATLET_CITATIONS_MAX };

/* ---- saying ---- */

static void offer_retry(clet_turn *turn) {
    const clet_option option = {.id = CHATLET_STR("retry"), .text = turn->words->retry};
    clet_effects_choices(&turn->effects, &option, 1);
    turn->state.offered = CLET_CHOICES_RETRY;
}

void clet_search_say_miss(clet_turn *turn, uint32_t confidence) {
    clet_turn_say_words(turn, "none", confidence, turn->words->miss);
    clet_turn_offer_suggestions(turn);
    clet_effects_emit_unanswered(&turn->effects, turn->state.question, confidence);
}

void clet_search_say_trouble(clet_turn *turn) {
    clet_turn_say_words(turn, "none", 0, turn->words->trouble);
    offer_retry(turn);
    clet_effects_emit_parts_failed(&turn->effects, turn->state.question);
}

/* The passage shown, then the best one of each other page that is sure enough by itself. */
static uint32_t choose_citations(const chatlet_hit *hits, uint32_t hit_count, uint32_t threshold,
                                 uint32_t citation_max,
                                 clet_citation citations[CHATLET_CITATIONS_MAX]) {
    uint32_t documents[CHATLET_CITATIONS_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < hit_count && count < citation_max; i++) {
        bool is_new = true;
        for (uint32_t j = 0; j < count; j++)
            if (documents[j] == hits[i].document) is_new = false;
        if (!is_new || hits[i].confidence < threshold) continue;
        documents[count] = hits[i].document;
        citations[count++] =
            (clet_citation){.title = hits[i].title, .path = hits[i].headings, .url = hits[i].url};
    }
    return count;
}

void clet_search_say_answer(clet_turn *turn, const clet_search_result *result,
                            uint32_t citation_max) {
    clet_citation citations[CHATLET_CITATIONS_MAX];
    const chatlet_hit *hits = result->hits;
    CLET_ASSERT(result->hit_count > 0 && citation_max <= CHATLET_CITATIONS_MAX);
    const clet_say say = {
        .engine = "retrieval",
        .confidence = hits[0].confidence,
        .tokens = hits[0].extract,
        .citations = citations,
        .citation_count = choose_citations(hits, result->hit_count, turn->words->threshold,
                                           citation_max, citations),
    };
    clet_effects_say(&turn->effects, &say);
    clet_effects_emit_answered(&turn->effects, turn->state.question, hits[0].url,
                               hits[0].confidence);
    if (result->is_partial) clet_turn_say_words(turn, "none", 0, turn->words->partial);
}

/* ---- searching ---- */

static bool has_parts(const clet_turn *turn, const uint32_t *ids, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!chatlet_bundle_has_part(turn->bundle, ids[i])) return false;
    return true;
}

/* Asks the host for the parts of the query's present stage. */
static chatlet_status need_parts(clet_turn *turn, const uint32_t *ids, uint32_t count) {
    chatlet_part parts[CHATLET_QUERY_PARTS_MAX];
    CLET_ASSERT(count <= CHATLET_QUERY_PARTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const chatlet_status status = chatlet_bundle_get_part(turn->bundle, ids[i], &parts[i]);
        if (status != CHATLET_OK) return status;
    }
    const clet_effect_id id = clet_effects_need(&turn->effects, parts, count);
    turn->state.need_stage++;
    turn->state.need_step = id.step;
    turn->state.need_index = id.index;
    CLET_ASSERT(turn->state.need_stage <= CLET_SESSION_STAGES_MAX);
    return CHATLET_OK;
}

void clet_search_stop(clet_turn *turn) {
    turn->state.need_stage = 0;
    turn->state.need_step = 0;
    turn->state.need_index = 0;
    turn->state.need_again = false;
    turn->state.lost_stages = 0;
}

static chatlet_status finish_question(clet_turn *turn, const chatlet_query *query) {
    clet_search_result result = {.is_partial = turn->state.lost_stages != 0};
    result.hits = chatlet_query_hits(query, &result.hit_count);
    result.confidence = result.hit_count == 0 ? 0 : result.hits[0].confidence;
    clet_search_stop(turn);
    return clet_turn_take_search(turn, &result);
}

/* Parts that the host said it added but did not (or dropped since) count as ones that could not be
 * had: they are asked for once more, then done without. */
static bool is_lost(const clet_turn *turn, uint32_t stage) {
    return (turn->state.lost_stages & 1u << stage) != 0;
}

static void lose_stage(clet_turn *turn, uint32_t stage) {
    turn->state.lost_stages |= 1u << stage;
    turn->state.need_again = false;
}

/* Runs the query, which waits for the parts of stage `stage_count`, through the stages whose parts
 * were asked for; then asks for the next stage's, or answers. */
static chatlet_status run_query(clet_turn *turn, chatlet_query *query, uint32_t stage_count,
                                bool *is_finished) {
    const uint32_t stages_done = turn->state.need_stage;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    do {
        uint32_t part_count;
        const uint32_t *parts = chatlet_query_parts(query, &part_count);
        bool is_without = false;
        if (part_count > 0) {
            const uint32_t own = stage_count;
            if (own == stages_done) {
                turn->state.need_again = false;
                return need_parts(turn, parts, part_count);
            }
            stage_count++;
            if (!is_lost(turn, own) && !has_parts(turn, parts, part_count)) {
                if (own + 1 == stages_done && !turn->state.need_again) {
                    turn->state.need_stage--;
                    turn->state.need_again = true;
                    return need_parts(turn, parts, part_count);
                }
                lose_stage(turn, own);
            }
            is_without = is_lost(turn, own);
        }
        const chatlet_status status = is_without ? chatlet_query_step_without(query, &stage)
                                                 : chatlet_query_step(query, &stage);
        if (status != CHATLET_OK) return clet_turn_refuse(turn, status, "the search failed");
    } while (stage != CHATLET_QUERY_READY);
    *is_finished = true;
    return finish_question(turn, query);
}

/* An answer node may say where it searches. */
static chatlet_str filter_of(const clet_turn *turn) {
    const clet_wait *wait = &turn->state.flow.wait;
    if (!CLET_PLAYS_FLOWS || turn->program == NULL || wait->kind != CLET_WAIT_ANSWER ||
        turn->program->nodes[wait->node].filter.size_bytes == 0)
        return turn->state.filter;
    return turn->program->nodes[wait->node].filter;
}

static chatlet_status new_query(const clet_turn *turn, chatlet_query **query) {
    const chatlet_query_options options = {
        .limit = HITS_WANTED, .unit = CHATLET_QUERY_ANSWERS, .filter = filter_of(turn)};
    clet_stemmer *stemmer = turn->workspace != NULL ? turn->workspace->stemmer : NULL;
    return clet_query_new(turn->allocator, turn->bundle, stemmer, turn->state.question, &options,
                          query);
}

chatlet_status clet_search_continue(clet_turn *turn) {
    chatlet_query *query =
        turn->workspace != NULL ? clet_workspace_take(turn->workspace, &turn->state) : NULL;
    /* A kept query waits for the parts of the last stage that was asked for. */
    const uint32_t stage_count = query != NULL ? turn->state.need_stage - 1 : 0;
    chatlet_status status = query != NULL ? CHATLET_OK : new_query(turn, &query);
    if (status != CHATLET_OK) return clet_turn_refuse(turn, status, "the search cannot begin");
    bool is_finished = false;
    status = run_query(turn, query, stage_count, &is_finished);
    /* When it is finished a flow may have begun another one since. */
    if (status == CHATLET_OK && !is_finished && turn->workspace != NULL) {
        clet_workspace_keep(turn->workspace, query, &turn->state);
    } else {
        chatlet_query_free(query);
    }
    return status;
}

chatlet_status clet_search_begin(clet_turn *turn, chatlet_str text) {
    clet_search_stop(turn);
    turn->state.offered = CLET_CHOICES_NONE;
    turn->state.question = clet_str_trim(clet_utf8_cut(text, CHATLET_QUERY_BYTES_MAX));
    if (turn->state.question.size_bytes > 0) return clet_search_continue(turn);
    const clet_search_result nothing = {.hits = NULL};
    return clet_turn_take_search(turn, &nothing);
}
