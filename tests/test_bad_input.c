/* What a broken file gets: one clear line, and a dataset that is as it was. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define HEAD "Test_Time(s),Cycle_Index,Step_Index,Current(A),Voltage(V)\n"
#define ROWS "0,1,1,1,3.5\n3600,1,1,1,3.6\n3600,1,2,-1,3.5\n7200,1,2,-1,3.0\n"

static lmb_dataset *new_dataset(void)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    return dataset;
}

static int remarks_of(const lmb_dataset *dataset)
{
    const char *topic, *text;
    int count = 0;
    while (lmb_dataset_remark(dataset, count, &topic, &text) == LMB_OK) count++;
    return count;
}

/* Nothing half-loaded, and the handle still works. */
static void check_untouched(lmb_dataset *dataset)
{
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    assert_int_equal(remarks_of(dataset), 0);
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++)
        assert_int_equal(lmb_dataset_has_column(dataset, id), 0);
    for (int32_t limit = LMB_LIMIT_LINE_BYTES; limit <= LMB_LIMIT_CYCLES; limit++)
        assert_ok(lmb_dataset_set_limit(dataset, limit, 1000));
    assert_ok(lmb_dataset_read_bytes(dataset, "good.csv", HEAD ROWS, strlen(HEAD ROWS)));
    assert_int_equal(lmb_dataset_cycles(dataset), 1);
}

static void check_refused_by(lmb_dataset *dataset, const char *bytes, size_t size, int32_t expected,
                             const char *words)
{
    int32_t status = lmb_dataset_read_bytes(dataset, "bad.csv", bytes, size);
    const char *message = lmb_dataset_message(dataset);
    describe("%s", message);
    assert_int_equal(status, expected);
    assert_ptr_equal(strstr(message, "bad.csv"), message);
    assert_null(strchr(message, '\n'));
    if (!strstr(message, words)) fail_msg("'%s' does not say '%s'", message, words);
    check_untouched(dataset);
    lmb_dataset_free(dataset);
}

static void check_refused(const char *text, int32_t expected, const char *words)
{
    check_refused_by(new_dataset(), text, strlen(text), expected, words);
}

static void text_in_a_number_column_names_its_place(void **state)
{
    (void)state;
    check_refused(HEAD ROWS "9000,1,2,-1,abc\n", LMB_ERROR_FORMAT,
                  "line 6, column 'Voltage(V)', byte 129: 'abc' is not a number");
    check_refused(HEAD ROWS "9000,1,2,-1A,3\n", LMB_ERROR_FORMAT, "'-1A'");
    check_refused(HEAD ROWS "later,1,2,-1,3\n", LMB_ERROR_FORMAT, "column 'Test_Time(s)'");
    check_refused(HEAD ROWS "9000,one,2,-1,3\n", LMB_ERROR_FORMAT, "column 'Cycle_Index'");
    check_refused(HEAD ROWS "9000,1.5,2,-1,3\n", LMB_ERROR_FORMAT, "line 6: 1.5 is no cycle number");
    check_refused(HEAD "00:00:00,1,1,1,3\n5,1,1,1,3\n", LMB_ERROR_FORMAT, "is not a time");
    check_refused("cycle,discharge_capacity\n1,1\n2,one\n", LMB_ERROR_FORMAT,
                  "line 3, column 'discharge_capacity', byte 31: 'one'");
}

static void infinity_is_refused(void **state)
{
    (void)state;
    check_refused(HEAD ROWS "9000,1,2,-inf,3\n", LMB_ERROR_FORMAT, "'-inf'");
    check_refused(HEAD ROWS "9000,1,2,-1,1e999\n", LMB_ERROR_FORMAT, "'1e999'");
    check_refused("cycle,discharge_capacity\n1,inf\n", LMB_ERROR_FORMAT, "'inf'");
}

static void files_without_data_are_refused(void **state)
{
    (void)state;
    check_refused("", LMB_ERROR_FORMAT, "is empty");
    check_refused("\n\n\n", LMB_ERROR_FORMAT, "no line of headings");
    check_refused("hello\nworld\n", LMB_ERROR_FORMAT, "no line of headings");
    check_refused("1,2,3\n4,5,6\n", LMB_ERROR_FORMAT, "no line of headings");
    check_refused(HEAD, LMB_ERROR_FORMAT, "no rows");
    check_refused(HEAD ",,,,\nNaN,1,1,N/A,3\n", LMB_ERROR_FORMAT, "no rows");
    check_refused("cycle,discharge_capacity\n", LMB_ERROR_FORMAT, "no rows");
    check_refused("Voltage(V),Test_Time(s)\n3,1\n", LMB_ERROR_FORMAT,
                  "neither a current nor a capacity");
    check_refused("Current(A),Voltage(V)\n1,3\n", LMB_ERROR_FORMAT, "no time");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    static const char nul[] = HEAD "0,1,1,1,3.5\n3600,1,1,\0,3.6\n";
    check_refused_by(new_dataset(), nul, sizeof nul - 1, LMB_ERROR_FORMAT,
                     "line 3, byte 79: a NUL byte");
    static const char utf16[] = "\xFF\xFE" "C\0y\0c\0\n\0x\0";
    for (size_t cut = 2; cut < sizeof utf16; cut++)
        check_refused_by(new_dataset(), utf16, cut, LMB_ERROR_FORMAT, "no line of headings");
    check_refused(HEAD "0,1,1,1,3.5\r3600,1,1,1,3.6\n", LMB_ERROR_FORMAT,
                  "line 2, byte 69: a carriage return");
}

