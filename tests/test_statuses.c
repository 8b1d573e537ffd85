/* Statuses that no other test brings about: with these each that the header documents came back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lmb/arrow.h>

#include "support.h"

static const int32_t both[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_CAPACITY};

static lmb_cell *cell_of_kind(double configuration)
{
    lmb_cell *cell;
    assert_ok(lmb_cell_new(NULL, NULL, &cell));
    assert_ok(lmb_cell_set(cell, LMB_PARAM_CELL_CONFIGURATION, configuration));
    return cell;
}

/* A record of so many cycles that gives back `ratio` of what it takes. */
static lmb_dataset *record_of(int cycles, double ratio)
{
    lmb_dataset *record;
    assert_ok(lmb_dataset_new(NULL, NULL, &record));
    for (int i = 0; i < cycles; i++)
        assert_ok(lmb_dataset_append(record, both, (double[]){1, ratio}, 2));
    return record;
}

/* The CE_Li of a Li||Cu record, handed to a cell of its own. */
static int32_t take(double ratio, int steps, double *before, double *after)
{
    lmb_cell *copper = cell_of_kind(3), *cell = cell_of_kind(0);
    lmb_dataset *record = record_of(30, ratio);
    lmb_report *report;
    for (int i = 0; i < steps; i++) assert_ok(lmb_cell_step(cell));
    assert_ok(lmb_cell_get(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, before));
    assert_ok(lmb_analyze(record, copper, &report, NULL, 0));
    int32_t status = lmb_cell_take_ce_li(cell, report);
    assert_ok(lmb_cell_get(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, after));
    lmb_report_free(report);
    lmb_dataset_free(record);
    lmb_cell_free(cell);
    lmb_cell_free(copper);
    return status;
}

static void ce_li_that_a_cell_cannot_take(void **state)
{
    (void)state;
    double before, after;
    assert_ok(take(0.99, 0, &before, &after));
    assert_true(isnan(before) && after > 0);
    assert_int_equal(take(0.99, 3, &before, &after), LMB_ERROR_STATE);
    assert_true(isnan(before) && isnan(after));
    assert_int_equal(take(1.2, 0, &before, &after), LMB_ERROR_RANGE);
    assert_true(isnan(before) && isnan(after));
}

/* What follows from a default may be too large where other parameters are odd. */
static void unset_that_leads_out_of_bounds(void **state)
{
    (void)state;
    lmb_cell *cell = cell_of_kind(0);
    double area, same;
    assert_ok(lmb_cell_set(cell, LMB_PARAM_ELECTRODE_HEIGHT, 1e300));
    assert_ok(lmb_cell_set(cell, LMB_PARAM_ELECTRODE_WIDTH, 1e-300));
    assert_ok(lmb_cell_set(cell, LMB_PARAM_LAYER_COUNT, 1e100));
    assert_ok(lmb_cell_get(cell, LMB_PARAM_ELECTRODE_AREA, &area));
    assert_int_equal(lmb_cell_unset(cell, LMB_PARAM_ELECTRODE_WIDTH), LMB_ERROR_RANGE);
    assert_ok(lmb_cell_get(cell, LMB_PARAM_ELECTRODE_AREA, &same));
    assert_true(area == same && lmb_cell_is_set(cell, LMB_PARAM_ELECTRODE_WIDTH));
    lmb_cell_free(cell);
}

static void fit_of_a_cell_that_contradicts_itself(void **state)
{
    (void)state;
    lmb_cell *cell = cell_of_kind(1);
    lmb_dataset *record = record_of(50, 0.99);
    lmb_report *report = NULL;
    assert_ok(lmb_cell_set(cell, LMB_PARAM_NP_RATIO, 2));
    assert_int_equal(lmb_fit(record, cell, NULL, 0, &report, NULL, 0), LMB_ERROR_RANGE);
    assert_null(report);
    lmb_dataset_free(record);
    lmb_cell_free(cell);
}

static void reading_into_what_is_not_empty(void **state)
{
    (void)state;
    lmb_dataset *record = record_of(5, 0.99);
    const char *path = LMB_TEST_DATA "/formats/neware_nested.csv";
    assert_int_equal(lmb_dataset_read_files(record, &path, 1), LMB_ERROR_STATE);
    assert_int_equal(lmb_dataset_cycles(record), 5);
    lmb_dataset_free(record);
}

/* Import of one array with an allocator that fails at a request of the import. */
static int32_t import_failing(int64_t at, int32_t rows_before)
{
    struct counter counter = {0};
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray array;
    lmb_dataset *from = record_of(5, 0.99), *to;
    assert_ok(lmb_dataset_export_arrow(from, &stream));
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_int_equal(stream.get_next(&stream, &array), 0);
    assert_ok(lmb_dataset_new(counting_allocate, &counter, &to));
    for (int i = 0; i < rows_before; i++)
        assert_ok(lmb_dataset_append(to, both, (double[]){1, 1}, 2));
    counter.fail_at = at ? counter.requests + at : 0;
    int32_t status = lmb_dataset_import_arrow_array(to, &schema, &array);
    assert_int_equal(lmb_dataset_cycles(to), status ? rows_before : 5);
    if (schema.release) schema.release(&schema);
    if (array.release) array.release(&array);
    stream.release(&stream);
    lmb_dataset_free(to);
    lmb_dataset_free(from);
    assert_int_equal(counter.blocks, 0);
    return status;
}

static void arrays_that_cannot_be_imported(void **state)
{
    (void)state;
    assert_ok(import_failing(0, 0));
    assert_int_equal(import_failing(1, 0), LMB_ERROR_MEMORY);
    assert_int_equal(import_failing(0, 3), LMB_ERROR_STATE);
}

static void too_many_names(void **state)
{
    (void)state;
    int32_t count = (1 << 20) + 1;
    const char **names = malloc((size_t)count * sizeof(char *)), *role, *unit;
    double scale[2];
    assert_non_null(names);
    for (int32_t i = 0; i < count; i++) names[i] = "a";
    assert_int_equal(lmb_detect(names, count, NULL, 0, 0, &role, &unit, scale, NULL, 0),
                     LMB_ERROR_LIMIT);
    free(names);
}

/* Room for the last cycle was taken while feeding. */
static void feeding_ends_without_memory(void **state)
{
    (void)state;
    for (int cycles = 1; cycles <= 130; cycles++) {
        struct counter counter = {0};
        lmb_dataset *record;
        assert_ok(lmb_dataset_new(counting_allocate, &counter, &record));
        for (int i = 0; i < 40 * cycles; i++) {
            double time = 60 * i, current = i / 20 % 2 ? -1 : 1, voltage = 3.5 + 0.2 * current;
            assert_ok(lmb_dataset_feed(record, 1, &time, &current, &voltage, NULL, NULL));
        }
        counter.fail_at = counter.requests + 1;
        assert_ok(lmb_dataset_feed_end(record));
        assert_int_equal(lmb_dataset_cycles(record), cycles);
        lmb_dataset_free(record);
        assert_int_equal(counter.blocks, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ce_li_that_a_cell_cannot_take),
        cmocka_unit_test(unset_that_leads_out_of_bounds),
        cmocka_unit_test(fit_of_a_cell_that_contradicts_itself),
        cmocka_unit_test(reading_into_what_is_not_empty),
        cmocka_unit_test(arrays_that_cannot_be_imported),
        cmocka_unit_test(too_many_names),
        cmocka_unit_test(feeding_ends_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
