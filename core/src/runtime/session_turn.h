/* What one step of a session works with, and what its files do for each other. session_step.c is
 * the only one that begins and ends a step. */
#ifndef CLET_RUNTIME_SESSION_TURN_H
#define CLET_RUNTIME_SESSION_TURN_H

#include "../bundle/bundle_read.h"
#include "effect_list.h"
#include "event_read.h"
#include "expr_run.h"
#include "session_state.h"

#include <chatlet/query.h>
#include <chatlet/session.h>

enum { CLET_CONFIDENCE_FULL = 1000000, CLET_TURN_ENTERED_MAX = 64 };

typedef struct clet_turn {
    const chatlet_allocator *allocator;
    const chatlet_bundle *bundle;
    chatlet_workspace *workspace; /* NULL: nothing is kept */
    const clet_bot_words *words;
    const clet_flow_program *program; /* NULL: a bot without flows */
    const clet_event *event;
    clet_arena *arena; /* of the step */
    clet_session_state state;
    clet_effect_list effects;
    const char *reason; /* of a failure; a constant sentence */

    /* Of flows. */
    clet_expr_run run;     /* status sticks: CHATLET_ERR_MEMORY ends the step */
    uint32_t nodes_left;   /* that may be entered */
    uint32_t refill_count; /* how often a flow that ran out was given a little more, to fail with */
    uint32_t entered[CLET_TURN_ENTERED_MAX]; /* nodes not told yet */
    uint32_t entered_count;
    uint32_t searches_left; /* that may be begun */
    clet_buffer scratch;    /* texts that are being made */
    bool *kept; /* arena; by variable: one of the visitor's that changed; NULL: none did */
    const chatlet_trace_sink *trace; /* NULL: nobody looks */
} clet_turn;

/* Notes why the step fails, and returns `status`. */
chatlet_status clet_turn_refuse(clet_turn *turn, chatlet_status status, const char *reason);

/* Says plain text; an empty one is not said. engine: as effect_list.h has it. */
void clet_turn_say_words(clet_turn *turn, const char *engine, uint32_t confidence,
                         chatlet_str text);

void clet_turn_offer_suggestions(clet_turn *turn);

/* session_search.c: asks documents. */

/* Begins the search for `text`. CHATLET_OK also when it came to its end at once, which
 * clet_turn_take_search was told. */
CHATLET_MUST_USE chatlet_status clet_search_begin(clet_turn *turn, chatlet_str text);

/* Goes on after the parts that it waits for. */
CHATLET_MUST_USE chatlet_status clet_search_continue(clet_turn *turn);

/* Forgets it. */
void clet_search_stop(clet_turn *turn);

/* What a search came to. */
typedef struct clet_search_result {
    const chatlet_hit *hits;
    uint32_t hit_count;
    uint32_t confidence; /* of the first, or 0 */
    bool is_partial;     /* parts were missing */
} clet_search_result;

/* Says the first hit, with its sources, and tells analytics. */
void clet_search_say_answer(clet_turn *turn, const clet_search_result *result,
                            uint32_t citation_max);

/* The miss words and suggestions; and the trouble of parts that could not be had. */
void clet_search_say_miss(clet_turn *turn, uint32_t confidence);
void clet_search_say_trouble(clet_turn *turn);

/* session_step.c: takes the end of a search. */
CHATLET_MUST_USE chatlet_status clet_turn_take_search(clet_turn *turn,
                                                      const clet_search_result *result);

#endif
