#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "estimate/observed.h"
#include "inventory/layer.h"

#define EACH(i) for (int i = 0; i < LMBI_LANES; i++)

/* What is kept while a record is lived. */
struct passage {
    int64_t next[LMBI_CHANNELS];  /* reading of each channel */
    int64_t first[LMBI_CHANNELS]; /* residual */
    int64_t count;                /* residuals of a lane */
    double *residual;
    lmbi_lane factor[LMBI_CHANNELS], offset[LMBI_CHANNELS];
    lmbi_lane lost, charged,
        excess[2]; /* beyond the levels of stages 2 and 3 in the cycle before */
};

static void start_lane(struct lmbi_course *c, int lane, const struct lmbi_observed *o,
                       const struct lmbi_subject *s, const struct lmbi_guess *g)
{
    struct lmbi_parameters p = lmbi_areal_model(o, &g->parameters);
    c->area[lane] = g->parameters.electrode_area;
    struct lmbi_rates rates = lmbi_rates_of(&p, s->ce_li_table, s->ce_li_count);
    lmbi_lanes_set(&c->lanes, lane, &p, &rates);
    c->exhausted[lane] = c->limited[lane] = LMBI_INFINITY;
    c->left[lane] = c->reference[lane] = LMBI_NAN;
    c->stage[lane] = 1;
    for (int k = 0; k < 3; k++) c->onset[k][lane] = LMBI_INFINITY;
    c->cost[lane] = c->short_cycles[lane] = 0;
}

static void start_passage(struct passage *w, const struct lmbi_observed *o,
                          const struct lmbi_guess *g, int32_t count)
{
    memset(w, 0, sizeof *w);
    for (int ch = 0; ch < LMBI_CHANNELS; ch++) {
        w->first[ch] = w->count;
        w->count += o->count[ch];
        EACH(i)
        {
            const struct lmbi_guess *of = &g[i < count ? i : 0];
            w->factor[ch][i] = lmbi_channel_factor(ch, of);
            w->offset[ch][i] = lmbi_channel_offset(ch, of);
        }
    }
    w->count += LMBI_SINGLES;
}

/* Up to exhaustion the CE is the cathode's, behind it CE_Li, whether the model agrees on the cycle
 * or not: so the readings stay smooth in the parameters. */
static void ce_of_row(const struct lmbi_course *c, int behind, lmbi_lane ce)
{
    const struct lmbi_lanes *l = &c->lanes;
    EACH(i)
    {
        double shown = l->limited[i] != 0 ? l->ce_cathode[i] : l->discharge[i] / l->charge[i];
        if (behind) shown = 1 - l->lam[i];
        if (!(LMBI_OF(l, np_ratio)[i] > 0)) shown = l->discharge[i] / l->charge[i];
        ce[i] = shown / (1 + LMBI_OF(l, cathode_oxidation)[i]);
    }
}

/* What the model says of a channel in this cycle; volts are those beside V0. */
static void read_model(const struct lmbi_course *c, const struct lmbi_observed *o, int channel,
                       int64_t row, lmbi_lane model)
{
    const struct lmbi_lanes *l = &c->lanes;
    double cycles = (double)l->cycles;
    switch (channel) {
    case LMBI_OF_CAPACITY:
        EACH(i)
        model[i] = o->by_discharge ? l->discharge[i]
                                   : l->charge[i] * (1 + LMBI_OF(l, cathode_oxidation)[i]);
        return;
    case LMBI_OF_CE: ce_of_row(c, row > o->empty, model); return;
    case LMBI_OF_CHARGE_VOLTAGE:
        EACH(i) model[i] = -LMBI_OF(l, voltage_fade)[i] * cycles + l->eta_ch[i];
        return;
    case LMBI_OF_DISCHARGE_VOLTAGE:
        EACH(i) model[i] = -LMBI_OF(l, voltage_fade)[i] * cycles - l->eta_dis[i];
        return;
    default: EACH(i) model[i] = lmbi_lithium_thickness * l->reservoir[i] + l->thickness[i];
    }
}

