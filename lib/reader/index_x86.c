#include "reader/kernels_x86.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

/* 64 bytes. */
struct bytes64 {
    __m256i low, high;
};

AVX2 static inline uint64_t equal_to(const struct bytes64 *b, char c)
{
    __m256i all = _mm256_set1_epi8(c);
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b->low, all));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b->high, all));
    return low | (uint64_t)high << 32;
}

/* Which of the marks are line ends, `count` marks being in front of them. */
AVX2 static inline size_t store_lines(uint64_t ends, uint64_t all, size_t count, uint32_t *to)
{
    size_t lines = 0;
    for (; ends; ends &= ends - 1)
        to[lines++] = (uint32_t)(count + (size_t)_mm_popcnt_u64(all & (_blsmsk_u64(ends) >> 1)));
    return lines;
}

AVX2 static inline size_t store_places(uint64_t marks, uint32_t base, uint32_t *to)
{
    size_t count = (size_t)_mm_popcnt_u64(marks);
    for (size_t k = 0; k < count; k += 8) /* eight at a time, so that the branch is foreseen */
        for (size_t j = 0; j < 8; j++, marks &= marks - 1)
            to[k + j] = base + (uint32_t)_tzcnt_u64(marks);
    return count;
}

/* A quote, a NUL byte or a carriage return that ends no line. */
AVX2 static inline int is_odd(const struct bytes64 *b, uint64_t ends, char next)
{
    uint64_t returns = equal_to(b, '\r'), follow = ends >> 1;
    if (next == '\n') follow |= (uint64_t)1 << 63;
    return ((returns & ~follow) | equal_to(b, '"') | equal_to(b, '\0')) != 0;
}

/* Perhaps, by one look at both halves. */
AVX2 static inline int may_be_odd(const struct bytes64 *b)
{
    __m256i odd = _mm256_setzero_si256();
    const char byte[] = {'\r', '"', '\0'};
    for (int i = 0; i < 3; i++) {
        __m256i all = _mm256_set1_epi8(byte[i]);
        odd = _mm256_or_si256(odd, _mm256_cmpeq_epi8(b->low, all));
        odd = _mm256_or_si256(odd, _mm256_cmpeq_epi8(b->high, all));
    }
    return !_mm256_testz_si256(odd, odd);
}

AVX2 void lmbi_index_avx2(const char *text, size_t size, char delimiter, struct lmbi_marks *marks)
{
    size_t count = 0, lines = 0;
    for (size_t i = 0; i + 64 < size && count <= LMBI_MARKS - 64 && lines < LMBI_MARKED_LINES;
         i += 64) {
        const __m256i *at = (const __m256i *)(const void *)(text + i);
        struct bytes64 b = {_mm256_loadu_si256(at), _mm256_loadu_si256(at + 1)};
        uint64_t ends = equal_to(&b, '\n'), all = ends | equal_to(&b, delimiter);
        if (may_be_odd(&b) && is_odd(&b, ends, text[i + 64])) break;
        lines += store_lines(ends, all, count, marks->line + lines);
        count += store_places(all, (uint32_t)i, marks->at + count);
    }
    marks->count = count;
    marks->lines = lines;
}

/* As store_places(), which writes up to 64 places, too. */
AVX512 static inline size_t store_compressed(uint64_t marks, uint32_t base, uint32_t *to)
{
    static const uint8_t place[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i first = _mm512_set1_epi32((int)base);
    __m512i places = _mm512_maskz_compress_epi8(marks, _mm512_loadu_si512(place));
    size_t count = (size_t)_mm_popcnt_u64(marks);
    for (size_t k = 0; k < count; k += 16) {
        __m512i sixteen = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
        _mm512_storeu_si512(to + k, _mm512_add_epi32(first, sixteen));
        places = _mm512_alignr_epi64(places, places, 2);
    }
    return count;
}

AVX512 static inline int is_odd_64(__m512i b, uint64_t ends, char next)
{
    uint64_t returns = _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8('\r')), follow = ends >> 1;
    if (next == '\n') follow |= (uint64_t)1 << 63;
    return ((returns & ~follow) | _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8('"')) |
            _mm512_cmpeq_epi8_mask(b, _mm512_setzero_si512())) != 0;
}

AVX512 void lmbi_index_avx512(const char *text, size_t size, char delimiter,
                              struct lmbi_marks *marks)
{
    const __m512i end = _mm512_set1_epi8('\n'), between = _mm512_set1_epi8(delimiter),
                  quote = _mm512_set1_epi8('"');
    size_t count = 0, lines = 0;
    for (size_t i = 0; i + 64 < size && count <= LMBI_MARKS - 64 && lines < LMBI_MARKED_LINES;
         i += 64) {
        __m512i b = _mm512_loadu_si512(text + i);
        uint64_t ends = _mm512_cmpeq_epi8_mask(b, end);
        uint64_t all = ends | _mm512_cmpeq_epi8_mask(b, between);
        uint64_t low = _mm512_cmple_epu8_mask(b, quote); /* all that is odd is among these */
        if ((low & ~all) && is_odd_64(b, ends, text[i + 64])) break;
        lines += store_lines(ends, all, count, marks->line + lines);
        count += store_compressed(all, (uint32_t)i, marks->at + count);
    }
    marks->count = count;
    marks->lines = lines;
}

#endif
