/* What a heading says: a base name and a unit, and the role that goes with them. */
#ifndef LMBI_READER_HEADINGS_H
#define LMBI_READER_HEADINGS_H

#include "reader/input.h"
#include "reader/units.h"
#include "table/table.h"

/* Roles of a time series. Every other role is the id of a column of the table of cycles. */
enum {
    LMBI_ROLE_NONE = 0,
    LMBI_ROLE_TEST_TIME,
    LMBI_ROLE_CLOCK,
    LMBI_ROLE_CURRENT,
    LMBI_ROLE_VOLTAGE,
    LMBI_ROLE_STEP,
    LMBI_ROLE_STEP_TIME,
    LMBI_ROLE_STATE,
    LMBI_ROLE_CAPACITY, /* one counter for both directions */
    LMBI_ROLE_ENERGY,
    LMBI_ROLE_NET_CAPACITY,     /* charge less discharge */
    LMBI_ROLE_CHARGE_INCREMENT, /* since the row before: gives the current where none is measured */
    LMBI_SERIES_ROLES
};

/* The columns that a table may hold, from the registry: by id, NULL where there is none. */
struct lmbi_known_columns {
    const struct lmbi_quantity *row[LMBI_COLUMN_SLOTS];
};

struct lmbi_heading {
    struct lmbi_field field;
    char base[48], whole[48]; /* lower case, without blanks and marks; `base` without the unit */
    const struct lmbi_unit *unit; /* NULL: none is written */
};

void lmbi_heading_read(struct lmbi_heading *h, struct lmbi_field field);

/* The role that one row of the table of synonyms gives this heading, or LMBI_ROLE_NONE. `*unit`
 * receives the unit that the heading writes or its name implies, or NULL. */
int32_t lmbi_synonym(const struct lmbi_known_columns *known, int32_t row,
                     const struct lmbi_heading *h, const struct lmbi_unit **unit);

/* The unit in which values of a role are kept. */
const struct lmbi_unit *lmbi_role_unit(const struct lmbi_known_columns *known, int32_t role);
/* The public name of a role, and the role of a public name (LMBI_ROLE_NONE: there is none). */
const char *lmbi_role_name(const struct lmbi_known_columns *known, int32_t role);
int32_t lmbi_role_of(const struct lmbi_known_columns *known, const char *name);
/* The column whose name the heading is letter by letter, or in other words ("Mean Charge
 * Voltage / V"), then with its unit. */
int32_t lmbi_own_heading(const struct lmbi_known_columns *known, const struct lmbi_heading *h);
int32_t lmbi_similar_heading(const struct lmbi_known_columns *known, const struct lmbi_heading *h,
                             const struct lmbi_unit **unit);

#endif
