/* Cyclers' exports to cycles: every dialect of one cell, real records, maps, parts of a test. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "reading.h"
#include "support.h"
#include "table/table.h"

/* truth_cycles.csv */
static const double truth[4][3] = {{2.0e-3, 1.82e-3, 1.8e-3},
                                   {1.8e-3, 1.7836e-3, 1.773e-3},
                                   {7.745e-3, 7.052e-3, 6.975e-3},
                                   {6.255e-3, 6.19801e-3, 6.161175e-3}};
static const int32_t amounts[4] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                   LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY};

static void read_into(lmb_dataset *dataset, const char *path)
{
    int32_t status = lmb_dataset_read_files(dataset, &path, 1);
    if (status) print_error("%s\n", lmb_dataset_message(dataset));
    assert_ok(status);
}

static lmb_dataset *read_path(const char *path)
{
    lmb_dataset *dataset = new_dataset();
    read_into(dataset, path);
    return dataset;
}

static lmb_dataset *read_format(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "formats/%s", name);
    return read_path(data_path(path));
}

static void check_truth(const lmb_dataset *dataset, double tolerance)
{
    assert_int_equal(lmb_dataset_cycles(dataset), 3);
    for (int a = 0; a < 4; a++)
        for (int k = 0; k < 3; k++)
            assert_close(cell_of(dataset, amounts[a], k), truth[a][k], tolerance, 0);
}

static const struct {
    const char *name;
    double first_cycle, tolerance; /* Neware's clock tells 1 s */
    double dialect;
} dialects[] = {
    {"bdf_preferred.bdf.csv", 1, 1e-6, LMBI_BDF},
    {"bdf_machine.bdf.csv", 1, 1e-6, LMBI_BDF},
    {"bdf_legacy_ms.bdf.csv", 1, 1e-6, LMBI_BDF},
    {"bdf_nonsi_batmo.csv", 1, 1e-6, LMBI_BDF},
    {"arbin_mitspro_cumulative.csv", 1, 1e-6, LMBI_GENERIC},
    {"arbin_mits7_underscore.csv", 1, 1e-6, LMBI_GENERIC},
    {"arbin_sql_beep.csv", 1, 1e-6, LMBI_GENERIC},
    {"maccor_mims_sec.070", 0, 1e-6, LMBI_GENERIC},
    {"maccor_mims_min.001", 0, 1e-6, LMBI_GENERIC},
    {"maccor_daytime_unsigned.txt", 0, 1e-6, LMBI_GENERIC},
    {"maccor_export_minutes.txt", 1, 1e-6, LMBI_GENERIC},
    {"maccor_milli.txt", 0, 1e-6, LMBI_GENERIC},
    {"maccor_csv.csv", 1, 1e-6, LMBI_GENERIC},
    {"neware_bts8_flat.csv", 1, 3e-5, LMBI_GENERIC},
    {"neware_nested.csv", 1, 3e-5, LMBI_GENERIC},
    {"neware_cn_record_gbk.csv", 1, 3e-5, LMBI_GENERIC},
    {"neware_cn_cycle_gbk.csv", 1, 1e-6, LMBI_GENERIC},
    {"biologic_gcpl_dot.mpt", 0, 1e-6, LMBI_GENERIC},
    {"biologic_gcpl_comma.mpt", 0, 1e-6, LMBI_GENERIC},
    {"novonix_uhpc.csv", 1, 1e-6, LMBI_GENERIC},
    {"novonix_hpc_ampm.csv", 1, 1e-6, LMBI_GENERIC},
    {"battery_archive_timeseries.csv", 1, 1e-6, LMBI_GENERIC},
    {"battery_archive_cycle_data.csv", 1, 1e-6, LMBI_GENERIC},
    {"basytec.txt", 1, 1e-6, LMBI_GENERIC},
    {"landt_sintef.csv", 1, 1e-6, LMBI_GENERIC},
    {"lanhe_en.csv", 1, 1e-6, LMBI_GENERIC},
    {"lanhe_cn_gbk.csv", 1, 5e-6, LMBI_GENERIC}, /* no energies: times of 10 ms */
    {"digatron_ms_bug.csv", 1, 1e-6, LMBI_GENERIC},
    {"pec.csv", 0, 1e-6, LMBI_GENERIC},
    {"pybamm.csv", 0, 1e-6, LMBI_GENERIC},
};

static double source_result(const lmb_dataset *dataset, int32_t id)
{
    lmb_report *report = NULL;
    assert_ok(lmb_analyze(dataset, NULL, &report, NULL, 0));
    double value = report_value(report, id);
    lmb_report_free(report);
    return value;
}

static void every_dialect_gives_the_same_cycles(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        describe("%s", dialects[i].name);
        lmb_dataset *dataset = read_format(dialects[i].name);
        check_truth(dataset, dialects[i].tolerance);
        for (int k = 0; k < 3; k++)
            assert_close(cell_of(dataset, LMB_COLUMN_CYCLE, k), dialects[i].first_cycle + k, 0, 0);
        assert_close(source_result(dataset, LMB_RESULT_SOURCE_DIALECT), dialects[i].dialect, 0, 0);
        lmb_dataset_free(dataset);
    }
}

/* The same rows without the cycler's counters: the integral alone has to give the truth. */
static void the_integral_alone_gives_the_same_cycles(void **state)
{
    (void)state;
    size_t size;
    char *text = read_whole(data_path("formats/arbin_mits7_underscore.csv"), &size);
    assert_non_null(text);
    for (char *c = text; (c = strstr(c, "Capacity(Ah)")); c += 12) memcpy(c, "Quantity(Xy)", 12);
    for (char *c = text; (c = strstr(c, "Energy(Wh)")); c += 10) memcpy(c, "Nonsen(Xy)", 10);
    lmb_dataset *dataset = read_text(text);
    assert_null(remark_with(dataset, "counter", ""));
    check_truth(dataset, 1e-9);
    lmb_dataset_free(dataset);
    free(text);
}

