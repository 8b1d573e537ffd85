/* Knees of a capacity that falls along two straight lines, in records that are not ideal. */
#include <math.h>

#include "findings.h"
#include "support.h"

enum { CYCLES = 500, RECORDS = 40 };

static const int32_t charge = LMB_COLUMN_CHARGE_CAPACITY, discharge = LMB_COLUMN_DISCHARGE_CAPACITY;

/* Capacity behind so many cycles: 0.02 % a cycle, beyond the knee 0.2 %, over some `soft` x 6
 * cycles; 0: at once. */
static double capacity_after(double cycles, double knee, double soft)
{
    double more = soft > 0 ? soft * log1p(exp((cycles - knee) / soft)) : fmax(0, cycles - knee);
    return 1 - 2e-4 * cycles - 1.8e-3 * more;
}

struct knee_test {
    double knee, soft, noise, runs; /* runs: share of the cycles where one begins */
    int with_charge, lithium_ion;   /* the charge returns what the discharge before it took */
    int last;                       /* so many cycles at the end are 1.2 % low */
};

static void draw(const struct knee_test *t, struct random *r, double *up, double *down)
{
    int run = 0;
    double off = 0;
    for (int k = 0; k < CYCLES; k++) {
        double factor = 1 + t->noise * normal(r);
        if (run == 0 && uniform(r, 0, 1) < t->runs) {
            run = 1 + choose(r, 6);
            off = (choose(r, 2) ? 1 : -1) * uniform(r, 0.003, 0.04);
        }
        if (run > 0) factor *= 1 + off, run--;
        if (k >= CYCLES - t->last) factor *= 0.988;
        up[k] = 3 * factor * capacity_after(k, t->knee, t->soft);
        down[k] = 3 * factor * capacity_after(k + 1, t->knee, t->soft) * (1 + 3e-4 * normal(r));
    }
}

static lmb_report *report_of(const struct knee_test *t, struct random *r)
{
    double up[CYCLES], down[CYCLES];
    lmb_dataset *dataset = NULL;
    lmb_cell *cell = t->lithium_ion ? new_cell() : NULL;
    draw(t, r, up, down);
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    assert_ok(lmb_dataset_set_column(dataset, discharge, down, CYCLES, 1));
    if (t->with_charge) assert_ok(lmb_dataset_set_column(dataset, charge, up, CYCLES, 1));
    if (cell) assert_ok(lmb_cell_set(cell, LMB_PARAM_CELL_CONFIGURATION, 2));
    lmb_report *report = analyze(dataset, cell);
    lmb_dataset_free(dataset);
    lmb_cell_free(cell);
    return report;
}

/* `close`: of the records that many, at least, are within 2 cycles; none names a stage 4. */
static void assert_knees(struct knee_test t, uint64_t seed, double close)
{
    struct random random = {seed}, *r = &random;
    int held = 0, near = 0;
    for (int i = 0; i < RECORDS; i++) {
        double value, lower, upper;
        t.knee = uniform(r, 150, 300);
        lmb_report *report = report_of(&t, r);
        assert_ok(lmb_report_value(report, LMB_RESULT_ONSET_STAGE_3, &value, &lower, &upper, NULL));
        near += fabs(value - t.knee) < 2;
        held += lower <= t.knee && t.knee <= upper;
        describe("knee %g, stage 4", t.knee);
        assert_true(isnan(report_value(report, LMB_RESULT_ONSET_STAGE_4)));
        lmb_report_free(report);
    }
    describe("within 2 cycles, intervals that hold");
    assert_true(near >= close * RECORDS);
    assert_close(held / (double)RECORDS, 0.88, 0, 0.12);
}

/* CE follows a smooth knee: it is read by the lines, not by a bend, which begins 28 cycles before.
 */
static void a_smooth_knee_shows_beside_ce(void **state)
{
    (void)state;
    assert_knees((struct knee_test){.soft = 10, .noise = 1e-3, .with_charge = 1}, 31, 1);
}

/* Its CE steps down as that of an exhausted cell: a lithium-ion cell has nothing to exhaust. */
static void a_sharp_knee_of_a_lithium_ion_cell(void **state)
{
    (void)state;
    assert_knees((struct knee_test){.noise = 1e-3, .with_charge = 1, .lithium_ion = 1}, 32, 1);
}

static void runs_of_outliers_do_not_move_a_knee(void **state)
{
    (void)state;
    assert_knees((struct knee_test){.noise = 1e-3, .runs = 0.01}, 33, 0.95);
    assert_knees((struct knee_test){.soft = 10, .noise = 1e-3, .runs = 0.01}, 34, 0.9);
}

/* Of a size, some 4.8 sigma, that is just no outlier by itself. */
static void a_last_run_is_seldom_a_knee(void **state)
{
    (void)state;
    struct random random = {35}, *r = &random;
    int alarms = 0;
    for (int i = 0; i < RECORDS; i++) {
        struct knee_test t = {.knee = 1e9, .noise = 2.5e-3, .last = 1 + i % 6};
        lmb_report *report = report_of(&t, r);
        alarms += !isnan(report_value(report, LMB_RESULT_ONSET_STAGE_3));
        lmb_report_free(report);
    }
    describe("%d knees in %d straight records", alarms, RECORDS);
    assert_true(4 * alarms <= RECORDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_smooth_knee_shows_beside_ce),
        cmocka_unit_test(a_sharp_knee_of_a_lithium_ion_cell),
        cmocka_unit_test(runs_of_outliers_do_not_move_a_knee),
        cmocka_unit_test(a_last_run_is_seldom_a_knee),
    };
    return cmocka_run_group_tests_name("knee", tests, NULL, NULL);
}
