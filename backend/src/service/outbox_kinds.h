/* Every kind of row of the outbox: who says what to send, and what its answer changes. */
#ifndef OUTBOX_KINDS_H
#define OUTBOX_KINDS_H

#include "outbox.h"

typedef enum outbox_verdict {
    OUTBOX_DONE,    /* its effect is applied; *outcome_json may be set for a route that waits */
    OUTBOX_AGAIN,   /* once more, later */
    OUTBOX_HOPELESS /* refused for good: a dead letter */
} outbox_verdict;

typedef struct outbox_kind {
    const char *name; /* "mail" */

    /* As outbox_build. */
    bool (*build)(service *service, const outbox_item *item, outbox_call *call);

    /* Applies what came back of a call that arrived; not asked when none did. A kind may come with
     * no function: then 200 to 299 is done, 408, 409, 425, 429 and 500 on are tried again, and the
     * rest is hopeless. */
    outbox_verdict (*apply)(service *service, const outbox_item *item, const outbox_result *result,
                            chatlet_str *outcome_json);

    /* Called when the row is given up; NULL: nothing to do. */
    void (*give_up)(service *service, const outbox_item *item);
} outbox_kind;

/* NULL: a row of a newer program; it waits. */
const outbox_kind *outbox_kind_find(chatlet_str name);

#endif
