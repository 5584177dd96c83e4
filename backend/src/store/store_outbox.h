/* Rows of the outbox. */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "../domain/region.h"
#include "db.h"

typedef enum store_outbox_state {
    STORE_OUTBOX_WAITING,
    STORE_OUTBOX_DONE,
    STORE_OUTBOX_DEAD
} store_outbox_state;

typedef struct store_outbox_row {
    int64_t id;
    int64_t organization_id; /* 0: of none */
    chatlet_str kind;
    chatlet_str body_json;
    chatlet_str trace_parent; /* of the request that left it; empty: none */
    int64_t due_at_ms;
    int64_t leased_until_ms;
    int64_t tries;
    store_outbox_state state;
    chatlet_str outcome_json;
    chatlet_str failure;
    int64_t created_at_ms;
    int64_t ended_at_ms;
} store_outbox_row;

void store_outbox_add(db *db, const store_outbox_row *row);

/* Up to `limit` rows that wait, are due at `now_ms` and are not leased, oldest first; of each
 * organization only its oldest waiting row. Copied to `memory`. */
size_t store_outbox_due(db *db, int64_t now_ms, size_t limit, region *memory,
                        store_outbox_row **rows);

/* Row `id`, whatever its state; false when there is none. */
bool store_outbox_find(db *db, int64_t id, region *memory, store_outbox_row *row);

/* Whether an older row of the same organization still waits. */
bool store_outbox_has_older(db *db, int64_t organization_id, int64_t id);

/* Leases a waiting row that is free at `now_ms`; false when another has it or it is over. */
bool store_outbox_lease(db *db, int64_t id, int64_t now_ms, int64_t until_ms);

/* Ends the lease. `row` gives state, tries, due_at_ms, outcome_json, failure, ended_at_ms. Only a
 * waiting row changes. */
void store_outbox_update(db *db, const store_outbox_row *row);

/* Empties a row's body, which is not to be kept once it was sent. */
void store_outbox_forget_body(db *db, int64_t id);

/* Dead rows of an organization, newest first, with an id under `before_id`. */
size_t store_outbox_dead(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                         region *memory, store_outbox_row **rows);

/* Makes a dead row wait again from `now_ms`, its tries forgotten; false when it is not dead or of
 * another organization. */
bool store_outbox_revive(db *db, int64_t organization_id, int64_t id, int64_t now_ms);

/* The earliest time that store_outbox_due gives a row; INT64_MAX when none waits. */
int64_t store_outbox_next_due_ms(db *db);

/* Forgets up to `limit` rows that were done before `before_ms`; dead ones stay. How many. */
int64_t store_outbox_clean(db *db, int64_t before_ms, size_t limit);

/* Rows that wait, and that are dead, for figures. */
int64_t store_outbox_count(db *db, store_outbox_state state);

#endif
