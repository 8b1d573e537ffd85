#include "reader/units.h"

#include <stddef.h>

static const struct lmbi_unit unit_table[] = {
    {"1", LMBI_DIMENSION_COUNT, 1, 1, 0},
    {"%", LMBI_DIMENSION_COUNT, 1, 100, 0},

    {"s", LMBI_DIMENSION_TIME, 1, 1, 0},
    {"sec", LMBI_DIMENSION_TIME, 1, 1, 0},
    {"second", LMBI_DIMENSION_TIME, 1, 1, 0},
    {"seconds", LMBI_DIMENSION_TIME, 1, 1, 0},
    {"ms", LMBI_DIMENSION_TIME, 1, 1000, 0},
    {"millisecond", LMBI_DIMENSION_TIME, 1, 1000, 0},
    {"us", LMBI_DIMENSION_TIME, 1, 1e6, 0},
    {"ns", LMBI_DIMENSION_TIME, 1, 1e9, 0},
    {"min", LMBI_DIMENSION_TIME, 60, 1, 0},
    {"minute", LMBI_DIMENSION_TIME, 60, 1, 0},
    {"minutes", LMBI_DIMENSION_TIME, 60, 1, 0},
    {"h", LMBI_DIMENSION_TIME, 3600, 1, 0},
    {"hr", LMBI_DIMENSION_TIME, 3600, 1, 0},
    {"hour", LMBI_DIMENSION_TIME, 3600, 1, 0},
    {"hours", LMBI_DIMENSION_TIME, 3600, 1, 0},
    {"h:min:s", LMBI_DIMENSION_TIME, 1, 1, 0},
    {"h:min:s.ms", LMBI_DIMENSION_TIME, 1, 1, 0},
    {"hours in hh:mm:ss.xxx", LMBI_DIMENSION_TIME, 1, 1, 0},
    {"mdy", LMBI_DIMENSION_TIME, 1, 1, 0}, /* the order of dates */
    {"dmy", LMBI_DIMENSION_TIME, 1, 1, 0},

    {"A", LMBI_DIMENSION_CURRENT, 1, 1, 0},
    {"ampere", LMBI_DIMENSION_CURRENT, 1, 1, 0},
    {"mA", LMBI_DIMENSION_CURRENT, 1, 1e3, 0},
    {"uA", LMBI_DIMENSION_CURRENT, 1, 1e6, 0},
    {"µA", LMBI_DIMENSION_CURRENT, 1, 1e6, 0},

    {"V", LMBI_DIMENSION_VOLTAGE, 1, 1, 0},
    {"volt", LMBI_DIMENSION_VOLTAGE, 1, 1, 0},
    {"mV", LMBI_DIMENSION_VOLTAGE, 1, 1e3, 0},

    {"Ah", LMBI_DIMENSION_CHARGE, 1, 1, 0},
    {"A.h", LMBI_DIMENSION_CHARGE, 1, 1, 0},
    {"A*h", LMBI_DIMENSION_CHARGE, 1, 1, 0},
    {"mAh", LMBI_DIMENSION_CHARGE, 1, 1e3, 0},
    {"mA.h", LMBI_DIMENSION_CHARGE, 1, 1e3, 0},
    {"uAh", LMBI_DIMENSION_CHARGE, 1, 1e6, 0},
    {"µAh", LMBI_DIMENSION_CHARGE, 1, 1e6, 0},

    {"Wh", LMBI_DIMENSION_ENERGY, 1, 1, 0},
    {"W.h", LMBI_DIMENSION_ENERGY, 1, 1, 0},
    {"W*h", LMBI_DIMENSION_ENERGY, 1, 1, 0},
    {"mWh", LMBI_DIMENSION_ENERGY, 1, 1e3, 0},
    {"mW.h", LMBI_DIMENSION_ENERGY, 1, 1e3, 0},

    {"K", LMBI_DIMENSION_TEMPERATURE, 1, 1, 0},
    {"kelvin", LMBI_DIMENSION_TEMPERATURE, 1, 1, 0},
    {"C", LMBI_DIMENSION_TEMPERATURE, 1, 1, 273.15},
    {"degC", LMBI_DIMENSION_TEMPERATURE, 1, 1, 273.15},
    {"celsius", LMBI_DIMENSION_TEMPERATURE, 1, 1, 273.15},
    {"°C", LMBI_DIMENSION_TEMPERATURE, 1, 1, 273.15},
    {"℃", LMBI_DIMENSION_TEMPERATURE, 1, 1, 273.15},  /* the one character */
    {"¡æ", LMBI_DIMENSION_TEMPERATURE, 1, 1, 273.15}, /* it in GBK, read as latin-1 */
    {"癈", LMBI_DIMENSION_TEMPERATURE, 1, 1, 273.15}, /* the two, read as GBK */
    {"\xB0"
     "C",
     LMBI_DIMENSION_TEMPERATURE, 1, 1, 273.15}, /* in latin-1 */

    {"kPa", LMBI_DIMENSION_PRESSURE, 1, 1, 0},
    {"Pa", LMBI_DIMENSION_PRESSURE, 1, 1e3, 0},
    {"bar", LMBI_DIMENSION_PRESSURE, 100, 1, 0},
    {"MPa", LMBI_DIMENSION_PRESSURE, 1e3, 1, 0},

    {"ohm", LMBI_DIMENSION_RESISTANCE, 1, 1, 0},
    {"mohm", LMBI_DIMENSION_RESISTANCE, 1, 1e3, 0},

    {"um", LMBI_DIMENSION_LENGTH, 1, 1, 0},
    {"mm", LMBI_DIMENSION_LENGTH, 1e3, 1, 0},

    {"uL/cm2", LMBI_DIMENSION_ELECTROLYTE, 1, 1, 0},
};

const struct lmbi_unit lmbi_unit_one = {"1", LMBI_DIMENSION_COUNT, 1, 1, 0};

static int same_unit(const char *unit, const char *text, const char *end)
{
    for (; *unit && text < end; unit++, text++)
        if (lmbi_lower(*unit) != lmbi_lower(*text)) return 0;
    return *unit == '\0' && text == end;
}

const struct lmbi_unit *lmbi_unit_of(const char *text, const char *end)
{
    while (text < end && *text == ' ') text++;
    while (end > text && (end[-1] == ' ' || end[-1] == '.')) end--; /* "Sec." */
    for (size_t i = 0; i < sizeof unit_table / sizeof unit_table[0]; i++)
        if (same_unit(unit_table[i].text, text, end)) return &unit_table[i];
    return NULL;
}

struct lmbi_scale lmbi_scale_between(const struct lmbi_unit *from, const struct lmbi_unit *to)
{
    double multiply = from->multiply * to->divide, divide = from->divide * to->multiply;
    if (multiply == divide) multiply = divide = 1;
    return (struct lmbi_scale){multiply, divide, (from->add - to->add) * to->divide / to->multiply};
}
