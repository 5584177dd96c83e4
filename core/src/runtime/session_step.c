/* The only place where a session changes: state + event in, state + effects out, all or nothing.
 *
 * A step works on a copy of the state (a struct whose texts are borrowed from the old state, the
 * event and the bundle), writes effects as it goes, and writes the new state last. Whatever fails
 * before that leaves nothing behind. Questions for documents are session_search.c's, those of flows
 * flow_turn.c's. */
#include "flow_run.h"
#include "session_workspace.h"

#include "../bundle/flow_read.h"

#include "../base/assert.h"
#include "../base/error.h"
#include "../base/str.h"
#include "../base/utf8.h"

#include <chatlet/limits.h>

/* Of memory that is kept from step to step. */
enum { SPARE_BYTES_MAX = 64 * 1024 };

struct chatlet_step {
    const chatlet_allocator *allocator;
    chatlet_workspace *workspace; /* that gets the buffers back; NULL: none */
    clet_buffer state;
    clet_buffer effects;
};

static bool plays_flows(const clet_turn *turn) { return CLET_PLAYS_FLOWS && turn->program != NULL; }

chatlet_status clet_turn_refuse(clet_turn *turn, chatlet_status status, const char *reason) {
    turn->reason = reason;
    return status;
}

/* ---- what the bot says by itself ---- */

