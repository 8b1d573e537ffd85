#include "reader/roles.h"

#include <string.h>

#include "base/text.h"
#include "reader/synonyms.h"

static int32_t is_field_used(const struct lmbi_layout *l, int32_t field)
{
    for (int32_t i = 0; i < l->uses; i++)
        if (l->use[i].field == field) return 1;
    return 0;
}

static void add_use(const struct lmbi_role_search *s, struct lmbi_layout *l, int32_t role,
                    int32_t field, const struct lmbi_unit *unit)
{
    struct lmbi_use *use = &l->use[l->uses++];
    const struct lmbi_unit *own = lmbi_role_unit(s->known, role);
    memset(use, 0, sizeof *use);
    use->role = role;
    use->field = field;
    use->unit = unit;
    use->scale = lmbi_scale_between(unit && unit->dimension == own->dimension ? unit : own, own);
}

void lmbi_take_unit(const struct lmbi_known_columns *known, struct lmbi_use *use,
                    const struct lmbi_unit *unit)
{
    double sign = use->scale.multiply < 0 ? -1 : 1;
    if (!unit || use->unit) return;
    use->unit = unit;
    use->scale = lmbi_scale_between(unit, lmbi_role_unit(known, use->role));
    use->scale.multiply *= sign;
}

static void name_uses(const struct lmbi_role_search *s, struct lmbi_layout *l)
{
    for (int32_t i = 0; i < l->uses; i++) {
        struct lmbi_field f = s->heading[l->use[i].field].field;
        lmbi_quote(l->use[i].heading, sizeof l->use[i].heading, f.text, f.end);
    }
}

static int32_t mapped_field(const struct lmbi_role_search *s, const struct lmbi_map *map,
                            int32_t count)
{
    if (map->field > 0) return map->field <= count ? map->field - 1 : -1;
    size_t length = strlen(map->heading);
    for (int32_t i = 0; i < count; i++) {
        struct lmbi_field f = s->heading[i].field;
        if ((size_t)(f.end - f.text) == length && memcmp(f.text, map->heading, length) == 0)
            return i;
    }
    return -1;
}

static void add_mapped(const struct lmbi_role_search *s, const struct lmbi_map *map, int32_t field,
                       const struct lmbi_unit *written, struct lmbi_layout *l)
{
    add_use(s, l, map->role, field, map->unit ? map->unit : written);
    struct lmbi_use *use = &l->use[l->uses - 1];
    use->mapped = 1;
    if (!map->negative) return;
    use->scale.multiply = -use->scale.multiply;
}

static void assign_mapped(const struct lmbi_role_search *s, int32_t count, struct lmbi_layout *l)
{
    for (int32_t i = 0; i < s->maps->count; i++) {
        int32_t field = mapped_field(s, &s->maps->entry[i], count);
        if (field >= 0) add_mapped(s, &s->maps->entry[i], field, s->heading[field].unit, l);
    }
}

/* 1 if every heading is the name of one of our columns. */
static int32_t assign_own(const struct lmbi_role_search *s, int32_t count, struct lmbi_layout *l)
{
    for (int32_t i = 0; i < count; i++)
        if (!lmbi_own_heading(s->known, &s->heading[i])) return 0;
    for (int32_t i = 0; i < count && l->uses < LMBI_USES; i++) {
        int32_t role = lmbi_own_heading(s->known, &s->heading[i]);
        if (!lmbi_use_of(l, role) && !is_field_used(l, i)) add_use(s, l, role, i, NULL);
    }
    return 1;
}

/* A current that is measured, or the charge that passes, from which it follows. */
static int32_t is_flow(int32_t role)
{
    return role == LMBI_ROLE_CURRENT || role == LMBI_ROLE_CHARGE_INCREMENT;
}

static int32_t is_settled(struct lmbi_layout *l, int32_t role)
{
    return lmbi_use_of(l, role) || (is_flow(role) && lmbi_flow_of(l));
}

static void assign_synonyms(const struct lmbi_role_search *s, int32_t count, struct lmbi_layout *l)
{
    for (int32_t row = 0; row < lmbi_synonym_count; row++) {
        if (is_settled(l, lmbi_synonym_table[row].role)) continue;
        for (int32_t i = 0; i < count; i++) {
            const struct lmbi_unit *unit;
            int32_t role = lmbi_synonym(s->known, row, &s->heading[i], &unit);
            if (!role || is_field_used(l, i)) continue;
            add_use(s, l, role, i, unit);
            break;
        }
    }
}

static void assign_similar(const struct lmbi_role_search *s, int32_t count, struct lmbi_layout *l)
{
    for (int32_t i = 0; i < count && l->uses < LMBI_USES; i++) {
        const struct lmbi_unit *unit;
        int32_t role = lmbi_similar_heading(s->known, &s->heading[i], &unit);
        if (role && !lmbi_use_of(l, role) && !is_field_used(l, i)) add_use(s, l, role, i, unit);
    }
}

/* A current makes a time series; charges from row to row do beside a time. */
static int32_t is_series(struct lmbi_layout *l)
{
    const struct lmbi_use *flow = lmbi_flow_of(l);
    return flow && (flow->role == LMBI_ROLE_CURRENT || lmbi_use_of(l, LMBI_ROLE_TEST_TIME) ||
                    lmbi_use_of(l, LMBI_ROLE_CLOCK));
}

