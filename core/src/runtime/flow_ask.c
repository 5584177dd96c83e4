/* Questions: asking for one field after the other or for all at once, and taking the answers. */
#include "flow_run.h"

#include "../base/assert.h"
#include "../base/cbor.h"
#include "../base/str.h"
#include "entity_find.h"
#include "expr_convert.h"
#include "value_cbor.h"

static const chatlet_str confirm_name = CHATLET_STR("confirm");

clet_field_context clet_flow_context(const clet_turn *turn) {
    return (clet_field_context){.program = turn->program,
                                .locale = &turn->program->locale,
                                .language = turn->program->language,
                                .now_ms = turn->event->now_ms,
                                .zone_minutes = turn->state.flow.zone_minutes};
}

/* A confirmation is a question of yes or no. */
static clet_flow_field confirm_field(const clet_flow_node *node) {
    return (clet_flow_field){.name = confirm_name,
                             .kind = CLET_FIELD_KIND_BOOL,
                             .prompt = node->text,
                             .retries = CLET_RETRIES_DEFAULT,
                             .is_required = true,
                             .is_interruptible = true};
}

/* ---- putting a question ---- */

static chatlet_str kind_name(clet_field_kind kind) {
    static const chatlet_str names[CLET_FIELD_KIND_COUNT] = {
#define X(constant, name) CHATLET_STR(name),
        CLET_FIELD_KIND_LIST(X)
#undef X
    };
    return names[kind];
}

static void write_limit(clet_turn *turn, chatlet_str key, double limit) {
    chatlet_value value = clet_value_double(limit);
    if (limit >= -1e15 && limit <= 1e15 && (double)(int64_t)limit == limit)
        value = clet_value_int((int64_t)limit);
    clet_effects_write_key(&turn->effects, key);
    clet_value_cbor_write(&turn->run, &turn->effects.buffer, &value);
}

static void write_accept(clet_turn *turn, const clet_flow_field *field) {
    clet_effects_key(&turn->effects, "accept");
    clet_cbor_write_array(&turn->effects.buffer, field->accept_count);
    for (uint32_t i = 0; i < field->accept_count; i++)
        clet_cbor_write_text(&turn->effects.buffer, field->accept[i]);
}

static void write_option(clet_turn *turn, const clet_offered *offered,
                         const clet_flow_option *option) {
    const bool has_description = option != NULL && option->description.count > 0;
    const bool has_image = option != NULL && option->image.size_bytes > 0;
    clet_cbor_write_map(&turn->effects.buffer,
                        2u + (has_description ? 1u : 0u) + (has_image ? 1u : 0u));
    clet_effects_text(&turn->effects, "id", offered->id);
    clet_effects_text(&turn->effects, "text", offered->text);
    if (has_description)
        clet_effects_text(&turn->effects, "description",
                          clet_flow_plain(turn, &option->description));
    if (has_image)
        clet_effects_text(&turn->effects, "image", clet_flow_render(turn, option->image));
}

static void write_options(clet_turn *turn, const clet_shown_options *shown) {
    clet_effects_key(&turn->effects, "options");
    clet_cbor_write_array(&turn->effects.buffer, shown->count);
    for (uint32_t i = 0; i < shown->count; i++)
        write_option(turn, &shown->offered[i], shown->options[i]);
}

/* What is filled in already: what the variable has, else what it gets when nobody answers. */
static bool find_filled(clet_turn *turn, const clet_flow_node *node, const clet_flow_field *field,
                        chatlet_value *value) {
    if (node->is_form) *value = turn->state.flow.slots[field->slot];
    if (!node->is_form || value->kind == CHATLET_VALUE_ERROR)
        *value = clet_flow_evaluate(turn, field->initial, "default");
    return value->kind != CHATLET_VALUE_ERROR && value->kind != CHATLET_VALUE_NULL;
}

