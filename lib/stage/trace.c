#include "stage/trace.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "ce/exclusion.h"

enum {
    FIRST = 9,
    RUN = 6,             /* the longest run of outliers, in cycles */
    WINDOW = 2 * RUN + 1 /* a median over it passes no such run, and keeps every step */
};

static const double far_off = 5; /* sigma */

/* A dead cell's readings are noise: below this share of the first capacity they are left out. */
static const double capacity_gate = 0.1;

static int is_rate(int32_t reading)
{
    return reading == LMBI_READ_CE || reading == LMBI_READ_RATIO;
}

/* CE is the slope of capacity against charge, and belongs to the middle of the cycle. */
static double moment_of(const struct lmbi_table *t, int32_t reading)
{
    if (reading == LMBI_READ_FADE) return lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY) ? 1 : 0;
    return is_rate(reading) ? 0.5 : 0;
}

static double value_at(const struct lmbi_table *t, int32_t reading, int64_t row)
{
    const double *charge = lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY);
    const double *discharge = lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY);
    switch (reading) {
    case LMBI_READ_FADE: return -(discharge ? discharge : charge)[row];
    case LMBI_READ_CE: return 1 - lmbi_column(t, LMB_COLUMN_CE_CELL)[row];
    case LMBI_READ_RATIO: return row > 0 ? 1 - discharge[row] / discharge[row - 1] : LMBI_NAN;
    case LMBI_READ_VOLTAGE: return -lmbi_column(t, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE)[row];
    case LMBI_READ_HYSTERESIS: return lmbi_column(t, LMB_COLUMN_HYSTERESIS)[row];
    case LMBI_READ_REST_DISCHARGED: return lmbi_column(t, LMB_COLUMN_REST_VOLTAGE_DISCHARGED)[row];
    default: return lmbi_column(t, LMB_COLUMN_REST_VOLTAGE_CHARGED)[row];
    }
}

static int is_there(const struct lmbi_table *t, int32_t reading)
{
    const double *charge = lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY);
    const double *discharge = lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY);
    switch (reading) {
    case LMBI_READ_FADE: return charge || discharge;
    case LMBI_READ_CE: return charge && discharge && lmbi_column(t, LMB_COLUMN_CE_CELL);
    case LMBI_READ_RATIO: return discharge != NULL;
    case LMBI_READ_VOLTAGE: return lmbi_column(t, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE) != NULL;
    case LMBI_READ_HYSTERESIS: return lmbi_column(t, LMB_COLUMN_HYSTERESIS) != NULL;
    case LMBI_READ_REST_DISCHARGED:
        return lmbi_column(t, LMB_COLUMN_REST_VOLTAGE_DISCHARGED) != NULL;
    default: return lmbi_column(t, LMB_COLUMN_REST_VOLTAGE_CHARGED) != NULL;
    }
}

/* What the column's values are rounded to: as the reader saw it, else, where neighbours are often
 * the same, the least that they differ by. */
static double step_of(const struct lmbi_table *t, int32_t id)
{
    const double *value = lmbi_column(t, id);
    double known = t->resolution[id - LMBI_FIRST_COLUMN], least = LMBI_INFINITY;
    int64_t same = 0;
    if (known > 0 || !value) return known;
    for (int64_t row = 1; row < t->rows; row++) {
        double change = lmbi_abs(value[row] - value[row - 1]);
        same += change == 0;
        if (change > 0 && change < least) least = change;
    }
    return 20 * same > t->rows && lmbi_is_finite(least) ? least : 0;
}

static double step_of_reading(const struct lmbi_table *t, int32_t reading, double first)
{
    if (reading == LMBI_READ_VOLTAGE || reading == LMBI_READ_HYSTERESIS)
        return step_of(t, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE);
    if (reading == LMBI_READ_REST_DISCHARGED) return step_of(t, LMB_COLUMN_REST_VOLTAGE_DISCHARGED);
    if (reading == LMBI_READ_REST_CHARGED) return step_of(t, LMB_COLUMN_REST_VOLTAGE_CHARGED);
    double step =
        lmbi_max(step_of(t, LMB_COLUMN_DISCHARGE_CAPACITY), step_of(t, LMB_COLUMN_CHARGE_CAPACITY));
    return first > 0 ? step / first : 0;
}

