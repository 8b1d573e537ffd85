#include "reader/decimal.h"

#include <stdint.h>
#include <string.h>

#include "base/number.h"

/* A decimal as it stands in the text: value = digits x 10^exponent. `digits` holds the first 19
 * significant ones; `more` says that others follow, from `first` on. */
struct decimal {
    uint64_t digits;
    int64_t exponent;
    int more;
    const char *first, *last; /* the significant digits, a point among them */
};

enum { DECIMAL_DIGITS = 800, BIG_LIMBS = 192 }; /* 768 digits decide every rounding */

/* A natural number, least limb first. */
struct big {
    uint32_t limb[BIG_LIMBS];
    int used;
};

static int is_digit(char c) { return c >= '0' && c <= '9'; }

static void big_multiply_add(struct big *b, uint32_t factor, uint32_t carry)
{
    uint64_t rest = carry;
    for (int i = 0; i < b->used; i++) {
        rest += (uint64_t)b->limb[i] * factor;
        b->limb[i] = (uint32_t)rest;
        rest >>= 32;
    }
    if (rest > 0 && b->used < BIG_LIMBS) b->limb[b->used++] = (uint32_t)rest;
}

static void big_scale(struct big *b, int64_t powers_of_ten)
{
    for (; powers_of_ten >= 9; powers_of_ten -= 9) big_multiply_add(b, 1000000000, 0);
    for (; powers_of_ten > 0; powers_of_ten--) big_multiply_add(b, 10, 0);
}

static void big_shift(struct big *b, int64_t bits)
{
    for (; bits >= 31; bits -= 31) big_multiply_add(b, (uint32_t)1 << 31, 0);
    if (bits > 0) big_multiply_add(b, (uint32_t)1 << bits, 0);
}

static int big_bits(const struct big *b)
{
    int bits = 32 * b->used;
    for (uint32_t top = b->limb[b->used - 1]; !(top >> 31); top <<= 1) bits--;
    return bits;
}

/* Take b from a if it fits. */
static int big_take(struct big *a, const struct big *b)
{
    if (a->used < b->used) return 0;
    int i = a->used - 1;
    for (; i >= 0; i--) {
        uint32_t other = i < b->used ? b->limb[i] : 0;
        if (a->limb[i] < other) return 0;
        if (a->limb[i] > other) break;
    }
    int64_t rest = 0;
    for (int k = 0; k < a->used; k++) {
        rest += (int64_t)a->limb[k] - (k < b->used ? b->limb[k] : 0);
        a->limb[k] = (uint32_t)rest;
        rest >>= 32;
    }
    while (a->used > 0 && a->limb[a->used - 1] == 0) a->used--;
    return 1;
}

