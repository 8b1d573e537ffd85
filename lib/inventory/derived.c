#include "inventory/derived.h"

#include <stddef.h>

#include "base/number.h"
#include "inventory/layer.h"

const struct lmbi_quantity lmbi_derived_rows[] = {
    {LMB_DERIVED_CAPACITY, 0, "capacity", "Ah",
     LMBI_TEXT("P x area: the capacity of a lithium metal battery is its cathode's, whatever N/P"),
     LMBI_NAN, 0, LMBI_INFINITY, NULL},
    {LMB_DERIVED_INITIAL_LI, 0, "initial_li", "Ah",
     LMBI_TEXT("N: lithium of the foil at the start, N/P x P"), LMBI_NAN, 0, LMBI_INFINITY, NULL},
    {LMB_DERIVED_FOIL_THICKNESS, 0, "foil_thickness", "um",
     LMBI_TEXT("Dense lithium foil: N/P x P x 4.849 um per mAh/cm2"), LMBI_NAN, 0, LMBI_INFINITY,
     NULL},
};
const int32_t lmbi_derived_row_count = sizeof lmbi_derived_rows / sizeof lmbi_derived_rows[0];

double lmbi_derived(const struct lmbi_parameters *p, int32_t id)
{
    double capacity = p->cathode_capacity * p->electrode_area / 1000;
    switch (id) {
    case LMB_DERIVED_CAPACITY: return capacity;
    case LMB_DERIVED_INITIAL_LI: return p->np_ratio * capacity;
    case LMB_DERIVED_FOIL_THICKNESS:
        return p->np_ratio * p->cathode_capacity * lmbi_lithium_thickness;
    default: return LMBI_NAN;
    }
}
