/* Every allocation made to fail in turn, through the API: the status is LMB_ERROR_MEMORY, nothing
 * leaks, the handles are as they were, and the same call then works. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmb/arrow.h>

#include "support.h"

enum { ROWS = 60 };

/* What an operation may work on; all with the same counting allocator. */
struct bench {
    struct counter counter;
    lmb_cell *cell;
    lmb_dataset *full, *empty, *knee; /* knee: of capacity alone */
    char *saved_cell, *saved_dataset; /* made without the allocator */
    uint64_t cell_size, dataset_size;
    char *table, *series; /* files to read */
    lmb_report *fitted;   /* for the operations that begin with a fit */
};

static char *save(const void *handle, int is_cell, uint64_t *size)
{
    int32_t status =
        is_cell ? lmb_cell_save(handle, NULL, 0, size) : lmb_dataset_save(handle, NULL, 0, size);
    assert_ok(status);
    char *bytes = malloc((size_t)*size);
    assert_non_null(bytes);
    assert_ok(is_cell ? lmb_cell_save(handle, bytes, *size, NULL)
                      : lmb_dataset_save(handle, bytes, *size, NULL));
    return bytes;
}

/* A per-cycle table, and a time series of square waves, as text. */
static void write_files(struct bench *b)
{
    char line[100];
    b->table = calloc(ROWS + 1, sizeof line);
    b->series = calloc(10 * ROWS + 1, sizeof line);
    assert_true(b->table && b->series);
    snprintf(b->table, sizeof line, "cycle,charge_capacity,discharge_capacity\n");
    snprintf(b->series, sizeof line, "test_time_second,current_ampere,voltage_volt,cycle_count\n");
    size_t at = strlen(b->series), t = strlen(b->table);
    for (int k = 0; k < ROWS; k++) {
        t += (size_t)sprintf(b->table + t, "%d,2.%03d,1.%03d\n", k + 1, 100 - k, 999 - k);
        for (int i = 0; i < 10; i++)
            at += (size_t)sprintf(b->series + at, "%d,%d,%.3f,%d\n", 3600 * (10 * k + i) / 5,
                                  i < 5 ? 1 : -1, i < 5 ? 3.5 + 0.1 * i : 4.3 - 0.1 * i, k + 1);
    }
}

static void set_up(struct bench *b)
{
    memset(b, 0, sizeof *b);
    assert_ok(lmb_cell_new(counting_allocate, &b->counter, &b->cell));
    set(b->cell, LMB_PARAM_NP_RATIO, 1.5);
    assert_ok(lmb_cell_set_ce_li_table(b->cell, (double[]){0.99, 0.98}, 2));
    b->full = simulate(b->cell, ROWS);
    assert_ok(lmb_dataset_new(counting_allocate, &b->counter, &b->empty));
    b->saved_cell = save(b->cell, 1, &b->cell_size);
    b->saved_dataset = save(b->full, 0, &b->dataset_size);
    write_files(b);
    double capacity[60];
    for (int k = 0; k < 60; k++) capacity[k] = 2 - 1e-3 * k - (k > 30 ? 0.02 * (k - 30) : 0);
    assert_ok(lmb_dataset_new(counting_allocate, &b->counter, &b->knee));
    assert_ok(lmb_dataset_set_column(b->knee, LMB_COLUMN_DISCHARGE_CAPACITY, capacity, 60, 1));
}

/* A fit of a noisy record, with the counting allocator. */
static void set_up_fit(struct bench *b)
{
    static const struct noise usual = {3e-4, 5e-4, 5e-4};
    lmb_dataset *life = simulate(b->cell, 160), *noisy = measure(life, usual, 3), *record = NULL;
    uint64_t size;
    char *bytes = save(noisy, 0, &size);
    assert_ok(lmb_dataset_new(counting_allocate, &b->counter, &record));
    assert_ok(lmb_dataset_restore(record, bytes, size));
    assert_ok(lmb_fit(record, b->cell, NULL, 0, &b->fitted, NULL, 0));
    free(bytes);
    lmb_dataset_free(record);
    lmb_dataset_free(noisy);
    lmb_dataset_free(life);
}

static void tear_down(struct bench *b)
{
    lmb_report_free(b->fitted);
    lmb_cell_free(b->cell);
    lmb_dataset_free(b->full);
    lmb_dataset_free(b->empty);
    lmb_dataset_free(b->knee);
    free(b->saved_cell);
    free(b->saved_dataset);
    free(b->table);
    free(b->series);
    assert_int_equal(b->counter.blocks, 0);
    assert_int_equal(b->counter.bytes, 0);
}

