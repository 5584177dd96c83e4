#include "crypto.h"

#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

#include <string.h>

/* Version 3 took the results' suffix away, and hides members of structures. */
#if MBEDTLS_VERSION_MAJOR < 3
#define SHA256_STARTS mbedtls_sha256_starts_ret
#define SHA256_UPDATE mbedtls_sha256_update_ret
#define SHA256_FINISH mbedtls_sha256_finish_ret
#else
#define SHA256_STARTS mbedtls_sha256_starts
#define SHA256_UPDATE mbedtls_sha256_update
#define SHA256_FINISH mbedtls_sha256_finish
#endif

enum { BLOCK_BYTES = 64, P256_NUMBER_BYTES = 32 };

_Static_assert(sizeof(mbedtls_sha256_context) <= sizeof(crypto_sha256_state),
               "room for the library's state");

static const unsigned char *bytes_of(chatlet_str text) { return (const unsigned char *)text.data; }

static mbedtls_sha256_context *context_of(crypto_sha256_state *state) {
    return (mbedtls_sha256_context *)(void *)state->opaque;
}

/* The software implementation has no way to fail; the results are there for hardware that has. */
void crypto_sha256_begin(crypto_sha256_state *state) {
    mbedtls_sha256_init(context_of(state));
    (void)SHA256_STARTS(context_of(state), 0);
}

void crypto_sha256_add(crypto_sha256_state *state, chatlet_str bytes) {
    if (bytes.size_bytes > 0)
        (void)SHA256_UPDATE(context_of(state), bytes_of(bytes), bytes.size_bytes);
}

void crypto_sha256_end(crypto_sha256_state *state, uint8_t digest[CRYPTO_SHA256_BYTES]) {
    (void)SHA256_FINISH(context_of(state), digest);
    mbedtls_sha256_free(context_of(state));
}

void crypto_sha256(chatlet_str bytes, uint8_t digest[CRYPTO_SHA256_BYTES]) {
    crypto_sha256_state state;
    crypto_sha256_begin(&state);
    crypto_sha256_add(&state, bytes);
    crypto_sha256_end(&state, digest);
}

static chatlet_str view(const uint8_t *bytes, size_t size_bytes) {
    return (chatlet_str){.data = (const char *)bytes, .size_bytes = size_bytes};
}

/* The two keyed hashes of HMAC, of which bytes are added to the inner one in between. */
typedef struct hmac_state {
    crypto_sha256_state inner;
    uint8_t outer_key[BLOCK_BYTES];
} hmac_state;

static void hmac_begin(hmac_state *state, chatlet_str key) {
    uint8_t block[BLOCK_BYTES] = {0};
    if (key.size_bytes > BLOCK_BYTES)
        crypto_sha256(key, block);
    else if (key.size_bytes > 0)
        memcpy(block, key.data, key.size_bytes);
    for (size_t i = 0; i < BLOCK_BYTES; i++) {
        state->outer_key[i] = block[i] ^ 0x5c;
        block[i] ^= 0x36;
    }
    crypto_sha256_begin(&state->inner);
    crypto_sha256_add(&state->inner, view(block, sizeof block));
    crypto_wipe(block, sizeof block);
}

static void hmac_end(hmac_state *state, uint8_t mac[CRYPTO_SHA256_BYTES]) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    crypto_sha256_end(&state->inner, digest);
    crypto_sha256_state outer;
    crypto_sha256_begin(&outer);
    crypto_sha256_add(&outer, view(state->outer_key, sizeof state->outer_key));
    crypto_sha256_add(&outer, view(digest, sizeof digest));
    crypto_sha256_end(&outer, mac);
    crypto_wipe(state->outer_key, sizeof state->outer_key);
}

void crypto_hmac(chatlet_str key, chatlet_str bytes, uint8_t mac[CRYPTO_SHA256_BYTES]) {
    hmac_state state;
    hmac_begin(&state, key);
    crypto_sha256_add(&state.inner, bytes);
    hmac_end(&state, mac);
}

void crypto_hkdf(chatlet_str secret, chatlet_str salt, chatlet_str info, uint8_t *key,
                 size_t size_bytes) {
    uint8_t extracted[CRYPTO_SHA256_BYTES];
    uint8_t block[CRYPTO_SHA256_BYTES];
    crypto_hmac(salt, secret, extracted);
    size_t block_bytes = 0; /* the first block has none before it */
    for (uint8_t number = 1; size_bytes > 0; number++) {
        hmac_state state;
        hmac_begin(&state, view(extracted, sizeof extracted));
        crypto_sha256_add(&state.inner, view(block, block_bytes));
        crypto_sha256_add(&state.inner, info);
        crypto_sha256_add(&state.inner, view(&number, 1));
        hmac_end(&state, block);
        block_bytes = sizeof block;
        const size_t taken = size_bytes < sizeof block ? size_bytes : sizeof block;
        memcpy(key, block, taken);
        key += taken;
        size_bytes -= taken;
        if (number == 255) break; /* CRYPTO_HKDF_BYTES_MAX: the caller's mistake past it */
    }
    crypto_wipe(extracted, sizeof extracted);
    crypto_wipe(block, sizeof block);
}

