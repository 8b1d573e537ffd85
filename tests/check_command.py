#!/usr/bin/env python3
"""The command line as its users meet it: check_command.py PROGRAM FOLDER_OF_THE_TESTS"""

import csv
import json
import math
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import unittest

from run_python import Lines

PROGRAM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
RECORD = FOLDER.parent / "examples" / "data" / "simulated_lmb.csv"
VECTORS = json.loads((FOLDER / "data" / "vectors" / "model.json").read_text())


def lmb(*arguments, stdin="", **environment):
    return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, text=True,
                          capture_output=True, check=False, env={**os.environ, **environment})


def settings(parameters):
    return [part for name, value in parameters.items() for part in ("--set", f"{name}={value}")]


def number(text):
    try:
        return float(text)
    except ValueError:
        return text  # the name of an enumerated value


def table(text):
    return [{name: number(value) for name, value in row.items()}
            for row in csv.DictReader(text.splitlines())]


def file_of(text):
    file = tempfile.NamedTemporaryFile("w", suffix=".txt")
    file.write(text)
    file.flush()
    return file


class Simulate(unittest.TestCase):
    def compare(self, row, expected, capacity, name):
        value = math.nan if expected[name] is None else float(expected[name])
        if math.isnan(value):
            self.assertTrue(math.isnan(row[name]), name)
        else:
            self.assertLessEqual(abs(row[name] - value), 1e-9 * max(abs(value), 1e-6 * capacity),
                                 f"{name} of cycle {expected['cycle']}")

    def test_it_equals_the_vectors(self):
        for name, scenario in VECTORS.items():
            parameters = scenario["parameters"]
            run = lmb("simulate", "--cycles", scenario["cycles"], *settings(parameters))
            rows = table(run.stdout)
            self.assertEqual(len(rows), scenario["cycles"])
            capacity = (parameters.get("cathode_capacity", 4) *
                        parameters.get("electrode_area", 1000) / 1000)
            with self.subTest(name):
                for expected in scenario["rows"]:
                    for column in expected:
                        self.compare(rows[expected["cycle"] - 1], expected, capacity, column)

    def test_json_and_csv_hold_the_same(self):
        rows = table(lmb("simulate", "--cycles", 5).stdout)
        told = json.loads(lmb("simulate", "--cycles", 5, "--json").stdout)
        self.assertEqual(rows, told)

    def test_a_file_of_parameters_is_many_sets(self):
        told = {"np_ratio": 0.5, "ce_li": 0.98, "ce_li_law": "constant"}
        with file_of(json.dumps(told)) as file:
            of_file = lmb("simulate", "--cycles", 9, "--cell", file.name)
            after = lmb("simulate", "--cycles", 9, "--cell", file.name, "--set", "ce_li=0.97")
        self.assertEqual((of_file.returncode, of_file.stderr), (0, ""))
        self.assertEqual(of_file.stdout, lmb("simulate", "--cycles", 9, *settings(told)).stdout)
        self.assertEqual([row["ce_li"] for row in table(of_file.stdout)], [0.98] * 9)
        self.assertEqual([row["ce_li"] for row in table(after.stdout)], [0.97] * 9)

    def test_a_table_of_ce_li_is_obeyed(self):
        with file_of("ce_li\n0.99\n0.97\n0.98\n") as file:
            run = lmb("simulate", "--cycles", 4, "--ce-li-table", file.name)
        self.assertEqual([row["ce_li"] for row in table(run.stdout)], [0.99, 0.97, 0.98, 0.98])

    def test_a_comma_locale_changes_nothing(self):
        self.assertEqual(lmb("simulate", "--cycles", 3, LC_ALL="de_DE.UTF-8").stdout,
                         lmb("simulate", "--cycles", 3, LC_ALL="C").stdout)


