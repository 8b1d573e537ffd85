/* The cell model fitted to records of known cells, and forecasts from it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "life.h"

static const struct noise usual = {3e-4, 5e-4, 5e-4};

struct parameter {
    int32_t id, identified;
    double value, lower, upper;
};

static int parameter_at(const lmb_report *report, int32_t index, struct parameter *p)
{
    return lmb_report_parameter(report, index, &p->id, &p->value, &p->lower, &p->upper,
                                &p->identified, NULL) == LMB_OK;
}

static struct parameter parameter_of(const lmb_report *report, int32_t id)
{
    struct parameter p = {0};
    for (int32_t i = 0; parameter_at(report, i, &p); i++)
        if (p.id == id) return p;
    fail();
    return p;
}

static lmb_report *fit(const lmb_dataset *dataset, const lmb_cell *cell)
{
    lmb_report *report = NULL;
    char message[200] = "";
    if (lmb_fit(dataset, cell, NULL, 0, &report, message, sizeof message))
        print_error("%s\n", message);
    assert_non_null(report);
    return report;
}

static const int32_t law[] = {LMB_PARAM_CE_LI, LMB_PARAM_INACTIVE_ONSET,
                              LMB_PARAM_INACTIVE_SENSITIVITY, LMB_PARAM_CE_CATHODE};

/* Another cell than the default one, which is where a fit starts. */
static lmb_cell *other_cell(double ce_li, double onset, double sensitivity, double ce_cathode)
{
    lmb_cell *cell = new_cell();
    const double value[] = {ce_li, onset, sensitivity, ce_cathode};
    for (int i = 0; i < 4; i++) set(cell, law[i], value[i]);
    return cell;
}

static lmb_cell *knows_np(void)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    set(cell, LMB_PARAM_NP_RATIO_SD, 0.03);
    return cell;
}

static void it_finds_the_parameters_of_clean_records(void **state)
{
    (void)state;
    static const double truth[][4] = {{0.9955, 1.5, 0.45, 0.9998},
                                      {0.992, 2.2, 0.6, 0.9996},
                                      {0.998, 0.9, 0.8, 0.9999},
                                      {0.9885, 1.0, 0.3, 0.9993}};
    static const int64_t cycles[] = {300, 140, 420, 100};
    for (int i = 0; i < 4; i++) {
        lmb_cell *cell = other_cell(truth[i][0], truth[i][1], truth[i][2], truth[i][3]);
        lmb_cell *start = knows_np();
        lmb_dataset *record = simulate(cell, cycles[i]);
        lmb_report *report = fit(record, start);
        describe("cell %d", i);
        assert_close(report_value(report, LMB_RESULT_FIT_STATE), 0, 0, 0);
        for (int k = 0; k < 4; k++) {
            struct parameter p = parameter_of(report, law[k]);
            double loss = k == 0 || k == 3 ? 1 - truth[i][k] : truth[i][k];
            assert_close(p.value, truth[i][k], 0, 1e-3 * loss);
            assert_true(p.identified);
        }
        lmb_report_free(report);
        lmb_dataset_free(record);
        lmb_cell_free(start);
        lmb_cell_free(cell);
    }
}

static void intervals_hold_the_truth_of_a_noisy_record(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell(), *start = knows_np();
    lmb_dataset *truth = simulate(cell, 260), *record = measure(truth, usual, 7);
    lmb_report *report = fit(record, start);
    static const double expected[] = {0.9955, 1.5, 0.45, 0.9998};
    for (int k = 0; k < 4; k++) {
        struct parameter p = parameter_of(report, law[k]);
        double sd = (p.upper - p.lower) / 3.29, covariance[4];
        assert_true(fabs(p.value - expected[k]) < 3.5 * sd);
        assert_ok(lmb_report_parameter(report, k, NULL, NULL, NULL, NULL, NULL, covariance));
        assert_close(sqrt(covariance[k]), sd, 0.05, 0);
    }
    assert_close(report_value(report, LMB_RESULT_FIT_SCATTER_CE), 3e-4, 0.15, 0);
    static const double onset[] = {92, 166, 238};
    for (int k = 0; k < 3; k++) {
        double between = report_value(report, LMB_RESULT_MODEL_CROSSING_STAGE_2 + k);
        assert_close(report_value(report, LMB_RESULT_MODEL_ONSET_STAGE_2 + k), onset[k], 0, 4);
        assert_close(report_value(report, LMB_RESULT_MODEL_ONSET_STAGE_2 + k), floor(between) + 1,
                     0, 0.5);
    }
    double *residual = report_column(report, LMB_COLUMN_RESIDUAL_CE), sum = 0;
    for (int i = 5; i < 230; i++) sum += isnan(residual[i]) ? 0 : residual[i] * residual[i];
    assert_true(sqrt(sum / 225) < 4e-4);
    free(residual);
    assert_true(has_warning(report, "fit_rests_on_defaults"));
    lmb_report_free(report);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
    lmb_cell_free(start);
    lmb_cell_free(cell);
}

