/* Events as POST /v1/events brings them: what the meter counts and what conversations are made of.
 * Read and checked without the database; taken by the writer of events, many in one transaction. */
#ifndef SERVICE_EVENT_H
#define SERVICE_EVENT_H

#include "service.h"

enum {
    EVENTS_PER_REQUEST_MAX = 1000,
    EVENT_TEXT_BYTES_MAX = 8 * 1024,
    EVENT_LATE_MINUTES_MAX = 35 * 24 * 60, /* older ones are refused */
    EVENT_AHEAD_MINUTES_MAX = 5            /* clocks of browsers run ahead */
};

/* What happened; `type` in the body is the name in quotes. */
typedef enum event_type {
    EVENT_CONVERSATION, /* "conversation": one began; its id is the conversation's. Metered. */
    EVENT_MESSAGE,      /* "message": said by visitor or bot; metered by caps per visitor */
    EVENT_FEEDBACK,     /* "feedback": on an answer */
    EVENT_LEAD,         /* "lead": fields that a visitor gave */
    EVENT_END,          /* "end": resolved, left, handed over */
    EVENT_NODE,         /* "node": a node of a flow was entered (drop-off) */
    EVENT_UNANSWERED,   /* "unanswered": a question without an answer */
    EVENT_USAGE,        /* "usage": any other meter, from a server with a key; may be negative */
    EVENT_TYPES
} event_type;

typedef struct event {
    uint8_t id[16]; /* UUIDv7 that its sender made; key together with the organization */
    event_type type;
    int64_t occurred_at_ms;   /* RFC 3339 in "time" */
    int64_t bot_id;           /* of the visitor's token, or "bot" in an event of a key; 0: none */
    uint8_t conversation[16]; /* UUIDv7 of the conversation; zeros: none */
    chatlet_str meter;        /* of usage: "conversations", "messages", "model_tokens", … */
    int64_t quantity;         /* 1 unless usage says otherwise; never 0 */
    uint8_t corrects[16];     /* of a negative usage: what it takes back; zeros: none */
    chatlet_str author;       /* of a message: "visitor" or "bot" */
    chatlet_str text;         /* of a message, question, comment; empty without consent to store */
    chatlet_str data_json;    /* the object "data" as it was sent, for what the type keeps of it */
    int32_t index;            /* in its request */
} event;

typedef enum event_outcome { EVENT_ACCEPTED, EVENT_DUPLICATE, EVENT_REFUSED } event_outcome;

typedef struct event_answer {
    event_outcome outcome;
    const char
        *reason; /* of a refusal: constant text, a name ("too-old", "unknown-bot"); else NULL */
} event_answer;

/* What a conversation keeps of `event`, in the transaction of the writer: rows of conversations,
 * messages, feedback, leads, visitors and the analytics rollups. Called once for each event that
 * the meter found new. In service_conversation_take.c. */
event_answer conversation_take(service *service, const event *event);

#endif
