/* The host of a conversation with flows, for the command line: above a cli_chat_session it keeps
 * what effects ask a host to keep: timers, effects that wait for a result, the open question, and
 * variables of the visitor. Its clock is the session's. */
#ifndef CLI_FLOW_HOST_H
#define CLI_FLOW_HOST_H

#include "cli_chat_session.h"

/* An effect that is not done with: one that wants a result, or a timer. */
typedef struct cli_flow_wait {
    const char *id;              /* of the effect */
    const char *kind;            /* "http", "do", "handoff", "llm", "timer" */
    const chatlet_json *effect;  /* whole */
    uint64_t at_ms;              /* of a timer: when it is due, ms since 1970 */
    chatlet_json_document *copy; /* owned; what `effect` belongs to */
} cli_flow_wait;

/* A variable that a `set` effect asked to keep. */
typedef struct cli_flow_kept {
    const char *name;
    chatlet_json_document *value; /* owned */
} cli_flow_kept;

/* Starts as {0}; then cli_flow_host_begin. */
typedef struct cli_flow_host {
    cli_memory memory; /* of ids, kinds and names */
    cli_chat_session session;
    cli_flow_wait *waits; /* owned; oldest first */
    size_t wait_count;
    cli_flow_kept *kept; /* owned */
    size_t kept_count;
    chatlet_json_document *question; /* owned; the open `ask` or `choices`; NULL: none */
    bool has_ended;                  /* by the limit of steps: only restart goes on */
    void *context;                   /* passed on */
    /* Told each effect, in order, after the host took it in. */
    void (*on_effect)(void *context, const chatlet_json *effect);
    /* Told each event that was taken, whole; NULL: nobody is. */
    void (*on_event)(void *context, const char *event);
} cli_flow_host;

/* Makes it the host of a conversation over `folder`, which must outlive it. What the host keeps of
 * the visitor stays from a conversation before. */
void cli_flow_host_begin(cli_flow_host *host, cli_folder *folder);

/* cli_chat_session_send; a `start` without `visitor` gets what is kept. */
bool cli_flow_host_send(cli_flow_host *host, const chatlet_json *event, chatlet_error *error);

/* The same for an event written as JSON by this program. */
bool cli_flow_host_send_own(cli_flow_host *host, const char *event, chatlet_error *error);

/* The same for an event of one kind and at most one text member (key NULL: none). */
bool cli_flow_host_send_text(cli_flow_host *host, const char *kind, const char *key,
                             chatlet_str value, chatlet_error *error);

/* The newest effect that waits for a result; NULL: none does. */
const cli_flow_wait *cli_flow_host_waiting(const cli_flow_host *host);

/* The timer that is due first; NULL: there is none. */
const cli_flow_wait *cli_flow_host_timer(const cli_flow_host *host);

/* Sends the result of effect `id`.
 *
 * value    NULL: none.
 * problem  why it failed, for ok false; NULL: none. */
bool cli_flow_host_answer(cli_flow_host *host, const char *id, bool ok, const chatlet_json *value,
                          const char *problem, chatlet_error *error);

/* Sends the timer that is due first, if it is due at the session's `now_ms` (or the time of day).
 * *fired is whether one was. False when the engine refused it. */
bool cli_flow_host_fire(cli_flow_host *host, bool *fired, chatlet_error *error);

/* The session's time. */
uint64_t cli_flow_host_now_ms(const cli_flow_host *host);

/* Frees all; the folder is the caller's. */
void cli_flow_host_free(cli_flow_host *host);

#endif
