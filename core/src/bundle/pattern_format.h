/* A regular expression as instructions of a non-deterministic automaton: words of four bytes, low
 * ones first. The low byte of a word says what it is, the rest is its argument.
 *
 *   MATCH                 the pattern was found
 *   CHARACTER  c          takes the character c
 *   ANY                   takes any character
 *   ANY_BUT_LINE_END      takes any but \n
 *   CLASS      n + flags  takes a character of the class; 2n words follow: the first and the last
 *                         character of each range, rising
 *   SPLIT      t          goes on behind it, and at word t
 *   JUMP       t          goes on at word t
 *   ASSERT     a          goes on when the place is a clet_pattern_place
 *
 * A search may begin anywhere in the text; ASSERT TEXT_BEGIN in front holds it to the beginning. */
#ifndef CLET_BUNDLE_PATTERN_FORMAT_H
#define CLET_BUNDLE_PATTERN_FORMAT_H

#include <stdint.h>
#include <string.h>

typedef enum clet_pattern_word {
    CLET_PATTERN_MATCH,
    CLET_PATTERN_CHARACTER,
    CLET_PATTERN_ANY,
    CLET_PATTERN_ANY_BUT_LINE_END,
    CLET_PATTERN_CLASS,
    CLET_PATTERN_SPLIT,
    CLET_PATTERN_JUMP,
    CLET_PATTERN_ASSERT,
    CLET_PATTERN_WORD_COUNT
} clet_pattern_word;

/* Flags in the argument of CLASS, above the count of ranges. */
enum {
    CLET_PATTERN_RANGES_MASK = 0xFFF,
    CLET_PATTERN_LETTERS = 0x1000, /* every letter, by the tables of text/fold.h, too */
    CLET_PATTERN_DIGITS = 0x2000,  /* every script's decimal digits, too */
    CLET_PATTERN_NEGATED = 0x4000  /* takes what all of that does not hold */
};

typedef enum clet_pattern_place {
    CLET_PATTERN_TEXT_BEGIN,
    CLET_PATTERN_TEXT_END,
    CLET_PATTERN_LINE_BEGIN,
    CLET_PATTERN_LINE_END,
    CLET_PATTERN_WORD_EDGE, /* between an ASCII letter, digit or "_" and anything else */
    CLET_PATTERN_NO_WORD_EDGE,
    CLET_PATTERN_PLACE_COUNT
} clet_pattern_place;

static inline uint32_t clet_pattern_make(clet_pattern_word word, uint32_t argument) {
    return (uint32_t)word | argument << 8;
}

/* Word number `index` of a program, wherever it lies in memory. */
static inline uint32_t clet_pattern_at(const char *program, uint32_t index) {
    unsigned char bytes[4];
    memcpy(bytes, program + (size_t)index * 4, 4);
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

#endif
