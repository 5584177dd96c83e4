/* How often each problem was the answer, from all threads: wrong credentials and forged tokens are
 * seen here, by nobody's name. */
#ifndef PROBLEM_COUNTS_H
#define PROBLEM_COUNTS_H

#include "../domain/metrics.h"
#include "../domain/problem.h"

#include <stdatomic.h>

/* All zero at first. */
typedef struct problem_counts {
    atomic_uint_fast64_t counts[PROBLEM_CODES];
} problem_counts;

/* `counts` NULL: nothing is counted; PROBLEM_NONE is no problem. */
void problem_counts_add(problem_counts *counts, problem_code code);

/* chatletd_problems_total{problem="rate-limited"}, of every problem there is. */
void problem_counts_write(const problem_counts *counts, const metrics_sink *sink);

#endif
