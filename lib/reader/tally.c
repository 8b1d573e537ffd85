#include "reader/tally.h"

#include "base/number.h"

static const double hold_tolerance = 2e-3; /* V: the voltage "stands" within it */
static const double hold_fall = 0.9;       /* the current falls at least to this share */

void lmbi_tally_begin(struct lmbi_tally *t, const struct lmbi_sample *first)
{
    *t = (struct lmbi_tally){.minimum_voltage = LMBI_NAN,
                             .maximum_voltage = LMBI_NAN,
                             .rest_charged = LMBI_NAN,
                             .rest_discharged = LMBI_NAN,
                             .first_time = first->time,
                             .last_time = first->time};
}

/* Both currents of one sign: the energy is gated by the current's sign, not the power's. */
static void add_trapezoid(struct lmbi_tally *t, double current_a, double current_b, double power_a,
                          double power_b, double dt)
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

void lmbi_tally_segment(struct lmbi_tally *t, const struct lmbi_sample *a,
                        const struct lmbi_sample *b)
{
    double dt = b->time - a->time;
    double power_a = a->current * a->voltage, power_b = b->current * b->voltage;
    if (a->current * b->current < 0) { /* part of it charges, part discharges */
        double crossing = a->current / (a->current - b->current) * dt;
        add_trapezoid(t, a->current, 0, power_a, 0, crossing);
        add_trapezoid(t, 0, b->current, 0, power_b, dt - crossing);
    } else {
        add_trapezoid(t, a->current, b->current, power_a, power_b, dt);
    }
    double temperature = (a->temperature + b->temperature) / 2 * dt;
    if (temperature == temperature) {
        t->temperature += temperature;
        t->temperature_time += dt;
    }
}

void lmbi_tally_head(struct lmbi_tally *t, const struct lmbi_sample *first, double dt)
{
    double power = first->current * first->voltage;
    add_trapezoid(t, first->current, first->current, power, power, dt);
}

void lmbi_tally_voltage(struct lmbi_tally *t, double voltage)
{
    if (!(voltage >= t->minimum_voltage)) t->minimum_voltage = voltage;
    if (!(voltage <= t->maximum_voltage)) t->maximum_voltage = voltage;
}

void lmbi_hold_begin(struct lmbi_hold *h, const struct lmbi_sample *first)
{
    *h = (struct lmbi_hold){first->voltage, first->current, first->current, 0, 0};
}

void lmbi_hold_segment(struct lmbi_hold *h, const struct lmbi_sample *a,
                       const struct lmbi_sample *b)
{
    if (!(lmbi_abs(b->voltage - h->voltage) <= hold_tolerance)) {
        lmbi_hold_begin(h, b);
        return;
    }
    h->last_current = b->current;
    h->time += b->time - a->time;
    h->charge += (a->current + b->current) / 2 * (b->time - a->time);
}

void lmbi_hold_end(const struct lmbi_hold *h, struct lmbi_tally *t)
{
    if (!(h->last_current > 0 && h->last_current < hold_fall * h->first_current)) return;
    t->hold_time += h->time;
    t->hold_charge += h->charge;
}
