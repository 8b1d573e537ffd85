"""Arrow's C interfaces by ctypes: other libraries' tables in, tables of cycles out."""

import ctypes
import math
from array import array
from ctypes import CFUNCTYPE, POINTER, PYFUNCTYPE, Structure, byref, c_char_p, c_int, c_int64, c_void_p
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple

from ._library import library
from ._memory import numpy

STREAM = b"arrow_array_stream"


class Schema(Structure):
    """struct ArrowSchema"""


class Array(Structure):
    """struct ArrowArray"""


class Stream(Structure):
    """struct ArrowArrayStream"""


_DROP_SCHEMA = CFUNCTYPE(None, POINTER(Schema))
_DROP_ARRAY = CFUNCTYPE(None, POINTER(Array))
_DROP_STREAM = CFUNCTYPE(None, POINTER(Stream))

Schema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_char_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(Schema))),
    ("dictionary", POINTER(Schema)),
    ("release", _DROP_SCHEMA),
    ("private_data", c_void_p),
]
Array._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(Array))),
    ("dictionary", POINTER(Array)),
    ("release", _DROP_ARRAY),
    ("private_data", c_void_p),
]
Stream._fields_ = [
    ("get_schema", CFUNCTYPE(c_int, POINTER(Stream), POINTER(Schema))),
    ("get_next", CFUNCTYPE(c_int, POINTER(Stream), POINTER(Array))),
    ("get_last_error", CFUNCTYPE(c_char_p, POINTER(Stream))),
    ("release", _DROP_STREAM),
    ("private_data", c_void_p),
]

# ---- capsules; within a destructor an object is an address, for it must not be counted again

_python = ctypes.pythonapi
_pointer_in = PYFUNCTYPE(c_void_p, ctypes.py_object, c_char_p)(("PyCapsule_GetPointer", _python))
_pointer_at = PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", _python))
_DESTRUCTOR = PYFUNCTYPE(None, c_void_p)
_new_capsule = PYFUNCTYPE(ctypes.py_object, c_void_p, c_char_p, _DESTRUCTOR)(
    ("PyCapsule_New", _python)
)
_allocate = PYFUNCTYPE(c_void_p, ctypes.c_size_t)(("PyMem_RawMalloc", _python))
_deallocate = PYFUNCTYPE(None, c_void_p)(("PyMem_RawFree", _python))


@_DESTRUCTOR
def _destroy(capsule: int) -> None:
    address = _pointer_at(capsule, STREAM)
    stream = Stream.from_address(address)
    if stream.release:
        stream.release(ctypes.pointer(stream))
    _deallocate(address)


def export(handle: Any) -> Any:
    """A capsule with a stream of a table of cycles."""
    from ._errors import check

    stream = Stream()
    check(library.lmb_dataset_export_arrow(handle, byref(stream)))
    address = _allocate(ctypes.sizeof(Stream))
    if not address:
        stream.release(ctypes.pointer(stream))
        raise MemoryError
    ctypes.memmove(address, byref(stream), ctypes.sizeof(Stream))
    return _new_capsule(address, STREAM, _destroy)


# ---- what Python holds, as an array of a struct


@_DROP_SCHEMA
def _drop_schema(schema: Any) -> None:
    schema.contents.release = _DROP_SCHEMA(0)


@_DROP_ARRAY
def _drop_array(values: Any) -> None:
    values.contents.release = _DROP_ARRAY(0)


class Column:
    """A column as Arrow has it: its type, its buffers, and what they lie in."""

    def __init__(self, format: bytes, length: int, nulls: int, *buffers: Any):
        self.format, self.length, self.nulls, self.kept = format, length, nulls, buffers
        self.buffers = (c_void_p * len(buffers))(*map(_address, buffers))

    def fill(self, name: str, schema: Schema, values: Array) -> None:
        """Describe it in the two structs; the column must outlive them."""
        self.name = name.encode("utf-8", "surrogatepass")
        schema.format, schema.name, schema.flags = self.format, self.name, 2
        schema.release = _drop_schema
        values.length, values.null_count = self.length, self.nulls
        values.n_buffers, values.buffers = len(self.buffers), self.buffers
        values.release = _drop_array


def _address(buffer: Any) -> Optional[int]:
    if buffer is None:
        return None
    if isinstance(buffer, bytes):
        return ctypes.cast(buffer, c_void_p).value
    return buffer.buffer_info()[0] if isinstance(buffer, array) else buffer.ctypes.data


def _is_missing(value: Any) -> bool:
    return value is None or bool(value != value) if not _is_na(value) else True


def _is_na(value: Any) -> bool:
    return type(value).__name__ in ("NAType", "NaTType")


def _text_column(values: List[Any]) -> Column:
    texts = [b"" if _is_missing(v) else str(v).encode("utf-8", "replace") for v in values]
    offsets = array("q", [0])
    for text in texts:
        offsets.append(offsets[-1] + len(text))
    return Column(b"U", len(texts), 0, None, offsets, b"".join(texts))


