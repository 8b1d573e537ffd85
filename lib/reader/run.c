#include "reader/counting.h"

#include <stddef.h>

#include "base/number.h"
#include "reader/batch.h"

enum { LONGEST_SEGMENT = 1800 }; /* s: longer ones may be pauses */

/* Columns of a batch; the row before the first is the sample that was counted last. */
struct run {
    const double *time, *current, *voltage, *temperature, *cycle, *step, *step_time;
    ptrdiff_t rows; /* signed, as are all that count them: the row before the first is -1 */
};

static struct run run_behind(const struct lmbi_sample *last, struct lmbi_batch *b, size_t from)
{
    double *column[LMBI_SLOTS];
    for (size_t slot = 0; slot < LMBI_SLOTS; slot++)
        column[slot] = lmbi_batch_column(b, slot) + from;
    column[LMBI_SLOT(time)][-1] = last->time;
    column[LMBI_SLOT(current)][-1] = last->current;
    column[LMBI_SLOT(voltage)][-1] = last->voltage;
    column[LMBI_SLOT(temperature)][-1] = last->temperature;
    column[LMBI_SLOT(step)][-1] = last->step;
    column[LMBI_SLOT(step_time)][-1] = last->step_time;
    return (struct run){.time = column[LMBI_SLOT(time)],
                        .current = column[LMBI_SLOT(current)],
                        .voltage = column[LMBI_SLOT(voltage)],
                        .temperature = column[LMBI_SLOT(temperature)],
                        .cycle = column[LMBI_SLOT(cycle)],
                        .step = column[LMBI_SLOT(step)],
                        .step_time = column[LMBI_SLOT(step_time)]};
}

/* How many of the rows go on within the step of the sample before: nothing begins or ends, and the
 * current keeps its direction. */
static ptrdiff_t length_of(const struct lmbi_counting *c, const struct run *r, ptrdiff_t rows,
                           int32_t direction)
{
    double rest = 1e-3 * c->largest_current, sign = direction < 0 ? -1 : 1;
    double low = direction ? rest : -rest, high = direction ? c->largest_current : rest;
    double source = c->source, step = c->last.step;
    ptrdiff_t i = 0;
    for (; i < rows; i++) {
        double current = sign * r->current[i], dt = r->time[i] - r->time[i - 1];
        if (!(dt >= 0 && dt <= LONGEST_SEGMENT)) break;
        if (!(current >= low && current <= high) || (direction && current == low)) break;
        if (c->has.cycle && r->cycle[i] != source) break;
        if (c->has.step && r->step[i] != step) break;
        if (c->has.step_time && r->step_time[i] < r->step_time[i - 1]) break;
    }
    return i;
}

static void add_rest(struct lmbi_tally *to, const struct run *r)
{
    struct lmbi_tally t = *to;
    for (ptrdiff_t i = 0; i < r->rows; i++)
        lmbi_tally_flow(&t, r->current[i - 1], r->current[i], r->current[i - 1] * r->voltage[i - 1],
                        r->current[i] * r->voltage[i], r->time[i] - r->time[i - 1]);
    *to = t;
}

/* As lmbi_add_trapezoid(), for currents of one direction. */
static void add_current(struct lmbi_tally *t, const struct run *r, int32_t direction)
{
    int charges = direction > 0;
    double *charge = charges ? &t->charge : &t->discharge, q = *charge;
    double *energy = charges ? &t->charge_energy : &t->discharge_energy, e = *energy;
    double *time = charges ? &t->charge_time : &t->discharge_time, s = *time;
    double power = r->current[-1] * r->voltage[-1];
    for (ptrdiff_t i = 0; i < r->rows; i++) {
        double dt = r->time[i] - r->time[i - 1], before = power;
        power = r->current[i] * r->voltage[i];
        if (dt == 0) continue;
        q += direction * ((r->current[i - 1] + r->current[i]) / 2 * dt);
        e += direction * ((before + power) / 2 * dt);
        s += dt;
    }
    *charge = q, *energy = e, *time = s;
}

static void add_heat(struct lmbi_tally *to, const struct run *r)
{
    struct lmbi_tally t = *to;
    for (ptrdiff_t i = 0; i < r->rows; i++)
        lmbi_tally_heat(&t, r->temperature[i - 1], r->temperature[i], r->time[i] - r->time[i - 1]);
    *to = t;
}

/* A hold begins again wherever the voltage moves: where it does so for the last time. */
static ptrdiff_t last_begin(double voltage, const struct run *r)
{
    ptrdiff_t from = 0, i = 0;
    for (;;) {
        while (i < r->rows && lmbi_is_held(voltage, r->voltage[i])) i++;
        if (i == r->rows) return from;
        voltage = r->voltage[i];
        from = ++i;
    }
}

static void add_hold(struct lmbi_hold *to, const struct run *r, int32_t direction)
{
    ptrdiff_t from = direction > 0 ? last_begin(to->voltage, r) : r->rows;
    struct lmbi_hold h = *to;
    if (from > 0) {
        double current = r->current[from - 1];
        h = (struct lmbi_hold){r->voltage[from - 1], current, current, 0, 0};
    }
    for (ptrdiff_t i = from; i < r->rows; i++)
        lmbi_hold_add(&h, r->current[i - 1], r->current[i], r->time[i] - r->time[i - 1]);
    *to = h;
}

static void add_intervals(struct lmbi_counting *c, const struct run *r)
{
    double longest = c->longest, sum = c->notes.dt_sum;
    int64_t count = c->notes.dt_count;
    for (ptrdiff_t i = 0; i < r->rows; i++) {
        double dt = r->time[i] - r->time[i - 1];
        longest = lmbi_max(longest, dt);
        if (dt > 0 && r->current[i] != 0) sum += dt, count++;
    }
    c->longest = longest;
    c->notes.dt_sum = sum;
    c->notes.dt_count = count;
}

static void add_voltage(struct lmbi_tally *t, const struct run *r)
{
    ptrdiff_t i = 0;
    while (i < r->rows && t->minimum_voltage != t->minimum_voltage)
        lmbi_tally_voltage(t, r->voltage[i++]);
    double low = t->minimum_voltage, high = t->maximum_voltage;
    for (; i < r->rows; i++) {
        low = lmbi_min(r->voltage[i], low);
        high = lmbi_max(r->voltage[i], high);
    }
    t->minimum_voltage = low, t->maximum_voltage = high;
}

size_t lmbi_count_run(struct lmbi_counting *c, struct lmbi_batch *b, size_t from, size_t to)
{
    if (c->notes.samples == 0 || c->has.counters) return 0;
    int32_t direction = lmbi_direction_of(c, c->last.current);
    if (direction != 0 && direction != c->direction) return 0;
    struct run r = run_behind(&c->last, b, from);
    r.rows = length_of(c, &r, (ptrdiff_t)(to - from), direction);
    if (r.rows == 0) return 0;
    if (direction == 0) add_rest(&c->tally, &r);
    else add_current(&c->tally, &r, direction);
    if (c->has.temperature) add_heat(&c->tally, &r);
    if (c->has.voltage) add_hold(&c->hold, &r, direction);
    add_intervals(c, &r);
    add_voltage(&c->tally, &r);
    int64_t state = c->last.state;
    c->last = lmbi_batch_sample(b, from + (size_t)r.rows - 1);
    c->last.state = state;
    c->tally.last_time = c->last.time;
    c->notes.samples += (int64_t)r.rows;
    if (direction == 0) c->rest_voltage = c->last.voltage;
    return (size_t)r.rows;
}
