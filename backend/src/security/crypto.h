/* The primitives everything secret rests on. The only file beside TLS that knows mbedTLS.
 *
 * Nothing here allocates for a caller, looks at a clock or makes chance. Inputs are public or
 * secret as their names say; what compares secrets takes as long whatever they hold. */
#ifndef CRYPTO_H
#define CRYPTO_H

#include <chatlet/base.h>

enum {
    CRYPTO_SHA256_BYTES = 32,
    CRYPTO_HKDF_BYTES_MAX = 255 * CRYPTO_SHA256_BYTES,
    CRYPTO_P256_POINT_BYTES = 64,     /* x and y, big-endian */
    CRYPTO_P256_SIGNATURE_BYTES = 64, /* r and s, big-endian: IEEE P1363, as in a JWS */
    CRYPTO_RSA_BITS_MIN = 2048,       /* below, a key is refused (NIST SP 800-131A) */
    CRYPTO_RSA_BITS_MAX = 4096,       /* above, one signature costs too much to check */
    CRYPTO_RSA_BYTES_MAX = CRYPTO_RSA_BITS_MAX / 8,
    CRYPTO_RSA_EXPONENT_BYTES_MAX = 8
};

/* SHA-256 (FIPS 180-4) of bytes that come in pieces: begin, add any number of times, end once. */
typedef struct crypto_sha256_state {
    uint64_t opaque[16];
} crypto_sha256_state;

void crypto_sha256_begin(crypto_sha256_state *state);
void crypto_sha256_add(crypto_sha256_state *state, chatlet_str bytes);
void crypto_sha256_end(crypto_sha256_state *state, uint8_t digest[CRYPTO_SHA256_BYTES]);

/* SHA-256 of bytes that are all there. */
void crypto_sha256(chatlet_str bytes, uint8_t digest[CRYPTO_SHA256_BYTES]);

/* HMAC-SHA256 (RFC 2104); `key` of any length. Two hashes more than the bytes cost. */
void crypto_hmac(chatlet_str key, chatlet_str bytes, uint8_t mac[CRYPTO_SHA256_BYTES]);

/* HKDF-SHA256 (RFC 5869): `size_bytes` (at most CRYPTO_HKDF_BYTES_MAX) out of a `secret` that is
 * random but may be spread unevenly, for the purpose that `info` names. `salt` may be empty. */
void crypto_hkdf(chatlet_str secret, chatlet_str salt, chatlet_str info, uint8_t *key,
                 size_t size_bytes);

/* Whether two byte strings are equal, in a time that depends on their lengths alone; different
 * lengths are unequal at once. */
bool crypto_equal(chatlet_str a, chatlet_str b);

/* Overwrites a secret so that the compiler may not leave that out. */
void crypto_wipe(void *bytes, size_t size_bytes);

/* Whether x and y are a point of P-256 other than infinity. */
bool crypto_p256_point_is_good(const uint8_t point[CRYPTO_P256_POINT_BYTES]);

/* ECDSA over P-256 with SHA-256 (ES256; FIPS 186-4, section 6.4.2). False for a bad point, r or s
 * out of range (0 among them), or another signature. */
bool crypto_es256_verify(const uint8_t point[CRYPTO_P256_POINT_BYTES], chatlet_str message,
                         const uint8_t signature[CRYPTO_P256_SIGNATURE_BYTES]);

/* r and s of a signature in DER (RFC 3279, section 2.2.3), the form that certificates and
 * authenticators use; read strictly: one way to write each, nothing behind. */
bool crypto_p256_signature_read_der(chatlet_str der,
                                    uint8_t signature[CRYPTO_P256_SIGNATURE_BYTES]);

/* A public key, big-endian; zeros in front are allowed. */
typedef struct crypto_rsa_key {
    chatlet_str modulus;
    chatlet_str exponent;
} crypto_rsa_key;

/* Whether a key may be trusted at all: CRYPTO_RSA_BITS_MIN to _MAX bits, an odd exponent from 3 to
 * 64 bits, and not of the generator whose keys can be factored (ROCA, CVE-2017-15361: Nemec and
 * others, "The Return of Coppersmith's Attack", 2017, section 2.3). */
bool crypto_rsa_key_is_good(crypto_rsa_key key);

/* RSASSA-PKCS1-v1_5 with SHA-256 (RS256; RFC 8017, section 8.2.2). False for a key that is not
 * good, a signature of another length than the key's, padding in any other form, or another
 * signature. */
bool crypto_rs256_verify(crypto_rsa_key key, chatlet_str message, chatlet_str signature);

#endif
