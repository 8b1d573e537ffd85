#include "ce/exclusion.h"

#include <stddef.h>

#include "base/number.h"

enum {
    LONGEST_RUN = 8, /* of outliers: longer excursions are left to the stages */
    LONGEST_FORMATION = 10,
    LEVEL_OF = 5,     /* good cycles whose median is the level before */
    LEVEL_WITHIN = 50 /* cycles back at most */
};

/* The k-th smallest of values[0 .. count - 1], by quickselect; reorders them. */
static double select_kth(double *values, int64_t count, int64_t k)
{
    int64_t lower = 0, upper = count - 1;
    while (lower < upper) {
        double pivot = values[lower + (upper - lower) / 2];
        int64_t i = lower, j = upper;
        while (i <= j) {
            while (values[i] < pivot) i++;
            while (values[j] > pivot) j--;
            if (i > j) break;
            double keep = values[i];
            values[i++] = values[j];
            values[j--] = keep;
        }
        if (k <= j) upper = j;
        else if (k >= i) lower = i;
        else break;
    }
    return values[k];
}

double lmbi_median(double *values, int64_t count)
{
    int64_t known = 0;
    for (int64_t i = 0; i < count; i++)
        if (values[i] == values[i]) values[known++] = values[i];
    return known > 0 ? select_kth(values, known, known / 2) : LMBI_NAN;
}

double lmbi_noise(const double *values, int64_t rows, double floor, double *scratch)
{
    int64_t bends = 0;
    double left = LMBI_NAN, middle = LMBI_NAN;
    for (int64_t i = 0; i < rows; i++) {
        if (values[i] != values[i]) continue;
        if (left == left) scratch[bends++] = lmbi_abs(middle - 0.5 * (left + values[i]));
        left = middle;
        middle = values[i];
    }
    if (bends < 3) return LMBI_NAN;
    /* of noise sigma, the bend has sigma sqrt(3/2); the median of its size is 0.6745 of that */
    return lmbi_max(floor, 1.4826 * 0.81649658092772603 * lmbi_median(scratch, bends));
}

/* How far one value is from the next as a rule, trend included; NaN with fewer than three. */
static double usual_step(const double *values, int64_t rows, double *scratch)
{
    if (rows < 4) return LMBI_NAN;
    for (int64_t i = 1; i < rows; i++) scratch[i - 1] = lmbi_abs(values[i] - values[i - 1]);
    return lmbi_median(scratch, rows - 1);
}

/* One channel under watch: CE, or the logarithm of a capacity. */
struct channel {
    double *value;    /* NaN where the cycle is missing or out */
    double threshold; /* how far off is an outlier */
    int64_t rows;
};

/* Median of the last good values before `row`. */
static double level_before(const struct channel *c, const double *excluded, int64_t row)
{
    double last[LEVEL_OF];
    int64_t count = 0;
    for (int64_t i = row - 1; i >= 0 && i >= row - LEVEL_WITHIN && count < LEVEL_OF; i--)
        if (excluded[i] == LMB_EXCLUDED_NO && c->value[i] == c->value[i])
            last[count++] = c->value[i];
    return lmbi_median(last, count);
}

/* Where a run that left `level` at `row` is back for two cycles, or one that ends the record;
 * -1 if it is not back soon. The level drifts, so back is two thirds of the way. */
static int64_t back_at(const struct channel *c, int64_t row, double level)
{
    double near = lmbi_max(c->threshold, lmbi_abs(c->value[row] - level) / 3);
    for (int64_t i = row + 1; i <= row + LONGEST_RUN && i < c->rows; i++) {
        if (!(lmbi_abs(c->value[i] - level) <= near)) continue;
        if (i + 1 >= c->rows || !(lmbi_abs(c->value[i + 1] - level) > near)) return i;
    }
    return -1;
}

static void mark_outliers(const struct channel *c, double *excluded)
{
    for (int64_t row = 1; row < c->rows; row++) {
        if (excluded[row] != LMB_EXCLUDED_NO || c->value[row] != c->value[row]) continue;
        if (lmbi_abs(c->value[row] - c->value[row - 1]) <= c->threshold &&
            excluded[row - 1] == LMB_EXCLUDED_NO)
            continue;
        double level = level_before(c, excluded, row);
        if (!(lmbi_abs(c->value[row] - level) > c->threshold)) continue;
        int64_t end = back_at(c, row, level);
        int last_rise = c->value[row] > level && row + LONGEST_RUN >= c->rows;
        if (end < 0 && last_rise) end = row + 1; /* no cell gains what it had lost */
        for (; row < end; row++)
            if (excluded[row] == LMB_EXCLUDED_NO && lmbi_abs(c->value[row] - level) > c->threshold)
                excluded[row] = LMB_EXCLUDED_OUTLIER;
        if (end == row && last_rise) row--;
    }
}

