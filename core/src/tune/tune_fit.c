#include "tune_fit.h"

#include "../base/assert.h"

enum {
    NEWTON_STEPS = 16,
    EXP_TERMS = 14,
    CENTER_RANGE = 2 << 16 /* a fourth to four times the default: beyond, tests are not to be
                              believed */
};

static const double natural_log_of_2 = 0.693147180559945309417232121458;
static const double prior_weight = 0.02; /* of one unit, where all right samples weigh a half */
static const double step_max = 2.0;

double clet_tune_exp(double value) {
    CLET_ASSERT(value >= -40.0 && value <= 40.0);
    const double doublings = value / natural_log_of_2;
    const int whole = (int)(doublings < 0.0 ? doublings - 0.5 : doublings + 0.5);
    const double rest = value - (double)whole * natural_log_of_2;
    double sum = 1.0;
    for (int term = EXP_TERMS; term > 0; term--)
        sum = 1.0 + sum * rest / (double)term;
    for (int i = 0; i < whole; i++)
        sum *= 2.0;
    for (int i = 0; i > whole; i--)
        sum *= 0.5;
    return sum;
}

/* Log odds are intercept + slope x evidence, evidence in doublings from 1. */
typedef struct curve {
    double intercept;
    double slope;
} curve;

static double doublings_of(uint32_t evidence) {
    return ((double)evidence - (double)CLET_EVIDENCE_ONE) / 65536.0;
}

static double bounded(double value, double max) {
    if (value > max) return max;
    return value < -max ? -max : value;
}

/* Slope of the objective and its curvature, at one curve. */
typedef struct newton_sums {
    double by_intercept;
    double by_slope;
    double intercept_twice;
    double both;
    double slope_twice;
} newton_sums;

static void add_sample(newton_sums *sums, curve at, double x, bool is_right, double weight) {
    const double odds = clet_tune_exp(bounded(at.intercept + at.slope * x, 30.0));
    const double share = odds / (1.0 + odds);
    const double miss = weight * ((is_right ? 1.0 : 0.0) - share);
    const double spread = weight * share * (1.0 - share);
    sums->by_intercept += miss;
    sums->by_slope += miss * x;
    sums->intercept_twice += spread;
    sums->both += spread * x;
    sums->slope_twice += spread * x * x;
}

static curve default_curve(void) {
    const double slope = (double)CLET_CONFIDENCE_SLOPE_DEFAULT / 256.0 * natural_log_of_2;
    return (curve){.slope = slope,
                   .intercept = -slope * doublings_of(CLET_CONFIDENCE_CENTER_DEFAULT)};
}

static curve fit_curve(const clet_tune_sample *samples, uint32_t count, uint32_t right_count) {
    const curve prior = default_curve();
    curve at = prior;
    for (int step = 0; step < NEWTON_STEPS; step++) {
        newton_sums sums = {.by_intercept = prior_weight * (prior.intercept - at.intercept),
                            .by_slope = prior_weight * (prior.slope - at.slope),
                            .intercept_twice = prior_weight,
                            .slope_twice = prior_weight};
        for (uint32_t i = 0; i < count; i++) {
            const uint32_t side = samples[i].is_right ? right_count : count - right_count;
            add_sample(&sums, at, doublings_of(samples[i].evidence), samples[i].is_right,
                       0.5 / (double)side);
        }
        /* The prior keeps this above 0. */
        const double determinant = sums.intercept_twice * sums.slope_twice - sums.both * sums.both;
        at.intercept += bounded((sums.slope_twice * sums.by_intercept - sums.both * sums.by_slope) /
                                    determinant,
                                step_max);
        at.slope += bounded((sums.intercept_twice * sums.by_slope - sums.both * sums.by_intercept) /
                                determinant,
                            step_max);
    }
    return at;
}

static uint32_t between(double value, uint32_t min, uint32_t max) {
    if (value <= (double)min) return min;
    return value >= (double)max ? max : (uint32_t)(value + 0.5);
}

static clet_confidence_map map_of(curve fitted) {
    const double slope_q8 = fitted.slope / natural_log_of_2 * 256.0;
    const uint32_t slope = between(slope_q8, CLET_CONFIDENCE_SLOPE_MIN, CLET_CONFIDENCE_SLOPE_MAX);
    const double steepness = (double)slope / 256.0 * natural_log_of_2;
    const double center = (double)CLET_EVIDENCE_ONE - fitted.intercept / steepness * 65536.0;
    return (clet_confidence_map){.center =
                                     between(center, CLET_CONFIDENCE_CENTER_DEFAULT - CENTER_RANGE,
                                             CLET_CONFIDENCE_CENTER_DEFAULT + CENTER_RANGE),
                                 .slope_q8 = slope};
}

static uint32_t count_hard(const clet_tune_sample *samples, uint32_t count, bool is_right,
                           uint32_t cut) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        const clet_tune_sample *sample = &samples[i];
        if (sample->is_hard && sample->is_right == is_right && sample->evidence >= cut) found++;
    }
    return found;
}

/* How much more of the right than of the wrong samples a cut lets through, x right x wrong. */
static int64_t gain_of(const clet_tune_sample *samples, uint32_t count, uint32_t cut) {
    const int64_t right = count_hard(samples, count, true, 0);
    const int64_t wrong = count_hard(samples, count, false, 0);
    return count_hard(samples, count, true, cut) * wrong -
           count_hard(samples, count, false, cut) * right;
}

/* The middle of the good cuts, of those at a sample's evidence. */
static uint32_t find_cut(const clet_tune_sample *samples, uint32_t count, uint32_t *cuts) {
    const int64_t right = count_hard(samples, count, true, 0);
    const int64_t wrong = count_hard(samples, count, false, 0);
    int64_t best = INT64_MIN;
    for (uint32_t i = 0; i < count; i++) {
        const int64_t gain = gain_of(samples, count, samples[i].evidence);
        if (gain > best) best = gain;
    }
    uint64_t sum = 0;
    uint32_t cut_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t cut = samples[i].evidence;
        bool is_new = true;
        for (uint32_t j = 0; j < cut_count && is_new; j++)
            is_new = cuts[j] != cut;
        /* Balanced accuracy is half of the gain: 2 hundredths of it are 4 of the gain. */
        if (!is_new || (best - gain_of(samples, count, cut)) * 25 > right * wrong) continue;
        cuts[cut_count++] = cut;
        sum += cut;
    }
    CLET_ASSERT(cut_count > 0);
    return (uint32_t)(sum / cut_count);
}

bool clet_tune_fit(const clet_tune_sample *samples, uint32_t count, uint32_t *scratch,
                   clet_tuning *tuning) {
    uint32_t right_count = 0;
    for (uint32_t i = 0; i < count; i++)
        right_count += samples[i].is_right ? 1 : 0;
    if (right_count < CLET_TUNE_SIDE_MIN || count - right_count < CLET_TUNE_SIDE_MIN ||
        count_hard(samples, count, true, 0) < CLET_TUNE_SIDE_MIN ||
        count_hard(samples, count, false, 0) < CLET_TUNE_SIDE_MIN) {
        return false;
    }
    const clet_confidence_map map = map_of(fit_curve(samples, count, right_count));
    *tuning = (clet_tuning){
        .map = map, .threshold = clet_confidence_of(map, find_cut(samples, count, scratch))};
    return true;
}
