/* One turn of the dual-Li-reservoir inventory model: doc/model.md, section 3. */
#ifndef LMBI_INVENTORY_CYCLE_H
#define LMBI_INVENTORY_CYCLE_H

#include "inventory/laws.h"
#include "inventory/layer.h"
#include "inventory/ledger.h"

/* At the discharged end before the next cycle; areal, mAh/cm2. */
struct lmbi_state {
    int64_t cycles;             /* done so far */
    struct lmbi_pool cathode;   /* L: extractable Li in the cathode */
    struct lmbi_pool trapped;   /* T: in degraded cathode or CEI */
    struct lmbi_pool reservoir; /* B: active Li metal on the anode */
    struct lmbi_pool dead, sei; /* D, S: inactive Li on the anode */
    struct lmbi_pool corroded;  /* K: lost at rest */
    double host;                /* H: what the cathode can hold */
    double electrolyte;         /* V_el, uL/cm2 */
    double utilization;         /* u of the cycle before */
    double stage;               /* 1 to 4, never falls */
};

/* What one step of a cycle hands to the next; areal. */
struct lmbi_passage {
    struct lmbi_layer layer;
    struct lmbi_pool plated;         /* X: the layer of this charge */
    double charge;                   /* Q: lithium that the charge extracts */
    double lam;                      /* lam_k = 1 - CE_Li */
    double plating, foil, corrosion; /* losses */
    double oxidized;                 /* new S + new K, which cost electrolyte */
    double lam_c;                    /* the cathode's own loss */
    double ce_cathode;
    double accepted;  /* A: what the cathode can take */
    double discharge; /* Q_dis */
    int limited;      /* by lithium */
};

/* What the model tells of a cycle: the columns that a simulation fills, in this order. */
struct lmbi_turn {
    double cycle, charge_capacity, discharge_capacity, charge_energy, discharge_energy;
    double ce_cell, ce_cathode, ce_li, ce_li_apparent;
    double reservoir, reservoir_from_cathode, reservoir_from_anode;
    double cathode_li_from_cathode, cathode_li_from_anode;
    double dead_li, sei_li, corroded_li, trapped_li;
    double polarization, wetted_fraction, dead_layer_thickness, anode_thickness, electrolyte;
    double li_limited, stage;
};

enum { LMBI_TURN_COLUMNS = sizeof(struct lmbi_turn) / sizeof(double) };
extern const int32_t lmbi_turn_column[LMBI_TURN_COLUMNS]; /* their ids */

extern const struct lmbi_quantity lmbi_model_columns[];
extern const int32_t lmbi_model_column_count;

/* Section 2: a fresh cell. */
void lmbi_state_init(struct lmbi_state *s, const struct lmbi_parameters *p);
/* Section 3: one cycle, without the columns: a third faster. */
void lmbi_pass(struct lmbi_state *s, const struct lmbi_parameters *p,
               const struct lmbi_rates *rates, struct lmbi_passage *passage);
/* Section 3: one cycle. */
void lmbi_cycle(struct lmbi_state *s, const struct lmbi_parameters *p,
                const struct lmbi_rates *rates, struct lmbi_turn *turn);

#endif
