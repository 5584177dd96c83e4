/* The self-tests of a site: which questions there are, and what each found. */
#ifndef CLET_TUNE_TESTS_H
#define CLET_TUNE_TESTS_H

#include "../compile/index_build.h"
#include "tune_fit.h"
#include "tune_site.h"

#include <chatlet/tune.h>

/* The answers, in the order in which they were asked. */
typedef struct clet_tune_answers {
    clet_tune_sample found[CHATLET_TUNE_QUERIES_MAX];
    uint32_t found_count; /* titles, links and words that found their page */
    clet_tune_sample hidden[CHATLET_TUNE_QUERIES_MAX];
    uint32_t hidden_count; /* questions without an answer that found something all the same */
} clet_tune_answers;

/* Asks everything, at most CHATLET_TUNE_QUERIES_MAX queries, in document order.
 *
 * index      of the same build, for what links call its pages.
 * callbacks  not NULL.
 * answers    room for them; only those whose question is also asked with its page hidden, so that
 *            right and wrong ones are of one kind.
 * tuned      gets the counts of titles, links, words, queries and hidden_count; hidden_missed gets
 *            those that found nothing at all.
 *
 * CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_tune_ask_all(clet_tune_site *site,
                                                  const clet_index_builder *index,
                                                  const chatlet_tune_callbacks *callbacks,
                                                  clet_tune_answers *answers,
                                                  chatlet_tune_report *tuned);

#endif
