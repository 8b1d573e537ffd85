"""The registry of quantities: names, units and texts come from the library, not from a table."""

import math
from ctypes import byref, c_double
from itertools import count
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Tuple, Union

from . import _library as c
from ._errors import unknown
from ._library import library

KINDS = {
    c.KIND_PARAMETER: "parameter",
    c.KIND_COLUMN: "column",
    c.KIND_RESULT: "result",
    c.KIND_DERIVED: "derived",
}


class Quantity(NamedTuple):
    """One quantity: all that the library says about it."""

    id: int
    kind: str
    name: str
    unit: str
    text: str
    default: float
    lower: float
    upper: float
    flags: int
    values: Tuple[str, ...]

    @property
    def measured(self) -> bool:
        """Whether it is a column that inference reads."""
        return bool(self.flags & c.FLAG_MEASURED)

    @property
    def doc(self) -> str:
        """Its text, unit, default and range."""
        parts = [self.text.rstrip(".") + ".\n"]
        if self.values:
            parts.append("One of " + ", ".join(self.values) + ".")
        else:
            parts.append(f"Unit: {self.unit}.")
        if self.kind == "parameter":
            parts.append(f"Default: {self._default()}.")
            if not self.values:
                parts.append(f"Range: {self._range()}.")
        return "\n".join(parts)

    def _default(self) -> str:
        return "not known" if math.isnan(self.default) else str(self.decode(self.default))

    def _range(self) -> str:
        left = "(" if self.flags & c.FLAG_LOWER_OPEN or math.isinf(self.lower) else "["
        right = ")" if self.flags & c.FLAG_UPPER_OPEN or math.isinf(self.upper) else "]"
        nan = ", or not known (None)" if self.flags & c.FLAG_MAY_BE_NAN else ""
        return f"{left}{self.lower:g}, {self.upper:g}{right}{nan}"

    def encode(self, value: Union[float, str, None]) -> float:
        """The double that stands for a number, the name of a value, or None (not known)."""
        if value is None:
            return math.nan
        if isinstance(value, str) and self.values:
            if value not in self.values:
                raise unknown(f"value of {self.name}", value, self.values)
            return float(self.values.index(value))
        if isinstance(value, str):
            raise TypeError(f"{self.name} is a number, not a text")
        return float(value)

    def decode(self, value: float) -> Any:
        """What a double stands for: the name of a value where values have names."""
        if not self.values:
            return value
        return None if math.isnan(value) else self.values[int(value)]


def _values(number: int) -> Tuple[str, ...]:
    names: List[str] = []
    while True:
        name: Optional[bytes] = library.lmb_quantity_value_name(number, len(names))
        if name is None:
            return tuple(names)
        names.append(name.decode())


def _quantity(number: int) -> Quantity:
    default, lower, upper = c_double(), c_double(), c_double()
    library.lmb_quantity_range(number, byref(default), byref(lower), byref(upper))
    return Quantity(
        number,
        KINDS.get(library.lmb_quantity_kind(number), "unknown"),
        library.lmb_quantity_name(number).decode(),
        library.lmb_quantity_unit(number).decode(),
        library.lmb_quantity_text(number).decode(),
        default.value,
        lower.value,
        upper.value,
        library.lmb_quantity_flags(number),
        _values(number),
    )


def ids(at: Callable[[int], int]) -> Iterator[int]:
    """The ids that an ..._at() gives by index, up to the last."""
    return iter(map(at, count()).__next__, 0)


_all = [_quantity(number) for number in ids(library.lmb_quantity_at)]


def names(kind: str) -> Dict[str, Quantity]:
    """The quantities of a kind by name."""
    return {q.name: q for q in _all if q.kind == kind}


PARAMETERS = names("parameter")
COLUMNS = names("column")
RESULTS = names("result")
DERIVED = names("derived")


def quantities(kind: Optional[str] = None) -> List[Quantity]:
    """All quantities, or those of one kind: parameter, column, result or derived."""
    if kind is not None and kind not in KINDS.values():
        raise unknown("kind", kind, KINDS.values())
    return [q for q in _all if kind in (None, q.kind)]


def find(known: Dict[str, Quantity], name: str) -> Quantity:
    """The quantity of this name, or an exception with the names that come close."""
    try:
        return known[name]
    except KeyError:
        kind = next(iter(known.values())).kind
        raise unknown(kind, name, known) from None


def add_properties(
    cls: type,
    known: Dict[str, Quantity],
    get: Callable[[Any, str], Any],
    set: Optional[Callable[[Any, str, Any], None]] = None,
    delete: Optional[Callable[[Any, str], None]] = None,
) -> None:
    """Give a class one property for each quantity, with the registry's text as docstring."""
    for q in known.values():
        setattr(cls, q.name, _property(q, get, set, delete))


def _property(q: Quantity, get: Any, set: Any, delete: Any) -> property:
    def read(self: Any) -> Any:
        return get(self, q.name)

    def write(self: Any, value: Any) -> None:
        set(self, q.name, value)

    def remove(self: Any) -> None:
        delete(self, q.name)

    return property(read, write if set else None, remove if delete else None, q.doc)
