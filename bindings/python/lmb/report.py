"""What an analysis found: results with intervals, or the reason why there is none."""

import math
from ctypes import byref, c_char_p, c_double, c_int32, c_void_p, create_string_buffer
from operator import index
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Tuple

from . import _library as c
from . import _arrow, _registry, _summary
from ._errors import check, unknown
from ._library import library
from ._mechanisms import Mechanism, mechanism, mechanisms
from ._memory import MESSAGE_BYTES, Handle, copy_out, save
from ._progress import Watch
from ._registry import COLUMNS, PARAMETERS, RESULTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .cell import Cell
    from .dataset import Dataset


class Estimate(float):
    """A result: a float with its 90 % interval. NaN is "not known", and `reason` says why.

    value, lower, upper: floats; lower and upper are NaN where there is no interval, one of them
        where it has no end there.
    reason: a word such as "before_exhaustion", "none" where the value is known.
    unit: "1" for a ratio or a count.
    """

    __slots__ = ("lower", "upper", "reason", "unit")

    lower: float
    upper: float
    reason: str
    unit: str

    def __new__(
        cls,
        value: float,
        lower: float = math.nan,
        upper: float = math.nan,
        reason: str = "none",
        unit: str = "1",
    ) -> "Estimate":
        self = super().__new__(cls, value)
        for name, held in zip(cls.__slots__, (lower, upper, reason, unit)):
            object.__setattr__(self, name, held)
        return self

    @property
    def value(self) -> float:
        """The value as a plain float."""
        return float(self)

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("an Estimate does not change")

    def __reduce__(self) -> Any:
        return Estimate, (self.value, self.lower, self.upper, self.reason, self.unit)

    def __repr__(self) -> str:
        if not self.known:
            return f"Estimate(nan, reason={self.reason!r})"
        none = math.isnan(self.lower) and math.isnan(self.upper)
        ends = "" if none else f", {self.lower:.6g}, {self.upper:.6g}"
        return f"Estimate({self.value:.6g}{ends}, unit={self.unit!r})"

    def __str__(self) -> str:
        if not self.known:
            return f"not known ({self.reason})"
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{self.value:.6g}{unit}" + _summary.within(
            f"{self.lower:.6g}", f"{self.upper:.6g}"
        )


class Stage(NamedTuple):
    """One of the stages 2 to 4 as the record shows it."""

    stage: int
    detected: bool
    onset: Estimate
    evidence: Estimate
    channel: Optional[str]


class Fitted(NamedTuple):
    """A fitted parameter, and whether the record identifies it."""

    estimate: Estimate
    identified: bool


class Caution(NamedTuple):
    """A warning: a stable word and a sentence."""

    id: str
    text: str


