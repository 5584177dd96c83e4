/* The flows' part of a state:
 *
 *   varint zigzag of the zone's minutes; varint visitor's id + 1; sized page; sized text
 *   u32 hash of the flow that runs; 0: none
 *   the wait; u32 hash of the node whose buttons may be pressed, 0: none
 *   the bot's variables; if a flow runs, its locals
 *   varint frames, each: u8 kind; u32 hash of its flow, 0: none;
 *     call: u32 node, locals; each: u32 node, varint index, value of the list;
 *     interrupt: u8 asks again, the wait, locals when there is a flow
 *   varint points, each: varint depth, u32 node, varint field, varint undos, each: u8 local or not,
 *     u32 variable, value
 *   varint timers, each: varint trigger, varint step, varint index
 *
 * A wait is u8 kind and, unless that is nothing, u32 node, varint field, varint refused, and step
 * and index of effect and timer, each a varint. Variables are a varint of how many have a value,
 * then for each u32 hash of its name and the value. */
#include "flow_state.h"

#include "../base/assert.h"
#include "../base/utf8.h"
#include "../base/value_bytes.h"
#include "../base/value_rules.h"

#include <chatlet/limits.h>

static const uint32_t system_count = CLET_SYSTEM_VARIABLE_COUNT;

static bool is_unset(const chatlet_value *value) {
    return value->kind == CHATLET_VALUE_ERROR && value->error == CHATLET_VALUE_ERROR_UNSET;
}

static void unset_all(chatlet_value *values, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        values[i] = clet_value_error(CHATLET_VALUE_ERROR_UNSET);
}

chatlet_status clet_flow_state_begin(const clet_flow_program *program, clet_arena *arena,
                                     clet_flow_state *state) {
    const uint32_t slot_count = system_count + program->variable_count + program->local_max;
    chatlet_value *slots = clet_arena_allocate_array(arena, slot_count, sizeof *slots);
    if (slots == NULL) return CHATLET_ERR_MEMORY;
    unset_all(slots, slot_count);
    state->flow = CLET_TARGET_NONE;
    state->wait = (clet_wait){.kind = CLET_WAIT_NOTHING};
    state->frames = NULL;
    state->frame_count = 0;
    state->points = NULL;
    state->point_count = 0;
    state->timers = NULL;
    state->timer_count = 0;
    state->shown = CLET_TARGET_NONE;
    state->zone_minutes = 0;
    state->visitor = -1;
    state->page = (chatlet_str){0};
    state->text = (chatlet_str){0};
    state->slots = slots;
    return CHATLET_OK;
}

chatlet_status clet_flow_state_room(clet_flow_state *state, clet_arena *arena) {
    if (state->frames == NULL)
        state->frames =
            clet_arena_allocate_array(arena, CHATLET_FLOW_FRAMES_MAX, sizeof *state->frames);
    if (state->points == NULL)
        state->points =
            clet_arena_allocate_array(arena, CHATLET_FLOW_BACK_MAX, sizeof *state->points);
    if (state->timers == NULL)
        state->timers =
            clet_arena_allocate_array(arena, CHATLET_FLOW_TIMERS_MAX, sizeof *state->timers);
    return state->frames != NULL && state->points != NULL && state->timers != NULL
               ? CHATLET_OK
               : CHATLET_ERR_MEMORY;
}

/* ---- writing ---- */

static uint32_t node_hash(const clet_flow_program *program, uint32_t node) {
    return node < program->node_count ? program->nodes[node].hash : 0;
}

static uint32_t flow_hash(const clet_flow_program *program, uint32_t flow) {
    return flow < program->flow_count ? program->flows[flow].hash : 0;
}

static void write_wait(clet_buffer *buffer, const clet_flow_program *program,
                       const clet_wait *wait) {
    clet_buffer_append_byte(buffer, (uint8_t)wait->kind);
    if (wait->kind == CLET_WAIT_NOTHING) return;
    clet_buffer_append_u32(buffer, node_hash(program, wait->node));
    clet_buffer_append_varint(buffer, wait->field);
    clet_buffer_append_varint(buffer, wait->refused);
    clet_buffer_append_varint(buffer, wait->effect.step);
    clet_buffer_append_varint(buffer, wait->effect.index);
    clet_buffer_append_varint(buffer, wait->timer.step);
    clet_buffer_append_varint(buffer, wait->timer.index);
}