static void half_cells_are_read_as_they_are(void **state)
{
    (void)state;
    static const double charge[] = {9.3e-4, 9.85e-4, 9.89e-4, 1.013e-3};
    lmb_dataset *dataset = read_format("licu_neware_cycle.csv");
    assert_int_equal(lmb_dataset_cycles(dataset), 4);
    for (int k = 0; k < 4; k++) {
        assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, k), charge[k], 1e-15, 0);
        assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, k), 1e-3, 1e-15, 0);
    }
    lmb_dataset_free(dataset);
}

static void forecasts_are_read_back(void **state)
{
    (void)state;
    lmb_dataset *dataset = read_text("cycle,forecast_capacity,forecast_capacity_lower,p_exhausted\n"
                                     "201,3.76,3.75,0\n202,3.75,3.73,0.25\n");
    double *lower = column_of(dataset, LMB_COLUMN_FORECAST_CAPACITY_LOWER);
    double *p = column_of(dataset, LMB_COLUMN_P_EXHAUSTED);
    assert_int_equal(lmb_dataset_cycles(dataset), 2);
    assert_close(lower[1], 3.73, 0, 0);
    assert_close(p[1], 0.25, 0, 0);
    free(lower);
    free(p);
    lmb_dataset_free(dataset);
}

static void headings_without_rows_are_told(void **state)
{
    (void)state;
    lmb_dataset *dataset = new_dataset();
    char path[300];
    snprintf(path, sizeof path, "%s", data_path("formats/neware_btsda7_general_report.header.txt"));
    const char *paths[] = {path};
    assert_int_equal(lmb_dataset_read_files(dataset, paths, 1), LMB_ERROR_FORMAT);
    assert_non_null(strstr(lmb_dataset_message(dataset), "no rows with a cycle"));
    lmb_dataset_free(dataset);
    /* its headings are those of a table of cycles */
    size_t size;
    char *head = read_whole(path, &size), text[2000];
    assert_non_null(head);
    snprintf(text, sizeof text, "%s\n1\t2.0\t1.8\t0\t0\t90.0\t7.745\t6.255\n", head);
    dataset = read_text(text);
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 2e-3, 1e-15, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_ENERGY, 0), 6.255e-3, 1e-15, 0);
    lmb_dataset_free(dataset);
    free(head);
}

/* UTF-16 of either byte order, over several blocks. */
static void utf_16_is_read_by_its_mark(void **state)
{
    (void)state;
    size_t room = 3 << 20, used = 0;
    char *text = malloc(room), *wide = malloc(2 * room + 2);
    assert_true(text && wide);
    used += (size_t)snprintf(text, room,
                             "Test_Time(s),Step_Index,Current(A),T1(\xB0"
                             "C)\n");
    for (int i = 0; used < room - 100; i++)
        used += (size_t)snprintf(text + used, room - used, "%d,%d,%d,25\n", i, 1 + i / 3600,
                                 i / 3600 % 2 ? -1 : 1);
    lmb_dataset *plain = new_dataset();
    assert_ok(lmb_dataset_read_bytes(plain, "plain", text, used));
    for (int big = 0; big < 2; big++) {
        wide[!big] = (char)0xFE;
        wide[big] = (char)0xFF;
        for (size_t i = 0; i < used; i++) {
            wide[2 * i + 2 + (size_t)big] = text[i];
            wide[2 * i + 3 - (size_t)big] = 0;
        }
        lmb_dataset *dataset = new_dataset();
        assert_ok(lmb_dataset_read_bytes(dataset, "wide", wide, 2 * used + 2));
        assert_non_null(remark_with(dataset, "file", "UTF-16"));
        assert_int_equal(lmb_dataset_cycles(dataset), lmb_dataset_cycles(plain));
        for (int64_t k = 0; k < lmb_dataset_cycles(plain); k++)
            for (int a = 0; a < 2; a++)
                assert_same_bits(cell_of(dataset, amounts[a], k), cell_of(plain, amounts[a], k));
        lmb_dataset_free(dataset);
    }
    lmb_dataset_free(plain);
    free(text);
    free(wide);
}

static void headings_that_stand_there_again_go_on(void **state)
{
    (void)state;
    static const char head[] = "Date and Time,Cycle Number,Step Number,Run Time (h),Current (A)\n";
    char text[900];
    snprintf(text, sizeof text,
             "[Summary]\nCapacity (Ah): 5, more or less\n[End Summary]\n[Data]\n%s"
             "1/3/2019 7:41:32 PM,1,0,0,1\n1/3/2019 8:41:32 PM,1,0,1,1\n"
             "[Summary]\nCapacity (Ah): 5, 6\n1,2,3,4,5,6\n[End Summary]\n[Data]\n%s"
             "1/3/2019 9:41:32 PM,1,0,0,1\n1/3/2019 10:41:32 PM,1,0,1,1\n%s"
             "1/3/2019 10:41:32 PM,1,1,1,-1\n1/3/2019 11:41:32 PM,1,1,2,-1\n",
             head, head, head);
    lmb_dataset *dataset = read_text(text);
    /* the cycler begins anew with cycle 1 and time 0, and goes on in both behind the third line */
    assert_int_equal(lmb_dataset_cycles(dataset), 2);
    for (int k = 0; k < 2; k++)
        assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, k), 1, 1e-12, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, 1), 1, 1e-12, 0);
    assert_non_null(remark_with(dataset, "file", "stand there again 2 times"));
    lmb_dataset_free(dataset);
}

