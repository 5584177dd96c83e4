/* What self-tests found becomes a curve and a threshold. Floating point, but nothing of it beyond
 * + - * / in the order of the samples, so that every machine gets the same whole numbers. */
#ifndef CLET_TUNE_FIT_H
#define CLET_TUNE_FIT_H

#include "../bundle/bundle_confidence.h"

/* One answer to a self-test. */
typedef struct clet_tune_sample {
    uint32_t evidence; /* above 0 */
    bool is_right;     /* the page that was meant; else the answer to a question without one */
    bool is_hard;      /* a question in half foreign words: these decide the threshold */
} clet_tune_sample;

typedef struct clet_tuning {
    clet_confidence_map map;
    uint32_t threshold; /* 0 to 1,000,000 */
} clet_tuning;

/* Fewer of either side say nothing. */
enum { CLET_TUNE_SIDE_MIN = 10 };

/* Fits a logistic curve of confidence over evidence, right and wrong weighing the same, and the
 * threshold that parts hard right answers from hard wrong ones best.
 *
 * scratch  room for `count` numbers.
 *
 * False, with *tuning untouched, when there are fewer than CLET_TUNE_SIDE_MIN right or wrong
 * samples, or hard ones. The curve: logistic regression by Newton's method with a normal prior
 * around the defaults (Hastie, Tibshirani and Friedman, 2009, 4.4), which keeps a site whose tests
 * all go one way near them. The threshold: the middle of all cuts whose balanced accuracy comes
 * within two hundredths of the best, since the best one alone hangs on single samples. */
bool clet_tune_fit(const clet_tune_sample *samples, uint32_t count, uint32_t *scratch,
                   clet_tuning *tuning);

/* e^value, for -40 to 40, within 1e-12 of the true value's size. */
double clet_tune_exp(double value);

#endif