/* A reading of a cell, not of a broken file. */
static int is_sane(double y) { return lmbi_abs(y) < 1e6; }

/* The capacity that tells the charge passed, and its scale: the median of the first ones, since
 * one odd cycle at the start is none. */
struct throughput {
    const double *capacity;
    double first;
    double passed, last; /* in capacities: before this row, and what a cycle takes */
};

static struct throughput throughput_of(const struct lmbi_table *report)
{
    const double *excluded = lmbi_column(report, LMB_COLUMN_EXCLUDED);
    struct throughput q = {lmbi_column(report, LMB_COLUMN_CHARGE_CAPACITY), LMBI_NAN, 0, 1};
    if (!q.capacity) q.capacity = lmbi_column(report, LMB_COLUMN_DISCHARGE_CAPACITY);
    double first[FIRST];
    int64_t count = 0;
    for (int64_t row = 0; q.capacity && row < report->rows && count < FIRST; row++) {
        if (excluded && excluded[row] != LMB_EXCLUDED_NO) continue;
        double capacity = q.capacity[row];
        if (capacity > 0 && lmbi_is_finite(capacity)) first[count++] = capacity;
    }
    q.first = lmbi_median(first, count);
    return q;
}

/* On to `row`; cycles that are missing take as much as the one above. */
static void pass_on(struct throughput *q, const double *cycle, int64_t row)
{
    double above = q->capacity[row - 1] / q->first;
    if (above > 0 && is_sane(above)) q->last = above;
    q->passed += q->last * (cycle[row] - cycle[row - 1]);
}

static void take_usable(struct lmbi_trace *t, const struct lmbi_table *report, int32_t reading,
                        struct throughput q)
{
    const double *cycle = lmbi_column(report, LMB_COLUMN_CYCLE);
    const double *excluded = lmbi_column(report, LMB_COLUMN_EXCLUDED);
    for (int64_t row = 0; row < report->rows; row++) {
        if (row > 0) pass_on(&q, cycle, row);
        if (excluded && excluded[row] != LMB_EXCLUDED_NO) continue;
        double y = value_at(report, reading, row), share = q.capacity[row] / q.first;
        if (reading == LMBI_READ_FADE) y /= q.first;
        if (!is_sane(y) || !is_sane(share) || !(share > capacity_gate)) continue;
        t->cycle[t->count] = cycle[row] + t->moment;
        t->x[t->count] = cycle[0] + q.passed + t->moment * share;
        t->y[t->count] = y;
        share = lmbi_min(1, share); /* noise of a rate goes as 1 / Q */
        t->w[t->count++] = is_rate(reading) ? share * share : 1;
    }
}

/* Insertion sort of a window: its median is its middle. */
static double middle_of(const double *y, int64_t from, int64_t to)
{
    double sorted[WINDOW];
    int64_t count = 0;
    for (int64_t i = from; i < to; i++) {
        int64_t k = count++;
        for (; k > 0 && sorted[k - 1] > y[i]; k--) sorted[k] = sorted[k - 1];
        sorted[k] = y[i];
    }
    return 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]);
}

/* The middle of the window about reading i; at either end it is as long: a last run is not a new
 * level. */
double lmbi_trace_middle(const struct lmbi_trace *t, int64_t i)
{
    int64_t from = i < RUN ? 0 : i + RUN < t->count ? i - RUN : t->count - WINDOW;
    return middle_of(t->y, from, from + WINDOW);
}

static int is_jump(const struct lmbi_trace *t, int64_t i)
{
    return lmbi_abs(t->y[i] - t->y[i - 1]) > (far_off - 1) * t->sigma / lmbi_sqrt(t->w[i]);
}

static int is_outlier(const struct lmbi_trace *t, int64_t i)
{
    double trend = lmbi_abs(lmbi_trace_middle(t, i + RUN) - lmbi_trace_middle(t, i - RUN));
    return lmbi_abs(t->y[i] - lmbi_trace_middle(t, i)) >
           far_off * t->sigma / lmbi_sqrt(t->w[i]) + trend;
}

