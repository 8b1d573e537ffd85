/* liblmb - what a cycler's record says, and does not say, about the lithium left in a cell.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef LMB_LMB_H
#define LMB_LMB_H

#include <stdint.h>

#include <lmb/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @file
 * The one public header of liblmb.
 *
 * Two handles and a report. An `lmb_cell` is a cell model: parameters and state. An `lmb_dataset`
 * is a table of cycles, measured or simulated. lmb_analyze() reads a dataset, with what a cell
 * knows from outside, into an immutable `lmb_report`.
 *
 * Everything that has a value is a *quantity*: a fixed integer id, a name, a unit and a text with
 * its source. The registry (lmb_quantity_...) lists them, so that a binding needs no table of its
 * own. Values are doubles; NaN is "not known" or "not identifiable", and every NaN that the
 * library writes is the same quiet NaN.
 *
 * Conventions: current > 0 charges the cell. Coulombic efficiency (CE) is what is recovered over
 * what was invested. Amounts of a cell are Ah and Wh; areal model parameters are per cm2.
 *
 * Failure: a function that can fail returns a status, LMB_OK or one of the LMB_ERROR_ codes. On
 * failure nothing has changed and no output was written. The reason in words is the handle's
 * message, or stands in the caller's buffer where the handle is const or does not exist yet.
 * NULL, NaN and nonsense are answered with a status, never with a crash.
 *
 * Strings are UTF-8. The library keeps no pointer into what the caller passes but `user` pointers.
 *
 * Each group of functions says its threads and the version since which it is there. The library has
 * no global state. A handle may be used by one thread at a time, and any number of threads may call
 * the functions that take it as const.
 */

/** @cond */
#if defined(LMB_STATIC)
#define LMB_API
#elif defined(_WIN32) && defined(LMB_BUILDING)
#define LMB_API __declspec(dllexport)
#elif defined(_WIN32)
#define LMB_API __declspec(dllimport)
#elif defined(__GNUC__)
#define LMB_API __attribute__((visibility("default")))
#else
#define LMB_API
#endif
/** @endcond */

/** @defgroup types Handles, statuses and ids
 * What the functions work on, and the numbers that name things.
 * @{ */

/** A cell model: parameters, what is known from outside, and the state of its pools. */
typedef struct lmb_cell lmb_cell;
/** A table of cycles, measured or simulated. */
typedef struct lmb_dataset lmb_dataset;
/** What an analysis found. Immutable: it never goes stale. */
typedef struct lmb_report lmb_report;

/* Of the Arrow C interfaces: declared in lmb/arrow.h, or in Arrow's own header. */
struct ArrowSchema;
struct ArrowArray;
struct ArrowArrayStream;

/** Status codes. A number is never reused. */
enum {
    LMB_OK = 0,
    LMB_ERROR_ARGUMENT = 10,  /**< a NULL, or arguments that make no sense together */
    LMB_ERROR_MEMORY = 20,    /**< the allocator returned NULL */
    LMB_ERROR_RANGE = 30,     /**< a value outside its bounds */
    LMB_ERROR_UNKNOWN = 40,   /**< no quantity of this id, name or kind */
    LMB_ERROR_STATE = 50,     /**< not now: e.g. a parameter of a cell that was stepped */
    LMB_ERROR_FILE = 60,      /**< a file that cannot be opened or read */
    LMB_ERROR_FORMAT = 70,    /**< content that cannot be understood or contradicts itself */
    LMB_ERROR_LIMIT = 80,     /**< longer, wider or larger than the limit that is set */
    LMB_ERROR_CANCELLED = 90, /**< the progress callback asked to stop */
    LMB_ERROR_SIZE = 100,     /**< the caller's buffer is too small */
    LMB_ERROR_MISSING = 110   /**< a column or value that is not there */
};

/** Kinds of quantities. A name is unique within its kind. */
enum {
    LMB_KIND_PARAMETER = 1, /**< of a cell; ids from 1000 */
    LMB_KIND_COLUMN = 2,    /**< of a dataset or of a report, one value a cycle; ids from 2000 */
    LMB_KIND_RESULT = 3,    /**< of a report, one value with an interval; ids from 3000 */
    LMB_KIND_DERIVED = 4    /**< of a cell, computed from its parameters; ids from 4000 */
};

/** Flags of a quantity, see lmb_quantity_flags(). */
enum {
    LMB_FLAG_LOWER_OPEN = 1, /**< the lower bound itself is not allowed */
    LMB_FLAG_UPPER_OPEN = 2, /**< the upper bound itself is not allowed */
    LMB_FLAG_MAY_BE_NAN = 4, /**< NaN stands for "not known" */
    LMB_FLAG_ENUMERATED = 8, /**< a small integer with a name, see lmb_quantity_value_name() */
    LMB_FLAG_MEASURED = 16,  /**< a column that inference reads; others are kept, never read */
    LMB_FLAG_MODEL = 32      /**< a column that simulation fills */
};

/* Quantities by id: unit, range, text and source of each stand in the registry; `lmb quantities`
 * prints it. Ids are never reused; gaps are kept for what belongs beside them. */

/** Parameters of the cell model (LMB_KIND_PARAMETER). */
enum {
    LMB_PARAM_CATHODE_CAPACITY = 1000,
    LMB_PARAM_ELECTRODE_AREA = 1001,
    LMB_PARAM_NP_RATIO = 1002,
    LMB_PARAM_FIRST_CYCLE_CE = 1003,
    LMB_PARAM_CE_LI_LAW = 1004,
    LMB_PARAM_STRIP_ORDER = 1005,
    LMB_PARAM_CE_LI = 1006,
    LMB_PARAM_CE_LI_MIN = 1007,
    LMB_PARAM_CE_LI_SLOPE = 1008,
    LMB_PARAM_CE_LI_GROWTH = 1009,
    LMB_PARAM_INACTIVE_ONSET = 1010,
    LMB_PARAM_INACTIVE_SENSITIVITY = 1011,
    LMB_PARAM_DEAD_FRACTION = 1012,
    LMB_PARAM_FOIL_LOSS = 1013,
    LMB_PARAM_DEAD_RECOVERY = 1014,
    LMB_PARAM_CE_CATHODE = 1015,
    LMB_PARAM_CE_CATHODE_MIN = 1016,
    LMB_PARAM_CATHODE_TRAPPING = 1017,
    LMB_PARAM_CATHODE_OXIDATION = 1018,
    LMB_PARAM_FADE_ONSET = 1019,
    LMB_PARAM_FADE_SENSITIVITY = 1020,
    LMB_PARAM_CHARGE_CURRENT = 1021,
    LMB_PARAM_DISCHARGE_CURRENT = 1022,
    LMB_PARAM_RESISTANCE = 1023,
    LMB_PARAM_DEAD_LAYER_RESISTIVITY = 1024,
    LMB_PARAM_WETTING_EXPONENT = 1025,
    LMB_PARAM_POLARIZATION_TOLERANCE = 1026,
    LMB_PARAM_UTILIZATION_SLOPE = 1027,
    LMB_PARAM_UTILIZATION_MIN = 1028,
    LMB_PARAM_DEAD_LAYER_POROSITY = 1029,
    LMB_PARAM_SEI_THICKNESS = 1030,
    LMB_PARAM_ELECTROLYTE = 1031,
    LMB_PARAM_ELECTROLYTE_HELD = 1032,
    LMB_PARAM_ELECTROLYTE_PER_SEI = 1033,
    LMB_PARAM_ELECTROLYTE_PER_CHARGE = 1034,
    LMB_PARAM_MEAN_VOLTAGE = 1035,
    LMB_PARAM_VOLTAGE_FADE = 1036,
    LMB_PARAM_REST_CHARGED = 1037,
    LMB_PARAM_REST_DISCHARGED = 1038,
    LMB_PARAM_PARABOLIC_CORROSION = 1039,
    LMB_PARAM_GALVANIC_CORROSION = 1040,
    LMB_PARAM_REFERENCE_CATHODE_CAPACITY = 1041,
    LMB_PARAM_AREAL_EXPONENT = 1042,
    LMB_PARAM_REFERENCE_CHARGE_CURRENT = 1043,
    LMB_PARAM_CHARGE_RATE_EXPONENT = 1044,
    LMB_PARAM_REFERENCE_DISCHARGE_CURRENT = 1045,
    LMB_PARAM_DISCHARGE_RATE_EXPONENT = 1046,
    LMB_PARAM_STACK_PRESSURE = 1047,
    LMB_PARAM_REFERENCE_STACK_PRESSURE = 1048,
    LMB_PARAM_PRESSURE_EXPONENT = 1049,
    LMB_PARAM_TEMPERATURE = 1050,
    LMB_PARAM_REFERENCE_TEMPERATURE = 1051,
    LMB_PARAM_ACTIVATION_ENERGY = 1052,
    LMB_PARAM_CORROSION_ACTIVATION_ENERGY = 1053,

