/* The loops over plain rows with AVX2 and with AVX-512; see kernels.h. */
#ifndef LMBI_READER_KERNELS_X86_H
#define LMBI_READER_KERNELS_X86_H

#include "reader/kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,popcnt")))

void lmbi_index_avx2(const char *text, size_t size, char delimiter, struct lmbi_marks *marks);
void lmbi_index_avx512(const char *text, size_t size, char delimiter, struct lmbi_marks *marks);
size_t lmbi_numbers_avx2(const char *text, const uint32_t *at, size_t stride, size_t rows,
                         double *value);
size_t lmbi_scale_avx2(const struct lmbi_scale *scale, double lowest, size_t rows, double *value);
size_t lmbi_alike_avx2(const double *value, size_t count);
size_t lmbi_above_avx2(const double *value, size_t count, double limit);
int32_t lmbi_ascend_avx2(const double *value, size_t count);
ptrdiff_t lmbi_keeping_avx2(const struct lmbi_run *r, const struct lmbi_stretch *c);
void lmbi_segments_avx2(const struct lmbi_run *r, struct lmbi_segments *s);
ptrdiff_t lmbi_hold_avx2(double began, const double *voltage, ptrdiff_t rows);

#endif

#endif