/* CE of a record of cycles that begin with a charge or a discharge, by the cell's configuration. */
static void check_pairing(const char *text, const char *configuration, const double *ce, int cycles)
{
    lmb_dataset *dataset = read_text(text);
    lmb_cell *cell = new_cell();
    lmb_report *report = NULL;
    int32_t id = LMB_PARAM_CELL_CONFIGURATION, value = 0;
    while (strcmp(lmb_quantity_value_name(id, value), configuration) != 0) value++;
    set(cell, id, value);
    assert_ok(lmb_analyze(dataset, cell, &report, NULL, 0));
    double *found = report_column(report, LMB_COLUMN_CE_CELL);
    describe("%s", configuration);
    for (int k = 0; k < cycles; k++) assert_close(found[k], ce[k], 1e-12, 0);
    free(found);
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

static void ce_pairs_what_is_recovered_with_what_was_invested(void **state)
{
    (void)state;
    /* cycles of a charge and a discharge, in h at 1 A: 10, 9; 10, 8; 10, 7 */
    static const char charge_first[] =
        "time/h,I/A,step,cycle,Efficiency/%\n0,1,1,1,5\n10,1,1,1,5\n10,-1,2,1,5\n19,-1,2,1,5\n"
        "19,1,3,2,5\n29,1,3,2,5\n29,-1,4,2,5\n37,-1,4,2,5\n37,1,5,3,5\n47,1,5,3,5\n47,-1,6,3,5\n"
        "54,-1,6,3,5\n";
    /* the same, but a discharge first: 9, 10; 8, 10; 7, 10 */
    static const char discharge_first[] =
        "time/h,I/A,step,cycle\n0,-1,1,1\n9,-1,1,1\n9,1,2,1\n19,1,2,1\n19,-1,3,2\n27,-1,3,2\n"
        "27,1,4,2\n37,1,4,2\n37,-1,5,3\n44,-1,5,3\n44,1,6,3\n54,1,6,3\n";
    static const double same[] = {0.9, 0.8, 0.7}, before[] = {NAN, 0.8, 0.7};
    static const double over_before[] = {NAN, 10. / 9, 10. / 8},
                        over[] = {10. / 9, 10. / 8, 10. / 7};
    check_pairing(charge_first, "lithium_metal", same, 3);
    check_pairing(charge_first, "lithium_ion", same, 3);
    check_pairing(charge_first, "anode_free", same, 3);
    check_pairing(charge_first, "lithium_copper", over_before, 3);
    check_pairing(charge_first, "half_cell", over_before, 3);
    check_pairing(discharge_first, "lithium_metal", before, 3);
    check_pairing(discharge_first, "lithium_ion", before, 3);
    check_pairing(discharge_first, "anode_free", before, 3);
    check_pairing(discharge_first, "lithium_copper", over, 3);
    check_pairing(discharge_first, "half_cell", over, 3);
    lmb_dataset *dataset = read_text(discharge_first);
    assert_non_null(remark_with(dataset, "pairing", "begin with a discharge"));
    lmb_dataset_free(dataset);
    /* cycles rebuilt from the current alone */
    static const char rebuilt[] = "time/h,I/A,step\n0,-1,1\n9,-1,1\n9,1,2\n19,1,2\n19,-1,3\n"
                                  "27,-1,3\n27,1,4\n37,1,4\n37,-1,5\n44,-1,5\n44,1,6\n54,1,6\n";
    check_pairing(rebuilt, "lithium_metal", before, 3);
    check_pairing(rebuilt, "lithium_copper", over, 3);
}

/* Vendors' efficiencies are of another pairing as often as not. */
static void efficiencies_of_the_file_are_ignored(void **state)
{
    (void)state;
    static const char *const headings[] = {"Coulombic Efficiency(%)", "CE", "Chg.-DChg. Eff(%)",
                                           "Efficiency/%"};
    static const double ce[] = {0.9, 0.8};
    char text[300];
    for (int i = 0; i < 4; i++) {
        snprintf(text, sizeof text,
                 "Cycle_Index,Charge_Capacity(Ah),Discharge_Capacity(Ah),%s\n1,1,0.9,50\n"
                 "2,1,0.8,111\n",
                 headings[i]);
        check_pairing(text, "lithium_metal", ce, 2);
        lmb_dataset *dataset = read_text(text);
        assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_CE_CELL), 0);
        lmb_dataset_free(dataset);
    }
}

static void a_time_series_tells_more_than_charge(void **state)
{
    (void)state;
    lmb_dataset *d = read_format("bdf_preferred.bdf.csv");
    static const double temperature[] = {298.25, 298.35, 298.45};
    static const double share[] = {1e-4 / 2e-3, 1e-4 / 1.82e-3, 1e-4 / 1.8e-3};
    for (int k = 0; k < 3; k++) {
        assert_close(cell_of(d, LMB_COLUMN_TEMPERATURE, k), temperature[k], 1e-12, 0);
        assert_close(cell_of(d, LMB_COLUMN_CONSTANT_VOLTAGE_TIME, k), 600, 1e-12, 0);
        assert_close(cell_of(d, LMB_COLUMN_CONSTANT_VOLTAGE_SHARE, k), share[k], 1e-9, 0);
        assert_close(cell_of(d, LMB_COLUMN_REST_VOLTAGE_CHARGED, k), 4.25, 0, 0);
        /* the rest after this discharge stands at the begin of the next cycle */
        assert_close(cell_of(d, LMB_COLUMN_REST_VOLTAGE_DISCHARGED, k), k < 2 ? 3.02 : NAN, 0, 0);
        assert_close(cell_of(d, LMB_COLUMN_MINIMUM_VOLTAGE, k), 2.8, 0, 0);
        assert_close(cell_of(d, LMB_COLUMN_MAXIMUM_VOLTAGE, k), 4.3, 0, 0);
        assert_close(cell_of(d, LMB_COLUMN_MEAN_DISCHARGE_CURRENT, k), 1e-3, 1e-12, 0);
        assert_close(cell_of(d, LMB_COLUMN_SOURCE_CYCLE, k), k + 1, 0, 0);
    }
    assert_close(cell_of(d, LMB_COLUMN_DURATION, 0), 14520. / 3600, 1e-12, 0);
    assert_int_equal(lmb_dataset_has_column(d, LMB_COLUMN_THICKNESS), 0);
    lmb_dataset_free(d);
}

