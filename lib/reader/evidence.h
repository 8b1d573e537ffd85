/* What headings leave open, decided on the first part of a time series: the form and unit of
 * times, millivolts, the sign of the current. */
#ifndef LMBI_READER_EVIDENCE_H
#define LMBI_READER_EVIDENCE_H

#include "reader/remarks.h"
#include "reader/values.h"

enum { LMBI_TIME_FACTORS = 6 };

/* Test time against the wall clock, over pairs of rows. */
struct lmbi_time_check {
    double time, clock; /* of the row where the pair begins; NaN: none */
    int64_t pairs, hits[LMBI_TIME_FACTORS];
};

/* Current by direction of the state: sums of |I|. */
struct lmbi_sign_check {
    double charge_positive, charge_negative, discharge_positive, discharge_negative;
};

struct lmbi_evidence {
    int64_t points, commas; /* decimal marks */
    int64_t orders[4];      /* dates by their LMBI_ORDER_ */
    int64_t rows;
    struct lmbi_time_check time;
    struct lmbi_sign_check sign;
    int64_t voltages, large_voltages, temperatures, warm;
    int64_t cycles, broken_cycles; /* cycle numbers that are no whole numbers */
    double largest_current;
    double step[LMBI_USES]; /* the finest that is printed, by use, in the role's unit */
};

void lmbi_time_check_begin(struct lmbi_time_check *t);
void lmbi_time_check_add(struct lmbi_time_check *t, double time, double clock);
/* By how much times must be multiplied to be seconds; 0: the clock does not tell. */
double lmbi_time_factor(const struct lmbi_time_check *t);

void lmbi_sign_check_add(struct lmbi_sign_check *s, double current, int32_t state);
/* Discharge is negative; discharge is positive and charge negative; both are positive. At most
 * one of them holds, none while the states have not told. */
int32_t lmbi_with_sign(const struct lmbi_sign_check *s);
int32_t lmbi_is_turned(const struct lmbi_sign_check *s);
int32_t lmbi_is_unsigned(const struct lmbi_sign_check *s);

/* What one row tells beside its values; NaN and LMBI_STATE_UNKNOWN where it does not. */
struct lmbi_row_look {
    double time, clock, current;
    int32_t state;
};

void lmbi_evidence_begin(struct lmbi_evidence *evidence);
/* A value of use `i`, in its role's unit; `printed`, in its own, is the smallest step it shows. */
void lmbi_evidence_value(struct lmbi_evidence *evidence, const struct lmbi_layout *layout,
                         int32_t i, double value, double printed, struct lmbi_row_look *row);
/* The text of a time. */
void lmbi_evidence_time(struct lmbi_evidence *evidence, struct lmbi_use *use,
                        struct lmbi_field field);
void lmbi_evidence_row(struct lmbi_evidence *evidence, const struct lmbi_row_look *row);
/* The same for the fields of a row of text; marks first, over all rows, as they tell decimals. */
void lmbi_evidence_marks(struct lmbi_layout *layout, const struct lmbi_field *field,
                         struct lmbi_evidence *evidence);
void lmbi_settle_marks(struct lmbi_layout *layout, const struct lmbi_evidence *evidence,
                       struct lmbi_remarks *remarks);
void lmbi_evidence_fields(struct lmbi_layout *layout, const struct lmbi_field *field,
                          struct lmbi_evidence *evidence);
/* Settle units, and whether cycle numbers are any, by the evidence. */
void lmbi_settle_by(struct lmbi_layout *layout, struct lmbi_evidence *evidence,
                    struct lmbi_remarks *remarks);

/* Do without a column. */
void lmbi_drop_use(struct lmbi_layout *layout, struct lmbi_use *use,
                   struct lmbi_evidence *evidence);
/* Look at what is in sight and settle the layout; each decision is a remark.
 * LMB_OK, LMB_ERROR_FORMAT. */
int32_t lmbi_settle_layout(const struct lmbi_input *in, struct lmbi_layout *layout,
                           struct lmbi_evidence *evidence, struct lmbi_remarks *remarks,
                           struct lmbi_message *m);

#endif