static void line_ends_may_be_mixed(void **state)
{
    (void)state;
    static const char text[] = "Test_Time(s),Step_Index,Current(A)\r\n0,1,1\n3600,1,1\r\n\n7200,1,1";
    lmb_dataset *dataset = new_dataset();
    double charge;
    assert_ok(lmb_dataset_read_bytes(dataset, "mixed.csv", text, sizeof text - 1));
    assert_ok(lmb_dataset_get_column(dataset, LMB_COLUMN_CHARGE_CAPACITY, &charge, 1, 1));
    assert_close(charge, 2, 1e-15, 0);
    lmb_dataset_free(dataset);
}

static double charge_read(const char *text, const char *remark)
{
    lmb_dataset *dataset = new_dataset();
    double charge;
    assert_ok(lmb_dataset_read_bytes(dataset, "text.csv", text, strlen(text)));
    assert_ok(lmb_dataset_get_column(dataset, LMB_COLUMN_CHARGE_CAPACITY, &charge, 1, 1));
    const char *topic, *said;
    int found = remark == NULL;
    for (int i = 0; lmb_dataset_remark(dataset, i, &topic, &said) == LMB_OK; i++)
        found |= remark && strstr(said, remark) != NULL;
    if (!found) fail_msg("no remark says '%s'", remark);
    lmb_dataset_free(dataset);
    return charge;
}

static void a_last_line_cut_short_is_left_out(void **state)
{
    (void)state;
    assert_close(charge_read(HEAD ROWS "9000,1,3,1", "line 6 is cut short"), 1, 1e-15, 0);
    assert_close(charge_read(HEAD ROWS "9000,1,3,1,1e", "line 6 is cut short"), 1, 1e-15, 0);
    assert_close(charge_read(HEAD ROWS "9000", "line 6 is cut short"), 1, 1e-15, 0);
    /* whole, but without a line end */
    assert_close(charge_read(HEAD ROWS "7200,1,3,1,3\n9000,1,3,1,3", NULL), 1.5, 1e-15, 0);
}

static void ragged_rows_and_double_headings_are_read(void **state)
{
    (void)state;
    assert_close(charge_read("Test_Time(s),Current(A),Step_Index,Voltage(V)\n0,1,1,3,,,\n"
                             "3600,1,1\n7200,1,1,3,surplus\n",
                             "1 values are missing"),
                 2, 1e-15, 0);
    assert_close(charge_read("Test_Time(s),Current(A),Current(A),Step_Index\n0,1,5,1\n3600,1,5,1\n",
                             "1 headings stand there again, 'Current(A)' first"),
                 1, 1e-15, 0);
    assert_close(charge_read("\"Test_Time(s)\",\"Note, long\",\"Current(A)\",Step_Index\n"
                             "0,\"a, \"\"b\"\", c\",\"1\",1\n3600,\"\",1,1\n",
                             NULL),
                 1, 1e-15, 0);
}

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
    check_refused_by(dataset, two, sizeof two - 1, LMB_ERROR_LIMIT, "line 6: more than 1 cycles");
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
                     "line 3: more than 1 rows");
}

static void a_line_of_megabytes_is_refused(void **state)
{
    (void)state;
    size_t size = 5 << 20;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text, HEAD ROWS, strlen(HEAD ROWS));
    check_refused_by(new_dataset(), text, size, LMB_ERROR_LIMIT, "longer than the limit of 1048576");
    free(text);
}

static void tables_of_cycles_must_be_one(void **state)
{
    (void)state;
    check_refused("cycle,discharge_capacity\n1,1\n1,1\n", LMB_ERROR_FORMAT,
                  "line 3, column 'cycle', byte 29: '1' does not exceed the cycle before");
    check_refused("cycle,discharge_capacity\n5,1\n4,1\n", LMB_ERROR_FORMAT, "does not exceed");
    check_refused("cycle,discharge_capacity\n1.5,1\n", LMB_ERROR_FORMAT, "is not a cycle number");
    check_refused("cycle,discharge_capacity\n-3,1\n", LMB_ERROR_FORMAT, "is out of range");
    check_refused("cycle,discharge_capacity,duration\n1,1,-5\n", LMB_ERROR_FORMAT, "out of range");
}

