#include "api/handles.h"

#include <stddef.h>

#include "base/number.h"
#include "design/masses.h"
#include "design/physics.h"
#include "inventory/derived.h"
#include "mechanism/tiers.h"

static double from_masses(const struct lmb_cell *cell, int32_t at)
{
    struct lmbi_built built;
    lmbi_build(&cell->parameters, &cell->design, &built);
    return ((const double *)&built)[at];
}

static double from_tiers(const struct lmb_cell *cell, int32_t at)
{
    const struct lmbi_parameters *p = &cell->parameters;
    struct lmbi_built built;
    struct lmbi_verdicts verdicts;
    lmbi_build(p, &cell->design, &built);
    struct lmbi_place place = {built.specific_energy,
                               cell->design.cathode_material,
                               cell->design.charge_voltage,
                               p->cathode_capacity,
                               p->np_ratio,
                               built.electrolyte_per_capacity,
                               lmbi_ratio(cell->claim.reported_cycles, p->np_ratio)};
    lmbi_place_in_tiers(&place, &verdicts);
    return ((const double *)&verdicts)[at];
}

static double from_physics(const struct lmb_cell *cell, int32_t at)
{
    struct lmbi_physical physical;
    double foil = lmbi_derived(&cell->parameters, LMB_DERIVED_FOIL_THICKNESS);
    double anode = cell->state.cycles > 0 ? cell->turn.anode_thickness : foil;
    lmbi_physics_of(&cell->parameters, &cell->design, &cell->physics, anode, &physical);
    return ((const double *)&physical)[at];
}

double lmbi_cell_derived(const struct lmb_cell *cell, int32_t id)
{
    static const struct {
        int32_t first, count;
        double (*get)(const struct lmb_cell *cell, int32_t at);
    } rooms[] = {
        {LMB_DERIVED_UTILIZED_CAPACITY, LMBI_BUILT, from_masses},
        {LMB_DERIVED_TIER, LMBI_VERDICTS, from_tiers},
        {LMB_DERIVED_LIMITING_CURRENT, LMBI_PHYSICAL, from_physics},
    };
    double value = lmbi_derived(&cell->parameters, id);
    for (int i = 0; i < 3; i++)
        if (id >= rooms[i].first && id < rooms[i].first + rooms[i].count)
            value = rooms[i].get(cell, id - rooms[i].first);
    return value == value ? value : LMBI_NAN;
}
