/* What a report on cells states, and what does not follow from it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

static lmb_report *audit(const lmb_cell *cell)
{
    lmb_report *report = NULL;
    assert_ok(lmb_audit(cell, &report, NULL, 0));
    return report;
}

static double lower_of(const lmb_report *report, int32_t id)
{
    double lower;
    assert_ok(lmb_report_value(report, id, NULL, &lower, NULL, NULL));
    return lower;
}

static const char *reason(const lmb_report *report, int32_t id)
{
    return lmb_reason_name(report_reason(report, id));
}

/* The usual sentence: 200 cycles, 80 % left, CE 99.9 %, N/P 1.5. */
static lmb_cell *usual_claim(void)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    set(cell, LMB_PARAM_REPORTED_CYCLES, 200);
    set(cell, LMB_PARAM_REPORTED_RETENTION, 0.8);
    set(cell, LMB_PARAM_REPORTED_CE, 0.999);
    set(cell, LMB_PARAM_REPORTED_END, 2);
    return cell;
}

static void the_usual_claim_is_taken_apart(void **state)
{
    (void)state;
    lmb_cell *cell = usual_claim();
    lmb_report *report = audit(cell);
    assert_true(has_warning(report, "ce_is_cathode"));
    assert_true(has_warning(report, "retention_only"));
    assert_true(has_warning(report, "counts_not_to_end_of_stage_3"));
    assert_false(has_warning(report, "np_missing"));
    assert_false(has_warning(report, "symmetric_cell"));
    assert_close(report_value(report, LMB_RESULT_CE_LI_LOWER_BOUND), 1 - 1.7 / 160, 1e-14, 0);
    assert_true(lower_of(report, LMB_RESULT_CE_LI_LOWER_BOUND) < 1 - 1.7 / 160);
    assert_string_equal(reason(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE), "stage_3_goes_on");
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_MEAN), "before_exhaustion");
    assert_close(report_value(report, LMB_RESULT_CE_CELL), 0.999, 0, 0);
    assert_int_equal(report_cycles(report), 0);
    lmb_report_free(report);
    lmb_cell_free(cell);
}

/* The bound holds on simulated cells whose CE_Li is known. */
static void the_bound_holds(void **state)
{
    (void)state;
    struct random r = {6};
    int asked = 0;
    for (int i = 0; i < 600; i++) {
        lmb_cell *cell = new_cell();
        double charged = 0, lost = 0, first = 0, discharge = 0, charge, lam, np;
        int cycles = 20 + choose(&r, 400);
        np = uniform(&r, 0.2, 3);
        set(cell, LMB_PARAM_NP_RATIO, np);
        set(cell, LMB_PARAM_CE_LI, uniform(&r, 0.98, 0.9995));
        set(cell, LMB_PARAM_CE_CATHODE, uniform(&r, 0.9990, 1));
        for (int k = 0; k < cycles; k++) {
            assert_ok(lmb_cell_step(cell));
            lmb_cell_get(cell, LMB_COLUMN_CHARGE_CAPACITY, &charge);
            lmb_cell_get(cell, LMB_COLUMN_DISCHARGE_CAPACITY, &discharge);
            lmb_cell_get(cell, LMB_COLUMN_CE_LI, &lam);
            if (k == 0) first = charge;
            charged += charge;
            lost += (1 - lam) * charge;
        }
        if (discharge > 0.05 * first) {
            lmb_cell_reset(cell);
            set(cell, LMB_PARAM_REPORTED_CYCLES, cycles);
            set(cell, LMB_PARAM_REPORTED_RETENTION, discharge / first);
            lmb_report *report = audit(cell);
            describe("cell %d: N/P %g, %d cycles", i, np, cycles);
            assert_true(1 - lost / charged >=
                        report_value(report, LMB_RESULT_CE_LI_LOWER_BOUND) - 1e-12);
            lmb_report_free(report);
            asked++;
        }
        lmb_cell_free(cell);
    }
    printf("# the bound held on %d cells\n", asked);
    assert_true(asked > 250);
}

/* Counted to the end of stage 3 it is a normalized cycle life, and the mean CE_Li has limits. */
static void a_count_to_the_end_of_stage_3_is_a_life(void **state)
{
    (void)state;
    lmb_cell *cell = usual_claim();
    set(cell, LMB_PARAM_REPORTED_END, 1);
    lmb_report *report = audit(cell);
    assert_false(has_warning(report, "counts_not_to_end_of_stage_3"));
    assert_close(report_value(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE), 200 / 1.5, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_CE_LI_MEAN), 1 - 1.7 / 180, 1e-14, 0);
    assert_close(lower_of(report, LMB_RESULT_CE_LI_MEAN), 1 - 1.7 / 160, 1e-14, 0);
    lmb_report_free(report);

    /* A simulated cell, told to its last cycle of stage 3: 237 of the defaults. */
    double discharge = 0, upper, mean = 0;
    lmb_cell *life = new_cell();
    set(life, LMB_PARAM_NP_RATIO, 1.5);
    for (int k = 0; k < 237; k++) {
        double ce_li;
        assert_ok(lmb_cell_step(life));
        lmb_cell_get(life, LMB_COLUMN_CE_LI, &ce_li);
        mean += ce_li / 237;
    }
    lmb_cell_get(life, LMB_COLUMN_DISCHARGE_CAPACITY, &discharge);
    lmb_cell_reset(life);
    set(life, LMB_PARAM_REPORTED_CYCLES, 237);
    set(life, LMB_PARAM_REPORTED_RETENTION, discharge / 4);
    set(life, LMB_PARAM_REPORTED_END, 1);
    report = audit(life);
    assert_close(report_value(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE), 158, 0, 0);
    assert_ok(lmb_report_value(report, LMB_RESULT_CE_LI_MEAN, NULL, NULL, &upper, NULL));
    assert_true(lower_of(report, LMB_RESULT_CE_LI_MEAN) <= mean && mean <= upper);
    lmb_report_free(report);
    lmb_cell_free(life);
    lmb_cell_free(cell);
}

