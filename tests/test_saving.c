/* Cells and datasets as bytes: what comes back is what went in, and nothing else is taken. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

struct bytes {
    unsigned char *at;
    uint64_t size;
};

static struct bytes save_cell(const lmb_cell *cell)
{
    struct bytes b = {NULL, 0};
    assert_ok(lmb_cell_save(cell, NULL, 0, &b.size));
    b.at = malloc((size_t)b.size);
    assert_non_null(b.at);
    assert_int_equal(lmb_cell_save(cell, b.at, b.size - 1, NULL), LMB_ERROR_SIZE);
    assert_ok(lmb_cell_save(cell, b.at, b.size, NULL));
    return b;
}

static struct bytes save_dataset(const lmb_dataset *dataset)
{
    struct bytes b = {NULL, 0};
    assert_ok(lmb_dataset_save(dataset, NULL, 0, &b.size));
    b.at = malloc((size_t)b.size);
    assert_non_null(b.at);
    assert_int_equal(lmb_dataset_save(dataset, b.at, b.size - 1, NULL), LMB_ERROR_SIZE);
    assert_ok(lmb_dataset_save(dataset, b.at, b.size, NULL));
    return b;
}

static void assert_same_cell(const lmb_cell *cell, struct bytes expected)
{
    struct bytes b = save_cell(cell);
    assert_int_equal(b.size, expected.size);
    assert_memory_equal(b.at, expected.at, (size_t)b.size);
    free(b.at);
}

static void assert_same_dataset(const lmb_dataset *dataset, struct bytes expected)
{
    struct bytes b = save_dataset(dataset);
    assert_int_equal(b.size, expected.size);
    assert_memory_equal(b.at, expected.at, (size_t)b.size);
    free(b.at);
}

static lmb_cell *stepped_cell(int cycles)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_FOIL_LOSS, 3e-4);
    set(cell, LMB_PARAM_NP_RATIO_SD, 0.1);
    assert_ok(lmb_cell_set_ce_li_table(cell, (double[]){0.99, 0.98}, 2));
    set(cell, LMB_PARAM_CE_LI_LAW, 4);
    for (int k = 0; k < cycles; k++) assert_ok(lmb_cell_step(cell));
    return cell;
}

static void a_restored_cell_lives_on(void **state)
{
    (void)state;
    lmb_cell *whole = stepped_cell(200), *half = stepped_cell(90), *back = new_cell();
    struct bytes middle = save_cell(half), last = save_cell(whole);
    assert_ok(lmb_cell_restore(back, middle.at, middle.size));
    assert_same_cell(back, middle);
    assert_int_equal(lmb_cell_is_set(back, LMB_PARAM_NP_RATIO_SD), 1);
    assert_int_equal(lmb_cell_is_set(back, LMB_PARAM_NP_RATIO), 0);
    for (int k = 90; k < 200; k++) assert_ok(lmb_cell_step(back));
    assert_same_cell(back, last);
    lmb_cell_free(whole);
    lmb_cell_free(half);
    lmb_cell_free(back);
    free(middle.at);
    free(last.at);
}

/* The bytes are little-endian and start alike on every platform. */
static void bytes_begin_as_they_must(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    struct bytes b = save_cell(cell);
    static const unsigned char head[] = {
        'L', 'M', 'B', 'c', 1, 0, 0, 0, 0xE8, 3,   0,
        0,   0,   0,   0,   0, 0, 0, 0, 0x10, 0x40}; /* id 1000: 4.0 */
    assert_memory_equal(b.at, head, sizeof head);
    free(b.at);
    lmb_cell_free(cell);
}

static void truncated_cells_are_refused(void **state)
{
    (void)state;
    lmb_cell *cell = stepped_cell(5), *target = stepped_cell(3);
    struct bytes b = save_cell(cell), before = save_cell(target);
    for (uint64_t size = 0; size < b.size; size++) {
        unsigned char *part = malloc((size_t)size + 1); /* of that size: a read beyond it shows */
        memcpy(part, b.at, (size_t)size);
        part = realloc(part, size > 0 ? (size_t)size : 1);
        assert_int_equal(lmb_cell_restore(target, part, size), LMB_ERROR_FORMAT);
        free(part);
    }
    assert_true(strlen(lmb_cell_message(target)) > 0);
    assert_same_cell(target, before);
    lmb_cell_free(cell);
    lmb_cell_free(target);
    free(b.at);
    free(before.at);
}

/* A byte that is changed gives a valid cell or is refused; either way nothing breaks. */
static void corrupted_cells_do_no_harm(void **state)
{
    (void)state;
    struct random r = {5};
    lmb_cell *cell = stepped_cell(5), *target = stepped_cell(3);
    struct bytes b = save_cell(cell), before = save_cell(target);
    int64_t refused = 0;
    for (uint64_t at = 0; at < b.size; at++) {
        unsigned char keep = b.at[at];
        b.at[at] = (unsigned char)choose(&r, 256);
        int32_t status = lmb_cell_restore(target, b.at, b.size);
        if (status) {
            refused++;
            assert_same_cell(target, before);
        } else {
            assert_ok(lmb_cell_step(target));
            assert_ok(lmb_cell_restore(target, before.at, before.size));
        }
        b.at[at] = keep;
    }
    assert_true(refused > 100);
    lmb_cell_free(cell);
    lmb_cell_free(target);
    free(b.at);
    free(before.at);
}