/* A cycle that was cut off, or that paired halves of different cycles. */
static void mark_absurd(const double *ce, int64_t rows, double *excluded)
{
    for (int64_t row = 0; row < rows; row++)
        if (excluded[row] == LMB_EXCLUDED_NO && (ce[row] < 0.5 || ce[row] > 1.5))
            excluded[row] = LMB_EXCLUDED_OUTLIER;
}

/* The last jump among the first cycles ends formation; what lies before it is left out. */
static void mark_formation(const struct channel *c, int only_below, double *excluded)
{
    int64_t settled = 0, last = -1;
    for (int64_t row = 0; row < c->rows && row <= LONGEST_FORMATION; row++) {
        if (excluded[row] != LMB_EXCLUDED_NO || c->value[row] != c->value[row]) continue;
        double step = last >= 0 ? c->value[row] - c->value[last] : 0;
        if (only_below ? step > c->threshold : lmbi_abs(step) > c->threshold) settled = row;
        last = row;
    }
    if (c->rows < 2 * LONGEST_FORMATION) return; /* too short to know what settled means */
    for (int64_t row = 0; row < settled; row++)
        if (excluded[row] == LMB_EXCLUDED_NO || excluded[row] == LMB_EXCLUDED_OUTLIER)
            excluded[row] = LMB_EXCLUDED_FORMATION;
}

/* Another current than most cycles have: a rate test or a capacity check. */
static void mark_other_rate(const struct lmbi_table *t, int32_t id, double *excluded,
                            double *scratch)
{
    const double *current = lmbi_column(t, id);
    if (!current) return;
    for (int64_t row = 0; row < t->rows; row++) scratch[row] = current[row];
    double usual = lmbi_median(scratch, t->rows);
    int64_t others = 0;
    for (int64_t row = 0; row < t->rows; row++)
        others += lmbi_abs(current[row] - usual) > 0.1 * usual;
    if (5 * others > t->rows) return; /* no usual rate: mixed_rates warns of it */
    for (int64_t row = 0; row < t->rows; row++)
        if (excluded[row] == LMB_EXCLUDED_NO && lmbi_abs(current[row] - usual) > 0.1 * usual)
            excluded[row] = LMB_EXCLUDED_DIAGNOSTIC;
}

/* Runs of outliers that come back at even spacing are diagnostics. */
static void mark_periodic(int64_t rows, double *excluded)
{
    int64_t runs = 0, even = 0, last = -1, spacing = 0;
    for (int64_t row = 1; row < rows; row++) {
        if (excluded[row] != LMB_EXCLUDED_OUTLIER || excluded[row - 1] == LMB_EXCLUDED_OUTLIER)
            continue;
        if (runs > 1) even += lmbi_abs((double)(row - last - spacing)) <= 1;
        if (runs > 0) spacing = row - last;
        last = row;
        runs++;
    }
    if (runs < 4 || even < runs - 2) return;
    for (int64_t row = 0; row < rows; row++)
        if (excluded[row] == LMB_EXCLUDED_OUTLIER) excluded[row] = LMB_EXCLUDED_DIAGNOSTIC;
}

/* A record often stops in the middle of a cycle. */
static void mark_unfinished(const double *log_capacity, int64_t rows, double *excluded)
{
    if (rows < 2 || excluded[rows - 1] != LMB_EXCLUDED_NO) return;
    if (log_capacity[rows - 1] < log_capacity[rows - 2] - 0.69) /* less than half */
        excluded[rows - 1] = LMB_EXCLUDED_OUTLIER;
}

static void mark_missing(const struct lmbi_table *t, double *excluded)
{
    const double *charge = lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY);
    const double *discharge = lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY);
    for (int64_t row = 0; row < t->rows; row++)
        if ((charge && !(charge[row] > 0)) || (discharge && !(discharge[row] > 0)))
            excluded[row] = LMB_EXCLUDED_MISSING;
}

