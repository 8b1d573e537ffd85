/* Rows that look alike, read together into columns. A batch depends on nothing but the text and the
 * plan of its file. */
#ifndef LMBI_READER_BATCH_H
#define LMBI_READER_BATCH_H

#include "reader/kernels.h"
#include "reader/layout.h"
#include "reader/tally.h"

enum {
    LMBI_BATCH_ROWS = LMBI_RUN_ROWS,
    LMBI_BATCH_BYTES = 1 << 16,
    LMBI_BATCH_USES = 24,
    LMBI_FEW_ROWS = 8, /* so few in a batch: the next LMBI_ROWS_APART are read one by one */
    LMBI_ROWS_APART = 64,
    LMBI_SLOTS = sizeof(struct lmbi_sample) / sizeof(double)
};

_Static_assert(sizeof(struct lmbi_sample) == LMBI_SLOTS * sizeof(double), "whole doubles");

/* The place of a value within a sample, counted in doubles. */
#define LMBI_SLOT(member) (offsetof(struct lmbi_sample, member) / sizeof(double))

/* How the rows of a file are read. */
struct lmbi_batch_plan {
    const struct lmbi_kernels *kernels;
    const struct lmbi_layout *layout;
    int32_t slot[LMBI_USES]; /* where a use puts its value; -1: it is a state */
    size_t fields;           /* of a row */
    uint32_t longest;        /* row that is allowed, bytes */
};

struct lmbi_batch {
    const char *text; /* the line end in front of the first row */
    size_t rows;
    int32_t stopped; /* the next row was not to be read */
    struct lmbi_marks marks;
    uint32_t special; /* uses with fields that are no plain numbers, a bit each */
    double value[LMBI_SLOTS][1 + LMBI_BATCH_ROWS]; /* the first is of the row before */
};

/* What reading in batches holds. */
struct lmbi_plain {
    struct lmbi_batch_plan plan;
    struct lmbi_batch batch;
    struct lmbi_sample blank;
    uint8_t missing[LMBI_BATCH_ROWS]; /* values of a row */
    uint8_t null[LMBI_BATCH_ROWS];    /* those among them that are null, where they come by Arrow */
    int32_t states;                   /* 1: there are uses that are states */
    int32_t wait;                     /* rows to be read one by one */
};

static inline double *lmbi_batch_column(struct lmbi_batch *b, size_t slot)
{
    return b->value[slot] + 1;
}

/* The columns that no use fills are those of `blank`. */
void lmbi_batch_begin(struct lmbi_batch *b, const struct lmbi_sample *blank);
/* Read the rows behind the line end at `text`, up to the first that looks otherwise, begins
 * at the line end `stop`, or is not complete before `end`. LMBI_NUMBER_ROOM bytes before `text` can
 * be read. */
void lmbi_batch_read(struct lmbi_batch *b, const struct lmbi_batch_plan *plan, const char *text,
                     const char *stop, const char *end);
/* Numbers to values of the role; NaN for those that have to be looked at. Returns how many. */
size_t lmbi_scale_column(const struct lmbi_batch_plan *plan, const struct lmbi_use *use,
                         size_t rows, double *value);
/* Numbers of this use are read together. */
int32_t lmbi_is_plain(const struct lmbi_batch_plan *plan, int32_t use);
/* A field of a row. */
struct lmbi_field lmbi_batch_field(const struct lmbi_batch *b, const struct lmbi_batch_plan *plan,
                                   size_t row, int32_t field);
/* The next byte that was not read: behind the line end of row `rows` - 1. */
static inline const char *lmbi_batch_end(const struct lmbi_batch *b,
                                         const struct lmbi_batch_plan *plan, size_t rows)
{
    return b->text + b->marks.at[rows * plan->fields] + 1;
}

/* The row as a sample, `blank` in what the batch does not hold. */
struct lmbi_sample lmbi_batch_sample(const struct lmbi_batch *b, size_t row);

#endif
