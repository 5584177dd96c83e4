/* Playing flows: what the files of the interpreter do for each other.
 *
 *   flow_turn.c      an event to the flow or trigger it is for
 *   flow_run.c       from node to node, until one waits
 *   flow_say.c       texts, media, options
 *   flow_ask.c       questions and their answers
 *   flow_wait.c      what is asked of the host, and what comes of it
 *   flow_frame.c     calls, loops, interrupts and the way back
 *   flow_variable.c  variables
 *
 * Whatever fails in a flow goes the way its author gave for that; only what ends the step as a
 * whole (no memory) is a status, and sticks in turn.run.status. */
#ifndef CLET_RUNTIME_FLOW_RUN_H
#define CLET_RUNTIME_FLOW_RUN_H

#include "field_read.h"
#include "session_turn.h"

/* Besides the targets of flow_program.h: the flow waits, or there is none. */
enum { CLET_TARGET_STAY = 0xfffffffa };

static inline const clet_flow_node *clet_turn_node(const clet_turn *turn, uint32_t node) {
    return &turn->program->nodes[node];
}

/* flow_run.c */

/* Goes from `target` on until something waits or all has ended. */
CHATLET_MUST_USE chatlet_status clet_flow_go(clet_turn *turn, clet_target target);

/* Where a node that failed goes on. reason: a sentence for the author; in `error` from here on. */
clet_target clet_flow_fail(clet_turn *turn, uint32_t node, chatlet_str reason);

/* Tells analytics of the nodes entered. At the end of a step, and before what came of them. */
void clet_flow_tell_entered(clet_turn *turn);

/* The error's sentence, or that the step may do no more; for clet_flow_fail. */
chatlet_str clet_flow_reason(const clet_turn *turn, const chatlet_value *value);

/* "flow.node", in the step's arena. */
chatlet_str clet_flow_node_name(clet_turn *turn, const clet_flow_node *node);

/* flow_variable.c */

/* Sets the system's variables for this event; those of the turn begin. */
void clet_flow_begin_turn(clet_turn *turn);

/* Sets the bot's variables to what they begin with; then visitor's and page's of a start. */
void clet_flow_begin_variables(clet_turn *turn);

/* Makes `flow` the one that runs, its locals as they begin. */
void clet_flow_begin_locals(clet_turn *turn, uint32_t flow);

/* Assigns a value, converted where the variable's kind is another that holds it: ints and doubles,
 * times from texts; null takes a value away. False when the kind does not fit. Notes what was there
 * for `back`. */
bool clet_flow_assign(clet_turn *turn, uint32_t slot, const chatlet_value *value);

/* Gives a variable back what it had, for `back`; the host is told of one of the visitor's. */
void clet_flow_restore(clet_turn *turn, const clet_undo *undo);

/* The expression's value over the slots, in the step's arena; an error is a value. name: what it
 * is for. */
chatlet_value clet_flow_evaluate(clet_turn *turn, chatlet_str expression, const char *name);

/* Whether the expression is there and true; one that is not there is `otherwise`. */
bool clet_flow_holds(clet_turn *turn, chatlet_str expression, bool otherwise, const char *name);

/* Emits `set` for each variable of the visitor that changed. */
void clet_flow_keep_visitor(clet_turn *turn);

/* flow_say.c */

/* The text without what marks it, in the step's arena; empty when it is none. */
chatlet_str clet_flow_plain(clet_turn *turn, const clet_flow_text *text);

/* A template alone, the same. */
chatlet_str clet_flow_render(clet_turn *turn, chatlet_str template);

/* Says the text and media of a node. */
void clet_flow_say(clet_turn *turn, const clet_flow_text *text, const clet_flow_media *media,
                   uint32_t media_count, uint32_t delay_ms);

/* Options on offer, and how each is shown. */
typedef struct clet_shown_options {
    clet_offered *offered;            /* arena */
    const clet_flow_option **options; /* arena; NULL: one of choices_from, or yes and no */
    uint32_t count;
} clet_shown_options;

/* The options of a field that are on offer now; yes and no of a bool. */
clet_shown_options clet_flow_options_of(clet_turn *turn, const clet_flow_field *field);

/* flow_ask.c */

