#include "ce/knowledge.h"

#include <stddef.h>

#include "base/number.h"
#include "ce/books.h"

double *lmbi_known_parameter(struct lmbi_knowledge *known, int32_t id)
{
    switch (id) {
    case LMB_PARAM_CELL_CONFIGURATION: return &known->cell_configuration;
    case LMB_PARAM_NP_RATIO_SD: return &known->np_ratio_sd;
    case LMB_PARAM_GAIN_ERROR_SD: return &known->gain_error_sd;
    case LMB_PARAM_OUTSIDE_CE_LI: return &known->outside_ce_li;
    case LMB_PARAM_OUTSIDE_CE_LI_SD: return &known->outside_ce_li_sd;
    case LMB_PARAM_RESIDUAL_LI: return &known->residual_li;
    case LMB_PARAM_RESIDUAL_LI_SD: return &known->residual_li_sd;
    case LMB_PARAM_RESIDUAL_CYCLE: return &known->residual_cycle;
    case LMB_PARAM_TITRATED_DEAD_LI: return &known->titrated_dead_li;
    case LMB_PARAM_TITRATED_SEI_LI: return &known->titrated_sei_li;
    case LMB_PARAM_REFERENCE_CYCLE: return &known->reference_cycle;
    case LMB_PARAM_CAPACITY_END: return &known->capacity_end;
    case LMB_PARAM_SEED: return &known->seed;
    case LMB_PARAM_TITRATED_DEAD_LI_SD: return &known->titrated_dead_li_sd;
    case LMB_PARAM_TITRATED_SEI_LI_SD: return &known->titrated_sei_li_sd;
    default: return NULL;
    }
}

struct lmbi_knowledge lmbi_known_nothing(void)
{
    struct lmbi_knowledge known = {.np_ratio = LMBI_NAN, .capacity = LMBI_NAN};
    for (int32_t i = 0; i < lmbi_knowledge_row_count; i++)
        *lmbi_known_parameter(&known, lmbi_knowledge_rows[i].id) = lmbi_knowledge_rows[i].fallback;
    return known;
}
