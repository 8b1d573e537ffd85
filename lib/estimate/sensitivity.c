#include "estimate/sensitivity.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "inventory/layer.h"

#define EACH(i) for (int i = 0; i < LMBI_LANES; i++)
/* d parameter / du of lane i. */
#define D(field) LMBI_OF(d, field)[i]

/* Of what is no part of the model: how readings show it. */
static void start_channels(struct lmbi_sensitivity *w, const struct lmbi_guess *g,
                           const struct lmbi_guess direction[LMBI_LANES])
{
    static const struct lmbi_guess none;
    w->area = g->parameters.electrode_area;
    EACH(i) w->darea[i] = direction[i].parameters.electrode_area;
    for (int ch = 0; ch < LMBI_CHANNELS; ch++) {
        w->factor[ch] = lmbi_channel_factor(ch, g);
        EACH(i)
        {
            w->dfactor[ch][i] =
                lmbi_channel_factor(ch, &direction[i]) - lmbi_channel_factor(ch, &none);
            w->doffset[ch][i] = lmbi_channel_offset(ch, &direction[i]);
        }
    }
}

static void start_sensitivity(struct lmbi_sensitivity *w, const struct lmbi_observed *o,
                              const struct lmbi_subject *s, const struct lmbi_guess *g,
                              const struct lmbi_unknown *unknown, const double *u, int32_t count)
{
    struct lmbi_guess direction[LMBI_LANES];
    struct lmbi_parameters p = lmbi_areal_model(o, &g->parameters), dp[LMBI_LANES];
    struct lmbi_rates rates = lmbi_rates_of(&p, s->ce_li_table, s->ce_li_count);
    memset(w, 0, sizeof *w);
    memset(direction, 0, sizeof direction);
    w->limited = LMBI_INFINITY;
    w->left = LMBI_NAN;
    for (int32_t i = 0; i < count; i++)
        *lmbi_guess_value(&direction[i], unknown[i].id) = lmbi_scale_slope(unknown[i].scale, u[i]);
    start_channels(w, g, direction);
    EACH(i)
    {
        dp[i] = direction[i].parameters;
        if (p.np_ratio != g->parameters.np_ratio) dp[i].np_ratio = 0;
    }
    lmbi_tangents_start(&w->cell, &p, &rates, dp);
}

/* Of the share that the reservoir gave of what was missing. */
static void slopes_of_limits(struct lmbi_sensitivity *w)
{
    const struct lmbi_passage *q = &w->cell.passage;
    const struct lmbi_slopes *d = &w->cell.d;
    if (!q->limited) return;
    double ratio = q->discharge / q->charge, li = 1 - q->lam, drop = q->ce_cathode - li;
    double share = drop > 0 ? (ratio - li) / drop : 0;
    int within = share > 0 && share < 1 - 1e-9;
    int first = w->limited > LMBI_MAX;
    EACH(i)
    {
        double dratio = (d->discharge[i] - ratio * d->charge[i]) / q->charge;
        double dshare = dratio + d->lam[i] - share * (d->ce_cathode[i] + d->lam[i]);
        dshare = within ? dshare / drop : 0;
        w->dshort_cycles[i] -= dshare;
        if (first) w->dexhausted[i] = dshare;
    }
    if (first) w->limited = (double)w->cell.state.cycles;
}

void lmbi_sensitivity_pass(struct lmbi_sensitivity *w)
{
    lmbi_tangents_pass(&w->cell);
    slopes_of_limits(w);
}

/* A cell that is not empty goes on as in its last cycle. */
static void slopes_of_drain(struct lmbi_sensitivity *w, double before, const lmbi_lane dbefore)
{
    const struct lmbi_slopes *d = &w->cell.d;
    double now = lmbi_total(w->cell.state.reservoir);
    double least = 1e-9 * w->cell.parameters.cathode_capacity;
    double drain = lmbi_max(before - now, least), cycles = now / drain;
    EACH(i)
    {
        double ddrain =
            before - now > least ? dbefore[i] - d->reservoir[i] : 1e-9 * D(cathode_capacity);
        w->dexhausted[i] = (d->reservoir[i] - cycles * ddrain) / drain;
    }
}

static void pass_with_slopes(struct lmbi_sensitivity *w, const struct lmbi_observed *o)
{
    const struct lmbi_passage *q = &w->cell.passage;
    const struct lmbi_slopes *d = &w->cell.d;
    double before = lmbi_total(w->cell.state.reservoir);
    lmbi_lane dbefore;
    memcpy(dbefore, d->reservoir, sizeof dbefore);
    lmbi_sensitivity_pass(w);
    w->lost += q->lam * q->charge;
    w->charged += q->charge;
    EACH(i)
    {
        w->dlost[i] += d->lam[i] * q->charge + q->lam * d->charge[i];
        w->dcharged[i] += d->charge[i];
    }
    if ((double)w->cell.state.cycles == o->left_cycle) {
        w->left = lmbi_total(w->cell.state.reservoir);
        memcpy(w->dleft, d->reservoir, sizeof w->dleft);
    }
    if (w->cell.state.cycles == o->last_cycle && w->limited > LMBI_MAX)
        slopes_of_drain(w, before, dbefore);
}

