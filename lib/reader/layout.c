#include "reader/layout.h"

#include <string.h>

#include "reader/clock.h"
#include "reader/nest.h"
#include "reader/roles.h"

enum { HEADER_SEARCH = 200 }; /* lines after the best so far; preambles of up to 728 were seen */

static const char delimiters[] = "\t,;|";

/* What the search holds at one line. */
struct search {
    const struct lmbi_input *in;
    struct lmbi_role_search roles;
    struct lmbi_field *field;
    int64_t most_columns;
    struct lmbi_layout *trial, *best;
    int32_t best_score, after, before; /* scores of the best line and of the two on either side */
    const char *delimiters;            /* that are tried */
};

struct lmbi_use *lmbi_use_of(struct lmbi_layout *layout, int32_t role)
{
    for (int32_t i = 0; i < layout->uses; i++)
        if (layout->use[i].role == role) return &layout->use[i];
    return NULL;
}

struct lmbi_use *lmbi_flow_of(struct lmbi_layout *l)
{
    struct lmbi_use *current = lmbi_use_of(l, LMBI_ROLE_CURRENT);
    return current ? current : lmbi_use_of(l, LMBI_ROLE_CHARGE_INCREMENT);
}

int lmbi_names_capacity(struct lmbi_layout *layout)
{
    return lmbi_use_of(layout, LMB_COLUMN_CHARGE_CAPACITY) ||
           lmbi_use_of(layout, LMB_COLUMN_DISCHARGE_CAPACITY) ||
           lmbi_use_of(layout, LMB_COLUMN_FORECAST_CAPACITY);
}

/* The bytes of the character of UTF-8 that the text begins with; 0 if it is none or a control. */
static size_t character_size(const char *text, const char *end)
{
    unsigned char first = (unsigned char)*text;
    size_t size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first < ' ' || first == 0x7F || first > 0xF4 || (size_t)(end - text) < size) return 0;
    for (size_t i = 1; i < size; i++)
        if (((unsigned char)text[i] & 0xC0U) != 0x80U) return 0;
    return size;
}

void lmbi_quote(char *out, size_t size, const char *text, const char *end)
{
    size_t used = 0;
    while (text < end) {
        size_t character = character_size(text, end), width = character > 0 ? character : 1;
        if (used + width >= size) break;
        if (character > 0) memcpy(out + used, text, character);
        else out[used] = '?';
        used += width;
        text += width;
    }
    out[used] = '\0';
}

int32_t lmbi_is_heading(const struct lmbi_layout *layout, const struct lmbi_field *field)
{
    char text[sizeof layout->use[0].heading];
    for (int32_t i = 0; i < layout->uses; i++) {
        lmbi_quote(text, sizeof text, field[i].text, field[i].end);
        if (strcmp(text, layout->use[i].heading) != 0) return 0;
    }
    return 1;
}

static int32_t mostly_names(const struct lmbi_field *field, int32_t count)
{
    int32_t names = 0;
    for (int32_t i = 0; i < count; i++)
        if (field[i].text < field[i].end && !strchr("0123456789+-.", *field[i].text)) names++;
    return names > 0 && 2 * names >= count;
}

static int32_t qualifies(struct lmbi_layout *l)
{
    return lmbi_flow_of(l) || lmbi_use_of(l, LMBI_ROLE_VOLTAGE) || lmbi_names_capacity(l);
}

/* The best score of a line over the delimiters; the best line of all is kept. */
static int32_t look_at_line(struct search *s, const struct lmbi_line *line)
{
    int32_t line_score = 0;
    for (const char *delimiter = s->delimiters; *delimiter; delimiter++) {
        int32_t count = lmbi_split(line, *delimiter, s->field, (int32_t)s->most_columns);
        if (count > s->most_columns) count = (int32_t)s->most_columns;
        if ((count < 2 && *delimiter != ',') || !mostly_names(s->field, count)) continue;
        lmbi_assign_roles(&s->roles, s->field, count, s->trial);
        int32_t score = qualifies(s->trial) ? s->trial->uses : 0;
        if (score > line_score) line_score = score;
        if (score <= s->best_score) continue;
        s->best_score = score;
        s->trial->delimiter = *delimiter;
        s->trial->header_line = line->number;
        s->trial->first_line = line->number + 1;
        struct lmbi_layout *better = s->trial;
        s->trial = s->best;
        s->best = better;
    }
    return line_score;
}

