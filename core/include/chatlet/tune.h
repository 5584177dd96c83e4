/* Self-tests while building, which fit how sure an answer must be.
 *
 * What a score is worth differs from site to site: where pages are many and alike, chance finds
 * more than where they are few. So a finished index is opened and asked, through the very code a
 * visitor's browser runs, what the site itself lets one ask: the titles of pages, what links call
 * them, and a few words of a passage among words of another page (a visitor does not use only the
 * author's words). Each is asked again with its page hidden, which makes a question without an
 * answer. From what was found, a curve from evidence to confidence and the threshold of the bot are
 * fitted, as whole numbers, and stored in the head. Never in a visitor's module. */
#ifndef CHATLET_TUNE_H
#define CHATLET_TUNE_H

#include <chatlet/compile.h>

/* A page whose own title does not find it first. Views are valid during the callback only. */
typedef struct chatlet_lost_page {
    chatlet_str title;
    chatlet_str url;
    chatlet_str found_title; /* of what came first instead; empty: nothing was found */
    chatlet_str found_url;
} chatlet_lost_page;

typedef struct chatlet_tune_callbacks {
    void *context; /* passed on; may be NULL */
    /* Told how far the self-tests are, from 0 to `total` queries. NULL is allowed. */
    void (*on_tests)(void *context, uint32_t done, uint32_t total);
    /* Told each page that its title did not find, in the order of the index. NULL is allowed. */
    void (*on_lost)(void *context, const chatlet_lost_page *page);
} chatlet_tune_callbacks;

/* What was learned. All counts are of queries; titles, links and words are asked with their page
 * there, hidden ones with it hidden. */
typedef struct chatlet_tune_report {
    uint32_t threshold;   /* confidence an answer needs, 0 to 1,000,000, as the head has it */
    bool is_fitted;       /* curve and threshold come from self-tests; else they are the defaults */
    bool is_authors;      /* bot.json names the threshold; the curve may still be fitted */
    uint32_t query_count; /* of all kinds, at most CHATLET_TUNE_QUERIES_MAX */
    uint32_t title_count; /* titles asked */
    uint32_t title_found; /* that find their page first */
    uint32_t link_count;  /* texts of links asked */
    uint32_t link_found;  /* that find the page they lead to first */
    uint32_t words_count; /* words of passages asked */
    uint32_t words_found; /* that find their page first */
    uint32_t paired_count;  /* of all those found, the ones asked again with their page hidden */
    uint32_t paired_sure;   /* of them, with a confidence that answers */
    uint32_t hidden_count;  /* hidden ones; without those that another page may answer whole */
    uint32_t hidden_missed; /* of them, those that get "I don't know" */
} chatlet_tune_report;

/* Ends a compile as chatlet_compiler_finish does, with self-tests before the head goes out.
 *
 * compiler   as for chatlet_compiler_finish; call only one of the two, once.
 * callbacks  copied; NULL is allowed.
 * report     as chatlet_compiler_finish fills it.
 * tuned      filled when the result is CHATLET_OK.
 *
 * Sites of fewer than CHATLET_TUNE_DOCUMENTS_MIN pages, and those whose self-tests are too few or
 * too alike to tell anything, keep the defaults: *tuned says so. The same input gives the same
 * bytes, natively and in WebAssembly.
 *
 * Returns what chatlet_compiler_finish would; CHATLET_ERR_MEMORY also when self-tests are refused
 * memory: the head was not handed over then. Cost: CHATLET_TUNE_QUERIES_MAX queries at most, and
 * meanwhile the index twice in memory. */
CHATLET_MUST_USE chatlet_status chatlet_tune_finish(chatlet_compiler *compiler,
                                                    const chatlet_tune_callbacks *callbacks,
                                                    chatlet_compile_report *report,
                                                    chatlet_tune_report *tuned);

#endif