static void write_variables(clet_buffer *buffer, const clet_flow_variable *variables,
                            uint32_t count, const chatlet_value *values) {
    uint32_t set_count = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!is_unset(&values[i]) && variables[i].scope != CLET_SCOPE_TURN) set_count++;
    clet_buffer_append_varint(buffer, set_count);
    for (uint32_t i = 0; i < count; i++) {
        if (is_unset(&values[i]) || variables[i].scope == CLET_SCOPE_TURN) continue;
        clet_buffer_append_u32(buffer, variables[i].hash);
        clet_value_bytes_write(buffer, &values[i]);
    }
}

static void write_locals(clet_buffer *buffer, const clet_flow_program *program, uint32_t flow,
                         const chatlet_value *values) {
    if (flow >= program->flow_count) return;
    write_variables(buffer, program->flows[flow].locals, program->flows[flow].local_count, values);
}

static void write_frame(clet_buffer *buffer, const clet_flow_program *program,
                        const clet_frame *frame) {
    clet_buffer_append_byte(buffer, (uint8_t)frame->kind);
    clet_buffer_append_u32(buffer, flow_hash(program, frame->flow));
    switch (frame->kind) {
    case CLET_FRAME_CALL:
        clet_buffer_append_u32(buffer, node_hash(program, frame->node));
        write_locals(buffer, program, frame->flow, frame->locals);
        return;
    case CLET_FRAME_EACH:
        clet_buffer_append_u32(buffer, node_hash(program, frame->node));
        clet_buffer_append_varint(buffer, frame->index);
        clet_value_bytes_write(buffer, &frame->list);
        return;
    case CLET_FRAME_INTERRUPT:
        clet_buffer_append_byte(buffer, frame->asks_again ? 1 : 0);
        write_wait(buffer, program, &frame->wait);
        write_locals(buffer, program, frame->flow, frame->locals);
        return;
    case CLET_FRAME_COUNT: break;
    }
}

/* The flow whose locals are in the slots while `depth` frames are below. */
static uint32_t flow_at(const clet_flow_state *state, uint32_t depth) {
    return depth == state->frame_count ? state->flow : state->frames[depth].flow;
}

static void write_point(clet_buffer *buffer, const clet_flow_program *program,
                        const clet_flow_state *state, const clet_back_point *point) {
    const uint32_t flow = flow_at(state, point->depth);
    const uint32_t first_local = system_count + program->variable_count;
    clet_buffer_append_varint(buffer, point->depth);
    clet_buffer_append_u32(buffer, node_hash(program, point->node));
    clet_buffer_append_varint(buffer, point->field);
    clet_buffer_append_varint(buffer, point->undo_count);
    for (uint32_t i = 0; i < point->undo_count; i++) {
        const uint32_t slot = point->undos[i].slot;
        const bool is_local = slot >= first_local;
        clet_buffer_append_byte(buffer, is_local ? 1 : 0);
        clet_buffer_append_u32(buffer, is_local
                                           ? program->flows[flow].locals[slot - first_local].hash
                                           : program->variables[slot - system_count].hash);
        clet_value_bytes_write(buffer, &point->undos[i].value);
    }
}

void clet_flow_state_write(const clet_flow_program *program, const clet_flow_state *state,
                           clet_buffer *buffer) {
    const chatlet_value *variables = state->slots + system_count;
    const uint32_t zone = (uint32_t)state->zone_minutes;
    clet_buffer_append_varint(buffer, zone << 1 ^ (state->zone_minutes < 0 ? UINT32_MAX : 0));
    clet_buffer_append_varint(buffer, (uint64_t)(state->visitor + 1));
    clet_buffer_append_sized(buffer, state->page);
    clet_buffer_append_sized(buffer, state->text);
    clet_buffer_append_u32(buffer, flow_hash(program, state->flow));
    write_wait(buffer, program, &state->wait);
    clet_buffer_append_u32(buffer, node_hash(program, state->shown));
    write_variables(buffer, program->variables, program->variable_count, variables);
    write_locals(buffer, program, state->flow, variables + program->variable_count);
    clet_buffer_append_varint(buffer, state->frame_count);
    for (uint32_t i = 0; i < state->frame_count; i++)
        write_frame(buffer, program, &state->frames[i]);
    clet_buffer_append_varint(buffer, state->point_count);
    for (uint32_t i = 0; i < state->point_count; i++)
        write_point(buffer, program, state, &state->points[i]);
    clet_buffer_append_varint(buffer, state->timer_count);
    for (uint32_t i = 0; i < state->timer_count; i++) {
        clet_buffer_append_varint(buffer, state->timers[i].trigger);
        clet_buffer_append_varint(buffer, state->timers[i].timer.step);
        clet_buffer_append_varint(buffer, state->timers[i].timer.index);
    }
}

/* ---- reading ---- */

