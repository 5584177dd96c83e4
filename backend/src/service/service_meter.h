/* The meter: requests of POST /v1/events are read without the database, then committed many at a
 * time, in one transaction that their caller began. An event counts once for its organization and
 * id, however often and in whatever order it comes; what counted is never changed, only taken back
 * by another event with a negative quantity. */
#ifndef SERVICE_METER_H
#define SERVICE_METER_H

#include "../domain/uuid.h"
#include "plan.h"
#include "service_event.h"

enum {
    METER_NAME_BYTES_MAX = 64,
    METER_QUANTITY_MAX = 1000000000,
    /* A conversation ends after thirty idle minutes, so no visitor has more in a day. */
    METER_VISITOR_CONVERSATIONS_MAX = 48,
    METER_RISE_FACTOR = 4, /* times the mean of METER_RISE_DAYS before, and more than */
    METER_RISE_DAYS = 14,
    METER_RISE_LEAST = 100
};

/* What is metered of a quota; the other meters have none. */
#define METER_CONVERSATIONS CHATLET_STR("conversations")
#define METER_MESSAGES CHATLET_STR("messages")

typedef enum meter_state {
    METER_OK,
    METER_NOTICE, /* past the quota; all goes on */
    METER_LIMITED /* the bot answers; storing, live hand-over and model calls stop */
} meter_state;

/* Where an organization stands in its billing period. */
typedef struct meter_quota {
    meter_state state;
    chatlet_str plan;
    int64_t quota; /* of conversations; PLAN_UNLIMITED: none */
    int64_t used;
    int64_t charged; /* of them, at the plan's price per 1,000 */
    int64_t period_start_ms;
    int64_t period_end_ms;
    int64_t limited_from_ms; /* when the grace ends, if it has begun and will end by time; else 0 */
} meter_quota;

/* "ok", "notice", "limited"; constant text. */
chatlet_str meter_state_name(meter_state state);

/* One request on its way. Everything in it lives in the memory of the service that read it. */
typedef struct events_request {
    chatlet_str token;     /* a visitor's token or an API key; empty: `caller` is known already */
    service_caller caller; /* address and origin are given */
    event *events;
    event_answer *answers; /* one of each event; the reader's refusals are there */
    bool *has_id;          /* events[i].id is one */
    bool *is_refused;      /* by the reader, for good */
    size_t count;

    /* Filled in by meter_commit. */
    problem problem; /* why all of it is refused; PROBLEM_NONE: see the answers */
    meter_state state;
    int64_t messages_left; /* of the visitor, today; negative: not capped */
} events_request;

/* Reads the body {"events": […]}. False: the problem is noted; nothing of it may be stored. What is
 * wrong with single events stands in out->answers.
 *
 * is_beacon  it came as text/plain, without header fields: {"token": "cvt_…", "events": […]} */
bool events_read(service *service, chatlet_str body, bool is_beacon, events_request *out);

/* Its two halves, for tests: bodies of the plain shape alone, false for any other (*out is filled
 * in in part then); and all bodies. */
bool events_read_plain(service *service, chatlet_str body, events_request *out);
bool events_read_general(service *service, chatlet_str body, bool is_beacon, events_request *out);

/* Counts and stores what `requests` bring, in the transaction that service->db is in. After
 * DB_RETRY it may be run again with the same requests. Texts of problems are constant or in memory
 * of `service`. */
void meter_commit(service *service, events_request **requests, size_t count);

/* Where the organization stands. Writes the row of a billing period that just began when
 * service->may_write. False: there is no such organization. */
bool meter_read_quota(service *service, int64_t organization_id, meter_quota *quota);

/* Takes back conversations of a day (days since 1970), of all bots when bot_id is 0: a negative
 * event for each. At most METER_VOID_MAX at once; *is_more: there are others, ask again. How many.
 */
enum { METER_VOID_MAX = 5000 };
int64_t meter_void_day(service *service, int64_t organization_id, int64_t day, int64_t bot_id,
                       bool *is_more);

/* Throws away what counted visitors of days for which no event may come any more. How many rows. */
int64_t meter_purge(service *service);

#endif
