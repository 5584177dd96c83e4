/* One line of the access log: an object of JSON. Nothing personal is in it: no query, which may say
 * what a visitor asked, no field of the request, and the address only when it is wanted. */
#ifndef HTTP_ACCESS_LINE_H
#define HTTP_ACCESS_LINE_H

#include "http_message.h"

typedef struct http_access_line {
    const http_request *request; /* may be one that could not be read whole */
    chatlet_str route;           /* empty: the path, without its query, is told */
    uint16_t status;
    uint64_t body_bytes;
    uint64_t duration_us;
    int64_t time_ms; /* since 1970, UTC */
    bool with_address;
} http_access_line;

/* Appends the line without a line end:
 * {"time":"2026-12-01T03:04:05.678Z","level":"info","event":"request","request_id":"…","trace_id":
 * "…","method":"GET","route":"/v1/bots/{bot}","status":200,"bytes":12,"duration_us":345,"address":
 * "192.0.2.1"}. "path" stands for "route" where no route is named; members without value are left
 * out; level is "error" for a status of 500 and more. */
void http_access_line_write(http_buffer *out, http_access_line line);

/* Appends `text` as a string of JSON. Bytes that are not ASCII are written as \u00XX, so that any
 * bytes give valid JSON. */
void http_json_append_text(http_buffer *out, chatlet_str text);

#endif
