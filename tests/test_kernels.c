/* The loops over plain rows, of each level that this machine has, against those for any machine. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reader/decimal.h"
#include "reader/kernels.h"
#include "support.h"

/* Columns of numbers and of nearly numbers: the same from every machine's loops, and from
 * lmbi_decimal() where they are taken. */
static void read_nearly_numbers(const struct lmbi_kernels *best)
{
    static const char bytes[] = "0123456789012345678901234567890.-e+ \r\"";
    const struct lmbi_kernels *portable = &lmbi_portable_kernels;
    static struct lmbi_marks a, b;
    static char text[8192 + 16];
    static double x[LMBI_MARKED_LINES], y[LMBI_MARKED_LINES];
    struct random r = {6};
    int64_t taken = 0;
    for (int run = 0; run < 400; run++) {
        size_t used = 16;
        memset(text, 'x', used);
        text[used++] = '\n';
        for (int row = 0; row < 100; row++) {
            if (run % 2) used += (size_t)sprintf(text + used, "%.*f", choose(&r, 13), normal(&r));
            for (int i = run % 2 ? 19 : choose(&r, 19); i < 19; i++)
                text[used++] = bytes[choose(&r, sizeof bytes - (run % 4 ? 7 : 1))];
            used += (size_t)sprintf(text + used, ",%d\n", row);
        }
        memset(text + used, 0, 64);
        best->index(text + 16, used - 16, ',', &a);
        portable->index(text + 16, used - 16, ',', &b);
        assert_true(a.count <= b.count && a.lines <= b.lines);
        assert_memory_equal(a.at, b.at, a.count * sizeof a.at[0]);
        assert_memory_equal(a.line, b.line, a.lines * sizeof a.line[0]);
        size_t rows = a.lines > 0 ? a.lines - 1 : 0;
        assert_true(rows >= (run % 4 ? 90u : 0u));
        assert_int_equal(best->numbers(text + 16, a.at, 2, rows, x) > 0,
                         portable->numbers(text + 16, a.at, 2, rows, y) > 0);
        for (size_t i = 0; i < rows; i++) {
            const char *start = text + 17 + a.at[2 * i], *end = text + 16 + a.at[2 * i + 1];
            double value;
            describe("%.*s", (int)(end - start), start);
            assert_int_equal(x[i] != x[i], y[i] != y[i]);
            if (x[i] != x[i]) continue;
            assert_same_bits(x[i], y[i]);
            assert_ptr_equal(lmbi_decimal(start, end, &value), end);
            assert_same_bits(x[i], value);
            taken++;
        }
    }
    assert_true(taken > 10000);
}

/* Columns whose numbers have one shape, a byte of which is another now and then. */
static void read_one_shape(const struct lmbi_kernels *best)
{
    static const char bytes[] = "0123456789.-+e ";
    const struct lmbi_kernels *portable = &lmbi_portable_kernels;
    static char text[4096];
    static uint32_t at[LMBI_MARKED_LINES];
    static double x[LMBI_MARKED_LINES], y[LMBI_MARKED_LINES];
    struct random r = {7};
    int64_t taken = 0;
    for (int run = 0; run < 4000; run++) {
        size_t used = 16, rows = (size_t)choose(&r, 129), length = (size_t)choose(&r, 19);
        size_t point = (size_t)choose(&r, 20), odd = (size_t)choose(&r, 200);
        int negative = choose(&r, 2), same = choose(&r, 5) == 0;
        memset(text, '7', used);
        for (size_t i = 0; i <= rows; i++) {
            at[i] = (uint32_t)(used - 16);
            text[used++] = ',';
            for (size_t k = 0; k < length; k++) {
                char digit = (char)('0' + (same ? 4 : choose(&r, 10)));
                if (k == point) digit = '.';
                if (k == 0 && negative) digit = '-';
                if (i == odd && choose(&r, 4) == 0) digit = bytes[choose(&r, sizeof bytes - 1)];
                text[used++] = digit;
            }
            if (i == odd && choose(&r, 4) == 0) text[used++] = same ? '4' : '5';
        }
        assert_int_equal(best->numbers(text + 16, at, 1, rows, x) > 0,
                         portable->numbers(text + 16, at, 1, rows, y) > 0);
        for (size_t i = 0; i < rows; i++) {
            describe("%.*s", (int)(at[i + 1] - at[i]), text + 16 + at[i]);
            assert_int_equal(x[i] != x[i], y[i] != y[i]);
            if (x[i] == x[i]) assert_same_bits(x[i], y[i]);
            taken += x[i] == x[i];
        }
    }
    assert_true(taken > 100000);
}

