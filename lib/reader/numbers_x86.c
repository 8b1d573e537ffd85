#include "reader/kernels_x86.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include "base/number.h"

/* Drop the point at byte p of 16; 16: there is none. */
static const unsigned char without_point[17][16] = {
    {128, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15},
    {128, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
};

/* From byte n on: the last n of 16 bytes. */
static const unsigned char last_bytes[32] = {0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
                                             0,   0,   0,   0,   0,   255, 255, 255, 255, 255, 255,
                                             255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

static const double power_behind[17] = {1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7,
                                        1e6,  1e5,  1e4,  1e3,  1e2,  1e1,  1e0, 1e0};

AVX2 static inline __m128i load16(const void *from)
{
    return _mm_loadu_si128((const __m128i *)from);
}

/* 16 digits as two numbers of eight, the first counting most. */
AVX2 static inline __m128i eights_of(__m128i digits)
{
    const __m128i tens = _mm_set1_epi16(1 << 8 | 10), hundreds = _mm_set1_epi32(1 << 16 | 100);
    const __m128i myriads = _mm_set1_epi32(1 << 16 | 10000);
    __m128i fours = _mm_madd_epi16(_mm_maddubs_epi16(digits, tens), hundreds);
    return _mm_madd_epi16(_mm_packus_epi32(fours, fours), myriads);
}

/* What divides a number of 16 bytes with its point at byte p; NaN if it is none. */
AVX2 static inline double divisor_of(__m128i digits, size_t length, size_t point)
{
    __m128i above = _mm_subs_epu8(digits, _mm_set1_epi8(9));
    size_t count = length - (point < 16);
    return _mm_testz_si128(above, above) && count - 1 < 15 ? power_behind[point] : LMBI_NAN;
}

/* A number between at[0] and at[1]: its digits, and what divides them, with its sign. */
AVX2 static inline void take_number(const char *text, const uint32_t *at, uint64_t *eights,
                                    double *divisor)
{
    const char *start = text + at[0] + 1, *end = text + at[1];
    size_t sign = *start == '-', length = (size_t)(end - start) - sign;
    __m128i bytes = load16(end - 16);
    if (length - 1 > 15) length = 16, bytes = _mm_setzero_si128(); /* too long: no digits */
    __m128i keep = load16(last_bytes + length);
    bytes = _mm_and_si128(_mm_sub_epi8(bytes, _mm_set1_epi8('0')), keep);
    int points = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.' - '0')));
    size_t point = _tzcnt_u32((unsigned)points | 1U << 16);
    __m128i shuffle = load16(without_point[point]);
    __m128i digits = _mm_shuffle_epi8(bytes, shuffle);
    double by = divisor_of(digits, length, point);
    *eights = (uint64_t)_mm_cvtsi128_si64(eights_of(digits));
    *divisor = sign ? -by : by;
}

/* hi x 10^8 + lo. */
AVX2 static inline __m256i whole_of(__m256i eights)
{
    __m256i high = _mm256_mul_epu32(eights, _mm256_set1_epi64x(100000000));
    return _mm256_add_epi64(high, _mm256_srli_epi64(eights, 32));
}

/* Numbers below 2^52, so that the magic number turns them into doubles. */
AVX2 static inline __m256d divide_four(__m256i whole, __m256d divisor)
{
    const __m256i magic = _mm256_set1_epi64x(0x4330000000000000);
    __m256d number = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(whole, magic)),
                                   _mm256_castsi256_pd(magic));
    return _mm256_div_pd(number, divisor);
}

enum { GROUP = 32 }; /* numbers, so that what is stored has arrived when it is loaded */

