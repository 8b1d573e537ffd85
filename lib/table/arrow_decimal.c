#include "table/arrow_decimal.h"

#include <string.h>

#include "base/text.h"

enum { LIMBS = 8, MOST_SCALE = 10000 };

static const char *whole_number(const char *c, int32_t *value)
{
    int32_t negative = *c == '-';
    const char *digits = c += negative;
    for (*value = 0; *c >= '0' && *c <= '9' && *value <= MOST_SCALE; c++)
        *value = 10 * *value + (*c - '0');
    if (negative) *value = -*value;
    return c > digits && *value <= MOST_SCALE && *value >= -MOST_SCALE ? c : NULL;
}

int32_t lmbi_arrow_decimal_of(const char *format, int32_t *width, int32_t *scale)
{
    int32_t precision, bits = 128;
    if (strncmp(format, "d:", 2) != 0) return 0;
    const char *c = whole_number(format + 2, &precision);
    if (!c || *c != ',') return 0;
    c = whole_number(c + 1, scale);
    if (c && *c == ',') c = whole_number(c + 1, &bits);
    *width = bits / 8;
    return c && *c == '\0' && (bits == 32 || bits == 64 || bits == 128 || bits == 256);
}

/* The magnitude, its lowest 32 bits first. Returns 1 for a negative number. */
static int32_t magnitude(const uint8_t *at, int32_t width, uint32_t limb[LIMBS])
{
    static const uint16_t one = 1;
    int32_t count = width / 4, lowest_first = *(const uint8_t *)&one;
    memset(limb, 0, LIMBS * sizeof *limb);
    for (int32_t i = 0; i < count; i++)
        memcpy(&limb[i], at + 4 * (lowest_first ? i : count - 1 - i), 4);
    int32_t negative = (int32_t)(limb[count - 1] >> 31);
    uint64_t carry = 1;
    for (int32_t i = 0; negative && i < count; i++) {
        carry += ~limb[i];
        limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return negative;
}

int32_t lmbi_arrow_decimal(const uint8_t *at, int32_t width, int32_t scale, double *number)
{
    uint32_t limb[LIMBS];
    int32_t negative = magnitude(at, width, limb);
    for (int32_t i = 2; i < LIMBS; i++)
        if (limb[i]) return 0;
    uint64_t value = (uint64_t)limb[1] << 32 | limb[0];
    if (value >> 53 || scale < 0 || scale > 22) return 0;
    double power = 1;
    while (scale-- > 0) power *= 10; /* exact up to 10^22, so that the quotient rounds once */
    *number = (negative ? -(double)value : (double)value) / power;
    return 1;
}

size_t lmbi_arrow_digits(const uint8_t *at, int32_t width, int32_t scale, char *out)
{
    char digits[80];
    size_t first = sizeof digits - 1;
    uint32_t limb[LIMBS], any = 1;
    int32_t negative = magnitude(at, width, limb);
    digits[first] = '\0';
    while (any) {
        uint64_t rest = 0;
        any = 0;
        for (int32_t i = LIMBS - 1; i >= 0; i--) {
            rest = rest << 32 | limb[i];
            limb[i] = (uint32_t)(rest / 10);
            rest %= 10;
            any |= limb[i];
        }
        digits[--first] = (char)('0' + rest);
    }
    return lmbi_format(out, 112, "%s%se%d", negative ? "-" : "", digits + first, -(int64_t)scale);
}
