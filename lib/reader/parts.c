#include "reader/parts.h"

#include <stddef.h>

#include "base/number.h"
#include "reader/evidence.h"
#include "reader/input.h"
#include "reader/roles.h"
#include "reader/values.h"

/* A look at the head of a file, which is read as a whole later. */
struct look {
    struct lmbi_input in;
    struct lmbi_layout layout;
    struct lmbi_evidence evidence;
    struct lmbi_remarks remarks; /* nobody reads them */
    struct lmbi_message message;
};

/* The clock of the first row in sight that has one, s since 1970; NaN: none has. */
static double first_clock(struct look *l)
{
    const struct lmbi_use *clock = lmbi_use_of(&l->layout, LMBI_ROLE_CLOCK);
    struct lmbi_input ahead = lmbi_input_ahead(&l->in);
    struct lmbi_line line;
    double value;
    if (!clock || l->layout.per_cycle) return LMBI_NAN;
    while (lmbi_input_line(&ahead, &line, &l->message) == LMB_OK && line.text) {
        struct lmbi_field field;
        if (line.number < l->layout.first_line) continue;
        lmbi_pick(&line, l->layout.delimiter, &clock->field, 1, &field);
        if (lmbi_value_of(clock, field, &value) == LMBI_VALUE_OK) return value;
    }
    return LMBI_NAN;
}

static int32_t settle_part(struct look *l, const struct lmbi_import *import)
{
    struct lmbi_message *m = &l->message;
    int32_t status = lmbi_input_fill(&l->in, m);
    if (!status) status = lmbi_input_decode(&l->in, m);
    if (!status)
        status = lmbi_find_layout(&l->in, &import->known, &import->maps,
                                  import->limit[LMB_LIMIT_COLUMNS - 1], &l->layout, m);
    if (!status) status = lmbi_settle_layout(&l->in, &l->layout, &l->evidence, &l->remarks, m);
    return status ? status : l->remarks.status;
}

/* What else is wrong with a file is told when it is read. LMB_OK, LMB_ERROR_MEMORY. */
static int32_t look_at(struct look *l, const struct lmbi_import *import, const char *path,
                       double *clock)
{
    l->remarks = (struct lmbi_remarks){.memory = import->memory};
    l->in = (struct lmbi_input){
        .name = path, .memory = import->memory, .longest = import->limit[LMB_LIMIT_LINE_BYTES - 1]};
    int32_t status = lmbi_input_open(&l->in, path, &l->message);
    if (!status) status = settle_part(l, import);
    *clock = status ? LMBI_NAN : first_clock(l);
    lmbi_input_close(&l->in);
    lmbi_remarks_clear(&l->remarks);
    return status == LMB_ERROR_MEMORY ? status : LMB_OK;
}

/* Parts with the same clock stay as they are named. */
static void sort_parts(const double *clock, int32_t count, int32_t *order)
{
    for (int32_t i = 1; i < count; i++) {
        int32_t part = order[i], at = i;
        for (; at > 0 && clock[order[at - 1]] > clock[part]; at--) order[at] = order[at - 1];
        order[at] = part;
    }
}

int32_t lmbi_order_parts(const struct lmbi_import *import, const char *const *paths, int32_t count,
                         int32_t *order)
{
    int told = 1;
    for (int32_t i = 0; i < count; i++) order[i] = i;
    for (int32_t i = 0; i < count; i++) told &= lmbi_file_size(paths[i]) > 0;
    if (count < 2 || !told) return LMB_OK;
    struct look *look = lmbi_new(&import->memory, 1, sizeof *look);
    double *clock = lmbi_new(&import->memory, (uint64_t)count, sizeof *clock);
    int32_t status = look && clock ? LMB_OK : LMB_ERROR_MEMORY;
    for (int32_t i = 0; i < count && told && !status; i++) {
        status = look_at(look, import, paths[i], &clock[i]);
        told = clock[i] == clock[i];
    }
    if (!status && told) sort_parts(clock, count, order);
    lmbi_free(&import->memory, clock);
    lmbi_free(&import->memory, look);
    return status;
}
