/* From node to node. */
#include "flow_run.h"

#include "../base/cbor.h"
#include "../base/hash.h"
#include "../base/str.h"

/* What a flow that ran out may still do, to fail in order. */
enum { REFILL_NODES = 50, REFILL_COST = 50000, REFILLS_MAX = 2 };

static const chatlet_str ran_out = CHATLET_STR("the flow did more than one step may");

chatlet_str clet_flow_reason(const clet_turn *turn, const chatlet_value *value) {
    if (turn->run.status != CHATLET_OK) return ran_out;
    const char *sentence = chatlet_value_error_sentence((chatlet_value_error)value->error);
    size_t size_bytes = 0;
    while (sentence[size_bytes] != '\0')
        size_bytes++;
    return (chatlet_str){.data = sentence, .size_bytes = size_bytes};
}

chatlet_str clet_flow_node_name(clet_turn *turn, const clet_flow_node *node) {
    chatlet_str name = node->name;
    clet_buffer_truncate(&turn->scratch, 0);
    clet_buffer_append(&turn->scratch, turn->program->flows[node->flow].name);
    clet_buffer_append_byte(&turn->scratch, '.');
    clet_buffer_append(&turn->scratch, node->name);
    if (clet_arena_copy(turn->arena, clet_buffer_str(&turn->scratch), &name) != CHATLET_OK)
        turn->run.status = CHATLET_ERR_MEMORY;
    return name;
}

/* ---- analytics ---- */

void clet_flow_tell_entered(clet_turn *turn) {
    if (turn->entered_count == 0) return;
    clet_buffer_truncate(&turn->scratch, 0);
    for (uint32_t i = 0; i < turn->entered_count; i++) {
        const clet_flow_node *node = clet_turn_node(turn, turn->entered[i]);
        if (i > 0) clet_buffer_append_byte(&turn->scratch, ' ');
        clet_buffer_append(&turn->scratch, turn->program->flows[node->flow].name);
        clet_buffer_append_byte(&turn->scratch, '.');
        clet_buffer_append(&turn->scratch, node->name);
    }
    clet_effects_open_emit(&turn->effects, "nodes_entered", 1);
    clet_effects_text(&turn->effects, "nodes", clet_buffer_str(&turn->scratch));
    turn->entered_count = 0;
}

static void enter(clet_turn *turn, uint32_t number) {
    if (turn->entered_count == CLET_TURN_ENTERED_MAX) clet_flow_tell_entered(turn);
    turn->entered[turn->entered_count++] = number;
    if (turn->trace == NULL) return;
    const clet_flow_node *node = clet_turn_node(turn, number);
    const chatlet_trace trace = {.kind = CHATLET_TRACE_NODE,
                                 .flow = turn->program->flows[node->flow].name,
                                 .node = node->name};
    turn->trace->on_trace(turn->trace->context, &trace);
}

/* ---- failing ---- */

static clet_target error_trigger(clet_turn *turn) {
    for (uint32_t i = 0; i < turn->program->trigger_count; i++) {
        const clet_flow_trigger *trigger = &turn->program->triggers[i];
        if (trigger->kind == CLET_TRIGGER_ERROR &&
            clet_flow_holds(turn, trigger->when, true, "when"))
            return trigger->target;
    }
    return CLET_TARGET_NONE;
}

static void tell_failure(clet_turn *turn, const clet_flow_node *node, chatlet_str reason) {
    clet_effects_open_emit(&turn->effects, "flow_failed", 2);
    clet_effects_text(&turn->effects, "node", clet_flow_node_name(turn, node));
    clet_effects_text(&turn->effects, "reason", reason);
    if (turn->trace == NULL) return;
    const chatlet_trace trace = {.kind = CHATLET_TRACE_FAILURE,
                                 .flow = turn->program->flows[node->flow].name,
                                 .node = node->name,
                                 .name = reason};
    turn->trace->on_trace(turn->trace->context, &trace);
}

/* False when it ran out before: then nothing but the end is left. */
static bool refill(clet_turn *turn) {
    if (turn->run.status != CHATLET_ERR_COST && turn->nodes_left > 0) return true;
    if (turn->refill_count == REFILLS_MAX) return false;
    turn->refill_count++;
    turn->run.status = CHATLET_OK;
    turn->run.cost_left = REFILL_COST;
    turn->nodes_left = REFILL_NODES;
    return true;
}