class Analyze(unittest.TestCase):
    def test_it_names_the_stages_of_its_own_simulation(self):
        life = lmb("simulate", "--cycles", 300).stdout
        report = json.loads(lmb("analyze", "-", "--set", "np_ratio=1.5", "--json",
                                stdin=life).stdout)
        truth, tolerance = {2: 92, 3: 166, 4: 238}, {2: 20, 3: 10, 4: 1}
        for stage in report["stages"]:
            number = stage["stage"]
            self.assertTrue(stage["detected"])
            self.assertLessEqual(abs(stage["onset"]["value"] - truth[number]), tolerance[number])
        self.assertEqual((report["stage"], report["failure_mode"]), (4, "li_exhaustion"))
        self.assertIn("J", report["mechanisms"])

    def test_hidden_columns_change_nothing(self):
        life = lmb("simulate", "--cycles", 300).stdout
        measured = "\n".join(",".join(line.split(",")[:5]) for line in life.splitlines())
        reports = [lmb("analyze", "-", "--set", "np_ratio=1.5", "--json", stdin=text).stdout
                   for text in (life, measured)]
        self.assertTrue(reports[0].startswith("{"))
        self.assertEqual(reports[0], reports[1])

    def test_without_np_nothing_is_said_of_the_lithium(self):
        run = lmb("analyze", RECORD, "--json")
        reservoir = json.loads(run.stdout)["reservoir"]
        self.assertEqual(
            [reservoir[name] for name in ("ce_li_lower_bound", "ce_li_mean", "remaining")],
            [None, None, None])
        self.assertTrue(reservoir["reason"])

    def test_words_tell_what_was_left_out(self):
        words = lmb("analyze", RECORD, "--set", "np_ratio=1.5").stdout
        for phrase in ("300 cycles", "120-121", "stage 4", "238", "N/P"):
            self.assertIn(phrase, words)


class Fit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.life = lmb("simulate", "--cycles", 200).stdout

    def test_it_finds_the_cell_that_was_simulated(self):
        run = lmb("fit", "-", "--free", "ce_li,ce_cathode", "--set", "np_ratio=1.5", "--json",
                  stdin=self.life)
        fit = json.loads(run.stdout)["fit"]
        found = {p["name"]: p for p in fit["parameters"]}
        self.assertEqual((fit["state"], fit["not_identifiable"]), ("converged", []))
        self.assertAlmostEqual(found["ce_li"]["value"], 0.9955, 6)
        self.assertLessEqual(found["ce_li"]["lower"], found["ce_li"]["upper"])
        self.assertEqual(fit["correlations"][0][0], 1)
        words = lmb("fit", "-", "--set", "np_ratio=1.5", stdin=self.life).stdout
        self.assertRegex(words, r"\n  inactive_onset +[0-9.]+ \(.*\) mAh/cm2\n")
        self.assertRegex(words, r"\n  ce_li +[0-9.]+ \([^)]*\)\n")
        slope = lmb("fit", "-", "--free", "ce_li_slope", "--set", "ce_li_law=linear", "--set",
                    "np_ratio=1.5", stdin=self.life).stdout
        self.assertRegex(slope, r"\n  ce_li_slope +[0-9.e-]+ \(.*\) 1/cycle")

    def test_analyze_has_both_readings(self):
        with_fit, without = (json.loads(lmb("analyze", "-", "--set", "np_ratio=1.5", "--json",
                                            *more, stdin=self.life).stdout)
                             for more in (("--fit",), ()))
        self.assertIsNone(without["stages_model"])
        self.assertIsNone(without["reservoir"]["remaining"])
        self.assertEqual([s["onset"]["value"] for s in with_fit["stages_model"][:2]], [92, 166])
        self.assertEqual(with_fit["stages"], without["stages"])
        self.assertLess(abs(with_fit["forecast"]["exhaustion_cycle"]["value"] - 238), 10)

    def test_a_forecast_goes_on_from_the_record(self):
        rows = table(lmb("forecast", "-", "--cycles", 60, "--set", "np_ratio=1.5",
                         stdin=self.life).stdout)
        self.assertEqual([row["cycle"] for row in rows], list(range(201, 261)))
        for row in rows:
            self.assertLessEqual(row["forecast_capacity_lower"], row["forecast_capacity"])
        more = table(lmb("forecast", "-", "--cycles", 60, "--set", "np_ratio=1.5", "--if",
                         "np_ratio=2.5", stdin=self.life).stdout)
        self.assertLess(more[-1]["p_exhausted"], rows[-1]["p_exhausted"])

    def test_an_outside_ce_li_tells_what_is_left(self):
        report = json.loads(lmb("analyze", "-", "--set", "np_ratio=1.5", "--set",
                                "outside_ce_li=0.9942", "--set", "outside_ce_li_sd=3e-4",
                                "--json", stdin=self.life).stdout)
        left = report["reservoir"]["remaining"]
        self.assertTrue(0 < left["lower"] < left["value"] < left["upper"])
        self.assertTrue(report["would_settle"])
        self.assertIn("transferred_ce_li", [w["id"] for w in report["warnings"]])