/* `count` numbers of a column, each for itself; returns how many are none. */
AVX2 static size_t take_each(const char *text, const uint32_t *at, size_t stride, size_t count,
                             double *value)
{
    uint64_t eights[GROUP];
    double divisor[GROUP];
    size_t bad = 0;
    for (size_t k = 0; k < count; k++, at += stride) take_number(text, at, &eights[k], &divisor[k]);
    for (size_t k = count; k % 4 != 0; k++) eights[k] = 0, divisor[k] = 1;
    for (size_t k = 0; k < count; k += 4) {
        double number[4];
        __m256i four = _mm256_loadu_si256((const __m256i *)(const void *)(eights + k));
        _mm256_storeu_pd(number, divide_four(whole_of(four), _mm256_loadu_pd(divisor + k)));
        for (size_t i = 0; i < 4 && k + i < count; i++) {
            value[k + i] = number[i];
            bad += number[i] != number[i];
        }
    }
    return bad;
}

/* The same text in all of `count` fields, of 15 bytes at most, as cycle and step numbers are. The
 * byte in front of a field is looked at with it: so all have the same length. */
AVX2 static int are_repeated(const char *text, const uint32_t *at, size_t stride, size_t count)
{
    const uint32_t *last = at + (count - 1) * stride;
    __m128i first = load16(text + at[1] - 16), keep = load16(last_bytes + (at[1] - at[0]));
    __m128i apart = _mm_xor_si128(first, load16(text + last[1] - 16));
    if (!_mm_testz_si128(apart, keep)) return 0;
    for (size_t k = 1; k < count; k++) {
        at += stride;
        apart = _mm_or_si128(apart, _mm_xor_si128(first, load16(text + at[1] - 16)));
    }
    return _mm_testz_si128(apart, keep);
}

/* Where a number of 15 bytes at most has its sign and its point. */
struct shape {
    size_t digits, sign, point; /* sign 1: "-"; point 16: none */
    __m128i first, fixed;       /* its bytes; those in front of it, of sign and point */
};

AVX2 static inline struct shape shape_of(const char *text, const uint32_t *at)
{
    size_t length = at[1] - at[0] - 1;
    struct shape s = {.sign = text[at[0] + 1] == '-', .first = load16(text + at[1] - 16)};
    __m128i points = _mm_cmpeq_epi8(s.first, _mm_set1_epi8('.'));
    points = _mm_and_si128(points, load16(last_bytes + length));
    s.point = _tzcnt_u32((unsigned)_mm_movemask_epi8(points) | 1U << 16);
    s.digits = length - s.sign - (s.point < 16);
    s.fixed = _mm_xor_si128(load16(last_bytes + length + 1), load16(last_bytes + length - s.sign));
    s.fixed = _mm_or_si128(s.fixed, points);
    return s;
}

/* Bring the digits of a shape to the end, zeros in front of them. */
AVX2 static inline __m128i digits_of(const struct shape *s)
{
    __m128i others = _mm_andnot_si128(load16(last_bytes + s->digits), _mm_set1_epi8((char)128));
    return _mm_or_si128(load16(without_point[s->point]), others);
}

AVX2 static inline __m256i twice(__m128i bytes) { return _mm256_broadcastsi128_si256(bytes); }

/* The 16 bytes before `low` and before `high`. */
AVX2 static inline __m256i bytes_before(const char *low, const char *high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(load16(low - 16)), load16(high - 16), 1);
}

/* Four numbers or more of the shape of the first, as take_each() reads them. 0: they are of
 * another. */