static lmb_dataset *some_dataset(int64_t cycles)
{
    lmb_cell *cell = new_cell();
    lmb_dataset *dataset = simulate(cell, cycles);
    lmb_cell_free(cell);
    assert_ok(lmb_dataset_exclude(dataset, 1, LMB_EXCLUDE_YES));
    return dataset;
}

static void a_restored_dataset_is_the_same(void **state)
{
    (void)state;
    lmb_dataset *dataset = some_dataset(40), *back = some_dataset(7);
    struct bytes b = save_dataset(dataset);
    assert_ok(lmb_dataset_restore(back, b.at, b.size));
    assert_same_dataset(back, b);
    lmb_dataset_free(back);

    assert_ok(lmb_dataset_new(NULL, NULL, &back)); /* an empty one, too */
    struct bytes empty = save_dataset(back);
    assert_ok(lmb_dataset_restore(dataset, empty.at, empty.size));
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    assert_same_dataset(dataset, empty);
    free(b.at);
    free(empty.at);
    lmb_dataset_free(dataset);
    lmb_dataset_free(back);
}

static void damaged_datasets_are_refused(void **state)
{
    (void)state;
    struct random r = {6};
    lmb_dataset *dataset = some_dataset(4), *target = some_dataset(3);
    struct bytes b = save_dataset(dataset), before = save_dataset(target);
    for (uint64_t size = 0; size < b.size; size++) {
        assert_int_equal(lmb_dataset_restore(target, b.at, size), LMB_ERROR_FORMAT);
        assert_same_dataset(target, before);
    }
    for (uint64_t at = 0; at < b.size; at++) {
        unsigned char keep = b.at[at];
        b.at[at] = (unsigned char)choose(&r, 256);
        if (lmb_dataset_restore(target, b.at, b.size)) assert_same_dataset(target, before);
        else assert_ok(lmb_dataset_restore(target, before.at, before.size));
        b.at[at] = keep;
    }
    free(b.at);
    free(before.at);
    lmb_dataset_free(dataset);
    lmb_dataset_free(target);
}

/* Where the resolution of the first column, `cycle`, stands: behind its id. */
static uint64_t resolution_of_cycle(struct bytes b)
{
    static const unsigned char id[4] = {LMB_COLUMN_CYCLE & 255, LMB_COLUMN_CYCLE >> 8};
    uint64_t at = 0;
    while (at + 4 < b.size && memcmp(b.at + at, id, 4) != 0) at++;
    return at + 4;
}

static void sources_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    enum { KIND = 16, DIALECT = 20, ROWS = 24, BEGINS = 32 };
    lmb_dataset *dataset = some_dataset(4), *target = some_dataset(3);
    struct bytes b = save_dataset(dataset), before = save_dataset(target);
    uint64_t resolution = resolution_of_cycle(b);
    const struct {
        uint64_t at;
        size_t count;
        unsigned char byte[8];
    } damage[] = {{KIND, 4, {3}},
                  {KIND, 4, {255, 255, 255, 255}},
                  {DIALECT, 4, {3}},
                  {DIALECT, 4, {255, 255, 255, 255}},
                  {ROWS, 8, {255, 255, 255, 255, 255, 255, 255, 255}},
                  {BEGINS, 4, {2}},
                  {BEGINS, 4, {254, 255, 255, 255}},
                  {resolution, 8, {0, 0, 0, 0, 0, 0, 0xF0, 0xBF}},  /* -1 */
                  {resolution, 8, {0, 0, 0, 0, 0, 0, 0xF0, 0x7F}},  /* inf */
                  {resolution, 8, {0, 0, 0, 0, 0, 0, 0xF8, 0x7F}}}; /* NaN */
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        unsigned char keep[8];
        memcpy(keep, b.at + damage[i].at, 8);
        memcpy(b.at + damage[i].at, damage[i].byte, damage[i].count);
        describe("damage %d", (int)i);
        assert_int_equal(lmb_dataset_restore(target, b.at, b.size), LMB_ERROR_FORMAT);
        assert_same_dataset(target, before);
        memcpy(b.at + damage[i].at, keep, 8);
    }
    assert_ok(lmb_dataset_restore(target, b.at, b.size));
    free(b.at);
    free(before.at);
    lmb_dataset_free(dataset);
    lmb_dataset_free(target);
}

static void restoring_obeys_the_limit_on_cycles(void **state)
{
    (void)state;
    lmb_dataset *dataset = some_dataset(20), *target = some_dataset(3);
    struct bytes b = save_dataset(dataset), before = save_dataset(target);
    assert_ok(lmb_dataset_set_limit(target, LMB_LIMIT_CYCLES, 19));
    assert_int_equal(lmb_dataset_restore(target, b.at, b.size), LMB_ERROR_LIMIT);
    assert_same_dataset(target, before);
    assert_ok(lmb_dataset_set_limit(target, LMB_LIMIT_CYCLES, 20));
    assert_ok(lmb_dataset_restore(target, b.at, b.size));
    assert_same_dataset(target, b);
    free(b.at);
    free(before.at);
    lmb_dataset_free(dataset);
    lmb_dataset_free(target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_restored_cell_lives_on),
        cmocka_unit_test(bytes_begin_as_they_must),
        cmocka_unit_test(truncated_cells_are_refused),
        cmocka_unit_test(corrupted_cells_do_no_harm),
        cmocka_unit_test(a_restored_dataset_is_the_same),
        cmocka_unit_test(damaged_datasets_are_refused),
        cmocka_unit_test(sources_that_do_not_exist_are_refused),
        cmocka_unit_test(restoring_obeys_the_limit_on_cycles),
    };
    return cmocka_run_group_tests_name("saving", tests, NULL, NULL);
}
