/* Text to double, correctly rounded, whatever the locale. */
#ifndef LMBI_READER_DECIMAL_H
#define LMBI_READER_DECIMAL_H

/* The number that `text` begins with: sign, digits, point, digits, exponent. Returns what follows
 * it, or NULL if there is none. Too large gives infinity, too small 0. */
const char *lmbi_decimal(const char *text, const char *end, double *value);

#endif
