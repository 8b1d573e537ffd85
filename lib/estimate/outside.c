#include "estimate/outside.h"

#include "base/number.h"
#include "ce/summary.h"
#include "estimate/balance.h"
#include "estimate/terms.h"
#include "stage/failure.h"

enum { RECENT = 20 };
/* By the balance it is over then, and the capacity does not show it. */
static const double SURELY_EMPTY = 0.998;

/* R = anchor + net - (1 - CE_Li) charged, since the anchor: N, or what was measured. */
struct reckoning {
    double anchor, anchor_sd;
    double charged, net, random; /* random: variance */
    int of_np;                   /* the anchor is N */
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
    return (struct reckoning){b.initial, b.initial_sd, 0, 0, 0, 1};
}

/* Row by row, each as known after its cycle; returns the reckoning of the last. */
static struct reckoning fill_columns(struct lmbi_table *t, const struct lmbi_knowledge *known,
                                     const struct lmbi_findings *f,
                                     const struct lmbi_anchor *anchor, int64_t exhausted)
{
    struct reckoning r = start_at_n(t, known, f);
    for (int64_t i = 0; i < t->rows; i++) {
        add_row(&r, t, f, i);
        if (i == anchor->row) r = (struct reckoning){anchor->left, anchor->sd, 0, 0, 0, 0};
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

/* What the cycles to come take off: each charge Q takes (c - l) Q of it, and the next is c Q. */
static double drain_of(double cycles, double charge, double c, double l)
{
    double rest = 1 - c, sum = cycles;
    if (lmbi_abs(rest) >= 1e-12)
        sum = (1 - lmbi_exp(lmbi_clip(cycles * lmbi_log(c), -300, 300))) / rest;
    return (c - l) * charge * sum;
}

/* A cell that lives on as it did of late, behind cycle `last`. */
struct outlook {
    const struct lmbi_knowledge *known;
    const struct reckoning *r;
    struct recent recent;
    double last;
};

/* Lithium left after `cycles` more, in its standard errors: to first order, all that is uncertain
 * is normal. With `np_too`, the count itself is uncertain, as a life that is counted in N/P. */
static double surplus(const struct outlook *o, double cycles, int np_too)
{
    const struct lmbi_knowledge *known = o->known;
    double c = o->recent.ce, l = known->outside_ce_li, q = o->recent.discharge, h = 1e-6;
    double by_c = (drain_of(cycles, q, c + h, l) - drain_of(cycles, q, c - h, l)) / (2 * h);
    double of_l = known->outside_ce_li_sd * (o->r->charged + drain_of(cycles, q, c, c - 1));
    double of_gain = known->gain_error_sd * (o->r->charged + by_c), of_c = o->recent.ce_sd * by_c;
    double of_anchor = o->r->anchor_sd, of_count = 0;
    if (np_too) {
        double next = drain_of(cycles + 0.5, q, c, l) - drain_of(cycles - 0.5, q, c, l);
        of_count = next * (cycles + o->last) * lmbi_np_sd(known) / known->np_ratio;
        if (o->r->of_np)
            of_anchor -= of_count, of_count = 0; /* more lithium, and more to divide by */
    }
    double left = mean_left(o->r, l) - drain_of(cycles, q, c, l);
    double sd = lmbi_sqrt(of_l * of_l + of_gain * of_gain + of_c * of_c + of_anchor * of_anchor +
                          of_count * of_count + o->r->random);
    return sd > 0 ? left / sd : left > 0 ? LMBI_INFINITY : -LMBI_INFINITY;
}

/* So many cycles are left at most with probability p; beyond any horizon is infinite. */
static double cycles_within(const struct outlook *o, double p, int np_too)
{
    double alive = -lmbi_normal_quantile(p), low = np_too ? -o->last : 0, high = 1;
    if (!(surplus(o, low, np_too) > alive)) return low;
    while (surplus(o, high, np_too) > alive)
        if ((high *= 2) > 1e15) return LMBI_INFINITY;
    for (int i = 0; i < 80; i++) {
        double middle = (low + high) / 2;
        *(surplus(o, middle, np_too) > alive ? &low : &high) = middle;
    }
    return high * (1 + 1e-12);
}

/* The end of an interval of the exhaustion cycle. That is a whole number, which counts at the
 * middle of its probability, lest intervals of a few cycles hold too often. */
static double limit_of_end(const struct outlook *o, double p)
{
    double left = cycles_within(o, p, 0), within[4];
    if (!lmbi_is_finite(left)) return left;
    double whole = (double)(int64_t)left;
    for (int i = 0; i < 4; i++) within[i] = lmbi_normal_cdf(-surplus(o, whole + i - 1, 0));
    int next = (within[1] + within[2]) / 2 < p; /* of within: cycles end at 1 and 2, or 2 and 3 */
    double before = (within[next] + within[next + 1]) / 2;
    double here = (within[next + 1] + within[next + 2]) / 2;
    if (within[next + 1] >= 1) return o->last + whole + next;
    if (whole + next < 1 || within[next + 1] <= 0) return o->last + whole + next + 1;
    return o->last + whole + next + (p - before) / (here - before);
}

/* Median of a cell that lives, and the 90 % interval at the levels that hold what is left. */
static void find_spread(struct lmbi_findings *f, const struct outlook *o, double alive,
                        const double level[2])
{
    int32_t end = LMB_RESULT_EXHAUSTION_CYCLE, life = LMB_RESULT_NORMALIZED_CYCLE_LIFE;
    double np = o->known->np_ratio, left = cycles_within(o, 1 - alive / 2, 0), limit[2];
    if (!lmbi_is_finite(left)) {
        lmbi_find_not(f, end, LMBI_NEVER_EXHAUSTED);
        lmbi_find_not(f, life, LMBI_NEVER_EXHAUSTED);
        return;
    }
    double value = o->last + (double)(int64_t)left + 1;
    for (int i = 0; i < 2; i++) limit[i] = limit_of_end(o, level[i]);
    lmbi_find_within(f, end, value, lmbi_min(value, limit[0]), lmbi_max(value, limit[1]));
    for (int i = 0; i < 2; i++)
        limit[i] = lmbi_np_sd(o->known) > 0 ? (o->last + cycles_within(o, level[i], 1) - 0.5) / np
                                            : (limit[i] - 1) / np;
    value = (value - 1) / np;
    lmbi_find_within(f, life, value, lmbi_min(value, limit[0]), lmbi_max(value, limit[1]));
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

static void find_end(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                     struct lmbi_findings *f, const struct reckoning *r, double p_exhausted)
{
    struct outlook o = {known, r, recent_of(t, f), lmbi_column(t, LMB_COLUMN_CYCLE)[t->rows - 1]};
    int known_ce = o.recent.ce == o.recent.ce;
    int undecided = lmbi_found(f, LMB_RESULT_FAILURE_MODE) == LMBI_FAILS_UNDECIDED;
    int32_t why = !known_ce ? LMBI_TOO_SHORT : undecided ? LMBI_UNDECIDED : LMBI_CONTRADICTED;
    if (known_ce && p_exhausted < SURELY_EMPTY) {
        double level[2];
        levels_of(r, known, level);
        find_spread(f, &o, 1 - p_exhausted, level);
        find_terms(known, r, &o.recent, f);
        return;
    }
    lmbi_find_not(f, LMB_RESULT_EXHAUSTION_CYCLE, why);
    lmbi_find_not(f, LMB_RESULT_NORMALIZED_CYCLE_LIFE, why);
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
    find_end(t, known, f, &r, p.p_below);
    return LMB_OK;
}

/* Of the 90 % interval of what is left; mean NaN: wherever the value will be. */
static double half_width(double mean, double sd)
{
    struct lmbi_positive p = lmbi_above_zero(mean, sd);
    return mean == mean ? (p.upper - p.lower) / 2 : LMBI_Z90 * sd;
}

/* What would not narrow the interval, `now` so wide, is no measurement to make. */
static void find_settled(struct lmbi_findings *f, int32_t id, double now, double half)
{
    if (half < now) lmbi_find(f, id, half);
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
    double now = mean == mean ? half_width(mean, sd_left(&r, l_sd, gain)) : LMBI_INFINITY;
    if (now < 1e-6 * r.anchor) return; /* that is known */
    find_settled(f, LMB_RESULT_SETTLE_STRIP, now, half_width(mean, gain * left));
    if (!(l_sd <= twin_sd))
        find_settled(f, LMB_RESULT_SETTLE_ANODE_FREE, now,
                     half_width(mean, sd_left(&r, twin_sd, gain)));
    if (mean != mean) return; /* without CE_Li neither of these tells anything */
    weighed = r;
    weighed.anchor_sd = 0;
    find_settled(f, LMB_RESULT_SETTLE_FOIL, now, half_width(mean, sd_left(&weighed, l_sd, gain)));
    find_settled(f, LMB_RESULT_SETTLE_GAIN, now, half_width(mean, sd_left(&r, l_sd, 0)));
}
