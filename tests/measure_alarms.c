#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cycler.h"
#include "score.h"

static const struct noise usual = {3e-4, 5e-4, 5e-4};

enum { UNDECIDED = 5 }; /* a failure mode */

struct alarms {
    int records, stage[5], modes, undecided; /* modes: those too */
};

static void count_alarms(struct alarms *a, const lmb_report *report)
{
    a->records++;
    for (int s = 2; s <= 4; s++)
        a->stage[s] += !isnan(report_value(report, LMB_RESULT_ONSET_STAGE_2 + s - 2));
    double mode = report_value(report, LMB_RESULT_FAILURE_MODE);
    a->modes += mode > 0;
    a->undecided += mode == UNDECIDED;
}

static void print_alarms(const struct alarms *a, const char *name)
{
    printf("%-34s false stage 4 in %d, 3 in %d, 2 in %d, a failure mode in %d of %d, in %d of "
           "them undecided\n",
           name, a->stage[4], a->stage[3], a->stage[2], a->modes, a->records, a->undecided);
}

/* A cell whose lithium lasts: so much of it that what fails is something else, or nothing. */
static lmb_cell *draw_lasting(struct random *r, int kind)
{
    lmb_cell *cell = draw_cell(r, 1);
    set(cell, LMB_PARAM_NP_RATIO, 50);
    if (kind == 0) { /* nothing fails: a cathode fades slowly */
        set(cell, LMB_PARAM_CE_LI, 0.9998);
        set(cell, LMB_PARAM_INACTIVE_SENSITIVITY, 0);
    } else if (kind == 1) { /* little electrolyte: a thick layer dries out */
        set(cell, LMB_PARAM_ELECTROLYTE, uniform(r, 5, 9));
        set(cell, LMB_PARAM_FADE_SENSITIVITY, uniform(r, 0, 220));
    }
    return cell;
}

/* CE falls by up to 5 points and comes back within 55 cycles; the capacity follows or not. */
static void dip(double *ce, int64_t cycles, struct random *r)
{
    int64_t from = 30 + choose(r, (int)cycles - 90);
    double depth = uniform(r, 0.005, 0.052), length = uniform(r, 20, 55);
    int sudden = choose(r, 3);
    for (int64_t k = from; k < cycles; k++) {
        double x = (double)(k - from) / length;
        ce[k] -= depth * (sudden ? exp(-4 * x) : x < 1 ? 1 - x : 0);
    }
}

/* CE as given, capacity that falls with it or by 0.02 % a cycle, a voltage that drifts. */
static lmb_dataset *plain_truth(const double *ce, int64_t cycles, int follows)
{
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                  LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY};
    lmb_dataset *truth = NULL;
    double charge = 4;
    assert_ok(lmb_dataset_new(NULL, NULL, &truth));
    for (int64_t k = 0; k < cycles; k++) {
        double drift = 2e-5 * (double)k;
        double values[] = {charge, charge * ce[k], charge * (3.7 + drift),
                           charge * ce[k] * (3.6 - drift)};
        assert_ok(lmb_dataset_append(truth, ids, values, 4));
        charge *= follows ? ce[k] : 1 - 2e-4;
    }
    return truth;
}

static lmb_dataset *draw_plain(struct random *r, int dips, int64_t cycles)
{
    double *ce = malloc((size_t)cycles * sizeof *ce);
    for (int64_t k = 0; k < cycles; k++) ce[k] = 0.9995;
    if (dips) dip(ce, cycles, r);
    lmb_dataset *truth = plain_truth(ce, cycles, dips ? choose(r, 2) : 0);
    free(ce);
    return truth;
}

