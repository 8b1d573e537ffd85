#include "reader/nest.h"

#include <stddef.h>

int32_t lmbi_row_level(const struct lmbi_layout *layout, const struct lmbi_line *line)
{
    int32_t level = 0;
    for (const char *c = line->text; c < line->end && level < layout->levels; c++) {
        if (*c == layout->delimiter) level++;
        else if (*c != ' ' && *c != '\t') break;
    }
    return level;
}

static int32_t empty_in_front(const struct lmbi_field *field, int32_t count)
{
    int32_t empty = 0;
    while (empty < count && field[empty].text == field[empty].end) empty++;
    return empty;
}

static int32_t field_of(struct lmbi_layout *layout, int32_t role)
{
    const struct lmbi_use *use = lmbi_use_of(layout, role);
    return use ? use->field : -1;
}

static int32_t line_at(const struct lmbi_input *in, int64_t number, struct lmbi_line *line,
                       struct lmbi_message *m)
{
    struct lmbi_input ahead = lmbi_input_ahead(in);
    int32_t status;
    do {
        status = lmbi_input_line(&ahead, line, m);
    } while (!status && line->text && line->number < number);
    return status;
}

int32_t lmbi_find_levels(const struct lmbi_input *in, struct lmbi_role_search *roles,
                         struct lmbi_field *field, int32_t most, struct lmbi_layout *trial,
                         struct lmbi_layout *layout, struct lmbi_message *m)
{
    int32_t levels = 0;
    struct lmbi_line line;
    for (int32_t level = LMBI_LEVELS; level >= 0 && layout->header_line > 0; level--) {
        int64_t number = layout->header_line - (levels > 0 ? levels - level : 0);
        if (number < 1) return LMB_OK;
        int32_t status = line_at(in, number, &line, m);
        if (status) return status;
        int32_t count = lmbi_split(&line, layout->delimiter, field, most);
        if (count > most) count = most;
        int32_t empty = empty_in_front(field, count);
        if (levels == 0) { /* the headings of records */
            if (empty < 1 || empty > LMBI_LEVELS) return LMB_OK;
            level = levels = empty;
            continue;
        }
        if (empty != level || empty == count) return LMB_OK;
        lmbi_assign_roles(roles, field, count, trial);
        layout->level[level] =
            (struct lmbi_level){count, field_of(trial, LMB_COLUMN_CYCLE),
                                field_of(trial, LMBI_ROLE_STEP), field_of(trial, LMBI_ROLE_STATE)};
    }
    layout->levels = levels;
    return LMB_OK;
}

static void take_field(const struct lmbi_layout *layout, const struct lmbi_line *line, int32_t at,
                       int32_t shift, struct lmbi_field *field)
{
    int32_t wanted = at + shift;
    if (at >= 0) lmbi_pick(line, layout->delimiter, &wanted, 1, field);
}

struct lmbi_outer lmbi_read_outer(const struct lmbi_layout *layout, int32_t level,
                                  const struct lmbi_line *line)
{
    struct lmbi_field none = {line->end, line->end};
    struct lmbi_outer outer = {none, none, none};
    int32_t count = lmbi_split(line, layout->delimiter, NULL, 0), shift = 0;
    for (; level < layout->levels; level++) {
        const struct lmbi_level *l = &layout->level[level];
        take_field(layout, line, l->cycle, shift, &outer.cycle);
        take_field(layout, line, l->step, shift, &outer.step);
        take_field(layout, line, l->state, shift, &outer.state);
        shift += l->fields - (level + 1); /* the next level without its empty fields */
        if (count <= shift + level + 1) break;
    }
    return outer;
}