    /* What is known of a cell from outside its record. */
    LMB_PARAM_CELL_CONFIGURATION = 1100,
    LMB_PARAM_NP_RATIO_SD = 1101,
    LMB_PARAM_GAIN_ERROR_SD = 1102,
    LMB_PARAM_OUTSIDE_CE_LI = 1103,
    LMB_PARAM_OUTSIDE_CE_LI_SD = 1104,
    LMB_PARAM_RESIDUAL_LI = 1105,
    LMB_PARAM_RESIDUAL_LI_SD = 1106,
    LMB_PARAM_RESIDUAL_CYCLE = 1107,
    LMB_PARAM_TITRATED_DEAD_LI = 1108,
    LMB_PARAM_TITRATED_SEI_LI = 1109,
    LMB_PARAM_REFERENCE_CYCLE = 1110,
    LMB_PARAM_CAPACITY_END = 1111,
    LMB_PARAM_SEED = 1112,
    LMB_PARAM_TITRATED_DEAD_LI_SD = 1113,
    LMB_PARAM_TITRATED_SEI_LI_SD = 1114,

    /* What a cell is built of: its design. */
    LMB_PARAM_CATHODE_SPECIFIC_CAPACITY = 1200,
    LMB_PARAM_CATHODE_ACTIVE_FRACTION = 1201,
    LMB_PARAM_CATHODE_DENSITY = 1202,
    LMB_PARAM_CAPACITY_UTILIZATION = 1203,
    LMB_PARAM_ALUMINIUM_THICKNESS = 1204,
    LMB_PARAM_COPPER_THICKNESS = 1205,
    LMB_PARAM_SEPARATOR_THICKNESS = 1206,
    LMB_PARAM_SEPARATOR_DENSITY = 1207,
    LMB_PARAM_ELECTROLYTE_TO_CAPACITY = 1208,
    LMB_PARAM_ELECTROLYTE_DENSITY = 1209,
    LMB_PARAM_ELECTRODE_HEIGHT = 1210,
    LMB_PARAM_ELECTRODE_WIDTH = 1211,
    LMB_PARAM_LAYER_COUNT = 1212,
    LMB_PARAM_EXTRA_ANODES = 1213,
    LMB_PARAM_POUCH_THICKNESS = 1214,
    LMB_PARAM_POUCH_DENSITY = 1215,
    LMB_PARAM_POUCH_CLEARANCE = 1216,
    LMB_PARAM_TAB_HEIGHT = 1217,
    LMB_PARAM_TAB_WIDTH = 1218,
    LMB_PARAM_TAB_THICKNESS = 1219,
    LMB_PARAM_EXTRA_MASS = 1220,
    LMB_PARAM_CATHODE_MATERIAL = 1221,
    LMB_PARAM_CHARGE_VOLTAGE = 1222,

    /* Constants of the small physics around a cell. */
    LMB_PARAM_SALT_CONCENTRATION = 1300,
    LMB_PARAM_SALT_DIFFUSIVITY = 1301,
    LMB_PARAM_TRANSFERENCE_NUMBER = 1302,
    LMB_PARAM_MACMULLIN_NUMBER = 1303,
    LMB_PARAM_DIFFUSION_LENGTH = 1304,
    LMB_PARAM_STORAGE_TIME = 1305,
    LMB_PARAM_VOLTAGE_SLOPE = 1306,
    LMB_PARAM_CUTOFF_CURRENT = 1307,
    LMB_PARAM_MEASURED_CV_TIME = 1308,
    LMB_PARAM_LITHIUM_DIAMETER = 1309,
    LMB_PARAM_STRENGTH_EXPONENT = 1310,
    LMB_PARAM_SEPARATOR_SHEAR_MODULUS = 1311,
    LMB_PARAM_LITHIUM_SHEAR_MODULUS = 1312,
    LMB_PARAM_SHEAR_RATIO_NEEDED = 1313,
    LMB_PARAM_SHEAR_MODULUS_NEEDED = 1314,
    LMB_PARAM_PLATED_CHARGE = 1315,
    LMB_PARAM_CYCLED_CHARGE = 1316,
    LMB_PARAM_CYCLED_COUNT = 1317,
    LMB_PARAM_STRIPPED_CHARGE = 1318,
    LMB_PARAM_TARGET_CYCLES = 1319,
    LMB_PARAM_TARGET_RETENTION = 1320,

    /* What a report states of its cells, see lmb_audit(). */
    LMB_PARAM_REPORTED_CYCLES = 1400,
    LMB_PARAM_REPORTED_RETENTION = 1401,
    LMB_PARAM_REPORTED_CE = 1402,
    LMB_PARAM_REPORTED_END = 1403
};

/** Columns of a table of cycles (LMB_KIND_COLUMN). */
enum {
    /* measured */
    LMB_COLUMN_CYCLE = 2000,
    LMB_COLUMN_CHARGE_CAPACITY = 2001,
    LMB_COLUMN_DISCHARGE_CAPACITY = 2002,
    LMB_COLUMN_CHARGE_ENERGY = 2003,
    LMB_COLUMN_DISCHARGE_ENERGY = 2004,
    LMB_COLUMN_MEAN_CHARGE_VOLTAGE = 2005,
    LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE = 2006,
    LMB_COLUMN_REST_VOLTAGE_CHARGED = 2007,
    LMB_COLUMN_REST_VOLTAGE_DISCHARGED = 2008,
    LMB_COLUMN_STEP_RESISTANCE = 2009,
    LMB_COLUMN_CONSTANT_VOLTAGE_TIME = 2010,
    LMB_COLUMN_CONSTANT_VOLTAGE_SHARE = 2011,
    LMB_COLUMN_TEMPERATURE = 2012,
    LMB_COLUMN_DURATION = 2013,
    LMB_COLUMN_THICKNESS = 2014,
    LMB_COLUMN_PRESSURE = 2015,
    LMB_COLUMN_MEAN_CHARGE_CURRENT = 2016,
    LMB_COLUMN_MEAN_DISCHARGE_CURRENT = 2017,
    LMB_COLUMN_MINIMUM_VOLTAGE = 2018,
    LMB_COLUMN_MAXIMUM_VOLTAGE = 2019,
    LMB_COLUMN_SOURCE_CYCLE = 2020,

    /* of the cell model: the hidden truth of a simulated cell */
    LMB_COLUMN_CE_CELL = 2049, /* a report computes its own from the capacities */
    LMB_COLUMN_CE_CATHODE = 2050,
    LMB_COLUMN_CE_LI = 2051,
    LMB_COLUMN_CE_LI_APPARENT = 2052,
    LMB_COLUMN_RESERVOIR = 2053,
    LMB_COLUMN_RESERVOIR_FROM_CATHODE = 2054,
    LMB_COLUMN_RESERVOIR_FROM_ANODE = 2055,
    LMB_COLUMN_CATHODE_LI_FROM_CATHODE = 2056,
    LMB_COLUMN_CATHODE_LI_FROM_ANODE = 2057,
    LMB_COLUMN_DEAD_LI = 2058,
    LMB_COLUMN_SEI_LI = 2059,
    LMB_COLUMN_CORRODED_LI = 2060,
    LMB_COLUMN_TRAPPED_LI = 2061,
    LMB_COLUMN_POLARIZATION = 2062,
    LMB_COLUMN_WETTED_FRACTION = 2063,
    LMB_COLUMN_DEAD_LAYER_THICKNESS = 2064,
    LMB_COLUMN_ANODE_THICKNESS = 2065,
    LMB_COLUMN_ELECTROLYTE = 2066,
    LMB_COLUMN_LI_LIMITED = 2067,
    LMB_COLUMN_STAGE = 2068,

    /* books of a report */
    LMB_COLUMN_ENERGY_EFFICIENCY = 2100,
    LMB_COLUMN_HYSTERESIS = 2101,
    LMB_COLUMN_SLIPPAGE = 2102,
    LMB_COLUMN_CHARGE_THROUGHPUT = 2103,
    LMB_COLUMN_NET_CHARGE = 2104,
    LMB_COLUMN_CAPACITY_RETENTION = 2105,
    LMB_COLUMN_ENERGY_RETENTION = 2106,
    LMB_COLUMN_CE_MEAN = 2107,
    LMB_COLUMN_CE_MEAN_ERROR = 2108,
    LMB_COLUMN_CE_RESOLUTION = 2109,
    LMB_COLUMN_EXCLUDED = 2110,

