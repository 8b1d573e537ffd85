/* The trade between energy and life, point by point. */
#ifndef LMBI_API_SWEEP_H
#define LMBI_API_SWEEP_H

#include "base/quantity.h"

extern const struct lmbi_quantity lmbi_sweep_columns[];
extern const int32_t lmbi_sweep_column_count;

#endif
