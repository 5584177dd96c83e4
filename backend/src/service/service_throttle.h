/* Slows guessing and flooding down. Counters are rows, so that a restart forgets nothing. */
#ifndef SERVICE_THROTTLE_H
#define SERVICE_THROTTLE_H

#include "service.h"

/* What may be tried how often. */
typedef enum throttle_kind {
    THROTTLE_PASSWORD,         /* passwords of one account: sign-in and where one is asked again */
    THROTTLE_PASSWORD_ADDRESS, /* the same from one address */
    THROTTLE_MAIL,             /* mails that somebody has sent to one address */
    THROTTLE_MAIL_ADDRESS,     /* the same asked for from one network address */
    THROTTLE_INVITE,           /* invitations of one organization */
    THROTTLE_KINDS
} throttle_kind;

enum {
    THROTTLE_PASSWORD_TRIES_MAX = 10,         /* wrong ones in 15 minutes */
    THROTTLE_PASSWORD_ADDRESS_TRIES_MAX = 50, /* in 15 minutes: an office behind one address */
    THROTTLE_MAIL_TRIES_MAX = 5,              /* in an hour */
    THROTTLE_MAIL_ADDRESS_TRIES_MAX = 30,     /* in an hour */
    THROTTLE_INVITE_TRIES_MAX = 100,          /* in a day */
    THROTTLE_PASSWORD_WINDOW_MS = 15 * 60 * 1000,
    THROTTLE_MAIL_WINDOW_MS = 60 * 60 * 1000,
    THROTTLE_INVITE_WINDOW_MS = 24 * 60 * 60 * 1000
};

/* Counts a try about `about`; an empty one is not counted. False with PROBLEM_RATE_LIMITED and when
 * to try again, past the limit: then the counter must be kept (service->keeps_changes is set).
 * Writes. */
bool throttle_count(service *service, throttle_kind kind, chatlet_str about);

/* The network address of the caller, as counters see it: of IPv6 its first half. */
chatlet_str throttle_address(service *service);

/* It was no failure after all: takes the try back, or forgets all of them. */
void throttle_give_back(service *service, throttle_kind kind, chatlet_str about);
void throttle_forget(service *service, throttle_kind kind, chatlet_str about);

#endif
