#include "design/physics.h"

#include <stddef.h>

#include "base/number.h"
#include "design/masses.h"
#include "inventory/laws.h"
#include "inventory/layer.h"

#define FARADAY 96485.33212 /* C/mol */
#define PI 3.141592653589793
#define REFERENCE_STRENGTH 105.0 /* MPa at REFERENCE_DIAMETER um: Deng et al. 2026 */
#define REFERENCE_DIAMETER 1.39

#define ROW(ID, name, unit, text)                                                                  \
    {                                                                                              \
        LMB_DERIVED_##ID, LMB_FLAG_MAY_BE_NAN, name, unit, LMBI_TEXT(text), LMBI_NAN, 0,           \
            LMBI_INFINITY, NULL                                                                    \
    }

const struct lmbi_quantity lmbi_physical_rows[LMBI_PHYSICAL] = {
    ROW(LIMITING_CURRENT, "limiting_current", "mA/cm2",
        "J_lim = 2 F c0 D / ((1 - t+) N_M L): below it the salt is never used up at the anode"),
    ROW(SAND_TIME, "sand_time", "s",
        "tau = pi D (F c0 / (2 J (1 - t+)))^2 of the charge current: salt used up, dendrites "
        "begin; infinite up to the limiting current (Chazalviel 1990, Bai et al. 2016)"),
    ROW(SAND_CAPACITY, "sand_capacity", "mAh/cm2",
        "J tau: plated before the salt is used up; infinite up to the limiting current"),
    ROW(CALENDAR_LOSS, "calendar_loss", "mAh/cm2",
        "Lithium lost in storage_time: (k_par t^0.5 + k_gal t) x Arrhenius factor; k_par of fresh "
        "lithium is about 0.005 mAh/cm2/h^0.5, 2 to 3 % of 1 mAh/cm2 in a day (Boyle et al. 2021)"),
    ROW(CV_TIME, "cv_time", "s",
        "t = (r / s) ln(J_ch / Ic): time at constant voltage, with r = resistance"),
    ROW(CV_RESISTANCE, "cv_resistance", "ohm cm2",
        "r = s t / ln(J_ch / Ic): area resistance that measured_cv_time tells of"),
    ROW(YIELD_STRENGTH, "yield_strength", "MPa",
        "105 MPa (d / 1.39 um)^n: yield strength of lithium (Xu et al. 2017, in Deng et al. 2026)"),
    ROW(SHEAR_RATIO_MARGIN, "shear_ratio_margin", "1",
        "Shear modulus over lithium's, over shear_ratio_needed: above 1 stops dendrites"),
    ROW(SHEAR_MODULUS_MARGIN, "shear_modulus_margin", "1",
        "Shear modulus over shear_modulus_needed: above 1 stops dendrites"),
    ROW(BREATHING, "breathing", "1",
        "Thickness that the cell gains on a full charge by plating P on every face, over its own"),
    {LMB_DERIVED_SWELLING, 0, "swelling", "1",
     LMBI_TEXT("Thickness that the anodes have gained since the start, discharged, over the cell's "
               "own; 0 "
               "before the first step"),
     LMBI_NAN, -LMBI_INFINITY, LMBI_INFINITY, NULL},
    ROW(PROTOCOL_CE, "protocol_ce", "1",
        "CE = (n Q_C + Q_S) / (n Q_C + Q_T) of a Li||Cu reservoir test (Adams et al. 2018)"),
    ROW(CE_LI_NEEDED, "ce_li_needed", "1",
        "Constant CE_Li that keeps target_retention for target_cycles with this N/P and a cathode "
        "that loses nothing"),
};

/* A/m2 are 0.1 mA/cm2. */
static void diffuse(const struct lmbi_parameters *p, const struct lmbi_design *d,
                    const struct lmbi_physics *physics, struct lmbi_physical *out)
{
    double salt = FARADAY * 1000 * physics->salt_concentration; /* F c0, C/m3 */
    double others = 1 - physics->transference_number;
    double length = physics->diffusion_length; /* um */
    if (length != length) length = d->separator_thickness;
    double resisted = others * physics->macmullin_number * length * 1e-6;
    double current = 10 * p->charge_current; /* A/m2 */
    double root = salt / (2 * current * others);
    out->limiting_current = 0.1 * 2 * salt * physics->salt_diffusivity / resisted;
    out->sand_time = p->charge_current > out->limiting_current
                         ? PI * physics->salt_diffusivity * root * root
                         : LMBI_INFINITY;
    out->sand_capacity = p->charge_current * out->sand_time / 3600;
}

/* V cm2/mAh and ohm cm2: their quotient is in units of 1e-3 h. */
static void hold_voltage(const struct lmbi_parameters *p, const struct lmbi_physics *physics,
                         struct lmbi_physical *out)
{
    double log_ratio = lmbi_log(p->charge_current / physics->cutoff_current);
    out->cv_time = out->cv_resistance = LMBI_NAN;
    if (!(log_ratio > 0)) return;
    out->cv_time = 3.6 * p->resistance / physics->voltage_slope * log_ratio;
    out->cv_resistance = physics->measured_cv_time / 3.6 * physics->voltage_slope / log_ratio;
}

static void press(const struct lmbi_physics *physics, struct lmbi_physical *out)
{
    out->yield_strength =
        REFERENCE_STRENGTH *
        lmbi_pow(physics->lithium_diameter / REFERENCE_DIAMETER, physics->strength_exponent);
    out->shear_ratio_margin = physics->separator_shear_modulus / physics->lithium_shear_modulus /
                              physics->shear_ratio_needed;
    out->shear_modulus_margin = physics->separator_shear_modulus / physics->shear_modulus_needed;
}

/* Both faces of each cathode have a face of lithium against them. */
static void swell(const struct lmbi_parameters *p, const struct lmbi_design *d, double anode,
                  struct lmbi_physical *out)
{
    struct lmbi_built built;
    lmbi_build(p, d, &built);
    double faces = 2 * lmbi_layers(p, d), cell = built.cell_thickness * 1e4; /* um */
    double foil = p->np_ratio * p->cathode_capacity * lmbi_lithium_thickness;
    out->breathing = faces * p->cathode_capacity * lmbi_lithium_thickness / cell;
    out->swelling = faces * (anode - foil) / cell;
}

/* Retention after n cycles is l^(n - k), k = nu / (1 - l) cycles being paid for by the foil; the
 * smallest l that keeps it, by halving. */
static double needed(double np, double cycles, double retention)
{
    double low = 0, high = 1, middle = 0.5;
    while (middle > low && middle < high) {
        double unpaid = lmbi_max(0, cycles - np / (1 - middle));
        if (lmbi_pow(middle, unpaid) < retention) low = middle;
        else high = middle;
        middle = low + (high - low) / 2;
    }
    return high;
}

void lmbi_physics_of(const struct lmbi_parameters *p, const struct lmbi_design *d,
                     const struct lmbi_physics *physics, double anode, struct lmbi_physical *out)
{
    double cycled = physics->cycled_count * physics->cycled_charge;
    diffuse(p, d, physics, out);
    hold_voltage(p, physics, out);
    press(physics, out);
    swell(p, d, anode, out);
    out->calendar_loss = lmbi_corrosion(p, physics->storage_time);
    out->protocol_ce = (cycled + physics->stripped_charge) / (cycled + physics->plated_charge);
    out->ce_li_needed = needed(p->np_ratio, physics->target_cycles, physics->target_retention);
}
