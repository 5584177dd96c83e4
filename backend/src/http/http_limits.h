/* Every limit of the HTTP room, in one place. Each has two tests: at it, and one past it. */
#ifndef HTTP_LIMITS_H
#define HTTP_LIMITS_H

enum {
    /* What a request may be. */
    HTTP_REQUEST_LINE_BYTES_MAX = 8 * 1024,     /* without its line end; more is 414 */
    HTTP_FIELDS_BYTES_MAX = 32 * 1024,          /* all field lines with line ends; more is 431 */
    HTTP_FIELDS_MAX = 100,                      /* more is 431 */
    HTTP_BODY_BYTES_MAX = 64 * 1024,            /* more is 413, where a handler allows no more */
    HTTP_BODY_BYTES_LARGEST = 64 * 1024 * 1024, /* that a handler can allow */
    HTTP_BODY_STEP_BYTES = 64 * 1024,           /* memory for a body begins with this and doubles */
    HTTP_CHUNK_OVERHEAD_BYTES_MAX = 64 * 1024,  /* chunk sizes, extensions, trailers; more is 413 */
    HTTP_CHUNK_OVERHEAD_PART = 16, /* … but a sixteenth of a body may always be such */
    HTTP_EMPTY_LINES_MAX = 2,      /* before a request line; more is 400 */

    /* What a response may be. */
    HTTP_RESPONSE_FIELDS_MAX = 24,
    HTTP_RESPONSE_TEXT_BYTES_MAX = 32 * 1024, /* all field values; a redirect repeats the target */
    HTTP_RESPONSE_HEAD_BYTES_MAX = 64 * 1024,
    HTTP_RESPONSE_CONTENT_BYTES_MAX = 1024 * 1024, /* of a body held in memory, where a handler
                                                      allows no more */
    HTTP_RESPONSE_CONTENT_BYTES_LARGEST = 64 * 1024 * 1024, /* that a handler can allow */
    HTTP_CONTENT_PIECE_BYTES = 256 * 1024, /* a longer body in memory goes out in such pieces */

    /* Memory of one connection. */
    HTTP_READ_BYTES = 64 * 1024,           /* one read; the buffer is shared by all connections */
    HTTP_PENDING_BYTES_MAX = 64 * 1024,    /* pipelined bytes kept before reading pauses */
    HTTP_SMALL_FILE_BYTES_MAX = 64 * 1024, /* read whole, with the same trip to the pool */
    HTTP_FILE_CHUNK_BYTES = 64 * 1024,     /* larger files go out in pieces of this size */
    HTTP_LINGER_BYTES_MAX = 1024 * 1024,   /* read and dropped after an error's answer */

    /* Memory of all connections. */
    HTTP_BODY_MEMORY_MIB_DEFAULT = 256,   /* bodies under way; beyond it 503 */
    HTTP_BODY_MEMORY_MIB_MAX = 64 * 1024, /* largest setting */

    /* Connections. */
    HTTP_LOOPS_MAX = 64,             /* threads that serve */
    HTTP_CONNECTIONS_DEFAULT = 1024, /* open at once; those beyond are told 503 */
    HTTP_CONNECTIONS_MAX = 65536,    /* largest setting */
    HTTP_REFUSALS_MAX = 64,          /* being told 503 at once; those beyond are closed unheard */
    HTTP_LISTEN_BACKLOG = 511,

    /* Time, in milliseconds. A slow reader must take a file's piece within the write time. */
    HTTP_HEADER_TIMEOUT_MS = 10 * 1000, /* from a request's first byte (or the connection) */
    HTTP_BODY_TIMEOUT_MS = 30 * 1000,   /* from the end of the fields */
    HTTP_BODY_STEP_MS = 1000,           /* more time for each HTTP_BODY_STEP_BYTES that came */
    HTTP_IDLE_TIMEOUT_MS = 60 * 1000,   /* between requests */
    HTTP_WRITE_TIMEOUT_MS = 30 * 1000,  /* for each piece written */
    HTTP_STOP_TIMEOUT_MS = 5 * 1000,    /* for requests in flight when told to stop */
    HTTP_LINGER_TIMEOUT_MS = 1000,
    HTTP_TIMEOUT_MS_MAX = 60 * 60 * 1000, /* largest setting */
    HTTP_SWEEP_MS = 100,                  /* how often deadlines are looked at */

    /* TLS. */
    HTTP_TLS_RECORD_BYTES = 16 * 1024,         /* of plain bytes, by the protocol */
    HTTP_TLS_OUTGOING_BYTES_MAX = 1024 * 1024, /* encrypted, waiting for the socket */
    HTTP_TLS_TICKET_SECONDS = 12 * 60 * 60,    /* how long a session may be taken up again */
    HTTP_STRICT_TRANSPORT_SECONDS = 365 * 24 * 60 * 60, /* browsers keep to HTTPS */

    /* Proxies. */
    HTTP_TRUSTED_PROXIES_MAX = 64, /* addresses and networks in the settings */
    HTTP_HOPS_MAX = 32,            /* looked at in a forwarding field, from the nearest */

    /* Calls that go out. */
    HTTP_CALLS_MAX = 256, /* under way at once, largest setting */
    HTTP_CALL_FIELDS_MAX = 32,
    HTTP_CALL_FIELD_BYTES_MAX = 8 * 1024, /* name and value */
    HTTP_CALL_URL_BYTES_MAX = 8 * 1024,
    HTTP_CALL_BODY_BYTES_MAX = 1024 * 1024, /* also of a mail */
    HTTP_CONNECT_TIMEOUT_MS = 10 * 1000,
    HTTP_RETRY_AFTER_SECONDS_MAX = 24 * 60 * 60, /* a longer wait is told as this */

    /* The rest. */
    HTTP_ACCEPT_ITEMS_MAX = 64, /* of a list in a request field; the rest are not read */
    HTTP_LOG_LINE_BYTES_MAX = 64 * 1024,
    HTTP_LOG_BYTES_MAX = 1024 * 1024, /* lines waiting to be written; more are dropped, counted */
    HTTP_SITES_MAX = 16
};

#endif
