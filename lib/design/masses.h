/* From a design to masses, size and energy: doc/design.md. */
#ifndef LMBI_DESIGN_MASSES_H
#define LMBI_DESIGN_MASSES_H

#include "design/parameters.h"
#include "inventory/parameters.h"

/* In the order of the ids from LMB_DERIVED_UTILIZED_CAPACITY on. */
struct lmbi_built {
    double utilized_capacity, energy;                /* Ah, Wh */
    double mass, specific_energy, energy_density;    /* g, Wh/kg, Wh/L */
    double cell_thickness, electrolyte_per_capacity; /* cm, g/Ah */
    double mass_cathode, mass_aluminium, mass_lithium, mass_copper, mass_separator;
    double mass_electrolyte, mass_pouch, mass_tabs, mass_extra;
};

enum { LMBI_BUILT = sizeof(struct lmbi_built) / sizeof(double) };

extern const struct lmbi_quantity lmbi_built_rows[LMBI_BUILT];

/* Of double-sided cathodes: the area over that of one, both sides. */
double lmbi_layers(const struct lmbi_parameters *p, const struct lmbi_design *d);
/* V_el in uL/cm2 that an E/C of `d` is. */
double lmbi_electrolyte_of(const struct lmbi_parameters *p, const struct lmbi_design *d);
void lmbi_build(const struct lmbi_parameters *p, const struct lmbi_design *d,
                struct lmbi_built *built);

#endif
