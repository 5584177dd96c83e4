/* Whole numbers of up to some thousand bits, as much as exact decimal text of doubles takes. */
#ifndef CLET_BASE_BIG_NUMBER_H
#define CLET_BASE_BIG_NUMBER_H

#include <stdint.h>

/* The largest are those of reading: 770 digits over 10^1113, brought to the same length. */
enum { CLET_BIG_WORDS = 136 };

typedef struct clet_big {
    uint32_t count;                 /* words that count; the highest of them is not 0 */
    uint32_t words[CLET_BIG_WORDS]; /* low ones first; what stands above `count` has no meaning */
} clet_big;

void clet_big_set(clet_big *big, uint64_t value);

/* big = big x factor + addend. */
void clet_big_multiply(clet_big *big, uint32_t factor, uint32_t addend);

/* big = big x 10^power. */
void clet_big_multiply_power(clet_big *big, uint32_t power);

void clet_big_shift_left(clet_big *big, uint32_t bit_count);

/* Below, at or above 0 as a < b, a = b, a > b. */
int clet_big_compare(const clet_big *a, const clet_big *b);

/* sum = a + b; `sum` may be one of them. */
void clet_big_add(clet_big *sum, const clet_big *a, const clet_big *b);

/* a = a - b, which is not above a. */
void clet_big_subtract(clet_big *a, const clet_big *b);

/* How many bits it takes; 0 for 0. */
uint32_t clet_big_bit_count(const clet_big *big);

#endif