/* Time series and per-cycle tables need other roles. */
static void keep_what_serves(struct lmbi_layout *l)
{
    l->per_cycle = !is_series(l);
    int32_t kept = 0;
    for (int32_t i = 0; i < l->uses; i++) {
        int32_t role = l->use[i].role;
        int32_t of_series = role < LMBI_SERIES_ROLES;
        int32_t of_both =
            role == LMB_COLUMN_CYCLE || role == LMB_COLUMN_TEMPERATURE ||
            role == LMB_COLUMN_PRESSURE ||
            (role >= LMB_COLUMN_CHARGE_CAPACITY && role <= LMB_COLUMN_DISCHARGE_ENERGY);
        if (of_both || of_series != l->per_cycle) l->use[kept++] = l->use[i];
    }
    if (l->per_cycle && !lmbi_names_capacity(l)) return; /* all stay, to say what is missing */
    l->uses = kept;
}

static void sort_by_field(struct lmbi_layout *l)
{
    for (int32_t i = 1; i < l->uses; i++)
        for (int32_t k = i; k > 0 && l->use[k - 1].field > l->use[k].field; k--) {
            struct lmbi_use later = l->use[k - 1];
            l->use[k - 1] = l->use[k];
            l->use[k] = later;
        }
}

static void count_duplicates(const struct lmbi_role_search *s, int32_t count, struct lmbi_layout *l)
{
    l->duplicates = 0;
    for (int32_t i = 1; i < count; i++) {
        struct lmbi_field a = s->heading[i].field;
        size_t length = (size_t)(a.end - a.text);
        for (int32_t k = 0; k < i && length > 0; k++) {
            struct lmbi_field b = s->heading[k].field;
            if ((size_t)(b.end - b.text) != length || memcmp(a.text, b.text, length) != 0) continue;
            if (l->duplicates++ == 0) lmbi_quote(l->duplicate, sizeof l->duplicate, a.text, a.end);
            break;
        }
    }
}

/* "voltage_volt", not "voltage_V". */
static int32_t is_notation(const struct lmbi_heading *h)
{
    const char *text = h->field.text;
    size_t length = (size_t)(h->field.end - text);
    int32_t of_capacity =
        h->unit->dimension == LMBI_DIMENSION_CHARGE || h->unit->dimension == LMBI_DIMENSION_ENERGY;
    return *text >= 'a' && *text <= 'z' && memchr(text, '_', length) &&
           !strchr(")]", text[length - 1]) && (of_capacity || strlen(h->unit->text) > 3);
}

/* BDF writes "Voltage / V" or "voltage_volt" in every column that has a unit. */
static int32_t is_bdf(const struct lmbi_role_search *s, const struct lmbi_layout *l)
{
    int32_t labels = 0, notations = 0, units = 0;
    for (int32_t i = 0; i < l->uses; i++) {
        const struct lmbi_heading *h = &s->heading[l->use[i].field];
        if (!h->unit || h->unit->dimension == LMBI_DIMENSION_COUNT) continue;
        units++;
        const char *text = h->field.text;
        const char *mark = memchr(text, '/', (size_t)(h->field.end - text));
        labels += mark && mark > text && mark[-1] == ' ';
        notations += is_notation(h);
    }
    return units > 0 && (labels == units || notations == units);
}

void lmbi_assign_roles(struct lmbi_role_search *s, const struct lmbi_field *field, int32_t count,
                       struct lmbi_layout *layout)
{
    memset(layout, 0, sizeof *layout);
    for (int32_t i = 0; i < count; i++) lmbi_heading_read(&s->heading[i], field[i]);
    assign_mapped(s, count, layout);
    if (assign_own(s, count, layout)) {
        layout->dialect = LMBI_LMB;
    } else {
        assign_synonyms(s, count, layout);
        assign_similar(s, count, layout);
    }
    keep_what_serves(layout);
    if (layout->dialect != LMBI_LMB && is_bdf(s, layout)) layout->dialect = LMBI_BDF;
    sort_by_field(layout);
    name_uses(s, layout);
    count_duplicates(s, count, layout);
}

int32_t lmbi_assign_numbered(const struct lmbi_role_search *s, int32_t count,
                             struct lmbi_layout *layout)
{
    memset(layout, 0, sizeof *layout);
    for (int32_t i = 0; i < s->maps->count; i++) {
        const struct lmbi_map *map = &s->maps->entry[i];
        if (map->field < 1 || map->field > count) return 0;
        add_mapped(s, map, map->field - 1, NULL, layout);
        memcpy(layout->use[layout->uses - 1].heading, map->heading,
               sizeof layout->use[0].heading - 1);
    }
    keep_what_serves(layout);
    sort_by_field(layout);
    return layout->uses > 0;
}

int32_t lmbi_check_roles(const struct lmbi_role_search *s, const char *name,
                         struct lmbi_layout *layout, struct lmbi_message *m)
{
    const char *missing = NULL;
    char place[32] = "";
    if (layout->header_line > 0) lmbi_format(place, sizeof place, "line %d: ", layout->header_line);
    for (int32_t i = 0; i < s->maps->count; i++) {
        struct lmbi_use *use = lmbi_use_of(layout, s->maps->entry[i].role);
        if (!use || !use->mapped)
            return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: %sno heading '%s', mapped to %s", name,
                             place, s->maps->entry[i].heading,
                             lmbi_role_name(s->known, s->maps->entry[i].role));
    }
    if (!layout->per_cycle) {
        if (!lmbi_use_of(layout, LMBI_ROLE_TEST_TIME) && !lmbi_use_of(layout, LMBI_ROLE_CLOCK))
            missing = "no time beside the current; map test_time to its heading";
    } else if (!lmbi_names_capacity(layout)) {
        missing = "neither a current nor a capacity; map current or discharge_capacity";
    }
    if (!missing) return LMB_OK;
    return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: %sthe headings name %s", name, place, missing);
}
