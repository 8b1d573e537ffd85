#include "estimate/observed.h"

#include <stddef.h>

#include "base/number.h"
#include "ce/exclusion.h"
#include "stage/failure.h"

enum { AROUND = 5, TAIL = 20 }; /* cycles about exhaustion whose CE is read */

static const int32_t column_of_channel[LMBI_CHANNELS] = {
    LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_CE_CELL, LMB_COLUMN_MEAN_CHARGE_VOLTAGE,
    LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE, LMB_COLUMN_THICKNESS};

/* Relative for capacities; no model is truer than that. */
static const double least_sigma[LMBI_CHANNELS] = {1e-6, 1e-6, 1e-6, 1e-6, 1e-4};

/* Mean CE of good cycles, up to AROUND of them, from `row` on by `step`. */
static double mean_ce(const struct lmbi_table *t, int64_t row, int step)
{
    const double *ce = lmbi_column(t, LMB_COLUMN_CE_CELL);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    double sum = 0, count = 0;
    for (; row >= 0 && row < t->rows && count < AROUND; row += step)
        if (excluded[row] == LMB_EXCLUDED_NO && ce[row] == ce[row]) sum += ce[row], count++;
    return sum / count;
}

/* Exhaustion within its cycle: its CE lies between that of the cathode and CE_Li. */
static void observe_exhaustion(struct lmbi_observed *o, const struct lmbi_findings *f)
{
    const double *cycle = lmbi_column(o->report, LMB_COLUMN_CYCLE);
    const struct lmbi_estimate *onset = &f->result[LMB_RESULT_ONSET_STAGE_4 - LMBI_FIRST_RESULT];
    o->exhausted = o->exhausted_sd = LMBI_NAN;
    o->empty = o->rows;
    if (lmbi_found(f, LMB_RESULT_FAILURE_MODE) != LMBI_FAILS_LI_EXHAUSTION ||
        !lmbi_is_finite(onset->value))
        return;
    int64_t row = 0;
    while (row < o->rows && cycle[row] < onset->value) row++;
    if (row < 1 || row >= o->rows) return;
    double high = mean_ce(o->report, row - 1, -1), low = mean_ce(o->report, row + 1, 1);
    double share = (lmbi_column(o->report, LMB_COLUMN_CE_CELL)[row] - low) / (high - low);
    double noise = lmbi_found(f, LMB_RESULT_CE_NOISE) / lmbi_abs(high - low);
    o->empty = row;
    o->exhausted = cycle[row] - 1 + (share == share ? lmbi_clip(share, 0, 1) : 0.5);
    o->exhausted_sd = lmbi_max(share == share && noise == noise ? 1.4 * noise : 0.3, 0.02);
    o->exhausted_sd = lmbi_max(o->exhausted_sd, (onset->upper - onset->lower) / 3.29);
}

static double channel_floor(const struct lmbi_observed *o, int channel, int32_t id, double scale)
{
    double step = o->report->resolution[id - LMBI_FIRST_COLUMN];
    return lmbi_max(least_sigma[channel], 0.29 * step / scale);
}

/* Good readings up to exhaustion; of CE, which then is CE_Li, some behind it. */
static int32_t observe_channel(struct lmbi_observed *o, int channel, double *scratch)
{
    int32_t id = column_of_channel[channel];
    if (channel == LMBI_OF_CAPACITY && o->by_discharge) id = LMB_COLUMN_DISCHARGE_CAPACITY;
    const double *values = lmbi_column(o->report, id);
    const double *excluded = lmbi_column(o->report, LMB_COLUMN_EXCLUDED);
    if (!values || (channel == LMBI_OF_CE && o->by_discharge)) return LMB_OK;
    o->row[channel] = lmbi_new(&o->memory, (uint64_t)o->rows, sizeof *o->row[channel]);
    o->value[channel] = lmbi_new(&o->memory, (uint64_t)o->rows, sizeof *o->value[channel]);
    if (!o->row[channel] || !o->value[channel]) return LMB_ERROR_MEMORY;
    int64_t n = 0, end = o->empty;
    if (channel == LMBI_OF_CE && end < o->rows) end += TAIL + 1;
    for (int64_t i = 0; i < o->rows && i < end; i++) {
        int positive = channel == LMBI_OF_CE || channel == LMBI_OF_CAPACITY ? values[i] > 0 : 1;
        if (excluded[i] != LMB_EXCLUDED_NO || !lmbi_is_finite(values[i]) || !positive) continue;
        if (i == o->empty) continue;
        o->row[channel][n] = i;
        o->value[channel][n++] = values[i];
    }
    double scale = channel == LMBI_OF_CAPACITY && n > 0 ? o->value[channel][0] : 1;
    o->count[channel] = n < 3 ? 0 : n;
    o->floor[channel] = channel_floor(o, channel, id, scale);
    double noise = lmbi_noise(o->value[channel], n, o->floor[channel] * scale, scratch) / scale;
    o->sigma[channel] = noise == noise ? lmbi_max(noise, o->floor[channel]) : 1e-3;
    return LMB_OK;
}

