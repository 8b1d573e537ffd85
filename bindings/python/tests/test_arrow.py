"""Tables of other libraries in, tables of cycles out: capsules by ctypes alone, frames, mappings."""

import ctypes
import datetime
import gc
import math
import unittest
from ctypes import POINTER, byref, c_double, c_void_p, cast, pointer

from context import lmb, numpy
from lmb import _arrow

try:
    import pandas
except ImportError:
    pandas = None

TIMES = [60.0 * i for i in range(40)]
CURRENTS = [0.5 if i % 20 < 10 else -0.5 for i in range(40)]
SERIES = {"Test Time / s": TIMES, "Current / A": CURRENTS}


class Producer:
    """Gives a stream or an array of its columns in capsules, and counts what is released."""

    def __init__(self, columns):
        self.built = [(name, _arrow.column_of(values)) for name, values in columns.items()]
        self.released, self.given, self.kept = [], 0, []
        self.drop_schema = _arrow._DROP_SCHEMA(lambda s: self.drop("schema", s, _arrow._DROP_SCHEMA))
        self.drop_array = _arrow._DROP_ARRAY(lambda a: self.drop("array", a, _arrow._DROP_ARRAY))
        self.drop_stream = _arrow._DROP_STREAM(lambda s: self.drop("stream", s, _arrow._DROP_STREAM))
        self.get_schema = dict(_arrow.Stream._fields_)["get_schema"](self.schema)
        self.get_next = dict(_arrow.Stream._fields_)["get_next"](self.next)

    def drop(self, what, struct, kind):
        self.released.append(what)
        struct.contents.release = kind(0)

    def fill(self):
        count = len(self.built)
        schemas, arrays = (_arrow.Schema * count)(), (_arrow.Array * count)()
        for (name, column), schema, values in zip(self.built, schemas, arrays):
            column.fill(name, schema, values)
        children = (POINTER(_arrow.Schema) * count)(*map(pointer, schemas))
        columns = (POINTER(_arrow.Array) * count)(*map(pointer, arrays))
        bitmap = (c_void_p * 1)(None)
        self.kept.append((schemas, arrays, children, columns, bitmap))
        length = self.built[0][1].length
        return (
            _arrow.Schema(b"+s", b"", None, 0, count, children, None, self.drop_schema, None),
            _arrow.Array(length, 0, 0, 1, count, bitmap, columns, None, self.drop_array, None),
        )

    def schema(self, stream, out):
        out[0] = self.fill()[0]
        return 0

    def next(self, stream, out):
        self.given += 1
        if self.given == 1:
            out[0] = self.fill()[1]
        else:
            out.contents.release = _arrow._DROP_ARRAY(0)
        return 0

    def capsule(self, struct, name):
        self.kept.append(struct)
        return _arrow._new_capsule(ctypes.addressof(struct), name, _arrow._DESTRUCTOR(0))


class StreamProducer(Producer):
    def __arrow_c_stream__(self, requested_schema=None):
        self.stream = _arrow.Stream()
        self.stream.get_schema, self.stream.get_next = self.get_schema, self.get_next
        self.stream.release = self.drop_stream
        return self.capsule(self.stream, b"arrow_array_stream")


class ArrayProducer(Producer):
    def __arrow_c_array__(self, requested_schema=None):
        schema, values = self.fill()
        return self.capsule(schema, b"arrow_schema"), self.capsule(values, b"arrow_array")


class Frame:
    """What a data frame is to us: columns, and values by their names."""

    def __init__(self, values):
        self.values, self.columns = values, list(values)

    def __getitem__(self, name):
        return self.values[name]


def reference():
    dataset = lmb.Dataset()
    dataset.feed(TIMES, CURRENTS)
    dataset.feed_end()
    return dataset


