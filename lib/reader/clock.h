/* Times as text: durations and dates. */
#ifndef LMBI_READER_CLOCK_H
#define LMBI_READER_CLOCK_H

#include <stdint.h>

/* How a time stands in the file. */
enum { LMBI_FORM_UNKNOWN = 0, LMBI_FORM_NUMBER, LMBI_FORM_CLOCK, LMBI_FORM_DATE };

/* A duration, "HH:MM:SS.f" with any number of hours or "2d HH:MM:SS.f", in s. 1 if it is one. */
int32_t lmbi_clock(const char *text, const char *end, double *seconds);
/* A date with a time of day, in s since 1970 without a time zone: year-month-day or
 * month/day/year (day first where the first number cannot be a month), day.month.year,
 * day-Jan-year of two digits or four, AM and PM. 1 if it is one. */
int32_t lmbi_date(const char *text, const char *end, double *seconds);
/* A time of any form; numbers as they stand. */
int32_t lmbi_time_form(const char *text, const char *end);
int32_t lmbi_time(int32_t form, const char *text, const char *end, double *value);

#endif
