/* A request and its response as plain data. Knows no socket: routes, services, the static handler
 * and tests are written against this file alone. */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include "http_buffer.h"
#include "http_limits.h"

typedef enum http_method {
    HTTP_METHOD_GET,
    HTTP_METHOD_HEAD,
    HTTP_METHOD_POST,
    HTTP_METHOD_PUT,
    HTTP_METHOD_PATCH,
    HTTP_METHOD_DELETE,
    HTTP_METHOD_OPTIONS,
    HTTP_METHOD_OTHER /* a method of some standard that nothing here serves */
} http_method;

typedef struct http_field {
    chatlet_str name;  /* as it was sent; compared without regard to case */
    chatlet_str value; /* without spaces around it */
} http_field;

/* One request, whole. All views are borrowed from whoever parsed it, until its response is sent. */
typedef struct http_request {
    http_method method;
    chatlet_str method_name;
    chatlet_str path;  /* begins with '/', still percent-encoded; "*" for OPTIONS alone */
    chatlet_str query; /* behind the first '?', which it has not; empty when there is none */
    bool has_query;
    chatlet_str host; /* of the target when that is absolute, else the Host field; may be empty in
                         HTTP/1.0 */
    uint8_t minor_version; /* 0 or 1: HTTP/1.0 or HTTP/1.1 */
    bool keep_alive;       /* what the client asked for */
    const http_field *fields;
    size_t field_count;
    chatlet_str body;

    /* What the server knows about it besides. Empty and false where a request is only parsed. */
    chatlet_str client_address; /* behind trusted proxies: "192.0.2.1", "2001:db8::1" */
    bool is_secure;             /* the client speaks HTTPS, to us or to a trusted proxy */
    bool is_from_proxy;         /* the peer is a trusted proxy */
    chatlet_str request_id;     /* of a trusted proxy, or made */
    chatlet_str trace_parent;   /* the traceparent for calls made for it; empty: it has no trace */
} http_request;

/* The value of the first field called `name`, or NULL; *count, unless NULL, how many there are. */
const chatlet_str *http_request_field(const http_request *request, chatlet_str name, size_t *count);

typedef struct http_response_field {
    chatlet_str name; /* constant text */
    size_t value_offset;
    size_t value_size_bytes;
} http_response_field;

typedef enum http_body_kind {
    HTTP_BODY_BYTES, /* `content`, which may be empty */
    HTTP_BODY_FILE   /* a piece of `file` */
} http_body_kind;

/* A response while it is put together and sent. Content-Length, Date, Connection and
 * X-Content-Type-Options are not among its fields: http_response_write puts them on every one. */
typedef struct http_response {
    uint16_t status; /* 200 until set */
    size_t field_count;
    http_response_field fields[HTTP_RESPONSE_FIELDS_MAX];
    http_buffer text; /* values of the fields; its failure makes the response a 500 */
    http_body_kind body_kind;
    http_buffer content;
    int file; /* owned descriptor, or -1; closed by http_response_free */
    uint64_t file_offset;
    uint64_t file_size_bytes; /* of the piece */
} http_response;

/* An empty 200. `content_bytes_max` is the most that its content may hold. */
void http_response_init(http_response *response, const chatlet_allocator *allocator,
                        size_t content_bytes_max);

/* Adds a field. `name` is constant text; `value` is copied. A value with a line end or another
 * control byte, or one field too many, fails the response: nothing may split a header. */
void http_response_add(http_response *response, chatlet_str name, chatlet_str value);

/* The value of field `index` (below field_count); borrowed until the next http_response_add. */
chatlet_str http_response_value(const http_response *response, size_t index);

/* Makes it an answer in plain text for a person: the status, its name, and `sentence`. Fields that
 * are there stay. */
void http_response_say(http_response *response, uint16_t status, chatlet_str sentence);

/* Lets the content grow to `content_bytes_max`, at most HTTP_RESPONSE_CONTENT_BYTES_LARGEST: for
 * answers that are known to be large. */
void http_response_allow(http_response *response, size_t content_bytes_max);

/* Bytes of the body, whichever kind it is. */
uint64_t http_response_body_bytes(const http_response *response);

/* False when memory or a limit failed it; then nothing of it may be sent. */
bool http_response_good(const http_response *response);

/* Forgets all, closes the file; a new 200 as after http_response_init. */
void http_response_reset(http_response *response);

/* Frees what the response owns and closes its file. */
void http_response_free(http_response *response);

/* The name of a status ("Not Found"); "Status" for one this room never sends. */
chatlet_str http_status_name(uint16_t status);

#endif
