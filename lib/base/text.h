/* Text without stdio and without a locale. */
#ifndef LMBI_BASE_TEXT_H
#define LMBI_BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

/* Write at most `size` bytes, always closed by a zero, cut at a character of UTF-8.
 * Knows %s (const char *), %d (int64_t), %p ("s" unless the number before was 1), %g (double, six
 * significant digits) and %%.
 * Returns the length written. */
size_t lmbi_format(char *out, size_t size, const char *format, ...);
size_t lmbi_format_list(char *out, size_t size, const char *format, va_list list);

#endif
