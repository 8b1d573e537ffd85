/* Rows read in batches, by one thread or several: the same bits and the same words as row by row.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

enum { ROOM = 12 << 20, LINES = 60000, COLUMNS_END = 2200 };

/* A time series of 8 columns and a note; what is odd in it is drawn anew. */
struct series {
    char *text;
    size_t used;
    struct random r;
    const char *line_end;
    int quoted; /* notes stand in quotes, so that no row is plain */
    int states; /* the current has its sign from a state */
    int counters;
};

__attribute__((format(printf, 2, 3))) static void put(struct series *s, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    s->used += (size_t)vsprintf(s->text + s->used, format, list);
    va_end(list);
}

static void put_note(struct series *s, int row, int odd)
{
    const char *quote = s->quoted ? "\"" : "";
    put(s, "%s", quote);
    if (odd && row % 20000 == 7000) { /* longer than what is moved between blocks */
        memset(s->text + s->used, 'n', 9000);
        s->used += 9000;
    }
    put(s, "%s", quote);
    put(s, "%s", s->line_end);
}

static void put_row(struct series *s, int row, int odd)
{
    int at = row % 500, up = row % 1000 < 500, rest = at < 20,
        strange = odd && choose(&s->r, 300) == 0;
    double current = rest ? 0 : (up ? 4.0 : -3.99) + 1e-4 * normal(&s->r);
    double time = 7.2 * row - (odd && row > 30000 ? 50000 : 0);
    if (strange && row % 2) put(s, "%.7e,", time);
    else put(s, "%.3f,", time);
    put(s, "%.6f,", up ? 3.2 + 0.0024 * (at < 300 ? at : 300) : 4.3 - 0.0024 * at);
    put(s, "%.7f,", s->states ? current * (current < 0 ? -1 : 1) : current);
    put(s, "%d,", row / 1000 + 1);
    put(s, "%d,", 2 * (row / 500) + 1 + !rest);
    if (strange && row % 3) put(s, "N/A,");
    else put(s, "%.2f,", 25 + 0.01 * choose(&s->r, 99));
    if (s->states) put(s, "%s", rest ? "R," : up ? "C," : "D,");
    if (s->counters) put(s, "%.6f,", rest ? 0 : 0.008 * (at - 20));
    put_note(s, row, odd);
    if (strange && row % 5 == 0) put(s, "%s", s->line_end);
}

static struct series series_of(uint64_t seed, int odd, int states, int counters, int quoted)
{
    struct series s = {.text = malloc(ROOM),
                       .r = {seed},
                       .quoted = quoted,
                       .states = states,
                       .counters = counters,
                       .line_end = seed % 2 ? "\n" : "\r\n"};
    assert_non_null(s.text);
    put(&s, "Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1,"
            "Ambient Temperature / degC");
    put(&s, "%s", states ? ",State" : "");
    put(&s, "%s", counters ? ",Capacity / Ah" : "");
    put(&s, ",Note");
    put(&s, "%s", s.line_end);
    for (int row = 0; row < LINES; row++) put_row(&s, row, odd);
    assert_true(s.used < ROOM);
    return s;
}

static int32_t read_series(const struct series *s, int64_t threads, lmb_dataset **dataset)
{
    char path[] = "/tmp/lmb_batches_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, s->text, s->used), s->used);
    close(file);
    const char *name = path;
    assert_ok(lmb_dataset_new(NULL, NULL, dataset));
    assert_ok(lmb_dataset_set_limit(*dataset, LMB_LIMIT_THREADS, threads));
    int32_t status = lmb_dataset_read_files(*dataset, &name, 1);
    unlink(path);
    return status;
}

static void assert_same_tables(const lmb_dataset *a, const lmb_dataset *b)
{
    int64_t rows = lmb_dataset_cycles(a);
    assert_int_equal(rows, lmb_dataset_cycles(b));
    double *x = calloc((size_t)rows, sizeof *x), *y = calloc((size_t)rows, sizeof *y);
    for (int32_t id = 2000; id < COLUMNS_END; id++) {
        int32_t status = lmb_dataset_get_column(a, id, x, rows, 1);
        assert_int_equal(status, lmb_dataset_get_column(b, id, y, rows, 1));
        if (status) continue;
        describe("column %d", (int)id);
        assert_memory_equal(x, y, (size_t)rows * sizeof *x);
    }
    free(x);
    free(y);
}

/* All but the names of the files, which are not the same. */
static void assert_same_remarks(const lmb_dataset *a, const lmb_dataset *b)
{
    const char *topic_a, *a_text, *topic_b, *b_text;
    for (int32_t i = 0; lmb_dataset_remark(a, i, &topic_a, &a_text) == LMB_OK; i++) {
        assert_ok(lmb_dataset_remark(b, i, &topic_b, &b_text));
        assert_string_equal(topic_a, topic_b);
        if (strcmp(topic_a, "file") != 0) assert_string_equal(a_text, b_text);
    }
}

