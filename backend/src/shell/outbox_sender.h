/* Sends what services left in the outbox: a thread with a loop, libcurl and a connection of its
 * own. Sleeps until something is due or left. Any number of processes may send from one database:
 * each row is leased by one of them at a time. */
#ifndef OUTBOX_SENDER_H
#define OUTBOX_SENDER_H

#include "../service/service_settings.h"
#include "store_place.h"

enum {
    OUTBOX_SENDER_CALLS_MAX = 16,         /* under way at once */
    OUTBOX_SENDER_TIMEOUT_MS = 20 * 1000, /* of one call */
    OUTBOX_SENDER_LEASE_MS = 60 * 1000, /* longer than a call, so that nobody sends it meanwhile */
    OUTBOX_SENDER_LOOK_MS = 5 * 1000    /* what another process left is seen after this long */
};

typedef struct outbox_sender_options {
    const chatlet_allocator *allocator;
    store_place *place;
    const service_settings *settings;
    const char *mail_folder; /* where mails are written as files; NULL: mail_url sends them */
    chatlet_str mail_url;
    chatlet_str mail_user;
    chatlet_str mail_password;
    chatlet_str mail_sender; /* the address alone */
    bool allows_private_calls;
    /* Told when row `id` is over. */
    void (*sent)(void *context, int64_t id);
    void *sent_context;
} outbox_sender_options;

typedef struct outbox_sender outbox_sender;

/* NULL with a sentence when there is no connection or thread. Options are copied, what they point
 * to outlives the sender. */
outbox_sender *outbox_sender_start(const outbox_sender_options *options,
                                   char message[STORE_PLACE_MESSAGE_BYTES]);

/* From any thread: something was left; row `id` before others, unless 0. */
void outbox_sender_wake(outbox_sender *sender, int64_t id);

/* Gives up what is under way (it is sent again later, with the same key) and ends. NULL is allowed.
 * */
void outbox_sender_stop(outbox_sender *sender);

#endif
