/* What a report found, or why not. */
#ifndef LMB_TESTS_FINDINGS_H
#define LMB_TESTS_FINDINGS_H

#include "support.h"

/* An analysis that must succeed; its message is printed if it does not. */
lmb_report *analyze(const lmb_dataset *dataset, const lmb_cell *cell);
lmb_dataset *new_dataset(void);
/* All that is saved, with the resolution of each column. */
void assert_same_dataset(const lmb_dataset *a, const lmb_dataset *b);
/* The result is not known, for this reason. */
void assert_reason(const lmb_report *report, int32_t id, const char *reason);
void assert_known(const lmb_report *report, int32_t id);

#endif
