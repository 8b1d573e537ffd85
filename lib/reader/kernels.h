/* The loops over plain rows, which are most of the work: for any machine, and with AVX2 and AVX-512
 * where the machine that runs has them. All give the same. */
#ifndef LMBI_READER_KERNELS_H
#define LMBI_READER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "reader/run.h"
#include "reader/units.h"

enum { LMBI_NUMBER_ROOM = 16 }; /* bytes in front of a number that may be read */

enum { LMBI_MARKS = 2048, LMBI_MARKED_LINES = 129 };

struct lmbi_marks {
    size_t count, lines;
    uint32_t at[LMBI_MARKS + 64];          /* where a delimiter or a line end stands */
    uint32_t line[LMBI_MARKED_LINES + 64]; /* which of them are line ends */
};

struct lmbi_kernels {
    /* The places of delimiters and line ends in a text that begins with a line end, up to a quote,
     * a NUL byte or a carriage return that ends no line. */
    void (*index)(const char *text, size_t size, char delimiter, struct lmbi_marks *marks);
    /* A column of plain numbers: sign, digits, point, digits. The first lies between at[0] and
     * at[1], the next between at[stride] and at[stride + 1]. NaN for what is anything else, or too
     * long to be exact. Returns how many of those there are. */
    size_t (*numbers)(const char *text, const uint32_t *at, size_t stride, size_t rows,
                      double *value);
    /* Numbers into the unit of their role; NaN for -9999, NaN and what is then below `lowest`.
     * Returns how many of those there are. */
    size_t (*scale)(const struct lmbi_scale *scale, double lowest, size_t rows, double *value);
    /* How many values, the first of some, have its bits. */
    size_t (*alike)(const double *value, size_t count);
    /* How many lie above a limit. */
    size_t (*above)(const double *value, size_t count, double limit);
    /* None is smaller than the one in front of it. */
    int32_t (*ascend)(const double *value, size_t count);
    /* How many rows, the first of a run, keep to a stretch. */
    ptrdiff_t (*keeping)(const struct lmbi_run *r, const struct lmbi_stretch *c);
    void (*segments)(const struct lmbi_run *r, struct lmbi_segments *s);
    /* A hold begins again at each voltage that is away from where it began: behind the last one of
     * those; 0: there is none. */
    ptrdiff_t (*hold)(double began, const double *voltage, ptrdiff_t rows);
};

extern const struct lmbi_kernels lmbi_portable_kernels;
/* Those of a level that the machine that runs has, or the next lower one: 0 portable, 1 with AVX2,
 * 2 with AVX-512. */
enum { LMBI_KERNEL_LEVELS = 3 };
const struct lmbi_kernels *lmbi_kernels_of(int32_t level);
const struct lmbi_kernels *lmbi_best_kernels(void);

#endif
