/* Hashes of what the library computes, one line each: the same on every platform.
 *
 *   bits DATA        DATA: the folder tests/data; "hash name" for each output
 *   bits DATA NAME   the 64-bit words behind one hash, to find where two platforms part
 *
 * On the public header alone and without libm, cmocka or threads, so that it runs wherever a C
 * compiler reaches: tests/stages/bits.sh compares the hashes of many targets. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmb/lmb.h>

#include "json.h"

static const char *data, *wanted;
static uint64_t hash;
static int shown;

static void begin(const char *name)
{
    hash = 0xCBF29CE484222325U;
    shown = wanted && strcmp(name, wanted) == 0;
}

static void end(const char *name)
{
    if (!wanted) printf("%016" PRIx64 "  %s\n", hash, name);
}

static void add_word(uint64_t word) /* FNV-1a over the bytes, the low one first */
{
    if (shown) printf("%016" PRIx64 "\n", word);
    for (int i = 0; i < 8; i++, word >>= 8) hash = (hash ^ (word & 0xFF)) * 0x100000001B3U;
}

static void add_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (shown) printf("%.17g ", value);
    add_word(bits);
}

static void add_text(const char *text)
{
    if (shown) printf("%s ", text);
    for (; *text; text++) add_word((unsigned char)*text);
}

static void check(int32_t status, const char *what, const char *message)
{
    if (status == LMB_OK) return;
    fprintf(stderr, "bits: %s: %s (%s)\n", what, message, lmb_status_name(status));
    exit(1);
}

static void *memory_for(int64_t count)
{
    double *values = malloc((size_t)(count + 1) * sizeof *values);
    if (!values) check(LMB_ERROR_MEMORY, "no memory", "");
    return values;
}

/* Every column that is there, with its id. */
static void add_dataset(const lmb_dataset *dataset)
{
    int64_t count = lmb_dataset_cycles(dataset);
    double *values = memory_for(count);
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        if (lmb_dataset_get_column(dataset, id, values, count, 1)) continue;
        add_word((uint64_t)id);
        for (int64_t k = 0; k < count; k++) add_double(values[k]);
    }
    free(values);
}

static void add_report(const lmb_report *report)
{
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        double value, lower, upper;
        int32_t reason;
        if (lmb_report_value(report, id, &value, &lower, &upper, &reason)) continue;
        add_word((uint64_t)id);
        add_double(value);
        add_double(lower);
        add_double(upper);
        add_word((uint64_t)reason);
    }
    for (int32_t i = 0, id; (id = lmb_report_warning(report, i, NULL, NULL)) != 0; i++)
        add_word((uint64_t)id);
    add_dataset(lmb_report_table(report));
}

static void add_fitted(const lmb_report *report)
{
    double value, lower, upper, covariance[24];
    int32_t id, identified;
    for (int32_t i = 0;
         !lmb_report_parameter(report, i, &id, &value, &lower, &upper, &identified, covariance);
         i++) {
        add_word((uint64_t)id);
        add_double(value);
        add_double(lower);
        add_double(upper);
        add_word((uint64_t)identified);
        for (int32_t j = 0; j <= i; j++) add_double(covariance[j]);
    }
}

/* ---- what is computed ---- */

static lmb_cell *new_cell(void)
{
    lmb_cell *cell;
    check(lmb_cell_new(NULL, NULL, &cell), "new cell", "");
    return cell;
}

static void set(lmb_cell *cell, int32_t id, double value)
{
    check(lmb_cell_set(cell, id, value), "set", lmb_cell_message(cell));
}

static lmb_dataset *simulate(const lmb_cell *cell, int64_t cycles)
{
    lmb_dataset *dataset;
    char message[200] = "";
    check(lmb_cell_simulate(cell, cycles, &dataset, message, sizeof message), "simulate", message);
    return dataset;
}

/* Random numbers of a seed (splitmix64), and nearly normal ones by sums that round nowhere. */
static double uniform(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return (double)((z ^ (z >> 31)) >> 24) * 0x1p-40;
}

static double normal(uint64_t *state)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) sum += uniform(state);
    return sum;
}