class Cycles(unittest.TestCase):
    def test_its_output_is_read_back_to_the_same_numbers(self):
        first = lmb("cycles", RECORD).stdout
        second = lmb("cycles", "-", stdin=first).stdout
        self.assertTrue(first.startswith("cycle,charge_capacity,discharge_capacity"))
        self.assertEqual(first, second)

    def test_it_keeps_the_numbers_of_the_file(self):
        rows, read = table(RECORD.read_text()), table(lmb("cycles", RECORD).stdout)
        for name in rows[0]:
            self.assertEqual([row[name] for row in rows], [row[name] for row in read])

    def test_maps_say_what_headings_do_not(self):
        text = "cycle,in,out\n1,2000,1900\n2,1950,1850\n"
        run = lmb("cycles", "-", "--map", "charge_capacity=in:mAh", "--map",
                  "discharge_capacity=#3:mAh", stdin=text)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        rows = table(run.stdout)
        self.assertEqual([row["charge_capacity"] for row in rows], [2, 1.95])
        self.assertEqual([row["discharge_capacity"] for row in rows], [1.9, 1.85])

    def test_a_map_gives_the_order_of_dates(self):
        text = "Date,I/A\n03/04/2024 8:00:00,1\n04/04/2024 8:00:00,1\n"
        for order, hours in (("", 744), (":mdy", 744), (":dmy", 24)):
            run = lmb("cycles", "-", "--map", "clock=Date" + order, stdin=text)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertEqual(table(run.stdout)[0]["duration"], hours)
        told = lmb("cycles", "-", "--explain", stdin=text).stdout
        self.assertIn("map clock to it with :dmy", told)

    def test_cycles_are_left_out_and_taken_in(self):
        def excluded(*options):
            told = json.loads(lmb("analyze", RECORD, "--json", *options).stdout)["excluded"]
            return {row["cycle"]: row["reason"] for row in told}
        found = excluded()
        self.assertEqual(found[120], "outlier")
        self.assertEqual(excluded("--exclude", "50,60-62"),
                         {**found, **dict.fromkeys((50, 60, 61, 62), "caller")})
        del found[120], found[121]
        self.assertEqual(excluded("--include", "120-121"), found)
        rows = table(lmb("cycles", RECORD, "--exclude", "50").stdout)
        self.assertEqual(rows[49]["excluded"], "caller")

    def test_it_explains_how_a_file_was_read(self):
        text = "test_time_second,current_ampere,voltage_volt\n0,1,3\n10,1,3\n20,-1,3\n"
        lines = lmb("cycles", "-", "--explain", stdin=text).stdout.splitlines()
        topics = {line.split()[0] for line in lines}
        self.assertLessEqual({"file", "column", "sign", "charge"}, topics)
        self.assertIn("current_ampere", "\n".join(lines))

    def test_bdf_headings_are_read_back(self):
        own, bdf = lmb("cycles", RECORD), lmb("cycles", RECORD, "--bdf")
        self.assertTrue(bdf.stdout.startswith(
            "Cycle Count / 1,Cycle Charging Capacity / Ah,Cycle Discharging Capacity / Ah,"))
        self.assertTrue(bdf.stdout.split("\n")[0].endswith(",Excluded / 1"))
        number = {"no": "0", "formation": "1", "diagnostic": "2", "outlier": "3", "missing": "4"}
        for ours, theirs in zip(own.stdout.split("\n")[1:-1], bdf.stdout.split("\n")[1:-1]):
            *values, word = ours.split(",")
            self.assertEqual(values + [number[word]], theirs.split(","))
        rows, read = table(own.stdout), table(lmb("cycles", "-", stdin=bdf.stdout).stdout)
        for name in [*table(RECORD.read_text())[0], "excluded"]:
            self.assertEqual([row[name] for row in rows], [row[name] for row in read])


