"""Reports: results with intervals, words, the dictionary of `lmb analyze --json`, the picture."""

import copy
import json
import math
import pickle
import random
import subprocess
import tempfile
import unittest
from pathlib import Path

from context import lmb, matplotlib, program

REFERENCE = {"np_ratio": 1.5}


def noisy(cycles=262, seed=1):
    """The default cell as an ordinary cycler sees it: measured columns alone."""
    truth = lmb.Cell(**REFERENCE).simulate(cycles)
    draw = random.Random(seed).gauss
    table = lmb.Dataset()
    for row in range(cycles):
        charge, discharge = truth.charge_capacity[row], truth.discharge_capacity[row]
        charge_voltage = truth.charge_energy[row] / charge + draw(0, 5e-4)
        discharge_voltage = truth.discharge_energy[row] / discharge + draw(0, 5e-4)
        both = 1 + draw(0, 5e-4)
        charge, discharge = charge * both, discharge * both * (1 + draw(0, 3e-4))
        table.append(
            charge_capacity=charge,
            discharge_capacity=discharge,
            charge_energy=charge * charge_voltage,
            discharge_energy=discharge * discharge_voltage,
        )
    return table


class Estimates(unittest.TestCase):
    def test_a_float_with_an_interval(self):
        e = lmb.Estimate(0.99, 0.98, 1.0, unit="1")
        self.assertEqual(e * 2, 1.98)
        self.assertEqual((e.value, e.lower, e.upper), (0.99, 0.98, 1))
        self.assertEqual((e.reason, e.unit, e.known), ("none", "1", True))
        self.assertEqual(f"{e:.1f}", "1.0")
        self.assertEqual(str(lmb.Estimate(2.5, 2, 3, unit="Ah")), "2.5 Ah (2 to 3)")
        with self.assertRaises(AttributeError):
            e.lower = 0
        for other in (pickle.loads(pickle.dumps(e)), copy.deepcopy(e)):
            self.assertEqual(repr(other), repr(e))

    def test_not_known(self):
        e = lmb.Estimate(math.nan, reason="np_missing")
        self.assertFalse(e.known)
        self.assertEqual(str(e), "not known (np_missing)")