/* Only near a jump can there be outliers. */
static void drop_outliers(struct lmbi_trace *t, double *out)
{
    int64_t count = t->count, kept = 0;
    if (count < WINDOW) return;
    memset(out, 0, (size_t)count * sizeof *out);
    for (int64_t i = 1; i < count; i++) {
        if (!is_jump(t, i)) continue;
        for (int64_t k = i < RUN ? 0 : i - RUN; k <= i + RUN && k < count; k++) out[k] = 1;
    }
    for (int64_t i = 0; i < count; i++)
        if (out[i] == 1) out[i] = is_outlier(t, i);
    for (int64_t i = 0; i < count; i++) {
        if (out[i] == 1) continue;
        t->cycle[kept] = t->cycle[i];
        t->x[kept] = t->x[i];
        t->y[kept] = t->y[i];
        t->w[kept++] = t->w[i];
    }
    t->count = kept;
}

int32_t lmbi_trace_read(struct lmbi_trace *t, const struct lmbi_table *report, int32_t reading)
{
    memset(t, 0, sizeof *t);
    t->memory = report->memory;
    t->moment = moment_of(report, reading);
    struct throughput q = throughput_of(report);
    if (!is_there(report, reading) || !(q.first > 0)) return LMB_OK;
    double *block = lmbi_resize(&t->memory, NULL, (uint64_t)report->rows, 5 * sizeof *block);
    if (!block) return LMB_ERROR_MEMORY;
    t->cycle = block;
    t->x = block + report->rows;
    t->y = block + 2 * report->rows;
    t->w = block + 3 * report->rows;
    take_usable(t, report, reading, q);
    double *scratch = block + 4 * report->rows;
    t->step = step_of_reading(report, reading, q.first);
    double floor = lmbi_max(1e-9, 0.29 * t->step); /* rounding is noise of step / sqrt(12) */
    t->sigma = lmbi_max(lmbi_noise(t->y, t->count, floor, scratch), floor);
    drop_outliers(t, scratch);
    return LMB_OK;
}

void lmbi_trace_clear(struct lmbi_trace *t) { lmbi_free(&t->memory, t->cycle); }

void lmbi_trace_cut(struct lmbi_trace *t, double end)
{
    while (t->count > 0 && t->cycle[t->count - 1] > end + t->moment - 0.5) t->count--;
}

void lmbi_trace_thin(struct lmbi_trace *t, int64_t most)
{
    int64_t each = (t->count + most - 1) / most, count = 0;
    if (each <= 1) return;
    for (int64_t i = 0; i < t->count; i += each) {
        double w = 0, wc = 0, wx = 0, wy = 0;
        for (int64_t k = i; k < t->count && k < i + each; k++) {
            w += t->w[k];
            wc += t->w[k] * t->cycle[k];
            wx += t->w[k] * t->x[k];
            wy += t->w[k] * t->y[k];
        }
        t->cycle[count] = wc / w;
        t->x[count] = wx / w;
        t->y[count] = wy / w;
        t->w[count++] = w;
    }
    t->count = count;
}

struct lmbi_trend lmbi_trace_trend(const struct lmbi_trace *t, double from, double to)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0, origin = t->count > 0 ? t->y[0] : 0;
    for (int64_t i = 0; i < t->count; i++) {
        if (!(t->cycle[i] >= from && t->cycle[i] < to)) continue;
        double dx = t->cycle[i] - from, dy = t->y[i] - origin;
        n++, x += dx, y += dy, xx += dx * dx, xy += dx * dy, yy += dy * dy;
    }
    struct lmbi_trend line = {(int64_t)n, LMBI_NAN, LMBI_NAN, LMBI_NAN};
    if (n < 3) return line;
    double sxx = xx - x * x / n, sxy = xy - x * y / n, syy = yy - y * y / n;
    line.slope = sxy / sxx;
    double rest = lmbi_max(0, syy - sxy * line.slope) / (n - 2);
    line.slope_sd = lmbi_sqrt(lmbi_max(rest, t->sigma * t->sigma) / sxx);
    line.level = origin + y / n;
    return line;
}
