/* A row of the registry. Each room keeps the rows of its quantities beside its code, in ascending
 * order of ids; api/registry.c joins them. */
#ifndef LMBI_BASE_QUANTITY_H
#define LMBI_BASE_QUANTITY_H

#include <stdint.h>

#include <lmb/lmb.h>

/* What a row is, in a line; a build without the reader leaves these lines out. */
#ifdef LMB_SMALL
#define LMBI_TEXT(text) ""
#else
#define LMBI_TEXT(text) text
#endif

struct lmbi_quantity {
    int32_t id, flags;
    const char *name, *unit, *text;
    double fallback, lower, upper; /* the default of a parameter; bounds, +-LMBI_INFINITY if none */
    const char *const *value_names; /* of an enumerated quantity, closed by NULL */
};

/* Enumerated quantities hold a small integer that counts from 0. */
int32_t lmbi_value_names(const struct lmbi_quantity *q);
/* 1 if `value` lies within the bounds of the quantity, NaN only where it may be. */
int32_t lmbi_in_bounds(const struct lmbi_quantity *q, double value);

#endif
