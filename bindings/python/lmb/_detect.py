"""What reading takes the columns of a table for."""

from ctypes import byref, c_char_p, c_double, create_string_buffer
from typing import Any, Dict, Iterable, NamedTuple, Optional

from ._arrow import rows_of
from ._errors import check
from ._library import library
from ._memory import MESSAGE_BYTES


class Detected(NamedTuple):
    """What a column is: a value is factor * number + offset, in the unit of its role.

    role: a column of the registry, or test_time, current, voltage, step, step_time, state, clock,
    capacity, net_capacity, energy, charge_increment; None if it is not read.
    unit: that of the numbers; None if none is known.
    evidence: why.
    """

    role: Optional[str]
    unit: Optional[str]
    factor: float
    offset: float
    evidence: str

    @property
    def sign(self) -> int:
        """1: as written; -1: the sign turns."""
        return -1 if self.factor < 0 else 1


def detect(columns: Iterable[Any], head: Any = ()) -> Dict[str, Detected]:
    """What reading would take each column for, by the names and the first rows.

    head: a data frame, a mapping of columns, or rows; a few thousand tell as much as can be told.

    >>> detect(["Test Time (s)", "I/mA", "Volts"], [[0, -1.5, 3700.1]])["Volts"].evidence
    'by its name, in V; is above 100 in 1 of 1 row: taken as mV'
    """
    names = [str(name) for name in columns]
    rows = rows_of(names, head)
    cells = [cell for row in rows for cell in row]
    heading = (c_char_p * len(names))(*(name.encode("utf-8", "replace") for name in names))
    array = (c_char_p * len(cells))(*cells)
    evidence = create_string_buffer(MESSAGE_BYTES)
    role, unit, scale = c_char_p(), c_char_p(), (c_double * 2)()
    found: Dict[str, Detected] = {}
    for i, name in enumerate(names):
        check(
            library.lmb_detect(
                heading, len(names), array, len(rows), i, byref(role), byref(unit), scale, evidence,
                MESSAGE_BYTES,
            )
        )
        words = [(text.value or b"").decode() or None for text in (role, unit)]
        detected = Detected(words[0], words[1], *scale, evidence.value.decode("utf-8", "replace"))
        found.setdefault(name, detected)
    return found