/* Cells whose lithium nearly runs out before the cathode's loss fills it up again: on the way to
 * them a fit meets cells that run dry. From the defaults it must get past these. */
static void it_gets_past_dry_reservoirs(void **state)
{
    (void)state;
    static const double truth[][5] = {{0.9951, 1.14, 0.80, 0.99970, 1.74},
                                      {0.9920, 1.68, 0.706, 0.99984, 1.96},
                                      {0.9963, 1.21, 0.612, 0.99967, 1.70}};
    static const int64_t cycles[] = {215, 157, 322};
    for (int i = 0; i < 3; i++) {
        lmb_cell *cell = other_cell(truth[i][0], truth[i][1], truth[i][2], truth[i][3]);
        lmb_cell *start = new_cell();
        set(cell, LMB_PARAM_NP_RATIO, truth[i][4]);
        set(start, LMB_PARAM_NP_RATIO, truth[i][4]);
        set(start, LMB_PARAM_NP_RATIO_SD, 0.03 * truth[i][4]);
        for (uint64_t seed = 1; seed <= 4; seed++) {
            lmb_dataset *whole = simulate(cell, cycles[i]), *record = measure(whole, usual, seed);
            lmb_report *report = fit(record, start);
            describe("cell %d, seed %d", i, (int)seed);
            assert_close(report_value(report, LMB_RESULT_FIT_STATE), 0, 0, 0);
            assert_true(report_value(report, LMB_RESULT_FIT_SCATTER_CAPACITY) < 7e-4);
            lmb_report_free(report);
            lmb_dataset_free(record);
            lmb_dataset_free(whole);
        }
        lmb_cell_free(start);
        lmb_cell_free(cell);
    }
}

/* What loses by constant CEs, as wet as needs be. */
static lmb_cell *steady_cell(double ce_li, double ce_cathode, double np_ratio)
{
    lmb_cell *cell = new_cell();
    const int32_t off[] = {LMB_PARAM_CE_LI_LAW, LMB_PARAM_FADE_SENSITIVITY,
                           LMB_PARAM_UTILIZATION_SLOPE};
    for (int i = 0; i < 3; i++) set(cell, off[i], 0);
    set(cell, LMB_PARAM_ELECTROLYTE, 30);
    set(cell, LMB_PARAM_ELECTRODE_AREA, 1000);
    set(cell, LMB_PARAM_NP_RATIO, np_ratio);
    if (ce_li < 1) set(cell, LMB_PARAM_CE_LI, ce_li);
    if (ce_cathode < 1) set(cell, LMB_PARAM_CE_CATHODE, ce_cathode);
    return cell;
}

/* On its way a fit meets cells that run dry. It must not end in one that has just done so, and say
 * that nothing is left: of 60 such records 20 did. */