class Progress(unittest.TestCase):
    """A bar on a terminal, and only for long reads."""

    def on_a_terminal(self, path):
        try:
            ours, theirs = pty.openpty()
        except OSError as error:  # a bare root without /dev/pts
            self.skipTest(f"no terminal to be had: {error}")
        run = subprocess.Popen([PROGRAM, "cycles", path, "--explain"], stderr=theirs,
                               stdout=subprocess.DEVNULL)
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 4096):
                said += part
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        self.assertEqual(run.wait(), 0)
        return said.decode()

    def test_it_shows_where_it_is_seen(self):
        rows = "".join(f"{10 * i},1.0000000000,3.5000000000,1\n" for i in range(300000))
        with file_of("test_time_second,current_ampere,voltage_volt,cycle_count\n" + rows) as file:
            self.assertGreater(os.path.getsize(file.name), 9 << 20)
            hidden = lmb("cycles", file.name, "--explain")
            self.assertEqual((hidden.returncode, hidden.stderr), (0, ""))
            shown = self.on_a_terminal(file.name)
        self.assertIn("reading [=", shown)
        self.assertTrue(shown.endswith("\r"))
        self.assertEqual(self.on_a_terminal(RECORD), "")


class Failures(unittest.TestCase):
    def check(self, code, phrase, *arguments, stdin=""):
        run = lmb(*arguments, stdin=stdin)
        self.assertEqual((run.returncode, run.stdout), (code, ""))
        self.assertIn(phrase, run.stderr)
        return run.stderr

    def test_unknown_words_end_with_2(self):
        self.check(2, "dance", "dance")
        self.check(2, "ce_lithium", "fit", RECORD, "--free", "ce_lithium")
        self.check(2, "--cycles", "forecast", RECORD)
        self.check(1, "np_ratio", "forecast", RECORD, "--cycles", 5)
        self.check(2, "--loudly", "simulate", "--cycles", 3, "--loudly")
        self.check(2, "np_ration", "simulate", "--cycles", 3, "--set", "np_ration=1")

    def test_values_out_of_range_end_with_1(self):
        for name, value in (("ce_li", "1.5"), ("ce_li", "nan"), ("np_ratio", "-1")):
            said = self.check(1, name, "simulate", "--cycles", 3, "--set", f"{name}={value}")
            self.assertEqual(said.count("\n"), 1)
        self.check(1, "cycles", "simulate", "--cycles", 99999999999)

    def test_what_does_not_agree_with_the_record_ends_with_1(self):
        for option in ("--exclude", "--include"):
            self.check(1, "no such cycle", "analyze", RECORD, option, "299-300,301")
            self.check(1, "no such cycle", "cycles", RECORD, option, "0")
            for text in ("", "x", "3-", "3;4"):
                self.check(2, "list of cycles", "analyze", RECORD, option, text)
        self.check(1, "reference_cycle", "analyze", RECORD, "--set", "reference_cycle=301")
        self.check(1, "np_ratio", "analyze", RECORD, "--set", "np_ratio=1", "--set",
                   "cell_configuration=anode_free")

    def test_messages_say_where_it_was_said(self):
        self.check(1, "--set: np_ratio: -1", "simulate", "--cycles", 1, "--set", "np_ratio=-1")
        for option, text, code in (("--cell", '{"ce_li": 2}', 1), ("--cell", "[1]", 1),
                                   ("--cell", '{"ce_lie": 1}', 2),
                                   ("--ce-li-table", "0.9\n1.5\n", 1),
                                   ("--ce-li-table", "0.9\nx\n", 1)):
            with file_of(text) as file:
                self.check(code, file.name, "simulate", "--cycles", 3, option, file.name)
        self.assertEqual(self.check(1, "no?such", "cycles", "no\nsuch").count("\n"), 1)

    def test_files_that_cannot_be_read_end_with_1(self):
        for command in ("analyze", "cycles"):
            said = self.check(1, "no-such-file.csv", command, "no-such-file.csv")
            self.assertEqual(said.count("\n"), 1)
            self.check(1, "-", command, "-", stdin="")

    def test_bad_content_is_told_by_row_and_column(self):
        text = "test_time_second,current_ampere,voltage_volt\n0,1,3\n1,x,3\n2,1,3\n"
        said = self.check(1, "line 3", "cycles", "-", stdin=text)
        self.assertIn("current_ampere", said)
        self.assertEqual(said.count("\n"), 1)


