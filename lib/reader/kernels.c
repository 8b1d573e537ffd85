#include "reader/kernels.h"

#include "base/number.h"

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

const struct lmbi_kernels lmbi_portable_kernels = {index_text, read_numbers, scale_values};
