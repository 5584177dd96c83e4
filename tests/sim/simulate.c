/* Runs simulated worlds, one seed after another.
 *
 *     simulate [--seeds COUNT] [--from SEED] [--plant NAME] [--expect-failure] [--hash] [--trace]
 *
 * --seeds           how many (200); --from the first (1)
 * --plant           a bug to put in: early-answer, no-sync, new-key, …
 * --expect-failure  it is well when a seed finds a broken rule, and ill when none does
 * --hash            prints the hash of each seed's trace
 * --trace           prints every step: for one seed, --seeds 1 --from SEED
 *
 * Exit code 0: all is as it must be; 1: a rule broke (the seed is printed), or none did that
 * should. */
#include "sim_world.h"

#include <stdlib.h>
#include <string.h>

typedef struct wishes {
    uint64_t count;
    uint64_t from;
    sim_plant plant;
    bool expects_failure;
    bool prints_hash;
    bool prints_trace;
} wishes;

static bool read_wishes(int count, char **words, wishes *wishes) {
    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? words[i + 1] : "";
        if (strcmp(words[i], "--expect-failure") == 0)
            wishes->expects_failure = true;
        else if (strcmp(words[i], "--hash") == 0)
            wishes->prints_hash = true;
        else if (strcmp(words[i], "--trace") == 0)
            wishes->prints_trace = true;
        else if (strcmp(words[i], "--seeds") == 0)
            wishes->count = strtoull(value, NULL, 10), i++;
        else if (strcmp(words[i], "--from") == 0)
            wishes->from = strtoull(value, NULL, 10), i++;
        else if (strcmp(words[i], "--plant") == 0 && sim_plant_read(value, &wishes->plant))
            i++;
        else
            return false;
    }
    return wishes->count > 0;
}

int main(int count, char **words) {
    wishes wishes = {.count = 200, .from = 1};
    if (!read_wishes(count, words, &wishes)) {
        (void)fprintf(stderr, "simulate: unknown words; see the head of simulate.c\n");
        return 2;
    }
    sim_outcome total = {.steps = 0};
    for (uint64_t seed = wishes.from; seed < wishes.from + wishes.count; seed++) {
        sim_options options = {
            .seed = seed, .plant = wishes.plant, .trace = wishes.prints_trace ? stdout : NULL};
        sim_outcome outcome;
        sim_world_run(&options, &outcome);
        if (wishes.prints_hash) {
            (void)printf("%llu %016llx\n", (unsigned long long)seed,
                         (unsigned long long)outcome.trace_hash);
        }
        total.steps += outcome.steps;
        total.power_failures += outcome.power_failures;
        total.kills += outcome.kills;
        total.deeds += outcome.deeds;
        total.deliveries += outcome.deliveries;
        total.visitors += outcome.visitors;
        total.erased += outcome.erased;
        total.events += outcome.events;
        total.sent += outcome.sent;
        if (!outcome.failed) continue;
        (void)printf("seed %llu, plant %s: %s\n", (unsigned long long)seed,
                     sim_plant_name(wishes.plant), outcome.failure);
        return wishes.expects_failure ? 0 : 1;
    }
    (void)printf("%llu seeds: %u steps, %u power failures, %u kills, %u deeds, %u deliveries, "
                 "%u visitors, %u erased, %u events sent %u times; every rule held\n",
                 (unsigned long long)wishes.count, total.steps, total.power_failures, total.kills,
                 total.deeds, total.deliveries, total.visitors, total.erased, total.events,
                 total.sent);
    return wishes.expects_failure ? 1 : 0;
}
