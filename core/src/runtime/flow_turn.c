/* An event, to the question, the wait or the trigger it is for. */
#include "flow_run.h"

#include "../base/cbor.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../bundle/pattern_format.h"
#include "trigger_match.h"
#include "value_cbor.h"

static chatlet_status stay(const clet_turn *turn) {
    return turn->run.status == CHATLET_ERR_MEMORY ? CHATLET_ERR_MEMORY : CHATLET_OK;
}

static bool has_engine(const clet_turn *turn, clet_engine engine) {
    for (uint32_t i = 0; i < turn->program->engine_count; i++)
        if (turn->program->engines[i] == engine) return true;
    return false;
}

/* Anything the visitor does shuts suggestions. */
static void close_choices(clet_turn *turn) { turn->state.offered = CLET_CHOICES_NONE; }

/* ---- triggers ---- */

static const char *trigger_name(clet_trigger_kind kind) {
    static const char *const names[CLET_TRIGGER_COUNT] = {
#define X(constant, name) name,
        CLET_TRIGGER_LIST(X)
#undef X
    };
    return names[kind];
}

/* Leaves what runs as the trigger's mode says, and goes to its node. */
static chatlet_status fire(clet_turn *turn, uint32_t number, const chatlet_value *result) {
    const clet_flow_trigger *trigger = &turn->program->triggers[number];
    clet_search_stop(turn);
    close_choices(turn);
    if (trigger->mode == CLET_TRIGGER_REPLACE ||
        !clet_flow_interrupt(turn, trigger->mode == CLET_TRIGGER_INTERRUPT))
        clet_flow_forget(turn);
    clet_effects_open_emit(&turn->effects, "trigger_fired", 2);
    clet_effects_text(&turn->effects, "node",
                      clet_flow_node_name(turn, clet_turn_node(turn, trigger->target)));
    clet_effects_key(&turn->effects, "on");
    clet_effects_key(&turn->effects, trigger_name(trigger->kind));
    if (result != NULL) turn->state.flow.slots[CLET_SYSTEM_RESULT] = *result;
    return clet_flow_go(turn, trigger->target);
}

/* The first trigger of a kind, in their order, that matches and whose `when` holds. */
typedef bool (*trigger_test)(clet_turn *turn, const clet_flow_trigger *trigger);

static bool always(clet_turn *turn, const clet_flow_trigger *trigger) {
    (void)turn;
    (void)trigger;
    return true;
}

static uint32_t find_trigger(clet_turn *turn, clet_trigger_kind kind, trigger_test matches) {
    for (uint32_t i = 0; i < turn->program->trigger_count; i++) {
        const clet_flow_trigger *trigger = &turn->program->triggers[i];
        if (trigger->kind == kind && matches(turn, trigger) &&
            clet_flow_holds(turn, trigger->when, true, "when"))
            return i;
    }
    return CLET_TRIGGER_NOT_FOUND;
}

static bool is_named(clet_turn *turn, const clet_flow_trigger *trigger) {
    return clet_str_equal(trigger->match, turn->event->name);
}

/* '*' stands for anything. */
static bool matches_page(chatlet_str pattern, chatlet_str page) {
    size_t p = 0, t = 0, star = SIZE_MAX, kept = 0;
    while (t < page.size_bytes) {
        if (p < pattern.size_bytes && pattern.data[p] == '*') {
            star = p++;
            kept = t;
        } else if (p < pattern.size_bytes && pattern.data[p] == page.data[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++kept;
        } else {
            return false;
        }
    }
    while (p < pattern.size_bytes && pattern.data[p] == '*')
        p++;
    return p == pattern.size_bytes;
}

static bool is_of_page(clet_turn *turn, const clet_flow_trigger *trigger) {
    return trigger->match.size_bytes == 0 || matches_page(trigger->match, turn->state.flow.page);
}

static bool is_due_at_start(clet_turn *turn, const clet_flow_trigger *trigger) {
    (void)turn;
    return trigger->after_ms == 0;
}

static bool is_of_page_now(clet_turn *turn, const clet_flow_trigger *trigger) {
    return trigger->after_ms == 0 && is_of_page(turn, trigger);
}

/* ---- triggers' timers ---- */

static void arm(clet_turn *turn, uint32_t trigger, uint64_t after_ms) {
    clet_flow_state *flow = &turn->state.flow;
    const uint64_t left = (uint64_t)(clet_event_integer_max - turn->event->now_ms);
    if (flow->timer_count == CHATLET_FLOW_TIMERS_MAX) return;
    const int64_t at = turn->event->now_ms + (int64_t)(after_ms < left ? after_ms : left);
    flow->timers[flow->timer_count++] =
        (clet_trigger_timer){.trigger = trigger, .timer = clet_flow_set_timer(turn, at)};
}

static void disarm(clet_turn *turn, clet_trigger_kind kind) {
    clet_flow_state *flow = &turn->state.flow;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < flow->timer_count; i++) {
        if (turn->program->triggers[flow->timers[i].trigger].kind == kind)
            clet_flow_cancel(turn, flow->timers[i].timer);
        else
            flow->timers[kept++] = flow->timers[i];
    }
    flow->timer_count = kept;
}

