/* Arrow in: every type, chunks, nulls and offsets; the same as from text; who owns what. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "producer.h"
#include "reading.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* Import a stream; on success everything is released, else the stream alone is left. */
static int32_t import_stream(lmb_dataset *dataset, struct producer *p)
{
    struct ArrowArrayStream stream;
    make_stream(p, &stream);
    int32_t status = lmb_dataset_import_arrow(dataset, &stream);
    assert_int_equal(p->streams_released, status == LMB_OK);
    assert_int_equal(p->alive, status != LMB_OK);
    if (status) stream.release(&stream);
    assert_null(stream.release);
    p->streams_released = 0;
    return status;
}

static lmb_dataset *imported(struct producer *p)
{
    lmb_dataset *dataset = new_dataset();
    int32_t status = import_stream(dataset, p);
    if (status) print_error("%s\n", lmb_dataset_message(dataset));
    assert_ok(status);
    return dataset;
}

static lmb_dataset *import_columns(const struct column *columns, int count)
{
    struct chunk chunk = chunk_of(columns, count);
    struct producer p = {.chunk = &chunk, .chunks = 1};
    lmb_dataset *dataset = imported(&p);
    p.misaligned = 1;
    lmb_dataset_free(imported(&p));
    return dataset;
}

static void assert_column(const lmb_dataset *dataset, int32_t id, const double *expected, int count)
{
    assert_int_equal(lmb_dataset_cycles(dataset), count);
    double *found = column_of(dataset, id);
    for (int i = 0; i < count; i++) assert_close(found[i], expected[i], 0, 0);
    free(found);
}

/* A remark on units that holds these words. */
static int has_remark(const lmb_dataset *dataset, const char *words)
{
    const char *topic, *text;
    for (int32_t i = 0; lmb_dataset_remark(dataset, i, &topic, &text) == LMB_OK; i++)
        if (strcmp(topic, "unit") == 0 && strstr(text, words)) return 1;
    return 0;
}

/* ---- types ---- */

static const double four[] = {4, 3, 2, 1};

/* A column `discharge_capacity` of this type is read as these numbers. */
static void check_type(struct column c, const double *expected)
{
    describe("%s", c.format);
    c.name = "discharge_capacity";
    lmb_dataset *dataset = import_columns(&c, 1);
    assert_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, expected, (int)c.length);
    lmb_dataset_free(dataset);
}

static void every_number_is_read(void **state)
{
    (void)state;
    const int8_t c[] = {4, 3, 2, 1};
    const int16_t s[] = {4, 3, 2, 1};
    const int32_t i[] = {4, 3, 2, 1};
    const int64_t l[] = {4, 3, 2, 1};
    const float f[] = {4, 3, 2, 1};
    const uint16_t e[] = {0x4400, 0x4200, 0x4000, 0x3C00};
    check_type(values_of("", "c", c, 1, 4), four);
    check_type(values_of("", "C", c, 1, 4), four);
    check_type(values_of("", "s", s, 2, 4), four);
    check_type(values_of("", "S", s, 2, 4), four);
    check_type(values_of("", "i", i, 4, 4), four);
    check_type(values_of("", "I", i, 4, 4), four);
    check_type(values_of("", "l", l, 8, 4), four);
    check_type(values_of("", "L", l, 8, 4), four);
    check_type(values_of("", "e", e, 2, 4), four);
    check_type(values_of("", "f", f, 4, 4), four);
    check_type(doubles("", four, 4), four);
}

