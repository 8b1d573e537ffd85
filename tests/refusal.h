/* What the tests of bad input share: one clear line, and a dataset that is as it was. */
#ifndef LMB_TESTS_REFUSAL_H
#define LMB_TESTS_REFUSAL_H

#include "findings.h"

#define HEAD "Test_Time(s),Cycle_Index,Step_Index,Current(A),Voltage(V)\n"
#define ROWS "0,1,1,1,3.5\n3600,1,1,1,3.6\n3600,1,2,-1,3.5\n7200,1,2,-1,3.0\n"

int remarks_of(const lmb_dataset *dataset);
/* Nothing half-loaded, and the handle still works. */
void check_untouched(lmb_dataset *dataset);
/* Reading these bytes as "bad.csv" fails with this status, in one line that begins with the name
 * and holds the words; nothing has changed. The dataset is freed. */
void check_refused_by(lmb_dataset *dataset, const char *bytes, size_t size, int32_t expected,
                      const char *words);
/* The same by a new dataset, of a text. */
void check_refused(const char *text, int32_t expected, const char *words);
/* The charge of the first cycle of a text that is read; a remark holds the words unless NULL. */
double charge_read(const char *text, const char *remark);

#endif
