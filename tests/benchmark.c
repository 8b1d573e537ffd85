/* How fast, how much memory: `meson test -C build --benchmark`. Best of several runs, one core. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <lmb/lmb.h>

enum { RUNS = 5 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void check(int32_t status, const char *what)
{
    if (status == LMB_OK) return;
    fprintf(stderr, "%s: %s\n", what, lmb_status_text(status));
    exit(1);
}

/* ---- the model ---- */

/* Memory of the caller that is used again and again: without it the kernel's fresh pages count. */
struct pool {
    char *memory;
    uint64_t size, used;
};

static void *take(void *user, void *block, uint64_t size)
{
    struct pool *pool = user;
    uint64_t rounded = (size + 15) / 16 * 16;
    if (size == 0 || block || pool->used + rounded > pool->size) return NULL; /* no resizing here */
    pool->used += rounded;
    return pool->memory + pool->used - rounded;
}

/* A cell that passes through all stages, or one that stays healthy, or loses by a power. */
enum kind { DEFAULT, HEALTHY, EXPONENTIAL, KINDS };
static const char *const kind_name[] = {"default", "healthy", "healthy exponential"};

static lmb_cell *cell_of(enum kind kind, struct pool *pool)
{
    lmb_cell *cell;
    check(lmb_cell_new(pool ? take : NULL, pool, &cell), "cell");
    if (kind != DEFAULT) check(lmb_cell_set(cell, LMB_PARAM_NP_RATIO, 1e6), "np_ratio");
    if (kind != DEFAULT) check(lmb_cell_set(cell, LMB_PARAM_CE_CATHODE, 1), "ce_cathode");
    if (kind == EXPONENTIAL) check(lmb_cell_set(cell, LMB_PARAM_CE_LI_LAW, 2), "ce_li_law");
    if (kind == EXPONENTIAL) check(lmb_cell_set(cell, LMB_PARAM_CE_LI_GROWTH, 1.0001), "growth");
    return cell;
}

/* Whole lives, each into a new table: 100,000 cycles in all. */
static void time_simulation(enum kind kind, struct pool *pool, int64_t cycles)
{
    lmb_cell *cell = cell_of(kind, pool);
    uint64_t used = pool ? pool->used : 0;
    double best = INFINITY;
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        for (int64_t k = 0; k < 100000; k += cycles) {
            lmb_dataset *life;
            check(lmb_cell_simulate(cell, cycles, &life, NULL, 0), "simulate");
            lmb_dataset_free(life);
            if (pool) pool->used = used;
        }
        best = fmin(best, now() - start);
    }
    printf("simulate, %s cell, lives of %d cycles, %s: %.1f ns a cycle (25 columns)\n",
           kind_name[kind], (int)cycles, pool ? "caller's memory" : "malloc", 1e9 * best / 100000);
    lmb_cell_free(cell);
}

static void time_steps(enum kind kind, int64_t cycles)
{
    lmb_cell *cell = cell_of(kind, NULL);
    double best = INFINITY;
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        for (int64_t k = 0; k < 100000; k++) {
            if (k % cycles == 0) check(lmb_cell_reset(cell), "reset");
            check(lmb_cell_step(cell), "step");
        }
        best = fmin(best, now() - start);
    }
    printf("step, %s cell: %.1f ns a cycle\n", kind_name[kind], 1e9 * best / 100000);
    lmb_cell_free(cell);
}

static void time_model(void)
{
    struct pool pool = {malloc(64 << 20), 64 << 20, 0};
    if (!pool.memory) exit(1);
    for (enum kind kind = DEFAULT; kind < KINDS; kind++) {
        int64_t cycles = kind == DEFAULT ? 400 : 1000;
        time_simulation(kind, NULL, cycles);
        time_simulation(kind, &pool, cycles);
        time_steps(kind, cycles);
    }
    time_simulation(HEALTHY, NULL, 100000);
    time_simulation(HEALTHY, &pool, 100000);
    free(pool.memory);
}

/* ---- analysis ---- */

/* Near enough to normal: the sum of twelve uniform numbers. */
static double noise(uint64_t *seed)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 6364136223846793005U + 1442695040888963407U;
        sum += (double)(*seed >> 11) * 0x1p-53;
    }
    return sum;
}

