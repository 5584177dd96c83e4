/* The only place where a session changes: state + event in, state + effects out, all or nothing.
 *
 * A step works on a copy of the state (a struct whose texts are borrowed from the old state, the
 * event and the bundle), writes effects as it goes, and writes the new state last. Whatever fails
 * before that leaves nothing behind. A question is answered in one or more steps: each stage of its
 * query names the parts it reads in a `need`, and the next `result` runs the query anew up to the
 * stage reached, so that the state never has to hold half a query. A workspace may keep that half,
 * which comes to the same. */
#include <chatlet/session.h>

#include "../base/assert.h"
#include "../base/error.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../bundle/bundle_read.h"
#include "effect_list.h"
#include "event_read.h"
#include "index_search.h"
#include "session_state.h"
#include "session_workspace.h"

#include <chatlet/limits.h>
#include <chatlet/query.h>

enum { CONFIDENCE_FULL = 1000000, HITS_WANTED = CHATLET_CITATIONS_MAX };

struct chatlet_step {
    const chatlet_allocator *allocator;
    clet_buffer state;
    clet_buffer effects;
};

/* What a step works with. */
typedef struct session_turn {
    const chatlet_allocator *allocator;
    const chatlet_bundle *bundle;
    chatlet_workspace *workspace; /* NULL: nothing is kept */
    const clet_bot_words *words;
    const clet_event *event;
    clet_session_state state;
    clet_effect_list effects;
    const char *reason; /* of a failure; a constant sentence */
} session_turn;

static chatlet_status refuse(session_turn *turn, chatlet_status status, const char *reason) {
    turn->reason = reason;
    return status;
}

/* ---- saying ---- */

static void say_words(session_turn *turn, const char *engine, uint32_t confidence,
                      chatlet_str text) {
    if (text.size_bytes == 0) return; /* an author who leaves it empty wants nothing said */
    const clet_say say = {.engine = engine, .confidence = confidence, .text = text};
    clet_effects_say(&turn->effects, &say);
}

/* The id of suggestion `index`: "s1" to "s8". */
static chatlet_str suggestion_id(uint32_t index, char text[2]) {
    _Static_assert(CHATLET_SUGGESTIONS_MAX < 10, "an id has one digit");
    text[0] = 's';
    text[1] = (char)('1' + index);
    return (chatlet_str){.data = text, .size_bytes = 2};
}

static void offer_suggestions(session_turn *turn) {
    clet_option options[CHATLET_SUGGESTIONS_MAX];
    char ids[CHATLET_SUGGESTIONS_MAX][2];
    const uint32_t count = turn->words->suggestion_count;
    CLET_ASSERT(count <= CHATLET_SUGGESTIONS_MAX);
    if (count == 0) return;
    for (uint32_t i = 0; i < count; i++) {
        options[i] =
            (clet_option){.id = suggestion_id(i, ids[i]), .text = turn->words->suggestions[i]};
    }
    clet_effects_choices(&turn->effects, options, count);
    turn->state.offered = CLET_CHOICES_SUGGESTIONS;
}

static void offer_retry(session_turn *turn) {
    const clet_option option = {.id = CHATLET_STR("retry"), .text = turn->words->retry};
    clet_effects_choices(&turn->effects, &option, 1);
    turn->state.offered = CLET_CHOICES_RETRY;
}

static void say_miss(session_turn *turn, uint32_t confidence) {
    say_words(turn, "none", confidence, turn->words->miss);
    offer_suggestions(turn);
    clet_effects_emit_unanswered(&turn->effects, turn->state.question, confidence);
}

static void say_trouble(session_turn *turn) {
    say_words(turn, "none", 0, turn->words->trouble);
    offer_retry(turn);
    clet_effects_emit_parts_failed(&turn->effects, turn->state.question);
}

/* ---- answering ---- */

