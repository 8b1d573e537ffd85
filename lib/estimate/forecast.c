#include "estimate/forecast.h"

#include <stddef.h>

#include "base/number.h"

enum { COURSES = 128, DRAWS_AHEAD = COURSES * LMBI_LANES, FEW_MOVES = 4 * DRAWS_AHEAD };

/* One cycle of all draws. From cycle to cycle they hardly change places: each quantity keeps its
 * order and sorts it anew, which costs little more than looking. */
struct front {
    struct lmbi_course *course;
    double *capacity, *ce, *reservoir;
    int32_t *by_capacity, *by_ce, *by_reservoir; /* orders */
    uint8_t *exhausted, *ended;
};

/* Insertion over places that are `gap` apart; returns how many moves it took, or that it gave up
 * because they were more than `most`. */
static int64_t insert(const double *values, int32_t *order, int32_t gap, int64_t most)
{
    int64_t moves = 0;
    for (int32_t i = gap; i < DRAWS_AHEAD && moves <= most; i++) {
        int32_t held = order[i], at = i;
        double value = values[held];
        for (; at >= gap && values[order[at - gap]] > value; at -= gap, moves++)
            order[at] = order[at - gap];
        order[at] = held;
    }
    return moves;
}

static void sort_by(const double *values, int32_t *order)
{
    if (insert(values, order, 1, FEW_MOVES) <= FEW_MOVES) return;
    for (int32_t gap = 364; gap > 0; gap /= 3) /* Shell's: 364, 121, 40, 13, 4, 1 */
        insert(values, order, gap, INT64_MAX);
}

/* Live the record again with the N/P that a lane now has. */
static void live_again(struct lmbi_course *c)
{
    int64_t cycles = c->lanes.cycles;
    lmbi_lanes_start(&c->lanes);
    for (int i = 0; i < LMBI_LANES; i++) c->limited[i] = LMBI_INFINITY;
    while (c->lanes.cycles < cycles) lmbi_course_pass(c);
}

/* Put draws under the new conditions. Another N/P has held from the start. */
static void apply(struct lmbi_course *c, const struct lmbi_conditions *conditions,
                  const struct lmbi_subject *s)
{
    double np = s->parameters.np_ratio;
    for (int32_t k = 0; k < conditions->count; k++) {
        if (conditions->id[k] != LMB_PARAM_NP_RATIO) continue;
        for (int i = 0; i < LMBI_LANES; i++) {
            double *value = &LMBI_OF(&c->lanes, np_ratio)[i];
            *value = np > 0 ? *value * (conditions->value[k] / np) : conditions->value[k];
        }
        live_again(c);
    }
    for (int i = 0; i < LMBI_LANES; i++) {
        struct lmbi_parameters p = lmbi_lanes_get(&c->lanes, i);
        for (int32_t k = 0; k < conditions->count; k++)
            if (conditions->id[k] != LMB_PARAM_NP_RATIO)
                *lmbi_parameter(&p, conditions->id[k]) = conditions->value[k];
        struct lmbi_rates rates = lmbi_rates_of(&p, s->ce_li_table, s->ce_li_count);
        lmbi_lanes_set(&c->lanes, i, &p, &rates);
    }
}

static void step_all(struct front *front, double capacity_end)
{
    for (int32_t b = 0; b < COURSES; b++) {
        struct lmbi_course *c = &front->course[b];
        const struct lmbi_lanes *l = &c->lanes;
        lmbi_lanes_pass(&c->lanes);
        for (int i = 0; i < LMBI_LANES; i++) {
            int32_t k = b * LMBI_LANES + i;
            double ah = c->area[i] / 1000, ce = l->discharge[i] / l->charge[i];
            front->capacity[k] = l->discharge[i] * ah;
            front->ce[k] = l->charge[i] > 0 ? ce / (1 + LMBI_OF(l, cathode_oxidation)[i]) : 0;
            front->reservoir[k] = l->reservoir[i] * ah;
            front->exhausted[k] |= l->limited[i] != 0;
            front->ended[k] |= !(l->discharge[i] >= capacity_end * c->reference[i]);
        }
    }
}

static double share_of(const uint8_t *flags)
{
    double sum = 0;
    for (int32_t i = 0; i < DRAWS_AHEAD; i++) sum += flags[i];
    return sum / DRAWS_AHEAD;
}