static void signs_and_widths_are_kept(void **state)
{
    (void)state;
    const int8_t c[] = {-128, 127};
    const uint8_t C[] = {255, 1};
    const uint16_t S[] = {65535, 1}, e[] = {0xBC00, 0x3555};
    const uint32_t I[] = {4294967295U, 1};
    const int64_t l[] = {-9007199254740992, 9007199254740992};
    const uint64_t L[] = {18446744073709551615U, 9223372036854775808U};
    check_type(values_of("", "c", c, 1, 2), (double[]){-128, 127});
    check_type(values_of("", "C", C, 1, 2), (double[]){255, 1});
    check_type(values_of("", "S", S, 2, 2), (double[]){65535, 1});
    check_type(values_of("", "I", I, 4, 2), (double[]){4294967295.0, 1});
    check_type(values_of("", "l", l, 8, 2), (double[]){-9007199254740992.0, 9007199254740992.0});
    check_type(values_of("", "L", L, 8, 2), (double[]){18446744073709551616.0, 0x1p63});
    check_type(values_of("", "e", e, 2, 2), (double[]){-1, 0.333251953125});
    const uint16_t edge[] = {0x0001, 0x03FF, 0x0400, 0x7BFF};
    check_type(values_of("", "e", edge, 2, 4), (double[]){0x1p-24, 1023 * 0x1p-24, 0x1p-14, 65504});
}

/* Limbs of 128 bits, the lowest first on this machine as in Arrow's native order. */
static void decimals_are_rounded_once(void **state)
{
    (void)state;
    static const uint16_t one = 1;
    int low = *(const uint8_t *)&one ? 0 : 1;
    uint64_t d[4][2] = {{0}};
    d[0][low] = 180;
    d[1][low] = (uint64_t)-1799, d[1][!low] = UINT64_MAX;
    d[2][low] = 10000000000000001U, d[2][!low] = 0;                    /* beyond 2^53 */
    d[3][low] = 0x098A224000000000U, d[3][!low] = 0x4B3B4CA85A86C47AU; /* 10^38 */
    struct column c = values_of("", "d:38,3", d, 16, 4);
    check_type(c, (double[]){0.18, -1.799, 10000000000000.001, 1e35});
    c.format = "d:38,-2";
    check_type(c, (double[]){18000, -179900, 1000000000000000100.0, 1e40});
    int32_t narrow[] = {1234, -5};
    check_type(values_of("", "d:9,2,32", narrow, 4, 2), (double[]){12.34, -0.05});
    int64_t usual[] = {1234, -5};
    check_type(values_of("", "d:18,2,64", usual, 8, 2), (double[]){12.34, -0.05});
}

static struct column text_column(const char *name, const char *const *text, int count, char *bytes,
                                 int32_t *offsets)
{
    offsets[0] = 0;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(text[i]);
        memcpy(bytes + offsets[i], text[i], length);
        offsets[i + 1] = offsets[i] + (int32_t)length;
    }
    return (struct column){.name = name,
                           .format = "u",
                           .length = count,
                           .n_buffers = 3,
                           .buffer = {NULL, offsets, bytes},
                           .size = {0, 4 * ((size_t)count + 1), (size_t)offsets[count]}};
}

static void text_and_dictionaries_are_read(void **state)
{
    (void)state;
    char bytes[200];
    int32_t offsets[8];
    const char *const text[] = {"4", "3e0", " 2.0", "1"};
    check_type(text_column("", text, 4, bytes, offsets), four);

    int64_t wide[5];
    struct column c = text_column("", text, 4, bytes, offsets);
    for (int i = 0; i < 5; i++) wide[i] = offsets[i];
    c.format = "U", c.buffer[1] = wide, c.size[1] = sizeof wide;
    check_type(c, four);

    /* views: inline up to 12 bytes, else in a buffer */
    static const char pool[] = "....2.0000000000000";
    uint8_t view[4][16] = {{1, 0, 0, 0, '4'}, {3, 0, 0, 0, '3', 'e', '0'}, {0}, {1, 0, 0, 0, '1'}};
    memcpy(view[2], (int32_t[]){15, 0, 0, 4}, 16);
    memcpy(view[2] + 4, "2.00", 4);
    const int64_t sizes[] = {19};
    check_type((struct column){.format = "vu",
                               .length = 4,
                               .n_buffers = 4,
                               .buffer = {NULL, view, pool, sizes},
                               .size = {0, sizeof view, 19, 8}},
               four);

    /* a dictionary, itself at an offset */
    double entry[] = {99, 1, 2, 3, 4};
    struct column values = doubles("", entry, 5);
    values.length = 4, values.offset = 1;
    uint8_t index[] = {3, 2, 1, 0};
    struct column coded = values_of("", "C", index, 1, 4);
    coded.dictionary = &values;
    check_type(coded, four);

    /* names of values */
    const char *const modes[] = {"none", "li_exhaustion"};
    struct column dictionary = text_column("", modes, 2, bytes, offsets);
    int64_t which[] = {1, 0};
    struct column both[] = {doubles("discharge_capacity", four, 2),
                            values_of("failure_mode", "l", which, 8, 2)};
    both[1].dictionary = &dictionary;
    lmb_dataset *dataset = import_columns(both, 2);
    assert_column(dataset, LMB_COLUMN_FAILURE_MODE, (double[]){1, 0}, 2);
    lmb_dataset_free(dataset);
}

