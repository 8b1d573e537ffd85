#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char description[200];

void describe(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(description, sizeof description, format, list);
    va_end(list);
}

void check_close(const char *what, double actual, double expected, double rel, double abs,
                 const char *file, int line)
{
    double allowed = fmax(rel * fabs(expected), abs);
    if (isnan(expected) ? isnan(actual) : actual == expected) return;
    if (fabs(actual - expected) <= allowed) return;
    print_message("# %s:%d: %s is %.17g, expected %.17g: off by %.3g, allowed %.3g. %s\n", file,
                  line, what, actual, expected, actual - expected, allowed, description);
    _fail(file, line);
}

/* The size of a block stands before it. */
enum { HEAD = 16 };

void *counting_allocate(void *user, void *block, uint64_t size)
{
    struct counter *c = user;
    uint64_t old = 0;
    char *base = block ? (char *)block - HEAD : NULL, *made = NULL;
    if (block) memcpy(&old, base, sizeof old);
    if (size > 0) {
        c->requests++;
        made = c->requests == c->fail_at ? NULL : malloc((size_t)size + HEAD);
        if (!made) return NULL;
        memcpy(made, &size, sizeof size);
        if (block) memcpy(made + HEAD, block, (size_t)(old < size ? old : size));
    }
    c->blocks += (made != NULL) - (block != NULL);
    c->bytes += (int64_t)size - (int64_t)old;
    free(base); /* a resized block always moves: a stale pointer shows under a sanitizer */
    return made ? made + HEAD : NULL;
}

static uint64_t next(struct random *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

double uniform(struct random *r, double lower, double upper)
{
    return lower + (upper - lower) * ((double)(next(r) >> 11) * 0x1p-53);
}

double log_uniform(struct random *r, double lower, double upper)
{
    return exp(uniform(r, log(lower), log(upper)));
}

double normal(struct random *r) /* Box and Muller */
{
    double radius = sqrt(-2 * log(1 - uniform(r, 0, 1)));
    return radius * cos(uniform(r, 0, 2 * 3.14159265358979324));
}

int choose(struct random *r, int count) { return (int)(next(r) % (uint64_t)count); }

uint64_t draw_seed(struct random *r) { return next(r); }

char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    char *text = length >= 0 ? malloc((size_t)length + 1) : NULL;
    size_t got = text ? fread(text, 1, (size_t)length, file) : 0;
    fclose(file);
    if (!text || got != (size_t)length) {
        free(text);
        return NULL;
    }
    text[got] = '\0';
    if (size) *size = got;
    return text;
}

const char *data_path(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/%s", LMB_TEST_DATA, name);
    return path;
}

const char *shared_path(const char *name)
{
    static char path[1024];
    const char *shared = getenv("LMB_SHARED");
    snprintf(path, sizeof path, "%s/%s", shared && *shared ? shared : LMB_TEST_SHARED, name);
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fclose(file);
    return path;
}

lmb_cell *new_cell(void)
{
    lmb_cell *cell = NULL;
    assert_ok(lmb_cell_new(NULL, NULL, &cell));
    return cell;
}

void set(lmb_cell *cell, int32_t id, double value)
{
    int32_t status = lmb_cell_set(cell, id, value);
    if (status) print_error("%s\n", lmb_cell_message(cell));
    assert_ok(status);
}

lmb_dataset *simulate(const lmb_cell *cell, int64_t cycles)
{
    lmb_dataset *dataset = NULL;
    char message[200] = "";
    int32_t status = lmb_cell_simulate(cell, cycles, &dataset, message, sizeof message);
    if (status) print_error("%s\n", message);
    assert_ok(status);
    return dataset;
}

double *column_of(const lmb_dataset *dataset, int32_t id)
{
    int64_t cycles = lmb_dataset_cycles(dataset);
    double *values = malloc(((size_t)cycles + 1) * sizeof *values);
    assert_non_null(values);
    assert_ok(lmb_dataset_get_column(dataset, id, values, cycles, 1));
    return values;
}

int64_t report_cycles(const lmb_report *report)
{
    return lmb_dataset_cycles(lmb_report_table(report));
}

double *report_column(const lmb_report *report, int32_t id)
{
    const lmb_dataset *table = lmb_report_table(report);
    int64_t cycles = lmb_dataset_cycles(table);
    double *values = malloc(((size_t)cycles + 1) * sizeof *values);
    assert_non_null(values);
    assert_ok(lmb_dataset_get_column(table, id, values, cycles, 1));
    return values;
}

double report_value(const lmb_report *report, int32_t id)
{
    double value;
    assert_ok(lmb_report_value(report, id, &value, NULL, NULL, NULL));
    return value;
}

int32_t report_reason(const lmb_report *report, int32_t id)
{
    int32_t reason;
    assert_ok(lmb_report_value(report, id, NULL, NULL, NULL, &reason));
    return reason;
}

int has_warning(const lmb_report *report, const char *name)
{
    const char *other;
    for (int32_t i = 0; lmb_report_warning(report, i, &other, NULL); i++)
        if (strcmp(other, name) == 0) return 1;
    return 0;
}

/* Capacity noise moves both halves of a cycle together; CE noise moves the discharge alone. */
lmb_dataset *measure(const lmb_dataset *truth, struct noise noise, uint64_t seed)
{
    static const int32_t ids[] = {LMB_COLUMN_CYCLE, LMB_COLUMN_CHARGE_CAPACITY,
                                  LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_ENERGY,
                                  LMB_COLUMN_DISCHARGE_ENERGY};
    struct random random = {seed}, *r = &random;
    int64_t cycles = lmb_dataset_cycles(truth);
    double *column[5];
    for (int i = 0; i < 5; i++) column[i] = column_of(truth, ids[i]);
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    for (int64_t k = 0; k < cycles; k++) {
        double charge = column[1][k], discharge = column[2][k];
        double up = column[3][k] / charge + noise.voltage * normal(r);
        double down = column[4][k] / discharge + noise.voltage * normal(r);
        double jitter = 1 + noise.capacity * normal(r);
        charge *= jitter;
        discharge *= jitter * (1 + noise.ce * normal(r));
        double row[5] = {column[0][k], charge, discharge, charge * up, discharge * down};
        assert_ok(lmb_dataset_append(dataset, ids, row, 5));
    }
    for (int i = 0; i < 5; i++) free(column[i]);
    return dataset;
}
