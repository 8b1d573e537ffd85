#include "api/handles.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

double *lmbi_cell_parameter(struct lmb_cell *cell, int32_t id)
{
    double *value = lmbi_parameter(&cell->parameters, id);
    if (!value) value = lmbi_known_parameter(&cell->known, id);
    if (!value) value = lmbi_design_parameter(&cell->design, id);
    if (!value) value = lmbi_physics_parameter(&cell->physics, id);
    return value ? value : lmbi_claim_parameter(&cell->claim, id);
}

const double *lmbi_cell_value(const struct lmb_cell *cell, int32_t id)
{
    return lmbi_cell_parameter((struct lmb_cell *)(uintptr_t)cell, id);
}

void lmbi_cell_init(struct lmb_cell *cell, struct lmbi_memory memory, struct lmbi_memory own)
{
    memset(cell, 0, sizeof *cell);
    cell->memory = memory;
    cell->own = own;
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        double *value = lmbi_cell_parameter(cell, id);
        if (value) *value = lmbi_quantity_of(id)->fallback;
    }
    lmb_cell_reset(cell);
}

int32_t lmb_cell_new(lmb_allocate_fn allocate, void *user, lmb_cell **cell)
{
    if (!cell) return LMB_ERROR_ARGUMENT;
    struct lmbi_memory memory = lmbi_memory_of(allocate, user);
    struct lmb_cell *made = lmbi_new(&memory, 1, sizeof *made);
    if (!made) return LMB_ERROR_MEMORY;
    lmbi_cell_init(made, memory, memory);
    *cell = made;
    return LMB_OK;
}

int32_t lmb_cell_copy(const lmb_cell *cell, lmb_cell **copy)
{
    if (!cell || !copy) return LMB_ERROR_ARGUMENT;
    struct lmb_cell *made = lmbi_new(&cell->memory, 1, sizeof *made);
    if (!made) return LMB_ERROR_MEMORY;
    *made = *cell;
    made->own = made->memory;
    made->message.text[0] = '\0';
    made->ce_li_table = NULL;
    made->ce_li_count = 0;
    int32_t status = LMB_OK;
    if (cell->ce_li_count > 0) {
        made->state.cycles = 0; /* a stepped cell takes no table */
        status = lmb_cell_set_ce_li_table(made, cell->ce_li_table, cell->ce_li_count);
        made->state = cell->state;
        made->turn = cell->turn;
    }
    if (status) lmb_cell_free(made);
    else *copy = made;
    return status;
}

void lmb_cell_free(lmb_cell *cell)
{
    if (!cell) return;
    struct lmbi_memory own = cell->own;
    lmbi_free(&own, cell->ce_li_table);
    lmbi_free(&own, cell);
}

const char *lmb_cell_message(const lmb_cell *cell) { return cell ? cell->message.text : ""; }

/* The parameter, if it may be changed now. */
static int32_t open_parameter(struct lmb_cell *cell, int32_t id, double **value)
{
    *value = lmbi_cell_parameter(cell, id);
    if (!*value)
        return lmbi_fail(&cell->message, LMB_ERROR_UNKNOWN, "%d is not the id of a parameter",
                         (int64_t)id);
    if (cell->state.cycles > 0)
        return lmbi_fail(&cell->message, LMB_ERROR_STATE,
                         "%s: the cell was stepped; reset it before changing parameters",
                         lmb_quantity_name(id));
    return LMB_OK;
}

/* Take the value over with what follows from it, or nothing. */
static int32_t change(struct lmb_cell *cell, int32_t id, double value, int is_set)
{
    double *parameter = lmbi_cell_parameter(cell, id), old = *parameter;
    uint8_t *set = &cell->set[id - LMBI_FIRST_PARAMETER], was_set = *set;
    *parameter = value;
    *set = (uint8_t)is_set;
    int32_t status = lmbi_follow_design(cell);
    if (status) {
        *parameter = old;
        *set = was_set;
        lmbi_follow_design(cell);
        return status;
    }
    return lmb_cell_reset(cell);
}

int32_t lmb_cell_set(lmb_cell *cell, int32_t id, double value)
{
    if (!cell) return LMB_ERROR_ARGUMENT;
    double *parameter;
    int32_t status = open_parameter(cell, id, &parameter);
    if (!status) status = lmbi_check_value(&cell->message, lmbi_quantity_of(id), value);
    if (!status) status = lmbi_check_design(cell, id);
    return status ? status : change(cell, id, value == value ? value : LMBI_NAN, 1);
}