static void write_field(clet_turn *turn, const clet_flow_node *node, const clet_flow_field *field,
                        chatlet_str error) {
    clet_effect_list *effects = &turn->effects;
    const bool is_confirm = field->name.data == confirm_name.data;
    const clet_shown_options shown = clet_flow_options_of(turn, field);
    const chatlet_str label = clet_flow_plain(turn, &field->prompt);
    chatlet_value filled;
    const bool is_filled = !is_confirm && find_filled(turn, node, field, &filled);
    const uint32_t count = 5u + (field->has_minimum ? 1u : 0u) + (field->has_maximum ? 1u : 0u) +
                           (field->accept_count > 0 ? 1u : 0u) + (shown.count > 0 ? 1u : 0u) +
                           (is_filled ? 1u : 0u) + (error.size_bytes > 0 ? 1u : 0u);
    clet_cbor_write_map(&effects->buffer, count);
    clet_effects_text(effects, "name", field->name);
    clet_effects_key(effects, "kind");
    clet_effects_write_key(effects, kind_name(field->kind));
    clet_effects_text(effects, "label", label);
    clet_effects_flag(effects, "required", field->is_required);
    clet_effects_flag(effects, "personal", field->is_personal);
    if (field->has_minimum) write_limit(turn, CHATLET_STR("min"), field->minimum);
    if (field->has_maximum) write_limit(turn, CHATLET_STR("max"), field->maximum);
    if (field->accept_count > 0) write_accept(turn, field);
    if (shown.count > 0) write_options(turn, &shown);
    if (is_filled) {
        clet_effects_key(effects, "value");
        clet_value_cbor_write(&turn->run, &effects->buffer, &filled);
    }
    if (error.size_bytes > 0) clet_effects_text(effects, "error", error);
}

static void open_ask(clet_turn *turn, chatlet_str layout) {
    clet_effects_open(&turn->effects, "ask", 3);
    clet_effects_key(&turn->effects, "layout");
    clet_effects_write_key(&turn->effects, layout);
    clet_effects_flag(&turn->effects, "back", turn->state.flow.point_count > 0);
    clet_effects_key(&turn->effects, "fields");
}

static void ask_one(clet_turn *turn, const clet_flow_node *node, const clet_flow_field *field,
                    bool with_prompt) {
    if (with_prompt) clet_flow_say(turn, &field->prompt, NULL, 0, 0);
    open_ask(turn, CHATLET_STR("one"));
    clet_cbor_write_array(&turn->effects.buffer, 1);
    write_field(turn, node, field, (chatlet_str){0});
}

/* errors: by field, empty where there is none; NULL: nowhere. */
static void ask_form(clet_turn *turn, const clet_flow_node *node, const chatlet_str *errors) {
    uint32_t count = 0;
    open_ask(turn, CHATLET_STR("form"));
    const size_t place = clet_cbor_open_array(&turn->effects.buffer);
    for (uint32_t i = 0; i < node->field_count; i++) {
        if (!clet_flow_holds(turn, node->fields[i].when, true, "when")) continue;
        write_field(turn, node, &node->fields[i], errors != NULL ? errors[i] : (chatlet_str){0});
        count++;
    }
    clet_cbor_close(&turn->effects.buffer, place, count);
}

void clet_flow_ask_again(clet_turn *turn, bool with_prompt) {
    const clet_wait *wait = &turn->state.flow.wait;
    if (wait->kind == CLET_WAIT_NOTHING) return;
    const clet_flow_node *node = clet_turn_node(turn, wait->node);
    turn->state.offered = CLET_CHOICES_NONE;
    if (wait->kind == CLET_WAIT_FIELD) ask_one(turn, node, &node->fields[wait->field], with_prompt);
    if (wait->kind == CLET_WAIT_FORM) ask_form(turn, node, NULL);
    if (wait->kind == CLET_WAIT_CONFIRM) {
        const clet_flow_field field = confirm_field(node);
        ask_one(turn, node, &field, with_prompt);
    }
}

/* ---- going through the fields ---- */

static clet_target leave(clet_turn *turn, const clet_flow_node *node) {
    clet_flow_stop_waiting(turn);
    if (node->case_count == 0) return node->next;
    const clet_flow_field *last = &node->fields[node->field_count - 1];
    const chatlet_value *value = &turn->state.flow.slots[last->slot];
    clet_expr_text text = {.run = &turn->run};
    if (clet_expr_convert_append(&text, value) && !text.is_over) {
        const chatlet_str name = {.data = text.data, .size_bytes = text.size_bytes};
        for (uint32_t i = 0; i < node->case_count; i++)
            if (clet_str_equal(node->cases[i].name, name)) return node->cases[i].target;
    }
    return node->next;
}

