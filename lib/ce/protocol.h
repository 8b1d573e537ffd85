/* CE of plating and stripping from a Li||Cu record. */
#ifndef LMBI_CE_PROTOCOL_H
#define LMBI_CE_PROTOCOL_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

struct lmbi_li_cu {
    double ce, sd; /* NaN: too few cycles */
    int64_t
        cycles; /* n of the reservoir protocol; 0: there is none, ce is the mean of the cycles */
};

/* The reservoir protocol (plate Q_T, n times strip and plate Q_C, strip all: Adams et al. 2018),
 * CE = (n Q_C + Q_S) / (n Q_C + Q_T), where the record holds one; else the mean CE of the cycles
 * that are not excluded. Plating is discharge, stripping is charge. */
struct lmbi_li_cu lmbi_read_li_cu(const struct lmbi_table *report,
                                  const struct lmbi_knowledge *known,
                                  const struct lmbi_findings *f);

#endif