/* Begins an ask node; or, from `field` on, goes on with it. */
clet_target clet_flow_ask(clet_turn *turn, uint32_t node, uint32_t field);

/* Puts the question that is waited for once more, with its prompt or without; the host's other
 * waits that need a timer get it anew. */
void clet_flow_ask_again(clet_turn *turn, bool with_prompt);

/* Takes a text, a value or a form for the question that is waited for. */
typedef struct clet_flow_answer {
    clet_field_answer read;
    const clet_flow_option *option; /* chosen; NULL: none of the author's */
    clet_flow_field confirm;        /* the field that stands for a confirmation */
    const clet_flow_field *field;
} clet_flow_answer;

void clet_flow_read_text(clet_turn *turn, chatlet_str text, clet_flow_answer *answer);
void clet_flow_read_value(clet_turn *turn, const chatlet_value *value, clet_flow_answer *answer);

/* Where the answer leads; CLET_TARGET_STAY when it was refused and asked for again. */
clet_target clet_flow_take_answer(clet_turn *turn, const clet_flow_answer *answer);

/* The same of a form: a map from names to values. */
clet_target clet_flow_take_form(clet_turn *turn, const chatlet_value *values);

clet_field_context clet_flow_context(const clet_turn *turn);

/* flow_wait.c */

/* Begin nodes that wait for the host. */
clet_target clet_flow_http(clet_turn *turn, uint32_t node);
clet_target clet_flow_do(clet_turn *turn, uint32_t node);
clet_target clet_flow_llm(clet_turn *turn, uint32_t node);
clet_target clet_flow_human(clet_turn *turn, uint32_t node);
clet_target clet_flow_wait(clet_turn *turn, uint32_t node);

/* Where the result that was waited for leads. value: NULL when there is none. */
clet_target clet_flow_take_result(clet_turn *turn, bool ok, const chatlet_value *value,
                                  chatlet_str error);

/* Waits at a node; with its timeout. */
void clet_flow_wait_at(clet_turn *turn, clet_wait_kind kind, uint32_t node, uint32_t field);

/* Ends the present wait: cancels its timer. */
void clet_flow_stop_waiting(clet_turn *turn);

/* Emits a timer for `at_ms`, and where to find it. */
clet_effect_place clet_flow_set_timer(clet_turn *turn, int64_t at_ms);
void clet_flow_cancel(clet_turn *turn, clet_effect_place place);

/* Whether `id` is that effect of this session. */
bool clet_flow_is_place(const clet_turn *turn, chatlet_str id, clet_effect_place place);

/* flow_frame.c */

clet_target clet_flow_call(clet_turn *turn, uint32_t node);
clet_target clet_flow_each(clet_turn *turn, uint32_t node);

/* Back to what called, loops or was interrupted; the end when there is none. */
clet_target clet_flow_return(clet_turn *turn);

/* Ends what runs; what it interrupted goes on. */
clet_target clet_flow_end(clet_turn *turn);

/* Puts what runs aside for a trigger's flow. False when frames are used up. */
bool clet_flow_interrupt(clet_turn *turn, bool asks_again);

/* Forgets what runs and all below. */
void clet_flow_forget(clet_turn *turn);

/* Drops frames above `depth`, and makes the one at it what runs; its wait, for an interrupt. */
void clet_flow_unwind(clet_turn *turn, uint32_t depth);

/* Leaves for a node of another flow, or of the same one. */
void clet_flow_move_to(clet_turn *turn, uint32_t node);

/* Notes an answered question, and goes back to the last one; false when there is none. */
void clet_flow_note_point(clet_turn *turn, uint32_t node, uint32_t field);
bool clet_flow_back(clet_turn *turn);

/* flow_turn.c: what session_step.c calls, for a bot with flows. */

CHATLET_MUST_USE chatlet_status clet_flow_start(clet_turn *turn);
CHATLET_MUST_USE chatlet_status clet_flow_take_event(clet_turn *turn);
CHATLET_MUST_USE chatlet_status clet_flow_take_search(clet_turn *turn,
                                                      const clet_search_result *result);
/* The end of a step: what is told and set once. */
void clet_flow_finish(clet_turn *turn);

/* Forgets what runs and every variable of the session: they are too large to keep. */
void clet_flow_overflow(clet_turn *turn);

#endif
