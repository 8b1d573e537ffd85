#include "reader/detect.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "reader/evidence.h"

struct detection {
    const char *const *cells;
    int32_t columns, rows;
    struct lmbi_layout layout;
    struct lmbi_evidence evidence;
    struct lmbi_remarks remarks;
};

static void fields_of_row(const struct detection *d, int32_t row, struct lmbi_field *field)
{
    for (int32_t i = 0; i < d->layout.uses; i++) {
        const char *text = d->cells[(int64_t)row * d->columns + d->layout.use[i].field];
        if (!text) text = "";
        field[i] = lmbi_trimmed(text, text + strlen(text));
    }
}

static void look_at_cells_of(struct detection *d)
{
    struct lmbi_field field[LMBI_USES];
    lmbi_evidence_begin(&d->evidence);
    for (int32_t row = 0; row < d->rows; row++) {
        fields_of_row(d, row, field);
        lmbi_evidence_marks(&d->layout, field, &d->evidence);
    }
    lmbi_settle_marks(&d->layout, &d->evidence, &d->remarks);
    for (int32_t row = 0; row < d->rows; row++) {
        fields_of_row(d, row, field);
        lmbi_evidence_fields(&d->layout, field, &d->evidence);
    }
    lmbi_settle_by(&d->layout, &d->evidence, &d->remarks);
}

/* What the states say of the current's sign. */
static const char *tell_sign(struct detection *d, struct lmbi_use *current)
{
    const struct lmbi_sign_check *signs = &d->evidence.sign;
    if (lmbi_is_turned(signs)) {
        current->scale.multiply = -current->scale.multiply;
        return "; the states say that it is positive in discharging: turned";
    }
    if (lmbi_is_unsigned(signs)) return "; it has no sign: the states give it";
    if (lmbi_with_sign(signs)) return "; negative in discharging, as the states say";
    return "; no state tells its sign: taken as written";
}

/* Remarks begin with the heading of the column that they are of. */
static void add_remarks(const struct detection *d, const char *heading,
                        struct lmbi_message *evidence)
{
    size_t length = strlen(heading), used = strlen(evidence->text);
    for (int32_t i = 0; i < d->remarks.count; i++) {
        const char *text = d->remarks.entry[i].text;
        if (strncmp(text, heading, length) != 0 || text[length] != ' ') continue;
        used += lmbi_format(evidence->text + used, sizeof evidence->text - used, "; %s",
                            text + length + 1);
    }
}

static void tell_column(struct detection *d, const struct lmbi_known_columns *known, int32_t field,
                        struct lmbi_field name, struct lmbi_detected *found,
                        struct lmbi_message *evidence)
{
    *found = (struct lmbi_detected){"", "", 1, 0};
    lmbi_format(evidence->text, sizeof evidence->text, "not read");
    for (int32_t i = 0; i < d->layout.uses; i++) {
        struct lmbi_use *use = &d->layout.use[i];
        if (use->field != field) continue;
        const char *sign = use == lmbi_flow_of(&d->layout) ? tell_sign(d, use) : "";
        found->role = lmbi_role_name(known, use->role);
        found->unit = use->unit ? use->unit->text : "";
        found->factor = use->scale.multiply / use->scale.divide;
        found->offset = use->scale.add;
        lmbi_format(evidence->text, sizeof evidence->text, "%s%s%s%s",
                    d->layout.dialect == LMBI_LMB ? "by our own name" : "by its name",
                    use->unit ? ", in " : "", found->unit, sign);
        add_remarks(d, use->heading, evidence);
        return;
    }
    char heading[sizeof d->layout.use[0].heading];
    lmbi_quote(heading, sizeof heading, name.text, name.end);
    add_remarks(d, heading, evidence);
}

int32_t lmbi_detect(const struct lmbi_memory *memory, const struct lmbi_known_columns *known,
                    const char *const *names, int32_t columns, const char *const *cells,
                    int32_t rows, int32_t column, struct lmbi_detected *found,
                    struct lmbi_message *evidence)
{
    static const struct lmbi_maps no_maps;
    struct detection *d = lmbi_new(memory, 1, sizeof *d);
    struct lmbi_field *name = lmbi_new(memory, (uint64_t)columns, sizeof *name);
    int32_t status = d && name ? LMB_OK : LMB_ERROR_MEMORY;
    if (!status) {
        d->cells = cells;
        d->columns = columns;
        d->rows = rows;
        d->remarks.memory = *memory;
        for (int32_t i = 0; i < columns; i++)
            name[i] = lmbi_trimmed(names[i], names[i] + strlen(names[i]));
        status = lmbi_layout_of_names(memory, known, &no_maps, name, columns, &d->layout);
    }
    if (!status) {
        look_at_cells_of(d);
        status = d->remarks.status;
    }
    if (!status) tell_column(d, known, column, name[column], found, evidence);
    if (d) lmbi_remarks_clear(&d->remarks);
    lmbi_free(memory, name);
    lmbi_free(memory, d);
    return status;
}
