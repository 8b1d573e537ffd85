#include "api/sweep.h"

#include <stddef.h>

#include "api/handles.h"
#include "base/number.h"
#include "inventory/lifetime.h"

static const char *const mode_names[] = {"none", "li_exhaustion", "electrolyte_dry_out",
                                         "cathode_degradation", NULL};

#define COLUMN(ID, name, unit, text)                                                               \
    {                                                                                              \
        LMB_COLUMN_##ID, 0, name, unit, LMBI_TEXT(text), LMBI_NAN, -LMBI_INFINITY, LMBI_INFINITY,  \
            NULL                                                                                   \
    }

const struct lmbi_quantity lmbi_sweep_columns[] = {
    COLUMN(NP_RATIO, "np_ratio", "1", "N/P of a point of a sweep"),
    COLUMN(CATHODE_CAPACITY, "cathode_capacity", "mAh/cm2", "Areal capacity of a point of a sweep"),
    COLUMN(ELECTROLYTE_TO_CAPACITY, "electrolyte_to_capacity", "g/Ah", "E/C of a point of a sweep"),
    COLUMN(SPECIFIC_ENERGY, "specific_energy", "Wh/kg", "Specific energy of the fresh cell"),
    COLUMN(ENERGY_DENSITY, "energy_density", "Wh/L", "Energy density of the fresh cell"),
    COLUMN(CYCLE_LIFE, "cycle_life", "1",
           "Last cycle before lithium limits the cell or its capacity is below 80 % of the first; "
           "NaN: it outlives the cycles asked for"),
    COLUMN(NORMALIZED_CYCLE_LIFE, "normalized_cycle_life", "1",
           "Last cycle of stage 3 over N/P (Deng et al. 2026, eq. 1); NaN: it is not reached"),
    {LMB_COLUMN_FAILURE_MODE, LMB_FLAG_ENUMERATED, "failure_mode", "",
     LMBI_TEXT("What ends the cell of this point first, in the model"), LMBI_NAN, 0, 3, mode_names},
};
const int32_t lmbi_sweep_column_count = sizeof lmbi_sweep_columns / sizeof lmbi_sweep_columns[0];

enum { AXES = 3, COLUMNS = 8 };

struct axis {
    int32_t id;
    const double *values;
    int32_t count; /* 0: as the cell has it */
};

static int64_t points_of(const struct axis *axes)
{
    int64_t points = 1;
    for (int a = 0; a < AXES; a++) {
        if (axes[a].count < 0 || (axes[a].count > 0 && !axes[a].values)) return -1;
        if (axes[a].count > 0) points *= axes[a].count;
        if (points > LMBI_MAX_CYCLES) return points;
    }
    return points;
}

/* Set the trial cell to a point; the last axis runs fastest. */
static int32_t go_to(struct lmb_cell *trial, const struct axis *axes, int64_t point)
{
    for (int a = AXES - 1; a >= 0; a--) {
        if (axes[a].count == 0) continue;
        int32_t status = lmb_cell_set(trial, axes[a].id, axes[a].values[point % axes[a].count]);
        if (status) return status;
        point /= axes[a].count;
    }
    return LMB_OK;
}

static void fill_row(const struct lmb_cell *trial, int64_t cycles, struct lmbi_table *t,
                     int64_t row)
{
    const struct lmbi_parameters *p = &trial->parameters;
    struct lmbi_rates rates = lmbi_rates_of(p, trial->ce_li_table, trial->ce_li_count);
    double lean = lmb_cell_is_set(trial, LMB_PARAM_ELECTROLYTE_TO_CAPACITY)
                      ? trial->design.electrolyte_to_capacity
                      : lmbi_cell_derived(trial, LMB_DERIVED_ELECTROLYTE_PER_CAPACITY);
    struct lmbi_lifetime life = lmbi_lifetime_of(p, &rates, cycles);
    const double values[COLUMNS] = {p->np_ratio,
                                    p->cathode_capacity,
                                    lean,
                                    lmbi_cell_derived(trial, LMB_DERIVED_SPECIFIC_ENERGY),
                                    lmbi_cell_derived(trial, LMB_DERIVED_ENERGY_DENSITY),
                                    life.cycle_life,
                                    life.normalized,
                                    life.failure_mode};
    lmbi_column(t, LMB_COLUMN_CYCLE)[row] = (double)(row + 1);
    for (int i = 0; i < COLUMNS; i++)
        lmbi_column(t, lmbi_sweep_columns[i].id)[row] = lmbi_finite(values[i]);
}

