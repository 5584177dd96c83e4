/* Passwords at rest: Argon2id (RFC 9106) over the password mixed with a secret of the server, so
 * that a stolen table alone can't be guessed at. Native only: the browser's demo has no
 * passwords. */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <chatlet/base.h>

enum {
    PASSWORD_CHARACTERS_MIN = 10,    /* NIST SP 800-63B asks for 8 and no rules of composition */
    PASSWORD_BYTES_MAX = 1024,       /* so that nobody makes the server read a book */
    PASSWORD_MEMORY_KIB = 19 * 1024, /* OWASP's floor: 19 MiB, two passes, one lane */
    PASSWORD_PASSES = 2,
    PASSWORD_LANES = 1,
    PASSWORD_SALT_BYTES = 16,
    PASSWORD_HASH_BYTES = 32,
    PASSWORD_PHC_BYTES_MAX = 128
};

/* Writes the PHC string of `password` to `phc`; returns a view of it, which is empty when memory
 * was refused or the password is longer than PASSWORD_BYTES_MAX.
 *
 * pepper  32 bytes that are kept elsewhere than the result
 * salt    PASSWORD_SALT_BYTES of chance, used once
 *
 * Takes PASSWORD_MEMORY_KIB of memory and some 20 ms: never on the event loop. */
chatlet_str password_hash(const uint8_t pepper[32], const uint8_t salt[PASSWORD_SALT_BYTES],
                          chatlet_str password, char phc[PASSWORD_PHC_BYTES_MAX]);

/* Whether `password` is the one of `phc`. With an empty `phc` (no such account) it takes as long
 * and is false. *outdated: hash it anew, since today's cost is another. */
bool password_verify(const uint8_t pepper[32], chatlet_str phc, chatlet_str password,
                     bool *outdated);

#endif
