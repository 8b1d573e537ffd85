#include "inventory/laws.h"

const double lmbi_gas_constant = 8.314462618;

static double arrhenius(double energy, const struct lmbi_parameters *p)
{
    if (energy == 0) return 1;
    return lmbi_exp(energy / lmbi_gas_constant *
                    (1 / p->reference_temperature - 1 / p->temperature));
}

double lmbi_corrosion(const struct lmbi_parameters *p, double rest)
{
    double rate = p->parabolic_corrosion * lmbi_sqrt(rest) + p->galvanic_corrosion * rest;
    return lmbi_min(rate * arrhenius(p->corrosion_activation_energy, p), LMBI_MAX);
}

static double conditions(const struct lmbi_parameters *p)
{
    return lmbi_pow(p->cathode_capacity / p->reference_cathode_capacity, p->areal_exponent) *
           lmbi_pow(p->charge_current / p->reference_charge_current, p->charge_rate_exponent) *
           lmbi_pow(p->discharge_current / p->reference_discharge_current,
                    p->discharge_rate_exponent) *
           lmbi_pow(p->stack_pressure / p->reference_stack_pressure, -p->pressure_exponent) *
           arrhenius(p->activation_energy, p);
}

struct lmbi_rates lmbi_rates_of(const struct lmbi_parameters *p, const double *ce_li_table,
                                int64_t ce_li_count)
{
    struct lmbi_rates r = {0,
                           lmbi_corrosion(p, p->rest_charged),
                           lmbi_corrosion(p, p->rest_discharged),
                           ce_li_table,
                           ce_li_count,
                           {0, 0}};
    if (p->ce_li_law == LMBI_EXPONENTIAL) r.log_growth = lmbi_log_pair(p->ce_li_growth);
    double loss = 1 - p->ce_li;
    if (p->ce_li_law == LMBI_TABLE) r.lam0 = ce_li_count > 0 ? 1 - ce_li_table[0] : loss;
    else r.lam0 = loss == 0 ? 0 : lmbi_clip(loss * conditions(p), 0, 1);
    return r;
}

double lmbi_plating_loss(const struct lmbi_parameters *p, const struct lmbi_rates *rates, int64_t k,
                         double inactive)
{
    double lam0 = rates->lam0, cycles = (double)(k - 1), lam = lam0;
    switch ((int)p->ce_li_law) {
    case LMBI_LINEAR: lam = lam0 + p->ce_li_slope * cycles; break;
    case LMBI_EXPONENTIAL:
        lam = lam0 == 0 ? 0 : lam0 * lmbi_power(rates->log_growth, cycles);
        break;
    case LMBI_SELF_ACCELERATING: {
        double excess = lmbi_max(0, inactive - p->inactive_onset);
        lam = lmbi_min(lam0 * (1 + p->inactive_sensitivity * excess), 1 - p->ce_li_min);
        break;
    }
    case LMBI_TABLE: {
        int64_t at = k <= rates->ce_li_count ? k - 1 : rates->ce_li_count - 1;
        if (at >= 0) lam = 1 - rates->ce_li_table[at];
        break;
    }
    default: break;
    }
    return lmbi_clip(lam, 0, 1);
}
