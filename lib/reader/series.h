/* A time series in one or several files: rows to samples to cycles. */
#ifndef LMBI_READER_SERIES_H
#define LMBI_READER_SERIES_H

#include "reader/counting.h"
#include "reader/evidence.h"
#include "reader/sums.h"

/* The sign of the current: not told yet (then the state gives it, where one is known), as it is
 * written, from the state because it is unsigned, the opposite of what is written. */
enum { LMBI_SIGN_OPEN = 0, LMBI_SIGN_AS_WRITTEN, LMBI_SIGN_BY_STATE, LMBI_SIGN_TURNED };

/* The state of the cycler, looked at only where its text changes. */
struct lmbi_state_reading {
    char text[32];
    size_t length;
    int32_t direction, number;
};

/* A row has stepped back in time; the next one tells whether it stands alone. */
struct lmbi_step_back {
    int32_t open;
    double offset, spacing; /* s, before it */
};

/* The charge that has passed, where rows tell it in place of the current. */
struct lmbi_passed {
    double charge, since; /* A s, since this time, s; NaN: since nothing */
};

struct lmbi_plain;

struct lmbi_series {
    struct lmbi_remarks *remarks;
    struct lmbi_counting counting;
    int32_t begun;

    /* of the file that is read */
    struct lmbi_layout *layout;
    struct lmbi_evidence evidence;
    int32_t wanted[LMBI_USES];
    double *target[LMBI_USES]; /* where a use puts its value, within `sample`; NULL: a state */
    struct lmbi_use clock;     /* beside a test time: looked at now and then; role 0: none */
    int32_t usual_fields, first_row;
    int32_t aside; /* between two blocks of data */
    struct lmbi_plain *plain;

    /* of all files */
    struct lmbi_sample sample;
    struct lmbi_state_reading state;
    struct lmbi_sign_check signs;
    struct lmbi_time_check times;
    int32_t sign;
    double time_offset, last_raw, last_time; /* s: of the file in the test; of the last sample */
    double spacing;                          /* s, between the last two */
    struct lmbi_step_back back;
    struct lmbi_passed passed;
    int64_t rows, most_rows, voltages, large_voltages;
    int64_t skipped, missing, backward, astray, blocks;
    int64_t null;         /* of the missing; -1: text knows none */
    int64_t starts_again; /* files or blocks that begin before the one in front ends */
    double current_step;  /* the finest printed, A, or Ah where rows tell charges; 0: not known */
    double counter_step[LMBI_COUNTERS];
    struct lmbi_sum sum[LMBI_SUMS];
    int32_t sums;
    int32_t current_mapped;
};

/* Read the rows of a file, which stands at its begin. The layout is settled here.
 * LMB_OK, or what lmbi_input_line() and lmbi_count() give. */
int32_t lmbi_series_file(struct lmbi_series *s, struct lmbi_input *in, struct lmbi_layout *layout,
                         struct lmbi_table *table, int64_t most_cycles, struct lmbi_message *m);
/* Begin with the rows of a file, whose layout is settled by the evidence of the series.
 * LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_series_begin(struct lmbi_series *s, struct lmbi_layout *layout, const char *name,
                          struct lmbi_table *table, int64_t most_cycles, struct lmbi_message *m);
/* Complete the table: check what was decided early, choose between counters and integral, turn
 * the current's sign if the record asks for it. LMB_OK, LMB_ERROR_FORMAT, _LIMIT, _MEMORY. */
int32_t lmbi_series_end(struct lmbi_series *s, const char *name, struct lmbi_message *m);

/* The parts of it: choose between the integral and the cycler's counters, trade two columns. */
void lmbi_choose_amounts(struct lmbi_series *s);
void lmbi_swap_columns(struct lmbi_table *a, int32_t id, struct lmbi_table *b, int32_t other);

