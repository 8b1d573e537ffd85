/* Deterministic draws that fill space evenly, and what is read off them. */
#ifndef LMBI_ESTIMATE_DRAWS_H
#define LMBI_ESTIMATE_DRAWS_H

#include <stdint.h>

enum { LMBI_MOST_DIMENSIONS = 32 };

/* Where each dimension of the sequence starts, and how far it steps. */
struct lmbi_sequence {
    int32_t dimensions;
    double start[LMBI_MOST_DIMENSIONS], step[LMBI_MOST_DIMENSIONS];
};

void lmbi_sequence_init(struct lmbi_sequence *s, int32_t dimensions, double seed);
/* Draw `index` (from 0) of independent standard normals. */
void lmbi_sequence_draw(const struct lmbi_sequence *s, int64_t index, double *normal);

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