static void booleans_and_nothing_are_read(void **state)
{
    (void)state;
    const uint8_t bits = 0xA; /* 0 1 0 1 */
    struct column c[] = {doubles("discharge_capacity", four, 4),
                         {.name = "li_limited",
                          .format = "b",
                          .length = 4,
                          .n_buffers = 2,
                          .buffer = {NULL, &bits},
                          .size = {0, 1}},
                         {.name = "temperature", .format = "n", .length = 4, .null_count = 4},
                         {.name = "a list", .format = "+l", .length = 4, .n_buffers = 9}};
    lmb_dataset *dataset = import_columns(c, 4);
    assert_column(dataset, LMB_COLUMN_LI_LIMITED, (double[]){0, 1, 0, 1}, 4);
    assert_column(dataset, LMB_COLUMN_TEMPERATURE, (double[]){NAN, NAN, NAN, NAN}, 4);
    lmb_dataset_free(dataset);
}

/* ---- nulls, offsets, chunks ---- */

static void nulls_and_offsets_are_seen(void **state)
{
    (void)state;
    double cycle[] = {0, 0, 1, 2, 3, 4}, capacity[] = {0, 0, 4, -9999, 2, NAN};
    uint8_t known = 0x3B; /* the value behind the two of the offset is null: bits 2.. are 0 1 1 1 */
    struct column c[] = {doubles("cycle", cycle, 4), doubles("discharge_capacity", capacity, 4)};
    for (int i = 0; i < 2; i++) c[i].offset = 2, c[i].size[1] = sizeof cycle;
    c[1].buffer[0] = &known, c[1].size[0] = 1;
    for (c[1].null_count = -1; c[1].null_count <= 1; c[1].null_count += 2) {
        lmb_dataset *dataset = import_columns(c, 2);
        assert_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, (double[]){NAN, NAN, 2, NAN}, 4);
        lmb_dataset_free(dataset);
    }
    c[1].buffer[0] = NULL, c[1].size[0] = 0, c[1].null_count = -1; /* no bitmap: none is null */
    lmb_dataset *dataset = import_columns(c, 2);
    assert_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, (double[]){4, NAN, 2, NAN}, 4);
    lmb_dataset_free(dataset);
}

static void offsets_of_the_table_add_to_its_columns(void **state)
{
    (void)state;
    double cycle[] = {0, 0, 0, 1, 2, 3}, capacity[] = {0, 0, 4, 3, 2, 1};
    struct column c[] = {doubles("cycle", cycle, 5), doubles("discharge_capacity", capacity, 6)};
    c[0].offset = 1, c[0].size[1] = sizeof cycle;
    struct chunk chunk = chunk_of(c, 2);
    uint8_t rows = 0x2C; /* bits 2.. are 1 1 0: the third row is null */
    chunk.length = 3, chunk.offset = 2;
    struct producer p = {.chunk = &chunk, .chunks = 1};
    lmb_dataset *dataset = imported(&p);
    assert_column(dataset, LMB_COLUMN_CYCLE, (double[]){1, 2, 3}, 3);
    assert_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, (double[]){4, 3, 2}, 3);
    lmb_dataset_free(dataset);
    chunk.validity = &rows, chunk.validity_size = 1, chunk.null_count = 1;
    dataset = imported(&p);
    assert_column(dataset, LMB_COLUMN_CYCLE, (double[]){1, 2}, 2);
    lmb_dataset_free(dataset);
}

