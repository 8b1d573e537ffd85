/* The table of cycles: columns from arrays, cycles one by one, exclusions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "support.h"

static const int32_t capacities[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY};

static void columns_come_and_go_with_a_stride(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    double pairs[10], back[15], cycle[5];
    for (int i = 0; i < 10; i++) pairs[i] = i;
    assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_CHARGE_CAPACITY), 0);
    assert_ok(lmb_dataset_set_column(dataset, LMB_COLUMN_CHARGE_CAPACITY, pairs, 5, 2));
    assert_ok(lmb_dataset_set_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, pairs + 1, 5, 2));
    assert_int_equal(lmb_dataset_cycles(dataset), 5);
    for (int i = 0; i < 15; i++) back[i] = -1;
    assert_ok(lmb_dataset_get_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, back, 5, 3));
    for (int i = 0; i < 15; i++) assert_close(back[i], i % 3 ? -1 : i / 3 * 2 + 1, 0, 0);
    assert_ok(lmb_dataset_get_column(dataset, LMB_COLUMN_CYCLE, cycle, 5, 1));
    for (int i = 0; i < 5; i++) assert_close(cycle[i], i + 1, 0, 0);
    assert_ok(lmb_dataset_get_column(dataset, LMB_COLUMN_CYCLE, back, 2, 1)); /* the first two */
    assert_close(back[2], -1, 0, 0);
    lmb_dataset_free(dataset);
}

static void columns_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    double values[6] = {1, 2, 3, 4, 5, 6}, back[6];
    assert_ok(lmb_dataset_set_column(dataset, LMB_COLUMN_CHARGE_CAPACITY, values, 5, 1));
    assert_int_equal(lmb_dataset_set_column(dataset, LMB_COLUMN_DURATION, values, 6, 1),
                     LMB_ERROR_ARGUMENT);
    assert_non_null(strstr(lmb_dataset_message(dataset), "duration"));
    assert_int_equal(lmb_dataset_set_column(dataset, LMB_PARAM_NP_RATIO, values, 5, 1),
                     LMB_ERROR_UNKNOWN);
    values[3] = INFINITY;
    assert_int_equal(lmb_dataset_set_column(dataset, LMB_COLUMN_DURATION, values, 5, 1),
                     LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_DURATION), 0);
    assert_int_equal(lmb_dataset_get_column(dataset, LMB_COLUMN_DURATION, back, 5, 1),
                     LMB_ERROR_MISSING);
    assert_int_equal(lmb_dataset_get_column(dataset, LMB_COLUMN_CYCLE, back, 6, 1), LMB_ERROR_SIZE);
    assert_int_equal(lmb_dataset_cycles(dataset), 5);
    lmb_dataset_free(dataset);
}

static void cycle_numbers_rise(void **state)
{
    (void)state;
    static const double good[] = {0, 3, 7}, back[] = {1, 3, 3}, none[] = {1, NAN, 3};
    static const int32_t id = LMB_COLUMN_CYCLE;
    lmb_dataset *dataset = new_dataset();
    assert_int_equal(lmb_dataset_set_column(dataset, id, back, 3, 1), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_set_column(dataset, id, none, 3, 1), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_set_column(dataset, id, (double[]){-2, 1, 2}, 3, 1),
                     LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    assert_ok(lmb_dataset_set_column(dataset, id, good, 3, 1));
    assert_int_equal(lmb_dataset_append(dataset, &id, &good[2], 1), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_append(dataset, &id, (double[]){NAN}, 1), LMB_ERROR_RANGE);
    assert_ok(lmb_dataset_append(dataset, &id, (double[]){12}, 1));
    assert_ok(lmb_dataset_append(dataset, NULL, NULL, 0)); /* counts on */
    double *cycle = column_of(dataset, id);
    assert_close(cycle[3], 12, 0, 0);
    assert_close(cycle[4], 13, 0, 0);
    free(cycle);
    lmb_dataset_free(dataset);
}

static void appended_cycles_fill_what_they_name(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    static const int32_t late = LMB_COLUMN_DURATION;
    double quiet;
    assert_ok(lmb_quantity_range(LMB_COLUMN_CYCLE, &quiet, NULL, NULL));
    for (int i = 0; i < 100; i++)
        assert_ok(lmb_dataset_append(dataset, capacities, (double[]){i, -(0.0 / 0.0)}, 2));
    assert_ok(lmb_dataset_append(dataset, &late, (double[]){1.5}, 1));
    assert_int_equal(lmb_dataset_append(dataset, &late, (double[]){-INFINITY}, 1), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_append(dataset, (int32_t[]){LMB_RESULT_STAGE}, (double[]){1}, 1),
                     LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_dataset_cycles(dataset), 101);
    double *charge = column_of(dataset, capacities[0]), *duration = column_of(dataset, late);
    double *discharge = column_of(dataset, capacities[1]);
    for (int i = 0; i < 100; i++) {
        assert_close(charge[i], i, 0, 0);
        assert_same_bits(discharge[i], quiet);
        assert_same_bits(duration[i], quiet);
    }
    assert_same_bits(charge[100], quiet);
    assert_close(duration[100], 1.5, 0, 0);
    free(charge);
    free(discharge);
    free(duration);
    lmb_dataset_free(dataset);
}

static void reserved_cycles_allocate_nothing(void **state)
{
    (void)state;
    struct counter counter = {0};
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(counting_allocate, &counter, &dataset));
    assert_ok(lmb_dataset_reserve(dataset, 1000, capacities, 2));
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    int64_t requests = counter.requests, bytes = counter.bytes;
    for (int i = 0; i < 1000; i++)
        assert_ok(lmb_dataset_append(dataset, capacities, (double[]){1, 0.99}, 2));
    assert_int_equal(counter.requests, requests);
    assert_int_equal(counter.bytes, bytes);
    assert_ok(lmb_dataset_append(dataset, capacities, (double[]){1, 0.99}, 2));
    assert_true(counter.requests > requests);
    lmb_dataset_free(dataset);
    assert_int_equal(counter.blocks, 0);
    assert_int_equal(counter.bytes, 0);
}

