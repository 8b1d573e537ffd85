#include "stage/stages.h"

#include <stddef.h>

#include "base/number.h"

static const char *const channel_names[] = {"none",   "capacity",   "ce", "mean_voltage",
                                            "energy", "hysteresis", NULL};
static const char *const failure_names[] = {"none",
                                            "li_exhaustion",
                                            "electrolyte_dry_out",
                                            "cathode_degradation",
                                            "soft_short",
                                            "undecided",
                                            NULL};

#define P_STAGE(N, text)                                                                           \
    {                                                                                              \
        LMB_COLUMN_P_STAGE_##N, 0, "p_stage_" #N, "1", LMBI_TEXT(text), LMBI_NAN, 0, 1, NULL       \
    }

const struct lmbi_quantity lmbi_stage_columns[] = {
    P_STAGE(1, "Probability of stage 1: CE_Li still as at first (Deng et al. 2026, Fig. 2d)"),
    P_STAGE(2, "Probability of stage 2: CE_Li falls, capacity does not show it yet (Fig. 2d)"),
    P_STAGE(3, "Probability of stage 3: CE_cathode falls and capacity fades faster (Fig. 2d)"),
    P_STAGE(4, "Probability of stage 4: the anode is exhausted, CE_cell is CE_Li (Fig. 2d)"),
};
const int32_t lmbi_stage_column_count = sizeof lmbi_stage_columns / sizeof lmbi_stage_columns[0];

#define FOUND(ID, lower, name, unit, text)                                                         \
    {                                                                                              \
        LMB_RESULT_##ID, LMB_FLAG_MAY_BE_NAN, name, unit, LMBI_TEXT(text), LMBI_NAN, lower,        \
            LMBI_INFINITY, NULL                                                                    \
    }
#define NAMED(ID, upper, name, text, names)                                                        \
    {                                                                                              \
        LMB_RESULT_##ID, LMB_FLAG_ENUMERATED | LMB_FLAG_MAY_BE_NAN, name, "", LMBI_TEXT(text),     \
            LMBI_NAN, 0, upper, names                                                              \
    }

const struct lmbi_quantity lmbi_stage_results[] = {
    FOUND(STAGE, 1, "stage", "1", "Stage at the end of the record (Deng et al. 2026, Fig. 2d)"),
    FOUND(ONSET_STAGE_2, 0, "onset_stage_2", "1",
          "Cycle where the loss in plating exceeds 1.05 times the first, by polarization"),
    FOUND(ONSET_STAGE_3, 0, "onset_stage_3", "1",
          "Cycle where 1 - CE_cathode exceeds 1.5 times the first, by capacity and CE"),
    FOUND(ONSET_STAGE_4, 0, "onset_stage_4", "1",
          "First cycle that the lithium limits, by the step of CE to CE_Li"),
    FOUND(EVIDENCE_STAGE_2, -LMBI_INFINITY, "evidence_stage_2", "1",
          "Natural log of the Bayes factor for stage 2 in the record"),
    FOUND(EVIDENCE_STAGE_3, -LMBI_INFINITY, "evidence_stage_3", "1",
          "Natural log of the Bayes factor for stage 3 in the record"),
    FOUND(EVIDENCE_STAGE_4, -LMBI_INFINITY, "evidence_stage_4", "1",
          "Natural log of the Bayes factor for a lasting step of CE in the record"),
    NAMED(CHANNEL_STAGE_2, 5, "channel_stage_2", "What shows stage 2", channel_names),
    NAMED(CHANNEL_STAGE_3, 5, "channel_stage_3", "What shows stage 3", channel_names),
    NAMED(CHANNEL_STAGE_4, 5, "channel_stage_4", "What shows stage 4", channel_names),
    NAMED(FAILURE_MODE, 5, "failure_mode",
          "How the cell fails, apart from its stage: a cell can die with lithium left",
          failure_names),
    FOUND(NORMALIZED_CYCLE_LIFE, 0, "normalized_cycle_life", "1",
          "Last cycle of stage 3 over N/P (Deng et al. 2026, eq. 1)"),
    FOUND(LIFE_HOURS, 0, "life_hours", "h", "Duration of the cycles to the end of stage 3"),
    FOUND(LIFE_THROUGHPUT, 0, "life_throughput", "Ah", "Charge passed to the end of stage 3"),
    FOUND(HOURS_STAGE_2, 0, "hours_stage_2", "h", "Duration of the cycles before stage 2"),
    FOUND(HOURS_STAGE_3, 0, "hours_stage_3", "h", "Duration of the cycles before stage 3"),
    FOUND(THROUGHPUT_STAGE_2, 0, "throughput_stage_2", "Ah", "Charge passed before stage 2"),
    FOUND(THROUGHPUT_STAGE_3, 0, "throughput_stage_3", "Ah", "Charge passed before stage 3"),
};
const int32_t lmbi_stage_result_count = sizeof lmbi_stage_results / sizeof lmbi_stage_results[0];
