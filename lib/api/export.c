#include "api/handles.h"
#include "table/arrow_export.h"

int32_t lmb_dataset_export_arrow(const lmb_dataset *dataset, struct ArrowArrayStream *stream)
{
    if (!dataset || !stream) return LMB_ERROR_ARGUMENT;
    const struct lmbi_quantity *known[LMBI_COLUMN_SLOTS];
    for (int32_t i = 0; i < LMBI_COLUMN_SLOTS; i++)
        known[i] = lmbi_column_of(LMBI_FIRST_COLUMN + i);
    return lmbi_arrow_export(&dataset->table, &dataset->memory, known, stream);
}
