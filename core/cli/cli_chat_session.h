/* A session over a built folder: events go in as JSON, effects come out as JSON, and parts that a
 * step needs are loaded from files. */
#ifndef CLI_CHAT_SESSION_H
#define CLI_CHAT_SESSION_H

#include "cli_folder.h"
#include "cli_json.h"

#include <chatlet/session.h>

typedef struct cli_chat_session {
    cli_folder *folder; /* borrowed */
    char *state;        /* owned; what the last step returned */
    size_t state_size_bytes;
    uint64_t seq;        /* of the last event */
    uint64_t seed;       /* for events that bring none */
    const char *filter;  /* for a start that brings none; NULL or "": none */
    bool has_wall_clock; /* `now` is the time of day, or else now_ms, or else seq seconds */
    uint64_t now_ms;     /* for events that bring no `now`; 0: see above */
    /* A log is replayed: results of needs are among the events, and parts are loaded when one says
     * that they came. */
    bool is_replay;
    uint32_t *needed; /* owned; parts that the last need of a replay named */
    size_t needed_count;
    const chatlet_trace_sink *trace; /* told what steps do inside; NULL: nobody is */
    void *context;                   /* passed on */
    /* Told each event that the engine took, whole, before its effects: also the results of needs.
     * NULL: nobody is. */
    void (*on_event)(void *context, const char *event);
    /* Told each effect, in order; valid during the call. */
    void (*on_effect)(void *context, const chatlet_json *effect);
} cli_chat_session;

/* Takes one step with an event, whose seq, now and seed are filled in when missing, and then, but
 * for a replay, the `result` of a `need`, until nothing is needed any more. False when the engine
 * refused the event; `error` says why and the session is as before. */
bool cli_chat_session_send(cli_chat_session *session, const chatlet_json *event,
                           chatlet_error *error);

/* The same for an event of one kind and at most one text member (key NULL: none). */
bool cli_chat_session_send_text(cli_chat_session *session, const char *kind, const char *key,
                                chatlet_str value, chatlet_error *error);

/* `now` of the next event that brings none. */
uint64_t cli_chat_session_now_ms(const cli_chat_session *session);

void cli_chat_session_free(cli_chat_session *session);

#endif
