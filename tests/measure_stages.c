/* How well the stages are found: measure_stages [CELLS]. Simulated cells whose truth is known,
 * measured with CE noise 3e-4, capacity noise 5e-4 and mean-voltage noise 0.5 mV. Prints errors,
 * how often the 90 % intervals hold, and false alarms. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "support.h"

static const struct noise usual = {3e-4, 5e-4, 5e-4};

/* Of one stage over many cells. */
struct score {
    double *error;
    int found, held, missed, false_alarms, without;
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* First cycle of stage `stage` or later; 0: none. Not counted where the stage was skipped. */
static double truth_of(const double *stage, int64_t cycles, int which)
{
    for (int64_t k = 0; k < cycles; k++)
        if (stage[k] >= which) return stage[k] == which ? (double)(k + 1) : -1;
    return 0;
}

static void judge(struct score *s, const lmb_report *report, int stage, double truth)
{
    double value, lower, upper;
    assert_ok(lmb_report_value(report, LMB_RESULT_ONSET_STAGE_2 + stage - 2, &value, &lower,
                               &upper, NULL));
    if (truth < 0) return;
    if (truth == 0) {
        s->without++;
        s->false_alarms += !isnan(value);
    } else if (isnan(value)) {
        s->missed++;
    } else {
        s->error[s->found++] = fabs(value - truth);
        s->held += lower <= truth && truth <= upper;
    }
}

static void print_scores(const char *name, struct score *score)
{
    for (int stage = 4; stage >= 2; stage--) {
        struct score *s = &score[stage];
        printf("%-8s stage %d: found %d, missed %d, false %d of %d", name, stage, s->found,
               s->missed, s->false_alarms, s->without);
        if (s->found > 0) {
            qsort(s->error, (size_t)s->found, sizeof *s->error, by_size);
            printf("; error median %.1f, 90 %% %.1f, 95 %% %.1f cycles; interval holds %.0f %%",
                   s->error[s->found / 2], s->error[s->found * 90 / 100],
                   s->error[s->found * 95 / 100], 100.0 * s->held / s->found);
        }
        printf("\n");
        free(s->error);
    }
}

/* A default cell, or one with other lithium, other CEs and another law. */
static lmb_cell *draw_cell(struct random *r, int other)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, other ? uniform(r, 0.8, 2.5) : 1.5);
    if (!other) return cell;
    set(cell, LMB_PARAM_CE_LI, uniform(r, 0.990, 0.998));
    set(cell, LMB_PARAM_CE_CATHODE, uniform(r, 0.9995, 0.9999));
    set(cell, LMB_PARAM_INACTIVE_SENSITIVITY, uniform(r, 0, 0.8));
    set(cell, LMB_PARAM_INACTIVE_ONSET, uniform(r, 0.5, 3));
    return cell;
}

static void measure_cells(const char *name, int other, int cells)
{
    struct random random = {(uint64_t)other}, *r = &random;
    struct score score[5] = {{0}};
    for (int s = 2; s <= 4; s++) score[s].error = calloc((size_t)cells, sizeof(double));
    for (int i = 0; i < cells; i++) {
        lmb_cell *cell = draw_cell(r, other);
        lmb_dataset *life = simulate(cell, 1000);
        double *stage = column_of(life, LMB_COLUMN_STAGE);
        double exhausted = truth_of(stage, 1000, 4);
        int64_t cycles = (exhausted > 0 ? (int64_t)exhausted : 900) + choose(r, 70) + 10;
        lmb_dataset *truth = simulate(cell, cycles), *record = measure(truth, usual, r->state);
        lmb_report *report = NULL;
        assert_ok(lmb_analyze(record, cell, &report, NULL, 0));
        for (int s = 2; s <= 4; s++) judge(&score[s], report, s, truth_of(stage, cycles, s));
        lmb_report_free(report);
        lmb_dataset_free(record);
        lmb_dataset_free(truth);
        free(stage);
        lmb_dataset_free(life);
        lmb_cell_free(cell);
    }
    print_scores(name, score);
}

/* CE 0.9995 and capacity that falls by 0.02 % a cycle, now and then a run of outliers. */
static lmb_dataset *healthy_record(struct random *r, int64_t cycles)
{
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                  LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE};
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    int off_for = 0;
    double off = 0;
    for (int64_t k = 0; k < cycles; k++) {
        if (off_for-- <= 0 && choose(r, 100) == 0) {
            off_for = choose(r, 6);
            off = (choose(r, 2) ? 1 : -1) * uniform(r, 0.003, 0.04);
        }
        double ce = 0.9995 + (off_for >= 0 ? off : 0) + 3e-4 * normal(r);
        double charge = 4 * (1 - 2e-4 * (double)k) * (1 + 5e-4 * normal(r));
        double row[] = {charge, charge * ce, 3.6 - 2e-4 * (double)k + 5e-4 * normal(r)};
        assert_ok(lmb_dataset_append(dataset, ids, row, 3));
    }
    return dataset;
}

static void measure_healthy(int records)
{
    struct random random = {9}, *r = &random;
    int alarms[5] = {0}, modes = 0;
    for (int i = 0; i < records; i++) {
        lmb_dataset *record = healthy_record(r, 100 + choose(r, 900));
        lmb_report *report = NULL;
        assert_ok(lmb_analyze(record, NULL, &report, NULL, 0));
        for (int s = 2; s <= 4; s++)
            alarms[s] += !isnan(report_value(report, LMB_RESULT_ONSET_STAGE_2 + s - 2));
        modes += report_value(report, LMB_RESULT_FAILURE_MODE) != 0;
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    printf("healthy records with outliers: false stage 4 in %d, 3 in %d, 2 in %d, a failure mode "
           "in %d of %d\n", alarms[4], alarms[3], alarms[2], modes, records);
}

int main(int count, char **words)
{
    int cells = count > 1 ? atoi(words[1]) : 300;
    measure_cells("default", 0, cells);
    measure_cells("other", 1, cells);
    measure_healthy(cells);
    return 0;
}
