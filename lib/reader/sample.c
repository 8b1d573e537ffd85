#include "reader/series.h"

#include <stddef.h>

#include "base/number.h"
#include "reader/batch.h"

void lmbi_decide_sign(struct lmbi_series *s, const struct lmbi_sign_check *c)
{
    if (s->sign != LMBI_SIGN_OPEN) return;
    if (lmbi_with_sign(c)) s->sign = LMBI_SIGN_AS_WRITTEN;
    else if (lmbi_is_turned(c)) s->sign = LMBI_SIGN_TURNED;
    else if (lmbi_is_unsigned(c)) s->sign = LMBI_SIGN_BY_STATE;
}

/* A single row with a time from elsewhere: behind it the time goes on as before it. */
static void return_from_astray(struct lmbi_series *s, double raw)
{
    double since_row = raw - s->last_raw, since_before = raw + s->back.offset - s->last_time;
    s->back.open = 0;
    if (since_before < 0 || since_before > 0.01 * since_row || since_row <= 20 * s->back.spacing)
        return;
    s->time_offset = s->back.offset;
    s->astray++;
}

/* A file that goes on in time goes on in its step; one that starts again is another part. */
static void place_in_time(struct lmbi_series *s, struct lmbi_sample *b)
{
    int32_t counted = s->counting.notes.samples > 0;
    double raw = b->time;
    if (s->back.open) return_from_astray(s, raw);
    b->restart = counted && s->first_row && raw < s->last_raw;
    b->time = raw + s->time_offset;
    b->gap = counted && b->time < s->last_time;
    if (b->gap) {
        s->backward += !s->first_row;
        s->starts_again += s->first_row;
        s->back = (struct lmbi_step_back){!s->first_row, s->time_offset, s->spacing};
        s->time_offset = s->last_time - raw;
        b->time = s->last_time;
    }
    s->first_row = 0;
    s->spacing = raw - s->last_raw;
    s->last_raw = raw;
    s->last_time = b->time;
}

static double signed_current(const struct lmbi_series *s, double current)
{
    int32_t state = s->state.length > 0 ? s->state.direction : LMBI_STATE_UNKNOWN;
    if (s->sign == LMBI_SIGN_AS_WRITTEN) return current;
    if (s->sign == LMBI_SIGN_TURNED) return -current;
    if (s->sign == LMBI_SIGN_BY_STATE) return state == LMBI_STATE_DISCHARGE ? -current : current;
    if (state == LMBI_STATE_DISCHARGE) return -lmbi_abs(current);
    return state == LMBI_STATE_CHARGE ? lmbi_abs(current) : current;
}

static void sign_current(struct lmbi_series *s, struct lmbi_sample *b)
{
    b->state = s->state.number;
    if (s->state.length > 0) {
        lmbi_sign_check_add(&s->signs, b->current, s->state.direction);
        lmbi_decide_sign(s, &s->signs);
    }
    b->current = signed_current(s, b->current);
}

void lmbi_look_at_clock(struct lmbi_series *s, struct lmbi_field field, double time)
{
    double clock;
    lmbi_value_of(&s->clock, field, &clock);
    lmbi_time_check_add(&s->times, time, clock);
}

void lmbi_place_samples(struct lmbi_series *s, struct lmbi_sample *sample, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct lmbi_sample *b = &sample[i];
        s->voltages += b->voltage == b->voltage;
        s->large_voltages += b->voltage > 100;
        place_in_time(s, b);
        sign_current(s, b);
    }
}

