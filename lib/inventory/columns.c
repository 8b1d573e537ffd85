#include "inventory/cycle.h"

#include <stddef.h>

#include "base/number.h"

const int32_t lmbi_turn_column[LMBI_TURN_COLUMNS] = {
    LMB_COLUMN_CYCLE,
    LMB_COLUMN_CHARGE_CAPACITY,
    LMB_COLUMN_DISCHARGE_CAPACITY,
    LMB_COLUMN_CHARGE_ENERGY,
    LMB_COLUMN_DISCHARGE_ENERGY,
    LMB_COLUMN_CE_CELL,
    LMB_COLUMN_CE_CATHODE,
    LMB_COLUMN_CE_LI,
    LMB_COLUMN_CE_LI_APPARENT,
    LMB_COLUMN_RESERVOIR,
    LMB_COLUMN_RESERVOIR_FROM_CATHODE,
    LMB_COLUMN_RESERVOIR_FROM_ANODE,
    LMB_COLUMN_CATHODE_LI_FROM_CATHODE,
    LMB_COLUMN_CATHODE_LI_FROM_ANODE,
    LMB_COLUMN_DEAD_LI,
    LMB_COLUMN_SEI_LI,
    LMB_COLUMN_CORRODED_LI,
    LMB_COLUMN_TRAPPED_LI,
    LMB_COLUMN_POLARIZATION,
    LMB_COLUMN_WETTED_FRACTION,
    LMB_COLUMN_DEAD_LAYER_THICKNESS,
    LMB_COLUMN_ANODE_THICKNESS,
    LMB_COLUMN_ELECTROLYTE,
    LMB_COLUMN_LI_LIMITED,
    LMB_COLUMN_STAGE,
};

#define ROW(ID, name, unit, text)                                                                  \
    {                                                                                              \
        LMB_COLUMN_##ID, LMB_FLAG_MODEL, name, unit, LMBI_TEXT(text), LMBI_NAN, -LMBI_INFINITY,    \
            LMBI_INFINITY, NULL                                                                    \
    }

const struct lmbi_quantity lmbi_model_columns[] = {
    ROW(CE_CELL, "ce_cell", "1",
        "CE that the cycler shows: recovered over invested (Deng et al. 2026, Fig. 2e)"),
    ROW(CE_CATHODE, "ce_cathode", "1", "CE of the cathode: what it can take back of what it gave"),
    ROW(CE_LI, "ce_li", "1", "CE of plating and stripping lithium: 1 - lam_k"),
    ROW(CE_LI_APPARENT, "ce_li_apparent", "1",
        "CE_Li as a lithium balance shows it: foil loss and corrosion counted in"),
    ROW(RESERVOIR, "reservoir", "Ah", "R: active lithium metal on the anode after the cycle"),
    ROW(RESERVOIR_FROM_CATHODE, "reservoir_from_cathode", "Ah", "R that came from the cathode"),
    ROW(RESERVOIR_FROM_ANODE, "reservoir_from_anode", "Ah", "R that came from the foil"),
    ROW(CATHODE_LI_FROM_CATHODE, "cathode_li_from_cathode", "Ah",
        "Extractable lithium in the cathode that came from the cathode"),
    ROW(CATHODE_LI_FROM_ANODE, "cathode_li_from_anode", "Ah",
        "Extractable lithium in the cathode that came from the foil"),
    ROW(DEAD_LI, "dead_li", "Ah", "D: metallic lithium without electric contact"),
    ROW(SEI_LI, "sei_li", "Ah", "S: lithium oxidized in the interphase"),
    ROW(CORRODED_LI, "corroded_li", "Ah", "K: lithium lost at rest"),
    ROW(TRAPPED_LI, "trapped_li", "Ah", "T: lithium trapped in the cathode"),
    ROW(POLARIZATION, "polarization", "V", "eta_dis: polarization on discharge"),
    ROW(WETTED_FRACTION, "wetted_fraction", "1", "Share of the dead layer that is wetted"),
    ROW(DEAD_LAYER_THICKNESS, "dead_layer_thickness", "um",
        "delta: layer of inactive lithium at the start of the cycle"),
    ROW(ANODE_THICKNESS, "anode_thickness", "um", "Thickness of the anode, discharged"),
    ROW(ELECTROLYTE, "electrolyte", "uL/cm2", "V_el: electrolyte after the cycle"),
    ROW(LI_LIMITED, "li_limited", "1", "1 when lithium, not the cathode, ended the discharge"),
    ROW(STAGE, "stage", "1", "Stage of the model's state, 1 to 4 (Deng et al. 2026, Fig. 2d)"),
};

const int32_t lmbi_model_column_count = sizeof lmbi_model_columns / sizeof lmbi_model_columns[0];
