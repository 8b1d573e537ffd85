/* Every public function with NULL, NaN, negative, huge and out-of-order arguments: a status, and
 * nothing changed. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static const int32_t bad_ids[] = {0, -1, 1500, 2199, 4999, INT32_MIN, INT32_MAX};
enum { BAD_IDS = sizeof bad_ids / sizeof bad_ids[0] };

/* A pointer that nothing may write to. */
static void *const untouched = (void *)(uintptr_t)16;

static void versions_and_statuses(void **state)
{
    (void)state;
    static const int32_t known[] = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110};
    assert_int_equal(lmb_version(),
                     10000 * LMB_VERSION_MAJOR + 100 * LMB_VERSION_MINOR + LMB_VERSION_PATCH);
    char text[40];
    snprintf(text, sizeof text, "%d.%d.%d", LMB_VERSION_MAJOR, LMB_VERSION_MINOR,
             LMB_VERSION_PATCH);
    assert_string_equal(lmb_version_string(), text);
    for (int i = 0; i < 12; i++) {
        assert_string_not_equal(lmb_status_name(known[i]), "unknown status");
        assert_true(strlen(lmb_status_text(known[i])) > 3);
    }
    assert_string_equal(lmb_status_name(LMB_ERROR_RANGE), "range");
    assert_string_equal(lmb_status_name(-1), "unknown status");
    assert_string_equal(lmb_status_name(INT32_MAX), "unknown status");
    assert_non_null(lmb_status_text(INT32_MIN));
}

