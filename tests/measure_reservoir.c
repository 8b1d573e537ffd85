/* How well the lithium left and its end are found: measure_reservoir [CELLS [SEED
 * [fitted|plain|constant|other]]]. Simulated
 * cells whose truth is known; N/P, gain and outside CE_Li drawn from their stated standard errors;
 * CE noise 3e-4, capacity noise 5e-4, mean-voltage noise 0.5 mV. At 10, 25, 50, 75 and 90 % of the
 * life to exhaustion: how often 90 % intervals hold, errors, and those of two baselines. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

enum { AGES = 5, LONGEST = 1500 };
static const double age[AGES] = {0.10, 0.25, 0.50, 0.75, 0.90};
static const struct noise usual = {3e-4, 5e-4, 5e-4};
static const double np_sd = 0.03, gain_sd = 2e-4, ce_li_sd = 3e-4; /* np_sd: of N/P 1 */

/* Of one quantity at one age. */
struct score {
    double *error, *implied; /* implied: median error of a normal with this interval */
    int count, held, silent;
};

enum { OUTSIDE_LEFT, OUTSIDE_END, FIT_LEFT, FIT_END, FIT_CAPACITY, FIT_STAGE_2, FIT_STAGE_3,
       PERSISTENCE, LINEAR, SCORES };
static const char *const names[SCORES] = {
    "left, from outside CE_Li (Ah)", "exhaustion, from outside CE_Li", "left, from the fit (Ah)",
    "exhaustion, from the fit", "capacity ahead, from the fit (Ah)", "stage 2 of the fit",
    "stage 3 of the fit", "capacity ahead, persistence (Ah)", "capacity ahead, linear (Ah)"};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void note(struct score *s, double value, double lower, double upper, double truth)
{
    if (isnan(value)) {
        s->silent++;
        return;
    }
    s->implied[s->count] = 0.6745 * (upper - lower) / 3.29;
    s->error[s->count++] = fabs(value - truth);
    s->held += !(truth < lower) && !(truth > upper);
}

static void judge(struct score *s, const lmb_report *report, int32_t id, double truth)
{
    double value, lower, upper;
    assert_ok(lmb_report_value(report, id, &value, &lower, &upper, NULL));
    note(s, value, lower, upper, truth);
}

/* A cell of the given law; its record as a cycler with a gain error writes it. */
static lmb_cell *draw_cell(struct random *r, int law, int plain)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, uniform(r, 0.8, 2));
    set(cell, LMB_PARAM_CE_LI, 1 - log_uniform(r, 0.003, 0.008));
    set(cell, LMB_PARAM_CE_CATHODE, 1 - log_uniform(r, 1e-4, 4e-4));
    set(cell, LMB_PARAM_CE_LI_LAW, law);
    set(cell, LMB_PARAM_INACTIVE_ONSET, uniform(r, 0.8, 2));
    set(cell, LMB_PARAM_INACTIVE_SENSITIVITY, uniform(r, 0.2, 0.6));
    set(cell, LMB_PARAM_CE_LI_GROWTH, uniform(r, 1, 1.008));
    set(cell, LMB_PARAM_CE_LI_SLOPE, log_uniform(r, 1e-6, 3e-5));
    set(cell, LMB_PARAM_ELECTROLYTE, 30); /* wet: exhaustion is what ends it */
    if (plain) set(cell, LMB_PARAM_FADE_SENSITIVITY, 0);
    if (plain) set(cell, LMB_PARAM_UTILIZATION_SLOPE, 0);
    return cell;
}

/* What the user knows of it: values off by their standard errors. */
static lmb_cell *draw_knowledge(struct random *r, const lmb_cell *cell, double mean_ce_li)
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
    if (!isnan(mean_ce_li)) {
        set(knows, LMB_PARAM_OUTSIDE_CE_LI, mean_ce_li + ce_li_sd * normal(r));
        set(knows, LMB_PARAM_OUTSIDE_CE_LI_SD, ce_li_sd);
    }
    return knows;
}

