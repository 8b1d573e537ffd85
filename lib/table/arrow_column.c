#include "table/arrow_column.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "table/arrow_decimal.h"

static const struct {
    const char *format;
    struct lmbi_arrow_type type;
} types[] = {
    {"n", {.kind = LMBI_ARROW_NULL}},
    {"b", {.kind = LMBI_ARROW_BOOL}},
    {"c", {.kind = LMBI_ARROW_SIGNED, .width = 1}},
    {"C", {.kind = LMBI_ARROW_UNSIGNED, .width = 1}},
    {"s", {.kind = LMBI_ARROW_SIGNED, .width = 2}},
    {"S", {.kind = LMBI_ARROW_UNSIGNED, .width = 2}},
    {"i", {.kind = LMBI_ARROW_SIGNED, .width = 4}},
    {"I", {.kind = LMBI_ARROW_UNSIGNED, .width = 4}},
    {"l", {.kind = LMBI_ARROW_SIGNED, .width = 8}},
    {"L", {.kind = LMBI_ARROW_UNSIGNED, .width = 8}},
    {"e", {.kind = LMBI_ARROW_FLOAT, .width = 2}},
    {"f", {.kind = LMBI_ARROW_FLOAT, .width = 4}},
    {"g", {.kind = LMBI_ARROW_FLOAT, .width = 8}},
    {"u", {.kind = LMBI_ARROW_TEXT, .width = 4}},
    {"U", {.kind = LMBI_ARROW_TEXT, .width = 8}},
    {"vu", {.kind = LMBI_ARROW_TEXT_VIEW, .width = 16}},
    {"tdD", {.kind = LMBI_ARROW_TIME, .width = 4, .per_second = 0}},
    {"tdm", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000}},
    {"tts", {.kind = LMBI_ARROW_TIME, .width = 4, .per_second = 1}},
    {"ttm", {.kind = LMBI_ARROW_TIME, .width = 4, .per_second = 1000}},
    {"ttu", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000000}},
    {"ttn", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000000000}},
    {"tDs", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1}},
    {"tDm", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000}},
    {"tDu", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000000}},
    {"tDn", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000000000}},
    {"tss:", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1, .relative = 1}},
    {"tsm:", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000, .relative = 1}},
    {"tsu:", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000000, .relative = 1}},
    {"tsn:", {.kind = LMBI_ARROW_TIME, .width = 8, .per_second = 1000000000, .relative = 1}},
};

static int32_t type_of(const char *format, struct lmbi_arrow_type *type)
{
    for (size_t i = 0; format && i < sizeof types / sizeof types[0]; i++) {
        size_t length = strlen(types[i].format);
        int32_t zone = types[i].format[length - 1] == ':'; /* which may follow */
        if (strncmp(format, types[i].format, length) != 0 || (!zone && format[length])) continue;
        *type = types[i].type;
        return 1;
    }
    memset(type, 0, sizeof *type);
    type->kind = LMBI_ARROW_DECIMAL;
    return format && lmbi_arrow_decimal_of(format, &type->width, &type->scale);
}

int32_t lmbi_arrow_column_of(struct lmbi_arrow_column *c, const struct ArrowSchema *schema)
{
    memset(c, 0, sizeof *c);
    if (!type_of(schema->format, &c->type)) return 0;
    if (!schema->dictionary) return 1;
    c->coded = 1;
    int32_t kind = c->type.kind;
    return (kind == LMBI_ARROW_SIGNED || kind == LMBI_ARROW_UNSIGNED) &&
           schema->dictionary->release && !schema->dictionary->dictionary &&
           type_of(schema->dictionary->format, &c->entry);
}

static int64_t buffers_of(const struct lmbi_arrow_type *type)
{
    if (type->kind == LMBI_ARROW_NULL) return 0;
    return type->kind == LMBI_ARROW_TEXT || type->kind == LMBI_ARROW_TEXT_VIEW ? 3 : 2;
}

static const char *check_array(const struct lmbi_arrow_type *type, const struct ArrowArray *a,
                               int64_t first, int64_t rows)
{
    if (!a || !a->release) return "is released";
    if (a->length < 0 || a->offset < 0 || a->null_count < -1) return "has a negative length";
    if (a->length > INT64_MAX / 8 - a->offset || first > INT64_MAX / 8 - rows)
        return "has an offset beyond all bounds";
    if (first + rows > a->length) return "is shorter than its table";
    int64_t needed = buffers_of(type);
    if (type->kind == LMBI_ARROW_TEXT_VIEW ? a->n_buffers < needed : a->n_buffers != needed)
        return "has another number of buffers than its type";
    if (needed == 0) return NULL;
    if (!a->buffers) return "has no buffers";
    if (rows > 0 && !a->buffers[1]) return "has no data";
    if (a->null_count > 0 && !a->buffers[0]) return "has nulls, but no bitmap of them";
    return NULL;
}

