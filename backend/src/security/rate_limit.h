/* How often somebody may do something: token buckets. Who keeps them is behind a small interface,
 * since a place that several nodes share is to come; here is the one in memory.
 *
 * A bucket holds `quota` tokens and fills up evenly in `window_s`. It is kept as one moment, when
 * it will be full again (the generic cell rate algorithm, ITU-T I.371), in whole numbers. */
#ifndef RATE_LIMIT_H
#define RATE_LIMIT_H

#include <chatlet/base.h>

enum {
    RATE_QUOTA_MAX = 1000000,
    RATE_WINDOW_S_MAX = 7 * 24 * 60 * 60,
    RATE_KEYS_MAX = 1 << 22, /* at 16 bytes each, and an eighth more */
    RATE_SEED_BYTES = 16
};

typedef struct rate_policy {
    uint32_t quota;    /* 1 to RATE_QUOTA_MAX: tokens at once, and in each window */
    uint32_t window_s; /* 1 to RATE_WINDOW_S_MAX */
} rate_policy;

typedef struct rate_answer {
    bool allowed;           /* the tokens were taken; if not, none was */
    uint32_t remaining;     /* whole tokens that are left */
    uint32_t reset_s;       /* until the bucket is full, rounded up; 0: it is */
    uint32_t retry_after_s; /* 0 when allowed; else until as many tokens will be there, 1 or more */
} rate_answer;

/* One limit, wherever it is kept. */
typedef struct rate_limit {
    void *context; /* borrowed */
    rate_policy policy;
    /* Takes `cost` tokens (0: only looks) of the bucket of `key` at `now_ms`. One that costs more
     * than the quota is never allowed. The in-memory place is not locked: its caller sees that one
     * thread uses it at a time. */
    rate_answer (*take)(void *context, chatlet_str key, uint32_t cost, int64_t now_ms);
} rate_limit;

/* Buckets in memory that is taken once. Keys are not kept, only their hashes under a secret seed.
 *
 * When more keys come than there is room for, the bucket that is nearest to full goes, never one
 * that is emptier than the newcomer's; a newcomer for whom none may go shares a bucket with others
 * like it. So a flood of keys neither grows memory nor frees a key that is at its limit. */
typedef struct rate_table rate_table;

/* For at least `keys_max` keys (1 to RATE_KEYS_MAX). `seed` is chance. NULL when memory was refused
 * or the policy is out of its limits. */
rate_table *rate_table_new(const chatlet_allocator *allocator, rate_policy policy, size_t keys_max,
                           const uint8_t seed[RATE_SEED_BYTES]);

rate_limit rate_table_limit(rate_table *table);

/* NULL is allowed. */
void rate_table_free(rate_table *table);

#endif