    /* points of a sweep, see lmb_cell_sweep() */
    LMB_COLUMN_NP_RATIO = 2120,
    LMB_COLUMN_CATHODE_CAPACITY = 2121,
    LMB_COLUMN_ELECTROLYTE_TO_CAPACITY = 2122,
    LMB_COLUMN_SPECIFIC_ENERGY = 2123,
    LMB_COLUMN_ENERGY_DENSITY = 2124,
    LMB_COLUMN_CYCLE_LIFE = 2125,
    LMB_COLUMN_NORMALIZED_CYCLE_LIFE = 2126,
    LMB_COLUMN_FAILURE_MODE = 2127,

    /* stages of a report */
    LMB_COLUMN_P_STAGE_1 = 2150,
    LMB_COLUMN_P_STAGE_2 = 2151,
    LMB_COLUMN_P_STAGE_3 = 2152,
    LMB_COLUMN_P_STAGE_4 = 2153,

    /* lithium left, of a report */
    LMB_COLUMN_RETENTION_TWIN = 2160,
    LMB_COLUMN_RESERVOIR_ESTIMATE = 2161,
    LMB_COLUMN_RESERVOIR_LOWER = 2162,
    LMB_COLUMN_RESERVOIR_UPPER = 2163,

    /* what a fit leaves over */
    LMB_COLUMN_RESIDUAL_CAPACITY = 2164,
    LMB_COLUMN_RESIDUAL_CE = 2165,
    LMB_COLUMN_RESIDUAL_CHARGE_VOLTAGE = 2166,
    LMB_COLUMN_RESIDUAL_DISCHARGE_VOLTAGE = 2167,
    LMB_COLUMN_RESIDUAL_THICKNESS = 2168,

    /* of a forecast: median and 90 % interval of each future cycle */
    LMB_COLUMN_FORECAST_CAPACITY = 2170,
    LMB_COLUMN_FORECAST_CAPACITY_LOWER = 2171,
    LMB_COLUMN_FORECAST_CAPACITY_UPPER = 2172,
    LMB_COLUMN_FORECAST_CE = 2173,
    LMB_COLUMN_FORECAST_CE_LOWER = 2174,
    LMB_COLUMN_FORECAST_CE_UPPER = 2175,
    LMB_COLUMN_FORECAST_RESERVOIR = 2176,
    LMB_COLUMN_FORECAST_RESERVOIR_LOWER = 2177,
    LMB_COLUMN_FORECAST_RESERVOIR_UPPER = 2178,
    LMB_COLUMN_P_EXHAUSTED = 2179,
    LMB_COLUMN_P_ENDED = 2180
};

/** Results of a report (LMB_KIND_RESULT). */
enum {
    LMB_RESULT_SOURCE_KIND = 3000,
    LMB_RESULT_SOURCE_DIALECT = 3001,
    LMB_RESULT_SOURCE_ROWS = 3002,
    LMB_RESULT_CYCLES = 3003,
    LMB_RESULT_EXCLUDED_CYCLES = 3004,
    LMB_RESULT_FIRST_CYCLE = 3005,
    LMB_RESULT_LAST_CYCLE = 3006,

    LMB_RESULT_REFERENCE_CYCLE = 3100,
    LMB_RESULT_CE_CELL = 3101,
    LMB_RESULT_CE_BIAS = 3102,
    LMB_RESULT_CAPACITY_RETENTION = 3103,
    LMB_RESULT_ENERGY_RETENTION = 3104,
    LMB_RESULT_MEAN_VOLTAGE_CHANGE = 3105,
    LMB_RESULT_CHARGE_THROUGHPUT = 3106,
    LMB_RESULT_NET_CHARGE = 3107,
    LMB_RESULT_PRODUCT_OF_CE = 3108,
    LMB_RESULT_PRODUCT_OF_SLIPPAGE = 3109,
    LMB_RESULT_BOOKS_RESIDUAL = 3110,
    LMB_RESULT_CE_NOISE = 3111,
    LMB_RESULT_CAPACITY_NOISE = 3112,
    LMB_RESULT_MEAN_VOLTAGE_NOISE = 3113,
    LMB_RESULT_CE_RESOLUTION = 3114,

    LMB_RESULT_STAGE = 3200,
    LMB_RESULT_ONSET_STAGE_2 = 3201,
    LMB_RESULT_ONSET_STAGE_3 = 3202,
    LMB_RESULT_ONSET_STAGE_4 = 3203,
    LMB_RESULT_EVIDENCE_STAGE_2 = 3204,
    LMB_RESULT_EVIDENCE_STAGE_3 = 3205,
    LMB_RESULT_EVIDENCE_STAGE_4 = 3206,
    LMB_RESULT_CHANNEL_STAGE_2 = 3207,
    LMB_RESULT_CHANNEL_STAGE_3 = 3208,
    LMB_RESULT_CHANNEL_STAGE_4 = 3209,
    LMB_RESULT_FAILURE_MODE = 3210,
    LMB_RESULT_NORMALIZED_CYCLE_LIFE = 3211,
    LMB_RESULT_LIFE_HOURS = 3212,
    LMB_RESULT_LIFE_THROUGHPUT = 3213,
    LMB_RESULT_HOURS_STAGE_2 = 3214,
    LMB_RESULT_HOURS_STAGE_3 = 3215,
    LMB_RESULT_THROUGHPUT_STAGE_2 = 3216,
    LMB_RESULT_THROUGHPUT_STAGE_3 = 3217,

    LMB_RESULT_CAPACITY = 3300,
    LMB_RESULT_CAPACITY_SOURCE = 3301,
    LMB_RESULT_INITIAL_LI = 3302,
    LMB_RESULT_CE_LI_LOWER_BOUND = 3303,
    LMB_RESULT_CE_LI_MEAN = 3304,
    LMB_RESULT_REMAINING_LI = 3305,
    LMB_RESULT_P_EXHAUSTED = 3306,
    LMB_RESULT_EXHAUSTION_CYCLE = 3307,
    LMB_RESULT_CE_LI_SOURCE = 3308,
    LMB_RESULT_INACTIVE_LI = 3309,
    LMB_RESULT_INACTIVE_DEAD_FRACTION = 3310,
    LMB_RESULT_UNACCOUNTED_LI = 3311,
    LMB_RESULT_DECLINE_CE_LI = 3312,
    LMB_RESULT_DECLINE_GROWTH = 3313,
    LMB_RESULT_PROTOCOL_CYCLES = 3314,
    LMB_RESULT_SETTLE_STRIP = 3320,
    LMB_RESULT_SETTLE_ANODE_FREE = 3321,
    LMB_RESULT_SETTLE_FOIL = 3322,
    LMB_RESULT_SETTLE_GAIN = 3323,
    LMB_RESULT_ERROR_NP_RATIO = 3324,
    LMB_RESULT_ERROR_CE_LI = 3325,
    LMB_RESULT_ERROR_GAIN = 3326,
    LMB_RESULT_ERROR_NOISE = 3327,
    LMB_RESULT_ERROR_DECLINE = 3328,
    LMB_RESULT_FIT_STATE = 3330,
    LMB_RESULT_FIT_ITERATIONS = 3331,
    LMB_RESULT_FIT_REDUCED = 3332,
    LMB_RESULT_FIT_SCATTER_CAPACITY = 3333,
    LMB_RESULT_FIT_SCATTER_CE = 3334,
    LMB_RESULT_FIT_SCATTER_CHARGE_VOLTAGE = 3335,
    LMB_RESULT_FIT_SCATTER_DISCHARGE_VOLTAGE = 3336,
    LMB_RESULT_FIT_SCATTER_THICKNESS = 3337,
    LMB_RESULT_MODEL_ONSET_STAGE_2 = 3340,
    LMB_RESULT_MODEL_ONSET_STAGE_3 = 3341,
    LMB_RESULT_MODEL_ONSET_STAGE_4 = 3342,
    LMB_RESULT_CAPACITY_END_CYCLE = 3343,
    LMB_RESULT_MODEL_CROSSING_STAGE_2 = 3344,
    LMB_RESULT_MODEL_CROSSING_STAGE_3 = 3345,
    LMB_RESULT_MODEL_CROSSING_STAGE_4 = 3346,
    LMB_RESULT_POOL_CELLS = 3350,
    LMB_RESULT_POOL_EXHAUSTED = 3351,
    LMB_RESULT_POOL_CE_LI_SPREAD = 3352,
    LMB_RESULT_POOL_LIFE_SPREAD = 3353
};

