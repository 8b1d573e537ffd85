#include "stage/stray.h"

#include "base/number.h"
#include "ce/exclusion.h"

/* From here on, in sigma, one reading is an outlier; a run of them, together. */
static const double far_alone = 3.5, far_together = 4;

double lmbi_hinge_memory(const struct lmbi_hinge_sums *s)
{
    double last = 0, product = 0, square = 0;
    for (int64_t i = 0; i < s->trace->count; i++) {
        if (!(s->w[i] > 0)) continue;
        product += s->residual[i] * last;
        square += s->residual[i] * s->residual[i];
        last = s->residual[i];
    }
    return square > 0 ? product / square : 0;
}

/* Of the residuals, robust; no less than the noise. */
static double scale_of(const struct lmbi_hinge_sums *s)
{
    int64_t count = 0;
    for (int64_t i = 0; i < s->trace->count; i++)
        if (s->w[i] > 0) s->size[count++] = lmbi_abs(s->residual[i]) * lmbi_sqrt(s->trace->w[i]);
    return lmbi_max(s->trace->sigma, 1.4826 * lmbi_median(s->size, count));
}

/* How many outliers begin with reading i: those that are farther off together than any fewer. They
 * lie on one side of the fit. */
static int64_t run_from(const struct lmbi_hinge_sums *s, int64_t i, double scale)
{
    double n = 0, sum = 0, farthest = 0;
    int64_t length = 0;
    for (int64_t k = i; k < s->trace->count && k < i + LMBI_LONGEST_RUN; k++) {
        double off = s->residual[k] * lmbi_sqrt(s->trace->w[k]) / scale;
        n++, sum += off;
        double together = lmbi_abs(sum) / lmbi_sqrt(n), least = k == i ? far_alone : far_together;
        if (lmbi_abs(off) < 1 || s->residual[i] * off < 0) break;
        if (!(together > least) || together < farthest) continue;
        farthest = together;
        length = k + 1 - i;
    }
    return length;
}

int64_t lmbi_hinge_drop(struct lmbi_hinge_sums *s)
{
    double scale = scale_of(s);
    int64_t out = 0, i = 0, end, run;
    while (i < s->trace->count) {
        for (end = i; (run = run_from(s, end, scale)) > 0;) {
            end += run;
            if (end < s->trace->count && s->residual[end] * s->residual[i] < 0) break;
        }
        int is_out = end > i && end - i <= 2 * LMBI_LONGEST_RUN;
        do {
            s->w[i] = is_out ? 0 : s->trace->w[i];
            out += is_out;
        } while (++i < end);
    }
    return out;
}