const char *lmbi_arrow_look_at(struct lmbi_arrow_column *c, const struct ArrowArray *array,
                               int64_t first, int64_t rows)
{
    const char *wrong = check_array(&c->type, array, first, rows);
    if (!wrong && c->coded && !array->dictionary) wrong = "has no dictionary";
    if (!wrong && c->coded)
        wrong = check_array(&c->entry, array->dictionary, 0, array->dictionary->length);
    if (wrong) return wrong;
    c->array = array;
    c->entries = array->dictionary;
    c->first = first;
    return NULL;
}

static int64_t load_signed(const uint8_t *at, int32_t width)
{
    int8_t c;
    int16_t s;
    int32_t i;
    int64_t l;
    switch (width) {
    case 1: memcpy(&c, at, 1); return c;
    case 2: memcpy(&s, at, 2); return s;
    case 4: memcpy(&i, at, 4); return i;
    default: memcpy(&l, at, 8); return l;
    }
}

static uint64_t load_unsigned(const uint8_t *at, int32_t width)
{
    uint64_t value = (uint64_t)load_signed(at, width);
    return width < 8 ? value & ((UINT64_C(1) << 8 * width) - 1) : value;
}

/* A float of 16 bits: every one of them is a double. */
static double half(uint32_t bits)
{
    double fraction = bits & 0x3FF, sign = bits & 0x8000 ? -1 : 1;
    int32_t exponent = (int32_t)(bits >> 10 & 0x1F);
    if (exponent == 31) return fraction > 0 ? LMBI_NAN : sign * LMBI_INFINITY;
    if (exponent == 0) return sign * fraction / (1 << 24);
    double scale = exponent > 25 ? 1 << (exponent - 25) : 1.0 / (1 << (25 - exponent));
    return sign * (1024 + fraction) * scale;
}

static double load_float(const uint8_t *at, int32_t width)
{
    float f;
    double d;
    if (width == 2) return half((uint32_t)load_unsigned(at, 2));
    if (width == 4) {
        memcpy(&f, at, 4);
        return (double)f;
    }
    memcpy(&d, at, 8);
    return d;
}

static double seconds_between(int64_t from, int64_t to)
{
    const int64_t far = INT64_MAX / 4;
    if (from > -far && from < far && to > -far && to < far) return (double)(to - from);
    return (double)to - (double)from;
}

static double seconds_of(struct lmbi_arrow_type *type, int64_t value)
{
    if (type->relative && !type->begun) {
        type->begun = 1;
        type->origin = value;
    }
    if (type->per_second == 0) return 86400.0 * (double)value;
    int64_t per = type->per_second, origin = type->origin;
    double whole = seconds_between(origin / per, value / per);
    double rest = (double)(value % per - origin % per);
    double all = whole * (double)per + rest; /* exact below 2^53 units */
    return lmbi_abs(all) < 9e15 ? all / (double)per : whole + rest / (double)per;
}

static double number_at(struct lmbi_arrow_type *type, const uint8_t *at)
{
    switch (type->kind) {
    case LMBI_ARROW_SIGNED: return (double)load_signed(at, type->width);
    case LMBI_ARROW_UNSIGNED: return (double)load_unsigned(at, type->width);
    case LMBI_ARROW_TIME: return seconds_of(type, load_signed(at, type->width));
    default: return load_float(at, type->width);
    }
}

static const char *text_of(const struct lmbi_arrow_type *type, const struct ArrowArray *a,
                           int64_t at, struct lmbi_cell *cell)
{
    const uint8_t *offsets = a->buffers[1];
    int64_t from = load_signed(offsets + at * type->width, type->width);
    int64_t to = load_signed(offsets + (at + 1) * type->width, type->width);
    if (from < 0 || to < from) return "has text that ends before it begins";
    if (to > from && !a->buffers[2]) return "has no text";
    cell->text = to > from ? (const char *)a->buffers[2] + from : "";
    cell->end = cell->text + (to - from);
    return NULL;
}

/* 16 bytes: the length, and the text itself or the place where it stands. */
static const char *view_of(const struct ArrowArray *a, int64_t at, struct lmbi_cell *cell)
{
    const uint8_t *view = (const uint8_t *)a->buffers[1] + at * 16;
    int64_t length = load_signed(view, 4), buffer = load_signed(view + 8, 4);
    int64_t from = load_signed(view + 12, 4);
    if (length < 0) return "has text that ends before it begins";
    cell->text = (const char *)view + 4;
    if (length > 12) {
        if (buffer < 0 || buffer >= a->n_buffers - 3 || from < 0 || !a->buffers[2 + buffer])
            return "has no text";
        cell->text = (const char *)a->buffers[2 + buffer] + from;
    }
    cell->end = cell->text + length;
    return NULL;
}

