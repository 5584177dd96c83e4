/* Which encodings of a file a client takes, best first (RFC 9110, section 12.5.3). */
#ifndef HTTP_NEGOTIATE_H
#define HTTP_NEGOTIATE_H

#include "http_message.h"

typedef enum http_encoding {
    HTTP_ENCODING_IDENTITY,
    HTTP_ENCODING_GZIP,
    HTTP_ENCODING_BROTLI
} http_encoding;

enum { HTTP_ENCODING_COUNT = 3 };

typedef struct http_encoding_order {
    http_encoding encodings[HTTP_ENCODING_COUNT];
    size_t count; /* 0: the client takes none that we have */
} http_encoding_order;

/* Reads every Accept-Encoding field of `request`. Without one only identity is offered, the form
 * that all clients understand. Equal weights go to the smaller form: brotli, gzip, identity. An
 * item that cannot be read is passed over. */
http_encoding_order http_negotiate_encoding(const http_request *request);

/* "br" and "gzip" as Content-Encoding names them; empty for identity. */
chatlet_str http_encoding_name(http_encoding encoding);

/* ".br" and ".gz"; empty for identity. */
chatlet_str http_encoding_suffix(http_encoding encoding);

#endif