/* A leak below a thousandth of the largest current, to both sides, is charge as well: 200 rows of
 * it, so that they are counted together; quoted, they are read one by one. */
static void what_leaks_at_rest_is_counted(void **state)
{
    (void)state;
    static char text[20000];
    for (int quoted = 0; quoted < 2; quoted++) {
        const char *row = quoted ? "\"%d\",\"%g\",\"%g\"\n" : "%d,%g,%g\n";
        char *c = text + sprintf(text, "Test Time / s,Current / A,Voltage / V\n");
        for (int i = 0; i <= 100; i++) c += sprintf(c, row, 36 * i, 1.0, 4.0);
        for (int i = 0; i <= 200; i++)
            c += sprintf(c, row, 3600 + 36 * i, i < 100 ? -5e-4 : i < 200 ? 2e-4 : 0, 4.0);
        lmb_dataset *d = read_text(text);
        describe("quoted %d", quoted);
        double turn = 36 / 3600.0, part = 5.0 / 7; /* of the segment in which the current turns */
        assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 5e-4 * (99 + part / 2) * turn,
                     1e-12, 0);
        assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, 0),
                     1 + 2e-4 * (99 + (1 - part) / 2 + 0.5) * turn, 1e-12, 0);
        lmb_dataset_free(d);
    }
}

/* Over the time in which it is known: 150 kPa for 0.5 h, 350 kPa for 0.5 h, a gap between them. */
static void pressure_is_a_mean_over_time(void **state)
{
    (void)state;
    static const char *const headings[] = {"Applied Pressure / Pa", "Surface Pressure / Pa",
                                           "Stack Pressure [Pa]", "pressure_pa"};
    for (int i = 0; i < 4; i++) {
        char text[500];
        snprintf(text, sizeof text,
                 "Test Time / s,Voltage / V,Current / A,Cycle Count / 1,%s\n0,3,1,1,1e5\n"
                 "1800,3.2,1,1,2e5\n3600,3.5,1,1,\n7200,4,1,1,3e5\n9000,4,1,1,4e5\n"
                 "9000,4,-1,2,5e5\n9600,4,-1,2,5e5\n",
                 headings[i]);
        describe("%s", headings[i]);
        lmb_dataset *d = read_text(text);
        assert_close(cell_of(d, LMB_COLUMN_PRESSURE, 0), 250, 1e-12, 0);
        assert_close(cell_of(d, LMB_COLUMN_PRESSURE, 1), 500, 1e-12, 0);
        lmb_dataset_free(d);
    }
    /* that of the room is another */
    lmb_dataset *d =
        read_text("Test Time / s,Current / A,Ambient Pressure / Pa\n0,1,1e5\n9,1,1e5\n");
    assert_int_equal(lmb_dataset_has_column(d, LMB_COLUMN_PRESSURE), 0);
    lmb_dataset_free(d);
}

