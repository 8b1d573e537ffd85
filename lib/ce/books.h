/* The books of a record: per cycle and in sum, what was invested and what came back. */
#ifndef LMBI_CE_BOOKS_H
#define LMBI_CE_BOOKS_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

extern const struct lmbi_quantity lmbi_knowledge_rows[];
extern const int32_t lmbi_knowledge_row_count;
extern const struct lmbi_quantity lmbi_book_columns[];
extern const int32_t lmbi_book_column_count;
extern const struct lmbi_quantity lmbi_book_results[];
extern const int32_t lmbi_book_result_count;

/* Add the columns and results of the books to a table of measured columns.
 * LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_keep_books(struct lmbi_table *report, const struct lmbi_knowledge *known,
                        struct lmbi_findings *f);

#endif