/** Derived quantities of a cell (LMB_KIND_DERIVED). */
enum {
    LMB_DERIVED_CAPACITY = 4000,
    LMB_DERIVED_INITIAL_LI = 4001,
    LMB_DERIVED_FOIL_THICKNESS = 4002,

    /* of its design */
    LMB_DERIVED_UTILIZED_CAPACITY = 4010,
    LMB_DERIVED_ENERGY = 4011,
    LMB_DERIVED_MASS = 4012,
    LMB_DERIVED_SPECIFIC_ENERGY = 4013,
    LMB_DERIVED_ENERGY_DENSITY = 4014,
    LMB_DERIVED_CELL_THICKNESS = 4015,
    LMB_DERIVED_ELECTROLYTE_PER_CAPACITY = 4016,
    LMB_DERIVED_MASS_CATHODE = 4017,
    LMB_DERIVED_MASS_ALUMINIUM = 4018,
    LMB_DERIVED_MASS_LITHIUM = 4019,
    LMB_DERIVED_MASS_COPPER = 4020,
    LMB_DERIVED_MASS_SEPARATOR = 4021,
    LMB_DERIVED_MASS_ELECTROLYTE = 4022,
    LMB_DERIVED_MASS_POUCH = 4023,
    LMB_DERIVED_MASS_TABS = 4024,
    LMB_DERIVED_MASS_EXTRA = 4025,

    /* its place in the benchmark tiers */
    LMB_DERIVED_TIER = 4100,
    LMB_DERIVED_TIER_CATHODE = 4101,
    LMB_DERIVED_TIER_VOLTAGE = 4102,
    LMB_DERIVED_TIER_AREAL_CAPACITY = 4103,
    LMB_DERIVED_TIER_NP_RATIO = 4104,
    LMB_DERIVED_TIER_ELECTROLYTE = 4105,
    LMB_DERIVED_TIER_CYCLE_LIFE = 4106,
    LMB_DERIVED_NORMALIZED_CYCLES = 4107,
    LMB_DERIVED_IMPLIED_CE_LI = 4108,

    /* small physics */
    LMB_DERIVED_LIMITING_CURRENT = 4200,
    LMB_DERIVED_SAND_TIME = 4201,
    LMB_DERIVED_SAND_CAPACITY = 4202,
    LMB_DERIVED_CALENDAR_LOSS = 4203,
    LMB_DERIVED_CV_TIME = 4204,
    LMB_DERIVED_CV_RESISTANCE = 4205,
    LMB_DERIVED_YIELD_STRENGTH = 4206,
    LMB_DERIVED_SHEAR_RATIO_MARGIN = 4207,
    LMB_DERIVED_SHEAR_MODULUS_MARGIN = 4208,
    LMB_DERIVED_BREATHING = 4209,
    LMB_DERIVED_SWELLING = 4210,
    LMB_DERIVED_PROTOCOL_CE = 4211,
    LMB_DERIVED_CE_LI_NEEDED = 4212
};

/** Kinds of the review's knowledge, see lmb_knowledge_kind(). */
enum {
    LMB_ENTRY_LABEL = 1,      /**< degradation label: 1 to 14 of materials, A to N of the cell */
    LMB_ENTRY_COMPONENT = 2,  /**< of a cell */
    LMB_ENTRY_PARAMETER = 3,  /**< parameter or condition that drives labels */
    LMB_ENTRY_PROCESS = 4,    /**< what stands between labels */
    LMB_ENTRY_OBSERVABLE = 5, /**< what shows outside */
    LMB_ENTRY_STEP = 6,       /**< of the loop that feeds itself */
    LMB_ENTRY_STAGE = 7,      /**< failure stage */
    LMB_ENTRY_FAILURE = 8,    /**< value of the result failure_mode */
    LMB_ENTRY_TIER = 9,       /**< benchmark tier, Wh/kg */
    LMB_ENTRY_NUMBER = 10     /**< a number, or a window of a tier */
};

/** Relations of links, see lmb_knowledge_link(). */
enum {
    LMB_LINK_LEADS_TO = 1,   /**< the one brings the other about */
    LMB_LINK_RAISES = 2,     /**< more of the one is more of the other */
    LMB_LINK_LOWERS = 3,     /**< more of the one is less of the other */
    LMB_LINK_SHOWS = 4,      /**< the one shows as the other */
    LMB_LINK_BELONGS_TO = 5, /**< label to component */
    LMB_LINK_INVOLVES = 6,   /**< step to what takes part in it */
    LMB_LINK_NEXT = 7,       /**< step to step */
    LMB_LINK_FITS = 8,       /**< failure mode to label */
    LMB_LINK_WINDOW = 9      /**< tier to number */
};

/** How a link stands in the review. */
enum {
    LMB_STANDING_STATED = 1,
    LMB_STANDING_INFERRED = 2, /**< by this library, from what is stated */
    LMB_STANDING_DOUBTFUL = 3  /**< printed, but likely not meant so; the link's text says why */
};

/** Why a cycle is left out of means, noise and change points (values of LMB_COLUMN_EXCLUDED). */
enum {
    LMB_EXCLUDED_NO = 0,
    LMB_EXCLUDED_FORMATION = 1,  /**< at the start, before the cell has settled */
    LMB_EXCLUDED_DIAGNOSTIC = 2, /**< another rate or window: rate test, capacity check */
    LMB_EXCLUDED_OUTLIER = 3,    /**< far from its neighbours: an interruption, a bad reading */
    LMB_EXCLUDED_MISSING = 4,    /**< a capacity is missing or not positive */
    LMB_EXCLUDED_CALLER = 5      /**< by lmb_dataset_exclude() */
};

/** The caller's word on a cycle, see lmb_dataset_exclude(). */
enum { LMB_EXCLUDE_AUTO = 0, LMB_EXCLUDE_YES = 1, LMB_EXCLUDE_NO = 2 };

/** Limits of reading, see lmb_dataset_set_limit(). */
enum {
    LMB_LIMIT_LINE_BYTES = 1, /**< longest line, bytes; default 1 MiB */
    LMB_LIMIT_COLUMNS = 2,    /**< most fields in a line; default 1024 */
    LMB_LIMIT_ROWS = 3,       /**< most rows in all; default 2^40 */
    LMB_LIMIT_CYCLES = 4,     /**< most cycles in all; default 10 million */
    LMB_LIMIT_THREADS = 5     /**< threads that read a time series, the caller's among them; 1 to
                                   32, default 1: none is started. The result is the same. A build
                                   without threads takes every value as 1 */
};

/** Allocate, resize or free: `size` 0 frees `block` and returns NULL; `block` NULL allocates.
 * NULL for another size says that there is no memory. */
typedef void *(*lmb_allocate_fn)(void *user, void *block, uint64_t size);
/** Progress of long work, `done` of `total` units (bytes in reading, cycles of eight simulated
 * cells in a fit or forecast; `total` 0: not known). Another return than 0 cancels. Called on the
 * calling thread. */
typedef int32_t (*lmb_progress_fn)(void *user, uint64_t done, uint64_t total);
/** A remark of an import as it is made: a topic (a word) and a text. Called on the calling
 * thread; the strings live until it returns. */
typedef void (*lmb_log_fn)(void *user, const char *topic, const char *text);

/** @} */
/** @defgroup library The library
 * Version and statuses.
 *
 * Threads: any. Since: 0.1.
 * @{ */

/** The version of the library that runs.
 * @return major * 10000 + minor * 100 + patch */
LMB_API int32_t lmb_version(void);
/** The version of the library that runs, as text.
 * @return "major.minor.patch"; static */
LMB_API const char *lmb_version_string(void);
/** A status as a word.
 * @param status  any number
 * @return e.g. "range"; "unknown status" for another number; static, never NULL */
LMB_API const char *lmb_status_name(int32_t status);
/** A status in a sentence.
 * @param status  any number
 * @return the sentence; static, never NULL */
LMB_API const char *lmb_status_text(int32_t status);

/** @} */
/** @defgroup registry The registry of quantities
 * Every parameter, column, result and derived quantity, for bindings and programs to list.
 *
 * Threads: any. Since: 0.1.
 * @{ */

/** Go through all quantities, by ascending ids.
 * @param index  from 0
 * @return the id, or 0 past the last */