static void decisions_come_with_their_evidence(void **state)
{
    (void)state;
    static const struct {
        const char *name, *topic, *words;
    } cases[] = {
        {"bdf_machine.bdf.csv", "counter", "resets with each cycle"},
        {"bdf_preferred.bdf.csv", "counter", "never resets"},
        {"neware_bts8_flat.csv", "counter", "resets with each step"},
        {"novonix_uhpc.csv", "counter", "net counter never resets; used"},
        {"pybamm.csv", "counter", "net counter never resets; used"},
        {"basytec.txt", "counter", "for discharge resets with each cycle; used"},
        {"novonix_uhpc.csv", "missing", "87 values missing; 0 rows"}, /* -9999: no probe */
        {"maccor_daytime_unsigned.txt", "sign", "unsigned"},
        {"pybamm.csv", "sign", "turned"},
        {"bdf_nonsi_batmo.csv", "sign", "turned"},
        {"arbin_mits7_underscore.csv", "sign", "as written"},
        {"maccor_export_minutes.txt", "unit", "taken as min"},
        {"digatron_ms_bug.csv", "unit", "taken as ms"},
        {"maccor_milli.txt", "unit", "taken as mV"},
        {"arbin_sql_beep.csv", "unit", "taken as degC"},
        {"basytec.txt", "cycle", "left out"},
        {"lanhe_en.csv", "cycle", "rebuilt"},
        {"novonix_uhpc.csv", "column", "test_time is field 4, 'Run Time (h)', in h"},
        {"arbin_mitspro_cumulative.csv", "file", "byte order mark"},
        {"maccor_mims_sec.070", "file", "delimiter tab, headings in line 2"},
        {"bdf_machine.bdf.csv", "pairing", "begin with a charge"},
        {"neware_cn_record_gbk.csv", "file", "GB18030"},
        {"neware_cn_record_gbk.csv", "column", "cycle is field 2, '循环号'"},
        {"biologic_gcpl_comma.mpt", "unit", "decimal comma"},
        {"bdf_machine.bdf.csv", "charge", "within a step"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lmb_dataset *dataset = read_format(cases[i].name);
        describe("%s: %s", cases[i].name, cases[i].words);
        assert_non_null(remark_with(dataset, cases[i].topic, cases[i].words));
        lmb_dataset_free(dataset);
    }
}

static void the_integral_is_kept_beside_counters_that_prove_nothing(void **state)
{
    (void)state;
    static const char head[] = "Test_Time(s),Cycle_Index,Step_Index,Current(A),Voltage(V),"
                               "Charge_Capacity(Ah),Discharge_Capacity(Ah)\n";
    char text[600];
    /* the schedule sets the charge counter to 7 Ah in the middle of cycle 1 */
    snprintf(text, sizeof text,
             "%s0,1,1,1,3.5,0,0\n1800,1,1,1,3.6,0.5,0\n1800,1,2,1,3.6,7,0\n3600,1,2,1,3.7,7.5,0\n"
             "3600,1,3,-1,3.6,7.5,0\n7200,1,3,-1,3.1,7.5,1\n",
             head);
    lmb_dataset *dataset = read_text(text);
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_non_null(remark_with(dataset, "counter", "not used"));
    lmb_dataset_free(dataset);
    /* counters in mAh under a heading in Ah */
    snprintf(text, sizeof text,
             "%s0,1,1,1,3.5,0,0\n3600,1,1,1,3.7,1000,0\n3600,1,3,-1,3.6,1000,0\n"
             "7200,1,3,-1,3.1,1000,1000\n",
             head);
    dataset = read_text(text);
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_non_null(remark_with(dataset, "counter", "out by a factor"));
    lmb_dataset_free(dataset);
}

static void no_trapezoid_crosses_a_border_or_a_pause(void **state)
{
    (void)state;
    /* 60 s apart at the border: 1 A charges before it, 1 A discharges after it */
    lmb_dataset *dataset = read_text("time/s,I/A,U/V,step\n0,1,3.5,1\n3600,1,3.6,1\n"
                                     "3660,-1,3.5,2\n7260,-1,3.0,2\n");
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_non_null(remark_with(dataset, "charge", "1 step border without a common time stamp"));
    lmb_dataset_free(dataset);
    /* the step time tells that the new step began 30 s before its first sample */
    dataset = read_text("time/s,step time/s,I/A,U/V,step\n0,0,1,3.5,1\n3600,3600,1,3.6,1\n"
                        "3660,30,-1,3.5,2\n7260,3630,-1,3.0,2\n");
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 1 + 30. / 3600, 1e-12, 0);
    lmb_dataset_free(dataset);
    /* without a step column a crossing within a step splits at the zero */
    dataset = read_text("time/s,I/A,U/V,step\n0,2,4,1\n3600,-1,4,1\n");
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 2. / 3, 1e-12, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 1. / 6, 1e-12, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_ENERGY, 0), 4. / 6, 1e-12, 0);
    lmb_dataset_free(dataset);
}

static void time_that_steps_back_is_counted_on(void **state)
{
    (void)state;
    lmb_dataset *dataset = read_text("time/s,I/A,U/V,step\n0,1,3.5,1\n1800,1,3.6,1\n"
                                     "1790,1,3.6,1\n3590,1,3.7,1\n");
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_non_null(remark_with(dataset, "time", "steps back 1 time:"));
    assert_null(remark_with(dataset, "time", "single row"));
    lmb_dataset_free(dataset);
    /* a row of time 0 in the middle: no hours pass behind it */
    dataset = read_text("time/s,I/A,U/V\n7000,1,3.5\n7100,1,3.5\n7200,1,3.5\n0,1,3.5\n"
                        "7200.01,1,3.5\n7300,1,3.5\n");
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 300. / 3600, 1e-12, 0);
    assert_non_null(remark_with(dataset, "time", "1 single row among them"));
    lmb_dataset_free(dataset);
}

static void a_step_time_that_runs_through_borders_tells_no_head(void **state)
{
    (void)state;
    lmb_dataset *dataset = read_text("time/s,step time/s,I/A,U/V,step\n0,0,0,3.5,0\n6,6,1,3.6,1\n"
                                     "3606,3606,1,3.7,1\n");
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    lmb_dataset_free(dataset);
}

static void samples_far_apart_ask_for_the_unit(void **state)
{
    (void)state;
    lmb_dataset *dataset = read_text("time/s,I/A,U/V\n0,1,3.5\n108000,1,3.5\n216000,1,3.6\n");
    assert_non_null(remark_with(dataset, "time", "30 h apart"));
    lmb_dataset_free(dataset);
}

static void missing_values_are_counted(void **state)
{
    (void)state;
    lmb_dataset *dataset = read_text("time/s,I/A,U/V,step,T1/C\n0,1,3.5,1,-9999\n900,NaN,3.5,1,25\n"
                                     "1800,1,,1,N/A\n3600,1,3.7,1,-2501.7\n,1,3.7,1,25\n");
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_non_null(remark_with(dataset, "missing", "6 values missing; 2 rows without"));
    assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_TEMPERATURE), 0);
    assert_int_equal(lmb_dataset_has_column(dataset, LMB_COLUMN_CHARGE_ENERGY), 0);
    lmb_dataset_free(dataset);
}

