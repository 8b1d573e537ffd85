#include "estimate/pool.h"

#include <stddef.h>

#include "base/number.h"
#include "estimate/bounds.h"
#include "stage/failure.h"

enum { MEANS = 241, SPREADS = 25 };

static int32_t count_seen(const struct lmbi_replicate *r, int32_t count)
{
    int32_t seen = 0;
    for (int32_t i = 0; i < count; i++) seen += !r[i].censored;
    return seen;
}

/* Where mean and spread may lie: about the values, as wide as they and their errors are. */
struct span {
    double lower, upper, width;
};

static struct span span_of(const struct lmbi_replicate *r, int32_t count)
{
    double least = LMBI_INFINITY, most = -LMBI_INFINITY, sd = 0;
    for (int32_t i = 0; i < count; i++) {
        least = lmbi_min(least, r[i].value);
        most = lmbi_max(most, r[i].value);
        sd = lmbi_max(sd, r[i].sd);
    }
    double width = lmbi_max(lmbi_max(most - least, sd), 1e-9);
    return (struct span){least - 3 * width, most + 3 * width, width};
}

static double log_density(const struct lmbi_replicate *r, int32_t count, double mean, double spread)
{
    double sum = 0;
    for (int32_t i = 0; i < count; i++) {
        double sd = lmbi_sqrt(spread * spread + r[i].sd * r[i].sd), z = (r[i].value - mean) / sd;
        sum += r[i].censored ? lmbi_log(lmbi_max(lmbi_normal_cdf(-z), 1e-300))
                             : -z * z / 2 - lmbi_log(sd);
    }
    return sum;
}

/* Median and 90 % interval of weights at points of a grid, `step` apart. */
static struct lmbi_estimate middle_of_grid(const double *weight, int count, double first,
                                           double step)
{
    static const double level[] = {0.5, 0.05, 0.95};
    double total = 0, at[3] = {first, first, first};
    for (int i = 0; i < count; i++) total += weight[i];
    for (int k = 0; k < 3; k++) {
        double below = 0;
        for (int i = 0; i < count; i++) {
            double share = weight[i] / total;
            if (below + share >= level[k]) {
                at[k] = first + step * (i - 0.5 + (level[k] - below) / share);
                break;
            }
            below += share;
        }
    }
    return (struct lmbi_estimate){at[0], at[1], at[2], LMBI_KNOWN};
}

struct lmbi_group lmbi_pool_replicates(const struct lmbi_replicate *r, int32_t count)
{
    struct lmbi_estimate none = {LMBI_NAN, LMBI_NAN, LMBI_NAN, LMBI_TOO_FEW_CELLS};
    struct lmbi_group g = {none, none};
    if (count_seen(r, count) < 2) return g;
    struct span s = span_of(r, count);
    double of_mean[MEANS] = {0}, of_spread[SPREADS] = {0}, most = -LMBI_MAX;
    double step = (s.upper - s.lower) / (MEANS - 1);
    double least = lmbi_log(s.width / 100), rise = lmbi_log(300) / (SPREADS - 1);
    for (int pass = 0; pass < 2; pass++) /* first the peak, so that nothing overflows */
        for (int j = 0; j < SPREADS; j++)
            for (int i = 0; i < MEANS; i++) {
                double density =
                    log_density(r, count, s.lower + step * i, lmbi_exp(least + rise * j));
                if (pass == 0) {
                    most = lmbi_max(most, density);
                    continue;
                }
                double weight = lmbi_exp(density - most);
                of_mean[i] += weight;
                of_spread[j] += weight;
            }
    g.mean = middle_of_grid(of_mean, MEANS, s.lower, step);
    g.spread = middle_of_grid(of_spread, SPREADS, least, rise);
    g.spread.value = lmbi_exp(g.spread.value);
    g.spread.lower = lmbi_exp(g.spread.lower);
    g.spread.upper = lmbi_exp(g.spread.upper);
    return g;
}

static const struct lmbi_estimate *of(const struct lmbi_findings *f, int32_t id)
{
    return &f->result[id - LMBI_FIRST_RESULT];
}

/* A mean CE_Li, or the bound that a cell without one sets. */
static int take_ce_li(const struct lmbi_findings *f, struct lmbi_replicate *r)
{
    const struct lmbi_estimate *e = of(f, LMB_RESULT_CE_LI_MEAN);
    r->censored = e->value != e->value;
    if (r->censored) e = of(f, LMB_RESULT_CE_LI_LOWER_BOUND);
    double half = (e->upper - e->lower) / 2;
    r->value = e->value;
    r->sd = half == half ? half / LMBI_Z90 : 0;
    return e->value == e->value;
}

/* Log of the cycle in which lithium ran out, or to which the cell has lived. */
static int take_life(const struct lmbi_findings *f, struct lmbi_replicate *r)
{
    const struct lmbi_estimate *e = of(f, LMB_RESULT_ONSET_STAGE_4);
    int seen =
        lmbi_found(f, LMB_RESULT_FAILURE_MODE) == LMBI_FAILS_LI_EXHAUSTION && e->value == e->value;
    double life = seen ? e->value : lmbi_found(f, LMB_RESULT_LAST_CYCLE);
    *r = (struct lmbi_replicate){lmbi_log(life), 0, !seen};
    if (seen) r->sd = (e->upper - e->lower) / 2 / LMBI_Z90 / life;
    return life > 0;
}

static void find_group(struct lmbi_findings *f, int32_t id, struct lmbi_estimate e, int as_log)
{
    if (e.value != e.value) lmbi_find_not(f, id, e.reason);
    else if (as_log)
        lmbi_find_within(f, id, lmbi_exp(e.value), lmbi_exp(e.lower), lmbi_exp(e.upper));
    else lmbi_find_within(f, id, e.value, e.lower, e.upper);
}

int32_t lmbi_pool_findings(struct lmbi_findings *pooled, const struct lmbi_findings *const *cells,
                           int32_t count, const struct lmbi_memory *memory)
{
    struct lmbi_replicate *r = lmbi_new(memory, (uint64_t)count, sizeof *r);
    if (!r) return LMB_ERROR_MEMORY;
    int32_t n = 0, lives = 0;
    for (int32_t i = 0; i < count; i++) n += take_ce_li(cells[i], &r[n]);
    struct lmbi_group ce_li = lmbi_pool_replicates(r, n);
    for (int32_t i = 0; i < count; i++) lives += take_life(cells[i], &r[lives]);
    struct lmbi_group life = lmbi_pool_replicates(r, lives);
    lmbi_find(pooled, LMB_RESULT_POOL_CELLS, count);
    lmbi_find(pooled, LMB_RESULT_POOL_EXHAUSTED, count_seen(r, lives));
    find_group(pooled, LMB_RESULT_CE_LI_MEAN, ce_li.mean, 0);
    find_group(pooled, LMB_RESULT_POOL_CE_LI_SPREAD, ce_li.spread, 0);
    if (ce_li.mean.reason == LMBI_KNOWN) lmbi_find(pooled, LMB_RESULT_CE_LI_SOURCE, LMBI_FROM_POOL);
    find_group(pooled, LMB_RESULT_EXHAUSTION_CYCLE, life.mean, 1);
    find_group(pooled, LMB_RESULT_POOL_LIFE_SPREAD, life.spread, 0);
    lmbi_free(memory, r);
    return LMB_OK;
}
