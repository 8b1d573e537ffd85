/* Times as text: durations and dates. */
#ifndef LMBI_READER_CLOCK_H
#define LMBI_READER_CLOCK_H

#include <stdint.h>

/* How a time stands in the file; of dates like 3/4/2026, the month or the day always first. */
enum {
    LMBI_FORM_UNKNOWN = 0,
    LMBI_FORM_NUMBER,
    LMBI_FORM_CLOCK,
    LMBI_FORM_DATE,
    LMBI_FORM_MONTH_FIRST,
    LMBI_FORM_DAY_FIRST
};

/* What a date says of its order: nothing, as it needs none; that it may be either; one of them. */
enum { LMBI_ORDER_NONE = 0, LMBI_ORDER_OPEN, LMBI_ORDER_MONTH_FIRST, LMBI_ORDER_DAY_FIRST };

/* A duration, "HH:MM:SS.f" with any number of hours or "2d HH:MM:SS.f", in s. 1 if it is one. */
int32_t lmbi_clock(const char *text, const char *end, double *seconds);
/* A date with a time of day, its seconds or not, in s since 1970, in UTC where it tells its offset:
 * year-month-day or month/day/year (by LMBI_FORM_DATE day first where the first number cannot be a
 * month), day.month.year, day-Jan-year of two digits or four, AM and PM. 1 if it is one. */
int32_t lmbi_date(int32_t form, const char *text, const char *end, double *seconds);
/* A date, but for an offset from UTC beyond -12:00 and +14:00. */
int32_t lmbi_has_wrong_offset(const char *text, const char *end);
/* LMBI_ORDER_ of a text that is a date by LMBI_FORM_DATE. */
int32_t lmbi_date_order(const char *text, const char *end);
/* A time of any form; numbers as they stand. */
int32_t lmbi_time_form(const char *text, const char *end);
int32_t lmbi_time(int32_t form, const char *text, const char *end, double *value);

#endif
