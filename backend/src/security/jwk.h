/* Public keys and shared secrets as JSON Web Keys (RFC 7517, RFC 7518 section 6). */
#ifndef JWK_H
#define JWK_H

#include "../domain/region.h"
#include "crypto.h"

#include <chatlet/json.h>

/* How a token may be signed. Whoever checks one names the algorithm; what the token says must be
 * the same (RFC 8725, section 3.1). */
typedef enum jwk_algorithm {
    JWK_HS256, /* HMAC-SHA256 with a shared secret */
    JWK_ES256, /* ECDSA over P-256 with SHA-256 */
    JWK_RS256  /* RSASSA-PKCS1-v1_5 with SHA-256 */
} jwk_algorithm;

enum { JWK_SECRET_BYTES_MIN = 32, JWK_SET_KEYS_MAX = 32 }; /* a shorter secret: RFC 7518, 3.2 */

/* A key that is fit for its algorithm. Texts are borrowed from where it was read. */
typedef struct jwk_key {
    jwk_algorithm algorithm;
    chatlet_str id;                         /* "kid"; empty: none */
    chatlet_str secret;                     /* of JWK_HS256 */
    uint8_t point[CRYPTO_P256_POINT_BYTES]; /* of JWK_ES256 */
    crypto_rsa_key rsa;                     /* of JWK_RS256 */
} jwk_key;

/* "HS256", …; constant text. */
chatlet_str jwk_algorithm_name(jwk_algorithm algorithm);

/* A shared secret as it stands, without JSON around it. False when it is too short. */
bool jwk_from_secret(chatlet_str secret, jwk_key *key);

/* Reads one key from its JSON object, for signatures of `algorithm`. False when it is of another
 * kind, for another algorithm or use, not fit for it (short, weak, beside the curve), a member is
 * missing or stands twice, or memory was refused. Bytes are written to `memory`. */
bool jwk_read(region *memory, const chatlet_json *object, jwk_algorithm algorithm, jwk_key *key);

/* Reads the key called `id` (empty: the only one) from a set ({"keys":[…]}). A set that holds the
 * id twice, secrets beside public keys, or more than JWK_SET_KEYS_MAX is refused whole: it can't be
 * told which key was meant. */
bool jwk_set_read(region *memory, const chatlet_json *set, chatlet_str id, jwk_algorithm algorithm,
                  jwk_key *key);

#endif