/* digits x 2^exponent, and a little more if `rest`; digits > 0. Rounds to nearest, ties to even. */
static double assemble(uint64_t digits, int64_t exponent, int rest)
{
    while (!(digits >> 63)) digits <<= 1, exponent--;
    int64_t top = exponent + 63; /* the exponent of the first bit */
    int64_t drop = top >= -1022 ? 11 : 11 + (-1022 - top);
    if (top > 1023) return LMBI_INFINITY;
    if (drop > 64) return 0;

    uint64_t kept = drop == 64 ? 0 : digits >> drop;
    uint64_t half = (uint64_t)1 << (drop - 1), cut = drop == 64 ? digits : digits & (2 * half - 1);
    if (cut > half || (cut == half && (rest || kept % 2 == 1))) kept++;
    uint64_t bits = kept;
    if (top >= -1022) bits += (uint64_t)(top + 1022) << 52; /* the hidden bit adds one more */
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

#ifdef __SIZEOF_INT128__ /* else by long division: the same double, later */
__extension__ typedef unsigned __int128 wide;

static int leading_zeros(uint64_t word)
{
    int zeros = 0;
    for (; !(word >> 63); word <<= 1) zeros++;
    return zeros;
}

/* digits / 10^powers, 1 <= powers <= 19: one division of 128 by 64 bits. */
static double by_wide_division(uint64_t digits, int64_t powers)
{
    uint64_t below = 1;
    for (; powers > 0; powers--) below *= 10;
    int up = leading_zeros(digits), up_below = leading_zeros(below);
    wide above = (wide)(digits << up) << 63;
    below <<= up_below;
    return assemble((uint64_t)(above / below), up_below - up - 63, above % below > 0);
}
#endif

/* All digits: the quotient of two natural numbers, to 63 or 64 bits. */
static double by_long_division(const struct decimal *d)
{
    struct big above = {{0}, 0}, below = {{1}, 1};
    int64_t exponent = d->exponent, taken = 0;
    const char *c = d->first;
    for (; c < d->last && taken < DECIMAL_DIGITS; c++)
        if (is_digit(*c)) big_multiply_add(&above, 10, (uint32_t)(*c - '0')), taken++;
    if (taken > 19) exponent -= taken - 19;
    if (c < d->last) big_multiply_add(&above, 10, 1), exponent--; /* what is cut is not nothing */
    big_scale(exponent > 0 ? &above : &below, exponent > 0 ? exponent : -exponent);

    int64_t shift = 63 - (big_bits(&above) - big_bits(&below));
    big_shift(shift > 0 ? &above : &below, shift > 0 ? shift : -shift);
    big_shift(&below, 63);
    uint64_t quotient = 0;
    for (int i = 0; i < 64; i++) {
        quotient = 2 * quotient + (uint64_t)big_take(&above, &below);
        big_multiply_add(&above, 2, 0);
    }
    return assemble(quotient, -shift, above.used > 0);
}

static double exact(const struct decimal *d)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (d->digits == 0) return 0;
    if (!d->more && d->digits <= (uint64_t)1 << 53 && d->exponent >= -22 && d->exponent <= 22)
        return d->exponent < 0 ? (double)d->digits / power[-d->exponent]
                               : (double)d->digits * power[d->exponent];
    if (d->exponent > 310) return LMBI_INFINITY;
    if (d->exponent < -345) return 0;
#ifdef __SIZEOF_INT128__
    if (!d->more && d->exponent < 0 && d->exponent >= -19)
        return by_wide_division(d->digits, -d->exponent);
#endif
    return by_long_division(d);
}

static const char *read_digits(const char *c, const char *end, struct decimal *d, int *seen)
{
    int point = 0, kept = 0;
    for (; c < end; c++) {
        if (*c == '.' && !point) {
            point = 1;
            continue;
        }
        if (!is_digit(*c)) break;
        *seen = 1;
        if (kept == 0 && *c == '0') {
            d->exponent -= point;
            continue;
        }
        if (kept == 0) d->first = c;
        if (kept < 19) d->digits = 10 * d->digits + (uint64_t)(*c - '0');
        if (kept >= 19 && *c != '0') d->more = 1;
        d->exponent += (kept >= 19) - point;
        if (kept++ < 19 || *c != '0') d->last = c + 1;
    }
    return c;
}

static const char *read_exponent(const char *c, const char *end, struct decimal *d)
{
    if (c == end || (*c != 'e' && *c != 'E')) return c;
    const char *start = c++;
    int negative = c < end && *c == '-';
    if (c < end && (*c == '-' || *c == '+')) c++;
    if (c == end || !is_digit(*c)) return start;
    int64_t exponent = 0;
    for (; c < end && is_digit(*c); c++)
        if (exponent < 100000000) exponent = 10 * exponent + (*c - '0');
    d->exponent += negative ? -exponent : exponent;
    return c;
}

const char *lmbi_decimal(const char *text, const char *end, double *value)
{
    struct decimal d = {0};
    int seen = 0, negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+')) text++;
    text = read_digits(text, end, &d, &seen);
    if (!seen) return 0;
    text = read_exponent(text, end, &d);
    double magnitude = exact(&d);
    *value = negative ? -magnitude : magnitude;
    return text;
}