/* The CE of ce_of_row() in course.c. */
static double slopes_of_ce(const struct lmbi_tangents *t, int behind, lmbi_lane slope)
{
    const struct lmbi_passage *q = &t->passage;
    const struct lmbi_slopes *d = &t->d;
    double ratio = q->discharge / q->charge, per_charge = 1 + t->parameters.cathode_oxidation;
    int of_ratio = !(t->parameters.np_ratio > 0) || !(behind || q->limited);
    double ce = (of_ratio ? ratio : behind ? 1 - q->lam : q->ce_cathode) / per_charge;
    EACH(i)
    {
        double dratio = (d->discharge[i] - ratio * d->charge[i]) / q->charge;
        double shown = of_ratio ? dratio : behind ? -d->lam[i] : d->ce_cathode[i];
        slope[i] = (shown - ce * D(cathode_oxidation)) / per_charge;
    }
    return ce;
}

/* The slopes of what read_model() in course.c says of a channel; returns what that is where
 * readings count by a factor that may move, else 0. */
static double slopes_of_channel(const struct lmbi_tangents *t, const struct lmbi_observed *o,
                                int channel, int64_t row, lmbi_lane slope)
{
    const struct lmbi_passage *q = &t->passage;
    const struct lmbi_slopes *d = &t->d;
    double cycles = (double)t->state.cycles;
    double per_charge = 1 + t->parameters.cathode_oxidation;
    switch (channel) {
    case LMBI_OF_CAPACITY:
        EACH(i)
        slope[i] = o->by_discharge ? d->discharge[i]
                                   : d->charge[i] * per_charge + q->charge * D(cathode_oxidation);
        return o->by_discharge ? q->discharge : q->charge * per_charge;
    case LMBI_OF_CE: return slopes_of_ce(t, row > o->empty, slope);
    case LMBI_OF_CHARGE_VOLTAGE:
        EACH(i) slope[i] = -D(voltage_fade) * cycles + d->eta_ch[i];
        return 0;
    case LMBI_OF_DISCHARGE_VOLTAGE:
        EACH(i) slope[i] = -D(voltage_fade) * cycles - d->eta_dis[i];
        return 0;
    default:
        EACH(i) slope[i] = lmbi_lithium_thickness * d->reservoir[i] + d->thickness[i];
        return 0;
    }
}

/* d residual / du of a reading, into its row of each column. */
static void note_slopes(struct lmbi_sensitivity *w, const struct lmbi_observed *o, int channel,
                        int64_t reading, double *residual, int64_t rows)
{
    double value = o->value[channel][reading];
    double sigma = channel == LMBI_OF_CAPACITY ? o->sigma[channel] * value : o->sigma[channel];
    const double *doffset = w->doffset[channel], *dfactor = w->dfactor[channel];
    lmbi_lane slope;
    double model = slopes_of_channel(&w->cell, o, channel, o->row[channel][reading], slope);
    double factor = w->factor[channel], per_sigma = 1 / sigma;
    EACH(i) slope[i] = -(doffset[i] + dfactor[i] * model + factor * slope[i]) * per_sigma;
    EACH(i) residual[i * rows] = slope[i];
}

/* Of the single residuals, from `end` on. */
static void conclude_slopes(struct lmbi_sensitivity *w, const struct lmbi_observed *o, double *end,
                            int64_t rows)
{
    double ce_li = 1 - w->lost / w->charged;
    EACH(i)
    {
        double *r = end + i * rows;
        double dce_li = -(w->dlost[i] - (1 - ce_li) * w->dcharged[i]) / w->charged;
        double dleft = (w->darea[i] * w->left + w->area * w->dleft[i]) / 1000;
        r[LMBI_OF_END] = 0;
        if (o->reservoir_known) r[LMBI_OF_END] = w->dshort_cycles[i] / 0.5;
        if (o->reservoir_known && o->exhausted == o->exhausted)
            r[LMBI_OF_END] = -w->dexhausted[i] / o->exhausted_sd;
        r[LMBI_OF_CE_LI] = o->ce_li == o->ce_li ? -dce_li / o->ce_li_sd : 0;
        r[LMBI_OF_LEFT] = o->left == o->left ? -dleft / o->left_sd : 0;
    }
}

static void drop_infinite(double *column, int64_t count)
{
    for (int64_t k = 0; k < count; k++)
        if (!lmbi_is_finite(column[k])) column[k] = 0;
}

/* All readings of a row of the record; `next`: of each channel. */
static void note_row(struct lmbi_sensitivity *w, const struct lmbi_observed *o, int64_t row,
                     int64_t next[LMBI_CHANNELS], double *column, int64_t rows)
{
    for (int ch = 0; ch < LMBI_CHANNELS; column += o->count[ch++])
        if (next[ch] < o->count[ch] && o->row[ch][next[ch]] == row) {
            note_slopes(w, o, ch, next[ch], column + next[ch], rows);
            next[ch]++;
        }
}

void lmbi_sensitivity_run(struct lmbi_sensitivity *w, const struct lmbi_observed *o,
                          const struct lmbi_subject *s, const struct lmbi_guess *g,
                          const struct lmbi_unknown *unknown, const double *u, int32_t count,
                          double *column)
{
    const double *cycle = lmbi_column(o->report, LMB_COLUMN_CYCLE);
    int64_t next[LMBI_CHANNELS] = {0}, rows = lmbi_residual_count(o), row = 0;
    start_sensitivity(w, o, s, g, unknown, u, count);
    if (column) memset(column, 0, (size_t)(rows * LMBI_LANES) * sizeof *column);
    if (lmbi_progress_add(o->progress, (uint64_t)o->last_cycle)) return;
    for (int64_t k = 1; k <= o->last_cycle; k++) {
        pass_with_slopes(w, o);
        if (row >= o->rows || cycle[row] > (double)k) continue;
        if (column) note_row(w, o, row, next, column, rows);
        row++;
    }
    if (!column) return;
    conclude_slopes(w, o, column + rows - LMBI_SINGLES, rows);
    drop_infinite(column, rows * LMBI_LANES);
}
