#include "inventory/tangents.h"

#include "base/number.h"

#define EACH(i) for (int i = 0; i < LMBI_LANES; i++)
/* d parameter / du of lane i. */
#define D(field) LMBI_OF(d, field)[i]

/* d ln (a / b)^power */
static double power_slope(double a, double b, double power, double da, double db, double dpower)
{
    return dpower * lmbi_log(a / b) + power * (da / a - db / b);
}

/* d of the exponent E / R (1 / T_ref - 1 / T) */
static double arrhenius_slope(double energy, double denergy, const struct lmbi_parameters *p,
                              const struct lmbi_parameters *dp)
{
    double at = p->temperature, from = p->reference_temperature;
    double moved = dp->temperature / (at * at) - dp->reference_temperature / (from * from);
    return (denergy * (1 / from - 1 / at) + energy * moved) / lmbi_gas_constant;
}

/* Section 5. */
static double lam0_slope(double lam0, const struct lmbi_parameters *p,
                         const struct lmbi_parameters *dp)
{
    if (!(lam0 > 0 && lam0 < 1) || p->ce_li_law == LMBI_TABLE) return 0;
    double by_conditions =
        power_slope(p->cathode_capacity, p->reference_cathode_capacity, p->areal_exponent,
                    dp->cathode_capacity, dp->reference_cathode_capacity, dp->areal_exponent) +
        power_slope(p->charge_current, p->reference_charge_current, p->charge_rate_exponent,
                    dp->charge_current, dp->reference_charge_current, dp->charge_rate_exponent) +
        power_slope(p->discharge_current, p->reference_discharge_current,
                    p->discharge_rate_exponent, dp->discharge_current,
                    dp->reference_discharge_current, dp->discharge_rate_exponent) -
        power_slope(p->stack_pressure, p->reference_stack_pressure, p->pressure_exponent,
                    dp->stack_pressure, dp->reference_stack_pressure, dp->pressure_exponent) +
        arrhenius_slope(p->activation_energy, dp->activation_energy, p, dp);
    return lam0 * (by_conditions - dp->ce_li / (1 - p->ce_li));
}

static double corrosion_slope(double corroded, double rest, double drest,
                              const struct lmbi_parameters *p, const struct lmbi_parameters *dp)
{
    if (!(corroded > 0 && corroded < LMBI_MAX)) return 0;
    double root = lmbi_sqrt(rest);
    double rate = p->parabolic_corrosion * root + p->galvanic_corrosion * rest;
    double by_rate = dp->parabolic_corrosion * root + dp->galvanic_corrosion * rest +
                     (p->parabolic_corrosion / (2 * root) + p->galvanic_corrosion) * drest;
    return corroded * (by_rate / rate + arrhenius_slope(p->corrosion_activation_energy,
                                                        dp->corrosion_activation_energy, p, dp));
}

void lmbi_tangents_start(struct lmbi_tangents *t, const struct lmbi_parameters *p,
                         const struct lmbi_rates *rates,
                         const struct lmbi_parameters direction[LMBI_LANES])
{
    struct lmbi_slopes *d = &t->d;
    *t = (struct lmbi_tangents){.parameters = *p, .rates = *rates};
    lmbi_state_init(&t->state, p);
    EACH(i)
    {
        const struct lmbi_parameters *dp = &direction[i];
        const double *value = (const double *)dp;
        for (int k = 0; k < LMBI_PARAMETERS; k++) d->parameter[k][i] = value[k];
        d->lam0[i] = lam0_slope(rates->lam0, p, dp);
        d->corroded_charged[i] =
            corrosion_slope(rates->corroded_charged, p->rest_charged, dp->rest_charged, p, dp);
        d->corroded_discharged[i] = corrosion_slope(rates->corroded_discharged, p->rest_discharged,
                                                    dp->rest_discharged, p, dp);
        d->cathode[i] = d->host[i] =
            (dp->cathode_capacity - t->state.host * dp->first_cycle_ce) / p->first_cycle_ce;
        d->reservoir[i] = dp->np_ratio * p->cathode_capacity + p->np_ratio * dp->cathode_capacity;
        d->electrolyte[i] = dp->electrolyte;
    }
}