static void arm_all(clet_turn *turn, clet_trigger_kind kind, trigger_test matches) {
    for (uint32_t i = 0; i < turn->program->trigger_count; i++) {
        const clet_flow_trigger *trigger = &turn->program->triggers[i];
        if (trigger->kind == kind && trigger->after_ms > 0 && matches(turn, trigger))
            arm(turn, i, trigger->after_ms);
    }
}

static bool is_visitors(clet_event_kind kind) {
    switch (kind) {
    case CLET_EVENT_START:
    case CLET_EVENT_TEXT:
    case CLET_EVENT_CHOICE:
    case CLET_EVENT_FORM:
    case CLET_EVENT_FILE:
    case CLET_EVENT_BACK:
    case CLET_EVENT_RESTART: return true;
    case CLET_EVENT_RESULT:
    case CLET_EVENT_TIMER:
    case CLET_EVENT_EVENT:
    case CLET_EVENT_FEEDBACK: break;
    }
    return false;
}

void clet_flow_finish(clet_turn *turn) {
    if (is_visitors(turn->event->kind)) { /* being idle begins anew */
        disarm(turn, CLET_TRIGGER_IDLE);
        if (!turn->state.ended) arm_all(turn, CLET_TRIGGER_IDLE, always);
    }
    clet_flow_keep_visitor(turn);
    clet_flow_tell_entered(turn);
}

void clet_flow_overflow(clet_turn *turn) {
    clet_flow_forget(turn);
    turn->state.flow.timer_count = 0;
    for (uint32_t i = 0; i < turn->program->variable_count; i++)
        turn->state.flow.slots[CLET_SYSTEM_VARIABLE_COUNT + i] =
            clet_value_error(CHATLET_VALUE_ERROR_UNSET);
    clet_effects_open_emit(&turn->effects, "flow_failed", 2);
    clet_effects_text(&turn->effects, "node", (chatlet_str){0});
    clet_effects_text(&turn->effects, "reason", CHATLET_STR("its variables are too large to keep"));
    clet_turn_say_words(turn, "none", 0, turn->program->words.trouble);
}

/* ---- beginning ---- */

static bool read_visitor_id(const clet_event *event, int64_t *id) {
    return event->visitor.is_there &&
           clet_cbor_find_integer(event->visitor.reader, CHATLET_STR("id"), id) && *id >= 0 &&
           *id <= clet_event_integer_max;
}

static void begin_state(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    flow->flow = CLET_TARGET_NONE;
    flow->wait = (clet_wait){.kind = CLET_WAIT_NOTHING};
    flow->frame_count = 0;
    flow->point_count = 0;
    flow->timer_count = 0;
    flow->shown = CLET_TARGET_NONE;
    flow->text = (chatlet_str){0};
    if (turn->event->kind != CLET_EVENT_START) return;
    flow->page = turn->event->page;
    flow->zone_minutes = turn->event->zone_minutes;
    if (!read_visitor_id(turn->event, &flow->visitor)) flow->visitor = -1;
}

