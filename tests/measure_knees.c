#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "score.h"

/* How the slope goes from one line to the other. */
enum { EVENLY, LOGISTIC, BACON_WATTS, HYPERBOLA };

/* The capacity falls by 0.02 % a cycle, behind the knee by 0.2 %; one of these forms. */
struct form {
    const char *name;
    double end;     /* of the capacity, relative */
    int diagnostic; /* every so many cycles one that is 4 % off; formation at the start */
    int slope;
    double transition; /* cycles: its whole width if it is even, else its scale */
    double stated;     /* median error of a least-squares hinge at 0.1 % noise */
};
static const struct form forms[] = {
    {"ends at 40 %", 0.4, 0, EVENLY, 0, 0.05},     {"ends at 80 %", 0.8, 0, EVENLY, 0, 0.15},
    {"diagnostics", 0.8, 50, EVENLY, 0, 0.6},      {"soft knee", 0.4, 0, EVENLY, 60, 1.3},
    {"smooth knee", 0.4, 0, LOGISTIC, 10, 1.3},    {"soft, diagnostics", 0.4, 50, EVENLY, 60, 1.3},
    {"Bacon-Watts", 0.4, 0, BACON_WATTS, 60, 1.3}, {"hyperbola", 0.4, 0, HYPERBOLA, 30, 1.3}};
enum { CYCLES = 1000, FORMS = 5, ALL_FORMS = sizeof forms / sizeof forms[0] };

/* What else is in the record. */
struct faults {
    double outliers; /* share of cycles where they begin */
    int longest;     /* run of them */
    int charge;      /* 1: the charge returns what the discharge before it took; 2: CE is 0.9995 */
    int lithium_ion; /* and the cell is said to be one */
    const char *name;
};
static const struct faults clean = {0, 1, 0, 0, ""}, single = {0.01, 1, 0, 0, ", 1 % outliers"},
                           runs = {0.01, 6, 0, 0, ", 1 % runs"},
                           followed = {0, 1, 1, 1, ", lithium-ion"},
                           worst = {0.01, 6, 1, 1, ", lithium-ion, 1 % runs"},
                           apart = {0, 1, 2, 0, ", CE apart"}, unknown = {0, 1, 1, 0, ", any cell"};
static const double ce_noise = 3e-4;

struct knee_record {
    int64_t cycles;
    double knee, value[CYCLES], charge[CYCLES];
    int out[CYCLES]; /* formation, diagnostic or outlier */
};

static double lost_by(double cycle, double knee, const struct form *form)
{
    double w = form->transition, u = cycle - knee, more = u > 0 ? u : 0;
    if (form->slope == LOGISTIC) more = w * log1p(exp(u / w));
    else if (form->slope == BACON_WATTS) more = u * (1 + tanh(u / w)) / 2;
    else if (form->slope == HYPERBOLA) more = (u + sqrt(u * u + w * w)) / 2;
    else if (fabs(u) < w / 2) more = (u + w / 2) * (u + w / 2) / (2 * w);
    return 2e-4 * cycle + 1.8e-3 * more;
}