/* The text of the state, where it changes. */
void lmbi_read_state(struct lmbi_state_reading *state, struct lmbi_field field);
/* The field of use `i` into the sample; LMBI_VALUE_TEXT only where that is an error. */
int32_t lmbi_read_field(struct lmbi_series *s, int32_t i, struct lmbi_field field);
/* The same of a number. */
int32_t lmbi_read_number(struct lmbi_series *s, int32_t i, double number);
/* Why the value of use `i` is an error. */
const char *lmbi_why_not(const struct lmbi_series *s, int32_t i, struct lmbi_field field);
/* All fields of a line. LMB_OK, LMB_ERROR_FORMAT. */
int32_t lmbi_read_fields(struct lmbi_series *s, const struct lmbi_input *in,
                         const struct lmbi_line *line, struct lmbi_message *m);
/* Settle the sign of the current where the states tell it. */
void lmbi_decide_sign(struct lmbi_series *s, const struct lmbi_sign_check *c);
/* The clock beside a test time is looked at in one row of so many: in this one, counted from 1? How
 * many rows there are in front of the next? */
enum { LMBI_CLOCK_ROWS = 64 };
static inline int32_t lmbi_asks_clock(const struct lmbi_series *s, int64_t row)
{
    return s->clock.role && row % LMBI_CLOCK_ROWS == 0;
}

static inline size_t lmbi_rows_to_clock(const struct lmbi_series *s)
{
    return (size_t)(LMBI_CLOCK_ROWS - 1 - s->rows % LMBI_CLOCK_ROWS);
}

void lmbi_look_at_clock(struct lmbi_series *s, struct lmbi_field field, double time);
/* Place samples in the test, whose rows have a time and a current. */
void lmbi_place_samples(struct lmbi_series *s, struct lmbi_sample *sample, size_t count);
/* The same for the rows of a batch whose current has its sign, if they go on in time; 0: they do
 * not, and nothing has changed. */
int32_t lmbi_place_columns(struct lmbi_series *s, struct lmbi_batch *b, size_t rows);
/* Count a sample of a line. LMB_OK, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY. */
int32_t lmbi_count_sample(struct lmbi_series *s, const struct lmbi_input *in,
                          const struct lmbi_sample *b, int64_t line, struct lmbi_message *m);
/* Both, for the sample of a row. LMB_OK, LMB_ERROR_FORMAT, _LIMIT, _MEMORY. */
int32_t lmbi_take_sample(struct lmbi_series *s, const struct lmbi_input *in,
                         const struct lmbi_line *line, struct lmbi_message *m);

/* Most rows look like the one before. Those are read in batches, with the same result as one by
 * one: make room; begin a file; read what is in sight, up to a row that has to be read by itself.
 * LMB_OK, and what lmbi_count_sample() gives. */
int32_t lmbi_plain_new(struct lmbi_series *s, const struct lmbi_memory *memory);
void lmbi_plain_begin(struct lmbi_series *s);
int32_t lmbi_plain_rows(struct lmbi_series *s, struct lmbi_input *in, struct lmbi_message *m);

/* How many rows of a batch there are up to the first that has no time, no current or no cycle
 * number. */
size_t lmbi_complete_rows(struct lmbi_batch *b, const struct lmbi_kernels *kernels, size_t rows);
/* Count a row of a batch, `in->line` being the line in front of its first; count rows among which
 * no state changes, together if they go on in time. LMB_OK, and what lmbi_count_sample() gives. */
int32_t lmbi_take_row(struct lmbi_series *s, const struct lmbi_input *in,
                      const struct lmbi_batch *b, size_t row, struct lmbi_message *m);
int32_t lmbi_take_rows(struct lmbi_series *s, const struct lmbi_input *in, struct lmbi_batch *b,
                       size_t rows, struct lmbi_message *m);

/* A field that cannot be read, in one line: file, line, column, byte, text. */
int32_t lmbi_field_fails(const struct lmbi_input *in, const struct lmbi_line *line,
                         const struct lmbi_use *use, struct lmbi_field field, const char *why,
                         struct lmbi_message *m);

#endif
