/* What is kept of a question between the steps that answer it. */
#ifndef CLET_RUNTIME_SESSION_WORKSPACE_H
#define CLET_RUNTIME_SESSION_WORKSPACE_H

#include "../base/arena.h"
#include "../text/stem.h"
#include "session_state.h"

#include <chatlet/query.h>
#include <chatlet/session.h>

struct chatlet_workspace {
    const chatlet_allocator *allocator;
    const chatlet_bundle *bundle;
    clet_stemmer *stemmer;
    chatlet_query *query; /* owned; NULL: none is kept */
    uint32_t need_stage;  /* of the state that it was kept with */
    uint32_t lost_stages;
    uint32_t drop_count; /* of the bundle then: a query borrows from parts */

    /* Memory of the last step, for the next one. */
    clet_arena arena;
    clet_buffer scratch;
    clet_buffer spare_state; /* without data while a step has it */
    clet_buffer spare_effects;
};

/* Takes the query that waits where `state` does; NULL when none is kept. The caller owns it. */
chatlet_query *clet_workspace_take(chatlet_workspace *workspace, const clet_session_state *state);

/* Keeps a query that waits where `state` does, and owns it from here on. */
void clet_workspace_keep(chatlet_workspace *workspace, chatlet_query *query,
                         const clet_session_state *state);

#endif
