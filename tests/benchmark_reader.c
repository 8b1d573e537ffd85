/* Reading a big time series: benchmark_reader write PATH ROWS [COLUMNS MORE] | read PATH [THREADS]
 * | copy PATH | arrow ROWS. compare_readers.py runs it beside fread and pandas. Times in s and the
 * peak of memory in MB are printed as JSON. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <lmb/arrow.h>
#include <lmb/lmb.h>

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct times {
    double wall, cpu;
};

static struct times times(void)
{
    return (struct times){now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID)};
}

static void print_since(struct times start, const char *what, int64_t count)
{
    struct times end = times();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"wall\": %.4f, \"cpu\": %.4f, \"%s\": %" PRId64 ", \"peak\": %.1f}\n",
           end.wall - start.wall, end.cpu - start.cpu, what, count, (double)usage.ru_maxrss / 1e3);
}

static uint64_t noise_state = 1;

/* -500 to 500, of splitmix64. */
static int noise(void)
{
    uint64_t z = noise_state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return (int)((z ^ (z >> 31)) % 1001) - 500;
}

enum { COLUMNS = 7, CYCLE = 4, STEP = 5 };
static const char *const heading[COLUMNS] = {"Test Time / s",
                                             "Voltage / V",
                                             "Current / A",
                                             "Unix Time / s",
                                             "Cycle Count / 1",
                                             "Step Count / 1",
                                             "Ambient Temperature / degC"};

/* The required and recommended columns of BDF; 1,000 rows a cycle: 20 of a rest, 480 of a charge,
 * 20 of a rest, 480 of a discharge. The noise moves the last digits of each reading. */
static void make_row(int64_t i, double value[COLUMNS])
{
    int at = (int)(i % 500), up = i % 1000 < 500, rest = at < 20;
    int64_t cycle = i / 1000 + 1, step = 2 * (i / 500) + 1 + !rest;
    value[0] = 7.2 * (double)i + 0.001 * (double)(i % 7);
    value[1] = (up ? 3.2 + 0.0024 * at : 4.3 - 0.0024 * at) + 1e-6 * noise();
    value[2] = rest ? 0 : (up ? 4.0 : -3.998) + 1e-7 * noise();
    value[3] = 1.7e9 + 7.2 * (double)i;
    value[CYCLE] = (double)cycle;
    value[STEP] = (double)step;
    value[6] = 25 + 0.0005 * noise();
}

/* `more` columns that no reader knows stand behind. */
static int write_series(const char *path, int64_t rows, int64_t more)
{
    FILE *file = fopen(path, "w");
    if (!file) return 1;
    for (int c = 0; c < COLUMNS; c++) fprintf(file, "%s%s", c ? "," : "", heading[c]);
    for (int64_t c = 0; c < more; c++) fprintf(file, ",Aux %" PRId64, c);
    for (int64_t i = 0; i < rows; i++) {
        double v[COLUMNS];
        make_row(i, v);
        fprintf(file, "\n%.3f,%.6f,%.7f,%.3f,%.0f,%.0f,%.2f", v[0], v[1], v[2], v[3], v[CYCLE],
                v[STEP], v[6]);
        for (int64_t c = 0; c < more; c++)
            fprintf(file, ",%d.%03d", (int)(c % 10), (int)(i % 1000));
    }
    fputc('\n', file);
    return fclose(file) != 0;
}

static int read_series(const char *path, int64_t threads)
{
    lmb_dataset *dataset;
    if (lmb_dataset_new(NULL, NULL, &dataset)) return 1;
    int32_t status = lmb_dataset_set_limit(dataset, LMB_LIMIT_THREADS, threads);
    struct times start = times();
    if (!status) status = lmb_dataset_read_files(dataset, &path, 1);
    if (!status) print_since(start, "cycles", lmb_dataset_cycles(dataset));
    else fprintf(stderr, "%s\n", lmb_dataset_message(dataset));
    lmb_dataset_free(dataset);
    return status != LMB_OK;
}

/* ---- the same rows as an Arrow stream: doubles, and whole numbers of 64 bits ---- */

struct record {
    int64_t *column[COLUMNS]; /* the bits of a double, or a whole number */
    int64_t rows, given;
    struct ArrowSchema child[COLUMNS], *children[COLUMNS];
    struct ArrowArray part[COLUMNS], *parts[COLUMNS];
    const void *buffers[COLUMNS][2];
};

enum { CHUNK = 122880 }; /* rows, as DuckDB has them */

