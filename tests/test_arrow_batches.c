/* Arrow in: rows that are read together come to what they come to one by one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "producer.h"

enum { ROWS = 700, COLUMNS = 7, BYTES = (ROWS + 7) / 8 };

/* A record of two steps a cycle: 100 rows each. */
struct record {
    double time[ROWS], voltage[ROWS], clock[ROWS];
    float current[ROWS];
    int16_t temperature[ROWS];
    int64_t cycle[ROWS];
    uint8_t state[ROWS], known[BYTES]; /* temperatures */
};

static void make_record(struct random *r, struct record *d)
{
    for (int i = 0; i < ROWS; i++) {
        int up = i % 200 < 100;
        d->time[i] = 10 * i;
        d->clock[i] = 1.7e9 + 10 * i;
        d->current[i] = (float)((up ? 1 : -1) * uniform(r, 0.99, 1));
        d->voltage[i] = uniform(r, 3, 4);
        d->temperature[i] = (int16_t)(20 + choose(r, 10));
        d->cycle[i] = 1 + i / 200;
        d->state[i] = (uint8_t)(1 + up);
    }
    memset(d->known, 0xFF, sizeof d->known);
}

/* What a record may hold here and there. */
static void change_record(struct random *r, struct record *d)
{
    int at = choose(r, ROWS), to = at + 1 + choose(r, choose(r, 2) ? 3 : 60);
    for (int what = choose(r, 11); at < to && at < ROWS; at++) {
        switch (what) {
        case 0: d->current[at] = NAN; break;
        case 1: d->voltage[at] = NAN; break;
        case 2: d->voltage[at] = -9999; break;
        case 3: d->known[at / 8] &= (uint8_t) ~(1U << at % 8); break;
        case 4: d->time[at] -= 500; break;
        case 5: d->time[at] = NAN; break;
        case 6: d->temperature[at] = -400; break;
        case 7: d->cycle[at] += 3; break;
        case 8: d->current[at] = 0; break;
        default: d->state[at] = 3;
        }
    }
}

/* What is an error wherever it stands. */
static void spoil_record(struct random *r, struct record *d)
{
    int at = choose(r, ROWS);
    switch (choose(r, 5)) {
    case 0: d->current[at] = INFINITY; break;
    case 1: d->voltage[at] = -INFINITY; break;
    case 2: d->time[at] = 1e21; break;
    case 3: d->cycle[at] = -1; break;
    default: d->voltage[at] = 1e300;
    }
}

static int columns_of(const struct record *d, int with_state, struct column *c)
{
    c[0] = doubles("Test Time / s", d->time, ROWS);
    c[1] = values_of("Current / A", "f", d->current, sizeof d->current[0], ROWS);
    c[2] = doubles("Voltage / V", d->voltage, ROWS);
    c[3] = values_of("Ambient Temperature / degC", "s", d->temperature, 2, ROWS);
    c[3].buffer[0] = d->known, c[3].size[0] = BYTES, c[3].null_count = -1;
    c[4] = values_of("Cycle Count / 1", "l", d->cycle, sizeof d->cycle[0], ROWS);
    c[5] = doubles("Unix Time / s", d->clock, ROWS);
    c[6] = values_of("State", "C", d->state, 1, ROWS);
    return with_state ? 7 : 6;
}

/* With a bitmap of rows, though none is null, rows are read one by one. */
static int32_t import(const struct column *c, int count, int by_rows, lmb_dataset **dataset)
{
    static uint8_t all[BYTES];
    struct ArrowArrayStream stream;
    struct chunk chunk = chunk_of(c, count);
    struct producer p = {.chunk = &chunk, .chunks = 1};
    memset(all, 0xFF, sizeof all);
    if (by_rows) chunk.validity = all, chunk.validity_size = BYTES, chunk.null_count = -1;
    make_stream(&p, &stream);
    assert_ok(lmb_dataset_new(NULL, NULL, dataset));
    int32_t status = lmb_dataset_import_arrow(*dataset, &stream);
    if (status) stream.release(&stream);
    assert_int_equal(p.alive, 0);
    return status;
}

static void assert_same(const lmb_dataset *a, const lmb_dataset *b)
{
    assert_same_dataset(a, b);
    const char *topic, *text, *same_topic, *same_text;
    for (int32_t i = 0; lmb_dataset_remark(a, i, &topic, &text) == LMB_OK; i++) {
        assert_ok(lmb_dataset_remark(b, i, &same_topic, &same_text));
        assert_string_equal(topic, same_topic);
        assert_string_equal(text, same_text);
    }
}

