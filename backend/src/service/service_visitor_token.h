/* Tokens by which visitors' browsers are known without a look at the database:
 *
 *     cvt_ <payload> . <HMAC-SHA256 of the payload>      both base64url without padding
 *
 *     payload   0  1  version, 1
 *               1  1  flags: 1 nothing of it is metered or stored
 *               2  8  organization      all numbers big-endian
 *              10  8  bot
 *              18  8  visitor
 *              26  8  ends at, milliseconds since 1970
 *              34  8  beginning of the SHA-256 of the page's origin
 *
 * The key is derived from the server's master secret for this purpose alone. */
#ifndef SERVICE_VISITOR_TOKEN_H
#define SERVICE_VISITOR_TOKEN_H

#include "service.h"

enum {
    VISITOR_TOKEN_PAYLOAD_BYTES = 42,
    VISITOR_TOKEN_BYTES = 4 + 56 + 1 + 43,
    VISITOR_TOKEN_AHEAD_MS = 5 * 60 * 1000 /* clocks of two nodes differ by so much */
};

typedef struct visitor_token {
    int64_t organization_id;
    int64_t bot_id;
    int64_t visitor_id;
    int64_t ends_at_ms;
    bool is_uncounted;
} visitor_token;

typedef enum visitor_token_outcome {
    VISITOR_TOKEN_GOOD,
    VISITOR_TOKEN_MALFORMED,
    VISITOR_TOKEN_FORGED, /* the signature is another one: changed, or of another key */
    VISITOR_TOKEN_EXPIRED,
    VISITOR_TOKEN_FUTURE, /* ends later than any that was made by now */
    VISITOR_TOKEN_FOREIGN /* made for a page of another origin */
} visitor_token_outcome;

/* Writes the token for a page of `origin` (empty: of none), in memory of the request. */
chatlet_str visitor_token_write(service *service, const visitor_token *token, chatlet_str origin);

/* Reads and checks a token. Its signature is compared in constant time, and nothing of a token is
 * believed before. *token is filled in for GOOD, and for EXPIRED, since who held it once may ask
 * for another one.
 *
 * origin  of the page that sends it; empty: the request names none, and that is not checked. */
visitor_token_outcome visitor_token_read(const service *service, chatlet_str text,
                                         chatlet_str origin, visitor_token *token);

#endif
