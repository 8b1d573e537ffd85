#!/usr/bin/env python3
"""What analyze says, as JSON for programs and in words for readers:
check_report.py PROGRAM FOLDER_OF_THE_TESTS"""

import json
import math
import os
import pathlib
import re
import tempfile
import unittest
import xml.etree.ElementTree

from check_command import FOLDER, lmb, run_tests, settings


def life(cycles, columns=5):
    """Measured columns of the default cell: cycle, capacities, energies."""
    lines = lmb("simulate", "--cycles", cycles).stdout.splitlines()
    return "\n".join(",".join(line.split(",")[:columns]) for line in lines) + "\n"


def analyze(text, **parameters):
    run = lmb("analyze", "-", "--json", *settings(parameters), stdin=text)
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    return json.loads(run.stdout)


NUMBER, TEXT, WHOLE = (int, float), str, int
ESTIMATE = {"value": NUMBER, "lower": (NUMBER, None), "upper": (NUMBER, None)}
STAGE = {"stage": WHOLE, "detected": bool, "onset": (ESTIMATE, None), "evidence": (NUMBER, None),
         "channel": (TEXT, None)}
TIMED_STAGE = {**STAGE, "hours": (NUMBER, None), "throughput_ah": (NUMBER, None)}
# What the JSON of a report has at least; a tuple holds alternatives, a set words.
REPORT = {
    "schema": WHOLE, "lmb": TEXT, "parameters_set": {},
    "source": {"files": [TEXT], "kind": {"time_series", "per_cycle"},
               "dialect": {"bdf", "lmb", "generic"}, "rows": WHOLE, "cycles": WHOLE,
               "excluded": WHOLE},
    "books": {"reference_cycle": (WHOLE, None), "ce_cell": (ESTIMATE, None),
              "ce_bias": (ESTIMATE, None), "capacity_retention": (ESTIMATE, None),
              "energy_retention": (ESTIMATE, None), "mean_voltage_change": (ESTIMATE, None)},
    "stages": [TIMED_STAGE], "stages_model": ([STAGE], None), "stage": (WHOLE, None),
    "failure_mode": ({"none", "li_exhaustion", "electrolyte_dry_out", "cathode_degradation",
                      "soft_short", "undecided"}, None),
    "normalized_cycle_life": (ESTIMATE, None), "life_hours": (NUMBER, None),
    "life_throughput_ah": (NUMBER, None),
    "reservoir": {"ce_li_lower_bound": (NUMBER, None), "ce_li_mean": (ESTIMATE, None),
                  "remaining": (ESTIMATE, None), "p_exhausted": (NUMBER, None), "reason": TEXT},
    "forecast": {"exhaustion_cycle": (ESTIMATE, None), "reason": TEXT},
    "would_settle": [{"measurement": TEXT, "narrows": TEXT, "interval_after": ESTIMATE}],
    "warnings": [{"id": TEXT, "text": TEXT}],
}


def misfit(value, schema, place="report"):
    """Where a value is not of its schema, or None."""
    if isinstance(schema, tuple):
        tries = [misfit(value, one, place) for one in schema]
        return None if None in tries else tries[0]
    if isinstance(schema, dict):
        if not isinstance(value, dict):
            return f"{place} is {value!r}"
        return next(filter(None, (misfit(value.get(name, "absent"), one, f"{place}.{name}")
                                  for name, one in schema.items())), None)
    if isinstance(schema, list):
        if not isinstance(value, list):
            return f"{place} is {value!r}"
        return next(filter(None, (misfit(one, schema[0], f"{place}[]") for one in value)), None)
    if isinstance(schema, set):
        return None if value in schema else f"{place} is {value!r}"
    fits = value is None if schema is None else (
        isinstance(value, schema) and (schema is bool or not isinstance(value, bool)))
    return None if fits and value != "absent" else f"{place} is {value!r}"


