/* Stages under every kind of noise that cyclers make, one by one. */
#include <math.h>
#include <stdlib.h>

#include "cycler.h"

static const struct noise usual = {3e-4, 5e-4, 5e-4};
enum { RECORDS = 20 };

static lmb_report *analyze(const lmb_dataset *dataset, const lmb_cell *cell)
{
    lmb_report *report = NULL;
    assert_ok(lmb_analyze(dataset, cell, &report, NULL, 0));
    return report;
}

/* The default cell: stages 2, 3, 4 at 92, 166, 238. */
static void stages_of_a_cell_are_found(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *truth = simulate(cell, 290);
    for (int kind = 0; kind < CYCLERS; kind++) {
        const char *name;
        struct cycler cycler = any_cycler(kind, usual, &name);
        int second = 0, third = 0, fourth = 0;
        for (uint64_t seed = 0; seed < RECORDS; seed++) {
            lmb_dataset *record = measure_with(&cycler, truth, seed);
            lmb_report *report = analyze(record, cell);
            second += fabs(report_value(report, LMB_RESULT_ONSET_STAGE_2) - 92) <= 15;
            third += fabs(report_value(report, LMB_RESULT_ONSET_STAGE_3) - 166) <= 8;
            fourth += fabs(report_value(report, LMB_RESULT_ONSET_STAGE_4) - 238) <= 1;
            lmb_report_free(report);
            lmb_dataset_free(record);
        }
        describe("%s: stages 2, 3, 4 in %d, %d, %d of %d", name, second, third, fourth, RECORDS);
        assert_close(fourth, RECORDS, 0, 3);
        assert_close(third, RECORDS, 0, 2);
        assert_close(second, RECORDS, 0, 6);
    }
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

static void a_lasting_cell_has_no_stage_4(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 50);
    set(cell, LMB_PARAM_INACTIVE_SENSITIVITY, 0);
    set(cell, LMB_PARAM_CE_LI, 0.9998);
    lmb_dataset *truth = simulate(cell, 500);
    for (int kind = 0; kind < CYCLERS; kind++)
        for (uint64_t seed = 0; seed < RECORDS; seed++) {
            const char *name;
            struct cycler cycler = any_cycler(kind, usual, &name);
            lmb_dataset *record = measure_with(&cycler, truth, seed);
            lmb_report *report = analyze(record, NULL);
            describe("%s, seed %d", name, (int)seed);
            assert_true(isnan(report_value(report, LMB_RESULT_ONSET_STAGE_4)));
            assert_true(report_value(report, LMB_RESULT_FAILURE_MODE) == 0);
            lmb_report_free(report);
            lmb_dataset_free(record);
        }
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* A pause is no bend: capacity and voltage recover at once, and nothing else happens. */
static void a_pause_is_no_stage(void **state)
{
    (void)state;
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                  LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct random random = {seed}, *r = &random;
        lmb_dataset *dataset = NULL;
        assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
        for (int k = 0; k < 300; k++) {
            double charge = (4 - 4e-4 * k) * (k >= 120 ? 1.005 : 1) * (1 + 5e-4 * normal(r));
            double row[] = {charge, charge * 0.9995 * (1 + 3e-4 * normal(r)),
                            3.6 - 1e-4 * k + (k >= 120 ? 0.004 : 0) + 5e-4 * normal(r)};
            assert_ok(lmb_dataset_append(dataset, ids, row, 3));
        }
        lmb_report *report = analyze(dataset, NULL);
        for (int stage = 0; stage < 3; stage++) {
            describe("stage %d, seed %d", stage + 2, (int)seed);
            assert_close(report_value(report, LMB_RESULT_ONSET_STAGE_2 + stage), NAN, 0, 0);
        }
        lmb_report_free(report);
        lmb_dataset_free(dataset);
    }
}

/* What lmb_report_value() says of all three onsets and of the failure mode. */
static void take_verdict(const lmb_report *report, double verdict[10])
{
    for (int i = 0; i < 3; i++)
        assert_ok(lmb_report_value(report, LMB_RESULT_ONSET_STAGE_2 + i, &verdict[3 * i],
                                   &verdict[3 * i + 1], &verdict[3 * i + 2], NULL));
    verdict[9] = report_value(report, LMB_RESULT_FAILURE_MODE);
}

/* A dead cell that is cycled on: CE from 0.1 to 1.9, at microampere-hours. */
static void append_dead(lmb_dataset *record, int cycles, struct random *r)
{
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                  LMB_COLUMN_MEAN_CHARGE_VOLTAGE,
                                  LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE};
    for (int k = 0; k < cycles; k++) {
        double charge = uniform(r, 0.5e-6, 3e-6);
        double row[] = {charge, charge * uniform(r, 0.1, 1.9), uniform(r, 3, 4.3),
                        uniform(r, 2.5, 4)};
        assert_ok(lmb_dataset_append(record, ids, row, 4));
    }
}