static void decimal_cell(const struct lmbi_arrow_type *type, const uint8_t *at,
                         struct lmbi_cell *cell)
{
    if (lmbi_arrow_decimal(at, type->width, type->scale, &cell->number)) {
        cell->kind = LMBI_CELL_NUMBER;
        return;
    }
    cell->text = cell->room;
    cell->end = cell->room + lmbi_arrow_digits(at, type->width, type->scale, cell->room);
    cell->kind = LMBI_CELL_TEXT;
}

static const char *read_cell(struct lmbi_arrow_type *type, const struct ArrowArray *a, int64_t row,
                             struct lmbi_cell *cell)
{
    cell->kind = LMBI_CELL_NULL;
    if (type->kind == LMBI_ARROW_NULL) return NULL;
    int64_t at = a->offset + row;
    if (a->null_count != 0 && !lmbi_arrow_bit(a->buffers[0], at)) return NULL;
    const uint8_t *value = (const uint8_t *)a->buffers[1];
    cell->kind = LMBI_CELL_NUMBER;
    if (type->kind == LMBI_ARROW_BOOL) {
        cell->number = lmbi_arrow_bit(value, at);
        return NULL;
    }
    if (type->kind == LMBI_ARROW_TEXT || type->kind == LMBI_ARROW_TEXT_VIEW) {
        cell->kind = LMBI_CELL_TEXT;
        return type->kind == LMBI_ARROW_TEXT ? text_of(type, a, at, cell) : view_of(a, at, cell);
    }
    value += at * type->width;
    if (type->kind == LMBI_ARROW_DECIMAL) decimal_cell(type, value, cell);
    else cell->number = number_at(type, value);
    return NULL;
}

const char *lmbi_arrow_cell(struct lmbi_arrow_column *c, int64_t row, struct lmbi_cell *cell)
{
    const char *wrong = read_cell(&c->type, c->array, c->first + row, cell);
    if (wrong || !c->coded || cell->kind == LMBI_CELL_NULL) return wrong;
    if (!(cell->number >= 0 && cell->number < (double)c->entries->length))
        return "has an index outside its dictionary";
    return read_cell(&c->entry, c->entries, (int64_t)cell->number, cell);
}

int32_t lmbi_arrow_numbers(struct lmbi_arrow_column *c, int64_t row, size_t rows, double *value)
{
    const struct ArrowArray *a = c->array;
    int32_t kind = c->type.kind, width = c->type.width;
    if (c->coded || (kind != LMBI_ARROW_SIGNED && kind != LMBI_ARROW_UNSIGNED &&
                     kind != LMBI_ARROW_FLOAT && kind != LMBI_ARROW_TIME))
        return 0;
    int64_t first = a->offset + c->first + row;
    const void *known = a->null_count != 0 ? a->buffers[0] : NULL;
    const uint8_t *at = (const uint8_t *)a->buffers[1] + first * width;
    if (kind == LMBI_ARROW_FLOAT && width == 8 && !known) {
        memcpy(value, at, rows * sizeof *value);
        return 1;
    }
    for (size_t i = 0; i < rows; i++, at += width)
        value[i] = lmbi_arrow_bit(known, first + (int64_t)i) ? number_at(&c->type, at) : LMBI_NAN;
    return 1;
}

int32_t lmbi_arrow_is_time(const struct lmbi_arrow_column *c)
{
    return (c->coded ? &c->entry : &c->type)->kind == LMBI_ARROW_TIME;
}

/* By how many decimals it takes to write the number; the same steps as text gives. */
static double printed_float(double number, int32_t width)
{
    double power = 1, step = 1;
    for (int32_t places = 0; places <= 15; places++, power *= 10, step /= 10) {
        double scaled = number * power;
        if (!(lmbi_abs(scaled) < 4e15)) return 0;
        double whole = (double)(int64_t)(scaled + (scaled < 0 ? -0.5 : 0.5)), back = whole / power;
        if (width == 8 ? back == number : (float)back == (float)number) return step;
        if (width == 2 && lmbi_abs(back - number) <= 2.5e-4 * lmbi_abs(number)) return step;
    }
    return 0;
}

double lmbi_arrow_printed(const struct lmbi_arrow_column *c, double number)
{
    const struct lmbi_arrow_type *type = c->coded ? &c->entry : &c->type;
    double step = 1;
    switch (type->kind) {
    case LMBI_ARROW_FLOAT: return printed_float(number, type->width);
    case LMBI_ARROW_TIME: return 0;
    case LMBI_ARROW_DECIMAL:
        for (int32_t i = 0; i < type->scale; i++) step /= 10;
        for (int32_t i = 0; i > type->scale; i--) step *= 10;
        return step;
    default: return 1;
    }
}
