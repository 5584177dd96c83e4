/* The signature that Stripe puts on what it sends: "t=<seconds>,v1=<hex>[,v1=<hex>…]", where v1
 * is HMAC-SHA256 over the seconds, a '.' and the body as it came. Several v1 stand there while a
 * secret is being replaced; other schemes are passed over. */
#ifndef WEBHOOK_SIGNATURE_H
#define WEBHOOK_SIGNATURE_H

#include "../domain/region.h"

enum {
    WEBHOOK_HEADER_BYTES_MAX = 4096,
    WEBHOOK_SIGNATURES_MAX = 16, /* of v1; more is no signature of Stripe's */
    WEBHOOK_TOLERANCE_S = 300
};

typedef enum webhook_verdict {
    WEBHOOK_GENUINE,
    WEBHOOK_MALFORMED, /* no time or no v1, or twice a time, or past a limit */
    WEBHOOK_FORGED,    /* none of the signatures is one of a secret's */
    WEBHOOK_TOO_OLD    /* genuine, but not of these five minutes: a replay, or a wrong clock */
} webhook_verdict;

/* secrets  `count` of them; an empty one is passed over.
 * memory   for the bytes that are signed; when it refuses, the answer is WEBHOOK_MALFORMED and
 *          memory->failed is set.
 *
 * Every signature is compared with every secret's, each in a time that tells nothing. */
webhook_verdict webhook_signature_check(chatlet_str header, chatlet_str body,
                                        const chatlet_str *secrets, size_t count, int64_t now_s,
                                        region *memory);

#endif