chatlet_status clet_flow_start(clet_turn *turn) {
    const clet_flow_program *program = turn->program;
    begin_state(turn);
    clet_flow_begin_turn(turn);
    clet_flow_begin_variables(turn);
    arm_all(turn, CLET_TRIGGER_PAGE, is_of_page);
    arm_all(turn, CLET_TRIGGER_SCHEDULE, always);
    uint32_t trigger = find_trigger(turn, CLET_TRIGGER_PAGE, is_of_page_now);
    if (trigger == CLET_TRIGGER_NOT_FOUND)
        trigger = find_trigger(turn, CLET_TRIGGER_SCHEDULE, is_due_at_start);
    if (trigger != CLET_TRIGGER_NOT_FOUND) return fire(turn, trigger, NULL);
    if (program->start_flow < program->flow_count)
        return clet_flow_go(turn, program->flows[program->start_flow].start);
    clet_turn_say_words(turn, "flow", CLET_CONFIDENCE_FULL, turn->words->greeting);
    clet_turn_offer_suggestions(turn);
    return stay(turn);
}

/* ---- texts ---- */

static chatlet_status find_text_trigger(clet_turn *turn, chatlet_str text,
                                        clet_trigger_found *found) {
    *found = (clet_trigger_found){.trigger = CLET_TRIGGER_NOT_FOUND};
    if (!has_engine(turn, CLET_ENGINE_TRIGGERS)) return CHATLET_OK;
    const clet_field_context context = clet_flow_context(turn);
    return clet_trigger_match_text(&turn->run, &context, turn->state.flow.slots, text, found);
}

/* A question in the midst of another: of several words, so that what is just mistyped is not looked
 * up in all documents. */
static bool may_be_question(const clet_turn *turn, chatlet_str text) {
    return has_engine(turn, CLET_ENGINE_RETRIEVAL) &&
           clet_str_find_byte(text, ' ', 0) < text.size_bytes;
}

static chatlet_status take_answer_text(clet_turn *turn, chatlet_str text) {
    clet_flow_answer answer;
    clet_trigger_found found = {.trigger = CLET_TRIGGER_NOT_FOUND};
    clet_flow_read_text(turn, text, &answer);
    if (answer.field->is_interruptible) {
        const chatlet_status status = find_text_trigger(turn, text, &found);
        if (status == CHATLET_ERR_MEMORY) return status;
    }
    if (found.trigger != CLET_TRIGGER_NOT_FOUND && found.confidence > answer.read.sureness)
        return fire(turn, found.trigger, &found.intent.entities);
    const bool is_taken =
        answer.read.problem == CLET_FIELD_NONE || answer.read.problem == CLET_FIELD_SKIPPED;
    if (!is_taken && answer.field->is_interruptible && may_be_question(turn, text))
        return clet_search_begin(turn, text);
    return clet_flow_go(turn, clet_flow_take_answer(turn, &answer));
}

/* Whom a text is for that no question awaits. */
static chatlet_status take_free_text(clet_turn *turn, chatlet_str text) {
    clet_trigger_found found;
    const chatlet_status status = find_text_trigger(turn, text, &found);
    if (status == CHATLET_ERR_MEMORY) return status;
    if (found.trigger != CLET_TRIGGER_NOT_FOUND)
        return fire(turn, found.trigger, &found.intent.entities);
    if (has_engine(turn, CLET_ENGINE_RETRIEVAL)) return clet_search_begin(turn, text);
    const clet_search_result nothing = {.hits = NULL};
    clet_search_stop(turn);
    close_choices(turn);
    turn->state.question = text;
    return clet_flow_take_search(turn, &nothing);
}

static chatlet_status take_listened(clet_turn *turn, chatlet_str text) {
    const uint32_t number = turn->state.flow.wait.node;
    const clet_flow_node *node = clet_turn_node(turn, number);
    const clet_field_context context = clet_flow_context(turn);
    const uint32_t sure_enough =
        node->min_confidence > 0 ? node->min_confidence : turn->program->trigger_confidence;
    uint32_t *among = clet_arena_allocate_array(turn->arena, node->case_count, sizeof *among);
    clet_intent_found intent = {.intent = CLET_INTENT_NOT_FOUND};
    clet_trigger_found trigger;
    if (among == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < node->case_count; i++)
        among[i] = node->cases[i].number;
    chatlet_status status = CHATLET_OK;
    if (node->case_count > 0)
        status = clet_intent_match(&turn->run, &context, text, among, node->case_count, &intent);
    if (status != CHATLET_ERR_MEMORY) status = find_text_trigger(turn, text, &trigger);
    if (status == CHATLET_ERR_MEMORY) return status;
    const bool is_sure = intent.intent != CLET_INTENT_NOT_FOUND && intent.confidence >= sure_enough;
    if (trigger.trigger != CLET_TRIGGER_NOT_FOUND &&
        trigger.confidence > (is_sure ? intent.confidence : 0))
        return fire(turn, trigger.trigger, &trigger.intent.entities);
    clet_flow_stop_waiting(turn);
    if (!is_sure) return clet_flow_go(turn, node->next);
    turn->state.flow.slots[CLET_SYSTEM_RESULT] = intent.entities;
    for (uint32_t i = 0; i < node->case_count; i++)
        if (node->cases[i].number == intent.intent)
            return clet_flow_go(turn, node->cases[i].target);
    return clet_flow_go(turn, node->next);
}