LMB_API int32_t lmb_quantity_at(int32_t index);
/** The quantity of a kind and a name.
 * @param kind  one of LMB_KIND_
 * @param name  "np_ratio"
 * @return the id, or 0 if there is none */
LMB_API int32_t lmb_quantity_find(int32_t kind, const char *name);
/** The name of a quantity.
 * @param id  of a quantity
 * @return "np_ratio"; NULL for an unknown id; static */
LMB_API const char *lmb_quantity_name(int32_t id);
/** The unit of a quantity.
 * @param id  of a quantity
 * @return "mAh/cm2"; "1" for a ratio, "" for an enumerated value; NULL for an unknown id; static */
LMB_API const char *lmb_quantity_unit(int32_t id);
/** What a quantity is, in a line: symbol, meaning, source. Empty in a build without the reader.
 * @param id  of a quantity
 * @return the line; NULL for an unknown id; static */
LMB_API const char *lmb_quantity_text(int32_t id);
/** The kind of a quantity.
 * @param id  of a quantity
 * @return one of LMB_KIND_, or 0 for an unknown id */
LMB_API int32_t lmb_quantity_kind(int32_t id);
/** The flags of a quantity.
 * @param id  of a quantity
 * @return LMB_FLAG_ bits, or 0 */
LMB_API int32_t lmb_quantity_flags(int32_t id);
/** The default and the bounds of a quantity. Each output may be NULL.
 * @param id             of a quantity
 * @param value_default  receives a parameter's default in its unit; NaN for other kinds
 * @param lower,upper    receive the bounds in its unit, -inf and inf where there is none
 * @return LMB_OK, LMB_ERROR_UNKNOWN */
LMB_API int32_t lmb_quantity_range(int32_t id, double *value_default, double *lower, double *upper);
/** The name of a value of an enumerated quantity.
 * @param id     of a quantity with LMB_FLAG_ENUMERATED
 * @param value  counts from 0
 * @return "self_accelerating"; NULL where there is none; static */
LMB_API const char *lmb_quantity_value_name(int32_t id, int32_t value);
/** A reason why a result is not known, as a word.
 * @param reason  from lmb_report_value(); 0 is "none"
 * @return the word; NULL for an unknown reason; static */
LMB_API const char *lmb_reason_name(int32_t reason);
/** A reason in a sentence.
 * @param reason  from lmb_report_value()
 * @return the sentence; NULL for an unknown reason; static */
LMB_API const char *lmb_reason_text(int32_t reason);

/** @} */
/** @defgroup cells Cells
 * A cell model: parameters, what is known from outside, and a state.
 *
 * Threads: one at a time a cell; any number where it is const. Since: 0.1.
 * @{ */

/** A cell with every parameter at its default and none of them set.
 * @param allocate  memory for this handle and what comes of it; NULL: the C library's
 * @param user      passed to `allocate`; must live as long as what comes of the handle
 * @param cell      receives the handle; the caller frees it
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_cell_new(lmb_allocate_fn allocate, void *user, lmb_cell **cell);
/** A cell with every parameter at its default, in memory of the caller's. It never asks for more:
 * what needs some (a CE_Li table) fails with LMB_ERROR_MEMORY and changes nothing. Handles that
 * come of it (copies, simulated datasets) take the C library's.
 * @param memory  aligned or not; NULL asks for the size alone. It is the caller's again after
 *                lmb_cell_free(), which frees none of it
 * @param size    bytes there
 * @param needed  receives the size; may be NULL where there is memory
 * @param cell    receives the handle, which belongs to `memory`; may be NULL where there is none
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_SIZE (`needed` is written) */
LMB_API int32_t lmb_cell_place(void *memory, uint64_t size, uint64_t *needed, lmb_cell **cell);
/** A copy with the same allocator, parameters, table and state.
 * @param cell  to copy
 * @param copy  receives the handle; the caller frees it
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_cell_copy(const lmb_cell *cell, lmb_cell **copy);
/** Free a cell.
 * @param cell  or NULL */
LMB_API void lmb_cell_free(lmb_cell *cell);
/** What the last failing call on this cell said; it names the parameter.
 * @param cell  or NULL
 * @return the message, "" if no call failed; lives until the next call that is not const */
LMB_API const char *lmb_cell_message(const lmb_cell *cell);

/** Set a parameter and remember that it was set. What follows from a parameter that was set is not
 * set as well: with electrode_height, electrode_width or layer_count, electrode_area follows (both
 * sides of all cathodes); with electrolyte_to_capacity, electrolyte follows.
 * @param cell   fresh, or reset since it was stepped
 * @param id     of a parameter
 * @param value  in the parameter's unit
 * @return LMB_OK, LMB_ERROR_ARGUMENT (also: another parameter decides on it), LMB_ERROR_UNKNOWN,
 *         LMB_ERROR_RANGE, LMB_ERROR_STATE (the cell was stepped: reset it first) */
LMB_API int32_t lmb_cell_set(lmb_cell *cell, int32_t id, double value);
/** A parameter, a derived quantity, or a column of the cycle stepped last.
 * @param cell   to ask
 * @param id     of a parameter, derived quantity or column of the model
 * @param value  receives it in its unit; NaN where it is not known, columns before the first step
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN */
LMB_API int32_t lmb_cell_get(const lmb_cell *cell, int32_t id, double *value);
/** Back to the default, and not set any more.
 * @param cell  fresh, or reset since it was stepped
 * @param id    of a parameter
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE (what then follows from
 *         the design is out of bounds), LMB_ERROR_STATE (the cell was stepped: reset it first) */
LMB_API int32_t lmb_cell_unset(lmb_cell *cell, int32_t id);
/** Was this parameter set?
 * @param cell  or NULL
 * @param id    of a parameter
 * @return 1 if it was set, else 0, also for NULL and unknown ids */
LMB_API int32_t lmb_cell_is_set(const lmb_cell *cell, int32_t id);
/** Give CE_Li cycle by cycle, for the law `table`.
 * @param cell   fresh, or reset since it was stepped
 * @param ce_li  CE_Li (1) of cycles 1 to `count`, each within [0, 1]; the last is repeated; copied
 * @param count  0 to 10 million; 0 removes the table
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_RANGE, LMB_ERROR_MEMORY, LMB_ERROR_STATE */
LMB_API int32_t lmb_cell_set_ce_li_table(lmb_cell *cell, const double *ce_li, int64_t count);
/** Take the mean CE_Li of a report and its standard error as `outside_ce_li` and
 * `outside_ce_li_sd`: of a Li||Cu or anode-free record (whose bound is its CE_Li), or of a cell
 * whose anode was exhausted or measured. What carrying it over to this cell costs is the caller's
 * to add to the sd.
 * @param cell    fresh, or reset since it was stepped
 * @param report  of another cell
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MISSING (the report has no mean CE_Li with an
 *         interval), LMB_ERROR_RANGE, LMB_ERROR_STATE (the cell was stepped: reset it first) */
LMB_API int32_t lmb_cell_take_ce_li(lmb_cell *cell, const lmb_report *report);

/** Simulate cycles from fresh into a new dataset; the cell's own state is untouched.
 * @param cell     to simulate
 * @param cycles   0 to 10 million
 * @param dataset  receives the handle (with the cell's allocator); the caller frees it
 * @param message,message_size  room for the reason of a failure, and its bytes; may be NULL
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_RANGE, LMB_ERROR_MEMORY,
 *         LMB_ERROR_MISSING (law `table` without a table) */
LMB_API int32_t lmb_cell_simulate(const lmb_cell *cell, int64_t cycles, lmb_dataset **dataset,
                                  char *message, uint64_t message_size);
/** The inverse of a design: the value of one parameter with which the cell, all else as it stands,
 * has this specific energy.
 * @param cell             whose design it is
 * @param id               the parameter that is free
 * @param specific_energy  Wh/kg
 * @param value            receives the parameter's value in its unit
 * @param message,message_size  room for the reason of a failure, and its bytes; may be NULL
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN (not a parameter), LMB_ERROR_MISSING (no
 *         value of it gives this energy) */
LMB_API int32_t lmb_cell_solve(const lmb_cell *cell, int32_t id, double specific_energy,
                               double *value, char *message, uint64_t message_size);
