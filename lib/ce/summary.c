#include "ce/summary.h"

#include <stddef.h>

#include "base/number.h"

enum { CE_LAST = 20, FEWEST_GOOD = 20 }; /* cycles of the mean CE; below it a record is short */

static void find_source(const struct lmbi_table *t, struct lmbi_findings *f)
{
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    int64_t out = 0, gaps = 0;
    for (int64_t i = 0; i < t->rows; i++) {
        out += excluded[i] != LMB_EXCLUDED_NO;
        gaps += i > 0 && cycle[i] != cycle[i - 1] + 1;
    }
    lmbi_find(f, LMB_RESULT_SOURCE_KIND, t->source.kind);
    lmbi_find(f, LMB_RESULT_SOURCE_DIALECT, t->source.dialect);
    lmbi_find(f, LMB_RESULT_SOURCE_ROWS, (double)t->source.rows);
    lmbi_find(f, LMB_RESULT_CYCLES, (double)t->rows);
    lmbi_find(f, LMB_RESULT_EXCLUDED_CYCLES, (double)out);
    lmbi_find(f, LMB_RESULT_FIRST_CYCLE, cycle[0]);
    lmbi_find(f, LMB_RESULT_LAST_CYCLE, cycle[t->rows - 1]);
    if (t->rows - out < FEWEST_GOOD) lmbi_warn(f, LMBI_WARN_SHORT_RECORD);
    if (cycle[0] > 1) lmbi_warn(f, LMBI_WARN_STARTS_LATE);
    if (gaps > 0) lmbi_warn(f, LMBI_WARN_IRREGULAR_CYCLES);
}

/* Why a sum or a ratio of both capacities is not there. */
static int32_t absent_channel(const struct lmbi_table *t)
{
    if (!lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY)) return LMBI_NO_CHARGE_CHANNEL;
    if (!lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY)) return LMBI_NO_DISCHARGE_CHANNEL;
    return LMBI_NEEDS_A_VALUE;
}

int64_t lmbi_find_ce(const struct lmbi_table *t, double from, struct lmbi_findings *f)
{
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE),
                 *ce = lmbi_column(t, LMB_COLUMN_CE_CELL);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    double sum = 0, noise = lmbi_found(f, LMB_RESULT_CE_NOISE);
    int64_t count = 0;
    for (int64_t i = t->rows - 1; i >= 0 && cycle[i] >= from && count < CE_LAST; i--)
        if (excluded[i] == LMB_EXCLUDED_NO && ce[i] == ce[i]) sum += ce[i], count++;
    double mean = sum / (double)count;
    if (count == 0) lmbi_find_not(f, LMB_RESULT_CE_CELL, absent_channel(t));
    else if (noise != noise) lmbi_find(f, LMB_RESULT_CE_CELL, mean);
    else lmbi_find_sd(f, LMB_RESULT_CE_CELL, mean, noise / lmbi_sqrt((double)count));
    return count;
}

/* Where full extraction holds, the next charge takes what the discharge gave, so the mean of
 * ln s_k is the mismatch, turned round. */
static void find_bias(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                      struct lmbi_findings *f)
{
    const double *slippage = lmbi_column(t, LMB_COLUMN_SLIPPAGE);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    double sum = 0, squares = 0, count = 0;
    for (int64_t i = 0; slippage && i + 1 < t->rows; i++) {
        if (excluded[i] != LMB_EXCLUDED_NO || excluded[i + 1] != LMB_EXCLUDED_NO) continue;
        double log_s = lmbi_log(slippage[i]);
        if (!lmbi_is_finite(log_s)) continue;
        sum += log_s;
        squares += log_s * log_s;
        count++;
    }
    if (!lmbi_charge_invests(known) || count < FEWEST_GOOD) {
        int32_t why = slippage ? LMBI_TOO_SHORT : absent_channel(t);
        lmbi_find_not(f, LMB_RESULT_CE_BIAS,
                      lmbi_charge_invests(known) ? why : LMBI_NOT_FOR_THIS_CELL);
        return;
    }
    double mean = sum / count;
    double variance = lmbi_max(0, squares / count - mean * mean);
    lmbi_find_sd(f, LMB_RESULT_CE_BIAS, -mean, lmbi_sqrt(variance / count));
}

