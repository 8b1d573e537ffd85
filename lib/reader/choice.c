#include "reader/series.h"

#include "base/number.h"
#include "base/text.h"

/* Charge or energy: the columns of both directions, and the counters that may fill them. */
struct counted_amount {
    const char *what, *unit;
    int32_t column[2];
    int32_t counter[LMBI_REPORTED][2]; /* by table; -1: none */
};

/* The integral and the counters of a table over all cycles, charge and discharge. */
struct comparison {
    int32_t there, used;
    int32_t scope[2];
    double integral[2], counted[2];
    double worst; /* relative difference in one cycle of those with a tenth of the largest */
};

static void compare_columns(const double *a, const double *b, int64_t rows, int i,
                            struct comparison *c)
{
    double largest = 0;
    for (int64_t k = 0; k < rows; k++) {
        largest = lmbi_max(largest, a[k]);
        c->integral[i] += a[k];
        c->counted[i] += b[k];
    }
    for (int64_t k = 0; k < rows; k++)
        if (a[k] > 0.1 * largest) c->worst = lmbi_max(c->worst, lmbi_abs(b[k] / a[k] - 1));
}

/* The same but for errors of a measurement, not of a unit. */
static int32_t are_alike(const struct comparison *c)
{
    double largest = lmbi_max(c->integral[0], c->integral[1]);
    for (int i = 0; i < 2; i++) {
        double a = c->integral[i], b = c->counted[i];
        int32_t close = (a > 0.5 * b && b > 0.5 * a) || lmbi_abs(a - b) <= 1e-3 * largest;
        if (!close) return 0;
    }
    return 1;
}

/* What a counter that resets showed at the record's begin belongs to its first cycle. */
static void add_before_record(struct lmbi_series *s, const struct counted_amount *a, int table,
                              int i)
{
    const struct lmbi_counter *c = &s->counting.counter[a->counter[table][i]];
    struct lmbi_table *t = s->counting.table;
    int32_t scope = lmbi_counter_scope(c, 0);
    if (scope != LMBI_SCOPE_CYCLE && scope != LMBI_SCOPE_STEP) return;
    if (c->first_direction != (i == 0 ? 1 : -1) || c->first <= 0) return;
    lmbi_column(t, a->column[i])[0] += c->first;
    lmbi_remark(s->remarks, "counter",
                "%s: cycle %g begins before the record, its counter at %g %s: added", a->what,
                lmbi_column(t, LMB_COLUMN_CYCLE)[0], c->first, a->unit);
}

static const char *verdict_on(const struct comparison *c)
{
    if (c->used) return "used";
    if (c->scope[0] == LMBI_SCOPE_IRREGULAR || c->scope[1] == LMBI_SCOPE_IRREGULAR)
        return "not used";
    return "not used: it is out by a factor";
}

static void tell_counters(struct lmbi_series *s, const struct counted_amount *a, int table,
                          const struct comparison *c)
{
    static const char sums[] = "; %s. It has %g and %g %s in all, the integral %g and %g; largest "
                               "difference in a cycle %g %%";
    char text[400];
    size_t used =
        table == LMBI_BY_NET
            ? lmbi_format(text, sizeof text, "%s: the cycler's net counter %s", a->what,
                          lmbi_scope_name(c->scope[0]))
            : lmbi_format(text, sizeof text,
                          "%s: the cycler's counter for charge %s, for discharge %s", a->what,
                          lmbi_scope_name(c->scope[0]), lmbi_scope_name(c->scope[1]));
    lmbi_format(text + used, sizeof text - used, sums, verdict_on(c), c->counted[0], c->counted[1],
                a->unit, c->integral[0], c->integral[1], 100 * c->worst);
    lmbi_remark(s->remarks, "counter", "%s", text);
}

/* A net counter may fall in charging. */
static void orient_net(struct lmbi_series *s, const struct counted_amount *a)
{
    struct lmbi_table *net = &s->counting.reported[LMBI_BY_NET];
    if (s->counting.counter[a->counter[LMBI_BY_NET][0]].follows < 0)
        lmbi_swap_columns(net, a->column[0], net, a->column[1]);
}

