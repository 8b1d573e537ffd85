"""What a cycler's record says, and does not say, about the lithium left in a cell.

    import lmb

    cell = lmb.Cell(np_ratio=1.5)
    report = lmb.read("record.csv").analyze(cell)
    print(report)

A Cell is a cell model, a Dataset a table of cycles, measured or simulated, and a Report what an
analysis found. Their attributes are the quantities of the library: see lmb.quantities().
"""

from ._detect import Detected, detect
from ._errors import AbsentFileError, Error, FileError, MissingError
from ._library import library
from ._mechanisms import Link, Mechanism, mechanism, mechanisms
from ._registry import Quantity, quantities
from .cell import Cell
from .dataset import Dataset, Remark, read
from .report import Caution, Estimate, Fitted, Report, Stage, audit, pool

__version__: str = library.lmb_version_string().decode()

__all__ = [
    "AbsentFileError",
    "Caution",
    "Cell",
    "Dataset",
    "Detected",
    "Error",
    "Estimate",
    "FileError",
    "Fitted",
    "Link",
    "Mechanism",
    "MissingError",
    "Quantity",
    "Remark",
    "Report",
    "Stage",
    "audit",
    "detect",
    "mechanism",
    "mechanisms",
    "pool",
    "quantities",
    "read",
]
