#include "inventory/layer.h"

#include "base/number.h"

#define FARADAY 96485.33212 /* C/mol */
#define MOLAR_MASS 6.94     /* g/mol */

/* cm of lithium per C/cm2, x 3.6 C/mAh, x 1e4 um/cm */
const double lmbi_lithium_thickness = MOLAR_MASS / (FARADAY * LMBI_LITHIUM_DENSITY) * 3.6 * 1e4;

double lmbi_drying(double wet, double exponent)
{
    if (wet == 1) return 1;
    if (exponent == 2) return 1 / (wet * wet);
    return lmbi_pow(wet, -exponent);
}

struct lmbi_layer lmbi_layer_of(const struct lmbi_parameters *p, double dead, double oxidized,
                                double electrolyte)
{
    struct lmbi_layer l;
    double solid = lmbi_lithium_thickness * dead + p->sei_thickness * oxidized; /* um */
    l.thickness = solid / (1 - p->dead_layer_porosity);
    double need = 0.1 * p->dead_layer_porosity * l.thickness; /* uL/cm2 fill 10 um */
    l.wet = need == 0 ? 1 : lmbi_clip((electrolyte - p->electrolyte_held) / need, 1e-3, 1);
    double asr = p->resistance; /* ohm cm2 */
    if (l.thickness > 0)
        asr += p->dead_layer_resistivity * l.thickness * lmbi_drying(l.wet, p->wetting_exponent);
    l.eta_ch = p->charge_current * asr / 1000;
    l.eta_dis = p->discharge_current * asr / 1000;
    return l;
}
