/* A session's whole state, as a struct while a step runs and as CBOR between steps. The host keeps
 * the bytes, so they come back from outside and are checked whole. */
#ifndef CLET_RUNTIME_SESSION_STATE_H
#define CLET_RUNTIME_SESSION_STATE_H

#include "../base/buffer.h"
#include "effect_list.h"
#include "flow_state.h"

#include <chatlet/limits.h>

/* The set of choices that is open. Their texts stand in the bundle. */
typedef enum clet_open_choices {
    CLET_CHOICES_NONE,
    CLET_CHOICES_SUGGESTIONS, /* "s1", "s2", … */
    CLET_CHOICES_RETRY        /* "retry": the question is asked again */
} clet_open_choices;

/* Stages of parts that one question may go through; a `need` of each is sent at most twice. */
enum { CLET_SESSION_STAGES_MAX = CHATLET_QUERY_STAGES_MAX };

/* Texts are borrowed: from the state's bytes, from an event, or from the bundle. */
typedef struct clet_session_state {
    int64_t seed;       /* 0 to 2^53 - 1 */
    int64_t seq;        /* of the last event that counted */
    uint32_t step;      /* steps taken, 1 to CHATLET_STEPS_MAX */
    bool ended;         /* only restart is taken */
    chatlet_str locale; /* that the visitor asked for; may be empty */
    chatlet_str filter; /* of the questions to come, as chatlet/query.h has it; may be empty */
    clet_open_choices offered;
    chatlet_str question; /* last one asked, trimmed and cut; may be empty */
    uint32_t need_stage;  /* `need`s emitted for the question that waits; 0: none waits */
    uint32_t need_step;   /* with need_index: the id of the `need` that waits; 0 when none does */
    uint32_t need_index;
    bool need_again;      /* that `need` is the second for the same parts */
    uint32_t lost_stages; /* bit i: the question went on without all parts of stage i */
    clet_flow_state flow; /* of a bot with flows */
} clet_session_state;

/* What a state is read and written for. */
typedef struct clet_state_context {
    uint64_t bundle_hash;
    const clet_flow_program *program; /* NULL: a bot without flows */
    clet_arena *arena;                /* for values of variables; only for reading */
} clet_state_context;

/* Reads what clet_session_state_write wrote, and nothing else. A state of another bundle is read
 * when both have flows, unless the author wants sessions to begin anew then: where the flows stand
 * moves on by names, and a question that waits for parts is forgotten.
 *
 * CHATLET_ERR_LIMIT    over CHATLET_STATE_BYTES_MAX.
 * CHATLET_ERR_STATE    corrupt, of another version, or of a bundle from which it cannot move.
 * CHATLET_ERR_MEMORY */
CHATLET_MUST_USE chatlet_status clet_session_state_read(chatlet_str bytes,
                                                        const clet_state_context *context,
                                                        clet_session_state *state);

/* Appends the state; failures stick in the buffer. */
void clet_session_state_write(const clet_session_state *state, const clet_state_context *context,
                              clet_buffer *buffer);

#endif
