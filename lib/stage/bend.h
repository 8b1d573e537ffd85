/* Least-squares fits of a bend to a trace, for every place and every shape of it.
 *
 * Reading k of a level is y = a + b k + c f(k - tau) + noise, with f 0 up to the change point tau
 * and one of two shapes beyond it, x = k - tau:
 *
 *   smooth  f = (exp(g x) - 1 - g x) / g^2   the rate bends     (g = 0: x^2 / 2)
 *   kinked  f = (exp(g x) - 1) / g           the rate jumps     (g = 0: x)
 *
 * Inactive Li that spoils later plating grows as exp(g x) beyond its onset: polarization follows
 * it, and the loss of capacity that polarization causes is its integral.
 * For each (tau, shape, g) the least-squares c is closed-form in sums over k > tau of 1, x, f and
 * the readings, and a linear map takes the sums from one tau to the tau before it: all fits cost
 * O(readings x shapes). A reading of the rate has f' in place of f, the same c, and no b. */
#ifndef LMBI_STAGE_BEND_H
#define LMBI_STAGE_BEND_H

#include "stage/trace.h"

enum {
    LMBI_GROWTHS = 8,
    LMBI_BENDS = 2 * LMBI_GROWTHS, /* smooth, then kinked */
    LMBI_BEND_MARGIN = 4           /* readings that a change point keeps from either end */
};

struct lmbi_bend_fit {
    double along, across; /* c = along / across, sums over the noise variance */
    double mean, lean;    /* of f in the level: what a + b k take of it */
};

struct lmbi_sweep {
    const struct lmbi_trace *trace;
    const double *growth; /* g, LMBI_GROWTHS of them */
    double *residual;     /* of the line a + b k; scratch of trace->count */
    int32_t is_rate;
    double w, center, spread; /* sums of w, mean of x, sum of w (x - mean)^2 */
    double slope, rest;       /* b of the line, sum of w residual^2 */
    double rest_by_cycle;     /* that of a line against the cycle number */
};

/* Add the fits of all bends at the change points level->x[i], LMBI_BEND_MARGIN <= i < count -
 * LMBI_BEND_MARGIN, to fits[i * LMBI_BENDS + bend]. */
void lmbi_sweep_bends(struct lmbi_sweep *s, const struct lmbi_trace *level,
                      struct lmbi_bend_fit *fits);
/* From tau to where the extra rate, c f', has reached `extra`. */
double lmbi_bend_delay(int bend, double g, double c, double extra);
/* Correlation of neighbouring residuals of one fit: 0 within 1 / sqrt(count) where the noise is
 * white and the shape is right. */
double lmbi_bend_memory(const struct lmbi_sweep *s, const struct lmbi_bend_fit *fit, int64_t place,
                        int bend);

#endif
