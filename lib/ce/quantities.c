#include "ce/books.h"

#include <stddef.h>

#include "base/number.h"

static const char *const configuration_names[] = {
    "lithium_metal", "anode_free", "lithium_ion", "lithium_copper", "half_cell", "symmetric", NULL};
static const char *const exclusion_names[] = {"no",      "formation", "diagnostic", "outlier",
                                              "missing", "caller",    NULL};
static const char *const kind_names[] = {"per_cycle", "time_series", "simulated", NULL};
static const char *const dialect_names[] = {"generic", "bdf", "lmb", NULL};

#define INF LMBI_INFINITY

const struct lmbi_quantity lmbi_knowledge_rows[] = {
    {LMB_PARAM_CELL_CONFIGURATION, LMB_FLAG_ENUMERATED, "cell_configuration", "",
     LMBI_TEXT("Which electrodes face each other: decides what is invested and what recovered"), 0,
     0, 5, configuration_names},
    {LMB_PARAM_NP_RATIO_SD, LMB_FLAG_MAY_BE_NAN, "np_ratio_sd", "1",
     LMBI_TEXT(
         "Standard error of N/P; not known: 5 % of it (foil tolerance, overhang, native film)"),
     LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_GAIN_ERROR_SD, 0, "gain_error_sd", "1",
     LMBI_TEXT("Charge/discharge gain mismatch of the cycler, one sigma"), 2e-4, 0, 1, NULL},
    {LMB_PARAM_OUTSIDE_CE_LI, LMB_FLAG_MAY_BE_NAN, "outside_ce_li", "1",
     LMBI_TEXT("Mean CE_Li known from Li||Cu or anode-free cells; noise can exceed 1"), LMBI_NAN, 0,
     1.05, NULL},
    {LMB_PARAM_OUTSIDE_CE_LI_SD, LMB_FLAG_MAY_BE_NAN, "outside_ce_li_sd", "1",
     LMBI_TEXT("Its standard error, the error of carrying it over to this cell included"), LMBI_NAN,
     0, 1, NULL},
    {LMB_PARAM_RESIDUAL_LI, LMB_FLAG_MAY_BE_NAN, "residual_li", "Ah",
     LMBI_TEXT("R: active lithium found on the anode after residual_cycle (strip, titration)"),
     LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_RESIDUAL_LI_SD, LMB_FLAG_MAY_BE_NAN, "residual_li_sd", "Ah",
     LMBI_TEXT("Its standard error; not known: left out of the interval"), LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_RESIDUAL_CYCLE, LMB_FLAG_MAY_BE_NAN, "residual_cycle", "1",
     LMBI_TEXT("Cycle after which the anode was measured; not known: the last of the record"),
     LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_TITRATED_DEAD_LI, LMB_FLAG_MAY_BE_NAN, "titrated_dead_li", "Ah",
     LMBI_TEXT(
         "Inactive metallic lithium found by titration after residual_cycle; 1 g is 3.862 Ah"),
     LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_TITRATED_SEI_LI, LMB_FLAG_MAY_BE_NAN, "titrated_sei_li", "Ah",
     LMBI_TEXT("Oxidized lithium of the interphase found by titration after residual_cycle"),
     LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_REFERENCE_CYCLE, LMB_FLAG_MAY_BE_NAN, "reference_cycle", "1",
     LMBI_TEXT("Cycle that retentions refer to; not known: the first that is not excluded"),
     LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_CAPACITY_END, LMB_FLAG_LOWER_OPEN, "capacity_end", "1",
     LMBI_TEXT("Capacity retention that ends life in a forecast"), 0.8, 0, 1, NULL},
    {LMB_PARAM_SEED, 0, "seed", "1", LMBI_TEXT("Seed of the low-discrepancy draws of a forecast"),
     0, 0, 4294967295.0, NULL},
    {LMB_PARAM_TITRATED_DEAD_LI_SD, LMB_FLAG_MAY_BE_NAN, "titrated_dead_li_sd", "Ah",
     LMBI_TEXT(
         "Standard error of titrated_dead_li; not known: what rests on the titration alone has no "
         "interval, and others leave it out"),
     LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_TITRATED_SEI_LI_SD, LMB_FLAG_MAY_BE_NAN, "titrated_sei_li_sd", "Ah",
     LMBI_TEXT("Standard error of titrated_sei_li; not known: as titrated_dead_li_sd"), LMBI_NAN, 0,
     INF, NULL},
};
const int32_t lmbi_knowledge_row_count = sizeof lmbi_knowledge_rows / sizeof lmbi_knowledge_rows[0];

#define COLUMN(ID, name, unit, text)                                                               \
    {                                                                                              \
        LMB_COLUMN_##ID, 0, name, unit, LMBI_TEXT(text), LMBI_NAN, -INF, INF, NULL                 \
    }

