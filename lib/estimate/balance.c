#include "estimate/balance.h"

#include "base/number.h"
#include "ce/summary.h"

struct lmbi_balance lmbi_balance_at(const struct lmbi_table *report,
                                    const struct lmbi_knowledge *known,
                                    const struct lmbi_findings *f, int64_t row)
{
    double capacity = lmbi_found(f, LMB_RESULT_CAPACITY), random = 0;
    struct lmbi_balance b = {.initial = known->np_ratio * capacity,
                             .initial_sd = lmbi_np_sd(known) * capacity,
                             .charged = lmbi_column(report, LMB_COLUMN_CHARGE_THROUGHPUT)[row],
                             .net = lmbi_column(report, LMB_COLUMN_NET_CHARGE)[row]};
    for (int64_t i = 0; i <= row; i++) random += lmbi_net_charge_step(report, f, i);
    b.gain_sd = lmbi_gain_sd(known, f) * b.charged;
    b.random_sd = lmbi_sqrt(random);
    return b;
}

double lmbi_balance_sd(const struct lmbi_balance *b, double left_sd)
{
    return lmbi_sqrt(b->initial_sd * b->initial_sd + b->gain_sd * b->gain_sd +
                     b->random_sd * b->random_sd + left_sd * left_sd);
}

void lmbi_find_mean_ce_li(struct lmbi_findings *f, int32_t id, const struct lmbi_balance *b,
                          double left, double left_sd)
{
    lmbi_find_sd(f, id, 1 - (b->initial - left + b->net) / b->charged,
                 lmbi_balance_sd(b, left_sd) / b->charged);
}

int64_t lmbi_row_of_cycle(const struct lmbi_table *report, double cycle)
{
    const double *cycles = lmbi_column(report, LMB_COLUMN_CYCLE);
    for (int64_t i = 0; i < report->rows; i++)
        if (cycles[i] >= cycle) return i;
    return -1;
}
