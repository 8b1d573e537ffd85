/* Quantities that follow from a cell's parameters alone. */
#ifndef LMBI_INVENTORY_DERIVED_H
#define LMBI_INVENTORY_DERIVED_H

#include "inventory/parameters.h"

extern const struct lmbi_quantity lmbi_derived_rows[];
extern const int32_t lmbi_derived_row_count;

/* The derived quantity of this id; NaN for another. */
double lmbi_derived(const struct lmbi_parameters *p, int32_t id);

#endif
