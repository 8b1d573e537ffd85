/* Handles in the caller's memory: nothing of it is touched beyond what was asked for, and nothing
 * is asked for again. A sanitizer watches the ends of each block. */
#include <stdlib.h>
#include <string.h>

#include "support.h"

enum { ROWS = 40, OFFSETS = 16 };

static const int32_t measured[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY};
static const double pair[] = {1, 0.99};

/* A block of exactly `size` bytes that ends where the allocation ends, at any alignment. */
static char *block_of(uint64_t size, int offset, char **base)
{
    *base = malloc((size_t)size + (size_t)offset);
    assert_non_null(*base);
    memset(*base, 0x5A, (size_t)size + (size_t)offset);
    return *base + offset;
}

static uint64_t cell_size(void)
{
    uint64_t needed = 0;
    assert_ok(lmb_cell_place(NULL, 0, &needed, NULL));
    return needed;
}

static uint64_t dataset_size(int64_t cycles, const int32_t *ids, int32_t count)
{
    uint64_t needed = 0;
    assert_ok(lmb_dataset_place(NULL, 0, &needed, cycles, ids, count, NULL));
    return needed;
}

static lmb_dataset *place(char *memory, uint64_t size)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_place(memory, size, NULL, ROWS, measured, 2, &dataset));
    assert_in_range((uintptr_t)dataset, (uintptr_t)memory, (uintptr_t)memory + size);
    return dataset;
}

/* The bytes of a handle; the caller frees them. */
static char *saved(int32_t (*save)(const void *, void *, uint64_t, uint64_t *), const void *handle,
                   uint64_t *size)
{
    assert_ok(save(handle, NULL, 0, size));
    char *bytes = malloc((size_t)*size);
    assert_non_null(bytes);
    assert_ok(save(handle, bytes, *size, NULL));
    return bytes;
}

static int32_t save_cell(const void *cell, void *bytes, uint64_t size, uint64_t *needed)
{
    return lmb_cell_save(cell, bytes, size, needed);
}

static int32_t save_dataset(const void *dataset, void *bytes, uint64_t size, uint64_t *needed)
{
    return lmb_dataset_save(dataset, bytes, size, needed);
}

static void assert_same_cell(const lmb_cell *a, const lmb_cell *b)
{
    uint64_t size, other;
    char *bytes = saved(save_cell, a, &size), *expected = saved(save_cell, b, &other);
    assert_int_equal(size, other);
    assert_memory_equal(bytes, expected, (size_t)size);
    free(bytes);
    free(expected);
}

static void a_placed_cell_is_a_cell(void **state)
{
    (void)state;
    uint64_t size = cell_size(), needed = 0, bytes_size;
    for (int offset = 0; offset < OFFSETS; offset++) {
        char *base, *memory = block_of(size, offset, &base);
        lmb_cell *cell = NULL, *heap = new_cell();
        assert_ok(lmb_cell_place(memory, size, &needed, &cell));
        assert_int_equal(needed, size);
        assert_same_cell(cell, heap);
        set(cell, LMB_PARAM_NP_RATIO, 1.5);
        set(heap, LMB_PARAM_NP_RATIO, 1.5);
        for (int k = 0; k < 20; k++) {
            assert_ok(lmb_cell_step(cell));
            assert_ok(lmb_cell_step(heap));
        }
        char *bytes = saved(save_cell, heap, &bytes_size);
        assert_same_cell(cell, heap);
        assert_ok(lmb_cell_reset(cell));
        assert_ok(lmb_cell_restore(cell, bytes, bytes_size));
        assert_same_cell(cell, heap);
        free(bytes);
        lmb_cell_free(heap);
        lmb_cell_free(cell);
        free(base);
    }
}

static void a_placed_cell_refuses_what_needs_memory(void **state)
{
    (void)state;
    char *base, *memory = block_of(cell_size(), 1, &base);
    lmb_cell *cell = NULL, *copy = NULL, *fresh = new_cell();
    lmb_dataset *life = NULL;
    uint64_t size;
    assert_ok(lmb_cell_place(memory, cell_size(), NULL, &cell));
    assert_int_equal(lmb_cell_set_ce_li_table(cell, (double[]){0.9}, 1), LMB_ERROR_MEMORY);
    assert_true(strlen(lmb_cell_message(cell)) > 0);
    assert_ok(lmb_cell_set_ce_li_table(cell, NULL, 0));
    assert_same_cell(cell, fresh);
    assert_ok(lmb_cell_set_ce_li_table(fresh, (double[]){0.9, 0.8}, 2));
    char *bytes = saved(save_cell, fresh, &size);
    assert_int_equal(lmb_cell_restore(cell, bytes, size), LMB_ERROR_MEMORY);
    assert_ok(lmb_cell_set_ce_li_table(fresh, NULL, 0));
    assert_same_cell(cell, fresh);
    /* What comes of it lives by itself. */
    assert_ok(lmb_cell_copy(cell, &copy));
    assert_ok(lmb_cell_simulate(cell, 10, &life, NULL, 0));
    lmb_cell_free(cell);
    free(base);
    assert_ok(lmb_cell_set_ce_li_table(copy, (double[]){0.9}, 1));
    assert_int_equal(lmb_dataset_cycles(life), 10);
    lmb_cell_free(copy);
    lmb_cell_free(fresh);
    lmb_dataset_free(life);
    free(bytes);
}

