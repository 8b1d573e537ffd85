#include "estimate/sequence.h"

#include "base/number.h"
#include "estimate/cholesky.h"

/* The generalized golden ratio of d dimensions: x^(d + 1) = x + 1. Its negative powers step
 * through the unit cube with low discrepancy (Roberts 2018). */
static double golden_ratio(int32_t dimensions)
{
    double x = 2;
    for (int i = 0; i < 60; i++) x = lmbi_exp(lmbi_log(1 + x) / (dimensions + 1));
    return x;
}

static double fraction(double x) { return x - (double)(int64_t)x; }

/* splitmix64, as a number of [0, 1) */
static double scatter(uint64_t z)
{
    z += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static void draw_raw(const struct lmbi_sequence *s, int64_t index, double *normal)
{
    for (int32_t i = 0; i < s->dimensions; i++) {
        double u = fraction(s->start[i] + (double)(index + 1) * s->step[i]);
        normal[i] = lmbi_normal_quantile(lmbi_clip(u, 0x1p-40, 1 - 0x1p-40));
    }
}

/* In a few hundred draws of many dimensions a direction that no axis has is some 5 % too wide or
 * too narrow: so they are moved and sheared to mean 0 and covariance 1. */
static void level_out(struct lmbi_sequence *s, int64_t count)
{
    int32_t n = s->dimensions;
    double z[LMBI_MOST_DIMENSIONS], per = 1 / (double)count;
    for (int64_t k = 0; k < count; k++) {
        draw_raw(s, k, z);
        for (int32_t i = 0; i < n; i++) s->mean[i] += z[i] * per;
    }
    for (int64_t k = 0; k < count; k++) {
        draw_raw(s, k, z);
        for (int32_t i = 0; i < n; i++)
            for (int32_t j = 0; j <= i; j++)
                s->root[i * n + j] += (z[i] - s->mean[i]) * (z[j] - s->mean[j]) * per;
    }
    lmbi_cholesky(s->root, n);
}

void lmbi_sequence_init(struct lmbi_sequence *s, int32_t dimensions, int64_t count, double seed)
{
    double ratio = golden_ratio(dimensions), step = 1;
    *s = (struct lmbi_sequence){.dimensions = dimensions};
    for (int32_t i = 0; i < dimensions; i++) {
        s->step[i] = step /= ratio;
        s->start[i] = scatter((uint64_t)seed * LMBI_MOST_DIMENSIONS + (uint64_t)i);
    }
    level_out(s, count);
}

void lmbi_sequence_draw(const struct lmbi_sequence *s, int64_t index, double *normal)
{
    draw_raw(s, index, normal);
    for (int32_t i = 0; i < s->dimensions; i++) normal[i] -= s->mean[i];
    lmbi_cholesky_solve_lower(s->root, s->dimensions, normal);
}
