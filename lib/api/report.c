#include "api/handles.h"

#include <stddef.h>

int32_t lmbi_report_new(const struct lmbi_memory *memory, struct lmb_report **report)
{
    struct lmb_report *made = lmbi_new(memory, 1, sizeof *made);
    if (!made) return LMB_ERROR_MEMORY;
    made->memory = *memory;
    if (lmb_dataset_new(memory->allocate, memory->user, &made->dataset)) {
        lmbi_free(memory, made);
        return LMB_ERROR_MEMORY;
    }
    lmbi_findings_init(&made->findings);
    *report = made;
    return LMB_OK;
}

void lmb_report_free(lmb_report *report)
{
    if (!report) return;
    struct lmbi_memory memory = report->memory;
    lmb_dataset_free(report->dataset);
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

const lmb_dataset *lmb_report_table(const lmb_report *report)
{
    return report ? report->dataset : NULL;
}

int32_t lmb_report_warning(const lmb_report *report, int32_t index, const char **name,
                           const char **text)
{
    if (!report || index < 0 || index >= report->findings.warnings) return 0;
    const struct lmbi_word *word = lmbi_warning(report->findings.warning[index]);
    if (name) *name = word->name;
    if (text) *text = word->text;
    return word->id;
}
