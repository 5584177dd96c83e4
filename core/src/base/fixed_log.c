#include "fixed_log.h"

#include "assert.h"

enum { FRACTION_BITS = 16 };

uint32_t clet_log2_q16(uint64_t value) {
    CLET_ASSERT(value >= 1);
    const uint32_t whole = 63u - (uint32_t)__builtin_clzll(value);
    /* mantissa in [1, 2) as a number with 31 bits behind the point */
    uint64_t mantissa = whole >= 31 ? value >> (whole - 31) : value << (31 - whole);
    uint32_t result = whole;
    for (int bit = 0; bit < FRACTION_BITS; bit++) {
        mantissa = (mantissa * mantissa) >> 31;
        result <<= 1;
        if (mantissa >= (uint64_t)1 << 32) {
            mantissa >>= 1;
            result |= 1;
        }
    }
    return result;
}
