#include <stddef.h>

#include "mechanism/map.h"

#define LABEL(name, text)                                                                          \
    {                                                                                              \
        name, text, 0, 0, NULL                                                                     \
    }
#define COUNT(table) (sizeof table / sizeof table[0])

/* Fig. 3: 1 to 14 on the level of materials, A to N on that of the cell. */
const struct lmbi_entry lmbi_labels[] = {
    LABEL("1", "The polyhedra of metal and oxygen that hold the cathode's lattice collapse"),
    LABEL("2", "Metal ions at the cathode's surface move onto lithium sites"),
    LABEL("3", "The polyhedra of metal and oxygen are distorted more with every cycle"),
    LABEL("4", "Oxygen sits loosely in the cathode's lattice and can leave it"),
    LABEL("5", "Metal ions dissolve from the cathode and travel to the anode"),
    LABEL("6", "The cathode's surface oxidizes the electrolyte"),
    LABEL("7", "Lithium ions cross the cathode's interface ever harder"),
    LABEL("8", "Ions run short at spots of the anode, and charge piles up there"),
    LABEL("9", "Lithium grows as whiskers, moss or dendrites"),
    LABEL("10", "Growing lithium pierces the interphase (SEI) and breaks it"),
    LABEL("11", "The interphase (SEI) dissolves and decomposes"),
    LABEL("12", "Lithium metal reduces the electrolyte"),
    LABEL("13", "Dendrites are stripped from the root first, so that their tips are cut off as "
                "dead lithium"),
    LABEL("14", "Stripping hollows the bulk of the lithium out at many sites"),
    LABEL("A", "Cathode particles break into pieces"),
    LABEL("B", "Oxygen from the cathode decomposes the electrolyte in the bulk"),
    LABEL("C", "Products of decomposition clog the separator's pores"),
    LABEL("D", "Cracks open at the surface of cathode particles"),
    LABEL("E", "Products of decomposition cover the cathode"),
    LABEL("F", "The cathode's foil corrodes and cracks in places"),
    LABEL("G", "Electrode material loses its electric contact"),
    LABEL("H", "Galvanic corrosion: lithium dissolves where it touches copper"),
    LABEL("I", "Chemical corrosion: the electrolyte eats into bulk lithium"),
    LABEL("J", "The active lithium of the anode's bulk is used up"),
    LABEL("K", "A porous layer of dead lithium builds up"),
    LABEL("L", "Electrolyte no longer wets the cell everywhere"),
    LABEL("M", "Dead lithium covers the separator"),
    LABEL("N", "Joule heat is spread unevenly"),
};
const int32_t lmbi_label_count = COUNT(lmbi_labels);

const struct lmbi_entry lmbi_components[] = {
    LABEL("cathode", "The cathode with its foil"),
    LABEL("anode", "The lithium metal anode with its interphase and its foil"),
    LABEL("electrolyte", "The electrolyte"),
    LABEL("separator", "The separator"),
};
const int32_t lmbi_component_count = COUNT(lmbi_components);

/* Fig. 2d,e. */
const struct lmbi_entry lmbi_stage_entries[] = {
    LABEL("stage_1", "CE_Li and CE_cathode stable; CE_cell is CE_cathode; capacity stable; the "
                     "reservoir falls unseen, new dead lithium comes mostly from the cathode; "
                     "nothing shows outside. (One sentence of the review has CE_Li fall already "
                     "here; its figure has not.)"),
    LABEL("stage_2", "CE_Li begins to fall, CE_cathode is stable; CE_cell is CE_cathode; capacity "
                     "still stable; the reservoir falls faster; polarization, swelling and a bend "
                     "of the energy show"),
    LABEL("stage_3", "CE_Li falls exponentially, CE_cathode falls; CE_cell is CE_cathode; the "
                     "capacity bends and fades faster; the reservoir is nearly gone; impedance and "
                     "heat rise"),
    LABEL("stage_4", "The reservoir is gone and CE_Li governs: CE_cell steps down to it; capacity "
                     "falls fast as in an anode-free cell; sooner for a lower N/P. (An idealized "
                     "frame: stages can be missing, and a verdict needs the record at hand.)"),
};
const int32_t lmbi_stage_entry_count = COUNT(lmbi_stage_entries);

/* The values of the result failure_mode that name one. */
const struct lmbi_entry lmbi_failures[] = {
    LABEL("li_exhaustion", "The lithium reservoir is used up"),
    LABEL("electrolyte_dry_out", "The dead layer dries out, with lithium left"),
    LABEL("cathode_degradation", "The cathode fades, with lithium left"),
    LABEL("soft_short", "Charge leaks through a small contact between the electrodes"),
};
const int32_t lmbi_failure_count = COUNT(lmbi_failures);