class Report(Handle):
    """Books, stages and reservoir of one dataset. It never changes.

    Results are attributes: an Estimate, or a text for results whose values have names. Columns,
    one value a cycle, are items.

    >>> from lmb import Cell
    >>> report = Cell().simulate(100).analyze()
    >>> round(report.capacity_retention, 2)
    0.98
    >>> len(report["ce_cell"])
    100
    """

    __slots__ = ("_files", "_parameters", "_watch")

    def __init__(self) -> None:
        raise TypeError("a report comes from Dataset.analyze()")

    @classmethod
    def _of(
        cls,
        handle: c_void_p,
        files: Tuple[str, ...],
        parameters: Mapping[str, Any],
        watched: Optional[Watch] = None,
    ) -> "Report":
        made = cls.__new__(cls)
        made._own(handle, library.lmb_report_free)
        object.__setattr__(made, "_files", files)
        object.__setattr__(made, "_parameters", dict(parameters))
        object.__setattr__(made, "_watch", watched)  # that forecasts are told to
        return made

    def _read(self, name: str) -> Tuple[float, float, float, int]:
        number = _registry.find(RESULTS, name).id
        value, lower, upper, reason = c_double(), c_double(), c_double(), c_int32()
        outputs = (byref(value), byref(lower), byref(upper), byref(reason))
        check(library.lmb_report_value(self._handle, number, *outputs))
        return value.value, lower.value, upper.value, reason.value

    def estimate(self, name: str) -> Estimate:
        """A result as numbers, also where its values have names."""
        value, lower, upper, reason = self._read(name)
        word = library.lmb_reason_name(reason).decode()
        return Estimate(value, lower, upper, word, RESULTS[name].unit)

    def get(self, name: str) -> Any:
        """A result as its attribute gives it."""
        q = _registry.find(RESULTS, name)
        estimate = self.estimate(name)
        return q.decode(estimate) if q.values else estimate

    def reason(self, name: str) -> str:
        """Why a result is not known, in a sentence; "" where it is known."""
        number = self._read(name)[3]
        return str(library.lmb_reason_text(number).decode()) if number else ""

    @property
    def stages(self) -> List[Stage]:
        """Stages 2, 3 and 4: the reading that assumes shapes only, no cell model."""
        return [self._stage(number) for number in (2, 3, 4)]

    def _stage(self, number: int) -> Stage:
        onset = self.estimate(f"onset_stage_{number}")
        evidence = self.estimate(f"evidence_stage_{number}")
        return Stage(number, onset.known, onset, evidence, self.get(f"channel_stage_{number}"))

    @property
    def warnings(self) -> List[Caution]:
        """What to mind when reading this report."""
        found: List[Caution] = []
        name, text = c_char_p(), c_char_p()
        while library.lmb_report_warning(self._handle, len(found), byref(name), byref(text)):
            found.append(Caution(name.value.decode(), text.value.decode()))
        return found

    @property
    def mechanisms(self) -> List[Mechanism]:
        """The labels of degradation that fit the failure mode."""
        mode = self.get("failure_mode")
        links = mechanism(mode).links if mode in (e.name for e in mechanisms("failure")) else []
        return [mechanism(link.target) for link in links if link.relation == "fits"]

    @property
    def parameters(self) -> Dict[str, "Fitted"]:
        """The fitted parameters by name: the free ones, then those fitted along; empty without a
        fit."""
        found: Dict[str, Fitted] = {}
        number, identified = c_int32(), c_int32()
        value, lower, upper = c_double(), c_double(), c_double()
        outputs = (*map(byref, (number, value, lower, upper, identified)), None)
        while library.lmb_report_parameter(self._handle, len(found), *outputs) == c.OK:
            q = next(q for q in PARAMETERS.values() if q.id == number.value)
            estimate = Estimate(value.value, lower.value, upper.value, "none", q.unit)
            found[q.name] = Fitted(estimate, bool(identified.value))
        return found

    def covariance(self, a: str, b: str) -> float:
        """Covariance of two fitted parameters."""
        names = list(self.parameters)
        for name in (a, b):
            if name not in names:
                raise unknown("fitted parameter", name, names)
        first, last = sorted(map(names.index, (a, b)))
        row = (c_double * (last + 1))()
        outputs = (None, None, None, None, None, row)
        check(library.lmb_report_parameter(self._handle, last, *outputs))
        return row[first]

    def correlation(self, a: str, b: str) -> float:
        """Correlation of two fitted parameters."""
        both = self.covariance(a, a) * self.covariance(b, b)
        return self.covariance(a, b) / math.sqrt(both)

    def cell(self) -> "Cell":
        """A new cell with the parameters that were set for the fit, and the fitted ones."""
        from .cell import Cell

        fitted = {name: found.estimate.value for name, found in self.parameters.items()}
        return Cell(**{**self._parameters, **fitted})

    def forecast(self, cycles: int, conditions: "Optional[Cell]" = None) -> "Dataset":
        """The cycles behind a fitted record: median and 90 % interval of each as columns.

        conditions: what if: currents, rests, stack pressure and temperature that are set there
        hold from now on, np_ratio from the start.
        """
        from .dataset import Dataset

        message = create_string_buffer(MESSAGE_BYTES)
        handle = c_void_p()
        future = conditions._handle if conditions is not None else None
        with (self._watch or Watch(None))():
            status = library.lmb_forecast(
                self._handle, future, index(cycles), byref(handle), message, MESSAGE_BYTES
            )
        check(status, message.value)
        return Dataset._of(handle)

    @property
    def columns(self) -> List[str]:
        """The names of the columns that are there: measured ones, and those of the books."""
        return [name for name in COLUMNS if name in self]

    @property
    def excluded(self) -> Dict[int, str]:
        """The cycles that means, noise and change points leave out, and why."""
        words = map(COLUMNS["excluded"].decode, self["excluded"])
        return {int(cycle): word for cycle, word in zip(self["cycle"], words) if word != "no"}

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The report's columns as an Arrow stream, in a capsule."""
        return _arrow.export(self._table)

    @property
    def _table(self) -> Any:
        return library.lmb_report_table(self._handle)

    @property
    def table(self) -> "Dataset":
        """A dataset with the report's columns."""
        from .dataset import Dataset

        made = Dataset.restore(save(lambda *buffer: library.lmb_dataset_save(self._table, *buffer)))
        made.files = self._files
        return made

    def to_dict(self) -> Dict[str, Any]:
        """The report in the schema of `lmb analyze --json`; not known is None."""
        return _summary.to_dict(self, self._files, self._parameters)

    def plot(self, path: Any = None, figure: "Optional[Figure]" = None) -> "Figure":
        """Capacity, energy, CE and mean voltage over cycles, with stages and onsets. Needs
        matplotlib. path: where to save it as well; figure: where to draw it."""
        from .plot import plot

        return plot(self, path, figure)

    def __contains__(self, name: object) -> bool:
        q = COLUMNS.get(str(name))
        return q is not None and bool(library.lmb_dataset_has_column(self._table, q.id))

    def __len__(self) -> int:
        return int(library.lmb_dataset_cycles(self._table))

    def __getitem__(self, name: str) -> Any:
        q = _registry.find(COLUMNS, name)
        if name not in self:
            check(c.ERROR_MISSING, f"the report has no column {name}".encode())
        read = library.lmb_dataset_get_column
        return copy_out(lambda to, n: read(self._table, q.id, to, n, 1), len(self))

    def __getattr__(self, name: str) -> Any:
        if name in COLUMNS:
            check(c.ERROR_UNKNOWN, f"{name} is a column: write report[{name!r}]".encode())
        raise unknown("result", name, RESULTS)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a report does not change")

    def __repr__(self) -> str:
        return f"<lmb.Report of {_summary.count(len(self), 'cycle')}: {_summary.verdict(self)}>"

    def __str__(self) -> str:
        return _summary.to_text(self)

    def _repr_html_(self) -> str:
        return _summary.to_html(self)


