/* Logarithm in whole numbers: the same bits on every machine, where libm's differ. */
#ifndef CLET_BASE_FIXED_LOG_H
#define CLET_BASE_FIXED_LOG_H

#include <stdint.h>

/* log2(value) x 65,536, rounded down; value is at least 1. Repeated squaring, one bit at a time. */
uint32_t clet_log2_q16(uint64_t value);

#endif