static void rows_in_batches_are_rows_one_by_one(void **state)
{
    (void)state;
    for (int kind = 0; kind < 8; kind++) {
        describe("kind %d", kind);
        lmb_dataset *batches, *single;
        int odd = kind & 1, states = kind >> 1 & 1, counters = kind >> 2 & 1;
        struct series s = series_of((uint64_t)kind, odd, states, counters, 0);
        struct series q = series_of((uint64_t)kind, odd, states, counters, 1);
        assert_ok(read_series(&s, 1, &batches));
        assert_ok(read_series(&q, 1, &single));
        assert_true(lmb_dataset_cycles(batches) >= 60);
        assert_same_tables(batches, single);
        lmb_dataset_free(batches);
        lmb_dataset_free(single);
        free(s.text);
        free(q.text);
    }
}

static void several_threads_read_what_one_reads(void **state)
{
    (void)state;
    static const int64_t threads[] = {2, 3, 8, 32};
    for (int kind = 0; kind < 8; kind++) {
        struct series s =
            series_of((uint64_t)kind + 100, kind & 1, kind >> 1 & 1, kind >> 2 & 1, 0);
        lmb_dataset *one, *several;
        assert_ok(read_series(&s, 1, &one));
        for (size_t i = 0; i < 4; i++) {
            describe("kind %d, %d threads", kind, (int)threads[i]);
            assert_ok(read_series(&s, threads[i], &several));
            assert_same_tables(one, several);
            assert_same_remarks(one, several);
            lmb_dataset_free(several);
        }
        lmb_dataset_free(one);
        free(s.text);
    }
}

/* Behind the name of the file. */
static const char *reason_of(const lmb_dataset *dataset)
{
    return strstr(lmb_dataset_message(dataset), ": ");
}

static void errors_are_the_same_and_leave_nothing(void **state)
{
    (void)state;
    for (size_t share = 3; share < 10; share += 3) {
        struct series s = series_of(9, 0, 0, 0, 0);
        char *line = memchr(s.text + s.used * share / 10, '\n', 1000);
        line[1] = 'x';
        lmb_dataset *one, *several;
        assert_int_equal(read_series(&s, 1, &one), LMB_ERROR_FORMAT);
        assert_non_null(strstr(lmb_dataset_message(one), "is not a number"));
        assert_int_equal(read_series(&s, 4, &several), LMB_ERROR_FORMAT);
        assert_string_equal(reason_of(one), reason_of(several));
        assert_int_equal(lmb_dataset_cycles(several), 0);
        lmb_dataset_free(one);
        lmb_dataset_free(several);
        free(s.text);
    }
}

static _Thread_local int is_caller;

/* The caller's hooks are called by its own thread alone. */
static void *own_allocate(void *user, void *block, uint64_t size)
{
    assert_true(is_caller);
    return counting_allocate(user, block, size);
}

static int32_t own_progress(void *user, uint64_t done, uint64_t total)
{
    (void)total;
    assert_true(is_caller);
    return done > *(uint64_t *)user;
}

static void hooks_are_called_on_the_calling_thread(void **state)
{
    (void)state;
    is_caller = 1;
    struct series s = series_of(11, 0, 0, 0, 0);
    char path[] = "/tmp/lmb_batches_XXXXXX";
    int file = mkstemp(path);
    assert_int_equal(write(file, s.text, s.used), s.used);
    close(file);
    const char *name = path;
    for (int cancelled = 0; cancelled < 2; cancelled++) {
        struct counter memory = {0};
        uint64_t most = cancelled ? s.used / 2 : s.used;
        lmb_dataset *dataset;
        assert_ok(lmb_dataset_new(own_allocate, &memory, &dataset));
        assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_THREADS, 4));
        assert_ok(lmb_dataset_set_progress(dataset, own_progress, &most));
        assert_int_equal(lmb_dataset_read_files(dataset, &name, 1),
                         cancelled ? LMB_ERROR_CANCELLED : LMB_OK);
        lmb_dataset_free(dataset);
        assert_int_equal(memory.blocks, 0);
    }
    unlink(path);
    free(s.text);
}

static void the_number_of_threads_has_bounds(void **state)
{
    (void)state;
    lmb_dataset *dataset;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    for (int64_t threads = -1; threads <= 33; threads++)
        assert_int_equal(lmb_dataset_set_limit(dataset, LMB_LIMIT_THREADS, threads),
                         threads >= 1 && threads <= 32 ? LMB_OK : LMB_ERROR_RANGE);
    lmb_dataset_free(dataset);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_in_batches_are_rows_one_by_one),
        cmocka_unit_test(several_threads_read_what_one_reads),
        cmocka_unit_test(errors_are_the_same_and_leave_nothing),
        cmocka_unit_test(hooks_are_called_on_the_calling_thread),
        cmocka_unit_test(the_number_of_threads_has_bounds),
    };
    return cmocka_run_group_tests_name("batches", tests, NULL, NULL);
}
