/* One record of two cycles in every way of writing: encodings, delimiters, units, clocks, signs,
 * scopes of counters. Charge 1 Ah, discharge 0.9 Ah in each. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"
#include "support.h"

/* h, A, V, step, cycle */
static const double rows[][5] = {
    {0, 1, 3.5, 1, 1},   {1, 1, 4, 1, 1},   {1, -1, 3.9, 2, 1},   {1.9, -1, 3, 2, 1},
    {1.9, 1, 3.5, 1, 2}, {2.9, 1, 4, 1, 2}, {2.9, -1, 3.9, 2, 2}, {3.8, -1, 3, 2, 2},
};
enum { ROWS = 8 };

/* How the record is written; NULL and 0: time/s, current in A, commas. */
struct writing {
    const char *name, *time, *current;
    double per_hour, per_ampere; /* of their units */
    const char *clock;           /* a format of days, hours, minutes, seconds */
    char delimiter, point;
    const char *before, *behind; /* of the headings; of each row */
    const char *topic, *words;   /* of a remark */
};

static char *write_time(char *to, const struct writing *w, double hours)
{
    int seconds = (int)lround(hours * 3600);
    if (!w->clock) return to + sprintf(to, "%.10g", hours * (w->per_hour > 0 ? w->per_hour : 3600));
    if (strstr(w->clock, "%dd")) seconds += 86400; /* longer than a day */
    int days = seconds / 86400, rest = seconds % 86400;
    if (strstr(w->clock, "%dd"))
        return to + sprintf(to, w->clock, days, rest / 3600, rest / 60 % 60, rest % 60);
    return to + sprintf(to, w->clock, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static void write_record(char *text, const struct writing *w)
{
    char d = w->delimiter ? w->delimiter : ',';
    char *c = text;
    c += sprintf(c, "%s%s%c%s%cvoltage/V%cstep%ccycle\n", w->before ? w->before : "",
                 w->time ? w->time : "time/s", d, w->current ? w->current : "current/A", d, d, d);
    for (int i = 0; i < ROWS; i++) {
        char *line = c;
        c = write_time(c, w, rows[i][0]);
        c += sprintf(c, "%c%.10g%c%.10g%c%g%c%g%s\n", d,
                     rows[i][1] * (w->per_ampere != 0 ? w->per_ampere : 1), d, rows[i][2], d,
                     rows[i][3], d, rows[i][4], w->behind ? w->behind : "");
        for (; w->point && line < c; line++)
            if (*line == '.') *line = w->point;
    }
}

static void check_record(const lmb_dataset *dataset)
{
    assert_int_equal(lmb_dataset_cycles(dataset), 2);
    for (int k = 0; k < 2; k++) {
        assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, k), 1, 1e-9, 0);
        assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, k), 0.9, 1e-9, 0);
        assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_ENERGY, k), 3.75, 1e-9, 0);
    }
}

