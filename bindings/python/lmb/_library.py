"""The shared library: where it is found, and the prototype of each of its functions."""

import ctypes
import ctypes.util
import os
import sys
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_double, c_int32, c_int64, c_uint64, c_void_p
from pathlib import Path
from typing import Any, Iterator, List

# The constants of lmb.h that are used here, without their LMB_. A test compares them.
OK = 0
ERROR_ARGUMENT = 10
ERROR_MEMORY = 20
ERROR_UNKNOWN = 40
ERROR_FILE = 60
ERROR_MISSING = 110
KIND_PARAMETER = 1
KIND_COLUMN = 2
KIND_RESULT = 3
KIND_DERIVED = 4
FLAG_LOWER_OPEN = 1
FLAG_UPPER_OPEN = 2
FLAG_MAY_BE_NAN = 4
FLAG_MEASURED = 16
EXCLUDE_AUTO = 0
EXCLUDE_YES = 1
EXCLUDE_NO = 2
LIMIT_LINE_BYTES = 1
LIMIT_COLUMNS = 2
LIMIT_ROWS = 3
LIMIT_CYCLES = 4
LIMIT_THREADS = 5

ALLOCATE = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_uint64)
PROGRESS = CFUNCTYPE(c_int32, c_void_p, c_uint64, c_uint64)
LOG = CFUNCTYPE(None, c_void_p, c_char_p, c_char_p)
DEFAULT_MEMORY = ALLOCATE(0)
NO_PROGRESS = PROGRESS(0)

_int = POINTER(c_int32)
_double = POINTER(c_double)
_size = POINTER(c_uint64)
_string = POINTER(c_char_p)
_handle = POINTER(c_void_p)