AVX2 static int take_alike(const char *text, const uint32_t *at, size_t stride, size_t count,
                           double *value)
{
    const struct shape s = shape_of(text, at);
    const __m256i first = twice(s.first), shuffle = twice(digits_of(&s)),
                  zero = _mm256_set1_epi8('0'), tens = _mm256_set1_epi16(1 << 8 | 10),
                  hundreds = _mm256_set1_epi32(1 << 16 | 100),
                  myriads = _mm256_set1_epi32(1 << 16 | 10000);
    const __m256d divisor = _mm256_set1_pd(s.sign ? -power_behind[s.point] : power_behind[s.point]);
    __m256i apart = _mm256_setzero_si256(), largest = apart;
    const int few = s.digits <= 8;
    if (s.digits == 0) return 0;
    for (size_t k = 0; k < count; k += 4) {
        if (k > count - 4) k = count - 4; /* the last four, some of them again */
        const uint32_t *end = at + k * stride + 1;
        __m256i even = bytes_before(text + end[0], text + end[2 * stride]);
        __m256i odd = bytes_before(text + end[stride], text + end[3 * stride]);
        apart = _mm256_or_si256(apart, _mm256_xor_si256(even, first));
        apart = _mm256_or_si256(apart, _mm256_xor_si256(odd, first));
        even = _mm256_shuffle_epi8(_mm256_sub_epi8(even, zero), shuffle);
        odd = _mm256_shuffle_epi8(_mm256_sub_epi8(odd, zero), shuffle);
        largest = _mm256_max_epu8(largest, _mm256_max_epu8(even, odd));
        even = _mm256_madd_epi16(_mm256_maddubs_epi16(even, tens), hundreds);
        odd = _mm256_madd_epi16(_mm256_maddubs_epi16(odd, tens), hundreds);
        __m256i eights = _mm256_madd_epi16(_mm256_packus_epi32(even, odd), myriads);
        if (few) eights = _mm256_srli_epi64(eights, 32);
        else eights = whole_of(eights);
        _mm256_storeu_pd(value + k, divide_four(eights, divisor));
    }
    __m256i other = _mm256_and_si256(apart, twice(s.fixed));
    other = _mm256_or_si256(other, _mm256_subs_epu8(largest, _mm256_set1_epi8(9)));
    return _mm256_testz_si256(other, other);
}

/* Numbers of one shape, or even of one text; 0: they may be of several. */
AVX2 static int take_together(const char *text, const uint32_t *at, size_t stride, size_t count,
                              double *value)
{
    const uint32_t *half = at + count / 2 * stride, *last = at + (count - 1) * stride;
    uint32_t length = at[1] - at[0] - 1;
    if (count < 4 || length - 1 >= 15 || half[1] - half[0] - 1 != length ||
        last[1] - last[0] - 1 != length)
        return 0;
    size_t different = are_repeated(text, at, stride, count) ? 4 : count;
    if (!take_alike(text, at, stride, different, value)) return 0;
    for (size_t k = different; k < count; k++) value[k] = value[0];
    return 1;
}

size_t lmbi_numbers_avx2(const char *text, const uint32_t *at, size_t stride, size_t rows,
                         double *value)
{
    size_t bad = 0;
    if (rows > GROUP && take_together(text, at, stride, rows, value)) return 0;
    for (size_t row = 0; row < rows; row += GROUP) {
        size_t count = rows - row < GROUP ? rows - row : GROUP;
        if (!take_together(text, at + row * stride, stride, count, value + row))
            bad += take_each(text, at + row * stride, stride, count, value + row);
    }
    return bad;
}

AVX2 size_t lmbi_scale_avx2(const struct lmbi_scale *scale, double lowest, size_t rows,
                            double *value)
{
    const __m256d multiply = _mm256_set1_pd(scale->multiply), add = _mm256_set1_pd(scale->add),
                  divide = _mm256_set1_pd(scale->divide), low = _mm256_set1_pd(lowest),
                  sentinel = _mm256_set1_pd(-9999), none = _mm256_set1_pd(LMBI_NAN);
    int plain = scale->multiply == 1 && scale->divide == 1;
    size_t i = 0, special = 0;
    for (; i + 4 <= rows; i += 4) {
        __m256d x = _mm256_loadu_pd(value + i);
        __m256d missing = _mm256_cmp_pd(x, sentinel, _CMP_EQ_OQ);
        if (!plain) x = _mm256_div_pd(_mm256_mul_pd(x, multiply), divide);
        x = _mm256_add_pd(x, add);
        missing = _mm256_or_pd(missing, _mm256_cmp_pd(x, low, _CMP_NGE_UQ));
        _mm256_storeu_pd(value + i, _mm256_blendv_pd(x, none, missing));
        special += (size_t)_mm_popcnt_u32((unsigned)_mm256_movemask_pd(missing));
    }
    return special + lmbi_portable_kernels.scale(scale, lowest, rows - i, value + i);
}

#endif
