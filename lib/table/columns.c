#include "table/table.h"

#include <stddef.h>

#include "base/number.h"

#define COLUMN(ID, lower, upper, name, unit, text)                                                 \
    {                                                                                              \
        LMB_COLUMN_##ID, LMB_FLAG_MEASURED, name, unit, LMBI_TEXT(text), LMBI_NAN, lower, upper,   \
            NULL                                                                                   \
    }
#define ROW(ID, lower, name, unit, text) COLUMN(ID, lower, LMBI_INFINITY, name, unit, text)
#define ANY (-LMBI_INFINITY)

const struct lmbi_quantity lmbi_measured_columns[] = {
    COLUMN(CYCLE, 0, LMBI_MOST_CYCLE, "cycle", "1",
           "Number of the cycle, rising; the cycler's where it rises"),
    ROW(CHARGE_CAPACITY, ANY, "charge_capacity", "Ah", "Q_ch: charge passed in charging"),
    ROW(DISCHARGE_CAPACITY, ANY, "discharge_capacity", "Ah",
        "Q_dis: charge passed in discharging, as a positive number"),
    ROW(CHARGE_ENERGY, ANY, "charge_energy", "Wh", "E_ch: energy put in by charging"),
    ROW(DISCHARGE_ENERGY, ANY, "discharge_energy", "Wh",
        "E_dis: energy taken out by discharging, as a positive number"),
    ROW(MEAN_CHARGE_VOLTAGE, ANY, "mean_charge_voltage", "V", "E_ch / Q_ch"),
    ROW(MEAN_DISCHARGE_VOLTAGE, ANY, "mean_discharge_voltage", "V", "E_dis / Q_dis"),
    ROW(REST_VOLTAGE_CHARGED, ANY, "rest_voltage_charged", "V",
        "Voltage at the end of the rest after charge"),
    ROW(REST_VOLTAGE_DISCHARGED, ANY, "rest_voltage_discharged", "V",
        "Voltage at the end of the rest after discharge; rises when the anode is exhausted"),
    ROW(STEP_RESISTANCE, ANY, "step_resistance", "ohm",
        "Voltage step over current step where a current begins"),
    ROW(CONSTANT_VOLTAGE_TIME, 0, "constant_voltage_time", "s",
        "Time of the charge at constant voltage: a gauge of resistance"),
    ROW(CONSTANT_VOLTAGE_SHARE, 0, "constant_voltage_share", "1",
        "Share of the charge passed at constant voltage"),
    ROW(TEMPERATURE, ANY, "temperature", "K", "Mean temperature of the cycle"),
    ROW(DURATION, 0, "duration", "h", "From the first sample of the cycle to its last"),
    ROW(THICKNESS, 0, "thickness", "um", "Thickness of the cell or its anode, as measured"),
    ROW(PRESSURE, ANY, "pressure", "kPa", "Pressure on the stack"),
    ROW(MEAN_CHARGE_CURRENT, ANY, "mean_charge_current", "A", "Q_ch over the time of charging"),
    ROW(MEAN_DISCHARGE_CURRENT, ANY, "mean_discharge_current", "A",
        "Q_dis over the time of discharging, as a positive number"),
    ROW(MINIMUM_VOLTAGE, ANY, "minimum_voltage", "V", "Lowest voltage of the cycle"),
    ROW(MAXIMUM_VOLTAGE, ANY, "maximum_voltage", "V", "Highest voltage of the cycle"),
    ROW(SOURCE_CYCLE, ANY, "source_cycle", "1", "The cycler's own cycle number, untouched"),
};

const int32_t lmbi_measured_column_count =
    sizeof lmbi_measured_columns / sizeof lmbi_measured_columns[0];
