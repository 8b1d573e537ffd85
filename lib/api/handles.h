/* What is behind the opaque handles. */
#ifndef LMBI_API_HANDLES_H
#define LMBI_API_HANDLES_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "design/parameters.h"
#include "estimate/audit.h"
#include "estimate/fit.h"
#include "inventory/cycle.h"
#include "reader/import.h"
#include "table/table.h"

enum { LMBI_FIRST_PARAMETER = 1000, LMBI_PARAMETER_SLOTS = 500 };

struct lmb_cell {
    struct lmbi_memory memory; /* for handles that come of it */
    struct lmbi_memory own;    /* for its own blocks: the same, or none for a placed cell */
    struct lmbi_message message;
    struct lmbi_parameters parameters; /* area and electrolyte follow the design, see design.c */
    struct lmbi_design design;
    struct lmbi_physics physics;
    struct lmbi_claim claim;
    struct lmbi_knowledge known;
    uint8_t set[LMBI_PARAMETER_SLOTS]; /* 1: the user set it; by id */
    double *ce_li_table;
    int64_t ce_li_count;
    struct lmbi_state state;
    struct lmbi_turn turn; /* of the cycle stepped last */
};

struct lmb_dataset {
    struct lmbi_memory memory; /* for handles that come of it; its own blocks: that of the table */
    struct lmbi_message message;
    struct lmbi_table table;
    struct lmbi_import import;
};

struct lmb_report {
    struct lmbi_memory memory;
    struct lmb_dataset *dataset; /* its table of cycles */
    struct lmbi_findings findings;
    struct lmb_cell *cell; /* that was fitted; NULL: no fit */
    struct lmbi_fit *fit;
};

/* A cell of defaults, a dataset without cycles, in memory that is there. */
void lmbi_cell_init(struct lmb_cell *cell, struct lmbi_memory memory, struct lmbi_memory own);
void lmbi_dataset_init(struct lmb_dataset *dataset, struct lmbi_memory memory,
                       struct lmbi_memory own);
/* The row of a quantity, or NULL. */
const struct lmbi_quantity *lmbi_quantity_of(int32_t id);
/* The row of a column, or NULL. */
const struct lmbi_quantity *lmbi_column_of(int32_t id);
/* The parameter of this id within a cell, or NULL: to write, and to read. */
double *lmbi_cell_parameter(struct lmb_cell *cell, int32_t id);
const double *lmbi_cell_value(const struct lmb_cell *cell, int32_t id);
/* LMB_ERROR_ARGUMENT, with what was wrong; without a dataset nobody can be told. */
int32_t lmbi_bad_argument(struct lmb_dataset *dataset, const char *what);
/* While samples are being fed, their cycles alone may join the table. */
int32_t lmbi_check_not_fed(struct lmb_dataset *dataset);
/* 1 if the electrodes' area was set, as such or by height, width or layers. */
int32_t lmbi_area_is_set(const struct lmb_cell *cell);
/* Only what was set is known: a default is not knowledge. NULL: nothing is. */
struct lmbi_knowledge lmbi_knowledge_of(const struct lmb_cell *cell);
/* LMB_OK, or a message: another parameter that was set decides on this one. */
int32_t lmbi_check_design(struct lmb_cell *cell, int32_t id);
/* Area and electrolyte as the design has them; LMB_ERROR_RANGE where they are out of bounds. */
int32_t lmbi_follow_design(struct lmb_cell *cell);
/* A quantity that follows from the cell's parameters; NaN for another id. */
double lmbi_cell_derived(const struct lmb_cell *cell, int32_t id);
/* LMB_OK, or a message: the law `table` needs a table. */
int32_t lmbi_check_law(const struct lmb_cell *cell, struct lmbi_message *message);
/* Copy a message into the caller's buffer, if there is one. */
void lmbi_hand_over(const struct lmbi_message *message, char *buffer, uint64_t size);
/* Status of one value for a quantity: in bounds, or a message that names it. */
int32_t lmbi_check_value(struct lmbi_message *message, const struct lmbi_quantity *q, double value);
/* A report without cycles and findings. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_report_new(const struct lmbi_memory *memory, struct lmb_report **report);

#endif