static void one_record_in_every_writing(void **state)
{
    (void)state;
    static const struct writing writings[] = {
        {.name = "as it is"},
        {.name = "tab", .delimiter = '\t'},
        {.name = "semicolon", .delimiter = ';'},
        {.name = "blank", .delimiter = ' '},
        {.name = "decimal comma",
         .delimiter = ';',
         .time = "time/h",
         .per_hour = 1,
         .point = ',',
         .topic = "unit",
         .words = "decimal comma"},
        {.name = "decimal comma, tab",
         .delimiter = '\t',
         .time = "time/h",
         .per_hour = 1,
         .point = ',',
         .topic = "unit",
         .words = "decimal comma"},
        {.name = "(mA)", .current = "Current(mA)", .per_ampere = 1e3},
        {.name = "[mA]", .current = "Current [mA]", .per_ampere = 1e3},
        {.name = "/mA", .current = "<I>/mA", .per_ampere = 1e3},
        {.name = " / mA", .current = "Current / mA", .per_ampere = 1e3},
        {.name = "#mA", .current = "Current#mA", .per_ampere = 1e3},
        {.name = "_mA", .current = "current_mA", .per_ampere = 1e3},
        {.name = "uA", .current = "Current(uA)", .per_ampere = 1e6},
        {.name = "ms", .time = "test_time_millisecond", .per_hour = 3.6e6},
        {.name = "min", .time = "Test (Min)", .per_hour = 60},
        {.name = "h", .time = "Run Time (h)", .per_hour = 1},
        {.name = "hours beyond 24", .time = "Total Time", .clock = "%d:%02d:%02d"},
        {.name = "days", .time = "TestTime", .clock = "  %dd %02d:%02d:%02d.00"},
        {.name = "ISO", .time = "Date Time", .clock = "2024-04-30 1%d:%02d:%02d.000"},
        {.name = "a zone", .time = "Timestamp", .clock = "2024-04-30T1%d:%02d:%02d+00:00"},
        {.name = "minutes", .time = "Date", .clock = "04/30/2024 1%d:%02d"},
        {.name = "minutes, PM", .time = "Date", .clock = "4/30/2024 %d:%02d PM"},
        {.name = "LANDT's", .time = "date_time_iso_string", .clock = "04/30/2024 1%d:%02d:%02d"},
        {.name = "PM", .time = "DPt Time", .clock = "04/30/2024 %d:%02d:%02d PM"},
        {.name = "month", .time = "DPT Time", .clock = "30-Apr-24 1%d:%02d:%02d"},
        {.name = "lines before",
         .before = "[Summary]\nCell: 5, Ah\n\n~Time of test: 1:2:3\n",
         .topic = "file",
         .words = "headings in line 5"},
        {.name = "trailing fields", .behind = ",,", .topic = "file", .words = "headings in line 1"},
        {.name = "CRLF", .behind = "\r"},
        {.name = "UTF-8 with its mark",
         .before = "\xEF\xBB\xBF",
         .topic = "file",
         .words = "byte order mark"},
        {.name = "latin-1",
         .before = "Zelle: 25 \xB0"
                   "C, \xB5"
                   "A\n",
         .topic = "file",
         .words = "ASCII but for some bytes"},
        {.name = "UTF-8", .time = "测试时间/Sec", .current = "电流/mA", .per_ampere = 1e3},
        {.name = "GB18030",
         .time = "\xB2\xE2\xCA\xD4\xCA\xB1\xBC\xE4/Sec",
         .current = "\xB5\xE7\xC1\xF7/mA",
         .per_ampere = 1e3,
         .topic = "file",
         .words = "GB18030"},
    };
    char text[2000];
    for (size_t i = 0; i < sizeof writings / sizeof writings[0]; i++) {
        const struct writing *w = &writings[i];
        describe("%s", w->name);
        write_record(text, w);
        lmb_dataset *dataset = read_text(text);
        check_record(dataset);
        if (w->topic) assert_non_null(remark_with(dataset, w->topic, w->words));
        lmb_dataset_free(dataset);
    }
}

/* Counters by what starts them again; the current is off by 1 %, so that they tell what is used. */
static void counters_of_every_scope(void **state)
{
    (void)state;
    static const char never[] = "never resets", cycle[] = "resets with each cycle",
                      step[] = "resets with each step", some[] = "resets with some steps";
    static const struct {
        const char *words;
        double charge[ROWS], discharge[ROWS];
    } scopes[] = {
        {never, {0, 1, 1, 1, 1, 2, 2, 2}, {0, 0, 0, .9, .9, .9, .9, 1.8}},
        {cycle, {0, 1, 1, 1, 0, 1, 1, 1}, {0, 0, 0, .9, 0, 0, 0, .9}},
        {step, {0, 1, 0, 0, 0, 1, 0, 0}, {0, 0, 0, .9, 0, 0, 0, .9}},
        {some, {0, 1, 1, 1, 0, 1, 0, 0}, {0, 0, 0, .9, 0, 0, 0, .9}},
        {"irregularly", {0, 1, 1, 1, 7, 8, 8, 8}, {0, 0, 0, .9, 0, 0, 0, .9}},
    };
    char text[1200];
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
        describe("%s", scopes[i].words);
        char *c = text + sprintf(text, "time/h,I/A,U/V,step,cycle,Charge_Capacity(Ah),"
                                       "Discharge_Capacity(Ah)\n");
        for (int k = 0; k < ROWS; k++)
            c += sprintf(c, "%g,%g,%g,%g,%g,%g,%g\n", rows[k][0], 1.01 * rows[k][1], rows[k][2],
                         rows[k][3], rows[k][4], scopes[i].charge[k], scopes[i].discharge[k]);
        lmb_dataset *dataset = read_text(text);
        double factor = strcmp(scopes[i].words, "irregularly") == 0 ? 1.01 : 1;
        for (int k = 0; k < 2; k++) {
            assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, k), factor, 1e-12, 0);
            assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, k), 0.9 * factor, 1e-12,
                         0);
        }
        assert_non_null(remark_with(dataset, "counter", scopes[i].words));
        lmb_dataset_free(dataset);
    }
}

