#include "big_number.h"

#include "assert.h"

static void append(clet_big *big, uint32_t word) {
    CLET_ASSERT(big->count < CLET_BIG_WORDS);
    big->words[big->count++] = word;
}

static void trim(clet_big *big) {
    while (big->count > 0 && big->words[big->count - 1] == 0)
        big->count--;
}

void clet_big_set(clet_big *big, uint64_t value) {
    big->count = 2;
    big->words[0] = (uint32_t)value;
    big->words[1] = (uint32_t)(value >> 32);
    trim(big);
}

void clet_big_multiply(clet_big *big, uint32_t factor, uint32_t addend) {
    uint64_t carry = addend;
    for (uint32_t i = 0; i < big->count; i++) {
        carry += (uint64_t)big->words[i] * factor;
        big->words[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) append(big, (uint32_t)carry);
}

void clet_big_multiply_power(clet_big *big, uint32_t power) {
    for (; power >= 9; power -= 9)
        clet_big_multiply(big, 1000000000, 0);
    for (; power > 0; power--)
        clet_big_multiply(big, 10, 0);
}

void clet_big_shift_left(clet_big *big, uint32_t bit_count) {
    const uint32_t words = bit_count / 32;
    if (big->count == 0) return;
    clet_big_multiply(big, (uint32_t)1 << bit_count % 32, 0);
    CLET_ASSERT(big->count + words <= CLET_BIG_WORDS);
    for (uint32_t i = big->count; i-- > 0;)
        big->words[i + words] = big->words[i];
    for (uint32_t i = 0; i < words; i++)
        big->words[i] = 0;
    big->count += words;
}

int clet_big_compare(const clet_big *a, const clet_big *b) {
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    for (uint32_t i = a->count; i-- > 0;) {
        if (a->words[i] != b->words[i]) return a->words[i] < b->words[i] ? -1 : 1;
    }
    return 0;
}

void clet_big_add(clet_big *sum, const clet_big *a, const clet_big *b) {
    const uint32_t count = a->count > b->count ? a->count : b->count;
    const uint32_t a_count = a->count;
    const uint32_t b_count = b->count;
    uint64_t carry = 0;
    for (uint32_t i = 0; i < count; i++) {
        carry += (uint64_t)(i < a_count ? a->words[i] : 0) + (i < b_count ? b->words[i] : 0);
        sum->words[i] = (uint32_t)carry;
        carry >>= 32;
    }
    sum->count = count;
    if (carry != 0) append(sum, (uint32_t)carry);
}

void clet_big_subtract(clet_big *a, const clet_big *b) {
    uint64_t borrow = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        const uint64_t taken = (i < b->count ? b->words[i] : 0) + borrow;
        borrow = a->words[i] < taken ? 1 : 0;
        a->words[i] -= (uint32_t)taken;
    }
    CLET_ASSERT(borrow == 0);
    trim(a);
}

uint32_t clet_big_bit_count(const clet_big *big) {
    if (big->count == 0) return 0;
    const uint32_t highest = big->words[big->count - 1];
    return big->count * 32 - (uint32_t)__builtin_clz(highest);
}