/* Last good value against the reference, as a ratio or a difference, with the noise of both. */
static void find_change(const struct lmbi_table *t, struct lmbi_findings *f, int32_t result,
                        int32_t column, int64_t reference, double noise, int relative)
{
    const double *values = lmbi_column(t, column);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    if (!values || reference < 0) {
        int32_t why = column == LMB_COLUMN_DISCHARGE_CAPACITY ? LMBI_NO_DISCHARGE_CHANNEL
                      : column == LMB_COLUMN_DISCHARGE_ENERGY ? LMBI_NO_ENERGY_CHANNEL
                                                              : LMBI_NO_VOLTAGE_CHANNEL;
        lmbi_find_not(f, result, values ? LMBI_TOO_SHORT : why);
        return;
    }
    int64_t last = t->rows - 1;
    while (last > reference && (excluded[last] != LMB_EXCLUDED_NO || values[last] != values[last]))
        last--;
    double value = relative ? values[last] / values[reference] : values[last] - values[reference];
    double sd = last == reference ? 0 : noise * 1.4142135623730951 * (relative ? value : 1);
    if (value != value) lmbi_find_not(f, result, LMBI_TOO_SHORT);
    else if (sd == sd) lmbi_find_sd(f, result, value, lmbi_abs(sd));
    else lmbi_find(f, result, value);
}

static void find_changes(const struct lmbi_table *t, struct lmbi_findings *f, int64_t reference)
{
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE);
    if (reference >= 0) lmbi_find(f, LMB_RESULT_REFERENCE_CYCLE, cycle[reference]);
    else lmbi_find_not(f, LMB_RESULT_REFERENCE_CYCLE, LMBI_TOO_SHORT);
    double noise = lmbi_found(f, LMB_RESULT_CAPACITY_NOISE);
    find_change(t, f, LMB_RESULT_CAPACITY_RETENTION, LMB_COLUMN_DISCHARGE_CAPACITY, reference,
                noise, 1);
    find_change(t, f, LMB_RESULT_ENERGY_RETENTION, LMB_COLUMN_DISCHARGE_ENERGY, reference, noise,
                1);
    find_change(t, f, LMB_RESULT_MEAN_VOLTAGE_CHANGE, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE, reference,
                lmbi_found(f, LMB_RESULT_MEAN_VOLTAGE_NOISE), 0);
}

double lmbi_gain_sd(const struct lmbi_knowledge *known, const struct lmbi_findings *f)
{
    const struct lmbi_estimate *e = &f->result[LMB_RESULT_CE_BIAS - LMBI_FIRST_RESULT];
    double stated = known->gain_error_sd, bias = lmbi_abs(e->value);
    double its_sd = (e->upper - e->lower) / (2 * LMBI_Z90);
    double most = 2.576 * lmbi_sqrt(stated * stated + its_sd * its_sd); /* 99 % */
    return bias > most ? bias : stated;
}

double lmbi_net_charge_step(const struct lmbi_table *t, const struct lmbi_findings *f, int64_t row)
{
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE);
    const double *throughput = lmbi_column(t, LMB_COLUMN_CHARGE_THROUGHPUT);
    const double *net = lmbi_column(t, LMB_COLUMN_NET_CHARGE);
    double known_noise = lmbi_found(f, LMB_RESULT_CE_NOISE);
    double noise = known_noise == known_noise ? known_noise : 0;
    double q = throughput[row] - (row > 0 ? throughput[row - 1] : 0);
    double balance = net[row] - (row > 0 ? net[row - 1] : 0);
    double cycles = row > 0 ? cycle[row] - cycle[row - 1] : 1;
    int there = lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY)[row] >= 0 &&
                lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY)[row] >= 0;
    double filled = balance * (cycles - there) / cycles;
    return noise * noise * q * q / cycles + filled * filled;
}

double lmbi_net_charge_sd(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                          const struct lmbi_findings *f, int64_t row)
{
    double gain = lmbi_gain_sd(known, f) * lmbi_column(t, LMB_COLUMN_CHARGE_THROUGHPUT)[row];
    double variance = gain * gain;
    for (int64_t i = 0; i <= row; i++) variance += lmbi_net_charge_step(t, f, i);
    return lmbi_sqrt(variance);
}

