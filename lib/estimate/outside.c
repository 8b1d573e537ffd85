#include "estimate/outside.h"

#include "base/number.h"
#include "ce/summary.h"
#include "estimate/balance.h"
#include "estimate/terms.h"

enum { DRAWS = 512, RECENT = 20 };

/* R = anchor + net - (1 - CE_Li) charged, since the anchor: N, or what was measured. */
struct reckoning {
    double anchor, anchor_sd;
    double charged, net, random; /* random: variance */
};

static double mean_left(const struct reckoning *r, double ce_li)
{
    return r->anchor + r->net - (1 - ce_li) * r->charged;
}

static double sd_left(const struct reckoning *r, double ce_li_sd, double gain_sd)
{
    double of_ce = ce_li_sd * r->charged, of_gain = gain_sd * r->charged;
    return lmbi_sqrt(r->anchor_sd * r->anchor_sd + of_ce * of_ce + of_gain * of_gain + r->random);
}

static void add_row(struct reckoning *r, const struct lmbi_table *t, const struct lmbi_findings *f,
                    int64_t row)
{
    const double *throughput = lmbi_column(t, LMB_COLUMN_CHARGE_THROUGHPUT);
    const double *net = lmbi_column(t, LMB_COLUMN_NET_CHARGE);
    r->charged += throughput[row] - (row > 0 ? throughput[row - 1] : 0);
    r->net += net[row] - (row > 0 ? net[row - 1] : 0);
    r->random += lmbi_net_charge_step(t, f, row);
}

static struct reckoning start_at_n(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                                   const struct lmbi_findings *f)
{
    struct lmbi_balance b = lmbi_balance_at(t, known, f, 0);
    return (struct reckoning){b.initial, b.initial_sd, 0, 0, 0};
}

/* Row by row, each as known after its cycle; returns the reckoning of the last. */
static struct reckoning fill_columns(struct lmbi_table *t, const struct lmbi_knowledge *known,
                                     const struct lmbi_findings *f,
                                     const struct lmbi_anchor *anchor, int64_t exhausted)
{
    struct reckoning r = start_at_n(t, known, f);
    for (int64_t i = 0; i < t->rows; i++) {
        add_row(&r, t, f, i);
        if (i == anchor->row) r = (struct reckoning){anchor->left, anchor->sd, 0, 0, 0};
        struct lmbi_positive p =
            lmbi_above_zero(mean_left(&r, known->outside_ce_li),
                            sd_left(&r, known->outside_ce_li_sd, known->gain_error_sd));
        if (exhausted >= 0 && i >= exhausted) p = (struct lmbi_positive){0, 0, 0, 1};
        lmbi_column(t, LMB_COLUMN_RESERVOIR_ESTIMATE)[i] = p.value;
        lmbi_column(t, LMB_COLUMN_RESERVOIR_LOWER)[i] = p.lower;
        lmbi_column(t, LMB_COLUMN_RESERVOIR_UPPER)[i] = p.upper;
    }
    return r;
}

/* What the cell shows of late: the mean of the last good CE, and the last good discharge. */
struct recent {
    double ce, ce_sd, discharge;
};

static struct recent recent_of(const struct lmbi_table *t, const struct lmbi_findings *f)
{
    const double *ce = lmbi_column(t, LMB_COLUMN_CE_CELL);
    const double *discharge = lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    double sum = 0, count = 0, charge = 0, noise = lmbi_found(f, LMB_RESULT_CE_NOISE);
    for (int64_t i = t->rows - 1; i >= 0 && count < RECENT; i--) {
        if (excluded[i] != LMB_EXCLUDED_NO || ce[i] != ce[i]) continue;
        sum += ce[i];
        charge += discharge[i];
        count++;
    }
    return (struct recent){sum / count, noise == noise ? noise / lmbi_sqrt(count) : 0,
                           charge / count};
}

/* Cycles until `left` is used up: each charge Q takes (c - l) Q of it, and the next is c Q. */
static double cycles_left(double left, double charge, double c, double l)
{
    double drain = (c - l) * charge, rest = 1 - c;
    if (drain <= 0) return LMBI_INFINITY;
    if (lmbi_abs(rest) < 1e-12) return left / drain;
    double share = 1 - left * rest / drain;
    return share > 0 ? lmbi_log(share) / lmbi_log(c) : LMBI_INFINITY;
}

