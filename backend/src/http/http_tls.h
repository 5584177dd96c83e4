/* TLS 1.2 for the clients of a loop, by mbedTLS over memory: bytes of a connection in, plain bytes
 * out, and the other way. Knows no socket.
 *
 * An identity (certificate chain and key) belongs to one loop, for mbedTLS keeps tables within a
 * key that two threads must not fill at once; what all loops share is in http_tls_common, which
 * locks. */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include "http_buffer.h"

enum { HTTP_TLS_MESSAGE_BYTES = 512 };

typedef struct http_tls_common http_tls_common;

/* Chance and the keys of session tickets. NULL when the system refused. Outlives all identities. */
http_tls_common *http_tls_common_new(const chatlet_allocator *allocator);
void http_tls_common_free(http_tls_common *common);

/* Files in PEM: the server's certificate and those that vouch for it, in this order; and its key,
 * without a password. */
typedef struct http_tls_files {
    const char *certificate_path;
    const char *key_path;
} http_tls_files;

typedef struct http_tls_identity http_tls_identity;

/* Reads the files. NULL when they are not usable; then `message` is a sentence that says why.
 * Reads from disk and computes for milliseconds. Ends with http_tls_identity_release. */
http_tls_identity *http_tls_identity_load(http_tls_common *common, const http_tls_files *files,
                                          char message[HTTP_TLS_MESSAGE_BYTES]);

/* Lets go of it; it ends with the last connection that uses it. On its loop's thread, or before and
 * after the loop runs. */
void http_tls_identity_release(http_tls_identity *identity);

typedef enum http_tls_state {
    HTTP_TLS_SHAKING, /* hands: nothing can be said yet */
    HTTP_TLS_OPEN,
    HTTP_TLS_ENDED, /* the client said that nothing more comes; writing is still possible */
    HTTP_TLS_FAILED /* what is to be sent last, an alert, is in http_tls_take */
} http_tls_state;

typedef struct http_tls http_tls;

/* A connection before its first byte, or NULL when memory was refused. */
http_tls *http_tls_new(http_tls_identity *identity, const chatlet_allocator *allocator);
void http_tls_free(http_tls *tls);

bool http_tls_is_shaking(const http_tls *tls);

/* Whether the first byte of a connection can begin TLS; plain HTTP begins with a letter. */
bool http_tls_is_hello(char first_byte);

/* Takes bytes of the client and calls `deliver` with the plain ones in them, if any, until all are
 * read or `deliver` returns false. */
http_tls_state http_tls_receive(http_tls *tls, chatlet_str bytes,
                                bool (*deliver)(void *owner, chatlet_str plain), void *owner);

/* Encrypts `plain` behind what waits to be sent. False when it failed. */
bool http_tls_send(http_tls *tls, chatlet_str plain);

/* Says behind all else that nothing more will come. */
void http_tls_finish(http_tls *tls);

/* What is to be sent: moved to *out, whose own bytes must be gone. False when there is nothing. */
bool http_tls_take(http_tls *tls, http_buffer *out);

#endif
