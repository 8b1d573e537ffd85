/* How a file is laid out: its delimiter, the line of its headings, and what each column holds. */
#ifndef LMBI_READER_LAYOUT_H
#define LMBI_READER_LAYOUT_H

#include "reader/headings.h"

enum { LMBI_MAPS = 64, LMBI_MAP_BYTES = 128, LMBI_USES = LMBI_COLUMN_SLOTS + LMBI_SERIES_ROLES };

/* The caller's word on which heading holds what. */
struct lmbi_map {
    int32_t role;
    int32_t field;                /* from 1; 0: by heading */
    int32_t negative;             /* turn the sign */
    const struct lmbi_unit *unit; /* NULL: the heading's */
    char heading[LMBI_MAP_BYTES];
};

struct lmbi_maps {
    struct lmbi_map entry[LMBI_MAPS];
    int32_t count;
};

/* A column of the file that is read. */
struct lmbi_use {
    int32_t role, field;          /* field from 0 */
    int32_t mapped;               /* by the caller */
    int32_t form;                 /* of a time */
    int32_t comma;                /* numbers have a decimal comma */
    const struct lmbi_unit *unit; /* NULL: none is written, so the role's own */
    struct lmbi_scale scale;
    char heading[64];
};

/* An outer level of a nested table, whose rows tell the cycle or the step of the rows below. */
struct lmbi_level {
    int32_t fields, cycle, step, state; /* fields from 0; -1: not there */
};

enum { LMBI_LEVELS = 2 };

struct lmbi_layout {
    char delimiter;
    int64_t header_line; /* 0: there is none */
    int64_t first_line;  /* where data begin at the earliest */
    int32_t per_cycle;
    int32_t dialect;
    struct lmbi_use use[LMBI_USES]; /* in the order of fields */
    int32_t uses;
    struct lmbi_level level[LMBI_LEVELS]; /* its rows have as many empty fields in front */
    int32_t levels;
    int32_t duplicates; /* headings that stand there twice; `duplicate` is the first of them */
    char duplicate[64];
};

/* The use of a role, or NULL. */
struct lmbi_use *lmbi_use_of(struct lmbi_layout *layout, int32_t role);
/* The use that is a current, or the charge that passes from row to row; or NULL. */
struct lmbi_use *lmbi_flow_of(struct lmbi_layout *layout);
/* 1 if there is one, measured or forecast. */
int lmbi_names_capacity(struct lmbi_layout *layout);
/* Copy text for a message or remark: cut to the size, what is no printing UTF-8 as '?'. */
void lmbi_quote(char *out, size_t size, const char *text, const char *end);

/* Find the layout in what is in sight of the input.
 * LMB_OK, LMB_ERROR_FORMAT, _LIMIT, _MEMORY. */
int32_t lmbi_find_layout(const struct lmbi_input *in, const struct lmbi_known_columns *known,
                         const struct lmbi_maps *maps, int64_t most_columns,
                         struct lmbi_layout *layout, struct lmbi_message *m);

/* The layout of a table whose columns have these names and which is no text.
 * LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_layout_of_names(const struct lmbi_memory *memory,
                             const struct lmbi_known_columns *known, const struct lmbi_maps *maps,
                             const struct lmbi_field *name, int32_t count,
                             struct lmbi_layout *layout);
/* It has what reading needs. LMB_OK, LMB_ERROR_FORMAT. */
int32_t lmbi_check_names(const struct lmbi_known_columns *known, const struct lmbi_maps *maps,
                         const char *name, struct lmbi_layout *layout, struct lmbi_message *m);

/* The fields of the uses are the headings themselves, which stand there again. */
int32_t lmbi_is_heading(const struct lmbi_layout *layout, const struct lmbi_field *field);

#endif
