/* The head of a response as bytes. */
#ifndef HTTP_RESPONSE_WRITE_H
#define HTTP_RESPONSE_WRITE_H

#include "http_message.h"

typedef struct http_head_options {
    int64_t time_s; /* now, for Date; seconds since 1970 */
    bool keep_alive;
    chatlet_str request_id; /* told to the client; empty: none */
    bool is_secure;         /* the answer goes over TLS: browsers are told to keep to it */
    uint8_t minor_version;  /* of the request: HTTP/1.0 must be told that the connection stays */
} http_head_options;

/* Appends status line, fields and the empty line. Failure shows in `out`. */
void http_response_write_head(const http_response *response, http_head_options options,
                              http_buffer *out);

#endif