/* A cell that passes through all stages within `cycles`, as a cycler records it. */
static lmb_dataset *record_of(int64_t cycles)
{
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                  LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY};
    uint64_t seed = 1;
    double scale = 280.0 / (double)cycles;
    lmb_cell *cell;
    lmb_dataset *record;
    check(lmb_cell_new(NULL, NULL, &cell), "cell");
    check(lmb_cell_set(cell, LMB_PARAM_CE_LI, 1 - 0.0045 * scale), "ce_li");
    check(lmb_cell_set(cell, LMB_PARAM_CE_CATHODE, 1 - 0.0002 * scale), "ce_cathode");
    check(lmb_dataset_new(NULL, NULL, &record), "dataset");
    check(lmb_dataset_reserve(record, cycles, ids, 4), "reserve");
    for (int64_t k = 0; k < cycles; k++) {
        double row[4];
        check(lmb_cell_step(cell), "step");
        for (int i = 0; i < 4; i++) check(lmb_cell_get(cell, ids[i], &row[i]), "get");
        double capacity = 1 + 5e-4 * noise(&seed), ce = 1 + 3e-4 * noise(&seed);
        row[0] *= capacity;
        row[1] *= capacity * ce;
        row[2] *= capacity * (1 + 1.4e-4 * noise(&seed));
        row[3] *= capacity * ce * (1 + 1.4e-4 * noise(&seed));
        check(lmb_dataset_append(record, ids, row, 4), "append");
    }
    lmb_cell_free(cell);
    return record;
}

/* Capacity alone, with a knee. */
static lmb_dataset *knee_of(int64_t cycles)
{
    static const int32_t id = LMB_COLUMN_DISCHARGE_CAPACITY;
    uint64_t seed = 1;
    lmb_dataset *record;
    check(lmb_dataset_new(NULL, NULL, &record), "dataset");
    for (int64_t k = 0; k < cycles; k++) {
        double x = (double)k / (double)cycles;
        double value = 1 - 0.2 * x - 1.8 * fmax(0, x - 0.75) + 1e-3 * noise(&seed);
        check(lmb_dataset_append(record, &id, &value, 1), "append");
    }
    return record;
}

static void time_analysis(int64_t cycles, int knee)
{
    lmb_dataset *record = knee ? knee_of(cycles) : record_of(cycles);
    lmb_cell *known;
    double best = INFINITY, stage = NAN;
    check(lmb_cell_new(NULL, NULL, &known), "cell");
    check(lmb_cell_set(known, LMB_PARAM_NP_RATIO, 1.5), "np_ratio");
    for (int run = 0; run < 2 * RUNS; run++) {
        lmb_report *report;
        double start = now();
        check(lmb_analyze(record, known, &report, NULL, 0), "analyze");
        best = fmin(best, now() - start);
        check(lmb_report_value(report, LMB_RESULT_STAGE, &stage, NULL, NULL, NULL), "stage");
        lmb_report_free(report);
    }
    printf("analyze, %d cycles%s: %.3f ms, %.0f ns a cycle (stage %.0f)\n", (int)cycles,
           knee ? " of capacity alone" : "", 1e3 * best, 1e9 * best / (double)cycles, stage);
    lmb_cell_free(known);
    lmb_dataset_free(record);
}

/* ---- reading ---- */

/* A time series of 7 columns in BDF, 1,000 rows a cycle. */
static void write_series(const char *path, int64_t rows)
{
    FILE *file = fopen(path, "w");
    if (!file) exit(1);
    fprintf(file, "Test Time / s,Current / A,Voltage / V,Cycle Count / 1,Step Count / 1,"
                  "Step ID,Ambient Temperature / degC\n");
    for (int64_t i = 0; i < rows; i++) {
        int up = i % 1000 < 500, at = (int)(i % 500);
        fprintf(file, "%.3f,%.6f,%.5f,%d,%d,%d,%.2f\n", 7.2 * (double)i, up ? 4.0 : -3.998,
                up ? 3.0 + 0.0024 * at : 4.1 - 0.0024 * at, (int)(i / 1000) + 1, (int)(i / 500) + 1,
                up ? 1 : 2, 25 + 0.01 * (double)(i % 37));
    }
    fclose(file);
}

static int64_t read_series(const char *path)
{
    lmb_dataset *dataset;
    check(lmb_dataset_new(NULL, NULL, &dataset), "dataset");
    int32_t status = lmb_dataset_read_files(dataset, &path, 1);
    if (status) fprintf(stderr, "%s\n", lmb_dataset_message(dataset));
    check(status, "read");
    int64_t cycles = lmb_dataset_cycles(dataset);
    lmb_dataset_free(dataset);
    return cycles;
}

static void time_reading(const char *path, int64_t rows)
{
    struct stat file;
    double best = INFINITY;
    int64_t cycles = 0;
    if (stat(path, &file) != 0) exit(1);
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        cycles = read_series(path);
        best = fmin(best, now() - start);
    }
    printf("read, %d rows of 7 columns: %.0f MB/s, %.1f million rows/s (%d cycles)\n", (int)rows,
           1e-6 * (double)file.st_size / best, 1e-6 * (double)rows / best, (int)cycles);
}