/* A square wave of two cycles: s, A, V. */
enum { SAMPLES = 40 };
struct wave {
    double time[SAMPLES], current[SAMPLES], voltage[SAMPLES];
    int64_t cycle[SAMPLES];
};

static struct wave wave(void)
{
    struct wave w;
    for (int i = 0; i < SAMPLES; i++) {
        w.time[i] = 60 * i;
        w.current[i] = i % 20 < 10 ? 0.5 : -0.5;
        w.voltage[i] = i % 20 < 10 ? 3.5 + 0.05 * (i % 20) : 4.3 - 0.05 * (i % 20);
        w.cycle[i] = 1 + i / 20;
    }
    return w;
}

static int wave_columns(const struct wave *w, int first, int count, struct column *c)
{
    c[0] = doubles("Test Time / s", w->time + first, count);
    c[1] = doubles("Current / A", w->current + first, count);
    c[2] = doubles("Voltage / V", w->voltage + first, count);
    c[3] = values_of("Cycle Count / 1", "l", w->cycle + first, 8, count);
    return 4;
}

static void assert_same_columns(const lmb_dataset *a, const lmb_dataset *b)
{
    assert_int_equal(lmb_dataset_cycles(a), lmb_dataset_cycles(b));
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        assert_int_equal(lmb_dataset_has_column(a, id), lmb_dataset_has_column(b, id));
        if (!lmb_dataset_has_column(a, id)) continue;
        double *x = column_of(a, id), *y = column_of(b, id);
        for (int64_t k = 0; k < lmb_dataset_cycles(a); k++) assert_close(x[k], y[k], 0, 0);
        free(x);
        free(y);
    }
}

static void chunks_may_end_anywhere(void **state)
{
    (void)state;
    struct wave w = wave();
    struct column whole[4];
    wave_columns(&w, 0, SAMPLES, whole);
    lmb_dataset *expected = import_columns(whole, 4);
    assert_int_equal(lmb_dataset_cycles(expected), 2);
    for (int cut = 0; cut <= SAMPLES; cut++) {
        struct column c[4][4];
        struct chunk chunk[4];
        const int first[] = {0, cut, cut, SAMPLES - 1};
        const int count[] = {cut, 0, cut < SAMPLES ? SAMPLES - 1 - cut : 0, cut < SAMPLES};
        for (int i = 0; i < 4; i++) {
            wave_columns(&w, first[i] < SAMPLES ? first[i] : 0, count[i], c[i]);
            chunk[i] = chunk_of(c[i], 4);
        }
        struct producer p = {.chunk = chunk, .chunks = 4};
        lmb_dataset *parts = imported(&p);
        describe("cut at %d", cut);
        assert_same_dataset(parts, expected);
        lmb_dataset_free(parts);
    }
    lmb_dataset_free(expected);
}

static void buffers_of_size_zero_may_be_missing(void **state)
{
    (void)state;
    struct column c[4];
    struct wave w = wave();
    wave_columns(&w, 0, 0, c);
    for (int i = 0; i < 4; i++) c[i].buffer[1] = NULL;
    struct chunk chunk = chunk_of(c, 4);
    struct producer p = {.chunk = &chunk, .chunks = 1};
    lmb_dataset *dataset = new_dataset();
    assert_int_equal(import_stream(dataset, &p), LMB_ERROR_FORMAT); /* but no rows */
    p.chunks = 0;
    assert_int_equal(import_stream(dataset, &p), LMB_ERROR_FORMAT);
    assert_non_null(strstr(lmb_dataset_message(dataset), "no rows"));
    lmb_dataset_free(dataset);
}

