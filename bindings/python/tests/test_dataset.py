"""Datasets: columns in and out, single cycles, exclusion, bytes, raw samples."""

import math
import pickle
import unittest
from array import array

from context import lmb, numpy

Q = [4.0, 3.9, 3.8, 3.7]


class Columns(unittest.TestCase):
    def test_from_lists(self):
        table = lmb.Dataset({"discharge_capacity": Q, "charge_capacity": [q + 0.1 for q in Q]})
        self.assertEqual(len(table), 4)
        self.assertEqual(table.columns, ["cycle", "charge_capacity", "discharge_capacity"])
        self.assertEqual(list(table.cycle), [1, 2, 3, 4])
        self.assertEqual(list(table["discharge_capacity"]), Q)
        self.assertEqual(sorted(dict(table)), sorted(table.columns))
        self.assertIn("discharge_capacity", table)
        self.assertNotIn("reservoir", table)
        self.assertNotIn("nonsense", table)

    def test_anything_that_holds_numbers(self):
        forms = [
            Q,
            tuple(Q),
            array("d", Q),
            array("f", Q),
            memoryview(array("d", Q)),
            (q for q in Q),
            dict(enumerate(Q)).values(),
        ]
        for form in forms:
            with self.subTest(type(form).__name__):
                table = lmb.Dataset({"discharge_capacity": form})
                for a, b in zip(table.discharge_capacity, Q):
                    self.assertAlmostEqual(a, b, places=6)
                self.assertEqual(len(table), 4)

    @unittest.skipUnless(numpy, "numpy is not installed")
    def test_arrays_however_they_lie_in_memory(self):
        wide = numpy.zeros((4, 3))
        wide[:, 1] = Q
        record = numpy.zeros(4, dtype=[("flag", "i4"), ("q", "f8")])
        record["q"] = Q
        fixed = numpy.array(Q)
        fixed.flags.writeable = False
        forms = {
            "strided": wide[:, 1],
            "reversed": numpy.array(Q[::-1])[::-1],
            "integer": numpy.array([4, 3, 2, 1]),
            "single": numpy.array(Q, dtype="f4"),
            "other end first": numpy.array(Q, dtype=">f8"),
            "not aligned": record["q"],
            "read-only": fixed,
        }
        for name, form in forms.items():
            with self.subTest(name):
                table = lmb.Dataset({"discharge_capacity": form})
                numpy.testing.assert_array_equal(table.discharge_capacity, form)
        with self.assertRaises(ValueError):
            lmb.Dataset({"discharge_capacity": wide})

    def test_columns_come_as_numpy_where_it_is_there(self):
        kind = numpy.ndarray if numpy else array
        column = lmb.Cell().simulate(3).reservoir
        self.assertIsInstance(column, kind)
        self.assertEqual(len(column), 3)
        self.assertEqual(memoryview(column).format, "d")

    def test_columns_are_copies(self):
        table = lmb.Dataset({"discharge_capacity": Q})
        column = table.discharge_capacity
        column[0] = 99
        self.assertEqual(table.discharge_capacity[0], 4)
        table.discharge_capacity = column
        self.assertEqual(table["discharge_capacity"][0], 99)

    def test_missing_values(self):
        table = lmb.Dataset({"discharge_capacity": [4, None, math.nan]})
        self.assertEqual([math.isnan(q) for q in table.discharge_capacity], [False, True, True])

    def test_refusals_change_nothing(self):
        table = lmb.Dataset({"discharge_capacity": Q})
        for name, values, word in (
            ("charge_capacity", [1.0], "argument"),
            ("charge_capacity", [1, 2, 3, math.inf], "range"),
            ("cycle", [1, 2, 2, 3], "range"),
        ):
            with self.subTest(name), self.assertRaises(lmb.Error) as caught:
                table[name] = values
            self.assertEqual(caught.exception.name, word)
            self.assertIn(name, caught.exception.message)
        self.assertEqual(table.columns, ["cycle", "discharge_capacity"])
        self.assertEqual(list(table.cycle), [1, 2, 3, 4])

    def test_unknown_names(self):
        table = lmb.Dataset({"discharge_capacity": Q})
        with self.assertRaisesRegex(AttributeError, "did you mean discharge_capacity"):
            table.dischrge_capacity
        with self.assertRaisesRegex(KeyError, "did you mean discharge_capacity"):
            table["dischrge_capacity"]
        with self.assertRaisesRegex(lmb.Error, "did you mean discharge_capacity"):
            table.dischrge_capacity = Q
        with self.assertRaisesRegex(lmb.MissingError, "no column reservoir"):
            table.reservoir
        self.assertFalse(hasattr(table, "reservoir"))
        self.assertIn("discharge_capacity", dir(table))
        self.assertNotIn("reservoir", dir(table))


