#include "estimate/reservoir.h"

#include <stddef.h>

#include "base/number.h"
#include "ce/summary.h"
#include "estimate/balance.h"
#include "estimate/bounds.h"
#include "estimate/decline.h"
#include "estimate/outside.h"
#include "stage/failure.h"

/* What of the anode was measured, and after which row. */
struct measured {
    int64_t row;      /* -1: residual_cycle is not in the record */
    double left, sd;  /* NaN: not measured */
    double dead, sei; /* titrated; NaN: not */
    double dead_sd, sei_sd;
};

static struct measured measured_of(const struct lmbi_table *t, const struct lmbi_knowledge *known)
{
    double cycle = known->residual_cycle, sd = known->residual_li_sd;
    struct measured m = {cycle == cycle ? lmbi_row_of_cycle(t, cycle) : t->rows - 1,
                         known->residual_li,
                         sd == sd ? sd : 0,
                         known->titrated_dead_li,
                         known->titrated_sei_li,
                         known->titrated_dead_li_sd,
                         known->titrated_sei_li_sd};
    if (m.row >= 0 && cycle == cycle && lmbi_column(t, LMB_COLUMN_CYCLE)[m.row] != cycle)
        m.row = -1;
    return m;
}

static int is_titrated(const struct measured *m) { return m->dead == m->dead && m->sei == m->sei; }

/* The first row that lithium limits, as the stages found it; -1: none. */
static int64_t exhausted_row(const struct lmbi_table *t, const struct lmbi_findings *f)
{
    double onset = lmbi_found(f, LMB_RESULT_ONSET_STAGE_4);
    if (lmbi_found(f, LMB_RESULT_FAILURE_MODE) != LMBI_FAILS_LI_EXHAUSTION ||
        !lmbi_is_finite(onset))
        return -1;
    return lmbi_row_of_cycle(t, onset);
}

/* Of all inactive lithium; NaN unless both titrations have one. */
static double titrated_sd(const struct measured *m)
{
    return lmbi_sqrt(m->dead_sd * m->dead_sd + m->sei_sd * m->sei_sd);
}

static double or_zero(double sd) { return sd == sd ? sd : 0; }

/* N - R + sum(Q_ch - Q_dis) up to a row. */
static void find_inactive(struct lmbi_findings *f, const struct lmbi_balance *b, double left,
                          double left_sd)
{
    lmbi_find_sd(f, LMB_RESULT_INACTIVE_LI, b->initial - left + b->net,
                 lmbi_balance_sd(b, left_sd));
}

static void find_exact(struct lmbi_findings *f, const struct lmbi_balance *b, double left,
                       double left_sd, int32_t source)
{
    lmbi_find_mean_ce_li(f, LMB_RESULT_CE_LI_MEAN, b, left, left_sd);
    lmbi_find(f, LMB_RESULT_CE_LI_SOURCE, source);
    find_inactive(f, b, left, left_sd);
}

/* The mass form: all inactive lithium was found, so the mean needs neither N nor R. */
static void find_titrated(struct lmbi_findings *f, const struct measured *m,
                          const struct lmbi_balance *b)
{
    double inactive = m->dead + m->sei, sd = titrated_sd(m);
    lmbi_find_sd(f, LMB_RESULT_CE_LI_MEAN, 1 - inactive / b->charged, sd / b->charged);
    lmbi_find(f, LMB_RESULT_CE_LI_SOURCE, LMBI_FROM_TITRATION);
    lmbi_find_sd(f, LMB_RESULT_INACTIVE_LI, inactive, sd);
}

/* Interval of the share D / (D + S), to first order in the errors of both, within 0 and 1. */
static void find_share(struct lmbi_findings *f, const struct measured *m, double inactive)
{
    double share = m->dead / inactive, by_dead = (1 - share) * m->dead_sd / inactive;
    double by_sei = share * m->sei_sd / inactive;
    double half = LMBI_Z90 * lmbi_sqrt(by_dead * by_dead + by_sei * by_sei);
    if (half == half)
        lmbi_find_within(f, LMB_RESULT_INACTIVE_DEAD_FRACTION, share, lmbi_max(share - half, 0),
                         lmbi_min(share + half, 1));
    else lmbi_find(f, LMB_RESULT_INACTIVE_DEAD_FRACTION, share);
}

