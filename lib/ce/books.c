#include "ce/books.h"

#include <stddef.h>

#include "base/number.h"
#include "ce/exclusion.h"
#include "ce/summary.h"

enum { CE_WINDOW = 10 }; /* cycles to either side of a windowed mean */

/* The columns that books are kept of; NULL where the record has none. */
struct record {
    int64_t rows;
    const double *cycle, *charge, *discharge, *charge_energy, *discharge_energy;
};

static struct record record_of(const struct lmbi_table *t)
{
    return (struct record){
        t->rows,
        lmbi_column(t, LMB_COLUMN_CYCLE),
        lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY),
        lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY),
        lmbi_column(t, LMB_COLUMN_CHARGE_ENERGY),
        lmbi_column(t, LMB_COLUMN_DISCHARGE_ENERGY),
    };
}

/* NaN for what is not a positive amount. */
static double amount(double value) { return value > 0 ? value : LMBI_NAN; }

/* NaN where the quotient is beyond all numbers: the denominator is no amount, but dust. */
static double quotient(double a, double b) { return lmbi_finite(a / b); }

/* numerator / denominator, row by row, into a column that is made for it; with `before` the
 * denominator is that of the cycle before. */
static int32_t add_ratio(struct lmbi_table *t, int32_t id, const double *numerator,
                         const double *denominator, int32_t before)
{
    if (!numerator || !denominator) return LMB_OK;
    if (lmbi_table_add_column(t, id)) return LMB_ERROR_MEMORY;
    double *ratio = lmbi_column(t, id);
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE);
    for (int64_t i = before; i < t->rows; i++)
        if (ratio[i] != ratio[i] && (!before || cycle[i] == cycle[i - 1] + 1))
            ratio[i] = quotient(amount(numerator[i]), amount(denominator[i - before]));
    return LMB_OK;
}

/* CE = recovered / invested. A half cell and Li||Cu invest by discharge; an anode-free record
 * without charges invests what the discharge before gave. Where cycles begin with what recovers,
 * the cycle before invested. */
static int32_t add_ce(struct lmbi_table *t, const struct record *r, int configuration)
{
    int32_t id = LMB_COLUMN_CE_CELL;
    if (lmbi_table_add_column(t, id)) return LMB_ERROR_MEMORY;
    if (configuration == LMBI_LITHIUM_COPPER || configuration == LMBI_HALF_CELL)
        return add_ratio(t, id, r->charge, r->discharge, t->source.begins > 0);
    if (configuration == LMBI_ANODE_FREE && !r->charge)
        return add_ratio(t, id, r->discharge, r->discharge, 1);
    return add_ratio(t, id, r->discharge, r->charge, t->source.begins < 0);
}

static int32_t add_voltages(struct lmbi_table *t, const struct record *r)
{
    if (add_ratio(t, LMB_COLUMN_MEAN_CHARGE_VOLTAGE, r->charge_energy, r->charge, 0) ||
        add_ratio(t, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE, r->discharge_energy, r->discharge, 0) ||
        add_ratio(t, LMB_COLUMN_ENERGY_EFFICIENCY, r->discharge_energy, r->charge_energy,
                  t->source.begins < 0))
        return LMB_ERROR_MEMORY;
    const double *up = lmbi_column(t, LMB_COLUMN_MEAN_CHARGE_VOLTAGE);
    const double *down = lmbi_column(t, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE);
    if (!up || !down) return LMB_OK;
    if (lmbi_table_add_column(t, LMB_COLUMN_HYSTERESIS)) return LMB_ERROR_MEMORY;
    double *hysteresis = lmbi_column(t, LMB_COLUMN_HYSTERESIS);
    for (int64_t i = 0; i < t->rows; i++) hysteresis[i] = up[i] - down[i];
    return LMB_OK;
}

/* Fill what is missing on the line between its neighbours: lithium moved in those cycles, too. */
static void interpolate(const double *cycle, double *values, int64_t rows)
{
    int64_t last = -1;
    for (int64_t i = 0; i <= rows; i++) {
        if (i < rows && values[i] != values[i]) continue;
        for (int64_t gap = last + 1; gap < i; gap++) {
            if (last < 0 && i == rows) return;
            if (last < 0) values[gap] = values[i];
            else if (i == rows) values[gap] = values[last];
            else
                values[gap] = values[last] + (values[i] - values[last]) *
                                                 (cycle[gap] - cycle[last]) /
                                                 (cycle[i] - cycle[last]);
        }
        last = i;
    }
}

/* Running sum; cycles that the record skips count as the mean of those around them. */
static void accumulate(const double *cycle, double *values, int64_t rows)
{
    double sum = 0, before = 0;
    for (int64_t i = 0; i < rows; i++) {
        double here = values[i], skipped = i > 0 ? cycle[i] - cycle[i - 1] - 1 : 0;
        if (skipped > 0) sum += skipped * (before + here) / 2;
        values[i] = lmbi_finite(sum += here);
        before = here;
    }
}

