#include <stddef.h>

#include "base/number.h"
#include "estimate/observed.h"
#include "inventory/layer.h"

int32_t lmbi_course_new(struct lmbi_course *c, const struct lmbi_observed *o)
{
    *c = (struct lmbi_course){.exhausted = LMBI_INFINITY};
    double *block = lmbi_new(&o->memory, (uint64_t)o->rows, (LMBI_CHANNELS + 2) * sizeof *block);
    if (!block) return LMB_ERROR_MEMORY;
    for (int i = 0; i < LMBI_CHANNELS; i++) c->channel[i] = block + i * o->rows;
    c->reservoir = block + LMBI_CHANNELS * o->rows;
    c->ce_li_of = c->reservoir + o->rows;
    return LMB_OK;
}

void lmbi_course_free(struct lmbi_course *c, const struct lmbi_observed *o)
{
    lmbi_free(&o->memory, c->channel[0]);
    c->channel[0] = NULL;
}

static double ce_of(const struct lmbi_passage *q, const struct lmbi_parameters *p)
{
    return q->discharge / q->charge / (1 + p->cathode_oxidation);
}

/* Volts are those beside V0. Up to exhaustion the CE is the cathode's, behind it CE_Li, whether
 * the model agrees on the cycle or not: so the readings stay smooth in the parameters. */
static void take_row(struct lmbi_course *c, const struct lmbi_observed *o, int64_t row,
                     const struct lmbi_passage *q)
{
    const struct lmbi_parameters *p = &c->parameters;
    double ce = ce_of(q, p), left = lmbi_total(c->end.reservoir);
    double fade = -p->voltage_fade * (double)c->end.cycles;
    if (p->np_ratio > 0 && row > o->empty) ce = (1 - q->lam) / (1 + p->cathode_oxidation);
    else if (p->np_ratio > 0 && q->limited) ce = q->ce_cathode / (1 + p->cathode_oxidation);
    c->channel[LMBI_OF_CAPACITY][row] = o->by_discharge ? q->discharge
                                                        : q->charge * (1 + p->cathode_oxidation);
    c->channel[LMBI_OF_CE][row] = ce;
    c->channel[LMBI_OF_CHARGE_VOLTAGE][row] = fade + q->layer.eta_ch;
    c->channel[LMBI_OF_DISCHARGE_VOLTAGE][row] = fade - q->layer.eta_dis;
    c->channel[LMBI_OF_THICKNESS][row] = lmbi_lithium_thickness * left + q->layer.thickness;
    c->reservoir[row] = left;
}

/* Cycles to exhaustion, the last one in part: what the reservoir gave of what was missing. */
static double within_cycle(const struct lmbi_passage *q, double cycle)
{
    double drop = q->ce_cathode - (1 - q->lam), share = 0;
    if (drop > 0) share = (q->discharge / q->charge - (1 - q->lam)) / drop;
    return cycle - 1 + lmbi_clip(share, 0, 1);
}

static void start_course(struct lmbi_course *c, const struct lmbi_observed *o,
                         const struct lmbi_subject *s, const struct lmbi_guess *g)
{
    struct lmbi_parameters *p = &c->parameters;
    *p = g->parameters;
    p->electrode_area = 1000; /* so that Ah are mAh/cm2 */
    p->mean_voltage = 0;
    if (!o->reservoir_known && p->foil_loss == 0) p->np_ratio = p->np_ratio > 0 ? 1e3 : 0;
    c->rates = lmbi_rates_of(p, s->ce_li_table, s->ce_li_count);
    c->exhausted = c->onset[0] = c->onset[1] = c->onset[2] = LMBI_INFINITY;
    c->left = LMBI_NAN;
    lmbi_state_init(&c->end, p);
}

void lmbi_course_run(struct lmbi_course *c, const struct lmbi_observed *o,
                     const struct lmbi_subject *s, const struct lmbi_guess *g)
{
    const double *cycle = lmbi_column(o->report, LMB_COLUMN_CYCLE);
    start_course(c, o, s, g);
    const struct lmbi_parameters *p = &c->parameters;
    double lost = 0, charged = 0, before = 0, twin = 1;
    int64_t row = 0;
    for (int64_t k = 1; k <= o->last_cycle; k++) {
        struct lmbi_passage q;
        double stage = c->end.stage;
        before = lmbi_total(c->end.reservoir);
        lmbi_pass(&c->end, p, &c->rates, &q);
        lost += q.lam * q.charge;
        charged += q.charge;
        twin *= 1 - q.lam;
        if (c->end.stage > stage) c->onset[(int)c->end.stage - 2] = (double)k;
        if (q.limited && c->exhausted > LMBI_MAX) c->exhausted = within_cycle(&q, (double)k);
        if ((double)k == o->left_cycle) c->left = lmbi_total(c->end.reservoir);
        if (row >= o->rows || cycle[row] > (double)k) continue;
        c->ce_li_of[row] = twin;
        take_row(c, o, row++, &q);
    }
    c->ce_li = 1 - lost / charged;
    if (c->exhausted > LMBI_MAX) {
        double left = lmbi_total(c->end.reservoir);
        c->exhausted = (double)c->end.cycles +
                       left / lmbi_max(before - left, 1e-9 * p->cathode_capacity);
    }
}

static double offset_of(int channel, const struct lmbi_guess *g)
{
    switch (channel) {
    case LMBI_OF_CHARGE_VOLTAGE: return g->parameters.mean_voltage + g->charge_voltage_offset;
    case LMBI_OF_DISCHARGE_VOLTAGE: return g->parameters.mean_voltage;
    case LMBI_OF_THICKNESS: return g->thickness_offset;
    default: return 0;
    }
}

static double factor_of(int channel, const struct lmbi_guess *g)
{
    if (channel == LMBI_OF_CAPACITY) return g->parameters.electrode_area / 1000;
    return channel == LMBI_OF_CE ? 1 + g->gain : 1;
}

/* A cell that lives must not be empty before the end of its record. */
static double exhaustion_residual(const struct lmbi_observed *o, const struct lmbi_course *c)
{
    if (!o->reservoir_known) return 0;
    if (o->exhausted == o->exhausted) return (o->exhausted - c->exhausted) / o->exhausted_sd;
    return lmbi_max(0, (double)o->last_cycle - c->exhausted) / 0.5;
}

double lmbi_residuals(const struct lmbi_observed *o, const struct lmbi_course *c,
                      const struct lmbi_guess *g, double *residual)
{
    int64_t n = 0;
    double sum = 0, area = g->parameters.electrode_area / 1000;
    for (int ch = 0; ch < LMBI_CHANNELS; ch++) {
        double offset = offset_of(ch, g), factor = factor_of(ch, g);
        for (int64_t i = 0; i < o->count[ch]; i++) {
            double value = o->value[ch][i], sigma = o->sigma[ch];
            if (ch == LMBI_OF_CAPACITY) sigma *= value;
            residual[n++] = (value - offset - factor * c->channel[ch][o->row[ch][i]]) / sigma;
        }
    }
    residual[n++] = exhaustion_residual(o, c);
    residual[n++] = o->ce_li == o->ce_li ? (o->ce_li - c->ce_li) / o->ce_li_sd : 0;
    residual[n++] = o->left == o->left ? (o->left - area * c->left) / o->left_sd : 0;
    for (int64_t i = 0; i < n; i++) sum += residual[i] * residual[i];
    return sum == sum ? sum : LMBI_INFINITY;
}
