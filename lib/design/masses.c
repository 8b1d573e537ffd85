#include "design/masses.h"

#include <stddef.h>

#include "base/number.h"
#include "inventory/layer.h"

#define ALUMINIUM 2.70 /* g/cm3 */
#define COPPER 8.96
#define NICKEL 8.9
#define CM 1e-4 /* in a um */

#define ROW(ID, name, unit, text)                                                                  \
    {                                                                                              \
        LMB_DERIVED_##ID, 0, name, unit, LMBI_TEXT(text), LMBI_NAN, 0, LMBI_INFINITY, NULL         \
    }

const struct lmbi_quantity lmbi_built_rows[LMBI_BUILT] = {
    ROW(UTILIZED_CAPACITY, "utilized_capacity", "Ah",
        "What the cell delivers: capacity x "
        "capacity_utilization, whatever N/P"),
    ROW(ENERGY, "energy", "Wh", "Utilized capacity x mean_voltage"),
    ROW(MASS, "mass", "g", "Sum of the nine masses"),
    ROW(SPECIFIC_ENERGY, "specific_energy", "Wh/kg", "Energy over mass"),
    ROW(ENERGY_DENSITY, "energy_density", "Wh/L",
        "Energy over the volume of the pouch, tabs counted in"),
    ROW(CELL_THICKNESS, "cell_thickness", "cm", "Stack, discharged and fresh, and two pouch foils"),
    ROW(ELECTROLYTE_PER_CAPACITY, "electrolyte_per_capacity", "g/Ah",
        "E/C as it is, from `electrolyte_to_capacity` or from `electrolyte`"),
    ROW(MASS_CATHODE, "mass_cathode", "g", "Cathode coatings"),
    ROW(MASS_ALUMINIUM, "mass_aluminium", "g", "Cathode foils, 2.70 g/cm3"),
    ROW(MASS_LITHIUM, "mass_lithium", "g", "Lithium on both sides of every anode, 0.534 g/cm3"),
    ROW(MASS_COPPER, "mass_copper", "g", "Anode foils, 8.96 g/cm3"),
    ROW(MASS_SEPARATOR, "mass_separator", "g", "Two separators for each cathode"),
    ROW(MASS_ELECTROLYTE, "mass_electrolyte", "g", "Electrolyte: E/C x utilized capacity"),
    ROW(MASS_POUCH, "mass_pouch", "g", "Two pouch foils with their clearance"),
    ROW(MASS_TABS, "mass_tabs", "g", "One tab of aluminium, one of nickel (8.9 g/cm3)"),
    ROW(MASS_EXTRA, "mass_extra", "g", "extra_mass"),
};

double lmbi_layers(const struct lmbi_parameters *p, const struct lmbi_design *d)
{
    return p->electrode_area / (2 * d->electrode_height * d->electrode_width);
}

/* g/Ah x mAh/cm2 / (g/mL) is uL/cm2. */
double lmbi_electrolyte_of(const struct lmbi_parameters *p, const struct lmbi_design *d)
{
    return d->electrolyte_to_capacity * p->cathode_capacity * d->capacity_utilization /
           d->electrolyte_density;
}

/* One cathode coat and one lithium foil, g/cm2 and cm. */
struct coats {
    double cathode, cathode_thickness, lithium, lithium_thickness;
};

static struct coats coats_of(const struct lmbi_parameters *p, const struct lmbi_design *d)
{
    struct coats c;
    c.cathode = p->cathode_capacity / (d->cathode_specific_capacity * d->cathode_active_fraction);
    c.cathode_thickness = c.cathode / d->cathode_density;
    c.lithium_thickness = p->np_ratio * p->cathode_capacity * lmbi_lithium_thickness * CM;
    c.lithium = c.lithium_thickness * LMBI_LITHIUM_DENSITY;
    return c;
}

static void sum_masses(const struct lmbi_parameters *p, const struct lmbi_design *d,
                       struct coats coat, struct lmbi_built *b)
{
    double face = d->electrode_height * d->electrode_width; /* cm2, one side */
    double layers = lmbi_layers(p, d), anodes = layers + d->extra_anodes;
    double height = d->electrode_height + d->pouch_clearance;
    double width = d->electrode_width + d->pouch_clearance;
    b->mass_cathode = p->electrode_area * coat.cathode;
    b->mass_aluminium = layers * face * d->aluminium_thickness * CM * ALUMINIUM;
    b->mass_lithium = anodes * 2 * face * coat.lithium;
    b->mass_copper = anodes * face * d->copper_thickness * CM * COPPER;
    b->mass_separator = layers * 2 * face * d->separator_thickness * CM * d->separator_density;
    b->mass_electrolyte = p->electrolyte * 1e-3 * d->electrolyte_density * p->electrode_area;
    b->mass_pouch = 2 * width * height * d->pouch_thickness * CM * d->pouch_density;
    b->mass_tabs = (d->tab_height + d->pouch_clearance) * d->tab_width * d->tab_thickness *
                   (ALUMINIUM + NICKEL);
    b->mass_extra = d->extra_mass;
    b->mass = b->mass_cathode + b->mass_aluminium + b->mass_lithium + b->mass_copper +
              b->mass_separator + b->mass_electrolyte + b->mass_pouch + b->mass_tabs +
              b->mass_extra;
}

static double thickness_of(const struct lmbi_parameters *p, const struct lmbi_design *d,
                           struct coats coat)
{
    double anode = 2 * coat.lithium_thickness + d->copper_thickness * CM;
    double cathode = 2 * coat.cathode_thickness + d->aluminium_thickness * CM;
    double layer = cathode + anode + 2 * d->separator_thickness * CM;
    return lmbi_layers(p, d) * layer + d->extra_anodes * anode + 2 * d->pouch_thickness * CM;
}

void lmbi_build(const struct lmbi_parameters *p, const struct lmbi_design *d, struct lmbi_built *b)
{
    struct coats coat = coats_of(p, d);
    sum_masses(p, d, coat, b);
    b->cell_thickness = thickness_of(p, d, coat);
    double height = d->electrode_height + d->pouch_clearance + d->tab_height;
    double volume = (d->electrode_width + d->pouch_clearance) * height * b->cell_thickness; /* mL */
    b->utilized_capacity = p->cathode_capacity * p->electrode_area / 1000 * d->capacity_utilization;
    b->energy = b->utilized_capacity * p->mean_voltage;
    b->specific_energy = 1000 * b->energy / b->mass;
    b->energy_density = 1000 * b->energy / volume;
    b->electrolyte_per_capacity = b->mass_electrolyte / b->utilized_capacity;
}
