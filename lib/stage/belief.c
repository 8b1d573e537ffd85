#include "stage/belief.h"

#include <string.h>

#include "base/number.h"

void lmbi_belief_init(struct lmbi_belief *b, double first, double last)
{
    memset(b, 0, sizeof *b);
    b->first = first;
    b->width = lmbi_max(last - first, 1) / LMBI_BELIEF_BINS;
    b->evidence = LMBI_NAN;
}

void lmbi_belief_add(struct lmbi_belief *b, double from, double to, double mass)
{
    int64_t lower = (int64_t)lmbi_clip((from - b->first) / b->width, 0, LMBI_BELIEF_BINS - 1);
    int64_t upper = (int64_t)lmbi_clip((to - b->first) / b->width, 0, LMBI_BELIEF_BINS - 1);
    double each = mass / (double)(upper - lower + 1);
    for (int64_t i = lower; i <= upper; i++) b->below[i + 1] += each;
}

void lmbi_belief_close(struct lmbi_belief *b)
{
    for (int i = 0; i < LMBI_BELIEF_BINS; i++) b->below[i + 1] += b->below[i];
    double total = b->below[LMBI_BELIEF_BINS];
    for (int i = 0; i <= LMBI_BELIEF_BINS && total > 0; i++) b->below[i] /= total;
}

void lmbi_belief_rescale(struct lmbi_belief *b, const double *x, const double *cycle, int64_t count)
{
    struct lmbi_belief old = *b;
    int64_t k = 0;
    b->first = cycle[0];
    b->width = (cycle[count - 1] - cycle[0]) / LMBI_BELIEF_BINS;
    for (int i = 1; i <= LMBI_BELIEF_BINS; i++) {
        double border = b->first + i * b->width;
        while (k + 2 < count && cycle[k + 1] < border) k++;
        double part = (border - cycle[k]) / (cycle[k + 1] - cycle[k]);
        b->below[i] = lmbi_belief_below(&old, x[k] + part * (x[k + 1] - x[k]));
    }
}

double lmbi_belief_quantile(const struct lmbi_belief *b, double p)
{
    int lower = 0, upper = LMBI_BELIEF_BINS;
    while (upper - lower > 1) {
        int middle = (lower + upper) / 2;
        if (b->below[middle] < p) lower = middle;
        else upper = middle;
    }
    double mass = b->below[upper] - b->below[lower];
    double part = mass > 0 ? lmbi_clip((p - b->below[lower]) / mass, 0, 1) : 0.5;
    return b->first + (lower + part) * b->width;
}

double lmbi_belief_below(const struct lmbi_belief *b, double cycle)
{
    double bin = (cycle - b->first) / b->width;
    if (!(bin > 0)) return 0;
    if (bin >= LMBI_BELIEF_BINS) return b->below[LMBI_BELIEF_BINS];
    int i = (int)bin;
    return b->below[i] + (bin - i) * (b->below[i + 1] - b->below[i]);
}

double lmbi_belief_began(const struct lmbi_belief *b)
{
    if (b->evidence != b->evidence) return 0;
    return 1 / (1 + 100 * lmbi_exp(-b->evidence));
}

double lmbi_quick_exp(double x)
{
    if (!(x > -700)) return 0;
    x = lmbi_min(x, 700) * 0x1p-10;
    double y = (1.0 / 24) + x * ((1.0 / 120) + x * (1.0 / 720));
    y = 1 + x * (1 + x * (0.5 + x * ((1.0 / 6) + x * y)));
    for (int i = 0; i < 10; i++) y *= y;
    return y;
}

double lmbi_quick_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52) - 1023;
    bits = (bits & 0xFFFFFFFFFFFFFU) | 0x3FF0000000000000U;
    memcpy(&x, &bits, sizeof x);
    if (x > 1.4142135623730951) x *= 0.5, exponent++;
    double f = (x - 1) / (x + 1), f2 = f * f; /* |f| <= 0.172 */
    double sum = (1.0 / 5) + f2 * ((1.0 / 7) + f2 * ((1.0 / 9) + f2 * (1.0 / 11)));
    return 2 * f * (1 + f2 * ((1.0 / 3) + f2 * sum)) + 0.69314718055994531 * exponent;
}
