#include "limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the fit varies: the law and the cathode; N/P and the gain within what is known of them; the
 * levels of both voltages. */
enum { CE_LI, ONSET, SENSITIVITY, CE_CATHODE, NP_RATIO, GAIN, LEVEL, OFFSET, VARIED };
enum { OF_MODEL = GAIN, CHANNELS = 4, BEYOND = 60 };
static const int32_t ids[OF_MODEL] = {LMB_PARAM_CE_LI, LMB_PARAM_INACTIVE_ONSET,
                                      LMB_PARAM_INACTIVE_SENSITIVITY, LMB_PARAM_CE_CATHODE,
                                      LMB_PARAM_NP_RATIO};

struct limits {
    int64_t end;
    double np_sd, gain_sd, truth[LIMITS], slope[LIMITS][VARIED];
    double *derivative[OF_MODEL][CHANNELS]; /* by cycle, in units of the noise */
    double per_sigma[CHANNELS];
};

/* ln Q_ch, ln CE, mean voltages of charge and discharge; and what is asked. */
struct curves {
    double *value[CHANNELS], asked[LIMITS];
};

static double crossing(const double *ce, int64_t cycles, double level)
{
    for (int64_t k = 1; k < cycles; k++)
        if (1 - ce[k] > level) return (double)k + (level - (1 - ce[k - 1])) / (ce[k - 1] - ce[k]);
    return NAN;
}

static struct curves curves_of(const lmb_cell *cell, int64_t cycles)
{
    static const int32_t columns[] = {LMB_COLUMN_CHARGE_CAPACITY,    LMB_COLUMN_CE_CELL,
                                      LMB_COLUMN_CHARGE_ENERGY,      LMB_COLUMN_DISCHARGE_ENERGY,
                                      LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CE_LI,
                                      LMB_COLUMN_CE_CATHODE,         LMB_COLUMN_LI_LIMITED};
    lmb_dataset *life = simulate(cell, cycles);
    struct curves c;
    double *of[8], ce_li, ce_cathode;
    for (int i = 0; i < 8; i++) of[i] = column_of(life, columns[i]);
    assert_ok(lmb_cell_get(cell, LMB_PARAM_CE_LI, &ce_li));
    assert_ok(lmb_cell_get(cell, LMB_PARAM_CE_CATHODE, &ce_cathode));
    c.asked[LIMIT_STAGE_2] = crossing(of[5], cycles, 1.05 * (1 - ce_li));
    c.asked[LIMIT_STAGE_3] = crossing(of[6], cycles, 1.5 * (1 - ce_cathode) + 1e-12);
    int64_t k = 0;
    while (k < cycles && of[7][k] == 0) k++;
    c.asked[LIMIT_END] =
        k < cycles ? (double)k + (of[1][k] - of[5][k]) / (of[6][k] - of[5][k]) : NAN;
    for (k = 0; k < cycles; k++) {
        of[2][k] /= of[0][k];
        of[3][k] /= of[4][k];
        of[0][k] = log(of[0][k]);
        of[1][k] = log(of[1][k]);
    }
    for (int i = 0; i < 8; i++)
        if (i < CHANNELS) c.value[i] = of[i];
        else free(of[i]);
    lmb_dataset_free(life);
    return c;
}

/* By one parameter, central; a CE moves by a share of its loss. */
static void differentiate(struct limits *l, const lmb_cell *cell, int p)
{
    struct curves side[2];
    double value, step;
    assert_ok(lmb_cell_get(cell, ids[p], &value));
    step = 1e-4 * (p == CE_LI || p == CE_CATHODE ? 1 - value : value);
    for (int s = 0; s < 2; s++) {
        lmb_cell *moved = NULL;
        assert_ok(lmb_cell_copy(cell, &moved));
        set(moved, ids[p], s ? value + step : value - step);
        side[s] = curves_of(moved, l->end + BEYOND);
        lmb_cell_free(moved);
    }
    for (int c = 0; c < CHANNELS; c++) {
        double *d = l->derivative[p][c] = side[1].value[c];
        for (int64_t k = 0; k < l->end; k++)
            d[k] = (d[k] - side[0].value[c][k]) / (2 * step) * l->per_sigma[c];
        free(side[0].value[c]);
    }
    for (int q = 0; q < LIMITS; q++)
        l->slope[q][p] = (side[1].asked[q] - side[0].asked[q]) / (2 * step);
}

