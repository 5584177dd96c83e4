/* How sure it is that an answer answers: raw evidence, of which a bundle's map makes confidence
 * (bundle/bundle_confidence.h). */
#ifndef CLET_RUNTIME_ANSWER_EVIDENCE_H
#define CLET_RUNTIME_ANSWER_EVIDENCE_H

#include "index_passage.h"

/* The share of what the question's words tell that the answer has, 0 to 1,000,000: its passage, the
 * headings above it and the page's title whole, a word elsewhere the less the farther it stands. */
uint32_t clet_answer_coverage(const clet_query_terms *terms, const clet_answer *answer);

/* Everything known of the answer in one number, 0 to CLET_EVIDENCE_MAX: log2 x 65,536, with
 * CLET_EVIDENCE_ONE for 1, of
 *
 *     coverage x score per weight of the words x share of the words known x count of words ^ 1/4
 *
 * What a score per weight is worth depends on the ranking and the site, which is why the confidence
 * map is fitted while building (core/src/tune). Words known only by others that stand for them, as
 * repaired misspellings are, count three quarters for the third factor. The exponent and the
 * quarters were chosen by tests/quality's ordinary, hard and Debian sets. */
uint32_t clet_answer_evidence(const clet_query_terms *terms, const clet_answer *answer);

#endif
