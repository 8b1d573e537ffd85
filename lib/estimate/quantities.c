#include "estimate/bounds.h"

#include <stddef.h>

#include "base/number.h"

static const char *const capacity_source_names[] = {"cell", "reference_cycle", NULL};
static const char *const ce_li_source_names[] = {
    "exhaustion", "residual", "titration", "li_cu_protocol", "li_cu_cycles", "pool", NULL};

static const char *const fit_state_names[] = {"converged", "stalled", "iterations", NULL};

#define ANY (-LMBI_INFINITY)
#define COLUMN(ID, unit, lower, name, text)                                                        \
    {                                                                                              \
        LMB_COLUMN_##ID, 0, name, unit, LMBI_TEXT(text), LMBI_NAN, lower, LMBI_INFINITY, NULL      \
    }

const struct lmbi_quantity lmbi_estimate_columns[] = {
    COLUMN(RETENTION_TWIN, "1", 0, "retention_twin",
           "Retention of an anode-free cell with the same mean CE_Li: the twin inside every cell"),
    COLUMN(RESERVOIR_ESTIMATE, "Ah", 0, "reservoir_estimate",
           "R as known after the cycle from outside_ce_li, given that some is left (median)"),
    COLUMN(RESERVOIR_LOWER, "Ah", -LMBI_INFINITY, "reservoir_lower",
           "Lower end of its 90 % interval"),
    COLUMN(RESERVOIR_UPPER, "Ah", 0, "reservoir_upper", "Upper end of its 90 % interval"),
    COLUMN(RESIDUAL_CAPACITY, "Ah", ANY, "residual_capacity",
           "Measured less fitted charge capacity (discharge, where no charge was measured)"),
    COLUMN(RESIDUAL_CE, "1", ANY, "residual_ce", "Measured less fitted CE"),
    COLUMN(RESIDUAL_CHARGE_VOLTAGE, "V", ANY, "residual_charge_voltage",
           "Measured less fitted mean charge voltage"),
    COLUMN(RESIDUAL_DISCHARGE_VOLTAGE, "V", ANY, "residual_discharge_voltage",
           "Measured less fitted mean discharge voltage"),
    COLUMN(RESIDUAL_THICKNESS, "um", ANY, "residual_thickness", "Measured less fitted thickness"),
    COLUMN(FORECAST_CAPACITY, "Ah", 0, "forecast_capacity", "Discharge capacity, forecast: median"),
    COLUMN(FORECAST_CAPACITY_LOWER, "Ah", 0, "forecast_capacity_lower", "Its 5 % quantile"),
    COLUMN(FORECAST_CAPACITY_UPPER, "Ah", 0, "forecast_capacity_upper", "Its 95 % quantile"),
    COLUMN(FORECAST_CE, "1", 0, "forecast_ce", "CE that the cycler will show, forecast: median"),
    COLUMN(FORECAST_CE_LOWER, "1", 0, "forecast_ce_lower", "Its 5 % quantile"),
    COLUMN(FORECAST_CE_UPPER, "1", 0, "forecast_ce_upper", "Its 95 % quantile"),
    COLUMN(FORECAST_RESERVOIR, "Ah", 0, "forecast_reservoir", "R, forecast: median"),
    COLUMN(FORECAST_RESERVOIR_LOWER, "Ah", 0, "forecast_reservoir_lower", "Its 5 % quantile"),
    COLUMN(FORECAST_RESERVOIR_UPPER, "Ah", 0, "forecast_reservoir_upper", "Its 95 % quantile"),
    COLUMN(P_EXHAUSTED, "1", 0, "p_exhausted",
           "Probability that lithium has limited a cycle by then, forecast"),
    COLUMN(P_ENDED, "1", 0, "p_ended",
           "Probability that the retention has fallen below capacity_end by then, forecast"),
};
const int32_t lmbi_estimate_column_count =
    sizeof lmbi_estimate_columns / sizeof lmbi_estimate_columns[0];

