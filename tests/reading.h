/* Short texts and their remarks, for tests of the reader. */
#ifndef LMB_TESTS_READING_H
#define LMB_TESTS_READING_H

#include <stdint.h>

#include <lmb/lmb.h>

/* The dataset of a file with this text. */
lmb_dataset *read_text(const char *text);
double cell_of(const lmb_dataset *dataset, int32_t id, int64_t row);
/* The remark of this topic that holds the words, or NULL. */
const char *remark_with(const lmb_dataset *dataset, const char *topic, const char *words);

#endif