static void a_placed_dataset_is_a_dataset(void **state)
{
    (void)state;
    uint64_t size = dataset_size(ROWS, measured, 2);
    for (int offset = 0; offset < OFFSETS; offset++) {
        char *base, *memory = block_of(size, offset, &base);
        lmb_dataset *dataset = place(memory, size);
        lmb_report *report = NULL;
        assert_int_equal(lmb_dataset_cycles(dataset), 0);
        for (int k = 0; k < ROWS; k++) {
            assert_ok(lmb_dataset_append(dataset, measured, pair, 2));
            assert_ok(lmb_dataset_exclude(dataset, k, k == 3 ? LMB_EXCLUDE_YES : LMB_EXCLUDE_AUTO));
        }
        assert_int_equal(lmb_dataset_cycles(dataset), ROWS);
        assert_ok(lmb_analyze(dataset, NULL, &report, NULL, 0));
        lmb_dataset_free(dataset);
        free(base);
        assert_close(report_value(report, LMB_RESULT_EXCLUDED_CYCLES), 1, 0, 0);
        assert_close(report_value(report, LMB_RESULT_LAST_CYCLE), ROWS, 0, 0);
        lmb_report_free(report);
    }
}

static void a_full_dataset_stays_as_it_was(void **state)
{
    (void)state;
    static const int32_t other[] = {LMB_COLUMN_DURATION};
    uint64_t size = dataset_size(ROWS, measured, 2), before, after;
    char *base, *memory = block_of(size, 3, &base);
    lmb_dataset *dataset = place(memory, size);
    assert_int_equal(lmb_dataset_append(dataset, other, pair, 1), LMB_ERROR_MEMORY);
    for (int k = 0; k < ROWS; k++) assert_ok(lmb_dataset_append(dataset, measured, pair, 2));
    char *bytes = saved(save_dataset, dataset, &before);
    assert_int_equal(lmb_dataset_append(dataset, measured, pair, 2), LMB_ERROR_MEMORY);
    assert_true(strlen(lmb_dataset_message(dataset)) > 0);
    assert_int_equal(lmb_dataset_reserve(dataset, ROWS + 1, NULL, 0), LMB_ERROR_MEMORY);
    assert_int_equal(lmb_dataset_reserve(dataset, ROWS, other, 1), LMB_ERROR_MEMORY);
    assert_ok(lmb_dataset_reserve(dataset, ROWS, measured, 2));
    assert_int_equal(lmb_dataset_restore(dataset, bytes, before), LMB_ERROR_MEMORY);
    assert_int_equal(lmb_dataset_cycles(dataset), ROWS);
    assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_DURATION), 0);
    char *now = saved(save_dataset, dataset, &after);
    assert_int_equal(before, after);
    assert_memory_equal(bytes, now, (size_t)before);
    lmb_dataset_free(dataset);
    free(bytes);
    free(now);
    free(base);
}

/* Without cycles it is saved as any other: what is restored saves to the same bytes. */
static void an_empty_placed_dataset_is_saved(void **state)
{
    (void)state;
    uint64_t size = dataset_size(ROWS, measured, 2), before, after;
    char *base, *memory = block_of(size, 5, &base);
    lmb_dataset *dataset = place(memory, size), *restored = NULL;
    char *bytes = saved(save_dataset, dataset, &before), *again;
    assert_ok(lmb_dataset_new(NULL, NULL, &restored));
    assert_ok(lmb_dataset_restore(restored, bytes, before));
    assert_int_equal(lmb_dataset_has_column(restored, measured[1]), 1);
    again = saved(save_dataset, restored, &after);
    assert_int_equal(before, after);
    assert_memory_equal(bytes, again, (size_t)before);
    lmb_dataset_free(dataset);
    lmb_dataset_free(restored);
    free(bytes);
    free(again);
    free(base);
}