static void points_in_time_count_from_the_first(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        int64_t per_second;
    } units[] = {
        {"tss:", 1},     {"tsm:UTC", 1000}, {"tsu:", 1000000}, {"tsn:Europe/Berlin", 1000000000},
        {"tDs", 1},      {"tDm", 1000},     {"tDu", 1000000},  {"tDn", 1000000000},
        {"ttu", 1000000}};
    struct wave w = wave();
    struct column c[4];
    wave_columns(&w, 0, SAMPLES, c);
    lmb_dataset *expected = import_columns(c, 4);
    for (int u = 0; u < COUNT(units); u++) {
        int64_t at[SAMPLES], epoch = units[u].format[1] == 's' ? 1700000000 : 0;
        for (int i = 0; i < SAMPLES; i++) at[i] = (epoch + 60 * i) * units[u].per_second;
        describe("%s", units[u].format);
        c[0] = values_of("Test Time", units[u].format, at, 8, SAMPLES);
        lmb_dataset *dataset = import_columns(c, 4);
        double *charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
        assert_column(expected, LMB_COLUMN_CHARGE_CAPACITY, charge, 2);
        free(charge);
        lmb_dataset_free(dataset);
    }
    lmb_dataset_free(expected);
}

/* A clock beside a test time in minutes shows its unit, as in a file. */
static void a_clock_tells_the_unit(void **state)
{
    (void)state;
    enum { ROWS = 40 };
    double minutes[ROWS], current[ROWS];
    int64_t clock[ROWS];
    for (int i = 0; i < ROWS; i++) {
        minutes[i] = 10 * i;
        current[i] = i % 20 < 10 ? 0.6 : -0.6;
        clock[i] = INT64_C(1700000000000000000) + INT64_C(600000000000) * i;
    }
    struct column c[] = {doubles("TestTime", minutes, ROWS), doubles("Amps", current, ROWS),
                         values_of("DateTime", "tsn:", clock, 8, ROWS)};
    lmb_dataset *dataset = import_columns(c, 3);
    double *charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
    assert_close(charge[0], 0.9, 0.1, 0);
    free(charge);
    lmb_dataset_free(dataset);
}

/* Dates as text tell their order as those of a file do, or the map says it. */
static void dates_in_texts_have_an_order(void **state)
{
    (void)state;
    enum { HOURS = 48 };
    static const struct {
        const char *first, *second, *map, *remark, *refused;
        double hours;
    } cases[] = {
        {"04/29/2024", "04/30/2024", NULL, "the month first", NULL, 47},
        {"29/04/2024", "30/04/2024", NULL, "the day first", NULL, 47},
        {"03/04/2024", "04/04/2024", NULL, "taken as the month", NULL, 31 * 24 + 47 - 24},
        {"03/04/2024", "04/04/2024", "Date:dmy", NULL, NULL, 47},
        {"03/04/2024", "03/05/2024", "Date:mdy", NULL, NULL, 47},
        {"29/04/2024", "30/04/2024", "Date:mdy", NULL,
         "row 0, column 'Date': '29/04/2024 0:00:00' is", 0},
        {"2024-04-03", "2024-04-04", NULL, NULL, NULL, 47},
        {"03-Apr-24", "04-Apr-24", NULL, NULL, NULL, 47},
    };
    for (int k = 0; k < COUNT(cases); k++) {
        char room[HOURS][32], bytes[HOURS * 32];
        const char *text[HOURS];
        int32_t offsets[HOURS + 1];
        double current[HOURS];
        for (int i = 0; i < HOURS; i++) {
            sprintf(room[i], "%s %d:00:00", i < 24 ? cases[k].first : cases[k].second, i % 24);
            text[i] = room[i];
            current[i] = i < 24 ? 1 : -1;
        }
        struct column c[] = {text_column("Date", text, HOURS, bytes, offsets),
                             doubles("I/A", current, HOURS)};
        struct chunk chunk = chunk_of(c, 2);
        struct producer p = {.chunk = &chunk, .chunks = 1};
        lmb_dataset *dataset = new_dataset();
        describe("%s, %s", cases[k].first, cases[k].map ? cases[k].map : "not mapped");
        if (cases[k].map) assert_ok(lmb_dataset_map(dataset, "clock", cases[k].map));
        int32_t status = import_stream(dataset, &p);
        assert_int_equal(status, cases[k].refused ? LMB_ERROR_FORMAT : LMB_OK);
        if (cases[k].refused)
            assert_non_null(strstr(lmb_dataset_message(dataset), cases[k].refused));
        else assert_column(dataset, LMB_COLUMN_DURATION, &cases[k].hours, 1);
        assert_int_equal(has_remark(dataset, "Date "), cases[k].remark != NULL);
        if (cases[k].remark) assert_true(has_remark(dataset, cases[k].remark));
        lmb_dataset_free(dataset);
    }
}