static void draw_record(struct knee_record *k, const struct form *form, double knee, double noise,
                        const struct faults *faults, struct random *r)
{
    int run = 0;
    double off = 0;
    k->knee = knee;
    for (k->cycles = 0; k->cycles < CYCLES; k->cycles++) {
        int64_t i = k->cycles;
        double value = 1 - lost_by((double)(i + 1), knee, form);
        double before = 1 - lost_by((double)i, knee, form), factor = 1;
        if (value < form->end) break;
        k->out[i] = form->diagnostic && (i < 3 || i % form->diagnostic == 0);
        if (k->out[i]) factor = 1.04;
        factor += noise * normal(r) / value;
        if (run == 0 && uniform(r, 0, 1) < faults->outliers) {
            run = faults->longest > 1 ? 1 + choose(r, faults->longest) : 1;
            off = (choose(r, 2) ? 1 : -1) * uniform(r, 0.003, 0.04);
        }
        if (run > 0) factor *= 1 + off, k->out[i] = 1, run--;
        k->value[i] = value * factor;
        if (faults->charge == 0) continue;
        k->charge[i] = (faults->charge == 1 ? before : value / 0.9995) * factor;
        k->value[i] *= 1 + ce_noise * normal(r);
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

static lmb_dataset *dataset_of(const struct knee_record *k, int with_charge)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    int32_t id = LMB_COLUMN_DISCHARGE_CAPACITY;
    assert_ok(lmb_dataset_set_column(dataset, id, k->value, k->cycles, 1));
    id = LMB_COLUMN_CHARGE_CAPACITY;
    if (with_charge) assert_ok(lmb_dataset_set_column(dataset, id, k->charge, k->cycles, 1));
    return dataset;
}

static lmb_cell *known_of(const struct faults *faults)
{
    if (!faults->lithium_ion) return NULL;
    lmb_cell *cell = new_cell();
    assert_ok(lmb_cell_set(cell, LMB_PARAM_CELL_CONFIGURATION, 2));
    return cell;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure_form(const struct form *form, double noise, const struct faults *faults,
                         int records, struct random *r)
{
    struct score score;
    struct knee_record k;
    lmb_cell *known = known_of(faults);
    double *exact = malloc(((size_t)records + 1) * sizeof *exact);
    score_open(&score, records);
    for (int i = 0; i < records; i++) {
        double sigma = noise > 0 ? noise : uniform(r, 5e-4, 3e-3);
        draw_record(&k, form, uniform(r, 150, 800), sigma, faults, r);
        exact[i] = fabs(least_squares_knee(&k) - k.knee);
        lmb_dataset *record = dataset_of(&k, faults->charge);
        lmb_report *report = analyze_with(record, known);
        score_add(&score, report, LMB_RESULT_ONSET_STAGE_3, k.knee, NAN);
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    qsort(exact, (size_t)records, sizeof *exact, by_size);
    char text[100];
    if (form->slope > LOGISTIC) {
        printf("      %s: no target; no transition of these shapes\n", form->name);
    } else if (noise > 0) {
        snprintf(text, sizeof text, "knee, %s, 0.1 %%%s: median error, cycles", form->name,
                 faults->name);
        row(text, score_error(&score, 0.5), 0, fmax(exact[records / 2] * 1.1, form->stated), "");
    } else {
        snprintf(text, sizeof text, "knee, %s, 0.05-0.3 %%%s: interval holds", form->name,
                 faults->name);
        row(text, score_holds(&score), 87, 93, " %");
    }
    printf("      least-squares hinge: median error %.2f\n", exact[records / 2]);
    snprintf(text, sizeof text, "knee, %s", form->name);
    score_print(&score, text);
    score_close(&score);
    lmb_cell_free(known);
    free(exact);
}

/* No knee: the capacity falls by 0.02 % a cycle to the end. */
static void measure_straight(int records, const struct faults *faults, struct random *r)
{
    struct knee_record k;
    lmb_cell *known = known_of(faults);
    int alarms = 0;
    for (int i = 0; i < records; i++) {
        draw_record(&k, &forms[2 * (i % 2)], 1e9, uniform(r, 5e-4, 3e-3), faults, r);
        lmb_dataset *record = dataset_of(&k, faults->charge);
        lmb_report *report = analyze_with(record, known);
        alarms += !isnan(report_value(report, LMB_RESULT_ONSET_STAGE_3));
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    lmb_cell_free(known);
    char text[100];
    snprintf(text, sizeof text, "false knee on straight records%s", faults->name);
    row(text, 100.0 * alarms / records, 0, 1, " %");
}

void measure_knees(int records, uint64_t seed)
{
    struct random random = {seed + 100}, *r = &random;
    const struct faults *more[] = {&runs, &followed, &worst, &apart};
    printf("# capacity knees: 0.02 %% a cycle, then 0.2 %%; discharge capacity alone\n");
    for (int form = 0; form < FORMS; form++)
        for (int outliers = 0; outliers < 2; outliers++) {
            measure_form(&forms[form], 1e-3, outliers ? &single : &clean, records, r);
            measure_form(&forms[form], 0, outliers ? &single : &clean, records, r);
        }
    for (int outliers = 0; outliers < 2; outliers++)
        measure_straight(2 * records, outliers ? &single : &clean, r);
    printf("# other forms, outliers in runs of 1 to 6, charge and discharge capacity\n");
    for (int form = FORMS; form < ALL_FORMS; form++)
        measure_form(&forms[form], 0, &clean, records, r);
    for (int with = 0; with < 4; with++) {
        for (int form = 0; form <= FORMS; form++)
            measure_form(&forms[form], 0, more[with], records, r);
        measure_straight(2 * records, more[with], r);
    }
    for (int form = 3; form <= FORMS; form++) measure_form(&forms[form], 0, &unknown, records, r);
}
