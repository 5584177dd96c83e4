/* SipHash-2-4 (Aumasson and Bernstein, 2012), 64 bits out.
 *
 * Names and checks parts of a bundle (against damage and mixed-up builds; who may write the site's
 * files may also write its scripts, so no more is asked of it), and spreads keys of hash maps. */
#ifndef CLET_BASE_HASH_H
#define CLET_BASE_HASH_H

#include <chatlet/base.h>

/* SipHash-2-4 of `bytes` under the 128-bit key whose little-endian halves are key0 and key1. */
uint64_t clet_hash_keyed(chatlet_str bytes, uint64_t key0, uint64_t key1);

/* The same under the fixed key of the bundle format. */
uint64_t clet_hash(chatlet_str bytes);

enum { CLET_HASH_TEXT_BYTES = 16 };

/* The hash as 16 lower-case hex digits, most significant first; no terminator. */
void clet_hash_text(uint64_t hash, char text[CLET_HASH_TEXT_BYTES]);

#endif
