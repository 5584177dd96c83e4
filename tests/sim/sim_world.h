/* A simulated world: some organizations with their administrators, servers and visitors, a
 * network that loses, delays and repeats, a receiver of what the outbox sends, and the backend
 * between them on a disk that fails. All of it follows from a seed.
 *
 * What must hold, after each restart and at the end, is in sim_check.c. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "sim_backend.h"
#include "sim_chance.h"
#include "sim_event.h"
#include "sim_vfs.h"

#include <stdio.h>

/* A bug that is put in on purpose, to show that the simulator finds it. */
typedef enum sim_plant {
    SIM_PLANT_NONE,
    SIM_PLANT_EARLY_ANSWER, /* an answer before its commit */
    SIM_PLANT_NO_SYNC,      /* a commit that does not wait for the disk */
    SIM_PLANT_NEW_KEY,      /* a row of the outbox that is sent again under another key */
    SIM_PLANT_NO_KEY,       /* a table of events without its unique key */
    SIM_PLANT_LOST_SUM,     /* a sum that is not added to */
    SIM_PLANTS
} sim_plant;

const char *sim_plant_name(sim_plant plant);
bool sim_plant_read(const char *name, sim_plant *plant);

typedef struct sim_options {
    uint64_t seed;
    sim_plant plant;
    FILE *trace; /* each step in words; NULL: none */
} sim_options;

enum { SIM_FAILURE_BYTES = 300 };

/* What became of a world. */
typedef struct sim_outcome {
    bool failed;
    char failure[SIM_FAILURE_BYTES]; /* which rule broke, in words */
    uint64_t trace_hash;             /* of all steps: equal for equal code and seed */
    uint32_t steps;
    uint32_t power_failures;
    uint32_t kills;
    uint32_t deeds;
    uint32_t deliveries;
    uint32_t visitors;
    uint32_t erased;
    uint32_t events; /* acknowledged */
    uint32_t sent;   /* events, each time that one was */
} sim_outcome;

void sim_world_run(const sim_options *options, sim_outcome *outcome);

/* --- inside: shared by the files of the world --- */

enum {
    SIM_ORGANIZATIONS = 2,
    SIM_BOTS = 3,
    SIM_CLIENTS = 6,
    SIM_TOKEN_BYTES = 200,
    SIM_DEEDS_MAX = 400,
    SIM_HELD_MAX = 8,
    SIM_ERASED_MAX = 64,
    SIM_EVENTS_MAX = 1200,
    SIM_BATCH_MAX = 12, /* events of one request */
    SIM_PARCELS_MAX = 6,
    SIM_BODY_BYTES = 6000
};

typedef struct sim_bot {
    int64_t id;
    int64_t organization_id;
    uint32_t organization;
} sim_bot;

/* A visitor's browser, one visitor after another; or a customer's server. */
typedef struct sim_client {
    bool is_server;
    uint32_t bot;
    int64_t skew_ms;    /* of its clock */
    int64_t visitor_id; /* 0: none yet */
    char token[SIM_TOKEN_BYTES];
    size_t token_bytes;
    int64_t token_ends_ms;
    bool is_erasing; /* asked for it, and was not answered */
    uint8_t conversation[16];
    int64_t conversation_ends_ms; /* by its clock; 0: it has none */
} sim_client;

/* A request of events on its way. */
typedef struct sim_parcel {
    uint32_t client;
    char token[SIM_TOKEN_BYTES];
    size_t token_bytes;
    char body[SIM_BODY_BYTES];
    size_t body_bytes;
    uint32_t events[SIM_BATCH_MAX]; /* their numbers */
    uint32_t count;
} sim_parcel;

/* A visitor who was told that nothing of them is left. */
typedef struct sim_erased {
    int64_t organization_id;
    int64_t visitor_id;
} sim_erased;

/* Something an administrator did: a row of the audit log and one of the outbox, in one
 * transaction. */
