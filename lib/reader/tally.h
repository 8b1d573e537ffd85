/* What passes within a cycle, counted segment by segment. */
#ifndef LMBI_READER_TALLY_H
#define LMBI_READER_TALLY_H

#include <stdint.h>

enum { LMBI_COUNTERS = 6 };

/* One sample of a time series. NaN: not recorded. */
struct lmbi_sample {
    double time, current, voltage, temperature; /* s, A (> 0 charges), V, K */
    double cycle, step, step_time;
    int32_t state;   /* a number that changes with the state's text */
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

void lmbi_tally_begin(struct lmbi_tally *t, const struct lmbi_sample *first);
/* The segment between two samples of one step: the trapezoid of I dt, of V I dt and of T dt. */
void lmbi_tally_segment(struct lmbi_tally *t, const struct lmbi_sample *a,
                        const struct lmbi_sample *b);
/* The part of a step before its first sample, `dt` long, at that sample's current. */
void lmbi_tally_head(struct lmbi_tally *t, const struct lmbi_sample *first, double dt);
void lmbi_tally_voltage(struct lmbi_tally *t, double voltage);

/* A step begins; goes on; ends, and was a hold if the current fell while the voltage stood. */
void lmbi_hold_begin(struct lmbi_hold *h, const struct lmbi_sample *first);
void lmbi_hold_segment(struct lmbi_hold *h, const struct lmbi_sample *a,
                       const struct lmbi_sample *b);
void lmbi_hold_end(const struct lmbi_hold *h, struct lmbi_tally *t);

#endif
