/* Events as visitors' browsers and customers' servers make them, and what became of each. */
#ifndef SIM_EVENT_H
#define SIM_EVENT_H

#include "sim_chance.h"

#include <chatlet/base.h>

enum { SIM_UUID_TEXT_BYTES = 36, SIM_TIME_TEXT_BYTES = 24 };

typedef enum sim_event_kind {
    SIM_EVENT_CONVERSATION,
    SIM_EVENT_MESSAGE,
    SIM_EVENT_USAGE,
    SIM_EVENT_KINDS
} sim_event_kind;

typedef struct sim_event {
    uint8_t id[16];
    uint8_t conversation[16]; /* zeros: none */
    sim_event_kind kind;
    uint8_t client;
    uint8_t bot;
    int64_t visitor_id; /* 0: of a server */
    bool is_correction; /* takes back what `corrects` said */
    uint8_t corrects[16];
    int64_t quantity;
    int64_t occurred_at_ms; /* by its client's clock */
    bool is_acknowledged;   /* its client was told that it is stored */
    bool is_refused;        /* or that it never will be */
    bool is_abandoned;      /* its client does not send it any more */
    bool corrected;         /* another takes some of it back */
    uint32_t sent;          /* how often */
} sim_event;

/* A UUIDv7 (RFC 9562, section 5.7) of that moment. */
void sim_uuid_make(sim_chance *chance, int64_t now_ms, uint8_t id[16]);

/* Writes it as 36 characters, without terminator. */
void sim_uuid_write(const uint8_t id[16], char text[SIM_UUID_TEXT_BYTES]);

/* Writes RFC 3339 in UTC with milliseconds ("2026-11-05T10:00:00.000Z"), without terminator. Years
 * 1970 to 9999. */
void sim_time_write(int64_t time_ms, char text[SIM_TIME_TEXT_BYTES]);

/* Writes the event as POST /v1/events takes it; how many bytes, 0 when there is no room. `bot` is
 * named by a server only: empty else. */
size_t sim_event_write(const sim_event *event, uint32_t number, chatlet_str bot, char *text,
                       size_t size_bytes);

#endif
