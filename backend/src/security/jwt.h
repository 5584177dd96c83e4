/* Signed tokens that others made: JSON Web Signatures (RFC 7515, compact form only) and the claims
 * of JSON Web Tokens (RFC 7519), by the rules of RFC 8725.
 *
 * The key says which algorithm; the token must say the same, so "none" and a key of another kind
 * have no way in. What a token says about keys (jwk, jku, x5c, x5u, x5t) is never looked at, and of
 * its "kid" nobody makes a path or a question. */
#ifndef JWT_H
#define JWT_H

#include "jwk.h"

enum {
    JWT_BYTES_MAX = 8 * 1024, /* of a whole token */
    JWT_LEEWAY_SECONDS = 60,  /* clocks of two servers differ by so much */
    JWT_LIFETIME_SECONDS_MAX = 24 * 60 * 60
};

typedef enum jwt_outcome {
    JWT_GOOD,
    JWT_TOO_LARGE,
    JWT_MALFORMED,       /* not three parts of base 64, not JSON, a member twice, another type */
    JWT_WRONG_ALGORITHM, /* not the key's: "none", or one that would confuse keys */
    JWT_UNKNOWN_KEY,     /* its "kid" is not the key's */
    JWT_UNSUPPORTED,     /* "crit", or a token within a token */
    JWT_WRONG_SIGNATURE,
    JWT_EXPIRED,
    JWT_NOT_YET,        /* "nbf" or "iat" lies ahead */
    JWT_TOO_LONG_LIVED, /* no "exp", or one further ahead than allowed */
    JWT_WRONG_AUDIENCE,
    JWT_WRONG_ISSUER,
    JWT_MEMORY
} jwt_outcome;

/* A constant name for logs and metrics ("wrong-signature"). */
const char *jwt_outcome_name(jwt_outcome outcome);

/* Checks the signature of `token` with `key` and gives its payload, in memory of `memory`. What it
 * gives for anything but JWT_GOOD: nothing. */
jwt_outcome jwt_open(region *memory, chatlet_str token, const jwk_key *key, chatlet_str *payload);

/* The "kid" of a token whose signature is not checked yet, to choose its key; empty: none. */
jwt_outcome jwt_read_key_id(region *memory, chatlet_str token, chatlet_str *id);

/* What is asked of the claims. */
typedef struct jwt_demand {
    int64_t now_s;
    chatlet_str audience;   /* empty: not asked; else "aud" must be it or hold it */
    chatlet_str issuer;     /* empty: not asked */
    int64_t lifetime_s_max; /* "exp" at most so far ahead; 0: it may be absent or any */
} jwt_demand;

typedef struct jwt_claims {
    const chatlet_json *object; /* all of them */
    chatlet_str subject;        /* "sub"; empty: none */
    int64_t expires_at_s;       /* 0: never */
} jwt_claims;

/* As jwt_open, and reads and checks the claims. Times are whole seconds or numbers with a fraction,
 * which is cut; a time as text is malformed. */
jwt_outcome jwt_verify(region *memory, chatlet_str token, const jwk_key *key,
                       const jwt_demand *demand, jwt_claims *claims);

#endif
