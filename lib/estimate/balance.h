/* The lithium balance of a record up to one of its rows, in Ah:
 *     R = N + sum(Q_ch - Q_dis) - sum (1 - CE_Li) Q_ch */
#ifndef LMBI_ESTIMATE_BALANCE_H
#define LMBI_ESTIMATE_BALANCE_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

struct lmbi_balance {
    double initial, initial_sd; /* N */
    double charged;             /* sum Q_ch */
    double net;                 /* sum(Q_ch - Q_dis) */
    double gain_sd, random_sd;  /* of net: the cycler's gain error; noise, and what was filled in */
};

struct lmbi_balance lmbi_balance_at(const struct lmbi_table *report,
                                    const struct lmbi_knowledge *known,
                                    const struct lmbi_findings *f, int64_t row);
/* Standard error of N - R + net, with R left of its own. */
double lmbi_balance_sd(const struct lmbi_balance *b, double left_sd);
/* Mean CE_Li = 1 - [N - R + sum(Q_ch - Q_dis)] / sum Q_ch, with R left of its standard error: for
 * R 0 a lower bound while lithium is left, exact when none is. */
void lmbi_find_mean_ce_li(struct lmbi_findings *f, int32_t id, const struct lmbi_balance *b,
                          double left, double left_sd);
/* The row of a cycle or, past a gap, of the next; -1 beyond the record. */
int64_t lmbi_row_of_cycle(const struct lmbi_table *report, double cycle);

#endif
