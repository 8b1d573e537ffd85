#include "reader/sums.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "reader/counters.h"

/* Of BDF's own checks. */
static const double sum_relative = 1e-6, sum_absolute = 1e-9;

static int32_t heading_says(const char *heading, const char *word)
{
    size_t length = strlen(word), same = 0;
    for (; *heading && same < length; heading++)
        same = lmbi_lower(*heading) == word[same] ? same + 1 : lmbi_lower(*heading) == *word;
    return same == length;
}

int32_t lmbi_border_named(const struct lmbi_use *use)
{
    return heading_says(use->heading, "cycle")  ? LMBI_BORDER_CYCLE
           : heading_says(use->heading, "step") ? LMBI_BORDER_STEP
                                                : LMBI_BORDER_NONE;
}

static int32_t sign_named(const struct lmbi_use *use)
{
    return heading_says(use->heading, "cumulative") ? 1
           : heading_says(use->heading, "net")      ? -1
                                                    : 0;
}

static const struct {
    int32_t whole, charge, discharge; /* roles */
    struct lmbi_sum sum;
} sum_kinds[LMBI_SUMS] = {
    {LMBI_ROLE_CAPACITY,
     LMB_COLUMN_CHARGE_CAPACITY,
     LMB_COLUMN_DISCHARGE_CAPACITY,
     {0, LMBI_COUNTER_CAPACITY, LMBI_COUNTER_CHARGE, LMBI_COUNTER_DISCHARGE, .rows = 0}},
    {LMBI_ROLE_NET_CAPACITY,
     LMB_COLUMN_CHARGE_CAPACITY,
     LMB_COLUMN_DISCHARGE_CAPACITY,
     {0, LMBI_COUNTER_NET, LMBI_COUNTER_CHARGE, LMBI_COUNTER_DISCHARGE, .rows = 0}},
    {LMBI_ROLE_ENERGY,
     LMB_COLUMN_CHARGE_ENERGY,
     LMB_COLUMN_DISCHARGE_ENERGY,
     {0, LMBI_COUNTER_ENERGY, LMBI_COUNTER_CHARGE_ENERGY, LMBI_COUNTER_DISCHARGE_ENERGY,
      .rows = 0}},
};

int32_t lmbi_sums_begin(struct lmbi_sum *sum, struct lmbi_layout *layout, const double *digit)
{
    int32_t found = 0;
    for (int i = 0; i < LMBI_SUMS; i++) {
        const struct lmbi_use *whole = lmbi_use_of(layout, sum_kinds[i].whole),
                              *charge = lmbi_use_of(layout, sum_kinds[i].charge),
                              *discharge = lmbi_use_of(layout, sum_kinds[i].discharge);
        struct lmbi_sum *s = &sum[i];
        *s = sum_kinds[i].sum;
        if (!whole || !charge || !discharge ||
            lmbi_border_named(whole) != lmbi_border_named(charge) ||
            lmbi_border_named(whole) != lmbi_border_named(discharge))
            continue;
        s->sign = sign_named(whole);
        found += s->sign != 0;
        s->digits = (digit[s->whole] + digit[s->charge] + digit[s->discharge]) / 2;
        memcpy(s->heading, whole->heading, sizeof s->heading);
    }
    return found;
}

static void look_at_sum(struct lmbi_sum *s, double whole, double charge, double discharge)
{
    if (whole != whole || charge != charge || discharge != discharge) return;
    double most =
        sum_absolute + 1.01 * s->digits + sum_relative * (lmbi_abs(charge) + lmbi_abs(discharge));
    double off = lmbi_abs(whole - (charge + s->sign * discharge));
    s->rows++;
    if (!(off > most)) return;
    s->wrong++;
    s->with_other_sign += lmbi_abs(whole - (charge - s->sign * discharge)) <= most;
    s->worst = lmbi_max(s->worst, off);
}

void lmbi_sums_add(struct lmbi_sum *sum, const double *counter)
{
    for (struct lmbi_sum *s = sum; s < sum + LMBI_SUMS; s++)
        if (s->sign != 0)
            look_at_sum(s, counter[s->whole], counter[s->charge], counter[s->discharge]);
}

void lmbi_sums_tell(const struct lmbi_sum *sum, struct lmbi_remarks *remarks)
{
    static const char *const word[] = {"less", "and", "less"}; /* by the sign, the other sign */
    for (const struct lmbi_sum *s = sum; s < sum + LMBI_SUMS; s++) {
        if (s->rows == 0) continue;
        const char *said = word[(s->sign + 1) / 2], *other = word[(s->sign + 1) / 2 + 1];
        if (s->wrong == 0)
            lmbi_remark(remarks, "counter", "%s is charge %s discharge in each of %d row%p",
                        s->heading, said, s->rows);
        else if (s->with_other_sign == s->wrong)
            lmbi_remark(remarks, "counter",
                        "%s is charge %s discharge, not charge %s discharge as its name says: in "
                        "%d of %d row%p",
                        s->heading, other, said, s->wrong, s->rows);
        else
            lmbi_remark(remarks, "counter",
                        "%s is not charge %s discharge in %d of %d row%p: off by up to %g",
                        s->heading, said, s->wrong, s->rows, s->worst);
    }
}