static void our_own_table_comes_back_with_the_same_bits(void **state)
{
    (void)state;
    static const int32_t ids[] = {
        LMB_COLUMN_CYCLE,     LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_ENERGY,
        LMB_COLUMN_RESERVOIR, LMB_COLUMN_TEMPERATURE,     LMB_COLUMN_STAGE};
    lmb_cell *cell = new_cell();
    lmb_dataset *made = simulate(cell, 50);
    double temperature[50];
    for (int k = 0; k < 50; k++) temperature[k] = 25 + k / 7.; /* K: our unit, however cold */
    assert_ok(lmb_dataset_set_column(made, LMB_COLUMN_TEMPERATURE, temperature, 50, 1));
    char *text = calloc(50, 400), *c = text;
    assert_non_null(text);
    for (int i = 0; i < 6; i++) c += sprintf(c, "%s%s", i ? "," : "", lmb_quantity_name(ids[i]));
    for (int k = 0; k < 50; k++)
        for (int i = 0; i < 6; i++)
            c += sprintf(c, "%s%.17g", i ? "," : "\n", cell_of(made, ids[i], k));
    lmb_dataset *back = read_text(text);
    assert_int_equal(lmb_dataset_cycles(back), 50);
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 50; k++)
            assert_same_bits(cell_of(back, ids[i], k), cell_of(made, ids[i], k));
    assert_close(source_result(back, LMB_RESULT_SOURCE_DIALECT), LMBI_LMB, 0, 0);
    assert_close(source_result(back, LMB_RESULT_SOURCE_KIND), LMBI_PER_CYCLE, 0, 0);
    lmb_dataset_free(back);
    lmb_dataset_free(made);
    lmb_cell_free(cell);
    free(text);
}

/* A record whose cycler began again at 1 behind its largest number. */
static void cycles_that_were_counted_on_are_read_back(void **state)
{
    (void)state;
    char text[200];
    lmb_dataset *record = new_dataset(), *table = new_dataset();
    const char *series = "test_time_second,current_ampere,cycle_count\n"
                         "0,1,100000000\n60,1,100000000\n120,1,1\n180,1,1\n240,1,2\n300,1,2\n";
    assert_ok(lmb_dataset_read_bytes(record, "t", series, strlen(series)));
    int64_t cycles = lmb_dataset_cycles(record);
    char *c = text + sprintf(text, "cycle,charge_capacity\n");
    for (int64_t k = 0; k < cycles; k++)
        c += sprintf(c, "%.0f,1\n", cell_of(record, LMB_COLUMN_CYCLE, k));
    assert_ok(lmb_dataset_read_bytes(table, "t", text, strlen(text)));
    assert_close(cell_of(table, LMB_COLUMN_CYCLE, cycles - 1), 100000002, 0, 0);
    lmb_dataset_free(record);
    lmb_dataset_free(table);
}

static void other_words_for_our_columns_are_read(void **state)
{
    (void)state;
    lmb_dataset *dataset = read_text("Cycle Count / 1,Cycle Charging Capacity / mAh,"
                                     "Mean Charge Voltage / V,Temperature / degC,Excluded / 1\n"
                                     "1,2000,3.9,25,formation\n2,1990,3.91,nan,no\n");
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 1), 1.99, 0, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_MEAN_CHARGE_VOLTAGE, 0), 3.9, 0, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_TEMPERATURE, 0), 298.15, 0, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_TEMPERATURE, 1), NAN, 0, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_EXCLUDED, 0), LMB_EXCLUDED_FORMATION, 0, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_EXCLUDED, 1), LMB_EXCLUDED_NO, 0, 0);
    assert_close(source_result(dataset, LMB_RESULT_SOURCE_DIALECT), LMBI_BDF, 0, 0);
    lmb_dataset_free(dataset);
}

static void maps_say_what_headings_do_not(void **state)
{
    (void)state;
    static const char table[] = "2,1.0707,1.07\n3,1.0719,1.07\n4,1.0725,1.07\n";
    lmb_dataset *dataset = new_dataset();
    assert_ok(lmb_dataset_map(dataset, "cycle", "#1"));
    assert_ok(lmb_dataset_map(dataset, "discharge_capacity", "#2"));
    assert_ok(lmb_dataset_read_bytes(dataset, "table.csv", table, sizeof table - 1));
    assert_int_equal(lmb_dataset_cycles(dataset), 3);
    assert_close(cell_of(dataset, LMB_COLUMN_CYCLE, 0), 2, 0, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, 2), 1.0725, 0, 0);
    assert_non_null(remark_with(dataset, "file", "delimiter ',', no headings"));
    lmb_dataset_free(dataset);

    static const char series[] = "when,flow,push\n0,-1000,3500\n60,-1000,3600\n60,500,3500\n"
                                 "180,500,3000\n";
    dataset = new_dataset();
    assert_ok(lmb_dataset_map(dataset, "test_time", "when:min"));
    assert_ok(lmb_dataset_map(dataset, "current", "-flow:mA"));
    assert_ok(lmb_dataset_map(dataset, "voltage", "push:mV"));
    assert_ok(lmb_dataset_read_bytes(dataset, "series.csv", series, sizeof series - 1));
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 1, 1e-12, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_ENERGY, 0), 3.55, 1e-12, 0);
    lmb_dataset_free(dataset);
}

static void maps_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    char heading[300];
    memset(heading, 'x', sizeof heading);
    heading[299] = '\0';
    lmb_dataset *dataset = new_dataset();
    assert_int_equal(lmb_dataset_map(dataset, "capacitance", "x"), LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_dataset_map(dataset, "current", heading), LMB_ERROR_LIMIT);
    assert_int_equal(lmb_dataset_map(dataset, NULL, "x"), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_dataset_map(dataset, "current", NULL), LMB_ERROR_ARGUMENT);
    assert_ok(lmb_dataset_map(dataset, "current", "I have"));
    const char *path = data_path("formats/bdf_machine.bdf.csv");
    assert_int_equal(lmb_dataset_read_files(dataset, &path, 1), LMB_ERROR_FORMAT);
    assert_non_null(strstr(lmb_dataset_message(dataset), "I have"));
    assert_ok(lmb_dataset_map(dataset, "current", "")); /* taken back */
    read_into(dataset, path);
    lmb_dataset_free(dataset);
}

/* The sample cut in two after row 40, with the headings again, is the same test; in the order of
 * its clock, whatever the order of the names. */
