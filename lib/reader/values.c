#include "reader/values.h"

#include <string.h>

#include "base/number.h"
#include "reader/clock.h"
#include "reader/decimal.h"

static int32_t same_word(const char *word, struct lmbi_field f)
{
    for (; *word && f.text < f.end; word++, f.text++)
        if (*word != lmbi_lower(*f.text)) return 0;
    return *word == '\0' && f.text == f.end;
}

static int32_t is_missing(struct lmbi_field f)
{
    static const char *const word[] = {"nan", "n/a", "na", "null", "none", "-", "--", "#n/a"};
    if (f.text == f.end) return 1;
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        if (same_word(word[i], f)) return 1;
    return 0;
}

/* "1,234.5" where the comma is no delimiter: groups of three before a point leave no doubt. */
static int32_t with_thousands(struct lmbi_field f, double *value)
{
    char plain[40];
    size_t used = 0, group = 0;
    const char *point = memchr(f.text, '.', (size_t)(f.end - f.text));
    if (!point || f.end - f.text >= (ptrdiff_t)sizeof plain) return 0;
    for (const char *c = f.text; c < point; c++) {
        int32_t comma = *c == ',';
        if (comma && (c == f.text || (point - c) % 4 != 0)) return 0;
        if (!comma) plain[used++] = *c;
        group += (size_t)comma;
    }
    if (group == 0) return 0;
    memcpy(plain + used, point, (size_t)(f.end - point));
    used += (size_t)(f.end - point);
    return lmbi_decimal(plain, plain + used, value) == plain + used;
}

int32_t lmbi_is_time(int32_t role)
{
    return role == LMBI_ROLE_TEST_TIME || role == LMBI_ROLE_STEP_TIME || role == LMBI_ROLE_CLOCK;
}

struct lmbi_field lmbi_with_point(struct lmbi_field field, char *room)
{
    size_t length = (size_t)(field.end - field.text);
    if (length > 48) return field;
    for (size_t i = 0; i < length; i++) room[i] = field.text[i] == ',' ? '.' : field.text[i];
    return (struct lmbi_field){room, room + length};
}

int32_t lmbi_number_of(const struct lmbi_use *use, double number, double *value)
{
    *value = LMBI_NAN;
    if (number != number || number == -9999) return LMBI_VALUE_MISSING;
    if (!lmbi_is_finite(number)) return LMBI_VALUE_TEXT;
    double scaled = lmbi_scaled(&use->scale, number);
    if (use->role == LMB_COLUMN_TEMPERATURE && scaled < 0)
        return LMBI_VALUE_MISSING; /* a thermocouple that is not connected */
    *value = scaled;
    return LMBI_VALUE_OK;
}

int32_t lmbi_value_of(const struct lmbi_use *use, struct lmbi_field field, double *value)
{
    double read;
    char room[48];
    *value = LMBI_NAN;
    if (use->comma) field = lmbi_with_point(field, room);
    if (lmbi_is_time(use->role) && use->form > LMBI_FORM_NUMBER) {
        if (lmbi_time(use->form, field.text, field.end, &read)) {
            *value = read;
            return LMBI_VALUE_OK;
        }
    } else if (lmbi_decimal(field.text, field.end, &read) == field.end ||
               (field.text < field.end && with_thousands(field, &read))) {
        return lmbi_number_of(use, read, value);
    }
    return is_missing(field) ? LMBI_VALUE_MISSING : LMBI_VALUE_TEXT;
}

double lmbi_text_number(struct lmbi_field field)
{
    uint32_t hash = 2166136261U; /* FNV-1a */
    for (; field.text < field.end; field.text++)
        hash = (hash ^ (unsigned char)*field.text) * 16777619U;
    return hash;
}

double lmbi_printed_step(struct lmbi_field field)
{
    const char *c = field.text;
    while (c < field.end && *c != 'e' && *c != 'E') c++;
    const char *point = memchr(field.text, '.', (size_t)(c - field.text));
    double step = 1, exponent = 0;
    if (c < field.end) {
        const char *digits = c + 1 + (c + 1 < field.end && c[1] == '+');
        if (lmbi_decimal(digits, field.end, &exponent) != field.end) return 0;
    }
    exponent -= point ? (double)(c - point - 1) : 0;
    if (!(exponent >= -300 && exponent <= 300)) return 0;
    for (; exponent < 0; exponent++) step /= 10;
    for (; exponent > 0; exponent--) step *= 10;
    return step;
}

static int32_t holds_word(struct lmbi_field f, const char *word)
{
    size_t length = strlen(word);
    for (; (size_t)(f.end - f.text) >= length; f.text++) {
        struct lmbi_field part = {f.text, f.text + length};
        if (same_word(word, part)) return 1;
    }
    return 0;
}

/* One letter, alone or before something that is no letter: "D", "D_CC". */
static int32_t is_letter(struct lmbi_field f, char letter)
{
    if (f.text == f.end || lmbi_lower(*f.text) != letter) return 0;
    char next = f.text + 1 < f.end ? lmbi_lower(f.text[1]) : ' ';
    return next < 'a' || next > 'z';
}

int32_t lmbi_state_of(struct lmbi_field field)
{
    static const struct {
        const char *word;
        int32_t state;
    } words[] = {
        {"dis", LMBI_STATE_DISCHARGE},  {"dch", LMBI_STATE_DISCHARGE},
        {"放电", LMBI_STATE_DISCHARGE}, {"ch", LMBI_STATE_CHARGE},
        {"充电", LMBI_STATE_CHARGE},    {"rest", LMBI_STATE_REST},
        {"pau", LMBI_STATE_REST},       {"ocv", LMBI_STATE_REST},
        {"搁置", LMBI_STATE_REST},
    };
    if (is_letter(field, 'd')) return LMBI_STATE_DISCHARGE;
    if (is_letter(field, 'c')) return LMBI_STATE_CHARGE;
    if (is_letter(field, 'r')) return LMBI_STATE_REST;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (holds_word(field, words[i].word)) return words[i].state;
    return LMBI_STATE_UNKNOWN;
}
