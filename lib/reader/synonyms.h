/* The names that cyclers and archives give to what they record. */
#ifndef LMBI_READER_SYNONYMS_H
#define LMBI_READER_SYNONYMS_H

#include <stdint.h>

struct lmbi_synonym_row {
    const char *base;
    int32_t role;
    const char *unit;  /* where the name implies one; NULL: the role's own */
    int32_t with_unit; /* the name has this role only with a unit of the role's dimension */
};

extern const struct lmbi_synonym_row lmbi_synonym_table[];
extern const int32_t lmbi_synonym_count;

#endif
