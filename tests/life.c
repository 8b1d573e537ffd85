#include "life.h"

#include <stdlib.h>

struct life live(const lmb_cell *cell, int64_t cycles)
{
    struct life l = {.cycles = cycles};
    lmb_dataset *dataset = simulate(cell, cycles);
    assert_ok(lmb_cell_get(cell, LMB_DERIVED_CAPACITY, &l.capacity));
    l.charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
    l.discharge = column_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY);
    l.ce_cell = column_of(dataset, LMB_COLUMN_CE_CELL);
    l.ce_cathode = column_of(dataset, LMB_COLUMN_CE_CATHODE);
    l.ce_li = column_of(dataset, LMB_COLUMN_CE_LI);
    l.reservoir = column_of(dataset, LMB_COLUMN_RESERVOIR);
    l.limited = column_of(dataset, LMB_COLUMN_LI_LIMITED);
    lmb_dataset_free(dataset);
    return l;
}

void end(struct life *l)
{
    double *column[] = {l->charge, l->discharge, l->ce_cell, l->ce_cathode,
                        l->ce_li,  l->reservoir, l->limited};
    for (int i = 0; i < 7; i++) free(column[i]);
}

int64_t first_limited(const struct life *l)
{
    int64_t k = 1;
    while (k <= l->cycles && l->limited[k - 1] == 0) k++;
    return k;
}

lmb_cell *plain_cell(double np_ratio, double ce_li, double ce_cathode)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_UTILIZATION_SLOPE, 0);
    set(cell, LMB_PARAM_FADE_SENSITIVITY, 0);
    set(cell, LMB_PARAM_CE_CATHODE_MIN, 1e-9);
    set(cell, LMB_PARAM_NP_RATIO, np_ratio);
    set(cell, LMB_PARAM_CE_LI, ce_li);
    set(cell, LMB_PARAM_CE_CATHODE, ce_cathode);
    set(cell, LMB_PARAM_CE_LI_LAW, CONSTANT);
    return cell;
}

lmb_cell *any_law_cell(struct random *r, double np_ratio)
{
    double loss = log_uniform(r, 1e-3, 0.03);
    lmb_cell *cell = plain_cell(np_ratio, 1 - loss, 1 - loss * uniform(r, 0, 1));
    double table[50];
    for (int i = 0; i < 50; i++) table[i] = 1 - loss * uniform(r, 1, 3);
    assert_ok(lmb_cell_set_ce_li_table(cell, table, 50));
    set(cell, LMB_PARAM_CE_LI_LAW, choose(r, LAWS));
    set(cell, LMB_PARAM_CE_LI_SLOPE, log_uniform(r, 1e-7, 1e-4));
    set(cell, LMB_PARAM_CE_LI_GROWTH, uniform(r, 1, 1.01));
    set(cell, LMB_PARAM_CATHODE_CAPACITY, uniform(r, 1, 8));
    set(cell, LMB_PARAM_ELECTRODE_AREA, log_uniform(r, 1, 1e4));
    return cell;
}