/* Counters are used where both have a proven scope. */
static struct comparison compare_table(struct lmbi_series *s, const struct counted_amount *a,
                                       int table)
{
    struct lmbi_counting *counting = &s->counting;
    struct comparison c = {.there = 0};
    for (int i = 0; i < 2; i++) {
        int32_t counter = a->counter[table][i];
        if (counter < 0 || !lmbi_column(counting->table, a->column[i])) return c;
        c.scope[i] = lmbi_counter_scope(&counting->counter[counter], table == LMBI_BY_NET);
        if (c.scope[i] == LMBI_SCOPE_NONE) return c;
    }
    if (table == LMBI_BY_NET) orient_net(s, a);
    for (int i = 0; i < 2; i++)
        compare_columns(lmbi_column(counting->table, a->column[i]),
                        lmbi_column(&counting->reported[table], a->column[i]),
                        counting->table->rows, i, &c);
    c.there = 1;
    c.used =
        c.scope[0] != LMBI_SCOPE_IRREGULAR && c.scope[1] != LMBI_SCOPE_IRREGULAR && are_alike(&c);
    return c;
}

static void use_table(struct lmbi_series *s, const struct counted_amount *a, int table)
{
    struct lmbi_counting *counting = &s->counting;
    for (int i = 0; i < 2; i++) {
        lmbi_swap_columns(counting->table, a->column[i], &counting->reported[table], a->column[i]);
        if (table != LMBI_BY_NET) add_before_record(s, a, table, i);
    }
}

/* The table of counters that is used, or LMBI_REPORTED. What was looked at is told; a counter that
 * was read as rising and as a net, once. */
static int choose_table(struct lmbi_series *s, const struct counted_amount *a)
{
    int32_t twice = a->counter[LMBI_BY_RISE][0] == a->counter[LMBI_BY_NET][0];
    struct comparison c[LMBI_REPORTED] = {{.there = 0}};
    int table = 0;
    for (; table < LMBI_REPORTED; table++) {
        c[table] = compare_table(s, a, table);
        if (c[table].used) break;
    }
    if (twice && table != LMBI_BY_RISE && c[LMBI_BY_NET].worst < c[LMBI_BY_RISE].worst)
        c[LMBI_BY_RISE].there = 0;
    else if (twice) c[LMBI_BY_NET].there = 0;
    for (int i = 0; i < LMBI_REPORTED; i++)
        if (c[i].there) tell_counters(s, a, i, &c[i]);
    if (table < LMBI_REPORTED) use_table(s, a, table);
    return table;
}

void lmbi_choose_amounts(struct lmbi_series *s)
{
    const int32_t *net = s->counting.has.net;
    const struct counted_amount charge = {
        "capacity",
        "Ah",
        {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY},
        {{LMBI_COUNTER_CHARGE, LMBI_COUNTER_DISCHARGE},
         {LMBI_COUNTER_CAPACITY, LMBI_COUNTER_CAPACITY},
         {net[0], net[0]}}};
    const struct counted_amount energy = {
        "energy",
        "Wh",
        {LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY},
        {{LMBI_COUNTER_CHARGE_ENERGY, LMBI_COUNTER_DISCHARGE_ENERGY},
         {LMBI_COUNTER_ENERGY, LMBI_COUNTER_ENERGY},
         {net[1], net[1]}}};
    const struct lmbi_counting_notes *n = &s->counting.notes;
    double step = s->counting.has.mean_current ? s->current_step : 0;
    if (n->dt_count > 0 && step == 0)
        step = s->current_step * n->dt_sum / 3600 / (double)n->dt_count;
    int table = s->counting.has.counters ? choose_table(s, &charge) : LMBI_REPORTED;
    if (table < LMBI_REPORTED) {
        const int32_t *counter = charge.counter[table];
        step = lmbi_max(s->counter_step[counter[0]], s->counter_step[counter[1]]);
        choose_table(s, &energy);
    }
    double *resolution = s->counting.table->resolution;
    resolution[LMB_COLUMN_CHARGE_CAPACITY - LMBI_FIRST_COLUMN] = step;
    resolution[LMB_COLUMN_DISCHARGE_CAPACITY - LMBI_FIRST_COLUMN] = step;
}