class Design(unittest.TestCase):
    EXAMPLE = {"cathode_capacity": 3.3, "np_ratio": 10.32 / 3.3, "mean_voltage": 3.86}

    def test_the_published_example_is_met(self):
        told = json.loads(lmb("design", "--json", *settings(self.EXAMPLE)).stdout)
        for name, value, within in (("energy", 248.8, 0.05), ("mass", 746.27, 0.005),
                                    ("specific_energy", 333.36, 0.005),
                                    ("energy_density", 760.6, 0.05)):
            self.assertAlmostEqual(told[name], value, delta=within)
        masses = [told[name] for name in told if name.startswith("mass_")]
        self.assertEqual(len(masses), 9)
        self.assertAlmostEqual(sum(masses), told["mass"], places=9)
        self.assertEqual(told["tier"], "below_400")
        self.assertIsNone(told["sand_time"])  # infinite: below the limiting current

    def test_words_say_what_was_taken_for_granted(self):
        words = lmb("design").stdout
        for phrase in ("layer_count was not set", "specific_energy", "tier_np_ratio", "sand_time"):
            self.assertIn(phrase, words)
        self.assertNotIn("was not set", lmb("design", "--set", "layer_count=9", "--set",
                                            "electrolyte_to_capacity=2").stdout)

    def test_the_inverse_gives_a_value_or_says_that_none_does(self):
        solved = json.loads(lmb("design", "--json", "--solve", "np_ratio=345",
                                *settings(self.EXAMPLE)).stdout)["solved"]
        again = {**self.EXAMPLE, "np_ratio": solved["value"]}
        told = json.loads(lmb("design", "--json", *settings(again)).stdout)
        self.assertAlmostEqual(told["specific_energy"], 345, places=9)
        run = lmb("design", "--json", "--solve", "np_ratio=500", *settings(self.EXAMPLE))
        solved = json.loads(run.stdout)["solved"]
        self.assertEqual((run.returncode, solved["value"]), (0, None))
        self.assertIn("no value of np_ratio", solved["reason"])

    def test_a_count_short_of_the_end_of_stage_3_is_told(self):
        claim = {"reported_cycles": 100, "np_ratio": 2}
        for end, warned in ((None, True), ("retention", True), ("end_of_stage_3", False)):
            set_end = settings({**claim, "reported_end": end} if end else claim)
            told = json.loads(lmb("design", "--json", *set_end).stdout)
            self.assertEqual([w["id"] for w in told["warnings"]],
                             ["counts_not_to_end_of_stage_3"] if warned else [])
            words = lmb("design", *set_end).stdout
            self.assertEqual("counts_not_to_end_of_stage_3: " in words, warned)

    def test_what_follows_is_not_set_as_well(self):
        for names in (("layer_count", "electrode_area"), ("electrolyte", "electrolyte_to_capacity")):
            run = lmb("design", *settings({name: 5 for name in names}))
            self.assertEqual((run.returncode, run.stdout), (1, ""))
            self.assertIn(names[0], run.stderr)
            self.assertIn(names[1], run.stderr)


class Sweep(unittest.TestCase):
    def test_points_hold_energy_and_life(self):
        axes = ("--over", "np_ratio=0.5,1,2", "--over", "electrolyte_to_capacity=1.5,4")
        rows = table(lmb("sweep", *axes).stdout)
        self.assertEqual([(row["np_ratio"], round(row["electrolyte_to_capacity"], 9))
                          for row in rows],
                         [(np, ec) for np in (0.5, 1, 2) for ec in (1.5, 4)])
        for row in rows[::2]:
            self.assertEqual(row["failure_mode"], "electrolyte_dry_out")
        self.assertEqual(rows[1]["failure_mode"], "li_exhaustion")
        self.assertEqual(rows[1]["normalized_cycle_life"], rows[1]["cycle_life"] / 0.5)
        self.assertEqual(len(json.loads(lmb("sweep", "--json", *axes).stdout)), 6)

    def test_a_point_is_the_design(self):
        row, = table(lmb("sweep", "--over", "np_ratio=2").stdout)
        told = json.loads(lmb("design", "--json", "--set", "np_ratio=2").stdout)
        for name in ("specific_energy", "energy_density"):
            self.assertEqual(row[name], told[name])

    def test_bad_axes_are_told(self):
        for code, axis in ((2, "ce_li=0.9"), (1, "np_ratio=a"), (1, "np_ratio=-1"), (2, "np_ratio")):
            self.assertEqual(lmb("sweep", "--over", axis).returncode, code)