static int32_t look_for_header(struct search *s, struct lmbi_message *m)
{
    struct lmbi_input ahead = lmbi_input_ahead(s->in);
    struct lmbi_line line;
    int32_t last = 0, last_but_one = 0;
    for (;;) {
        int32_t status = lmbi_input_line(&ahead, &line, m);
        if (status) return status;
        if (!line.text) break;
        if (s->best_score > 0 && line.number > s->best->header_line + HEADER_SEARCH) break;
        int32_t score = look_at_line(s, &line);
        if (score > 0 && s->best->header_line == line.number) {
            s->before = last > last_but_one ? last : last_but_one;
            s->after = 0;
        } else if (s->best->header_line >= line.number - 2 && score > s->after) {
            s->after = score;
        }
        last_but_one = last;
        last = score;
    }
    return LMB_OK;
}

static int32_t is_number(struct lmbi_field f)
{
    return f.text < f.end && lmbi_time_form(f.text, f.end) != LMBI_FORM_UNKNOWN;
}

/* No line of headings, but fields that the caller numbered: data begin where they hold numbers. */
static int32_t look_for_numbers(struct search *s, struct lmbi_message *m)
{
    struct lmbi_input ahead = lmbi_input_ahead(s->in);
    struct lmbi_line line;
    for (int64_t seen = 0; seen < HEADER_SEARCH; seen++) {
        int32_t status = lmbi_input_line(&ahead, &line, m);
        if (status || !line.text) return status;
        for (const char *delimiter = delimiters; *delimiter; delimiter++) {
            int32_t count = lmbi_split(&line, *delimiter, s->field, (int32_t)s->most_columns);
            if (count > s->most_columns) count = (int32_t)s->most_columns;
            if (!lmbi_assign_numbered(&s->roles, count, s->best)) continue;
            int32_t numbers = 0;
            for (int32_t u = 0; u < s->best->uses; u++)
                numbers += is_number(s->field[s->best->use[u].field]);
            if (numbers < s->best->uses) continue;
            s->best->delimiter = *delimiter;
            s->best->first_line = line.number;
            s->best_score = s->best->uses;
            return LMB_OK;
        }
    }
    return LMB_OK;
}

/* The line of this number or the first behind it; none where what is in sight ends. */
static int32_t go_to_line(const struct search *s, int64_t number, struct lmbi_line *line,
                          struct lmbi_message *m)
{
    struct lmbi_input ahead = lmbi_input_ahead(s->in);
    do {
        int32_t status = lmbi_input_line(&ahead, line, m);
        if (status) return status;
    } while (line->text && line->number < number);
    return LMB_OK;
}

static int32_t check_width(struct search *s, struct lmbi_message *m)
{
    struct lmbi_line line;
    int32_t status = go_to_line(s, s->best->first_line - (s->best->header_line > 0), &line, m);
    if (status) return status;
    int32_t count = lmbi_split(&line, s->best->delimiter, s->field, 0);
    if (count <= s->most_columns) return LMB_OK;
    return lmbi_fail(m, LMB_ERROR_LIMIT, "%s: line %d: %d columns pass the limit of %d",
                     s->in->name, line.number, (int64_t)count, s->most_columns);
}

/* The unit that stands below a heading of its dimension, or NULL. */
static const struct lmbi_unit *unit_below(const struct search *s, const struct lmbi_use *use)
{
    const struct lmbi_unit *own = lmbi_role_unit(s->roles.known, use->role);
    const struct lmbi_unit *unit =
        lmbi_unit_of(s->field[use->field].text, s->field[use->field].end);
    return unit && unit->dimension == own->dimension ? unit : NULL;
}

