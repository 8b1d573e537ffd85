#include <stddef.h>

#include "api/handles.h"
#include "estimate/pool.h"

static int32_t pool(const lmb_report *const *reports, int32_t count, struct lmb_report *made)
{
    const struct lmbi_memory *memory = &made->memory;
    const struct lmbi_findings **cells = lmbi_new(memory, (uint64_t)count, sizeof(void *));
    if (!cells) return LMB_ERROR_MEMORY;
    for (int32_t i = 0; i < count; i++) cells[i] = &reports[i]->findings;
    int32_t status = lmbi_pool_findings(&made->findings, cells, count, memory);
    lmbi_free(memory, (void *)cells);
    return status;
}

int32_t lmb_pool(const lmb_report *const *reports, int32_t count, lmb_report **pooled)
{
    if (!reports || !pooled || count < 1) return LMB_ERROR_ARGUMENT;
    for (int32_t i = 0; i < count; i++)
        if (!reports[i]) return LMB_ERROR_ARGUMENT;
    struct lmb_report *made;
    int32_t status = lmbi_report_new(&reports[0]->memory, &made);
    if (status) return status;
    status = pool(reports, count, made);
    if (status) lmb_report_free(made);
    else *pooled = made;
    return status;
}