static void scale(const struct lmbi_kernels *best)
{
    static const struct lmbi_scale scales[] = {
        {1, 1, 0}, {1, 1, 273.15}, {1, 1000, 0}, {60, 7, -3}};
    const struct lmbi_kernels *portable = &lmbi_portable_kernels;
    double x[128], y[128];
    struct random r = {8};
    for (int run = 0; run < 2000; run++) {
        const struct lmbi_scale *unit = &scales[run % 4];
        double lowest = run % 3 ? -INFINITY : 0;
        size_t rows = (size_t)choose(&r, 129), missing = 0;
        for (size_t i = 0; i < rows; i++) {
            int kind = choose(&r, 9);
            double value = kind == 0 ? -9999 : kind == 1 ? NAN : kind == 2 ? -0.0 : 0;
            x[i] = y[i] = kind > 2 ? 300 * normal(&r) : value;
        }
        size_t found = best->scale(unit, lowest, rows, x);
        assert_int_equal(found, portable->scale(unit, lowest, rows, y));
        for (size_t i = 0; i < rows; i++) {
            missing += x[i] != x[i];
            assert_int_equal(x[i] != x[i], y[i] != y[i]);
            if (x[i] == x[i]) assert_same_bits(x[i], y[i]);
        }
        assert_int_equal(found, missing);
    }
}

/* Values among which few are apart, as cycle numbers, times and currents are. */
static double plain_value(struct random *r, double usual)
{
    static const double odd[] = {NAN, 0.0, -0.0, 1e20, -1e20, 100, 3};
    return choose(r, 30) ? usual : odd[choose(r, sizeof odd / sizeof odd[0])];
}

static void look_at_columns(const struct lmbi_kernels *best)
{
    const struct lmbi_kernels *portable = &lmbi_portable_kernels;
    double x[LMBI_RUN_ROWS];
    struct random r = {9};
    int64_t whole = 0, ascending = 0;
    for (int run = 0; run < 20000; run++) {
        size_t count = 1 + (size_t)choose(&r, LMBI_RUN_ROWS), from = (size_t)choose(&r, (int)count);
        double step = choose(&r, 2);
        for (size_t i = 0; i < count; i++)
            x[i] = i >= from ? plain_value(&r, step * (double)i) : step * (double)i;
        size_t alike = best->alike(x, count);
        assert_int_equal(alike, portable->alike(x, count));
        assert_int_equal(best->above(x, count, 100), portable->above(x, count, 100));
        assert_int_equal(best->above(x, count, -INFINITY), portable->above(x, count, -INFINITY));
        assert_int_equal(best->ascend(x, count), portable->ascend(x, count));
        whole += alike == count;
        ascending += portable->ascend(x, count);
    }
    assert_true(whole > 1000 && ascending > 1000 && ascending < 19000);
}

/* Rows that keep to their stretch but for a few; the row before the first is in front of them. */
struct columns {
    double value[7][1 + LMBI_RUN_ROWS];
    struct lmbi_stretch stretch;
};

