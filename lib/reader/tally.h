/* What passes within a cycle, counted segment by segment. */
#ifndef LMBI_READER_TALLY_H
#define LMBI_READER_TALLY_H

#include <stdint.h>

#include "base/number.h"

enum { LMBI_COUNTERS = 6 };

/* One sample of a time series. NaN: not recorded. */
struct lmbi_sample {
    double time, current, voltage, temperature; /* s, A (> 0 charges), V, K */
    double cycle, step, step_time;
    int64_t state;   /* a number that changes with the state's text; 64 bits: all is whole doubles */
    int32_t gap;     /* what came before does not go on here */
    int32_t restart; /* first of a file whose time starts again */
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

/* The segment between two samples of one step: the trapezoid of I dt, of V I dt and of T dt. */
static inline void lmbi_tally_segment(struct lmbi_tally *t, const struct lmbi_sample *a,
                                      const struct lmbi_sample *b)
{
    double dt = b->time - a->time;
    double power_a = a->current * a->voltage, power_b = b->current * b->voltage;
    if (a->current * b->current < 0) { /* part of it charges, part discharges */
        double crossing = a->current / (a->current - b->current) * dt;
        lmbi_add_trapezoid(t, a->current, 0, power_a, 0, crossing);
        lmbi_add_trapezoid(t, 0, b->current, 0, power_b, dt - crossing);
    } else {
        lmbi_add_trapezoid(t, a->current, b->current, power_a, power_b, dt);
    }
    double temperature = (a->temperature + b->temperature) / 2 * dt;
    if (temperature == temperature) {
        t->temperature += temperature;
        t->temperature_time += dt;
    }
}

static inline void lmbi_tally_voltage(struct lmbi_tally *t, double voltage)
{
    if (!(voltage >= t->minimum_voltage)) t->minimum_voltage = voltage;
    if (!(voltage <= t->maximum_voltage)) t->maximum_voltage = voltage;
}

/* A step begins; goes on. */
static inline void lmbi_hold_begin(struct lmbi_hold *h, const struct lmbi_sample *first)
{
    *h = (struct lmbi_hold){first->voltage, first->current, first->current, 0, 0};
}

static inline void lmbi_hold_segment(struct lmbi_hold *h, const struct lmbi_sample *a,
                                     const struct lmbi_sample *b)
{
    if (!(lmbi_abs(b->voltage - h->voltage) <= LMBI_HOLD_TOLERANCE)) {
        lmbi_hold_begin(h, b);
        return;
    }
    h->last_current = b->current;
    h->time += b->time - a->time;
    h->charge += (a->current + b->current) / 2 * (b->time - a->time);
}

#endif
