/* A line whose slope changes once, over a transition of some width and shape, in sums of powers. */
#ifndef LMBI_STAGE_HINGE_H
#define LMBI_STAGE_HINGE_H

#include "stage/trace.h"

/* How the slope goes from 0 to 1. Even: linearly, over the width. Bell: as the logistic function
 * of that standard deviation does; of two even ones, which is within 0.4 % of the width of it. */
enum { LMBI_HINGE_EVEN, LMBI_HINGE_BELL, LMBI_HINGES };

struct lmbi_hinge {
    double tau, width; /* where the lines meet, and of the transition: in t */
    int shape;
};

struct lmbi_powers {
    double w, t, tt, t3, t4, r, tr, ttr;
};

struct lmbi_hinge_sums {
    const struct lmbi_trace *trace;
    struct lmbi_powers *sum;  /* over the readings before each */
    int64_t *first;           /* reading of each of `count` even parts of the record */
    double *t, *w, *residual; /* t = (cycle - center) / scale, from -1 to 1; of the line */
    double *size;             /* scratch */
    double center, scale;
    double mean, spread; /* of t: the weighted mean, sum of w (t - mean)^2 */
    double slope, rest;  /* of the straight line, per t */
};

/* One fit: the change of slope, how much of the line's rest it takes, the slope before it. */
struct lmbi_hinge_fit {
    double change, gain, before;
};

/* LMB_OK, LMB_ERROR_MEMORY; clear either way. The trace has at least 3 readings. */
int32_t lmbi_hinge_open(struct lmbi_hinge_sums *s, const struct lmbi_trace *trace,
                        const struct lmbi_memory *memory);
void lmbi_hinge_clear(struct lmbi_hinge_sums *s, const struct lmbi_memory *memory);

/* Fit the line with the weights `w`, and sum up. */
void lmbi_hinge_sum(struct lmbi_hinge_sums *s);
/* The least-squares fit of a hinge whose slope grows; all 0 where there is none. */
struct lmbi_hinge_fit lmbi_hinge_fit(const struct lmbi_hinge_sums *s, struct lmbi_hinge hinge);
/* Of the hinge itself, 0 to 1. */
double lmbi_hinge_slope(struct lmbi_hinge hinge, double t);
/* From the residuals of the line to those of a hinge; returns their sum of squares. */
double lmbi_hinge_take(struct lmbi_hinge_sums *s, struct lmbi_hinge hinge);

#endif
