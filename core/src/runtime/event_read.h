/* An event's bytes, checked into a struct. From outside: any bytes may come. */
#ifndef CLET_RUNTIME_EVENT_READ_H
#define CLET_RUNTIME_EVENT_READ_H

#include "../base/cbor.h"

#include <chatlet/limits.h>

/* Seeds, sequence numbers and times cross JavaScript, which counts exactly up to here: 2^53 - 1. */
static const int64_t clet_event_integer_max = (INT64_C(1) << 53) - 1;

/* No zone on earth is further from UTC than 14 hours; a day is surely enough. */
enum { CLET_ZONE_MINUTES_MAX = 24 * 60 };

typedef enum clet_event_kind {
    CLET_EVENT_START,
    CLET_EVENT_TEXT,
    CLET_EVENT_CHOICE,
    CLET_EVENT_FORM,
    CLET_EVENT_FILE,
    CLET_EVENT_RESULT,
    CLET_EVENT_TIMER,
    CLET_EVENT_EVENT,
    CLET_EVENT_FEEDBACK,
    CLET_EVENT_BACK,
    CLET_EVENT_RESTART
} clet_event_kind;

/* A value of an event, of any kind: where it stands in the event's bytes, which were checked. */
typedef struct clet_event_value {
    bool is_there;
    clet_cbor_reader reader;
} clet_event_value;

/* Fields a kind does not have are zero or empty. Texts are borrowed from the event's bytes. */
typedef struct clet_event {
    clet_event_kind kind;
    int64_t seq;              /* 1 to clet_event_integer_max */
    int64_t now_ms;           /* 0 to clet_event_integer_max */
    int64_t seed;             /* of start and restart; 0 to clet_event_integer_max */
    chatlet_str locale;       /* of start; at most CHATLET_EVENT_LOCALE_BYTES_MAX */
    chatlet_str page;         /* of start; at most CHATLET_URL_BYTES_MAX */
    chatlet_str filter;       /* of start, text, choice, restart; CHATLET_FILTER_BYTES_MAX */
    bool has_filter;          /* it was there; an empty one counts */
    int32_t zone_minutes;     /* of start: offset from UTC, within CLET_ZONE_MINUTES_MAX */
    clet_event_value visitor; /* of start: a map */
    clet_event_value vars;    /* of start: a map of maps */
    chatlet_str text;         /* of text; any length the event's own limit allows */
    chatlet_str choice;       /* of choice; at most CHATLET_EVENT_ID_BYTES_MAX */
    clet_event_value values;  /* of form: a map */
    clet_event_value file;    /* of file: the event's own map, with ref, name, type and size */
    chatlet_str effect;       /* of result; at most CHATLET_EVENT_ID_BYTES_MAX */
    bool ok;                  /* of result */
    chatlet_str error;        /* of result; at most CHATLET_BOT_TEXT_BYTES_MAX */
    clet_event_value result;  /* of result: its value; of event: its data */
    chatlet_str timer;        /* of timer; at most CHATLET_EVENT_ID_BYTES_MAX */
    chatlet_str name;         /* of event; at most CHATLET_EVENT_ID_BYTES_MAX */
    chatlet_str message;      /* of feedback; at most CHATLET_EVENT_ID_BYTES_MAX */
    int64_t value;            /* of feedback; 1 or -1 */
} clet_event;

/* Reads one event.
 *
 * event   gets the event; untouched on failure.
 * reason  gets a constant sentence for a developer when this fails; never NULL then.
 *
 * CHATLET_ERR_LIMIT    over CHATLET_EVENT_BYTES_MAX.
 * CHATLET_ERR_UTF8     a text of it is not UTF-8.
 * CHATLET_ERR_SYNTAX   anything else that session.h does not allow: another kind, a field too many,
 *                      missing, of the wrong type or out of range. */
CHATLET_MUST_USE chatlet_status clet_event_read(chatlet_str bytes, clet_event *event,
                                                const char **reason);

#endif