def _number_column(values: Iterable[Any]) -> Column:
    doubles = array("d", (math.nan if _is_missing(v) else float(v) for v in values))
    return Column(b"g", len(doubles), 0, None, doubles)


def _list_column(values: Iterable[Any]) -> Column:
    listed = list(values)
    if all(_is_missing(v) or isinstance(v, (int, float)) or hasattr(v, "__float__") for v in listed):
        return _number_column(listed)
    return _text_column(listed)


def _time_column(values: Any, format: bytes, kind: str) -> Column:
    whole = numpy.ascontiguousarray(values.astype(kind + "64[ns]").view("int64"))
    known = numpy.packbits(~numpy.isnat(values), bitorder="little")
    return Column(format, len(whole), int(numpy.isnat(values).sum()), known, whole)


def column_of(values: Any) -> Column:
    """A column of numbers, times or texts."""
    if getattr(getattr(values, "dt", None), "tz", None) is not None:
        values = values.dt.tz_convert(None)  # UTC
    if not numpy:
        return _list_column(values)
    found = numpy.asarray(values)
    if found.ndim != 1:
        raise ValueError(f"a column has one dimension, not {found.ndim}")
    if found.dtype.kind in "biuf":
        return Column(b"g", len(found), 0, None, numpy.ascontiguousarray(found, numpy.float64))
    if found.dtype.kind in "Mm":
        return _time_column(found, *((b"tsn:", "datetime") if found.dtype.kind == "M"
                                     else (b"tDn", "timedelta")))
    return _list_column(found.tolist())


def columns_of(source: Any) -> Optional[List[Tuple[str, Any]]]:
    """Names and values of a mapping or of a data frame, whoever made it; None: it is neither."""
    if isinstance(source, Mapping):
        return [(str(name), values) for name, values in source.items()]
    names = getattr(source, "columns", None)
    if names is None or not hasattr(source, "__getitem__"):
        return None
    at: Callable[[int, Any], Any] = lambda i, name: source[name]
    if hasattr(source, "iloc"):
        at = lambda i, name: source.iloc[:, i]
    return [(str(name), at(i, name)) for i, name in enumerate(list(names))]


def _import_columns(handle: Any, columns: List[Tuple[str, Any]]) -> int:
    if not columns:
        raise ValueError("there are no columns")
    built = [(name, column_of(values)) for name, values in columns]
    lengths = {column.length for _, column in built}
    if len(lengths) > 1:
        raise ValueError(f"the columns differ in length: {sorted(lengths)}")
    count = len(built)
    schemas, arrays = (Schema * count)(), (Array * count)()
    schema_pointers = (POINTER(Schema) * count)(*(ctypes.pointer(s) for s in schemas))
    array_pointers = (POINTER(Array) * count)(*(ctypes.pointer(a) for a in arrays))
    for (name, column), schema, values in zip(built, schemas, arrays):
        column.fill(name, schema, values)
    no_bitmap = (c_void_p * 1)(None)
    top = Schema(b"+s", b"", None, 0, count, schema_pointers, None, _drop_schema, None)
    table = Array(lengths.pop(), 0, 0, 1, count, no_bitmap, array_pointers, None, _drop_array, None)
    return int(library.lmb_dataset_import_arrow_array(handle, byref(top), byref(table)))


def load(handle: Any, source: Any) -> Optional[int]:
    """Import whatever is a table; a status, or None if it is none."""
    if hasattr(source, "__arrow_c_stream__"):
        capsule = source.__arrow_c_stream__()
        return int(library.lmb_dataset_import_arrow(handle, _pointer_in(capsule, STREAM)))
    if hasattr(source, "__arrow_c_array__"):
        schema, values = source.__arrow_c_array__()
        return int(
            library.lmb_dataset_import_arrow_array(
                handle,
                _pointer_in(schema, b"arrow_schema"),
                _pointer_in(values, b"arrow_array"),
            )
        )
    columns = columns_of(source)
    return None if columns is None else _import_columns(handle, columns)


def texts_of(values: Iterable[Any]) -> List[Optional[bytes]]:
    """The values of a column as texts, None where they are missing."""
    return [None if _is_missing(v) else str(v).encode("utf-8", "replace") for v in values]


def rows_of(columns: List[str], head: Any) -> List[List[Optional[bytes]]]:
    """The first rows of a table, as texts: of a frame, a mapping, or rows one by one."""
    found = columns_of(head)
    if found is not None:
        by_name: Dict[str, Any] = dict(found)
        missing = [name for name in columns if name not in by_name]
        if missing:
            raise ValueError(f"the rows have no column {missing[0]!r}")
        return [list(row) for row in zip(*(texts_of(by_name[name]) for name in columns))]
    rows = [texts_of(row[name] for name in columns) if isinstance(row, Mapping) else texts_of(row)
            for row in head]
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"a row has another number of values than there are columns ({len(columns)})")
    return rows
