#!/usr/bin/env python3
"""Run the stages in their order until the time is used.

work_through.py FOLDER SECONDS [--before NAME=SECONDS=COUNTS] [STAGE...]

FOLDER holds NAME.sh, each with a line "# Budget: N s", and the file `order` that lists the names.
A stage whose budget does not fit in what is left of SECONDS is not started; one that takes longer
than its budget is ended and is a failure. A stage says "N passed, N failed[, N skipped]" in its
last line; a stage that does not, or whose exit code says otherwise, is a failure more.
--before takes in what ran already. The last line is the sum over what ran.
"""

import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

COUNTS = re.compile(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?")
BUDGET = re.compile(r"^# Budget: (\d+) s\b", re.M)


class Ran:
    """What a stage did: its counts, and what is wrong with them."""

    def __init__(self, name, seconds, last_line, exit_code=None, trouble=""):
        found = COUNTS.fullmatch(last_line)
        self.name, self.seconds, self.trouble = name, seconds, trouble
        self.passed, self.failed, self.skipped = (int(n or 0) for n in found.groups()) \
            if found else (0, 0, 0)
        if not trouble and not found:
            self.trouble = "ended without its counts"
        elif not trouble and not self.passed + self.failed + self.skipped:
            self.trouble = "tested nothing"
        elif not trouble and exit_code and not self.failed:
            self.trouble = f"exit code {exit_code}"
        if self.trouble:
            self.failed += 1

    def __str__(self):
        why = f" ({self.trouble})" if self.trouble else ""
        return (f"{self.name:<12} ran {self.seconds:5.0f} s   "
                f"{said(self.passed, self.failed, self.skipped)}{why}")


def said(passed, failed, skipped):
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def end(process):
    """End a stage with all that it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def give_up(reason):
    print(f"{reason}\n0 passed, 1 failed")
    sys.exit(1)


def run(folder, name, budget):
    log = pathlib.Path("build-test") / f"stage-{name}.log"
    log.parent.mkdir(exist_ok=True)
    begun, trouble = time.monotonic(), ""
    with open(log, "wb") as output:
        process = subprocess.Popen(["bash", folder / f"{name}.sh"], stdin=subprocess.DEVNULL,
                                   stdout=output, stderr=subprocess.STDOUT,
                                   start_new_session=True)
        try:
            process.wait(budget)
        except subprocess.TimeoutExpired:
            trouble = f"ended after its budget of {budget} s"
        finally:
            end(process)
    lines = log.read_text(errors="replace").splitlines()
    print("\n".join(lines), flush=True)
    return Ran(name, time.monotonic() - begun, lines[-1] if lines else "", process.returncode,
               trouble)


def read_stages(folder, order):
    """Budgets by name, in the order; nothing may be left out of it."""
    scripts = {path.stem: path.read_text() for path in folder.glob("*.sh")}
    if sorted(order) != sorted(scripts):
        give_up(f"{folder}/order does not list what is there: "
                f"{', '.join(sorted(set(order) ^ set(scripts))) or 'a name twice'}")
    budgets = {name: BUDGET.search(scripts[name]) for name in order}
    for name, budget in budgets.items():
        if not budget:
            give_up(f"{folder}/{name}.sh has no line \"# Budget: N s\"")
    return {name: int(budget[1]) for name, budget in budgets.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--before", action="append", default=[])
    parser.add_argument("stage", nargs="*")
    given = parser.parse_args()
    stages = read_stages(given.folder, (given.folder / "order").read_text().split())
    for name in given.stage:
        if name not in stages:
            give_up(f"There is no stage {name}; there are {', '.join(stages)}.")
    ran, left_out = [], []
    for before in given.before:
        name, seconds, counts = before.split("=", 2)
        ran.append(Ran(name, float(seconds), counts))
    begun = time.monotonic() - sum(part.seconds for part in ran)
    for name in given.stage or stages:
        left = given.seconds - (time.monotonic() - begun)
        if stages[name] > left:
            left_out.append(f"{name:<12} did not run: it may take {stages[name]} s, "
                            f"{max(left, 0):.0f} s of {given.seconds:.0f} s were left")
            continue
        print(f"== stage {name}, at most {stages[name]} s", flush=True)
        ran.append(run(given.folder, name, stages[name]))
    print("== what ran, and what did not")
    for line in [str(part) for part in ran] + left_out:
        print(line)
    failed = sum(part.failed for part in ran)
    print(said(sum(part.passed for part in ran), failed, sum(part.skipped for part in ran)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
