#include "stage/life.h"

#include <stddef.h>

#include "base/number.h"

/* The sum of a column over the cycles before `end`: a cycle that is missing counts as the one
 * before it. NaN without the column. */
static double sum_before(const struct lmbi_table *t, int32_t id, double end)
{
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE), *value = lmbi_column(t, id);
    if (!value) return LMBI_NAN;
    double sum = 0, last = LMBI_NAN;
    for (int64_t row = 0; row < t->rows && cycle[row] < end; row++) {
        if (row > 0 && last == last) sum += last * (cycle[row] - cycle[row - 1] - 1);
        if (lmbi_is_finite(value[row])) last = value[row];
        if (last == last) sum += last;
    }
    return last == last ? sum : LMBI_NAN;
}

/* The sum of a column to an onset, as `result`. */
static void find_sum(const struct lmbi_table *report, struct lmbi_findings *f, int32_t onset,
                     int32_t result, int32_t column)
{
    double end = lmbi_found(f, onset);
    if (end != end) {
        int32_t reason = f->result[onset - LMBI_FIRST_RESULT].reason;
        int goes_on = onset == LMB_RESULT_ONSET_STAGE_4 && reason == LMBI_NOT_DETECTED;
        lmbi_find_not(f, result, goes_on ? LMBI_STAGE_3_GOES_ON : reason);
        return;
    }
    double sum = sum_before(report, column, end);
    int hours = column == LMB_COLUMN_DURATION;
    if (lmbi_column(report, LMB_COLUMN_CYCLE)[0] > 1) lmbi_find_not(f, result, LMBI_STARTS_LATE);
    else if (sum == sum) lmbi_find(f, result, sum);
    else lmbi_find_not(f, result, hours ? LMBI_NO_DURATION : LMBI_NO_CHARGE_CHANNEL);
}

/* Eq. 1 of the review: the last cycle of stage 3 over N/P. Both errors add in their logarithms. */
static void find_normalized(const struct lmbi_knowledge *known, struct lmbi_findings *f)
{
    const struct lmbi_estimate *onset = &f->result[LMB_RESULT_ONSET_STAGE_4 - LMBI_FIRST_RESULT];
    int32_t id = LMB_RESULT_NORMALIZED_CYCLE_LIFE;
    double np = known->np_ratio;
    if (np != np) {
        lmbi_find_not(f, id, LMBI_NP_MISSING);
    } else if (np == 0) {
        lmbi_find_not(f, id, LMBI_NP_ZERO);
    } else if (onset->value != onset->value) {
        lmbi_find_not(f, id,
                      onset->reason == LMBI_NOT_DETECTED ? LMBI_STAGE_3_GOES_ON : onset->reason);
    } else {
        double last = onset->value - 1, half = LMBI_Z90 * lmbi_np_sd(known) / np;
        double down = (onset->value - onset->lower) / last;
        double up = (onset->upper - onset->value) / last;
        double value = last / np;
        lmbi_find_within(f, id, value, value * lmbi_exp(-lmbi_sqrt(half * half + down * down)),
                         value * lmbi_exp(lmbi_sqrt(half * half + up * up)));
    }
}

void lmbi_find_life(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                    struct lmbi_findings *f)
{
    find_normalized(known, f);
    static const int32_t sums[3][3] = {
        {LMB_RESULT_ONSET_STAGE_2, LMB_RESULT_HOURS_STAGE_2, LMB_RESULT_THROUGHPUT_STAGE_2},
        {LMB_RESULT_ONSET_STAGE_3, LMB_RESULT_HOURS_STAGE_3, LMB_RESULT_THROUGHPUT_STAGE_3},
        {LMB_RESULT_ONSET_STAGE_4, LMB_RESULT_LIFE_HOURS, LMB_RESULT_LIFE_THROUGHPUT}};
    for (int i = 0; i < 3; i++) {
        find_sum(report, f, sums[i][0], sums[i][1], LMB_COLUMN_DURATION);
        find_sum(report, f, sums[i][0], sums[i][2], LMB_COLUMN_CHARGE_CAPACITY);
    }
}
