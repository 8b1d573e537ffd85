"""Every snippet of doc/python.md and of the docstrings runs."""

import doctest
import sys
import unittest

from context import ROOT, lmb


class Guide(unittest.TestCase):
    def test_snippets(self):
        found = doctest.testfile(
            str(ROOT / "doc" / "python.md"), module_relative=False, optionflags=doctest.ELLIPSIS
        )
        self.assertEqual(found.failed, 0)
        self.assertGreater(found.attempted, 20)


class Docstrings(unittest.TestCase):
    def test_examples(self):
        attempted = 0
        for module in (lmb.cell, lmb.dataset, lmb.report, sys.modules["lmb._mechanisms"]):
            found = doctest.testmod(module)
            self.assertEqual(found.failed, 0)
            attempted += found.attempted
        self.assertGreater(attempted, 5)


if __name__ == "__main__":
    unittest.main()
