/* What the tests share: comparing numbers, a watched allocator, random numbers, files, cells. */
#ifndef LMB_TESTS_SUPPORT_H
#define LMB_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lmb/lmb.h>

/* |actual - expected| <= max(rel |expected|, abs); NaN equals NaN. cmocka's own
 * assert_float_equal compares as float. */
#define assert_close(actual, expected, rel, abs)                                                   \
    check_close(#actual, (actual), (expected), (rel), (abs), __FILE__, __LINE__)
#define assert_ok(status) assert_int_equal((status), LMB_OK)
/* The same bits, which == does not say of NaN and of -0. */
#define assert_same_bits(a, b) assert_memory_equal(&(double){a}, &(double){b}, sizeof(double))

void check_close(const char *what, double actual, double expected, double rel, double abs,
                 const char *file, int line);
/* What is being tested just now, e.g. "set 12 of seed 7": printed by a check that fails. */
void describe(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* An allocator that counts, and that fails its n-th request. */
struct counter {
    int64_t blocks, bytes; /* alive */
    int64_t requests;      /* so far */
    int64_t fail_at;       /* the request that fails; 0: none */
};
void *counting_allocate(void *counter, void *block, uint64_t size);

/* Random numbers of a seed (splitmix64). */
struct random {
    uint64_t state;
};
double uniform(struct random *r, double lower, double upper);
double log_uniform(struct random *r, double lower, double upper);
double normal(struct random *r);
int choose(struct random *r, int count); /* 0 to count - 1 */
/* Of another sequence. Never hand on `state` as one: that sequence is this one, a little later. */
uint64_t draw_seed(struct random *r);

/* A whole file, closed by a zero; NULL if it cannot be read. The caller frees it. */
char *read_whole(const char *path, size_t *size);
/* A file of the test data that the project carries. Static, until the next call. */
const char *data_path(const char *name);
/* A file of the shared folder (LMB_SHARED, else ../shared); NULL where there is none. */
const char *shared_path(const char *name);

/* Cells and columns with the checks done. */
lmb_cell *new_cell(void);
void set(lmb_cell *cell, int32_t id, double value);
lmb_dataset *simulate(const lmb_cell *cell, int64_t cycles);
/* A column of its cycles; the caller frees it. */
double *column_of(const lmb_dataset *dataset, int32_t id);
double *report_column(const lmb_report *report, int32_t id);
int64_t report_cycles(const lmb_report *report);
double report_value(const lmb_report *report, int32_t id);
int32_t report_reason(const lmb_report *report, int32_t id);
int has_warning(const lmb_report *report, const char *name);

/* Measured columns of a simulated record as a cycler would write them. */
struct noise {
    double ce, capacity, voltage; /* relative, relative, V */
};
lmb_dataset *measure(const lmb_dataset *truth, struct noise noise, uint64_t seed);

#endif
