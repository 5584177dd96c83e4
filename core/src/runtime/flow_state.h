/* What a session keeps of its flows between steps: where it waits, what called what, variables, the
 * way back. Flows, nodes and variables are named by hashes of their names, so that a state of
 * another build can be read wherever the same names still stand. */
#ifndef CLET_RUNTIME_FLOW_STATE_H
#define CLET_RUNTIME_FLOW_STATE_H

#include "../base/buffer.h"
#include "../base/byte_reader.h"
#include "../bundle/flow_program.h"

/* What the flow that runs waits for. */
typedef enum clet_wait_kind {
    CLET_WAIT_NOTHING, /* no flow runs */
    CLET_WAIT_FIELD,   /* an answer to one field of an ask */
    CLET_WAIT_FORM,    /* answers to all of them */
    CLET_WAIT_CONFIRM, /* yes or no to an ask's confirm */
    CLET_WAIT_TEXT,    /* listen */
    CLET_WAIT_ANSWER,  /* an answer node's search */
    CLET_WAIT_RESULT,  /* of http, do, human or llm */
    CLET_WAIT_TIME,    /* wait ms, until */
    CLET_WAIT_EVENT,   /* wait event */
    CLET_WAIT_COUNT
} clet_wait_kind;

/* An effect of this session, named by its step, from 1, and its index; step 0: none. */
typedef struct clet_effect_place {
    uint32_t step;
    uint32_t index;
} clet_effect_place;

typedef struct clet_wait {
    clet_wait_kind kind;
    uint32_t node;
    uint32_t field;           /* of FIELD */
    uint32_t refused;         /* answers that were not taken so far */
    clet_effect_place effect; /* of RESULT */
    clet_effect_place timer;  /* of TIME, and of a node's timeout */
} clet_wait;

typedef enum clet_frame_kind {
    CLET_FRAME_CALL,      /* a call node: its flow runs above */
    CLET_FRAME_EACH,      /* an each node: its body runs above, in the same flow */
    CLET_FRAME_INTERRUPT, /* a trigger's flow runs above; `wait` goes on below */
    CLET_FRAME_COUNT
} clet_frame_kind;

/* Something that a return comes back to. */
typedef struct clet_frame {
    clet_frame_kind kind;
    uint32_t node;         /* of CALL and EACH */
    uint32_t flow;         /* that goes on; CLET_TARGET_NONE below an interrupt when none ran */
    uint32_t index;        /* of EACH: of the item that is being done */
    chatlet_value list;    /* of EACH */
    chatlet_value *locals; /* of CALL and INTERRUPT: as many as `flow` has */
    clet_wait wait;        /* of INTERRUPT */
    bool asks_again;       /* of INTERRUPT: the question is put once more */
} clet_frame;

/* A variable's value at an earlier question. */
typedef struct clet_undo {
    uint32_t slot;
    chatlet_value value;
} clet_undo;

/* A question that was answered, to which `back` leads. */
typedef struct clet_back_point {
    uint32_t depth; /* frames below it */
    uint32_t node;
    uint32_t field;
    clet_undo *undos; /* values of variables that changed after it */
    uint32_t undo_count;
    uint32_t undo_capacity;
} clet_back_point;

/* A timer that a trigger set. */
typedef struct clet_trigger_timer {
    uint32_t trigger; /* number */
    clet_effect_place timer;
} clet_trigger_timer;

typedef struct clet_flow_state {
    uint32_t flow; /* that runs; CLET_TARGET_NONE: none */
    clet_wait wait;
    /* Arena; NULL until something stands in them, since mostly nothing does, and a state is copied
     * now and then. With room for their maximum then. */
    clet_frame *frames;
    uint32_t frame_count;
    clet_back_point *points; /* oldest first */
    uint32_t point_count;
    clet_trigger_timer *timers;
    uint32_t timer_count;
    uint32_t shown; /* say node whose buttons may be pressed; CLET_TARGET_NONE: none */
    int32_t zone_minutes;
    int64_t visitor; /* id; -1: none was given */
    chatlet_str page;
    chatlet_str text;     /* what the visitor wrote last */
    chatlet_value *slots; /* arena; as flow_program.h has them; those of the flow that runs last */
} clet_flow_state;

/* The state of a session whose flows have not begun: no variable has a value. The slots come from
 * the arena. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_flow_state_begin(const clet_flow_program *program,
                                                      clet_arena *arena, clet_flow_state *state);

/* Makes room for frames, points and timers where there is none yet. CHATLET_ERR_MEMORY: what could
 * be had is there. */
CHATLET_MUST_USE chatlet_status clet_flow_state_room(clet_flow_state *state, clet_arena *arena);

/* Appends the state; failures stick in the buffer. */
void clet_flow_state_write(const clet_flow_program *program, const clet_flow_state *state,
                           clet_buffer *buffer);

/* Reads what clet_flow_state_write wrote for this program, or for one that had other flows. Texts
 * are borrowed from the source. Variables that the program no longer has are dropped.
 *
 * CHATLET_ERR_STATE   corrupt, or at a node that the program does not have.
 * CHATLET_ERR_MEMORY */
CHATLET_MUST_USE chatlet_status clet_flow_state_read(clet_byte_reader *reader,
                                                     const clet_flow_program *program,
                                                     clet_arena *arena, clet_flow_state *state);

/* Forgets the oldest question that `back` leads to; false when there is none. */
bool clet_flow_state_forget_oldest(clet_flow_state *state);

#endif
