#include "score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int missed_rows, gross_misses, few_rows;

void score_open(struct score *s, int room)
{
    *s = (struct score){.room = room};
    s->error = malloc(3 * ((size_t)room + 1) * sizeof(double));
    s->width = s->error + room;
    s->limit = s->width + room;
}

void score_close(struct score *s) { free(s->error); }

void score_add(struct score *s, const lmb_report *report, int32_t onset, double truth, double limit)
{
    double value, lower, upper;
    assert_ok(lmb_report_value(report, onset, &value, &lower, &upper, NULL));
    if (truth < 0) return;
    if (truth == 0) {
        s->without++;
        s->false_alarms += !isnan(value);
    } else if (isnan(value)) {
        s->missed++;
    } else {
        s->error[s->found] = value - truth;
        s->width[s->found] = upper - lower;
        s->limit[s->found++] = limit;
        s->held += lower <= truth && truth <= upper;
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *values, int count, double p)
{
    if (count == 0) return NAN;
    double *sorted = malloc((size_t)count * sizeof *sorted), value;
    for (int i = 0; i < count; i++) sorted[i] = fabs(values[i]);
    qsort(sorted, (size_t)count, sizeof *sorted, by_size);
    value = sorted[(int)(p * (count - 1) + 0.5)];
    free(sorted);
    return value;
}

double score_error(const struct score *s, double p) { return quantile(s->error, s->found, p); }

double score_within(const struct score *s, double cycles)
{
    int within = 0;
    for (int i = 0; i < s->found; i++) within += fabs(s->error[i]) <= cycles;
    return 100.0 * within / (s->found + s->missed);
}

double score_holds(const struct score *s) { return 100.0 * s->held / s->found; }

void score_print(const struct score *s, const char *name)
{
    double sum = 0;
    for (int i = 0; i < s->found; i++) sum += s->error[i];
    printf("%-34s found %4d, missed %3d, false %d of %d", name, s->found, s->missed,
           s->false_alarms, s->without);
    if (s->found > 0)
        printf("; error median %.2f, 90 %% %.2f, bias %+.2f; interval holds %.1f %%, width %.1f; "
               "Cramer-Rao %.2f",
               score_error(s, 0.5), score_error(s, 0.9), sum / s->found, score_holds(s),
               quantile(s->width, s->found, 0.5), quantile(s->limit, s->found, 0.5));
    printf("\n");
}

void row(const char *what, double value, double lower, double upper, const char *unit)
{
    int met = value >= lower && value <= upper;
    missed_rows += !met;
    gross_misses += value < 0.8 * lower || (upper < 50 && value > 3 * upper + 1) || isnan(value);
    printf("%s  %-62s %8.2f%s, target ", met ? "PASS" : "MISS", what, value, unit);
    if (lower > 0 && isfinite(upper)) printf("%g to %g\n", lower, upper);
    else if (lower > 0) printf("at least %g\n", lower);
    else printf("at most %.3g\n", upper);
}

void row_held(const char *what, int held, int told, double lower, double upper)
{
    double n = told, p = held / n, z = 1.96; /* Wilson's interval */
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    char text[120];
    snprintf(text, sizeof text, "%s (%.1f-%.1f of %d)", what, 100 * (middle - half),
             100 * (middle + half), told);
    if (told >= ENOUGH_TOLD || 100 * p < 0.8 * lower) { /* by far: few cells show that, too */
        row(text, 100 * p, lower, upper, " % held");
        return;
    }
    few_rows++;
    printf("FEW   %-62s %8.2f %% held, too few to tell\n", text, 100 * p);
}

int rows_too_few(void) { return few_rows; }

int rows_missed(void) { return missed_rows; }

int rows_missed_by_far(void) { return gross_misses; }
