/* What fit and forecast share. */
#ifndef LMBI_API_FIT_H
#define LMBI_API_FIT_H

#include "api/handles.h"

/* The cell as a fit sees it; points into the cell. */
struct lmbi_subject lmbi_subject_of(const struct lmb_cell *cell);
/* What a fit was compared with, weighed as it was in the end. LMB_OK, LMB_ERROR_MEMORY; clear
 * either way. */
int32_t lmbi_observe_fitted(struct lmbi_observed *o, const struct lmb_report *report,
                            const struct lmbi_subject *s);
/* Told to whoever asked for that of this dataset; nothing is done yet. */
struct lmbi_progress lmbi_progress_of(const struct lmb_dataset *dataset);

#endif
