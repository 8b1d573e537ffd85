#include "reader/clock.h"

#include <stddef.h>

#include "reader/decimal.h"

/* A whole number of at most nine digits; NULL if there is none. */
static const char *whole(const char *c, const char *end, int64_t *value)
{
    const char *start = c;
    for (*value = 0; c < end && *c >= '0' && *c <= '9' && c - start < 9; c++)
        *value = 10 * *value + (*c - '0');
    return c > start ? c : NULL;
}

static const char *blanks(const char *c, const char *end)
{
    while (c < end && (*c == ' ' || *c == '\t')) c++;
    return c;
}

/* "H:MM" in s; NULL if it is none. */
static const char *hours_minutes(const char *c, const char *end, double *seconds)
{
    int64_t hours, minutes;
    if (!(c = whole(c, end, &hours)) || c == end || *c++ != ':') return NULL;
    if (!(c = whole(c, end, &minutes)) || minutes > 59) return NULL;
    *seconds = (double)(3600 * hours + 60 * minutes);
    return c;
}

/* "H:MM:SS.f" in s; NULL if it is none. */
static const char *hours_minutes_seconds(const char *c, const char *end, double *seconds)
{
    double rest;
    if (!(c = hours_minutes(c, end, seconds)) || c == end || *c++ != ':') return NULL;
    if (c == end || *c < '0' || *c > '9') return NULL;
    if (!(c = lmbi_decimal(c, end, &rest)) || rest > 60) return NULL;
    *seconds += rest;
    return c;
}

/* The time of day in a date, where seconds may be missing. */
static const char *of_day(const char *c, const char *end, double *seconds)
{
    const char *behind = hours_minutes(c, end, seconds);
    if (behind && behind < end && (*behind == ':' || *behind == '.'))
        behind = hours_minutes_seconds(c, end, seconds);
    return behind && *seconds <= 86400 ? behind : NULL;
}

int32_t lmbi_clock(const char *text, const char *end, double *seconds)
{
    int64_t days = 0;
    const char *c = whole(text, end, &days);
    if (c && c < end && *c == 'd') text = blanks(c + 1, end);
    else days = 0;
    if (!(c = hours_minutes_seconds(text, end, seconds)) || blanks(c, end) != end) return 0;
    *seconds += 86400.0 * (double)days;
    return 1;
}

/* Days since 1970-01-01 of a date in the Gregorian calendar; years count from March. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    if (month <= 2) year--;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return 365 * year + year / 4 - year / 100 + year / 400 + of_year - 719468;
}

/* "Jan" to "Dec" as 1 to 12; 0: none of them. */
static int64_t month_named(const char *c, const char *end)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int64_t i = 0; end - c >= 3 && i < 12; i++) {
        int same = 0;
        for (int k = 0; k < 3; k++) same += (c[k] | 0x20) == names[3 * i + k];
        if (same == 3) return i + 1;
    }
    return 0;
}

static int64_t days_in(int64_t year, int64_t month)
{
    return days_of(month == 12 ? year + 1 : year, month % 12 + 1, 1) - days_of(year, month, 1);
}

struct date {
    int64_t year, month, day;
    int32_t order; /* LMBI_ORDER_ */
};

static const char *year_month_day(int32_t form, const char *c, const char *end, struct date *d)
{
    int64_t n[3], named = 0;
    char mark = 0;
    for (int i = 0; i < 3; i++) {
        if (i == 1) named = month_named(c, end);
        if (i == 1 && named) n[1] = named, c += 3;
        else if (!(c = whole(c, end, &n[i]))) return NULL;
        if (i < 2 && (c == end || (mark ? *c != mark : *c != '-' && *c != '/' && *c != '.')))
            return NULL;
        if (i < 2) mark = *c++;
    }
    *d = (struct date){n[0], n[1], n[2], LMBI_ORDER_NONE};
    if (n[0] < 32) {
        int32_t open = !named && mark != '.';
        if (open && n[0] <= 12) d->order = n[1] > 12 ? LMBI_ORDER_MONTH_FIRST : LMBI_ORDER_OPEN;
        else if (open) d->order = LMBI_ORDER_DAY_FIRST;
        int32_t day_first = !open || form == LMBI_FORM_DAY_FIRST ||
                            (form == LMBI_FORM_DATE && d->order == LMBI_ORDER_DAY_FIRST);
        *d = (struct date){n[2], n[day_first], n[!day_first], d->order};
    }
    if (named && d->year < 100) d->year += d->year < 70 ? 2000 : 1900;
    if (d->year < 1900 || d->year > 9999 || d->month < 1 || d->month > 12) return NULL;
    return d->day >= 1 && d->day <= days_in(d->year, d->month) ? c : NULL;
}

