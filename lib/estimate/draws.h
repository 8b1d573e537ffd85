/* What is read off draws, and off normals that have a bound. */
#ifndef LMBI_ESTIMATE_DRAWS_H
#define LMBI_ESTIMATE_DRAWS_H

#include <stdint.h>

/* Sort in place, then read the value below which the share p lies. */
void lmbi_sort(double *values, int64_t count);
double lmbi_quantile_of(const double *sorted, int64_t count, double p);
/* The same for the end of an interval: equal values (whole cycles) count as one at the middle of
 * their ranks, so that intervals of whole numbers do not hold too often. */
double lmbi_limit_of(const double *sorted, int64_t count, double p);

/* A normal estimate of what is known to lie above 0: its median there, its 90 % interval, and how
 * much of the normal lies below. */
struct lmbi_positive {
    double value, lower, upper, p_below;
};
struct lmbi_positive lmbi_above_zero(double mean, double sd);

#endif