class In(unittest.TestCase):
    def same(self, found):
        expected = reference()
        self.assertEqual(len(found), len(expected))
        self.assertEqual(list(found.charge_capacity), list(expected.charge_capacity))
        self.assertEqual(list(found.discharge_capacity), list(expected.discharge_capacity))

    def test_a_stream(self):
        producer = StreamProducer(SERIES)
        self.same(lmb.read(producer))
        self.assertEqual(sorted(producer.released), ["array", "schema", "stream"])
        self.assertFalse(producer.stream.release)

    def test_an_array(self):
        producer = ArrayProducer(SERIES)
        self.same(lmb.Dataset(producer))
        self.assertEqual(sorted(producer.released), ["array", "schema"])

    def test_on_failure_it_stays_the_producers(self):
        producer = StreamProducer({"something": TIMES})
        with self.assertRaisesRegex(lmb.Error, "no column is called a current"):
            lmb.read(producer)
        self.assertEqual(producer.released, ["schema"])
        self.assertTrue(producer.stream.release)

    def test_a_frame_and_a_mapping(self):
        self.same(lmb.read(Frame(SERIES)))
        self.same(lmb.Dataset(Frame(SERIES)))
        self.same(lmb.read(SERIES))
        turned = {"t": TIMES, "j": [-1000 * x for x in CURRENTS]}
        self.same(lmb.read(turned, map={"test_time": "t", "current": "-j:mA"}))

    def test_texts_and_what_is_missing(self):
        states = ["CC_Chg" if i > 0 else "CC_DChg" for i in CURRENTS]
        unsigned = [None] + [abs(x) for x in CURRENTS[1:]]
        found = lmb.read({"Test Time / s": TIMES, "Current / A": unsigned, "State": states})
        self.assertEqual(len(found), 2)
        self.assertIn("missing", [remark.topic for remark in found.remarks])

    def test_wrong_tables_are_told(self):
        with self.assertRaisesRegex(ValueError, "differ in length"):
            lmb.read({"time": TIMES, "current": [1.0]})
        with self.assertRaisesRegex(ValueError, "no columns"):
            lmb.read({})
        with self.assertRaisesRegex(TypeError, "int is neither a path nor a table"):
            lmb.read(3)
        with self.assertRaisesRegex(TypeError, "int is no table"):
            lmb.Dataset(3)
        with self.assertRaisesRegex(lmb.Error, "row 1, column 'current': 'three' is not a number"):
            lmb.read({"time": [0, 1], "current": [1.0, "three"]})

    def test_progress(self):
        seen = []
        lmb.read(SERIES, progress=lambda done, total: seen.append((done, total)))
        self.assertEqual(seen[-1], (40, 40))

        def stop(done, total):
            raise ZeroDivisionError("enough")

        with self.assertRaises(ZeroDivisionError):
            lmb.read(SERIES, progress=stop)

    @unittest.skipUnless(numpy, "numpy is not installed")
    def test_times_of_numpy(self):
        start = numpy.datetime64("2024-04-01T12:00:00")
        clock = start + numpy.array([int(t) for t in TIMES], "timedelta64[s]")
        self.same(lmb.read({"Date_Time": clock, "Current / A": numpy.array(CURRENTS)}))
        passed = numpy.array([int(t) for t in TIMES], "timedelta64[s]")
        self.same(lmb.read({"Test_Time": passed, "Current / A": numpy.array(CURRENTS, "float32")}))
        with self.assertRaisesRegex(lmb.Error, "column 'current' holds times, not current"):
            lmb.read({"time": [0], "current": numpy.array([1], "datetime64[s]")})

    @unittest.skipUnless(pandas, "pandas is not installed")
    def test_pandas(self):
        frame = pandas.DataFrame(SERIES)
        frame["State"] = pandas.Categorical(["D" if x < 0 else "C" for x in CURRENTS])
        frame["Cycle_Index"] = pandas.array([1 + i // 20 for i in range(40)], dtype="Int64")
        frame.loc[39, "Cycle_Index"] = pandas.NA
        self.same(lmb.read(frame[list(SERIES)]))
        self.assertEqual(list(lmb.read(frame).source_cycle), [1, 2])
        zoned = pandas.to_datetime(frame["Test Time / s"], unit="s", utc=True)
        self.same(lmb.read(pandas.DataFrame({"Date_Time": zoned, "current": CURRENTS})))
        simulated = lmb.Cell().simulate(30)
        back = lmb.read(simulated.to_pandas())
        self.assertEqual(back.columns, simulated.columns)
        self.assertEqual(list(back.ce_li), list(simulated.ce_li))


class Out(unittest.TestCase):
    def test_it_outlives_the_dataset(self):
        dataset = lmb.Dataset({"discharge_capacity": [4, None, 2]})
        capsule = dataset.__arrow_c_stream__()
        del dataset
        gc.collect()
        stream = _arrow.Stream.from_address(_arrow._pointer_in(capsule, _arrow.STREAM))
        schema, values = _arrow.Schema(), _arrow.Array()
        self.assertEqual(stream.get_schema(pointer(stream), pointer(schema)), 0)
        self.assertEqual(stream.get_next(pointer(stream), pointer(values)), 0)
        names = [schema.children[i].contents.name for i in range(schema.n_children)]
        self.assertEqual(names, [b"cycle", b"discharge_capacity"])
        column = values.children[1].contents
        self.assertEqual((column.length, column.null_count), (3, 1))
        doubles = cast(column.buffers[1], POINTER(c_double))
        self.assertEqual((doubles[0], doubles[2]), (4, 2))
        self.assertTrue(math.isnan(doubles[1]))
        schema.release(byref(schema))
        values.release(byref(values))
        del capsule  # its destructor releases the stream

    def test_a_dataset_reads_a_dataset(self):
        simulated = lmb.Cell().simulate(30)
        for source in (simulated, simulated.analyze()):
            back = lmb.read(source)
            self.assertEqual(back.columns, source.columns)
            for name in back.columns:
                self.assertEqual(str(list(back[name])), str(list(source[name])))

    def test_a_capsule_that_nobody_takes(self):
        for _ in range(100):
            lmb.Cell().simulate(3).__arrow_c_stream__()

    def test_a_capsule_is_taken_once(self):
        class Same:
            capsule = lmb.Cell().simulate(3).__arrow_c_stream__()

            def __arrow_c_stream__(self, requested_schema=None):
                return self.capsule

        self.assertEqual(len(lmb.read(Same())), 3)
        with self.assertRaisesRegex(lmb.Error, "released"):
            lmb.read(Same())


class Detection(unittest.TestCase):
    NAMES = ["Test Time (s)", "I/mA", "Volts", "Note"]
    ROWS = [[0, -1.5, 3700.1, "a"], [1, -1.5, None, "b"]]

    def test_rows_mappings_and_frames(self):
        columns = dict(zip(self.NAMES, zip(*self.ROWS)))
        rows = [dict(zip(self.NAMES, row)) for row in self.ROWS]
        for head in (self.ROWS, rows, columns, Frame(columns)):
            found = lmb.detect(self.NAMES, head)
            self.assertEqual([d.role for d in found.values()],
                             ["test_time", "current", "voltage", None])
            self.assertEqual([d.factor for d in found.values()], [1, 1e-3, 1e-3, 1])
            self.assertIn("taken as mV", found["Volts"].evidence)

    def test_states_tell_the_sign(self):
        names = ["time", "current", "state"]
        turned = lmb.detect(names, [[0, -1, "charge"], [1, 1, "discharge"]])
        self.assertEqual(turned["current"].sign, -1)
        self.assertIn("turned", turned["current"].evidence)
        self.assertEqual(lmb.detect(names)["current"].sign, 1)

    def test_wrong_rows_are_told(self):
        with self.assertRaisesRegex(ValueError, "another number of values"):
            lmb.detect(["time", "current"], [[1]])
        with self.assertRaisesRegex(ValueError, "no column 'current'"):
            lmb.detect(["time", "current"], {"time": [1]})
        self.assertEqual(lmb.detect([]), {})

    @unittest.skipUnless(pandas, "pandas is not installed")
    def test_a_frame_of_pandas(self):
        frame = pandas.DataFrame({"TestTime": [10.0 * i for i in range(40)], "Amps": 1.0})
        frame["DateTime"] = [datetime.datetime(2024, 1, 1) + datetime.timedelta(minutes=10 * i)
                             for i in range(40)]
        found = lmb.detect(frame.columns, frame.head(40))
        self.assertEqual(found["TestTime"].factor, 60)
        self.assertIn("taken as min", found["TestTime"].evidence)
        self.assertEqual(found["DateTime"].role, "clock")


if __name__ == "__main__":
    unittest.main()
