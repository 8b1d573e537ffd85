/* Arrow that is wrong, producers that fail, memory that ends; and Arrow out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "producer.h"

static const double numbers[] = {4, 3, 2, 1};

static lmb_dataset *new_dataset(struct counter *counter)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(counter ? counting_allocate : NULL, counter, &dataset));
    return dataset;
}

/* The stream is refused, stays the caller's, and the dataset is as it was. */
static void refused(struct producer *p, int32_t status, const char *why)
{
    lmb_dataset *dataset = new_dataset(NULL);
    struct ArrowArrayStream stream;
    make_stream(p, &stream);
    assert_int_equal(lmb_dataset_import_arrow(dataset, &stream), status);
    if (!strstr(lmb_dataset_message(dataset), why))
        fail_msg("'%s' is not in '%s'", why, lmb_dataset_message(dataset));
    assert_int_equal(p->alive, 1); /* the stream alone */
    stream.release(&stream);
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    const char *topic, *text;
    assert_int_equal(lmb_dataset_remark(dataset, 0, &topic, &text), LMB_ERROR_MISSING);
    lmb_dataset_free(dataset);
}

static void refused_chunk(struct chunk chunk, const char *why)
{
    struct producer p = {.chunk = &chunk, .chunks = 1};
    refused(&p, LMB_ERROR_FORMAT, why);
}

static void refused_column(struct column column, const char *why)
{
    struct column c[] = {doubles("discharge_capacity", numbers, 4), column};
    c[1].name = "temperature";
    refused_chunk(chunk_of(c, 2), why);
}

static void wrong_arrays_are_refused(void **state)
{
    (void)state;
    struct column good = doubles("discharge_capacity", numbers, 4), c = good;
    struct chunk chunk = chunk_of(&good, 1);
    chunk.length = -1;
    refused_chunk(chunk, "negative");
    chunk.length = 5;
    refused_chunk(chunk, "row 0, column 'discharge_capacity': is shorter than its table");
    chunk.length = 4, chunk.offset = 1;
    refused_chunk(chunk, "is shorter");
    chunk.offset = -1;
    refused_chunk(chunk, "negative");
    chunk.offset = INT64_MAX;
    refused_chunk(chunk, "bounds");
    chunk.offset = 0, chunk.null_count = 1;
    refused_chunk(chunk, "no bitmap");
    chunk.null_count = 0, chunk.columns = 0;
    refused_chunk(chunk, "no columns");

    c.length = 3;
    refused_column(c, "is shorter");
    c = good, c.offset = -1;
    refused_column(c, "negative");
    c.offset = INT64_MAX - 2;
    refused_column(c, "bounds");
    c = good, c.n_buffers = 1;
    refused_column(c, "number of buffers");
    c = good, c.buffer[1] = NULL, c.size[1] = 0;
    refused_column(c, "no data");
    c = good, c.null_count = 2;
    refused_column(c, "no bitmap");
    c = good, c.null_count = -2;
    refused_column(c, "negative");
}

static void wrong_types_are_refused(void **state)
{
    (void)state;
    static const char *const unknown[] = {
        "+l",       "z",          "",   "gg",   "d:", "d:3", "d:3,",
        "d:3,2,99", "d:3,2,128,", "ts", "w:42", "+r", "vz"};
    struct column good = doubles("discharge_capacity", numbers, 4), c = good;
    for (int i = 0; i < (int)(sizeof unknown / sizeof *unknown); i++) {
        c.format = unknown[i];
        refused_column(c, "are not read");
    }
    int64_t date[] = {1, 2, 3, 4};
    refused_column(values_of("", "tsn:", date, 8, 4), "holds times, not temperature");

    int32_t offsets[] = {0, 2, 1, 1, 1};
    struct column text = {.format = "u",
                          .length = 4,
                          .n_buffers = 3,
                          .buffer = {NULL, offsets, "12"},
                          .size = {0, sizeof offsets, 2}};
    refused_column(text, "row 1, column 'temperature': has text that ends before");
    text.buffer[2] = NULL, text.size[2] = 0;
    refused_column(text, "has no text");
    const uint8_t view[4][16] = {{13, 0, 0, 0}};
    refused_column((struct column){.format = "vu",
                                   .length = 4,
                                   .n_buffers = 3,
                                   .buffer = {NULL, view},
                                   .size = {0, sizeof view}},
                   "has no text");

    int8_t index[] = {0, 1, 2, -1};
    struct column values = good, coded = values_of("", "c", index, 1, 4);
    coded.dictionary = &values;
    refused_column(coded, "row 3, column 'temperature': has an index outside its dictionary");
    values.length = 2;
    refused_column(coded, "row 2, column 'temperature': has an index");
    coded.format = "f";
    refused_column(coded, "are not read");
}

