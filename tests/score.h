/* How well an onset is found, over many records whose truth is known. */
#ifndef LMB_TESTS_SCORE_H
#define LMB_TESTS_SCORE_H

#include "support.h"

struct score {
    double *error, *width, *limit; /* signed; of the interval; the least sd there can be */
    int found, missed, held, false_alarms, without, room;
};

void score_open(struct score *s, int room);
void score_close(struct score *s);
/* One record. truth > 0: the onset; 0: there is none; < 0: not counted. `limit` NaN: not known. */
void score_add(struct score *s, const lmb_report *report, int32_t onset, double truth,
               double limit);

/* The p-quantile of |error|, of the widths, of the limits. */
double score_error(const struct score *s, double p);
double score_within(const struct score *s, double cycles); /* share of all that have an onset */
double score_holds(const struct score *s);
void score_print(const struct score *s, const char *name);

/* A row of the table: what was measured against its target. Counts the misses. */
void row(const char *what, double value, double lower, double upper, const char *unit);
/* The same of how often an interval held, in percent with its 95 % interval. Fewer than
 * ENOUGH_TOLD cells cannot tell, unless it is missed by far: no row met or missed. */
enum { ENOUGH_TOLD = 300 };
void row_held(const char *what, int held, int told, double lower, double upper);
int rows_missed(void);
int rows_too_few(void);
int rows_missed_by_far(void); /* so that few records show it, too */

#endif
