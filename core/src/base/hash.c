#include "hash.h"

static uint64_t rotate(uint64_t value, unsigned bits) {
    return (value << bits) | (value >> (64 - bits));
}

typedef struct sip_state {
    uint64_t v0, v1, v2, v3;
} sip_state;

static void sip_round(sip_state *s) {
    s->v0 += s->v1, s->v1 = rotate(s->v1, 13) ^ s->v0, s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3, s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3, s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1, s->v1 = rotate(s->v1, 17) ^ s->v2, s->v2 = rotate(s->v2, 32);
}

static void sip_absorb(sip_state *s, uint64_t word) {
    s->v3 ^= word;
    sip_round(s);
    sip_round(s);
    s->v0 ^= word;
}

static uint64_t read_word(const unsigned char *bytes, size_t size_bytes) {
    uint64_t word = 0;
    for (size_t i = 0; i < size_bytes; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

uint64_t clet_hash_keyed(chatlet_str bytes, uint64_t key0, uint64_t key1) {
    sip_state state = {.v0 = key0 ^ 0x736f6d6570736575u,
                       .v1 = key1 ^ 0x646f72616e646f6du,
                       .v2 = key0 ^ 0x6c7967656e657261u,
                       .v3 = key1 ^ 0x7465646279746573u};
    const unsigned char *data = (const unsigned char *)bytes.data;
    const size_t whole = bytes.size_bytes - bytes.size_bytes % 8;
    for (size_t offset = 0; offset < whole; offset += 8)
        sip_absorb(&state, read_word(data + offset, 8));

    uint64_t last = (uint64_t)bytes.size_bytes << 56;
    if (bytes.size_bytes > whole) last |= read_word(data + whole, bytes.size_bytes - whole);
    sip_absorb(&state, last);

    state.v2 ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(&state);
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

uint64_t clet_hash(chatlet_str bytes) {
    return clet_hash_keyed(bytes, 0x74656c74616863u, 0x656c646e7562u);
}

void clet_hash_text(uint64_t hash, char text[CLET_HASH_TEXT_BYTES]) {
    for (int i = CLET_HASH_TEXT_BYTES - 1; i >= 0; i--) {
        text[i] = "0123456789abcdef"[hash & 15];
        hash >>= 4;
    }
}