static void fill_three(struct lmbi_table *out, int32_t id, int64_t row, const double *values,
                       int32_t *order)
{
    sort_by(values, order);
    lmbi_column(out, id)[row] = values[order[DRAWS_AHEAD / 2]];
    lmbi_column(out, id + 1)[row] = values[order[DRAWS_AHEAD / 20]];
    lmbi_column(out, id + 2)[row] = values[order[DRAWS_AHEAD - 1 - DRAWS_AHEAD / 20]];
}

static void live_ahead(struct lmbi_table *out, struct front *front, const struct lmbi_observed *o,
                       const struct lmbi_subject *s, int has_reservoir)
{
    double last = (double)o->last_cycle;
    for (int64_t row = 0; row < out->rows && !lmbi_progress_add(o->progress, COURSES); row++) {
        step_all(front, s->known.capacity_end);
        lmbi_column(out, LMB_COLUMN_CYCLE)[row] = last + (double)row + 1;
        fill_three(out, LMB_COLUMN_FORECAST_CAPACITY, row, front->capacity, front->by_capacity);
        fill_three(out, LMB_COLUMN_FORECAST_CE, row, front->ce, front->by_ce);
        lmbi_column(out, LMB_COLUMN_P_ENDED)[row] = share_of(front->ended);
        if (!has_reservoir) continue;
        fill_three(out, LMB_COLUMN_FORECAST_RESERVOIR, row, front->reservoir, front->by_reservoir);
        lmbi_column(out, LMB_COLUMN_P_EXHAUSTED)[row] = share_of(front->exhausted);
    }
}

static int32_t add_columns_of_forecast(struct lmbi_table *out, int64_t cycles, int has_reservoir)
{
    if (lmbi_table_reserve(out, cycles) || lmbi_table_add_column(out, LMB_COLUMN_CYCLE))
        return LMB_ERROR_MEMORY;
    for (int32_t id = LMB_COLUMN_FORECAST_CAPACITY; id <= LMB_COLUMN_P_ENDED; id++) {
        int of_reservoir = id >= LMB_COLUMN_FORECAST_RESERVOIR && id <= LMB_COLUMN_P_EXHAUSTED;
        if (of_reservoir && !has_reservoir) continue;
        if (lmbi_table_add_column(out, id)) return LMB_ERROR_MEMORY;
    }
    lmbi_table_extend(out, cycles);
    out->source = (struct lmbi_source){.kind = LMBI_SIMULATED, .dialect = LMBI_LMB, .rows = cycles};
    return LMB_OK;
}

int32_t lmbi_forecast(struct lmbi_table *out, int64_t cycles, const struct lmbi_fit *fit,
                      const struct lmbi_observed *o, const struct lmbi_subject *s,
                      const struct lmbi_conditions *conditions)
{
    int has_reservoir = fit->best.parameters.np_ratio > 0;
    struct lmbi_course *course = lmbi_new(&o->memory, COURSES, sizeof *course);
    double *block = lmbi_new(&o->memory, DRAWS_AHEAD, 3 * sizeof *block);
    int32_t *order = lmbi_new(&o->memory, DRAWS_AHEAD, 3 * sizeof *order);
    uint8_t *flags = lmbi_new(&o->memory, DRAWS_AHEAD, 2);
    int32_t status = course && block && order && flags
                         ? add_columns_of_forecast(out, cycles, has_reservoir)
                         : LMB_ERROR_MEMORY;
    if (!status) {
        struct front front = {course,
                              block,
                              block + DRAWS_AHEAD,
                              block + 2 * DRAWS_AHEAD,
                              order,
                              order + DRAWS_AHEAD,
                              order + 2 * DRAWS_AHEAD,
                              flags,
                              flags + DRAWS_AHEAD};
        if (o->progress) o->progress->total = COURSES * (uint64_t)(o->last_cycle + cycles);
        lmbi_draw_courses(course, COURSES, fit, o, s);
        for (int32_t b = 0; b < COURSES && conditions->count > 0; b++)
            if (!lmbi_progress_add(o->progress, 0)) apply(&course[b], conditions, s);
        for (int32_t i = 0; i < DRAWS_AHEAD; i++) {
            front.exhausted[i] = course[i / LMBI_LANES].limited[i % LMBI_LANES] <= LMBI_MAX;
            for (int k = 0; k < 3; k++) order[k * DRAWS_AHEAD + i] = i;
        }
        live_ahead(out, &front, o, s, has_reservoir);
        if (lmbi_is_cancelled(o->progress)) status = LMB_ERROR_CANCELLED;
    }
    lmbi_free(&o->memory, flags);
    lmbi_free(&o->memory, order);
    lmbi_free(&o->memory, block);
    lmbi_free(&o->memory, course);
    return status;
}
