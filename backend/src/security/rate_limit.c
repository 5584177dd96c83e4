#include "rate_limit.h"

#include <string.h>

enum { PLACES = 8, US_PER_MS = 1000, US_PER_S = 1000000 };

/* When a bucket is full again; a place whose moment has passed is free. */
typedef struct bucket {
    uint64_t hash;
    int64_t full_at_us;
} bucket;

/* Keys are spread over groups, so that looking for one touches few bytes. */
typedef struct group {
    bucket places[PLACES];
    bucket shared; /* of all newcomers for whom there is no place */
} group;

struct rate_table {
    const chatlet_allocator *allocator;
    rate_policy policy;
    int64_t token_us; /* time in which one token comes */
    uint64_t seed[2];
    size_t group_mask; /* their number, a power of two, less one */
    group groups[];
};

/* ---- SipHash-2-4 (Aumasson and Bernstein, 2012) ---- */

static uint64_t turn_left(uint64_t value, unsigned bits) {
    return value << bits | value >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = turn_left(v[1], 13) ^ v[0];
        v[3] = turn_left(v[3], 16) ^ v[2];
        v[0] = turn_left(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = turn_left(v[1], 17) ^ v[2];
        v[3] = turn_left(v[3], 21) ^ v[0];
        v[2] = turn_left(v[2], 32);
    }
}

static void sip_word(uint64_t v[4], uint64_t word) {
    v[3] ^= word;
    sip_rounds(v, 2);
    v[0] ^= word;
}

static uint64_t read_word(const char *bytes, size_t size_bytes) {
    uint64_t word = 0;
    for (size_t i = 0; i < size_bytes; i++)
        word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    return word;
}

static uint64_t sip_hash(const uint64_t seed[2], chatlet_str text) {
    uint64_t v[4] = {seed[0] ^ UINT64_C(0x736f6d6570736575), seed[1] ^ UINT64_C(0x646f72616e646f6d),
                     seed[0] ^ UINT64_C(0x6c7967656e657261),
                     seed[1] ^ UINT64_C(0x7465646279746573)};
    size_t at = 0;
    for (; text.size_bytes - at >= 8; at += 8)
        sip_word(v, read_word(text.data + at, 8));
    sip_word(v, read_word(text.data + at, text.size_bytes - at) | (uint64_t)(text.size_bytes & 0xff)
                                                                      << 56);
    v[2] ^= 0xff;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* ---- buckets ---- */

static int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }

static uint32_t seconds_of(int64_t us) { return (uint32_t)((us + US_PER_S - 1) / US_PER_S); }

/* How long the whole bucket takes to fill. */
static int64_t depth_us(const rate_table *table) { return table->token_us * table->policy.quota; }

/* How much of the bucket is missing, as time. A clock that was set back must lock nobody out. */
static int64_t missing_us(const rate_table *table, int64_t full_at_us, int64_t now_us) {
    int64_t missing = later(full_at_us - now_us, 0);
    return missing < depth_us(table) ? missing : depth_us(table);
}

static rate_answer answer_for(const rate_table *table, int64_t missing, int64_t wait_us) {
    return (rate_answer){.allowed = wait_us == 0,
                         .remaining = (uint32_t)((depth_us(table) - missing) / table->token_us),
                         .reset_s = seconds_of(missing),
                         .retry_after_s = seconds_of(wait_us)};
}

/* The place of `hash`; else one that may go to a newcomer whose bucket would be full at
 * `full_at_us`; else the shared one. */
static bucket *find_bucket(group *in, uint64_t hash, int64_t full_at_us) {
    bucket *fullest = &in->places[0];
    for (size_t i = 0; i < PLACES; i++) {
        bucket *place = &in->places[i];
        if (place->hash == hash) return place;
        if (place->full_at_us < fullest->full_at_us) fullest = place;
    }
    if (fullest->full_at_us > full_at_us) return &in->shared;
    *fullest = (bucket){.hash = hash};
    return fullest;
}

static rate_answer take(void *context, chatlet_str key, uint32_t cost, int64_t now_ms) {
    rate_table *table = context;
    uint64_t hash = sip_hash(table->seed, key);
    int64_t now_us = now_ms * US_PER_MS;
    int64_t cost_us = table->token_us * cost;
    group *in = &table->groups[hash & table->group_mask];
    bucket *found = find_bucket(in, hash, now_us + cost_us);
    int64_t missing = missing_us(table, found->full_at_us, now_us);
    int64_t wait_us = later(missing + cost_us - depth_us(table), 0);
    if (wait_us == 0) missing += cost_us;
    found->full_at_us = now_us + missing;
    return answer_for(table, missing, wait_us);
}

rate_table *rate_table_new(const chatlet_allocator *allocator, rate_policy policy, size_t keys_max,
                           const uint8_t seed[RATE_SEED_BYTES]) {
    size_t group_count = 1;
    if (policy.quota == 0 || policy.quota > RATE_QUOTA_MAX) return NULL;
    if (policy.window_s == 0 || policy.window_s > RATE_WINDOW_S_MAX) return NULL;
    if (keys_max == 0 || keys_max > RATE_KEYS_MAX) return NULL;
    while (group_count * PLACES < keys_max)
        group_count *= 2;
    size_t size_bytes = sizeof(rate_table) + group_count * sizeof(group);
    rate_table *table = allocator->allocate(allocator->context, size_bytes);
    if (table == NULL) return NULL;
    memset(table, 0, size_bytes);
    table->allocator = allocator;
    table->policy = policy;
    table->group_mask = group_count - 1;
    table->token_us = ((int64_t)policy.window_s * US_PER_S + policy.quota - 1) / policy.quota;
    memcpy(table->seed, seed, sizeof table->seed);
    return table;
}

rate_limit rate_table_limit(rate_table *table) {
    return (rate_limit){.context = table, .policy = table->policy, .take = take};
}

void rate_table_free(rate_table *table) {
    if (table != NULL) table->allocator->release(table->allocator->context, table);
}