/* ---- the operations; each frees what it makes ---- */

static int32_t new_cell_of(struct bench *b)
{
    lmb_cell *cell = NULL;
    int32_t status = lmb_cell_new(counting_allocate, &b->counter, &cell);
    lmb_cell_free(cell);
    return status;
}

static int32_t new_dataset_of(struct bench *b)
{
    lmb_dataset *dataset = NULL;
    int32_t status = lmb_dataset_new(counting_allocate, &b->counter, &dataset);
    lmb_dataset_free(dataset);
    return status;
}

static int32_t copy(struct bench *b)
{
    lmb_cell *cell = NULL;
    int32_t status = lmb_cell_copy(b->cell, &cell);
    lmb_cell_free(cell);
    return status;
}

static int32_t set_table(struct bench *b)
{
    return lmb_cell_set_ce_li_table(b->cell, (double[]){0.9, 0.8, 0.7}, 3);
}

static int32_t simulate_life(struct bench *b)
{
    lmb_dataset *dataset = NULL;
    int32_t status = lmb_cell_simulate(b->cell, ROWS, &dataset, NULL, 0);
    lmb_dataset_free(dataset);
    return status;
}

static int32_t restore_cell(struct bench *b)
{
    return lmb_cell_restore(b->cell, b->saved_cell, b->cell_size);
}

static int32_t restore_dataset(struct bench *b)
{
    return lmb_dataset_restore(b->empty, b->saved_dataset, b->dataset_size);
}

static int32_t reserve(struct bench *b)
{
    static const int32_t ids[] = {LMB_COLUMN_DURATION, LMB_COLUMN_THICKNESS};
    return lmb_dataset_reserve(b->full, 10 * ROWS, ids, 2);
}

static int32_t append(struct bench *b)
{
    static const int32_t ids[] = {LMB_COLUMN_DURATION, LMB_COLUMN_CHARGE_CAPACITY};
    return lmb_dataset_append(b->full, ids, (double[]){1, 2}, 2);
}

static int32_t set_column(struct bench *b)
{
    double values[ROWS] = {0};
    return lmb_dataset_set_column(b->full, LMB_COLUMN_DURATION, values, ROWS, 1);
}

static int32_t set_first_column(struct bench *b)
{
    double values[ROWS] = {0};
    return lmb_dataset_set_column(b->empty, LMB_COLUMN_DURATION, values, ROWS, 1);
}

static int32_t exclude(struct bench *b) { return lmb_dataset_exclude(b->full, 3, LMB_EXCLUDE_YES); }

static int32_t read_table(struct bench *b)
{
    return lmb_dataset_read_bytes(b->empty, "table.csv", b->table, strlen(b->table));
}

static int32_t read_series(struct bench *b)
{
    return lmb_dataset_read_bytes(b->empty, "series.csv", b->series, strlen(b->series));
}

static int32_t read_file(struct bench *b)
{
    const char *path = data_path("../../examples/data/simulated_lmb.csv");
    return lmb_dataset_read_files(b->empty, &path, 1);
}

static int32_t feed(struct bench *b)
{
    double time[400], current[400], voltage[400];
    for (int i = 0; i < 400; i++) {
        time[i] = 60 * i;
        current[i] = i / 20 % 2 ? -1 : 1;
        voltage[i] = 3.5 + 0.01 * (i % 20) * current[i];
    }
    int32_t status = lmb_dataset_feed(b->empty, 400, time, current, voltage, NULL, NULL);
    return status ? status : lmb_dataset_feed_end(b->empty);
}

static int32_t analyze(struct bench *b)
{
    lmb_report *report = NULL;
    int32_t status = lmb_analyze(b->full, b->cell, &report, NULL, 0);
    lmb_report_free(report);
    return status;
}

static int32_t analyze_knee(struct bench *b)
{
    lmb_report *report = NULL;
    int32_t status = lmb_analyze(b->knee, NULL, &report, NULL, 0);
    lmb_report_free(report);
    return status;
}

static int32_t fit(struct bench *b)
{
    lmb_report *report = NULL;
    int32_t status = lmb_fit(b->full, b->cell, NULL, 0, &report, NULL, 0);
    lmb_report_free(report);
    return status;
}

static int32_t forecast(struct bench *b)
{
    lmb_dataset *ahead = NULL;
    int32_t status = lmb_forecast(b->fitted, b->cell, 20, &ahead, NULL, 0);
    lmb_dataset_free(ahead);
    return status;
}