bool crypto_equal(chatlet_str a, chatlet_str b) {
    if (a.size_bytes != b.size_bytes) return false;
    /* volatile: the compiler may not stop at the first difference. */
    volatile unsigned char difference = 0;
    for (size_t i = 0; i < a.size_bytes; i++)
        difference = (unsigned char)(difference | (unsigned char)(a.data[i] ^ b.data[i]));
    return difference == 0;
}

void crypto_wipe(void *bytes, size_t size_bytes) { mbedtls_platform_zeroize(bytes, size_bytes); }

/* Loads the curve and the point; false for one that is not on it. The caller frees both. */
static bool load_point(mbedtls_ecp_group *group, mbedtls_ecp_point *point,
                       const uint8_t bytes[CRYPTO_P256_POINT_BYTES]) {
    unsigned char uncompressed[1 + CRYPTO_P256_POINT_BYTES] = {0x04};
    memcpy(uncompressed + 1, bytes, CRYPTO_P256_POINT_BYTES);
    return mbedtls_ecp_group_load(group, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
           mbedtls_ecp_point_read_binary(group, point, uncompressed, sizeof uncompressed) == 0 &&
           mbedtls_ecp_check_pubkey(group, point) == 0;
}

bool crypto_p256_point_is_good(const uint8_t point[CRYPTO_P256_POINT_BYTES]) {
    mbedtls_ecp_group group;
    mbedtls_ecp_point loaded;
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_point_init(&loaded);
    const bool is_good = load_point(&group, &loaded, point);
    mbedtls_ecp_point_free(&loaded);
    mbedtls_ecp_group_free(&group);
    return is_good;
}

bool crypto_es256_verify(const uint8_t point[CRYPTO_P256_POINT_BYTES], chatlet_str message,
                         const uint8_t signature[CRYPTO_P256_SIGNATURE_BYTES]) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    mbedtls_ecp_group group;
    mbedtls_ecp_point loaded;
    mbedtls_mpi r;
    mbedtls_mpi s;
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_point_init(&loaded);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    crypto_sha256(message, digest);
    const bool is_good =
        load_point(&group, &loaded, point) &&
        mbedtls_mpi_read_binary(&r, signature, P256_NUMBER_BYTES) == 0 &&
        mbedtls_mpi_read_binary(&s, signature + P256_NUMBER_BYTES, P256_NUMBER_BYTES) == 0 &&
        mbedtls_ecdsa_verify(&group, digest, sizeof digest, &loaded, &r, &s) == 0;
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    mbedtls_ecp_point_free(&loaded);
    mbedtls_ecp_group_free(&group);
    return is_good;
}

/* Takes a tag and a length of one byte off the front of *rest; a signature over P-256 never needs
 * the longer form. False when that is not what stands there. */
static bool take_der(chatlet_str *rest, unsigned char tag, chatlet_str *content) {
    if (rest->size_bytes < 2 || bytes_of(*rest)[0] != tag) return false;
    const size_t size_bytes = bytes_of(*rest)[1];
    if (size_bytes > 0x7f || size_bytes > rest->size_bytes - 2) return false;
    *content = (chatlet_str){.data = rest->data + 2, .size_bytes = size_bytes};
    rest->data += 2 + size_bytes;
    rest->size_bytes -= 2 + size_bytes;
    return true;
}

/* A whole number that is not negative, in the fewest bytes, of at most 32 without its sign. */
static bool take_der_number(chatlet_str *rest, uint8_t number[P256_NUMBER_BYTES]) {
    chatlet_str content;
    if (!take_der(rest, 0x02, &content) || content.size_bytes == 0) return false;
    const unsigned char *bytes = bytes_of(content);
    size_t size_bytes = content.size_bytes;
    if (bytes[0] >= 0x80) return false;
    if (bytes[0] == 0 && size_bytes > 1) {
        if (bytes[1] < 0x80) return false;
        bytes++;
        size_bytes--;
    }
    if (size_bytes > P256_NUMBER_BYTES) return false;
    memset(number, 0, P256_NUMBER_BYTES - size_bytes);
    memcpy(number + P256_NUMBER_BYTES - size_bytes, bytes, size_bytes);
    return true;
}