static lmb_dataset *measure_with_gain(const lmb_dataset *truth, double gain, uint64_t seed)
{
    lmb_dataset *record = measure(truth, usual, seed);
    int64_t cycles = lmb_dataset_cycles(record);
    static const int32_t ids[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_ENERGY};
    for (int i = 0; i < 2; i++) {
        double *column = column_of(record, ids[i]);
        for (int64_t k = 0; k < cycles; k++) column[k] *= 1 + gain;
        assert_ok(lmb_dataset_set_column(record, ids[i], column, cycles, 1));
        free(column);
    }
    return record;
}

/* The truth of a whole life. */
struct whole {
    double *reservoir, *capacity, *ce_li, *charge, *stage;
    int64_t first; /* Li-limited cycle; 0: none */
};

static struct whole whole_of(const lmb_dataset *life)
{
    struct whole w = {column_of(life, LMB_COLUMN_RESERVOIR),
                      column_of(life, LMB_COLUMN_DISCHARGE_CAPACITY),
                      column_of(life, LMB_COLUMN_CE_LI),
                      column_of(life, LMB_COLUMN_CHARGE_CAPACITY),
                      column_of(life, LMB_COLUMN_STAGE), 0};
    for (int64_t k = 0; k < LONGEST && w.first == 0; k++)
        if (w.stage[k] == 4) w.first = k + 1;
    return w;
}

static double onset_of(const struct whole *w, int which, int64_t cycles)
{
    for (int64_t k = 0; k < cycles; k++)
        if (w->stage[k] >= which) return w->stage[k] == which ? (double)(k + 1) : NAN;
    return NAN;
}

static double mean_ce_li(const struct whole *w, int64_t cycles)
{
    double lost = 0, charged = 0;
    for (int64_t k = 0; k < cycles; k++) {
        lost += (1 - w->ce_li[k]) * w->charge[k];
        charged += w->charge[k];
    }
    return 1 - lost / charged;
}

/* Capacity a quarter of the record later, before exhaustion. */
static void judge_ahead(struct score *s, const lmb_report *report, const lmb_dataset *record,
                        const struct whole *w, int64_t cycles)
{
    int64_t ahead = cycles / 4 + 1;
    if (cycles + ahead >= w->first) return;
    double truth = w->capacity[cycles + ahead - 1];
    double *q = column_of(record, LMB_COLUMN_DISCHARGE_CAPACITY);
    double last = 0, before = 0;
    for (int i = 1; i <= 5; i++) last += q[cycles - i] / 5, before += q[cycles - 5 - i] / 5;
    note(&s[PERSISTENCE], last, NAN, NAN, truth);
    note(&s[LINEAR], last + (last - before) / 5 * (double)(ahead + 2), NAN, NAN, truth);
    free(q);
    lmb_dataset *forecast = NULL;
    if (lmb_forecast(report, NULL, ahead, &forecast, NULL, 0)) {
        s[FIT_CAPACITY].silent++;
        return;
    }
    double value[3];
    for (int i = 0; i < 3; i++) {
        double *column = column_of(forecast, LMB_COLUMN_FORECAST_CAPACITY + i);
        value[i] = column[ahead - 1];
        free(column);
    }
    note(&s[FIT_CAPACITY], value[0], value[1], value[2], truth);
    lmb_dataset_free(forecast);
}

