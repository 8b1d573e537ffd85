/* The knee of a capacity that falls along one straight line and then along a steeper one. */
#ifndef LMBI_STAGE_KNEE_H
#define LMBI_STAGE_KNEE_H

#include "stage/belief.h"
#include "stage/trace.h"

struct lmbi_knee {
    double cycle, width; /* where the lines of the best fit meet, and of its transition: cycles */
    int shape;           /* of that, as a hinge's */
    double memory;       /* correlation of its neighbouring residuals */
    double rest;         /* sum of their squares over the noise variance; an outlier counts as 12 */
};

/* Residuals that hang together more are no noise: two lines are not all there is. */
#define LMBI_MOST_MEMORY 0.25

/* Where the two lines meet, by the cycle number, whatever the width and shape of the transition.
 * `factor` and `least` as in an onset's question. Beside CE, which tells of a bend, too, only a
 * knee counts whose second line is seen, and the trace stays as it is; else its outliers leave it.
 * LMB_OK with evidence NaN where the record is too short or no such line is seen;
 * LMB_ERROR_MEMORY. */
int32_t lmbi_find_knee(struct lmbi_trace *fade, double factor, double least, int is_beside_ce,
                       const struct lmbi_memory *memory, struct lmbi_knee *knee,
                       struct lmbi_belief *belief);

/* Sum of squared residuals of that best fit to other readings of the same record (3 or more), over
 * the variance of their noise; and of its slope to those of the rate, unless NULL, which may follow
 * it or not: that takes one more coefficient, which counts as log(readings). LMB_OK,
 * LMB_ERROR_MEMORY. */
int32_t lmbi_knee_rest(const struct lmbi_trace *fade, const struct lmbi_trace *rate,
                       const struct lmbi_knee *knee, const struct lmbi_memory *memory,
                       double *rest);

#endif