static void compare_row(struct lmbi_course *c, const struct lmbi_observed *o, struct passage *w,
                        int64_t row)
{
    for (int ch = 0; ch < LMBI_CHANNELS; ch++) {
        int64_t at = w->next[ch];
        if (at >= o->count[ch] || o->row[ch][at] != row) continue;
        double value = o->value[ch][at];
        double per_sigma = 1 / (ch == LMBI_OF_CAPACITY ? o->sigma[ch] * value : o->sigma[ch]);
        lmbi_lane r;
        read_model(c, o, ch, row, r);
        EACH(i)
        {
            r[i] = (value - w->offset[ch][i] - w->factor[ch][i] * r[i]) * per_sigma;
            c->cost[i] += r[i] * r[i];
        }
        w->next[ch] = at + 1;
        if (!w->residual) continue;
        double *residual = w->residual + w->first[ch] + at;
        EACH(i) residual[i * w->count] = r[i];
    }
}

/* Where a loss that rises from cycle to cycle passes its level, on the axis of cycles. */
static double crossing(double cycle, double before, double now)
{
    return cycle > 1 && before < now ? cycle - now / lmbi_max(now - before, now) : cycle - 0.5;
}

/* Section 7: no stage comes back, any may be skipped. */
static void note_stages(struct lmbi_course *c, struct passage *w)
{
    const struct lmbi_lanes *l = &c->lanes;
    double k = (double)l->cycles;
    EACH(i)
    {
        double site = 1 - LMBI_OF(l, ce_cathode)[i], was = c->stage[i], now = was;
        int formation = l->cycles == 1 && LMBI_OF(l, first_cycle_ce)[i] != 1;
        double lithium = l->lam[i] - 1.05 * l->lam0[i];
        double cathode = formation ? -1 : 1 - l->ce_cathode[i] - 1.5 * site - 1e-12;
        if (now < 2 && lithium > 0) now = 2;
        if (now < 3 && cathode > 0) now = 3;
        if (l->limited[i] != 0 && LMBI_OF(l, np_ratio)[i] > 0) now = 4;
        if (now > was && now == 2) c->onset[0][i] = crossing(k, w->excess[0][i], lithium);
        if (now > was && now == 3) c->onset[1][i] = crossing(k, w->excess[1][i], cathode);
        c->stage[i] = now;
        w->excess[0][i] = lithium;
        w->excess[1][i] = cathode;
    }
}

/* Exhaustion within its cycle: what the reservoir gave of what was missing. */
static void note_limits(struct lmbi_course *c)
{
    const struct lmbi_lanes *l = &c->lanes;
    double k = (double)l->cycles;
    EACH(i)
    {
        if (l->limited[i] == 0) continue;
        double li = 1 - l->lam[i], drop = l->ce_cathode[i] - li, share = 0;
        if (drop > 0) share = (l->discharge[i] / l->charge[i] - li) / drop;
        share = lmbi_clip(share, 0, 1 - 1e-9);
        c->short_cycles[i] += 1 - share;
        if (c->limited[i] <= LMBI_MAX) continue;
        c->limited[i] = k;
        c->exhausted[i] = k - 1 + share;
        if (LMBI_OF(l, np_ratio)[i] > 0) c->onset[2][i] = c->exhausted[i];
    }
}

void lmbi_course_pass(struct lmbi_course *c)
{
    lmbi_lanes_pass(&c->lanes);
    note_limits(c);
}