/* Exhaustion cycle and normalized life over draws of N, CE_Li, gain, noise and the recent CE; those
 * that are empty by now are among them, at the next cycle. */
struct outcomes {
    double cycle[DRAWS], life[DRAWS];
    int64_t alive;
};

static void draw_outcomes(const struct lmbi_knowledge *known, const struct reckoning *r,
                          const struct recent *recent, double last, struct outcomes *o)
{
    struct lmbi_sequence sequence;
    lmbi_sequence_init(&sequence, 5, known->seed);
    double np_sd = lmbi_np_sd(known);
    for (int64_t i = 0; i < DRAWS; i++) {
        double z[5];
        lmbi_sequence_draw(&sequence, i, z);
        double gain = known->gain_error_sd * z[1],
               l = known->outside_ce_li + known->outside_ce_li_sd * z[2];
        double left =
            mean_left(r, l) + r->anchor_sd * z[0] + gain * r->charged + lmbi_sqrt(r->random) * z[3];
        double c = recent->ce - gain + recent->ce_sd * z[4];
        double whole = 0;
        if (left > 0) whole = cycles_left(left, recent->discharge, c, l) * (1 + 1e-12);
        if (whole < 1e15) whole = (double)(int64_t)whole;
        o->cycle[i] = last + whole + 1;
        o->life[i] = (last + whole) / lmbi_max(known->np_ratio + np_sd * z[0], 1e-9);
        o->alive += left > 0;
    }
}

/* Median of those alive, and the 90 % interval at the levels of all draws that hold what is left,
 * so that both are told of the same cells; beyond any horizon is infinite. */
static void find_spread(struct lmbi_findings *f, int32_t id, double *values, int64_t alive,
                        const double level[2])
{
    lmbi_sort(values, DRAWS);
    double value = lmbi_quantile_of(values, DRAWS, 1 - (double)alive / DRAWS / 2);
    if (!lmbi_is_finite(value)) lmbi_find_not(f, id, LMBI_NEVER_EXHAUSTED);
    else
        lmbi_find_within(f, id, value, lmbi_min(value, lmbi_limit_of(values, DRAWS, level[0])),
                         lmbi_max(value, lmbi_limit_of(values, DRAWS, level[1])));
}

/* The levels of the interval of what is left in the normal that it comes from. */
static void levels_of(const struct reckoning *r, const struct lmbi_knowledge *known,
                      double level[2])
{
    double mean = mean_left(r, known->outside_ce_li);
    double sd = sd_left(r, known->outside_ce_li_sd, known->gain_error_sd);
    struct lmbi_positive p = lmbi_above_zero(mean, sd);
    level[0] = sd > 0 ? lmbi_normal_cdf((p.lower - mean) / sd) : 0.05;
    level[1] = sd > 0 ? lmbi_normal_cdf((p.upper - mean) / sd) : 0.95;
}

/* Cycles left, off by `by` standard errors in one source. */
static double cycles_off(const struct lmbi_knowledge *known, const struct reckoning *r,
                         const struct recent *recent, int source, double by)
{
    double l = known->outside_ce_li, gain = 0, left = 0, c = recent->ce;
    if (source == LMBI_BY_CE_LI) l += known->outside_ce_li_sd * by;
    if (source == LMBI_BY_GAIN) gain = known->gain_error_sd * by;
    if (source == LMBI_BY_NP) left = r->anchor_sd * by;
    if (source == LMBI_BY_NOISE) left = lmbi_sqrt(r->random) * by;
    if (source == LMBI_BY_DECLINE) c += recent->ce_sd * by; /* noise, too: of the recent CE */
    return cycles_left(mean_left(r, l) + left + gain * r->charged, recent->discharge, c - gain, l);
}

/* By the slope at the middle; a decline is not part of this forecast. */
static void find_terms(const struct lmbi_knowledge *known, const struct reckoning *r,
                       const struct recent *recent, struct lmbi_findings *f)
{
    double sd[LMBI_TERMS], h = 1e-3;
    for (int i = 0; i < LMBI_TERMS; i++)
        sd[i] = lmbi_abs(cycles_off(known, r, recent, i, h) - cycles_off(known, r, recent, i, -h)) /
                (2 * h);
    sd[LMBI_BY_NOISE] = lmbi_sqrt(sd[LMBI_BY_NOISE] * sd[LMBI_BY_NOISE] +
                                  sd[LMBI_BY_DECLINE] * sd[LMBI_BY_DECLINE]);
    sd[LMBI_BY_DECLINE] = LMBI_NAN;
    if (mean_left(r, known->outside_ce_li) > 0) lmbi_find_terms(f, sd);
}

