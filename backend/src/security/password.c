#include "password.h"

#include "crypto.h"

#include <argon2.h>
#include <string.h>

/* What is verified when there is no account: a hash of today's cost that no password is known
 * for. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmUhIQ$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* The beginning of what password_hash writes; anything else is of another cost or kind. */
static const char today[] = "$argon2id$v=19$m=19456,t=2,p=1$";

_Static_assert(PASSWORD_MEMORY_KIB == 19456 && PASSWORD_PASSES == 2 && PASSWORD_LANES == 1,
               "`today` and `nobody` spell the cost out");
_Static_assert(ARGON2_VERSION_NUMBER == 19, "`today` and `nobody` spell the version out");

/* HMAC makes 32 bytes of any password, so that Argon2 reads as many of each. */
static void mix_pepper(const uint8_t pepper[32], chatlet_str password,
                       uint8_t mixed[CRYPTO_SHA256_BYTES]) {
    crypto_hmac((chatlet_str){.data = (const char *)pepper, .size_bytes = 32}, password, mixed);
}

chatlet_str password_hash(const uint8_t pepper[32], const uint8_t salt[PASSWORD_SALT_BYTES],
                          chatlet_str password, char phc[PASSWORD_PHC_BYTES_MAX]) {
    uint8_t mixed[CRYPTO_SHA256_BYTES];
    if (password.size_bytes > PASSWORD_BYTES_MAX) return CHATLET_STR("");
    mix_pepper(pepper, password, mixed);
    const int status = argon2id_hash_encoded(PASSWORD_PASSES, PASSWORD_MEMORY_KIB, PASSWORD_LANES,
                                             mixed, sizeof mixed, salt, PASSWORD_SALT_BYTES,
                                             PASSWORD_HASH_BYTES, phc, PASSWORD_PHC_BYTES_MAX);
    crypto_wipe(mixed, sizeof mixed);
    if (status != ARGON2_OK) return CHATLET_STR("");
    return (chatlet_str){.data = phc, .size_bytes = strlen(phc)};
}

bool password_verify(const uint8_t pepper[32], chatlet_str phc, chatlet_str password,
                     bool *outdated) {
    char text[PASSWORD_PHC_BYTES_MAX + 1] = {0};
    uint8_t mixed[CRYPTO_SHA256_BYTES];
    const bool is_there = phc.size_bytes > 0 && phc.size_bytes <= PASSWORD_PHC_BYTES_MAX;
    const bool is_sized = password.size_bytes <= PASSWORD_BYTES_MAX;
    if (is_there)
        memcpy(text, phc.data, phc.size_bytes);
    else
        memcpy(text, nobody, sizeof nobody);
    mix_pepper(pepper, is_sized ? password : CHATLET_STR(""), mixed);
    const int status = argon2id_verify(text, mixed, sizeof mixed);
    crypto_wipe(mixed, sizeof mixed);
    *outdated = is_there && strncmp(text, today, sizeof today - 1) != 0;
    return status == ARGON2_OK && is_there && is_sized;
}
