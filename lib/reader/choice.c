#include "reader/series.h"

#include "base/number.h"

/* A counter for each direction, or one for both, and the columns that they fill. */
struct counter_pair {
    int set; /* of the tables by counters */
    int counter[2];
    int32_t column[2];
    const char *what, *unit;
};

/* The integral and the counters over all cycles, charge and discharge. */
struct comparison {
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
static void add_before_record(struct lmbi_series *s, const struct counter_pair *p, int i)
{
    const struct lmbi_counter *c = &s->counting.counter[p->counter[i]];
    struct lmbi_table *t = s->counting.table;
    int32_t scope = lmbi_counter_scope(c);
    if (scope != LMBI_SCOPE_CYCLE && scope != LMBI_SCOPE_STEP) return;
    if (c->first_direction != (i == 0 ? 1 : -1) || c->first <= 0) return;
    lmbi_column(t, p->column[i])[0] += c->first;
    lmbi_remark(s->remarks, "counter",
                "%s: cycle %g begins before the record, its counter at %g %s: added", p->what,
                lmbi_column(t, LMB_COLUMN_CYCLE)[0], c->first, p->unit);
}

static void tell_counters(struct lmbi_series *s, const struct counter_pair *p,
                          const struct comparison *c, const char *verdict)
{
    lmbi_remark(s->remarks, "counter",
                "%s: the cycler's counter for charge %s, for discharge %s; %s. It has %g and %g %s "
                "in all, the integral %g and %g; largest difference in a cycle %g %%",
                p->what, lmbi_scope_name(c->scope[0]), lmbi_scope_name(c->scope[1]), verdict,
                c->counted[0], c->counted[1], p->unit, c->integral[0], c->integral[1],
                100 * c->worst);
}

/* Use the counters where both have a proven scope. */
static int32_t use_counters(struct lmbi_series *s, const struct counter_pair *p)
{
    struct lmbi_counting *counting = &s->counting;
    struct lmbi_table *t = counting->table, *reported = &counting->reported[p->set];
    struct comparison c = {.worst = 0};
    for (int i = 0; i < 2; i++) {
        const double *integral = lmbi_column(t, p->column[i]);
        c.scope[i] = lmbi_counter_scope(&counting->counter[p->counter[i]]);
        if (!integral || c.scope[i] == LMBI_SCOPE_NONE) return 0;
        compare_columns(integral, lmbi_column(reported, p->column[i]), t->rows, i, &c);
    }
    int32_t proven = c.scope[0] != LMBI_SCOPE_IRREGULAR && c.scope[1] != LMBI_SCOPE_IRREGULAR;
    int32_t used = proven && are_alike(&c);
    tell_counters(s, p, &c,
                  used     ? "used"
                  : proven ? "not used: it is out by a factor"
                           : "not used");
    for (int i = 0; i < 2 && used; i++) {
        lmbi_swap_columns(t, p->column[i], reported, p->column[i]);
        add_before_record(s, p, i);
    }
    return used;
}

void lmbi_choose_amounts(struct lmbi_series *s)
{
    static const struct counter_pair pairs[2][2] = {
        {{0,
          {LMBI_COUNTER_CHARGE, LMBI_COUNTER_DISCHARGE},
          {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY},
          "capacity",
          "Ah"},
         {0,
          {LMBI_COUNTER_CHARGE_ENERGY, LMBI_COUNTER_DISCHARGE_ENERGY},
          {LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY},
          "energy",
          "Wh"}},
        {{1,
          {LMBI_COUNTER_CAPACITY, LMBI_COUNTER_CAPACITY},
          {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY},
          "capacity",
          "Ah"},
         {1,
          {LMBI_COUNTER_ENERGY, LMBI_COUNTER_ENERGY},
          {LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY},
          "energy",
          "Wh"}}};
    const struct lmbi_counting_notes *n = &s->counting.notes;
    double step = 0;
    if (n->dt_count > 0) step = s->current_step * n->dt_sum / 3600 / (double)n->dt_count;
    for (int set = 0; set < 2; set++) {
        const struct counter_pair *capacity = &pairs[set][0];
        if (!use_counters(s, capacity)) continue;
        use_counters(s, &pairs[set][1]);
        step =
            lmbi_max(s->counter_step[capacity->counter[0]], s->counter_step[capacity->counter[1]]);
        break;
    }
    double *resolution = s->counting.table->resolution;
    resolution[LMB_COLUMN_CHARGE_CAPACITY - LMBI_FIRST_COLUMN] = step;
    resolution[LMB_COLUMN_DISCHARGE_CAPACITY - LMBI_FIRST_COLUMN] = step;
}