static chatlet_status take_text(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    const chatlet_str text =
        clet_str_trim(clet_utf8_cut(turn->event->text, CHATLET_QUERY_BYTES_MAX));
    flow->text = text;
    flow->slots[CLET_SYSTEM_TEXT] = clet_value_text(CHATLET_VALUE_STRING, text);
    clet_search_stop(turn);
    close_choices(turn);
    switch (flow->wait.kind) {
    case CLET_WAIT_FIELD:
    case CLET_WAIT_CONFIRM: return take_answer_text(turn, text);
    case CLET_WAIT_TEXT: return take_listened(turn, text);
    case CLET_WAIT_ANSWER: /* another question instead of the one that was being looked up */
    case CLET_WAIT_NOTHING:
    case CLET_WAIT_FORM:
    case CLET_WAIT_RESULT:
    case CLET_WAIT_TIME:
    case CLET_WAIT_EVENT: return take_free_text(turn, text);
    case CLET_WAIT_COUNT: break;
    }
    return CHATLET_ERR_STATE;
}

/* ---- answers of documents ---- */

static bool is_sure(const clet_turn *turn, const clet_search_result *result, uint32_t own) {
    const uint32_t threshold = own > 0 ? own : turn->words->threshold;
    return result->hit_count > 0 && result->confidence >= threshold;
}

static chatlet_status take_node_answer(clet_turn *turn, const clet_search_result *result) {
    const uint32_t number = turn->state.flow.wait.node;
    const clet_flow_node *node = clet_turn_node(turn, number);
    const uint32_t citation_max = node->cite == CLET_CITE_NONE ? 0
                                  : node->limit > 0 && node->limit < CHATLET_CITATIONS_MAX
                                      ? node->limit
                                      : CHATLET_CITATIONS_MAX;
    clet_flow_stop_waiting(turn);
    if (is_sure(turn, result, node->min_confidence)) {
        clet_search_say_answer(turn, result, citation_max);
        return clet_flow_go(turn, node->next);
    }
    if (node->target != CLET_TARGET_NONE) {
        clet_effects_emit_unanswered(&turn->effects, turn->state.question, result->confidence);
        return clet_flow_go(turn, node->target);
    }
    clet_search_say_miss(turn, result->confidence);
    return clet_flow_go(turn, node->next);
}

/* A text that the open question did not take, and now documents neither: its answer is refused. */
static chatlet_status refuse_text(clet_turn *turn) {
    clet_flow_answer answer;
    clet_flow_read_text(turn, turn->state.question, &answer);
    return clet_flow_go(turn, clet_flow_take_answer(turn, &answer));
}

chatlet_status clet_flow_take_search(clet_turn *turn, const clet_search_result *result) {
    const clet_wait_kind waits = turn->state.flow.wait.kind;
    if (waits == CLET_WAIT_ANSWER) return take_node_answer(turn, result);
    if (is_sure(turn, result, 0)) {
        clet_search_say_answer(turn, result, CHATLET_CITATIONS_MAX);
        clet_flow_ask_again(turn, true);
        return stay(turn);
    }
    if (waits == CLET_WAIT_FIELD || waits == CLET_WAIT_CONFIRM) return refuse_text(turn);
    const uint32_t trigger = find_trigger(turn, CLET_TRIGGER_NO_MATCH, always);
    if (trigger != CLET_TRIGGER_NOT_FOUND && !result->is_partial) {
        clet_effects_emit_unanswered(&turn->effects, turn->state.question, result->confidence);
        return fire(turn, trigger, NULL);
    }
    if (result->is_partial)
        clet_search_say_trouble(turn);
    else
        clet_search_say_miss(turn, result->confidence);
    if (waits == CLET_WAIT_FORM) clet_flow_ask_again(turn, false);
    return stay(turn);
}

