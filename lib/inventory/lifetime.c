#include "inventory/lifetime.h"

#include "base/number.h"
#include "inventory/cycle.h"

#define LIFE_ENDS 0.8 /* of the first discharge capacity */

static double why_it_ended(const struct lmbi_turn *turn)
{
    if (turn->li_limited == 1) return LMBI_ENDS_EXHAUSTED;
    return turn->wetted_fraction < 1 ? LMBI_ENDS_DRY : LMBI_ENDS_BY_CATHODE;
}

struct lmbi_lifetime lmbi_lifetime_of(const struct lmbi_parameters *p,
                                      const struct lmbi_rates *rates, int64_t cycles)
{
    struct lmbi_lifetime life = {LMBI_NAN, LMBI_NAN, LMBI_LIVES};
    struct lmbi_state state;
    double first = 0;
    lmbi_state_init(&state, p);
    for (int64_t k = 1; k <= cycles; k++) {
        struct lmbi_turn turn;
        lmbi_cycle(&state, p, rates, &turn);
        if (k == 1) first = turn.discharge_capacity;
        int exhausted = turn.li_limited == 1 && p->np_ratio > 0;
        int faded = turn.discharge_capacity < LIFE_ENDS * first;
        if ((exhausted || faded) && life.failure_mode == LMBI_LIVES) {
            life.cycle_life = (double)(k - 1);
            life.failure_mode = why_it_ended(&turn);
        }
        if (exhausted) life.normalized = (double)(k - 1) / p->np_ratio;
        if (exhausted || (faded && p->np_ratio == 0) || turn.charge_capacity == 0) break;
    }
    return life;
}
