/* What fit and forecast share. */
#ifndef LMBI_API_FIT_H
#define LMBI_API_FIT_H

#include "api/handles.h"

/* The cell as a fit sees it; points into the cell. */
struct lmbi_subject lmbi_subject_of(const struct lmb_cell *cell);

#endif