/* The passage shown, then the best one of each other page that is sure enough by itself. */
static uint32_t choose_citations(const chatlet_hit *hits, uint32_t hit_count, uint32_t threshold,
                                 clet_citation citations[CHATLET_CITATIONS_MAX]) {
    uint32_t documents[CHATLET_CITATIONS_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < hit_count && count < CHATLET_CITATIONS_MAX; i++) {
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

static void say_answer(session_turn *turn, const chatlet_hit *hits, uint32_t hit_count) {
    clet_citation citations[CHATLET_CITATIONS_MAX];
    const clet_say say = {
        .engine = "retrieval",
        .confidence = hits[0].confidence,
        .tokens = hits[0].extract,
        .citations = citations,
        .citation_count = choose_citations(hits, hit_count, turn->words->threshold, citations),
    };
    clet_effects_say(&turn->effects, &say);
    clet_effects_emit_answered(&turn->effects, turn->state.question, hits[0].url,
                               hits[0].confidence);
}

static void answer(session_turn *turn, const chatlet_query *query) {
    uint32_t hit_count;
    const chatlet_hit *hits = chatlet_query_hits(query, &hit_count);
    const uint32_t confidence = hit_count == 0 ? 0 : hits[0].confidence;
    if (hit_count > 0 && confidence >= turn->words->threshold)
        say_answer(turn, hits, hit_count);
    else
        say_miss(turn, confidence);
}

static bool has_parts(const session_turn *turn, const uint32_t *ids, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!chatlet_bundle_has_part(turn->bundle, ids[i])) return false;
    return true;
}

/* Asks the host for the parts of the query's present stage. */
static chatlet_status need_parts(session_turn *turn, const uint32_t *ids, uint32_t count) {
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

static void stop_waiting(session_turn *turn) {
    turn->state.need_stage = 0;
    turn->state.need_step = 0;
    turn->state.need_index = 0;
    turn->state.need_again = false;
    turn->state.lost_stages = 0;
}

/* What was answered without all parts is said to be so; with nothing to answer from, it is trouble
 * and no miss. */
static void finish_question(session_turn *turn, const chatlet_query *query) {
    uint32_t hit_count;
    const bool is_partial = turn->state.lost_stages != 0;
    const chatlet_hit *hits = chatlet_query_hits(query, &hit_count);
    const bool answers = hit_count > 0 && hits[0].confidence >= turn->words->threshold;
    stop_waiting(turn);
    if (is_partial && !answers) {
        say_trouble(turn);
        return;
    }
    answer(turn, query);
    if (is_partial) say_words(turn, "none", 0, turn->words->partial);
}

/* Parts that the host said it added but did not (or dropped since) count as ones that could not be
 * had: they are asked for once more, then done without. */
static bool is_lost(const session_turn *turn, uint32_t stage) {
    return (turn->state.lost_stages & 1u << stage) != 0;
}

static void lose_stage(session_turn *turn, uint32_t stage) {
    turn->state.lost_stages |= 1u << stage;
    turn->state.need_again = false;
}

/* Runs the query, which waits for the parts of stage `stage_count`, through the stages whose parts
 * were asked for; then asks for the next stage's, or answers. */
static chatlet_status run_query(session_turn *turn, chatlet_query *query, uint32_t stage_count) {
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
        if (status != CHATLET_OK) return refuse(turn, status, "the search failed");
    } while (stage != CHATLET_QUERY_READY);
    finish_question(turn, query);
    return CHATLET_OK;
}

static chatlet_status new_query(const session_turn *turn, chatlet_query **query) {
    const chatlet_query_options options = {
        .limit = HITS_WANTED, .unit = CHATLET_QUERY_ANSWERS, .filter = turn->state.filter};
    clet_stemmer *stemmer = turn->workspace != NULL ? turn->workspace->stemmer : NULL;
    return clet_query_new(turn->allocator, turn->bundle, stemmer, turn->state.question, &options,
                          query);
}

/* Goes on with state.question from stage state.need_stage. */
static chatlet_status search(session_turn *turn) {
    chatlet_query *query =
        turn->workspace != NULL ? clet_workspace_take(turn->workspace, &turn->state) : NULL;
    /* A kept query waits for the parts of the last stage that was asked for. */
    const uint32_t stage_count = query != NULL ? turn->state.need_stage - 1 : 0;
    chatlet_status status = query != NULL ? CHATLET_OK : new_query(turn, &query);
    if (status != CHATLET_OK) return refuse(turn, status, "the search cannot begin");
    status = run_query(turn, query, stage_count);
    if (status == CHATLET_OK && turn->workspace != NULL && turn->state.need_stage > 0) {
        clet_workspace_keep(turn->workspace, query, &turn->state);
    } else {
        chatlet_query_free(query);
    }
    return status;
}

static chatlet_status ask(session_turn *turn, chatlet_str text) {
    stop_waiting(turn);
    turn->state.offered = CLET_CHOICES_NONE;
    turn->state.question = clet_str_trim(clet_utf8_cut(text, CHATLET_QUERY_BYTES_MAX));
    if (turn->state.question.size_bytes > 0) return search(turn);
    say_miss(turn, 0);
    return CHATLET_OK;
}

/* ---- events ---- */

static void begin_session(session_turn *turn) {
    turn->state = (clet_session_state){
        .seed = turn->event->seed,
        .step = 1,
        .locale = turn->event->locale,
        .filter = turn->event->filter,
    };
    clet_effects_rename(&turn->effects, turn->state.seed, turn->state.step);
    clet_effects_emit_started(&turn->effects);
    say_words(turn, "flow", CONFIDENCE_FULL, turn->words->greeting);
    offer_suggestions(turn);
}

static void take_restart(session_turn *turn, bool is_running) {
    const chatlet_str locale = turn->state.locale;
    const chatlet_str filter = turn->state.filter;
    if (is_running) clet_effects_end(&turn->effects, "restarted");
    begin_session(turn);
    turn->state.locale = locale;
    turn->state.filter = filter;
}

static chatlet_status take_choice(session_turn *turn) {
    const chatlet_str choice = turn->event->choice;
    char id[2];
    switch (turn->state.offered) {
    case CLET_CHOICES_NONE: break;
    case CLET_CHOICES_SUGGESTIONS:
        for (uint32_t i = 0; i < turn->words->suggestion_count; i++) {
            if (clet_str_equal(choice, suggestion_id(i, id)))
                return ask(turn, turn->words->suggestions[i]);
        }
        break;
    case CLET_CHOICES_RETRY:
        if (clet_str_equal(choice, CHATLET_STR("retry"))) return ask(turn, turn->state.question);
        break;
    }
    return refuse(turn, CHATLET_ERR_STATE, "that choice is not offered");
}

static chatlet_status take_result(session_turn *turn) {
    const clet_session_state *state = &turn->state;
    clet_effect_id id;
    const bool is_awaited =
        state->need_stage != 0 && clet_effect_id_read(turn->event->effect, &id) &&
        id.seed == state->seed && id.step == state->need_step && id.index == state->need_index;
    if (!is_awaited) return refuse(turn, CHATLET_ERR_STATE, "nobody waits for that result");
    return search(turn); /* which looks for itself what is there */
}

static chatlet_status take_feedback(session_turn *turn) {
    clet_effect_id id;
    if (!clet_effect_id_read(turn->event->message, &id) || id.seed != turn->state.seed ||
        id.step == 0 || id.step >= turn->state.step)
        return refuse(turn, CHATLET_ERR_STATE, "that message is not of this session");
    clet_effects_emit_feedback(&turn->effects, turn->event->message, turn->event->value);
    return CHATLET_OK;
}

static chatlet_status take_event(session_turn *turn) {
    switch (turn->event->kind) {
    case CLET_EVENT_START:
        return refuse(turn, CHATLET_ERR_STATE, "the session has started; use restart");
    case CLET_EVENT_TEXT: return ask(turn, turn->event->text);
    case CLET_EVENT_CHOICE: return take_choice(turn);
    case CLET_EVENT_RESULT: return take_result(turn);
    case CLET_EVENT_FEEDBACK: return take_feedback(turn);
    case CLET_EVENT_RESTART: take_restart(turn, true); return CHATLET_OK;
    }
    return CHATLET_ERR_ARGUMENT;
}

/* The last step a session may take: whatever the event is, it ends. */
static void end_at_limit(session_turn *turn) {
    stop_waiting(turn);
    turn->state.offered = CLET_CHOICES_NONE;
    turn->state.ended = true;
    clet_effects_end(&turn->effects, "limit");
}

/* An event for a state that could be read. */
static chatlet_status continue_session(session_turn *turn) {
    clet_session_state *state = &turn->state;
    const bool is_restart = turn->event->kind == CLET_EVENT_RESTART;
    if (turn->event->seq <= state->seq) return CHATLET_OK; /* sent twice: counts once */
    if (turn->event->has_filter) state->filter = turn->event->filter;
    if (state->ended) {
        if (!is_restart) return refuse(turn, CHATLET_ERR_STATE, "the session has ended");
        take_restart(turn, false);
    } else {
        state->step++;
        clet_effects_rename(&turn->effects, state->seed, state->step);
        if (state->step == CHATLET_STEPS_MAX && !is_restart) {
            end_at_limit(turn);
        } else {
            const chatlet_status status = take_event(turn);
            if (status != CHATLET_OK) return status;
        }
    }
    state->seq = turn->event->seq;
    return CHATLET_OK;
}

/* An event for no state: empty, or, before restart, one that cannot be read. */
static chatlet_status begin_from_nothing(session_turn *turn) {
    const clet_event_kind kind = turn->event->kind;
    if (kind != CLET_EVENT_START && kind != CLET_EVENT_RESTART)
        return refuse(turn, CHATLET_ERR_STATE, "a session begins with start");
    begin_session(turn);
    turn->state.seq = turn->event->seq;
    return CHATLET_OK;
}

static chatlet_status take_turn(session_turn *turn, chatlet_str state, uint64_t bundle_hash) {
    if (state.size_bytes == 0) return begin_from_nothing(turn);
    const chatlet_status status = clet_session_state_read(state, bundle_hash, &turn->state);
    if (status == CHATLET_OK) return continue_session(turn);
    if (turn->event->kind == CLET_EVENT_RESTART) return begin_from_nothing(turn);
    return refuse(turn, status,
                  status == CHATLET_ERR_LIMIT ? "the state is too large"
                                              : "the state is corrupt or of another bundle");
}

/* ---- the step as a whole ---- */

/* Makes the result; takes the effects' buffer over. */
static chatlet_status make_step(session_turn *turn, uint64_t bundle_hash, chatlet_step **result) {
    clet_buffer state;
    clet_buffer_init(&state, turn->allocator, CHATLET_STATE_BYTES_MAX);
    clet_session_state_write(&turn->state, bundle_hash, &state);
    chatlet_status status = clet_effects_finish(&turn->effects);
    if (status == CHATLET_OK) status = clet_buffer_status(&state);
    chatlet_step *step = NULL;
    if (status == CHATLET_OK) {
        step = turn->allocator->allocate(turn->allocator->context, sizeof(*step));
        if (step == NULL) status = CHATLET_ERR_MEMORY;
    }
    if (status != CHATLET_OK) {
        clet_buffer_free(&state);
        return status;
    }
    *step = (chatlet_step){
        .allocator = turn->allocator, .state = state, .effects = turn->effects.buffer};
    clet_buffer_init(&turn->effects.buffer, turn->allocator, CLET_EFFECTS_BYTES_MAX);
    *result = step;
    return CHATLET_OK;
}

static chatlet_status take_step(const chatlet_allocator *allocator, const chatlet_bundle *bundle,
                                chatlet_workspace *workspace, chatlet_str state, chatlet_str event,
                                chatlet_step **step, chatlet_error *error) {
    chatlet_bundle_info info;
    clet_event read;
    session_turn turn = {
        .allocator = allocator, .bundle = bundle, .workspace = workspace, .event = &read};
    chatlet_status status = clet_event_read(event, &read, &turn.reason);
    if (status == CHATLET_OK) {
        chatlet_bundle_get_info(bundle, &info);
        turn.words = clet_bundle_words(bundle);
        clet_effects_begin(&turn.effects, allocator, 0, 0);
        status = take_turn(&turn, state, info.hash);
        if (status == CHATLET_OK) status = make_step(&turn, info.hash, step);
        clet_effects_free(&turn.effects);
    }
    return status == CHATLET_OK ? CHATLET_OK : clet_error_refuse(error, status, turn.reason);
}

chatlet_status chatlet_session_step(const chatlet_allocator *allocator,
                                    const chatlet_bundle *bundle, chatlet_str state,
                                    chatlet_str event, chatlet_step **step, chatlet_error *error) {
    return take_step(allocator, bundle, NULL, state, event, step, error);
}

chatlet_status chatlet_workspace_step(chatlet_workspace *workspace, chatlet_str state,
                                      chatlet_str event, chatlet_step **step,
                                      chatlet_error *error) {
    return take_step(workspace->allocator, workspace->bundle, workspace, state, event, step, error);
}

chatlet_str chatlet_step_state(const chatlet_step *step) { return clet_buffer_str(&step->state); }

chatlet_str chatlet_step_effects(const chatlet_step *step) {
    return clet_buffer_str(&step->effects);
}

void chatlet_step_free(chatlet_step *step) {
    if (step == NULL) return;
    const chatlet_allocator *allocator = step->allocator;
    clet_buffer_free(&step->state);
    clet_buffer_free(&step->effects);
    allocator->release(allocator->context, step);
}