/* ---- the same as from text ---- */

enum { MOST_COLUMNS = 40, MOST_ROWS = 120 };

/* A comma-separated sample: its headings and fields, cut in place. */
struct sheet {
    char *text, *field[MOST_ROWS + 1][MOST_COLUMNS];
    int columns, rows;
};

static void cut_sheet(struct sheet *s, char *text)
{
    *s = (struct sheet){.text = text, .rows = -1};
    for (char *line = text, *next; line && *line; line = next) {
        if ((next = strchr(line, '\n'))) *next++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        int column = 0;
        for (char *at = line; at && column < MOST_COLUMNS; column++) {
            s->field[s->rows + 1][column] = at;
            if ((at = strchr(at, ','))) *at++ = '\0';
        }
        for (int i = column; i < MOST_COLUMNS; i++) s->field[s->rows + 1][i] = line + strlen(line);
        if (s->rows < 0) s->columns = column;
        assert_true(++s->rows <= MOST_ROWS);
    }
}

/* All columns as text, or as doubles where every field is a number or empty. */
struct built {
    struct column column[MOST_COLUMNS];
    int32_t offsets[MOST_COLUMNS][MOST_ROWS + 1];
    char bytes[MOST_COLUMNS][MOST_ROWS * 40];
    double number[MOST_COLUMNS][MOST_ROWS];
};

static void build(const struct sheet *s, int as_numbers, struct built *b)
{
    for (int i = 0; i < s->columns; i++) {
        const char *text[MOST_ROWS];
        int numbers = as_numbers;
        for (int row = 0; row < s->rows; row++) {
            char *end;
            text[row] = s->field[row + 1][i];
            b->number[i][row] = *text[row] ? strtod(text[row], &end) : NAN;
            numbers = numbers && (!*text[row] || !*end);
        }
        b->column[i] = numbers ? doubles("", b->number[i], s->rows)
                               : text_column("", text, s->rows, b->bytes[i], b->offsets[i]);
        b->column[i].name = s->field[0][i];
    }
}

static void it_is_as_from_a_file(void **state)
{
    (void)state;
    static const char *const samples[] = {"bdf_preferred.bdf.csv",
                                          "bdf_machine.bdf.csv",
                                          "bdf_legacy_ms.bdf.csv",
                                          "bdf_nonsi_batmo.csv",
                                          "arbin_mits7_underscore.csv",
                                          "arbin_sql_beep.csv",
                                          "pybamm.csv",
                                          "neware_bts8_flat.csv",
                                          "battery_archive_timeseries.csv",
                                          "digatron_ms_bug.csv",
                                          "lanhe_en.csv",
                                          "battery_archive_cycle_data.csv"};
    struct built *b = malloc(sizeof *b);
    for (int k = 0; k < COUNT(samples); k++) {
        char path[200];
        snprintf(path, sizeof path, "formats/%s", samples[k]);
        const char *file = data_path(path);
        lmb_dataset *expected = new_dataset();
        describe("%s", samples[k]);
        int32_t status = lmb_dataset_read_files(expected, &file, 1);
        if (status) print_error("%s\n", lmb_dataset_message(expected));
        assert_ok(status);
        size_t size;
        struct sheet sheet;
        char *text = read_whole(file, &size);
        cut_sheet(&sheet, memcmp(text, "\xEF\xBB\xBF", 3) ? text : text + 3);
        for (int as_numbers = 0; as_numbers < 2; as_numbers++) {
            build(&sheet, as_numbers, b);
            lmb_dataset *dataset = import_columns(b->column, sheet.columns);
            describe("%s, %s", samples[k], as_numbers ? "numbers" : "text");
            if (as_numbers) assert_same_columns(dataset, expected); /* 3.140 is 3.14 */
            else assert_same_dataset(dataset, expected);
            lmb_dataset_free(dataset);
        }
        free(text);
        lmb_dataset_free(expected);
    }
    free(b);
}