static struct lmbi_run make_run(struct random *r, struct columns *c)
{
    ptrdiff_t rows = choose(r, LMBI_RUN_ROWS + 1), odd = choose(r, 400), still = choose(r, 3);
    int32_t direction = choose(r, 3) - 1;
    double spacing = choose(r, 4), V = uniform(r, 2, 4);
    c->stretch = (struct lmbi_stretch){direction,
                                       choose(r, 2),
                                       choose(r, 2),
                                       choose(r, 2),
                                       direction ? 0.01 : -1,
                                       direction ? 5 : 0.01,
                                       1800,
                                       7,
                                       3};
    for (ptrdiff_t i = 0; i <= rows; i++) {
        double t = spacing * (double)i, I = direction ? 4.9 * direction : still ? 0 : 0.009;
        double usual[7] = {
            t, I * uniform(r, -!direction, 1), V += uniform(r, -1e-3, 3e-3), 298, 7, 3, t};
        for (int k = 0; k < 7; k++) c->value[k][i] = i >= odd ? plain_value(r, usual[k]) : usual[k];
    }
    if (choose(r, 5) == 0)
        for (ptrdiff_t i = 0; i <= rows; i++) c->value[3][i] = NAN;
    return (struct lmbi_run){c->value[0] + 1, c->value[1] + 1, c->value[2] + 1, c->value[3] + 1,
                             c->value[4] + 1, c->value[5] + 1, c->value[6] + 1, rows};
}

static int same_number(double a, double b) { return a == b || (a != a && b != b); }

static void assert_same_segments(const struct lmbi_segments *a, const struct lmbi_segments *b,
                                 ptrdiff_t rows)
{
    assert_true(a->longest == b->longest && a->lowest == b->lowest && a->highest == b->highest);
    for (ptrdiff_t i = 0; i < rows; i++) {
        assert_same_bits(a->dt[i], b->dt[i]);
        assert_same_bits(a->heat[i], b->heat[i]);
        assert_same_bits(a->warm[i], b->warm[i]);
        assert_true(same_number(a->charge[i], b->charge[i]));
        assert_true(same_number(a->energy[i], b->energy[i]));
    }
}

static void follow_runs(const struct lmbi_kernels *best)
{
    const struct lmbi_kernels *portable = &lmbi_portable_kernels;
    static struct columns c;
    static struct lmbi_segments a, b;
    struct random r = {10};
    int64_t kept = 0, short_of = 0, held = 0;
    for (int run = 0; run < 20000; run++) {
        struct lmbi_run of = make_run(&r, &c);
        ptrdiff_t rows = best->keeping(&of, &c.stretch);
        describe("run %d of %d rows", run, (int)of.rows);
        assert_int_equal(rows, portable->keeping(&of, &c.stretch));
        kept += rows;
        short_of += rows < of.rows;
        of.rows = rows;
        best->segments(&of, &a);
        portable->segments(&of, &b);
        assert_same_segments(&a, &b, rows);
        ptrdiff_t from = best->hold(of.voltage[-1], of.voltage, rows);
        assert_int_equal(from, portable->hold(of.voltage[-1], of.voltage, rows));
        held += rows - from;
    }
    assert_true(kept > 500000 && short_of > 2000 && held > 10000);
}

static void on_each_level(void (*check)(const struct lmbi_kernels *best))
{
    for (int32_t level = 1; level < LMBI_KERNEL_LEVELS; level++) check(lmbi_kernels_of(level));
}

static void every_machine_reads_the_same(void **state)
{
    (void)state;
    on_each_level(read_nearly_numbers);
    on_each_level(read_one_shape);
    on_each_level(scale);
}

static void every_machine_counts_the_same(void **state)
{
    (void)state;
    on_each_level(look_at_columns);
    on_each_level(follow_runs);
}

static void levels_are_bounded(void **state)
{
    (void)state;
    assert_ptr_equal(lmbi_kernels_of(0), &lmbi_portable_kernels);
    assert_ptr_equal(lmbi_kernels_of(-1), &lmbi_portable_kernels);
    assert_ptr_equal(lmbi_kernels_of(INT32_MAX), lmbi_best_kernels());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_machine_reads_the_same),
        cmocka_unit_test(every_machine_counts_the_same),
        cmocka_unit_test(levels_are_bounded),
    };
    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