static void wrong_tables_are_refused(void **state)
{
    (void)state;
    struct column twice[] = {doubles("discharge_capacity", numbers, 4),
                             doubles("discharge_capacity", numbers, 4)};
    refused_chunk(chunk_of(twice, 2), "two columns are called 'discharge_capacity'");
    struct column other = doubles("something", numbers, 4);
    refused_chunk(chunk_of(&other, 1), "no column is called a current, a voltage or a capacity");
    struct column timeless = doubles("Current (A)", numbers, 4);
    refused_chunk(chunk_of(&timeless, 1), "no time beside the current");
    struct column nameless = doubles(NULL, numbers, 4);
    refused_chunk(chunk_of(&nameless, 1), "column 1 has no name");
    const double infinite[] = {4, INFINITY};
    struct column c = doubles("discharge_capacity", infinite, 2);
    refused_chunk(chunk_of(&c, 1), "row 1, column 'discharge_capacity': 'inf' is not a number");
    struct column cycles[] = {doubles("cycle", numbers, 4), doubles("qdis", numbers, 4)};
    refused_chunk(chunk_of(cycles, 2), "row 1, column 'cycle': '3' does not exceed");
    struct chunk two[] = {chunk_of(cycles, 2), chunk_of(cycles, 1)};
    struct producer p = {.chunk = two, .chunks = 2};
    const double up[] = {1, 2, 3, 4};
    cycles[0] = doubles("cycle", up, 4);
    refused(&p, LMB_ERROR_FORMAT, "row 4: a chunk has another number of columns");
}

static void a_producer_may_fail(void **state)
{
    (void)state;
    struct column c = doubles("discharge_capacity", numbers, 4);
    struct chunk chunk = chunk_of(&c, 1);
    struct chunk chunks[] = {chunk, chunk, chunk};
    struct producer p = {.chunk = chunks, .chunks = 3, .error = "the disk\nis gone"};
    p.schema_fails = 12;
    refused(&p, LMB_ERROR_FILE, "error 12: the disk?is gone");
    p.schema_fails = 0;
    for (p.fails_at = 1; p.fails_at <= 4; p.fails_at++) refused(&p, LMB_ERROR_FILE, "error 5");
    p.error = NULL, p.fails_at = 2;
    refused(&p, LMB_ERROR_FILE, "does not say why");
}

