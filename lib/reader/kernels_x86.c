#include "reader/kernels_x86.h"

#if defined(__x86_64__) && defined(__GNUC__)

static const struct lmbi_kernels avx512_kernels = {
    lmbi_index_avx512, lmbi_numbers_avx2, lmbi_scale_avx2,    lmbi_alike_avx2, lmbi_above_avx2,
    lmbi_ascend_avx2,  lmbi_keeping_avx2, lmbi_segments_avx2, lmbi_hold_avx2};

static const struct lmbi_kernels avx2_kernels = {
    lmbi_index_avx2,  lmbi_numbers_avx2, lmbi_scale_avx2,    lmbi_alike_avx2, lmbi_above_avx2,
    lmbi_ascend_avx2, lmbi_keeping_avx2, lmbi_segments_avx2, lmbi_hold_avx2};

const struct lmbi_kernels *lmbi_kernels_of(int32_t level)
{
    int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("popcnt");
    int has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") &&
                     __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
    if (level >= 2 && has_avx512) return &avx512_kernels;
    return level >= 1 && has_avx2 ? &avx2_kernels : &lmbi_portable_kernels;
}

#else

const struct lmbi_kernels *lmbi_kernels_of(int32_t level)
{
    (void)level;
    return &lmbi_portable_kernels;
}

#endif

const struct lmbi_kernels *lmbi_best_kernels(void)
{
    return lmbi_kernels_of(LMBI_KERNEL_LEVELS - 1);
}