/* Step 1. */
static void slopes_of_layer(struct lmbi_tangents *t, const struct lmbi_state *was)
{
    const struct lmbi_parameters *p = &t->parameters;
    const struct lmbi_layer *l = &t->passage.layer;
    struct lmbi_slopes *d = &t->d;
    double oxidized = lmbi_total(was->sei) + lmbi_total(was->corroded);
    double porosity = p->dead_layer_porosity, need = 0.1 * porosity * l->thickness;
    double per_need = l->wet > 1e-3 && l->wet < 1 ? 1 / need : 0;
    double log_wet = l->wet < 1 ? lmbi_log(l->wet) : 0;
    double rho = p->dead_layer_resistivity, exponent = p->wetting_exponent;
    double drying = lmbi_drying(l->wet, exponent);
    double asr = p->resistance + rho * l->thickness * drying;
    EACH(i)
    {
        double solid = lmbi_lithium_thickness * d->dead[i] + p->sei_thickness * d->inactive[i] +
                       D(sei_thickness) * oxidized;
        double delta = (solid + l->thickness * D(dead_layer_porosity)) / (1 - porosity);
        double dneed = 0.1 * (D(dead_layer_porosity) * l->thickness + porosity * delta);
        double wet = (d->electrolyte[i] - D(electrolyte_held) - l->wet * dneed) * per_need;
        double ddrying = -drying * (exponent * wet / l->wet + D(wetting_exponent) * log_wet);
        double dasr = D(resistance) + D(dead_layer_resistivity) * l->thickness * drying +
                      rho * (delta * drying + l->thickness * ddrying);
        d->thickness[i] = delta;
        d->eta_ch[i] = (D(charge_current) * asr + p->charge_current * dasr) / 1000;
        d->eta_dis[i] = (D(discharge_current) * asr + p->discharge_current * dasr) / 1000;
    }
}

/* Section 4: lam0 (1 + kappa max(0, W - W_on)), or its bound. */
static void slopes_of_acceleration(struct lmbi_tangents *t, const struct lmbi_state *was)
{
    const struct lmbi_parameters *p = &t->parameters;
    struct lmbi_slopes *d = &t->d;
    double inactive = lmbi_total(was->dead) + (lmbi_total(was->sei) + lmbi_total(was->corroded));
    double beyond = lmbi_max(0, inactive - p->inactive_onset), lam0 = t->rates.lam0;
    double by_inactive = beyond > 0 ? lam0 * p->inactive_sensitivity : 0;
    double factor = 1 + p->inactive_sensitivity * beyond;
    int bounded = !(lam0 * factor < 1 - p->ce_li_min);
    EACH(i)
    {
        double free = d->lam0[i] * factor + lam0 * D(inactive_sensitivity) * beyond +
                      by_inactive * (d->dead[i] + d->inactive[i] - D(inactive_onset));
        d->lam[i] = bounded ? -D(ce_li_min) : free;
    }
}

/* Section 4. */
static void slopes_of_law(struct lmbi_tangents *t, const struct lmbi_state *was)
{
    const struct lmbi_parameters *p = &t->parameters;
    struct lmbi_slopes *d = &t->d;
    double cycles = (double)was->cycles, lam = t->passage.lam, lam0 = t->rates.lam0;
    int32_t law = (int32_t)p->ce_li_law, within = lam > 0 && lam < 1;
    if (law == LMBI_SELF_ACCELERATING) slopes_of_acceleration(t, was);
    EACH(i)
    {
        if (law == LMBI_CONSTANT) d->lam[i] = d->lam0[i];
        if (law == LMBI_LINEAR) d->lam[i] = d->lam0[i] + D(ce_li_slope) * cycles;
        if (law == LMBI_EXPONENTIAL && within)
            d->lam[i] = lam * (d->lam0[i] / lam0 + cycles * D(ce_li_growth) / p->ce_li_growth);
        if (law == LMBI_TABLE || !within) d->lam[i] = 0;
    }
}

/* Step 6: H'. A cell whose first_cycle_ce moves has a first cycle of its own, even at 1. */
static void slopes_of_host(struct lmbi_tangents *t, const struct lmbi_state *was, lmbi_lane host)
{
    const struct lmbi_parameters *p = &t->parameters;
    const struct lmbi_passage *q = &t->passage;
    const struct lmbi_slopes *d = &t->d;
    double site = 1 - p->ce_cathode, beyond = lmbi_max(0, q->layer.eta_ch - p->fade_onset);
    double factor = 1 + p->fade_sensitivity * beyond;
    double by_eta = beyond > 0 ? site * p->fade_sensitivity : 0;
    int bounded = !(site * factor < 1 - p->ce_cathode_min);
    EACH(i)
    {
        double free = -D(ce_cathode) * factor + site * D(fade_sensitivity) * beyond +
                      by_eta * (d->eta_ch[i] - D(fade_onset));
        double lam_c = bounded ? -D(ce_cathode_min) : free;
        host[i] = d->host[i] * (1 - q->lam_c) - was->host * lam_c;
    }
    for (int i = 0; was->cycles == 0 && i < LMBI_LANES; i++)
        if (p->first_cycle_ce != 1 || D(first_cycle_ce) != 0) host[i] = D(cathode_capacity);
}

