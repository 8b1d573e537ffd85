#include "estimate/forecast.h"

#include <stddef.h>

#include "base/number.h"

enum { DRAWS_AHEAD = 1024 };

/* One cycle of all draws. From cycle to cycle they hardly change places: each quantity keeps its
 * order and sorts it anew, which costs little more than looking. */
struct front {
    struct lmbi_fate *fate;
    double *capacity, *ce, *reservoir;
    int32_t *by_capacity, *by_ce, *by_reservoir; /* orders */
    uint8_t *exhausted, *ended;
};

static void sort_by(const double *values, int32_t *order)
{
    for (int32_t gap = 364; gap > 0; gap /= 3) /* Shell's: 364, 121, 40, 13, 4, 1 */
        for (int32_t i = gap; i < DRAWS_AHEAD; i++) {
            int32_t held = order[i], at = i;
            double value = values[held];
            for (; at >= gap && values[order[at - gap]] > value; at -= gap)
                order[at] = order[at - gap];
            order[at] = held;
        }
}

/* Put a draw under the new conditions. Another N/P has held from the start: live the record again. */
static void apply(struct lmbi_fate *fate, const struct lmbi_conditions *conditions,
                  const struct lmbi_subject *s)
{
    struct lmbi_parameters future = fate->parameters;
    int anew = 0;
    for (int32_t i = 0; i < conditions->count; i++) {
        double *value = lmbi_parameter(&future, conditions->id[i]);
        double ratio = conditions->value[i] / s->parameters.np_ratio;
        if (conditions->id[i] != LMB_PARAM_NP_RATIO) *value = conditions->value[i];
        else if (s->parameters.np_ratio > 0) *value *= ratio, anew = 1;
        else *value = conditions->value[i], anew = 1;
    }
    if (anew) {
        struct lmbi_passage q;
        int64_t cycles = fate->state.cycles;
        fate->parameters.np_ratio = future.np_ratio;
        lmbi_state_init(&fate->state, &fate->parameters);
        fate->onset[2] = LMBI_INFINITY;
        for (int64_t k = 0; k < cycles; k++) {
            lmbi_pass(&fate->state, &fate->parameters, &fate->rates, &q);
            if (q.limited && fate->onset[2] > LMBI_MAX) fate->onset[2] = (double)k + 1;
        }
    }
    fate->parameters = future;
    fate->rates = lmbi_rates_of(&future, s->ce_li_table, s->ce_li_count);
}

static void step_all(struct front *front, double capacity_end)
{
    for (int32_t i = 0; i < DRAWS_AHEAD; i++) {
        struct lmbi_fate *f = &front->fate[i];
        double ah = f->guess.parameters.electrode_area / 1000;
        struct lmbi_passage q;
        lmbi_pass(&f->state, &f->parameters, &f->rates, &q);
        front->capacity[i] = q.discharge * ah;
        front->ce[i] = q.charge > 0 ? q.discharge / q.charge / (1 + f->parameters.cathode_oxidation)
                                    : 0;
        front->reservoir[i] = lmbi_total(f->state.reservoir) * ah;
        front->exhausted[i] |= q.limited != 0;
        front->ended[i] |= !(q.discharge >= capacity_end * f->reference);
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

static void live_ahead(struct lmbi_table *out, struct front *front, double last,
                       const struct lmbi_subject *s, int has_reservoir)
{
    for (int64_t row = 0; row < out->rows; row++) {
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
                      const struct lmbi_conditions *conditions, double reference_cycle)
{
    int has_reservoir = fit->best.parameters.np_ratio > 0;
    struct lmbi_fate *fate = lmbi_new(&o->memory, DRAWS_AHEAD, sizeof *fate);
    double *block = lmbi_new(&o->memory, DRAWS_AHEAD, 3 * sizeof *block);
    int32_t *order = lmbi_new(&o->memory, DRAWS_AHEAD, 3 * sizeof *order);
    uint8_t *flags = lmbi_new(&o->memory, DRAWS_AHEAD, 2);
    int32_t status = fate && block && order && flags
                         ? add_columns_of_forecast(out, cycles, has_reservoir)
                         : LMB_ERROR_MEMORY;
    if (!status) status = lmbi_draw_fates(fate, DRAWS_AHEAD, fit, o, s, reference_cycle);
    if (!status) {
        struct front front = {fate, block, block + DRAWS_AHEAD, block + 2 * DRAWS_AHEAD,
                              order, order + DRAWS_AHEAD, order + 2 * DRAWS_AHEAD, flags,
                              flags + DRAWS_AHEAD};
        for (int32_t i = 0; i < DRAWS_AHEAD; i++) {
            if (conditions->count > 0) apply(&fate[i], conditions, s);
            front.exhausted[i] = fate[i].onset[2] <= LMBI_MAX;
            for (int k = 0; k < 3; k++) order[k * DRAWS_AHEAD + i] = i;
        }
        live_ahead(out, &front, (double)o->last_cycle, s, has_reservoir);
    }
    lmbi_free(&o->memory, flags);
    lmbi_free(&o->memory, order);
    lmbi_free(&o->memory, block);
    lmbi_free(&o->memory, fate);
    return status;
}
