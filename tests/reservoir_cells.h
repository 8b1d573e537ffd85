/* The cells of measure_reservoir, what their owners know of them, and their whole lives. */
#ifndef LMB_TESTS_RESERVOIR_CELLS_H
#define LMB_TESTS_RESERVOIR_CELLS_H

#include "limits.h"

extern const struct noise usual;
extern const double np_sd, gain_sd, ce_li_sd; /* standard errors; np_sd: of N/P 1 */

/* A kind of cells: their law, whether anything but lithium fades, whether the fit has that law. */
struct kind {
    const char *name, *title;
    int law, plain, fitted;
    unsigned targets; /* the tallies whose intervals have one, by bit */
};
lmb_cell *draw_cell(struct random *r, const struct kind *kind);
/* What the user knows of it: values off by their standard errors. mean_ce_li NaN: none from
 * outside.
 */
lmb_cell *draw_knowledge(struct random *r, const lmb_cell *cell, const struct kind *kind,
                         double mean_ce_li);
/* As a cycler with a gain error writes it. */
lmb_dataset *measure_with_gain(struct random *r, const lmb_cell *cell, int64_t cycles);

/* The truth of a whole life. */
struct whole {
    double *reservoir, *capacity, *ce_li, *charge, *stage;
    int64_t first;         /* Li-limited cycle; 0: none */
    struct limits *limits; /* of the fitted law; NULL: of another */
};
struct whole whole_of(const lmb_cell *cell);
void drop_whole(struct whole *w);
/* 1 if it has come to that stage by then, and not past it at once. */
int is_in_stage(const struct whole *w, int which, int64_t cycles);
/* Weighted by charge. */
double mean_ce_li(const struct whole *w, int64_t cycles);

#endif
