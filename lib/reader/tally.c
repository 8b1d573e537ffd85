#include "reader/tally.h"

#include "base/number.h"

static const double hold_fall = 0.9; /* the current falls at least to this share */

void lmbi_tally_begin(struct lmbi_tally *t, const struct lmbi_sample *first)
{
    *t = (struct lmbi_tally){.minimum_voltage = LMBI_NAN,
                             .maximum_voltage = LMBI_NAN,
                             .rest_charged = LMBI_NAN,
                             .rest_discharged = LMBI_NAN,
                             .first_time = first->time,
                             .last_time = first->time};
}

void lmbi_tally_head(struct lmbi_tally *t, const struct lmbi_sample *first, double dt)
{
    double power = first->current * first->voltage;
    lmbi_add_trapezoid(t, first->current, first->current, power, power, dt);
}

void lmbi_hold_end(const struct lmbi_hold *h, struct lmbi_tally *t)
{
    if (!(h->last_current > 0 && h->last_current < hold_fall * h->first_current)) return;
    t->hold_time += h->time;
    t->hold_charge += h->charge;
}