class Json(unittest.TestCase):
    """The JSON of analyze, key by key, as programs rely on it."""

    def check(self, report, cycles):
        self.assertIsNone(misfit(report, REPORT))
        self.assertEqual([stage["stage"] for stage in report["stages"]], [2, 3, 4])
        self.assertEqual(report["source"]["cycles"], cycles)
        self.assertEqual(report["source"]["excluded"], len(report["excluded"]))
        for stage in report["stages"]:
            self.assertEqual(stage["detected"], stage["onset"] is not None)
            self.assertNotEqual(stage["detected"], bool(stage["reason"]))
            self.assertNotEqual(stage["detected"], stage["channel"] in ("none", None))
        for part, name in (("reservoir", "remaining"), ("forecast", "exhaustion_cycle")):
            self.assertNotEqual(report[part][name] is None, report[part]["reason"] == "")
        return report

    def assert_null(self, part, *names):
        self.assertEqual({name: part[name] for name in names}, dict.fromkeys(names))

    def assert_known(self, part, *names):
        self.assertEqual([name for name in names if part[name] is None], [])

    def test_a_whole_life_with_np_ratio(self):
        report = self.check(analyze(life(300), np_ratio=1.5), 300)
        self.assertEqual(report["parameters_set"], {"np_ratio": 1.5})
        self.assertEqual(report["source"]["files"], ["-"])
        self.assert_known(report["books"], *REPORT["books"])
        for name in list(REPORT["books"])[1:]:
            of_books = report["books"][name]
            self.assertTrue(of_books["lower"] <= of_books["value"] <= of_books["upper"], name)
        self.assert_known(report, "stage", "failure_mode", "normalized_cycle_life",
                          "life_throughput_ah")
        self.assert_known(report["reservoir"], *REPORT["reservoir"])
        self.assert_known(report["forecast"], "exhaustion_cycle")
        self.assertEqual([stage["channel"] for stage in report["stages"]],
                         ["mean_voltage", "capacity", "ce"])

    def test_onsets_in_hours_and_throughput(self):
        header, *rows = life(300).splitlines()
        timed = "\n".join([header + ",duration", *(row + ",2.5" for row in rows)]) + "\n"
        charges = [float(row.split(",")[1]) for row in rows]
        report = self.check(analyze(timed, np_ratio=1.5), 300)
        words = lmb("analyze", "-", "--set", "np_ratio=1.5", stdin=timed).stdout
        for stage in report["stages"]:
            before = math.ceil(stage["onset"]["value"]) - 1
            self.assertAlmostEqual(stage["hours"], 2.5 * before)
            self.assertAlmostEqual(stage["throughput_ah"], sum(charges[:before]))
            self.assertIn(f", {stage['hours']:.4g} h, {stage['throughput_ah']:.4g} Ah, seen in "
                          f"{stage['channel']}\n", words)
        for stage in analyze(life(300), np_ratio=1.5)["stages"]:
            self.assert_null(stage, "hours")

    def test_a_whole_life_without_np_ratio(self):
        report = self.check(analyze(life(300)), 300)
        self.assert_known(report["books"], *REPORT["books"])
        self.assert_null(report, "normalized_cycle_life", "life_hours")
        self.assert_null(report["reservoir"], "ce_li_lower_bound", "ce_li_mean", "remaining",
                         "p_exhausted")
        self.assert_null(report["forecast"], "exhaustion_cycle")
        self.assertIn("np_missing", [warning["id"] for warning in report["warnings"]])

    def test_capacities_alone(self):
        report = self.check(analyze(life(120, columns=3), np_ratio=1.5), 120)
        self.assert_known(report["books"], "ce_cell", "ce_bias", "capacity_retention")
        self.assert_null(report["books"], "energy_retention", "mean_voltage_change")
        self.assert_known(report["reservoir"], "ce_li_lower_bound")
        self.assert_null(report["reservoir"], "ce_li_mean", "remaining", "p_exhausted")

    def test_cells_without_a_foil(self):
        for name in ("symmetric", "anode_free"):
            report = self.check(analyze(life(120), cell_configuration=name), 120)
            self.assertEqual(report["parameters_set"], {"cell_configuration": name})
            self.assert_null(report, "normalized_cycle_life")
            self.assert_null(report["reservoir"], "ce_li_mean", "remaining", "p_exhausted")
            symmetric = name == "symmetric"
            self.assertEqual([report[key] is None for key in ("stage", "failure_mode")],
                             [symmetric, symmetric])
            self.assertEqual(report["books"]["ce_bias"] is None, symmetric)

    def test_a_single_cycle(self):
        report = self.check(analyze(life(1)), 1)
        self.assert_null(report, "stage", "failure_mode", "normalized_cycle_life")


