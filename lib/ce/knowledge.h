/* What is known of a cell from outside its record: what the user set, NaN where nothing was. */
#ifndef LMBI_CE_KNOWLEDGE_H
#define LMBI_CE_KNOWLEDGE_H

#include "base/quantity.h"

/* Values of `cell_configuration`. */
enum {
    LMBI_LITHIUM_METAL = 0,
    LMBI_ANODE_FREE = 1,
    LMBI_LITHIUM_ION = 2,
    LMBI_LITHIUM_COPPER = 3,
    LMBI_HALF_CELL = 4,
    LMBI_SYMMETRIC_CELL = 5
};

struct lmbi_knowledge {
    double cell_configuration;
    double np_ratio, np_ratio_sd; /* NaN: not set; sd NaN: 5 % of N/P */
    double capacity;              /* Ah, from cathode_capacity and electrode_area; NaN: not set */
    double gain_error_sd;
    double outside_ce_li, outside_ce_li_sd;             /* NaN: not known */
    double residual_li, residual_li_sd, residual_cycle; /* Ah; sd NaN: 0; cycle NaN: the last */
    double titrated_dead_li, titrated_sei_li;           /* Ah */
    double reference_cycle;                             /* NaN: the first that is not excluded */
    double capacity_end;                                /* retention that ends life */
    double seed;                                        /* of low-discrepancy draws */
    double titrated_dead_li_sd, titrated_sei_li_sd;     /* Ah; NaN: not known */
};

/* Standard error of N/P: 5 % of it (foil tolerance, overhang, native film) unless it was set. */
static inline double lmbi_np_sd(const struct lmbi_knowledge *known)
{
    return known->np_ratio_sd == known->np_ratio_sd ? known->np_ratio_sd : 0.05 * known->np_ratio;
}

/* 1 for cells whose charge invests and whose discharge recovers. */
static inline int lmbi_charge_invests(const struct lmbi_knowledge *known)
{
    return known->cell_configuration == LMBI_LITHIUM_METAL ||
           known->cell_configuration == LMBI_ANODE_FREE ||
           known->cell_configuration == LMBI_LITHIUM_ION;
}

/* The parameter of this id, or NULL; N/P and the capacity are those of the cell model. */
double *lmbi_known_parameter(struct lmbi_knowledge *known, int32_t id);
/* Every parameter at its default. */
struct lmbi_knowledge lmbi_known_nothing(void);

#endif
