#include "reader/headings.h"

#include <string.h>

#include "reader/synonyms.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";

static int is_mark(char c) { return strchr(" \t_-.~#<>\"'", c) != NULL; }

/* The bare name: lower case, without blanks and marks. */
static void bare_name(char *out, size_t size, const char *text, const char *end)
{
    size_t used = 0;
    for (; text < end && used + 1 < size; text++)
        if (!is_mark(*text)) out[used++] = lmbi_lower(*text);
    out[text < end ? 0 : used] = '\0'; /* too long for any name that is known */
}

static int is_bare(const char *bare, const char *name)
{
    for (; *name; name++)
        if (!is_mark(*name) && lmbi_lower(*name) != *bare++) return 0;
    return *bare == '\0';
}

/* The last byte of `marks` in the text, or NULL. */
static const char *last_of(const char *text, const char *end, const char *marks)
{
    while (end > text)
        if (strchr(marks, *--end)) return end;
    return NULL;
}

/* Behind what stands in brackets, a number of the column left out: "(C)_1". */
static const char *behind_bracket(const char *text, const char *end)
{
    const char *c = end;
    while (c > text && c[-1] >= '0' && c[-1] <= '9') c--;
    return c < end && c - text >= 2 && c[-1] == '_' && c[-2] == ')' ? c - 1 : end;
}

/* Where the name ends and its unit stands: "(u)", "(u)_1", "[u]", "#u", "/u", "_u", "<name/u>". */
static const char *unit_within(const char *text, const char *end, const struct lmbi_unit **unit)
{
    const char *open = NULL, *last = behind_bracket(text, end);
    if (last > text && last[-1] == ')') open = last_of(text, last, "(");
    if (last > text && last[-1] == ']') open = last_of(text, last, "[");
    if (open) {
        static const struct lmbi_unit other = {"", 0, 1, 1, 0};
        *unit = lmbi_unit_of(open + 1, last - 1);
        if (!*unit) *unit = &other; /* a unit of something else */
        return open;
    }
    if (last > text && last[-1] == '>') last--;
    const char *marks[] = {"#", "/", "_"};
    for (int i = 0; i < 3; i++) {
        const char *mark = last_of(text, last, marks[i]);
        if (mark && mark > text && (*unit = lmbi_unit_of(mark + 1, last))) return mark;
    }
    return end;
}

void lmbi_heading_read(struct lmbi_heading *h, struct lmbi_field field)
{
    if (field.end - field.text >= 3 && memcmp(field.text, byte_order_mark, 3) == 0) field.text += 3;
    h->field = field;
    h->unit = NULL;
    bare_name(h->whole, sizeof h->whole, field.text, field.end);
    const char *end = unit_within(field.text, field.end, &h->unit);
    bare_name(h->base, sizeof h->base, field.text, end);
}

static const struct {
    const char *name, *unit;
} series_roles[LMBI_SERIES_ROLES] = {
    [LMBI_ROLE_TEST_TIME] = {"test_time", "s"},
    [LMBI_ROLE_CLOCK] = {"clock", "s"},
    [LMBI_ROLE_CURRENT] = {"current", "A"},
    [LMBI_ROLE_VOLTAGE] = {"voltage", "V"},
    [LMBI_ROLE_STEP] = {"step", "1"},
    [LMBI_ROLE_STEP_TIME] = {"step_time", "s"},
    [LMBI_ROLE_STATE] = {"state", "1"},
    [LMBI_ROLE_CAPACITY] = {"capacity", "Ah"},
    [LMBI_ROLE_ENERGY] = {"energy", "Wh"},
    [LMBI_ROLE_NET_CAPACITY] = {"net_capacity", "Ah"},
    [LMBI_ROLE_CHARGE_INCREMENT] = {"charge_increment", "Ah"},
};

static const struct lmbi_unit *unit_called(const char *text)
{
    const struct lmbi_unit *unit = lmbi_unit_of(text, text + strlen(text));
    return unit ? unit : &lmbi_unit_one;
}

