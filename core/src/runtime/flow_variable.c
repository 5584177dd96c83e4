/* Variables of flows. */
#include "flow_run.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "expr_convert.h"
#include "expr_eval.h"
#include "expr_time.h"
#include "value_cbor.h"

enum { FIRST_UNDOS = 8 };

static const uint32_t system_count = CLET_SYSTEM_VARIABLE_COUNT;

static uint32_t first_local_of(const clet_turn *turn) {
    return system_count + turn->program->variable_count;
}

static const clet_flow_variable *variable_of(const clet_turn *turn, uint32_t slot) {
    const uint32_t first_local = first_local_of(turn);
    if (slot >= first_local)
        return &turn->program->flows[turn->state.flow.flow].locals[slot - first_local];
    return &turn->program->variables[slot - system_count];
}

/* ---- expressions ---- */

static void trace_value(clet_turn *turn, chatlet_trace_kind kind, chatlet_str name,
                        const chatlet_value *value) {
    if (turn->trace == NULL) return;
    const uint32_t flow = turn->state.flow.flow;
    const bool runs = flow != CLET_TARGET_NONE;
    const bool has_node = runs && turn->entered_count > 0;
    const chatlet_trace trace = {
        .kind = kind,
        .flow = runs ? turn->program->flows[flow].name : (chatlet_str){0},
        .node = has_node ? clet_turn_node(turn, turn->entered[turn->entered_count - 1])->name
                         : (chatlet_str){0},
        .name = name,
        .value = value,
    };
    turn->trace->on_trace(turn->trace->context, &trace);
}