/** Trade energy against life: design and simulate a fresh cell at each point of a grid, into a new
 * dataset of one row a point (columns np_ratio to failure_mode). The last axis runs fastest. An
 * axis of count 0 stays as the cell has it. What overflows at a point is NaN.
 * @param cell                                       what is the same at all points
 * @param np_ratio,np_ratio_count                    values of N/P (1), and how many
 * @param cathode_capacity,cathode_capacity_count    areal capacities, mAh/cm2, and how many
 * @param electrolyte_to_capacity,electrolyte_count  values of E/C, g/Ah, and how many
 * @param cycles   to follow each cell at most, 1 to 10 million
 * @param dataset  receives the handle (with the cell's allocator); the caller frees it
 * @param message,message_size  room for the reason of a failure, and its bytes; may be NULL
 * @return LMB_OK, LMB_ERROR_ARGUMENT (also: the cell's electrolyte was set, so E/C cannot be),
 *         LMB_ERROR_RANGE, LMB_ERROR_LIMIT (more than 10 million points), LMB_ERROR_MISSING (law
 *         `table` without a table), LMB_ERROR_MEMORY */
LMB_API int32_t lmb_cell_sweep(const lmb_cell *cell, const double *np_ratio, int32_t np_ratio_count,
                               const double *cathode_capacity, int32_t cathode_capacity_count,
                               const double *electrolyte_to_capacity, int32_t electrolyte_count,
                               int64_t cycles, lmb_dataset **dataset, char *message,
                               uint64_t message_size);
/** Step one cycle on from where the cell stands. Allocates nothing.
 * @param cell  to step
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MISSING (law `table` without a table) */
LMB_API int32_t lmb_cell_step(lmb_cell *cell);
/** Back to fresh; parameters stay.
 * @param cell  to reset
 * @return LMB_OK, LMB_ERROR_ARGUMENT */
LMB_API int32_t lmb_cell_reset(lmb_cell *cell);
/** Write parameters, table and state as bytes that every platform and later version reads back.
 * @param cell    to save
 * @param bytes   receives them; NULL asks for the size alone
 * @param size    bytes there
 * @param needed  receives the size; may be NULL
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_SIZE (`needed` is written) */
LMB_API int32_t lmb_cell_save(const lmb_cell *cell, void *bytes, uint64_t size, uint64_t *needed);
/** Take over what lmb_cell_save() wrote, in place of what the cell was.
 * @param cell   keeps its allocator
 * @param bytes  saved
 * @param size   how many
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_FORMAT, LMB_ERROR_RANGE, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_cell_restore(lmb_cell *cell, const void *bytes, uint64_t size);

/** @} */
/** @defgroup datasets Datasets
 * Tables of cycles: from files, samples, arrays or cycle by cycle.
 *
 * Threads: one at a time a dataset; any number where it is const. Since: 0.1.
 * @{ */

/** An empty dataset.
 * @param allocate  memory for this handle and what comes of it; NULL: the C library's
 * @param user      passed to `allocate`; must live as long as what comes of the handle
 * @param dataset   receives the handle; the caller frees it
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_dataset_new(lmb_allocate_fn allocate, void *user, lmb_dataset **dataset);
/** An empty dataset in memory of the caller's, with room for so many cycles of some columns. It
 * never asks for more: what needs some (a cycle or a column too many, reading, feeding, restoring)
 * fails with LMB_ERROR_MEMORY and changes nothing. Handles that come of it (reports) and Arrow
 * streams take the C library's.
 * @param memory    aligned or not; NULL asks for the size alone. It is the caller's again after
 *                  lmb_dataset_free(), which frees none of it
 * @param size      bytes there
 * @param needed    receives the size; may be NULL where there is memory
 * @param cycles    0 to 10 million, in all
 * @param ids       the columns that will be given; all are there from the start, and that of cycles
 * @param id_count  how many; one that comes twice counts once
 * @param dataset   receives the handle, which belongs to `memory`; may be NULL where there is none
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN, LMB_ERROR_LIMIT, LMB_ERROR_SIZE (`needed`
 *         is written) */
LMB_API int32_t lmb_dataset_place(void *memory, uint64_t size, uint64_t *needed, int64_t cycles,
                                  const int32_t *ids, int32_t id_count, lmb_dataset **dataset);
/** Free a dataset. Reports made of it stay valid.
 * @param dataset  or NULL */
LMB_API void lmb_dataset_free(lmb_dataset *dataset);
/** What the last failing call on this dataset said: file, row, column and reason.
 * @param dataset  or NULL
 * @return the message, "" if no call failed; lives until the next call that is not const */
LMB_API const char *lmb_dataset_message(const lmb_dataset *dataset);
/** Hear of the progress of long work: of reading, of lmb_fit() of the dataset, and of
 * lmb_forecast() of the reports that come of it.
 * @param dataset   to read into, or to fit
 * @param progress  called from time to time; NULL: none
 * @param user      passed to `progress`; must live until another is set, and as long as forecasts
 *                  are made of reports that were fitted with it
 * @return LMB_OK, LMB_ERROR_ARGUMENT */
LMB_API int32_t lmb_dataset_set_progress(lmb_dataset *dataset, lmb_progress_fn progress,
                                         void *user);
/** Hear the import remarks as they are made.
 * @param dataset  to read into
 * @param log      called for each; NULL: none
 * @param user     passed to `log`; must live as long as the dataset reads
 * @return LMB_OK, LMB_ERROR_ARGUMENT */
LMB_API int32_t lmb_dataset_set_log(lmb_dataset *dataset, lmb_log_fn log, void *user);
/** Set a limit of reading.
 * @param dataset  to read into
 * @param limit    one of LMB_LIMIT_
 * @param value    > 0
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE */
LMB_API int32_t lmb_dataset_set_limit(lmb_dataset *dataset, int32_t limit, int64_t value);
/** Say which heading holds what, before reading, where detection is wrong or has nothing to go by.
 * @param dataset  to read into
 * @param column   a column's name, or of a time series: test_time, current, voltage, cycle, step,
 *                 step_time, state, clock, charge_increment
 * @param heading  the heading as it stands in the file, or "#1" for the first field; a leading
 *                 "-" turns the sign, a trailing ":mAh" gives the unit (of dates their order:
 *                 ":dmy", ":mdy"); "" takes the map back
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN, LMB_ERROR_LIMIT */
LMB_API int32_t lmb_dataset_map(lmb_dataset *dataset, const char *column, const char *heading);
/** Read files, one test in parts in the order of their clocks, else in this, into an empty dataset.
 * @param dataset  without cycles
 * @param paths    of the files
 * @param count    how many, at least 1
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_FILE, LMB_ERROR_FORMAT, LMB_ERROR_LIMIT,
 *         LMB_ERROR_CANCELLED, LMB_ERROR_MEMORY, LMB_ERROR_STATE (the dataset is not empty) */
LMB_API int32_t lmb_dataset_read_files(lmb_dataset *dataset, const char *const *paths,
                                       int32_t count);
/** Read the bytes of one file that is in memory.
 * @param dataset  without cycles
 * @param name     stands in messages and remarks
 * @param bytes    of the file; may be NULL where there are none
 * @param size     how many
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_CANCELLED,
 *         LMB_ERROR_MEMORY, LMB_ERROR_STATE (the dataset is not empty) */
LMB_API int32_t lmb_dataset_read_bytes(lmb_dataset *dataset, const char *name, const void *bytes,
                                       uint64_t size);
/** Read the table that an Arrow stream gives into an empty dataset: a time series or a table of
 * cycles, by the names of its columns and by what is set for reading, as from a file. Numbers of
 * every type, booleans, decimals, texts (dictionaries too), dates, times and durations are read;
 * points in time count from the first. Null and NaN are missing values. Progress counts rows. The
 * producer is trusted with the sizes of its buffers, which the interface does not tell.
 * @param dataset  without cycles
 * @param stream   released when all went well; on failure it stays the caller's, as far as it was
 *                 read
 * @return LMB_OK, LMB_ERROR_ARGUMENT (also a stream that is released), LMB_ERROR_FILE (the
 *         producer failed), LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_CANCELLED,
 *         LMB_ERROR_MEMORY, LMB_ERROR_STATE (the dataset is not empty) */
LMB_API int32_t lmb_dataset_import_arrow(lmb_dataset *dataset, struct ArrowArrayStream *stream);
/** The same of one Arrow array of a struct type, a record batch, with its schema.
 * @param dataset  without cycles
 * @param schema   released when all went well; on failure it stays the caller's
 * @param array    likewise
 * @return LMB_OK, LMB_ERROR_ARGUMENT (also what is released), LMB_ERROR_FORMAT, LMB_ERROR_LIMIT,
 *         LMB_ERROR_CANCELLED, LMB_ERROR_MEMORY, LMB_ERROR_STATE (the dataset is not empty) */
LMB_API int32_t lmb_dataset_import_arrow_array(lmb_dataset *dataset, struct ArrowSchema *schema,
                                               struct ArrowArray *array);
