#include "inventory/lanes.h"

#include "base/number.h"

#define EACH(i) for (int i = 0; i < LMBI_LANES; i++)

void lmbi_lanes_set(struct lmbi_lanes *l, int lane, const struct lmbi_parameters *p,
                    const struct lmbi_rates *rates)
{
    const double *value = (const double *)p;
    for (int k = 0; k < LMBI_PARAMETERS; k++) l->parameter[k][lane] = value[k];
    l->law = (int32_t)p->ce_li_law;
    l->ce_li_table = rates->ce_li_table;
    l->ce_li_count = rates->ce_li_count;
    l->lam0[lane] = rates->lam0;
    l->corroded_charged[lane] = rates->corroded_charged;
    l->corroded_discharged[lane] = rates->corroded_discharged;
    l->square = 1;
    EACH(i) l->square &= LMBI_OF(l, wetting_exponent)[i] == 2;
}

struct lmbi_parameters lmbi_lanes_get(const struct lmbi_lanes *l, int lane)
{
    struct lmbi_parameters p;
    double *value = (double *)&p;
    for (int k = 0; k < LMBI_PARAMETERS; k++) value[k] = l->parameter[k][lane];
    return p;
}

void lmbi_lanes_start(struct lmbi_lanes *l)
{
    l->cycles = 0;
    EACH(i)
    {
        double capacity = LMBI_OF(l, cathode_capacity)[i];
        l->cathode[i] = l->host[i] = capacity / LMBI_OF(l, first_cycle_ce)[i];
        l->reservoir[i] = LMBI_OF(l, np_ratio)[i] * capacity;
        l->dead[i] = l->inactive[i] = 0;
        l->electrolyte[i] = LMBI_OF(l, electrolyte)[i];
        l->utilization[i] = l->growth[i] = 1;
    }
}

/* Step 1. */
static void polarize(struct lmbi_lanes *l)
{
    lmbi_lane wet, drying;
    EACH(i)
    {
        double porosity = LMBI_OF(l, dead_layer_porosity)[i];
        double solid =
            lmbi_lithium_thickness * l->dead[i] + LMBI_OF(l, sei_thickness)[i] * l->inactive[i];
        l->thickness[i] = solid / (1 - porosity);
        double need = 0.1 * porosity * l->thickness[i];
        double share = (l->electrolyte[i] - LMBI_OF(l, electrolyte_held)[i]) / need;
        share = lmbi_clip(share, 1e-3, 1);
        wet[i] = need == 0 ? 1 : share;
        drying[i] = 1 / (wet[i] * wet[i]);
    }
    for (int i = 0; i < LMBI_LANES && !l->square; i++)
        drying[i] = wet[i] == 1 ? 1 : lmbi_pow(wet[i], -LMBI_OF(l, wetting_exponent)[i]);
    EACH(i)
    {
        double asr = LMBI_OF(l, resistance)[i] +
                     LMBI_OF(l, dead_layer_resistivity)[i] * l->thickness[i] * drying[i];
        l->eta_ch[i] = LMBI_OF(l, charge_current)[i] * asr / 1000;
        l->eta_dis[i] = LMBI_OF(l, discharge_current)[i] * asr / 1000;
    }
}

/* Section 4. A power of the exponential law is the one of the cycle before, times gamma. */
static void lose_by_law(struct lmbi_lanes *l)
{
    double cycles = (double)l->cycles;
    int64_t at = l->cycles < l->ce_li_count ? l->cycles : l->ce_li_count - 1;
    double tabled = at >= 0 && l->law == LMBI_TABLE ? 1 - l->ce_li_table[at] : 0;
    EACH(i)
    {
        double lam0 = l->lam0[i], lam = lam0;
        if (l->law == LMBI_SELF_ACCELERATING) {
            double beyond = l->dead[i] + l->inactive[i] - LMBI_OF(l, inactive_onset)[i];
            lam = lam0 * (1 + LMBI_OF(l, inactive_sensitivity)[i] * lmbi_max(0, beyond));
            lam = lmbi_min(lam, 1 - LMBI_OF(l, ce_li_min)[i]);
        } else if (l->law == LMBI_LINEAR) {
            lam = lam0 + LMBI_OF(l, ce_li_slope)[i] * cycles;
        } else if (l->law == LMBI_EXPONENTIAL) {
            lam = lam0 == 0 ? 0 : lam0 * l->growth[i];
            l->growth[i] *= LMBI_OF(l, ce_li_growth)[i];
        } else if (l->law == LMBI_TABLE && at >= 0) {
            lam = tabled;
        }
        l->lam[i] = lmbi_clip(lam, 0, 1);
    }
}

