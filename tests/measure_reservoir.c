/* How well the lithium left and its end are found: measure_reservoir [CELLS [SEED
 * [fitted|plain|constant|other|starts]]]. Simulated cells whose truth is known; N/P, gain and
 * outside CE_Li drawn from their stated standard errors; CE noise 3e-4, capacity noise 5e-4,
 * mean-voltage noise 0.5 mV. At 10, 25, 50, 75 and 90 % of the life to exhaustion and 20 cycles
 * behind it: how often 90 % intervals hold, errors beside the Cramer-Rao limit and two baselines,
 * against the targets of doc/reservoir.md. Exit 1 where a row misses its target by far. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reservoir_cells.h"
#include "score.h"

enum { AGES = 6, BEHIND = 5, LOOK_AHEAD = 30 };
static const double age[AGES] = {0.10, 0.25, 0.50, 0.75, 0.90, 1};

/* Of one quantity at one age. */
struct tally {
    double *error, *limit; /* limit: the least standard deviation there can be */
    int count, held, silent;
    int bare;              /* told without an interval, and not held */
    int early, early_held; /* told of what was yet to come */
};

enum {
    OUTSIDE_LEFT,
    OUTSIDE_END,
    OUTSIDE_LIFE,
    MEAN_CE_LI,
    FIT_LEFT,
    FIT_END,
    FIT_CAPACITY,
    FIT_STAGE_2,
    FIT_STAGE_3,
    PERSISTENCE,
    LINEAR,
    TALLIES
};
static const char *const names[TALLIES] = {"left, outside CE_Li, Ah",
                                           "exhaustion, outside CE_Li",
                                           "normalized life, outside CE_Li",
                                           "mean CE_Li, exact",
                                           "left, fit, Ah",
                                           "exhaustion, fit",
                                           "capacity ahead, fit, Ah",
                                           "stage 2, fit",
                                           "stage 3, fit",
                                           "capacity ahead, persistence, Ah",
                                           "capacity ahead, linear, Ah"};

#define BIT(q) (1u << (q))
static const struct kind kinds[] = {
    {"fitted", "law fitted", 3, 0, 1,
     BIT(OUTSIDE_LEFT) | BIT(MEAN_CE_LI) | BIT(FIT_LEFT) | BIT(FIT_END) | BIT(FIT_CAPACITY) |
         BIT(FIT_STAGE_2) | BIT(FIT_STAGE_3)},
    {"plain", "constant CEs", 0, 1, 1,
     BIT(OUTSIDE_LEFT) | BIT(OUTSIDE_END) | BIT(OUTSIDE_LIFE) | BIT(MEAN_CE_LI) | BIT(FIT_LEFT) |
         BIT(FIT_END) | BIT(FIT_CAPACITY)},
    {"constant", "CE_Li constant, another fitted", 0, 0, 0, BIT(OUTSIDE_LEFT) | BIT(MEAN_CE_LI)},
    {"other", "CE_Li exponential, another fitted", 2, 0, 0, BIT(OUTSIDE_LEFT) | BIT(MEAN_CE_LI)}};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(double *values, int count, double p)
{
    if (count == 0) return NAN;
    qsort(values, (size_t)count, sizeof *values, by_size);
    return values[(int)(p * (count - 1) + 0.5)];
}

static int holds(double lower, double upper, double truth)
{
    return !(isnan(lower) && isnan(upper)) && !(truth < lower) && !(truth > upper);
}

static void note(struct tally *s, double value, double lower, double upper, double truth,
                 double limit)
{
    if (isnan(value)) {
        s->silent++;
        return;
    }
    s->limit[s->count] = limit;
    s->error[s->count++] = fabs(value - truth);
    s->bare += isnan(lower) && isnan(upper);
    s->held += holds(lower, upper, truth);
}

static void judge(struct tally *s, const lmb_report *report, int32_t id, double truth, double limit)
{
    double value, lower, upper;
    assert_ok(lmb_report_value(report, id, &value, &lower, &upper, NULL));
    note(s, value, lower, upper, truth, limit);
}