/* The measured columns of a simulated cell, with noise. */
static lmb_dataset *record_of(const lmb_cell *cell, int64_t cycles, uint64_t seed)
{
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                  LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY};
    static const double scatter[] = {5e-4, 5e-4, 6e-4, 6e-4};
    lmb_dataset *truth = simulate(cell, cycles), *record;
    check(lmb_dataset_new(NULL, NULL, &record), "new dataset", "");
    double *values = memory_for(cycles);
    for (int i = 0; i < 4; i++) {
        check(lmb_dataset_get_column(truth, ids[i], values, cycles, 1), "column", "");
        for (int64_t k = 0; k < cycles; k++) values[k] *= 1 + scatter[i] * normal(&seed);
        check(lmb_dataset_set_column(record, ids[i], values, cycles, 1), "column",
              lmb_dataset_message(record));
    }
    free(values);
    lmb_dataset_free(truth);
    return record;
}

static double parameter_value(int32_t id, const struct json *value)
{
    if (value->kind != JSON_TEXT) return value->number;
    for (int32_t i = 0; lmb_quantity_value_name(id, i); i++)
        if (strcmp(lmb_quantity_value_name(id, i), value->text) == 0) return i;
    check(LMB_ERROR_UNKNOWN, "value", value->text);
    return 0;
}

static lmb_cell *cell_of(const struct json *scenario)
{
    lmb_cell *cell = new_cell();
    const struct json *parameter = json_member(scenario, "parameters")->first;
    for (; parameter; parameter = parameter->next) {
        int32_t id = lmb_quantity_find(LMB_KIND_PARAMETER, parameter->name);
        set(cell, id, parameter_value(id, parameter));
    }
    return cell;
}

static void *read_whole(const char *name, size_t *size)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", data, name);
    FILE *file = fopen(path, "rb");
    if (!file) check(LMB_ERROR_FILE, path, "cannot be opened");
    size_t room = 1 << 20;
    char *bytes = memory_for((int64_t)room / 8);
    *size = fread(bytes, 1, room - 1, file);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

/* ---- the outputs ---- */

static void simulate_scenarios(const struct json *scenarios)
{
    char name[100];
    for (const struct json *s = scenarios->first; s; s = s->next) {
        lmb_cell *cell = cell_of(s);
        lmb_dataset *dataset = simulate(cell, (int64_t)json_member(s, "cycles")->number);
        snprintf(name, sizeof name, "simulate/%s", s->name);
        begin(name);
        add_dataset(dataset);
        end(name);
        lmb_dataset_free(dataset);
        lmb_cell_free(cell);
    }
}

/* A stepped cell as bytes, what goes on from those bytes, and what is derived of it. */
static void step_save_restore(const struct json *scenarios)
{
    unsigned char bytes[4000];
    uint64_t size;
    lmb_cell *stepped = cell_of(json_member(scenarios, "everything")), *cell = new_cell();
    begin("save");
    for (int i = 0; i < 200; i++) check(lmb_cell_step(stepped), "step", lmb_cell_message(stepped));
    check(lmb_cell_save(stepped, bytes, sizeof bytes, &size), "save", "");
    for (uint64_t i = 0; i < size; i++) add_word(bytes[i]);
    check(lmb_cell_restore(cell, bytes, size), "restore", lmb_cell_message(cell));
    check(lmb_cell_step(cell), "step", lmb_cell_message(cell));
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        double value;
        if (lmb_cell_get(cell, id, &value) == LMB_OK) add_double(value);
    }
    end("save");
    lmb_cell_free(stepped);
    lmb_cell_free(cell);
}

static const char *const formats[] = {"arbin_mits7_underscore.csv",
                                      "arbin_mitspro_cumulative.csv",
                                      "arbin_sql_beep.csv",
                                      "basytec.txt",
                                      "battery_archive_cycle_data.csv",
                                      "battery_archive_timeseries.csv",
                                      "bdf_legacy_ms.bdf.csv",
                                      "bdf_machine.bdf.csv",
                                      "bdf_nonsi_batmo.csv",
                                      "bdf_preferred.bdf.csv",
                                      "biologic_gcpl_comma.mpt",
                                      "biologic_gcpl_dot.mpt",
                                      "digatron_ms_bug.csv",
                                      "landt_sintef.csv",
                                      "lanhe_cn_gbk.csv",
                                      "lanhe_en.csv",
                                      "licu_neware_cycle.csv",
                                      "maccor_csv.csv",
                                      "maccor_daytime_unsigned.txt",
                                      "maccor_export_minutes.txt",
                                      "maccor_milli.txt",
                                      "maccor_mims_min.001",
                                      "maccor_mims_sec.070",
                                      "neware_bts8_flat.csv",
                                      "neware_cn_cycle_gbk.csv",
                                      "neware_cn_record_gbk.csv",
                                      "neware_nested.csv",
                                      "novonix_hpc_ampm.csv",
                                      "novonix_uhpc.csv",
                                      "pec.csv",
                                      "pybamm.csv"};