static void stepping_allocates_nothing(void **state)
{
    (void)state;
    struct counter counter = {0};
    lmb_cell *cell = NULL;
    assert_ok(lmb_cell_new(counting_allocate, &counter, &cell));
    int64_t requests = counter.requests;
    for (int i = 0; i < 500; i++) assert_ok(lmb_cell_step(cell));
    assert_int_equal(counter.requests, requests);
    lmb_cell_free(cell);
    assert_int_equal(counter.blocks, 0);
}

static void limits_hold(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    double values[6] = {1, 2, 3, 4, 5, 6};
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_CYCLES, 5));
    assert_int_equal(lmb_dataset_reserve(dataset, 6, capacities, 2), LMB_ERROR_LIMIT);
    assert_int_equal(lmb_dataset_set_column(dataset, capacities[0], values, 6, 1), LMB_ERROR_LIMIT);
    assert_ok(lmb_dataset_set_column(dataset, capacities[0], values, 5, 1));
    assert_int_equal(lmb_dataset_append(dataset, capacities, values, 2), LMB_ERROR_LIMIT);
    assert_int_equal(lmb_dataset_cycles(dataset), 5);
    lmb_dataset_free(dataset);
}

static void exclusions_need_a_row(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    assert_int_equal(lmb_dataset_exclude(dataset, 0, LMB_EXCLUDE_YES), LMB_ERROR_RANGE);
    assert_ok(lmb_dataset_append(dataset, capacities, (double[]){1, 1}, 2));
    assert_ok(lmb_dataset_exclude(dataset, 0, LMB_EXCLUDE_YES));
    assert_int_equal(lmb_dataset_exclude(dataset, 0, 3), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_exclude(dataset, 0, -1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_exclude(dataset, 1, LMB_EXCLUDE_YES), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_exclude(dataset, -1, LMB_EXCLUDE_YES), LMB_ERROR_RANGE);
    for (int i = 0; i < 100; i++) /* the word grows with the table */
        assert_ok(lmb_dataset_append(dataset, capacities, (double[]){1, 1}, 2));
    assert_ok(lmb_dataset_exclude(dataset, 100, LMB_EXCLUDE_NO));
    lmb_dataset_free(dataset);
}

/* A column may be missing a value, but holds none beyond its bounds: and then nothing changes. */
static void values_beyond_their_bounds_are_refused(void **state)
{
    (void)state;
    static const struct {
        int32_t id;
        double value;
    } beyond[] = {{LMB_COLUMN_CHARGE_CAPACITY, INFINITY},
                  {LMB_COLUMN_TEMPERATURE, -INFINITY},
                  {LMB_COLUMN_DURATION, -1},
                  {LMB_COLUMN_CONSTANT_VOLTAGE_SHARE, -0.1},
                  {LMB_COLUMN_EXCLUDED, 6},
                  {LMB_COLUMN_CYCLE, -2}};
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        lmb_dataset *dataset = new_dataset();
        int32_t ids[] = {LMB_COLUMN_DISCHARGE_CAPACITY, beyond[i].id};
        double values[] = {1, beyond[i].value};
        describe("%s", lmb_quantity_name(beyond[i].id));
        assert_int_equal(lmb_dataset_append(dataset, ids, values, 2), LMB_ERROR_RANGE);
        assert_non_null(strstr(lmb_dataset_message(dataset), lmb_quantity_name(beyond[i].id)));
        assert_int_equal(lmb_dataset_set_column(dataset, beyond[i].id, &beyond[i].value, 1, 1),
                         LMB_ERROR_RANGE);
        assert_non_null(strstr(lmb_dataset_message(dataset), lmb_quantity_name(beyond[i].id)));
        assert_int_equal(lmb_dataset_cycles(dataset), 0);
        assert_int_equal(lmb_dataset_has_column(dataset, beyond[i].id), 0);
        values[1] = NAN;
        if (beyond[i].id != LMB_COLUMN_CYCLE)
            assert_ok(lmb_dataset_append(dataset, ids, values, 2));
        lmb_dataset_free(dataset);
    }
}