static int32_t pool(struct bench *b)
{
    const lmb_report *reports[] = {b->fitted, b->fitted};
    lmb_report *report = NULL;
    int32_t status = lmb_pool(reports, 2, &report);
    lmb_report_free(report);
    return status;
}

static int32_t sweep(struct bench *b)
{
    static const double ratio[] = {0.5, 1.5}, capacity[] = {3, 4, 5};
    lmb_dataset *points = NULL;
    int32_t status = lmb_cell_sweep(b->cell, ratio, 2, capacity, 3, NULL, 0, 50, &points, NULL, 0);
    lmb_dataset_free(points);
    return status;
}

static int32_t audit(struct bench *b)
{
    lmb_report *report = NULL;
    int32_t status = lmb_audit(b->cell, &report, NULL, 0);
    lmb_report_free(report);
    return status;
}

static int32_t read_nested(struct bench *b)
{
    const char *path = data_path("formats/neware_nested.csv");
    return lmb_dataset_read_files(b->empty, &path, 1);
}

/* Out, and in again; on failure the stream stays the caller's. */
static int32_t go_by_arrow(struct bench *b)
{
    struct ArrowArrayStream stream;
    int32_t status = lmb_dataset_export_arrow(b->full, &stream);
    if (status) return status;
    status = lmb_dataset_import_arrow(b->empty, &stream);
    assert_true(status ? stream.release != NULL : stream.release == NULL);
    if (stream.release) stream.release(&stream);
    return status == LMB_ERROR_FILE ? LMB_ERROR_MEMORY : status; /* our own producer's memory */
}

/* ---- the test ---- */

static void assert_unchanged(const struct bench *b)
{
    uint64_t cell_size, size, empty_size;
    char *cell = save(b->cell, 1, &cell_size), *full = save(b->full, 0, &size);
    assert_int_equal(cell_size, b->cell_size);
    assert_memory_equal(cell, b->saved_cell, (size_t)cell_size);
    assert_int_equal(size, b->dataset_size);
    assert_memory_equal(full, b->saved_dataset, (size_t)size);
    assert_int_equal(lmb_dataset_cycles(b->empty), 0);
    assert_ok(lmb_dataset_save(b->empty, NULL, 0, &empty_size));
    assert_true(empty_size < 60); /* no column was left behind */
    free(cell);
    free(full);
}

/* Fail the n-th request of the operation; 0 when it has fewer. */
static int survives(int32_t (*operation)(struct bench *), int64_t n)
{
    struct bench b;
    set_up(&b);
    if (operation == forecast || operation == pool) set_up_fit(&b);
    int64_t blocks = b.counter.blocks;
    b.counter.fail_at = b.counter.requests + n;
    int32_t status = operation(&b);
    int failed = b.counter.requests >= b.counter.fail_at;
    b.counter.fail_at = 0;
    if (failed) {
        describe("request %d", (int)n);
        assert_int_equal(status, LMB_ERROR_MEMORY);
        assert_unchanged(&b);
        assert_int_equal(b.counter.blocks, blocks);
        assert_ok(operation(&b));
    } else {
        assert_ok(status);
    }
    tear_down(&b);
    return failed;
}

static void every_failure_is_survived(void **state)
{
    int32_t (*const *operation)(struct bench *) = *state;
    int64_t n = 1;
    while (survives(*operation, n)) n++;
    printf("# %d allocations made to fail\n", (int)(n - 1));
    assert_true(n > 1);
}

#define OPERATION(name)                                                                            \
    {                                                                                              \
#name, every_failure_is_survived, NULL, NULL, &(int32_t(*)(struct bench *)) { name }       \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        OPERATION(new_cell_of),
        OPERATION(new_dataset_of),
        OPERATION(copy),
        OPERATION(set_table),
        OPERATION(simulate_life),
        OPERATION(restore_cell),
        OPERATION(restore_dataset),
        OPERATION(reserve),
        OPERATION(append),
        OPERATION(set_column),
        OPERATION(set_first_column),
        OPERATION(exclude),
        OPERATION(read_table),
        OPERATION(read_series),
        OPERATION(read_file),
        OPERATION(feed),
        OPERATION(analyze),
        OPERATION(analyze_knee),
        OPERATION(fit),
        OPERATION(forecast),
        OPERATION(pool),
        OPERATION(sweep),
        OPERATION(audit),
        OPERATION(read_nested),
        OPERATION(go_by_arrow),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