static void judge_age(struct random *r, struct score *s, const lmb_cell *cell,
                      const struct whole *w, int64_t cycles)
{
    double gain = gain_sd * normal(r);
    lmb_dataset *truth = simulate(cell, cycles), *record = measure_with_gain(truth, gain, r->state);
    lmb_cell *outside = draw_knowledge(r, cell, mean_ce_li(w, cycles));
    lmb_cell *knows = draw_knowledge(r, cell, NAN);
    lmb_report *report = NULL, *fitted = NULL;
    double left = w->reservoir[cycles - 1], end = (double)w->first;
    assert_ok(lmb_analyze(record, outside, &report, NULL, 0));
    judge(&s[OUTSIDE_LEFT], report, LMB_RESULT_REMAINING_LI, left);
    judge(&s[OUTSIDE_END], report, LMB_RESULT_EXHAUSTION_CYCLE, end);
    assert_ok(lmb_fit(record, knows, NULL, 0, &fitted, NULL, 0));
    judge(&s[FIT_LEFT], fitted, LMB_RESULT_REMAINING_LI, left);
    judge(&s[FIT_END], fitted, LMB_RESULT_EXHAUSTION_CYCLE, end);
    for (int k = 0; k < 2; k++) {
        double onset = onset_of(w, 2 + k, cycles);
        if (!isnan(onset))
            judge(&s[FIT_STAGE_2 + k], fitted, LMB_RESULT_MODEL_ONSET_STAGE_2 + k, onset);
    }
    judge_ahead(s, fitted, record, w, cycles);
    lmb_report_free(report);
    lmb_report_free(fitted);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
    lmb_cell_free(outside);
    lmb_cell_free(knows);
}

static void print_scores(const char *title, struct score score[AGES][SCORES])
{
    for (int q = 0; q < SCORES; q++)
        for (int a = 0; a < AGES; a++) {
            struct score *s = &score[a][q];
            if (s->count > 0) {
                qsort(s->error, (size_t)s->count, sizeof *s->error, by_size);
                printf("%s | %s | %.0f %% of life | told %d, silent %d | median error %.3g, "
                       "90 %% %.3g", title, names[q], 100 * age[a], s->count, s->silent,
                       s->error[s->count / 2], s->error[s->count * 9 / 10]);
                qsort(s->implied, (size_t)s->count, sizeof *s->implied, by_size);
                if (q < PERSISTENCE)
                    printf(" | held %.1f %% | interval implies a median error of %.3g",
                           100.0 * s->held / s->count, s->implied[s->count / 2]);
                printf("\n");
            } else if (s->silent > 0) {
                printf("%s | %s | %.0f %% of life | silent %d\n", title, names[q], 100 * age[a],
                       s->silent);
            }
            free(s->error);
            free(s->implied);
        }
}

static void measure_cells(const char *title, int law, int plain, int cells, uint64_t seed)
{
    struct random random = {seed + (uint64_t)law}, *r = &random;
    static struct score score[AGES][SCORES];
    memset(score, 0, sizeof score);
    for (int a = 0; a < AGES; a++)
        for (int q = 0; q < SCORES; q++) {
            score[a][q].error = calloc((size_t)cells, sizeof(double));
            score[a][q].implied = calloc((size_t)cells, sizeof(double));
        }
    for (int i = 0; i < cells;) {
        lmb_cell *cell = draw_cell(r, law, plain);
        lmb_dataset *life = simulate(cell, LONGEST);
        struct whole w = whole_of(life);
        if (w.first >= 60) {
            for (int a = 0; a < AGES; a++) {
                int64_t cycles = (int64_t)(age[a] * (double)w.first);
                judge_age(r, score[a], cell, &w, cycles < 12 ? 12 : cycles);
            }
            i++;
        }
        double *column[] = {w.reservoir, w.capacity, w.ce_li, w.charge, w.stage};
        for (int k = 0; k < 5; k++) free(column[k]);
        lmb_dataset_free(life);
        lmb_cell_free(cell);
    }
    print_scores(title, score);
}

int main(int count, char **words)
{
    int cells = count > 1 ? atoi(words[1]) : 200;
    uint64_t seed = count > 2 ? strtoull(words[2], NULL, 10) : 1;
    const char *part = count > 3 ? words[3] : "";
    if (!*part || !strcmp(part, "fitted")) measure_cells("law fitted", 3, 0, cells, seed);
    if (!*part || !strcmp(part, "plain")) measure_cells("constant CEs", 0, 1, cells, seed);
    if (!*part || !strcmp(part, "constant")) measure_cells("constant CE_Li", 0, 0, cells, seed);
    if (!*part || !strcmp(part, "other")) measure_cells("another law", 2, 0, cells, seed);
    return 0;
}