static int32_t check_record(const struct record *d, int with_state)
{
    struct column c[COLUMNS];
    lmb_dataset *together, *one_by_one;
    int count = columns_of(d, with_state, c);
    int32_t status = import(c, count, 0, &together);
    assert_int_equal(import(c, count, 1, &one_by_one), status);
    assert_string_equal(lmb_dataset_message(together), lmb_dataset_message(one_by_one));
    assert_same(together, one_by_one);
    lmb_dataset_free(together);
    lmb_dataset_free(one_by_one);
    return status;
}

static void rows_together_are_as_rows_one_by_one(void **state)
{
    (void)state;
    struct random r = {77};
    struct record d;
    int refused = 0;
    for (int i = 0; i < 400; i++) {
        describe("record %d", i);
        make_record(&r, &d);
        for (int n = choose(&r, 8); n > 0; n--) change_record(&r, &d);
        assert_ok(check_record(&d, i % 2));
        spoil_record(&r, &d);
        refused += check_record(&d, i % 2) == LMB_ERROR_FORMAT;
    }
    printf("# %d of 400 spoiled records are refused\n", refused);
    assert_true(refused > 300);
}

static void samples_beyond_all_sense_are_refused(void **state)
{
    (void)state;
    struct random r = {7};
    struct record d;
    struct column c[COLUMNS];
    lmb_dataset *dataset;
    make_record(&r, &d);
    d.voltage[600] = 1e300;
    assert_int_equal(import(c, columns_of(&d, 0, c), 0, &dataset), LMB_ERROR_FORMAT);
    assert_string_equal(lmb_dataset_message(dataset),
                        "Arrow: row 600, column 'Voltage / V': '1e300' is out of range");
    lmb_dataset_free(dataset);
}

static const char *missing_remark(const lmb_dataset *dataset)
{
    const char *topic, *text;
    for (int32_t i = 0; lmb_dataset_remark(dataset, i, &topic, &text) == LMB_OK; i++)
        if (strcmp(topic, "missing") == 0) return text;
    return "";
}

static void nulls_and_nans_are_counted_apart(void **state)
{
    (void)state;
    static struct record d;
    struct random r = {7};
    struct column c[COLUMNS];
    make_record(&r, &d);
    for (int i = 300; i < 303; i++) d.known[i / 8] &= (uint8_t) ~(1U << i % 8);
    d.voltage[5] = d.voltage[600] = NAN;
    int count = columns_of(&d, 0, c);
    for (int by_rows = 0; by_rows < 2; by_rows++) {
        lmb_dataset *dataset;
        assert_ok(import(c, count, by_rows, &dataset));
        assert_string_equal(
            missing_remark(dataset),
            "5 values missing (3 null; 2 NaN, N/A or -9999); 0 rows without time or "
            "current left out");
        lmb_dataset_free(dataset);
    }
    c[3] = (struct column){
        .name = "Ambient Temperature / degC", .format = "n", .length = ROWS, .null_count = ROWS};
    for (int by_rows = 0; by_rows < 2; by_rows++) {
        lmb_dataset *dataset;
        assert_ok(import(c, count, by_rows, &dataset));
        assert_non_null(strstr(missing_remark(dataset), "702 values missing (700 null; 2 NaN"));
        lmb_dataset_free(dataset);
    }
    double cycle[] = {1, 2, 3}, charge[] = {1, NAN, 1};
    uint8_t known = 3;
    c[0] = doubles("cycle", cycle, 3);
    c[1] = doubles("charge_capacity", charge, 3);
    c[2] = doubles("discharge_capacity", cycle, 3);
    c[2].buffer[0] = &known, c[2].size[0] = 1, c[2].null_count = 1;
    lmb_dataset *dataset;
    assert_ok(import(c, 3, 0, &dataset));
    assert_string_equal(missing_remark(dataset),
                        "2 values missing (1 null; 1 NaN, N/A or -9999); 0 "
                        "rows without a cycle number left out");
    lmb_dataset_free(dataset);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_together_are_as_rows_one_by_one),
        cmocka_unit_test(samples_beyond_all_sense_are_refused),
        cmocka_unit_test(nulls_and_nans_are_counted_apart),
    };
    return cmocka_run_group_tests_name("arrow_batches", tests, NULL, NULL);
}
