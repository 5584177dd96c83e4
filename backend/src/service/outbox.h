/* The outbox: what must happen outside, kept in the database until it has. Whoever sends (the
 * native sender with libcurl, a simulator) asks for what is due, makes the call that outbox_build
 * says, and tells what came back. Everything is sent at least once; the id is the receiver's
 * idempotency key.
 *
 * Each kind of row has its own builder and applier in its service; outbox_kinds.c lists them. */
#ifndef OUTBOX_H
#define OUTBOX_H

#include "service.h"

enum {
    OUTBOX_FIELDS_MAX = 12,
    OUTBOX_TRIES_MAX = 36, /* most of a day, with the pauses between: outages are shorter */
    OUTBOX_RESULT_BYTES_MAX = 256 * 1024
};

typedef struct outbox_item {
    int64_t id;
    int64_t organization_id; /* 0: none */
    chatlet_str kind;
    chatlet_str body_json;
    chatlet_str trace_parent; /* of the request that left it; empty: none */
    uint32_t tries;           /* before this one */
    int64_t lease_ended_ms;   /* of a sender that never told what came of it; 0: there was none */
} outbox_item;

typedef enum outbox_call_kind {
    OUTBOX_CALL_HTTP,
    OUTBOX_CALL_MAIL,
    OUTBOX_CALL_NOTHING /* the row is out of date: done without a call */
} outbox_call_kind;

typedef struct outbox_field {
    chatlet_str name;
    chatlet_str value;
} outbox_field;

/* What to send; texts live as long as the request's memory. */
typedef struct outbox_call {
    outbox_call_kind kind;
    const char *method; /* "POST" */
    chatlet_str url;
    outbox_field fields[OUTBOX_FIELDS_MAX];
    size_t field_count;
    chatlet_str body;
    chatlet_str mail_to;   /* of a mail: one address */
    chatlet_str mail_text; /* the whole message, headers and body, with CRLF */
} outbox_call;

/* What came back. */
typedef struct outbox_result {
    bool arrived;    /* false: no answer (network, time-out); the receiver may have acted */
    uint16_t status; /* HTTP's; of a mail 250 or SMTP's code */
    chatlet_str body;
    uint32_t retry_after_s; /* 0: not said */
    chatlet_str failure;    /* in words when it did not arrive */
} outbox_result;

/* Takes up to `limit` due rows for `lease_ms`, oldest first, so that no other sender takes them
 * meanwhile; also rows whose lease ran out. Rows of one organization go out one after another.
 * Writes. *items is in the request's memory; how many is returned. */
size_t outbox_take(service *service, size_t limit, int64_t lease_ms, outbox_item **items);

/* One row by its id, for a route that waits for it; false when it is done, dead or taken. */
bool outbox_take_one(service *service, int64_t id, int64_t lease_ms, outbox_item *item);

/* What to send for `item`. False when the row can never be sent (dead letter; the problem is
 * noted). Reads. */
bool outbox_build(service *service, const outbox_item *item, outbox_call *call);

/* Notes what came back: done (its effect is applied in this transaction), due again after a pause
 * that doubles (1 s to 1 h, with jitter), or dead after OUTBOX_TRIES_MAX or a refusal for good.
 * Writes. */
void outbox_apply(service *service, const outbox_item *item, const outbox_result *result);

/* A row for which there is nothing to send (OUTBOX_CALL_NOTHING) is done; one that can never be
 * built is a dead letter, with `failure` saying why. Both write. */
void outbox_skip(service *service, const outbox_item *item);
void outbox_bury(service *service, const outbox_item *item, chatlet_str failure);

/* When the next row is due; INT64_MAX when there is none. */
int64_t outbox_next_due_ms(service *service);

/* What was left in the row by its applier for the route that waited; false until it is done. */
bool outbox_read_outcome(service *service, int64_t id, bool *is_done, bool *is_dead,
                         chatlet_str *outcome_json);

#endif
