#include "reservoir_cells.h"

#include <math.h>
#include <stdlib.h>

enum { LONGEST = 1500 };

const struct noise usual = {3e-4, 5e-4, 5e-4};
const double np_sd = 0.03, gain_sd = 2e-4, ce_li_sd = 3e-4;

lmb_cell *draw_cell(struct random *r, const struct kind *kind)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, uniform(r, 0.8, 2));
    set(cell, LMB_PARAM_CE_LI, 1 - log_uniform(r, 0.003, 0.008));
    set(cell, LMB_PARAM_CE_CATHODE, 1 - log_uniform(r, 1e-4, 4e-4));
    set(cell, LMB_PARAM_CE_LI_LAW, kind->law);
    set(cell, LMB_PARAM_INACTIVE_ONSET, uniform(r, 0.5, 3));
    set(cell, LMB_PARAM_INACTIVE_SENSITIVITY, uniform(r, 0, 0.8));
    set(cell, LMB_PARAM_CE_LI_GROWTH, uniform(r, 1, 1.008));
    set(cell, LMB_PARAM_CE_LI_SLOPE, log_uniform(r, 1e-6, 3e-5));
    set(cell, LMB_PARAM_ELECTROLYTE, 30); /* wet: exhaustion is what ends it */
    if (kind->plain) set(cell, LMB_PARAM_FADE_SENSITIVITY, 0);
    if (kind->plain) set(cell, LMB_PARAM_UTILIZATION_SLOPE, 0);
    return cell;
}

lmb_cell *draw_knowledge(struct random *r, const lmb_cell *cell, const struct kind *kind,
                         double mean_ce_li)
{
    lmb_cell *knows = new_cell();
    double np;
    assert_ok(lmb_cell_get(cell, LMB_PARAM_NP_RATIO, &np));
    set(knows, LMB_PARAM_NP_RATIO, np + np_sd * np * normal(r));
    set(knows, LMB_PARAM_NP_RATIO_SD, np_sd * np);
    set(knows, LMB_PARAM_GAIN_ERROR_SD, gain_sd);
    set(knows, LMB_PARAM_ELECTROLYTE, 30);
    set(knows, LMB_PARAM_CATHODE_CAPACITY, 4);
    set(knows, LMB_PARAM_ELECTRODE_AREA, 1000);
    if (kind->fitted) set(knows, LMB_PARAM_CE_LI_LAW, kind->law);
    if (kind->plain) set(knows, LMB_PARAM_FADE_SENSITIVITY, 0);
    if (kind->plain) set(knows, LMB_PARAM_UTILIZATION_SLOPE, 0);
    if (!isnan(mean_ce_li)) {
        set(knows, LMB_PARAM_OUTSIDE_CE_LI, mean_ce_li + ce_li_sd * normal(r));
        set(knows, LMB_PARAM_OUTSIDE_CE_LI_SD, ce_li_sd);
    }
    return knows;
}

lmb_dataset *measure_with_gain(struct random *r, const lmb_cell *cell, int64_t cycles)
{
    double gain = gain_sd * normal(r);
    lmb_dataset *truth = simulate(cell, cycles);
    lmb_dataset *record = measure(truth, usual, draw_seed(r));
    static const int32_t ids[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_ENERGY};
    for (int i = 0; i < 2; i++) {
        double *column = column_of(record, ids[i]);
        for (int64_t k = 0; k < cycles; k++) column[k] *= 1 + gain;
        assert_ok(lmb_dataset_set_column(record, ids[i], column, cycles, 1));
        free(column);
    }
    lmb_dataset_free(truth);
    return record;
}

struct whole whole_of(const lmb_cell *cell)
{
    lmb_dataset *life = simulate(cell, LONGEST);
    struct whole w = {column_of(life, LMB_COLUMN_RESERVOIR),
                      column_of(life, LMB_COLUMN_DISCHARGE_CAPACITY),
                      column_of(life, LMB_COLUMN_CE_LI),
                      column_of(life, LMB_COLUMN_CHARGE_CAPACITY),
                      column_of(life, LMB_COLUMN_STAGE),
                      0,
                      NULL};
    for (int64_t k = 0; k < LONGEST && w.first == 0; k++)
        if (w.stage[k] == 4) w.first = k + 1;
    lmb_dataset_free(life);
    return w;
}

void drop_whole(struct whole *w)
{
    double *column[] = {w->reservoir, w->capacity, w->ce_li, w->charge, w->stage};
    for (int k = 0; k < 5; k++) free(column[k]);
    limits_free(w->limits);
}

int is_in_stage(const struct whole *w, int which, int64_t cycles)
{
    for (int64_t k = 0; k < cycles; k++)
        if (w->stage[k] >= which) return w->stage[k] == which;
    return 0;
}

double mean_ce_li(const struct whole *w, int64_t cycles)
{
    double lost = 0, charged = 0;
    for (int64_t k = 0; k < cycles; k++) {
        lost += (1 - w->ce_li[k]) * w->charge[k];
        charged += w->charge[k];
    }
    return 1 - lost / charged;
}