typedef struct state_reader {
    clet_byte_reader *bytes;
    const clet_flow_program *program;
    clet_arena *arena;
    bool failed;
    bool out_of_memory;
} state_reader;

static bool fail(state_reader *reader) {
    reader->failed = true;
    return false;
}

static uint32_t read_below(state_reader *reader, uint32_t limit) {
    const uint32_t value = clet_read_varint(reader->bytes);
    if (value >= limit) reader->failed = true;
    return value;
}

static chatlet_str read_text(state_reader *reader, size_t maximum_bytes) {
    const chatlet_str text = clet_read_sized(reader->bytes);
    if (text.size_bytes > maximum_bytes || clet_utf8_valid_prefix(text) < text.size_bytes)
        reader->failed = true;
    return text;
}

static uint32_t read_flow(state_reader *reader, bool may_be_none) {
    const uint32_t hash = clet_read_u32(reader->bytes);
    if (hash == 0 && may_be_none) return CLET_TARGET_NONE;
    const uint32_t flow = clet_flow_find_flow(reader->program, hash);
    if (flow == CLET_TARGET_NONE) reader->failed = true;
    return flow;
}

static uint32_t read_node(state_reader *reader) {
    const uint32_t node = clet_flow_find_node(reader->program, clet_read_u32(reader->bytes));
    if (node == CLET_TARGET_NONE) reader->failed = true;
    return node;
}

static clet_effect_place read_place(state_reader *reader) {
    clet_effect_place place;
    place.step = read_below(reader, CHATLET_STEPS_MAX + 1);
    place.index = read_below(reader, 1000);
    return place;
}

/* Whether a node of this kind can wait so. */
static bool may_wait(const clet_flow_node *node, const clet_wait *wait) {
    switch (wait->kind) {
    case CLET_WAIT_FIELD:
        return node->kind == CLET_NODE_ASK && !node->is_form && wait->field < node->field_count;
    case CLET_WAIT_FORM: return node->kind == CLET_NODE_ASK && node->is_form;
    case CLET_WAIT_CONFIRM: return node->kind == CLET_NODE_ASK;
    case CLET_WAIT_TEXT: return node->kind == CLET_NODE_LISTEN;
    case CLET_WAIT_ANSWER: return node->kind == CLET_NODE_ANSWER;
    case CLET_WAIT_RESULT:
        return node->kind == CLET_NODE_HTTP || node->kind == CLET_NODE_DO ||
               node->kind == CLET_NODE_LLM || node->kind == CLET_NODE_HUMAN;
    case CLET_WAIT_TIME:
    case CLET_WAIT_EVENT: return node->kind == CLET_NODE_WAIT;
    case CLET_WAIT_NOTHING:
    case CLET_WAIT_COUNT: break;
    }
    return false;
}

static bool read_wait(state_reader *reader, uint32_t flow, clet_wait *wait) {
    const uint8_t kind = clet_read_u8(reader->bytes);
    *wait = (clet_wait){.kind = CLET_WAIT_NOTHING};
    if (kind == CLET_WAIT_NOTHING) return !reader->bytes->failed || fail(reader);
    if (kind >= CLET_WAIT_COUNT) return fail(reader);
    wait->kind = (clet_wait_kind)kind;
    wait->node = read_node(reader);
    wait->field = clet_read_varint(reader->bytes);
    wait->refused = clet_read_varint(reader->bytes);
    wait->effect = read_place(reader);
    wait->timer = read_place(reader);
    if (reader->failed) return false;
    const clet_flow_node *node = &reader->program->nodes[wait->node];
    return (node->flow == flow && may_wait(node, wait)) || fail(reader);
}

/* Each variable's value is put where the program has one of that name, kind and scope; values of
 * others are passed over. They stand in the order of the program that wrote them. */
static bool read_variables(state_reader *reader, const clet_flow_variable *variables,
                           uint32_t count, chatlet_value *values) {
    const uint32_t set_count = clet_read_varint(reader->bytes);
    uint32_t next = 0;
    for (uint32_t i = 0; i < set_count; i++) {
        const uint32_t hash = clet_read_u32(reader->bytes);
        chatlet_value value;
        if (!clet_value_bytes_read(reader->bytes, reader->arena, &value, &reader->out_of_memory))
            return fail(reader);
        uint32_t tried = 0;
        while (tried < count && variables[next].hash != hash) {
            next = next + 1 == count ? 0 : next + 1;
            tried++;
        }
        if (tried == count) continue;
        const uint8_t kind = variables[next].kind;
        if ((kind == CHATLET_VALUE_TYPE || kind == value.kind) &&
            variables[next].scope != CLET_SCOPE_TURN)
            values[next] = value;
    }
    return !reader->bytes->failed || fail(reader);
}

