#include <stddef.h>

#include "mechanism/map.h"

#define LEADS LMB_LINK_LEADS_TO
#define RAISES LMB_LINK_RAISES
#define LOWERS LMB_LINK_LOWERS
#define SHOWS LMB_LINK_SHOWS
#define STATED LMB_STANDING_STATED
#define INFERRED LMB_STANDING_INFERRED
#define DOUBTFUL LMB_STANDING_DOUBTFUL

const struct lmbi_links lmbi_link_rows[] = {
    /* What leads to what: the text around Fig. 3. */
    {"oxygen_redox", LEADS, "1", STATED, "Dimers and O2 weaken the bonds to the metal"},
    {"over_delithiation", LEADS, "1 7", STATED, "The surface collapses, and ions return harder"},
    {"trapped_oxygen", LEADS, "2", STATED, "Metal ions move to lower the lattice's energy"},
    {"3", SHOWS, "voltage_decay", STATED, "Distortion shifts the redox potential"},
    {"3", LEADS, "lattice_distortion", INFERRED, "Distorted polyhedra strain the lattice"},
    {"lattice_distortion", LEADS, "A 4", STATED, "Strain cracks grains and leaves vacancies"},
    {"4", LEADS, "B oxygen_release", STATED, "Loose oxygen becomes reactive oxygen"},
    {"B", LEADS, "C", STATED, "Products of the decomposition block pores"},
    {"oxygen_release", LEADS, "5 D", STATED, "Lost oxygen destabilizes and cracks the surface"},
    {"delithiated_surface", LEADS, "6", STATED, "Chemical oxidation"},
    {"high_potential", LEADS, "6", STATED, "Electrochemical oxidation"},
    {"D", LEADS, "6", STATED, "Cracks expose fresh surface"},
    {"6", LEADS, "E", INFERRED, "What oxidation leaves stays on the cathode"},
    {"E", LEADS, "7", STATED, "Products resist the transfer of ions"},
    {"A", LEADS, "F", STATED, "Breaking particles strain the foil"},
    {"F", LEADS, "G", STATED, "Particles lose contact with a damaged foil"},
    {"diffusion_mismatch", LEADS, "8", STATED, "Ions are used up faster than they arrive"},
    {"8", LEADS, "9", STATED, "Uneven fields feed protrusions"},
    {"9", LEADS, "10 13", STATED, "Growth breaks the interphase; roots are stripped first"},
    {"10", LEADS, "12", STATED, "Fresh lithium meets electrolyte, again and again"},
    {"10", LEADS, "sei_rupture", INFERRED, "One rupture after the other"},
    {"11", LEADS, "H I", STATED, "A dissolving interphase lets corrosion begin"},
    {"I", LEADS, "12 J", STATED, "Corrosion is reduction of electrolyte by bulk lithium"},
    {"H", LEADS, "J", STATED, "Galvanic corrosion takes lithium from the bulk"},
    {"5", LEADS, "11", STATED, "Metal ions from the cathode spoil the interphase"},
    {"13", LEADS, "K bulk_stripping", STATED, "Tips are cut off; then the bulk is stripped"},
    {"sei_buckling", LEADS, "14", STATED, "A squeezed interphase opens cavities"},
    {"14", LEADS, "J", STATED, "Cavities eat up the bulk"},
    {"bulk_stripping", LEADS, "J", STATED, "Pits eat up the bulk"},
    {"plating_efficiency", LOWERS, "J K", STATED, "A lower CE_Li loses more each cycle"},
    {"K", SHOWS, "swelling ohmic_polarization concentration_polarization", STATED,
     "A porous, insulating layer"},
    {"9", LEADS, "L", STATED, "Dendrites use electrolyte up"},
    {"6 12", LEADS, "L", STATED, "Parasitic reactions at both electrodes use electrolyte up"},
    {"L", SHOWS, "concentration_polarization", STATED, "Dry places carry no ions"},
    {"K", LEADS, "M", STATED, "The layer is pressed against the separator"},
    {"L M", LEADS, "N", STATED, "Resistance concentrates heat"},

    /* What shows outside, where the text does not say so of the label itself. */
    {"B", SHOWS, "gas_evolution", INFERRED, "Decomposition by oxygen gives gas"},
    {"A D G 7", SHOWS, "cathode_failure", INFERRED, "The cathode takes less lithium back"},
    {"J", SHOWS, "anode_exhaustion", STATED, "The reservoir is empty"},
    {"J", SHOWS, "ce_step", INFERRED, "With no reservoir CE_cell is CE_Li"},
    {"N", SHOWS, "heat", INFERRED, "Heat comes out of the cell"},
    {"A C L M N 6 7 8 12", SHOWS, "cell_resistance", STATED, "Named as what raises impedance"},
    {"cell_resistance", SHOWS, "constant_voltage_time", STATED,
     "Rising impedance lengthens the charge at constant voltage"},
    {"stage_2", SHOWS, "ohmic_polarization swelling energy_bend", STATED, "Fig. 2d,e"},
    {"stage_3", SHOWS, "capacity_knee energy_bend cell_resistance heat", STATED, "Fig. 2d,e"},
    {"stage_4", SHOWS, "ce_step anode_free_fade anode_exhaustion", STATED, "Fig. 2d,e"},

    /* Which parameter drives which label: Fig. 4 and its text. */
    {"cathode_capacity", RAISES, "D 2 4", STATED, "Thick electrodes give lithium off unevenly"},
    {"cathode_capacity", RAISES, "1", DOUBTFUL, "Printed I (corrosion of lithium); read as 1"},
    {"cathode_capacity", RAISES, "areal_plating_capacity", STATED,
     "What the cathode holds per area is plated per area"},
    {"cathode_density", RAISES, "A B D E 1 2 3 4 5 7", STATED,
     "Compaction strains and cracks polycrystals"},
    {"fabrication_defects", RAISES, "E F G", STATED, "Defects cost contact and adhesion"},
    {"fabrication_defects", RAISES, "I", DOUBTFUL,
     "Printed I: corrosion of lithium by a defect of the cathode"},
    {"areal_plating_capacity", RAISES, "J K 8 9 11 12 13", STATED,
     "More plated per area loses more per cycle"},
    {"areal_plating_capacity", LOWERS, "plating_efficiency", STATED, "CE_Li falls with it"},
    {"sei_rupture", RAISES, "I J 9 10 12", STATED, "Each rupture reduces electrolyte"},
    {"np_ratio", LOWERS, "J", STATED, "More lithium lasts longer: stage 4 comes later"},
    {"np_ratio", RAISES, "K", STATED, "More lithium can become more dead lithium"},
    {"np_ratio", RAISES, "I 12 14", INFERRED, "Named beside it; the direction is not"},
    {"np_ratio", RAISES, "L M", STATED, "Thicker dead layers, when they are not wetted"},
    {"electrolyte_to_capacity", LOWERS, "D E G L 6", STATED,
     "A margin for what Li-rich cathodes oxidize"},
    {"electrolyte_to_capacity", LOWERS, "8", STATED, "A margin that wets dead layers (and L)"},
    {"electrode_height electrode_width", RAISES, "electrode_size", INFERRED, "Its two sides"},
    {"electrode_size", RAISES, "A B D 1 2 3 4 5 7", STATED,
     "On the cathode: places that give off more lithium"},
    {"electrode_size", RAISES, "I J L 8 9 10 13 14", STATED,
     "On the anode: local current, short Sand's time"},
    {"electrode_size", LOWERS, "cell_resistance", STATED, "Fewer layers are needed"},
    {"stack_pressure", LOWERS, "9 K swelling", STATED, "Lithium yields and lies flat"},
    {"stack_pressure", RAISES, "plating_efficiency", STATED, "CE_Li rises"},
    {"stack_pressure", RAISES, "lithium_creep edge_fields", STATED, "The price of pressure"},
    {"edge_fields", LEADS, "9", INFERRED, "Lithium plates where the field is strong"},
    {"layer_count", RAISES, "cell_resistance", STATED, "Every layer adds its resistance"},
    {"charge_voltage", RAISES, "high_potential", STATED, "Box 1: high voltage"},
    {"charge_current", RAISES, "diffusion_mismatch", STATED, "Fast plating outruns diffusion"},
    {"temperature", RAISES, "11 oxygen_release", STATED, "Ageing at high charge and temperature"},

    /* The loop that feeds itself. */
    {"step_1", LMB_LINK_INVOLVES, "K M N 8 9", STATED, "Step 1"},
    {"step_2", LMB_LINK_INVOLVES, "hotspots", STATED, "Step 2"},
    {"step_3", LMB_LINK_INVOLVES, "hotspots over_lithiation", STATED, "Step 3"},
    {"step_4", LMB_LINK_INVOLVES, "1 3 A", STATED, "Step 4"},
    {"step_4", LMB_LINK_INVOLVES, "areal_plating_capacity N", INFERRED, "More plating, more heat"},
    {"step_5", LMB_LINK_INVOLVES, "C L 6 12", STATED, "Step 5"},
    {"step_6", LMB_LINK_INVOLVES, "cathode_failure anode_exhaustion", INFERRED, "Step 6"},
    {"step_1", LMB_LINK_NEXT, "step_2", STATED, ""},
    {"step_2", LMB_LINK_NEXT, "step_3", STATED, ""},
    {"step_3", LMB_LINK_NEXT, "step_4", STATED, ""},
    {"step_4", LMB_LINK_NEXT, "step_5", STATED, ""},
    {"step_5", LMB_LINK_NEXT, "step_6", STATED, ""},
    {"step_6", LMB_LINK_NEXT, "step_1", STATED, ""},

    /* Components: the colours of Fig. 3 are not in its text. N has none. */
    {"1 2 3 4 5 7 A D E F G", LMB_LINK_BELONGS_TO, "cathode", INFERRED, ""},
    {"9 10 13 14 H I J K", LMB_LINK_BELONGS_TO, "anode", INFERRED, ""},
    {"6 8 11 12 B L", LMB_LINK_BELONGS_TO, "electrolyte", INFERRED, ""},
    {"C M", LMB_LINK_BELONGS_TO, "separator", INFERRED, ""},

    /* Labels that fit a failure mode. */
    {"li_exhaustion", LMB_LINK_FITS, "J K 9 13 14 H I 12", INFERRED, "They use lithium up"},
    {"electrolyte_dry_out", LMB_LINK_FITS, "L K M 8 6 12 B", INFERRED,
     "They use electrolyte up or keep it away"},
    {"cathode_degradation", LMB_LINK_FITS, "A D E F G 1 2 3 4 5 7", INFERRED,
     "They spoil the cathode"},
    {"soft_short", LMB_LINK_FITS, "9 10", INFERRED, "Dendrites reach the other side"},

    /* Windows of the benchmark tiers: Fig. 1c. */
    {"tier_400", LMB_LINK_WINDOW,
     "tier_400_voltage tier_400_areal_capacity tier_400_np_ratio tier_400_cycle_life", STATED, ""},
    {"tier_450", LMB_LINK_WINDOW,
     "tier_450_voltage tier_450_areal_capacity tier_450_np_ratio tier_450_cycle_life", STATED, ""},
    {"tier_500", LMB_LINK_WINDOW,
     "tier_500_voltage_ncm tier_500_voltage_li_rich tier_500_areal_capacity tier_500_electrolyte",
     STATED, ""},
    {"tier_600", LMB_LINK_WINDOW, "tier_600_areal_capacity tier_600_np_ratio tier_600_cycle_life",
     STATED, ""},
};
const int32_t lmbi_link_row_count = sizeof lmbi_link_rows / sizeof lmbi_link_rows[0];