clet_target clet_flow_fail(clet_turn *turn, uint32_t number, chatlet_str reason) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    if (turn->run.status == CHATLET_ERR_MEMORY) return CLET_TARGET_STAY;
    const bool may_go_on = refill(turn);
    if (!may_go_on) turn->run.status = CHATLET_OK; /* for the little that is said below */
    tell_failure(turn, node, reason);
    turn->state.flow.slots[CLET_SYSTEM_ERROR] = clet_value_text(CHATLET_VALUE_STRING, reason);
    if (may_go_on && node->fail != CLET_TARGET_NONE) return node->fail;
    clet_flow_forget(turn);
    const clet_target trigger = may_go_on ? error_trigger(turn) : CLET_TARGET_NONE;
    if (trigger != CLET_TARGET_NONE) return trigger;
    clet_turn_say_words(turn, "none", 0, turn->program->words.trouble);
    return CLET_TARGET_STAY;
}

/* ---- nodes ---- */

static clet_target do_set(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    for (uint32_t i = 0; i < node->assignments.count; i++) {
        const clet_flow_assignment *assignment = &node->assignments.items[i];
        const chatlet_value value = clet_flow_evaluate(turn, assignment->value, "assign");
        if (clet_flow_assign(turn, assignment->slot, &value)) continue;
        return clet_flow_fail(turn, number,
                              value.kind == CHATLET_VALUE_ERROR
                                  ? clet_flow_reason(turn, &value)
                                  : CHATLET_STR("the value does not fit its variable"));
    }
    return node->next;
}

static clet_target do_branch(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    for (uint32_t i = 0; i < node->case_count; i++) {
        const chatlet_value value = clet_flow_evaluate(turn, node->cases[i].when, "when");
        if (value.kind == CHATLET_VALUE_ERROR)
            return clet_flow_fail(turn, number, clet_flow_reason(turn, &value));
        if (value.kind == CHATLET_VALUE_BOOL && value.boolean) return node->cases[i].target;
    }
    return node->next;
}

/* The same visitor or session always gets the same arm of a node. */
static clet_target do_split(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    const bool by_visitor = node->by_visitor && turn->state.flow.visitor >= 0;
    const int64_t who = by_visitor ? turn->state.flow.visitor : turn->state.seed;
    const uint64_t hash = clet_hash_keyed(node->name, (uint64_t)who, node->hash);
    uint64_t total = 0;
    for (uint32_t i = 0; i < node->case_count; i++)
        total += node->cases[i].number;
    uint64_t place = total == 0 ? 0 : hash % total;
    uint32_t arm = 0;
    while (arm + 1 < node->case_count && place >= node->cases[arm].number)
        place -= node->cases[arm++].number;
    clet_effects_open_emit(&turn->effects, "arm_chosen", 2);
    clet_effects_text(&turn->effects, "node", clet_flow_node_name(turn, node));
    clet_effects_text(&turn->effects, "arm", node->cases[arm].name);
    return node->cases[arm].target;
}

static clet_target do_say(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    clet_flow_say(turn, &node->text, node->media, node->media_count, node->delay_ms);
    for (uint32_t i = 0; i < node->media_count; i++)
        if (node->media[i].actions.count > 0 || node->media[i].item_count > 0)
            turn->state.flow.shown = number;
    return node->next;
}

static clet_target do_answer(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    const chatlet_value query = node->expression.size_bytes > 0
                                    ? clet_flow_evaluate(turn, node->expression, "query")
                                    : clet_value_text(CHATLET_VALUE_STRING, turn->state.flow.text);
    if (query.kind != CHATLET_VALUE_STRING)
        return clet_flow_fail(turn, number,
                              query.kind == CHATLET_VALUE_ERROR
                                  ? clet_flow_reason(turn, &query)
                                  : CHATLET_STR("the question is no text"));
    if (turn->searches_left == 0) return clet_flow_fail(turn, number, ran_out);
    turn->searches_left--;
    clet_flow_wait_at(turn, CLET_WAIT_ANSWER, number, 0);
    const chatlet_status status = clet_search_begin(turn, clet_value_str(&query));
    if (status != CHATLET_OK) turn->run.status = status;
    return CLET_TARGET_STAY;
}