static void find_split(struct lmbi_findings *f, const struct lmbi_balance *b,
                       const struct measured *m)
{
    double inactive = m->dead + m->sei, of_titration = or_zero(titrated_sd(m));
    if (inactive > 0) find_share(f, m, inactive);
    if (lmbi_found(f, LMB_RESULT_CE_LI_SOURCE) != LMBI_FROM_RESIDUAL) return;
    double sd = lmbi_balance_sd(b, m->sd);
    lmbi_find_sd(f, LMB_RESULT_UNACCOUNTED_LI, lmbi_found(f, LMB_RESULT_INACTIVE_LI) - inactive,
                 lmbi_sqrt(sd * sd + of_titration * of_titration));
}

/* The mean CE_Li, where something was measured or the reservoir is empty. */
static void find_mean(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                      struct lmbi_findings *f, const struct measured *m, int64_t exhausted)
{
    int titrated = is_titrated(m), residual = m->left == m->left;
    if ((residual || titrated) && m->row < 0) {
        lmbi_find_not(f, LMB_RESULT_CE_LI_MEAN, LMBI_RESIDUAL_OUTSIDE);
        return;
    }
    struct lmbi_balance b = lmbi_balance_at(t, known, f,
                                            residual || titrated ? m->row
                                            : exhausted >= 0     ? exhausted
                                                                 : t->rows - 1);
    if (residual) find_exact(f, &b, m->left, m->sd, LMBI_FROM_RESIDUAL);
    else if (titrated) find_titrated(f, m, &b);
    else if (exhausted >= 0) find_exact(f, &b, 0, 0, LMBI_FROM_EXHAUSTION);
    else if (lmbi_found(f, LMB_RESULT_FAILURE_MODE) == LMBI_FAILS_UNDECIDED)
        lmbi_find_not(f, LMB_RESULT_CE_LI_MEAN, LMBI_UNDECIDED);
    else lmbi_find_not(f, LMB_RESULT_CE_LI_MEAN, LMBI_BEFORE_EXHAUSTION);
    if (titrated) find_split(f, &b, m);
}

/* What is not inactive is left. */
static void reckon_left(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                        const struct lmbi_findings *f, struct measured *m)
{
    if (!is_titrated(m) || m->left == m->left || m->row < 0) return;
    struct lmbi_balance b = lmbi_balance_at(t, known, f, m->row);
    m->left = b.initial + b.net - m->dead - m->sei;
    m->sd = lmbi_balance_sd(&b, or_zero(titrated_sd(m)));
}

/* Nothing is left: 0 within the noise of one cycle. */
static void find_empty(const struct lmbi_table *t, struct lmbi_findings *f)
{
    double noise = lmbi_found(f, LMB_RESULT_CAPACITY_NOISE);
    const struct lmbi_estimate *onset = &f->result[LMB_RESULT_ONSET_STAGE_4 - LMBI_FIRST_RESULT];
    lmbi_find_within(f, LMB_RESULT_REMAINING_LI, 0, 0,
                     noise == noise ? LMBI_Z90 * noise * lmbi_found(f, LMB_RESULT_CAPACITY) : 0);
    lmbi_find(f, LMB_RESULT_P_EXHAUSTED, lmbi_column(t, LMB_COLUMN_P_STAGE_4)[t->rows - 1]);
    lmbi_find_within(f, LMB_RESULT_EXHAUSTION_CYCLE, onset->value, onset->lower, onset->upper);
}

static void find_measured(struct lmbi_findings *f, const struct measured *m)
{
    struct lmbi_positive p = lmbi_above_zero(m->left, m->sd);
    lmbi_find_within(f, LMB_RESULT_REMAINING_LI, p.value, p.lower, p.upper);
    lmbi_find(f, LMB_RESULT_P_EXHAUSTED, p.p_below);
}

