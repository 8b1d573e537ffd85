#include "reader/counters.h"

#include "base/number.h"

void lmbi_counter_begin(struct lmbi_counter *c) { *c = (struct lmbi_counter){.last = LMBI_NAN}; }

static void note_border(struct lmbi_counter *c, int32_t border, int32_t falls, int32_t stands)
{
    if (border == LMBI_BORDER_NONE) {
        c->reset_inside += falls;
    } else if (border == LMBI_BORDER_STEP) {
        c->reset_step += falls;
        c->kept_step += stands;
    } else if (border == LMBI_BORDER_CYCLE) {
        c->reset_cycle += falls;
        c->kept_cycle += stands;
    }
}

void lmbi_counter_add(struct lmbi_counter *c, double value, int32_t border, int32_t direction)
{
    if (border > c->border) c->border = border;
    if (value != value) return;
    c->largest = lmbi_max(c->largest, lmbi_abs(value));
    double noise = 1e-6 * c->largest, increment = value - c->last;
    if (c->values++ == 0) increment = 0; /* what was counted before the file */
    int32_t falls = increment < -noise;
    int32_t stands = c->last > noise && lmbi_abs(increment) <= noise;
    if (c->values > 1) note_border(c, c->border, falls, stands);

    int32_t by_step = c->reset_step > 0 && c->kept_step == 0 && c->border != LMBI_BORDER_NONE;
    if (falls || (by_step && c->values > 1)) increment = value;
    if (direction > 0) c->charged += increment;
    else c->discharged += increment;
    c->last = value;
    c->border = LMBI_BORDER_NONE;
}

int32_t lmbi_counter_scope(const struct lmbi_counter *c)
{
    if (c->values == 0) return LMBI_SCOPE_NONE;
    if (c->reset_inside > 0) return LMBI_SCOPE_IRREGULAR;
    if (c->reset_step == 0 && c->reset_cycle == 0) return LMBI_SCOPE_NEVER;
    if (c->reset_step == 0) return c->kept_cycle == 0 ? LMBI_SCOPE_CYCLE : LMBI_SCOPE_IRREGULAR;
    return c->kept_step + c->kept_cycle == 0 ? LMBI_SCOPE_STEP : LMBI_SCOPE_IRREGULAR;
}

const char *lmbi_scope_name(int32_t scope)
{
    static const char *const name[] = {"is empty", "never resets", "resets with each cycle",
                                       "resets with each step", "resets irregularly"};
    return name[scope];
}