#define RESULT(ID, name, unit, text)                                                               \
    {                                                                                              \
        LMB_RESULT_##ID, LMB_FLAG_MAY_BE_NAN, name, unit, LMBI_TEXT(text), LMBI_NAN,               \
            -LMBI_INFINITY, LMBI_INFINITY, NULL                                                    \
    }

const struct lmbi_quantity lmbi_estimate_results[] = {
    RESULT(CAPACITY, "capacity", "Ah", "P: the capacity that N/P refers to"),
    {LMB_RESULT_CAPACITY_SOURCE, LMB_FLAG_ENUMERATED, "capacity_source", "",
     LMBI_TEXT("Where P comes from: cathode_capacity and electrode_area of the cell, or the "
               "reference cycle"),
     LMBI_NAN, 0, 1, capacity_source_names},
    RESULT(INITIAL_LI, "initial_li", "Ah", "N: lithium of the anode at the start, N/P x P"),
    RESULT(CE_LI_LOWER_BOUND, "ce_li_lower_bound", "1",
           "Survivor bound on the mean CE_Li: 1 - [N + sum(Q_ch - Q_dis)] / sum Q_ch"),
    RESULT(CE_LI_MEAN, "ce_li_mean", "1",
           "Mean CE_Li, weighted by charge: 1 - [N - R + sum(Q_ch - Q_dis)] / sum Q_ch with R "
           "measured or 0, or as a Li||Cu cell shows it"),
    RESULT(REMAINING_LI, "remaining_li", "Ah", "R: active lithium on the anode after the record"),
    RESULT(P_EXHAUSTED, "p_exhausted", "1",
           "Probability that the reservoir is empty, by the balance of lithium or the step of CE"),
    RESULT(EXHAUSTION_CYCLE, "exhaustion_cycle", "1",
           "First cycle that lithium limits: seen, or forecast"),
    {LMB_RESULT_CE_LI_SOURCE, LMB_FLAG_ENUMERATED | LMB_FLAG_MAY_BE_NAN, "ce_li_source", "",
     LMBI_TEXT("What ce_li_mean rests on"), LMBI_NAN, 0, 5, ce_li_source_names},
    RESULT(INACTIVE_LI, "inactive_li", "Ah",
           "Lithium that became inactive up to the cycle that ce_li_mean reaches to"),
    RESULT(INACTIVE_DEAD_FRACTION, "inactive_dead_fraction", "1",
           "Share of the titrated inactive lithium that is metallic (dead), the rest is SEI"),
    RESULT(UNACCOUNTED_LI, "unaccounted_li", "Ah",
           "N + sum(Q_ch - Q_dis) less residual and titrated lithium: 0 when the balance closes"),
    RESULT(DECLINE_CE_LI, "decline_ce_li", "1",
           "1 - lam0 of the exponential decline that the loss up to exhaustion and the CE just "
           "after it imply"),
    RESULT(DECLINE_GROWTH, "decline_growth", "1", "gamma of that decline: factor of lam per cycle"),
    RESULT(PROTOCOL_CYCLES, "protocol_cycles", "1",
           "n of the Li||Cu reservoir protocol found: CE = (n Q_C + Q_S) / (n Q_C + Q_T)"),
    RESULT(SETTLE_STRIP, "settle_strip", "Ah",
           "Half width of the 90 % interval of remaining_li if the anode were stripped now"),
    RESULT(SETTLE_ANODE_FREE, "settle_anode_free", "Ah",
           "The same if anode-free twins were cycled as long on the same cycler"),
    RESULT(SETTLE_FOIL, "settle_foil", "Ah", "The same if N/P were known exactly"),
    RESULT(SETTLE_GAIN, "settle_gain", "Ah", "The same if the cycler had no gain error"),
    RESULT(ERROR_NP_RATIO, "error_np_ratio", "1",
           "Half width of the 90 % interval of exhaustion_cycle that the error of N/P (or of a "
           "measured residual that stands for it) makes alone; squares of these terms add up"),
    RESULT(ERROR_CE_LI, "error_ce_li", "1", "The same by the error of outside_ce_li"),
    RESULT(ERROR_GAIN, "error_gain", "1", "The same by gain_error_sd of the cycler"),
    RESULT(ERROR_NOISE, "error_noise", "1", "The same by the noise of the readings"),
    RESULT(ERROR_DECLINE, "error_decline", "1",
           "The same by what the record does not yet tell of the fitted parameters"),
    {LMB_RESULT_FIT_STATE, LMB_FLAG_ENUMERATED | LMB_FLAG_MAY_BE_NAN, "fit_state", "",
     LMBI_TEXT("How the fit ended: converged; no step goes downhill; too many iterations"),
     LMBI_NAN, 0, 2, fit_state_names},
    RESULT(FIT_ITERATIONS, "fit_iterations", "1", "Linearizations that the fit took"),
    RESULT(FIT_REDUCED, "fit_reduced", "1",
           "Sum of squared residuals per degree of freedom, weighted by their own scatter"),
    RESULT(FIT_SCATTER_CAPACITY, "fit_scatter_capacity", "1", "Scatter of the capacity, relative"),
    RESULT(FIT_SCATTER_CE, "fit_scatter_ce", "1", "Scatter of the CE about the fit"),
    RESULT(FIT_SCATTER_CHARGE_VOLTAGE, "fit_scatter_charge_voltage", "V",
           "Scatter of the mean charge voltage about the fit"),
    RESULT(FIT_SCATTER_DISCHARGE_VOLTAGE, "fit_scatter_discharge_voltage", "V",
           "Scatter of the mean discharge voltage about the fit"),
    RESULT(FIT_SCATTER_THICKNESS, "fit_scatter_thickness", "um",
           "Scatter of the thickness about the fit"),
    RESULT(MODEL_ONSET_STAGE_2, "model_onset_stage_2", "1",
           "Onset of stage 2 in the fitted cell model: its first cycle"),
    RESULT(MODEL_ONSET_STAGE_3, "model_onset_stage_3", "1",
           "Onset of stage 3 in the fitted cell model: its first cycle"),
    RESULT(MODEL_ONSET_STAGE_4, "model_onset_stage_4", "1",
           "First cycle that lithium limits in the fitted cell model"),
    RESULT(CAPACITY_END_CYCLE, "capacity_end_cycle", "1",
           "First cycle whose retention is below capacity_end, forecast"),
    RESULT(MODEL_CROSSING_STAGE_2, "model_crossing_stage_2", "1",
           "Where 1 - CE_Li of the fitted cell passes the level of stage 2, between cycles: 91.4 "
           "lies in cycle 92, the onset"),
    RESULT(MODEL_CROSSING_STAGE_3, "model_crossing_stage_3", "1",
           "Where 1 - CE_cathode of the fitted cell passes the level of stage 3, between cycles"),
    RESULT(MODEL_CROSSING_STAGE_4, "model_crossing_stage_4", "1",
           "Where the lithium of the fitted cell runs out, between cycles"),
    RESULT(POOL_CELLS, "pool_cells", "1", "Cells in the pool"),
    RESULT(POOL_EXHAUSTED, "pool_exhausted", "1", "Cells of the pool seen to be exhausted"),
    RESULT(POOL_CE_LI_SPREAD, "pool_ce_li_spread", "1",
           "Standard deviation of mean CE_Li from cell to cell"),
    RESULT(POOL_LIFE_SPREAD, "pool_life_spread", "1",
           "Standard deviation of ln(exhaustion cycle) from cell to cell"),
};
const int32_t lmbi_estimate_result_count =
    sizeof lmbi_estimate_results / sizeof lmbi_estimate_results[0];