/* A line of units below the headings: each field that is read is empty or the unit of its role. */
static int32_t take_line_of_units(struct search *s, struct lmbi_message *m)
{
    struct lmbi_layout *l = s->best;
    struct lmbi_line line;
    int32_t status = go_to_line(s, l->first_line, &line, m), units = 0;
    if (status || !line.text || l->header_line == 0) return status;
    int32_t count = lmbi_split(&line, l->delimiter, s->field, (int32_t)s->most_columns);
    for (int32_t i = 0; i < l->uses; i++) {
        if (l->use[i].field >= count) return LMB_OK;
        struct lmbi_field f = s->field[l->use[i].field];
        const struct lmbi_unit *unit = unit_below(s, &l->use[i]);
        if (!unit && f.text < f.end) return LMB_OK;
        units += unit && unit->dimension != LMBI_DIMENSION_COUNT; /* "1" may be a number */
    }
    if (units == 0) return LMB_OK;
    l->first_line = line.number + 1;
    for (int32_t i = 0; i < l->uses; i++)
        lmbi_take_unit(s->roles.known, &l->use[i], unit_below(s, &l->use[i]));
    return LMB_OK;
}

static int32_t search(struct search *s, struct lmbi_message *m)
{
    int32_t status = look_for_header(s, m);
    if (!status && s->best_score == 0) {
        s->delimiters = " "; /* last: prose has blanks, too */
        status = look_for_header(s, m);
    }
    if (!status && s->best_score == 0) status = look_for_numbers(s, m);
    if (status) return status;
    if (s->best_score == 0)
        return lmbi_fail(m, LMB_ERROR_FORMAT,
                         "%s: no line of headings names a current, a voltage or a capacity; map "
                         "columns to headings or to #1, #2, ...",
                         s->in->name);
    status = lmbi_find_levels(s->in, &s->roles, s->field, (int32_t)s->most_columns, s->trial,
                              s->best, m);
    if (status) return status;
    if (s->best->levels == 0 && (s->before >= 3 || s->after >= 3))
        return lmbi_fail(m, LMB_ERROR_FORMAT,
                         "%s: line %d: several lines of headings, but the inner ones do not begin "
                         "with empty fields",
                         s->in->name, s->best->header_line);
    status = check_width(s, m);
    if (!status) status = take_line_of_units(s, m);
    return status ? status : lmbi_check_roles(&s->roles, s->in->name, s->best, m);
}

int32_t lmbi_find_layout(const struct lmbi_input *in, const struct lmbi_known_columns *known,
                         const struct lmbi_maps *maps, int64_t most_columns,
                         struct lmbi_layout *layout, struct lmbi_message *m)
{
    const struct lmbi_memory *memory = &in->memory;
    struct search s = {in, {known, maps, NULL}, NULL, most_columns, NULL, NULL, 0, 0,
                       0,  delimiters};
    struct lmbi_layout *pair = lmbi_new(memory, 2, sizeof *pair);
    s.field = lmbi_new(memory, (uint64_t)most_columns, sizeof *s.field);
    s.roles.heading = lmbi_new(memory, (uint64_t)most_columns, sizeof *s.roles.heading);
    int32_t status = LMB_ERROR_MEMORY;
    if (pair && s.field && s.roles.heading) {
        s.trial = pair, s.best = pair + 1;
        status = search(&s, m);
        *layout = *s.best;
    } else {
        lmbi_fail(m, status, "%s: no memory for %d column%p", in->name, most_columns);
    }
    lmbi_free(memory, pair);
    lmbi_free(memory, s.field);
    lmbi_free(memory, s.roles.heading);
    return status;
}

int32_t lmbi_layout_of_names(const struct lmbi_memory *memory,
                             const struct lmbi_known_columns *known, const struct lmbi_maps *maps,
                             const struct lmbi_field *name, int32_t count,
                             struct lmbi_layout *layout)
{
    struct lmbi_role_search roles = {known, maps, NULL};
    roles.heading = lmbi_new(memory, (uint64_t)count, sizeof *roles.heading);
    if (!roles.heading) return LMB_ERROR_MEMORY;
    lmbi_assign_roles(&roles, name, count, layout);
    lmbi_free(memory, roles.heading);
    return LMB_OK;
}

int32_t lmbi_check_names(const struct lmbi_known_columns *known, const struct lmbi_maps *maps,
                         const char *name, struct lmbi_layout *layout, struct lmbi_message *m)
{
    const struct lmbi_role_search roles = {known, maps, NULL};
    if (qualifies(layout)) return lmbi_check_roles(&roles, name, layout, m);
    return lmbi_fail(m, LMB_ERROR_FORMAT,
                     "%s: no column is called a current, a voltage or a capacity; map columns to "
                     "headings or to #1, #2, ...",
                     name);
}