static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void release_array(struct ArrowArray *array) { array->release = NULL; }
static void release_stream(struct ArrowArrayStream *stream) { stream->release = NULL; }

static int give_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema)
{
    struct record *r = stream->private_data;
    *schema = (struct ArrowSchema){.format = "+s", .name = "", .n_children = COLUMNS};
    for (int c = 0; c < COLUMNS; c++) {
        r->child[c] = (struct ArrowSchema){.name = heading[c], .release = release_schema};
        r->child[c].format = c == CYCLE || c == STEP ? "l" : "g";
        r->children[c] = &r->child[c];
    }
    schema->children = r->children;
    schema->release = release_schema;
    return 0;
}

static int give_chunk(struct ArrowArrayStream *stream, struct ArrowArray *array)
{
    static const void *none[1];
    struct record *r = stream->private_data;
    int64_t rows = r->rows - r->given < CHUNK ? r->rows - r->given : CHUNK;
    *array = (struct ArrowArray){.length = rows, .n_buffers = 1, .n_children = COLUMNS};
    if (rows == 0) return 0;
    for (int c = 0; c < COLUMNS; c++) {
        r->buffers[c][1] = r->column[c] + r->given;
        r->part[c] = (struct ArrowArray){.length = rows, .n_buffers = 2};
        r->part[c].buffers = r->buffers[c];
        r->part[c].release = release_array;
        r->parts[c] = &r->part[c];
    }
    array->buffers = none;
    array->children = r->parts;
    array->release = release_array;
    r->given += rows;
    return 0;
}

static int make_record(struct record *r, int64_t rows)
{
    r->rows = rows;
    for (int c = 0; c < COLUMNS; c++)
        if (!(r->column[c] = malloc((size_t)rows * sizeof(int64_t)))) return 1;
    for (int64_t i = 0; i < rows; i++) {
        double value[COLUMNS];
        make_row(i, value);
        for (int c = 0; c < COLUMNS; c++) {
            if (c == CYCLE || c == STEP) r->column[c][i] = (int64_t)value[c];
            else memcpy(&r->column[c][i], &value[c], sizeof value[c]);
        }
    }
    return 0;
}

static int read_arrow(int64_t rows)
{
    static struct record record;
    struct ArrowArrayStream stream = {give_schema, give_chunk, NULL, release_stream, &record};
    lmb_dataset *dataset;
    if (rows < 1 || make_record(&record, rows) || lmb_dataset_new(NULL, NULL, &dataset)) return 1;
    struct times start = times();
    int32_t status = lmb_dataset_import_arrow(dataset, &stream);
    if (!status) print_since(start, "cycles", lmb_dataset_cycles(dataset));
    else fprintf(stderr, "%s\n", lmb_dataset_message(dataset));
    lmb_dataset_free(dataset);
    for (int c = 0; c < COLUMNS; c++) free(record.column[c]);
    return status != LMB_OK;
}

/* The file through memory: blocks that are read and copied once. */
static int copy_file(const char *path)
{
    enum { BLOCK = 1 << 20 };
    static char block[BLOCK], copy[BLOCK];
    FILE *file = fopen(path, "rb");
    if (!file) return 1;
    setvbuf(file, NULL, _IONBF, 0);
    struct times start = times();
    size_t got, size = 0, sum = 0;
    while ((got = fread(block, 1, BLOCK, file)) > 0) {
        memcpy(copy, block, got);
        size += got;
        sum += (unsigned char)copy[got / 2];
    }
    fclose(file);
    print_since(start, "bytes", (int64_t)size + (sum == 0)); /* so that the copy is not left out */
    return 0;
}

int main(int count, char **argument)
{
    if ((count == 4 || count == 5) && strcmp(argument[1], "write") == 0)
        return write_series(argument[2], strtoll(argument[3], NULL, 10),
                            count == 5 ? strtoll(argument[4], NULL, 10) : 0);
    if ((count == 3 || count == 4) && strcmp(argument[1], "read") == 0)
        return read_series(argument[2], count == 4 ? strtoll(argument[3], NULL, 10) : 1);
    if (count == 3 && strcmp(argument[1], "copy") == 0) return copy_file(argument[2]);
    if (count == 3 && strcmp(argument[1], "arrow") == 0)
        return read_arrow(strtoll(argument[2], NULL, 10));
    fprintf(stderr,
            "benchmark_reader write PATH ROWS [COLUMNS MORE] | read PATH [THREADS] | copy PATH | "
            "arrow ROWS\n");
    return 2;
}
