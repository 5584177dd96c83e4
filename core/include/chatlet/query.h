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

/* What is ranked. */
typedef enum chatlet_query_unit {
    CHATLET_QUERY_ANSWERS, /* pages by their best passages, near-duplicates collapsed */
    CHATLET_QUERY_PAGES    /* all pages, each once; nothing is collapsed */
} chatlet_query_unit;

/* Parts of ranking that a tool may switch off, to see what each is worth. */
typedef enum chatlet_query_part {
    CHATLET_RANK_TITLE = 1,
    CHATLET_RANK_HEADINGS = 2,
    CHATLET_RANK_LINKS = 4,
    CHATLET_RANK_SECTION = 8,    /* words of the section itself */
    CHATLET_RANK_PAGE = 16,      /* words of the whole page around it */
    CHATLET_RANK_PASSAGE = 32,   /* the best passage's own words, from the texts */
    CHATLET_RANK_PROXIMITY = 64, /* neighbouring words of the question close together */
    CHATLET_RANK_REPAIR = 128,   /* misspelt words */
    CHATLET_RANK_SYNONYMS = 256
} chatlet_query_part;

/* A filter says which pages count, by their metadata: "version=15,16;product=chat" takes pages
 * whose version is 15 or 16 and whose product is chat, too. Conditions are parted by ';', the
 * values of one by ','; white space around either does not count. Names and values are compared by
 * their bytes. A page without any of the values falls out, as do all when the index has no such
 * field or value. Any text is a filter; one without conditions takes all pages. */
typedef enum chatlet_filter_fit {
    CHATLET_FILTER_FITS,         /* also when no page has the values of all conditions at once */
    CHATLET_FILTER_NAME_UNKNOWN, /* the index has no field of the name */
    CHATLET_FILTER_VALUE_UNKNOWN /* no page has any of a condition's values */
} chatlet_filter_fit;

typedef struct chatlet_query_options {
    uint32_t limit; /* hits wanted, 1 to CHATLET_HITS_MAX */
    chatlet_query_unit unit;
    uint32_t without;         /* sum of chatlet_query_part; 0: all of ranking */
    bool hides_document;      /* answers as if hidden_document were not there to be found; what its
                                 words weigh stays the same */
    uint32_t hidden_document; /* number in the bundle; one that there is not hides nothing */
    chatlet_str filter;       /* borrowed by chatlet_query_new only; empty: all pages */
} chatlet_query_options;

/* One answer. Views are borrowed from the query, until it is freed. */
typedef struct chatlet_hit {
    uint32_t piece;       /* number in the bundle */
    uint32_t passage;     /* number in the piece */
    uint32_t document;    /* number in the bundle */
    uint32_t score;       /* 0 to UINT32_MAX, comparable within one query only */
    uint32_t confidence;  /* 0 to 1,000,000: how sure the engine is that this answers, were it as
                             likely as not that the site has an answer; comparable between queries,
                             and between sites as far as self-tests tell (tune.h) */
    uint32_t evidence;    /* what confidence is made of: larger is surer; comparable between the
                             queries of one bundle */
    uint32_t coverage;    /* 0 to 1,000,000: the share of what the question's words tell that stands
                             here, in the headings above or the page's title; a word farther away on
                             the page counts less */
    chatlet_str title;    /* of the page */
    chatlet_str headings; /* heading path below the title, levels joined by " › "; may be empty */
    chatlet_str url;      /* with #anchor where the passage has one */
    chatlet_str extract;  /* tokens as session.h describes them, CBOR array */
    chatlet_str text;     /* the extract as plain text, without marks */
} chatlet_hit;

/* Starts a query.
 *
 * bundle   open; must outlive the query.
 * text     UTF-8 of any length; only the first CHATLET_QUERY_BYTES_MAX bytes count. Broken UTF-8 is
 *          searched with its broken bytes taken as spaces. "two words" in quotes must stand so;
 *          -word, with a minus before a word of four or more letters, must not stand on the page.
 * options  copied, the filter's text too.
 *
 * CHATLET_ERR_ARGUMENT  limit out of range.
 * CHATLET_ERR_VERSION   this module does not carry the stemmer of the bundle's language.
 * CHATLET_ERR_MEMORY    the allocator refused. */
CHATLET_MUST_USE chatlet_status chatlet_query_new(const chatlet_allocator *allocator,
                                                  const chatlet_bundle *bundle, chatlet_str text,
                                                  const chatlet_query_options *options,
                                                  chatlet_query **query);

/* Goes on to the next stage when every part of chatlet_query_parts has been added to the bundle;
 * otherwise nothing happens. The stages: words (the map, term parts, and those of the filter's
 * fields); for words that the index does not have, or nearly so, spelling parts and then the terms
 * they may have meant; the first piece of each section that may answer; those of its pieces that
 * have the words, where they are others. At most CHATLET_QUERY_STAGES_MAX of them.
 * Cost: words in the query x sections that hold them. CHATLET_ERR_MEMORY: the query is as
 * before. */
CHATLET_MUST_USE chatlet_status chatlet_query_step(chatlet_query *query,
                                                   chatlet_query_stage *stage);

/* Goes on without the parts that are missing: their words count as unknown, their passages are not
 * shown. Without the map (part 0), or a part of the filter, there are no hits at all. */
CHATLET_MUST_USE chatlet_status chatlet_query_step_without(chatlet_query *query,
                                                           chatlet_query_stage *stage);

/* Every part that the present stage reads, whether the bundle holds it already or not, so that what
 * is asked for never depends on what was fetched before: ascending ids, borrowed until the next
 * step. *count is 0 when ready. */
const uint32_t *chatlet_query_parts(const chatlet_query *query, uint32_t *count);

/* The hits by falling score, equal scores by section number; *count is 0 before the query is
 * ready. */
const chatlet_hit *chatlet_query_hits(const chatlet_query *query, uint32_t *count);

/* How the filter fits the index, so that a tool can tell a mistake in it from nothing found: names
 * are known from the beginning, values when the query is ready.
 *
 * misfit  gets the name of the first condition that does not fit, borrowed from the query; NULL is
 *         allowed. */
chatlet_filter_fit chatlet_query_get_filter_fit(const chatlet_query *query, chatlet_str *misfit);

/* Frees the query. NULL is allowed. */
void chatlet_query_free(chatlet_query *query);

#endif
