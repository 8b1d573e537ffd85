/* The cycler's own counters of charge and energy: where they reset, and what they say of a cycle.
 *
 * A counter's increments are added up; where it falls it has started again from 0. That is right
 * for counters that never reset, reset with each cycle, with each step or with some steps, and the
 * places where it falls tell which it is. A counter that falls within a step, or that shows more at
 * a border than the current can have brought, was set by the schedule: it proves nothing. */
#ifndef LMBI_READER_COUNTERS_H
#define LMBI_READER_COUNTERS_H

#include "reader/tally.h"

/* Index into the counters of a sample. The last two count both directions. */
enum {
    LMBI_COUNTER_CHARGE = 0,
    LMBI_COUNTER_DISCHARGE,
    LMBI_COUNTER_CHARGE_ENERGY,
    LMBI_COUNTER_DISCHARGE_ENERGY,
    LMBI_COUNTER_CAPACITY,
    LMBI_COUNTER_ENERGY
};

/* Between two samples: nothing, a step border, a cycle border (which is a step border, too), the
 * border of a file that starts again, where counters may do anything. */
enum { LMBI_BORDER_NONE = 0, LMBI_BORDER_STEP, LMBI_BORDER_CYCLE, LMBI_BORDER_FILE };

enum {
    LMBI_SCOPE_NONE = 0,
    LMBI_SCOPE_NEVER,
    LMBI_SCOPE_CYCLE,
    LMBI_SCOPE_STEP,
    LMBI_SCOPE_SOME_STEPS,
    LMBI_SCOPE_IRREGULAR
};

struct lmbi_counter {
    double first, last, largest;
    int32_t first_direction;    /* of the current, with the first value */
    double charged, discharged; /* this cycle's sums; a counter of one direction uses its own */
    int32_t border;             /* the strongest since the last value */
    double most;                /* what the current can have brought since then */
    int64_t values;
    int64_t reset_cycle, kept_cycle, reset_step, kept_step, irregular;
};

void lmbi_counter_begin(struct lmbi_counter *c);
/* Add a value. `direction` of the current: > 0 charges. `most` that the current can have brought
 * since the sample before. */
void lmbi_counter_add(struct lmbi_counter *c, double value, int32_t border, int32_t direction,
                      double most);
/* Where the counter resets, by all that was added. */
int32_t lmbi_counter_scope(const struct lmbi_counter *c);
const char *lmbi_scope_name(int32_t scope);

#endif
