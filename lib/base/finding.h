/* What an analysis found: results with intervals or the reason why not, and warnings. Rooms add
 * to it in the order of the data flow: books, stages, reservoir. */
#ifndef LMBI_BASE_FINDING_H
#define LMBI_BASE_FINDING_H

#include <stdint.h>

#include <lmb/lmb.h>

/* Why a result is not known. Ids are stable: they pass through lmb_report_value(). */
enum {
    LMBI_KNOWN = 0,
    LMBI_NOT_COMPUTED = 1,
    LMBI_NP_MISSING = 2,
    LMBI_NP_ZERO = 3,
    LMBI_BEFORE_EXHAUSTION = 4,
    LMBI_STARTS_LATE = 5,
    LMBI_NO_CHARGE_CHANNEL = 6,
    LMBI_NO_VOLTAGE_CHANNEL = 7,
    LMBI_SYMMETRIC = 8,
    LMBI_NOT_FOR_THIS_CELL = 60,
    LMBI_NO_DISCHARGE_CHANNEL = 61,
    LMBI_NEEDS_A_VALUE = 62,
    LMBI_NO_NUMBER = 63,
    LMBI_NO_ENERGY_CHANNEL = 64,
    LMBI_TOO_SHORT = 9,
    LMBI_NOT_DETECTED = 10,
    LMBI_STAGE_3_GOES_ON = 11,
    LMBI_NO_RESERVOIR = 12,
    LMBI_NO_DURATION = 13,
    LMBI_UNDECIDED = 14,
    LMBI_BELOW_RESOLUTION = 15,
    LMBI_NO_FORECAST = 16,
    LMBI_NO_OUTSIDE_SD = 17,
    LMBI_RESIDUAL_OUTSIDE = 18,
    LMBI_RESIDUAL_EARLIER = 19,
    LMBI_NEVER_EXHAUSTED = 20,
    LMBI_NOT_IDENTIFIABLE = 21,
    LMBI_NOT_CONVERGED = 22,
    LMBI_NO_FIT = 23,
    LMBI_TOO_FEW_CELLS = 24,
    LMBI_CONTRADICTED = 25,
    LMBI_NOT_STATED = 40
};

/* Warnings. Ids are stable: they pass through lmb_report_warning(). */
enum {
    LMBI_WARN_RETENTION_ONLY = 1,
    LMBI_WARN_CE_IS_CATHODE = 2,
    LMBI_WARN_NP_MISSING = 3,
    LMBI_WARN_NP_ZERO_LIFE_UNDEFINED = 4,
    LMBI_WARN_SYMMETRIC_CELL = 5,
    LMBI_WARN_EXCESS_LITHIUM_HIDES_LOSS = 6,
    LMBI_WARN_BIAS_DOMINATES = 7,
    LMBI_WARN_SHORT_RECORD = 8,
    LMBI_WARN_STARTS_LATE = 9,
    LMBI_WARN_NO_ENERGY_CHANNEL = 10,
    LMBI_WARN_NO_CHARGE_CHANNEL = 11,
    LMBI_WARN_IRREGULAR_CYCLES = 12,
    LMBI_WARN_PARTIAL_DEPTH = 13,
    LMBI_WARN_MIXED_RATES = 14,
    LMBI_WARN_BELOW_RESOLUTION = 15,
    LMBI_WARN_TRANSFERRED_CE_LI = 16,
    LMBI_WARN_COUNTS_NOT_TO_END_OF_STAGE_3 = 17,
    LMBI_WARN_FIT_RESTS_ON_DEFAULTS = 18,
    LMBI_WARN_READINGS_DISAGREE = 19
};

/* An id as a word and in a sentence. */
struct lmbi_word {
    int32_t id;
    const char *name, *text;
};

/* A value with its 90 % interval; NaN where not known, and then why. */
struct lmbi_estimate {
    double value, lower, upper;
    int32_t reason;
};

enum { LMBI_FIRST_RESULT = 3000, LMBI_RESULT_SLOTS = 400, LMBI_WARNINGS = 32 };

struct lmbi_findings {
    struct lmbi_estimate result[LMBI_RESULT_SLOTS];
    int32_t warning[LMBI_WARNINGS], warnings;
};

/* Every result unknown, LMBI_NOT_COMPUTED; no warning. */
#define LMBI_Z90 1.6448536269514722 /* the 95 % quantile of a standard normal: 90 % intervals */

void lmbi_findings_init(struct lmbi_findings *f);
/* A value without an interval, with one, with one of +-LMBI_Z90 sd, or the reason why there is
 * none. A value that is not finite is LMBI_NO_NUMBER. */
void lmbi_find(struct lmbi_findings *f, int32_t id, double value);
void lmbi_find_within(struct lmbi_findings *f, int32_t id, double value, double lower,
                      double upper);
void lmbi_find_sd(struct lmbi_findings *f, int32_t id, double value, double sd);
void lmbi_find_not(struct lmbi_findings *f, int32_t id, int32_t reason);
/* What was found so far. */
static inline double lmbi_found(const struct lmbi_findings *f, int32_t id)
{
    return f->result[id - LMBI_FIRST_RESULT].value;
}
/* Add a warning once. */
void lmbi_warn(struct lmbi_findings *f, int32_t warning);
/* A warning in words; NULL for an unknown one. */
const struct lmbi_word *lmbi_warning(int32_t warning);

#endif