static int32_t make_columns(struct lmbi_table *t, int64_t points)
{
    int32_t status = lmbi_table_reserve(t, points);
    if (!status) status = lmbi_table_add_column(t, LMB_COLUMN_CYCLE);
    for (int i = 0; i < COLUMNS && !status; i++)
        status = lmbi_table_add_column(t, lmbi_sweep_columns[i].id);
    return status;
}

static int32_t run(const struct lmb_cell *cell, const struct axis *axes, int64_t points,
                   int64_t cycles, struct lmbi_table *t, struct lmbi_message *m)
{
    struct lmb_cell trial = *cell; /* borrows the table, which nothing here frees */
    trial.state.cycles = 0;
    if (make_columns(t, points))
        return lmbi_fail(m, LMB_ERROR_MEMORY, "sweep: not enough memory for %d point%p", points);
    for (int64_t row = 0; row < points; row++) {
        int32_t status = go_to(&trial, axes, row);
        if (status) {
            *m = trial.message;
            return status;
        }
        fill_row(&trial, cycles, t, row);
    }
    t->rows = points;
    t->source = (struct lmbi_source){LMBI_SIMULATED, LMBI_LMB, points, 0};
    return LMB_OK;
}

static int32_t sweep(const struct lmb_cell *cell, const struct axis *axes, int64_t cycles,
                     lmb_dataset **dataset, struct lmbi_message *m)
{
    int64_t points = points_of(axes);
    if (points < 0) return lmbi_fail(m, LMB_ERROR_ARGUMENT, "sweep: an axis has no values");
    if (points > LMBI_MAX_CYCLES)
        return lmbi_fail(m, LMB_ERROR_LIMIT, "sweep: more than %d points",
                         (int64_t)LMBI_MAX_CYCLES);
    if (cycles < 1 || cycles > LMBI_MAX_CYCLES)
        return lmbi_fail(m, LMB_ERROR_RANGE, "cycles: %d is outside [1, %d]", cycles,
                         (int64_t)LMBI_MAX_CYCLES);
    int32_t status = lmbi_check_law(cell, m);
    if (status) return status;
    lmb_dataset *made;
    if (lmb_dataset_new(cell->memory.allocate, cell->memory.user, &made))
        return lmbi_fail(m, LMB_ERROR_MEMORY, "sweep: not enough memory");
    status = run(cell, axes, points, cycles, &made->table, m);
    if (status) lmb_dataset_free(made);
    else *dataset = made;
    return status;
}

int32_t lmb_cell_sweep(const lmb_cell *cell, const double *np_ratio, int32_t np_ratio_count,
                       const double *cathode_capacity, int32_t cathode_capacity_count,
                       const double *electrolyte_to_capacity, int32_t electrolyte_count,
                       int64_t cycles, lmb_dataset **dataset, char *message, uint64_t message_size)
{
    const struct axis axes[AXES] = {
        {LMB_PARAM_NP_RATIO, np_ratio, np_ratio_count},
        {LMB_PARAM_CATHODE_CAPACITY, cathode_capacity, cathode_capacity_count},
        {LMB_PARAM_ELECTROLYTE_TO_CAPACITY, electrolyte_to_capacity, electrolyte_count}};
    struct lmbi_message m = {""};
    int32_t status = cell && dataset
                         ? sweep(cell, axes, cycles, dataset, &m)
                         : lmbi_fail(&m, LMB_ERROR_ARGUMENT, "sweep: cell or dataset is NULL");
    if (status) lmbi_hand_over(&m, message, message_size);
    return status;
}
