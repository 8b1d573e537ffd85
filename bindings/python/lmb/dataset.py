"""A table of cycles, measured or simulated."""

import os
from ctypes import byref, c_char_p, c_double, c_int32, c_void_p, create_string_buffer
from operator import index
from typing import (
    TYPE_CHECKING,
    Any,
    Iterable,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Tuple,
)

from . import _library as c
from . import _arrow, _registry, _summary
from ._errors import check, unknown
from ._library import DEFAULT_MEMORY, NO_PROGRESS, library
from ._memory import MESSAGE_BYTES, Handle, borrow, borrow_dense, copy_out, pointer, save
from ._progress import watch
from ._registry import COLUMNS, PARAMETERS

if TYPE_CHECKING:
    from .cell import Cell
    from .report import Report

_WORDS = {None: c.EXCLUDE_AUTO, True: c.EXCLUDE_YES, False: c.EXCLUDE_NO}
_LIMITS = {
    "line_bytes": c.LIMIT_LINE_BYTES,
    "columns": c.LIMIT_COLUMNS,
    "rows": c.LIMIT_ROWS,
    "cycles": c.LIMIT_CYCLES,
    "threads": c.LIMIT_THREADS,
}


class Remark(NamedTuple):
    """One thing that reading noticed or decided."""

    topic: str
    text: str


