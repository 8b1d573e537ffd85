#include "reader/kernels_x86.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include "base/number.h"
#include "reader/tally.h"

AVX2 static inline __m256d four(const double *x) { return _mm256_loadu_pd(x); }

/* How many of four are true, up to the first that is not. */
AVX2 static inline size_t leading(__m256d is)
{
    return _tzcnt_u32(~(unsigned)_mm256_movemask_pd(is));
}

AVX2 size_t lmbi_alike_avx2(const double *value, size_t count)
{
    const __m256i first = _mm256_castpd_si256(_mm256_set1_pd(value[0]));
    size_t i = 0, same = 4;
    for (; i + 4 <= count; i += 4) {
        __m256i bits = _mm256_castpd_si256(four(value + i));
        same = leading(_mm256_castsi256_pd(_mm256_cmpeq_epi64(bits, first)));
        if (same < 4) return i + same;
    }
    if (i == 0) return lmbi_portable_kernels.alike(value, count);
    return i - 1 + lmbi_portable_kernels.alike(value + i - 1, count - i + 1);
}

AVX2 size_t lmbi_above_avx2(const double *value, size_t count, double limit)
{
    const __m256d all = _mm256_set1_pd(limit);
    __m256i above = _mm256_setzero_si256();
    int64_t sum[4];
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        above = _mm256_sub_epi64(
            above, _mm256_castpd_si256(_mm256_cmp_pd(four(value + i), all, _CMP_GT_OQ)));
    _mm256_storeu_si256((__m256i *)(void *)sum, above);
    return (size_t)(sum[0] + sum[1] + sum[2] + sum[3]) +
           lmbi_portable_kernels.above(value + i, count - i, limit);
}

AVX2 int32_t lmbi_ascend_avx2(const double *value, size_t count)
{
    __m256d falls = _mm256_setzero_pd();
    size_t i = 1;
    for (; i + 4 <= count; i += 4)
        falls =
            _mm256_or_pd(falls, _mm256_cmp_pd(four(value + i), four(value + i - 1), _CMP_LT_OQ));
    return _mm256_movemask_pd(falls) == 0 &&
           lmbi_portable_kernels.ascend(value + i - 1, count - i + 1);
}

AVX2 ptrdiff_t lmbi_keeping_avx2(const struct lmbi_run *r, const struct lmbi_stretch *c)
{
    const __m256d sign = _mm256_set1_pd(-0.0), above = _mm256_set1_pd(c->above),
                  most = _mm256_set1_pd(c->most), zero = _mm256_setzero_pd(),
                  longest = _mm256_set1_pd(c->longest), cycle = _mm256_set1_pd(c->cycle),
                  step = _mm256_set1_pd(c->step);
    const __m256d flip = c->direction < 0 ? sign : zero, drop = c->direction ? zero : sign;
    ptrdiff_t i = 0;
    for (; i + 4 <= r->rows; i += 4) {
        __m256d dt = _mm256_sub_pd(four(r->time + i), four(r->time + i - 1));
        __m256d current = _mm256_andnot_pd(drop, _mm256_xor_pd(flip, four(r->current + i)));
        __m256d in_time = _mm256_and_pd(_mm256_cmp_pd(dt, zero, _CMP_GE_OQ),
                                        _mm256_cmp_pd(dt, longest, _CMP_LE_OQ));
        __m256d flows = _mm256_and_pd(_mm256_cmp_pd(current, above, _CMP_GT_OQ),
                                      _mm256_cmp_pd(current, most, _CMP_LE_OQ));
        __m256d keeps = _mm256_and_pd(in_time, flows);
        if (c->by_cycle)
            keeps = _mm256_and_pd(keeps, _mm256_cmp_pd(four(r->cycle + i), cycle, _CMP_EQ_OQ));
        if (c->by_step)
            keeps = _mm256_and_pd(keeps, _mm256_cmp_pd(four(r->step + i), step, _CMP_EQ_OQ));
        if (c->by_time)
            keeps = _mm256_and_pd(keeps, _mm256_cmp_pd(four(r->step_time + i),
                                                       four(r->step_time + i - 1), _CMP_NLT_UQ));
        size_t count = leading(keeps);
        if (count < 4) return i + (ptrdiff_t)count;
    }
    const struct lmbi_run rest = lmbi_run_from(r, i);
    return i + lmbi_portable_kernels.keeping(&rest, c);
}

