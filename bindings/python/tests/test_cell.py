"""Cells: parameters as attributes, steps, simulation, bytes."""

import copy
import gc
import math
import pickle
import subprocess
import sys
import unittest

from context import TESTS, lmb, numpy


class Registry(unittest.TestCase):
    def test_docstrings_come_from_the_registry(self):
        for q in lmb.quantities("parameter"):
            with self.subTest(q.name):
                doc = getattr(lmb.Cell, q.name).__doc__
                self.assertIn(q.text, doc)
                self.assertIn(", ".join(q.values) if q.values else f"Unit: {q.unit}.", doc)
        self.assertIn("Default: 1.5", lmb.Cell.np_ratio.__doc__)
        self.assertIn("Range: [0, inf)", lmb.Cell.np_ratio.__doc__)
        self.assertIn("self_accelerating", lmb.Cell.ce_li_law.__doc__)

    def test_help_lists_parameters(self):
        import pydoc

        text = pydoc.render_doc(lmb.Cell, renderer=pydoc.plaintext)
        self.assertIn("np_ratio", text)
        self.assertIn("uL/cm2", text)

    def test_names_are_unique_within_a_kind_and_hide_nothing(self):
        for kind, cls in (("parameter", lmb.Cell), ("column", lmb.Dataset), ("result", lmb.Report)):
            names = [q.name for q in lmb.quantities(kind)]
            self.assertEqual(len(names), len(set(names)))
            for name in names:
                with self.subTest(name):
                    self.assertIsInstance(vars(cls)[name], property)
        for name in ("simulate", "step", "get", "set", "copy", "save"):
            self.assertTrue(callable(getattr(lmb.Cell, name)))

    def test_quantities_of_a_kind(self):
        kinds = {q.kind for q in lmb.quantities()}
        self.assertEqual(kinds, {"parameter", "column", "result", "derived"})
        self.assertEqual(
            len(lmb.quantities()), sum(len(lmb.quantities(kind)) for kind in kinds)
        )
        with self.assertRaises(lmb.MissingError):
            lmb.quantities("parameters")


class Parameters(unittest.TestCase):
    def test_defaults(self):
        cell = lmb.Cell()
        for q in lmb.quantities("parameter"):
            with self.subTest(q.name):
                value = getattr(cell, q.name)
                expected = q.values[int(q.default)] if q.values else q.default
                if expected == expected:
                    self.assertEqual(value, expected)
                else:
                    self.assertTrue(math.isnan(value))
                self.assertFalse(cell.is_set(q.name))

    def test_set_get_unset(self):
        cell = lmb.Cell(np_ratio=2)
        self.assertEqual((cell.np_ratio, cell.get("np_ratio")), (2.0, 2.0))
        self.assertTrue(cell.is_set("np_ratio"))
        self.assertEqual(cell.initial_li, 8.0)
        del cell.np_ratio
        self.assertEqual(cell.np_ratio, 1.5)
        self.assertFalse(cell.is_set("np_ratio"))
        cell.set(np_ratio=3, resistance=50)
        self.assertEqual(cell.parameters_set(), {"np_ratio": 3.0, "resistance": 50.0})
        cell.unset("resistance")
        self.assertEqual(repr(cell), "Cell(np_ratio=3.0)")

    def test_enumerated_by_name_or_number(self):
        cell = lmb.Cell(ce_li_law="constant")
        self.assertEqual(cell.ce_li_law, "constant")
        cell.ce_li_law = 2
        self.assertEqual(cell.ce_li_law, "exponential")
        with self.assertRaisesRegex(lmb.Error, "constant"):
            cell.ce_li_law = "constnat"
        with self.assertRaises(lmb.Error):
            cell.ce_li_law = 1.5

    def test_not_known(self):
        cell = lmb.Cell(np_ratio_sd=0.1)
        cell.np_ratio_sd = None
        self.assertTrue(math.isnan(cell.np_ratio_sd))
        with self.assertRaises(lmb.Error) as caught:
            cell.np_ratio = None
        self.assertEqual(caught.exception.name, "range")

    def test_refusals_name_the_parameter_and_change_nothing(self):
        cell = lmb.Cell(np_ratio=2)
        for value in (-1, math.nan, math.inf):
            with self.subTest(value), self.assertRaises(lmb.Error) as caught:
                cell.np_ratio = value
            self.assertEqual(caught.exception.name, "range")
            self.assertEqual(caught.exception.status, 30)
            self.assertIn("np_ratio", caught.exception.message)
        self.assertEqual(cell.np_ratio, 2)
        with self.assertRaises(TypeError):
            cell.np_ratio = "two"

    def test_unknown_names(self):
        cell = lmb.Cell()
        for error in (AttributeError, lmb.Error, KeyError):
            with self.assertRaises(error):
                cell.np_ration
        with self.assertRaisesRegex(lmb.Error, "did you mean np_ratio"):
            cell.np_ration = 2
        with self.assertRaisesRegex(lmb.Error, "did you mean np_ratio"):
            lmb.Cell(np_ration=2)
        self.assertFalse(hasattr(cell, "nonsense"))
        with self.assertRaises(AttributeError):
            cell.capacity = 3
        self.assertIn("np_ratio", dir(cell))
        self.assertIn("foil_thickness", dir(cell))

    def test_error_survives_pickling(self):
        try:
            lmb.Cell(np_ratio=-1)
        except lmb.Error as error:
            again = pickle.loads(pickle.dumps(error))
            self.assertEqual((again.status, again.message), (error.status, error.message))
            self.assertEqual(str(again), error.message)


