"""Designs, sweeps, audits and the map of mechanisms, against the library and the command line."""

import json
import math
import subprocess
import unittest

from context import lmb, program

EXAMPLE = {"cathode_capacity": 3.3, "np_ratio": 10.32 / 3.3, "mean_voltage": 3.86}


def told(*arguments):
    run = subprocess.run([program(), *arguments, "--json"], capture_output=True, check=True)
    return json.loads(run.stdout)


def settings(parameters):
    return [part for name, value in parameters.items() for part in ("--set", f"{name}={value!r}")]


class Design(unittest.TestCase):
    def test_the_published_example(self):
        design = lmb.Cell(**EXAMPLE).design()
        self.assertAlmostEqual(design["energy"], 248.8, delta=0.05)
        self.assertAlmostEqual(design["mass"], 746.27, delta=0.005)
        self.assertAlmostEqual(design["specific_energy"], 333.36, delta=0.005)
        self.assertAlmostEqual(design["energy_density"], 760.6, delta=0.05)

    @unittest.skipUnless(program(), "the command line is not built")
    def test_it_is_what_the_command_line_prints(self):
        for parameters in (EXAMPLE, {"electrode_area": 90}, {"electrolyte": 5, "electrode_width": 4}):
            design, printed = lmb.Cell(**parameters).design(), told("design", *settings(parameters))
            for name, value in design.items():
                if isinstance(value, float) and not math.isfinite(value):
                    value = None
                self.assertEqual(printed[name], value, name)

    def test_the_cell_itself_stays_as_it_is(self):
        cell = lmb.Cell(**EXAMPLE)
        cell.step()
        cell.design(), cell.solve("np_ratio", 345), cell.sweep(cycles=10)
        self.assertEqual(cell.parameters_set(), EXAMPLE)
        with self.assertRaises(lmb.Error):
            cell.np_ratio = 2  # still stepped

    def test_what_cannot_be_solved(self):
        with self.assertRaises(lmb.MissingError):
            lmb.Cell(**EXAMPLE).solve("np_ratio", 500)
        with self.assertRaises(lmb.MissingError):
            lmb.Cell().solve("np_ration", 300)

    def test_refused_pairs(self):
        with self.assertRaisesRegex(lmb.Error, "layer_count"):
            lmb.Cell(layer_count=3, electrode_area=5)


class Sweep(unittest.TestCase):
    def test_the_grid(self):
        points = lmb.Cell().sweep(np_ratio=[1, 2], cathode_capacity=(c for c in (3, 4, 5)))
        self.assertEqual(list(points.np_ratio), [1, 1, 1, 2, 2, 2])
        self.assertEqual(list(points.cathode_capacity), [3, 4, 5, 3, 4, 5])
        self.assertEqual(len(lmb.Cell().sweep()), 1)

    def test_a_point_is_the_design(self):
        cell = lmb.Cell(np_ratio=2)
        self.assertEqual(cell.sweep().specific_energy[0], cell.design()["specific_energy"])

    def test_bad_axes(self):
        with self.assertRaisesRegex(lmb.Error, "np_ratio"):
            lmb.Cell().sweep(np_ratio=[-1])
        with self.assertRaisesRegex(lmb.Error, "electrolyte"):
            lmb.Cell(electrolyte=9).sweep(electrolyte_to_capacity=[2])


class Audit(unittest.TestCase):
    CLAIM = {"np_ratio": 1.5, "reported_cycles": 200.0, "reported_retention": 0.8}

    def test_a_claim(self):
        report = lmb.audit(**self.CLAIM)
        self.assertAlmostEqual(report.ce_li_lower_bound, 1 - 1.7 / 160)
        self.assertEqual(report.normalized_cycle_life.reason, "stage_3_goes_on")
        self.assertIn("at least 0.98", str(report))
        self.assertIn("audit", repr(report))
        self.assertEqual(len(report), 0)
        self.assertEqual(lmb.audit(lmb.Cell(**self.CLAIM)).ce_li_lower_bound,
                         report.ce_li_lower_bound)

    def test_a_symmetric_cell(self):
        report = lmb.audit(cell_configuration="symmetric", reported_ce=0.999)
        self.assertEqual([warning.id for warning in report.warnings], ["symmetric_cell"])
        self.assertEqual(report.ce_li_lower_bound.reason, "symmetric_cell")


class Mechanisms(unittest.TestCase):
    @unittest.skipUnless(program(), "the command line is not built")
    def test_it_is_what_the_command_line_prints(self):
        printed = told("mechanisms")
        self.assertEqual([e["name"] for e in printed["entries"]], [e.name for e in lmb.mechanisms()])
        self.assertEqual(
            [tuple(link.values()) for link in printed["links"]],
            [tuple(link) for link in lmb.mechanisms.__globals__["_links"]],
        )
        for name in ("9", "K"):
            one, entry = told("mechanisms", "--label", name), lmb.mechanism(name)
            self.assertEqual(one["causes"], entry.causes)
            self.assertEqual(one["consequences"], entry.consequences)
            self.assertEqual({o["name"]: (o["direction"], o["path"]) for o in one["observables"]},
                             entry.observables)

    def test_kinds(self):
        self.assertEqual(len(lmb.mechanisms("label")), 28)
        self.assertEqual(lmb.mechanism("tier_400").upper, 450)
        self.assertIsNone(lmb.mechanism("K").unit)
        self.assertEqual(lmb.mechanism("swelling").path("K"), [])
        for wrong in (lambda: lmb.mechanism("Z"), lambda: lmb.mechanisms("labels")):
            self.assertRaises(lmb.MissingError, wrong)

    def test_labels_that_fit(self):
        cell = lmb.Cell(np_ratio=1.5)
        self.assertIn("J", [e.name for e in cell.simulate(300).analyze(cell).mechanisms])
        self.assertEqual(cell.simulate(50).analyze(cell).mechanisms, [])


if __name__ == "__main__":
    unittest.main()
