/* A question's words as they are looked up. */
#ifndef CLET_RUNTIME_QUERY_TERMS_H
#define CLET_RUNTIME_QUERY_TERMS_H

#include "../base/arena.h"
#include "../bundle/bundle_read.h"
#include "../text/analyze.h"
#include "../text/stem.h"

enum {
    CLET_QUERY_ALTERNATIVES_MAX = 32, /* terms beyond the question's own words */
    CLET_QUERY_ALL_TERMS_MAX = CHATLET_QUERY_TERMS_MAX + CLET_QUERY_ALTERNATIVES_MAX,
    CLET_QUERY_PHRASES_MAX = 4,
    CLET_QUERY_EXCLUDED_MAX = 4,
    CLET_SHARE_WHOLE = 256
};

/* A word of the question, or another that may stand for it. */
typedef struct clet_query_term {
    chatlet_str text;    /* the stem */
    chatlet_str written; /* the word as the visitor wrote it; empty for alternatives */
    uint32_t part;       /* term part that would hold it; 0: none would */
    uint32_t slot;       /* the question's word that it stands for; words have slots 0, 1, 2, … */
    uint32_t share_q8;   /* how much finding it counts: CLET_SHARE_WHOLE, or less */
    bool is_stop;        /* a function word: looked up only when there is nothing else */
    clet_postings postings[CLET_FIELD_COUNT]; /* all empty when the index does not have it */
    uint32_t page_count;                      /* pages whose body has it */
    uint32_t weight; /* how much it tells: its inverse frequency over pages, x 65,536 */
} clet_query_term;

/* Words in quotes: slots from `first`, `count` of them in order. */
typedef struct clet_query_phrase {
    uint32_t slots[CHATLET_QUERY_TERMS_MAX];
    uint32_t count;
} clet_query_phrase;

/* The first word_count terms are the question's words, each in the slot of its own number; behind
 * them stand alternatives. */
typedef struct clet_query_terms {
    clet_query_term items[CLET_QUERY_ALL_TERMS_MAX];
    uint32_t count;
    uint32_t word_count;
    clet_query_phrase phrases[CLET_QUERY_PHRASES_MAX];
    uint32_t phrase_count;
    clet_query_term excluded[CLET_QUERY_EXCLUDED_MAX];
    uint32_t excluded_count;
} clet_query_terms;

_Static_assert(CHATLET_QUERY_TERMS_MAX <= 32, "slots are bits of a number");
_Static_assert(CLET_QUERY_ALL_TERMS_MAX <= 64, "terms are bits of a number");

/* Reads `text` into terms; with `synonyms`, those of the bot's groups become alternatives. Texts
 * are copied to `arena`. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_query_terms_read(clet_query_terms *terms, clet_arena *arena,
                                                      const chatlet_bundle *bundle,
                                                      clet_stemmer *stemmer, chatlet_str text,
                                                      bool synonyms);

/* Adds an alternative for `slot`; nothing when it is there already or there is no room. */
CHATLET_MUST_USE chatlet_status clet_query_terms_add(clet_query_terms *terms, clet_arena *arena,
                                                     const chatlet_bundle *bundle, chatlet_str stem,
                                                     uint32_t slot, uint32_t share_q8);

/* The term that `stem` is, or terms->count. */
uint32_t clet_query_terms_find(const clet_query_terms *terms, chatlet_str stem);

/* Begins reading a text for the terms alone (clet_analyzer_want); for phrases every word counts. */
void clet_query_terms_analyze(const clet_query_terms *terms, clet_stemmer *stemmer,
                              chatlet_str text, clet_analyzer *analyzer);

/* Looks up the postings of the terms from `first` on whose parts are there. */
void clet_query_terms_look_up(clet_query_terms *terms, const chatlet_bundle *bundle,
                              uint32_t first);

/* The weight of `slot`: of its own word, or the most of its alternatives when the index does not
 * have it. */
uint32_t clet_query_slot_weight(const clet_query_terms *terms, uint32_t slot);

#endif
