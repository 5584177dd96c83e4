/* What called what, and the ways back. */
#include "flow_run.h"

#include "../base/assert.h"
#include "../base/str.h"

#include <string.h>

static uint32_t first_local_of(const clet_turn *turn) {
    return CLET_SYSTEM_VARIABLE_COUNT + turn->program->variable_count;
}

static uint32_t local_count_of(const clet_turn *turn, uint32_t flow) {
    return flow == CLET_TARGET_NONE ? 0 : turn->program->flows[flow].local_count;
}

/* The locals of the flow that runs, kept for when it goes on; NULL: out of memory. */
static chatlet_value *keep_locals(clet_turn *turn) {
    const clet_flow_state *flow = &turn->state.flow;
    const uint32_t count = local_count_of(turn, flow->flow);
    chatlet_value *kept = clet_arena_allocate_array(turn->arena, count, sizeof *kept);
    if (kept == NULL)
        turn->run.status = CHATLET_ERR_MEMORY;
    else if (count > 0)
        memcpy(kept, flow->slots + first_local_of(turn), count * sizeof *kept);
    return kept;
}

static void restore_locals(clet_turn *turn, const clet_frame *frame) {
    clet_flow_state *flow = &turn->state.flow;
    const uint32_t count = local_count_of(turn, frame->flow);
    if (count > 0)
        memcpy(flow->slots + first_local_of(turn), frame->locals, count * sizeof *frame->locals);
    flow->flow = frame->flow;
}

static bool make_room(clet_turn *turn) {
    const chatlet_status status = clet_flow_state_room(&turn->state.flow, turn->arena);
    if (status != CHATLET_OK) turn->run.status = status;
    return status == CHATLET_OK;
}

static clet_frame *push_frame(clet_turn *turn, clet_frame_kind kind, uint32_t node) {
    clet_flow_state *flow = &turn->state.flow;
    if (flow->frame_count == CHATLET_FLOW_FRAMES_MAX || !make_room(turn)) return NULL;
    clet_frame *frame = &flow->frames[flow->frame_count++];
    *frame = (clet_frame){.kind = kind, .node = node, .flow = flow->flow};
    return frame;
}

/* ---- the way back ---- */

static bool has_undo(const clet_back_point *point, uint32_t slot) {
    for (uint32_t i = 0; i < point->undo_count; i++)
        if (point->undos[i].slot == slot) return true;
    return false;
}

/* Adds what the later point notes to the earlier one, so that going further back undoes it too. */
static void merge_point(clet_turn *turn, clet_back_point *earlier, const clet_back_point *later) {
    const clet_flow_state *flow = &turn->state.flow;
    bool shares = true;
    for (uint32_t i = earlier->depth; i < later->depth && i < flow->frame_count; i++)
        if (flow->frames[i].kind != CLET_FRAME_EACH) shares = false;
    for (uint32_t i = 0; i < later->undo_count; i++) {
        const clet_undo *undo = &later->undos[i];
        if (has_undo(earlier, undo->slot)) continue;
        if (undo->slot >= first_local_of(turn) && !shares) continue;
        if (earlier->undo_count == earlier->undo_capacity) {
            clet_undo *grown =
                clet_arena_grow_array(turn->arena, earlier->undos, earlier->undo_count,
                                      sizeof *grown, 8, &earlier->undo_capacity);
            if (grown == NULL) {
                turn->run.status = CHATLET_ERR_MEMORY;
                return;
            }
            earlier->undos = grown;
        }
        earlier->undos[earlier->undo_count++] = *undo;
    }
}

/* Questions in what is left cannot be come back to. */
static void drop_points_from(clet_turn *turn, uint32_t depth) {
    clet_flow_state *flow = &turn->state.flow;
    while (flow->point_count > 0 && flow->points[flow->point_count - 1].depth >= depth) {
        flow->point_count--;
        if (flow->point_count > 0)
            merge_point(turn, &flow->points[flow->point_count - 1],
                        &flow->points[flow->point_count]);
    }
}

void clet_flow_note_point(clet_turn *turn, uint32_t node, uint32_t field) {
    clet_flow_state *flow = &turn->state.flow;
    if (!make_room(turn)) return;
    if (flow->point_count == CHATLET_FLOW_BACK_MAX) clet_flow_state_forget_oldest(flow);
    flow->points[flow->point_count++] =
        (clet_back_point){.depth = flow->frame_count, .node = node, .field = field};
}

