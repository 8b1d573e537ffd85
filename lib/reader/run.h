/* Rows of one step as columns: samples, and the segments between them. */
#ifndef LMBI_READER_RUN_H
#define LMBI_READER_RUN_H

#include <stddef.h>
#include <stdint.h>

enum { LMBI_RUN_ROWS = 128 };

/* The row before the first is the sample that was counted last. */
struct lmbi_run {
    const double *time, *current, *voltage, *temperature, *cycle, *step, *step_time;
    ptrdiff_t rows; /* signed, as are all that count them: the row before the first is -1 */
};

/* What rows keep to that go on within a step. */
struct lmbi_stretch {
    int32_t direction;                  /* 1 charges, -1 discharges, 0 rests */
    int32_t by_cycle, by_step, by_time; /* what is looked at beside time and current */
    double above, most;                 /* A: the current in its direction, without sign at rest */
    double longest;                     /* s between two rows */
    double cycle, step;
};

/* Segment i ends at row i. */
struct lmbi_segments {
    double dt[LMBI_RUN_ROWS];                            /* s */
    double charge[LMBI_RUN_ROWS], energy[LMBI_RUN_ROWS]; /* A s, W s; 0 where dt is */
    double heat[LMBI_RUN_ROWS], warm[LMBI_RUN_ROWS];     /* K s, s; 0 without a temperature */
    double longest, lowest, highest;                     /* s; V of the rows, infinite without */
};

static inline struct lmbi_run lmbi_run_from(const struct lmbi_run *r, ptrdiff_t row)
{
    return (struct lmbi_run){r->time + row,        r->current + row, r->voltage + row,
                             r->temperature + row, r->cycle + row,   r->step + row,
                             r->step_time + row,   r->rows - row};
}

#endif
