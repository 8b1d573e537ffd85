#!/usr/bin/env python3
"""Make doc/pictures/report.png: the analysis of a simulated lithium metal cell with the noise of an
ordinary cycler, through the Python binding.

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


def main():
    cell = lmb.Cell(np_ratio=1.5)
    report = measured(cell, 262).analyze(cell)
    print(report)
    path = HERE / "pictures" / "report.png"
    path.parent.mkdir(exist_ok=True)
    report.plot(path)
    print(path.relative_to(HERE.parent))


if __name__ == "__main__":
    main()