class Fits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = noisy(200)
        cls.report = cls.table.fit(lmb.Cell(**REFERENCE))

    def test_parameters(self):
        found = self.report.parameters
        self.assertEqual(self.report.fit_state, "converged")
        self.assertTrue(found["ce_li"].identified)
        self.assertAlmostEqual(found["ce_li"].estimate, 0.9955, 3)
        self.assertAlmostEqual(self.report.correlation("ce_li", "ce_li"), 1)
        self.assertEqual(self.report.cell().ce_li, found["ce_li"].estimate.value)
        only = self.table.fit(lmb.Cell(**REFERENCE), free=["ce_cathode"])
        self.assertNotIn("ce_li", only.parameters)
        with self.assertRaises(AttributeError):
            self.table.fit(free=["ce_lithium"])

    def test_progress(self):
        seen = []
        report = self.table.fit(
            lmb.Cell(**REFERENCE), progress=lambda done, total: seen.append((done, total))
        )
        self.assertTrue(seen and seen[-1][1] == 0)
        seen.clear()
        report.forecast(20)
        self.assertEqual(seen[-1][0], seen[-1][1])

        def stop(done, total):
            raise KeyError("enough")

        with self.assertRaises(KeyError):
            self.table.fit(lmb.Cell(**REFERENCE), progress=stop)
        self.table.fit(lmb.Cell(**REFERENCE))  # nobody is asked any more
        with self.assertRaises(AttributeError):
            self.report.covariance("ce_li", "nothing")

    def test_forecast(self):
        ahead = self.report.forecast(50)
        self.assertEqual((len(ahead), ahead.cycle[0]), (50, 201))
        same = self.table.forecast(lmb.Cell(**REFERENCE), cycles=50)
        self.assertEqual(list(same.forecast_capacity), list(ahead.forecast_capacity))
        more = self.report.forecast(50, lmb.Cell(np_ratio=2.5))
        self.assertLess(more.p_exhausted[-1], ahead.p_exhausted[-1])
        with self.assertRaises(lmb.MissingError):
            self.table.analyze().forecast(5)

    def test_dictionary(self):
        told = self.report.to_dict()
        self.assertEqual(told["stages_model"][0]["channel"], "cell_model")
        self.assertEqual(told["fit"]["parameters"][0]["name"], "ce_li")
        self.assertIsNone(self.table.analyze().to_dict()["stages_model"])

    def test_pool(self):
        cells = [noisy(cycles, seed).analyze(lmb.Cell(**REFERENCE))
                 for cycles, seed in ((262, 1), (270, 2), (120, 3))]
        group = lmb.pool(cells)
        self.assertEqual((group.pool_cells, group.pool_exhausted), (3, 2))
        self.assertTrue(230 < group.exhaustion_cycle < 260)
        self.assertEqual(group.ce_li_source, "pool")
        self.assertEqual(lmb.pool(cells[2:]).exhaustion_cycle.reason, "too_few_cells")

    def test_ce_li_of_another_cell(self):
        li_cu = lmb.Dataset({"discharge_capacity": [1.0] * 20, "charge_capacity": [0.995] * 20})
        cell = lmb.Cell(**REFERENCE)
        cell.take_ce_li(li_cu.analyze(lmb.Cell(cell_configuration="lithium_copper")))
        self.assertAlmostEqual(cell.outside_ce_li, 0.995)
        self.assertTrue(self.table.analyze(cell).remaining_li.known)


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = noisy()
        cls.report = cls.table.analyze(lmb.Cell(**REFERENCE))

    def test_stages_of_the_reference_cell(self):
        truth = {2: (92, 20), 3: (166, 10), 4: (238, 1)}
        for stage in self.report.stages:
            onset, within = truth[stage.stage]
            self.assertTrue(stage.detected)
            self.assertLessEqual(abs(stage.onset - onset), within)
            self.assertLessEqual(stage.onset.lower, stage.onset)
            self.assertLessEqual(stage.onset, stage.onset.upper)
            self.assertGreater(stage.evidence, 0)
        self.assertEqual(self.report.stage, 4)
        self.assertEqual(self.report.failure_mode, "li_exhaustion")
        self.assertLess(abs(self.report.normalized_cycle_life - 158), 2)

    def test_attributes_are_the_results_of_the_registry(self):
        for q in lmb.quantities("result"):
            with self.subTest(q.name):
                value = getattr(self.report, q.name)
                if q.values:
                    self.assertIn(value, (None, *q.values))
                else:
                    self.assertIsInstance(value, lmb.Estimate)
                    self.assertEqual(value.unit, q.unit)
                    self.assertEqual(value.known, value.reason == "none")
                self.assertEqual(self.report.reason(q.name) == "", value == value is not None)
                self.assertIn(q.text, getattr(lmb.Report, q.name).__doc__)

    def test_columns(self):
        for name in self.report.columns:
            self.assertEqual(len(self.report[name]), 262)
        self.assertIn("ce_mean", self.report)
        self.assertNotIn("reservoir", self.report)
        table = self.report.table
        self.assertEqual(table.columns, self.report.columns)
        self.assertEqual(list(table.ce_mean), list(self.report["ce_mean"]))
        self.assertEqual(table.analyze(lmb.Cell(**REFERENCE)).to_dict(), self.report.to_dict())
        p = [self.report[f"p_stage_{stage}"][-1] for stage in (1, 2, 3, 4)]
        self.assertAlmostEqual(sum(p), 1, places=9)
        with self.assertRaisesRegex(lmb.MissingError, "no column reservoir"):
            self.report["reservoir"]
        with self.assertRaisesRegex(AttributeError, r"report\['slippage'\]"):
            self.report.slippage
        with self.assertRaisesRegex(AttributeError, "did you mean failure_mode"):
            self.report.failure_mod

    def test_nothing_changes_it(self):
        with self.assertRaises(AttributeError):
            self.report.stage = 1
        with self.assertRaises(TypeError):
            lmb.Report()
        table = noisy(100)
        report = table.analyze()
        before = json.dumps(report.to_dict())
        table.append(discharge_capacity=1)
        del table
        self.assertEqual(json.dumps(report.to_dict()), before)

    def test_nothing_is_invented_before_exhaustion(self):
        report = noisy(150).analyze(lmb.Cell(**REFERENCE))
        for name in ("remaining_li", "ce_li_mean", "exhaustion_cycle"):
            self.assertFalse(report.get(name).known)
            self.assertNotEqual(report.reason(name), "")
        self.assertTrue(report.ce_li_lower_bound.known)
        self.assertIn("ce_is_cathode", [warning.id for warning in report.warnings])
        self.assertIsNone(report.to_dict()["reservoir"]["remaining"])

    def test_only_what_was_set_is_known(self):
        report = noisy(60).analyze(lmb.Cell())
        self.assertEqual(report.ce_li_lower_bound.reason, "np_missing")
        self.assertIn("np_missing", [warning.id for warning in report.warnings])

    def test_no_cycles(self):
        with self.assertRaises(lmb.MissingError) as caught:
            lmb.Dataset().analyze()
        self.assertEqual(caught.exception.name, "missing")

    def test_in_words(self):
        text = str(self.report)
        self.assertIn("Stage 4 since cycle 238: lithium reservoir exhausted", text)
        self.assertIn("stage 4 since cycle 238", repr(self.report))
        self.assertLess(len(text.splitlines()), 25)
        symmetric = noisy(60).analyze(lmb.Cell(cell_configuration="symmetric"))
        self.assertIn("No verdict (symmetric cell)", str(symmetric))
        page = self.report._repr_html_()
        self.assertTrue(page.startswith("<table>") and page.endswith("</table>"))
        for line in text.splitlines()[1:]:
            self.assertIn(line.split()[0], page)

    def test_changes_and_onsets_in_words(self):
        table = noisy()
        table.duration = [2.5] * len(table)
        report = table.analyze(lmb.Cell(**REFERENCE))
        change = f"{1000 * report.mean_voltage_change:.1f} mV since cycle 1 ("
        hours = [report.hours_stage_2, report.hours_stage_3, report.life_hours]
        passed = [report.throughput_stage_2, report.throughput_stage_3, report.life_throughput]
        for text in (str(report), report._repr_html_()):
            self.assertIn(change, text)
            for stage, h, ah in zip(report.stages, hours, passed):
                self.assertIn(f", {h:.4g} h, {ah:.4g} Ah, in {stage.channel}", text)
        self.assertNotIn(" h, ", str(self.report))  # no durations, no hours

    def test_one_cycle(self):
        one = noisy(1)
        self.assertIn(" of 1 cycle:", repr(one))
        self.assertIn(" of 1 cycle:", repr(one.analyze()))
        self.assertIn(" of 2 cycles:", repr(noisy(2)))


