/* Which field of a line of headings has which role. */
#ifndef LMBI_READER_ROLES_H
#define LMBI_READER_ROLES_H

#include "reader/layout.h"

struct lmbi_role_search {
    const struct lmbi_known_columns *known;
    const struct lmbi_maps *maps;
    struct lmbi_heading *heading; /* room for those of a line */
};

/* The uses that a line of headings shows. */
void lmbi_assign_roles(struct lmbi_role_search *s, const struct lmbi_field *field, int32_t count,
                       struct lmbi_layout *layout);
/* The unit of a use whose heading writes none; NULL leaves it so. */
void lmbi_take_unit(const struct lmbi_known_columns *known, struct lmbi_use *use,
                    const struct lmbi_unit *unit);
/* The uses that the caller numbered, within `count` fields; 0 if there are none. */
int32_t lmbi_assign_numbered(const struct lmbi_role_search *s, int32_t count,
                             struct lmbi_layout *layout);
/* The uses of a layout are enough to read the file, and every mapped heading was found.
 * LMB_OK, LMB_ERROR_FORMAT. */
int32_t lmbi_check_roles(const struct lmbi_role_search *s, const char *name,
                         struct lmbi_layout *layout, struct lmbi_message *m);

#endif