AVX2 static inline __m256d mean(__m256d a, __m256d b)
{
    return _mm256_mul_pd(_mm256_add_pd(a, b), _mm256_set1_pd(0.5));
}

AVX2 static inline double largest_of(__m256d x, double other)
{
    double of[4];
    _mm256_storeu_pd(of, x);
    for (int i = 0; i < 4; i++) other = lmbi_max(of[i], other);
    return other;
}

AVX2 void lmbi_segments_avx2(const struct lmbi_run *r, struct lmbi_segments *s)
{
    const double *I = r->current, *V = r->voltage, *T = r->temperature;
    const __m256d zero = _mm256_setzero_pd();
    __m256d longest = _mm256_set1_pd(-LMBI_INFINITY), highest = longest,
            lowest = _mm256_set1_pd(LMBI_INFINITY);
    if (r->rows < 4) {
        lmbi_portable_kernels.segments(r, s);
        return;
    }
    for (ptrdiff_t i = 0; i < r->rows; i += 4) {
        if (i > r->rows - 4) i = r->rows - 4; /* the last four, some of them again */
        __m256d Ia = four(I + i - 1), Ib = four(I + i), Va = four(V + i - 1), Vb = four(V + i);
        __m256d dt = _mm256_sub_pd(four(r->time + i), four(r->time + i - 1));
        __m256d lasts = _mm256_cmp_pd(dt, zero, _CMP_NEQ_UQ);
        __m256d power = mean(_mm256_mul_pd(Ia, Va), _mm256_mul_pd(Ib, Vb));
        __m256d heat = _mm256_mul_pd(mean(four(T + i - 1), four(T + i)), dt);
        __m256d known = _mm256_cmp_pd(heat, heat, _CMP_EQ_OQ);
        _mm256_storeu_pd(s->dt + i, dt);
        _mm256_storeu_pd(s->charge + i, _mm256_and_pd(lasts, _mm256_mul_pd(mean(Ia, Ib), dt)));
        _mm256_storeu_pd(s->energy + i, _mm256_and_pd(lasts, _mm256_mul_pd(power, dt)));
        _mm256_storeu_pd(s->heat + i, _mm256_and_pd(known, heat));
        _mm256_storeu_pd(s->warm + i, _mm256_and_pd(known, dt));
        longest = _mm256_max_pd(dt, longest);
        highest = _mm256_max_pd(Vb, highest);
        lowest = _mm256_min_pd(Vb, lowest);
    }
    s->longest = largest_of(longest, -LMBI_INFINITY);
    s->highest = largest_of(highest, -LMBI_INFINITY);
    s->lowest = -largest_of(_mm256_sub_pd(zero, lowest), -LMBI_INFINITY);
}

/* Without a branch, since a voltage that goes on rising leaves the hold now and then. */
AVX2 ptrdiff_t lmbi_hold_avx2(double began, const double *voltage, ptrdiff_t rows)
{
    const __m128d sign = _mm_set_sd(-0.0), tolerance = _mm_set_sd(LMBI_HOLD_TOLERANCE);
    __m128d at = _mm_set_sd(began);
    ptrdiff_t from = 0;
    for (ptrdiff_t i = 0; i < rows; i++) {
        __m128d V = _mm_load_sd(voltage + i), away = _mm_andnot_pd(sign, _mm_sub_sd(V, at));
        __m128d moves = _mm_cmpnle_sd(away, tolerance);
        at = _mm_blendv_pd(at, V, moves);
        from = _mm_movemask_pd(moves) & 1 ? i + 1 : from;
    }
    return from;
}

#endif