static chatlet_str literal(const char *text) {
    size_t size_bytes = 0;
    while (text[size_bytes] != '\0')
        size_bytes++;
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

chatlet_value clet_flow_evaluate(clet_turn *turn, chatlet_str expression, const char *name) {
    chatlet_value value = clet_value_error(CHATLET_VALUE_ERROR_UNKNOWN);
    if (turn->run.status != CHATLET_OK || expression.size_bytes == 0) return value;
    const chatlet_status status =
        clet_expr_evaluate(&turn->run, expression, turn->state.flow.slots, &value);
    if (status != CHATLET_OK) {
        turn->run.status = status; /* the budget, or memory, is used up */
        value = clet_value_error(CHATLET_VALUE_ERROR_UNKNOWN);
    }
    if (turn->trace != NULL) trace_value(turn, CHATLET_TRACE_EXPRESSION, literal(name), &value);
    return value;
}

bool clet_flow_holds(clet_turn *turn, chatlet_str expression, bool otherwise, const char *name) {
    if (expression.size_bytes == 0) return otherwise;
    const chatlet_value value = clet_flow_evaluate(turn, expression, name);
    return value.kind == CHATLET_VALUE_BOOL && value.boolean;
}

/* ---- assigning ---- */

/* Values that differ in kind alone. */
static bool convert(uint8_t kind, chatlet_value *value) {
    if (kind == CHATLET_VALUE_DOUBLE && value->kind == CHATLET_VALUE_INT) {
        *value = clet_value_double((double)value->integer);
        return true;
    }
    if (kind == CHATLET_VALUE_INT && value->kind == CHATLET_VALUE_DOUBLE) {
        /* Up to 2^53 every whole number is exact. */
        const double number = value->number;
        if (!(number >= -9007199254740992.0 && number <= 9007199254740992.0)) return false;
        const int64_t whole = (int64_t)number;
        *value = clet_value_int(whole);
        return (double)whole == number;
    }
    if (value->kind != CHATLET_VALUE_STRING) return false;
    if (kind == CHATLET_VALUE_TIMESTAMP) *value = clet_expr_to_timestamp(value);
    if (kind == CHATLET_VALUE_DURATION) *value = clet_expr_to_duration(value);
    return value->kind == kind;
}

/* Whether a local of the flow that runs now is one of the flow that ran at the point. */
static bool shares_locals(const clet_flow_state *flow, const clet_back_point *point) {
    for (uint32_t i = point->depth; i < flow->frame_count; i++)
        if (flow->frames[i].kind != CLET_FRAME_EACH) return false;
    return true;
}

/* Notes at the last answered question what the variable was there, once. */
static void note_undo(clet_turn *turn, uint32_t slot) {
    clet_flow_state *flow = &turn->state.flow;
    if (flow->point_count == 0) return;
    clet_back_point *point = &flow->points[flow->point_count - 1];
    if (slot >= first_local_of(turn) && !shares_locals(flow, point)) return;
    for (uint32_t i = 0; i < point->undo_count; i++)
        if (point->undos[i].slot == slot) return;
    if (point->undo_count == point->undo_capacity) {
        clet_undo *grown = clet_arena_grow_array(turn->arena, point->undos, point->undo_count,
                                                 sizeof *grown, FIRST_UNDOS, &point->undo_capacity);
        if (grown == NULL) {
            turn->run.status = CHATLET_ERR_MEMORY;
            return;
        }
        point->undos = grown;
    }
    point->undos[point->undo_count++] = (clet_undo){.slot = slot, .value = flow->slots[slot]};
}

static void note_kept(clet_turn *turn, uint32_t slot) {
    const uint32_t count = turn->program->variable_count;
    if (turn->kept == NULL) turn->kept = clet_arena_allocate(turn->arena, count);
    if (turn->kept == NULL)
        turn->run.status = CHATLET_ERR_MEMORY;
    else
        turn->kept[slot - system_count] = true;
}

void clet_flow_restore(clet_turn *turn, const clet_undo *undo) {
    turn->state.flow.slots[undo->slot] = undo->value;
    if (variable_of(turn, undo->slot)->scope == CLET_SCOPE_VISITOR) note_kept(turn, undo->slot);
}

bool clet_flow_assign(clet_turn *turn, uint32_t slot, const chatlet_value *value) {
    const clet_flow_variable *variable = variable_of(turn, slot);
    chatlet_value taken = *value;
    CLET_ASSERT(slot >= system_count);
    if (value->kind == CHATLET_VALUE_ERROR) return false;
    if (variable->kind != CHATLET_VALUE_TYPE && variable->kind != value->kind) {
        if (value->kind == CHATLET_VALUE_NULL)
            taken = clet_value_error(CHATLET_VALUE_ERROR_UNSET);
        else if (!convert(variable->kind, &taken))
            return false;
    }
    note_undo(turn, slot);
    turn->state.flow.slots[slot] = taken;
    if (variable->scope == CLET_SCOPE_VISITOR) note_kept(turn, slot);
    if (turn->trace != NULL) trace_value(turn, CHATLET_TRACE_VARIABLE, variable->name, &taken);
    return true;
}

void clet_flow_keep_visitor(clet_turn *turn) {
    if (turn->kept == NULL) return;
    for (uint32_t i = 0; i < turn->program->variable_count; i++) {
        if (!turn->kept[i]) continue;
        clet_effects_open(&turn->effects, "set", 2);
        clet_effects_text(&turn->effects, "name", turn->program->variables[i].name);
        clet_effects_key(&turn->effects, "value");
        clet_value_cbor_write(&turn->run, &turn->effects.buffer,
                              &turn->state.flow.slots[system_count + i]);
    }
}

/* ---- beginning ---- */

static void begin_variable(clet_turn *turn, const clet_flow_variable *variable, uint32_t slot) {
    turn->state.flow.slots[slot] = clet_value_error(CHATLET_VALUE_ERROR_UNSET);
    if (variable->initial.size_bytes == 0) return;
    chatlet_value value = clet_flow_evaluate(turn, variable->initial, "init");
    if (value.kind == CHATLET_VALUE_ERROR) return;
    if (variable->kind == CHATLET_VALUE_TYPE || variable->kind == value.kind ||
        convert(variable->kind, &value))
        turn->state.flow.slots[slot] = value;
}

static chatlet_value timestamp_of(int64_t ms) {
    return (chatlet_value){.kind = CHATLET_VALUE_TIMESTAMP,
                           .count = (uint32_t)(ms % 1000) * 1000000,
                           .integer = ms / 1000};
}

void clet_flow_begin_turn(clet_turn *turn) {
    const clet_flow_program *program = turn->program;
    clet_flow_state *flow = &turn->state.flow;
    const chatlet_str locale =
        turn->state.locale.size_bytes > 0 ? turn->state.locale : program->locale.tag;
    flow->slots[CLET_SYSTEM_NOW] = timestamp_of(turn->event->now_ms);
    flow->slots[CLET_SYSTEM_LOCALE] = clet_value_text(CHATLET_VALUE_STRING, locale);
    flow->slots[CLET_SYSTEM_PAGE] = clet_value_text(CHATLET_VALUE_STRING, flow->page);
    flow->slots[CLET_SYSTEM_TEXT] = clet_value_text(CHATLET_VALUE_STRING, flow->text);
    flow->slots[CLET_SYSTEM_VALUE] = clet_value_null();
    flow->slots[CLET_SYSTEM_RESULT] = clet_value_null();
    flow->slots[CLET_SYSTEM_ERROR] = clet_value_text(CHATLET_VALUE_STRING, (chatlet_str){0});
    for (uint32_t i = 0; i < program->variable_count; i++)
        if (program->variables[i].scope == CLET_SCOPE_TURN)
            begin_variable(turn, &program->variables[i], system_count + i);
    turn->run.zone_minutes = flow->zone_minutes;
}

void clet_flow_begin_locals(clet_turn *turn, uint32_t flow) {
    const clet_flow *begun = &turn->program->flows[flow];
    turn->state.flow.flow = flow;
    for (uint32_t i = 0; i < begun->local_count; i++)
        begin_variable(turn, &begun->locals[i], first_local_of(turn) + i);
}

/* A value from outside for a variable: one that does not fit is as good as none. */
static void prefill(clet_turn *turn, uint32_t number, const chatlet_value *value) {
    const clet_flow_variable *variable = &turn->program->variables[number];
    chatlet_value taken = *value;
    if (variable->kind == CHATLET_VALUE_STRING && value->kind != CHATLET_VALUE_STRING)
        taken = clet_expr_convert(&turn->run, CLET_FUNCTION_TO_STRING, value);
    if (value->kind == CHATLET_VALUE_STRING) { /* what stands in an address is all text */
        if (variable->kind == CHATLET_VALUE_INT)
            taken = clet_expr_convert(&turn->run, CLET_FUNCTION_TO_INT, value);
        if (variable->kind == CHATLET_VALUE_DOUBLE)
            taken = clet_expr_convert(&turn->run, CLET_FUNCTION_TO_DOUBLE, value);
        if (variable->kind == CHATLET_VALUE_BOOL)
            taken = clet_expr_convert(&turn->run, CLET_FUNCTION_TO_BOOL, value);
    }
    if (variable->kind == CHATLET_VALUE_TYPE || variable->kind == taken.kind ||
        convert(variable->kind, &taken)) {
        if (taken.kind != CHATLET_VALUE_ERROR)
            turn->state.flow.slots[system_count + number] = taken;
    }
}

static bool read_value(clet_turn *turn, clet_cbor_reader reader, chatlet_value *value) {
    const chatlet_status status = clet_value_cbor_read(&reader, turn->arena, value);
    if (status == CHATLET_ERR_MEMORY) turn->run.status = status;
    return status == CHATLET_OK;
}

static void prefill_from(clet_turn *turn, clet_cbor_reader map, uint8_t scope, uint8_t from) {
    for (uint32_t i = 0; i < turn->program->variable_count; i++) {
        const clet_flow_variable *variable = &turn->program->variables[i];
        clet_cbor_reader found;
        chatlet_value value;
        if (scope == CLET_SCOPE_VISITOR ? variable->scope != scope : variable->from != from)
            continue;
        if (clet_cbor_find(map, variable->name, &found) && read_value(turn, found, &value) &&
            value.kind != CHATLET_VALUE_NULL)
            prefill(turn, i, &value);
    }
}

static void prefill_start(clet_turn *turn) {
    static const struct {
        chatlet_str key;
        uint8_t from;
    } sources[] = {{CHATLET_STR("url"), CLET_FROM_URL},
                   {CHATLET_STR("page"), CLET_FROM_PAGE},
                   {CHATLET_STR("host"), CLET_FROM_HOST}};
    const clet_event *event = turn->event;
    if (event->visitor.is_there)
        prefill_from(turn, event->visitor.reader, CLET_SCOPE_VISITOR, CLET_FROM_NOWHERE);
    for (size_t i = 0; event->vars.is_there && i < sizeof sources / sizeof sources[0]; i++) {
        clet_cbor_reader found;
        if (!clet_cbor_find(event->vars.reader, sources[i].key, &found)) continue;
        clet_cbor_reader head = found;
        if (clet_cbor_next(&head).kind == CLET_CBOR_MAP)
            prefill_from(turn, found, CLET_SCOPE_SESSION, sources[i].from);
    }
}

void clet_flow_begin_variables(clet_turn *turn) {
    const bool is_restart = turn->event->kind == CLET_EVENT_RESTART;
    for (uint32_t i = 0; i < turn->program->variable_count; i++) {
        const clet_flow_variable *variable = &turn->program->variables[i];
        if (is_restart && variable->scope == CLET_SCOPE_VISITOR) continue;
        begin_variable(turn, variable, system_count + i);
    }
    if (turn->event->kind == CLET_EVENT_START) prefill_start(turn);
}