/* BioLogic's by half cycles: a charge in two steps that count on, then a discharge from 0. */
static void a_counter_by_half_cycles(void **state)
{
    (void)state;
    char text[900], *c = text;
    c += sprintf(c, "time/h\tI/mA\tEwe/V\tNs\tcycle number\tCapacity/mA.h\n");
    for (int k = 0; k < 3; k++)
        c += sprintf(
            c,
            "%d\t1010\t3.5\t1\t%d\t0\n%g\t1010\t3.8\t1\t%d\t500\n%g\t1010\t3.8\t2\t%d\t500\n"
            "%d\t1010\t4\t2\t%d\t1000\n%d\t-1010\t3.9\t3\t%d\t0\n%g\t-1010\t3\t3\t%d\t900\n",
            2 * k, k, 2 * k + .5, k, 2 * k + .5, k, 2 * k + 1, k, 2 * k + 1, k, 2 * k + 1.9, k);
    lmb_dataset *dataset = read_text(text);
    assert_non_null(remark_with(dataset, "counter", "resets with some steps"));
    for (int k = 0; k < 3; k++) {
        assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, k), 1, 1e-12, 0);
        assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, k), 0.9, 1e-12, 0);
    }
    lmb_dataset_free(dataset);
}

/* Li||Cu on flat plateaus, in words: the voltage tells the sign by its ohmic jumps alone. */
static void write_plateaus(char *text, double sign, int odd)
{
    char *c = text + sprintf(text, "time/s,I/A,U/V,step\n");
    for (int k = 0; k < 12; k++) {
        double current = k % 2 ? 1 : -1, jump = k < odd ? -0.05 : 0.05; /* plates, then strips */
        c += sprintf(c, "%d,0,0,%d\n%d,0,0,%d\n%d,%g,%g,%d\n%d,%g,%g,%d\n", 8000 * k, 2 * k,
                     8000 * k + 600, 2 * k, 8000 * k + 601, sign * current, jump * current,
                     2 * k + 1, 8000 * k + 4201, sign * current, jump * current, 2 * k + 1);
    }
}

static void ohmic_jumps_tell_the_sign(void **state)
{
    (void)state;
    static const struct {
        double sign;
        int odd;
        const char *words;
    } cases[] = {{1, 0, "as written"}, {-1, 0, "turned: all jumps"}, {-1, 6, "as written"}};
    char text[4000];
    for (int i = 0; i < 3; i++) {
        write_plateaus(text, cases[i].sign, cases[i].odd);
        lmb_dataset *dataset = read_text(text);
        describe("%g, %d jumps the other way", cases[i].sign, cases[i].odd);
        assert_non_null(remark_with(dataset, "sign", cases[i].words));
        const char *begins = i == 2 ? "begin with a charge" : "begin with a discharge";
        assert_non_null(remark_with(dataset, "pairing", begins));
        lmb_dataset_free(dataset);
    }
}

/* Two days of charging and discharging whose only times are dates. */
static void write_days(char *text, const char *first_day, const char *second_day)
{
    char *c = text + sprintf(text, "Date,I/A\n");
    for (int hour = 0; hour < 48; hour++)
        c += sprintf(c, "%s %d:00:00,%d\n", hour < 24 ? first_day : second_day, hour % 24,
                     hour < 24 ? 1 : -1);
}

