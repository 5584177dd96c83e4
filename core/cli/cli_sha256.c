#include "cli_sha256.h"

#include <string.h>

enum { BLOCK_BYTES = 64, WORDS = 8, ROUNDS = 64, LENGTH_BYTES = 8 };

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turn(uint32_t value, int bits) { return value >> bits | value << (32 - bits); }

static void make_schedule(const unsigned char *block, uint32_t schedule[ROUNDS]) {
    for (int i = 0; i < 16; i++) {
        schedule[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
                      (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    }
    for (int i = 16; i < ROUNDS; i++) {
        const uint32_t a = schedule[i - 15];
        const uint32_t b = schedule[i - 2];
        schedule[i] = schedule[i - 16] + schedule[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) +
                      (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
}

static void take_block(uint32_t state[WORDS], const unsigned char *block) {
    uint32_t schedule[ROUNDS];
    uint32_t s[WORDS];
    make_schedule(block, schedule);
    memcpy(s, state, sizeof s);
    for (int i = 0; i < ROUNDS; i++) {
        const uint32_t first = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) +
                               ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + schedule[i];
        const uint32_t second = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) +
                                ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, sizeof s - sizeof s[0]);
        s[4] += first;
        s[0] = first + second;
    }
    for (int i = 0; i < WORDS; i++)
        state[i] += s[i];
}

/* What is left behind the last whole block, a bit, zeros, and the length in bits. */
static void finish(uint32_t state[WORDS], chatlet_str bytes) {
    unsigned char last[2 * BLOCK_BYTES] = {0};
    const size_t left = bytes.size_bytes % BLOCK_BYTES;
    const uint64_t bits = (uint64_t)bytes.size_bytes * 8;
    const size_t whole =
        left + 1 + LENGTH_BYTES > BLOCK_BYTES ? 2 * (size_t)BLOCK_BYTES : BLOCK_BYTES;
    if (left > 0) memcpy(last, bytes.data + bytes.size_bytes - left, left);
    last[left] = 0x80;
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        last[whole - 1 - i] = (unsigned char)(bits >> (8 * i));
    take_block(state, last);
    if (whole > BLOCK_BYTES) take_block(state, last + BLOCK_BYTES);
}

void cli_sha256_hex(chatlet_str bytes, char hex[CLI_SHA256_HEX_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    uint32_t state[WORDS] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                             0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    for (size_t at = 0; bytes.size_bytes - at >= BLOCK_BYTES; at += BLOCK_BYTES)
        take_block(state, (const unsigned char *)bytes.data + at);
    finish(state, bytes);
    for (int i = 0; i < WORDS * 8; i++)
        hex[i] = digits[state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    hex[WORDS * 8] = '\0';
}
