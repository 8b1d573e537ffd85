/* Samples to cycles. */
#ifndef LMBI_READER_COUNTING_H
#define LMBI_READER_COUNTING_H

#include <stddef.h>

#include "reader/counters.h"
#include "table/table.h"

struct lmbi_batch;
struct lmbi_kernels;

/* What the samples carry. */
struct lmbi_channels {
    int32_t voltage, temperature, pressure, cycle, step, step_time;
    int32_t mean_current; /* a current is the mean since the sample before */
    int32_t counters;     /* any of them */
    int32_t counter[LMBI_COUNTERS];
    int32_t named[LMBI_COUNTERS]; /* the border where their names say that they start again */
    double digit[LMBI_COUNTERS];  /* the finest that they show; 0: not known */
    int32_t net[2]; /* the counters to be read as nets, of charge and energy; -1: none */
};

/* Tables of amounts by counters: of one direction each, of both that only rise, of nets. */
enum { LMBI_BY_DIRECTION = 0, LMBI_BY_RISE, LMBI_BY_NET, LMBI_REPORTED };

/* What was met on the way, for remarks and for the decision on the current's sign. */
struct lmbi_counting_notes {
    int64_t samples;
    int64_t jumps_agree, jumps_disagree;   /* of the voltage with the sign of the current */
    int64_t gaps, apart;                   /* gaps; step borders without a common time stamp */
    double gap_charge, uncounted;          /* A s left out there, at most */
    double head_charge;                    /* A s before the first samples of steps */
    int64_t restarts;                      /* of the cycler's cycle number */
    int64_t step_times;                    /* step borders where the step time starts again */
    int64_t begin_charge, begin_discharge; /* cycles with both that begin with the one */
    double dt_sum;                         /* s under current, in dt_count segments */
    int64_t dt_count;
};

struct lmbi_counting {
    struct lmbi_channels has;
    const struct lmbi_kernels *kernels;
    struct lmbi_table *table; /* complete cycles */
    struct lmbi_table reported[LMBI_REPORTED];
    int64_t most_cycles;
    struct lmbi_sample last;
    struct lmbi_tally tally;
    struct lmbi_hold hold;
    struct lmbi_counter counter[LMBI_COUNTERS];
    double number, source, offset; /* of the cycle that runs; source NaN: not known yet */
    double largest_current;
    int32_t direction;       /* of the current, the last that was not 0 */
    int32_t begins;          /* the cycle's first direction; 0: none yet */
    int32_t leading, turned; /* without cycle numbers: the first direction; the other seen */
    int64_t current_row;     /* the row of the last current */
    double rest_voltage;     /* the last of the rest that runs, or NaN */
    double longest;          /* s, segment so far */
    struct lmbi_counting_notes notes;
};

/* Begin; columns are added to `table`. `largest_current` of what is known of the record before,
 * or 0. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_counting_begin(struct lmbi_counting *c, const struct lmbi_channels *has,
                            struct lmbi_table *table, double largest_current, int64_t most_cycles);
/* 1 charges, -1 discharges, 0 rests: below a thousandth of the largest current. */
static inline int32_t lmbi_direction_of(const struct lmbi_counting *c, double current)
{
    double rest = 1e-3 * c->largest_current;
    return current > rest ? 1 : current < -rest ? -1 : 0;
}

void lmbi_counting_clear(struct lmbi_counting *c);
/* Count a sample; its time and current are numbers. LMB_OK, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY. */
int32_t lmbi_count(struct lmbi_counting *c, const struct lmbi_sample *sample);
/* Count the rows of a batch, of `from` to `to`, that go on within the step of the sample before: as
 * lmbi_count() does, but faster. Returns how many those are. */
size_t lmbi_count_run(struct lmbi_counting *c, struct lmbi_batch *b, size_t from, size_t to);
/* Complete the last cycle. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_counting_end(struct lmbi_counting *c);
/* Columns without a single value say nothing. */
void lmbi_drop_empty_columns(struct lmbi_table *t);

#endif
