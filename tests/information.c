#include "information.h"

#include <math.h>
#include <stdlib.h>

/* The parameters that shape the curves and the onsets. */
static const int32_t shaping[] = {
    LMB_PARAM_CATHODE_CAPACITY,     LMB_PARAM_CE_LI,      LMB_PARAM_INACTIVE_ONSET,
    LMB_PARAM_INACTIVE_SENSITIVITY, LMB_PARAM_CE_CATHODE, LMB_PARAM_FADE_ONSET,
    LMB_PARAM_FADE_SENSITIVITY,     LMB_PARAM_RESISTANCE, LMB_PARAM_MEAN_VOLTAGE};
enum { SHAPING = sizeof shaping / sizeof shaping[0], CHANNELS = 4 };

/* ln Q_ch, ln CE, mean voltages of charge and discharge; then both onsets. */
struct curves {
    double *value[CHANNELS], onset[2];
};

static double parameter(const lmb_cell *cell, int32_t id)
{
    double value;
    assert_ok(lmb_cell_get(cell, id, &value));
    return value;
}

/* Where a rising loss exceeds `level`, between the cycles. */
static double crossing(const double *ce, int64_t cycles, double level)
{
    for (int64_t k = 1; k < cycles; k++)
        if (1 - ce[k] > level) return (double)k + (level - (1 - ce[k - 1])) / (ce[k - 1] - ce[k]);
    return NAN;
}

static struct curves curves_of(const lmb_cell *cell, int64_t cycles)
{
    lmb_dataset *life = simulate(cell, cycles);
    struct curves c;
    static const int32_t ids[CHANNELS] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                          LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY};
    for (int i = 0; i < CHANNELS; i++) c.value[i] = column_of(life, ids[i]);
    for (int64_t k = 0; k < cycles; k++) {
        c.value[2][k] /= c.value[0][k];
        c.value[3][k] /= c.value[1][k];
        c.value[1][k] = log(c.value[1][k] / c.value[0][k]);
        c.value[0][k] = log(c.value[0][k]);
    }
    double *li = column_of(life, LMB_COLUMN_CE_LI);
    double *cathode = column_of(life, LMB_COLUMN_CE_CATHODE);
    c.onset[0] = crossing(li, cycles, 1.05 * (1 - parameter(cell, LMB_PARAM_CE_LI)));
    c.onset[1] = crossing(cathode, cycles, 1.5 * (1 - parameter(cell, LMB_PARAM_CE_CATHODE)));
    free(li);
    free(cathode);
    lmb_dataset_free(life);
    return c;
}

static void drop(struct curves *c)
{
    for (int i = 0; i < CHANNELS; i++) free(c->value[i]);
}

/* Derivatives by parameter, central; a CE moves by a share of its loss. */
static double difference(const lmb_cell *cell, int32_t id, int64_t cycles, struct curves *up,
                         struct curves *down)
{
    double value = parameter(cell, id);
    int is_ce = id == LMB_PARAM_CE_LI || id == LMB_PARAM_CE_CATHODE;
    double step = 1e-4 * (is_ce ? 1 - value : value > 0 ? value : 1);
    lmb_cell *moved = NULL;
    assert_ok(lmb_cell_copy(cell, &moved));
    set(moved, id, value + step);
    *up = curves_of(moved, cycles);
    set(moved, id, value > step ? value - step : value);
    *down = curves_of(moved, cycles);
    lmb_cell_free(moved);
    return value > step ? 2 * step : step;
}

/* Gaussian elimination with pivots, of a small symmetric matrix: x = inverse of a, times b. */
static int solve(int n, double a[SHAPING][SHAPING], double *b)
{
    for (int i = 0; i < n; i++) {
        int best = i;
        for (int k = i + 1; k < n; k++)
            if (fabs(a[k][i]) > fabs(a[best][i])) best = k;
        if (!(fabs(a[best][i]) > 1e-13)) return 0;
        for (int j = 0; j < n; j++) {
            double keep = a[i][j];
            a[i][j] = a[best][j], a[best][j] = keep;
        }
        double keep = b[i];
        b[i] = b[best], b[best] = keep;
        for (int k = i + 1; k < n; k++) {
            double factor = a[k][i] / a[i][i];
            for (int j = i; j < n; j++) a[k][j] -= factor * a[i][j];
            b[k] -= factor * b[i];
        }
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int j = i + 1; j < n; j++) b[i] -= a[i][j] * b[j];
        b[i] /= a[i][i];
    }
    return 1;
}

/* Variance of an onset whose gradient is `slope`: slope' F^-1 slope, F scaled to a unit diagonal
 * and parameters that nothing depends on left out. */
static double variance_of(double f[SHAPING][SHAPING], const double *slope)
{
    int used[SHAPING], n = 0;
    double a[SHAPING][SHAPING], b[SHAPING], scaled[SHAPING], sum = 0;
    for (int i = 0; i < SHAPING; i++)
        if (f[i][i] > 0) used[n++] = i;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            a[i][j] = f[used[i]][used[j]] / sqrt(f[used[i]][used[i]] * f[used[j]][used[j]]);
        a[i][i] += 1e-11;
        b[i] = scaled[i] = slope[used[i]] / sqrt(f[used[i]][used[i]]);
    }
    if (!solve(n, a, b)) return NAN;
    for (int i = 0; i < n; i++) sum += scaled[i] * b[i];
    return sum;
}

void onset_limits(const lmb_cell *cell, int64_t cycles, struct noise noise, double limit[2])
{
    double fisher[SHAPING][SHAPING] = {{0}}, slope[2][SHAPING];
    const double sigma[CHANNELS] = {noise.capacity, noise.ce, noise.voltage, noise.voltage};
    double *derivative = malloc((size_t)(SHAPING * CHANNELS * cycles) * sizeof *derivative);
    for (int p = 0; p < SHAPING; p++) {
        struct curves up, down;
        double step = difference(cell, shaping[p], cycles, &up, &down);
        for (int c = 0; c < CHANNELS; c++)
            for (int64_t k = 0; k < cycles; k++)
                derivative[(p * CHANNELS + c) * cycles + k] =
                    (up.value[c][k] - down.value[c][k]) / (step * sigma[c]);
        for (int s = 0; s < 2; s++) slope[s][p] = (up.onset[s] - down.onset[s]) / step;
        drop(&up);
        drop(&down);
    }
    for (int p = 0; p < SHAPING; p++)
        for (int q = 0; q < SHAPING; q++)
            for (int64_t i = 0; i < CHANNELS * cycles; i++)
                fisher[p][q] +=
                    derivative[p * CHANNELS * cycles + i] * derivative[q * CHANNELS * cycles + i];
    for (int s = 0; s < 2; s++) limit[s] = sqrt(variance_of(fisher, slope[s]));
    free(derivative);
}