static void early_decisions_that_fail_later_are_told(void **state)
{
    (void)state;
    /* 5,000 rows look unsigned, the rest is not */
    size_t used = 0, room = 400000;
    char *text = malloc(room);
    assert_non_null(text);
    used += (size_t)snprintf(text, room, "Test_Time(s),State,Current(A),Voltage(V)\n");
    for (int i = 0; i < 9000; i++)
        used += (size_t)snprintf(text + used, room - used, "%d,%c,%s1,3.5\n", i, i % 2 ? 'C' : 'D',
                                 i > 5000 && i % 2 == 0 ? "-" : "");
    check_refused_by(new_dataset(), text, used, LMB_ERROR_FORMAT, "map current");
    /* volts, then what must be millivolts */
    used = (size_t)snprintf(text, room, "Test_Time(s),Current(A),Voltage(V)\n");
    for (int i = 0; i < 11000; i++)
        used += (size_t)snprintf(text + used, room - used, "%d,1,%d\n", i, i < 5000 ? 90 : 3500);
    check_refused_by(new_dataset(), text, used, LMB_ERROR_FORMAT, "map voltage");
    free(text);
}

static void reading_needs_an_empty_dataset(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    assert_ok(lmb_dataset_read_bytes(dataset, "good.csv", HEAD ROWS, strlen(HEAD ROWS)));
    int remarks = remarks_of(dataset);
    assert_int_equal(lmb_dataset_read_bytes(dataset, "more.csv", HEAD ROWS, strlen(HEAD ROWS)),
                     LMB_ERROR_STATE);
    assert_int_equal(lmb_dataset_cycles(dataset), 1);
    assert_int_equal(remarks_of(dataset), remarks);
    lmb_dataset_free(dataset);
}

static void files_that_are_not_there_are_told(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    const char *paths[] = {"no/such/file.csv", NULL};
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 1), LMB_ERROR_FILE);
    assert_non_null(strstr(lmb_dataset_message(dataset), "no/such/file.csv"));
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 2), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(dataset, NULL, 1), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 0), LMB_ERROR_ARGUMENT);
    paths[0] = "."; /* a folder opens, but does not read */
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 1), LMB_ERROR_FILE);
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

/* Cut, and with bytes changed at random: an answer or an error, never a crash. */
static void broken_files_never_crash(void **state)
{
    (void)state;
    static const char *const names[] = {"bdf_preferred.bdf.csv", "maccor_daytime_unsigned.txt",
                                        "novonix_hpc_ampm.csv", "battery_archive_cycle_data.csv"};
    static const char bytes[] = ",\t\n\r\"-+.eE09:/ #()[]\0\xFFNaDdC";
    struct random r = {11};
    for (int i = 0; i < 1200; i++) {
        char path[100];
        size_t size;
        snprintf(path, sizeof path, "formats/%s", names[i % 4]);
        char *text = read_whole(data_path(path), &size);
        assert_non_null(text);
        for (int changes = choose(&r, 12); changes > 0; changes--)
            text[choose(&r, (int)size)] = bytes[choose(&r, (int)sizeof bytes - 1)];
        if (i % 3 == 0) size = (size_t)choose(&r, (int)size);
        char *exact = malloc(size + 1); /* so that a sanitizer sees the first byte behind */
        assert_non_null(exact);
        char *at_end = size > 0 ? realloc(exact, size) : exact;
        memcpy(at_end, text, size);
        lmb_dataset *dataset = new_dataset();
        int32_t status = lmb_dataset_read_bytes(dataset, "broken", at_end, size);
        if (status) assert_int_equal(lmb_dataset_cycles(dataset), 0);
        if (status) assert_true(strlen(lmb_dataset_message(dataset)) > 8);
        lmb_dataset_free(dataset);
        free(at_end);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_in_a_number_column_names_its_place),
        cmocka_unit_test(infinity_is_refused),
        cmocka_unit_test(files_without_data_are_refused),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(line_ends_may_be_mixed),
        cmocka_unit_test(a_last_line_cut_short_is_left_out),
        cmocka_unit_test(ragged_rows_and_double_headings_are_read),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(a_line_of_megabytes_is_refused),
        cmocka_unit_test(tables_of_cycles_must_be_one),
        cmocka_unit_test(early_decisions_that_fail_later_are_told),
        cmocka_unit_test(reading_needs_an_empty_dataset),
        cmocka_unit_test(files_that_are_not_there_are_told),
        cmocka_unit_test(series_and_tables_make_no_one_test),
        cmocka_unit_test(progress_is_told_and_can_cancel),
        cmocka_unit_test(the_log_hears_every_remark),
        cmocka_unit_test(every_failing_allocation_is_survived),
        cmocka_unit_test(broken_files_never_crash),
    };
    return cmocka_run_group_tests_name("bad input", tests, NULL, NULL);
}
