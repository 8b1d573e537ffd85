/* The cycler's own counters of charge and energy: where they reset, and what they say of a cycle.
 *
 * A counter's increments are added up; where it falls it has started again from 0. That is right
 * for counters that never reset, reset with each cycle, with each step or with some steps, and the
 * places where it falls tell which it is. A counter that falls within a step, or that shows more at
 * a border than the current can have brought, was set by the schedule: it proves nothing.
 *
 * A net counter rises in one direction of the current and falls in the other. The same values are
 * read as those of one, too: the current must have brought all changes but a thousandth, from the
 * value before or, at a border, from 0. Where it can have brought either, the name decides. Within
 * steps no more than a thousandth may go against the current. */
#ifndef LMBI_READER_COUNTERS_H
#define LMBI_READER_COUNTERS_H

#include "reader/tally.h"

/* Index into the counters of a sample. The last three count both directions. */
enum {
    LMBI_COUNTER_CHARGE = 0,
    LMBI_COUNTER_DISCHARGE,
    LMBI_COUNTER_CHARGE_ENERGY,
    LMBI_COUNTER_DISCHARGE_ENERGY,
    LMBI_COUNTER_CAPACITY,
    LMBI_COUNTER_ENERGY,
    LMBI_COUNTER_NET
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

/* What its values did at borders; `irregular`: what no counter does. */
struct lmbi_resets {
    int64_t reset_cycle, kept_cycle, reset_step, kept_step, irregular;
};

struct lmbi_counter {
    int32_t own;                 /* the direction that it counts; 0: both */
    int32_t may_be_net;          /* it is read as one, too */
    int32_t named;               /* the border where its name says that it starts again */
    double first, last, largest; /* the first as it counts */
    double digit;                /* the finest that it shows; 0: not known */
    int32_t first_direction;     /* of the current, with the first value; its own if it has one */
    int32_t border;              /* the strongest since the last value */
    double most;                 /* what the current can have brought since then */
    int64_t values;
    double charged, discharged; /* this cycle's sums, as one that only rises, whatever its sign */
    struct lmbi_resets rising;
    double risen, fallen; /* this cycle's sums as a net counter */
    double follows;       /* > 0: that rises in charging, by what it changed */
    double moved, beyond; /* by all changes; by what the current cannot have brought of them */
    double with, against; /* within steps: as a net that rises in charging; the other way */
    struct lmbi_resets net;
};

void lmbi_counter_begin(struct lmbi_counter *c, int32_t own, int32_t may_be_net, int32_t named,
                        double digit);
/* Add a value. `direction` of the current: > 0 charges. `most` that the current can have brought
 * since the sample before. */
void lmbi_counter_add(struct lmbi_counter *c, double value, int32_t border, int32_t direction,
                      double most);
/* Where the counter resets, as one that only rises or as a net counter, by all that was added. */
int32_t lmbi_counter_scope(const struct lmbi_counter *c, int32_t as_net);
const char *lmbi_scope_name(int32_t scope);

#endif