static int32_t find_end(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                        struct lmbi_findings *f, const struct reckoning *r)
{
    struct recent recent = recent_of(t, f);
    double last = lmbi_column(t, LMB_COLUMN_CYCLE)[t->rows - 1];
    int32_t end = LMB_RESULT_EXHAUSTION_CYCLE, life = LMB_RESULT_NORMALIZED_CYCLE_LIFE;
    struct outcomes *o = lmbi_new(&t->memory, 1, sizeof *o);
    if (!o) return LMB_ERROR_MEMORY;
    if (recent.ce == recent.ce) draw_outcomes(known, r, &recent, last, o);
    if (o->alive > 0) {
        double level[2];
        levels_of(r, known, level);
        find_spread(f, end, o->cycle, o->alive, level);
        find_spread(f, life, o->life, o->alive, level);
        find_terms(known, r, &recent, f);
    } else {
        int32_t why = recent.ce == recent.ce ? LMBI_UNDECIDED : LMBI_TOO_SHORT;
        lmbi_find_not(f, end,
                      why); /* by the balance it is over, and the capacity does not show it */
        lmbi_find_not(f, life, why);
    }
    lmbi_free(&t->memory, o);
    return LMB_OK;
}

int32_t lmbi_reckon_from_outside(struct lmbi_table *t, const struct lmbi_knowledge *known,
                                 struct lmbi_findings *f, const struct lmbi_anchor *anchor,
                                 int64_t exhausted)
{
    for (int32_t id = LMB_COLUMN_RESERVOIR_ESTIMATE; id <= LMB_COLUMN_RESERVOIR_UPPER; id++)
        if (lmbi_table_add_column(t, id)) return LMB_ERROR_MEMORY;
    struct reckoning r = fill_columns(t, known, f, anchor, exhausted);
    if (exhausted >= 0) return LMB_OK;
    struct lmbi_positive p =
        lmbi_above_zero(mean_left(&r, known->outside_ce_li),
                        sd_left(&r, known->outside_ce_li_sd, known->gain_error_sd));
    lmbi_find_within(f, LMB_RESULT_REMAINING_LI, p.value, p.lower, p.upper);
    lmbi_find(f, LMB_RESULT_P_EXHAUSTED, p.p_below);
    return find_end(t, known, f, &r);
}

static void find_settled(struct lmbi_findings *f, int32_t id, double mean, double sd)
{
    struct lmbi_positive p = lmbi_above_zero(mean, sd);
    if (mean == mean) lmbi_find(f, id, (p.upper - p.lower) / 2);
    else lmbi_find(f, id, LMBI_Z90 * sd); /* wherever the value will be */
}

void lmbi_find_settling(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                        struct lmbi_findings *f)
{
    struct reckoning r = start_at_n(t, known, f), weighed;
    for (int64_t i = 0; i < t->rows; i++) add_row(&r, t, f, i);
    double l = known->outside_ce_li, l_sd = known->outside_ce_li_sd, gain = known->gain_error_sd;
    double noise = lmbi_found(f, LMB_RESULT_CE_NOISE), mean = LMBI_NAN;
    double of_noise = noise == noise ? noise / lmbi_sqrt((double)t->rows) : 0;
    double twin_sd = lmbi_sqrt(gain * gain + of_noise * of_noise);
    if (l == l && l_sd == l_sd) mean = mean_left(&r, l);
    double left = mean == mean ? lmbi_max(mean, 0) : r.anchor + r.net;
    find_settled(f, LMB_RESULT_SETTLE_STRIP, mean, gain * left);
    if (!(l_sd <= twin_sd))
        find_settled(f, LMB_RESULT_SETTLE_ANODE_FREE, mean, sd_left(&r, twin_sd, gain));
    if (mean != mean) return; /* without CE_Li neither of these tells anything */
    weighed = r;
    weighed.anchor_sd = 0;
    find_settled(f, LMB_RESULT_SETTLE_FOIL, mean, sd_left(&weighed, l_sd, gain));
    find_settled(f, LMB_RESULT_SETTLE_GAIN, mean, sd_left(&r, l_sd, 0));
}
