/* The layer of inactive lithium on the anode: thickness, wetting, polarization. */
#ifndef LMBI_INVENTORY_LAYER_H
#define LMBI_INVENTORY_LAYER_H

#include "inventory/parameters.h"

#define LMBI_LITHIUM_DENSITY 0.534 /* g/cm3 */

/* Of lithium metal: F, M(Li) and rho(Li) give 4.849 um of dense Li per mAh/cm2. */
extern const double lmbi_lithium_thickness; /* u_Li, um/(mAh/cm2) */

struct lmbi_layer {
    double thickness;       /* delta, um */
    double wet;             /* share of the pores that is wetted */
    double eta_ch, eta_dis; /* polarization, V */
};

/* Section 3, step 1: from dead Li D, SEI and corroded Li S + K, and electrolyte V_el. */
struct lmbi_layer lmbi_layer_of(const struct lmbi_parameters *p, double dead, double oxidized,
                                double electrolyte);
/* wet^-m: the factor on the resistance of a layer that dries. */
double lmbi_drying(double wet, double exponent);

#endif
