#include "reader/series.h"

#include <string.h>

#include "base/number.h"
#include "reader/clock.h"

int32_t lmbi_field_fails(const struct lmbi_input *in, const struct lmbi_line *line,
                         const struct lmbi_use *use, struct lmbi_field field, const char *why,
                         struct lmbi_message *m)
{
    char text[48];
    lmbi_quote(text, sizeof text, field.text, field.end);
    if (!line->text)
        return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: row %d, column '%s': '%s' %s", in->name,
                         line->number, use->heading, text, why);
    return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: line %d, column '%s', byte %d: '%s' %s", in->name,
                     line->number, use->heading, (int64_t)line->offset + (field.text - line->text),
                     text, why);
}

void lmbi_read_state(struct lmbi_state_reading *state, struct lmbi_field f)
{
    size_t length = (size_t)(f.end - f.text);
    if (length > sizeof state->text) length = sizeof state->text;
    if (length == state->length && memcmp(state->text, f.text, length) == 0) return;
    memcpy(state->text, f.text, length);
    state->length = length;
    state->direction = lmbi_state_of(f);
    state->number = (int32_t)((uint32_t)lmbi_text_number(f) >> 1);
}

/* Text is an error where cycles, charge and energy hang on it, else a missing value. */
static int32_t may_be_text(int32_t role)
{
    return role != LMBI_ROLE_TEST_TIME && role != LMBI_ROLE_CLOCK && role != LMBI_ROLE_CURRENT &&
           role != LMBI_ROLE_CHARGE_INCREMENT && role != LMBI_ROLE_VOLTAGE &&
           role != LMB_COLUMN_CYCLE;
}

static int32_t is_infinity(struct lmbi_field f)
{
    if (f.text < f.end && (*f.text == '-' || *f.text == '+')) f.text++;
    return f.end - f.text >= 3 && lmbi_lower(f.text[0]) == 'i' && lmbi_lower(f.text[1]) == 'n' &&
           lmbi_lower(f.text[2]) == 'f';
}

int32_t lmbi_read_field(struct lmbi_series *s, int32_t i, struct lmbi_field field)
{
    const struct lmbi_use *use = &s->layout->use[i];
    if (!s->target[i]) {
        lmbi_read_state(&s->state, field);
        return LMBI_VALUE_OK;
    }
    int32_t kind = lmbi_value_of(use, field, s->target[i]);
    int32_t large = lmbi_abs(*s->target[i]) > LMBI_LARGEST_SAMPLE;
    if (kind != LMBI_VALUE_TEXT && !large) return kind;
    if (large && may_be_text(use->role)) {
        *s->target[i] = LMBI_NAN;
        return LMBI_VALUE_MISSING;
    }
    if (use->role == LMBI_ROLE_STEP) {
        *s->target[i] = lmbi_text_number(field);
        return LMBI_VALUE_OK;
    }
    return may_be_text(use->role) && !is_infinity(field) ? LMBI_VALUE_MISSING : LMBI_VALUE_TEXT;
}

int32_t lmbi_read_number(struct lmbi_series *s, int32_t i, double number)
{
    int32_t role = s->layout->use[i].role;
    int32_t kind = lmbi_number_of(&s->layout->use[i], number, s->target[i]);
    if (!(lmbi_abs(*s->target[i]) > LMBI_LARGEST_SAMPLE)) return kind;
    if (!may_be_text(role)) return LMBI_VALUE_TEXT;
    *s->target[i] = LMBI_NAN;
    return LMBI_VALUE_MISSING;
}

const char *lmbi_why_not(const struct lmbi_series *s, int32_t i, struct lmbi_field field)
{
    if (lmbi_abs(*s->target[i]) > LMBI_LARGEST_SAMPLE) return "is out of range";
    if (lmbi_is_time(s->layout->use[i].role) && lmbi_has_wrong_offset(field.text, field.end))
        return "has an offset from UTC beyond -12:00 and +14:00";
    switch (s->layout->use[i].form) {
    case LMBI_FORM_MONTH_FIRST:
        return "is not a time with the month first; map its column to the heading with :dmy if the "
               "day is";
    case LMBI_FORM_DAY_FIRST:
        return "is not a time with the day first; map its column to the heading with :mdy if the "
               "month is";
    case LMBI_FORM_CLOCK:
    case LMBI_FORM_DATE: return "is not a time";
    default: return "is not a number";
    }
}

int32_t lmbi_read_fields(struct lmbi_series *s, const struct lmbi_input *in,
                         const struct lmbi_line *line, struct lmbi_message *m)
{
    struct lmbi_field field[LMBI_USES];
    const struct lmbi_layout *l = s->layout;
    lmbi_pick(line, l->delimiter, s->wanted, l->uses, field);
    for (int32_t i = 0; i < l->uses; i++) {
        int32_t kind = lmbi_read_field(s, i, field[i]);
        if (kind == LMBI_VALUE_TEXT)
            return lmbi_field_fails(in, line, &l->use[i], field[i], lmbi_why_not(s, i, field[i]),
                                    m);
        s->missing += kind == LMBI_VALUE_MISSING;
    }
    return LMB_OK;
}