class Audit(unittest.TestCase):
    CLAIM = {"np_ratio": 1.5, "reported_cycles": 200, "reported_retention": 0.8,
             "reported_ce": 0.999}

    def warnings(self, **changes):
        told = json.loads(lmb("audit", "--json", *settings({**self.CLAIM, **changes})).stdout)
        return told, {warning["id"] for warning in told["warnings"]}

    def test_the_usual_claim(self):
        told, warnings = self.warnings()
        self.assertEqual(warnings, {"ce_is_cathode", "retention_only",
                                    "counts_not_to_end_of_stage_3"})
        self.assertAlmostEqual(told["ce_li_lower_bound"]["value"], 1 - 1.7 / 160)
        self.assertIsNone(told["normalized_cycle_life"]["value"])
        self.assertIn("ce_is_cathode", lmb("audit", *settings(self.CLAIM)).stdout)

    def test_other_claims(self):
        self.assertIn("symmetric_cell", self.warnings(cell_configuration="symmetric")[1])
        self.assertIn("np_missing", {
            warning["id"] for warning in
            json.loads(lmb("audit", "--json", "--set", "reported_cycles=9").stdout)["warnings"]})
        told, warnings = self.warnings(reported_end="end_of_stage_3")
        self.assertEqual(warnings, {"ce_is_cathode"})
        self.assertAlmostEqual(told["normalized_cycle_life"]["value"], 200 / 1.5)


class Mechanisms(unittest.TestCase):
    def test_the_whole_map(self):
        told = json.loads(lmb("mechanisms", "--json").stdout)
        labels = [entry["name"] for entry in told["entries"] if entry["kind"] == "label"]
        self.assertEqual(labels, [str(n) for n in range(1, 15)] + list("ABCDEFGHIJKLMN"))
        self.assertEqual({link["standing"] for link in told["links"]},
                         {"stated", "inferred", "doubtful"})
        words = lmb("mechanisms").stdout
        for name in labels:
            self.assertIn(f"\n{name}: ", "\n" + words)

    def test_queries(self):
        label = json.loads(lmb("mechanisms", "--label", "K", "--json").stdout)
        self.assertIn("13", label["causes"])
        self.assertIn("8", label["causes"])  # 8, 9, 13, K
        self.assertIn("M", label["consequences"])
        moved = json.loads(lmb("mechanisms", "--parameter", "np_ratio", "--json").stdout)
        moved = {row["name"]: row for row in moved["observables"]}
        self.assertEqual(moved["anode_exhaustion"]["direction"], "lowers")
        self.assertEqual(moved["swelling"], {"name": "swelling", "direction": "raises",
                                             "path": ["np_ratio", "K", "swelling"]})
        self.assertIn("stack_pressure lowers swelling",
                      lmb("mechanisms", "--observable", "swelling").stdout)
        self.assertIn("soft_short fits 9", lmb("mechanisms", "--failure", "soft_short").stdout)
        self.assertEqual(lmb("mechanisms", "--label", "np_ratio").returncode, 2)
        self.assertEqual(lmb("mechanisms", "--label", "Z").returncode, 2)

    def test_graphviz(self):
        drawn = lmb("mechanisms", "--dot").stdout
        self.assertIn("K: A porous layer of dead lithium builds up\\l", drawn)
        self.assertTrue(drawn.startswith("digraph"))
        self.assertIn('"8" -> "9" [style=solid]', drawn)
        part = lmb("mechanisms", "--dot", "--label", "G").stdout
        self.assertIn('"F" -> "G"', part)
        self.assertNotIn('"8"', part)


class Quantities(unittest.TestCase):
    def test_they_are_told(self):
        listed = json.loads(lmb("quantities", "--json").stdout)
        names = {row["name"] for row in listed}
        self.assertLessEqual({"np_ratio", "ce_li", "reservoir", "capacity_retention"}, names)
        self.assertIn("np_ratio", lmb("quantities").stdout)


def run_tests():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    result = unittest.TextTestRunner(resultclass=Lines, verbosity=0).run(suite)
    sys.exit(not result.wasSuccessful())


if __name__ == "__main__":
    run_tests()