int32_t lmbi_place_columns(struct lmbi_series *s, struct lmbi_batch *b, size_t rows)
{
    double *time = lmbi_batch_column(b, LMBI_SLOT(time));
    double *current = lmbi_batch_column(b, LMBI_SLOT(current));
    const double *voltage = lmbi_batch_column(b, LMBI_SLOT(voltage));
    const struct lmbi_kernels *k = s->plain->plan.kernels;
    if (s->state.length > 0 || s->back.open || s->first_row || s->counting.notes.samples == 0)
        return 0;
    if (time[0] + s->time_offset < s->last_time || !k->ascend(time, rows)) return 0;
    s->voltages += (int64_t)k->above(voltage, rows, -LMBI_INFINITY);
    s->large_voltages += (int64_t)k->above(voltage, rows, 100);
    s->spacing = time[rows - 1] - (rows > 1 ? time[rows - 2] : s->last_raw);
    s->last_raw = time[rows - 1];
    for (size_t i = 0; i < rows; i++) time[i] += s->time_offset;
    s->last_time = time[rows - 1];
    if (s->sign == LMBI_SIGN_TURNED)
        for (size_t i = 0; i < rows; i++) current[i] = -current[i];
    return 1;
}

int32_t lmbi_count_sample(struct lmbi_series *s, const struct lmbi_input *in,
                          const struct lmbi_sample *b, int64_t line, struct lmbi_message *m)
{
    if (s->sums > 0) lmbi_sums_add(s->sum, b->counter);
    int32_t status = lmbi_count(&s->counting, b);
    if (status == LMB_ERROR_LIMIT)
        return lmbi_fail(m, status, "%s: %s %d: more than %d cycle%p", in->name, lmbi_line_word(in),
                         line, s->counting.most_cycles);
    if (status) return lmbi_fail(m, status, "%s: no memory for a cycle", in->name);
    return LMB_OK;
}

static int32_t cycle_fails(struct lmbi_series *s, const struct lmbi_input *in,
                           const struct lmbi_line *line, struct lmbi_message *m)
{
    const struct lmbi_use *use = lmbi_use_of(s->layout, LMB_COLUMN_CYCLE);
    struct lmbi_field field;
    if (!line->text)
        return lmbi_fail(m, LMB_ERROR_FORMAT,
                         "%s: row %d: %g is no cycle number; map cycle to another heading",
                         in->name, line->number, s->sample.cycle);
    lmbi_pick(line, s->layout->delimiter, &use->field, 1, &field);
    return lmbi_field_fails(in, line, use, field,
                            "is no cycle number; map cycle to another heading", m);
}

/* The charge since the row before as the mean current since then. */
static int32_t take_mean_current(struct lmbi_series *s, const struct lmbi_input *in, int64_t line,
                                 struct lmbi_message *m)
{
    struct lmbi_passed *p = &s->passed;
    struct lmbi_sample *b = &s->sample;
    double dt = b->time - p->since, charge = p->charge + 3600 * b->current;
    b->current = dt > 0 ? charge / dt : 0; /* 0: nothing is known of the time before */
    *p = (struct lmbi_passed){dt == 0 ? charge : 0, b->time}; /* it passes with the next row */
    if (lmbi_abs(b->current) <= LMBI_LARGEST_SAMPLE) return LMB_OK;
    return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: %s %d: %g A s within %g s are no current", in->name,
                     lmbi_line_word(in), line, charge, dt);
}

int32_t lmbi_take_sample(struct lmbi_series *s, const struct lmbi_input *in,
                         const struct lmbi_line *line, struct lmbi_message *m)
{
    if (s->rows++ >= s->most_rows)
        return lmbi_fail(m, LMB_ERROR_LIMIT, "%s: %s %d: more than %d row%p", in->name,
                         lmbi_line_word(in), line->number, s->most_rows);
    struct lmbi_sample *b = &s->sample;
    if (b->time != b->time || b->current != b->current) {
        s->skipped++;
        return LMB_OK;
    }
    if (b->cycle == b->cycle && !lmbi_is_cycle_number(b->cycle)) return cycle_fails(s, in, line, m);
    if (line->text && lmbi_asks_clock(s, s->rows)) {
        struct lmbi_field field;
        lmbi_pick(line, s->layout->delimiter, &s->clock.field, 1, &field);
        lmbi_look_at_clock(s, field, b->time);
    }
    if (s->counting.has.mean_current && take_mean_current(s, in, line->number, m))
        return LMB_ERROR_FORMAT;
    lmbi_place_samples(s, b, 1);
    return lmbi_count_sample(s, in, b, line->number, m);
}