/* The sums of the record, and Q_dis(n) / Q_ch(1) = product of CE x product of slippage. */
static void find_sums(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                      struct lmbi_findings *f)
{
    static const int32_t sums[] = {LMB_RESULT_CHARGE_THROUGHPUT, LMB_RESULT_NET_CHARGE,
                                   LMB_RESULT_PRODUCT_OF_CE,     LMB_RESULT_PRODUCT_OF_SLIPPAGE,
                                   LMB_RESULT_BOOKS_RESIDUAL,    LMB_RESULT_CE_RESOLUTION};
    const double *throughput = lmbi_column(t, LMB_COLUMN_CHARGE_THROUGHPUT);
    for (int i = 0; i < 6; i++) lmbi_find_not(f, sums[i], absent_channel(t));
    if (!throughput) return;

    int64_t last = t->rows - 1;
    const double *charge = lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY);
    const double *discharge = lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY);
    const double *slippage = lmbi_column(t, LMB_COLUMN_SLIPPAGE);
    lmbi_find(f, LMB_RESULT_CHARGE_THROUGHPUT, throughput[last]);
    lmbi_find_sd(f, LMB_RESULT_NET_CHARGE, lmbi_column(t, LMB_COLUMN_NET_CHARGE)[last],
                 lmbi_net_charge_sd(t, known, f, last));

    double of_ce = 1, of_slippage = 1;
    for (int64_t i = 0; i <= last; i++) {
        of_ce *= discharge[i] / charge[i];
        if (i < last) of_slippage *= slippage[i];
    }
    double closed = discharge[last] / charge[0];
    if (lmbi_is_finite(of_ce * of_slippage) && closed > 0) {
        lmbi_find(f, LMB_RESULT_PRODUCT_OF_CE, of_ce);
        lmbi_find(f, LMB_RESULT_PRODUCT_OF_SLIPPAGE, of_slippage);
        lmbi_find(f, LMB_RESULT_BOOKS_RESIDUAL, closed / (of_ce * of_slippage) - 1);
    }
    for (int i = 2; i < 5 && !lmbi_charge_invests(known); i++)
        lmbi_find_not(f, sums[i], LMBI_NOT_FOR_THIS_CELL);
    const double *resolution = lmbi_column(t, LMB_COLUMN_CE_RESOLUTION);
    if (resolution && resolution[0] == resolution[0])
        lmbi_find(f, LMB_RESULT_CE_RESOLUTION, resolution[0]);
}

static int varies(const struct lmbi_table *t, int32_t id, double tolerance, int relative)
{
    const double *values = lmbi_column(t, id);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    int64_t first = -1, off = 0, good = 0;
    for (int64_t i = 0; values && i < t->rows; i++) {
        if (excluded[i] != LMB_EXCLUDED_NO || values[i] != values[i]) continue;
        if (first < 0) first = i;
        good++;
        off += lmbi_abs(values[i] - values[first]) >
               tolerance * (relative ? lmbi_abs(values[first]) : 1);
    }
    return 10 * off > good;
}

static void warn_of_record(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                           struct lmbi_findings *f)
{
    if (known->cell_configuration == LMBI_SYMMETRIC_CELL) lmbi_warn(f, LMBI_WARN_SYMMETRIC_CELL);
    if (!lmbi_column(t, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE))
        lmbi_warn(f, LMBI_WARN_NO_ENERGY_CHANNEL);
    if (!lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY)) lmbi_warn(f, LMBI_WARN_NO_CHARGE_CHANNEL);
    if (varies(t, LMB_COLUMN_MAXIMUM_VOLTAGE, 0.05, 0) ||
        varies(t, LMB_COLUMN_MINIMUM_VOLTAGE, 0.05, 0))
        lmbi_warn(f, LMBI_WARN_PARTIAL_DEPTH);
    if (varies(t, LMB_COLUMN_MEAN_CHARGE_CURRENT, 0.15, 1) ||
        varies(t, LMB_COLUMN_MEAN_DISCHARGE_CURRENT, 0.15, 1))
        lmbi_warn(f, LMBI_WARN_MIXED_RATES);
    double loss = lmbi_abs(1 - lmbi_found(f, LMB_RESULT_CE_CELL));
    if (lmbi_found(f, LMB_RESULT_CE_RESOLUTION) > loss) lmbi_warn(f, LMBI_WARN_BELOW_RESOLUTION);
    if (LMBI_Z90 * known->gain_error_sd > loss) lmbi_warn(f, LMBI_WARN_BIAS_DOMINATES);
}

void lmbi_sum_up(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                 int64_t reference, struct lmbi_findings *f)
{
    find_source(report, f);
    lmbi_find_ce(report, -LMBI_INFINITY, f);
    find_bias(report, known, f);
    find_changes(report, f, reference);
    find_sums(report, known, f);
    warn_of_record(report, known, f);
}
