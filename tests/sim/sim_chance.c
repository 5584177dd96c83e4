#include "sim_chance.h"

void sim_chance_seed(sim_chance *chance, uint64_t seed) { chance->state = seed; }

/* SplitMix64 (Steele, Lea and Flood, 2014). */
uint64_t sim_chance_next(sim_chance *chance) {
    chance->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t bits = chance->state;
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return bits ^ (bits >> 31);
}

/* The bias of a remainder is below 2^-40 for what is asked here. */
uint64_t sim_chance_below(sim_chance *chance, uint64_t below) {
    return sim_chance_next(chance) % below;
}

bool sim_chance_in(sim_chance *chance, uint32_t parts, uint32_t whole) {
    return sim_chance_below(chance, whole) < parts;
}

void sim_chance_fill(sim_chance *chance, void *bytes, size_t size_bytes) {
    unsigned char *out = bytes;
    for (size_t i = 0; i < size_bytes; i++)
        out[i] = (unsigned char)(sim_chance_next(chance) >> 32);
}

sim_chance sim_chance_fork(sim_chance *chance) {
    return (sim_chance){.state = sim_chance_next(chance)};
}
