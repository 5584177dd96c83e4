/* A state for people: session.h draws the map. */
#include "flow_run.h"
#include "value_cbor.h"

#include "../base/cbor.h"
#include "../bundle/flow_read.h"

typedef struct describer {
    const clet_flow_program *program;
    clet_expr_run run;
    clet_buffer buffer;
} describer;

static void write_key(describer *to, const char *key) {
    size_t size_bytes = 0;
    while (key[size_bytes] != '\0')
        size_bytes++;
    clet_cbor_write_text(&to->buffer, (chatlet_str){.data = key, .size_bytes = size_bytes});
}

static void write_number(describer *to, const char *key, int64_t value) {
    write_key(to, key);
    clet_cbor_write_integer(&to->buffer, value);
}

static void write_text(describer *to, const char *key, chatlet_str value) {
    write_key(to, key);
    clet_cbor_write_text(&to->buffer, value);
}

/* "flow.node" */
static void write_node(describer *to, const char *key, uint32_t number) {
    const clet_flow_node *node = &to->program->nodes[number];
    clet_buffer name;
    write_key(to, key);
    clet_buffer_init(&name, to->buffer.allocator, SIZE_MAX);
    clet_buffer_append(&name, to->program->flows[node->flow].name);
    clet_buffer_append_byte(&name, '.');
    clet_buffer_append(&name, node->name);
    if (clet_buffer_status(&name) != CHATLET_OK) to->run.status = CHATLET_ERR_MEMORY;
    clet_cbor_write_text(&to->buffer, clet_buffer_str(&name));
    clet_buffer_free(&name);
}

static void write_values(describer *to, const char *key, const clet_flow_variable *variables,
                         uint32_t count, const chatlet_value *values) {
    uint32_t written = 0;
    write_key(to, key);
    const size_t place = clet_cbor_open_map(&to->buffer);
    for (uint32_t i = 0; i < count; i++) {
        if (values[i].kind == CHATLET_VALUE_ERROR) continue;
        clet_cbor_write_text(&to->buffer, variables[i].name);
        clet_value_cbor_write(&to->run, &to->buffer, &values[i]);
        written++;
    }
    clet_cbor_close(&to->buffer, place, written);
}

static const char *wait_name(clet_wait_kind kind) {
    static const char *const names[CLET_WAIT_COUNT] = {
        "nothing", "field", "form", "confirm", "text", "documents", "result", "time", "event"};
    return names[kind];
}

/* Opens no map of its own: its pairs are among others. Returns how many. */
static uint32_t write_wait(describer *to, const clet_wait *wait) {
    write_key(to, "waits");
    write_key(to, wait_name(wait->kind));
    if (wait->kind == CLET_WAIT_NOTHING) return 1;
    write_node(to, "node", wait->node);
    if (wait->kind != CLET_WAIT_FIELD) return 2;
    write_text(to, "field", to->program->nodes[wait->node].fields[wait->field].name);
    write_number(to, "refused", wait->refused);
    return 4;
}

static void write_frame(describer *to, const clet_frame *frame) {
    static const char *const names[CLET_FRAME_COUNT] = {"call", "each", "interrupt"};
    const size_t place = clet_cbor_open_map(&to->buffer);
    uint32_t count = 1;
    write_key(to, "kind");
    write_key(to, names[frame->kind]);
    if (frame->flow != CLET_TARGET_NONE) {
        write_text(to, "flow", to->program->flows[frame->flow].name);
        count++;
    }
    if (frame->kind == CLET_FRAME_INTERRUPT) {
        count += write_wait(to, &frame->wait);
    } else {
        write_node(to, "node", frame->node);
        count++;
    }
    if (frame->kind == CLET_FRAME_EACH) {
        write_number(to, "index", frame->index);
        count++;
    }
    clet_cbor_close(&to->buffer, place, count);
}

static void write_frames(describer *to, const clet_flow_state *state) {
    write_key(to, "frames");
    clet_cbor_write_array(&to->buffer, state->frame_count);
    for (uint32_t i = 0; i < state->frame_count; i++)
        write_frame(to, &state->frames[i]);
}

static void write_points(describer *to, const clet_flow_state *state) {
    write_key(to, "back");
    clet_cbor_write_array(&to->buffer, state->point_count);
    for (uint32_t i = 0; i < state->point_count; i++) {
        const clet_back_point *point = &state->points[i];
        clet_cbor_write_map(&to->buffer, 2);
        write_node(to, "node", point->node);
        write_text(to, "field", to->program->nodes[point->node].fields[point->field].name);
    }
}

static void write_flow(describer *to, const clet_flow_state *state) {
    const clet_flow_program *program = to->program;
    const chatlet_value *values = state->slots + CLET_SYSTEM_VARIABLE_COUNT;
    write_key(to, "flow");
    const size_t place = clet_cbor_open_map(&to->buffer);
    uint32_t count = write_wait(to, &state->wait);
    if (state->flow != CLET_TARGET_NONE) {
        const clet_flow *flow = &program->flows[state->flow];
        write_text(to, "flow", flow->name);
        write_values(to, "locals", flow->locals, flow->local_count,
                     values + program->variable_count);
        count += 2;
    }
    write_values(to, "variables", program->variables, program->variable_count, values);
    write_frames(to, state);
    write_points(to, state);
    write_key(to, "timers");
    clet_cbor_write_array(&to->buffer, state->timer_count);
    for (uint32_t i = 0; i < state->timer_count; i++)
        clet_cbor_write_integer(&to->buffer, state->timers[i].trigger);
    clet_cbor_close(&to->buffer, place, count + 4);
}

static void write_state(describer *to, const clet_session_state *state) {
    clet_cbor_write_map(&to->buffer, to->program != NULL ? 7 : 6);
    write_number(to, "seed", state->seed);
    write_number(to, "seq", state->seq);
    write_number(to, "step", state->step);
    write_key(to, "ended");
    clet_cbor_write_boolean(&to->buffer, state->ended);
    write_text(to, "locale", state->locale);
    write_text(to, "question", state->question);
    if (to->program != NULL) write_flow(to, &state->flow);
}

chatlet_status chatlet_state_describe(const chatlet_allocator *allocator,
                                      const chatlet_bundle *bundle, chatlet_str state,
                                      chatlet_str *cbor) {
    chatlet_bundle_info info;
    clet_arena arena;
    clet_session_state read;
    chatlet_bundle_get_info(bundle, &info);
    clet_arena_init(&arena, allocator);
    describer to = {.program = clet_bundle_flows(bundle)};
    to.run = (clet_expr_run){.arena = &arena, .cost_left = CHATLET_FLOW_COST_MAX};
    clet_buffer_init(&to.buffer, allocator, SIZE_MAX);
    const clet_state_context context = {
        .bundle_hash = info.hash, .program = to.program, .arena = &arena};
    chatlet_status status = clet_session_state_read(state, &context, &read);
    if (status == CHATLET_OK) write_state(&to, &read);
    if (status == CHATLET_OK) status = clet_buffer_status(&to.buffer);
    if (status == CHATLET_OK) status = to.run.status;
    if (status == CHATLET_OK)
        *cbor = clet_buffer_str(&to.buffer);
    else
        clet_buffer_free(&to.buffer);
    clet_arena_free(&arena);
    return status;
}