static void parts_of_a_test_join(void **state)
{
    (void)state;
    size_t size;
    char *text = read_whole(data_path("formats/bdf_preferred.bdf.csv"), &size);
    assert_non_null(text);
    char *body = strchr(text, '\n') + 1, *cut = body;
    for (int i = 0; i < 40; i++) cut = strchr(cut, '\n') + 1;
    const char *paths[] = {"part_1.csv", "part_2.csv"}, *turned[] = {paths[1], paths[0]};
    FILE *first = fopen(paths[0], "wb"), *second = fopen(paths[1], "wb");
    assert_true(first && second);
    fwrite(text, 1, (size_t)(cut - text), first);
    fwrite(text, 1, (size_t)(body - text), second);
    fwrite(cut, 1, (size_t)(text + size - cut), second);
    fclose(first);
    fclose(second);
    for (int turn = 0; turn < 2; turn++) {
        lmb_dataset *dataset = new_dataset();
        assert_ok(lmb_dataset_read_files(dataset, turn ? turned : paths, 2));
        check_truth(dataset, 1e-6);
        assert_null(remark_with(dataset, "time", "starts again"));
        assert_int_equal(remark_with(dataset, "file", "in the order of their clocks") != NULL,
                         turn);
        lmb_dataset_free(dataset);
    }
    remove(paths[0]);
    remove(paths[1]);
    free(text);
}

static void a_test_that_starts_again_is_counted_on(void **state)
{
    (void)state;
    static const char *const names[] = {"formats/bdf_machine.bdf.csv",
                                        "formats/battery_archive_cycle_data.csv",
                                        "formats/maccor_mims_sec.070"};
    for (int i = 0; i < 3; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s", data_path(names[i]));
        const char *paths[] = {path, path};
        lmb_dataset *dataset = new_dataset();
        describe("%s twice", names[i]);
        assert_ok(lmb_dataset_read_files(dataset, paths, 2));
        assert_int_equal(!remark_with(dataset, "time", "starts again with 1 file or block of"),
                         i == 1);
        assert_int_equal(lmb_dataset_cycles(dataset), 6);
        double start = cell_of(dataset, LMB_COLUMN_SOURCE_CYCLE, 0);
        for (int k = 0; k < 6; k++) {
            assert_close(cell_of(dataset, LMB_COLUMN_CYCLE, k), start + k, 0, 0);
            assert_close(cell_of(dataset, LMB_COLUMN_SOURCE_CYCLE, k), start + k % 3, 0, 0);
            assert_close(cell_of(dataset, LMB_COLUMN_CHARGE_CAPACITY, k), truth[0][k % 3], 1e-6, 0);
        }
        lmb_dataset_free(dataset);
    }
}

struct peak {
    struct counter now;
    int64_t bytes;
};

static void *watch_peak(void *user, void *block, uint64_t size)
{
    struct peak *peak = user;
    void *made = counting_allocate(&peak->now, block, size);
    if (peak->now.bytes > peak->bytes) peak->bytes = peak->now.bytes;
    return made;
}

static int64_t peak_of_reading(int rows)
{
    size_t room = 100 + 40 * (size_t)rows, used;
    char *text = malloc(room);
    assert_non_null(text);
    used = (size_t)snprintf(text, room, "Test_Time(s),Current(A),Voltage(V),Cycle_Index\n");
    for (int i = 0; i < rows; i++)
        used += (size_t)snprintf(text + used, room - used, "%d,%d,3.5,%d\n", i, i % 9 - 4,
                                 1 + 10 * i / rows);
    struct peak peak = {.bytes = 0};
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(watch_peak, &peak, &dataset));
    assert_ok(lmb_dataset_read_bytes(dataset, "rows.csv", text, used));
    assert_int_equal(lmb_dataset_cycles(dataset), 10);
    lmb_dataset_free(dataset);
    free(text);
    return peak.bytes;
}

static void memory_grows_with_cycles_not_with_rows(void **state)
{
    (void)state;
    int64_t few = peak_of_reading(5000), many = peak_of_reading(200000);
    describe("%d bytes for 5,000 rows", (int)few);
    assert_close((double)many, (double)few, 0, 200); /* remarks with longer numbers */
}

static void resolution_is_what_is_printed(void **state)
{
    (void)state;
    lmb_dataset *coarse = read_text("Cycle_Index,Charge_Capacity (Ah),Discharge_Capacity (Ah)\n"
                                    "1,0.604,1.292\n2,1.29,1.3\n3,1.301,1.3\n");
    assert_close(source_result(coarse, LMB_RESULT_CE_RESOLUTION), 1e-3 / 0.604, 1e-12, 0);
    lmb_dataset_free(coarse);
    coarse = read_text("time/s\tdq/A.h\tcycle number\n0\t0\t1\n100\t0.501\t1\n200\t-0.5\t1\n"
                       "300\t0.501\t2\n400\t-0.5\t2\n");
    assert_close(source_result(coarse, LMB_RESULT_CE_RESOLUTION), 1e-3 / 0.501, 1e-12, 0);
    lmb_dataset_free(coarse);
}

/* Charge and discharge of cycles as the file's own counters have them, summed by another program.
 */
