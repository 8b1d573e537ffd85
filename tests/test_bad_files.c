/* Limits, files that cannot be read, what is told while reading, memory that runs out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refusal.h"

static void limits_are_kept(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    assert_int_equal(lmb_dataset_set_limit(dataset, 99, 5), LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_dataset_set_limit(dataset, LMB_LIMIT_ROWS, 0), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_set_limit(dataset, LMB_LIMIT_ROWS, -1), LMB_ERROR_RANGE);
    assert_int_equal(lmb_dataset_set_limit(NULL, LMB_LIMIT_ROWS, 1), LMB_ERROR_ARGUMENT);
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_ROWS, 3));
    check_refused_by(dataset, HEAD ROWS, strlen(HEAD ROWS), LMB_ERROR_LIMIT,
                     "line 5: more than 3 rows");
    dataset = new_dataset();
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_CYCLES, 1));
    static const char two[] = HEAD ROWS "7200,2,1,1,3\n";
    check_refused_by(dataset, two, sizeof two - 1, LMB_ERROR_LIMIT, "line 6: more than 1 cycle");
    dataset = new_dataset();
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_COLUMNS, 4));
    check_refused_by(dataset, HEAD ROWS, strlen(HEAD ROWS), LMB_ERROR_LIMIT,
                     "line 1: 5 columns pass the limit of 4");
    dataset = new_dataset();
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_LINE_BYTES, 60));
    static const char long_line[] =
        HEAD "0,1,1,1,3.5\n3600,1,1,1,3.60000000000000000000000000000000000000000000000000000\n";
    check_refused_by(dataset, long_line, sizeof long_line - 1, LMB_ERROR_LIMIT,
                     "line 3, byte 70: longer than the limit of 60 bytes");
    dataset = new_dataset();
    assert_ok(lmb_dataset_set_limit(dataset, LMB_LIMIT_ROWS, 1));
    check_refused_by(dataset, "cycle,discharge_capacity\n1,1\n2,1\n", 33, LMB_ERROR_LIMIT,
                     "line 3: more than 1 row");
}

static void a_line_of_megabytes_is_refused(void **state)
{
    (void)state;
    size_t size = 5 << 20;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text, HEAD ROWS, strlen(HEAD ROWS));
    check_refused_by(new_dataset(), text, size, LMB_ERROR_LIMIT,
                     "longer than the limit of 1048576");
    free(text);
}

static void files_that_are_not_there_are_told(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    const char *paths[] = {"no/such/file.csv", NULL};
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 1), LMB_ERROR_FILE);
    assert_string_equal(lmb_dataset_message(dataset),
                        "no/such/file.csv: cannot be opened: there is no such file");
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 2), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(dataset, NULL, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 0), LMB_ERROR_ARGUMENT);
    paths[0] = "."; /* a folder opens, but does not read */
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 1), LMB_ERROR_FILE);
    assert_string_equal(lmb_dataset_message(dataset),
                        ".: line 1, byte 0: cannot be read on: it is a folder");
    check_untouched(dataset);
    lmb_dataset_free(dataset);
}

/* A name of any length leaves room for the reason, and a line end in it makes no second line. */
static void long_and_odd_names_stay_in_the_line(void **state)
{
    (void)state;
    char name[5000];
    memset(name, 'n', sizeof name);
    memcpy(name + sizeof name - 8, "\n\x1B[2J.c", 8);
    static const char text[] = HEAD ROWS "9000,1,2,-1,abc\n";
    lmb_dataset *dataset = new_dataset();
    assert_int_equal(lmb_dataset_read_bytes(dataset, name, text, sizeof text - 1),
                     LMB_ERROR_FORMAT);
    const char *message = lmb_dataset_message(dataset);
    assert_non_null(strstr(message, "n??[2J.c: line 6, column 'Voltage(V)', byte 129: 'abc'"));
    assert_null(strchr(message, '\n'));
    const char *paths[] = {name};
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 1), LMB_ERROR_FILE);
    assert_non_null(strstr(lmb_dataset_message(dataset), "n??[2J.c: cannot be opened: "));
    check_untouched(dataset);
    lmb_dataset_free(dataset);
}

