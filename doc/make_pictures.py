#!/usr/bin/env python3
"""Make doc/pictures/report.png, the analysis of a simulated lithium metal cell with the noise of an
ordinary cycler, and doc/pictures/life.png, the model's default cell, through the Python binding.

    LMB_LIBRARY=build/lib/liblmb.so python3 doc/make_pictures.py
"""

import random
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bindings" / "python"))

import lmb  # noqa: E402

CE_NOISE, CAPACITY_NOISE, VOLTAGE_NOISE = 3e-4, 5e-4, 0.5e-3  # 1, relative, V
SEED = 20
FORMATION = {0: 0.985, 1: 0.996}  # row: factor of both capacities, and CE falls short by half
OUTLIERS = {61: 0.986, 62: 0.992, 118: 1.006, 201: 0.978}  # row: factor of the discharge alone


def measured(cell, cycles):
    """What a cycler would have recorded of this cell."""
    truth = cell.simulate(cycles)
    draw = random.Random(SEED).gauss
    columns = {"charge_capacity": [], "discharge_capacity": [], "charge_energy": [],
               "discharge_energy": []}
    for row in range(cycles):
        charge, discharge = truth.charge_capacity[row], truth.discharge_capacity[row]
        charge_voltage = truth.charge_energy[row] / charge + draw(0, VOLTAGE_NOISE)
        discharge_voltage = truth.discharge_energy[row] / discharge + draw(0, VOLTAGE_NOISE)
        both = FORMATION.get(row, 1) * (1 + draw(0, CAPACITY_NOISE))
        charge *= both
        discharge *= both * OUTLIERS.get(row, 1) * (1 + draw(0, CE_NOISE))
        discharge *= (1 + FORMATION.get(row, 1)) / 2
        columns["charge_capacity"].append(charge)
        columns["discharge_capacity"].append(discharge)
        columns["charge_energy"].append(charge * charge_voltage)
        columns["discharge_energy"].append(discharge * discharge_voltage)
    return lmb.Dataset(columns)


def draw_life(path):
    """What a cycler records of the default cell, and what it does not."""
    from matplotlib import pyplot

    truth = lmb.Cell().simulate(262)
    cycle = truth.cycle
    figure, axes = pyplot.subplots(4, 1, sharex=True, figsize=(8, 8.2), layout="constrained")
    axes[0].plot(cycle, truth.discharge_capacity, color="#1b4f8a")
    axes[0].set_ylabel("discharge\ncapacity / Ah")
    axes[1].plot(cycle, truth.ce_cell, color="#1b4f8a", label="CE_cell: recorded")
    axes[1].plot(cycle, truth.ce_li, color="#7d4fa3", linestyle="--", label="CE_Li: hidden")
    axes[1].set_ylabel("CE")
    axes[1].legend(loc="lower left", frameon=False)
    axes[2].plot(cycle, truth.reservoir, color="#7d4fa3", label="reservoir: hidden")
    axes[2].plot(cycle, truth.dead_li + truth.sei_li, color="#77776f", label="inactive Li: hidden")
    axes[2].set_ylabel("lithium / Ah")
    axes[2].legend(loc="center left", frameon=False)
    axes[3].plot(cycle, 1000 * truth.polarization, color="#1b4f8a")
    axes[3].set_ylabel("polarization\n/ mV")
    axes[3].set_xlabel("cycle")
    shade_stages(axes, truth.stage)
    figure.savefig(path, dpi=120)


def shade_stages(axes, stage):
    """The stages of a simulated cell behind its curves, named in the topmost."""
    borders = [row for row in range(1, len(stage)) if stage[row] != stage[row - 1]]
    for number, (begin, end) in enumerate(zip([0, *borders], [*borders, len(stage)])):
        for axis in axes:
            axis.axvspan(begin + 0.5, end + 0.5, color="#3b4754", alpha=0.05 * number, linewidth=0)
            axis.margins(x=0)
        axes[0].annotate(f"stage {stage[begin]:.0f}", (begin + 2, 1.03), fontsize=9,
                         xycoords=("data", "axes fraction"), annotation_clip=False)


def main():
    cell = lmb.Cell(np_ratio=1.5)
    report = measured(cell, 262).analyze(cell)
    print(report)
    pictures = HERE / "pictures"
    pictures.mkdir(exist_ok=True)
    report.plot(pictures / "report.png")
    draw_life(pictures / "life.png")


if __name__ == "__main__":
    main()
