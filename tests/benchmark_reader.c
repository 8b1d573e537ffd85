/* Reading a big time series: benchmark_reader write PATH ROWS | read PATH [THREADS] | copy PATH.
 * compare_readers.py runs it beside fread and pandas. Times are printed as JSON. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
    printf("{\"wall\": %.4f, \"cpu\": %.4f, \"%s\": %" PRId64 "}\n", end.wall - start.wall,
           end.cpu - start.cpu, what, count);
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

/* The required and recommended columns of BDF; 1,000 rows a cycle: 20 of a rest, 480 of a charge,
 * 20 of a rest, 480 of a discharge. The noise moves the last digits of each reading. */
static int write_series(const char *path, int64_t rows)
{
    FILE *file = fopen(path, "w");
    if (!file) return 1;
    fprintf(file, "Test Time / s,Voltage / V,Current / A,Unix Time / s,Cycle Count / 1,"
                  "Step Count / 1,Ambient Temperature / degC\n");
    for (int64_t i = 0; i < rows; i++) {
        int at = (int)(i % 500), up = i % 1000 < 500, rest = at < 20;
        double voltage = up ? 3.2 + 0.0024 * at : 4.3 - 0.0024 * at;
        fprintf(file, "%.3f,%.6f,%.7f,%.3f,%" PRId64 ",%" PRId64 ",%.2f\n",
                7.2 * (double)i + 0.001 * (double)(i % 7), voltage + 1e-6 * noise(),
                rest ? 0 : (up ? 4.0 : -3.998) + 1e-7 * noise(), 1.7e9 + 7.2 * (double)i,
                i / 1000 + 1, 2 * (i / 500) + 1 + !rest, 25 + 0.0005 * noise());
    }
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
    if (count == 4 && strcmp(argument[1], "write") == 0)
        return write_series(argument[2], strtoll(argument[3], NULL, 10));
    if ((count == 3 || count == 4) && strcmp(argument[1], "read") == 0)
        return read_series(argument[2], count == 4 ? strtoll(argument[3], NULL, 10) : 1);
    if (count == 3 && strcmp(argument[1], "copy") == 0) return copy_file(argument[2]);
    fprintf(stderr, "benchmark_reader write PATH ROWS | read PATH [THREADS] | copy PATH\n");
    return 2;
}