static clet_target finish_fields(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    if (node->text.count == 0) return leave(turn, node);
    clet_flow_wait_at(turn, CLET_WAIT_CONFIRM, number, 0);
    clet_flow_ask_again(turn, true);
    return CLET_TARGET_STAY;
}

/* Checks, changes and assigns a value that reads as the field's kind. False: not a valid one;
 * *reason says so when it does not even fit the variable. */
static bool accept_value(clet_turn *turn, const clet_flow_field *field, const chatlet_value *value,
                         chatlet_str *reason) {
    turn->state.flow.slots[CLET_SYSTEM_VALUE] = *value;
    if (!clet_flow_holds(turn, field->valid, true, "valid")) return false;
    chatlet_value taken = *value;
    if (field->transform.size_bytes > 0)
        taken = clet_flow_evaluate(turn, field->transform, "transform");
    if (clet_flow_assign(turn, field->slot, &taken)) return true;
    *reason = taken.kind == CHATLET_VALUE_ERROR
                  ? clet_flow_reason(turn, &taken)
                  : CHATLET_STR("the answer does not fit its variable");
    return false;
}

/* What was said already need not be asked for. */
static bool fill_from_text(clet_turn *turn, const clet_flow_field *field) {
    if (field->entity == 0 || turn->event->kind != CLET_EVENT_TEXT) return false;
    const clet_field_context context = clet_flow_context(turn);
    clet_entity_found found;
    const chatlet_status status =
        clet_entity_find(&turn->run, &context, field->entity - 1, turn->state.flow.text, &found);
    if (status != CHATLET_OK) {
        turn->run.status = status;
        return false;
    }
    chatlet_str reason = {0};
    return found.is_found && accept_value(turn, field, &found.value, &reason);
}

static clet_target begin_form(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    uint32_t shown_count = 0;
    for (uint32_t i = 0; i < node->field_count; i++) {
        if (!clet_flow_holds(turn, node->fields[i].when, true, "when")) continue;
        fill_from_text(turn, &node->fields[i]);
        shown_count++;
    }
    if (shown_count == 0) return finish_fields(turn, number);
    clet_flow_wait_at(turn, CLET_WAIT_FORM, number, 0);
    clet_flow_ask_again(turn, true);
    return CLET_TARGET_STAY;
}

clet_target clet_flow_ask(clet_turn *turn, uint32_t number, uint32_t field) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    if (node->is_form) return begin_form(turn, number);
    for (uint32_t i = field; i < node->field_count; i++) {
        if (!clet_flow_holds(turn, node->fields[i].when, true, "when")) continue;
        if (fill_from_text(turn, &node->fields[i])) continue;
        clet_flow_wait_at(turn, CLET_WAIT_FIELD, number, i);
        clet_flow_ask_again(turn, true);
        return CLET_TARGET_STAY;
    }
    return finish_fields(turn, number);
}

/* ---- answers ---- */

static void begin_answer(clet_turn *turn, clet_flow_answer *answer, clet_shown_options *shown,
                         clet_field_context *context) {
    const clet_wait *wait = &turn->state.flow.wait;
    const clet_flow_node *node = clet_turn_node(turn, wait->node);
    *answer = (clet_flow_answer){.field = NULL};
    if (wait->kind == CLET_WAIT_CONFIRM) {
        answer->confirm = confirm_field(node);
        answer->field = &answer->confirm;
    } else {
        answer->field = &node->fields[wait->field];
    }
    *shown = clet_flow_options_of(turn, answer->field);
    *context = clet_flow_context(turn);
    context->offered = shown->offered;
    context->offered_count = shown->count;
}

static void note_status(clet_turn *turn, chatlet_status status, clet_flow_answer *answer) {
    if (status == CHATLET_OK) return;
    turn->run.status = status;
    answer->read = (clet_field_answer){.problem = CLET_FIELD_KIND, .chosen = CLET_OFFERED_NONE};
}

