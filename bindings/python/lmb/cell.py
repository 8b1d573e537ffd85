"""A cell model: its parameters, what is known of it from outside, and its state."""

from ctypes import byref, c_double, c_void_p, create_string_buffer
from operator import index
from typing import Any, Dict, Iterable, Optional, Union

from . import _registry
from ._errors import check, unknown
from ._library import DEFAULT_MEMORY, OK, library
from ._memory import MESSAGE_BYTES, Handle, borrow_dense, pointer, save
from ._registry import COLUMNS, DERIVED, PARAMETERS
from .dataset import Dataset

_AREA = ("layer_count", "electrode_height", "electrode_width", "electrode_area")
_ELECTROLYTE = ("electrolyte_to_capacity", "electrolyte")

Value = Union[float, str, None]


class Cell(Handle):
    """A model of one cell: every parameter is an attribute, at its default until it is set.

    >>> cell = Cell(np_ratio=1.5, ce_li_law="constant")
    >>> cell.np_ratio
    1.5

    `del cell.np_ratio` takes a parameter back to its default. Only parameters that were set count
    as knowledge in Dataset.analyze(). A cell may be used by one thread at a time.
    """

    __slots__ = ()

    def __init__(self, **parameters: Value):
        handle = c_void_p()
        check(library.lmb_cell_new(DEFAULT_MEMORY, None, byref(handle)))
        self._own(handle, library.lmb_cell_free)
        self.set(**parameters)

    def _check(self, status: int) -> None:
        check(status, library.lmb_cell_message(self._handle))

    def set(self, **parameters: Value) -> None:
        """Set parameters: numbers, names of values, or None for what is not known."""
        for name, value in parameters.items():
            q = _registry.find(PARAMETERS, name)
            self._check(library.lmb_cell_set(self._handle, q.id, q.encode(value)))

    def get(self, name: str) -> Any:
        """A parameter or a derived quantity by name."""
        q = PARAMETERS.get(name) or DERIVED.get(name)
        if q is None:
            raise unknown("parameter", name, [*PARAMETERS, *DERIVED])
        return q.decode(self._value(q.id))

    def unset(self, name: str) -> None:
        """Back to the default, and not set any more."""
        self._check(library.lmb_cell_unset(self._handle, _registry.find(PARAMETERS, name).id))

    def is_set(self, name: str) -> bool:
        """Whether this parameter was set."""
        q = _registry.find(PARAMETERS, name)
        return bool(library.lmb_cell_is_set(self._handle, q.id))

    def parameters_set(self) -> Dict[str, Any]:
        """The parameters that were set, by name."""
        return {name: self.get(name) for name in PARAMETERS if self.is_set(name)}

    def set_ce_li_table(self, ce_li: Optional[Iterable[float]]) -> None:
        """CE_Li of cycles 1, 2, ... for the law `table`; the last is repeated. None removes it."""
        values = borrow_dense([] if ce_li is None else ce_li)
        self._check(
            library.lmb_cell_set_ce_li_table(self._handle, pointer(values), len(values))
        )

    def take_ce_li(self, report: Any) -> None:
        """Take the mean CE_Li of a report, with its standard error, as outside_ce_li: of a Li||Cu
        or anode-free record, or of a cell whose anode was exhausted or measured."""
        self._check(library.lmb_cell_take_ce_li(self._handle, report._handle))

    def simulate(self, cycles: int) -> Dataset:
        """A new dataset of cycles 1 to `cycles` of a fresh cell; this cell stays as it is."""
        message = create_string_buffer(MESSAGE_BYTES)
        handle = c_void_p()
        status = library.lmb_cell_simulate(
            self._handle, index(cycles), byref(handle), message, MESSAGE_BYTES
        )
        check(status, message.value)
        return Dataset._of(handle)

    def design(self) -> Dict[str, Any]:
        """Everything derived from the parameters: masses, energy, benchmark tier, small physics.

        Where neither area nor layers were set, or neither electrolyte nor E/C, those of the
        published example are taken, as in `lmb design`.
        """
        built = self._built()
        return {name: built.get(name) for name in DERIVED}

    def _built(self) -> "Cell":
        """A fresh copy in which layers and electrolyte are those of a design."""
        made = self.copy()
        made.reset()
        for names in (_AREA, _ELECTROLYTE):
            if not any(map(self.is_set, names)):
                made.set(**{names[0]: PARAMETERS[names[0]].default})
        return made

    def solve(self, name: str, specific_energy: float) -> float:
        """The value of this parameter that gives design() this specific energy in Wh/kg, all else
        as it stands; an exception where none does."""
        built = self._built()
        q = _registry.find(PARAMETERS, name)
        message, value = create_string_buffer(MESSAGE_BYTES), c_double()
        status = library.lmb_cell_solve(
            built._handle, q.id, specific_energy, byref(value), message, MESSAGE_BYTES
        )
        check(status, message.value)
        return value.value

    def sweep(
        self,
        np_ratio: Iterable[float] = (),
        cathode_capacity: Iterable[float] = (),
        electrolyte_to_capacity: Iterable[float] = (),
        cycles: int = 2000,
    ) -> Dataset:
        """Energy against life at each point of a grid, one row a point: columns np_ratio to
        failure_mode. An axis that is not given is as in design(), and so are the layers."""
        built = self._built()
        axes = [borrow_dense(axis) for axis in (np_ratio, cathode_capacity, electrolyte_to_capacity)]
        arguments = [part for axis in axes for part in (pointer(axis), len(axis))]
        message, handle = create_string_buffer(MESSAGE_BYTES), c_void_p()
        status = library.lmb_cell_sweep(
            built._handle, *arguments, index(cycles), byref(handle), message, MESSAGE_BYTES
        )
        check(status, message.value)
        return Dataset._of(handle)

    def step(self) -> Dict[str, float]:
        """Go on by one cycle; returns its columns. Parameters are fixed until reset()."""
        self._check(library.lmb_cell_step(self._handle))
        return {name: self._value(number) for name, number in _stepped.items()}

    def reset(self) -> None:
        """Back to fresh; parameters stay."""
        self._check(library.lmb_cell_reset(self._handle))

    def copy(self) -> "Cell":
        """A cell with the same parameters, table and state."""
        handle = c_void_p()
        check(library.lmb_cell_copy(self._handle, byref(handle)))
        made = Cell.__new__(Cell)
        made._own(handle, library.lmb_cell_free)
        return made

    __copy__ = copy

    def save(self) -> bytes:
        """Parameters, table and state as bytes that every platform reads back."""
        return save(lambda *buffer: library.lmb_cell_save(self._handle, *buffer))

    @classmethod
    def restore(cls, data: bytes) -> "Cell":
        """The cell that save() wrote."""
        cell = cls()
        cell._check(library.lmb_cell_restore(cell._handle, bytes(data), len(data)))
        return cell

    def __reduce__(self) -> Any:
        return Cell.restore, (self.save(),)

    def __deepcopy__(self, memo: Any) -> "Cell":
        return self.copy()

    def _value(self, number: int) -> float:
        value = c_double()
        check(library.lmb_cell_get(self._handle, number, byref(value)))
        return value.value

    def __setattr__(self, name: str, value: Any) -> None:
        if not hasattr(type(self), name):
            raise unknown("parameter", name, PARAMETERS)
        object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        raise unknown("parameter", name, [*PARAMETERS, *DERIVED])

    def __repr__(self) -> str:
        return "Cell(" + ", ".join(f"{k}={v!r}" for k, v in self.parameters_set().items()) + ")"


def _set(cell: Cell, name: str, value: Value) -> None:
    cell.set(**{name: value})


def _stepped_columns() -> Dict[str, int]:
    """The columns that a stepped cell has: those that lmb_cell_get() knows."""
    cell, value = Cell(), c_double()
    return {
        q.name: q.id
        for q in COLUMNS.values()
        if library.lmb_cell_get(cell._handle, q.id, byref(value)) == OK
    }


_stepped = _stepped_columns()
_registry.add_properties(Cell, PARAMETERS, Cell.get, _set, Cell.unset)
_registry.add_properties(Cell, DERIVED, Cell.get)