class Words(unittest.TestCase):
    """What the CE shown is, and is not: the number that is misread."""

    MEANINGS = {
        "lithium_metal": "the record does not tell.",
        "anode_free": "Without a reservoir it is CE_Li",
        "lithium_ion": "the lower of the CEs of both electrodes",
        "lithium_copper": "CE_Li on copper, stripped over plated",
        "half_cell": "that of the working electrode, charge over discharge",
        "symmetric": "it says nothing of CE_Li",
        "cathode": "It is the CE of the cathode: it says nothing of the loss at the anode.",
        "exhausted": "With the reservoir empty it is CE_Li.",
    }

    def meaning(self, cycles, expected, **parameters):
        words = lmb("analyze", "-", *settings(parameters), stdin=life(cycles)).stdout
        lines = words.splitlines()
        at = next(i for i, line in enumerate(lines) if "CE shown" in line)
        self.assertIn(self.MEANINGS[expected], lines[at + 1])
        told = [name for name, phrase in self.MEANINGS.items() if phrase in words]
        self.assertEqual(told, [expected])
        return words

    def test_one_or_many(self):
        one = lmb("analyze", "-", stdin=life(1)).stdout
        self.assertIn(": a table of cycles, 1 row, 1 cycle, 1 to 1.\n", one)
        self.assertIn(", 2 rows, 2 cycles, 1 to 2.\n", lmb("analyze", "-", stdin=life(2)).stdout)
        for number, phrase in (("5", "(1 cycle;"), ("5-6", "(2 cycles;")):
            words = lmb("analyze", "-", "--exclude", number, stdin=life(80)).stdout
            self.assertIn(f"Left out of means and change points {phrase} every sum", words)

    def test_changes_name_their_reference(self):
        words = lmb("analyze", "-", stdin=life(300)).stdout
        for what, unit in (("capacity retention", "% of cycle 1"),
                           ("energy retention", "% of cycle 1"),
                           ("voltage change", "mV since cycle 1, mean of the discharge")):
            self.assertRegex(words, rf"\n  {what} +-?[0-9.]+ \(.*\) {unit}\n")

    def test_exhaustion_is_past_or_to_come(self):
        outside = settings({"np_ratio": 1.5, "outside_ce_li": 0.9942, "outside_ce_li_sd": 3e-4})
        for cycles, tense in ((300, "ran"), (200, "runs")):
            words = lmb("analyze", "-", *outside, stdin=life(cycles)).stdout
            self.assertRegex(words, rf"\n  {tense} out in cycle: [0-9]+ \(")

    def test_ce_is_that_of_the_configuration(self):
        for name in list(self.MEANINGS)[:6]:
            with self.subTest(name):
                words = self.meaning(80, name, cell_configuration=name)
                self.assertIn(f"Taken as: {name}.\n", words)

    def test_ce_is_the_cathodes_while_lithium_is_left(self):
        words = self.meaning(80, "cathode", np_ratio=1.5)
        self.assertIn("Taken as: lithium_metal (assumed", words)
        self.assertNotIn("since exhaustion", words)

    def test_ce_is_ce_li_without_lithium(self):
        for parameters in ({}, {"np_ratio": 1.5}):
            words = self.meaning(300, "exhausted", **parameters)
            self.assertIn("mean of the last good cycles since exhaustion", words)
        self.meaning(80, "anode_free", np_ratio=0)

    def test_without_knowledge_nothing_is_assumed_of_ce(self):
        self.meaning(80, "lithium_metal")


def keys_of(value):
    if isinstance(value, dict):
        yield from value
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, (dict, list)):
            yield from keys_of(one)


