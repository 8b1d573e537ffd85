#include "arrow_producer.h"

#include <string.h>

static const char *const texts[] = {"1.5",           "",         "3.7",
                                    "nan",           "CC_CHG",   "12",
                                    "-1e-3",         "Rest",     "2024-04-30 14:33:19.25",
                                    "N/A",           "1e400",    "D",
                                    "放电",          "00:00:05", "not a number at all",
                                    "0d 00:01:00.00"};
enum { TEXTS = sizeof texts / sizeof *texts };

void *make_block(size_t size)
{
    void *block = malloc(size > 0 ? size : 1);
    REQUIRE(block);
    return block;
}

/* Bytes of a value; of what is no type, as many as the longest. */
static int width_of(const char *format)
{
    static const char *const widths[][2] = {{"1", "cC"}, {"2", "sSe"}, {"4", "iIf"}, {"8", "lLg"}};
    const char *bits = strrchr(format, ',');
    if (strcmp(format, "tdD") == 0 || strcmp(format, "tts") == 0 || strcmp(format, "ttm") == 0)
        return 4;
    if (format[0] == 't') return 8;
    if (format[0] == 'd' && bits && bits != strchr(format, ','))
        return strcmp(bits, ",32") == 0 ? 4 : strcmp(bits, ",64") == 0 ? 8 : 32;
    if (format[0] == 'd') return 16;
    for (int i = 0; i < 4; i++)
        if (format[0] && strchr(widths[i][1], format[0])) return widths[i][0][0] - '0';
    return 32;
}

static int is_text(const char *format)
{
    return strcmp(format, "u") == 0 || strcmp(format, "U") == 0 || strcmp(format, "vu") == 0;
}

/* The value of a row: rising, a wave, level, of the input, or one that hurts. */
static double value_at(struct source *s, int kind, int64_t row)
{
    int size = 1 + kind / 8;
    switch (kind % 8) {
    case 0:
    case 1: return (double)row * size;
    case 2: return row / 5 % 2 ? -size : size;
    case 3: return 3.5 + 0.01 * (double)(row % 10);
    case 4: return 2 - 1e-3 * (double)row * (size - 1);
    case 5: return take_byte(s);
    case 6: return take_number(s);
    default: return 1;
    }
}

static int64_t whole(double x) { return x > -9e18 && x < 9e18 ? (int64_t)x : INT64_MIN; }

static void write_value(const char *format, int width, double x, uint8_t *out)
{
    int64_t n = whole(x);
    if (format[0] == 'g') {
        memcpy(out, &x, 8);
    } else if (format[0] == 'f') {
        float f = x > 3e38 ? __builtin_inff() : x < -3e38 ? -__builtin_inff() : (float)x;
        memcpy(out, &f, 4);
    } else {
        memset(out, n < 0 ? 0xFF : 0, (size_t)width);
        memcpy(out, &n, (size_t)(width < 8 ? width : 8));
    }
}

static void *numbers(struct source *s, const char *format, int64_t count)
{
    int width = width_of(format), kind = take_byte(s);
    uint8_t *block = make_block((size_t)(count * width));
    for (int64_t i = 0; i < count; i++)
        write_value(format, width, value_at(s, kind, i), block + i * width);
    return block;
}

void *make_bits(struct source *s, int64_t count)
{
    size_t size = (size_t)(count + 7) / 8;
    uint8_t *block = make_block(size), fill = take_byte(s);
    for (size_t i = 0; i < size; i++) block[i] = fill & 1 ? take_byte(s) : (uint8_t)(fill | 1);
    return block;
}

/* Offsets that rise, or now and then do not; the texts themselves. */
static void texts_of(struct source *s, int wide, int64_t count, struct owned *o)
{
    uint8_t *offsets = make_block((size_t)(count + 1) * (wide ? 8 : 4)),
            *bytes = make_block(TEXTS * 32);
    int64_t at = 0, kind = take_byte(s);
    for (int64_t i = 0; i <= count; i++) {
        int64_t put = kind == 1 && i == count / 2 ? -1 : kind == 2 && i % 3 == 2 ? 0 : at;
        int32_t narrow = (int32_t)put;
        if (wide) memcpy(offsets + 8 * i, &put, 8);
        else memcpy(offsets + 4 * i, &narrow, 4);
        const char *text = texts[kind < 32 ? (size_t)(i + kind) % TEXTS : take_byte(s) % TEXTS];
        if (i == count || at + 32 > TEXTS * 32) continue;
        memcpy(bytes + at, text, strlen(text));
        at += (int64_t)strlen(text);
    }
    void *exact = NULL; /* may be NULL where there is no text */
    if (at > 0) exact = memcpy(make_block((size_t)at), bytes, (size_t)at);
    free(bytes);
    o->block[1] = offsets;
    o->block[2] = exact;
}

static void views_of(struct source *s, int64_t count, struct owned *o)
{
    static const char out[] = "2024-04-30 14:33:19.25 and more";
    uint8_t *views = make_block((size_t)count * 16);
    int kind = take_byte(s);
    for (int64_t i = 0; i < count; i++) {
        const char *text = texts[(size_t)(i + kind) % TEXTS];
        int32_t length = (int32_t)strlen(text), place[2] = {0, 0};
        memset(views + 16 * i, 0, 16);
        if (length > 12) {
            length = kind % 8 == 1 ? (int32_t)sizeof out - 1 : 13;
            if (kind % 8 == 2) place[0] = 1;
            if (kind % 8 == 3) place[0] = -1;
            if (kind % 8 == 4) place[1] = -1;
            memcpy(views + 16 * i + 4, out, 4);
            memcpy(views + 16 * i + 8, place, sizeof place);
        } else {
            if (kind % 8 == 5) length = -1;
            memcpy(views + 16 * i + 4, text, strlen(text));
        }
        memcpy(views + 16 * i, &length, 4);
    }
    o->block[1] = views;
    o->block[2] = memcpy(make_block(sizeof out - 1), out, sizeof out - 1);
    o->block[3] = memcpy(make_block(8), &(int64_t){sizeof out - 1}, 8);
}

int fill_buffers(struct source *s, const char *format, int64_t count, struct owned *o)
{
    if (strcmp(format, "n") == 0) return 0;
    int with_bitmap = take_choice(s, 4) == 1;
    if (with_bitmap) o->block[0] = make_bits(s, count);
    if (strcmp(format, "vu") == 0) {
        views_of(s, count, o);
        return 4;
    }
    if (is_text(format)) {
        texts_of(s, format[0] == 'U', count, o);
        return 3;
    }
    if (count == 0) return 2; /* NULL where the size is 0 */
    o->block[1] = strcmp(format, "b") == 0 ? make_bits(s, count) : numbers(s, format, count);
    return 2;
}