struct limits *limits_of(const lmb_cell *cell, int64_t end, struct noise noise, double np_sd,
                         double gain_sd)
{
    struct limits *l = calloc(1, sizeof *l);
    const double per_sigma[] = {1 / noise.capacity, 1 / noise.ce, 1 / noise.voltage,
                                1 / noise.voltage};
    assert_non_null(l);
    l->end = end;
    l->np_sd = np_sd;
    l->gain_sd = gain_sd;
    memcpy(l->per_sigma, per_sigma, sizeof per_sigma);
    for (int p = 0; p < OF_MODEL; p++) differentiate(l, cell, p);
    struct curves c = curves_of(cell, end + BEYOND);
    memcpy(l->truth, c.asked, sizeof l->truth);
    for (int i = 0; i < CHANNELS; i++) free(c.value[i]);
    return l;
}

double limits_truth(const struct limits *l, int which) { return l->truth[which]; }

/* Gain moves CE; one level both voltages, one the charge's beside it. */
static double derivative(const struct limits *l, int p, int c, int64_t k)
{
    if (p < OF_MODEL) return l->derivative[p][c][k];
    if (p == GAIN) return c == 1 ? l->per_sigma[c] : 0;
    return c == 2 || (c == 3 && p == LEVEL) ? l->per_sigma[c] : 0;
}

/* x of a x = b, a symmetric and positive definite; 0 if it is not. */
static int solve(double a[VARIED][VARIED], double *b)
{
    for (int i = 0; i < VARIED; i++) {
        for (int j = 0; j <= i; j++) {
            for (int k = 0; k < j; k++) a[i][j] -= a[i][k] * a[j][k];
            if (i == j && !(a[i][i] > 1e-12)) return 0;
            a[i][j] = i == j ? sqrt(a[i][i]) : a[i][j] / a[j][j];
        }
        for (int k = 0; k < i; k++) b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (int i = VARIED - 1; i >= 0; i--) {
        for (int k = i + 1; k < VARIED; k++) b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
    return 1;
}

double limits_sd(const struct limits *l, int64_t cycles, int which)
{
    double f[VARIED][VARIED] = {{0}}, b[VARIED], scale[VARIED], sum = 0;
    int64_t before = cycles < l->end ? cycles : l->end - 1; /* behind it the readings are others */
    for (int64_t k = 0; k < before; k++)
        for (int c = 0; c < CHANNELS; c++) {
            double d[VARIED];
            for (int p = 0; p < VARIED; p++) d[p] = derivative(l, p, c, k);
            for (int p = 0; p < VARIED; p++)
                for (int q = 0; q < VARIED; q++) f[p][q] += d[p] * d[q];
        }
    f[NP_RATIO][NP_RATIO] += 1 / (l->np_sd * l->np_sd);
    f[GAIN][GAIN] += 1 / (l->gain_sd * l->gain_sd);
    for (int p = 0; p < VARIED; p++) {
        if (!(f[p][p] > 0)) return NAN;
        scale[p] = sqrt(f[p][p]);
        b[p] = l->slope[which][p] / scale[p];
    }
    for (int p = 0; p < VARIED; p++)
        for (int q = 0; q < VARIED; q++) f[p][q] /= scale[p] * scale[q];
    if (!solve(f, b)) return NAN;
    for (int p = 0; p < VARIED; p++) sum += b[p] * l->slope[which][p] / scale[p];
    return sqrt(sum);
}

void limits_free(struct limits *l)
{
    for (int p = 0; l && p < OF_MODEL; p++)
        for (int c = 0; c < CHANNELS; c++) free(l->derivative[p][c]);
    free(l);
}