/** Make an Arrow stream of the table: a column of doubles for each, named as the quantity, with its
 * unit in the metadata ("unit"); what is not known is null. One chunk, none without cycles. It is a
 * copy: it outlives the dataset, but not the allocator that was given for it.
 * @param dataset  the table
 * @param stream   receives the stream, whose release() the caller, or who takes it over, calls
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_dataset_export_arrow(const lmb_dataset *dataset,
                                         struct ArrowArrayStream *stream);
/** What reading takes a column of a table for, by the names of the columns and the first rows: a
 * pure function, for tables that no reader here has opened. Capacities of a time series may still
 * turn out to count what they do not say; that takes the whole record.
 * @param names     the names of the columns
 * @param columns   how many there are, 1 to 1,048,576
 * @param cells     texts row by row, that of row r and column c at [r * columns + c]; NULL is a
 *                  missing value
 * @param rows      how many there are; a few thousand tell as much as can be told, 0 are allowed
 * @param column    the column that is asked for, from 0
 * @param role      receives the name of a column of the registry, or test_time, current, voltage,
 *                  step, step_time, state, clock, capacity, net_capacity, energy,
 *                  charge_increment; "" if it is not read. Static
 * @param unit      receives the unit its values are in; "" where none is known. Static
 * @param scale     receives two numbers, a factor and an offset (in the role's unit): the value is
 *                  factor times number plus offset. The factor is negative where the sign turns
 * @param evidence  receives why; may be NULL
 * @param size      its bytes
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_detect(const char *const *names, int32_t columns, const char *const *cells,
                           int32_t rows, int32_t column, const char **role, const char **unit,
                           double *scale, char *evidence, uint64_t size);
/** Feed raw samples in chunks into an empty dataset; it counts cycles from them. A cycle is
 * complete when a later one begins; lmb_dataset_feed_end() completes the last.
 * @param dataset  without cycles, or being fed
 * @param count    samples in this chunk
 * @param time     s, non-decreasing over all chunks
 * @param current  A, > 0 charges
 * @param voltage  V; may be NULL in all chunks: then no energies
 * @param cycle    the cycler's cycle number (1); may be NULL in all chunks: rebuilt from the
 *                 current
 * @param step     a number (1) that changes where a step begins; may be NULL in all chunks
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY,
 *         LMB_ERROR_STATE (there are cycles that were not fed) */
LMB_API int32_t lmb_dataset_feed(lmb_dataset *dataset, int64_t count, const double *time,
                                 const double *current, const double *voltage, const double *cycle,
                                 const double *step);
/** End of the samples.
 * @param dataset  being fed
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_STATE (no samples were fed) */
LMB_API int32_t lmb_dataset_feed_end(lmb_dataset *dataset);
/** The import remarks, one by one: what was decided in reading, and why.
 * @param dataset  that was read
 * @param index    from 0
 * @param topic    receives a word; it lives until the dataset changes
 * @param text     receives the remark; it lives until the dataset changes
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MISSING (no remark of this index) */
LMB_API int32_t lmb_dataset_remark(const lmb_dataset *dataset, int32_t index, const char **topic,
                                   const char **text);

/** How many cycles there are.
 * @param dataset  or NULL
 * @return the number of rows; 0 for NULL */
LMB_API int64_t lmb_dataset_cycles(const lmb_dataset *dataset);
/** Has the dataset this column?
 * @param dataset  or NULL
 * @param id       of a column
 * @return 1 if it has, else 0, also for NULL and unknown ids */
LMB_API int32_t lmb_dataset_has_column(const lmb_dataset *dataset, int32_t id);
/** Make room, so that appending allocates nothing.
 * @param dataset   to append to
 * @param cycles    in all
 * @param ids       the columns that will be given
 * @param id_count  how many
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_dataset_reserve(lmb_dataset *dataset, int64_t cycles, const int32_t *ids,
                                    int32_t id_count);
/** Append one cycle. The cycle number counts on from the last if it is not named, and must exceed
 * it if it is. Columns not named are NaN.
 * @param dataset  not being fed
 * @param ids      of columns
 * @param values   of these columns, in their units; NaN: missing
 * @param count    how many
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE, LMB_ERROR_LIMIT,
 *         LMB_ERROR_MEMORY (never within what was reserved), LMB_ERROR_STATE (samples are fed) */
LMB_API int32_t lmb_dataset_append(lmb_dataset *dataset, const int32_t *ids, const double *values,
                                   int32_t count);
/** Set a whole column from the caller's array; it is copied. Sets the length of an empty dataset,
 * whose cycles then count from 1 unless set as well.
 * @param dataset  not being fed
 * @param id       of a column
 * @param values   in the column's unit; NaN: missing
 * @param count    the dataset's cycles, unless it is empty
 * @param stride   doubles from one value to the next; 1: contiguous
 * @return LMB_OK, LMB_ERROR_ARGUMENT (also another length), LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE,
 *         LMB_ERROR_LIMIT, LMB_ERROR_MEMORY, LMB_ERROR_STATE (samples are being fed) */
LMB_API int32_t lmb_dataset_set_column(lmb_dataset *dataset, int32_t id, const double *values,
                                       int64_t count, int64_t stride);
/** Copy a column into the caller's array.
 * @param dataset  or a report's table
 * @param id       of a column
 * @param values   receives them in the column's unit; NaN: missing or not known
 * @param count    the first so many
 * @param stride   doubles from one value to the next; 1: contiguous
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN, LMB_ERROR_MISSING,
 *         LMB_ERROR_SIZE (`count` beyond the cycles there are) */
LMB_API int32_t lmb_dataset_get_column(const lmb_dataset *dataset, int32_t id, double *values,
                                       int64_t count, int64_t stride);
/** The caller's word on a cycle.
 * @param dataset  whose cycle it is
 * @param row      from 0
 * @param word     one of LMB_EXCLUDE_
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_RANGE, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_dataset_exclude(lmb_dataset *dataset, int64_t row, int32_t word);
/** Write the table as bytes that every platform and later version reads back.
 * @param dataset  to save
 * @param bytes    receives them; NULL asks for the size alone
 * @param size     bytes there
 * @param needed   receives the size; may be NULL
 * @return as lmb_cell_save() */
LMB_API int32_t lmb_dataset_save(const lmb_dataset *dataset, void *bytes, uint64_t size,
                                 uint64_t *needed);
/** Take over what lmb_dataset_save() wrote, in place of what the dataset held.
 * @param dataset  keeps its allocator, limits and callbacks
 * @param bytes    saved
 * @param size     how many
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY,
 *         LMB_ERROR_STATE (samples are being fed) */
LMB_API int32_t lmb_dataset_restore(lmb_dataset *dataset, const void *bytes, uint64_t size);

/** @} */
/** @defgroup analysis Analysis
 * Reports: books, stages, the lithium left, fits and forecasts.
 *
 * Threads: any number, also with the same handles, as all are const; lmb_report_free() alone.
 * Since: 0.1.
 * @{ */

/** Books, stages, and what can be said about the lithium left.
 * @param dataset  at least one cycle
 * @param cell     what is known of the cell: only parameters that were set are used; NULL: nothing
 * @param report   receives the handle (with the dataset's allocator); the caller frees it
 * @param message,message_size  room for the reason of a failure, and its bytes; may be NULL
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MISSING (no cycles, or no capacity column),
 *         LMB_ERROR_RANGE (what the cell says contradicts itself or the record),
 *         LMB_ERROR_MEMORY */
LMB_API int32_t lmb_analyze(const lmb_dataset *dataset, const lmb_cell *cell, lmb_report **report,
                            char *message, uint64_t message_size);
