/* Whether the sums of usage are what their events say: all is worked out anew and compared. */
#ifndef SERVICE_RECONCILE_H
#define SERVICE_RECONCILE_H

#include "../store/store_reconcile.h"
#include "service.h"

enum { RECONCILE_ROWS_MAX = 1000 }; /* told of one organization */

typedef struct reconcile_report {
    void *context;
    /* Called for each difference; NULL: they are only counted. `row` is borrowed. */
    void (*differs)(void *context, const store_reconcile_row *row);
    int64_t last_id; /* the organization that was last; 0 to begin with */
    uint64_t organizations;
    uint64_t events;
    uint64_t differences;
} reconcile_report;

/* The next organization, in the transaction that service->db is in: one after another, each may be
 * seen in a transaction of its own. False: there was none. Memory of the request is used for one
 * organization's differences only. Reads. */
bool reconcile_next(service *service, reconcile_report *report);

/* All that are left, in this transaction. True when nothing differs. */
bool reconcile_run(service *service, reconcile_report *report);

/* "usage_days", …: the table a difference is in; constant text. */
const char *reconcile_kind_name(store_reconcile_kind kind);

#endif
