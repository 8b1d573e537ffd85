/* The small physics around a cell: closed forms, doc/design.md. */
#ifndef LMBI_DESIGN_PHYSICS_H
#define LMBI_DESIGN_PHYSICS_H

#include "design/parameters.h"
#include "inventory/parameters.h"

/* In the order of the ids from LMB_DERIVED_LIMITING_CURRENT on; NaN where a parameter that it
 * needs is not known. */
struct lmbi_physical {
    double limiting_current, sand_time, sand_capacity; /* mA/cm2, s, mAh/cm2 */
    double calendar_loss;                              /* mAh/cm2 */
    double cv_time, cv_resistance;                     /* s, ohm cm2 */
    double yield_strength;                             /* MPa */
    double shear_ratio_margin, shear_modulus_margin;
    double breathing, swelling;
    double protocol_ce, ce_li_needed;
};

enum { LMBI_PHYSICAL = sizeof(struct lmbi_physical) / sizeof(double) };

extern const struct lmbi_quantity lmbi_physical_rows[LMBI_PHYSICAL];

/* `anode` is the thickness of the discharged anode now, um. */
void lmbi_physics_of(const struct lmbi_parameters *p, const struct lmbi_design *d,
                     const struct lmbi_physics *physics, double anode,
                     struct lmbi_physical *physical);

#endif
