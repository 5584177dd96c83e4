/* Visitors of a bot's pages: who counts as one, what their token says, how they end. */
#ifndef SERVICE_VISITOR_H
#define SERVICE_VISITOR_H

#include "../store/store_visitor.h"
#include "service_meter.h"

enum {
    VISITOR_GRACE_DAYS = 35, /* as long as late events are taken */
    VISITOR_SUBJECT_BYTES_MAX = 256
};

/* What a browser asks with. */
typedef struct visitor_request {
    int64_t bot_id;
    chatlet_str previous_token; /* empty: it has none */
    chatlet_str identity;       /* JWT HS256 of the customer's server; empty: none */
    bool consent;               /* the visitor allows that words are kept */
} visitor_request;

typedef struct visitor_grant {
    int64_t organization_id;
    int64_t visitor_id;
    chatlet_str token;
    int64_t ends_at_ms;
    bool stores;     /* words that come with this token are kept */
    bool is_counted; /* false: a crawler, a preview, or beyond an address's limit of the day */
    bool is_crawler;
    meter_state quota; /* of the organization; limited: nothing is kept */
} visitor_grant;

/* Gives the caller's browser a token for a bot. A visitor stays the same by a token that was
 * theirs, at most 35 days after it ended, or by an identity that the customer's server signed; else
 * it is a new one. One that is not counted gets a token like all others, so that the page works the
 * same, but no row.
 *
 * False: PROBLEM_NOT_FOUND (no such bot), PROBLEM_FOREIGN_ORIGIN, PROBLEM_INVALID (identity). */
bool service_visitor_enter(service *service, const visitor_request *request, visitor_grant *grant);

/* Erases a visitor with all that hangs on it, and leaves a receipt, whose id is written, and a line
 * for the tombstone file, so that a restored backup forgets them again. False with
 * PROBLEM_NOT_FOUND: there is no such visitor. */
bool service_visitor_erase(service *service, int64_t organization_id, int64_t visitor_id,
                           store_erasure_receipt *receipt);

#endif
