#!/usr/bin/env python3
"""Count what meson ran: summarize.py NAME=BUILD_FOLDER...

Every line "ok" or "not ok" of a test program is a test; a program without such lines is one test.
A program that ends early, or badly without saying which test failed, is one failure more.
The last line printed is "N passed, N failed", with ", N skipped" where there are some.
"""

import json
import pathlib
import re
import sys

LINE = re.compile(r"^(ok|not ok)\b[ \d]*(?:- )?(.*)$")
# cmocka says why after it said that a test failed.
AFTERTHOUGHT = re.compile(r"^(not ok .*)\n((?:# .*\n)*?# .*(?:error: |exception).*)$", re.M)
PLAN = re.compile(r"^1\.\.(\d+)$")
SKIP = 77


class Counts:
    def __init__(self):
        self.passed, self.failed, self.skipped, self.programs = 0, [], [], 0

    def fail(self, where, case, notes):
        self.failed.append((where, case, notes[-6:]))


def read_lines(counts, where, text):
    """Count the lines of one program; how many there were, were planned, and failed."""
    seen, planned, failed, notes = 0, 0, 0, []
    for line in AFTERTHOUGHT.sub(r"\2\n\1", text).splitlines():
        plan, found = PLAN.match(line), LINE.match(line)
        if plan:
            planned += int(plan[1])
        elif not found:
            notes.append(line)
        if not found:
            continue
        seen += 1
        case = found[2]
        if "# SKIP" in line:
            counts.skipped.append((where, case.replace("# SKIP", "").strip()))
        elif found[1] == "ok":
            counts.passed += 1
        else:
            failed += 1
            counts.fail(where, case, notes)
        notes = []
    return seen, planned, failed, notes


def read_program(counts, build, test):
    where = f"{build}: {test['name']}"
    output = test.get("stdout", "")
    counts.programs += 1
    if test["returncode"] == SKIP:
        counts.skipped.append((where, output.strip().removeprefix("# ")))
        return
    seen, planned, failed, notes = read_lines(counts, where, output)
    notes += test.get("stderr", "").splitlines()
    if seen < planned:
        counts.fail(where, f"ended after {seen} of {planned} tests", notes)
    elif test["result"] not in ("OK", "EXPECTEDFAIL") and not failed:
        counts.fail(where, f"{test['result']}, exit code {test['returncode']}", notes)
    elif not seen:
        counts.passed += 1


def main():
    counts = Counts()
    for argument in sys.argv[1:]:
        build, folder = argument.split("=", 1)
        log = pathlib.Path(folder) / "meson-logs" / "testlog.json"
        tests = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        if not tests:
            counts.fail(build, "no test was run", [])
        for test in tests:
            read_program(counts, build, test)
    for where, case in counts.skipped:
        print(f"skipped  {where}: {case}")
    for where, case, notes in counts.failed:
        print(f"FAILED   {where}: {case}")
        for note in notes:
            print("        ", note)
    skipped = f", {len(counts.skipped)} skipped" if counts.skipped else ""
    print(f"{counts.programs} test programs in {len(sys.argv) - 1} builds")
    print(f"{counts.passed} passed, {len(counts.failed)} failed{skipped}")
    return 1 if counts.failed else 0


if __name__ == "__main__":
    sys.exit(main())