static int32_t add_sums(struct lmbi_table *t, const struct record *r)
{
    if (!r->charge || !r->discharge) return LMB_OK;
    if (lmbi_table_add_column(t, LMB_COLUMN_CHARGE_THROUGHPUT) ||
        lmbi_table_add_column(t, LMB_COLUMN_NET_CHARGE) ||
        lmbi_table_add_column(t, LMB_COLUMN_SLIPPAGE))
        return LMB_ERROR_MEMORY;
    double *throughput = lmbi_column(t, LMB_COLUMN_CHARGE_THROUGHPUT);
    double *net = lmbi_column(t, LMB_COLUMN_NET_CHARGE);
    double *slippage = lmbi_column(t, LMB_COLUMN_SLIPPAGE);
    for (int64_t i = 0; i < r->rows; i++) {
        int known = r->charge[i] >= 0 && r->discharge[i] >= 0;
        throughput[i] = r->charge[i] >= 0 ? r->charge[i] : LMBI_NAN;
        net[i] = known ? r->charge[i] - r->discharge[i] : LMBI_NAN;
        if (t->source.begins < 0)
            slippage[i] = quotient(amount(r->charge[i]), amount(r->discharge[i]));
        else if (i + 1 < r->rows && r->cycle[i + 1] == r->cycle[i] + 1)
            slippage[i] = quotient(amount(r->charge[i + 1]), amount(r->discharge[i]));
    }
    interpolate(r->cycle, throughput, r->rows);
    interpolate(r->cycle, net, r->rows);
    accumulate(r->cycle, throughput, r->rows);
    accumulate(r->cycle, net, r->rows);
    return LMB_OK;
}

/* Mean CE of the good cycles around each cycle, with its standard error. */
static int32_t add_windows(struct lmbi_table *t, double noise)
{
    const double *ce = lmbi_column(t, LMB_COLUMN_CE_CELL);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    if (lmbi_table_add_column(t, LMB_COLUMN_CE_MEAN) ||
        lmbi_table_add_column(t, LMB_COLUMN_CE_MEAN_ERROR))
        return LMB_ERROR_MEMORY;
    for (int64_t i = 0; i < t->rows; i++) {
        double sum = 0, count = 0;
        for (int64_t j = i - CE_WINDOW; j <= i + CE_WINDOW; j++) {
            if (j < 0 || j >= t->rows || excluded[j] != LMB_EXCLUDED_NO || ce[j] != ce[j]) continue;
            sum += ce[j];
            count++;
        }
        lmbi_column(t, LMB_COLUMN_CE_MEAN)[i] = lmbi_ratio(sum, count);
        lmbi_column(t, LMB_COLUMN_CE_MEAN_ERROR)[i] =
            count > 0 ? noise / lmbi_sqrt(count) : LMBI_NAN;
    }
    return LMB_OK;
}

static int32_t add_resolution(struct lmbi_table *t, const struct record *r)
{
    double step = lmbi_max(t->resolution[LMB_COLUMN_CHARGE_CAPACITY - LMBI_FIRST_COLUMN],
                           t->resolution[LMB_COLUMN_DISCHARGE_CAPACITY - LMBI_FIRST_COLUMN]);
    if (!(step > 0) || !r->charge || !r->discharge) return LMB_OK;
    if (lmbi_table_add_column(t, LMB_COLUMN_CE_RESOLUTION)) return LMB_ERROR_MEMORY;
    for (int64_t i = 0; i < t->rows; i++)
        lmbi_column(t, LMB_COLUMN_CE_RESOLUTION)[i] = quotient(step, amount(r->charge[i]));
    return LMB_OK;
}

/* The row that retentions refer to: the caller's cycle, or the first good one; -1 if none. */
static int64_t reference_row(const struct lmbi_table *t, const struct record *r, double wanted)
{
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    for (int64_t i = 0; i < r->rows; i++)
        if (r->cycle[i] == wanted && r->discharge && r->discharge[i] > 0) return i;
    for (int64_t i = 0; i < r->rows; i++)
        if (excluded[i] == LMB_EXCLUDED_NO) return i;
    return -1;
}

static int32_t add_retention(struct lmbi_table *t, int32_t id, const double *values, int64_t row)
{
    if (!values || row < 0) return LMB_OK;
    if (lmbi_table_add_column(t, id)) return LMB_ERROR_MEMORY;
    for (int64_t i = 0; i < t->rows; i++)
        lmbi_column(t, id)[i] = quotient(amount(values[i]), amount(values[row]));
    return LMB_OK;
}

static int32_t add_columns_of_books(struct lmbi_table *t, const struct lmbi_knowledge *known,
                                    struct lmbi_findings *f, int64_t *reference)
{
    struct record r = record_of(t);
    if (add_ce(t, &r, (int)known->cell_configuration) || add_voltages(t, &r) || add_sums(t, &r) ||
        add_resolution(t, &r) || lmbi_table_add_column(t, LMB_COLUMN_EXCLUDED) ||
        lmbi_exclude_cycles(t, f) || add_windows(t, lmbi_found(f, LMB_RESULT_CE_NOISE)))
        return LMB_ERROR_MEMORY;
    *reference = reference_row(t, &r, known->reference_cycle);
    if (add_retention(t, LMB_COLUMN_CAPACITY_RETENTION, r.discharge, *reference) ||
        add_retention(t, LMB_COLUMN_ENERGY_RETENTION, r.discharge_energy, *reference))
        return LMB_ERROR_MEMORY;
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) /* one quiet NaN, whatever the platform made */
        for (int64_t row = 0; t->column[i] && row < t->rows; row++)
            if (t->column[i][row] != t->column[i][row]) t->column[i][row] = LMBI_NAN;
    return LMB_OK;
}

int32_t lmbi_keep_books(struct lmbi_table *report, const struct lmbi_knowledge *known,
                        struct lmbi_findings *f)
{
    int64_t reference;
    int32_t status = add_columns_of_books(report, known, f, &reference);
    if (!status) lmbi_sum_up(report, known, reference, f);
    return status;
}