void clet_flow_read_text(clet_turn *turn, chatlet_str text, clet_flow_answer *answer) {
    clet_shown_options shown;
    clet_field_context context;
    begin_answer(turn, answer, &shown, &context);
    note_status(turn,
                clet_field_read_text(&turn->run, &context, answer->field, text, &answer->read),
                answer);
    answer->option =
        answer->read.chosen == CLET_OFFERED_NONE ? NULL : shown.options[answer->read.chosen];
}

void clet_flow_read_value(clet_turn *turn, const chatlet_value *value, clet_flow_answer *answer) {
    clet_shown_options shown;
    clet_field_context context;
    begin_answer(turn, answer, &shown, &context);
    note_status(turn,
                clet_field_read_value(&turn->run, &context, answer->field, value, &answer->read),
                answer);
    answer->option =
        answer->read.chosen == CLET_OFFERED_NONE ? NULL : shown.options[answer->read.chosen];
}

/* What is wrong with an answer, for the visitor. */
static chatlet_str complaint(clet_turn *turn, const clet_flow_field *field,
                             clet_field_problem problem) {
    const clet_flow_words *words = &turn->program->words;
    if (field->retry.count > 0) return clet_flow_plain(turn, &field->retry);
    return problem == CLET_FIELD_EMPTY ? words->required : words->invalid[field->kind];
}

static void tell_invalid(clet_turn *turn, const clet_flow_field *field) {
    const clet_flow_node *node = clet_turn_node(turn, turn->state.flow.wait.node);
    clet_effects_open_emit(&turn->effects, "field_invalid", 2);
    clet_effects_text(&turn->effects, "node", clet_flow_node_name(turn, node));
    clet_effects_text(&turn->effects, "field", field->name);
}

static bool counts_out(clet_turn *turn, uint32_t retries) {
    clet_wait *wait = &turn->state.flow.wait;
    wait->refused++;
    return wait->refused >= retries;
}

static clet_target give_up(clet_turn *turn) {
    const uint32_t node = turn->state.flow.wait.node;
    clet_flow_stop_waiting(turn);
    return clet_flow_fail(turn, node, CHATLET_STR("too many answers were not taken"));
}

static clet_target refuse_answer(clet_turn *turn, const clet_flow_field *field,
                                 clet_field_problem problem) {
    tell_invalid(turn, field);
    if (counts_out(turn, field->retries)) return give_up(turn);
    if (field->retry.count > 0)
        clet_flow_say(turn, &field->retry, NULL, 0, 0);
    else
        clet_turn_say_words(turn, "flow", CLET_CONFIDENCE_FULL, complaint(turn, field, problem));
    clet_flow_ask_again(turn, false);
    return CLET_TARGET_STAY;
}

/* A field that need not be answered gets what the author gave for that. */
static void take_default(clet_turn *turn, const clet_flow_field *field) {
    if (field->initial.size_bytes == 0) return;
    const chatlet_value value = clet_flow_evaluate(turn, field->initial, "default");
    if (value.kind != CHATLET_VALUE_ERROR) (void)clet_flow_assign(turn, field->slot, &value);
}

static clet_target take_confirmation(clet_turn *turn, const clet_flow_answer *answer) {
    const uint32_t number = turn->state.flow.wait.node;
    if (answer->read.problem != CLET_FIELD_NONE)
        return refuse_answer(turn, answer->field, answer->read.problem);
    if (answer->read.value.boolean) return leave(turn, clet_turn_node(turn, number));
    clet_flow_stop_waiting(turn);
    return clet_flow_ask(turn, number, 0);
}

