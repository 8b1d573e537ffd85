/* A column that comes through Arrow's C data interface: its type, a chunk of it, its cells.
 *
 * What can be checked is checked: counts, offsets, buffers that are missing. Sizes of buffers are
 * not part of the interface, so a producer within the process has to be trusted with them. */
#ifndef LMBI_TABLE_ARROW_COLUMN_H
#define LMBI_TABLE_ARROW_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include <lmb/arrow.h>

enum { LMBI_CELL_NULL = 0, LMBI_CELL_NUMBER, LMBI_CELL_TEXT };

struct lmbi_cell {
    int32_t kind;
    double number;
    const char *text, *end;
    char room[112]; /* for a decimal that no double holds: it is text */
};

enum {
    LMBI_ARROW_NULL = 0,
    LMBI_ARROW_BOOL,
    LMBI_ARROW_SIGNED,
    LMBI_ARROW_UNSIGNED,
    LMBI_ARROW_FLOAT,
    LMBI_ARROW_DECIMAL,
    LMBI_ARROW_TIME, /* seconds; points in time count from the first of the column */
    LMBI_ARROW_TEXT,
    LMBI_ARROW_TEXT_VIEW
};

struct lmbi_arrow_type {
    int32_t kind, width; /* bytes of a value, of an offset of text */
    int32_t scale;       /* decimals */
    int64_t per_second;  /* units of a time; 0: days */
    int32_t relative, begun;
    int64_t origin;
};

struct lmbi_arrow_column {
    struct lmbi_arrow_type type, entry; /* `entry` of the dictionary, which `type` then indexes */
    int32_t coded;
    const struct ArrowArray *array, *entries;
    int64_t first; /* of the chunk within the array, without the array's own offset */
};

/* 1 if the type is known. */
int32_t lmbi_arrow_column_of(struct lmbi_arrow_column *column, const struct ArrowSchema *schema);
/* Look at `rows` values of an array from `first` on. NULL, or what is wrong with it. */
const char *lmbi_arrow_look_at(struct lmbi_arrow_column *column, const struct ArrowArray *array,
                               int64_t first, int64_t rows);
/* The cell in `row` of the chunk. NULL, or what is wrong with it. */
const char *lmbi_arrow_cell(struct lmbi_arrow_column *column, int64_t row, struct lmbi_cell *cell);
/* The numbers of `rows` rows from `row` on, NaN where there is none; 0: its cells have to be read
 * one by one. */
int32_t lmbi_arrow_numbers(struct lmbi_arrow_column *column, int64_t row, size_t rows,
                           double *value);
/* The column's values are seconds. */
int32_t lmbi_arrow_is_time(const struct lmbi_arrow_column *column);
/* The smallest decimal step that a number of the column shows: 0.001 for 3.14 as 3.140 of a
 * decimal of three places, 0.01 for a float; 0: it does not tell. */
double lmbi_arrow_printed(const struct lmbi_arrow_column *column, double number);

/* Bit `at` of a bitmap; without one every bit is set. */
static inline int32_t lmbi_arrow_bit(const void *bitmap, int64_t at)
{
    return !bitmap || (((const uint8_t *)bitmap)[at >> 3] >> (at & 7) & 1);
}

#endif
