/* What must be done from time to time so that a database holds no more than it should. */
#ifndef SERVICE_CHORES_H
#define SERVICE_CHORES_H

#include "service.h"

enum {
    CHORES_ROWS_MAX = 500,       /* changed in one transaction, so that nobody waits long */
    CHORES_OUTBOX_DONE_DAYS = 30 /* how long a row that was sent is kept */
};

/* One round: sessions, links and counters that are over; conversations that fell silent; what was
 * kept as long as it may be; versions and files nobody needs; old rows of the outbox. Writes. True
 * when there is more to do. */
bool service_chores(service *service);

#endif
