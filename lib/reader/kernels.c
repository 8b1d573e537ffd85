#include "reader/kernels.h"

#include <string.h>

#include "base/number.h"
#include "reader/tally.h"

enum { EXACT_DIGITS = 15 }; /* any so many are a whole double */

static void index_text(const char *text, size_t size, char delimiter, struct lmbi_marks *marks)
{
    marks->count = marks->lines = 0;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (c == '"' || c == '\0' || (c == '\r' && (i + 1 == size || text[i + 1] != '\n'))) return;
        if (c != delimiter && c != '\n') continue;
        if (marks->count == LMBI_MARKS || marks->lines == LMBI_MARKED_LINES) return;
        if (c == '\n') marks->line[marks->lines++] = (uint32_t)marks->count;
        marks->at[marks->count++] = (uint32_t)i;
    }
}

static double plain_number(const char *c, const char *end)
{
    static const double power[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    int negative = c < end && *c == '-';
    c += negative;
    if (end - c > EXACT_DIGITS + 1) return LMBI_NAN;
    const char *first = c, *point = NULL;
    uint64_t digits = 0;
    for (; c < end; c++) {
        unsigned digit = (unsigned)(unsigned char)*c - '0';
        if (digit <= 9) digits = 10 * digits + digit;
        else if (*c == '.' && !point) point = c;
        else return LMBI_NAN;
    }
    ptrdiff_t count = end - first - (point != NULL);
    if (count < 1 || count > EXACT_DIGITS) return LMBI_NAN;
    double value = (double)(int64_t)digits / power[point ? end - point - 1 : 0];
    return negative ? -value : value;
}

static size_t read_numbers(const char *text, const uint32_t *at, size_t stride, size_t rows,
                           double *value)
{
    size_t bad = 0;
    for (size_t i = 0; i < rows; i++, at += stride) {
        value[i] = plain_number(text + at[0] + 1, text + at[1]);
        bad += value[i] != value[i];
    }
    return bad;
}

static size_t scale_values(const struct lmbi_scale *scale, double lowest, size_t rows,
                           double *value)
{
    int plain = scale->multiply == 1 && scale->divide == 1;
    size_t special = 0;
    for (size_t i = 0; i < rows; i++) {
        double x = plain ? value[i] + scale->add : lmbi_scaled(scale, value[i]);
        int missing = value[i] == -9999 || !(x >= lowest);
        value[i] = missing ? LMBI_NAN : x;
        special += (size_t)missing;
    }
    return special;
}

static uint64_t pattern_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static size_t leading_alike(const double *value, size_t count)
{
    size_t i = 1;
    while (i < count && pattern_of(value[i]) == pattern_of(value[0])) i++;
    return i;
}

static size_t count_above(const double *value, size_t count, double limit)
{
    size_t above = 0;
    for (size_t i = 0; i < count; i++) above += value[i] > limit;
    return above;
}

static int32_t all_ascend(const double *value, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (value[i] < value[i - 1]) return 0;
    return 1;
}

static ptrdiff_t keeping_rows(const struct lmbi_run *r, const struct lmbi_stretch *c)
{
    ptrdiff_t i = 0;
    for (; i < r->rows; i++) {
        double dt = r->time[i] - r->time[i - 1];
        double current = c->direction ? c->direction * r->current[i] : lmbi_abs(r->current[i]);
        if (!(dt >= 0 && dt <= c->longest)) break;
        if (!(current > c->above && current <= c->most)) break;
        if (c->by_cycle && r->cycle[i] != c->cycle) break;
        if (c->by_step && r->step[i] != c->step) break;
        if (c->by_time && r->step_time[i] < r->step_time[i - 1]) break;
    }
    return i;
}

static void find_segments(const struct lmbi_run *r, struct lmbi_segments *s)
{
    const double *I = r->current, *V = r->voltage, *T = r->temperature;
    s->longest = s->highest = -LMBI_INFINITY, s->lowest = LMBI_INFINITY;
    for (ptrdiff_t i = 0; i < r->rows; i++) {
        double dt = s->dt[i] = r->time[i] - r->time[i - 1];
        double heat = (T[i - 1] + T[i]) / 2 * dt;
        s->charge[i] = dt == 0 ? 0 : (I[i - 1] + I[i]) / 2 * dt;
        s->energy[i] = dt == 0 ? 0 : (I[i - 1] * V[i - 1] + I[i] * V[i]) / 2 * dt;
        s->heat[i] = heat == heat ? heat : 0;
        s->warm[i] = heat == heat ? dt : 0;
        s->longest = lmbi_max(dt, s->longest);
        s->lowest = lmbi_min(V[i], s->lowest);
        s->highest = lmbi_max(V[i], s->highest);
    }
}

static ptrdiff_t last_hold(double began, const double *voltage, ptrdiff_t rows)
{
    ptrdiff_t from = 0;
    for (ptrdiff_t i = 0; i < rows; i++)
        if (!lmbi_is_held(began, voltage[i])) began = voltage[i], from = i + 1;
    return from;
}

const struct lmbi_kernels lmbi_portable_kernels = {index_text,    read_numbers,  scale_values,
                                                   leading_alike, count_above,   all_ascend,
                                                   keeping_rows,  find_segments, last_hold};
