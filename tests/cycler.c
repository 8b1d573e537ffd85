#include "cycler.h"

#include <math.h>
#include <stdlib.h>

struct cycler any_cycler(int kind, struct noise white, const char **name)
{
    static const struct {
        const char *name;
        struct cycler cycler;
    } all[CYCLERS] = {
        {"white noise", {.heavy = 0}},
        {"heavy tails", {.heavy = 1}},
        {"outlier runs", {.outliers = 0.01}},
        {"diagnostic cycles", {.diagnostic = 50, .formation = 3}},
        {"missing cycles", {.missing = 0.1}},
        {"step after a pause", {.pause = 60}},
        {"periodic temperature", {.temperature = 1e-3}},
        {"gain +6e-4", {.gain = 6e-4}},
        {"gain -6e-4", {.gain = -6e-4}},
        {"noise as 1/Q", {.inverse = 1}},
        {"quantized", {.step = 1e-3}},
        {"differenced noise", {.across = 1}},
    };
    struct cycler c = all[kind].cycler;
    c.white = white;
    if (name) *name = all[kind].name;
    return c;
}

static double noise_of(const struct cycler *c, struct random *r)
{
    double z = normal(r);
    if (!c->heavy) return z;
    double a = normal(r), b = normal(r), d = normal(r);
    return 0.882 * z / sqrt((a * a + b * b + d * d) / 3); /* 0.6745 / 0.7649: the same median */
}

static double rounded(double value, double step)
{
    return step > 0 ? step * round(value / step) : value;
}

/* A run of outliers that goes on. */
struct run {
    int length, whole_cycle;
    double off;
};

static void go_on(struct run *run, double share, struct random *r)
{
    if (run->length-- > 0 || uniform(r, 0, 1) >= share) return;
    *run = (struct run){choose(r, 6), choose(r, 2), uniform(r, 0.003, 0.04)};
    if (choose(r, 2)) run->off = -run->off;
}

struct truth {
    double *cycle, *charge, *discharge, *up, *down; /* capacities and mean voltages */
};

static struct truth truth_of(const lmb_dataset *dataset)
{
    struct truth t = {column_of(dataset, LMB_COLUMN_CYCLE),
                      column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY),
                      column_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY),
                      column_of(dataset, LMB_COLUMN_CHARGE_ENERGY),
                      column_of(dataset, LMB_COLUMN_DISCHARGE_ENERGY)};
    for (int64_t k = 0; k < lmb_dataset_cycles(dataset); k++) {
        t.up[k] /= t.charge[k];
        t.down[k] /= t.discharge[k];
    }
    return t;
}

/* Both halves of cycle k together: slow cycles, the step after a pause, the room. */
static double common_factor(const struct cycler *c, int64_t k, double *volts)
{
    double factor = 1, wave = c->temperature * sin(2 * 3.14159265358979324 * (double)k / 24);
    int slow = k < c->formation || (c->diagnostic && k % c->diagnostic == c->diagnostic - 1);
    *volts = wave;
    if (slow) factor *= 1.03, *volts += 0.03;
    if (c->pause && k >= c->pause) factor *= 1.003, *volts += 0.002;
    return factor * (1 + wave);
}

lmb_dataset *measure_with(const struct cycler *c, const lmb_dataset *dataset, uint64_t seed)
{
    static const int32_t ids[] = {LMB_COLUMN_CYCLE, LMB_COLUMN_CHARGE_CAPACITY,
                                  LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_MEAN_CHARGE_VOLTAGE,
                                  LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE};
    struct random random = {seed}, *r = &random;
    struct truth t = truth_of(dataset);
    struct run run = {0, 0, 0};
    double before = c->white.capacity * normal(r), volts;
    lmb_dataset *record = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &record));
    for (int64_t k = 0; k < lmb_dataset_cycles(dataset); k++) {
        double jitter = c->white.capacity * noise_of(c, r), ce = c->white.ce * noise_of(c, r);
        double factor = common_factor(c, k, &volts);
        double up = t.up[k] - volts + c->white.voltage * noise_of(c, r);
        double down = t.down[k] + volts + c->white.voltage * noise_of(c, r);
        go_on(&run, c->outliers, r);
        if (c->inverse) ce *= t.charge[0] / t.charge[k];
        if (run.length >= 0 && run.whole_cycle) factor *= 1 + run.off;
        else if (run.length >= 0) ce += run.off;
        double charge = t.charge[k] * factor * (1 + c->gain) * (1 + (c->across ? before : jitter));
        double discharge = t.discharge[k] * factor * (1 + jitter) * (1 + ce);
        double row[5] = {t.cycle[k], rounded(charge, c->step), rounded(discharge, c->step),
                         rounded(up, c->step), rounded(down, c->step)};
        before = jitter;
        if (k > 0 && uniform(r, 0, 1) < c->missing) continue;
        assert_ok(lmb_dataset_append(record, ids, row, 5));
    }
    double *columns[] = {t.cycle, t.charge, t.discharge, t.up, t.down};
    for (int i = 0; i < 5; i++) free(columns[i]);
    return record;
}
