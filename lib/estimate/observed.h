/* What of a record a fit compares with the cell model, and the residuals. */
#ifndef LMBI_ESTIMATE_OBSERVED_H
#define LMBI_ESTIMATE_OBSERVED_H

#include "base/finding.h"
#include "base/progress.h"
#include "estimate/unknowns.h"
#include "inventory/lanes.h"
#include "table/table.h"

/* Channels: one reading a cycle. */
enum {
    LMBI_OF_CAPACITY,
    LMBI_OF_CE,
    LMBI_OF_CHARGE_VOLTAGE,
    LMBI_OF_DISCHARGE_VOLTAGE,
    LMBI_OF_THICKNESS,
    LMBI_CHANNELS
};

/* And single ones behind them: exhaustion (or survival), a CE_Li from outside, a measured residual.
 */
enum { LMBI_OF_END, LMBI_OF_CE_LI, LMBI_OF_LEFT, LMBI_SINGLES };

struct lmbi_observed {
    struct lmbi_memory memory;
    const struct lmbi_table *report;
    int64_t rows, last_cycle, empty; /* empty: the first row that lithium limits, or rows */
    int64_t reference;               /* row of the reference cycle */
    int64_t count[LMBI_CHANNELS];
    int64_t *row[LMBI_CHANNELS]; /* of each reading */
    double *value[LMBI_CHANNELS], sigma[LMBI_CHANNELS], floor[LMBI_CHANNELS];
    int by_discharge;               /* no charge channel: capacities are discharges */
    int reservoir_known;            /* N is known or asked for: exhaustion tells something */
    double exhausted, exhausted_sd; /* cycles, within the cycle; NaN: it lives */
    double ce_li, ce_li_sd;         /* NaN: not known */
    double left, left_sd, left_cycle;
    struct lmbi_progress *progress; /* told of each cycle that eight guesses have lived; NULL */
};

/* The record lived by as many guesses as there are lanes; areal. Only rows of lanes follow the head
 * of `lanes`, so that one lane can be copied over another. */
struct lmbi_course {
    double *twin;              /* NULL, or by row: the product of CE_Li up to it, of lane 0 */
    struct lmbi_lanes lanes;   /* behind the last cycle of the record */
    lmbi_lane area;            /* of the guess, cm2 */
    lmbi_lane cost;            /* sum of squared residuals, infinite where the model breaks down */
    lmbi_lane exhausted;       /* cycles, within the cycle; beyond the record by the last drain */
    lmbi_lane limited;         /* the first cycle that lithium limits; infinite: none so far */
    lmbi_lane short_cycles;    /* that lithium limits, by the share of it that was missing */
    lmbi_lane ce_li;           /* mean, weighted by charge */
    lmbi_lane left;            /* after left_cycle */
    lmbi_lane reference;       /* discharge of the reference cycle */
    lmbi_lane stage, onset[3]; /* of stages 2, 3, 4, between cycles; infinite: not so far */
    lmbi_lane weight;          /* of a draw */
};

/* LMB_OK, LMB_ERROR_MEMORY; clear either way. */
int32_t lmbi_observe(struct lmbi_observed *o, const struct lmbi_table *report,
                     const struct lmbi_findings *f, const struct lmbi_subject *s);
void lmbi_observed_clear(struct lmbi_observed *o);
/* How many residuals there are. */
int64_t lmbi_residual_count(const struct lmbi_observed *o);

/* The cell of a guess in areal amounts, with volts beside V0. */
struct lmbi_parameters lmbi_areal_model(const struct lmbi_observed *o,
                                        const struct lmbi_parameters *guess);
/* A reading of a channel is offset + factor x what that cell says. */
double lmbi_channel_factor(int channel, const struct lmbi_guess *g);
double lmbi_channel_offset(int channel, const struct lmbi_guess *g);
/* Live the record with `count` guesses; the other lanes repeat the first. Cancelled, no cost is
 * finite and there is nothing else to go by. `residual`: NULL, or room
 * for the residuals of each lane, lane after lane, in units of sigma. */
void lmbi_course_run(struct lmbi_course *c, const struct lmbi_observed *o,
                     const struct lmbi_subject *s, const struct lmbi_guess *g, int32_t count,
                     double *residual);
/* How far a cell is lived on behind its record, until it is empty: cycles. */
static inline int64_t lmbi_horizon(const struct lmbi_observed *o)
{
    return 3 * o->last_cycle + 200;
}
/* One cycle behind the record: notes the first that lithium limits. */
void lmbi_course_pass(struct lmbi_course *c);
/* Put one lane over another. */
void lmbi_course_copy(struct lmbi_course *to, int at, const struct lmbi_course *from, int lane);

#endif
