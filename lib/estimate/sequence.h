/* Deterministic draws that fill space evenly. */
#ifndef LMBI_ESTIMATE_SEQUENCE_H
#define LMBI_ESTIMATE_SEQUENCE_H

#include <stdint.h>

enum { LMBI_MOST_DIMENSIONS = 32 };

/* Where each dimension of the sequence starts, and how far it steps; what makes the draws level. */
struct lmbi_sequence {
    int32_t dimensions;
    double start[LMBI_MOST_DIMENSIONS], step[LMBI_MOST_DIMENSIONS];
    double mean[LMBI_MOST_DIMENSIONS], root[LMBI_MOST_DIMENSIONS * LMBI_MOST_DIMENSIONS];
};

/* Of `count` draws, more than dimensions. */
void lmbi_sequence_init(struct lmbi_sequence *s, int32_t dimensions, int64_t count, double seed);
/* Draw `index` (from 0) of independent standard normals: all of them have mean 0 and covariance 1.
 */
void lmbi_sequence_draw(const struct lmbi_sequence *s, int64_t index, double *normal);

#endif
