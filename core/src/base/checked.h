/* Arithmetic on sizes that says when it would wrap. Every size that input can influence goes
 * through here. */
#ifndef CLET_BASE_CHECKED_H
#define CLET_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

/* *sum = a + b; false, and *sum untouched, when that does not fit. */
static inline bool clet_checked_add(size_t a, size_t b, size_t *sum) {
    size_t result;
    if (__builtin_add_overflow(a, b, &result)) return false;
    *sum = result;
    return true;
}

/* *product = a * b; false, and *product untouched, when that does not fit. */
static inline bool clet_checked_multiply(size_t a, size_t b, size_t *product) {
    size_t result;
    if (__builtin_mul_overflow(a, b, &result)) return false;
    *product = result;
    return true;
}

#endif