static void a_placed_dataset_does_not_read(void **state)
{
    (void)state;
    static const char text[] = "cycle,charge_capacity,discharge_capacity\n1,2,1.9\n2,2,1.8\n";
    static const double time[] = {0, 60, 120}, current[] = {1, 1, -1};
    uint64_t size = dataset_size(ROWS, measured, 2);
    char *base, *memory = block_of(size, 8, &base);
    lmb_dataset *dataset = place(memory, size);
    assert_int_equal(lmb_dataset_read_bytes(dataset, "t.csv", text, sizeof text - 1),
                     LMB_ERROR_MEMORY);
    assert_int_equal(lmb_dataset_feed(dataset, 3, time, current, NULL, NULL, NULL),
                     LMB_ERROR_MEMORY);
    assert_ok(lmb_dataset_append(dataset, measured, pair, 2));
    assert_int_equal(lmb_dataset_cycles(dataset), 1);
    lmb_dataset_free(dataset);
    free(base);
}

static void too_little_memory_is_told(void **state)
{
    (void)state;
    lmb_cell *cell = NULL;
    lmb_dataset *dataset = NULL;
    uint64_t needed = 0, size = cell_size();
    char *base, *memory = block_of(size, 0, &base);
    assert_int_equal(lmb_cell_place(memory, size - 1, &needed, &cell), LMB_ERROR_SIZE);
    assert_int_equal(needed, size);
    assert_int_equal(lmb_cell_place(memory, 0, NULL, &cell), LMB_ERROR_SIZE);
    assert_null(cell);
    for (uint64_t i = 0; i < size; i++) assert_int_equal(memory[i], 0x5A);
    size = dataset_size(ROWS, measured, 2);
    assert_int_equal(lmb_dataset_place(memory, size - 1, &needed, ROWS, measured, 2, &dataset),
                     LMB_ERROR_SIZE);
    assert_int_equal(needed, size);
    assert_int_equal(lmb_dataset_place(memory, cell_size(), NULL, 10000000, measured, 2, &dataset),
                     LMB_ERROR_SIZE);
    assert_null(dataset);
    free(base);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    char memory[16];
    uint64_t needed = 7;
    lmb_cell *cell = NULL;
    lmb_dataset *dataset = NULL;
    assert_int_equal(lmb_cell_place(NULL, 0, NULL, &cell), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_place(memory, UINT64_MAX, &needed, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_place(NULL, 0, NULL, 1, NULL, 0, &dataset), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_place(memory, UINT64_MAX, &needed, 1, NULL, 0, NULL),
                     LMB_ERROR_ARGUMENT);
    struct {
        int64_t cycles;
        const int32_t *ids;
        int32_t count, status;
    } bad[] = {
        {-1, NULL, 0, LMB_ERROR_ARGUMENT},
        {INT64_MIN, NULL, 0, LMB_ERROR_ARGUMENT},
        {1, NULL, 1, LMB_ERROR_ARGUMENT},
        {1, measured, -1, LMB_ERROR_ARGUMENT},
        {10000001, NULL, 0, LMB_ERROR_LIMIT},
        {INT64_MAX, measured, 2, LMB_ERROR_LIMIT},
        {1, (const int32_t[]){LMB_PARAM_NP_RATIO}, 1, LMB_ERROR_UNKNOWN},
        {1, (const int32_t[]){LMB_COLUMN_CYCLE, 2199}, 2, LMB_ERROR_UNKNOWN},
        {1, (const int32_t[]){INT32_MIN}, 1, LMB_ERROR_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        describe("case %d", (int)i);
        assert_int_equal(
            lmb_dataset_place(NULL, 0, &needed, bad[i].cycles, bad[i].ids, bad[i].count, &dataset),
            bad[i].status);
    }
    assert_int_equal(needed, 7);
    assert_null(cell);
    assert_null(dataset);
}

static void no_cycles_and_a_column_twice_are_fine(void **state)
{
    (void)state;
    static const int32_t twice[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_CYCLE,
                                    LMB_COLUMN_CHARGE_CAPACITY};
    assert_int_equal(dataset_size(ROWS, twice, 3), dataset_size(ROWS, twice, 1));
    uint64_t size = dataset_size(0, NULL, 0);
    char *base, *memory = block_of(size, 5, &base);
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_place(memory, size, NULL, 0, NULL, 0, &dataset));
    assert_int_equal(lmb_dataset_append(dataset, measured, pair, 2), LMB_ERROR_MEMORY);
    assert_int_equal(lmb_dataset_append(dataset, NULL, NULL, 0), LMB_ERROR_MEMORY);
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    lmb_dataset_free(dataset);
    free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_placed_cell_is_a_cell),
        cmocka_unit_test(a_placed_cell_refuses_what_needs_memory),
        cmocka_unit_test(a_placed_dataset_is_a_dataset),
        cmocka_unit_test(a_full_dataset_stays_as_it_was),
        cmocka_unit_test(an_empty_placed_dataset_is_saved),
        cmocka_unit_test(a_placed_dataset_does_not_read),
        cmocka_unit_test(too_little_memory_is_told),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(no_cycles_and_a_column_twice_are_fine),
    };
    return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
