/* Chance that a seed decides: the same seed, the same world. */
#ifndef SIM_CHANCE_H
#define SIM_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sim_chance {
    uint64_t state;
} sim_chance;

void sim_chance_seed(sim_chance *chance, uint64_t seed);

uint64_t sim_chance_next(sim_chance *chance);

/* 0 to below - 1; below is not 0. */
uint64_t sim_chance_below(sim_chance *chance, uint64_t below);

/* True in `parts` of `whole` cases. */
bool sim_chance_in(sim_chance *chance, uint32_t parts, uint32_t whole);

void sim_chance_fill(sim_chance *chance, void *bytes, size_t size_bytes);

/* A second source that goes on by itself, so that asking one more question of the first changes
 * nothing about the second. */
sim_chance sim_chance_fork(sim_chance *chance);

#endif
