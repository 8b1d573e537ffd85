/* Decimals of Arrow: whole numbers of 32 to 256 bits, with a point put in. */
#ifndef LMBI_TABLE_ARROW_DECIMAL_H
#define LMBI_TABLE_ARROW_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

/* "d:precision,scale" or "d:precision,scale,bits": 1 if it is one. `*width` in bytes. */
int32_t lmbi_arrow_decimal_of(const char *format, int32_t *width, int32_t *scale);
/* The double nearest to the decimal; 0 if one division does not give it. */
int32_t lmbi_arrow_decimal(const uint8_t *at, int32_t width, int32_t scale, double *number);
/* Its digits and exponent, "-314e-2", which room for 112 bytes holds. Returns the length. */
size_t lmbi_arrow_digits(const uint8_t *at, int32_t width, int32_t scale, char *out);

#endif