/* ---- choices, forms, files ---- */

static const clet_flow_option *find_action(clet_turn *turn, const clet_flow_media *media,
                                           uint32_t count, chatlet_str id) {
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < media[i].actions.count; k++) {
            const clet_flow_option *action = &media[i].actions.items[k];
            if (clet_str_equal(action->id, id) && action->url.size_bytes == 0 &&
                clet_flow_holds(turn, action->when, true, "when"))
                return action;
        }
        const clet_flow_option *inner = find_action(turn, media[i].items, media[i].item_count, id);
        if (inner != NULL) return inner;
    }
    return NULL;
}

/* A button of the media that was said last: leads to its target, or answers what is waited for. */
static chatlet_status take_action(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    if (flow->shown != CLET_TARGET_NONE) {
        const clet_flow_node *node = clet_turn_node(turn, flow->shown);
        const clet_flow_option *action =
            find_action(turn, node->media, node->media_count, turn->event->choice);
        if (action != NULL && action->target != CLET_TARGET_NONE) {
            clet_flow_stop_waiting(turn);
            return clet_flow_go(turn, action->target);
        }
        if (action != NULL && flow->wait.kind == CLET_WAIT_FIELD) {
            clet_flow_answer answer;
            clet_flow_read_value(turn, &action->value, &answer);
            return clet_flow_go(turn, clet_flow_take_answer(turn, &answer));
        }
    }
    return clet_turn_refuse(turn, CHATLET_ERR_STATE, "that choice is not offered");
}

static chatlet_status take_choice(clet_turn *turn) {
    const clet_wait_kind waits = turn->state.flow.wait.kind;
    if (waits != CLET_WAIT_FIELD && waits != CLET_WAIT_CONFIRM) return take_action(turn);
    const clet_flow_node *node = clet_turn_node(turn, turn->state.flow.wait.node);
    const clet_flow_field yes_or_no = {.kind = CLET_FIELD_KIND_BOOL};
    const clet_shown_options shown = clet_flow_options_of(
        turn, waits == CLET_WAIT_CONFIRM ? &yes_or_no : &node->fields[turn->state.flow.wait.field]);
    for (uint32_t i = 0; i < shown.count; i++) {
        if (!clet_str_equal(shown.offered[i].id, turn->event->choice)) continue;
        clet_flow_answer answer;
        const chatlet_value chosen = clet_value_text(CHATLET_VALUE_STRING, turn->event->choice);
        clet_search_stop(turn);
        clet_flow_read_value(turn, &chosen, &answer);
        return clet_flow_go(turn, clet_flow_take_answer(turn, &answer));
    }
    return take_action(turn);
}

static chatlet_status read_event_value(clet_turn *turn, const clet_event_value *from,
                                       chatlet_value *value) {
    clet_cbor_reader reader = from->reader;
    *value = clet_value_null();
    if (!from->is_there) return CHATLET_OK;
    const chatlet_status status = clet_value_cbor_read(&reader, turn->arena, value);
    if (status == CHATLET_ERR_LIMIT)
        return clet_turn_refuse(turn, status, "a value of the event is too large or too deep");
    return status;
}

static chatlet_status take_form(clet_turn *turn) {
    const clet_wait *wait = &turn->state.flow.wait;
    const bool takes_one = wait->kind == CLET_WAIT_FIELD || wait->kind == CLET_WAIT_CONFIRM;
    chatlet_value values;
    if (!takes_one && wait->kind != CLET_WAIT_FORM)
        return clet_turn_refuse(turn, CHATLET_ERR_STATE, "no form is open");
    const chatlet_status status = read_event_value(turn, &turn->event->values, &values);
    if (status != CHATLET_OK) return status;
    clet_search_stop(turn);
    if (!takes_one) return clet_flow_go(turn, clet_flow_take_form(turn, &values));
    const chatlet_str name = wait->kind == CLET_WAIT_CONFIRM
                                 ? CHATLET_STR("confirm")
                                 : clet_turn_node(turn, wait->node)->fields[wait->field].name;
    const chatlet_value nothing = clet_value_null();
    const chatlet_value *given = clet_value_find_text(&values, name, &turn->run.cost_left);
    clet_flow_answer answer;
    clet_flow_read_value(turn, given != NULL ? given : &nothing, &answer);
    return clet_flow_go(turn, clet_flow_take_answer(turn, &answer));
}

