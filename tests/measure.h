/* The parts of measure_stages. */
#ifndef LMB_TESTS_MEASURE_H
#define LMB_TESTS_MEASURE_H

#include <stdint.h>

#include <lmb/lmb.h>

/* Stages 2 to 4 of `cells` simulated cells, and again with every kind of noise. */
void measure_cells(int cells, uint64_t seed);
/* Capacity knees of straight lines, and straight records without one. */
void measure_knees(int records, uint64_t seed);
/* Cells that never exhaust, step-free CE, and whole lives asked after every cycle. */
void measure_alarms(int records, uint64_t seed);

/* A cell over the parameter ranges; half of the other cells dry out instead of exhausting. */
struct random;
lmb_cell *draw_cell(struct random *r, int other);
/* What its owner knows of it: N/P to 5 %. */
lmb_cell *draw_knowledge(struct random *r, const lmb_cell *cell);
lmb_report *analyze_with(const lmb_dataset *record, const lmb_cell *known);

#endif