/* Capacity a quarter of the record later, before exhaustion. */
static void judge_ahead(struct tally *s, const lmb_report *report, const lmb_dataset *record,
                        const struct whole *w, int64_t cycles)
{
    int64_t ahead = cycles / 4 + 1;
    if (cycles + ahead >= w->first) return;
    double truth = w->capacity[cycles + ahead - 1];
    double *q = column_of(record, LMB_COLUMN_DISCHARGE_CAPACITY);
    double last = 0, before = 0;
    for (int i = 1; i <= 5; i++) last += q[cycles - i] / 5, before += q[cycles - 5 - i] / 5;
    note(&s[PERSISTENCE], last, NAN, NAN, truth, NAN);
    note(&s[LINEAR], last + (last - before) / 5 * (double)(ahead + 2), NAN, NAN, truth, NAN);
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
    note(&s[FIT_CAPACITY], value[0], value[1], value[2], truth, NAN);
    lmb_dataset_free(forecast);
}

static double first_in_stage(const struct whole *w, int which)
{
    int64_t k = 0;
    while (w->stage[k] < which) k++;
    return (double)(k + 1);
}

/* What is told of an onset that was yet to come counts as well: else a record would be judged by
 * what nobody knows when it is read. */
static void judge_early(struct tally *s, const lmb_report *report, int32_t id, double truth)
{
    double value, lower, upper;
    assert_ok(lmb_report_value(report, id, &value, &lower, &upper, NULL));
    if (isnan(value)) return;
    s->early++;
    s->early_held += holds(lower, upper, truth);
}

/* Onsets and the end, beside what the record can tell at best; without that, the first cycles. */
static void judge_fit(struct tally *s, const lmb_report *report, const struct whole *w,
                      int64_t cycles)
{
    if (cycles < w->first) {
        judge(&s[FIT_LEFT], report, LMB_RESULT_REMAINING_LI, w->reservoir[cycles - 1], NAN);
        judge(&s[FIT_END], report, LMB_RESULT_EXHAUSTION_CYCLE, (double)w->first,
              w->limits ? limits_sd(w->limits, cycles, LIMIT_END) : NAN);
    }
    for (int k = LIMIT_STAGE_2; k <= LIMIT_STAGE_3; k++) {
        if (!is_in_stage(w, 2 + k, w->first)) continue;
        int32_t id =
            (w->limits ? LMB_RESULT_MODEL_CROSSING_STAGE_2 : LMB_RESULT_MODEL_ONSET_STAGE_2) + k;
        double truth = w->limits ? limits_truth(w->limits, k) : first_in_stage(w, 2 + k);
        if (!is_in_stage(w, 2 + k, cycles)) judge_early(&s[FIT_STAGE_2 + k], report, id, truth);
        else
            judge(&s[FIT_STAGE_2 + k], report, id, truth,
                  w->limits ? limits_sd(w->limits, cycles, k) : NAN);
    }
}

/* What the error of the exhaustion cycle is made of at half life: medians of the 90 % half widths.
 */
static const char *const sources[] = {"N/P", "CE_Li", "gain", "noise", "decline"};
enum { SOURCES = 5, WAYS = 2 };
static double *term[WAYS][SOURCES];
static int terms[WAYS][SOURCES];

static void note_terms(const lmb_report *report, int way)
{
    for (int i = 0; i < SOURCES; i++) {
        double value = report_value(report, LMB_RESULT_ERROR_NP_RATIO + i);
        if (!isnan(value)) term[way][i][terms[way][i]++] = value;
    }
}

static void print_terms(const struct kind *kind)
{
    for (int way = 0; way < WAYS; way++) {
        printf("      %s, 50 %%: error of exhaustion, %s, by source, cycles (90 %%):", kind->title,
               way ? "fit" : "outside CE_Li");
        for (int i = 0; i < SOURCES; i++)
            if (terms[way][i] > 0)
                printf(" %s %.2g", sources[i], quantile(term[way][i], terms[way][i], 0.5));
        printf("\n");
    }
}