/** What follows, and what does not, from what a report states of its cells: warnings, a bound on
 * CE_Li (ce_li_lower_bound), normalized_cycle_life where the count goes to the end of stage 3.
 * @param cell    its parameters that were set are the statements: reported_..., np_ratio,
 *                cell_configuration
 * @param report  receives the handle, without cycles (with the cell's allocator); the caller frees
 *                it
 * @param message,message_size  room for the reason of a failure, and its bytes; may be NULL
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_audit(const lmb_cell *cell, lmb_report **report, char *message,
                          uint64_t message_size);
/** Analyze, and fit parameters of the cell model to the record as well: capacity, CE, mean voltages
 * and thickness, as far as they are there, weighted by their scatter. The report then has the
 * fitted parameters, residuals, the stages of the fitted cell, and forecasts as far as the record
 * identifies what they rest on. Deterministic. A fit that does not converge is no failure: the
 * result `fit_state` says so, and the best estimate stands in the report.
 * Beside the free parameters the levels of capacity and voltage are fitted (unless electrode_area,
 * mean_voltage, resistance were set), the gain error, and N/P within np_ratio_sd.
 * @param dataset     at least three usable cycles
 * @param cell        where the fit starts, and what it keeps: parameters that are not free; NULL:
 *                    every default
 * @param free        ids of the parameters to fit; NULL: those of the law of CE_Li and ce_cathode,
 *                    as far as they were not set
 * @param free_count  0 to 16
 * @param report      receives the handle (with the dataset's allocator); the caller frees it
 * @param message,message_size  room for the reason of a failure, and its bytes; may be NULL
 * @return LMB_OK, LMB_ERROR_ARGUMENT (also a configuration that the model is not of, or an id that
 *         comes twice), LMB_ERROR_UNKNOWN (no parameter of the cell model), LMB_ERROR_LIMIT,
 *         LMB_ERROR_MISSING (no capacity column, too few usable cycles; law `table` without a
 *         table), LMB_ERROR_RANGE (what the cell says contradicts itself or the record),
 *         LMB_ERROR_MEMORY, LMB_ERROR_CANCELLED (see lmb_dataset_set_progress()) */
LMB_API int32_t lmb_fit(const lmb_dataset *dataset, const lmb_cell *cell, const int32_t *free,
                        int32_t free_count, lmb_report **report, char *message,
                        uint64_t message_size);
/** A fitted parameter with its 90 % interval: first the free ones in their order, then those that
 * were fitted along. Outputs may be NULL.
 * @param report       of lmb_fit()
 * @param index        from 0
 * @param id           receives which parameter it is
 * @param value        receives the estimate in the parameter's unit
 * @param lower,upper  receive its interval in the parameter's unit; NaN if the fit did not converge
 * @param identified   receives 1 if the record tells it; 0: what stands here is mostly where the
 *                     fit started
 * @param covariance   receives index + 1 numbers, at most 24, in the units of both parameters: with
 *                     each parameter up to this one, whose own variance is the last; NaN if the fit
 *                     did not converge
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MISSING (no fit, or past the last) */
LMB_API int32_t lmb_report_parameter(const lmb_report *report, int32_t index, int32_t *id,
                                     double *value, double *lower, double *upper,
                                     int32_t *identified, double *covariance);
/** Forecast the cycles behind a fitted record: 1,024 low-discrepancy draws of the posterior (the
 * parameter `seed`), their median and 90 % interval for each cycle in the columns of a new dataset.
 * @param report      of lmb_fit()
 * @param conditions  what if: currents, rests, stack pressure, temperature that are set here and
 *                    differ hold from now on, np_ratio from the start; NULL: as before
 * @param cycles      1 to 10 million
 * @param dataset     receives the handle (with the report's allocator); the caller frees it
 * @param message,message_size  room for the reason of a failure, and its bytes; may be NULL
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_RANGE (cycles, or conditions that set anything
 *         else otherwise than the fitted cell), LMB_ERROR_MISSING (no fit, N/P not known,
 *         not converged, or CE_Li not identified), LMB_ERROR_MEMORY, LMB_ERROR_CANCELLED (see
 *         lmb_dataset_set_progress()) */
LMB_API int32_t lmb_forecast(const lmb_report *report, const lmb_cell *conditions, int64_t cycles,
                             lmb_dataset **dataset, char *message, uint64_t message_size);
/** Pool reports of cells of one design into a report of the group: mean CE_Li (`ce_li_mean`), the
 * cycle of exhaustion (`exhaustion_cycle`, the median of a lognormal life), their spread from cell
 * to cell (results pool_). Cells that live are right-censored: their bound on CE_Li and the cycle
 * they have reached count. Errors that the cells share do not average out and are not added.
 * @param reports  of lmb_analyze() or lmb_fit()
 * @param count    how many, at least 1
 * @param pooled   receives the handle (with the first report's allocator); the caller frees it
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_MEMORY */
LMB_API int32_t lmb_pool(const lmb_report *const *reports, int32_t count, lmb_report **pooled);
/** Free a report, and its table with it.
 * @param report  or NULL */
LMB_API void lmb_report_free(lmb_report *report);
/** A result with its 90 % interval: NaN where it is not known, and then why. Each output may be
 * NULL.
 * @param report       to ask
 * @param id           of a result
 * @param value        receives it in its unit
 * @param lower,upper  receive the interval in its unit; NaN where the value has none, or no end
 *                     there: draws of a fit may never exhaust
 * @param reason       receives 0, or why the value is NaN: lmb_reason_text()
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN */
LMB_API int32_t lmb_report_value(const lmb_report *report, int32_t id, double *value, double *lower,
                                 double *upper, int32_t *reason);
/** The report's table of cycles: the dataset's measured columns, and what was found for each cycle.
 * @param report  or NULL
 * @return a dataset without cycles for a report without any; NULL for NULL; belongs to the report
 *         and is not to be freed */
LMB_API const lmb_dataset *lmb_report_table(const lmb_report *report);
/** The warnings of a report, one by one. Each output may be NULL.
 * @param report  or NULL
 * @param index   from 0
 * @param name    receives it as a word ("ce_is_cathode"); static
 * @param text    receives it in a sentence; static
 * @return its id, or 0 past the last, when nothing was written */
LMB_API int32_t lmb_report_warning(const lmb_report *report, int32_t index, const char **name,
                                   const char **text);

/** @} */
/** @defgroup knowledge The review's knowledge
 * Deng et al. 2026 as data: labels of degradation, what leads to what, what drives it and what
 * shows outside, stages, benchmark tiers, numbers. Entries have ids that never change, and links
 * between them. `lmb mechanisms` prints it.
 *
 * Threads: any. Since: 0.1.
 * @{ */

/** Go through all entries, by ascending ids.
 * @param index  from 0
 * @return the id, or 0 past the last */
LMB_API int32_t lmb_knowledge_at(int32_t index);
/** The entry of a name.
 * @param name  "K", "np_ratio", "swelling", "tier_400"
 * @return the id, or 0 if there is none */
LMB_API int32_t lmb_knowledge_find(const char *name);
/** The kind of an entry.
 * @param id  of an entry
 * @return one of LMB_ENTRY_, or 0 for an unknown id */
LMB_API int32_t lmb_knowledge_kind(int32_t id);
/** The name of an entry. A parameter of the registry has its name there.
 * @param id  of an entry
 * @return the name; NULL for an unknown id; static */
LMB_API const char *lmb_knowledge_name(int32_t id);
/** What an entry is, in a sentence or a few.
 * @param id  of an entry
 * @return the text; NULL for an unknown id; static */
LMB_API const char *lmb_knowledge_text(int32_t id);
/** The value of a number (lower = upper) or the window of a number or tier. Each output may be
 * NULL.
 * @param id           of an entry
 * @param lower,upper  receive the window in `unit`; may be -inf and inf
 * @param unit         receives the unit of both; static
 * @return LMB_OK, LMB_ERROR_UNKNOWN, LMB_ERROR_MISSING (an entry without a number) */
LMB_API int32_t lmb_knowledge_number(int32_t id, double *lower, double *upper, const char **unit);
/** The links between entries, one by one. Each output may be NULL.
 * @param index     from 0
 * @param from      receives the entry it goes from
 * @param relation  receives one of LMB_LINK_
 * @param to        receives the entry it goes to
 * @param standing  receives one of LMB_STANDING_
 * @param text      receives the reason, "" where there is nothing to add; static
 * @return LMB_OK, LMB_ERROR_MISSING (no link of this index) */
LMB_API int32_t lmb_knowledge_link(int32_t index, int32_t *from, int32_t *relation, int32_t *to,
                                   int32_t *standing, const char **text);
/** The shortest way from one entry to another along links that carry an effect (leads to, raises,
 * lowers, shows): from a changed parameter to an observable, from a cause to a consequence.
 * @param from   an entry
 * @param to     an entry
 * @param ids    receives the entries on the way, both ends counted in; NULL: the count alone
 * @param size   how many there is room for; 0: the count alone
 * @param count  receives how many there are
 * @return LMB_OK, LMB_ERROR_ARGUMENT, LMB_ERROR_UNKNOWN, LMB_ERROR_MISSING (no way),
 *         LMB_ERROR_SIZE (`count` is written) */
LMB_API int32_t lmb_knowledge_path(int32_t from, int32_t to, int32_t *ids, int32_t size,
                                   int32_t *count);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