static const struct {
    const char *name;
    int64_t cycles, row;
    double charge, discharge, tolerance;
} records[] = {
    {"nicolet5__DiffCapAnalyzer/CS2_33_10_05_10.csv", 7, 1, 1.0578055028682969, 1.062531850126134,
     1e-12},
    {"nicolet5__DiffCapAnalyzer/CS2_33_1_28_11.csv", 50, 49, 0.16365526123709984,
     0.16171365912564006, 1e-12},
    {"nicolet5__DiffCapAnalyzer/CS2_33_2_2_11.csv", 50, 1, 0.15673046871724303, 0.132932442540174,
     1e-12},
    {"nicolet5__DiffCapAnalyzer/CS2_33_8_17_10.csv", 1, 0, 1.158579358130649, 1.16169252443727,
     1e-12},
    {"jepegit__cellpy/neware_uio.csv", 4, 2, 0.00783477, 0.00797423, 1e-12},
    {"jepegit__cellpy/maccor_001.txt", 1, 0, 17.6236, 17.36311, 1e-12},
    {"jepegit__cellpy/batmo_bdf.csv", 109, 1, 0.15516342398229, 0.146837581719826, 1e-12},
    {"TRI-AMDD__beep/PreDiag_000229_000229_truncated.034", 2, 0, 3.8529012093, 4.7626133936, 1e-12},
    {"ROVI-org__battery-data-toolkit/arbin_example.csv", 2, 1, 1.0725317, 1.0729095, 1e-12},
    {"ROVI-org__battery-data-toolkit/arbin_example.csv", 2, 0, 1.0719038, 1.0723603, 1e-12},
    {"jepegit__cellpy/nw_regular_export_ife_example.csv", 20, 1, 0.32780, 0.33172, 1.6e-5},
    {"jepegit__cellpy/nw_regular_export_ife_example.csv", 20, 19, 0.26738, 0.26320, 2e-5},
    {"ROVI-org__battery-data-toolkit/p492-13-raw.csv", 9, 1, 0.02187029, 0.02173834, 3e-4},
    {"ROVI-org__battery-data-toolkit/p492-13-summary.csv", 267, 1, 0.02187029, 0.02173834, 0},
    {"ROVI-org__battery-data-toolkit/CALCE_CX2-33_prism_LCO_25C_0-100_0.5-0.5C_d_cycle_data.csv", 9,
     1, 1.291, 1.295, 0},
};

static void real_records_give_the_charge_that_they_counted(void **state)
{
    (void)state;
    int read = 0, count = sizeof records / sizeof records[0];
    for (int i = 0; i < count; i++) {
        char name[300];
        snprintf(name, sizeof name, "data/%s", records[i].name);
        const char *path = shared_path(name);
        if (!path) continue;
        describe("%s", name);
        lmb_dataset *d = read_path(path);
        assert_int_equal(lmb_dataset_cycles(d), records[i].cycles);
        assert_close(cell_of(d, LMB_COLUMN_CHARGE_CAPACITY, records[i].row), records[i].charge,
                     records[i].tolerance, 0);
        assert_close(cell_of(d, LMB_COLUMN_DISCHARGE_CAPACITY, records[i].row),
                     records[i].discharge, records[i].tolerance, 0);
        lmb_dataset_free(d);
        read++;
    }
    print_message("# %d of %d real records read, %d not present\n", read, count, count - read);
    if (read == 0) skip();
}

static void a_table_without_headings_of_the_shared_data(void **state)
{
    (void)state;
    const char *path = shared_path(
        "data/VNemani14__UQ_ML_Tutorial/Case_study_1/Dataset/discharge_capacity/test1/cell1.csv");
    if (!path) skip();
    lmb_dataset *dataset = new_dataset();
    assert_ok(lmb_dataset_map(dataset, "cycle", "#1"));
    assert_ok(lmb_dataset_map(dataset, "discharge_capacity", "#2"));
    read_into(dataset, path);
    assert_close(cell_of(dataset, LMB_COLUMN_CYCLE, 0), 2, 0, 0);
    assert_close(cell_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, 0), 1.0707, 0, 0);
    lmb_dataset_free(dataset);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_dialect_gives_the_same_cycles),
        cmocka_unit_test(the_integral_alone_gives_the_same_cycles),
        cmocka_unit_test(half_cells_are_read_as_they_are),
        cmocka_unit_test(forecasts_are_read_back),
        cmocka_unit_test(headings_without_rows_are_told),
        cmocka_unit_test(utf_16_is_read_by_its_mark),
        cmocka_unit_test(headings_that_stand_there_again_go_on),
        cmocka_unit_test(ce_pairs_what_is_recovered_with_what_was_invested),
        cmocka_unit_test(efficiencies_of_the_file_are_ignored),
        cmocka_unit_test(a_time_series_tells_more_than_charge),
        cmocka_unit_test(what_leaks_at_rest_is_counted),
        cmocka_unit_test(pressure_is_a_mean_over_time),
        cmocka_unit_test(decisions_come_with_their_evidence),
        cmocka_unit_test(the_integral_is_kept_beside_counters_that_prove_nothing),
        cmocka_unit_test(no_trapezoid_crosses_a_border_or_a_pause),
        cmocka_unit_test(time_that_steps_back_is_counted_on),
        cmocka_unit_test(a_step_time_that_runs_through_borders_tells_no_head),
        cmocka_unit_test(samples_far_apart_ask_for_the_unit),
        cmocka_unit_test(missing_values_are_counted),
        cmocka_unit_test(our_own_table_comes_back_with_the_same_bits),
        cmocka_unit_test(cycles_that_were_counted_on_are_read_back),
        cmocka_unit_test(other_words_for_our_columns_are_read),
        cmocka_unit_test(maps_say_what_headings_do_not),
        cmocka_unit_test(maps_that_make_no_sense_are_refused),
        cmocka_unit_test(parts_of_a_test_join),
        cmocka_unit_test(a_test_that_starts_again_is_counted_on),
        cmocka_unit_test(memory_grows_with_cycles_not_with_rows),
        cmocka_unit_test(resolution_is_what_is_printed),
        cmocka_unit_test(real_records_give_the_charge_that_they_counted),
        cmocka_unit_test(a_table_without_headings_of_the_shared_data),
    };
    return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
