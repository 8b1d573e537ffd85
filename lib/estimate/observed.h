/* What of a record a fit compares with the cell model, and the residuals. */
#ifndef LMBI_ESTIMATE_OBSERVED_H
#define LMBI_ESTIMATE_OBSERVED_H

#include "base/finding.h"
#include "estimate/unknowns.h"
#include "inventory/cycle.h"
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

/* And single ones: exhaustion (or survival), a CE_Li from outside, a measured residual. */
enum { LMBI_SINGLES = 3 };

struct lmbi_observed {
    struct lmbi_memory memory;
    const struct lmbi_table *report;
    int64_t rows, last_cycle, empty;     /* empty: the first row that lithium limits, or rows */
    int64_t count[LMBI_CHANNELS];
    int64_t *row[LMBI_CHANNELS];         /* of each reading */
    double *value[LMBI_CHANNELS], sigma[LMBI_CHANNELS], floor[LMBI_CHANNELS];
    int by_discharge;                    /* no charge channel: capacities are discharges */
    int reservoir_known;                 /* N is known or asked for: exhaustion tells something */
    double exhausted, exhausted_sd;      /* cycles, within the cycle; NaN: it lives */
    double ce_li, ce_li_sd;              /* NaN: not known */
    double left, left_sd, left_cycle;
};

/* The model's course over the rows of a record; areal. */
struct lmbi_course {
    double *channel[LMBI_CHANNELS];
    double *reservoir, *ce_li_of; /* by row: R, and the product of CE_Li up to it */
    double exhausted; /* cycles; beyond the record by the last drain */
    double ce_li;     /* mean, weighted by charge */
    double left;      /* after left_cycle */
    double onset[3];  /* of stages 2, 3, 4; infinite: not in the record, or skipped */
    struct lmbi_parameters parameters; /* as they were run */
    struct lmbi_rates rates;
    struct lmbi_state end; /* behind the last cycle of the record */
};

/* LMB_OK, LMB_ERROR_MEMORY; clear either way. */
int32_t lmbi_observe(struct lmbi_observed *o, const struct lmbi_table *report,
                     const struct lmbi_findings *f, const struct lmbi_subject *s);
void lmbi_observed_clear(struct lmbi_observed *o);
/* How many residuals there are. */
int64_t lmbi_residual_count(const struct lmbi_observed *o);

int32_t lmbi_course_new(struct lmbi_course *c, const struct lmbi_observed *o);
void lmbi_course_free(struct lmbi_course *c, const struct lmbi_observed *o);
void lmbi_course_run(struct lmbi_course *c, const struct lmbi_observed *o,
                     const struct lmbi_subject *s, const struct lmbi_guess *g);
/* In units of sigma; returns the sum of their squares, infinite where the model breaks down. */
double lmbi_residuals(const struct lmbi_observed *o, const struct lmbi_course *c,
                      const struct lmbi_guess *g, double *residual);

#endif