static void pass_in_record(struct lmbi_course *c, const struct lmbi_observed *o, struct passage *w)
{
    const struct lmbi_lanes *l = &c->lanes;
    lmbi_lane before;
    memcpy(before, l->reservoir, sizeof before);
    lmbi_course_pass(c);
    note_stages(c, w);
    EACH(i)
    {
        w->lost[i] += l->lam[i] * l->charge[i];
        w->charged[i] += l->charge[i];
    }
    if ((double)l->cycles == o->left_cycle) memcpy(c->left, l->reservoir, sizeof c->left);
    for (int i = 0; l->cycles == o->last_cycle && i < LMBI_LANES; i++) {
        double least = 1e-9 * LMBI_OF(l, cathode_capacity)[i];
        if (c->exhausted[i] > LMBI_MAX)
            c->exhausted[i] =
                (double)l->cycles + l->reservoir[i] / lmbi_max(before[i] - l->reservoir[i], least);
    }
}

/* A cell that lives must not run short within its record. Counted by the cycles that are, not from
 * the first on: a reservoir that falls to nothing and is filled again by the cathode's loss would
 * be a wall, which a fit does not see before it stands there. */
static double exhaustion_residual(const struct lmbi_observed *o, const struct lmbi_course *c, int i)
{
    if (!o->reservoir_known) return 0;
    if (o->exhausted == o->exhausted) return (o->exhausted - c->exhausted[i]) / o->exhausted_sd;
    return c->short_cycles[i] / 0.5;
}

static void conclude_course(struct lmbi_course *c, const struct lmbi_observed *o, struct passage *w)
{
    EACH(i)
    {
        c->ce_li[i] = 1 - w->lost[i] / w->charged[i];
        double r[LMBI_SINGLES] = {exhaustion_residual(o, c, i), 0, 0};
        if (o->ce_li == o->ce_li) r[LMBI_OF_CE_LI] = (o->ce_li - c->ce_li[i]) / o->ce_li_sd;
        if (o->left == o->left)
            r[LMBI_OF_LEFT] = (o->left - c->area[i] / 1000 * c->left[i]) / o->left_sd;
        for (int k = 0; k < LMBI_SINGLES; k++) {
            c->cost[i] += r[k] * r[k];
            if (w->residual) w->residual[i * w->count + w->count - LMBI_SINGLES + k] = r[k];
        }
        if (c->cost[i] != c->cost[i]) c->cost[i] = LMBI_INFINITY;
    }
}

void lmbi_course_run(struct lmbi_course *c, const struct lmbi_observed *o,
                     const struct lmbi_subject *s, const struct lmbi_guess *g, int32_t count,
                     double *residual)
{
    const double *cycle = lmbi_column(o->report, LMB_COLUMN_CYCLE);
    const struct lmbi_lanes *l = &c->lanes;
    struct passage w;
    double twin = 1;
    int64_t row = 0;
    if (lmbi_progress_add(o->progress, (uint64_t)o->last_cycle)) {
        EACH(i) c->cost[i] = LMBI_INFINITY;
        return;
    }
    start_passage(&w, o, g, count);
    w.residual = residual;
    EACH(i) start_lane(c, i, o, s, &g[i < count ? i : 0]);
    lmbi_lanes_start(&c->lanes);
    for (int64_t k = 1; k <= o->last_cycle; k++) {
        pass_in_record(c, o, &w);
        twin *= 1 - l->lam[0];
        if (row >= o->rows || cycle[row] > (double)k) continue;
        if (c->twin) c->twin[row] = twin;
        if (row == o->reference) memcpy(c->reference, l->discharge, sizeof c->reference);
        compare_row(c, o, &w, row++);
    }
    conclude_course(c, o, &w);
}

void lmbi_course_copy(struct lmbi_course *to, int at, const struct lmbi_course *from, int lane)
{
    size_t head = offsetof(struct lmbi_course, lanes.parameter);
    size_t rows = (sizeof *to - head) / sizeof(lmbi_lane);
    double *a = (double *)((char *)to + head) + at;
    const double *b = (const double *)((const char *)from + head) + lane;
    for (size_t k = 0; k < rows; k++) a[k * LMBI_LANES] = b[k * LMBI_LANES];
}