def audit(cell: "Optional[Cell]" = None, **statements: Any) -> Report:
    """What follows, and what does not, from what a report states of its cells: reported_cycles,
    reported_retention, reported_ce, reported_end, np_ratio, cell_configuration. A report without
    cycles: its warnings, ce_li_lower_bound, and normalized_cycle_life where there is one.

    >>> claim = audit(np_ratio=2, reported_cycles=150, reported_retention=0.9)
    >>> [warning.id for warning in claim.warnings]
    ['retention_only', 'counts_not_to_end_of_stage_3']
    """
    from .cell import Cell

    told = cell.copy() if cell is not None else Cell()
    told.set(**statements)
    message, handle = create_string_buffer(MESSAGE_BYTES), c_void_p()
    status = library.lmb_audit(told._handle, byref(handle), message, MESSAGE_BYTES)
    check(status, message.value)
    return Report._of(handle, (), told.parameters_set())


def pool(reports: "Iterable[Report]") -> Report:
    """A report of a group of cells of one design: mean CE_Li, cycle of exhaustion, and their
    spread from cell to cell. Cells that live are right-censored."""
    members = list(reports)
    handles = (c_void_p * max(len(members), 1))(*(report._handle for report in members))
    handle = c_void_p()
    check(library.lmb_pool(handles, len(members), byref(handle)))
    return Report._of(handle, (), {})


_registry.add_properties(Report, RESULTS, Report.get)