static void refuse_remaining(const struct lmbi_knowledge *known, struct lmbi_findings *f,
                             const struct measured *m)
{
    int undecided = lmbi_found(f, LMB_RESULT_FAILURE_MODE) == LMBI_FAILS_UNDECIDED;
    int32_t why = undecided ? LMBI_UNDECIDED : LMBI_BEFORE_EXHAUSTION;
    int32_t forecast = undecided ? LMBI_UNDECIDED : LMBI_NO_FORECAST;
    if (known->outside_ce_li == known->outside_ce_li) why = forecast = LMBI_NO_OUTSIDE_SD;
    else if (m->left == m->left) why = m->row < 0 ? LMBI_RESIDUAL_OUTSIDE : LMBI_RESIDUAL_EARLIER;
    lmbi_find_not(f, LMB_RESULT_REMAINING_LI, why);
    lmbi_find_not(f, LMB_RESULT_P_EXHAUSTED, why);
    lmbi_find_not(f, LMB_RESULT_EXHAUSTION_CYCLE, forecast);
}

/* The anode-free twin: an anode-free cell with this CE_Li shows it cycle by cycle. */
static int32_t add_twin(struct lmbi_table *t, double ce_li)
{
    if (ce_li != ce_li) return LMB_OK;
    if (lmbi_table_add_column(t, LMB_COLUMN_RETENTION_TWIN)) return LMB_ERROR_MEMORY;
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE);
    for (int64_t i = 0; i < t->rows; i++)
        lmbi_column(t, LMB_COLUMN_RETENTION_TWIN)[i] = lmbi_pow(lmbi_max(ce_li, 0), cycle[i]);
    return LMB_OK;
}

int32_t lmbi_find_reservoir(struct lmbi_table *t, const struct lmbi_knowledge *known,
                            struct lmbi_findings *f)
{
    struct measured m = measured_of(t, known);
    int64_t exhausted = exhausted_row(t, f);
    int outside = known->outside_ce_li == known->outside_ce_li &&
                  known->outside_ce_li_sd == known->outside_ce_li_sd;
    find_mean(t, known, f, &m, exhausted);
    reckon_left(t, known, f, &m);
    int measured_last = m.left == m.left && m.row == t->rows - 1;
    struct lmbi_anchor anchor = {m.left == m.left ? m.row : -1, m.left, m.sd};
    if (exhausted >= 0) lmbi_find_decline(t, known, f, exhausted);
    double own = lmbi_found(f, LMB_RESULT_CE_LI_MEAN);
    if (add_twin(t, own == own ? own : outside ? known->outside_ce_li : LMBI_NAN))
        return LMB_ERROR_MEMORY;
    if (outside) {
        lmbi_warn(f, LMBI_WARN_TRANSFERRED_CE_LI);
        int32_t status = lmbi_reckon_from_outside(t, known, f, &anchor, exhausted);
        if (status) return status;
    } else {
        refuse_remaining(known, f, &m);
    }
    if (exhausted >= 0) find_empty(t, f);
    else if (measured_last) find_measured(f, &m);
    if (exhausted < 0 && !measured_last) lmbi_find_settling(t, known, f);
    return LMB_OK;
}

int32_t lmbi_find_by_mass(struct lmbi_table *t, const struct lmbi_knowledge *known,
                          struct lmbi_findings *f)
{
    struct measured m = measured_of(t, known);
    if (!is_titrated(&m) || !(lmbi_found(f, LMB_RESULT_CHARGE_THROUGHPUT) > 0) ||
        lmbi_column(t, LMB_COLUMN_CYCLE)[0] > 1)
        return LMB_OK;
    m.left = LMBI_NAN;
    find_mean(t, known, f, &m, -1);
    return add_twin(t, lmbi_found(f, LMB_RESULT_CE_LI_MEAN));
}
