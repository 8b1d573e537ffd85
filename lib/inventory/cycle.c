#include "inventory/cycle.h"

#include "base/number.h"

void lmbi_state_init(struct lmbi_state *s, const struct lmbi_parameters *p)
{
    double fresh = p->cathode_capacity / p->first_cycle_ce;
    *s = (struct lmbi_state){.cathode = {fresh, 0},
                             .reservoir = {0, p->np_ratio * p->cathode_capacity},
                             .host = fresh,
                             .electrolyte = p->electrolyte,
                             .utilization = 1,
                             .stage = 1};
}

/* Steps 1 to 5: the state of the layer; plate X; rest, plating and foil take their losses. */
static void plate(struct lmbi_state *s, const struct lmbi_parameters *p,
                  const struct lmbi_rates *rates, struct lmbi_passage *q)
{
    double dead = lmbi_total(s->dead), oxidized = lmbi_total(s->sei) + lmbi_total(s->corroded);
    q->layer = lmbi_layer_of(p, dead, oxidized, s->electrolyte);
    q->lam = lmbi_plating_loss(p, rates, s->cycles + 1, dead + oxidized);

    q->plated = s->cathode;
    q->charge = lmbi_total(q->plated);
    s->cathode = (struct lmbi_pool){0, 0};

    q->corrosion = lmbi_move(&q->plated, rates->corroded_charged, &s->corroded);
    q->corrosion += lmbi_move(&s->reservoir, rates->corroded_charged - q->corrosion, &s->corroded);
    q->plating = lmbi_lose(&q->plated, q->lam * q->charge, p->dead_fraction, &s->dead, &s->sei);
    q->foil = lmbi_lose(&s->reservoir, p->foil_loss * lmbi_total(s->reservoir), p->dead_fraction,
                        &s->dead, &s->sei);
    q->oxidized = (1 - p->dead_fraction) * (q->plating + q->foil) + q->corrosion;
}

/* Step 6: what the cathode can take back. */
static void accept(struct lmbi_state *s, const struct lmbi_parameters *p, struct lmbi_passage *q)
{
    double lam_site = 1 - p->ce_cathode, lam_site_max = 1 - p->ce_cathode_min;
    double beyond = lmbi_max(0, q->layer.eta_ch - p->fade_onset);
    q->lam_c = lmbi_min(lam_site * (1 + p->fade_sensitivity * beyond), lam_site_max);
    double host = s->host * (1 - q->lam_c);
    if (s->cycles == 0 && p->first_cycle_ce != 1) host = p->cathode_capacity;
    double excess = lmbi_max(0, q->layer.eta_dis - p->polarization_tolerance);
    double utilization = lmbi_max(p->utilization_min, 1 - p->utilization_slope * excess);

    q->accepted = host * utilization;
    q->ce_cathode = lmbi_ratio(host, s->host) * (utilization / s->utilization);
    s->host = host;
    s->utilization = utilization;
}

/* Step 7: strip what the cathode accepts, or all there is; X that is left joins B. */
static void strip(struct lmbi_state *s, const struct lmbi_parameters *p, struct lmbi_passage *q)
{
    double available = lmbi_total(q->plated) + lmbi_total(s->reservoir);
    q->limited = available < q->accepted * (1 - 1e-12);
    q->discharge = lmbi_min(q->accepted, available);
    struct lmbi_pool *first = &q->plated, *second = &s->reservoir;
    if (p->strip_order == LMBI_MIXED) {
        double share = available > 0 ? q->discharge / available : 0;
        lmbi_move_share(first, share, &s->cathode);
        lmbi_move_share(second, share, &s->cathode);
    } else {
        if (p->strip_order == LMBI_BULK_FIRST) first = &s->reservoir, second = &q->plated;
        double taken = lmbi_move(first, q->discharge, &s->cathode);
        lmbi_move(second, q->discharge - taken, &s->cathode);
    }
    lmbi_move_share(&q->plated, 1, &s->reservoir);
}