class Documented(unittest.TestCase):
    """The page about the JSON has its keys, but for results that go by the registry's name."""

    def test_keys(self):
        told = json.loads(lmb("analyze", "-", "--json", "--fit", "--exclude", "50", "--set",
                              "np_ratio=1.5", stdin=life(200)).stdout)
        registry = {quantity["name"] for quantity in json.loads(
            lmb("quantities", "--json").stdout) if quantity["kind"] == "result"}
        page = (FOLDER.parent / "doc" / "command-line.md").read_text()
        rows = "\n".join(line for line in page.splitlines() if line.startswith("| `"))
        keys = set(keys_of(told)) - set(told["parameters_set"])
        self.assertEqual(set(), keys - registry - set(re.findall(r"`(\w+)`", page)))
        words = {"null", "np_ratio"}
        self.assertEqual(set(), set(re.findall(r"`(\w+)`", rows)) - keys - registry - words)


class Page(unittest.TestCase):
    """The page of --html: it stands alone, and says and draws what the report says."""

    def page(self, text, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            record, out = pathlib.Path(folder) / "a<b&c.csv", pathlib.Path(folder) / "page.html"
            record.write_text(text)
            run = lmb("analyze", record, "--html", out, *arguments, LC_ALL="de_DE.UTF-8")
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            page = out.read_text()
        self.assertNotRegex(page, r"://|@import|url\(|<script|<link|nan|inf\b")
        return xml.etree.ElementTree.fromstring(page), run.stdout

    def dots(self, page, curve):
        return [path.get("d").count("M") for path in page.iter("path")
                if path.get("class") == curve]

    def test_it_holds_the_report_in_words(self):
        page, words = self.page(life(300), "--set", "np_ratio=1.5", "--fit")
        self.assertEqual(page.find(".//pre").text, words)
        self.assertTrue(page.find(".//title").text.endswith("a<b&c.csv"))

    def test_it_draws_every_cycle_and_stage(self):
        page, told = self.page(life(300), "--set", "np_ratio=1.5", "--json", "--exclude", "50-51")
        report = json.loads(told)
        out = len(report["excluded"])
        self.assertGreaterEqual(out, 2)
        self.assertEqual(self.dots(page, "c1"), [300 - out] * 4)
        self.assertEqual(self.dots(page, "c0"), [300 - out, 300 - out, 0, 300 - out])
        self.assertEqual(self.dots(page, "out"), [out, out, out, out, 0, out, out, out])
        labels = [text.text for text in page.iter("text")]
        self.assertEqual([label for label in labels if label.startswith("stage")],
                         ["stage 4", "stage 3", "stage 2"])
        frame = page.find(".//rect[@class='frame']")
        left, width = float(frame.get("x")), float(frame.get("width"))
        first, last = 0.5 - 0.008 * 299, 300.5 + 0.008 * 299
        onsets = [float(re.match(r"M([0-9.]+),", path.get("d"))[1]) for path in page.iter("path")
                  if path.get("class") == "onset"]
        self.assertEqual(len(onsets), 3 * 4)
        for x, stage in zip(onsets, report["stages"]):
            cycle = stage["onset"]["value"] - 0.5
            self.assertAlmostEqual(x, left + width * (cycle - first) / (last - first), delta=0.1)

    def test_panels_are_those_that_the_record_has(self):
        for text, labels in ((life(1, columns=3), ["Capacity, Ah", "CE"]),
                             ("cycle,discharge_capacity\n1,4\n2,4\n3,4\n", ["Capacity, Ah"])):
            page, _ = self.page(text)
            found = [text.text for text in page.iter("text") if text.get("transform")]
            self.assertEqual(found, labels)

    def test_a_page_that_cannot_be_written(self):
        with tempfile.TemporaryDirectory() as folder:
            for out in (folder, os.path.join(folder, "none", "page.html"), "/dev/full"):
                run = lmb("analyze", "-", "--html", out, stdin=life(9))
                self.assertEqual((run.returncode, run.stdout), (1, ""))
                self.assertRegex(run.stderr, r"^lmb: .*\n$")
        self.assertEqual(lmb("cycles", "-", "--html", "x", stdin=life(9)).returncode, 2)


if __name__ == "__main__":
    run_tests()