static const struct lmbi_quantity *known_column(const struct lmbi_known_columns *known, int32_t id)
{
    int32_t slot = id - LMBI_FIRST_COLUMN;
    return slot >= 0 && slot < LMBI_COLUMN_SLOTS ? known->row[slot] : NULL;
}

const struct lmbi_unit *lmbi_role_unit(const struct lmbi_known_columns *known, int32_t role)
{
    if (role > LMBI_ROLE_NONE && role < LMBI_SERIES_ROLES)
        return unit_called(series_roles[role].unit);
    const struct lmbi_quantity *q = known_column(known, role);
    return q ? unit_called(q->unit) : NULL;
}

const char *lmbi_role_name(const struct lmbi_known_columns *known, int32_t role)
{
    if (role > LMBI_ROLE_NONE && role < LMBI_SERIES_ROLES) return series_roles[role].name;
    const struct lmbi_quantity *q = known_column(known, role);
    return q ? q->name : "";
}

int32_t lmbi_role_of(const struct lmbi_known_columns *known, const char *name)
{
    for (int32_t role = 1; role < LMBI_SERIES_ROLES; role++)
        if (strcmp(series_roles[role].name, name) == 0) return role;
    for (int32_t i = 0; i < LMBI_COLUMN_SLOTS; i++)
        if (known->row[i] && strcmp(known->row[i]->name, name) == 0) return known->row[i]->id;
    return LMBI_ROLE_NONE;
}

static const struct lmbi_unit *unit_as(const struct lmbi_unit *unit, const struct lmbi_unit *own)
{
    static const struct lmbi_unit coulomb = {"C", LMBI_DIMENSION_CHARGE, 1, 3600, 0};
    int32_t is_charge = unit && own->dimension == LMBI_DIMENSION_CHARGE;
    return is_charge && strcmp(unit->text, "C") == 0 ? &coulomb : unit;
}

/* The name of a role with its unit, or the whole heading as a name: "V_min" is no voltage in
 * minutes. */
static int named(const struct lmbi_known_columns *known, const struct lmbi_heading *h,
                 const char *name, int32_t role, const struct lmbi_unit **unit)
{
    *unit = h->unit;
    if (is_bare(h->base, name)) {
        const struct lmbi_unit *own = lmbi_role_unit(known, role);
        if (own) *unit = unit_as(h->unit, own); /* C: of temperature, but of charge, too */
        if (own && (!*unit || (*unit)->dimension == own->dimension)) return 1;
    }
    *unit = NULL;
    return is_bare(h->whole, name) && lmbi_role_unit(known, role);
}

int32_t lmbi_synonym(const struct lmbi_known_columns *known, int32_t row,
                     const struct lmbi_heading *h, const struct lmbi_unit **unit)
{
    const struct lmbi_synonym_row *s = &lmbi_synonym_table[row];
    if (!named(known, h, s->base, s->role, unit)) return LMBI_ROLE_NONE;
    if (!*unit && s->with_unit) return LMBI_ROLE_NONE;
    if (!*unit && s->unit) *unit = unit_called(s->unit);
    return s->role;
}

int32_t lmbi_own_heading(const struct lmbi_known_columns *known, const struct lmbi_heading *h)
{
    size_t length = (size_t)(h->field.end - h->field.text);
    for (int32_t i = 0; i < LMBI_COLUMN_SLOTS; i++)
        if (known->row[i] && strlen(known->row[i]->name) == length &&
            memcmp(known->row[i]->name, h->field.text, length) == 0)
            return known->row[i]->id;
    return LMBI_ROLE_NONE;
}

int32_t lmbi_similar_heading(const struct lmbi_known_columns *known, const struct lmbi_heading *h,
                             const struct lmbi_unit **unit)
{
    for (int32_t i = 0; i < LMBI_COLUMN_SLOTS; i++) {
        const struct lmbi_quantity *q = known->row[i];
        if (q && named(known, h, q->name, q->id, unit)) return q->id;
    }
    return LMBI_ROLE_NONE;
}
