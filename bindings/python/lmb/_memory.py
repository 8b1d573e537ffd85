"""Doubles, bytes and handles on their way into the library and out of it."""

import ctypes
import math
import weakref
from array import array
from ctypes import POINTER, c_char, c_double, c_uint64, c_void_p
from typing import Any, Callable, Iterable, Tuple

from ._errors import check

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

MESSAGE_BYTES = 1024


def new_doubles(count: int) -> Any:
    """Room for doubles: a numpy array where numpy is there, else an array.array."""
    return numpy.empty(count) if numpy else array("d", bytes(8 * count))


def pointer(doubles: Any) -> Any:
    """The address of doubles; they must outlive it."""
    address = doubles.buffer_info()[0] if isinstance(doubles, array) else doubles.ctypes.data
    return ctypes.cast(address, POINTER(c_double))


def borrow(values: Iterable[Any]) -> Tuple[Any, int]:
    """Doubles and their stride: as they lie in memory where that is possible, else one copy.
    None is a missing value."""
    if not numpy:
        if isinstance(values, array) and values.typecode == "d":
            return values, 1
        return array("d", (math.nan if v is None else v for v in values)), 1
    try:
        doubles = numpy.asarray(values, dtype=numpy.float64)
    except TypeError:  # an iterable that is no sequence
        doubles = numpy.asarray(list(values), dtype=numpy.float64)
    if doubles.ndim != 1:
        raise ValueError(f"a column has one dimension, not {doubles.ndim}")
    step = doubles.strides[0]
    if step <= 0 or step % 8 or not doubles.flags.aligned:
        doubles = numpy.ascontiguousarray(doubles)
        step = 8
    return doubles, step // 8


def borrow_dense(values: Iterable[Any]) -> Any:
    """Doubles side by side."""
    doubles, stride = borrow(values)
    return doubles if stride == 1 else numpy.ascontiguousarray(doubles)


def copy_out(read: Callable[[Any, int], Any], count: int) -> Any:
    """A new array of what `read(pointer, count)` writes."""
    doubles = new_doubles(count)
    check(read(pointer(doubles), count))
    return doubles


def save(write: Callable[[Any, int, Any], Any]) -> bytes:
    """The bytes that a ..._save() writes."""
    needed = c_uint64()
    check(write(None, 0, ctypes.byref(needed)))
    buffer = (c_char * needed.value)()
    check(write(buffer, needed.value, None))
    return buffer.raw


class Handle:
    """Owns one handle of the library; it is freed when its owner is, at exit at the latest."""

    __slots__ = ("_handle", "_free", "__weakref__")

    def _own(self, handle: c_void_p, free: Callable[[c_void_p], None]) -> None:
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_free", weakref.finalize(self, free, handle))