typedef struct sim_deed {
    int64_t outbox_id; /* once answered */
    uint8_t organization;
    bool is_answered; /* the administrator was told that it is done */
    uint32_t count;   /* how often the receiver acted upon it */
} sim_deed;

/* A row that a slow sender has taken. */
typedef struct sim_held {
    int64_t id;
    uint32_t tries;
    bool is_deed; /* else a mail to somebody */
    uint32_t deed;
} sim_held;

typedef struct sim_world {
    const sim_options *options;
    sim_outcome *outcome;
    sim_chance chance;         /* of the world: what happens next */
    sim_chance backend_chance; /* of the backend: ids, secrets, pauses */
    sim_disk *disk;            /* owned */
    sim_backend backend;
    int64_t now_ms;
    int64_t began_at_ms;
    bool is_calm; /* no more failures: everything must come to an end now */
    int64_t organization_ids[SIM_ORGANIZATIONS];
    sim_bot bots[SIM_BOTS];
    sim_client clients[SIM_CLIENTS];
    sim_erased erased[SIM_ERASED_MAX];
    uint32_t erased_count;
    sim_event events[SIM_EVENTS_MAX];
    uint32_t event_count;
    int64_t voided_least;                /* conversations that owners took back: answered, */
    int64_t voided_most;                 /* and with those that nobody knows of */
    sim_parcel parcels[SIM_PARCELS_MAX]; /* that the network still holds */
    uint32_t parcel_count;
    sim_deed deeds[SIM_DEEDS_MAX];
    uint32_t deed_count;
    int64_t received[SIM_DEEDS_MAX * 4]; /* keys the receiver knows */
    uint32_t received_count;
    sim_held held[SIM_HELD_MAX];
    uint32_t held_count;
} sim_world;

/* Writes a line of the trace and adds it to the hash. printf's format. */
__attribute__((format(printf, 2, 3))) void sim_say(sim_world *world, const char *format, ...);

/* Notes the first rule that broke; the world ends. */
__attribute__((format(printf, 2, 3))) void sim_fail(sim_world *world, const char *format, ...);

/* Organizations, bots and clients; nothing fails yet. */
void sim_settle(sim_world *world);

/* One client does something: enters, sends, asks to be forgotten. */
void sim_live(sim_world *world);

/* An owner takes a day's conversations back. */
void sim_void(sim_world *world);

/* The backend does its chores. */
void sim_tidy(sim_world *world);

/* Whether so much time went by that what was kept for 30 days may be gone. */
bool sim_is_old(const sim_world *world);

/* Clients send events, several at once, and the writer commits them together. */
void sim_post(sim_world *world);
/* Whether a client has events that nobody answered for; they go on until none has. */
bool sim_has_pending(const sim_world *world);
/* Events that a client will not send any more: of the visitor it was. */
void sim_abandon(sim_world *world, uint32_t client);

/* What must hold of events, sums and alerts, asked on the connection `raw`. */
struct sqlite3;
void sim_check_usage(sim_world *world, struct sqlite3 *raw, bool at_end);

/* Runs `sql` on a connection of its own; the number in the first column of the first row, 0 without
 * one. ?1 is `number`, ?2 `bytes`. */
int64_t sim_ask(sim_world *world, struct sqlite3 *raw, const char *sql, int64_t number,
                chatlet_str bytes);

/* One thing that an administrator does. */
void sim_act(sim_world *world);

/* The sender of the outbox takes what is due, and sends some of it; a slow one answers later. */
void sim_send(sim_world *world);
void sim_send_held(sim_world *world);

/* Every rule that must hold now; `at_end`: and those for when all has come to an end. */
void sim_check(sim_world *world, bool at_end);

/* Puts the bug of the world's options in, for the backend's code called from now on. */
void sim_plant_begin(sim_world *world);
/* Called with a database that was just opened. */
void sim_plant_open(db *db);
/* Called when the process ended: what was answered and not yet committed is lost. */
void sim_plant_forget(void);

#endif
