#include "api/handles.h"

#include <stddef.h>
#include <string.h>

#include "api/sweep.h"
#include "base/number.h"
#include "ce/books.h"
#include "design/masses.h"
#include "design/physics.h"
#include "estimate/audit.h"
#include "estimate/bounds.h"
#include "inventory/derived.h"
#include "mechanism/tiers.h"
#include "stage/stages.h"

struct group {
    int32_t kind;
    const struct lmbi_quantity *rows;
    const int32_t *count;
};

static const int32_t parameter_count = LMBI_PARAMETERS, claim_count = LMBI_CLAIMS,
                     design_count = LMBI_DESIGN_PARAMETERS, physics_count = LMBI_PHYSICS_PARAMETERS,
                     built_count = LMBI_BUILT, physical_count = LMBI_PHYSICAL,
                     tier_count = LMBI_VERDICTS;

/* In ascending order of ids. */
static const struct group groups[] = {
    {LMB_KIND_PARAMETER, lmbi_parameter_rows, &parameter_count},
    {LMB_KIND_PARAMETER, lmbi_knowledge_rows, &lmbi_knowledge_row_count},
    {LMB_KIND_PARAMETER, lmbi_design_rows, &design_count},
    {LMB_KIND_PARAMETER, lmbi_physics_rows, &physics_count},
    {LMB_KIND_PARAMETER, lmbi_claim_rows, &claim_count},
    {LMB_KIND_COLUMN, lmbi_measured_columns, &lmbi_measured_column_count},
    {LMB_KIND_COLUMN, lmbi_model_columns, &lmbi_model_column_count},
    {LMB_KIND_COLUMN, lmbi_book_columns, &lmbi_book_column_count},
    {LMB_KIND_COLUMN, lmbi_sweep_columns, &lmbi_sweep_column_count},
    {LMB_KIND_COLUMN, lmbi_stage_columns, &lmbi_stage_column_count},
    {LMB_KIND_COLUMN, lmbi_estimate_columns, &lmbi_estimate_column_count},
    {LMB_KIND_RESULT, lmbi_book_results, &lmbi_book_result_count},
    {LMB_KIND_RESULT, lmbi_stage_results, &lmbi_stage_result_count},
    {LMB_KIND_RESULT, lmbi_estimate_results, &lmbi_estimate_result_count},
    {LMB_KIND_DERIVED, lmbi_derived_rows, &lmbi_derived_row_count},
    {LMB_KIND_DERIVED, lmbi_built_rows, &built_count},
    {LMB_KIND_DERIVED, lmbi_tier_rows, &tier_count},
    {LMB_KIND_DERIVED, lmbi_physical_rows, &physical_count},
};

enum { GROUPS = sizeof groups / sizeof groups[0] };

static const struct lmbi_quantity *find_row(int32_t id, int32_t *kind)
{
    int g = 0;
    while (g < GROUPS && groups[g].rows[*groups[g].count - 1].id < id) g++;
    for (int32_t i = 0; g < GROUPS && i < *groups[g].count; i++)
        if (groups[g].rows[i].id == id) {
            *kind = groups[g].kind;
            return &groups[g].rows[i];
        }
    *kind = 0;
    return NULL;
}

const struct lmbi_quantity *lmbi_quantity_of(int32_t id)
{
    int32_t kind;
    return find_row(id, &kind);
}

const struct lmbi_quantity *lmbi_column_of(int32_t id)
{
    int32_t kind;
    const struct lmbi_quantity *q = find_row(id, &kind);
    return kind == LMB_KIND_COLUMN ? q : NULL;
}

int32_t lmb_quantity_at(int32_t index)
{
    if (index < 0) return 0;
    for (int g = 0; g < GROUPS; g++) {
        if (index < *groups[g].count) return groups[g].rows[index].id;
        index -= *groups[g].count;
    }
    return 0;
}

int32_t lmb_quantity_find(int32_t kind, const char *name)
{
    if (!name) return 0;
    for (int g = 0; g < GROUPS; g++)
        for (int32_t i = 0; groups[g].kind == kind && i < *groups[g].count; i++)
            if (strcmp(groups[g].rows[i].name, name) == 0) return groups[g].rows[i].id;
    return 0;
}

const char *lmb_quantity_name(int32_t id)
{
    const struct lmbi_quantity *q = lmbi_quantity_of(id);
    return q ? q->name : NULL;
}

const char *lmb_quantity_unit(int32_t id)
{
    const struct lmbi_quantity *q = lmbi_quantity_of(id);
    return q ? q->unit : NULL;
}

const char *lmb_quantity_text(int32_t id)
{
    const struct lmbi_quantity *q = lmbi_quantity_of(id);
    return q ? q->text : NULL;
}

int32_t lmb_quantity_kind(int32_t id)
{
    int32_t kind;
    find_row(id, &kind);
    return kind;
}

int32_t lmb_quantity_flags(int32_t id)
{
    const struct lmbi_quantity *q = lmbi_quantity_of(id);
    return q ? q->flags : 0;
}

int32_t lmb_quantity_range(int32_t id, double *value_default, double *lower, double *upper)
{
    const struct lmbi_quantity *q = lmbi_quantity_of(id);
    if (!q) return LMB_ERROR_UNKNOWN;
    if (value_default) *value_default = q->fallback;
    if (lower) *lower = q->lower;
    if (upper) *upper = q->upper;
    return LMB_OK;
}

const char *lmb_quantity_value_name(int32_t id, int32_t value)
{
    const struct lmbi_quantity *q = lmbi_quantity_of(id);
    if (!q || value < 0 || value >= lmbi_value_names(q)) return NULL;
    return q->value_names[value];
}

int32_t lmbi_check_value(struct lmbi_message *m, const struct lmbi_quantity *q, double value)
{
    if (lmbi_in_bounds(q, value)) return LMB_OK;
    if (q->flags & LMB_FLAG_ENUMERATED)
        return lmbi_fail(m, LMB_ERROR_RANGE, "%s: %g is none of its values, 0 to %d", q->name,
                         value, (int64_t)lmbi_value_names(q) - 1);
    int open_below = q->flags & LMB_FLAG_LOWER_OPEN || !lmbi_is_finite(q->lower);
    int open_above = q->flags & LMB_FLAG_UPPER_OPEN || !lmbi_is_finite(q->upper);
    return lmbi_fail(m, LMB_ERROR_RANGE, "%s: %g is outside %s%g, %g%s", q->name, value,
                     open_below ? "(" : "[", q->lower, q->upper, open_above ? ")" : "]");
}