class Simulation(unittest.TestCase):
    def test_steps_are_the_simulation(self):
        cell = lmb.Cell(np_ratio=0.5)
        table = cell.simulate(50)
        for row in range(50):
            for name, value in cell.step().items():
                self.assertEqual(value, table[name][row], name)
        self.assertEqual(sorted(cell.copy().step()), sorted(table.columns))

    def test_anode_free_cell_decays_as_ce_li(self):
        table = lmb.Cell(np_ratio=0, ce_li_law="constant", ce_li=0.995, ce_cathode=1).simulate(200)
        self.assertAlmostEqual(table.discharge_capacity[199] / 4, 0.995**200, delta=1e-12)

    def test_a_stepped_cell_keeps_its_parameters(self):
        cell = lmb.Cell()
        cell.step()
        with self.assertRaises(lmb.Error) as caught:
            cell.np_ratio = 2
        self.assertEqual(caught.exception.name, "state")
        cell.reset()
        cell.np_ratio = 2
        self.assertEqual(cell.step()["cycle"], 1)

    def test_table_of_ce_li(self):
        cell = lmb.Cell(ce_li_law="table")
        with self.assertRaises(lmb.MissingError):
            cell.simulate(3)
        cell.set_ce_li_table([0.9, 0.99, 0.999])
        self.assertEqual(list(cell.simulate(5).ce_li), [0.9, 0.99, 0.999, 0.999, 0.999])
        with self.assertRaisesRegex(lmb.Error, "cycle 2"):
            cell.set_ce_li_table([0.9, 1.1])
        cell.set_ce_li_table(None)
        with self.assertRaises(lmb.MissingError):
            cell.step()

    @unittest.skipUnless(numpy, "numpy is not installed")
    def test_table_of_ce_li_with_gaps_in_memory(self):
        cell = lmb.Cell(ce_li_law="table")
        cell.set_ce_li_table(numpy.array([0.9, 0, 0.99, 0])[::2])
        self.assertEqual(list(cell.simulate(3).ce_li), [0.9, 0.99, 0.99])

    def test_cycles_out_of_range(self):
        for cycles in (-1, 10**8):
            with self.subTest(cycles), self.assertRaises(lmb.Error) as caught:
                lmb.Cell().simulate(cycles)
            self.assertEqual(caught.exception.name, "range")
        self.assertEqual(len(lmb.Cell().simulate(0)), 0)


class Copies(unittest.TestCase):
    def test_copy_bytes_and_pickle_go_on_alike(self):
        cell = lmb.Cell(np_ratio=0.3, ce_li_law="table")
        cell.set_ce_li_table([0.99, 0.98])
        for _ in range(10):
            cell.step()
        others = [
            cell.copy(),
            copy.copy(cell),
            copy.deepcopy(cell),
            lmb.Cell.restore(cell.save()),
            pickle.loads(pickle.dumps(cell)),
        ]
        expected = cell.step()
        for other in others:
            self.assertEqual(other.step(), expected)
            self.assertEqual(other.parameters_set(), cell.parameters_set())

    def test_bad_bytes(self):
        data = lmb.Cell().save()
        for bad in (b"", b"nonsense", data[:-1], data + b"x"):
            with self.subTest(bad[:8]), self.assertRaises(lmb.Error) as caught:
                lmb.Cell.restore(bad)
            self.assertEqual(caught.exception.name, "format")

    def test_handles_are_freed_with_their_owners(self):
        cell = lmb.Cell()
        free = cell._free
        self.assertTrue(free.alive)
        del cell
        gc.collect()
        self.assertFalse(free.alive)

    def test_exit_with_living_handles(self):
        code = (
            "import lmb, sys\n"
            "cell = lmb.Cell(np_ratio=1); table = cell.simulate(9); report = table.analyze(cell)\n"
            "sys.keep = [cell, table, report]; loop = []; loop.append((loop, cell))\n"
        )
        run = subprocess.run(
            [sys.executable, "-X", "dev", "-c", code], cwd=TESTS.parent, capture_output=True
        )
        self.assertEqual((run.returncode, run.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