bool clet_flow_back(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    if (flow->point_count == 0) return false;
    const clet_back_point point = flow->points[--flow->point_count];
    clet_flow_stop_waiting(turn);
    while (flow->frame_count > point.depth) {
        const clet_frame *frame = &flow->frames[--flow->frame_count];
        if (frame->kind != CLET_FRAME_EACH) restore_locals(turn, frame);
    }
    for (uint32_t i = 0; i < point.undo_count; i++)
        clet_flow_restore(turn, &point.undos[i]);
    clet_flow_wait_at(turn,
                      clet_turn_node(turn, point.node)->is_form ? CLET_WAIT_FORM : CLET_WAIT_FIELD,
                      point.node, point.field);
    clet_flow_ask_again(turn, true);
    return true;
}

/* ---- frames ---- */

void clet_flow_unwind(clet_turn *turn, uint32_t depth) {
    clet_flow_state *flow = &turn->state.flow;
    drop_points_from(turn, depth + 1);
    while (flow->frame_count > depth) {
        const clet_frame *frame = &flow->frames[--flow->frame_count];
        if (frame->kind != CLET_FRAME_EACH) restore_locals(turn, frame);
        if (frame->kind == CLET_FRAME_INTERRUPT) flow->wait = frame->wait;
    }
}

void clet_flow_forget(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    clet_flow_stop_waiting(turn);
    flow->frame_count = 0;
    flow->point_count = 0;
    flow->flow = CLET_TARGET_NONE;
    flow->shown = CLET_TARGET_NONE;
}

/* A loop that stands around what is left is left with it. */
void clet_flow_move_to(clet_turn *turn, uint32_t node) {
    clet_flow_state *flow = &turn->state.flow;
    const uint32_t target_flow = clet_turn_node(turn, node)->flow;
    if (flow->flow == target_flow) return;
    while (flow->frame_count > 0 && flow->frames[flow->frame_count - 1].kind == CLET_FRAME_EACH)
        clet_flow_unwind(turn, flow->frame_count - 1);
    drop_points_from(turn, flow->frame_count);
    clet_flow_begin_locals(turn, target_flow);
}

bool clet_flow_interrupt(clet_turn *turn, bool asks_again) {
    clet_flow_state *flow = &turn->state.flow;
    if (flow->flow == CLET_TARGET_NONE) return true;
    chatlet_value *locals = keep_locals(turn);
    clet_frame *frame = locals == NULL ? NULL : push_frame(turn, CLET_FRAME_INTERRUPT, 0);
    if (frame == NULL) return false;
    frame->locals = locals;
    frame->wait = flow->wait;
    frame->asks_again = asks_again;
    flow->wait = (clet_wait){.kind = CLET_WAIT_NOTHING};
    flow->flow = CLET_TARGET_NONE;
    return true;
}

clet_target clet_flow_call(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    const uint32_t called = clet_turn_node(turn, node->target)->flow;
    const uint32_t count = node->assignments.count;
    chatlet_value *given = clet_arena_allocate_array(turn->arena, count, sizeof *given);
    chatlet_value *locals = keep_locals(turn);
    if (given == NULL || locals == NULL) {
        turn->run.status = CHATLET_ERR_MEMORY;
        return CLET_TARGET_STAY;
    }
    for (uint32_t i = 0; i < count; i++) {
        given[i] = clet_flow_evaluate(turn, node->assignments.items[i].value, "in");
        if (given[i].kind == CHATLET_VALUE_ERROR)
            return clet_flow_fail(turn, number, clet_flow_reason(turn, &given[i]));
    }
    clet_frame *frame = push_frame(turn, CLET_FRAME_CALL, number);
    if (frame == NULL)
        return clet_flow_fail(turn, number, CHATLET_STR("flows call each other too deep"));
    frame->locals = locals;
    clet_flow_begin_locals(turn, called);
    for (uint32_t i = 0; i < count; i++) {
        if (clet_flow_assign(turn, node->assignments.items[i].slot, &given[i])) continue;
        clet_flow_unwind(turn, turn->state.flow.frame_count - 1);
        return clet_flow_fail(turn, number,
                              CHATLET_STR("a value does not fit the called flow's parameter"));
    }
    return node->target;
}