clet_target clet_flow_take_answer(clet_turn *turn, const clet_flow_answer *answer) {
    const clet_wait wait = turn->state.flow.wait;
    const clet_flow_field *field = answer->field;
    chatlet_str reason = {0};
    if (wait.kind == CLET_WAIT_CONFIRM) return take_confirmation(turn, answer);
    if (answer->read.problem != CLET_FIELD_NONE && answer->read.problem != CLET_FIELD_SKIPPED)
        return refuse_answer(turn, field, answer->read.problem);
    /* Going back is no answer to this question. */
    if (answer->option != NULL && answer->option->target == CLET_TARGET_BACK) {
        clet_flow_stop_waiting(turn);
        return CLET_TARGET_BACK;
    }
    clet_flow_note_point(turn, wait.node, wait.field);
    if (answer->read.problem == CLET_FIELD_SKIPPED) {
        take_default(turn, field);
    } else if (!accept_value(turn, field, &answer->read.value, &reason)) {
        /* It was not answered after all. Without memory none was noted. */
        if (turn->run.status != CHATLET_ERR_MEMORY) turn->state.flow.point_count--;
        if (reason.size_bytes == 0) return refuse_answer(turn, field, CLET_FIELD_KIND);
        clet_flow_stop_waiting(turn);
        return clet_flow_fail(turn, wait.node, reason);
    }
    clet_flow_stop_waiting(turn);
    if (answer->option != NULL && answer->option->target != CLET_TARGET_NONE)
        return answer->option->target;
    return clet_flow_ask(turn, wait.node, wait.field + 1);
}

/* ---- forms ---- */

static const chatlet_value *find_given(clet_turn *turn, const chatlet_value *values,
                                       const clet_flow_field *field) {
    return clet_value_find_text(values, field->name, &turn->run.cost_left);
}

/* Takes one field of a form; what is wrong with it, or nothing. */
static chatlet_str take_form_field(clet_turn *turn, const clet_flow_field *field,
                                   const chatlet_value *given) {
    const chatlet_value nothing = clet_value_null();
    clet_field_context context = clet_flow_context(turn);
    const clet_shown_options shown = clet_flow_options_of(turn, field);
    clet_field_answer read;
    context.offered = shown.offered;
    context.offered_count = shown.count;
    const chatlet_status status =
        clet_field_read_value(&turn->run, &context, field, given != NULL ? given : &nothing, &read);
    if (status != CHATLET_OK) {
        turn->run.status = status;
        return (chatlet_str){0};
    }
    if (read.problem == CLET_FIELD_SKIPPED) {
        take_default(turn, field);
        return (chatlet_str){0};
    }
    chatlet_str reason = {0};
    if (read.problem == CLET_FIELD_NONE && accept_value(turn, field, &read.value, &reason))
        return (chatlet_str){0};
    tell_invalid(turn, field);
    const chatlet_str told =
        complaint(turn, field, read.problem == CLET_FIELD_NONE ? CLET_FIELD_KIND : read.problem);
    return told.size_bytes > 0 ? told : CHATLET_STR("?");
}

clet_target clet_flow_take_form(clet_turn *turn, const chatlet_value *values) {
    const uint32_t number = turn->state.flow.wait.node;
    const clet_flow_node *node = clet_turn_node(turn, number);
    chatlet_str *errors = clet_arena_allocate_array(turn->arena, node->field_count, sizeof *errors);
    uint32_t retries = UINT32_MAX;
    bool has_error = false;
    if (errors == NULL) {
        turn->run.status = CHATLET_ERR_MEMORY;
        return CLET_TARGET_STAY;
    }
    for (uint32_t i = 0; i < node->field_count; i++) {
        const clet_flow_field *field = &node->fields[i];
        const chatlet_value *given = find_given(turn, values, field);
        const bool is_kept =
            given == NULL && turn->state.flow.slots[field->slot].kind != CHATLET_VALUE_ERROR;
        if (is_kept || !clet_flow_holds(turn, field->when, true, "when")) continue;
        errors[i] = take_form_field(turn, field, given);
        if (errors[i].size_bytes == 0) continue;
        has_error = true;
        if (field->retries < retries) retries = field->retries;
    }
    if (has_error) {
        if (counts_out(turn, retries)) return give_up(turn);
        ask_form(turn, node, errors);
        return CLET_TARGET_STAY;
    }
    clet_flow_stop_waiting(turn);
    clet_flow_note_point(turn, number, 0);
    return finish_fields(turn, number);
}