static void series_and_tables_make_no_one_test(void **state)
{
    (void)state;
    char series[300], table[300];
    snprintf(series, sizeof series, "%s", data_path("formats/bdf_machine.bdf.csv"));
    snprintf(table, sizeof table, "%s", data_path("formats/battery_archive_cycle_data.csv"));
    const char *paths[] = {series, table};
    lmb_dataset *dataset = new_dataset();
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 2), LMB_ERROR_FORMAT);
    assert_non_null(strstr(lmb_dataset_message(dataset), "make no one test"));
    check_untouched(dataset);
    lmb_dataset_free(dataset);
}

struct watch {
    int calls, stop_at;
    uint64_t done, total;
};

static int32_t watch_progress(void *user, uint64_t done, uint64_t total)
{
    struct watch *w = user;
    assert_true(done >= w->done);
    w->done = done;
    w->total = total;
    return ++w->calls == w->stop_at;
}

static void progress_is_told_and_can_cancel(void **state)
{
    (void)state;
    size_t used = strlen(HEAD), room = 8 << 20;
    char *text = malloc(room);
    assert_non_null(text);
    memcpy(text, HEAD, used);
    for (int i = 0; used < room - 100; i++)
        used += (size_t)snprintf(text + used, room - used, "%d,1,1,1,3.5\n", i);
    for (int stop_at = 0; stop_at <= 3; stop_at++) {
        lmb_dataset *dataset = new_dataset();
        struct watch w = {.stop_at = stop_at};
        assert_ok(lmb_dataset_set_progress(dataset, watch_progress, &w));
        int32_t status = lmb_dataset_read_bytes(dataset, "big.csv", text, used);
        assert_int_equal(status, stop_at ? LMB_ERROR_CANCELLED : LMB_OK);
        assert_int_equal(w.total, used);
        assert_ok(lmb_dataset_set_progress(dataset, NULL, NULL));
        if (stop_at) check_untouched(dataset);
        else assert_true(w.calls >= 8 && w.done == used);
        lmb_dataset_free(dataset);
    }
    free(text);
}

static void count_remark(void *user, const char *topic, const char *text)
{
    assert_true(topic[0] && text[0] && !strchr(text, '\n'));
    ++*(int *)user;
}

static void the_log_hears_every_remark(void **state)
{
    (void)state;
    int heard = 0;
    lmb_dataset *dataset = new_dataset();
    assert_ok(lmb_dataset_set_log(dataset, count_remark, &heard));
    assert_ok(lmb_dataset_read_bytes(dataset, "good.csv", HEAD ROWS, strlen(HEAD ROWS)));
    assert_true(heard > 5);
    assert_int_equal(heard, remarks_of(dataset));
    const char *topic, *text;
    assert_int_equal(lmb_dataset_remark(dataset, -1, &topic, &text), LMB_ERROR_MISSING);
    assert_int_equal(lmb_dataset_remark(dataset, heard, &topic, &text), LMB_ERROR_MISSING);
    assert_int_equal(lmb_dataset_remark(dataset, 0, NULL, &text), LMB_ERROR_ARGUMENT);
    lmb_dataset_free(dataset);
}

/* Every request for memory fails once. */
static void check_failing_memory(const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s", data_path(name));
    const char *paths[] = {path, path};
    for (int64_t fail_at = 1;; fail_at++) {
        struct counter counter = {0};
        lmb_dataset *dataset = NULL;
        assert_ok(lmb_dataset_new(counting_allocate, &counter, &dataset));
        int64_t blocks = counter.blocks;
        counter.fail_at = counter.requests + fail_at;
        int32_t status = lmb_dataset_read_files(dataset, paths, 2);
        int done = counter.requests < counter.fail_at;
        counter.fail_at = 0;
        describe("%s: request %d", name, (int)fail_at);
        assert_int_equal(status, done ? LMB_OK : LMB_ERROR_MEMORY);
        if (!done) {
            assert_int_equal(counter.blocks, blocks);
            check_untouched(dataset);
        }
        lmb_dataset_free(dataset);
        assert_int_equal(counter.blocks, 0);
        assert_int_equal(counter.bytes, 0);
        if (done) return;
    }
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    check_failing_memory("formats/bdf_preferred.bdf.csv");
    check_failing_memory("formats/battery_archive_cycle_data.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(a_line_of_megabytes_is_refused),
        cmocka_unit_test(files_that_are_not_there_are_told),
        cmocka_unit_test(long_and_odd_names_stay_in_the_line),
        cmocka_unit_test(series_and_tables_make_no_one_test),
        cmocka_unit_test(progress_is_told_and_can_cancel),
        cmocka_unit_test(the_log_hears_every_remark),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests_name("bad files", tests, NULL, NULL);
}