static bool read_locals(state_reader *reader, uint32_t flow, chatlet_value *values) {
    const clet_flow *read = &reader->program->flows[flow];
    return read_variables(reader, read->locals, read->local_count, values);
}

static bool read_new_locals(state_reader *reader, clet_frame *frame) {
    const uint32_t count = reader->program->flows[frame->flow].local_count;
    frame->locals = clet_arena_allocate_array(reader->arena, count, sizeof *frame->locals);
    if (frame->locals == NULL) {
        reader->out_of_memory = true;
        return fail(reader);
    }
    unset_all(frame->locals, count);
    return read_locals(reader, frame->flow, frame->locals);
}

static bool read_frame_node(state_reader *reader, clet_frame *frame, clet_node_kind kind) {
    frame->node = read_node(reader);
    if (reader->failed) return false;
    const clet_flow_node *node = &reader->program->nodes[frame->node];
    return (node->kind == kind && node->flow == frame->flow) || fail(reader);
}

static bool read_each(state_reader *reader, clet_frame *frame) {
    if (!read_frame_node(reader, frame, CLET_NODE_EACH)) return false;
    frame->index = clet_read_varint(reader->bytes);
    if (!clet_value_bytes_read(reader->bytes, reader->arena, &frame->list, &reader->out_of_memory))
        return fail(reader);
    return frame->list.kind == CHATLET_VALUE_LIST || fail(reader);
}

static bool read_interrupt(state_reader *reader, clet_frame *frame) {
    frame->asks_again = clet_read_u8(reader->bytes) != 0;
    if (!read_wait(reader, frame->flow, &frame->wait)) return false;
    return frame->flow == CLET_TARGET_NONE || read_new_locals(reader, frame);
}

static bool read_frame(state_reader *reader, clet_frame *frame) {
    const uint8_t kind = clet_read_u8(reader->bytes);
    if (kind >= CLET_FRAME_COUNT) return fail(reader);
    *frame = (clet_frame){.kind = (clet_frame_kind)kind};
    frame->flow = read_flow(reader, frame->kind == CLET_FRAME_INTERRUPT);
    if (reader->failed) return false;
    switch (frame->kind) {
    case CLET_FRAME_CALL:
        return read_frame_node(reader, frame, CLET_NODE_CALL) && read_new_locals(reader, frame);
    case CLET_FRAME_EACH: return read_each(reader, frame);
    case CLET_FRAME_INTERRUPT: return read_interrupt(reader, frame);
    case CLET_FRAME_COUNT: break;
    }
    return false;
}

static uint32_t find_variable(const clet_flow_variable *variables, uint32_t count, uint32_t hash) {
    uint32_t found = 0;
    while (found < count && variables[found].hash != hash)
        found++;
    return found;
}

static bool read_undo(state_reader *reader, uint32_t flow, clet_back_point *point) {
    const clet_flow_program *program = reader->program;
    const bool is_local = clet_read_u8(reader->bytes) != 0;
    const uint32_t hash = clet_read_u32(reader->bytes);
    chatlet_value value;
    if (!clet_value_bytes_read(reader->bytes, reader->arena, &value, &reader->out_of_memory))
        return fail(reader);
    const uint32_t count = is_local ? program->flows[flow].local_count : program->variable_count;
    const uint32_t found =
        find_variable(is_local ? program->flows[flow].locals : program->variables, count, hash);
    if (found == count) return true;
    const uint32_t first = system_count + (is_local ? program->variable_count : 0);
    point->undos[point->undo_count++] = (clet_undo){.slot = first + found, .value = value};
    return true;
}

static bool read_point(state_reader *reader, const clet_flow_state *state, clet_back_point *point) {
    *point = (clet_back_point){.depth = read_below(reader, state->frame_count + 1)};
    point->node = read_node(reader);
    point->field = clet_read_varint(reader->bytes);
    const uint32_t count = clet_read_varint(reader->bytes);
    /* Each takes six bytes at least. */
    if (reader->failed || count > clet_byte_reader_left(reader->bytes)) return fail(reader);
    const uint32_t flow = flow_at(state, point->depth);
    const clet_flow_node *node = &reader->program->nodes[point->node];
    if (flow != node->flow || node->kind != CLET_NODE_ASK || point->field >= node->field_count)
        return fail(reader);
    point->undos = clet_arena_allocate_array(reader->arena, count, sizeof *point->undos);
    point->undo_capacity = count;
    if (point->undos == NULL) {
        reader->out_of_memory = true;
        return fail(reader);
    }
    for (uint32_t i = 0; i < count; i++)
        if (!read_undo(reader, flow, point)) return false;
    return true;
}

