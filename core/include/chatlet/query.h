/* Retrieval without a conversation, for tools: `chatlet search`, `chatlet eval`, tests, benchmarks.
 * A session (session.h) uses the same code. */
#ifndef CHATLET_QUERY_H
#define CHATLET_QUERY_H

#include <chatlet/bundle.h>

typedef struct chatlet_query chatlet_query;

/* What a query still waits for, or CHATLET_QUERY_READY. */
typedef enum chatlet_query_stage {
    CHATLET_QUERY_NEEDS_PARTS, /* add those of chatlet_query_parts that are missing, then step */
    CHATLET_QUERY_READY        /* hits can be read */
} chatlet_query_stage;

/* One answer. Views are borrowed from the query, until it is freed. */
typedef struct chatlet_hit {
    uint32_t passage;     /* number in the bundle */
    uint32_t document;    /* number in the bundle */
    uint32_t score;       /* 0 to UINT32_MAX, comparable within one query only */
    uint32_t confidence;  /* 0 to 1,000,000: how sure the engine is that this answers; comparable
                             between queries */
    chatlet_str title;    /* of the page */
    chatlet_str headings; /* heading path below the title, levels joined by " › "; may be empty */
    chatlet_str url;      /* with #anchor where the passage has one */
    chatlet_str extract;  /* tokens as session.h describes them, CBOR array */
    chatlet_str text;     /* the extract as plain text, without marks */
} chatlet_hit;

/* Starts a query.
 *
 * bundle  open; must outlive the query.
 * text    UTF-8 of any length; only the first CHATLET_QUERY_BYTES_MAX bytes count. Broken UTF-8 is
 *         searched with its broken bytes taken as spaces.
 * limit   hits wanted, 1 to CHATLET_HITS_MAX. Near-duplicate passages are collapsed.
 *
 * CHATLET_ERR_ARGUMENT  limit out of range.
 * CHATLET_ERR_MEMORY    the allocator refused. */
CHATLET_MUST_USE chatlet_status chatlet_query_new(const chatlet_allocator *allocator,
                                                  const chatlet_bundle *bundle, chatlet_str text,
                                                  uint32_t limit, chatlet_query **query);

/* Goes on to the next stage when every part of chatlet_query_parts has been added to the bundle;
 * otherwise nothing happens. Each query has two stages: words (the map and term parts), then texts.
 * Cost: words in the query x passages that hold them. CHATLET_ERR_MEMORY: the query is as
 * before. */
CHATLET_MUST_USE chatlet_status chatlet_query_step(chatlet_query *query,
                                                   chatlet_query_stage *stage);

/* Every part that the present stage reads, whether the bundle holds it already or not, so that what
 * is asked for never depends on what was fetched before: ascending ids, borrowed until the next
 * step. *count is 0 when ready. */
const uint32_t *chatlet_query_parts(const chatlet_query *query, uint32_t *count);

/* The hits by falling score, equal scores by passage number; *count is 0 before the query is
 * ready. */
const chatlet_hit *chatlet_query_hits(const chatlet_query *query, uint32_t *count);

/* Frees the query. NULL is allowed. */
void chatlet_query_free(chatlet_query *query);

#endif
