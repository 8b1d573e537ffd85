#!/usr/bin/env python3
"""The tests of the Python binding, one line each: run_python.py FOLDER_OF_THE_BINDING"""

import sys
import unittest


class Lines(unittest.TextTestResult):
    """Prints the Test Anything Protocol."""

    def line(self, verdict, test, note=""):
        print(f"{verdict} {self.testsRun} - {test.id()}{note}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line("ok", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line("ok", test, f" # SKIP {reason}")

    def explain(self, test, error):
        for text in self._exc_info_to_string(error, test).splitlines():
            print("#", text)
        self.line("not ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.explain(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.explain(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.explain(subtest, err)


def main():
    folder = sys.argv[1]
    sys.path.insert(0, folder)
    suite = unittest.defaultTestLoader.discover(folder + "/tests", top_level_dir=folder + "/tests")
    if suite.countTestCases() == 0:
        print("not ok 1 - there are no tests")
        return 1
    runner = unittest.TextTestRunner(resultclass=Lines, verbosity=0)
    return 0 if runner.run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