/* ---- what is set for reading ---- */

static void charges_from_row_to_row_are_as_from_a_file(void **state)
{
    (void)state;
    enum { ROWS = 40 };
    double time[ROWS], charge[ROWS];
    char text[2000], *to = text + sprintf(text, "time/s,dq/A.h\n");
    for (int i = 0; i < ROWS; i++) {
        time[i] = 60 * i, charge[i] = i % 20 < 10 ? 0.25 : -0.125;
        to += sprintf(to, "%g,%g\n", time[i], charge[i]);
    }
    struct column c[] = {doubles("time/s", time, ROWS), doubles("dq/A.h", charge, ROWS)};
    lmb_dataset *dataset = import_columns(c, 2), *same = read_text(text);
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 9 * 0.25, 1e-12, 0);
    assert_same_dataset(dataset, same);
    lmb_dataset_free(same);
    lmb_dataset_free(dataset);
}

static void maps_and_limits_hold(void **state)
{
    (void)state;
    struct wave w = wave();
    struct column c[4];
    wave_columns(&w, 0, SAMPLES, c);
    lmb_dataset *expected = import_columns(c, 4);
    c[0].name = "a", c[1].name = "b";
    for (int i = 0; i < SAMPLES; i++) w.current[i] *= -1000;
    struct chunk chunk = chunk_of(c, 4);
    struct producer p = {.chunk = &chunk, .chunks = 1};
    lmb_dataset *dataset = new_dataset();
    assert_ok(lmb_dataset_map(dataset, "test_time", "a"));
    assert_ok(lmb_dataset_map(dataset, "current", "-#2:mA"));
    assert_ok(import_stream(dataset, &p));
    double *charge = column_of(expected, LMB_COLUMN_CHARGE_CAPACITY);
    assert_column(dataset, LMB_COLUMN_CHARGE_CAPACITY, charge, 2);
    free(charge);
    lmb_dataset_free(dataset);
    lmb_dataset_free(expected);

    static const int32_t limits[] = {LMB_LIMIT_COLUMNS, LMB_LIMIT_ROWS, LMB_LIMIT_CYCLES};
    static const int64_t values[] = {3, SAMPLES - 1, 1};
    wave_columns(&w, 0, SAMPLES, c);
    for (int i = 0; i < 3; i++) {
        dataset = new_dataset();
        assert_ok(lmb_dataset_set_limit(dataset, limits[i], values[i]));
        assert_int_equal(import_stream(dataset, &p), LMB_ERROR_LIMIT);
        assert_int_equal(lmb_dataset_cycles(dataset), 0);
        lmb_dataset_free(dataset);
    }
    dataset = new_dataset();
    assert_ok(lmb_dataset_map(dataset, "current", "elsewhere"));
    assert_int_equal(import_stream(dataset, &p), LMB_ERROR_FORMAT);
    assert_string_equal(lmb_dataset_message(dataset),
                        "Arrow: no heading 'elsewhere', mapped to current");
    lmb_dataset_free(dataset);
}

static int32_t stop_at_second(void *user, uint64_t done, uint64_t total)
{
    assert_true(done > 0 && total == 0);
    return ++*(int *)user == 2;
}

static void it_can_be_cancelled(void **state)
{
    (void)state;
    struct wave w = wave();
    struct column c[4];
    wave_columns(&w, 0, SAMPLES, c);
    struct chunk chunk[3] = {chunk_of(c, 4), chunk_of(c, 4), chunk_of(c, 4)};
    struct producer p = {.chunk = chunk, .chunks = 3};
    lmb_dataset *dataset = new_dataset();
    int calls = 0;
    assert_ok(lmb_dataset_set_progress(dataset, stop_at_second, &calls));
    assert_int_equal(import_stream(dataset, &p), LMB_ERROR_CANCELLED);
    assert_int_equal(calls, 2);
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    lmb_dataset_free(dataset);
}

