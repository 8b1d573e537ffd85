#include "reader/counters.h"

#include "base/number.h"

void lmbi_counter_begin(struct lmbi_counter *c) { *c = (struct lmbi_counter){.last = LMBI_NAN}; }

static void note_border(struct lmbi_counter *c, double value, double noise)
{
    int32_t falls = value < c->last - noise;
    int32_t stands = c->last > noise && value <= c->last + noise && !falls;
    double brought = falls ? value : value - c->last;
    if (c->border == LMBI_BORDER_NONE) {
        c->irregular += falls;
    } else if (c->border != LMBI_BORDER_FILE) {
        c->irregular += brought > 1.5 * c->most + 1e-3 * c->largest;
        *(c->border == LMBI_BORDER_STEP ? &c->reset_step : &c->reset_cycle) += falls;
        *(c->border == LMBI_BORDER_STEP ? &c->kept_step : &c->kept_cycle) += stands;
    }
}

void lmbi_counter_add(struct lmbi_counter *c, double value, int32_t border, int32_t direction,
                      double most)
{
    if (border > c->border) c->border = border;
    c->most += most;
    if (value != value) return;
    c->largest = lmbi_max(c->largest, lmbi_abs(value));
    double noise = 1e-6 * c->largest;
    double increment = value < c->last - noise ? value : value - c->last;
    if (c->values++ == 0) {
        c->first = value; /* what was counted before the record */
        c->first_direction = direction;
        increment = 0;
    } else {
        note_border(c, value, noise);
    }
    if (direction > 0) c->charged += increment;
    else c->discharged += increment;
    c->last = value;
    c->border = LMBI_BORDER_NONE;
    c->most = 0;
}

int32_t lmbi_counter_scope(const struct lmbi_counter *c)
{
    if (c->values == 0) return LMBI_SCOPE_NONE;
    if (c->irregular > 0) return LMBI_SCOPE_IRREGULAR;
    if (c->reset_step == 0 && c->reset_cycle == 0) return LMBI_SCOPE_NEVER;
    if (c->reset_step == 0 && c->kept_cycle == 0) return LMBI_SCOPE_CYCLE;
    return c->kept_step + c->kept_cycle == 0 ? LMBI_SCOPE_STEP : LMBI_SCOPE_SOME_STEPS;
}

const char *lmbi_scope_name(int32_t scope)
{
    static const char *const name[] = {"is empty",
                                       "never resets",
                                       "resets with each cycle",
                                       "resets with each step",
                                       "resets with some steps",
                                       "is set irregularly"};
    return name[scope];
}