static void dates_are_read_in_the_order_that_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *name, *first, *second, *map, *words;
        double hours; /* of the record; 0: it is refused */
    } cases[] = {
        {"day 30 comes", "04/29/2024", "04/30/2024", NULL, "the month first", 47},
        {"day 30 came", "29/04/2024", "30/04/2024", NULL, "the day first", 47},
        {"one of them tells", "12-04-2024", "13-04-2024", NULL, "the day first in its dates", 47},
        {"both may be", "03/04/2024", "04/04/2024", NULL, "taken as the month", 31 * 24 + 47 - 24},
        {"both may be, mapped", "03/04/2024", "04/04/2024", "Date:dmy", NULL, 47},
        {"mapped as it is taken", "03/04/2024", "03/05/2024", "Date:mdy", NULL, 47},
        {"mapped against what they tell", "29/04/2024", "30/04/2024", "Date:mdy", NULL, 0},
        {"both orders", "04/13/2024", "14/04/2024", NULL, "dates of both orders", 47},
        {"by name", "03-Apr-24", "04-Apr-24", NULL, NULL, 47},
        {"year first", "2024/04/03", "2024/04/04", NULL, NULL, 47},
    };
    char text[4000];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lmb_dataset *dataset;
        describe("%s", cases[i].name);
        write_days(text, cases[i].first, cases[i].second);
        assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
        if (cases[i].map) assert_ok(lmb_dataset_map(dataset, "clock", cases[i].map));
        int32_t status = lmb_dataset_read_bytes(dataset, "days", text, strlen(text));
        assert_int_equal(status, cases[i].hours > 0 ? LMB_OK : LMB_ERROR_FORMAT);
        if (status == LMB_OK) {
            assert_close(cell_of(dataset, LMB_COLUMN_DURATION, 0), cases[i].hours, 1e-9, 0);
            const char *remark = remark_with(dataset, "unit", "Date ");
            if (cases[i].words) assert_non_null(remark_with(dataset, "unit", cases[i].words));
            else assert_null(remark);
        } else {
            assert_non_null(strstr(lmb_dataset_message(dataset), "line 2, column 'Date', byte 9"));
            assert_non_null(strstr(lmb_dataset_message(dataset), "with the month first"));
        }
        lmb_dataset_free(dataset);
    }
}

/* What is decided in the first rows holds to the end of the file. */
static void a_date_against_the_order_is_refused(void **state)
{
    (void)state;
    enum { DATES = 6000 };
    char *text = malloc(40 * (size_t)DATES), *c = text;
    assert_non_null(text);
    c += sprintf(c, "Date,I/A\n");
    for (int row = 0; row < DATES; row++)
        c += sprintf(c, "%02d/04/2024 %d:%02d:%02d,1\n", row < 5000 ? 12 : 13, row / 3600,
                     row / 60 % 60, row % 60);
    lmb_dataset *dataset;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    assert_int_equal(lmb_dataset_read_bytes(dataset, "days", text, strlen(text)), LMB_ERROR_FORMAT);
    assert_non_null(strstr(lmb_dataset_message(dataset), "line 5002, column 'Date'"));
    assert_non_null(strstr(lmb_dataset_message(dataset), ":dmy"));
    assert_ok(lmb_dataset_map(dataset, "clock", "Date:dmy"));
    assert_ok(lmb_dataset_read_bytes(dataset, "days", text, strlen(text)));
    lmb_dataset_free(dataset);
    free(text);
}

/* An hour of charging and one of discharging, in lines that are written by `line`. */
static void write_lines(char *text, const char *headings, const char *line)
{
    char *c = text + sprintf(text, "%s\n", headings);
    for (int i = 0; i < 120; i++)
        c += sprintf(c, line, i / 60.0, i < 60 ? 2000 : -2000, 3.5 + 0.001 * i);
}

static void units_may_stand_below_the_headings(void **state)
{
    (void)state;
    static const char *const headings[] = {"Time,Current,Voltage,Temperature\nh,mA,V,degC",
                                           "Time[h],Current(mA),Voltage,Temperature\nh,mA,V,",
                                           "Time#h,Current#mA,Voltage#V,Temperature\n,,V,"};
    char text[8000];
    for (int i = 0; i < 3; i++) {
        describe("%s", headings[i]);
        write_lines(text, headings[i], "%.6f,%d,%.4f,\n");
        lmb_dataset *dataset = read_text(text);
        assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 2, 0.02, 0);
        assert_non_null(remark_with(dataset, "column", "in mA"));
        lmb_dataset_free(dataset);
    }
    /* A cycle without any amount is no line of units. */
    lmb_dataset *dataset = read_text("cycle,discharge_capacity\n1,\n2,1.5\n");
    assert_int_equal(lmb_dataset_cycles(dataset), 2);
    lmb_dataset_free(dataset);
}

