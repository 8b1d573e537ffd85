#include "api/handles.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "ce/books.h"
#include "estimate/bounds.h"
#include "inventory/derived.h"
#include "stage/stages.h"

/* Inference reads measured columns only: hidden ones are not even handed to it. */
static int32_t take_measured(const struct lmbi_table *from, struct lmbi_table *to)
{
    if (lmbi_table_reserve(to, from->rows)) return LMB_ERROR_MEMORY;
    to->rows = from->rows;
    to->source = from->source;
    for (int32_t i = 0; i < lmbi_measured_column_count; i++) {
        int32_t id = lmbi_measured_columns[i].id;
        const double *column = lmbi_column(from, id);
        if (!column) continue;
        if (lmbi_table_add_column(to, id)) return LMB_ERROR_MEMORY;
        memcpy(lmbi_column(to, id), column, (size_t)from->rows * sizeof *column);
        to->resolution[id - LMBI_FIRST_COLUMN] = from->resolution[id - LMBI_FIRST_COLUMN];
    }
    if (!from->word) return LMB_OK;
    to->word = lmbi_new(&to->memory, (uint64_t)from->rows, 1);
    if (!to->word) return LMB_ERROR_MEMORY;
    memcpy(to->word, from->word, (size_t)from->rows);
    return LMB_OK;
}

struct lmbi_knowledge lmbi_knowledge_of(const struct lmb_cell *cell)
{
    struct lmbi_knowledge k = cell ? cell->known : lmbi_known_nothing();
    k.np_ratio = k.capacity = LMBI_NAN;
    if (!cell) return k;
    if (lmb_cell_is_set(cell, LMB_PARAM_NP_RATIO)) k.np_ratio = cell->parameters.np_ratio;
    if (k.cell_configuration == LMBI_ANODE_FREE) k.np_ratio = 0;
    if (lmb_cell_is_set(cell, LMB_PARAM_CATHODE_CAPACITY) && lmbi_area_is_set(cell))
        k.capacity = lmbi_derived(&cell->parameters, LMB_DERIVED_CAPACITY);
    return k;
}

static int32_t analyze(const struct lmbi_table *measured, const struct lmbi_knowledge *known,
                       struct lmb_report *report)
{
    struct lmbi_findings *f = &report->findings;
    struct lmbi_table *table = &report->dataset->table;
    int32_t status = take_measured(measured, table);
    if (!status) status = lmbi_keep_books(table, known, f);
    if (!status) status = lmbi_detect_stages(table, known, f, &report->memory);
    if (!status) status = lmbi_bound_reservoir(table, known, f);
    return status;
}

static int32_t check_dataset(const struct lmb_dataset *d, struct lmbi_message *m)
{
    if (d->table.rows == 0)
        return lmbi_fail(m, LMB_ERROR_MISSING, "analyze: the dataset has no cycles");
    if (!lmbi_column(&d->table, LMB_COLUMN_DISCHARGE_CAPACITY) &&
        !lmbi_column(&d->table, LMB_COLUMN_CHARGE_CAPACITY))
        return lmbi_fail(m, LMB_ERROR_MISSING, "analyze: the dataset has no capacity column");
    return LMB_OK;
}

static int has_cycle(const struct lmbi_table *t, double cycle)
{
    const double *cycles = lmbi_column(t, LMB_COLUMN_CYCLE);
    for (int64_t i = 0; i < t->rows; i++)
        if (cycles[i] == cycle) return 1;
    return 0;
}

/* What the user knows must agree with itself and with the record. */
static int32_t check_cell(const struct lmb_cell *cell, const struct lmbi_table *t,
                          struct lmbi_message *m)
{
    if (!cell) return LMB_OK;
    double reference = cell->known.reference_cycle;
    if (cell->known.cell_configuration == LMBI_ANODE_FREE &&
        lmb_cell_is_set(cell, LMB_PARAM_NP_RATIO) && cell->parameters.np_ratio > 0)
        return lmbi_fail(m, LMB_ERROR_RANGE, "np_ratio: %g is not that of an anode-free cell, 0",
                         cell->parameters.np_ratio);
    if (reference == reference && !has_cycle(t, reference))
        return lmbi_fail(m, LMB_ERROR_RANGE, "reference_cycle: the record has no cycle %g",
                         reference);
    return LMB_OK;
}

int32_t lmb_analyze(const lmb_dataset *dataset, const lmb_cell *cell, lmb_report **report,
                    char *message, uint64_t message_size)
{
    struct lmbi_message m = {""};
    struct lmb_report *made = NULL;
    int32_t status = dataset && report
                         ? check_dataset(dataset, &m)
                         : lmbi_fail(&m, LMB_ERROR_ARGUMENT, "analyze: dataset or report is NULL");
    if (!status) status = check_cell(cell, &dataset->table, &m);
    if (!status) status = lmbi_report_new(&dataset->memory, &made);
    if (!status) {
        struct lmbi_knowledge known = lmbi_knowledge_of(cell);
        status = analyze(&dataset->table, &known, made);
    }
    if (status == LMB_ERROR_MEMORY) lmbi_fail(&m, status, "analyze: not enough memory");
    if (status) {
        lmbi_hand_over(&m, message, message_size);
        lmb_report_free(made);
        return status;
    }
    *report = made;
    return LMB_OK;
}
