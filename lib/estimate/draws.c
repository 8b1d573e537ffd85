#include "estimate/draws.h"

#include "base/finding.h"
#include "base/number.h"

static void sift(double *values, int64_t root, int64_t count)
{
    double held = values[root];
    for (int64_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && values[child + 1] > values[child]) child++;
        if (!(values[child] > held)) break;
        values[root] = values[child];
        root = child;
    }
    values[root] = held;
}

void lmbi_sort(double *values, int64_t count)
{
    for (int64_t i = count / 2 - 1; i >= 0; i--) sift(values, i, count);
    for (int64_t end = count - 1; end > 0; end--) {
        double top = values[0];
        values[0] = values[end];
        values[end] = top;
        sift(values, 0, end);
    }
}

double lmbi_quantile_of(const double *sorted, int64_t count, double p)
{
    if (count < 1) return LMBI_NAN;
    double at = lmbi_clip(p * (double)count - 0.5, 0, (double)(count - 1));
    int64_t i = (int64_t)at;
    if (i + 1 >= count || sorted[i] == sorted[i + 1]) return sorted[i];
    return sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]);
}

double lmbi_limit_of(const double *sorted, int64_t count, double p)
{
    double at = lmbi_clip(p * (double)count - 0.5, 0, (double)(count - 1));
    double before = 0, here = 0; /* middles of runs of equal values */
    for (int64_t first = 0, next; first < count; first = next, before = here) {
        for (next = first + 1; next < count && sorted[next] == sorted[first];) next++;
        here = (double)(first + next - 1) / 2;
        if (here < at) continue;
        if (first == 0 || here == at) return sorted[first];
        double step = (at - before) / (here - before);
        return sorted[first - 1] + step * (sorted[first] - sorted[first - 1]);
    }
    return count > 0 ? sorted[count - 1] : LMBI_NAN;
}

/* Of an estimate t of what is not below 0, in its standard errors: the 90 % interval that orders by
 * the likelihood ratio (Feldman and Cousins 1998). It holds 90 % of the time wherever the truth is;
 * the quantiles of what lies above 0 would hold 95 % of the time near it. */
static double lower_limit(double t)
{
    double low = 0, high = t;
    if (t > 2 * LMBI_Z90) return t - LMBI_Z90;
    if (t < 1.2815515655446004) return 0; /* the normal quantile of 0.9 */
    for (int i = 0; i < 60; i++) {
        double m = (low + high) / 2;
        double inside = lmbi_normal_cdf(t - m) - lmbi_normal_cdf(t - t * t / (2 * m) - m);
        *(inside > 0.9 ? &low : &high) = m;
    }
    return low;
}

static double upper_limit(double t)
{
    double low = 0, high = LMBI_Z90;
    if (t >= 0) return t + LMBI_Z90;
    for (int i = 0; i < 60; i++) {
        double m = (low + high) / 2;
        double inside = lmbi_normal_cdf(lmbi_sqrt(m * m - 2 * m * t)) - lmbi_normal_cdf(t - m);
        *(inside < 0.9 ? &low : &high) = m;
    }
    return high;
}

struct lmbi_positive lmbi_above_zero(double mean, double sd)
{
    double t = sd > 0 ? mean / sd : mean > 0 ? LMBI_INFINITY : -LMBI_INFINITY;
    if (!(lmbi_abs(t) <= 30))
        return t > 0 ? (struct lmbi_positive){mean, mean - LMBI_Z90 * sd, mean + LMBI_Z90 * sd, 0}
                     : (struct lmbi_positive){0, 0, 0, 1};
    double share = lmbi_normal_cdf(t);
    return (struct lmbi_positive){lmbi_max(0, mean - sd * lmbi_normal_quantile(share / 2)),
                                  sd * lower_limit(t), sd * upper_limit(t), lmbi_normal_cdf(-t)};
}