static void a_cell_that_lives_has_lithium_left(void **state)
{
    (void)state;
    struct random r = {1};
    lmb_cell *cell = steady_cell(0.9937, 0.99985, 1.5);
    lmb_dataset *truth = simulate(cell, 216); /* its lithium ends in cycle 249 */
    for (int seed = 1; seed <= 60; seed++) {
        lmb_dataset *record = measure(truth, usual, (uint64_t)seed);
        lmb_cell *start = steady_cell(1, 1, 1.5 * (1 + 0.03 * normal(&r)));
        set(start, LMB_PARAM_NP_RATIO_SD, 0.045);
        lmb_report *report = fit(record, start);
        double upper;
        assert_ok(lmb_report_value(report, LMB_RESULT_REMAINING_LI, NULL, NULL, &upper, NULL));
        describe("seed %d", seed);
        assert_close(report_value(report, LMB_RESULT_FIT_STATE), 0, 0, 0);
        assert_true(upper > 0.1);
        lmb_report_free(report);
        lmb_cell_free(start);
        lmb_dataset_free(record);
    }
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* The onset that a fit starts from lies behind the end of the record, where nothing moves it: it
 * stayed there, and stage 2 went unseen in seven of these eight records. */
static void an_onset_before_that_of_the_start_is_found(void **state)
{
    (void)state;
    lmb_cell *cell = other_cell(0.9955, 0.6, 0.5, 0.9998), *start = knows_np();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *truth = simulate(cell, 70);
    double *stage = column_of(truth, LMB_COLUMN_STAGE), begins = 1;
    int held = 0;
    for (int k = 0; k < 70 && stage[k] < 2; k++) begins++;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        lmb_dataset *record = measure(truth, usual, seed);
        lmb_report *report = fit(record, start);
        double lower, upper;
        assert_ok(
            lmb_report_value(report, LMB_RESULT_MODEL_ONSET_STAGE_2, NULL, &lower, &upper, NULL));
        describe("seed %d", (int)seed);
        assert_true(parameter_of(report, LMB_PARAM_INACTIVE_ONSET).value < 1);
        held += lower <= begins && begins <= upper;
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    assert_in_range(held, 6, 8);
    free(stage);
    lmb_dataset_free(truth);
    lmb_cell_free(start);
    lmb_cell_free(cell);
}

/* A record of no cell: capacities and voltages that swing. */
static lmb_dataset *swinging_record(double swing, int cycles)
{
    static const int32_t ids[] = {LMB_COLUMN_CYCLE, LMB_COLUMN_CHARGE_CAPACITY,
                                  LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_ENERGY,
                                  LMB_COLUMN_DISCHARGE_ENERGY};
    lmb_dataset *record = NULL;
    double held = 4;
    assert_ok(lmb_dataset_new(NULL, NULL, &record));
    for (int k = 1; k <= cycles; k++) {
        double charge = held * (1 + 0.01 * sin(10 * swing * k));
        held = charge * (1 - 0.003 * fabs(sin(swing * k)));
        double row[5] = {k, charge, held, charge * (3.7 - swing * sin(0.1 * k)),
                         held * (3.5 + swing * cos(0.05 * k))};
        assert_ok(lmb_dataset_append(record, ids, row, 5));
    }
    return record;
}

static void a_fit_that_does_not_converge_says_so(void **state)
{
    (void)state;
    static const int32_t ids[] = {LMB_RESULT_REMAINING_LI, LMB_RESULT_P_EXHAUSTED,
                                  LMB_RESULT_EXHAUSTION_CYCLE, LMB_RESULT_NORMALIZED_CYCLE_LIFE};
    lmb_cell *start = knows_np();
    int stopped = 0;
    for (int i = 0; i < 12; i++) {
        lmb_dataset *record = swinging_record(0.05 + 0.01 * i, 90);
        lmb_report *report = fit(record, start);
        describe("record %d", i);
        if (report_value(report, LMB_RESULT_FIT_STATE) != 0) {
            for (int k = 0; k < 4; k++)
                assert_string_equal(lmb_reason_name(report_reason(report, ids[k])),
                                    "not_converged");
            stopped++;
        }
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    assert_in_range(stopped, 1, 12);
    lmb_cell_free(start);
}

/* A dilatometer reads tenths of a um. Its zero is not known: it does not move N/P. */
static void a_thickness_leaves_what_is_known_of_n_p(void **state)
{
    (void)state;
    struct random r = {1};
    lmb_cell *cell = other_cell(0.993, 1.5, 0.45, 0.9995), *start = knows_np();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *truth = simulate(cell, 70);
    double reservoir[70];
    assert_ok(lmb_dataset_get_column(truth, LMB_COLUMN_RESERVOIR, reservoir, 70, 1));
    for (uint64_t seed = 1; seed <= 4; seed++) {
        lmb_dataset *record = measure(truth, usual, seed);
        double *thickness = column_of(truth, LMB_COLUMN_ANODE_THICKNESS);
        for (int k = 0; k < 70; k++) thickness[k] += 0.1 * normal(&r);
        assert_ok(lmb_dataset_set_column(record, LMB_COLUMN_THICKNESS, thickness, 70, 1));
        lmb_report *report = fit(record, start);
        describe("seed %d", (int)seed);
        assert_close(report_value(report, LMB_RESULT_FIT_STATE), 0, 0, 0);
        assert_close(parameter_of(report, LMB_PARAM_NP_RATIO).value, 1.5, 0.03, 0);
        assert_close(report_value(report, LMB_RESULT_REMAINING_LI), reservoir[69], 0.1, 0);
        lmb_report_free(report);
        free(thickness);
        lmb_dataset_free(record);
    }
    lmb_dataset_free(truth);
    lmb_cell_free(start);
    lmb_cell_free(cell);
}

/* Draws that lose nothing more never run dry: the interval has no upper end, not none at all. */
static void an_interval_may_have_one_end(void **state)
{
    (void)state;
    int open = 0;
    lmb_cell *cell = knows_np(), *start = knows_np();
    set(cell, LMB_PARAM_CE_LI, 0.9974);
    lmb_dataset *truth = simulate(cell, 333); /* its lithium ends in cycle 449 */
    for (uint64_t seed = 1; seed <= 8; seed++) {
        lmb_dataset *record = measure(truth, usual, seed);
        lmb_report *report = fit(record, start);
        double value, lower, upper;
        assert_ok(
            lmb_report_value(report, LMB_RESULT_EXHAUSTION_CYCLE, &value, &lower, &upper, NULL));
        describe("seed %d: %g, %g, %g", (int)seed, value, lower, upper);
        if (value == value) assert_true(lower <= value && lower > 333);
        open += value == value && upper != upper;
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    assert_true(open > 0);
    lmb_dataset_free(truth);
    lmb_cell_free(start);
    lmb_cell_free(cell);
}

/* A lithium-ion cell has one store of Li, whatever N/P says of its graphite. */
static void a_lithium_ion_cell_has_no_reservoir(void **state)
{
    (void)state;
    lmb_cell *cell = steady_cell(0.9995, 1, 0), *start = knows_np();
    set(start, LMB_PARAM_CELL_CONFIGURATION, 2);
    lmb_dataset *truth = simulate(cell, 120), *record = measure(truth, usual, 1), *ahead;
    lmb_report *report = fit(record, start);
    assert_reason(report, LMB_RESULT_REMAINING_LI, "no_reservoir");
    assert_reason(report, LMB_RESULT_EXHAUSTION_CYCLE, "no_reservoir");
    struct parameter p;
    for (int32_t i = 0; parameter_at(report, i, &p); i++) {
        assert_int_not_equal(p.id, LMB_PARAM_NP_RATIO);
        if (p.id == LMB_PARAM_CE_LI) assert_close(p.value, 0.9995, 0, 1e-4);
    }
    assert_ok(lmb_forecast(report, NULL, 10, &ahead, NULL, 0));
    lmb_dataset_free(ahead);
    lmb_report_free(report);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
    lmb_cell_free(start);
    lmb_cell_free(cell);
}

/* The same bits, twice. */
static void it_is_deterministic(void **state)
{
    (void)state;
    lmb_cell *start = knows_np();
    lmb_dataset *truth = simulate(start, 160), *record = measure(truth, usual, 3), *ahead[3];
    lmb_report *a = fit(record, start), *b = fit(record, start);
    struct parameter p, q;
    for (int32_t i = 0; parameter_at(a, i, &p); i++) {
        assert_true(parameter_at(b, i, &q));
        assert_same_bits(p.value, q.value);
        assert_same_bits(p.lower, q.lower);
    }
    assert_ok(lmb_forecast(a, NULL, 100, &ahead[0], NULL, 0));
    assert_ok(lmb_forecast(b, NULL, 100, &ahead[1], NULL, 0));
    set(start, LMB_PARAM_SEED, 5);
    lmb_report *c = fit(record, start);
    assert_ok(lmb_forecast(c, NULL, 100, &ahead[2], NULL, 0));
    double *x[3];
    for (int i = 0; i < 3; i++) x[i] = column_of(ahead[i], LMB_COLUMN_FORECAST_CAPACITY_LOWER);
    assert_memory_equal(x[0], x[1], 100 * sizeof *x[0]);
    assert_memory_not_equal(x[0], x[2], 100 * sizeof *x[0]);
    assert_close(x[0][99], x[2][99], 0.03, 0); /* another seed, the same posterior */
    for (int i = 0; i < 3; i++) {
        free(x[i]);
        lmb_dataset_free(ahead[i]);
    }
    lmb_report_free(a);
    lmb_report_free(b);
    lmb_report_free(c);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
    lmb_cell_free(start);
}

/* Capacities carry no CE_Li: the fit says so and prints no number for the lithium left. */
static void what_capacities_cannot_tell_is_not_told(void **state)
{
    (void)state;
    lmb_cell *start = knows_np();
    lmb_dataset *truth = simulate(start, 120), *record = measure(truth, usual, 11), *bare = NULL;
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY};
    assert_ok(lmb_dataset_new(NULL, NULL, &bare));
    for (int i = 0; i < 2; i++) {
        double *column = column_of(record, ids[i]);
        assert_ok(lmb_dataset_set_column(bare, ids[i], column, 120, 1));
        free(column);
    }
    lmb_report *report = fit(bare, start);
    assert_false(parameter_of(report, LMB_PARAM_CE_LI).identified);
    assert_false(parameter_of(report, LMB_PARAM_INACTIVE_ONSET).identified);
    assert_true(parameter_of(report, LMB_PARAM_CE_CATHODE).identified);
    static const int32_t hard[] = {LMB_RESULT_REMAINING_LI, LMB_RESULT_EXHAUSTION_CYCLE,
                                   LMB_RESULT_CAPACITY_END_CYCLE};
    for (int i = 0; i < 3; i++) {
        assert_true(isnan(report_value(report, hard[i])));
        assert_string_equal(lmb_reason_name(report_reason(report, hard[i])), "not_identifiable");
    }
    lmb_dataset *ahead;
    char message[200];
    assert_int_equal(lmb_forecast(report, NULL, 10, &ahead, message, sizeof message),
                     LMB_ERROR_MISSING);
    assert_non_null(strstr(message, "ce_li"));
    lmb_report_free(report);
    lmb_dataset_free(bare);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
    lmb_cell_free(start);
}

static void forecasts_hold_what_comes(void **state)
{
    (void)state;
    lmb_cell *start = knows_np();
    lmb_dataset *truth = simulate(start, 300), *part = simulate(start, 150), *ahead;
    lmb_dataset *record = measure(part, usual, 21);
    lmb_report *report = fit(record, start);
    assert_ok(lmb_forecast(report, NULL, 150, &ahead, NULL, 0));
    static const int32_t of_truth[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CE_CELL,
                                       LMB_COLUMN_RESERVOIR};
    for (int q = 0; q < 3; q++) {
        int32_t id = LMB_COLUMN_FORECAST_CAPACITY + 3 * q;
        double *x = column_of(truth, of_truth[q]), *middle = column_of(ahead, id);
        double *lower = column_of(ahead, id + 1), *upper = column_of(ahead, id + 2);
        int held = 0;
        for (int k = 0; k < 150; k++) {
            assert_true(lower[k] <= middle[k] && middle[k] <= upper[k]);
            held += lower[k] - 1e-3 <= x[150 + k] && x[150 + k] <= upper[k] + 1e-3;
        }
        describe("%s: %d of 150 within", lmb_quantity_name(id), held);
        assert_true(held > 110);
        free(x);
        free(middle);
        free(lower);
        free(upper);
    }
    double *cycle = column_of(ahead, LMB_COLUMN_CYCLE),
           *p = column_of(ahead, LMB_COLUMN_P_EXHAUSTED);
    assert_close(cycle[0], 151, 0, 0);
    assert_true(p[0] < 0.01 && p[149] > 0.95);
    assert_close(report_value(report, LMB_RESULT_EXHAUSTION_CYCLE), 238, 0, 12);
    free(cycle);
    free(p);
    lmb_dataset_free(ahead);
    lmb_report_free(report);
    lmb_dataset_free(record);
    lmb_dataset_free(part);
    lmb_dataset_free(truth);
    lmb_cell_free(start);
}

/* More lithium lasts longer; a higher current fades sooner; the same conditions change nothing. */
static void what_if_changes_the_future(void **state)
{
    (void)state;
    lmb_cell *start = knows_np(), *more = NULL, *fast = NULL;
    lmb_dataset *truth = simulate(start, 150), *record = measure(truth, usual, 4), *ahead[4];
    lmb_report *report = fit(record, start);
    assert_ok(lmb_cell_copy(start, &more));
    assert_ok(lmb_cell_copy(start, &fast));
    set(more, LMB_PARAM_NP_RATIO, 2.5);
    set(fast, LMB_PARAM_CHARGE_CURRENT, 3);
    const lmb_cell *conditions[] = {NULL, start, more, fast};
    double p[4], capacity[4];
    for (int i = 0; i < 4; i++) {
        assert_ok(lmb_forecast(report, conditions[i], 88, &ahead[i], NULL, 0));
        double *x = column_of(ahead[i], LMB_COLUMN_P_EXHAUSTED);
        double *q = column_of(ahead[i], LMB_COLUMN_FORECAST_CAPACITY);
        p[i] = x[87];
        capacity[i] = q[60];
        free(x);
        free(q);
        lmb_dataset_free(ahead[i]);
    }
    assert_same_bits(p[0], p[1]);
    assert_same_bits(capacity[0], capacity[1]);
    set(fast, LMB_PARAM_CE_LI, 0.9);
    char message[100];
    assert_int_equal(lmb_forecast(report, fast, 88, &ahead[0], message, sizeof message),
                     LMB_ERROR_RANGE);
    assert_string_equal(message, "conditions: a forecast cannot change ce_li");
    assert_true(p[0] > 0.1 && p[2] < 0.01);
    assert_true(capacity[3] < 0.99 * capacity[0]);
    lmb_report_free(report);
    lmb_cell_free(more);
    lmb_cell_free(fast);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
    lmb_cell_free(start);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    lmb_cell *cell = knows_np();
    lmb_dataset *record = simulate(cell, 50), *ahead;
    lmb_report *report = NULL, *plain = NULL;
    char message[200];
    struct {
        int32_t id[2], count, status;
    } bad[] = {{{LMB_PARAM_CE_LI_LAW}, 1, LMB_ERROR_UNKNOWN},
               {{LMB_PARAM_GAIN_ERROR_SD}, 1, LMB_ERROR_UNKNOWN},
               {{-1}, 1, LMB_ERROR_UNKNOWN},
               {{LMB_PARAM_CE_LI, LMB_PARAM_CE_LI}, 2, LMB_ERROR_ARGUMENT},
               {{0}, 17, LMB_ERROR_LIMIT},
               {{0}, -1, LMB_ERROR_ARGUMENT}};
    for (int i = 0; i < 6; i++)
        assert_int_equal(
            lmb_fit(record, cell, bad[i].id, bad[i].count, &report, message, sizeof message),
            bad[i].status);
    assert_int_equal(lmb_fit(NULL, cell, NULL, 0, &report, NULL, 0), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_fit(record, cell, NULL, 0, NULL, NULL, 0), LMB_ERROR_ARGUMENT);
    for (int kind = 3; kind < 6; kind++) {
        set(cell, LMB_PARAM_CELL_CONFIGURATION, kind);
        assert_int_equal(lmb_fit(record, cell, NULL, 0, &report, NULL, 0), LMB_ERROR_ARGUMENT);
    }
    assert_null(report);
    assert_ok(lmb_analyze(record, NULL, &plain, NULL, 0));
    assert_int_equal(lmb_report_parameter(plain, 0, NULL, NULL, NULL, NULL, NULL, NULL),
                     LMB_ERROR_MISSING);
    assert_int_equal(lmb_forecast(plain, NULL, 5, &ahead, NULL, 0), LMB_ERROR_MISSING);
    assert_int_equal(lmb_forecast(plain, NULL, 0, &ahead, NULL, 0), LMB_ERROR_RANGE);
    assert_int_equal(lmb_forecast(NULL, NULL, 5, &ahead, NULL, 0), LMB_ERROR_ARGUMENT);
    lmb_report_free(plain);
    lmb_dataset_free(record);
    lmb_cell_free(cell);
}

/* Counts down, and stops the work at 0. */
struct listener {
    int64_t calls, left;
    uint64_t done, total;
};

static int32_t listen_to(void *user, uint64_t done, uint64_t total)
{
    struct listener *l = user;
    assert_true(done >= l->done && (total == 0 || done <= total));
    l->calls++;
    l->done = done;
    l->total = total;
    return --l->left == 0;
}

static void progress_is_told_and_work_can_be_stopped(void **state)
{
    (void)state;
    lmb_cell *cell = other_cell(0.994, 1.2, 0.3, 0.9998), *knows = knows_np();
    lmb_dataset *truth = simulate(cell, 150), *record = measure(truth, usual, 5), *ahead = NULL;
    struct listener l = {.left = INT64_MAX};
    assert_ok(lmb_dataset_set_progress(record, listen_to, &l));
    lmb_report *report = fit(record, knows), *none = NULL;
    int64_t fitting = l.calls;
    assert_true(fitting > 50 && l.total == 0);
    l = (struct listener){.left = INT64_MAX};
    assert_ok(lmb_forecast(report, NULL, 100, &ahead, NULL, 0));
    assert_true(l.calls > 100 && l.done == l.total);
    int64_t forecasting = l.calls;
    char text[100];
    for (int64_t at = 1; at <= fitting; at += at < 5 || at > fitting - 5 ? 1 : 7) {
        l = (struct listener){.left = at};
        describe("cancelled at call %d of %d", (int)at, (int)fitting);
        assert_int_equal(lmb_fit(record, knows, NULL, 0, &none, text, sizeof text),
                         LMB_ERROR_CANCELLED);
        assert_string_equal(text, "fit: cancelled");
        assert_true(l.calls == at); /* nobody is asked again */
        assert_null(none);
    }
    lmb_dataset *not_there = NULL;
    for (int64_t at = 1; at <= forecasting; at += at < 5 || at > forecasting - 5 ? 1 : 7) {
        l = (struct listener){.left = at};
        assert_int_equal(lmb_forecast(report, NULL, 100, &not_there, text, sizeof text),
                         LMB_ERROR_CANCELLED);
        assert_string_equal(text, "forecast: cancelled");
        assert_null(not_there);
    }
    assert_ok(lmb_dataset_set_progress(record, NULL, NULL));
    lmb_report *again = fit(record, knows); /* the same, whether anybody listens or not */
    for (int32_t id = LMB_RESULT_FIT_STATE; id <= LMB_RESULT_FIT_REDUCED; id++)
        assert_true(report_value(again, id) == report_value(report, id));
    lmb_report_free(report);
    lmb_report_free(again);
    lmb_dataset_free(ahead);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
    lmb_cell_free(knows);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counter counter = {0};
    lmb_cell *cell = NULL;
    assert_ok(lmb_cell_new(counting_allocate, &counter, &cell));
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *truth = simulate(cell, 120);
    lmb_report *report = NULL;
    int64_t before = counter.blocks, failures = 0;
    for (int32_t status = LMB_ERROR_MEMORY; status == LMB_ERROR_MEMORY; failures++) {
        counter.fail_at = counter.requests + failures + 1;
        status = lmb_fit(truth, cell, NULL, 0, &report, NULL, 0);
        if (status) assert_int_equal(status, LMB_ERROR_MEMORY);
        if (status) assert_int_equal(counter.blocks, before);
    }
    assert_true(failures > 20);
    int64_t fitted = counter.blocks;
    lmb_dataset *ahead = NULL;
    failures = 0;
    for (int32_t status = LMB_ERROR_MEMORY; status == LMB_ERROR_MEMORY; failures++) {
        counter.fail_at = counter.requests + failures + 1;
        status = lmb_forecast(report, NULL, 3, &ahead, NULL, 0);
        if (status) assert_int_equal(status, LMB_ERROR_MEMORY);
        if (status) assert_int_equal(counter.blocks, fitted);
    }
    assert_true(failures > 10);
    lmb_dataset_free(ahead);
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
    assert_int_equal(counter.blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_the_parameters_of_clean_records),
        cmocka_unit_test(intervals_hold_the_truth_of_a_noisy_record),
        cmocka_unit_test(it_gets_past_dry_reservoirs),
        cmocka_unit_test(a_cell_that_lives_has_lithium_left),
        cmocka_unit_test(an_onset_before_that_of_the_start_is_found),
        cmocka_unit_test(a_fit_that_does_not_converge_says_so),
        cmocka_unit_test(a_thickness_leaves_what_is_known_of_n_p),
        cmocka_unit_test(an_interval_may_have_one_end),
        cmocka_unit_test(a_lithium_ion_cell_has_no_reservoir),
        cmocka_unit_test(it_is_deterministic),
        cmocka_unit_test(what_capacities_cannot_tell_is_not_told),
        cmocka_unit_test(forecasts_hold_what_comes),
        cmocka_unit_test(what_if_changes_the_future),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(progress_is_told_and_work_can_be_stopped),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}