void clet_turn_say_words(clet_turn *turn, const char *engine, uint32_t confidence,
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

void clet_turn_offer_suggestions(clet_turn *turn) {
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

chatlet_status clet_turn_take_search(clet_turn *turn, const clet_search_result *result) {
    if (plays_flows(turn)) return clet_flow_take_search(turn, result);
    const bool answers = result->hit_count > 0 && result->confidence >= turn->words->threshold;
    if (answers)
        clet_search_say_answer(turn, result, CHATLET_CITATIONS_MAX);
    else if (result->is_partial) /* with nothing to answer from, it is trouble and no miss */
        clet_search_say_trouble(turn);
    else
        clet_search_say_miss(turn, result->confidence);
    return CHATLET_OK;
}

/* ---- events ---- */

static chatlet_status begin_session(clet_turn *turn) {
    const clet_flow_state flow = turn->state.flow;
    turn->state = (clet_session_state){
        .seed = turn->event->seed,
        .step = 1,
        .locale = turn->event->locale,
        .filter = turn->event->filter,
        .flow = flow,
    };
    clet_effects_rename(&turn->effects, turn->state.seed, turn->state.step);
    clet_effects_emit_started(&turn->effects);
    if (plays_flows(turn)) return clet_flow_start(turn);
    clet_turn_say_words(turn, "flow", CLET_CONFIDENCE_FULL, turn->words->greeting);
    clet_turn_offer_suggestions(turn);
    return CHATLET_OK;
}

static chatlet_status take_restart(clet_turn *turn, bool is_running) {
    const chatlet_str locale = turn->state.locale;
    const chatlet_str filter = turn->state.filter;
    if (is_running) clet_effects_end(&turn->effects, "restarted");
    const chatlet_status status = begin_session(turn);
    turn->state.locale = locale;
    turn->state.filter = filter;
    return status;
}

/* Asks what a suggestion says, or asks again. */
static chatlet_status take_question(clet_turn *turn, chatlet_str question) {
    return clet_search_begin(turn, question);
}

/* A choice of the bot's own; false when it is none. */
static bool find_question(const clet_turn *turn, chatlet_str *question) {
    const chatlet_str choice = turn->event->choice;
    char id[2];
    switch (turn->state.offered) {
    case CLET_CHOICES_NONE: break;
    case CLET_CHOICES_SUGGESTIONS:
        for (uint32_t i = 0; i < turn->words->suggestion_count; i++) {
            if (!clet_str_equal(choice, suggestion_id(i, id))) continue;
            *question = turn->words->suggestions[i];
            return true;
        }
        break;
    case CLET_CHOICES_RETRY:
        *question = turn->state.question;
        return clet_str_equal(choice, CHATLET_STR("retry"));
    }
    return false;
}

static chatlet_status take_choice(clet_turn *turn) {
    chatlet_str question;
    if (find_question(turn, &question)) {
        if (plays_flows(turn)) clet_flow_begin_turn(turn);
        return take_question(turn, question);
    }
    if (plays_flows(turn)) return clet_flow_take_event(turn);
    return clet_turn_refuse(turn, CHATLET_ERR_STATE, "that choice is not offered");
}

static chatlet_status take_result(clet_turn *turn) {
    const clet_session_state *state = &turn->state;
    clet_effect_id id;
    const bool is_awaited =
        state->need_stage != 0 && clet_effect_id_read(turn->event->effect, &id) &&
        id.seed == state->seed && id.step == state->need_step && id.index == state->need_index;
    if (!is_awaited)
        return clet_turn_refuse(turn, CHATLET_ERR_STATE, "nobody waits for that result");
    return clet_search_continue(turn); /* which looks for itself what is there */
}

static chatlet_status take_feedback(clet_turn *turn) {
    clet_effect_id id;
    if (!clet_effect_id_read(turn->event->message, &id) || id.seed != turn->state.seed ||
        id.step == 0 || id.step >= turn->state.step)
        return clet_turn_refuse(turn, CHATLET_ERR_STATE, "that message is not of this session");
    clet_effects_emit_feedback(&turn->effects, turn->event->message, turn->event->value);
    return CHATLET_OK;
}

static chatlet_status take_for_flows(clet_turn *turn) {
    if (plays_flows(turn)) return clet_flow_take_event(turn);
    return clet_turn_refuse(turn, CHATLET_ERR_STATE, "this bot has no flow that waits for that");
}

static chatlet_status take_event(clet_turn *turn) {
    const bool has_flows = plays_flows(turn);
    switch (turn->event->kind) {
    case CLET_EVENT_START:
        return clet_turn_refuse(turn, CHATLET_ERR_STATE, "the session has started; use restart");
    case CLET_EVENT_TEXT:
        return has_flows ? clet_flow_take_event(turn) : take_question(turn, turn->event->text);
    case CLET_EVENT_CHOICE: return take_choice(turn);
    case CLET_EVENT_RESULT: return has_flows ? clet_flow_take_event(turn) : take_result(turn);
    case CLET_EVENT_FEEDBACK: return take_feedback(turn);
    case CLET_EVENT_RESTART: return take_restart(turn, true);
    case CLET_EVENT_FORM:
    case CLET_EVENT_FILE:
    case CLET_EVENT_TIMER:
    case CLET_EVENT_EVENT:
    case CLET_EVENT_BACK: return take_for_flows(turn);
    }
    return CHATLET_ERR_ARGUMENT;
}

/* The last step a session may take: whatever the event is, it ends. */
static void end_at_limit(clet_turn *turn) {
    clet_search_stop(turn);
    if (plays_flows(turn)) clet_flow_forget(turn);
    turn->state.offered = CLET_CHOICES_NONE;
    turn->state.ended = true;
    clet_effects_end(&turn->effects, "limit");
}

/* An event for a state that could be read. */
static chatlet_status continue_session(clet_turn *turn) {
    clet_session_state *state = &turn->state;
    const bool is_restart = turn->event->kind == CLET_EVENT_RESTART;
    chatlet_status status = CHATLET_OK;
    if (turn->event->seq <= state->seq) return CHATLET_OK; /* sent twice: counts once */
    if (turn->event->has_filter) state->filter = turn->event->filter;
    if (state->ended) {
        if (!is_restart) return clet_turn_refuse(turn, CHATLET_ERR_STATE, "the session has ended");
        status = take_restart(turn, false);
    } else {
        state->step++;
        clet_effects_rename(&turn->effects, state->seed, state->step);
        if (state->step == CHATLET_STEPS_MAX && !is_restart)
            end_at_limit(turn);
        else
            status = take_event(turn);
    }
    if (status != CHATLET_OK) return status;
    if (plays_flows(turn)) clet_flow_finish(turn);
    state->seq = turn->event->seq;
    return turn->run.status == CHATLET_ERR_MEMORY ? CHATLET_ERR_MEMORY : CHATLET_OK;
}

/* An event for no state: empty, or, before restart, one that cannot be read. */
static chatlet_status begin_from_nothing(clet_turn *turn) {
    const clet_event_kind kind = turn->event->kind;
    if (kind != CLET_EVENT_START && kind != CLET_EVENT_RESTART)
        return clet_turn_refuse(turn, CHATLET_ERR_STATE, "a session begins with start");
    chatlet_status status = CHATLET_OK;
    if (plays_flows(turn))
        status = clet_flow_state_begin(turn->program, turn->arena, &turn->state.flow);
    if (status == CHATLET_OK) status = begin_session(turn);
    if (status != CHATLET_OK) return status;
    if (plays_flows(turn)) clet_flow_finish(turn);
    turn->state.seq = turn->event->seq;
    return turn->run.status == CHATLET_ERR_MEMORY ? CHATLET_ERR_MEMORY : CHATLET_OK;
}

static chatlet_status take_turn(clet_turn *turn, chatlet_str state,
                                const clet_state_context *context) {
    if (state.size_bytes == 0) return begin_from_nothing(turn);
    const chatlet_status status = clet_session_state_read(state, context, &turn->state);
    if (status == CHATLET_OK) return continue_session(turn);
    if (status == CHATLET_ERR_MEMORY) return status;
    if (turn->event->kind == CLET_EVENT_RESTART) return begin_from_nothing(turn);
    return clet_turn_refuse(turn, status,
                            status == CHATLET_ERR_LIMIT
                                ? "the state is too large"
                                : "the state is corrupt or of another bundle");
}

/* ---- the step as a whole ---- */

/* Writes the state. One that is too large loses the way back first, then what ran. */
static chatlet_status write_state(clet_turn *turn, const clet_state_context *context,
                                  clet_buffer *buffer) {
    for (bool is_forgotten = false;;) {
        clet_session_state_write(&turn->state, context, buffer);
        const chatlet_status status = clet_buffer_status(buffer);
        if (status != CHATLET_ERR_LIMIT || !plays_flows(turn) || is_forgotten) return status;
        clet_buffer_free(buffer);
        clet_buffer_init(buffer, turn->allocator, CHATLET_STATE_BYTES_MAX);
        if (clet_flow_state_forget_oldest(&turn->state.flow)) continue;
        clet_flow_overflow(turn);
        is_forgotten = true;
    }
}

/* An empty buffer with the memory of an earlier one, if it is there. */
static clet_buffer take_spare(const chatlet_allocator *allocator, clet_buffer *spare,
                              size_t maximum_bytes) {
    clet_buffer buffer;
    clet_buffer_init(&buffer, allocator, maximum_bytes);
    if (spare == NULL) return buffer;
    buffer.data = spare->data;
    buffer.capacity_bytes = spare->capacity_bytes;
    clet_buffer_init(spare, allocator, maximum_bytes);
    return buffer;
}

/* Keeps a buffer's memory for the next step, unless there is some or it is a lot. */
static void give_spare(clet_buffer *buffer, clet_buffer *spare) {
    const bool is_wanted = spare != NULL && spare->data == NULL &&
                           buffer->capacity_bytes <= SPARE_BYTES_MAX &&
                           buffer->status == CHATLET_OK;
    if (!is_wanted) {
        clet_buffer_free(buffer);
        return;
    }
    clet_buffer_truncate(buffer, 0);
    *spare = *buffer;
}

/* Makes the result; takes the effects' buffer over. */
static chatlet_status make_step(clet_turn *turn, const clet_state_context *context,
                                chatlet_step **result) {
    chatlet_workspace *workspace = turn->workspace;
    clet_buffer state =
        take_spare(turn->allocator, workspace != NULL ? &workspace->spare_state : NULL,
                   CHATLET_STATE_BYTES_MAX);
    chatlet_status status = write_state(turn, context, &state);
    if (status == CHATLET_OK) status = clet_effects_finish(&turn->effects);
    chatlet_step *step = NULL;
    if (status == CHATLET_OK) {
        step = turn->allocator->allocate(turn->allocator->context, sizeof(*step));
        if (step == NULL) status = CHATLET_ERR_MEMORY;
    }
    if (status != CHATLET_OK) {
        clet_buffer_free(&state);
        return status;
    }
    *step = (chatlet_step){.allocator = turn->allocator,
                           .workspace = workspace,
                           .state = state,
                           .effects = turn->effects.buffer};
    clet_buffer_init(&turn->effects.buffer, turn->allocator, CLET_EFFECTS_BYTES_MAX);
    *result = step;
    return CHATLET_OK;
}

static chatlet_status run_turn(clet_turn *turn, chatlet_str state, chatlet_step **step) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(turn->bundle, &info);
    const clet_state_context context = {
        .bundle_hash = info.hash, .program = turn->program, .arena = turn->arena};
    chatlet_workspace *workspace = turn->workspace;
    clet_effects_begin(&turn->effects,
                       take_spare(turn->allocator,
                                  workspace != NULL ? &workspace->spare_effects : NULL,
                                  CLET_EFFECTS_BYTES_MAX),
                       0, 0);
    chatlet_status status = take_turn(turn, state, &context);
    if (status == CHATLET_OK) status = make_step(turn, &context, step);
    clet_effects_free(&turn->effects);
    return status;
}

/* A step alone, or with what the workspace keeps. */
static chatlet_status take_step(clet_turn *turn, chatlet_str state, chatlet_str event,
                                chatlet_step **step, chatlet_error *error) {
    clet_event read;
    chatlet_status status = clet_event_read(event, &read, &turn->reason);
    if (status != CHATLET_OK) return clet_error_refuse(error, status, turn->reason);
    turn->event = &read;
    turn->words = clet_bundle_words(turn->bundle);
    turn->program = clet_bundle_flows(turn->bundle);
    turn->nodes_left = CHATLET_FLOW_NODES_ENTERED_MAX;
    turn->searches_left = CHATLET_FLOW_SEARCHES_MAX;
    turn->run = (clet_expr_run){.arena = turn->arena,
                                .cost_left = CHATLET_FLOW_COST_MAX,
                                .locale = plays_flows(turn) ? &turn->program->locale : NULL};
    status = run_turn(turn, state, step);
    return status == CHATLET_OK ? CHATLET_OK : clet_error_refuse(error, status, turn->reason);
}

chatlet_status chatlet_session_step_traced(const chatlet_allocator *allocator,
                                           const chatlet_bundle *bundle, chatlet_str state,
                                           chatlet_str event, const chatlet_trace_sink *sink,
                                           chatlet_step **step, chatlet_error *error) {
    clet_arena arena;
    clet_arena_init(&arena, allocator);
    clet_turn turn = {.allocator = allocator, .bundle = bundle, .arena = &arena, .trace = sink};
    clet_buffer_init(&turn.scratch, allocator, CLET_EFFECTS_BYTES_MAX);
    const chatlet_status status = take_step(&turn, state, event, step, error);
    clet_buffer_free(&turn.scratch);
    clet_arena_free(&arena);
    return status;
}

chatlet_status chatlet_session_step(const chatlet_allocator *allocator,
                                    const chatlet_bundle *bundle, chatlet_str state,
                                    chatlet_str event, chatlet_step **step, chatlet_error *error) {
    return chatlet_session_step_traced(allocator, bundle, state, event, NULL, step, error);
}

chatlet_status chatlet_workspace_step(chatlet_workspace *workspace, chatlet_str state,
                                      chatlet_str event, chatlet_step **step,
                                      chatlet_error *error) {
    clet_turn turn = {.allocator = workspace->allocator,
                      .bundle = workspace->bundle,
                      .workspace = workspace,
                      .arena = &workspace->arena,
                      .scratch = workspace->scratch};
    const chatlet_status status = take_step(&turn, state, event, step, error);
    workspace->scratch = turn.scratch;
    if (clet_buffer_status(&workspace->scratch) != CHATLET_OK)
        clet_buffer_free(&workspace->scratch);
    clet_arena_reset(&workspace->arena);
    return status;
}

chatlet_str chatlet_step_state(const chatlet_step *step) { return clet_buffer_str(&step->state); }

chatlet_str chatlet_step_effects(const chatlet_step *step) {
    return clet_buffer_str(&step->effects);
}

void chatlet_step_free(chatlet_step *step) {
    if (step == NULL) return;
    const chatlet_allocator *allocator = step->allocator;
    chatlet_workspace *workspace = step->workspace;
    give_spare(&step->state, workspace != NULL ? &workspace->spare_state : NULL);
    give_spare(&step->effects, workspace != NULL ? &workspace->spare_effects : NULL);
    allocator->release(allocator->context, step);
}