static void make_room(state_reader *reader, clet_flow_state *state) {
    if (clet_flow_state_room(state, reader->arena) == CHATLET_OK) return;
    reader->out_of_memory = true;
    fail(reader);
}

static void read_frames(state_reader *reader, clet_flow_state *state) {
    const uint32_t count = read_below(reader, CHATLET_FLOW_FRAMES_MAX + 1);
    if (count > 0 && !reader->failed) make_room(reader, state);
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        if (!read_frame(reader, &state->frames[i])) return;
        state->frame_count++;
    }
}

/* What runs above a loop is of the loop's flow. */
static bool frames_fit(const clet_flow_state *state) {
    for (uint32_t i = 0; i < state->frame_count; i++) {
        const uint32_t above = flow_at(state, i + 1);
        if (state->frames[i].kind == CLET_FRAME_EACH && above != state->frames[i].flow)
            return false;
        if (above == CLET_TARGET_NONE) return false;
    }
    return true;
}

static void read_points(state_reader *reader, clet_flow_state *state) {
    const uint32_t count = read_below(reader, CHATLET_FLOW_BACK_MAX + 1);
    if (count > 0 && !reader->failed) make_room(reader, state);
    uint32_t depth = 0;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        clet_back_point *point = &state->points[i];
        if (!read_point(reader, state, point)) return;
        if (point->depth < depth) fail(reader);
        depth = point->depth;
        state->point_count++;
    }
}

static void read_timers(state_reader *reader, clet_flow_state *state) {
    const uint32_t count = read_below(reader, CHATLET_FLOW_TIMERS_MAX + 1);
    if (count > 0 && !reader->failed) make_room(reader, state);
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        const uint32_t trigger = clet_read_varint(reader->bytes);
        const clet_effect_place place = read_place(reader);
        if (trigger >= reader->program->trigger_count) continue; /* of another build */
        state->timers[state->timer_count++] =
            (clet_trigger_timer){.trigger = trigger, .timer = place};
    }
}

chatlet_status clet_flow_state_read(clet_byte_reader *bytes, const clet_flow_program *program,
                                    clet_arena *arena, clet_flow_state *state) {
    state_reader reader = {.bytes = bytes, .program = program, .arena = arena};
    const chatlet_status status = clet_flow_state_begin(program, arena, state);
    if (status != CHATLET_OK) return status;
    chatlet_value *variables = state->slots + system_count;
    const uint32_t zone = clet_read_varint(bytes);
    const int32_t half = (int32_t)(zone >> 1);
    state->zone_minutes = (zone & 1) != 0 ? -half - 1 : half;
    if (half > 24 * 60) fail(&reader);
    const uint64_t visitor = clet_read_varint64(bytes);
    if (visitor > UINT64_C(1) << 53) fail(&reader);
    state->visitor = (int64_t)(visitor & ((UINT64_C(1) << 54) - 1)) - 1;
    state->page = read_text(&reader, CHATLET_URL_BYTES_MAX);
    state->text = read_text(&reader, CHATLET_QUERY_BYTES_MAX);
    state->flow = read_flow(&reader, true);
    if (!reader.failed && read_wait(&reader, state->flow, &state->wait)) {
        const uint32_t shown = clet_read_u32(bytes);
        if (shown != 0) state->shown = clet_flow_find_node(program, shown);
        read_variables(&reader, program->variables, program->variable_count, variables);
    }
    if (!reader.failed && state->flow != CLET_TARGET_NONE)
        read_locals(&reader, state->flow, variables + program->variable_count);
    if (!reader.failed) read_frames(&reader, state);
    if (!reader.failed && !frames_fit(state)) fail(&reader);
    if (!reader.failed) read_points(&reader, state);
    if (!reader.failed) read_timers(&reader, state);
    /* What runs waits for something, or it would have gone on. */
    if ((state->flow == CLET_TARGET_NONE) != (state->wait.kind == CLET_WAIT_NOTHING)) fail(&reader);
    if (reader.out_of_memory) return CHATLET_ERR_MEMORY;
    return reader.failed || bytes->failed ? CHATLET_ERR_STATE : CHATLET_OK;
}

bool clet_flow_state_forget_oldest(clet_flow_state *state) {
    if (state->point_count == 0) return false;
    state->point_count--;
    for (uint32_t i = 0; i < state->point_count; i++)
        state->points[i] = state->points[i + 1];
    return true;
}