static void observe_from_outside(struct lmbi_observed *o, const struct lmbi_subject *s)
{
    const struct lmbi_knowledge *k = &s->known;
    int outside =
        k->outside_ce_li == k->outside_ce_li && k->outside_ce_li_sd == k->outside_ce_li_sd;
    double sd = k->residual_li_sd == k->residual_li_sd ? k->residual_li_sd : 0;
    o->ce_li = outside ? k->outside_ce_li : LMBI_NAN;
    o->ce_li_sd = outside ? lmbi_max(k->outside_ce_li_sd, 1e-6) : LMBI_NAN;
    o->left = k->residual_li;
    o->left_sd = lmbi_max(sd, 1e-4 * lmbi_abs(k->residual_li));
    o->left_cycle =
        k->residual_cycle == k->residual_cycle ? k->residual_cycle : (double)o->last_cycle;
    if (!(o->left_cycle <= (double)o->last_cycle)) o->left = LMBI_NAN;
}

int32_t lmbi_observe(struct lmbi_observed *o, const struct lmbi_table *report,
                     const struct lmbi_findings *f, const struct lmbi_subject *s)
{
    *o = (struct lmbi_observed){.memory = report->memory, .report = report, .rows = report->rows};
    o->last_cycle = (int64_t)lmbi_column(report, LMB_COLUMN_CYCLE)[o->rows - 1];
    o->by_discharge = !lmbi_column(report, LMB_COLUMN_CHARGE_CAPACITY);
    double reference = lmbi_found(f, LMB_RESULT_REFERENCE_CYCLE);
    while (o->reference + 1 < o->rows &&
           lmbi_column(report, LMB_COLUMN_CYCLE)[o->reference] < reference)
        o->reference++;
    observe_exhaustion(o, f);
    observe_from_outside(o, s);
    double *scratch = lmbi_new(&o->memory, (uint64_t)o->rows, sizeof *scratch);
    int32_t status = scratch ? LMB_OK : LMB_ERROR_MEMORY;
    for (int c = 0; c < LMBI_CHANNELS && !status; c++) status = observe_channel(o, c, scratch);
    lmbi_free(&o->memory, scratch);
    return status;
}

void lmbi_observed_clear(struct lmbi_observed *o)
{
    for (int c = 0; c < LMBI_CHANNELS; c++) {
        lmbi_free(&o->memory, o->row[c]);
        lmbi_free(&o->memory, o->value[c]);
        o->row[c] = NULL;
        o->value[c] = NULL;
    }
}

int64_t lmbi_residual_count(const struct lmbi_observed *o)
{
    int64_t count = LMBI_SINGLES;
    for (int c = 0; c < LMBI_CHANNELS; c++) count += o->count[c];
    return count;
}

struct lmbi_parameters lmbi_areal_model(const struct lmbi_observed *o,
                                        const struct lmbi_parameters *guess)
{
    struct lmbi_parameters p = *guess;
    p.electrode_area = 1000; /* so that Ah are mAh/cm2 */
    p.mean_voltage = 0;
    if (!o->reservoir_known && p.foil_loss == 0) p.np_ratio = p.np_ratio > 0 ? 1e3 : 0;
    return p;
}

double lmbi_channel_factor(int channel, const struct lmbi_guess *g)
{
    return channel == LMBI_OF_CAPACITY ? g->parameters.electrode_area / 1000
           : channel == LMBI_OF_CE     ? 1 + g->gain
                                       : 1;
}

double lmbi_channel_offset(int channel, const struct lmbi_guess *g)
{
    double volts = g->parameters.mean_voltage;
    return channel == LMBI_OF_CHARGE_VOLTAGE      ? volts + g->charge_voltage_offset
           : channel == LMBI_OF_DISCHARGE_VOLTAGE ? volts
           : channel == LMBI_OF_THICKNESS         ? g->thickness_offset
                                                  : 0;
}
