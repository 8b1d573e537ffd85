/* A trace: one reading of each usable cycle, oriented so that it grows as the cell gets worse. */
#ifndef LMBI_STAGE_TRACE_H
#define LMBI_STAGE_TRACE_H

#include "table/table.h"

struct lmbi_trace {
    struct lmbi_memory memory;
    int64_t count;
    double *cycle; /* of the reading: the end of cycle k is k + 1 */
    double *x;     /* charge passed by then, in cycles of the first capacity */
    double *y;     /* reading */
    double *w;     /* weight: how many readings of noise `sigma` it is worth */
    double moment; /* when in a cycle it is taken: 0 at its start, 1 at its end */
    double step;   /* that the record resolves; 0: not known */
    double sigma;  /* robust noise of one reading, at least what the record resolves */
};

/* Against the charge passed, capacity falls by 1 - CE, and inactive Li grows by 1 - CE_Li: there
 * stages 2 and 3 have the same shapes however fast the capacity fades.
 * What a trace reads: -Q / Q_first; 1 - CE; 1 - Q(k) / Q(k-1), which is the same as long as the
 * next charge takes what the discharge gave; minus the mean discharge voltage; the hysteresis; the
 * voltages at rest. */
enum {
    LMBI_READ_FADE,
    LMBI_READ_CE,
    LMBI_READ_RATIO,
    LMBI_READ_VOLTAGE,
    LMBI_READ_HYSTERESIS,
    LMBI_READ_REST_DISCHARGED,
    LMBI_READ_REST_CHARGED
};

/* Read the cycles that are not excluded, outliers in runs of up to 6 left out. `count` is 0 where
 * the columns are missing. LMB_OK, LMB_ERROR_MEMORY (then there is nothing to clear). */
int32_t lmbi_trace_read(struct lmbi_trace *t, const struct lmbi_table *report, int32_t reading);
/* The median of the readings about number i, which no run of outliers passes: 6 to either side, at
 * either end the last 13. */
double lmbi_trace_middle(const struct lmbi_trace *t, int64_t i);
void lmbi_trace_clear(struct lmbi_trace *t);
/* Keep the readings of the cycles before `end`. */
void lmbi_trace_cut(struct lmbi_trace *t, double end);
/* Merge neighbours until at most `most` readings are left: what smooth bends need of a long
 * record. */
void lmbi_trace_thin(struct lmbi_trace *t, int64_t most);

/* Least-squares line over the cycles `from` to before `to`. */
struct lmbi_trend {
    int64_t count;
    double slope, slope_sd, level; /* per cycle, and the mean; NaN with less than 3 readings */
};
struct lmbi_trend lmbi_trace_trend(const struct lmbi_trace *t, double from, double to);

#endif