class Dataset(Handle):
    """A table of cycles. Columns are attributes and items, and are copies: assign to change one.

    >>> dataset = Dataset({"discharge_capacity": [4.0, 3.99, 3.98]})
    >>> list(dataset.cycle)
    [1.0, 2.0, 3.0]

    It is made of columns by their names, or of whatever lmb.read() takes for a table; what takes
    Arrow takes a dataset.

    A dataset may be used by one thread at a time.
    """

    __slots__ = ("files",)

    def __init__(self, columns: Any = None):
        handle = c_void_p()
        check(library.lmb_dataset_new(DEFAULT_MEMORY, None, byref(handle)))
        self._take(handle)
        if columns is None or isinstance(columns, Mapping):
            for name, values in (columns or {}).items():
                self[name] = values
        else:
            self._check(_load(self, columns))

    def _take(self, handle: c_void_p) -> None:
        self._own(handle, library.lmb_dataset_free)
        self.files: Tuple[str, ...] = ()

    @classmethod
    def _of(cls, handle: c_void_p) -> "Dataset":
        made = cls.__new__(cls)
        made._take(handle)
        return made

    def _check(self, status: int) -> None:
        check(status, library.lmb_dataset_message(self._handle))

    @property
    def columns(self) -> List[str]:
        """The names of the columns that are there."""
        return [name for name in COLUMNS if name in self]

    @property
    def remarks(self) -> List[Remark]:
        """What reading noticed and decided, with its evidence."""
        found: List[Remark] = []
        topic, text = c_char_p(), c_char_p()
        while library.lmb_dataset_remark(self._handle, len(found), byref(topic), byref(text)) == 0:
            found.append(Remark(_text(topic), _text(text)))
        return found

    def append(self, **values: Optional[float]) -> None:
        """Append one cycle. Its number counts on from the last unless `cycle` is given."""
        columns = [_registry.find(COLUMNS, name) for name in values]
        count = len(columns)
        ids = (c_int32 * count)(*(q.id for q in columns))
        numbers = (c_double * count)(*(q.encode(values[q.name]) for q in columns))
        self._check(library.lmb_dataset_append(self._handle, ids, numbers, count))

    def reserve(self, cycles: int, columns: Iterable[str]) -> None:
        """Memory for that many cycles of these columns."""
        ids = [_registry.find(COLUMNS, name).id for name in columns]
        array = (c_int32 * len(ids))(*ids)
        self._check(library.lmb_dataset_reserve(self._handle, index(cycles), array, len(ids)))

    def exclude(self, row: int, exclude: Optional[bool] = True) -> None:
        """Leave the cycle in this row (from 0) out of means, noise and change points. False keeps
        it in whatever the analysis thinks, None leaves it to the analysis."""
        self._check(library.lmb_dataset_exclude(self._handle, index(row), _WORDS[exclude]))

    def feed(
        self,
        time: Iterable[float],
        current: Iterable[float],
        voltage: Optional[Iterable[float]] = None,
        cycle: Optional[Iterable[float]] = None,
        step: Optional[Iterable[float]] = None,
    ) -> None:
        """Count cycles from a chunk of raw samples: s, A (> 0 charges), V, and the cycler's
        numbers. Close with feed_end()."""
        given = (time, current, voltage, cycle, step)
        channels = [None if values is None else borrow_dense(values) for values in given]
        lengths = {len(values) for values in channels if values is not None}
        if len(lengths) > 1:
            check(c.ERROR_ARGUMENT, b"feed: the channels differ in length")
        pointers = [None if values is None else pointer(values) for values in channels]
        self._check(library.lmb_dataset_feed(self._handle, lengths.pop(), *pointers))

    def feed_end(self) -> None:
        """End of the samples: completes the last cycle."""
        self._check(library.lmb_dataset_feed_end(self._handle))

    def analyze(self, cell: "Optional[Cell]" = None) -> "Report":
        """Books, stages, and what can be said of the lithium left.

        cell: what is known of the cell; only parameters that were set count.
        """
        from .report import Report

        message = create_string_buffer(MESSAGE_BYTES)
        handle = c_void_p()
        known = cell._handle if cell is not None else None
        check(
            library.lmb_analyze(self._handle, known, byref(handle), message, MESSAGE_BYTES),
            message.value,
        )
        return Report._of(handle, self.files, cell.parameters_set() if cell is not None else {})

    def fit(
        self,
        cell: "Optional[Cell]" = None,
        free: Optional[Iterable[str]] = None,
        progress: Any = None,
    ) -> "Report":
        """Analyze, and fit parameters of the cell model to the record.

        cell: where the fit starts, and what it keeps; what was set counts as known.
        free: names of the parameters to fit; None: those of the law of CE_Li and ce_cathode, as
        far as they were not set.
        progress: called with simulated cycles done and in total (0: not known), also in forecasts
        of the report; raise in it to stop.
        """
        from .cell import Cell
        from .report import Report

        start = cell if cell is not None else Cell()
        names = None if free is None else list(free)
        ids = [_registry.find(PARAMETERS, name).id for name in names or []]
        array = None if names is None else (c_int32 * max(len(ids), 1))(*ids)
        message = create_string_buffer(MESSAGE_BYTES)
        handle = c_void_p()
        watched = watch(progress)
        with watched() as callback:
            library.lmb_dataset_set_progress(self._handle, callback, None)
            status = library.lmb_fit(
                self._handle, start._handle, array, len(ids), byref(handle), message, MESSAGE_BYTES
            )
            library.lmb_dataset_set_progress(self._handle, NO_PROGRESS, None)
        check(status, message.value)
        return Report._of(handle, self.files, start.parameters_set(), watched)

    def forecast(
        self,
        cell: "Optional[Cell]" = None,
        *,
        cycles: int,
        free: Optional[Iterable[str]] = None,
        conditions: "Optional[Cell]" = None,
    ) -> "Dataset":
        """Fit, then forecast the cycles behind the record: median and 90 % interval of each.

        conditions: what if the future is different; see Report.forecast().
        """
        return self.fit(cell, free).forecast(cycles, conditions)

    def save(self) -> bytes:
        """The table as bytes that every platform reads back."""
        return save(lambda *buffer: library.lmb_dataset_save(self._handle, *buffer))

    @classmethod
    def restore(cls, data: bytes) -> "Dataset":
        """The dataset that save() wrote."""
        dataset = cls()
        dataset._check(library.lmb_dataset_restore(dataset._handle, bytes(data), len(data)))
        return dataset

    def copy(self) -> "Dataset":
        """A dataset with the same columns and exclusions."""
        made = Dataset.restore(self.save())
        made.files = self.files
        return made

    __copy__ = copy

    def __deepcopy__(self, memo: Any) -> "Dataset":
        return self.copy()

    def __reduce__(self) -> Any:
        return Dataset.restore, (self.save(),), (None, {"files": self.files})

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The table as an Arrow stream, in a capsule: what is not known is null."""
        return _arrow.export(self._handle)

    def to_pandas(self) -> Any:
        """The table as a data frame of pandas."""
        import pandas

        return pandas.DataFrame(dict(self))

    def __len__(self) -> int:
        return int(library.lmb_dataset_cycles(self._handle))

    def __contains__(self, name: object) -> bool:
        q = COLUMNS.get(str(name))
        return q is not None and bool(library.lmb_dataset_has_column(self._handle, q.id))

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def keys(self) -> List[str]:
        """The names of the columns, so that dict(dataset) holds them."""
        return self.columns

    def __getitem__(self, name: str) -> Any:
        q = _registry.find(COLUMNS, name)
        if name not in self:
            check(c.ERROR_MISSING, f"the dataset has no column {name}".encode())
        read = library.lmb_dataset_get_column
        return copy_out(lambda to, n: read(self._handle, q.id, to, n, 1), len(self))

    def __setitem__(self, name: str, values: Iterable[Any]) -> None:
        q = _registry.find(COLUMNS, name)
        doubles, stride = borrow(values)
        self._check(
            library.lmb_dataset_set_column(
                self._handle, q.id, pointer(doubles), len(doubles), stride
            )
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name: str, value: Any) -> None:
        if not hasattr(type(self), name):
            raise unknown("column", name, COLUMNS)
        object.__setattr__(self, name, value)

    def __dir__(self) -> List[str]:
        absent = COLUMNS.keys() - set(self.columns)
        return [name for name in object.__dir__(self) if name not in absent]

    def __repr__(self) -> str:
        return f"<lmb.Dataset of {_summary.count(len(self), 'cycle')}: {', '.join(self.columns)}>"


def _text(value: c_char_p) -> str:
    return (value.value or b"").decode("utf-8", "replace")


def _prepare(dataset: Dataset, map: Mapping[str, str], limits: Mapping[str, int]) -> None:
    for column, heading in map.items():
        dataset._check(
            library.lmb_dataset_map(dataset._handle, column.encode(), heading.encode())
        )
    for name, value in limits.items():
        if name not in _LIMITS:
            raise unknown("limit", name, _LIMITS)
        dataset._check(library.lmb_dataset_set_limit(dataset._handle, _LIMITS[name], index(value)))


def _paths(source: Any) -> List[bytes]:
    try:
        return [os.fsencode(path) for path in ([source] if _is_path(source) else source)]
    except TypeError:
        raise TypeError(f"{type(source).__name__} is neither a path nor a table") from None


def _load(dataset: Dataset, source: Any) -> int:
    status = _arrow.load(dataset._handle, source)
    if status is None:
        raise TypeError(
            f"{type(source).__name__} is no table: there are no __arrow_c_stream__, no "
            "__arrow_c_array__, no columns"
        )
    return status


def _is_path(source: Any) -> bool:
    return isinstance(source, (str, bytes, os.PathLike))


def _read_source(dataset: Dataset, source: Any) -> Any:
    if not _is_path(source) and not hasattr(source, "read"):
        status = _arrow.load(dataset._handle, source)
        if status is not None:
            return status
    if hasattr(source, "read"):
        content = source.read()
        data = content.encode() if isinstance(content, str) else bytes(content)
        name = str(getattr(source, "name", "bytes"))
        dataset.files = (name,)
        return library.lmb_dataset_read_bytes(
            dataset._handle, name.encode(), data, len(data)
        )
    paths = _paths(source)
    dataset.files = tuple(os.fsdecode(path) for path in paths)
    return library.lmb_dataset_read_files(
        dataset._handle, (c_char_p * len(paths))(*paths), len(paths)
    )


def read(
    source: Any,
    *,
    map: Optional[Mapping[str, str]] = None,
    limits: Optional[Mapping[str, int]] = None,
    threads: int = 1,
    progress: Any = None,
) -> Dataset:
    """Read a cycler's file, or several that are one test in parts, or an open file; or a table:
    anything with Arrow's __arrow_c_stream__ or __arrow_c_array__, a data frame, a mapping of names
    to values. Of a table, columns are found as in a file, by names and values.

    map: which heading holds what, where detection is wrong or has nothing to go by, such as
    {"current": "-I:mA", "cycle": "#1"}; see lmb_dataset_map() in lmb.h.
    limits: line_bytes, columns, rows, cycles.
    threads: that read a big time series, 1 to 32; the result is the same.
    progress: called with bytes (of tables: rows) done and in total; raise in it to stop. True shows a bar of tqdm
    where that is installed.
    """
    dataset = Dataset()
    _prepare(dataset, map or {}, {**(limits or {}), "threads": threads})
    with watch(progress)() as callback:
        library.lmb_dataset_set_progress(dataset._handle, callback, None)
        status = _read_source(dataset, source)
    dataset._check(status)
    library.lmb_dataset_set_progress(dataset._handle, NO_PROGRESS, None)
    return dataset


_registry.add_properties(Dataset, COLUMNS, Dataset.__getitem__, Dataset.__setitem__)
