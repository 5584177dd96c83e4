/* What joins the traces a request leaves: its id, and the trace it is part of (W3C Trace Context,
 * level 1). Plain functions; chance is given. */
#ifndef HTTP_TRACE_H
#define HTTP_TRACE_H

#include <chatlet/base.h>

enum {
    HTTP_REQUEST_ID_BYTES_MAX = 128, /* of one that a proxy gave; a longer one is not taken */
    HTTP_REQUEST_ID_BYTES = 32,      /* of one that is made */
    HTTP_TRACE_PARENT_BYTES = 55,
    HTTP_TRACE_ID_BYTES = 32
};

/* A source of names that nobody has used before, not of secrets. One per thread. */
typedef struct http_trace_chance {
    uint64_t state[2];
} http_trace_chance;

/* From chance of the system. */
void http_trace_seed(http_trace_chance *chance, const uint8_t seed[16]);

/* Whether a request's id may be taken as it is: 1 to HTTP_REQUEST_ID_BYTES_MAX letters, digits and
 * "-_.:=/+@". */
bool http_trace_is_id(chatlet_str text);

/* Writes a new id; no zero byte follows. */
void http_trace_make_id(http_trace_chance *chance, char text[HTTP_REQUEST_ID_BYTES]);

/* Reads a traceparent field and writes the one to pass on: the same trace and flags, with this
 * server as the parent. False, and nothing written, when it is none: then the trace is ignored. */
bool http_trace_pass_on(http_trace_chance *chance, chatlet_str parent,
                        char text[HTTP_TRACE_PARENT_BYTES]);

/* The id of the trace within a traceparent that was written here; borrowed from it. */
chatlet_str http_trace_id(chatlet_str parent);

#endif