static bool is_of_file(chatlet_str key) {
    return clet_str_equal(key, CHATLET_STR("ref")) || clet_str_equal(key, CHATLET_STR("name")) ||
           clet_str_equal(key, CHATLET_STR("type")) || clet_str_equal(key, CHATLET_STR("size"));
}

/* The event's own fields, without those that every event has. */
static chatlet_status read_file(clet_turn *turn, chatlet_value *file) {
    chatlet_value event;
    const chatlet_status status = read_event_value(turn, &turn->event->file, &event);
    if (status != CHATLET_OK) return status;
    chatlet_value *items =
        clet_arena_allocate_array(turn->arena, 2 * (size_t)event.count, sizeof *items);
    if (items == NULL) return CHATLET_ERR_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0; i < event.count; i++) {
        if (!is_of_file(clet_value_str(&event.items[2 * i]))) continue;
        items[2 * count] = event.items[2 * i];
        items[2 * count++ + 1] = event.items[2 * i + 1];
    }
    *file = (chatlet_value){.kind = CHATLET_VALUE_MAP, .depth = 1, .count = count, .items = items};
    return CHATLET_OK;
}

static chatlet_status take_file(clet_turn *turn) {
    const clet_wait *wait = &turn->state.flow.wait;
    if (wait->kind != CLET_WAIT_FIELD ||
        clet_turn_node(turn, wait->node)->fields[wait->field].kind != CLET_FIELD_KIND_FILE)
        return clet_turn_refuse(turn, CHATLET_ERR_STATE, "no file is asked for");
    chatlet_value file;
    clet_flow_answer answer;
    const chatlet_status status = read_file(turn, &file);
    if (status != CHATLET_OK) return status;
    clet_flow_read_value(turn, &file, &answer);
    return clet_flow_go(turn, clet_flow_take_answer(turn, &answer));
}

/* ---- results, timers, events of the page ---- */

/* Makes the wait that has this effect or timer what runs: what interrupted it is over then. False
 * when none has it. */
static bool unwind_to(clet_turn *turn, chatlet_str id, bool is_timer) {
    const clet_flow_state *flow = &turn->state.flow;
    const clet_wait *wait = &flow->wait;
    if (clet_flow_is_place(turn, id, is_timer ? wait->timer : wait->effect)) return true;
    for (uint32_t i = flow->frame_count; i > 0; i--) {
        if (flow->frames[i - 1].kind != CLET_FRAME_INTERRUPT) continue;
        wait = &flow->frames[i - 1].wait;
        if (!clet_flow_is_place(turn, id, is_timer ? wait->timer : wait->effect)) continue;
        clet_flow_stop_waiting(turn);
        clet_flow_unwind(turn, i - 1);
        return true;
    }
    return false;
}

static bool is_need(const clet_turn *turn) {
    const clet_effect_place place = {.step = turn->state.need_step,
                                     .index = turn->state.need_index};
    return turn->state.need_stage != 0 && clet_flow_is_place(turn, turn->event->effect, place);
}

static chatlet_status take_result(clet_turn *turn) {
    const clet_event *event = turn->event;
    chatlet_value value;
    if (is_need(turn)) return clet_search_continue(turn);
    const chatlet_status status = read_event_value(turn, &event->result, &value);
    if (status != CHATLET_OK) return status;
    if (!unwind_to(turn, event->effect, false))
        return clet_turn_refuse(turn, CHATLET_ERR_STATE, "nobody waits for that result");
    return clet_flow_go(turn, clet_flow_take_result(turn, event->ok,
                                                    event->result.is_there ? &value : NULL,
                                                    event->error));
}

static chatlet_status take_timeout(clet_turn *turn) {
    clet_wait *wait = &turn->state.flow.wait;
    const clet_wait ended = *wait;
    wait->timer.step = 0; /* it has gone off */
    clet_flow_stop_waiting(turn);
    if (ended.kind == CLET_WAIT_TIME)
        return clet_flow_go(turn, clet_turn_node(turn, ended.node)->next);
    return clet_flow_go(
        turn, clet_flow_fail(turn, ended.node, CHATLET_STR("the time for an answer is over")));
}