/* All of what is reserved, or nothing: and the handle works on. */
static void a_reserve_that_fails_changes_nothing(void **state)
{
    (void)state;
    for (int rows = 0; rows < 2; rows++)
        for (int64_t fail_at = 1; fail_at <= 3; fail_at++) {
            struct counter counter = {0};
            lmb_dataset *dataset = NULL;
            assert_ok(lmb_dataset_new(counting_allocate, &counter, &dataset));
            for (int k = 0; k < rows; k++)
                assert_ok(lmb_dataset_append(dataset, capacities, (double[]){2, 1.9}, 2));
            counter.fail_at = counter.requests + fail_at;
            describe("request %d, %d rows", (int)fail_at, rows);
            assert_int_equal(lmb_dataset_reserve(dataset, 100000, capacities, 2), LMB_ERROR_MEMORY);
            assert_int_equal(lmb_dataset_has_column(dataset, capacities[0]), rows);
            for (int k = 0; k < 100; k++)
                assert_ok(lmb_dataset_append(dataset, capacities, (double[]){2, 1.9}, 2));
            assert_int_equal(lmb_dataset_cycles(dataset), 100 + rows);
            if (rows == 0) assert_true(counter.bytes < 100000); /* it does not ask for it again */
            double *discharge = column_of(dataset, capacities[1]);
            for (int k = 0; k < 100 + rows; k++) assert_close(discharge[k], 1.9, 0, 0);
            free(discharge);
            lmb_dataset_free(dataset);
            assert_int_equal(counter.blocks, 0);
        }
}

/* Bad arguments are a failure, too: each says what it was. */
static void bad_arguments_are_told(void **state)
{
    (void)state;
    lmb_dataset *d = new_dataset();
    lmb_cell *cell = new_cell();
    char message[100] = "";
    static const char *const names[] = {NULL};
#define assert_told(call, words)                                                                   \
    assert_int_equal(call, LMB_ERROR_ARGUMENT);                                                    \
    assert_non_null(strstr(lmb_dataset_message(d), words))
    assert_told(lmb_dataset_reserve(d, -1, NULL, 0), "reserve");
    assert_told(lmb_dataset_append(d, NULL, NULL, 1), "append");
    assert_told(lmb_dataset_set_column(d, capacities[0], NULL, 1, 1), "column");
    assert_told(lmb_dataset_exclude(d, 0, 3), "exclude");
    assert_told(lmb_dataset_map(d, NULL, "x"), "map");
    assert_told(lmb_dataset_read_files(d, NULL, 0), "no file");
    assert_told(lmb_dataset_read_files(d, names, 1), "name of a file");
    assert_told(lmb_dataset_read_bytes(d, NULL, "x", 1), "no name");
    assert_told(lmb_dataset_feed(d, 1, NULL, NULL, NULL, NULL, NULL), "samples");
#undef assert_told
    assert_int_equal(lmb_cell_set_ce_li_table(cell, NULL, 1), LMB_ERROR_ARGUMENT);
    assert_non_null(strstr(lmb_cell_message(cell), "ce_li table"));
    assert_int_equal(lmb_cell_simulate(cell, 1, NULL, message, sizeof message), LMB_ERROR_ARGUMENT);
    assert_non_null(strstr(message, "simulate"));
    assert_int_equal(lmb_analyze(d, NULL, NULL, message, sizeof message), LMB_ERROR_ARGUMENT);
    assert_non_null(strstr(message, "analyze"));
    lmb_cell_free(cell);
    lmb_dataset_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_come_and_go_with_a_stride),
        cmocka_unit_test(columns_that_do_not_fit_are_refused),
        cmocka_unit_test(cycle_numbers_rise),
        cmocka_unit_test(appended_cycles_fill_what_they_name),
        cmocka_unit_test(reserved_cycles_allocate_nothing),
        cmocka_unit_test(stepping_allocates_nothing),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(exclusions_need_a_row),
        cmocka_unit_test(values_beyond_their_bounds_are_refused),
        cmocka_unit_test(a_reserve_that_fails_changes_nothing),
        cmocka_unit_test(bad_arguments_are_told),
    };
    return cmocka_run_group_tests_name("dataset", tests, NULL, NULL);
}
