/* Whether a fit converges from the defaults: measure_starts [CELLS [SEED]]. Cells over the ranges
 * of measure_stages, half of which dry out, at four ages of their record; only N/P is known. Near
 * the record is a fit that scatters no more than 1.5 times the noise which that record was given:
 * of 12 cycles 3 % have by chance as much more than the noise that it was drawn from. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "score.h"

enum { AGES = 4 };
static const double age[AGES] = {0.1, 0.4, 0.7, 1.1};
static const double near_enough = 1.5;
static const struct noise usual = {3e-4, 5e-4, 5e-4};

static lmb_cell *draw_cell(struct random *r)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, uniform(r, 0.8, 2.5));
    set(cell, LMB_PARAM_CE_LI, uniform(r, 0.990, 0.998));
    set(cell, LMB_PARAM_CE_CATHODE, uniform(r, 0.9995, 0.9999));
    set(cell, LMB_PARAM_INACTIVE_SENSITIVITY, uniform(r, 0, 0.8));
    set(cell, LMB_PARAM_INACTIVE_ONSET, uniform(r, 0.5, 3));
    return cell;
}

/* The first cycle that lithium limits, or that holds half of the first one; 1000: neither. */
static int64_t end_of(const lmb_dataset *life)
{
    double *limited = column_of(life, LMB_COLUMN_LI_LIMITED);
    double *q = column_of(life, LMB_COLUMN_DISCHARGE_CAPACITY);
    int64_t k = 0, cycles = lmb_dataset_cycles(life);
    while (k < cycles && limited[k] == 0 && q[k] > 0.5 * q[0]) k++;
    free(limited);
    free(q);
    return k;
}

/* How far measuring moved charges (relative) or mean discharge voltages: root mean square. */
static double noise_of(const lmb_dataset *record, const lmb_dataset *truth, int of_voltage)
{
    int32_t over = of_voltage ? LMB_COLUMN_DISCHARGE_ENERGY : LMB_COLUMN_CHARGE_CAPACITY;
    int64_t cycles = lmb_dataset_cycles(record);
    double *a = column_of(record, over), *b = column_of(truth, over), sum = 0;
    double *q = column_of(record, LMB_COLUMN_DISCHARGE_CAPACITY);
    double *p = column_of(truth, LMB_COLUMN_DISCHARGE_CAPACITY);
    for (int64_t k = 0; k < cycles; k++) {
        double off = of_voltage ? a[k] / q[k] - b[k] / p[k] : a[k] / b[k] - 1;
        sum += off * off;
    }
    free(a);
    free(b);
    free(q);
    free(p);
    return sqrt(sum / (double)cycles);
}

/* Converged, and as near to the record as its noise. */
static void try_fit(struct random *r, const lmb_cell *cell, int64_t cycles, int *converged,
                    int *near)
{
    lmb_dataset *truth = simulate(cell, cycles);
    lmb_dataset *record = measure(truth, usual, draw_seed(r));
    lmb_cell *start = new_cell();
    lmb_report *report = NULL;
    double np;
    assert_ok(lmb_cell_get(cell, LMB_PARAM_NP_RATIO, &np));
    set(start, LMB_PARAM_NP_RATIO, np * (1 + 0.03 * normal(r)));
    set(start, LMB_PARAM_NP_RATIO_SD, 0.03 * np);
    if (lmb_fit(record, start, NULL, 0, &report, NULL, 0) == LMB_OK) {
        int well = report_value(report, LMB_RESULT_FIT_STATE) == 0;
        *converged += well;
        *near += well &&
                 report_value(report, LMB_RESULT_FIT_SCATTER_CAPACITY) <
                     near_enough * noise_of(record, truth, 0) &&
                 report_value(report, LMB_RESULT_FIT_SCATTER_DISCHARGE_VOLTAGE) <
                     near_enough * noise_of(record, truth, 1);
    }
    lmb_report_free(report);
    lmb_cell_free(start);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
}

int main(int count, char **words)
{
    int cells = count > 1 ? atoi(words[1]) : 500, converged[AGES] = {0}, near[AGES] = {0};
    struct random random = {count > 2 ? strtoull(words[2], NULL, 10) : 1}, *r = &random;
    for (int i = 0; i < cells; i++) {
        lmb_cell *cell = draw_cell(r);
        lmb_dataset *life = simulate(cell, 1000);
        for (int a = 0; a < AGES; a++) {
            int64_t cycles = (int64_t)(age[a] * (double)end_of(life));
            try_fit(r, cell,
                    cycles < 12     ? 12
                    : cycles > 1000 ? 1000
                                    : cycles,
                    &converged[a], &near[a]);
        }
        lmb_dataset_free(life);
        lmb_cell_free(cell);
    }
    for (int a = 0; a < AGES; a++) {
        char text[80];
        snprintf(text, sizeof text, "fits from the defaults, %.0f %% of life: converged",
                 100 * age[a]);
        row(text, 100.0 * converged[a] / cells, 99, 100, " %");
        snprintf(text, sizeof text, "fits from the defaults, %.0f %% of life: and near the record",
                 100 * age[a]);
        row(text, 100.0 * near[a] / cells, 99, 100, " %");
    }
    return rows_missed_by_far() > 0;
}
