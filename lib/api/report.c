#include "api/handles.h"

#include <stddef.h>

void lmb_report_free(lmb_report *report)
{
    if (!report) return;
    struct lmbi_memory memory = report->memory;
    lmbi_table_clear(&report->table);
    lmb_cell_free(report->cell);
    lmbi_free(&memory, report->fit);
    lmbi_free(&memory, report);
}

int32_t lmb_report_value(const lmb_report *report, int32_t id, double *value, double *lower,
                         double *upper, int32_t *reason)
{
    if (!report) return LMB_ERROR_ARGUMENT;
    if (lmb_quantity_kind(id) != LMB_KIND_RESULT) return LMB_ERROR_UNKNOWN;
    const struct lmbi_estimate *e = &report->findings.result[id - LMBI_FIRST_RESULT];
    if (value) *value = e->value;
    if (lower) *lower = e->lower;
    if (upper) *upper = e->upper;
    if (reason) *reason = e->reason;
    return LMB_OK;
}

int64_t lmb_report_cycles(const lmb_report *report) { return report ? report->table.rows : 0; }

int32_t lmb_report_has_column(const lmb_report *report, int32_t id)
{
    return report && lmbi_column_of(id) && lmbi_column(&report->table, id) != NULL;
}

int32_t lmb_report_column(const lmb_report *report, int32_t id, double *values, int64_t count,
                          int64_t stride)
{
    return report ? lmbi_copy_column(&report->table, id, values, count, stride)
                  : LMB_ERROR_ARGUMENT;
}

int32_t lmb_report_warning(const lmb_report *report, int32_t index)
{
    if (!report || index < 0 || index >= report->findings.warnings) return 0;
    return report->findings.warning[index];
}