static void what_is_released_is_refused(void **state)
{
    (void)state;
    struct ArrowArrayStream stream = {0};
    struct ArrowSchema schema = {0};
    struct ArrowArray array = {0};
    lmb_dataset *dataset = new_dataset(NULL), *full = new_dataset(NULL);
    assert_int_equal(lmb_dataset_import_arrow(NULL, &stream), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_import_arrow(dataset, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_import_arrow(dataset, &stream), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_import_arrow_array(dataset, NULL, &array), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_import_arrow_array(dataset, &schema, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_import_arrow_array(NULL, &schema, &array), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_import_arrow_array(dataset, &schema, &array), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_export_arrow(NULL, &stream), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_export_arrow(dataset, NULL), LMB_ERROR_ARGUMENT);
    struct column c = doubles("discharge_capacity", numbers, 4);
    struct chunk chunk = chunk_of(&c, 1);
    struct producer p = {.chunk = &chunk, .chunks = 1};
    make_stream(&p, &stream);
    assert_ok(lmb_dataset_set_column(full, LMB_COLUMN_DISCHARGE_CAPACITY, numbers, 4, 1));
    assert_int_equal(lmb_dataset_import_arrow(full, &stream), LMB_ERROR_STATE);
    assert_int_equal(p.alive, 1);
    stream.release(&stream);
    lmb_dataset_free(full);
    lmb_dataset_free(dataset);
}

/* ---- memory ---- */

static void memory_may_end_while_it_is_read(void **state)
{
    (void)state;
    double time[400], current[400], capacity[400];
    for (int i = 0; i < 400; i++) {
        time[i] = 60 * i, current[i] = i % 20 < 10 ? 1 : -1, capacity[i] = 1;
    }
    struct column series[] = {doubles("time", time, 400), doubles("current", current, 400)};
    struct column table[] = {doubles("discharge_capacity", capacity, 400)};
    struct chunk chunks[2][3];
    for (int i = 0; i < 3; i++)
        chunks[0][i] = chunk_of(series, 2), chunks[1][i] = chunk_of(table, 1);
    for (int kind = 0; kind < 2; kind++) {
        struct counter counter = {0};
        lmb_dataset *dataset = new_dataset(&counter);
        struct producer p = {.chunk = chunks[kind], .chunks = kind ? 3 : 1};
        int64_t before = counter.blocks, failures = 0;
        for (;;) {
            struct ArrowArrayStream stream;
            make_stream(&p, &stream);
            counter.fail_at = counter.requests + 1 + failures;
            int32_t status = lmb_dataset_import_arrow(dataset, &stream);
            if (!status) break;
            assert_int_equal(status, LMB_ERROR_MEMORY);
            assert_int_equal(counter.blocks, before);
            assert_int_equal(p.alive, 1);
            stream.release(&stream);
            failures++;
        }
        assert_true(failures > 10);
        assert_int_equal(p.alive, 0);
        lmb_dataset_free(dataset);
        assert_int_equal(counter.blocks, 0);
    }
}

/* ---- out ---- */

static lmb_dataset *small(struct counter *counter)
{
    const double temperature[] = {NAN, 300, NAN, 301};
    lmb_dataset *dataset = new_dataset(counter);
    assert_ok(lmb_dataset_set_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, numbers, 4, 1));
    assert_ok(lmb_dataset_set_column(dataset, LMB_COLUMN_TEMPERATURE, temperature, 4, 1));
    return dataset;
}

static void a_table_goes_out(void **state)
{
    (void)state;
    struct counter counter = {0};
    lmb_dataset *dataset = small(&counter);
    struct ArrowArrayStream stream;
    struct ArrowSchema schema, moved;
    struct ArrowArray array, end, column;
    assert_ok(lmb_dataset_export_arrow(dataset, &stream));
    lmb_dataset_free(dataset); /* the stream outlives it */
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_int_equal(stream.get_next(&stream, &array), 0);
    assert_int_equal(stream.get_next(&stream, &end), 0);
    assert_null(end.release);
    stream.release(&stream); /* schema and chunk outlive it */
    assert_null(stream.release);
    assert_string_equal(schema.format, "+s");
    assert_int_equal(schema.n_children, 3);
    assert_string_equal(schema.children[2]->name, "temperature");
    assert_string_equal(schema.children[2]->format, "g");
    assert_int_equal(schema.children[2]->flags, ARROW_FLAG_NULLABLE);
    int32_t metadata[2];
    memcpy(metadata, schema.children[1]->metadata, sizeof metadata);
    assert_int_equal(metadata[0], 1);
    assert_memory_equal(schema.children[1]->metadata + 8, "unit\2\0\0\0Ah",
                        (size_t)metadata[1] + 6);
    assert_int_equal(array.length, 4);
    assert_int_equal(array.children[2]->null_count, 2);
    assert_int_equal(*(const uint8_t *)array.children[2]->buffers[0], 0xA);

    moved = *schema.children[0], schema.children[0]->release = NULL; /* children move out */
    column = *array.children[1], array.children[1]->release = NULL;
    schema.release(&schema);
    array.release(&array);
    assert_string_equal(moved.name, "cycle");
    const double *values = column.buffers[1];
    for (int i = 0; i < 4; i++) assert_close(values[i], numbers[i], 0, 0);
    moved.release(&moved);
    column.release(&column);
    assert_int_equal(counter.blocks, 0);
}

static void it_comes_back_as_it_was(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_dataset *simulated = simulate(cell, 300), *back = new_dataset(NULL);
    struct ArrowArrayStream stream;
    assert_ok(lmb_dataset_export_arrow(simulated, &stream));
    assert_ok(lmb_dataset_import_arrow(back, &stream));
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        assert_int_equal(lmb_dataset_has_column(back, id), lmb_dataset_has_column(simulated, id));
        if (!lmb_dataset_has_column(back, id)) continue;
        double *a = column_of(simulated, id), *b = column_of(back, id);
        for (int k = 0; k < 300; k++) assert_same_bits(a[k], b[k]);
        free(a);
        free(b);
    }
    lmb_dataset_free(back);
    lmb_dataset_free(simulated);
    lmb_report *report;
    lmb_dataset *table = small(NULL);
    assert_ok(lmb_analyze(table, NULL, &report, NULL, 0));
    assert_ok(lmb_dataset_export_arrow(lmb_report_table(report), &stream));
    stream.release(&stream); /* unread */
    lmb_report_free(report);
    lmb_dataset_free(table);
    lmb_cell_free(cell);
}

static void an_empty_table_has_no_chunk(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset(NULL);
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray array;
    assert_ok(lmb_dataset_export_arrow(dataset, &stream));
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_int_equal(schema.n_children, 0);
    schema.release(&schema);
    assert_int_equal(stream.get_next(&stream, &array), 0);
    assert_null(array.release);
    stream.release(&stream);
    lmb_dataset_free(dataset);
}