static void a_dead_tail_says_nothing(void **state)
{
    (void)state;
    static const int tails[] = {1, 12, 60, 300, 2000};
    struct random random = {1}, *r = &random;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    for (int64_t lived = 210; lived <= 290; lived += 80) {
        struct cycler cycler = any_cycler(0, usual, NULL);
        lmb_dataset *truth = simulate(cell, lived);
        for (int i = 0; i < 5; i++) {
            double alive[10], dead[10];
            lmb_dataset *record = measure_with(&cycler, truth, (uint64_t)i);
            lmb_report *report = analyze(record, cell);
            take_verdict(report, alive);
            lmb_report_free(report);
            append_dead(record, tails[i], r);
            report = analyze(record, cell);
            take_verdict(report, dead);
            for (int k = 0; k < 10; k++) {
                describe("%d dead cycles behind %d, number %d", tails[i], (int)lived, k);
                assert_close(dead[k], alive[k], 0, k < 9 ? 2 : 0);
            }
            lmb_report_free(report);
            lmb_dataset_free(record);
        }
        lmb_dataset_free(truth);
    }
    lmb_cell_free(cell);
}

/* Discharged first, a half cell gives back in each charge what the discharge before it took: CE is
 * 1 to the end, while the capacity falls as in the full cell. */
static void a_half_cell_has_no_step(void **state)
{
    (void)state;
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY};
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *truth = simulate(cell, 290);
    set(cell, LMB_PARAM_CELL_CONFIGURATION, 4);
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct cycler cycler = any_cycler(0, usual, NULL);
        lmb_dataset *full = measure_with(&cycler, truth, seed), *half = NULL;
        double *charge = column_of(full, ids[0]), *discharge = column_of(full, ids[1]);
        assert_ok(lmb_dataset_new(NULL, NULL, &half));
        for (int k = 0; k + 1 < 290; k++) {
            double row[] = {charge[k + 1], discharge[k]};
            assert_ok(lmb_dataset_append(half, ids, row, 2));
        }
        lmb_report *report = analyze(half, cell);
        describe("seed %d", (int)seed);
        assert_close(report_value(report, LMB_RESULT_CE_CELL), 1, 0, 1e-3);
        assert_close(report_value(report, LMB_RESULT_ONSET_STAGE_3), 166, 0, 8);
        assert_close(report_value(report, LMB_RESULT_ONSET_STAGE_4), NAN, 0, 0);
        lmb_report_free(report);
        lmb_dataset_free(half);
        lmb_dataset_free(full);
        free(charge);
        free(discharge);
    }
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

static lmb_report *capacity_alone(int32_t column, double knee, double soft, double step,
                                  uint64_t seed)
{
    struct random random = {seed}, *r = &random;
    double capacity[500];
    for (int k = 0; k < 500; k++) {
        double from = k + 1 - knee,
               more = soft > 0 ? soft * log1p(exp(from / soft)) : fmax(0, from);
        double value = 4 * (1 - 2e-4 * (k + 1) - 1.8e-3 * more);
        value += 4e-3 * normal(r);
        capacity[k] = step > 0 ? step * round(value / step) : value;
    }
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    assert_ok(lmb_dataset_set_column(dataset, column, capacity, 500, 1));
    lmb_report *report = analyze(dataset, NULL);
    lmb_dataset_free(dataset);
    return report;
}

/* Between two straight lines: sharp, then with a transition of some 60 cycles. */
static void a_knee_is_where_the_lines_meet(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 2 * RECORDS; seed++) {
        double knee = 200 + 3.3 * (double)seed;
        lmb_report *report =
            capacity_alone(LMB_COLUMN_DISCHARGE_CAPACITY, knee, seed % 2 ? 10 : 0, 0, seed);
        describe("seed %d", (int)seed);
        assert_close(report_value(report, LMB_RESULT_ONSET_STAGE_3), knee, 0, 1);
        assert_true(isnan(report_value(report, LMB_RESULT_ONSET_STAGE_4)));
        lmb_report_free(report);
    }
}

static void what_the_record_hides_is_said(void **state)
{
    (void)state;
    lmb_report *report = capacity_alone(LMB_COLUMN_CHARGE_CAPACITY, 300, 1, 0, 1);
    assert_string_equal(lmb_reason_name(report_reason(report, LMB_RESULT_ONSET_STAGE_4)),
                        "no_discharge_channel");
    lmb_report_free(report);
    report = capacity_alone(LMB_COLUMN_DISCHARGE_CAPACITY, 1e4, 1, 0.1, 1);
    assert_string_equal(lmb_reason_name(report_reason(report, LMB_RESULT_ONSET_STAGE_3)),
                        "below_resolution");
    lmb_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stages_of_a_cell_are_found),
        cmocka_unit_test(a_lasting_cell_has_no_stage_4),
        cmocka_unit_test(a_pause_is_no_stage),
        cmocka_unit_test(a_dead_tail_says_nothing),
        cmocka_unit_test(a_half_cell_has_no_step),
        cmocka_unit_test(a_knee_is_where_the_lines_meet),
        cmocka_unit_test(what_the_record_hides_is_said),
    };
    return cmocka_run_group_tests_name("noise", tests, NULL, NULL);
}