static void lines_may_be_quoted_whole(void **state)
{
    (void)state;
    char text[8000];
    write_lines(text, "\"Time[h],Current(mA),Voltage(V)\"", "\"%.6f,%d,%.4f\"\r\n");
    lmb_dataset *dataset = read_text(text);
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 2, 0.02, 0);
    lmb_dataset_free(dataset);
    char *bad = strstr(text, "2000");
    memcpy(bad, "here", 4);
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    assert_int_equal(lmb_dataset_read_bytes(dataset, "t", text, strlen(text)), LMB_ERROR_FORMAT);
    char place[60];
    snprintf(place, sizeof place, "line 2, column 'Current(mA)', byte %d: 'here'",
             (int)(bad - text));
    assert_non_null(strstr(lmb_dataset_message(dataset), place));
    lmb_dataset_free(dataset);
}

/* Summer time ends within the record: clocks that tell their offset go on. */
static void offsets_of_dates_count(void **state)
{
    (void)state;
    static const char *const offsets[][2] = {{"+02:00", "+01:00"}, {"-0400", "-0500"}, {"Z", "Z"}};
    for (int k = 0; k < 3; k++) {
        char text[8000], *c = text + sprintf(text, "Date,I/A\n");
        for (int minute = 0; minute < 120; minute++) {
            int late = minute >= 60, again = k < 2 && late;
            c += sprintf(c, "2025-10-26 %02d:%02d:00%s,%d\n", again ? 2 : 2 + late, minute % 60,
                         offsets[k][late], late ? -1 : 1);
        }
        describe("%s", offsets[k][0]);
        lmb_dataset *dataset = read_text(text);
        assert_close(cell_of(dataset, LMB_COLUMN_DURATION, 0), 119 / 60.0, 1e-9, 0);
        assert_null(remark_with(dataset, "time", "back"));
        lmb_dataset_free(dataset);
    }
}

static void dates_that_are_none_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        int good;
    } cases[] = {{"2024-02-29 10:00:00", 1}, {"2023-02-28 10:00", 1},    {"31.12.2023 10:00:00", 1},
                 {"2000-02-29 24:00", 1},    {"2023-02-29 10:00:00", 0}, {"1900-02-29 10:00:00", 0},
                 {"31.11.2023 10:00:00", 0}, {"0.11.2023 10:00:00", 0},  {"2024-02-29 10:00.5", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[120];
        snprintf(text, sizeof text, "Date,I/A\n%s,1\n", cases[i].date);
        describe("%s", cases[i].date);
        lmb_dataset *dataset;
        assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
        assert_int_equal(lmb_dataset_read_bytes(dataset, "t", text, strlen(text)),
                         cases[i].good ? LMB_OK : LMB_ERROR_FORMAT);
        lmb_dataset_free(dataset);
    }
}

/* No place on earth is further from UTC. */
static void offsets_beyond_the_earth_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *offset;
        int good;
    } cases[] = {{"+14:00", 1}, {"-12:00", 1}, {"+05:45", 1}, {"+0545", 1}, {" -03", 1},
                 {"+14:01", 0}, {"-12:30", 0}, {"+02:60", 0}, {"+2500", 0}, {"+99999999", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int late = 0; late < 2; late++) { /* in the first row; in the second */
            char text[200];
            snprintf(text, sizeof text, "I/A,Date\n1,2025-10-26 10:00:00%s\n1,2025-10-26 11:00%s\n",
                     late ? "" : cases[i].offset, cases[i].offset);
            describe("%s", text);
            lmb_dataset *dataset;
            assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
            int32_t status = lmb_dataset_read_bytes(dataset, "t", text, strlen(text));
            assert_int_equal(status, cases[i].good ? LMB_OK : LMB_ERROR_FORMAT);
            if (cases[i].good && !late)
                assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-9, 0);
            const char *why = strstr(lmb_dataset_message(dataset),
                                     "has an offset from UTC beyond -12:00 and +14:00");
            assert_int_equal(why != NULL, !cases[i].good);
            lmb_dataset_free(dataset);
        }
    }
}

/* A time without a unit runs as many times as fast as the clock beside it. */
static void the_clock_tells_the_unit_of_the_time(void **state)
{
    (void)state;
    static const struct {
        double per_second;
        const char *words;
    } units[] = {{1, "agrees with the wall clock"},
                 {1e3, "taken as ms"},
                 {1e6, "taken as us"},
                 {1e9, "taken as ns"},
                 {1. / 60, "taken as min"},
                 {1. / 3600, "taken as h"}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char text[4000], *c = text + sprintf(text, "Test Time,Date,I/A\n");
        for (int row = 0; row <= 60; row++)
            c += sprintf(c, "%.12g,2025-10-26 1%d:%02d:00,1\n", 60 * row * units[i].per_second,
                         row / 60, row % 60);
        describe("%s", units[i].words);
        lmb_dataset *dataset = read_text(text);
        assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-9, 0);
        assert_non_null(remark_with(dataset, "unit", units[i].words));
        lmb_dataset_free(dataset);
    }
}

