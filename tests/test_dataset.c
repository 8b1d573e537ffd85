/* The table of cycles: columns from arrays, cycles one by one, exclusions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static const int32_t capacities[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY};

static lmb_dataset *new_dataset(void)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    return dataset;
}

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
    assert_ok(lmb_quantity_default(LMB_COLUMN_CYCLE, &quiet));
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
    };
    return cmocka_run_group_tests_name("dataset", tests, NULL, NULL);
}
