/* Counts of the whole server, for its operator: of no organization. */
#ifndef STORE_FIGURES_H
#define STORE_FIGURES_H

#include "db.h"

typedef struct store_figures {
    int64_t organizations;
    int64_t accounts;
    int64_t bots;
    int64_t conversations_today; /* counted by the meter since midnight, UTC */
    int64_t outbox_waiting;
    int64_t outbox_dead;
    int64_t outbox_oldest_ms; /* when the oldest row that waits was left; 0: none waits */
} store_figures;

/* `today_ms` is the beginning of the day. */
void store_figures_read(db *db, int64_t today_ms, store_figures *figures);

#endif