static chatlet_status take_trigger_timer(clet_turn *turn, uint32_t place) {
    clet_flow_state *flow = &turn->state.flow;
    const uint32_t number = flow->timers[place].trigger;
    const clet_flow_trigger *trigger = &turn->program->triggers[number];
    for (uint32_t i = place; i + 1 < flow->timer_count; i++)
        flow->timers[i] = flow->timers[i + 1];
    flow->timer_count--;
    if (!clet_flow_holds(turn, trigger->when, true, "when")) return stay(turn);
    return fire(turn, number, NULL);
}

static chatlet_status take_timer(clet_turn *turn) {
    const clet_flow_state *flow = &turn->state.flow;
    for (uint32_t i = 0; i < flow->timer_count; i++)
        if (clet_flow_is_place(turn, turn->event->timer, flow->timers[i].timer))
            return take_trigger_timer(turn, i);
    if (unwind_to(turn, turn->event->timer, true)) return take_timeout(turn);
    return clet_turn_refuse(turn, CHATLET_ERR_STATE, "nobody waits for that timer");
}

static void take_page(clet_turn *turn) {
    chatlet_str url;
    clet_cbor_reader head = turn->event->result.reader;
    if (!turn->event->result.is_there || clet_cbor_next(&head).kind != CLET_CBOR_MAP ||
        !clet_cbor_find_text(turn->event->result.reader, CHATLET_STR("url"), &url) ||
        url.size_bytes > CHATLET_URL_BYTES_MAX)
        return;
    turn->state.flow.page = url;
    turn->state.flow.slots[CLET_SYSTEM_PAGE] = clet_value_text(CHATLET_VALUE_STRING, url);
    disarm(turn, CLET_TRIGGER_PAGE);
    arm_all(turn, CLET_TRIGGER_PAGE, is_of_page);
}

static chatlet_status take_outside_event(clet_turn *turn) {
    const clet_wait wait = turn->state.flow.wait;
    const bool is_page = clet_str_equal(turn->event->name, CHATLET_STR("page"));
    chatlet_value data;
    const chatlet_status status = read_event_value(turn, &turn->event->result, &data);
    if (status != CHATLET_OK) return status;
    /* So that has(result.order) may be asked of every event. */
    if (!turn->event->result.is_there)
        data = (chatlet_value){.kind = CHATLET_VALUE_MAP, .depth = 1};
    if (wait.kind == CLET_WAIT_EVENT &&
        clet_str_equal(clet_turn_node(turn, wait.node)->label, turn->event->name))
        return clet_flow_go(turn, clet_flow_take_result(turn, true, &data, (chatlet_str){0}));
    if (is_page) take_page(turn);
    uint32_t trigger = find_trigger(turn, CLET_TRIGGER_EVENT, is_named);
    if (trigger == CLET_TRIGGER_NOT_FOUND && is_page)
        trigger = find_trigger(turn, CLET_TRIGGER_PAGE, is_of_page_now);
    if (trigger != CLET_TRIGGER_NOT_FOUND) return fire(turn, trigger, &data);
    if (is_page) return stay(turn);
    return clet_turn_refuse(turn, CHATLET_ERR_STATE, "no flow waits for that event");
}

static chatlet_status take_back(clet_turn *turn) {
    clet_search_stop(turn);
    close_choices(turn);
    if (clet_flow_back(turn)) return stay(turn);
    return clet_turn_refuse(turn, CHATLET_ERR_STATE, "there is no question before this one");
}

chatlet_status clet_flow_take_event(clet_turn *turn) {
    clet_flow_begin_turn(turn);
    switch (turn->event->kind) {
    case CLET_EVENT_TEXT: return take_text(turn);
    case CLET_EVENT_CHOICE: return take_choice(turn);
    case CLET_EVENT_FORM: return take_form(turn);
    case CLET_EVENT_FILE: return take_file(turn);
    case CLET_EVENT_RESULT: return take_result(turn);
    case CLET_EVENT_TIMER: return take_timer(turn);
    case CLET_EVENT_EVENT: return take_outside_event(turn);
    case CLET_EVENT_BACK: return take_back(turn);
    case CLET_EVENT_START:
    case CLET_EVENT_FEEDBACK:
    case CLET_EVENT_RESTART: break;
    }
    return CHATLET_ERR_STATE;
}
