#include "api/handles.h"

#include <stddef.h>

#include "base/number.h"
#include "design/masses.h"

/* ---- what the model takes from the design ---- */

static int sides_are_set(const struct lmb_cell *cell)
{
    return lmb_cell_is_set(cell, LMB_PARAM_ELECTRODE_HEIGHT) ||
           lmb_cell_is_set(cell, LMB_PARAM_ELECTRODE_WIDTH) ||
           lmb_cell_is_set(cell, LMB_PARAM_LAYER_COUNT);
}

int32_t lmbi_area_is_set(const struct lmb_cell *cell)
{
    return sides_are_set(cell) || lmb_cell_is_set(cell, LMB_PARAM_ELECTRODE_AREA);
}

/* The parameter that was set and decides on this one, or 0. */
static int32_t decided_by(const struct lmb_cell *cell, int32_t id)
{
    int32_t other = 0;
    switch (id) {
    case LMB_PARAM_ELECTRODE_HEIGHT:
    case LMB_PARAM_ELECTRODE_WIDTH:
    case LMB_PARAM_LAYER_COUNT: other = LMB_PARAM_ELECTRODE_AREA; break;
    case LMB_PARAM_ELECTROLYTE_TO_CAPACITY: other = LMB_PARAM_ELECTROLYTE; break;
    case LMB_PARAM_ELECTROLYTE: other = LMB_PARAM_ELECTROLYTE_TO_CAPACITY; break;
    case LMB_PARAM_ELECTRODE_AREA:
        for (int32_t side = LMB_PARAM_ELECTRODE_HEIGHT; side <= LMB_PARAM_LAYER_COUNT; side++)
            if (lmb_cell_is_set(cell, side)) return side;
        break;
    default: break;
    }
    return other && lmb_cell_is_set(cell, other) ? other : 0;
}

int32_t lmbi_check_design(struct lmb_cell *cell, int32_t id)
{
    int32_t other = decided_by(cell, id);
    if (!other) return LMB_OK;
    return lmbi_fail(&cell->message, LMB_ERROR_ARGUMENT,
                     "%s: %s was set and decides on it; take that back first",
                     lmb_quantity_name(id), lmb_quantity_name(other));
}

static int32_t let_follow(struct lmb_cell *cell, int32_t id, int follows, double value)
{
    const struct lmbi_quantity *q = lmbi_quantity_of(id);
    double *parameter = lmbi_cell_parameter(cell, id);
    if (follows) *parameter = value;
    else if (!lmb_cell_is_set(cell, id)) *parameter = q->fallback;
    return lmbi_check_value(&cell->message, q, *parameter);
}

int32_t lmbi_follow_design(struct lmb_cell *cell)
{
    const struct lmbi_design *d = &cell->design;
    int32_t status = let_follow(cell, LMB_PARAM_ELECTRODE_AREA, sides_are_set(cell),
                                d->electrode_height * d->electrode_width * 2 * d->layer_count);
    if (status) return status;
    return let_follow(cell, LMB_PARAM_ELECTROLYTE,
                      lmb_cell_is_set(cell, LMB_PARAM_ELECTROLYTE_TO_CAPACITY),
                      lmbi_electrolyte_of(&cell->parameters, d));
}

/* ---- the inverse ---- */

/* The specific energy with the parameter at `value`; NaN where it cannot have it. */
static double energy_with(struct lmb_cell *trial, int32_t id, double value)
{
    if (lmb_cell_set(trial, id, value)) return LMBI_NAN;
    return lmbi_cell_derived(trial, LMB_DERIVED_SPECIFIC_ENERGY);
}

/* The bounds of a parameter on the scale t = x / (1 + x), which holds 0 to infinity in [0, 1]. */
static void span(const struct lmbi_quantity *q, double *from, double *to)
{
    double tiny = 1e-12, lower = lmbi_max(q->lower, 0);
    *from = lower / (1 + lower) + (q->flags & LMB_FLAG_LOWER_OPEN ? tiny : 0);
    *to = q->upper < LMBI_MAX ? q->upper / (1 + q->upper) : 1 - tiny;
    if (q->flags & LMB_FLAG_UPPER_OPEN) *to -= tiny;
}

/* Specific energy rises or falls with each parameter of the design all the way (mass over energy
 * is a sum of terms that do), so halving finds the one value, or the ends show there is none. */
static int32_t halve(struct lmb_cell *trial, int32_t id, double target, double *value)
{
    double from, to;
    span(lmbi_quantity_of(id), &from, &to);
    double low = energy_with(trial, id, from / (1 - from)) - target;
    double high = energy_with(trial, id, to / (1 - to)) - target;
    if (!(low * high <= 0) || low == high) return LMB_ERROR_MISSING;
    for (;;) {
        double middle = from + (to - from) / 2;
        if (low == 0) middle = to = from;
        if (high == 0) middle = from = to;
        *value = middle / (1 - middle);
        if (middle == from || middle == to) return LMB_OK;
        double here = energy_with(trial, id, *value) - target;
        if (low * here <= 0) to = middle, high = here;
        else from = middle, low = here;
    }
}

static int32_t solve(const struct lmb_cell *cell, int32_t id, double target, double *value,
                     struct lmbi_message *m)
{
    struct lmb_cell trial = *cell; /* borrows the table, which nothing here frees */
    trial.state.cycles = 0;
    const struct lmbi_quantity *q = lmbi_quantity_of(id);
    if (!lmbi_cell_value(cell, id))
        return lmbi_fail(m, LMB_ERROR_UNKNOWN, "solve: %d is not the id of a parameter",
                         (int64_t)id);
    if (!lmbi_is_finite(target) || (q->flags & LMB_FLAG_ENUMERATED))
        return lmbi_fail(m, LMB_ERROR_ARGUMENT, "solve: %s for %g Wh/kg makes no sense", q->name,
                         target);
    if (lmbi_check_design(&trial, id)) {
        *m = trial.message;
        return LMB_ERROR_ARGUMENT;
    }
    double found;
    if (halve(&trial, id, target, &found))
        return lmbi_fail(m, LMB_ERROR_MISSING, "solve: no value of %s gives %g Wh/kg", q->name,
                         target);
    *value = found;
    return LMB_OK;
}

int32_t lmb_cell_solve(const lmb_cell *cell, int32_t id, double specific_energy, double *value,
                       char *message, uint64_t message_size)
{
    struct lmbi_message m = {""};
    int32_t status = cell && value
                         ? solve(cell, id, specific_energy, value, &m)
                         : lmbi_fail(&m, LMB_ERROR_ARGUMENT, "solve: cell or value is NULL");
    if (status) lmbi_hand_over(&m, message, message_size);
    return status;
}