/* EC-Lab's modes: current that is set, voltage that is set, rest. */
static void modes_part_steps_where_nothing_else_does(void **state)
{
    (void)state;
    lmb_dataset *dataset = read_text("mode\ttime/s\tI/mA\tEwe/V\n1\t0\t1000\t3.5\n"
                                     "1\t3600\t1000\t4\n2\t3660\t500\t4\n2\t7260\t500\t4\n"
                                     "3\t7260\t0\t4\n3\t7300\t0\t3.9\n");
    assert_non_null(remark_with(dataset, "column", "state is field 1, 'mode'"));
    /* no trapezoid from 1 A to 0.5 A */
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1.5, 1e-12, 0);
    lmb_dataset_free(dataset);
}

/* Names that exporters give, and what they are taken for. */
static void words_of_exporters_are_known(void **state)
{
    (void)state;
    static const char *const known[][2] = {
        {"control/mA", "current"},
        {"c_cur", "current"},
        {"c_vol", "voltage"},
        {"<Ewe/V>", "voltage"},
        {"Step State", "state"},
        {"mode", "state"},
        {"date_time_iso_string", "clock"},
        {"dq/mA.h", ""}, /* beside a current */
        {"Capacitance_Chg(mAh)", "charge_capacity"},
        {"Capacitance_DChg(mAh)", "discharge_capacity"},
        {"Step Capacity / Ah", "capacity"},
        {"Ah-Cyc-Charge", "charge_capacity"},
        {"Ah-Cyc-Discharge", "discharge_capacity"},
        {"Wh-Cyc-Charge", "charge_energy"},
        {"Wh-Cyc-Discharge", "discharge_energy"},
        {"Wh-Step", "energy"},
        {"Cycle Cumulative Energy / Wh", "energy"},
        {"Ah-Step", "capacity"},
        {"AhAccu#Ah", "net_capacity"},
        {"Temperature Cell [degC]", "temperature"},
        {"Aux_Temperature(\xE2\x84\x83)_1", "temperature"},
        {"Aux_Temperature(\xC2\xA1\xC3\xA6)_1", "temperature"}, /* GBK read as latin-1 */
        {"T1[\xE7\x99\x88]", "temperature"},                    /* latin-1 read as GBK */
        {"Tenv#degC", "temperature"},
        {"c_surf_temp", "temperature"},
        {"amb_temp", "temperature"},
        {"control/V", ""},
        {"Aux_Voltage(V)_1", ""},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *names[] = {"Test Time / s", known[i][0], "Current / A", "Voltage / V"};
        int others = strcmp(known[i][1], "current") == 0   ? 1
                     : strcmp(known[i][1], "voltage") == 0 ? 3
                                                           : 4;
        const char *role = NULL, *unit = NULL;
        double scale[2];
        describe("%s", known[i][0]);
        assert_ok(
            lmb_detect(names, others < 3 ? 2 : others, NULL, 0, 1, &role, &unit, scale, NULL, 0));
        assert_string_equal(role, known[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_record_in_every_writing),
        cmocka_unit_test(counters_of_every_scope),
        cmocka_unit_test(a_counter_by_half_cycles),
        cmocka_unit_test(ohmic_jumps_tell_the_sign),
        cmocka_unit_test(dates_are_read_in_the_order_that_is_told),
        cmocka_unit_test(a_date_against_the_order_is_refused),
        cmocka_unit_test(units_may_stand_below_the_headings),
        cmocka_unit_test(lines_may_be_quoted_whole),
        cmocka_unit_test(offsets_of_dates_count),
        cmocka_unit_test(dates_that_are_none_are_refused),
        cmocka_unit_test(offsets_beyond_the_earth_are_refused),
        cmocka_unit_test(the_clock_tells_the_unit_of_the_time),
        cmocka_unit_test(modes_part_steps_where_nothing_else_does),
        cmocka_unit_test(words_of_exporters_are_known),
    };
    return cmocka_run_group_tests_name("dialects", tests, NULL, NULL);
}