static clet_target do_end(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    const bool has_score = node->expression.size_bytes > 0;
    chatlet_value score = clet_value_null();
    if (has_score) score = clet_flow_evaluate(turn, node->expression, "score");
    const bool is_number = score.kind == CHATLET_VALUE_INT || score.kind == CHATLET_VALUE_DOUBLE;
    const int64_t whole =
        score.kind == CHATLET_VALUE_DOUBLE
            ? (score.number >= -1e15 && score.number <= 1e15 ? (int64_t)score.number : 0)
            : score.integer;
    clet_effects_open_emit(&turn->effects, "flow_ended", is_number ? 3 : 2);
    clet_effects_text(&turn->effects, "node", clet_flow_node_name(turn, node));
    clet_effects_text(&turn->effects, "outcome", node->label);
    if (is_number) clet_effects_number(&turn->effects, "score", whole);
    return CLET_TARGET_END;
}

static clet_target do_listen(clet_turn *turn, uint32_t number) {
    clet_flow_wait_at(turn, CLET_WAIT_TEXT, number, 0);
    return CLET_TARGET_STAY;
}

static clet_target do_node(clet_turn *turn, uint32_t number) {
    switch (clet_turn_node(turn, number)->kind) {
    case CLET_NODE_SAY: return do_say(turn, number);
    case CLET_NODE_ASK: return clet_flow_ask(turn, number, 0);
    case CLET_NODE_LISTEN: return do_listen(turn, number);
    case CLET_NODE_SET: return do_set(turn, number);
    case CLET_NODE_BRANCH: return do_branch(turn, number);
    case CLET_NODE_SPLIT: return do_split(turn, number);
    case CLET_NODE_EACH: return clet_flow_each(turn, number);
    case CLET_NODE_CALL: return clet_flow_call(turn, number);
    case CLET_NODE_JUMP: return clet_turn_node(turn, number)->target;
    case CLET_NODE_ANSWER: return do_answer(turn, number);
    case CLET_NODE_LLM: return clet_flow_llm(turn, number);
    case CLET_NODE_HTTP: return clet_flow_http(turn, number);
    case CLET_NODE_DO: return clet_flow_do(turn, number);
    case CLET_NODE_WAIT: return clet_flow_wait(turn, number);
    case CLET_NODE_HUMAN: return clet_flow_human(turn, number);
    case CLET_NODE_END: return do_end(turn, number);
    case CLET_NODE_COUNT: break;
    }
    return CLET_TARGET_END;
}

static clet_target restart(clet_turn *turn) {
    const clet_flow_program *program = turn->program;
    clet_flow_forget(turn);
    clet_flow_begin_variables(turn);
    if (program->start_flow >= program->flow_count) return CLET_TARGET_STAY;
    return program->flows[program->start_flow].start;
}

static bool has_room(const clet_turn *turn) {
    return turn->nodes_left > 0 && turn->run.status == CHATLET_OK &&
           turn->effects.count < CHATLET_FLOW_EFFECTS_MAX;
}

/* The next thing: a node, or one of the special ways. */
static clet_target take_way(clet_turn *turn, clet_target target, uint32_t *last) {
    switch (target) {
    case CLET_TARGET_NONE:
    case CLET_TARGET_RETURN: return clet_flow_return(turn);
    case CLET_TARGET_END: return clet_flow_end(turn);
    case CLET_TARGET_RESTART: return restart(turn);
    case CLET_TARGET_BACK:
        if (!clet_flow_back(turn)) return clet_flow_return(turn);
        return CLET_TARGET_STAY;
    default: break;
    }
    turn->nodes_left--;
    *last = target;
    clet_flow_move_to(turn, target);
    enter(turn, target);
    return do_node(turn, target);
}

chatlet_status clet_flow_go(clet_turn *turn, clet_target target) {
    /* Ways that are no nodes stand between few of them: a loop of them alone ends here, too. */
    uint32_t ways_left = 4 * CHATLET_FLOW_NODES_ENTERED_MAX;
    uint32_t last = target < CLET_TARGET_FIRST ? target : 0;
    for (; target != CLET_TARGET_STAY && turn->run.status != CHATLET_ERR_MEMORY; ways_left--) {
        if (ways_left == 0) {
            clet_flow_forget(turn);
            break;
        }
        if (target >= CLET_TARGET_FIRST || has_room(turn)) {
            target = take_way(turn, target, &last);
            continue;
        }
        if (turn->effects.count >= CHATLET_FLOW_EFFECTS_MAX) turn->refill_count = REFILLS_MAX;
        turn->nodes_left = 0;
        target = clet_flow_fail(turn, last, ran_out);
    }
    return turn->run.status == CHATLET_ERR_MEMORY ? CHATLET_ERR_MEMORY : CHATLET_OK;
}