static void obey_caller(const struct lmbi_table *t, double *excluded)
{
    for (int64_t row = 0; row < t->rows && t->word; row++) {
        if (t->word[row] == LMB_EXCLUDE_YES) excluded[row] = LMB_EXCLUDED_CALLER;
        if (t->word[row] == LMB_EXCLUDE_NO && excluded[row] != LMB_EXCLUDED_MISSING)
            excluded[row] = LMB_EXCLUDED_NO;
    }
}

/* NaN where the cycle is out, so that noise is taken from what is left. */
static void keep_good(double *values, const double *excluded, int64_t rows)
{
    for (int64_t row = 0; row < rows; row++)
        if (excluded[row] != LMB_EXCLUDED_NO) values[row] = LMBI_NAN;
}

static void find_noise(struct lmbi_findings *f, int32_t id, const double *values, int64_t rows,
                       double floor, double *scratch)
{
    double sigma = lmbi_noise(values, rows, floor, scratch);
    if (sigma == sigma) lmbi_find(f, id, sigma);
    else lmbi_find_not(f, id, LMBI_TOO_SHORT);
}

static double floor_of(const struct lmbi_table *t, int32_t id, double scale)
{
    double step = t->resolution[id - LMBI_FIRST_COLUMN];
    return lmbi_max(1e-9, step > 0 && scale > 0 ? step / scale : 0);
}

/* Where the usual step is not known, nothing is far off. */
static double threshold_of(double step, double least)
{
    return step == step ? lmbi_max(6 * step, least) : LMBI_INFINITY;
}

int32_t lmbi_exclude_cycles(struct lmbi_table *t, struct lmbi_findings *f)
{
    int64_t rows = t->rows;
    const double *capacity = lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY);
    if (!capacity) capacity = lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY);
    double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    double *scratch = lmbi_new(&t->memory, (uint64_t)rows, 3 * sizeof *scratch);
    if (!scratch) return LMB_ERROR_MEMORY;
    double *ce = scratch + rows, *log_q = scratch + 2 * rows;

    for (int64_t row = 0; row < rows; row++) excluded[row] = LMB_EXCLUDED_NO;
    mark_missing(t, excluded);
    for (int64_t row = 0; row < rows; row++) {
        ce[row] = lmbi_column(t, LMB_COLUMN_CE_CELL)[row];
        log_q[row] = capacity[row] > 0 ? lmbi_log(capacity[row]) : LMBI_NAN;
        scratch[row] = capacity[row];
    }
    double usual = lmbi_median(scratch, rows);
    double ce_floor = floor_of(t, LMB_COLUMN_DISCHARGE_CAPACITY, usual);
    struct channel ce_channel = {ce, threshold_of(usual_step(ce, rows, scratch), 1e-3), rows};
    struct channel q_channel = {log_q, threshold_of(usual_step(log_q, rows, scratch), 5e-3), rows};

    mark_other_rate(t, LMB_COLUMN_MEAN_CHARGE_CURRENT, excluded, scratch);
    mark_other_rate(t, LMB_COLUMN_MEAN_DISCHARGE_CURRENT, excluded, scratch);
    mark_absurd(ce, rows, excluded);
    mark_outliers(&ce_channel, excluded);
    mark_outliers(&q_channel, excluded);
    mark_formation(&ce_channel, 1, excluded);
    mark_formation(&q_channel, 0, excluded);
    mark_periodic(rows, excluded);
    mark_unfinished(log_q, rows, excluded);
    obey_caller(t, excluded);

    keep_good(ce, excluded, rows);
    keep_good(log_q, excluded, rows);
    find_noise(f, LMB_RESULT_CE_NOISE, ce, rows, ce_floor, scratch);
    find_noise(f, LMB_RESULT_CAPACITY_NOISE, log_q, rows, ce_floor, scratch);
    const double *voltage = lmbi_column(t, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE);
    if (voltage) {
        for (int64_t row = 0; row < rows; row++) ce[row] = voltage[row];
        keep_good(ce, excluded, rows);
        find_noise(f, LMB_RESULT_MEAN_VOLTAGE_NOISE, ce, rows,
                   floor_of(t, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE, 1), scratch);
    } else {
        lmbi_find_not(f, LMB_RESULT_MEAN_VOLTAGE_NOISE, LMBI_NO_VOLTAGE_CHANNEL);
    }
    lmbi_free(&t->memory, scratch);
    return LMB_OK;
}
