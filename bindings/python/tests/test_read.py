"""Reading: files, bytes, parts, maps, limits, progress, Ctrl-C and bad input."""

import errno
import io
import os
import signal
import sys
import tempfile
import unittest
from pathlib import Path

from context import lmb
from lmb._progress import Watch
from test_dataset import samples

PER_CYCLE = "cycle,charge_capacity,discharge_capacity\n1,4.0,3.99\n2,3.99,3.98\n3,3.98,3.97\n"
ROWS = 400_000


def series(cycles):
    """A time series in BDF's words."""
    rows = zip(*samples(cycles))
    lines = (f"{t},{v},{i}" for t, i, v in rows)
    return "Test Time / s,Voltage / V,Current / A\n" + "\n".join(lines) + "\n"


def long_series():
    """A file that takes a while to read: one long charge."""
    head = "Test Time / s,Voltage / V,Current / A\n"
    return (head + "".join(f"{t},3.7,1.0\n" for t in range(ROWS))).encode()


class Reading(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def test_a_table_of_cycles(self):
        path = self.write("record.csv", PER_CYCLE)
        for source in (path, str(path), os.fsencode(path), [path]):
            table = lmb.read(source)
            self.assertEqual(list(table.discharge_capacity), [3.99, 3.98, 3.97])
            self.assertEqual(table.files, (str(path),))
        self.assertEqual(table.analyze().to_dict()["source"]["files"], [str(path)])
        self.assertEqual(table.analyze().source_kind, "per_cycle")

    def test_open_files(self):
        path = self.write("record.csv", PER_CYCLE)
        for source in (io.StringIO(PER_CYCLE), io.BytesIO(PER_CYCLE.encode()), open(path, "rb")):
            with source:
                self.assertEqual(list(lmb.read(source).cycle), [1, 2, 3])

    def test_what_simulation_wrote(self):
        truth = lmb.Cell().simulate(30)
        lines = [",".join(truth)] + [
            ",".join(map(repr, map(float, row))) for row in zip(*dict(truth).values())
        ]
        table = lmb.read(self.write("truth.csv", "\n".join(lines) + "\n"))
        self.assertEqual(table.columns, truth.columns)
        for name in truth:
            self.assertEqual(list(table[name]), list(truth[name]), name)

    def test_a_time_series(self):
        table = lmb.read(self.write("series.csv", series(4)))
        self.assertEqual(len(table), 4)
        for q in table.charge_capacity:
            self.assertAlmostEqual(q, 1.0, places=6)
        self.assertGreater(len(table.remarks), 0)
        for remark in table.remarks:
            self.assertTrue(remark.topic and remark.text)

    def test_parts_of_one_test(self):
        lines = series(4).splitlines()
        half = len(lines) // 2
        first = self.write("1.csv", "\n".join(lines[:half]) + "\n")
        second = self.write("2.csv", "\n".join(lines[:1] + lines[half:]) + "\n")
        table = lmb.read([first, second])
        self.assertEqual(len(table), 4)
        for q in table.discharge_capacity:
            self.assertAlmostEqual(q, 1.0, places=6)
        self.assertEqual(len(table.files), 2)

    def test_a_map(self):
        text = "n,in,out\n1,4000,3990\n2,3990,3980\n"
        table = lmb.read(
            self.write("odd.csv", text),
            map={"cycle": "#1", "charge_capacity": "in:mAh", "discharge_capacity": "out:mAh"},
        )
        self.assertEqual(list(table.discharge_capacity), [3.99, 3.98])
        with self.assertRaises(lmb.Error):
            lmb.read(self.write("odd.csv", text), map={"nonsense": "#1"})

    def test_a_map_gives_the_order_of_dates(self):
        rows = ("03/04/2024 8:00:00", 1.0), ("04/04/2024 8:00:00", 1.0)
        path = self.write("days.csv", "Date,I/A\n" + "".join(f"{d},{i}\n" for d, i in rows))
        table = dict(zip(("Date", "I/A"), map(list, zip(*rows))))
        for order, hours in (("", 744), (":mdy", 744), (":dmy", 24)):
            for source in (path, table):
                found = lmb.read(source, map={"clock": "Date" + order})
                self.assertEqual(list(found.duration), [hours], order)
                told = any("map clock to it with :dmy" in r.text for r in found.remarks)
                self.assertEqual(told, not order)
        with self.assertRaises(lmb.Error) as caught:
            lmb.read(self.write("days.csv", "Date,I/A\n31/12/2024 8:00:00,1\n"),
                     map={"clock": "Date:mdy"})
        self.assertIn("is not a time with the month first", str(caught.exception))

    def test_limits(self):
        path = self.write("record.csv", PER_CYCLE)
        with self.assertRaises(lmb.Error) as caught:
            lmb.read(path, limits={"cycles": 2})
        self.assertEqual(caught.exception.name, "limit")
        with self.assertRaisesRegex(lmb.Error, "did you mean cycles"):
            lmb.read(path, limits={"cycle": 2})

    def test_bad_input(self):
        for text, words in (
            ("", "empty"),
            ("cycle,charge_capacity,discharge_capacity\n1,4,3.9\n2,four,3.8\n", "charge_capacity"),
        ):
            path = self.write("bad.csv", text)
            with self.subTest(words), self.assertRaises(lmb.Error) as caught:
                lmb.read(path)
            self.assertEqual(caught.exception.name, "format")
            self.assertIn("bad.csv", caught.exception.message)
            self.assertIn(words, caught.exception.message)

    def test_files_that_cannot_be_read_are_errors_of_the_system_too(self):
        for path, kinds in (("absent.csv", (lmb.Error, FileNotFoundError)),
                            ("", (lmb.FileError, OSError))):
            for kind in kinds:
                with self.subTest(path), self.assertRaises(kind) as caught:
                    lmb.read(self.folder / path)
                self.assertEqual(caught.exception.name, "file")
                self.assertIn(str(self.folder / path), str(caught.exception))
                self.assertEqual(isinstance(caught.exception, FileNotFoundError), bool(path))
        self.assertEqual(caught.exception.errno, errno.EIO)

    def test_what_is_no_record(self):
        for source in (123, None):
            with self.subTest(source), self.assertRaises(TypeError):
                lmb.read(source)
        with self.assertRaises(lmb.Error):
            lmb.read([])
        with self.assertRaises(lmb.Error):
            lmb.read(self.folder)


class Progress(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = long_series()

    def test_it_runs_to_the_end(self):
        seen = []
        lmb.read(io.BytesIO(self.data), progress=lambda done, total: seen.append((done, total)))
        self.assertGreater(len(seen), 3)
        self.assertEqual(seen, sorted(seen))
        self.assertEqual({total for _, total in seen}, {len(self.data)})
        self.assertLessEqual(seen[-1][0], len(self.data))

    def test_an_exception_in_it_comes_through(self):
        seen = []

        def stop(done, total):
            seen.append(done)
            raise ZeroDivisionError("enough")

        with self.assertRaisesRegex(ZeroDivisionError, "enough"):
            lmb.read(io.BytesIO(self.data), progress=stop)
        self.assertEqual(len(seen), 1)

    def test_ctrl_c_stops_a_read(self):
        seen = []

        def interrupt(done, total):
            seen.append(done)
            signal.raise_signal(signal.SIGINT)

        with self.assertRaises(KeyboardInterrupt):
            lmb.read(io.BytesIO(self.data), progress=interrupt)
        self.assertEqual(len(seen), 1)
        self.assertLess(seen[0], len(self.data))

    def test_ctrl_c_before_the_callback_can_catch_it(self):
        """What Python raises on entry to the callback reaches only the unraisable hook."""
        watch = Watch(None)
        with self.assertRaises(KeyboardInterrupt):
            with watch() as callback:
                self.assertEqual(callback(None, 1, 3), 0)
                self.enter_and_raise(callback)
                self.assertEqual(callback(None, 3, 3), 1)

    def enter_and_raise(self, callback):
        def trace(frame, event, argument):
            if event == "call" and frame.f_code.co_name == "_call":
                sys.settrace(None)
                raise KeyboardInterrupt

        sys.settrace(trace)
        callback(None, 2, 3)

    def test_a_bar_where_there_is_none(self):
        table = lmb.read(io.StringIO(PER_CYCLE), progress=True)
        self.assertEqual(len(table), 3)


if __name__ == "__main__":
    unittest.main()
