/* Text to numbers, durations and dates, against the C library in the C locale. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader/clock.h"
#include "reader/decimal.h"
#include "support.h"

static void check_number(const char *text)
{
    double value = -1, expected = strtod(text, NULL);
    const char *end = text + strlen(text), *after = lmbi_decimal(text, end, &value);
    describe("%s", text);
    assert_ptr_equal(after, end);
    assert_same_bits(value, expected);
}

static uint64_t random_bits(struct random *r)
{
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) bits = bits << 16 | (uint64_t)choose(r, 65536);
    return bits;
}

static double random_double(struct random *r)
{
    double value;
    do {
        uint64_t bits = random_bits(r);
        memcpy(&value, &bits, sizeof value);
    } while (!isfinite(value));
    return value;
}

static void random_numbers_are_rounded_correctly(void **state)
{
    (void)state;
    struct random r = {1};
    char text[400];
    for (int i = 0; i < 50000; i++) {
        snprintf(text, sizeof text, "%.*g", 1 + choose(&r, 25), random_double(&r));
        check_number(text);
        snprintf(text, sizeof text, "%.*f", choose(&r, 20), uniform(&r, -1e7, 1e7));
        check_number(text);
        snprintf(text, sizeof text, "%llu.%lluE%d",
                 (unsigned long long)(random_bits(&r) >> choose(&r, 64)),
                 (unsigned long long)(random_bits(&r) >> choose(&r, 64)), choose(&r, 660) - 340);
        check_number(text);
    }
}

/* Exactly between two doubles, a hair above, a hair below. */
static void halfway_cases_go_to_even(void **state)
{
    (void)state;
    struct random r = {2};
    char text[1300];
    for (int i = 0; i < 3000; i++) {
        double value = fabs(random_double(&r));
        if (i % 3 == 0) value = ldexp((double)(1 + choose(&r, 1 << 20)), -1074);
        double next = nextafter(value, INFINITY);
        if (!isfinite(next)) continue;
        snprintf(text, sizeof text, "%.1100Le", ((long double)value + next) / 2);
        char *exponent = strchr(text, 'e');
        check_number(text);
        exponent[-1] = '1';
        check_number(text);
        memset(strchr(text, '.') + 766, '9', (size_t)(exponent - strchr(text, '.') - 766));
        check_number(text);
    }
}

static void hard_numbers_are_rounded_correctly(void **state)
{
    (void)state;
    static const char *const hard[] = {"0",
                                       "-0",
                                       "0.0",
                                       "000",
                                       "1.",
                                       ".5",
                                       "+7",
                                       "1e0",
                                       "3.282983641917048226E+002",
                                       "4.9e-324",
                                       "2.4703282292062327e-324",
                                       "2.4703282292062328e-324",
                                       "2.2250738585072011e-308",
                                       "2.2250738585072014e-308",
                                       "1.7976931348623157e308",
                                       "1.7976931348623158e308",
                                       "1.7976931348623159e308",
                                       "1e309",
                                       "-1e400",
                                       "1e-400",
                                       "9007199254740993",
                                       "9007199254740992.5",
                                       "9007199254740993.0000000000000000001",
                                       "123456789012345678901234567890",
                                       "0.1e-99999999999",
                                       "1e99999999999",
                                       "18446744073709551615e-19",
                                       "10000000000000000000000e-22",
                                       "1e23",
                                       "8.5e22"};
    for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++) check_number(hard[i]);
}

static void what_is_no_number_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int length; /* -1: no number at all */
    } cases[] = {{"", -1},    {"-", -1},    {".", -1},    {"nan", -1},  {"inf", -1}, {"e5", -1},
                 {"1e", 1},   {"1e+", 1},   {"1.2.3", 3}, {"1,5", 1},   {"0x10", 1}, {"5 ", 1},
                 {"--1", -1}, {"1e5.5", 3}, {"12abc", 2}, {"-.5e1x", 5}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = cases[i].text;
        double value;
        const char *after = lmbi_decimal(text, text + strlen(text), &value);
        describe("'%s'", text);
        if (cases[i].length < 0) assert_null(after);
        else assert_ptr_equal(after, text + cases[i].length);
    }
}

