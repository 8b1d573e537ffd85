/* What a broken file gets: one clear line, and a dataset that is as it was. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refusal.h"

static void text_in_a_number_column_names_its_place(void **state)
{
    (void)state;
    check_refused(HEAD ROWS "9000,1,2,-1,abc\n", LMB_ERROR_FORMAT,
                  "line 6, column 'Voltage(V)', byte 129: 'abc' is not a number");
    check_refused(HEAD ROWS "9000,1,2,-1A,3\n", LMB_ERROR_FORMAT, "'-1A'");
    check_refused(HEAD ROWS "later,1,2,-1,3\n", LMB_ERROR_FORMAT, "column 'Test_Time(s)'");
    check_refused(HEAD ROWS "9000,one,2,-1,3\n", LMB_ERROR_FORMAT, "column 'Cycle_Index'");
    check_refused(HEAD ROWS "9000,1.5,2,-1,3\n", LMB_ERROR_FORMAT,
                  "line 6, column 'Cycle_Index', byte 122: '1.5' is no cycle number");
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
    static const char utf16[] = "\xFF\xFE"
                                "C\0y\0c\0\n\0x\0";
    for (size_t cut = 2; cut < sizeof utf16; cut++)
        check_refused_by(new_dataset(), utf16, cut, LMB_ERROR_FORMAT, "no line of headings");
    check_refused(HEAD "0,1,1,1,3.5\r3600,1,1,1,3.6\n", LMB_ERROR_FORMAT,
                  "line 2, byte 69: a carriage return");
}

static void line_ends_may_be_mixed(void **state)
{
    (void)state;
    static const char text[] =
        "Test_Time(s),Step_Index,Current(A)\r\n0,1,1\n3600,1,1\r\n\n7200,1,1";
    lmb_dataset *dataset = new_dataset();
    double charge;
    assert_ok(lmb_dataset_read_bytes(dataset, "mixed.csv", text, sizeof text - 1));
    assert_ok(lmb_dataset_get_column(dataset, LMB_COLUMN_CHARGE_CAPACITY, &charge, 1, 1));
    assert_close(charge, 2, 1e-15, 0);
    lmb_dataset_free(dataset);
}

static void a_last_line_cut_short_is_left_out(void **state)
{
    (void)state;
    assert_close(charge_read(HEAD ROWS "9000,1,3,1", "line 6 is cut short"), 1, 1e-15, 0);
    assert_close(charge_read(HEAD ROWS "9000,1,3,1,1e", "line 6 is cut short"), 1, 1e-15, 0);
    assert_close(charge_read(HEAD ROWS "9000", "line 6 is cut short"), 1, 1e-15, 0);
    lmb_dataset *dataset = new_dataset();
    static const char table[] = "cycle,discharge_capacity\n1,1\n2,1e";
    assert_ok(lmb_dataset_read_bytes(dataset, "table.csv", table, sizeof table - 1));
    assert_int_equal(lmb_dataset_cycles(dataset), 1);
    lmb_dataset_free(dataset);
    /* whole, but without a line end; what is missing in it counts once */
    charge_read(HEAD ROWS "7200,1,3,1,3\n9000,1,3,1,", "1 value missing");
    assert_close(charge_read(HEAD ROWS "7200,1,3,1,3\n9000,1,3,1,3", NULL), 1.5, 1e-15, 0);
}

static void ragged_rows_and_double_headings_are_read(void **state)
{
    (void)state;
    assert_close(charge_read("Test_Time(s),Current(A),Step_Index,Voltage(V)\n0,1,1,3,,,\n"
                             "3600,1,1\n7200,1,1,3,surplus\n",
                             "1 value missing"),
                 2, 1e-15, 0);
    assert_close(charge_read("Test_Time(s),Current(A),Current(A),Step_Index\n0,1,5,1\n3600,1,5,1\n",
                             "1 repeated heading, 'Current(A)' first"),
                 1, 1e-15, 0);
    assert_close(charge_read("\"Test_Time(s)\",\"Note, long\",\"Current(A)\",Step_Index\n"
                             "0,\"a, \"\"b\"\", c\",\"1\",1\n3600,\"\",1,1\n",
                             NULL),
                 1, 1e-15, 0);
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

/* Fields that usual rows do not have are missing in all of them; in batches, too. */
static void rows_may_be_shorter_than_the_headings(void **state)
{
    (void)state;
    size_t used = 0, room = 400000;
    char *text = malloc(room);
    assert_non_null(text);
    used += (size_t)snprintf(text, room, "Current(A),Test_Time(s),Step_Index,Voltage(V)\n");
    for (int i = 0; i <= 8000; i++)
        used += (size_t)snprintf(text + used, room - used, "0.5,%d,%d\n", 9 * i, i < 7000 ? 1 : 2);
    assert_close(charge_read(text, "8001 values missing"), 0.5 * 9 * 7999 / 3600, 1e-12, 0);
    free(text);
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    check_refused(HEAD ROWS "1e21,1,2,-1,3\n", LMB_ERROR_FORMAT,
                  "line 6, column 'Test_Time(s)', byte 117: '1e21' is out of range");
    check_refused(HEAD ROWS "9000,1,2,-1e308,3\n", LMB_ERROR_FORMAT, "'-1e308' is out of range");
    check_refused(HEAD ROWS "9000,1,2,-1,3e20\n", LMB_ERROR_FORMAT, "'3e20' is out of range");
    check_refused(HEAD ROWS "9000,100000001,2,-1,3\n", LMB_ERROR_FORMAT, "is no cycle number");
    check_refused(HEAD ROWS "9000,9007199254740993,2,-1,3\n", LMB_ERROR_FORMAT,
                  "is no cycle number");
    check_refused("cycle,discharge_capacity\n9000000000000001,1\n", LMB_ERROR_FORMAT,
                  "'9000000000000001' is out of range");
    /* a sentinel where it does not matter */
    charge_read("Test_Time(s),Current(A),Step_Index,Temperature(K)\n0,1,1,1e38\n9,1,1,300\n",
                "1 value missing");
}

/* Quotes that nothing closes cost no more than others: each once looked to the end of its line. */
static void many_open_quotes_are_no_work(void **state)
{
    (void)state;
    size_t used = strlen(HEAD ROWS), room = 1000000;
    char *text = malloc(room + 1);
    assert_non_null(text);
    memcpy(text, HEAD ROWS, used);
    while (used < room - 4) memcpy(text + used, "\"x,", 3), used += 3;
    memcpy(text + used, "\n", 2);
    check_refused(text, LMB_ERROR_FORMAT, "line 6, column 'Test_Time(s)', byte 117: '\"x'");
    free(text);
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
        cmocka_unit_test(tables_of_cycles_must_be_one),
        cmocka_unit_test(rows_may_be_shorter_than_the_headings),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(many_open_quotes_are_no_work),
        cmocka_unit_test(early_decisions_that_fail_later_are_told),
        cmocka_unit_test(reading_needs_an_empty_dataset),
        cmocka_unit_test(broken_files_never_crash),
    };
    return cmocka_run_group_tests_name("bad input", tests, NULL, NULL);
}