/* Cells that never exhaust, each with some kind of noise. */
static void measure_lasting(int records, struct random *r)
{
    static const char *const names[] = {"healthy cells", "cells that dry out", "other cells",
                                        "dips that recover", "plain records"};
    struct alarms all = {0};
    for (int kind = 0; kind < 5; kind++) {
        struct alarms a = {0};
        for (int i = 0; i < records / 5; i++) {
            struct cycler c = any_cycler(i % CYCLERS, usual, NULL);
            lmb_cell *cell = kind < 3 ? draw_lasting(r, kind) : NULL;
            lmb_dataset *truth = cell ? simulate(cell, 300 + choose(r, 700))
                                      : draw_plain(r, kind == 3, 150 + choose(r, 850));
            if (i % 3 == 0) c.outliers = 0.01;
            c.white.ce = log_uniform(r, 5e-5, 1e-3);
            lmb_dataset *record = measure_with(&c, truth, draw_seed(r));
            lmb_report *report = analyze_with(record, NULL);
            count_alarms(&a, report);
            lmb_report_free(report);
            lmb_dataset_free(record);
            lmb_dataset_free(truth);
            lmb_cell_free(cell);
        }
        print_alarms(&a, names[kind]);
        all.records += a.records;
        all.stage[4] += a.stage[4];
    }
    row("false stage 4, cells that never exhaust", 100.0 * all.stage[4] / all.records, 0, 0.5,
        " %");
}

/* CE 0.9995 without a step: any verdict on a step is false. */
static void measure_step_free(int records, double outliers, struct random *r)
{
    struct alarms a = {0};
    for (int i = 0; i < records; i++) {
        struct cycler c = {.white = usual, .outliers = outliers};
        c.white.ce = log_uniform(r, 5e-5, 2e-3);
        lmb_dataset *truth = draw_plain(r, 0, 100 + choose(r, 900));
        lmb_dataset *record = measure_with(&c, truth, draw_seed(r));
        lmb_report *report = analyze_with(record, NULL);
        count_alarms(&a, report);
        lmb_report_free(report);
        lmb_dataset_free(record);
        lmb_dataset_free(truth);
    }
    print_alarms(&a, outliers > 0 ? "step-free CE, outliers" : "step-free CE");
    row(outliers > 0 ? "false step in CE, outlier runs" : "false step in CE",
        100.0 * (a.stage[4] > a.modes ? a.stage[4] : a.modes) / records, 0, 1, " %");
}

/* Whole healthy lives, asked after every cycle: does one answer name stage 4? */
static void measure_asking(int lives, struct random *r)
{
    int alarms = 0, modes = 0;
    for (int i = 0; i < lives; i++) {
        struct cycler c = any_cycler(i % CYCLERS, usual, NULL);
        lmb_dataset *truth = draw_plain(r, 0, 600), *whole = measure_with(&c, truth, draw_seed(r));
        static const int32_t ids[] = {LMB_COLUMN_CYCLE, LMB_COLUMN_CHARGE_CAPACITY,
                                      LMB_COLUMN_DISCHARGE_CAPACITY,
                                      LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE};
        double *column[4];
        int alarmed = 0, named = 0;
        lmb_dataset *so_far = NULL;
        assert_ok(lmb_dataset_new(NULL, NULL, &so_far));
        for (int k = 0; k < 4; k++) column[k] = column_of(whole, ids[k]);
        for (int64_t k = 0; k < lmb_dataset_cycles(whole); k++) {
            double values[4] = {column[0][k], column[1][k], column[2][k], column[3][k]};
            assert_ok(lmb_dataset_append(so_far, ids, values, 4));
            lmb_report *report = analyze_with(so_far, NULL);
            alarmed |= !isnan(report_value(report, LMB_RESULT_ONSET_STAGE_4));
            named |= report_value(report, LMB_RESULT_FAILURE_MODE) > 0;
            lmb_report_free(report);
        }
        alarms += alarmed;
        modes += named;
        for (int k = 0; k < 4; k++) free(column[k]);
        lmb_dataset_free(so_far);
        lmb_dataset_free(whole);
        lmb_dataset_free(truth);
    }
    printf("asked after each of 600 cycles: a failure mode in %d of %d lives\n", modes, lives);
    row("asked after every cycle: lives with a false stage 4", 100.0 * alarms / lives, 0, 1, " %");
}

void measure_alarms(int records, uint64_t seed)
{
    struct random random = {seed + 200}, *r = &random;
    printf("# false alarms\n");
    measure_lasting(records, r);
    measure_step_free((records + 1) / 2, 0, r);
    measure_step_free((records + 1) / 2, 0.01, r);
    measure_asking((records + 9) / 10, r);
}