/* Twelve uniform numbers: as good as a normal for a benchmark. */
static double wobble(uint64_t *state)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *state = *state * 6364136223846793005U + 1442695040888963407U;
        sum += (double)(*state >> 11) * 0x1p-53;
    }
    return sum;
}

/* A cell that lives on, with noise on capacity, CE and voltages. */
static lmb_dataset *noisy_record(const lmb_cell *cell, int64_t cycles)
{
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                  LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY};
    lmb_dataset *truth, *record;
    uint64_t state = 1;
    double *column = malloc(4 * (size_t)cycles * sizeof *column), *at[4];
    if (!column) exit(1);
    check(lmb_cell_simulate(cell, cycles, &truth, NULL, 0), "simulate");
    check(lmb_dataset_new(NULL, NULL, &record), "dataset");
    for (int i = 0; i < 4; i++) {
        at[i] = column + i * cycles;
        check(lmb_dataset_get_column(truth, ids[i], at[i], cycles, 1), "column");
    }
    for (int64_t k = 0; k < cycles; k++) {
        double up = at[2][k] / at[0][k] + 5e-4 * wobble(&state);
        double down = at[3][k] / at[1][k] + 5e-4 * wobble(&state);
        double both = 1 + 5e-4 * wobble(&state);
        at[0][k] *= both;
        at[1][k] *= both * (1 + 3e-4 * wobble(&state));
        at[2][k] = up * at[0][k];
        at[3][k] = down * at[1][k];
    }
    for (int i = 0; i < 4; i++)
        check(lmb_dataset_set_column(record, ids[i], at[i], cycles, 1), "column");
    free(column);
    lmb_dataset_free(truth);
    return record;
}

/* A fit of five parameters, and a forecast of 1,000 cycles from it. */
static void time_fit(int64_t cycles)
{
    static const int32_t free_ids[] = {LMB_PARAM_CE_LI, LMB_PARAM_INACTIVE_ONSET,
                                       LMB_PARAM_INACTIVE_SENSITIVITY, LMB_PARAM_CE_CATHODE,
                                       LMB_PARAM_RESISTANCE};
    lmb_cell *start, *cell;
    check(lmb_cell_new(NULL, NULL, &start), "cell");
    check(lmb_cell_set(start, LMB_PARAM_NP_RATIO, 1.5), "np_ratio");
    check(lmb_cell_set(start, LMB_PARAM_ELECTROLYTE, 40), "electrolyte");
    check(lmb_cell_copy(start, &cell), "cell");
    check(lmb_cell_set(cell, LMB_PARAM_CE_LI, 0.9992), "ce_li");
    check(lmb_cell_set(cell, LMB_PARAM_INACTIVE_ONSET, 1), "inactive_onset");
    lmb_dataset *record = noisy_record(cell, cycles), *ahead;
    double fit = 1e9, forecast = 1e9;
    for (int run = 0; run < RUNS; run++) {
        lmb_report *report;
        double begun = now(), fitted;
        check(lmb_fit(record, start, free_ids, 5, &report, NULL, 0), "fit");
        fitted = now();
        check(lmb_forecast(report, NULL, 1000, &ahead, NULL, 0), "forecast");
        fit = fmin(fit, fitted - begun);
        forecast = fmin(forecast, now() - fitted);
        lmb_dataset_free(ahead);
        lmb_report_free(report);
    }
    printf("fit 5 parameters to %d cycles: %.1f ms; forecast 1,024 draws x 1,000 cycles: %.1f ms\n",
           (int)cycles, 1e3 * fit, 1e3 * forecast);
    lmb_dataset_free(record);
    lmb_cell_free(start);
    lmb_cell_free(cell);
}

/* In a process of its own, since a peak never falls again. */
static void measure_memory(const char *path, int64_t rows)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct rusage before, after;
        getrusage(RUSAGE_SELF, &before);
        read_series(path);
        getrusage(RUSAGE_SELF, &after);
        printf("read, %d rows: %ld kB above the %ld kB that the program takes\n", (int)rows,
               after.ru_maxrss - before.ru_maxrss, before.ru_maxrss);
        fflush(stdout);
        _exit(0);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) exit(1);
}

int main(void)
{
    static const int64_t rows[] = {100000, 1000000};
    for (int i = 0; i < 2; i++) { /* before anything else takes memory */
        char path[] = "/tmp/lmb-benchmark-XXXXXX";
        int handle = mkstemp(path);
        if (handle < 0) return 1;
        close(handle);
        write_series(path, rows[i]);
        measure_memory(path, rows[i]);
        time_reading(path, rows[i]);
        remove(path);
    }
    time_model();
    for (int knee = 0; knee < 2; knee++)
        for (int64_t cycles = 100; cycles <= 100000; cycles *= 10) time_analysis(cycles, knee);
    time_fit(300);
    time_fit(1000);
    return 0;
}
