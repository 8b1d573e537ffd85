/* The text of a field as a value. */
#ifndef LMBI_READER_VALUES_H
#define LMBI_READER_VALUES_H

#include "reader/layout.h"

enum { LMBI_VALUE_OK = 0, LMBI_VALUE_MISSING, LMBI_VALUE_TEXT };

/* Values of this role may be clocks and dates. */
int32_t lmbi_is_time(int32_t role);
/* The value of a field in the unit of its role; NaN unless LMBI_VALUE_OK. Missing is what is
 * empty, "NaN", "N/A" and the like, -9999, and a temperature below absolute zero. */
int32_t lmbi_value_of(const struct lmbi_use *use, struct lmbi_field field, double *value);
/* The same of a number; NaN is missing, infinity is text. */
int32_t lmbi_number_of(const struct lmbi_use *use, double number, double *value);
/* The field with a point for its decimal comma, in room for 48 bytes; longer ones stay. */
struct lmbi_field lmbi_with_point(struct lmbi_field field, char *room);
/* A number that differs where the text differs: for steps and states that are words. */
double lmbi_text_number(struct lmbi_field field);
/* The smallest step that a number can show as it is printed: 0.001 for "3.140". */
double lmbi_printed_step(struct lmbi_field field);

/* A number that a cycle can have: whole, and small enough to stay so in every file's counting. */
static inline int32_t lmbi_is_cycle_number(double x)
{
    return x >= 0 && x <= 1e8 && x == (double)(int64_t)x;
}

/* Larger samples are no measurement. Sums of smaller ones, 2^40 of I V dt, cannot overflow. */
#define LMBI_LARGEST_SAMPLE 1e20

/* The direction of the current in a state of the cycler. */
enum {
    LMBI_STATE_CHARGE = 1,
    LMBI_STATE_DISCHARGE = -1,
    LMBI_STATE_REST = 0,
    LMBI_STATE_UNKNOWN = 2
};
int32_t lmbi_state_of(struct lmbi_field field);

#endif