static void judge_age(struct random *r, struct tally *s, const lmb_cell *cell,
                      const struct kind *kind, const struct whole *w, int64_t cycles)
{
    lmb_dataset *record = measure_with_gain(r, cell, cycles);
    lmb_cell *outside = draw_knowledge(r, cell, kind, mean_ce_li(w, cycles));
    lmb_cell *knows = draw_knowledge(r, cell, kind, NAN);
    lmb_report *report = NULL, *fitted = NULL;
    double np;
    assert_ok(lmb_cell_get(cell, LMB_PARAM_NP_RATIO, &np));
    assert_ok(lmb_analyze(record, outside, &report, NULL, 0));
    assert_ok(lmb_fit(record, knows, NULL, 0, &fitted, NULL, 0));
    judge_fit(s, fitted, w, cycles);
    if (cycles == (int64_t)(0.5 * (double)w->first)) {
        note_terms(report, 0);
        note_terms(fitted, 1);
    }
    if (cycles < w->first) {
        judge(&s[OUTSIDE_LEFT], report, LMB_RESULT_REMAINING_LI, w->reservoir[cycles - 1], NAN);
        judge(&s[OUTSIDE_END], report, LMB_RESULT_EXHAUSTION_CYCLE, (double)w->first, NAN);
        judge(&s[OUTSIDE_LIFE], report, LMB_RESULT_NORMALIZED_CYCLE_LIFE,
              (double)(w->first - 1) / np, NAN);
        judge_ahead(s, fitted, record, w, cycles);
    } else {
        judge(&s[MEAN_CE_LI], report, LMB_RESULT_CE_LI_MEAN, mean_ce_li(w, w->first), NAN);
    }
    lmb_report_free(report);
    lmb_report_free(fitted);
    lmb_dataset_free(record);
    lmb_cell_free(outside);
    lmb_cell_free(knows);
}

static void print_tally(const struct kind *kind, const char *when, int q, struct tally *s)
{
    char text[100];
    snprintf(text, sizeof text, "%s, %s: %s", kind->title, when, names[q]);
    if (s->count + s->silent == 0) return;
    double median = quantile(s->error, s->count, 0.5), limit = quantile(s->limit, s->count, 0.5);
    if (s->count >= 10 && q < PERSISTENCE && (kind->targets & BIT(q)))
        row_held(text, s->held + s->early_held, s->count + s->early, 87, 93);
    if (q < PERSISTENCE && s->bare > 0) printf("      %d without an interval\n", s->bare);
    printf("      %-68s told %d, silent %d, error median %.3g, 90 %% %.3g", text, s->count,
           s->silent, median, quantile(s->error, s->count, 0.9));
    if (q < PERSISTENCE && s->count > 0) printf(", held %.1f %%", 100.0 * s->held / s->count);
    if (s->early > 0) printf(", told early %d, of them held %d", s->early, s->early_held);
    if (limit > 0) printf(", limit %.3g", 0.6745 * limit);
    printf("\n");
}

/* Median errors against 1.5 times the information limit. */
static void print_limits(const struct kind *kind, struct tally tally[AGES][TALLIES])
{
    char text[100];
    for (int a = 0; a < AGES && kind->fitted && !kind->plain; a++)
        for (int q = FIT_END; q <= FIT_STAGE_3; q++) {
            struct tally *s = &tally[a][q];
            if (q == FIT_CAPACITY || s->count < 10 || (q == FIT_END && age[a] != 0.5)) continue;
            double least = 1.5 * 0.6745 * quantile(s->limit, s->count, 0.5);
            snprintf(text, sizeof text, "%s, %.0f %%%s: %s: median error", kind->title,
                     100 * age[a], a == BEHIND ? " + 20" : "", names[q]);
            row(text, quantile(s->error, s->count, 0.5), 0, fmax(0.5, least), " cycles");
        }
}

/* Of `cells` that are measured, rows that can be told well rest on a quarter. */
static int enough_of(int cells) { return cells / 4 > ENOUGH_TOLD ? cells / 4 : ENOUGH_TOLD; }

/* Few cells are past the onset of a stage early in life: more of those, or up to LOOK_AHEAD
 * cycles in front of it, up to a bound. What is told of nearly all cells, or enough of them, stays
 * as it is. */