static void without_np_nothing_is_bounded(void **state)
{
    (void)state;
    lmb_cell *cell = usual_claim();
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_NP_RATIO));
    lmb_report *report = audit(cell);
    assert_true(has_warning(report, "np_missing"));
    assert_true(has_warning(report, "ce_is_cathode"));
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_LOWER_BOUND), "np_missing");
    assert_string_equal(reason(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE), "np_missing");
    lmb_report_free(report);
    lmb_cell_free(cell);
}

static void symmetric_cells_are_refused_with_the_reason(void **state)
{
    (void)state;
    lmb_cell *cell = usual_claim();
    set(cell, LMB_PARAM_CELL_CONFIGURATION, 5);
    lmb_report *report = audit(cell);
    assert_true(has_warning(report, "symmetric_cell"));
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_LOWER_BOUND), "symmetric_cell");
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_MEAN), "symmetric_cell");
    assert_non_null(
        strstr(lmb_reason_text(report_reason(report, LMB_RESULT_CE_LI_MEAN)), "soft shorts"));
    lmb_report_free(report);
    lmb_cell_free(cell);
}

static void other_configurations_get_their_own_warnings(void **state)
{
    (void)state;
    lmb_cell *cell = usual_claim();
    set(cell, LMB_PARAM_CELL_CONFIGURATION, 3);
    lmb_report *report = audit(cell);
    assert_true(has_warning(report, "transferred_ce_li"));
    assert_false(has_warning(report, "ce_is_cathode"));
    assert_string_equal(reason(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE), "no_reservoir");
    lmb_report_free(report);

    set(cell, LMB_PARAM_CELL_CONFIGURATION, 1); /* anode-free: the CE shown is CE_Li */
    report = audit(cell);
    assert_false(has_warning(report, "ce_is_cathode"));
    assert_true(has_warning(report, "np_zero_life_undefined"));
    assert_string_equal(reason(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE), "np_zero");
    assert_close(report_value(report, LMB_RESULT_CE_LI_LOWER_BOUND), 1 - 0.2 / 160, 1e-14, 0);
    lmb_report_free(report);

    set(cell, LMB_PARAM_CELL_CONFIGURATION, 0);
    set(cell, LMB_PARAM_NP_RATIO, 5);
    report = audit(cell);
    assert_true(has_warning(report, "excess_lithium_hides_loss"));
    lmb_report_free(report);
    lmb_cell_free(cell);
}

/* More foil than so few charges could lose: no CE_Li below 0 comes of it. */
static void a_contradiction_gives_no_ce_li(void **state)
{
    (void)state;
    lmb_cell *cell = usual_claim();
    set(cell, LMB_PARAM_NP_RATIO, 3);
    set(cell, LMB_PARAM_REPORTED_CYCLES, 2);
    set(cell, LMB_PARAM_REPORTED_END, 1);
    lmb_report *report = audit(cell);
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_LOWER_BOUND), "no_number");
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_MEAN), "no_number");
    lmb_report_free(report);
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_REPORTED_RETENTION));
    report = audit(cell);
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_LOWER_BOUND), "not_stated");
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_MEAN), "not_stated");
    assert_close(report_value(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE), 2.0 / 3, 1e-14, 0);
    lmb_report_free(report);
    lmb_cell_free(cell);
}

static void an_empty_claim_states_nothing(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_report *report = audit(cell);
    assert_string_equal(reason(report, LMB_RESULT_CYCLES), "not_stated");
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_LOWER_BOUND), "np_missing");
    assert_string_equal(reason(report, LMB_RESULT_STAGE), "not_computed");
    lmb_report_free(report);
    set(cell, LMB_PARAM_NP_RATIO, 1);
    report = audit(cell);
    assert_string_equal(reason(report, LMB_RESULT_CE_LI_LOWER_BOUND), "not_stated");
    assert_int_equal(lmb_report_warning(report, 0, NULL, NULL), 0);
    lmb_report_free(report);
    assert_int_equal(lmb_audit(NULL, &report, NULL, 0), LMB_ERROR_ARGUMENT);
    char message[80] = "";
    assert_int_equal(lmb_audit(cell, NULL, message, sizeof message), LMB_ERROR_ARGUMENT);
    assert_non_null(strstr(message, "audit"));
    lmb_cell_free(cell);
}

/* The same warning where a record is read. */
static void a_record_short_of_the_end_of_stage_3_says_so(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    for (int i = 0; i < 2; i++) {
        lmb_dataset *life = simulate(cell, i ? 300 : 150);
        lmb_report *report;
        assert_ok(lmb_analyze(life, cell, &report, NULL, 0));
        assert_int_equal(has_warning(report, "counts_not_to_end_of_stage_3"), i == 0);
        lmb_report_free(report);
        lmb_dataset_free(life);
    }
    lmb_cell_free(cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_claim_is_taken_apart),
        cmocka_unit_test(the_bound_holds),
        cmocka_unit_test(a_count_to_the_end_of_stage_3_is_a_life),
        cmocka_unit_test(without_np_nothing_is_bounded),
        cmocka_unit_test(symmetric_cells_are_refused_with_the_reason),
        cmocka_unit_test(other_configurations_get_their_own_warnings),
        cmocka_unit_test(a_contradiction_gives_no_ce_li),
        cmocka_unit_test(an_empty_claim_states_nothing),
        cmocka_unit_test(a_record_short_of_the_end_of_stage_3_says_so),
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