/* Each sample from its file; the report of its cycles; and how it was read, in words. */
static void read_formats(void)
{
    char name[100], path[1000];
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        lmb_dataset *dataset;
        lmb_report *report;
        const char *at = path, *topic, *text;
        snprintf(path, sizeof path, "%s/formats/%s", data, formats[i]);
        snprintf(name, sizeof name, "cycles/%s", formats[i]);
        begin(name);
        check(lmb_dataset_new(NULL, NULL, &dataset), "new dataset", "");
        check(lmb_dataset_read_files(dataset, &at, 1), "read", lmb_dataset_message(dataset));
        add_dataset(dataset);
        for (int32_t k = 0; lmb_dataset_remark(dataset, k, &topic, &text) == LMB_OK; k++)
            if (!strstr(text, formats[i])) add_text(text); /* a path is the machine's own */
        check(lmb_analyze(dataset, NULL, &report, NULL, 0), "analyze", name);
        add_report(report);
        end(name);
        lmb_report_free(report);
        lmb_dataset_free(dataset);
    }
}

static void analyze_records(const struct json *scenarios)
{
    static const char *const names[] = {"default",   "constant_ce", "exponential",
                                        "thin_foil", "anode_free",  "conditions"};
    char name[100], message[200] = "";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        lmb_cell *cell = cell_of(json_member(scenarios, names[i]));
        lmb_dataset *record = record_of(cell, 300, 1 + i);
        lmb_report *report;
        snprintf(name, sizeof name, "analyze/%s", names[i]);
        begin(name);
        check(lmb_analyze(record, cell, &report, message, sizeof message), "analyze", message);
        add_report(report);
        end(name);
        lmb_report_free(report);
        lmb_dataset_free(record);
        lmb_cell_free(cell);
    }
}

static void fit_and_forecast(void)
{
    char message[200] = "";
    lmb_cell *truth = new_cell(), *start = new_cell();
    set(truth, LMB_PARAM_CE_LI, 0.992);
    set(truth, LMB_PARAM_INACTIVE_ONSET, 2.2);
    set(start, LMB_PARAM_NP_RATIO, 1.5);
    set(start, LMB_PARAM_NP_RATIO_SD, 0.03);
    lmb_dataset *record = record_of(truth, 140, 77), *forecast;
    lmb_report *report;
    begin("fit");
    check(lmb_fit(record, start, NULL, 0, &report, message, sizeof message), "fit", message);
    add_report(report);
    add_fitted(report);
    end("fit");
    begin("forecast");
    check(lmb_forecast(report, NULL, 20, &forecast, message, sizeof message), "forecast", message);
    add_dataset(forecast);
    end("forecast");
    lmb_dataset_free(forecast);
    lmb_report_free(report);
    lmb_dataset_free(record);
    lmb_cell_free(start);
    lmb_cell_free(truth);
}

static void sweep(void)
{
    static const double np[] = {0.5, 1, 2}, capacity[] = {3, 5}, electrolyte[] = {1.5, 3};
    lmb_cell *cell = new_cell();
    lmb_dataset *dataset;
    char message[200] = "";
    begin("sweep");
    check(lmb_cell_sweep(cell, np, 3, capacity, 2, electrolyte, 2, 500, &dataset, message,
                         sizeof message),
          "sweep", message);
    add_dataset(dataset);
    end("sweep");
    lmb_dataset_free(dataset);
    lmb_cell_free(cell);
}

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    data = argv[1];
    wanted = argc > 2 ? argv[2] : NULL;
    size_t size;
    char *text = read_whole("vectors/model.json", &size);
    struct json *scenarios = json_parse(text);
    if (!scenarios) check(LMB_ERROR_FORMAT, "vectors/model.json", "no JSON");
    simulate_scenarios(scenarios);
    step_save_restore(scenarios);
    sweep();
    read_formats();
    analyze_records(scenarios);
    fit_and_forecast();
    json_free(scenarios);
    free(text);
    return 0;
}