/* Steps 8 to 11: trapping, rest, recovery, electrolyte. */
static void settle(struct lmbi_state *s, const struct lmbi_parameters *p,
                   const struct lmbi_rates *rates, struct lmbi_passage *q)
{
    s->host -= lmbi_move(&s->cathode, p->cathode_trapping * q->discharge, &s->trapped);
    double corroded = lmbi_move(&s->reservoir, rates->corroded_discharged, &s->corroded);
    q->corrosion += corroded;
    q->oxidized += corroded;
    lmbi_move_share(&s->dead, p->dead_recovery, &s->reservoir);
    s->electrolyte = lmbi_max(0, s->electrolyte - p->electrolyte_per_sei * q->oxidized -
                                     p->electrolyte_per_charge * q->charge);
    s->cycles++;
}

/* Section 7: stages from the model's state; any may be skipped, none comes back. */
static double stage(const struct lmbi_state *s, const struct lmbi_parameters *p,
                    const struct lmbi_rates *rates, const struct lmbi_passage *q)
{
    double now = s->stage, lam_site = 1 - p->ce_cathode;
    int first_charge = s->cycles == 1 && p->first_cycle_ce != 1;
    if (now < 2 && q->lam > 1.05 * rates->lam0) now = 2;
    if (now < 3 && !first_charge && 1 - q->ce_cathode > 1.5 * lam_site + 1e-12) now = 3;
    if (q->limited && p->np_ratio > 0) now = 4;
    return now;
}

static void report_turn(const struct lmbi_state *s, const struct lmbi_parameters *p,
                        const struct lmbi_passage *q, struct lmbi_turn *t)
{
    double ah = p->electrode_area / 1000, left = lmbi_total(s->reservoir);
    double voltage = p->mean_voltage - p->voltage_fade * (double)s->cycles;
    double charge = q->charge * (1 + p->cathode_oxidation);
    *t = (struct lmbi_turn){
        .cycle = (double)s->cycles,
        .charge_capacity = charge * ah,
        .discharge_capacity = q->discharge * ah,
        .charge_energy = charge * ah * (voltage + q->layer.eta_ch),
        .discharge_energy = q->discharge * ah * (voltage - q->layer.eta_dis),
        .ce_cell = lmbi_ratio(q->discharge, charge),
        .ce_cathode = q->ce_cathode,
        .ce_li = 1 - q->lam,
        .ce_li_apparent = 1 - lmbi_ratio(q->plating + q->foil + q->corrosion, q->charge),
        .reservoir = left * ah,
        .reservoir_from_cathode = s->reservoir.from_cathode * ah,
        .reservoir_from_anode = s->reservoir.from_anode * ah,
        .cathode_li_from_cathode = s->cathode.from_cathode * ah,
        .cathode_li_from_anode = s->cathode.from_anode * ah,
        .dead_li = lmbi_total(s->dead) * ah,
        .sei_li = lmbi_total(s->sei) * ah,
        .corroded_li = lmbi_total(s->corroded) * ah,
        .trapped_li = lmbi_total(s->trapped) * ah,
        .polarization = q->layer.eta_dis,
        .wetted_fraction = q->layer.wet,
        .dead_layer_thickness = q->layer.thickness,
        .anode_thickness = lmbi_lithium_thickness * left + q->layer.thickness,
        .electrolyte = s->electrolyte,
        .li_limited = q->limited,
        .stage = s->stage,
    };
    /* Parameters beyond all sense overflow; what does not show here is no more than what does. */
    double probe = (t->charge_energy + t->discharge_energy) + (t->ce_cell + t->ce_li_apparent) +
                   (t->anode_thickness + t->ce_cathode) + (t->electrolyte + t->polarization) +
                   (t->reservoir + t->dead_li) + (t->sei_li + t->corroded_li) + t->trapped_li;
    double *value = (double *)t;
    for (int i = 0; !lmbi_is_finite(probe) && i < LMBI_TURN_COLUMNS; i++)
        value[i] = lmbi_finite(value[i]);
}

void lmbi_pass(struct lmbi_state *s, const struct lmbi_parameters *p,
               const struct lmbi_rates *rates, struct lmbi_passage *q)
{
    plate(s, p, rates, q);
    accept(s, p, q);
    strip(s, p, q);
    settle(s, p, rates, q);
    s->stage = stage(s, p, rates, q);
}

void lmbi_cycle(struct lmbi_state *s, const struct lmbi_parameters *p,
                const struct lmbi_rates *rates, struct lmbi_turn *turn)
{
    struct lmbi_passage q;
    lmbi_pass(s, p, rates, &q);
    report_turn(s, p, &q, turn);
}