bool crypto_p256_signature_read_der(chatlet_str der,
                                    uint8_t signature[CRYPTO_P256_SIGNATURE_BYTES]) {
    chatlet_str numbers;
    uint8_t read[CRYPTO_P256_SIGNATURE_BYTES];
    if (!take_der(&der, 0x30, &numbers) || der.size_bytes != 0) return false;
    if (!take_der_number(&numbers, read)) return false;
    if (!take_der_number(&numbers, read + P256_NUMBER_BYTES) || numbers.size_bytes != 0)
        return false;
    memcpy(signature, read, sizeof read);
    return true;
}

static chatlet_str without_zeros(chatlet_str number) {
    while (number.size_bytes > 0 && number.data[0] == 0) {
        number.data++;
        number.size_bytes--;
    }
    return number;
}

static size_t count_bits(chatlet_str number) {
    if (number.size_bytes == 0) return 0;
    size_t bits = number.size_bytes * 8;
    for (unsigned char first = bytes_of(number)[0]; first < 0x80;
         first = (unsigned char)(first << 1))
        bits--;
    return bits;
}

static uint32_t remainder_of(chatlet_str number, uint32_t divisor) {
    uint32_t remainder = 0;
    for (size_t i = 0; i < number.size_bytes; i++)
        remainder = (remainder * 256 + bytes_of(number)[i]) % divisor;
    return remainder;
}

/* Primes of the flawed generator have the form k * M + (65537^a mod M), where M is the product of
 * small primes; so its moduli are powers of 65537 modulo each of them. By chance that is so for one
 * key in 2^154. */
static bool is_of_flawed_generator(chatlet_str modulus) {
    static const uint8_t primes[] = {
        3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
        73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
    for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++) {
        const uint32_t wanted = remainder_of(modulus, primes[i]);
        uint32_t power = 1;
        bool is_found = power == wanted;
        for (uint32_t step = 0; step < primes[i] && !is_found; step++) {
            power = power * (65537 % primes[i]) % primes[i];
            is_found = power == wanted;
        }
        if (!is_found) return false;
    }
    return true;
}

bool crypto_rsa_key_is_good(crypto_rsa_key key) {
    const chatlet_str modulus = without_zeros(key.modulus);
    const chatlet_str exponent = without_zeros(key.exponent);
    const size_t bits = count_bits(modulus);
    if (bits < CRYPTO_RSA_BITS_MIN || bits > CRYPTO_RSA_BITS_MAX) return false;
    if (exponent.size_bytes == 0 || exponent.size_bytes > CRYPTO_RSA_EXPONENT_BYTES_MAX)
        return false;
    if ((exponent.data[exponent.size_bytes - 1] & 1) == 0 || count_bits(exponent) < 2) return false;
    if ((modulus.data[modulus.size_bytes - 1] & 1) == 0) return false;
    return !is_of_flawed_generator(modulus);
}

bool crypto_rs256_verify(crypto_rsa_key key, chatlet_str message, chatlet_str signature) {
    const chatlet_str modulus = without_zeros(key.modulus);
    const chatlet_str exponent = without_zeros(key.exponent);
    if (!crypto_rsa_key_is_good(key) || signature.size_bytes != modulus.size_bytes) return false;
    uint8_t digest[CRYPTO_SHA256_BYTES];
    crypto_sha256(message, digest);
    mbedtls_rsa_context rsa;
#if MBEDTLS_VERSION_MAJOR < 3
    mbedtls_rsa_init(&rsa, MBEDTLS_RSA_PKCS_V15, MBEDTLS_MD_NONE);
#else
    mbedtls_rsa_init(&rsa);
#endif
    bool is_good =
        mbedtls_rsa_import_raw(&rsa, bytes_of(modulus), modulus.size_bytes, NULL, 0, NULL, 0, NULL,
                               0, bytes_of(exponent), exponent.size_bytes) == 0 &&
        mbedtls_rsa_complete(&rsa) == 0 && mbedtls_rsa_check_pubkey(&rsa) == 0;
    if (is_good) {
#if MBEDTLS_VERSION_MAJOR < 3
        is_good = mbedtls_rsa_pkcs1_verify(&rsa, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256,
                                           sizeof digest, digest, bytes_of(signature)) == 0;
#else
        is_good = mbedtls_rsa_pkcs1_verify(&rsa, MBEDTLS_MD_SHA256, sizeof digest, digest,
                                           bytes_of(signature)) == 0;
#endif
    }
    mbedtls_rsa_free(&rsa);
    return is_good;
}
