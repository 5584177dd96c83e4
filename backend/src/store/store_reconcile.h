/* Sums of usage beside the events they are sums of. */
#ifndef STORE_RECONCILE_H
#define STORE_RECONCILE_H

#include "../domain/region.h"
#include "db.h"

typedef enum store_reconcile_kind {
    RECONCILE_DAY,       /* of usage_days */
    RECONCILE_PERIOD,    /* of usage_periods */
    RECONCILE_CORRECTION /* an event that is taken back more than it was */
} store_reconcile_kind;

typedef struct store_reconcile_row {
    int64_t organization_id;
    store_reconcile_kind kind;
    chatlet_str meter;
    int64_t at; /* the day, the period's begin, or when the event happened */
    int64_t bot_id;
    int64_t events; /* what the events sum up to */
    int64_t stored; /* what is written down */
} store_reconcile_row;

/* The least organization with an id above `after_id`; 0: there is none. */
int64_t store_reconcile_next(db *db, int64_t after_id);

int64_t store_reconcile_count(db *db, int64_t organization_id);

/* Up to `limit` sums of an organization that differ from what its events say. *rows is in `memory`.
 */
size_t store_reconcile_list(db *db, int64_t organization_id, size_t limit, region *memory,
                            store_reconcile_row **rows);

#endif
