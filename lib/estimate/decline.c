#include "estimate/decline.h"

#include "base/number.h"

enum { AFTER = 10 }; /* cycles after exhaustion whose CE is taken for CE_Li */

/* The two readings that fix the two parameters. */
struct decline {
    const struct lmbi_table *report;
    int64_t row;
    double lost, lost_sd; /* sum lam Q_ch up to `row`, Ah */
    double lam, lam_sd;   /* mean 1 - CE of the good cycles after it */
    int64_t used[AFTER], count;
};

static void read_after(struct decline *d)
{
    const double *ce = lmbi_column(d->report, LMB_COLUMN_CE_CELL);
    const double *excluded = lmbi_column(d->report, LMB_COLUMN_EXCLUDED);
    double sum = 0;
    for (int64_t i = d->row + 1; i < d->report->rows && d->count < AFTER; i++) {
        if (excluded[i] != LMB_EXCLUDED_NO || ce[i] != ce[i]) continue;
        d->used[d->count++] = i;
        sum += 1 - ce[i];
    }
    d->lam = sum / (double)d->count;
}

/* Of the law relative to its last cycle: a sum, and its derivative by ln gamma. */
struct weighted_sum {
    double value, slope;
};

/* What is lost per loss at the end. From cycle to cycle the weight falls by gamma. */
static struct weighted_sum lost_by(const struct decline *d, double log_gamma)
{
    const double *cycle = lmbi_column(d->report, LMB_COLUMN_CYCLE);
    const double *throughput = lmbi_column(d->report, LMB_COLUMN_CHARGE_THROUGHPUT);
    double weight = 1, by_cycle = lmbi_exp(-log_gamma);
    struct weighted_sum s = {0, 0};
    for (int64_t i = d->row; i >= 0; i--) {
        double lost = weight * (throughput[i] - (i > 0 ? throughput[i - 1] : 0));
        double step = i > 0 ? cycle[i] - cycle[i - 1] : 1;
        s.value += lost;
        s.slope += lost * (cycle[i] - cycle[d->row]);
        weight *= step == 1 ? by_cycle : lmbi_exp(-log_gamma * step);
    }
    return s;
}

/* The mean of the CE after it, per loss at the end. */
static struct weighted_sum seen_after(const struct decline *d, double log_gamma)
{
    const double *cycle = lmbi_column(d->report, LMB_COLUMN_CYCLE);
    struct weighted_sum s = {0, 0};
    for (int64_t i = 0; i < d->count; i++) {
        double past = cycle[d->used[i]] - cycle[d->row];
        double weight = lmbi_exp(log_gamma * past) / (double)d->count;
        s.value += weight;
        s.slope += weight * past;
    }
    return s;
}

/* ln gamma by Newton's method within a bracket: what is lost per loss at the end falls with it. */
static double solve_growth(const struct decline *d, double lost, double lam)
{
    double span = lmbi_column(d->report, LMB_COLUMN_CYCLE)[d->row];
    double lower = -20 / span, upper = 20 / span, x = 0;
    for (int i = 0; i < 60 && upper - lower > 1e-15; i++) {
        struct weighted_sum l = lost_by(d, x), a = seen_after(d, x);
        double off = lmbi_log(l.value / a.value / (lost / lam));
        if (off > 0) lower = x;
        else upper = x;
        double next = x - off / (l.slope / l.value - a.slope / a.value);
        if (!(next > lower && next < upper)) next = (lower + upper) / 2;
        if (lmbi_abs(next - x) < 1e-14) return next;
        x = next;
    }
    return x;
}

/* ln lam0 of the law with this gamma. */
static double start_of(const struct decline *d, double lam, double log_gamma)
{
    double cycles = lmbi_column(d->report, LMB_COLUMN_CYCLE)[d->row] - 1;
    return lmbi_log(lam / seen_after(d, log_gamma).value) - log_gamma * cycles;
}

void lmbi_find_decline(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                       struct lmbi_findings *f, int64_t row)
{
    struct decline d = {.report = report, .row = row};
    struct lmbi_balance b = lmbi_balance_at(report, known, f, row);
    double noise = lmbi_found(f, LMB_RESULT_CE_NOISE);
    read_after(&d);
    d.lost = b.initial + b.net;
    d.lost_sd = lmbi_sqrt(b.initial_sd * b.initial_sd + b.random_sd * b.random_sd);
    d.lam_sd = noise == noise && d.count > 0 ? noise / lmbi_sqrt((double)d.count) : 0;
    if (d.count < 3 || !(d.lam > 0) || !(d.lost > 0)) {
        lmbi_find_not(f, LMB_RESULT_DECLINE_CE_LI, LMBI_TOO_SHORT);
        lmbi_find_not(f, LMB_RESULT_DECLINE_GROWTH, LMBI_TOO_SHORT);
        return;
    }
    double gamma = solve_growth(&d, d.lost, d.lam), lam0 = start_of(&d, d.lam, gamma);
    /* N, the noise of the CE after it, and the gain error, which moves both. */
    double off[3][2] = {{d.lost_sd, 0}, {0, d.lam_sd}, {b.gain_sd, known->gain_error_sd}};
    double gamma_variance = 0, lam0_variance = 0;
    for (int i = 0; i < 3; i++) {
        double lam = lmbi_max(d.lam + off[i][1], d.lam / 10);
        double g = solve_growth(&d, d.lost + off[i][0], lam), l = start_of(&d, lam, g);
        gamma_variance += (g - gamma) * (g - gamma);
        lam0_variance += (l - lam0) * (l - lam0);
    }
    double half = LMBI_Z90 * lmbi_sqrt(lam0_variance), spread = lmbi_exp(half);
    double loss = lmbi_exp(lam0), growth = lmbi_exp(gamma);
    lmbi_find_within(f, LMB_RESULT_DECLINE_CE_LI, 1 - loss, 1 - loss * spread, 1 - loss / spread);
    spread = lmbi_exp(LMBI_Z90 * lmbi_sqrt(gamma_variance));
    lmbi_find_within(f, LMB_RESULT_DECLINE_GROWTH, growth, growth / spread, growth * spread);
}