/* Step 6: u', and A into `accepted`. */
static void slopes_of_acceptance(struct lmbi_tangents *t, const struct lmbi_state *was,
                                 lmbi_lane accepted)
{
    const struct lmbi_parameters *p = &t->parameters;
    const struct lmbi_passage *q = &t->passage;
    struct lmbi_slopes *d = &t->d;
    double excess = lmbi_max(0, q->layer.eta_dis - p->polarization_tolerance);
    double by_eta = excess > 0 ? p->utilization_slope : 0;
    int bounded = !(1 - p->utilization_slope * excess > p->utilization_min);
    double utilization = t->state.utilization, host = q->accepted / utilization;
    double before = was->host * was->utilization;
    lmbi_lane dhost;
    slopes_of_host(t, was, dhost);
    EACH(i)
    {
        double fall =
            D(utilization_slope) * excess + by_eta * (d->eta_dis[i] - D(polarization_tolerance));
        double du = bounded ? D(utilization_min) : -fall;
        double dbefore = d->host[i] * was->utilization + was->host * d->utilization[i];
        accepted[i] = dhost[i] * utilization + host * du;
        d->ce_cathode[i] = (accepted[i] - q->ce_cathode * dbefore) / before;
        d->host[i] = dhost[i];
        d->utilization[i] = du;
    }
}

/* Of min(max(amount, 0), all): its derivatives by the two, 0 or 1. */
struct part {
    double by_amount, by_all;
};

static struct part part_by(double amount, double all)
{
    int some = amount > 0, bounded = !(amount < all);
    return (struct part){some && !bounded, some && bounded};
}

/* What the losses of a charge make, and leave; `left`: what the discharge leaves. */
struct loss {
    double left;
    lmbi_lane lost, corroded, available;
};

/* Steps 2 to 5. */
static void slopes_of_losses(struct lmbi_tangents *t, const struct lmbi_state *was, struct loss *s)
{
    const struct lmbi_parameters *p = &t->parameters;
    const struct lmbi_passage *q = &t->passage;
    struct lmbi_slopes *d = &t->d;
    double rest = t->rates.corroded_charged, reservoir = lmbi_total(was->reservoir);
    double of_plated = lmbi_min(rest, q->charge), more = lmbi_min(rest - of_plated, reservoir);
    struct part first = part_by(rest, q->charge), second = part_by(rest - of_plated, reservoir);
    struct part plating = part_by(q->lam * q->charge, q->charge - of_plated);
    double available = (q->charge - of_plated - q->plating) + (reservoir - more - q->foil);
    s->left = available - q->discharge;
    EACH(i)
    {
        double charge = d->cathode[i], drest = d->corroded_charged[i];
        double corroded = first.by_amount * drest + first.by_all * charge;
        double beyond = second.by_amount * (drest - corroded) + second.by_all * d->reservoir[i];
        double plated = charge - corroded, left = d->reservoir[i] - beyond;
        double lost =
            plating.by_amount * (d->lam[i] * q->charge + q->lam * charge) + plating.by_all * plated;
        double foil = D(foil_loss) * (reservoir - more) + p->foil_loss * left;
        d->charge[i] = charge;
        s->lost[i] = lost + foil;
        s->corroded[i] = corroded + beyond;
        s->available[i] = (plated - lost) + (left - foil);
    }
}

/* Steps 7 to 11. */
static void slopes_of_discharge(struct lmbi_tangents *t, const struct lmbi_state *was,
                                const lmbi_lane accepted, const struct loss *s)
{
    const struct lmbi_parameters *p = &t->parameters;
    const struct lmbi_passage *q = &t->passage;
    struct lmbi_slopes *d = &t->d;
    double dead = p->dead_fraction, lost = q->plating + q->foil;
    double metallic = lmbi_total(was->dead) + dead * lost;
    struct part rest = part_by(t->rates.corroded_discharged, s->left);
    double wet = t->state.electrolyte > 0 ? 1 : 0;
    const double *back = q->limited ? s->available : accepted;
    EACH(i)
    {
        double left = s->available[i] - back[i];
        double trapped = D(cathode_trapping) * q->discharge + p->cathode_trapping * back[i];
        double idle = rest.by_amount * d->corroded_discharged[i] + rest.by_all * left;
        double oxidized = (1 - dead) * s->lost[i] - D(dead_fraction) * lost + s->corroded[i] + idle;
        double dmetallic = d->dead[i] + dead * s->lost[i] + D(dead_fraction) * lost;
        double recovered = D(dead_recovery) * metallic + p->dead_recovery * dmetallic;
        double spent = D(electrolyte_per_sei) * q->oxidized + p->electrolyte_per_sei * oxidized +
                       D(electrolyte_per_charge) * q->charge +
                       p->electrolyte_per_charge * d->charge[i];
        d->discharge[i] = back[i];
        d->cathode[i] = back[i] - trapped;
        d->host[i] -= trapped;
        d->reservoir[i] = left - idle + recovered;
        d->dead[i] = dmetallic - recovered;
        d->inactive[i] += oxidized;
        d->electrolyte[i] = wet * (d->electrolyte[i] - spent);
    }
}

void lmbi_tangents_pass(struct lmbi_tangents *t)
{
    struct lmbi_state was = t->state;
    struct loss loss;
    lmbi_lane accepted;
    lmbi_pass(&t->state, &t->parameters, &t->rates, &t->passage);
    slopes_of_layer(t, &was);
    slopes_of_law(t, &was);
    slopes_of_acceptance(t, &was, accepted);
    slopes_of_losses(t, &was, &loss);
    slopes_of_discharge(t, &was, accepted, &loss);
}
