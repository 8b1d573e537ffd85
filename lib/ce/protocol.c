#include "ce/protocol.h"

#include "base/number.h"

enum { FEWEST_PARTS = 2 }; /* strips and plates of Q_C that make a protocol */

/* Plates and strips in their order. A record that begins with a plating pairs it with the strip
 * of its row; one whose first strip is missing pairs it with that of the row behind. */
struct half_cycles {
    const double *plate, *strip;
    int64_t count;
};

static struct half_cycles half_cycles_of(const struct lmbi_table *t)
{
    struct half_cycles h = {lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY),
                            lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY), t->rows};
    if (!h.plate || !h.strip) return (struct half_cycles){0};
    if (h.count > 1 && !(h.strip[0] > 0)) h.strip++, h.count--;
    return h;
}

static int is_about(double value, double expected)
{
    return lmbi_abs(value - expected) <= 0.02 * expected;
}

/* The number of strips and plates of Q_C behind the plating of Q_T at `first`; 0: no protocol. */
static int64_t protocol_at(const struct half_cycles *h, int64_t first)
{
    double reservoir = h->plate[first], part = h->strip[first];
    if (!(part > 0) || !(reservoir > 1.2 * part)) return 0;
    int64_t n = 1;
    while (first + n < h->count && is_about(h->plate[first + n], part) &&
           is_about(h->strip[first + n], part))
        n++;
    int ends = first + n < h->count && is_about(h->plate[first + n], part);
    int64_t last = ends ? first + n : 0; /* strips all that is left */
    return last && n >= FEWEST_PARTS && h->strip[last] > 0 && h->strip[last] <= 1.05 * reservoir
               ? n
               : 0;
}

static struct lmbi_li_cu mean_of_cycles(const struct lmbi_table *t)
{
    const double *ce = lmbi_column(t, LMB_COLUMN_CE_CELL);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    double count = 0, mean = 0, squares = 0;
    for (int64_t i = 0; i < t->rows; i++) {
        if (excluded[i] != LMB_EXCLUDED_NO || ce[i] != ce[i]) continue;
        double off = ce[i] - mean;
        mean += off / ++count;
        squares += off * (ce[i] - mean);
    }
    if (count < 3) return (struct lmbi_li_cu){LMBI_NAN, LMBI_NAN, 0};
    return (struct lmbi_li_cu){mean, lmbi_sqrt(squares / (count - 1) / count), 0};
}

struct lmbi_li_cu lmbi_read_li_cu(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                                  const struct lmbi_findings *f)
{
    struct half_cycles h = half_cycles_of(t);
    struct lmbi_li_cu found = {LMBI_NAN, LMBI_NAN, 0};
    double noise = lmbi_found(f, LMB_RESULT_CE_RESOLUTION), gain = known->gain_error_sd;
    for (int64_t i = 0; i < h.count && found.cycles == 0; i++) {
        int64_t n = protocol_at(&h, i);
        double plated = 0, stripped = 0;
        for (int64_t k = i; n > 0 && k <= i + n; k++) plated += h.plate[k], stripped += h.strip[k];
        if (n > 0) found = (struct lmbi_li_cu){stripped / plated, noise == noise ? noise : 0, n};
    }
    if (found.cycles == 0) found = mean_of_cycles(t);
    found.sd = lmbi_sqrt(found.sd * found.sd + gain * gain);
    return found;
}