static void null_handles_are_answered(void **state)
{
    (void)state;
    double value = 7;
    uint64_t needed = 7;
    char bytes[8] = "";
    assert_int_equal(lmb_cell_new(NULL, NULL, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_copy(NULL, NULL), LMB_ERROR_ARGUMENT);
    lmb_cell_free(NULL);
    assert_string_equal(lmb_cell_message(NULL), "");
    assert_int_equal(lmb_cell_set(NULL, LMB_PARAM_CE_LI, 0.9), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_get(NULL, LMB_PARAM_CE_LI, &value), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_unset(NULL, LMB_PARAM_CE_LI), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_is_set(NULL, LMB_PARAM_CE_LI), 0);
    assert_int_equal(lmb_cell_set_ce_li_table(NULL, &value, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_simulate(NULL, 1, NULL, NULL, 0), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_step(NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_reset(NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_save(NULL, bytes, 8, &needed), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_restore(NULL, bytes, 8), LMB_ERROR_ARGUMENT);
    assert_close(value, 7, 0, 0);
    assert_int_equal(needed, 7);
}

static void null_datasets_are_answered(void **state)
{
    (void)state;
    double value = 7;
    uint64_t needed = 7;
    const char *text = NULL;
    int32_t id = LMB_COLUMN_CYCLE;
    assert_int_equal(lmb_dataset_new(NULL, NULL, NULL), LMB_ERROR_ARGUMENT);
    lmb_dataset_free(NULL);
    assert_string_equal(lmb_dataset_message(NULL), "");
    assert_int_equal(lmb_dataset_set_progress(NULL, NULL, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_set_log(NULL, NULL, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_set_limit(NULL, LMB_LIMIT_ROWS, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_map(NULL, "cycle", "#1"), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(NULL, &text, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_bytes(NULL, "name", "a", 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_feed(NULL, 1, &value, &value, NULL, NULL, NULL),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_feed_end(NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_remark(NULL, 0, &text, &text), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_cycles(NULL), 0);
    assert_int_equal(lmb_dataset_has_column(NULL, id), 0);
    assert_int_equal(lmb_dataset_reserve(NULL, 1, &id, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_append(NULL, &id, &value, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_set_column(NULL, id, &value, 1, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_get_column(NULL, id, &value, 1, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_exclude(NULL, 0, LMB_EXCLUDE_YES), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_save(NULL, NULL, 0, &needed), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_restore(NULL, "abc", 3), LMB_ERROR_ARGUMENT);
    assert_close(value, 7, 0, 0);
    assert_int_equal(needed, 7);
}

static void null_reports_are_answered(void **state)
{
    (void)state;
    double value = 7;
    char message[60] = "";
    assert_int_equal(lmb_analyze(NULL, NULL, NULL, message, sizeof message), LMB_ERROR_ARGUMENT);
    assert_true(strlen(message) > 0);
    assert_int_equal(lmb_analyze(NULL, NULL, NULL, NULL, 60), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_analyze(NULL, NULL, NULL, message, 0), LMB_ERROR_ARGUMENT);
    lmb_report_free(NULL);
    assert_int_equal(lmb_report_value(NULL, LMB_RESULT_STAGE, &value, NULL, NULL, NULL),
                     LMB_ERROR_ARGUMENT);
    assert_null(lmb_report_table(NULL));
    assert_int_equal(lmb_report_warning(NULL, 0, NULL, NULL), 0);
    assert_close(value, 7, 0, 0);
}

static void a_cell_refuses_nonsense(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell(), *copy = untouched;
    lmb_dataset *dataset = untouched;
    double value = 7, ce_li[] = {0.9, 0.9};
    char message[80] = "";
    assert_int_equal(lmb_cell_copy(NULL, &copy), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_copy(cell, NULL), LMB_ERROR_ARGUMENT);
    for (int i = 0; i < BAD_IDS; i++) {
        assert_int_equal(lmb_cell_set(cell, bad_ids[i], 1), LMB_ERROR_UNKNOWN);
        assert_int_equal(lmb_cell_unset(cell, bad_ids[i]), LMB_ERROR_UNKNOWN);
        assert_int_equal(lmb_cell_get(cell, bad_ids[i], &value), LMB_ERROR_UNKNOWN);
        assert_int_equal(lmb_cell_is_set(cell, bad_ids[i]), 0);
    }
    assert_int_equal(lmb_cell_set(cell, LMB_COLUMN_CE_LI, 0.9), LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_cell_set(cell, LMB_DERIVED_CAPACITY, 1), LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_cell_get(cell, LMB_RESULT_STAGE, &value), LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_cell_get(cell, LMB_PARAM_CE_LI, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_set_ce_li_table(cell, NULL, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_set_ce_li_table(cell, ce_li, -1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_set_ce_li_table(cell, ce_li, INT64_MAX), LMB_ERROR_RANGE);
    static const int64_t cycles[] = {-1, 10000001, INT64_MIN, INT64_MAX};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(lmb_cell_simulate(cell, cycles[i], &dataset, message, sizeof message),
                         LMB_ERROR_RANGE);
        assert_non_null(strstr(message, "cycles"));
    }
    assert_int_equal(lmb_cell_simulate(cell, 1, NULL, NULL, 0), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_save(cell, NULL, 0, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_restore(cell, NULL, 100), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_restore(cell, message, 0), LMB_ERROR_FORMAT);
    assert_ptr_equal(copy, untouched);
    assert_ptr_equal(dataset, untouched);
    assert_close(value, 7, 0, 0);
    lmb_cell_free(cell);
}

static void an_empty_life_is_a_life(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_dataset *dataset = simulate(cell, 0);
    double value = 7;
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_STAGE), 1);
    assert_ok(lmb_dataset_get_column(dataset, LMB_COLUMN_STAGE, &value, 0, 1));
    assert_int_equal(lmb_dataset_get_column(dataset, LMB_COLUMN_STAGE, &value, 1, 1),
                     LMB_ERROR_SIZE);
    assert_close(value, 7, 0, 0);
    lmb_dataset_free(dataset);
    lmb_cell_free(cell);
}

static void a_table_refuses_nonsense(lmb_dataset *d)
{
    double values[] = {1, 2}, huge = 1e308;
    int32_t id = LMB_COLUMN_CHARGE_CAPACITY;
    for (int i = 0; i < BAD_IDS; i++) {
        assert_int_equal(lmb_dataset_has_column(d, bad_ids[i]), 0);
        assert_int_equal(lmb_dataset_reserve(d, 5, &bad_ids[i], 1), LMB_ERROR_UNKNOWN);
        assert_int_equal(lmb_dataset_append(d, &bad_ids[i], values, 1), LMB_ERROR_UNKNOWN);
        assert_int_equal(lmb_dataset_set_column(d, bad_ids[i], values, 2, 1), LMB_ERROR_UNKNOWN);
        assert_int_equal(lmb_dataset_get_column(d, bad_ids[i], values, 0, 1), LMB_ERROR_UNKNOWN);
    }
    assert_int_equal(lmb_dataset_reserve(d, -1, &id, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_reserve(d, 1, NULL, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_reserve(d, 1, &id, -1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_reserve(d, INT64_MAX, &id, 1), LMB_ERROR_LIMIT);
    assert_int_equal(lmb_dataset_append(d, NULL, values, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_append(d, &id, NULL, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_append(d, &id, values, -1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_set_column(d, id, NULL, 2, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_set_column(d, id, values, 0, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_set_column(d, id, values, 2, 0), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_set_column(d, id, values, INT64_MAX, 1), LMB_ERROR_LIMIT);
    assert_int_equal(lmb_dataset_get_column(d, id, NULL, 0, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_get_column(d, id, values, -1, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_get_column(d, id, values, 1, -1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_save(d, NULL, 0, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_restore(d, NULL, 4), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_restore(d, values, 0), LMB_ERROR_FORMAT);
    assert_int_equal(lmb_dataset_cycles(d), 0);
    assert_ok(lmb_dataset_append(d, &id, &huge, 1)); /* huge, but a number */
    assert_int_equal(lmb_dataset_cycles(d), 1);
}

static void an_import_refuses_nonsense(lmb_dataset *d)
{
    static const char *const files[] = {"/no/such/file.csv", NULL};
    const char *text = NULL;
    assert_int_equal(lmb_dataset_set_limit(d, 0, 5), LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_dataset_set_limit(d, 99, 5), LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_dataset_set_limit(d, LMB_LIMIT_ROWS, 0), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_set_limit(d, LMB_LIMIT_ROWS, INT64_MIN), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_map(d, NULL, "#1"), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_map(d, "cycle", NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_map(d, "no_such_column", "#1"), LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_dataset_read_files(d, NULL, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(d, files, 0), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(d, files, -1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(d, files + 1, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(d, files, 1), LMB_ERROR_FILE);
    assert_non_null(strstr(lmb_dataset_message(d), files[0]));
    assert_int_equal(lmb_dataset_read_bytes(d, NULL, NULL, 5), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_bytes(d, "empty", "", 0), LMB_ERROR_FORMAT);
    assert_int_equal(lmb_dataset_remark(d, -1, &text, &text), LMB_ERROR_MISSING);
    assert_int_equal(lmb_dataset_remark(d, INT32_MAX, &text, &text), LMB_ERROR_MISSING);
    assert_int_equal(lmb_dataset_cycles(d), 0);
}

static void a_feed_refuses_nonsense(lmb_dataset *d)
{
    static const double time[] = {0, 1, 2}, back[] = {2, 1, 0}, current[] = {1, 1, 1};
    static const double nan[] = {NAN, NAN, NAN};
    assert_int_equal(lmb_dataset_feed_end(d), LMB_ERROR_STATE);
    assert_int_equal(lmb_dataset_feed(d, -1, time, current, NULL, NULL, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_feed(d, 3, NULL, current, NULL, NULL, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_feed(d, 3, time, NULL, NULL, NULL, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_feed(d, 3, back, current, NULL, NULL, NULL), LMB_ERROR_FORMAT);
    assert_int_equal(lmb_dataset_feed(d, 3, nan, current, NULL, NULL, NULL), LMB_ERROR_FORMAT);
    assert_int_equal(lmb_dataset_cycles(d), 0);
}

static void a_dataset_refuses_nonsense(void **state)
{
    (void)state;
    void (*const checks[])(lmb_dataset *) = {a_table_refuses_nonsense, an_import_refuses_nonsense,
                                             a_feed_refuses_nonsense};
    for (int i = 0; i < 3; i++) {
        lmb_dataset *dataset = NULL;
        assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
        checks[i](dataset);
        lmb_dataset_free(dataset);
    }
}

static void a_report_refuses_nonsense(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_dataset *dataset = simulate(cell, 30);
    lmb_report *report = untouched;
    double value = 7;
    assert_int_equal(lmb_analyze(NULL, cell, &report, NULL, 0), LMB_ERROR_ARGUMENT);
    assert_ptr_equal(report, untouched);
    assert_int_equal(lmb_analyze(dataset, cell, NULL, NULL, 0), LMB_ERROR_ARGUMENT);
    assert_ok(lmb_analyze(dataset, cell, &report, NULL, 0));
    for (int i = 0; i < BAD_IDS; i++) {
        assert_int_equal(lmb_report_value(report, bad_ids[i], &value, &value, &value, NULL),
                         LMB_ERROR_UNKNOWN);
    }
    assert_ok(lmb_report_value(report, LMB_RESULT_STAGE, NULL, NULL, NULL, NULL));
    const char *name = "";
    assert_int_equal(lmb_report_warning(report, -1, &name, NULL), 0);
    assert_int_equal(lmb_report_warning(report, INT32_MAX, &name, NULL), 0);
    assert_string_equal(name, "");
    assert_close(value, 7, 0, 0);
    lmb_report_free(report);
    lmb_dataset_free(dataset);
    lmb_cell_free(cell);
}

/* Tables that no cell makes: an analysis ends, and says nothing false. */
static void odd_records_are_analyzed(void **state)
{
    (void)state;
    static const double odd[] = {NAN, 0, -1, 1e308, 1e-308, 1};
    struct random r = {77};
    for (int i = 0; i < 300; i++) {
        lmb_dataset *dataset = NULL;
        lmb_report *report = NULL;
        assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
        int rows = 1 + choose(&r, 60), kinds = 1 + choose(&r, 6);
        static const int32_t ids[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_CAPACITY,
                                      LMB_COLUMN_DISCHARGE_ENERGY, LMB_COLUMN_CHARGE_ENERGY};
        for (int k = 0; k < rows; k++) {
            double row[4];
            for (int c = 0; c < 4; c++)
                row[c] = choose(&r, 3) ? uniform(&r, 0.9, 1) : odd[choose(&r, kinds)];
            assert_ok(lmb_dataset_append(dataset, ids, row, 1 + i % 4));
        }
        assert_ok(lmb_analyze(dataset, NULL, &report, NULL, 0));
        lmb_report_free(report);
        lmb_dataset_free(dataset);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_and_statuses),      cmocka_unit_test(null_handles_are_answered),
        cmocka_unit_test(null_datasets_are_answered), cmocka_unit_test(null_reports_are_answered),
        cmocka_unit_test(a_cell_refuses_nonsense),    cmocka_unit_test(an_empty_life_is_a_life),
        cmocka_unit_test(a_dataset_refuses_nonsense), cmocka_unit_test(a_report_refuses_nonsense),
        cmocka_unit_test(odd_records_are_analyzed),
    };
    return cmocka_run_group_tests_name("api", tests, NULL, NULL);
}