/* ---- one array ---- */

static void an_array_goes_over_with_its_schema(void **state)
{
    (void)state;
    struct wave w = wave();
    struct column c[4];
    wave_columns(&w, 0, SAMPLES, c);
    struct chunk chunk = chunk_of(c, 4);
    struct producer p = {.chunk = &chunk};
    struct ArrowSchema schema;
    struct ArrowArray array;
    make_schema(&p, &chunk, &schema);
    make_array(&p, &chunk, &array);
    int alive = p.alive;
    lmb_dataset *dataset = new_dataset();
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_CYCLES, 1));
    assert_int_equal(lmb_dataset_import_arrow_array(dataset, &schema, &array), LMB_ERROR_LIMIT);
    assert_int_equal(p.alive, alive); /* on failure both are the caller's */
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_CYCLES, 10));
    assert_ok(lmb_dataset_import_arrow_array(dataset, &schema, &array));
    assert_int_equal(p.alive, 0);
    assert_null(schema.release);
    assert_null(array.release);
    lmb_dataset *expected = import_columns(c, 4);
    assert_same_dataset(dataset, expected);
    assert_int_equal(lmb_dataset_import_arrow_array(dataset, &schema, &array),
                     LMB_ERROR_ARGUMENT); /* consumed once */
    lmb_dataset_free(expected);
    lmb_dataset_free(dataset);
}

/* Longer than what is looked at ahead, or as long, or not. */
static void a_long_array_ends(void **state)
{
    (void)state;
    enum { MOST = 4097 };
    static double cycle[MOST], charge[MOST];
    for (int i = 0; i < MOST; i++) cycle[i] = i + 1, charge[i] = 1 - 1e-5 * i;
    for (int64_t rows = MOST - 2; rows <= MOST; rows++) {
        struct column c[] = {doubles("cycle", cycle, rows),
                             doubles("charge_capacity", charge, rows)};
        struct chunk chunk = chunk_of(c, 2);
        struct producer p = {.chunk = &chunk};
        struct ArrowSchema schema;
        struct ArrowArray array;
        make_schema(&p, &chunk, &schema);
        make_array(&p, &chunk, &array);
        lmb_dataset *dataset = new_dataset();
        assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_ROWS, MOST));
        assert_ok(lmb_dataset_import_arrow_array(dataset, &schema, &array));
        assert_int_equal(lmb_dataset_cycles(dataset), rows);
        assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, rows - 1), charge[rows - 1], 0,
                     0);
        assert_int_equal(p.alive, 0);
        lmb_dataset_free(dataset);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_read),
        cmocka_unit_test(signs_and_widths_are_kept),
        cmocka_unit_test(decimals_are_rounded_once),
        cmocka_unit_test(text_and_dictionaries_are_read),
        cmocka_unit_test(booleans_and_nothing_are_read),
        cmocka_unit_test(nulls_and_offsets_are_seen),
        cmocka_unit_test(offsets_of_the_table_add_to_its_columns),
        cmocka_unit_test(chunks_may_end_anywhere),
        cmocka_unit_test(buffers_of_size_zero_may_be_missing),
        cmocka_unit_test(points_in_time_count_from_the_first),
        cmocka_unit_test(a_clock_tells_the_unit),
        cmocka_unit_test(dates_in_texts_have_an_order),
        cmocka_unit_test(it_is_as_from_a_file),
        cmocka_unit_test(charges_from_row_to_row_are_as_from_a_file),
        cmocka_unit_test(maps_and_limits_hold),
        cmocka_unit_test(it_can_be_cancelled),
        cmocka_unit_test(an_array_goes_over_with_its_schema),
        cmocka_unit_test(a_long_array_ends),
    };
    return cmocka_run_group_tests_name("arrow", tests, NULL, NULL);
}