static void clocks_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } cases[] = {{"00:00:00", 0},          {"01:02:03", 3723},      {"205:06:00.397", 738360.397},
                 {"0d 00:00:05.05", 5.05}, {"2d 01:00:00", 176400}, {"0d 00:00:0", 0}};
    double seconds;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = cases[i].text;
        describe("%s", text);
        assert_int_equal(lmbi_clock(text, text + strlen(text), &seconds), 1);
        assert_close(seconds, cases[i].seconds, 1e-15, 0);
    }
    static const char *const none[] = {"", "12", "1:2", "00:60:00", "00:00:61", "00:00:00x", "d 1"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(lmbi_clock(none[i], none[i] + strlen(none[i]), &seconds), 0);
}

static void dates_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } cases[] = {{"1970-01-01 00:00:00", 0},
                 {"2026-03-02 08:00:00", 1772438400},
                 {"2026-03-02T08:02:30.5", 1772438550.5},
                 {"03/02/2026 08:00:00", 1772438400},
                 {"3/2/2026 8:00:00 AM", 1772438400},
                 {"2026-03-02 08:00:00 PM", 1772481600},
                 {"2026-03-02 12:00:00 AM", 1772409600},
                 {"25/12/2024 00:00:00", 1735084800}, /* no month 25 */
                 {"02.03.2026 08:00:00", 1772438400},
                 {"02-Mar-26 8:00:00 AM", 1772438400},
                 {"2-MAR-2026 08:00:00", 1772438400},
                 {"2000-02-29 23:59:59", 951868799}};
    double seconds;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = cases[i].text;
        describe("%s", text);
        assert_int_equal(lmbi_date(LMBI_FORM_DATE, text, text + strlen(text), &seconds), 1);
        assert_close(seconds, cases[i].seconds, 0, 1e-6);
    }
    static const char *const none[] = {"",
                                       "2026",
                                       "2026-13-13 00:00:00",
                                       "2026-03-02",
                                       "1.5",
                                       "2026-03/02 00:00:00",
                                       "16:05:31",
                                       "02-Mai-26 08:00:00",
                                       "02.03-2026 08:00:00",
                                       "Mar-02-26 08:00:00"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(lmbi_date(LMBI_FORM_DATE, none[i], none[i] + strlen(none[i]), &seconds),
                         0);
}

static void dates_tell_their_order(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t order;
        double month_first, day_first; /* s; 0: it is none */
    } cases[] = {{"03/02/2026 00:00:00", LMBI_ORDER_OPEN, 1772409600, 1770076800},
                 {"3-2-2026 00:00:00", LMBI_ORDER_OPEN, 1772409600, 1770076800},
                 {"12/25/2024 00:00:00", LMBI_ORDER_MONTH_FIRST, 1735084800, 0},
                 {"25/12/2024 00:00:00", LMBI_ORDER_DAY_FIRST, 0, 1735084800},
                 {"25/13/2024 00:00:00", LMBI_ORDER_DAY_FIRST, 0, 0},
                 {"2024-12-05 00:00:00", LMBI_ORDER_NONE, 1733356800, 1733356800},
                 {"05.12.2024 00:00:00", LMBI_ORDER_NONE, 1733356800, 1733356800},
                 {"05-Dec-24 00:00:00", LMBI_ORDER_NONE, 1733356800, 1733356800}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = cases[i].text, *end = text + strlen(text);
        double month = 0, day = 0;
        describe("%s", text);
        if (cases[i].month_first + cases[i].day_first > 0)
            assert_int_equal(lmbi_date_order(text, end), cases[i].order);
        assert_int_equal(lmbi_date(LMBI_FORM_MONTH_FIRST, text, end, &month),
                         cases[i].month_first > 0);
        assert_int_equal(lmbi_date(LMBI_FORM_DAY_FIRST, text, end, &day), cases[i].day_first > 0);
        assert_close(month, cases[i].month_first, 0, 0);
        assert_close(day, cases[i].day_first, 0, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_numbers_are_rounded_correctly),
        cmocka_unit_test(halfway_cases_go_to_even),
        cmocka_unit_test(hard_numbers_are_rounded_correctly),
        cmocka_unit_test(what_is_no_number_is_told),
        cmocka_unit_test(clocks_are_read),
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(dates_tell_their_order),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