# Result, then arguments, in the order of lmb.h. A test reads lmb.h and compares.
PROTOTYPES = {
    "lmb_version": (c_int32,),
    "lmb_version_string": (c_char_p,),
    "lmb_status_name": (c_char_p, c_int32),
    "lmb_status_text": (c_char_p, c_int32),
    "lmb_quantity_at": (c_int32, c_int32),
    "lmb_quantity_find": (c_int32, c_int32, c_char_p),
    "lmb_quantity_name": (c_char_p, c_int32),
    "lmb_quantity_unit": (c_char_p, c_int32),
    "lmb_quantity_text": (c_char_p, c_int32),
    "lmb_quantity_kind": (c_int32, c_int32),
    "lmb_quantity_flags": (c_int32, c_int32),
    "lmb_quantity_range": (c_int32, c_int32, _double, _double, _double),
    "lmb_quantity_value_name": (c_char_p, c_int32, c_int32),
    "lmb_reason_name": (c_char_p, c_int32),
    "lmb_reason_text": (c_char_p, c_int32),
    "lmb_cell_new": (c_int32, ALLOCATE, c_void_p, _handle),
    "lmb_cell_place": (c_int32, c_void_p, c_uint64, _size, _handle),
    "lmb_cell_copy": (c_int32, c_void_p, _handle),
    "lmb_cell_free": (None, c_void_p),
    "lmb_cell_message": (c_char_p, c_void_p),
    "lmb_cell_set": (c_int32, c_void_p, c_int32, c_double),
    "lmb_cell_get": (c_int32, c_void_p, c_int32, _double),
    "lmb_cell_unset": (c_int32, c_void_p, c_int32),
    "lmb_cell_is_set": (c_int32, c_void_p, c_int32),
    "lmb_cell_set_ce_li_table": (c_int32, c_void_p, _double, c_int64),
    "lmb_cell_take_ce_li": (c_int32, c_void_p, c_void_p),
    "lmb_cell_simulate": (c_int32, c_void_p, c_int64, _handle, c_char_p, c_uint64),
    "lmb_cell_solve": (c_int32, c_void_p, c_int32, c_double, _double, c_char_p, c_uint64),
    "lmb_cell_sweep": (
        c_int32, c_void_p, _double, c_int32, _double, c_int32, _double, c_int32, c_int64, _handle,
        c_char_p, c_uint64,
    ),
    "lmb_cell_step": (c_int32, c_void_p),
    "lmb_cell_reset": (c_int32, c_void_p),
    "lmb_cell_save": (c_int32, c_void_p, c_void_p, c_uint64, _size),
    "lmb_cell_restore": (c_int32, c_void_p, c_void_p, c_uint64),
    "lmb_dataset_new": (c_int32, ALLOCATE, c_void_p, _handle),
    "lmb_dataset_place": (
        c_int32, c_void_p, c_uint64, _size, c_int64, _int, c_int32, _handle,
    ),
    "lmb_dataset_free": (None, c_void_p),
    "lmb_dataset_message": (c_char_p, c_void_p),
    "lmb_dataset_set_progress": (c_int32, c_void_p, PROGRESS, c_void_p),
    "lmb_dataset_set_log": (c_int32, c_void_p, LOG, c_void_p),
    "lmb_dataset_set_limit": (c_int32, c_void_p, c_int32, c_int64),
    "lmb_dataset_map": (c_int32, c_void_p, c_char_p, c_char_p),
    "lmb_dataset_read_files": (c_int32, c_void_p, _string, c_int32),
    "lmb_dataset_read_bytes": (c_int32, c_void_p, c_char_p, c_void_p, c_uint64),
    "lmb_dataset_import_arrow": (c_int32, c_void_p, c_void_p),
    "lmb_dataset_import_arrow_array": (c_int32, c_void_p, c_void_p, c_void_p),
    "lmb_dataset_export_arrow": (c_int32, c_void_p, c_void_p),
    "lmb_detect": (
        c_int32, _string, c_int32, _string, c_int32, c_int32, _string, _string, _double, c_char_p,
        c_uint64,
    ),
    "lmb_dataset_feed": (c_int32, c_void_p, c_int64, _double, _double, _double, _double, _double),
    "lmb_dataset_feed_end": (c_int32, c_void_p),
    "lmb_dataset_remark": (c_int32, c_void_p, c_int32, _string, _string),
    "lmb_dataset_cycles": (c_int64, c_void_p),
    "lmb_dataset_has_column": (c_int32, c_void_p, c_int32),
    "lmb_dataset_reserve": (c_int32, c_void_p, c_int64, _int, c_int32),
    "lmb_dataset_append": (c_int32, c_void_p, _int, _double, c_int32),
    "lmb_dataset_set_column": (c_int32, c_void_p, c_int32, _double, c_int64, c_int64),
    "lmb_dataset_get_column": (c_int32, c_void_p, c_int32, _double, c_int64, c_int64),
    "lmb_dataset_exclude": (c_int32, c_void_p, c_int64, c_int32),
    "lmb_dataset_save": (c_int32, c_void_p, c_void_p, c_uint64, _size),
    "lmb_dataset_restore": (c_int32, c_void_p, c_void_p, c_uint64),
    "lmb_analyze": (c_int32, c_void_p, c_void_p, _handle, c_char_p, c_uint64),
    "lmb_audit": (c_int32, c_void_p, _handle, c_char_p, c_uint64),
    "lmb_fit": (c_int32, c_void_p, c_void_p, _int, c_int32, _handle, c_char_p, c_uint64),
    "lmb_report_parameter": (
        c_int32, c_void_p, c_int32, _int, _double, _double, _double, _int, _double,
    ),
    "lmb_forecast": (c_int32, c_void_p, c_void_p, c_int64, _handle, c_char_p, c_uint64),
    "lmb_pool": (c_int32, _handle, c_int32, _handle),
    "lmb_report_free": (None, c_void_p),
    "lmb_report_value": (c_int32, c_void_p, c_int32, _double, _double, _double, _int),
    "lmb_report_table": (c_void_p, c_void_p),
    "lmb_report_warning": (c_int32, c_void_p, c_int32, _string, _string),
    "lmb_knowledge_at": (c_int32, c_int32),
    "lmb_knowledge_find": (c_int32, c_char_p),
    "lmb_knowledge_kind": (c_int32, c_int32),
    "lmb_knowledge_name": (c_char_p, c_int32),
    "lmb_knowledge_text": (c_char_p, c_int32),
    "lmb_knowledge_number": (c_int32, c_int32, _double, _double, _string),
    "lmb_knowledge_link": (c_int32, c_int32, _int, _int, _int, _int, _string),
    "lmb_knowledge_path": (c_int32, c_int32, c_int32, _int, c_int32, _int),
}

_FILES = {"darwin": "liblmb.0.dylib", "win32": "lmb-0.dll"}


def _candidates() -> Iterator[str]:
    """Where the library may be: named by LMB_LIBRARY, or else here, or else known to the loader."""
    named = os.environ.get("LMB_LIBRARY")
    if named:
        yield named
        return
    name = _FILES.get(sys.platform, "liblmb.so.0")
    beside = Path(__file__).parent / name
    if beside.exists():
        yield str(beside)
    yield name
    found = ctypes.util.find_library("lmb")
    if found:
        yield found


def _load() -> ctypes.CDLL:
    reasons: List[str] = []
    for path in _candidates():
        try:
            return ctypes.CDLL(path)
        except OSError as error:
            reasons.append(str(error))
    raise ImportError(
        "the shared library of liblmb cannot be loaded; install it, or set the environment "
        f"variable LMB_LIBRARY to its path ({'; '.join(reasons)})"
    )


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    for name, (result, *arguments) in PROTOTYPES.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            path = library._name
            raise ImportError(f"{path} is not the liblmb of this binding: no {name}") from None
        function.restype = result
        function.argtypes = arguments
    return library


library: Any = _declare(_load())