int32_t lmb_cell_unset(lmb_cell *cell, int32_t id)
{
    if (!cell) return LMB_ERROR_ARGUMENT;
    double *parameter;
    int32_t status = open_parameter(cell, id, &parameter);
    return status ? status : change(cell, id, lmbi_quantity_of(id)->fallback, 0);
}

int32_t lmb_cell_take_ce_li(lmb_cell *cell, const lmb_report *report)
{
    double initial = LMBI_NAN, value = LMBI_NAN, lower = LMBI_NAN, upper = LMBI_NAN;
    if (!cell || !report) return LMB_ERROR_ARGUMENT;
    lmb_report_value(report, LMB_RESULT_INITIAL_LI, &initial, NULL, NULL, NULL);
    int32_t id = initial == 0 ? LMB_RESULT_CE_LI_LOWER_BOUND : LMB_RESULT_CE_LI_MEAN;
    lmb_report_value(report, id, &value, &lower, &upper, NULL);
    if (!lmbi_is_finite(upper - lower))
        return lmbi_fail(&cell->message, LMB_ERROR_MISSING,
                         "outside_ce_li: the report has no mean CE_Li with an interval");
    double sd = (upper - lower) / 2 / LMBI_Z90;
    int32_t status =
        lmbi_check_value(&cell->message, lmbi_quantity_of(LMB_PARAM_OUTSIDE_CE_LI_SD), sd);
    if (!status) status = lmb_cell_set(cell, LMB_PARAM_OUTSIDE_CE_LI, value);
    return status ? status : lmb_cell_set(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, sd);
}

int32_t lmb_cell_is_set(const lmb_cell *cell, int32_t id)
{
    int32_t first = LMBI_FIRST_PARAMETER;
    return cell && id >= first && id < first + LMBI_PARAMETER_SLOTS && cell->set[id - first];
}

int32_t lmb_cell_get(const lmb_cell *cell, int32_t id, double *value)
{
    if (!cell || !value) return LMB_ERROR_ARGUMENT;
    const double *parameter = lmbi_cell_value(cell, id);
    if (parameter) {
        *value = *parameter;
        return LMB_OK;
    }
    for (int i = 0; i < LMBI_TURN_COLUMNS; i++)
        if (lmbi_turn_column[i] == id) {
            *value = cell->state.cycles > 0 ? ((const double *)&cell->turn)[i] : LMBI_NAN;
            return LMB_OK;
        }
    if (lmb_quantity_kind(id) != LMB_KIND_DERIVED) return LMB_ERROR_UNKNOWN;
    *value = lmbi_cell_derived(cell, id);
    return LMB_OK;
}

int32_t lmb_cell_set_ce_li_table(lmb_cell *cell, const double *ce_li, int64_t count)
{
    if (!cell) return LMB_ERROR_ARGUMENT;
    struct lmbi_message *m = &cell->message;
    if (count < 0 || (count > 0 && !ce_li))
        return lmbi_fail(m, LMB_ERROR_ARGUMENT, "ce_li table: a negative count, or no values");
    if (cell->state.cycles > 0)
        return lmbi_fail(m, LMB_ERROR_STATE, "ce_li table: the cell was stepped; reset it first");
    if (count > LMBI_MAX_CYCLES)
        return lmbi_fail(m, LMB_ERROR_RANGE, "ce_li table: %d values are more than %d", count,
                         (int64_t)LMBI_MAX_CYCLES);
    for (int64_t i = 0; i < count; i++)
        if (!(ce_li[i] >= 0 && ce_li[i] <= 1))
            return lmbi_fail(m, LMB_ERROR_RANGE, "ce_li table: %g of cycle %d is outside [0, 1]",
                             ce_li[i], i + 1);
    double *table = NULL;
    if (count > 0) {
        table = lmbi_new(&cell->own, (uint64_t)count, sizeof *table);
        if (!table) return lmbi_fail(m, LMB_ERROR_MEMORY, "ce_li table: not enough memory");
        memcpy(table, ce_li, (size_t)count * sizeof *table);
    }
    lmbi_free(&cell->own, cell->ce_li_table);
    cell->ce_li_table = table;
    cell->ce_li_count = count;
    return LMB_OK;
}
