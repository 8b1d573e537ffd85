#include "base/text.h"

#include <stdint.h>
#include <string.h>

#include "base/number.h"

struct buffer {
    char *out;
    size_t size, used;
};

static void put(struct buffer *b, const char *text, size_t length)
{
    size_t room = b->size - 1 - b->used;
    if (length > room) {
        length = room;
        while (length > 0 && ((unsigned char)text[length] & 0xC0U) == 0x80U) length--;
        b->size = b->used + length + 1; /* full: nothing follows a cut */
    }
    memcpy(b->out + b->used, text, length);
    b->used += length;
}

static void put_integer(struct buffer *b, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) digits[--at] = '-';
    put(b, digits + at, sizeof digits - at);
}

/* value = digits x 10^(exponent - 5), digits of six places. */
static int64_t six_digits(double value, int *exponent)
{
    int e = 0;
    double scaled = value;
    while (scaled >= 1e6) scaled /= 10, e++;
    while (scaled < 1e5) scaled *= 10, e--;
    int64_t digits = (int64_t)(scaled + 0.5);
    if (digits == 1000000) digits = 100000, e++;
    *exponent = e + 5;
    return digits;
}

static void put_number(struct buffer *b, double value)
{
    if (value != value) {
        put(b, "nan", 3);
        return;
    }
    if (value < 0) put(b, "-", 1), value = -value;
    if (value > LMBI_MAX) {
        put(b, "inf", 3);
        return;
    }
    if (value == 0) {
        put(b, "0", 1);
        return;
    }
    int exponent;
    int64_t digits = six_digits(value, &exponent);
    char text[7];
    for (int i = 5; i >= 0; i--) text[i] = (char)('0' + digits % 10), digits /= 10;
    int length = 6;
    while (length > 1 && text[length - 1] == '0') length--;

    int scientific = exponent < -5 || exponent > 14;
    int before = scientific ? 1 : exponent + 1; /* digits before the point */
    if (before <= 0) {
        put(b, "0.", 2);
        for (int i = before; i < 0; i++) put(b, "0", 1);
        put(b, text, (size_t)length);
    } else {
        for (int i = 0; i < before; i++) put(b, i < length ? text + i : "0", 1);
        if (length > before) {
            put(b, ".", 1);
            put(b, text + before, (size_t)(length - before));
        }
    }
    if (scientific) put(b, "e", 1), put_integer(b, exponent);
}

size_t lmbi_format_list(char *out, size_t size, const char *format, va_list list)
{
    if (!out || size == 0) return 0;
    struct buffer b = {out, size, 0};
    int64_t number = 0;
    for (const char *f = format; *f; f++) {
        if (*f != '%') {
            size_t run = strcspn(f, "%");
            put(&b, f, run);
            f += run - 1;
            continue;
        }
        switch (*++f) {
        case 's': {
            const char *text = va_arg(list, const char *);
            put(&b, text, strlen(text));
            break;
        }
        case 'd': put_integer(&b, number = va_arg(list, int64_t)); break;
        case 'p': put(&b, "s", number != 1); break;
        case 'g': put_number(&b, va_arg(list, double)); break;
        default: put(&b, f, 1); break;
        }
    }
    out[b.used] = '\0';
    return b.used;
}

size_t lmbi_format(char *out, size_t size, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    size_t used = lmbi_format_list(out, size, format, list);
    va_end(list);
    return used;
}
