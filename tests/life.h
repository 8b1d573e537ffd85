/* Whole lives of plain cells: no foil loss, corrosion, trapping, oxidation, recovery, and full
 * utilization, as the conditional laws of doc/model.md, section 6, ask for. */
#ifndef LMB_TESTS_LIFE_H
#define LMB_TESTS_LIFE_H

#include "support.h"

enum { CONSTANT, LINEAR, EXPONENTIAL, SELF_ACCELERATING, TABLE, LAWS }; /* ce_li_law */

/* A simulated cell: P and the columns that the laws speak of. */
struct life {
    int64_t cycles;
    double capacity; /* P x area, Ah */
    double *charge, *discharge, *ce_cell, *ce_cathode, *ce_li, *reservoir, *limited;
};

struct life live(const lmb_cell *cell, int64_t cycles);
void end(struct life *l);
/* The first Li-limited cycle, or one past the last. */
int64_t first_limited(const struct life *l);

/* Constant CEs. */
lmb_cell *plain_cell(double np_ratio, double ce_li, double ce_cathode);
/* Any law of CE_Li; CE_cathode >= CE_Li in every cycle. */
lmb_cell *any_law_cell(struct random *r, double np_ratio);

#endif
