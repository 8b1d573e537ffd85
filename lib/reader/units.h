/* Units of headings and the turn of a value from one into another. */
#ifndef LMBI_READER_UNITS_H
#define LMBI_READER_UNITS_H

#include <stdint.h>

enum {
    LMBI_DIMENSION_COUNT = 1, /* numbers, ratios */
    LMBI_DIMENSION_TIME,
    LMBI_DIMENSION_CURRENT,
    LMBI_DIMENSION_VOLTAGE,
    LMBI_DIMENSION_CHARGE,
    LMBI_DIMENSION_ENERGY,
    LMBI_DIMENSION_TEMPERATURE,
    LMBI_DIMENSION_PRESSURE,
    LMBI_DIMENSION_RESISTANCE,
    LMBI_DIMENSION_LENGTH,
    LMBI_DIMENSION_ELECTROLYTE
};

/* One unit is multiply / divide of its dimension's base unit (s, A, V, Ah, Wh, K, kPa, ohm, um),
 * counted from `add`. The quotient of whole numbers rounds once. */
struct lmbi_unit {
    const char *text;
    int32_t dimension;
    double multiply, divide, add;
};

/* The unit of plain numbers. */
extern const struct lmbi_unit lmbi_unit_one;
/* The unit that this text writes (case counts only where it must), or NULL. */
const struct lmbi_unit *lmbi_unit_of(const char *text, const char *end);

/* A value in one unit as a value in another of the same dimension. */
struct lmbi_scale {
    double multiply, divide, add;
};

struct lmbi_scale lmbi_scale_between(const struct lmbi_unit *from, const struct lmbi_unit *to);

static inline char lmbi_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static inline double lmbi_scaled(const struct lmbi_scale *s, double value)
{
    return value * s->multiply / s->divide + s->add;
}

#endif
