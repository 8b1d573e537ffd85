#include <stddef.h>

#include "mechanism/map.h"

#define DRIVER(name, text)                                                                         \
    {                                                                                              \
        name, text, 0, 0, NULL                                                                     \
    }
#define COUNT(table) (sizeof table / sizeof table[0])

/* Fig. 4 and Box 1. Names are those of the registry where a parameter is meant. */
const struct lmbi_entry lmbi_drivers[] = {
    DRIVER("cathode_capacity", "Areal capacity of the cathode: thick electrodes, high loading"),
    DRIVER("cathode_density", "Compacted density of a thick, polycrystalline, Li-rich cathode"),
    DRIVER("fabrication_defects", "Defects from making thick electrodes: cracks, broken particles, "
                                  "binder and carbon in the wrong place"),
    DRIVER("areal_plating_capacity", "Lithium plated and stripped per area in each cycle"),
    DRIVER("sei_rupture", "Interphase that breaks and heals again and again"),
    DRIVER("np_ratio", "N/P: lithium of the foil over the cathode's capacity, thick or thin foil"),
    DRIVER("electrolyte_to_capacity", "E/C: electrolyte per capacity, and with it the margin for "
                                      "oxidation and for wetting dead layers"),
    DRIVER("electrode_size", "Height and width of the electrodes"),
    DRIVER("electrode_height", "Height of the electrodes"),
    DRIVER("electrode_width", "Width of the electrodes"),
    DRIVER("stack_pressure", "Pressure on the stack"),
    DRIVER("layer_count", "Stacked layers"),
    DRIVER("charge_voltage", "Upper voltage of the charge"),
    DRIVER("charge_current", "Current of the charge"),
    DRIVER("temperature", "Temperature in use and in storage"),
};
const int32_t lmbi_driver_count = COUNT(lmbi_drivers);

/* What stands between labels. */
const struct lmbi_entry lmbi_processes[] = {
    DRIVER("oxygen_redox", "Oxygen of the lattice takes part in the charge: dimers and O2 form"),
    DRIVER("over_delithiation", "The cathode's surface gives off more lithium than its bulk"),
    DRIVER("trapped_oxygen", "O2 is held in the lattice on discharge"),
    DRIVER("lattice_distortion", "The lattice is strained grain by grain"),
    DRIVER("oxygen_release", "Oxygen leaves the cathode"),
    DRIVER("delithiated_surface", "A cathode surface poor in lithium oxidizes chemically"),
    DRIVER("high_potential", "A high potential oxidizes electrochemically"),
    DRIVER("diffusion_mismatch", "Charge is transferred faster than ions diffuse"),
    DRIVER("sei_buckling", "The interphase buckles and is squeezed when lithium is stripped"),
    DRIVER("bulk_stripping", "Lithium is stripped from the bulk below, pits form and grow"),
    DRIVER("lithium_creep", "Lithium creeps under constant pressure and strains its neighbours"),
    DRIVER("edge_fields", "The electric field is stronger at edges that hang over"),
    DRIVER("plating_efficiency", "CE_Li: what plating and stripping give back"),
    DRIVER("hotspots", "Spots that are pressed harder react faster"),
    DRIVER("over_lithiation", "The cathode takes more lithium than its formula has"),
};
const int32_t lmbi_process_count = COUNT(lmbi_processes);

/* What shows outside: the right side of Box 1, and what the stages show. */
const struct lmbi_entry lmbi_observables[] = {
    DRIVER("gas_evolution", "Gas in the cell"),
    DRIVER("cell_resistance", "Resistance of the cell"),
    DRIVER("cathode_failure", "Loss of the cathode's capacity and of CE_cathode"),
    DRIVER("concentration_polarization", "Polarization by ions that run short"),
    DRIVER("anode_exhaustion", "A lithium metal anode that is used up"),
    DRIVER("swelling", "Growing thickness of the cell"),
    DRIVER("ohmic_polarization", "Polarization in proportion to the current"),
    DRIVER("voltage_decay", "Mean voltage that falls from cycle to cycle"),
    DRIVER("energy_bend", "Energy that begins to fall faster while capacity does not"),
    DRIVER("capacity_knee", "Capacity that begins to fall faster"),
    DRIVER("heat", "Heat on charge and discharge"),
    DRIVER("ce_step", "CE of the cell that steps down, to CE_Li"),
    DRIVER("anode_free_fade", "Capacity that fades as in an anode-free cell"),
    DRIVER("constant_voltage_time", "Time of the charge at constant voltage"),
};
const int32_t lmbi_observable_count = COUNT(lmbi_observables);

/* Box 1 and its text: the loop that feeds itself. */
const struct lmbi_entry lmbi_loop_steps[] = {
    DRIVER("step_1", "High areal plating makes an uneven current more uneven: electrolyte is used "
                     "up, dead lithium forms, the thickness varies"),
    DRIVER("step_2", "Thicker places take more of the pressure and become hotspots"),
    DRIVER("step_3", "On discharge hotspots push surplus lithium into the cathode"),
    DRIVER("step_4", "On charge they take more lithium out: the lattice is strained, particles "
                     "break, more lithium is plated there, heat gathers"),
    DRIVER("step_5", "Oxygen and heat decompose the electrolyte: resistance rises, CE_cathode "
                     "falls"),
    DRIVER("step_6", "Cathode and anode feed each other's decay, and the loop closes"),
};
const int32_t lmbi_loop_step_count = COUNT(lmbi_loop_steps);