/* At most what there is, and not less than nothing. */
static inline double part_of(double amount, double all)
{
    return lmbi_min(lmbi_max(amount, 0), all);
}

/* Step 6: what the cathode can take back; into `accepted`. */
static void accept_lanes(struct lmbi_lanes *l, lmbi_lane accepted)
{
    int first = l->cycles == 0;
    EACH(i)
    {
        double beyond = lmbi_max(0, l->eta_ch[i] - LMBI_OF(l, fade_onset)[i]);
        double lam_c =
            (1 - LMBI_OF(l, ce_cathode)[i]) * (1 + LMBI_OF(l, fade_sensitivity)[i] * beyond);
        lam_c = lmbi_min(lam_c, 1 - LMBI_OF(l, ce_cathode_min)[i]);
        double host = l->host[i] * (1 - lam_c);
        if (first && LMBI_OF(l, first_cycle_ce)[i] != 1) host = LMBI_OF(l, cathode_capacity)[i];
        double excess = lmbi_max(0, l->eta_dis[i] - LMBI_OF(l, polarization_tolerance)[i]);
        double utilization =
            lmbi_max(LMBI_OF(l, utilization_min)[i], 1 - LMBI_OF(l, utilization_slope)[i] * excess);
        accepted[i] = host * utilization;
        l->ce_cathode[i] = accepted[i] / (l->host[i] * l->utilization[i]);
        l->host[i] = host;
        l->utilization[i] = utilization;
    }
}

/* Steps 2 to 5 and 7 to 11. */
static void move_lithium(struct lmbi_lanes *l, const lmbi_lane accepted)
{
    EACH(i)
    {
        double plated = l->cathode[i], left = l->reservoir[i];
        double dead = LMBI_OF(l, dead_fraction)[i], rest = l->corroded_charged[i];
        double corroded = part_of(rest, plated), more = part_of(rest - corroded, left);
        l->charge[i] = plated;
        plated -= corroded, left -= more, corroded += more;
        double lost = part_of(l->lam[i] * l->charge[i], plated);
        double foil = part_of(LMBI_OF(l, foil_loss)[i] * left, left);
        double available = (plated - lost) + (left - foil);
        l->limited[i] = available < accepted[i] * (1 - 1e-12);
        double back = lmbi_min(accepted[i], available);
        left = available - back;
        double trapped = part_of(LMBI_OF(l, cathode_trapping)[i] * back, back);
        double idle = part_of(l->corroded_discharged[i], left);
        double oxidized = (1 - dead) * (lost + foil) + corroded + idle;
        double metallic = l->dead[i] + dead * (lost + foil);
        double recovered = LMBI_OF(l, dead_recovery)[i] * metallic;
        l->discharge[i] = back;
        l->cathode[i] = back - trapped;
        l->host[i] -= trapped;
        l->reservoir[i] = left - idle + recovered;
        l->dead[i] = metallic - recovered;
        l->inactive[i] += oxidized;
        double spent = LMBI_OF(l, electrolyte_per_sei)[i] * oxidized +
                       LMBI_OF(l, electrolyte_per_charge)[i] * l->charge[i];
        l->electrolyte[i] = lmbi_max(0, l->electrolyte[i] - spent);
    }
}

void lmbi_lanes_pass(struct lmbi_lanes *l)
{
    lmbi_lane accepted;
    polarize(l);
    lose_by_law(l);
    accept_lanes(l, accepted);
    move_lithium(l, accepted);
    l->cycles++;
}
