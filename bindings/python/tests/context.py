"""Finds the package beside the tests, so that they run from any folder."""

import os
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parents[2]
HEADER = ROOT / "include" / "lmb" / "lmb.h"
sys.path.insert(0, str(TESTS.parent))

import lmb  # noqa: E402

try:
    import numpy
except ImportError:
    numpy = None

try:
    import matplotlib
except ImportError:
    matplotlib = None


def program():
    """The command line lmb: what LMB_PROGRAM names, or the one of the library's build folder."""
    build = Path(os.environ.get("LMB_LIBRARY", "")).resolve().parent.parent
    path = os.environ.get("LMB_PROGRAM") or build / "examples" / "lmb"
    return str(path) if Path(path).is_file() else None


__all__ = ["HEADER", "ROOT", "TESTS", "lmb", "matplotlib", "numpy", "program"]
