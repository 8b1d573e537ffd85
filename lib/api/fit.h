/* What fit and forecast share. */
#ifndef LMBI_API_FIT_H
#define LMBI_API_FIT_H

#include "api/handles.h"

/* The cell as a fit sees it; points into the cell. */
struct lmbi_subject lmbi_subject_of(const struct lmb_cell *cell);
/* Told to whoever asked for that of this dataset; nothing is done yet. */
struct lmbi_progress lmbi_progress_of(const struct lmb_dataset *dataset);

#endif
