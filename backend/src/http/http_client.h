/* Calls that go out: requests of HTTP and mails, by libcurl on a loop. All on the loop's thread.
 *
 * Certificates are verified, redirects are not followed, proxies of the environment are not used,
 * and addresses that are not public are refused unless a call allows them: the check is made when
 * the socket is opened, so that no name can resolve to another address after it. */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H

#include "http_message.h"

#include <uv.h>

typedef struct http_client_options {
    const chatlet_allocator *allocator; /* outlives the client */
    const char
        *ca_file;       /* certificates to trust instead of the system's, PEM; NULL: the system's */
    uint32_t calls_max; /* under way at once; 1 to HTTP_CALLS_MAX */
} http_client_options;

typedef struct http_client http_client;

/* A client on `loop`, which outlives it; NULL when memory or the system refused, or calls_max is
 * out of range. */
http_client *http_client_new(uv_loop_t *loop, const http_client_options *options);

/* Ends every call under way (its `done` is called, with a failure) and lets go of the loop. */
void http_client_close(http_client *client);

/* After the loop has ended. */
void http_client_free(http_client *client);

/* A request. Everything is copied. */
typedef struct http_call {
    chatlet_str method; /* "POST" */
    chatlet_str url;    /* http:// or https:// */
    const http_field *fields;
    size_t field_count;           /* at most HTTP_CALL_FIELDS_MAX */
    chatlet_str body;             /* at most HTTP_CALL_BODY_BYTES_MAX */
    uint32_t timeout_ms;          /* for all of it */
    size_t response_bytes_max;    /* a longer answer is a failure */
    bool allow_private_addresses; /* for addresses that the operator wrote, never a customer's */
} http_call;

/* A mail. Everything is copied. */
typedef struct http_mail {
    chatlet_str url;  /* smtp://host:587 or smtps://host:465 */
    chatlet_str user; /* empty: no login */
    chatlet_str password;
    bool requires_tls;   /* smtp:// is upgraded or given up; else upgraded where that is offered */
    chatlet_str from;    /* one address, without a name */
    chatlet_str to;      /* likewise */
    chatlet_str message; /* headers and body, lines with CR LF; at most HTTP_CALL_BODY_BYTES_MAX */
    uint32_t timeout_ms;
    bool allow_private_addresses;
} http_mail;

/* What came back. Borrowed until `done` returns. */
typedef struct http_call_result {
    bool arrived;     /* there is an answer; if not, the receiver may have acted all the same */
    uint16_t status;  /* of HTTP; of a mail 250 or SMTP's refusal */
    chatlet_str body; /* of HTTP */
    uint32_t retry_after_s; /* 0: not said */
    chatlet_str failure;    /* a sentence for the operator when it did not arrive */
} http_call_result;

typedef void (*http_call_done)(void *owner, const http_call_result *result);

typedef enum http_client_status {
    HTTP_CLIENT_SENT,
    HTTP_CLIENT_BUSY,  /* as many calls as may be are under way */
    HTTP_CLIENT_WRONG, /* not a call that can be made: the URL's scheme, a line end in a field or an
                          address, a limit */
    HTTP_CLIENT_MEMORY
} http_client_status;

/* Starts a call. When HTTP_CLIENT_SENT, `done` is called once with `owner`, later; else never. */
http_client_status http_client_send(http_client *client, const http_call *call, http_call_done done,
                                    void *owner);
http_client_status http_client_mail(http_client *client, const http_mail *mail, http_call_done done,
                                    void *owner);

#endif