static void draw_more(struct random *r, struct tally *s, const struct kind *kind, double at,
                      int cells)
{
    int enough = enough_of(cells);
    for (int i = 0; i < 20 * cells; i++) {
        int few_2 = s[FIT_STAGE_2].count < enough, few_3 = s[FIT_STAGE_3].count < enough;
        struct tally left = s[FIT_LEFT], end = s[FIT_END], stage_2 = s[FIT_STAGE_2];
        if (!few_2 && !few_3) return;
        lmb_cell *cell = draw_cell(r, kind), *knows = draw_knowledge(r, cell, kind, NAN);
        struct whole w = whole_of(cell);
        int64_t cycles = (int64_t)(at * (double)w.first);
        int64_t soon = cycles + LOOK_AHEAD < w.first ? cycles + LOOK_AHEAD : w.first;
        if (w.first >= 60 && cycles >= 12 &&
            ((few_2 && is_in_stage(&w, 2, soon)) || (few_3 && is_in_stage(&w, 3, soon)))) {
            lmb_dataset *record = measure_with_gain(r, cell, cycles);
            lmb_report *fitted = NULL;
            w.limits = limits_of(cell, w.first, usual, np_sd, gain_sd);
            assert_ok(lmb_fit(record, knows, NULL, 0, &fitted, NULL, 0));
            judge_fit(s, fitted, &w, cycles);
            s[FIT_LEFT] = left;
            if (!few_2) s[FIT_STAGE_2] = stage_2;
            if (end.count >= enough) s[FIT_END] = end;
            lmb_report_free(fitted);
            lmb_dataset_free(record);
        }
        drop_whole(&w);
        lmb_cell_free(cell);
        lmb_cell_free(knows);
    }
}

static void measure_kind(const struct kind *kind, int cells, uint64_t seed)
{
    struct random random = {seed + (uint64_t)(kind - kinds)}, *r = &random;
    static struct tally tally[AGES][TALLIES];
    int room = cells + enough_of(cells);
    double *block = calloc((size_t)room * AGES * TALLIES * 2, sizeof *block);
    assert_non_null(block);
    memset(tally, 0, sizeof tally);
    for (int i = 0; i < AGES * TALLIES; i++) {
        tally[i / TALLIES][i % TALLIES].error = block + 2 * i * room;
        tally[i / TALLIES][i % TALLIES].limit = block + (2 * i + 1) * room;
    }
    double *block_of_terms = calloc((size_t)cells * WAYS * SOURCES, sizeof *block_of_terms);
    assert_non_null(block_of_terms);
    memset(terms, 0, sizeof terms);
    for (int i = 0; i < WAYS * SOURCES; i++)
        term[i / SOURCES][i % SOURCES] = block_of_terms + i * cells;
    for (int i = 0; i < cells;) {
        lmb_cell *cell = draw_cell(r, kind);
        struct whole w = whole_of(cell);
        if (w.first >= 60) {
            if (kind->fitted && !kind->plain)
                w.limits = limits_of(cell, w.first, usual, np_sd, gain_sd);
            for (int a = 0; a < AGES; a++) {
                int64_t cycles = (int64_t)(age[a] * (double)w.first) + (a == BEHIND ? 20 : 0);
                judge_age(r, tally[a], cell, kind, &w, cycles < 12 ? 12 : cycles);
            }
            i++;
        }
        drop_whole(&w);
        lmb_cell_free(cell);
    }
    for (int a = 0; a < BEHIND && kind->fitted && !kind->plain; a++)
        if (tally[a][FIT_STAGE_2].count + tally[a][FIT_STAGE_3].count > 0)
            draw_more(r, tally[a], kind, age[a], cells);
    for (int q = 0; q < TALLIES; q++)
        for (int a = 0; a < AGES; a++) {
            char when[20];
            snprintf(when, sizeof when, "%.0f %%%s", 100 * age[a], a == BEHIND ? " + 20" : "");
            print_tally(kind, when, q, &tally[a][q]);
        }
    print_limits(kind, tally);
    print_terms(kind);
    free(block);
    free(block_of_terms);
}

int main(int count, char **words)
{
    int cells = count > 1 ? atoi(words[1]) : 2000;
    uint64_t seed = count > 2 ? strtoull(words[2], NULL, 10) : 1;
    const char *part = count > 3 ? words[3] : "";
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!*part || !strcmp(part, kinds[i].name)) measure_kind(&kinds[i], cells, seed);
    printf("%d rows miss their target, %d of them by far; %d rest on too few cells\n",
           rows_missed(), rows_missed_by_far(), rows_too_few());
    return rows_missed_by_far() > 0;
}
