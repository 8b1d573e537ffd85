"""The binding against lmb.h: every function with its types, every constant with its value."""

import ctypes
import re
import unittest
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_uint64, c_void_p

from context import HEADER, lmb
from lmb import _library
from lmb._library import library as loaded

TYPES = {
    "void": None,
    "void *": c_void_p,
    "char *": c_char_p,
    "char **": POINTER(c_char_p),
    "double": c_double,
    "double *": POINTER(c_double),
    "int32_t": c_int32,
    "int32_t *": POINTER(c_int32),
    "int64_t": c_int64,
    "uint64_t": c_uint64,
    "uint64_t *": POINTER(c_uint64),
    "lmb_allocate_fn": _library.ALLOCATE,
    "lmb_progress_fn": _library.PROGRESS,
    "lmb_log_fn": _library.LOG,
    "struct *": c_void_p,  # of Arrow
}
for handle in ("lmb_cell", "lmb_dataset", "lmb_report"):
    TYPES[handle + " *"] = c_void_p
    TYPES[handle + " **"] = POINTER(c_void_p)


def header():
    text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(), flags=re.S)
    return re.sub(r"^\s*#.*$", "", text, flags=re.M)


def type_of(declaration):
    """The ctypes type of "const double *values", "int32_t" and the like."""
    words = re.sub(r"\bconst\b", "", declaration)
    stars = words.count("*")
    name = words.replace("*", " ").split()[0]
    return TYPES[name + (" " + "*" * stars if stars else "")]


def arguments_of(text):
    return [] if text.strip() == "void" else [type_of(part) for part in text.split(",")]


def functions():
    found = {}
    for result, name, arguments in re.findall(
        r"LMB_API\s+([\w\s*]+?)\b(lmb_\w+)\(([^)]*)\);", header()
    ):
        found[name] = (type_of(result), *arguments_of(arguments))
    return found


def callbacks():
    pattern = r"typedef\s+([\w\s*]+?)\(\*(lmb_\w+_fn)\)\(([^)]*)\);"
    return {
        name: (type_of(result), *arguments_of(arguments))
        for result, name, arguments in re.findall(pattern, header())
    }


def constants():
    found = {}
    for body in re.findall(r"enum\s*{([^}]*)}", header()):
        for name, value in re.findall(r"LMB_(\w+)\s*=\s*(-?\d+)", body):
            found[name] = int(value)
    return found


class Header(unittest.TestCase):
    def test_the_parser_sees_every_declaration(self):
        self.assertEqual(len(functions()), len(re.findall(r"\bLMB_API\b", header())))
        self.assertEqual(len(callbacks()), 3)

    def test_bound_functions_are_those_of_the_header(self):
        self.assertEqual(sorted(functions()), sorted(_library.PROTOTYPES))

    def test_types_are_those_of_the_header(self):
        for name, types in functions().items():
            with self.subTest(name):
                self.assertEqual(tuple(_library.PROTOTYPES[name]), types)

    def test_every_function_of_the_library_has_its_types(self):
        for name, (result, *arguments) in _library.PROTOTYPES.items():
            with self.subTest(name):
                function = getattr(loaded, name)
                self.assertIs(function.restype, result)
                self.assertEqual(list(function.argtypes), arguments)

    def test_callbacks_are_those_of_the_header(self):
        for name, (result, *arguments) in callbacks().items():
            with self.subTest(name):
                self.assertIs(TYPES[name]._restype_, result)
                self.assertEqual(list(TYPES[name]._argtypes_), arguments)

    def test_constants_are_those_of_the_header(self):
        known = constants()
        used = {
            name: value
            for name, value in vars(_library).items()
            if name.isupper() and isinstance(value, int)
        }
        self.assertGreater(len(used), 15)
        for name, value in used.items():
            with self.subTest(name):
                self.assertEqual(value, known[name])

    def test_ids_of_quantities_are_those_of_the_header(self):
        known = constants()
        for q in lmb.quantities():
            with self.subTest(q.name):
                prefix = "PARAM" if q.kind == "parameter" else q.kind.upper()
                self.assertEqual(known[f"{prefix}_{q.name.upper()}"], q.id)

    def test_every_quantity_of_the_header_is_registered(self):
        ids = {q.id for q in lmb.quantities()}
        for name, value in constants().items():
            if name.split("_")[0] in ("PARAM", "COLUMN", "RESULT", "DERIVED"):
                with self.subTest(name):
                    self.assertIn(value, ids)


class Loading(unittest.TestCase):
    def test_a_wrong_path_is_told(self):
        import os
        import subprocess
        import sys

        run = subprocess.run(
            [sys.executable, "-c", "import lmb"],
            env={**os.environ, "LMB_LIBRARY": "/nowhere/liblmb.so"},
            cwd=HEADER.parents[2] / "bindings" / "python",
            capture_output=True,
            text=True,
        )
        self.assertEqual(run.returncode, 1)
        self.assertIn("ImportError", run.stderr)
        self.assertIn("/nowhere/liblmb.so", run.stderr)
        self.assertIn("LMB_LIBRARY", run.stderr)

    def test_another_library_is_told(self):
        with self.assertRaisesRegex(ImportError, "not the liblmb of this binding"):
            _library._declare(ctypes.CDLL(None))


if __name__ == "__main__":
    unittest.main()
