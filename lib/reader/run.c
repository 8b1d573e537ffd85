#include "reader/run.h"

#include "base/number.h"
#include "reader/batch.h"
#include "reader/counting.h"

#define LONGEST_SEGMENT 1800.0 /* s: longer ones may be pauses */

static struct lmbi_run run_behind(const struct lmbi_sample *last, struct lmbi_batch *b, size_t from)
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
    return (struct lmbi_run){.time = column[LMBI_SLOT(time)],
                             .current = column[LMBI_SLOT(current)],
                             .voltage = column[LMBI_SLOT(voltage)],
                             .temperature = column[LMBI_SLOT(temperature)],
                             .cycle = column[LMBI_SLOT(cycle)],
                             .step = column[LMBI_SLOT(step)],
                             .step_time = column[LMBI_SLOT(step_time)]};
}

/* Nothing begins or ends, and the current keeps its direction. */
static struct lmbi_stretch stretch_of(const struct lmbi_counting *c, int32_t direction)
{
    double rest = 1e-3 * c->largest_current;
    return (struct lmbi_stretch){.direction = direction,
                                 .by_cycle = c->has.cycle,
                                 .by_step = c->has.step,
                                 .by_time = c->has.step_time,
                                 .above = direction ? rest : -1,
                                 .most = direction ? c->largest_current : rest,
                                 .longest = LONGEST_SEGMENT,
                                 .cycle = c->source,
                                 .step = c->last.step};
}

/* Segments of one direction; of none, at rest. */
static void add_segments(struct lmbi_counting *c, const struct lmbi_segments *s, ptrdiff_t rows,
                         int32_t direction)
{
    struct lmbi_tally *t = &c->tally, rest = {0};
    struct lmbi_tally *of = direction ? t : &rest;
    double *charge = direction > 0 ? &of->charge : &of->discharge, q = *charge;
    double *energy = direction > 0 ? &of->charge_energy : &of->discharge_energy, e = *energy;
    double *time = direction > 0 ? &of->charge_time : &of->discharge_time, duration = *time;
    double heat = t->temperature, warm = t->temperature_time, sum = c->notes.dt_sum;
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < rows; i++) {
        q += direction * s->charge[i];
        e += direction * s->energy[i];
        duration += s->dt[i];
        heat += s->heat[i];
        warm += s->warm[i];
        sum += s->dt[i];
        count += s->dt[i] > 0;
    }
    *charge = q, *energy = e, *time = duration;
    t->temperature = heat, t->temperature_time = warm;
    if (!direction) return;
    c->notes.dt_sum = sum, c->notes.dt_count += count;
}

/* What flows at rest, which may be of both directions. */
static void add_rest(struct lmbi_counting *c, const struct lmbi_run *r)
{
    struct lmbi_tally t = c->tally;
    for (ptrdiff_t i = 0; i < r->rows; i++) {
        double dt = r->time[i] - r->time[i - 1];
        lmbi_tally_flow(&t, r->current[i - 1], r->current[i], r->current[i - 1] * r->voltage[i - 1],
                        r->current[i] * r->voltage[i], dt);
        if (dt > 0 && r->current[i] != 0) c->notes.dt_sum += dt, c->notes.dt_count++;
    }
    c->tally = t;
}

static int32_t nothing_flows(const struct lmbi_kernels *k, const struct lmbi_run *r)
{
    size_t samples = (size_t)r->rows + 1;
    return r->current[-1] == 0 && k->alike(r->current - 1, samples) == samples;
}

static void add_hold(struct lmbi_hold *to, const struct lmbi_kernels *k, const struct lmbi_run *r,
                     int32_t direction)
{
    ptrdiff_t from = direction > 0 ? k->hold(to->voltage, r->voltage, r->rows) : r->rows;
    struct lmbi_hold h = *to;
    if (from > 0) {
        double current = r->current[from - 1];
        h = (struct lmbi_hold){r->voltage[from - 1], current, current, 0, 0};
    }
    for (ptrdiff_t i = from; i < r->rows; i++)
        lmbi_hold_add(&h, r->current[i - 1], r->current[i], r->time[i] - r->time[i - 1]);
    *to = h;
}

static void add_extremes(struct lmbi_counting *c, const struct lmbi_segments *s)
{
    c->longest = lmbi_max(c->longest, s->longest);
    if (s->lowest > s->highest) return;
    lmbi_tally_voltage(&c->tally, s->lowest);
    lmbi_tally_voltage(&c->tally, s->highest);
}

size_t lmbi_count_run(struct lmbi_counting *c, struct lmbi_batch *b, size_t from, size_t to)
{
    if (c->notes.samples == 0 || c->has.counters || c->has.pressure) return 0;
    int32_t direction = lmbi_direction_of(c, c->last.current);
    if (direction != 0 && direction != c->direction) return 0;
    const struct lmbi_kernels *k = c->kernels;
    const struct lmbi_stretch stretch = stretch_of(c, direction);
    struct lmbi_segments segments;
    struct lmbi_run r = run_behind(&c->last, b, from);
    r.rows = (ptrdiff_t)(to - from);
    r.rows = k->keeping(&r, &stretch);
    if (r.rows == 0) return 0;
    k->segments(&r, &segments);
    add_segments(c, &segments, r.rows, direction);
    if (!direction && !nothing_flows(k, &r)) add_rest(c, &r);
    if (c->has.voltage) add_hold(&c->hold, k, &r, direction);
    add_extremes(c, &segments);
    int64_t state = c->last.state;
    c->last = lmbi_batch_sample(b, from + (size_t)r.rows - 1);
    c->last.state = state;
    c->tally.last_time = c->last.time;
    c->notes.samples += (int64_t)r.rows;
    if (direction == 0) c->rest_voltage = c->last.voltage;
    return (size_t)r.rows;
}
