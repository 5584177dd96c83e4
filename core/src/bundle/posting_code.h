/* How postings become bits: the one place that writers and readers of them share.
 *
 * Numbers of a list rise and are below a limit. The middle one is written first, then those before
 * and behind it, each by as many bits as the numbers it can still be (interpolative code, Moffat
 * and Stuiver, 2000): lists of pages that follow each other, as pages of one subject do, take an
 * eighth less than by coded gaps. Whatever the bits are, they are a rising list below the limit. A
 * number of `choices` possible ones takes floor(log2 choices) bits, or one more (truncated binary
 * code).
 *
 * Gaps of lone words are Rice coded (Rice, 1979): the quotient by 2^k in unary, k low bits. k
 * follows from how many there are, so nothing but the count is stored: for geometric gaps it is
 * best near log2 of 0.69 times their mean (Gallager and van Voorhis, 1975). */
#ifndef CLET_BUNDLE_POSTING_CODE_H
#define CLET_BUNDLE_POSTING_CODE_H

#include <chatlet/base.h>

enum { CLET_FREQUENCY_CODES = 8, CLET_RICE_PARAMETER_MAX = 24 };

/* floor(log2 value); value at least 1. */
static inline uint32_t clet_log2_floor(uint32_t value) {
    return 31u - (uint32_t)__builtin_clz(value);
}

/* k for `count` (at least 1) numbers below `limit`. */
static inline uint32_t clet_rice_parameter(uint32_t count, uint32_t limit) {
    const uint64_t mean_q8 = (uint64_t)limit * 177 / count; /* 0.69 x 256 */
    const uint32_t mean = (uint32_t)(mean_q8 >> 8);
    if (mean <= 1) return 0;
    const uint32_t log = clet_log2_floor(mean);
    return log > CLET_RICE_PARAMETER_MAX ? CLET_RICE_PARAMETER_MAX : log;
}

/* A frequency's code, 0 to 7: the largest whose frequency is at most `frequency` (at least 1).
 * Scores flatten with frequency, so that steps may grow. */
static inline uint32_t clet_frequency_code(uint32_t frequency) {
    static const uint8_t least[CLET_FREQUENCY_CODES] = {1, 2, 3, 4, 6, 9, 14, 22};
    uint32_t code = 0;
    while (code + 1 < CLET_FREQUENCY_CODES && least[code + 1] <= frequency)
        code++;
    return code;
}

static inline uint32_t clet_frequency_of_code(uint32_t code) {
    static const uint8_t frequencies[CLET_FREQUENCY_CODES] = {1, 2, 3, 5, 7, 11, 17, 28};
    return frequencies[code];
}

/* Reads bits, low ones of a byte first. Past the end everything is zero and `failed` is set, so
 * that a loop needs one check at its end. */
typedef struct clet_bit_reader {
    chatlet_str source;
    uint64_t offset; /* in bits */
    bool failed;
} clet_bit_reader;

/* The next 32 bits or more, without taking them. */
static inline uint64_t clet_bits_peek(const clet_bit_reader *reader) {
    const size_t byte = (size_t)(reader->offset >> 3);
    uint64_t window = 0;
    if (byte + 8 <= reader->source.size_bytes) {
        __builtin_memcpy(&window, reader->source.data + byte, 8); /* wasm and our hosts: little */
    } else {
        for (size_t i = 0; i < 8 && byte + i < reader->source.size_bytes; i++)
            window |= (uint64_t)(uint8_t)reader->source.data[byte + i] << (8 * i);
    }
    return window >> (reader->offset & 7);
}

static inline void clet_bits_skip(clet_bit_reader *reader, uint32_t count) {
    reader->offset += count;
    if (reader->offset > (uint64_t)reader->source.size_bytes * 8) reader->failed = true;
}

/* `count` bits, at most 24. */
static inline uint32_t clet_bits_read(clet_bit_reader *reader, uint32_t count) {
    const uint32_t value = (uint32_t)(clet_bits_peek(reader) & ((UINT64_C(1) << count) - 1));
    clet_bits_skip(reader, count);
    return reader->failed ? 0 : value;
}

/* A run of ones ended by a zero, as how many ones; stops without the zero at `maximum`. */
static inline uint32_t clet_bits_read_unary(clet_bit_reader *reader, uint32_t maximum) {
    uint32_t ones = 0;
    while (!reader->failed) {
        const uint64_t zeros = ~clet_bits_peek(reader);
        uint32_t run = zeros == 0 ? 64 : (uint32_t)__builtin_ctzll(zeros);
        if (run > 32) run = 32; /* what a window holds for certain */
        if (ones + run >= maximum) {
            clet_bits_skip(reader, maximum - ones);
            return reader->failed ? 0 : maximum;
        }
        ones += run;
        clet_bits_skip(reader, run < 32 ? run + 1 : run);
        if (run < 32) break;
    }
    return reader->failed ? 0 : ones;
}

/* A number below `choices` (at least 1) in the truncated binary code. */
static inline uint32_t clet_bits_read_choice(clet_bit_reader *reader, uint32_t choices) {
    const uint32_t log = clet_log2_floor(choices);
    const uint32_t short_count = (uint32_t)((UINT64_C(2) << log) - choices);
    const uint32_t value = clet_bits_read(reader, log);
    if (value < short_count) return value;
    return (value << 1 | clet_bits_read(reader, 1)) - short_count;
}

#endif