static void memory_may_end_while_it_goes_out(void **state)
{
    (void)state;
    struct counter counter = {0};
    lmb_dataset *dataset = small(&counter);
    struct ArrowArrayStream stream;
    int64_t before = counter.blocks, failures = 0;
    for (counter.fail_at = counter.requests + 1;
         lmb_dataset_export_arrow(dataset, &stream) == LMB_ERROR_MEMORY; failures++) {
        assert_int_equal(counter.blocks, before);
        counter.fail_at = counter.requests + 2 + failures;
    }
    assert_int_equal(failures, 4);
    struct ArrowSchema schema;
    struct ArrowArray array;
    int64_t of_stream = counter.blocks;
    for (int i = 0; i < 4; i++) {
        counter.fail_at = counter.requests + 1 + i;
        assert_int_equal(stream.get_schema(&stream, &schema), 12);
        assert_int_equal(counter.blocks, of_stream);
        counter.fail_at = counter.requests + 1 + i;
        assert_int_equal(stream.get_next(&stream, &array), 12);
        assert_int_equal(counter.blocks, of_stream);
        assert_string_equal(stream.get_last_error(&stream), "not enough memory");
    }
    counter.fail_at = 0;
    assert_int_equal(stream.get_next(&stream, &array), 0); /* it can be asked again */
    assert_close(((const double *)array.children[1]->buffers[1])[3], 1, 0, 0);
    array.release(&array);
    stream.release(&stream);
    lmb_dataset_free(dataset);
    assert_int_equal(counter.blocks, 0);
}

/* ---- detection ---- */

static const char *evidence_of(const char *const *names, int columns, const char *const *cells,
                               int rows, int column, const char *role, double factor, double offset)
{
    static char evidence[300];
    const char *found, *unit;
    double scale[2];
    assert_ok(lmb_detect(names, columns, cells, rows, column, &found, &unit, scale, evidence,
                         sizeof evidence));
    assert_string_equal(found, role);
    assert_close(scale[0], factor, 1e-15, 0);
    assert_close(scale[1], offset, 0, 0);
    return evidence;
}

static void names_and_rows_tell_what_columns_are(void **state)
{
    (void)state;
    const char *const names[] = {"TestTime(s)", "I [mA]", "Volts", "State", "Temperature", "Note"};
    const char *const cells[] = {"0", "-2", "3700.1", "C", "25", "x",      "1", "-2", "3700.2",
                                 "C", "25", NULL,     "2", "2",  "3600.5", "D", "25", "y"};
    assert_string_equal(evidence_of(names, 6, cells, 3, 0, "test_time", 1, 0), "by its name, in s");
    assert_non_null(strstr(evidence_of(names, 6, cells, 3, 1, "current", -1e-3, 0), "turned"));
    assert_non_null(strstr(evidence_of(names, 6, cells, 3, 2, "voltage", 1e-3, 0), "taken as mV"));
    evidence_of(names, 6, cells, 3, 3, "state", 1, 0);
    assert_non_null(strstr(evidence_of(names, 6, cells, 3, 4, "temperature", 1, 273.15), "degC"));
    assert_string_equal(evidence_of(names, 6, cells, 3, 5, "", 1, 0), "not read");
    assert_non_null(strstr(evidence_of(names, 6, NULL, 0, 1, "current", 1e-3, 0), "as written"));
    const char *const own[] = {"cycle", "discharge_capacity"};
    assert_string_equal(evidence_of(own, 2, NULL, 0, 1, "discharge_capacity", 1, 0),
                        "by our own name");
}

static void detection_refuses_nonsense(void **state)
{
    (void)state;
    const char *const names[] = {"a", NULL}, *role = "?", *unit = "?";
    double scale[2];
    assert_int_equal(lmb_detect(NULL, 1, NULL, 0, 0, &role, &unit, scale, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_detect(names, 0, NULL, 0, 0, &role, &unit, scale, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_detect(names, 2, NULL, 0, 0, &role, &unit, scale, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_detect(names, 1, NULL, 1, 0, &role, &unit, scale, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_detect(names, 1, NULL, 0, 1, &role, &unit, scale, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_detect(names, 1, NULL, -1, 0, &role, &unit, scale, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_detect(names, 1, NULL, 0, 0, NULL, &unit, scale, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_string_equal(role, "?");
    assert_ok(lmb_detect(names, 1, NULL, 0, 0, &role, &unit, scale, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_arrays_are_refused),
        cmocka_unit_test(wrong_types_are_refused),
        cmocka_unit_test(wrong_tables_are_refused),
        cmocka_unit_test(a_producer_may_fail),
        cmocka_unit_test(what_is_released_is_refused),
        cmocka_unit_test(memory_may_end_while_it_is_read),
        cmocka_unit_test(a_table_goes_out),
        cmocka_unit_test(it_comes_back_as_it_was),
        cmocka_unit_test(an_empty_table_has_no_chunk),
        cmocka_unit_test(memory_may_end_while_it_goes_out),
        cmocka_unit_test(names_and_rows_tell_what_columns_are),
        cmocka_unit_test(detection_refuses_nonsense),
    };
    return cmocka_run_group_tests_name("arrow failures", tests, NULL, NULL);
}
