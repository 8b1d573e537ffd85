/* What passes within a cycle, counted segment by segment. */
#ifndef LMBI_READER_TALLY_H
#define LMBI_READER_TALLY_H

#include <stdint.h>

#include "base/number.h"

enum { LMBI_COUNTERS = 7 };

/* One sample of a time series. NaN: not recorded. */
struct lmbi_sample {
    double time, current, voltage, temperature; /* s, A (> 0 charges), V, K */
    double cycle, step, step_time, pressure;    /* s, kPa */
    int64_t state; /* a number that changes with the state's text; 64 bits: all is whole doubles */
    int32_t gap;   /* what came before does not go on here */
    int32_t restart;               /* first of a file whose time starts again */
    double counter[LMBI_COUNTERS]; /* what the cycler counted itself; see counters.h */
};

/* A charge at constant voltage as far as it has gone within a step. */
struct lmbi_hold {
    double voltage, first_current, last_current, time, charge;
};

struct lmbi_tally {
    double charge, discharge;               /* A s, both positive */
    double charge_energy, discharge_energy; /* W s */
    double charge_time, discharge_time;     /* s */
    double temperature, temperature_time;   /* K s, s */
    double pressure, pressure_time;         /* kPa s, s */
    double minimum_voltage, maximum_voltage;
    double rest_charged, rest_discharged; /* V at the end of a rest */
    double hold_time, hold_charge;
    double first_time, last_time;
};

/* V: the voltage "stands" within it. */
#define LMBI_HOLD_TOLERANCE 2e-3

void lmbi_tally_begin(struct lmbi_tally *t, const struct lmbi_sample *first);
/* The part of a step before its first sample, `dt` long, at that sample's current. */
void lmbi_tally_head(struct lmbi_tally *t, const struct lmbi_sample *first, double dt);
/* A step ends: it was a hold if the current fell while the voltage stood. */
void lmbi_hold_end(const struct lmbi_hold *h, struct lmbi_tally *t);

/* Both currents of one sign: the energy is gated by the current's sign, not the power's. */
static inline void lmbi_add_trapezoid(struct lmbi_tally *t, double current_a, double current_b,
                                      double power_a, double power_b, double dt)
{
    double charge = (current_a + current_b) / 2 * dt, energy = (power_a + power_b) / 2 * dt;
    if (charge > 0) {
        t->charge += charge;
        t->charge_energy += energy;
        t->charge_time += dt;
    } else if (charge < 0) {
        t->discharge -= charge;
        t->discharge_energy -= energy;
        t->discharge_time += dt;
    }
}

/* A segment of one step, from current and power at `a` to those at `b`: the trapezoid of I dt and
 * of V I dt. */
static inline void lmbi_tally_flow(struct lmbi_tally *t, double current_a, double current_b,
                                   double power_a, double power_b, double dt)
{
    if (current_a * current_b < 0) { /* part of it charges, part discharges */
        double crossing = current_a / (current_a - current_b) * dt;
        lmbi_add_trapezoid(t, current_a, 0, power_a, 0, crossing);
        lmbi_add_trapezoid(t, 0, current_b, 0, power_b, dt - crossing);
    } else {
        lmbi_add_trapezoid(t, current_a, current_b, power_a, power_b, dt);
    }
}

/* The same of x dt, where both values are known. */
static inline void lmbi_tally_mean(double *sum, double *time, double a, double b, double dt)
{
    double x = (a + b) / 2 * dt;
    if (x != x) return;
    *sum += x;
    *time += dt;
}

/* The segment between two samples of one step. */
static inline void lmbi_tally_segment(struct lmbi_tally *t, const struct lmbi_sample *a,
                                      const struct lmbi_sample *b)
{
    double dt = b->time - a->time;
    lmbi_tally_flow(t, a->current, b->current, a->current * a->voltage, b->current * b->voltage,
                    dt);
    lmbi_tally_mean(&t->temperature, &t->temperature_time, a->temperature, b->temperature, dt);
    lmbi_tally_mean(&t->pressure, &t->pressure_time, a->pressure, b->pressure, dt);
}

static inline void lmbi_tally_voltage(struct lmbi_tally *t, double voltage)
{
    double low = t->minimum_voltage, high = t->maximum_voltage;
    if (voltage < low || low != low) t->minimum_voltage = voltage;
    if (voltage > high || high != high) t->maximum_voltage = voltage;
}

/* A step begins; goes on. */
static inline void lmbi_hold_begin(struct lmbi_hold *h, const struct lmbi_sample *first)
{
    *h = (struct lmbi_hold){first->voltage, first->current, first->current, 0, 0};
}

static inline int32_t lmbi_is_held(double at, double voltage)
{
    return lmbi_abs(voltage - at) <= LMBI_HOLD_TOLERANCE;
}

static inline void lmbi_hold_add(struct lmbi_hold *h, double current_a, double current_b, double dt)
{
    h->last_current = current_b;
    h->time += dt;
    h->charge += (current_a + current_b) / 2 * dt;
}

static inline void lmbi_hold_segment(struct lmbi_hold *h, const struct lmbi_sample *a,
                                     const struct lmbi_sample *b, int32_t charges)
{
    if (charges && lmbi_is_held(h->voltage, b->voltage))
        lmbi_hold_add(h, a->current, b->current, b->time - a->time);
    else lmbi_hold_begin(h, b);
}

#endif