/* Results are taken over the called flow's variables, then given to the caller's. */
static clet_target return_from_call(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    const uint32_t count = node->outputs.count;
    chatlet_value *results = clet_arena_allocate_array(turn->arena, count, sizeof *results);
    if (results == NULL) {
        turn->run.status = CHATLET_ERR_MEMORY;
        return CLET_TARGET_STAY;
    }
    for (uint32_t i = 0; i < count; i++)
        results[i] = clet_flow_evaluate(turn, node->outputs.items[i].value, "out");
    clet_flow_unwind(turn, turn->state.flow.frame_count - 1);
    for (uint32_t i = 0; i < count; i++) {
        const bool is_unset =
            results[i].kind == CHATLET_VALUE_ERROR && results[i].error == CHATLET_VALUE_ERROR_UNSET;
        if (is_unset || clet_flow_assign(turn, node->outputs.items[i].slot, &results[i])) continue;
        return clet_flow_fail(turn, number,
                              CHATLET_STR("a result does not fit the caller's variable"));
    }
    return node->next;
}

static chatlet_value keys_of(clet_turn *turn, const chatlet_value *map) {
    chatlet_value *keys = clet_arena_allocate_array(turn->arena, map->count, sizeof *keys);
    if (keys == NULL) {
        turn->run.status = CHATLET_ERR_MEMORY;
        return clet_value_null();
    }
    for (uint32_t i = 0; i < map->count; i++)
        keys[i] = map->items[2 * i];
    return (chatlet_value){
        .kind = CHATLET_VALUE_LIST, .depth = 1, .count = map->count, .items = keys};
}

/* Does the item the top frame has come to, or leaves the loop. */
static clet_target next_item(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    const clet_frame *frame = &flow->frames[flow->frame_count - 1];
    const uint32_t number = frame->node;
    const clet_flow_node *node = clet_turn_node(turn, number);
    if (frame->index >= frame->list.count || frame->index >= node->limit) {
        clet_flow_unwind(turn, flow->frame_count - 1);
        return node->next;
    }
    if (clet_flow_assign(turn, node->slot, &frame->list.items[frame->index])) return node->target;
    clet_flow_unwind(turn, flow->frame_count - 1);
    return clet_flow_fail(turn, number, CHATLET_STR("an item does not fit the loop's variable"));
}

clet_target clet_flow_each(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    chatlet_value list = clet_flow_evaluate(turn, node->expression, "in");
    if (list.kind == CHATLET_VALUE_MAP) list = keys_of(turn, &list);
    if (list.kind != CHATLET_VALUE_LIST)
        return clet_flow_fail(turn, number,
                              list.kind == CHATLET_VALUE_ERROR
                                  ? clet_flow_reason(turn, &list)
                                  : CHATLET_STR("what it goes through is no list"));
    clet_frame *frame = push_frame(turn, CLET_FRAME_EACH, number);
    if (frame == NULL)
        return clet_flow_fail(turn, number, CHATLET_STR("loops stand in each other too deep"));
    frame->list = list;
    return next_item(turn);
}

/* What was interrupted waits on. */
static clet_target resume(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    const bool asks_again = flow->frames[flow->frame_count - 1].asks_again;
    clet_flow_unwind(turn, flow->frame_count - 1);
    if (flow->wait.kind == CLET_WAIT_ANSWER) { /* its search was given up: it begins anew */
        const uint32_t node = flow->wait.node;
        flow->wait = (clet_wait){.kind = CLET_WAIT_NOTHING};
        return node;
    }
    clet_flow_ask_again(turn, asks_again);
    return CLET_TARGET_STAY;
}

clet_target clet_flow_return(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    if (flow->frame_count == 0) return clet_flow_end(turn);
    clet_frame *frame = &flow->frames[flow->frame_count - 1];
    switch (frame->kind) {
    case CLET_FRAME_CALL: return return_from_call(turn, frame->node);
    case CLET_FRAME_EACH:
        /* Back leads to no earlier round: its item is not the present one. */
        drop_points_from(turn, flow->frame_count);
        frame->index++;
        return next_item(turn);
    case CLET_FRAME_INTERRUPT: return resume(turn);
    case CLET_FRAME_COUNT: break;
    }
    return CLET_TARGET_STAY;
}

clet_target clet_flow_end(clet_turn *turn) {
    clet_flow_state *flow = &turn->state.flow;
    uint32_t depth = flow->frame_count;
    while (depth > 0 && flow->frames[depth - 1].kind != CLET_FRAME_INTERRUPT)
        depth--;
    if (depth > 0) {
        clet_flow_unwind(turn, depth);
        return resume(turn);
    }
    clet_flow_forget(turn);
    return CLET_TARGET_STAY;
}