const struct lmbi_quantity lmbi_book_columns[] = {
    COLUMN(ENERGY_EFFICIENCY, "energy_efficiency", "1", "Energy recovered over energy invested"),
    COLUMN(HYSTERESIS, "hysteresis", "V", "Mean charge voltage less mean discharge voltage"),
    COLUMN(SLIPPAGE, "slippage", "1",
           "s_k = Q_ch(k+1) / Q_dis(k): 1 where the next charge takes what the discharge gave"),
    COLUMN(CHARGE_THROUGHPUT, "charge_throughput", "Ah", "Sum of Q_ch from the first cycle on"),
    COLUMN(NET_CHARGE, "net_charge", "Ah", "Sum of Q_ch - Q_dis from the first cycle on"),
    COLUMN(CAPACITY_RETENTION, "capacity_retention", "1",
           "Discharge capacity over that of the reference cycle"),
    COLUMN(ENERGY_RETENTION, "energy_retention", "1",
           "Discharge energy over that of the reference cycle"),
    COLUMN(CE_MEAN, "ce_mean", "1", "Robust mean of CE over the cycles around, excluded ones out"),
    COLUMN(CE_MEAN_ERROR, "ce_mean_error", "1", "Standard error of that mean"),
    COLUMN(CE_RESOLUTION, "ce_resolution", "1",
           "Smallest step of CE that the recorded capacities can show"),
    {LMB_COLUMN_EXCLUDED, LMB_FLAG_ENUMERATED, "excluded", "",
     LMBI_TEXT(
         "Why the cycle is left out of means, noise and change points; it stays in every sum"),
     LMBI_NAN, 0, 5, exclusion_names},
};
const int32_t lmbi_book_column_count = sizeof lmbi_book_columns / sizeof lmbi_book_columns[0];

#define RESULT(ID, name, unit, text)                                                               \
    {                                                                                              \
        LMB_RESULT_##ID, LMB_FLAG_MAY_BE_NAN, name, unit, LMBI_TEXT(text), LMBI_NAN, -INF, INF,    \
            NULL                                                                                   \
    }

const struct lmbi_quantity lmbi_book_results[] = {
    {LMB_RESULT_SOURCE_KIND, LMB_FLAG_ENUMERATED, "source_kind", "",
     LMBI_TEXT("Whether the record was a table of cycles, a time series or a simulation"), LMBI_NAN,
     0, 2, kind_names},
    {LMB_RESULT_SOURCE_DIALECT, LMB_FLAG_ENUMERATED, "source_dialect", "",
     LMBI_TEXT("Headings of the record: BDF, this library's own, or others"), LMBI_NAN, 0, 2,
     dialect_names},
    RESULT(SOURCE_ROWS, "source_rows", "1", "Rows read: samples of a time series, or cycles"),
    RESULT(CYCLES, "cycles", "1", "Cycles in the table"),
    RESULT(EXCLUDED_CYCLES, "excluded_cycles", "1", "Cycles left out of means and change points"),
    RESULT(FIRST_CYCLE, "first_cycle", "1", "Number of the first cycle"),
    RESULT(LAST_CYCLE, "last_cycle", "1", "Number of the last cycle"),
    RESULT(REFERENCE_CYCLE, "reference_cycle", "1", "Cycle that retentions refer to"),
    RESULT(CE_CELL, "ce_cell", "1",
           "Robust mean of the CE shown, over the last cycles that are not excluded"),
    RESULT(CE_BIAS, "ce_bias", "1",
           "Charge/discharge mismatch that slippage shows: cycler gain, or charge without lithium"),
    RESULT(CAPACITY_RETENTION, "capacity_retention", "1",
           "Discharge capacity of the last good cycle over that of the reference cycle"),
    RESULT(ENERGY_RETENTION, "energy_retention", "1",
           "Discharge energy of the last good cycle over that of the reference cycle"),
    RESULT(MEAN_VOLTAGE_CHANGE, "mean_voltage_change", "V",
           "Mean discharge voltage of the last good cycle less that of the reference cycle"),
    RESULT(CHARGE_THROUGHPUT, "charge_throughput", "Ah", "Sum of Q_ch over the record"),
    RESULT(NET_CHARGE, "net_charge", "Ah",
           "Sum of Q_ch - Q_dis over the record; its interval carries the cycler's gain error"),
    RESULT(PRODUCT_OF_CE, "product_of_ce", "1",
           "Product of CE_cell: Q_dis(n) / Q_ch(1) = product of CE x product of slippage"),
    RESULT(PRODUCT_OF_SLIPPAGE, "product_of_slippage", "1", "Product of s_k"),
    RESULT(BOOKS_RESIDUAL, "books_residual", "1",
           "Q_dis(n) / Q_ch(1) over the two products, less 1: 0 when the books close"),
    RESULT(CE_NOISE, "ce_noise", "1", "Robust sigma of the CE of one cycle"),
    RESULT(CAPACITY_NOISE, "capacity_noise", "1",
           "Robust sigma of the discharge capacity of one cycle, relative"),
    RESULT(MEAN_VOLTAGE_NOISE, "mean_voltage_noise", "V",
           "Robust sigma of the mean discharge voltage of one cycle"),
    RESULT(CE_RESOLUTION, "ce_resolution", "1",
           "Smallest step of CE that the recorded capacities can show"),
};
const int32_t lmbi_book_result_count = sizeof lmbi_book_results / sizeof lmbi_book_results[0];