class Dictionary(unittest.TestCase):
    def test_it_is_json(self):
        report = noisy().analyze(lmb.Cell(np_ratio=1.5, cell_configuration="lithium_metal"))
        found = json.loads(json.dumps(report.to_dict(), allow_nan=False))
        self.assertEqual(found["schema"], 1)
        self.assertEqual(found["lmb"], lmb.__version__)
        self.assertEqual(
            found["parameters_set"], {"np_ratio": 1.5, "cell_configuration": "lithium_metal"}
        )
        self.assertEqual(found["source"]["cycles"], 262)
        self.assertEqual([s["stage"] for s in found["stages"]], [2, 3, 4])
        self.assertEqual(found["stage"], 4)
        self.assertEqual(set(found["normalized_cycle_life"]), {"value", "lower", "upper"})
        self.assertIsNone(found["stages_model"])

    @unittest.skipUnless(program(), "there is no command line lmb")
    def test_it_is_that_of_the_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "record.csv")
            table = noisy()
            with open(path, "w") as out:
                print(*table, sep=",", file=out)
                for row in zip(*dict(table).values()):
                    print(*map(float, row), sep=",", file=out)
            told = subprocess.run(
                [program(), "analyze", path, "--set", "np_ratio=1.5", "--json"],
                capture_output=True,
                check=True,
            )
            report = lmb.read(path).analyze(lmb.Cell(np_ratio=1.5))
        self.maxDiff = None
        self.assertEqual(report.to_dict(), json.loads(told.stdout))


@unittest.skipUnless(matplotlib, "matplotlib is not installed")
class Picture(unittest.TestCase):
    def panels(self, report):
        return [axis.get_ylabel() for axis in report.plot().axes]

    def test_panels_share_the_cycles(self):
        report = noisy().analyze(lmb.Cell(**REFERENCE))
        axes = report.plot().axes
        self.assertEqual(
            [axis.get_ylabel() for axis in axes],
            ["Capacity (Ah)", "Energy (Wh)", "CE", "Mean voltage (V)"],
        )
        self.assertEqual(len({axis.get_xlim() for axis in axes}), 1)
        self.assertEqual(axes[-1].get_xlabel(), "Cycle")

    def test_it_draws_what_the_report_says(self):
        table = noisy()
        ce = table.discharge_capacity
        ce[60] *= 0.7
        table.discharge_capacity = ce
        report = table.analyze(lmb.Cell(**REFERENCE))
        figure = report.plot()
        lines = [line.get_xdata() for line in figure.axes[2].lines]
        onsets = {stage.onset - 0.5 for stage in report.stages}
        self.assertLessEqual(onsets, {x[0] for x in lines if len(x) == 2 and x[0] == x[1]})
        self.assertIn([61.0], [list(x) for x in lines])
        self.assertGreater(figure.axes[2].get_ylim()[0], 0.9)  # the outlier squashes nothing
        words = [text.get_text() for text in figure.texts]
        self.assertIn("Stage 4 since cycle 238: lithium reservoir exhausted", words)

    def test_it_is_saved(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.png"
            noisy(120).analyze().plot(path)
            self.assertEqual(path.read_bytes()[:4], b"\x89PNG")

    def test_a_figure_of_the_caller(self):
        from matplotlib.figure import Figure

        figure = Figure()
        self.assertIs(noisy(60).analyze().plot(figure=figure), figure)

    def test_few_columns_and_few_cycles(self):
        short = lmb.Dataset({"discharge_capacity": [4.0]})
        self.assertEqual(self.panels(short.analyze()), ["Capacity (Ah)"])
        gaps = lmb.Dataset({"discharge_capacity": [4.0, None, 3.9], "charge_capacity": [4, 4, 4]})
        self.assertEqual(self.panels(gaps.analyze()), ["Capacity (Ah)", "CE"])
        empty = lmb.Dataset({"discharge_capacity": [None, None]})
        self.assertEqual(self.panels(empty.analyze()), ["Capacity (Ah)"])


if __name__ == "__main__":
    unittest.main()
