#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "score.h"

/* The capacity falls by 0.02 % a cycle, behind the knee by 0.2 %; one of five forms. */
struct form {
    const char *name;
    double end;        /* of the capacity, relative */
    int diagnostic;    /* every so many cycles one that is 4 % off; formation at the start */
    double transition; /* cycles; below 0: those of a softplus */
    double stated;     /* median error of a least-squares hinge at 0.1 % noise */
};
static const struct form forms[] = {{"ends at 40 %", 0.4, 0, 0, 0.05},
                                    {"ends at 80 %", 0.8, 0, 0, 0.15},
                                    {"diagnostics", 0.8, 50, 0, 0.6},
                                    {"soft knee", 0.4, 0, 60, 1.3},
                                    {"smooth knee", 0.4, 0, -10, 1.3}};
enum { CYCLES = 1000, FORMS = sizeof forms / sizeof forms[0] };

struct knee_record {
    int64_t cycles;
    double knee, value[CYCLES];
    int out[CYCLES]; /* formation, diagnostic or outlier */
};

static double lost_by(double cycle, double knee, double transition)
{
    double from = cycle - (knee - transition / 2), more = 0;
    if (transition < 0) more = -transition * log1p(exp((knee - cycle) / transition));
    else if (from >= transition) more = cycle - knee;
    else if (from > 0) more = from * from / (2 * transition);
    return 2e-4 * cycle + 1.8e-3 * more;
}

static void draw_record(struct knee_record *k, const struct form *form, double knee, double noise,
                        double outliers, struct random *r)
{
    k->knee = knee;
    for (k->cycles = 0; k->cycles < CYCLES; k->cycles++) {
        int64_t i = k->cycles;
        double value = 1 - lost_by((double)(i + 1), knee, form->transition);
        if (value < form->end) break;
        k->out[i] = form->diagnostic && (i < 3 || i % form->diagnostic == 0);
        if (k->out[i]) value *= 1.04;
        value += noise * normal(r);
        if (uniform(r, 0, 1) < outliers) {
            k->out[i] = 1;
            value *= 1 + (choose(r, 2) ? 1 : -1) * uniform(r, 0.003, 0.04);
        }
        k->value[i] = value;
    }
}

/* Residual sum of squares of a straight hinge, knee at tau, over the cycles that are not out. */
static double rest_of(const struct knee_record *k, double tau)
{
    double a[3][4] = {{0}};
    for (int64_t i = 0; i < k->cycles; i++) {
        if (k->out[i]) continue;
        double t = (double)(i + 1) / CYCLES, v[4] = {1, t, fmax(0, t - tau / CYCLES), k->value[i]};
        for (int p = 0; p < 3; p++)
            for (int q = 0; q < 4; q++) a[p][q] += v[p] * v[q];
    }
    double keep[3][4], b[3], rest = 0;
    for (int p = 0; p < 12; p++) keep[p / 4][p % 4] = a[p / 4][p % 4];
    for (int p = 0; p < 3; p++)
        for (int q = p + 1; q < 3; q++)
            for (int j = 3; j >= p; j--) a[q][j] -= a[q][p] / a[p][p] * a[p][j];
    for (int p = 2; p >= 0; p--) {
        b[p] = a[p][3];
        for (int q = p + 1; q < 3; q++) b[p] -= a[p][q] * b[q];
        b[p] /= a[p][p];
        rest -= b[p] * keep[p][3];
    }
    return rest;
}

/* The exact least-squares hinge: by whole cycles, then between them. */
static double least_squares_knee(const struct knee_record *k)
{
    double best = 10, least = INFINITY, width = 16;
    for (double tau = 10; tau < (double)k->cycles - 4; tau += width) {
        double rest = rest_of(k, tau);
        if (rest < least) least = rest, best = tau;
    }
    while ((width /= 2) > 0.005) {
        double down = rest_of(k, best - width), up = rest_of(k, best + width);
        if (down < least) least = down, best -= width;
        else if (up < least) least = up, best += width;
    }
    return best;
}

static lmb_dataset *dataset_of(const struct knee_record *k)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    int32_t id = LMB_COLUMN_DISCHARGE_CAPACITY;
    assert_ok(lmb_dataset_set_column(dataset, id, k->value, k->cycles, 1));
    return dataset;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure_form(const struct form *form, double noise, double outliers, int records,
                         struct random *r)
{
    struct score score;
    struct knee_record k;
    double *exact = malloc(((size_t)records + 1) * sizeof *exact);
    score_open(&score, records);
    for (int i = 0; i < records; i++) {
        double sigma = noise > 0 ? noise : uniform(r, 5e-4, 3e-3);
        draw_record(&k, form, uniform(r, 150, 800), sigma, outliers, r);
        exact[i] = fabs(least_squares_knee(&k) - k.knee);
        lmb_dataset *record = dataset_of(&k);
        lmb_report *report = analyze_with(record, NULL);
        score_add(&score, report, LMB_RESULT_ONSET_STAGE_3, k.knee, NAN);
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    qsort(exact, (size_t)records, sizeof *exact, by_size);
    char text[100];
    const char *with = outliers > 0 ? ", 1 % outliers" : "";
    if (noise > 0) {
        snprintf(text, sizeof text, "knee, %s, 0.1 %%%s: median error, cycles", form->name, with);
        row(text, score_error(&score, 0.5), 0, fmax(exact[records / 2] * 1.1, form->stated), "");
    } else {
        snprintf(text, sizeof text, "knee, %s, 0.05-0.3 %%%s: interval holds", form->name, with);
        row(text, score_holds(&score), 87, 93, " %");
    }
    printf("      least-squares hinge: median error %.2f\n", exact[records / 2]);
    snprintf(text, sizeof text, "knee, %s", form->name);
    score_print(&score, text);
    score_close(&score);
    free(exact);
}

/* No knee: the capacity falls by 0.02 % a cycle to the end. */
static void measure_straight(int records, double outliers, struct random *r)
{
    struct knee_record k;
    int alarms = 0;
    for (int i = 0; i < records; i++) {
        draw_record(&k, &forms[2 * (i % 2)], 1e9, uniform(r, 5e-4, 3e-3), outliers, r);
        lmb_dataset *record = dataset_of(&k);
        lmb_report *report = analyze_with(record, NULL);
        alarms += !isnan(report_value(report, LMB_RESULT_ONSET_STAGE_3));
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    row(outliers > 0 ? "false knee on straight records, 1 % outliers"
                     : "false knee on straight records",
        100.0 * alarms / records, 0, 1, " %");
}

void measure_knees(int records, uint64_t seed)
{
    struct random random = {seed + 100}, *r = &random;
    printf("# capacity knees: 0.02 %% a cycle, then 0.2 %%; discharge capacity alone\n");
    for (int form = 0; form < FORMS; form++)
        for (int outliers = 0; outliers < 2; outliers++) {
            measure_form(&forms[form], 1e-3, 0.01 * outliers, (records + 3) / 4, r);
            measure_form(&forms[form], 0, 0.01 * outliers, (records + 3) / 4, r);
        }
    for (int outliers = 0; outliers < 2; outliers++)
        measure_straight((records + 1) / 2, 0.01 * outliers, r);
}