/* "AM" and "PM" move the hour of a clock of twelve hours. */
static double half_day(const char *c, const char *end, double seconds)
{
    if (end - c < 2 || (c[1] != 'M' && c[1] != 'm')) return 0;
    if ((*c == 'P' || *c == 'p') && seconds < 43200) return 43200;
    if ((*c == 'A' || *c == 'a') && seconds >= 43200 && seconds < 46800) return -43200;
    return 0;
}

/* "+02:00", "-0530": by how much the time is ahead of UTC, s. 0 if no place on earth has it. */
static int32_t ahead_of_utc(const char *c, const char *end, double *ahead)
{
    int64_t hours, minutes = 0;
    *ahead = 0;
    if (c == end || (*c != '+' && *c != '-')) return 1;
    const char *behind = whole(c + 1, end, &hours);
    if (!behind) return 1;
    if (behind < end && *behind == ':') whole(behind + 1, end, &minutes);
    else if (behind - c > 3) minutes = hours % 100, hours /= 100;
    int64_t all = (*c == '-' ? -1 : 1) * (60 * hours + minutes);
    *ahead = 60 * (double)all;
    return minutes < 60 && all >= -12 * 60 && all <= 14 * 60;
}

int32_t lmbi_date_order(const char *text, const char *end)
{
    struct date date;
    return year_month_day(LMBI_FORM_DATE, text, end, &date) ? date.order : LMBI_ORDER_NONE;
}

/* 1 if it is a date and its offset is one, 0 if it is no date, -1 if its offset is wrong. */
static int32_t read_date(int32_t form, const char *text, const char *end, double *seconds)
{
    struct date date;
    double in_day, ahead;
    const char *c = year_month_day(form, text, end, &date);
    if (!c || c == end || (*c != ' ' && *c != 'T')) return 0;
    if (!(c = of_day(c + 1, end, &in_day))) return 0;
    c = blanks(c, end);
    if (!ahead_of_utc(c, end, &ahead)) return -1;
    *seconds = 86400.0 * (double)days_of(date.year, date.month, date.day) +
               (in_day + half_day(c, end, in_day) - ahead);
    return 1;
}

int32_t lmbi_date(int32_t form, const char *text, const char *end, double *seconds)
{
    return read_date(form, text, end, seconds) > 0;
}

int32_t lmbi_has_wrong_offset(const char *text, const char *end)
{
    double seconds;
    return read_date(LMBI_FORM_DATE, text, end, &seconds) < 0;
}

int32_t lmbi_time_form(const char *text, const char *end)
{
    double value;
    const char *c = lmbi_decimal(text, end, &value);
    if (c == end) return LMBI_FORM_NUMBER;
    if (lmbi_clock(text, end, &value)) return LMBI_FORM_CLOCK;
    return lmbi_date(LMBI_FORM_DATE, text, end, &value) ? LMBI_FORM_DATE : LMBI_FORM_UNKNOWN;
}

int32_t lmbi_time(int32_t form, const char *text, const char *end, double *value)
{
    if (form == LMBI_FORM_CLOCK) return lmbi_clock(text, end, value);
    if (form >= LMBI_FORM_DATE) return lmbi_date(form, text, end, value);
    return lmbi_decimal(text, end, value) == end;
}
