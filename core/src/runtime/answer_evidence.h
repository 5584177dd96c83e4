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
 *     coverage x known ^ 1/2 x (score / mean weight of a word) ^ 3/4
 *
 * `known` is the share of the words' weight that the site knows; a word known only by another that
 * stands for it, as a repaired misspelling is, counts three quarters there. The score in words'
 * worth grows with the length of a question, as chance agreement of many words is rarer than of
 * few; four words or less count as four. What a word's worth of score says depends on the ranking
 * and the site, which is why the confidence map is fitted while building (core/src/tune).
 *
 * Exponents and the four were chosen by the ordinary, hard and Debian sets of tests/quality (AUROC
 * 0.970, 0.930 and 0.983; of coverage alone 0.915, 0.849 and 0.945), and hold over paraphrased
 * questions of a FAQ. Tried and left out, since they added nothing: the gap to the second page, the
 * rarest word that is missing, weights squared. */
uint32_t clet_answer_evidence(const clet_query_terms *terms, const clet_answer *answer);

#endif
