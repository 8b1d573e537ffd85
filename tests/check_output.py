#!/usr/bin/env python3
"""A program prints what it should: check_output.py EXPECTED PROGRAM ARGUMENT...

EXPECTED is a file of the lines that must be printed, in this order. In a line, {A..B} stands for
a number from A to B. A file that ends in .csv must be met byte for byte.
"""

import pathlib
import re
import subprocess
import sys

RANGE = re.compile(r"\{(-?[0-9.]+)\.\.(-?[0-9.]+)\}")
NUMBER = r"(-?[0-9.]+(?:e-?[0-9]+)?)"


def pattern(line):
    """The line as a regular expression, and the ranges of its numbers."""
    ranges = [(float(low), float(high)) for low, high in RANGE.findall(line)]
    return re.escape(RANGE.sub("\0", line)).replace("\0", NUMBER), ranges


def agrees(line, expected):
    expression, ranges = pattern(expected)
    found = re.fullmatch(expression, line)
    return found is not None and all(
        low <= float(number) <= high for number, (low, high) in zip(found.groups(), ranges))


def main():
    expected = pathlib.Path(sys.argv[1])
    run = subprocess.run(sys.argv[2:], capture_output=True, check=False)
    sys.stderr.write(run.stderr.decode())
    if run.returncode != 0:
        print(f"not ok 1 - exit code {run.returncode}")
        return 1
    if expected.suffix == ".csv":
        same = run.stdout == expected.read_bytes()
        print("ok 1 - the same bytes" if same else f"not ok 1 - differs from {expected}")
        return 0 if same else 1
    lines = run.stdout.decode().splitlines()
    for wanted in expected.read_text().splitlines():
        while lines and not agrees(lines[0], wanted):
            print("#", lines.pop(0))
        if not lines:
            print(f"not ok 1 - there is no line: {wanted}")
            return 1
        lines.pop(0)
    print("ok 1 - prints what it should")
    return 0


if __name__ == "__main__":
    sys.exit(main())