class Rows(unittest.TestCase):
    def test_append(self):
        table = lmb.Dataset()
        table.reserve(3, ["discharge_capacity"])
        table.append(discharge_capacity=4)
        table.append(discharge_capacity=3.9, cycle=5)
        table.append(charge_capacity=4)
        self.assertEqual(list(table.cycle), [1, 5, 6])
        self.assertEqual(list(table.discharge_capacity)[:2], [4, 3.9])
        self.assertTrue(math.isnan(table.charge_capacity[0]))
        with self.assertRaisesRegex(lmb.Error, "cycle"):
            table.append(cycle=2)
        with self.assertRaises(lmb.MissingError):
            table.append(capacity=2)
        self.assertEqual(len(table), 3)

    def test_exclude(self):
        table = lmb.Cell(np_ratio=1.5).simulate(60)
        table.exclude(30)
        self.assertEqual(table.analyze().excluded, {31: "caller"})
        table.exclude(30, None)
        self.assertEqual(table.analyze().excluded, {})
        spoiled = table.discharge_capacity
        spoiled[30] *= 0.98
        table.discharge_capacity = spoiled
        self.assertEqual(table.analyze().excluded, {31: "outlier"})
        table.exclude(30, False)
        self.assertEqual(table.analyze().excluded, {})
        for row in (-1, 60):
            with self.subTest(row), self.assertRaises(lmb.Error) as caught:
                table.exclude(row)
            self.assertEqual(caught.exception.name, "range")


    @unittest.skipUnless(numpy, "numpy is not installed")
    def test_numbers_of_numpy(self):
        table = lmb.Cell(np_ratio=numpy.float32(1.5)).simulate(numpy.int64(60))
        table.exclude(numpy.argmin(table.cycle))
        table.append(discharge_capacity=numpy.float32(3), charge_capacity=None)
        self.assertEqual(len(table), 61)
        self.assertEqual(table.analyze().excluded, {1: "caller", 61: "missing"})

    def test_rows_are_whole(self):
        table = lmb.Cell().simulate(9)
        with self.assertRaises(TypeError):
            table.exclude(1.5)
        with self.assertRaises(TypeError):
            lmb.Cell().simulate(1.5)


class Bytes(unittest.TestCase):
    def test_there_and_back(self):
        table = lmb.Cell().simulate(40)
        table.exclude(7)
        for other in (
            lmb.Dataset.restore(table.save()),
            pickle.loads(pickle.dumps(table)),
            table.copy(),
        ):
            self.assertEqual(other.columns, table.columns)
            for name in table:
                self.assertEqual(list(other[name]), list(table[name]), name)
            self.assertEqual(other.analyze().excluded, {8: "caller"})

    def test_bad_bytes(self):
        data = lmb.Cell().simulate(4).save()
        for bad in (b"", b"nonsense", data[:-1], lmb.Cell().save()):
            with self.subTest(bad[:8]), self.assertRaises(lmb.Error) as caught:
                lmb.Dataset.restore(bad)
            self.assertEqual(caught.exception.name, "format")


def samples(cycles, seconds=3600, current=1.0):
    """Charge and discharge at one current, a sample a minute."""
    time, amperes, volts = [], [], []
    for cycle in range(cycles):
        for half, sign in enumerate((1, -1)):
            start = (2 * cycle + half) * (seconds + 120)
            for t in range(0, seconds + 1, 60):
                time.append(start + t)
                amperes.append(sign * current)
                volts.append(3.7 + 0.1 * sign)
            time.append(start + seconds + 60)
            amperes.append(0.0)
            volts.append(3.7)
    return time, amperes, volts


class Feeding(unittest.TestCase):
    def test_samples_in_chunks(self):
        time, current, voltage = samples(5)
        table = lmb.Dataset()
        for start in range(0, len(time), 77):
            part = slice(start, start + 77)
            table.feed(time[part], current[part], voltage[part])
        table.feed_end()
        self.assertEqual(len(table), 5)
        for cycle in range(5):
            self.assertAlmostEqual(table.charge_capacity[cycle], 1.0, places=9)
            self.assertAlmostEqual(table.discharge_capacity[cycle], 1.0, places=9)
            self.assertAlmostEqual(table.discharge_energy[cycle], 3.6, places=9)

    def test_channels_of_another_length(self):
        table = lmb.Dataset()
        with self.assertRaises(lmb.Error) as caught:
            table.feed([0, 1], [1])
        self.assertEqual(caught.exception.name, "argument")
        self.assertEqual(len(table), 0)

    def test_time_that_runs_back(self):
        table = lmb.Dataset()
        with self.assertRaises(lmb.Error):
            table.feed([10, 5], [1, 1])
            table.feed_end()


if __name__ == "__main__":
    unittest.main()
