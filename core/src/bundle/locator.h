/* Which pieces of a section have a word: a function stored without the words it is for.
 *
 * It is a static function in the way of Bloomier filters (Chazelle and others, 2004; laid out as
 * in Graf and Lemire's xor filters, 2020): three places of a table, one in each third of it, chosen
 * by the word's hash; the exclusive or of what stands there is the word's value, one bit a piece.
 * It takes 1.23 times the bits of the values and nothing for the words, and of other words it gives
 * any value: only words that are known to stand in the section may be asked for.
 *
 *   u8        seed of the hash
 *   varint    places in a third, at least 1
 *   bits      the table, as many bits a place as the section has pieces, low bits of a byte first;
 *             ended by zero bits
 *
 * Writer: compile/index_locate.c. An empty locator gives every piece for every word. */
#ifndef CLET_BUNDLE_LOCATOR_H
#define CLET_BUNDLE_LOCATOR_H

#include "../base/hash.h"

enum { CLET_LOCATOR_THIRDS = 3 };

/* The place of `stem` in third `third`, 0 to size - 1. The hash gives each third other bits. */
static inline uint32_t clet_locator_place(uint64_t hash, uint32_t third, uint32_t size) {
    const uint64_t bits = (hash >> (third * 21)) & 0x1FFFFF;
    return (uint32_t)((bits * size) >> 21);
}

static inline uint64_t clet_locator_hash(chatlet_str stem, uint8_t seed) {
    return clet_hash_keyed(stem, seed, 0);
}

/* Whether `locator` is one for a section of `piece_count` pieces. */
bool clet_locator_is_good(chatlet_str locator, uint32_t piece_count);

/* The value of `stem`; `locator` must be good. */
uint32_t clet_locator_find(chatlet_str locator, uint32_t piece_count, chatlet_str stem);

#endif
