#include "reader/counters.h"

#include "base/number.h"

void lmbi_counter_begin(struct lmbi_counter *c, int32_t own, int32_t may_be_net, int32_t named,
                        double digit)
{
    *c = (struct lmbi_counter){
        .own = own, .may_be_net = may_be_net, .named = named, .digit = digit, .last = LMBI_NAN};
}

static void note_border(struct lmbi_resets *r, int32_t border, int32_t resets, int32_t stands)
{
    if (border == LMBI_BORDER_STEP) r->reset_step += resets, r->kept_step += stands;
    if (border == LMBI_BORDER_CYCLE) r->reset_cycle += resets, r->kept_cycle += stands;
}

/* What a counter that only rises has counted since `last`. */
static double rise_of(struct lmbi_counter *c, double last, double value, double noise)
{
    int32_t falls = value < last - noise;
    int32_t stands = last > noise && value <= last + noise && !falls;
    double brought = falls ? value : value - last;
    if (c->border == LMBI_BORDER_NONE) c->rising.irregular += falls;
    else if (c->border != LMBI_BORDER_FILE)
        c->rising.irregular += brought > 1.5 * c->most + 1e-3 * c->largest;
    note_border(&c->rising, c->border, falls, stands);
    return brought;
}

/* A net counter starts again at a border, `reach` being what the current can have brought. */
static int32_t net_resets(const struct lmbi_counter *c, double value, double reach)
{
    double since = lmbi_abs(value - c->last), from_0 = lmbi_abs(value);
    if (c->border == LMBI_BORDER_NONE) return 0;
    if (since > reach) return from_0 < since;
    return from_0 <= reach && c->named != LMBI_BORDER_NONE && c->border >= c->named;
}

/* What a net counter has counted since its last value. */
static double net_change(struct lmbi_counter *c, double value, double noise, int32_t direction)
{
    double since = value - c->last, reach = 1.5 * c->most + noise;
    int32_t resets = net_resets(c, value, reach);
    double brought = resets ? value : since;
    if (c->border != LMBI_BORDER_FILE)
        c->beyond += lmbi_max(lmbi_abs(brought) - reach - c->digit, 0);
    c->moved += lmbi_abs(brought);
    if (c->border == LMBI_BORDER_NONE)
        *(since * direction > 0 ? &c->with : &c->against) += lmbi_abs(since);
    c->net.irregular = lmbi_max(c->beyond, lmbi_min(c->with, c->against)) > 1e-3 * c->moved;
    note_border(&c->net, c->border, resets, !resets && lmbi_abs(value) > reach);
    return brought;
}

static void add_change(struct lmbi_counter *c, double changed, int32_t direction)
{
    *(changed > 0 ? &c->risen : &c->fallen) += lmbi_abs(changed);
    c->follows += changed * direction;
}

static double as_it_counts(const struct lmbi_counter *c, double value)
{
    return c->own ? lmbi_abs(value) : value; /* discharge is negative in some */
}

void lmbi_counter_add(struct lmbi_counter *c, double value, int32_t border, int32_t direction,
                      double most)
{
    int32_t side = c->own ? c->own : direction;
    if (border > c->border) c->border = border;
    c->most += most;
    if (value != value) return;
    c->largest = lmbi_max(c->largest, lmbi_abs(value));
    double noise = 1e-6 * c->largest;
    if (c->values++ == 0) {
        c->first = as_it_counts(c, value); /* what was counted before the record */
        c->first_direction = side;
    } else {
        *(side > 0 ? &c->charged : &c->discharged) +=
            rise_of(c, as_it_counts(c, c->last), as_it_counts(c, value), noise);
        if (c->may_be_net) add_change(c, net_change(c, value, noise, direction), direction);
    }
    c->last = value;
    c->border = LMBI_BORDER_NONE;
    c->most = 0;
}

int32_t lmbi_counter_scope(const struct lmbi_counter *c, int32_t as_net)
{
    const struct lmbi_resets *r = as_net ? &c->net : &c->rising;
    if (c->values == 0) return LMBI_SCOPE_NONE;
    if (r->irregular > 0) return LMBI_SCOPE_IRREGULAR;
    if (r->reset_step == 0 && r->reset_cycle == 0) return LMBI_SCOPE_NEVER;
    if (r->reset_step == 0 && r->kept_cycle == 0) return LMBI_SCOPE_CYCLE;
    return r->kept_step + r->kept_cycle == 0 ? LMBI_SCOPE_STEP : LMBI_SCOPE_SOME_STEPS;
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
