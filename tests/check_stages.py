#!/usr/bin/env python3
"""The stages are run as tests/work_through.py promises: check_stages.py WORK_THROUGH."""

import os
import pathlib
import subprocess
import sys
import tempfile

STAGES = {
    "good": "echo '2 passed, 0 failed, 1 skipped'",
    "bad": "echo '1 passed, 1 failed'; exit 1",
    "silent": "echo 'all is well'",
    "empty": "echo '0 passed, 0 failed'",
    "liar": "echo '3 passed, 0 failed'; exit 1",
    "slow": "sleep 60 & echo $! >slow.pid; echo '1 passed, 0 failed'; wait",
    "long": "touch long.ran; echo '1 passed, 0 failed'",
}
BUDGETS = {"slow": 1, "long": 100}


def alive(pid):
    state = pathlib.Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


class Frame:
    """A folder of stages, and what running some of them printed."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        for name, body in STAGES.items():
            (self.folder / f"{name}.sh").write_text(f"# Budget: {BUDGETS.get(name, 10)} s\n{body}\n")
        self.order(STAGES)

    def order(self, names):
        (self.folder / "order").write_text("\n".join(names) + "\n")

    def run(self, *arguments):
        done = subprocess.run([sys.executable, self.program, self.folder, "50", *arguments],
                              cwd=self.folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()


def check(frame):
    """Each promise with whether it is kept."""
    code, lines = frame.run("--before", "quick=2=40 passed, 0 failed")
    ends = {line.split()[0]: line for line in lines[lines.index("== what ran, and what did not"):]}
    yield "the last line is the sum of what ran", lines[-1] == "47 passed, 5 failed, 1 skipped"
    yield "a failure gives exit code 1", code == 1
    yield "what ran before is listed", "40 passed, 0 failed" in ends["quick"]
    yield "a stage without counts fails", "without its counts" in ends["silent"]
    yield "a stage that tested nothing fails", "tested nothing" in ends["empty"]
    yield "an exit code is believed", "exit code 1" in ends["liar"]
    yield "a stage is ended after its budget", "budget of 1 s" in ends["slow"]
    yield "what it started is ended too", not alive((frame.folder / "slow.pid").read_text().strip())
    yield ("a stage that does not fit is not started",
           "did not run" in ends["long"] and not (frame.folder / "long.ran").exists())
    code, lines = frame.run("good")
    yield "a good stage alone passes", code == 0 and lines[-1] == "2 passed, 0 failed, 1 skipped"
    code, lines = frame.run("none")
    yield "an unknown stage fails", code == 1 and lines[-1] == "0 passed, 1 failed"
    frame.order([name for name in STAGES if name != "bad"])
    code, lines = frame.run("good")
    yield "a stage left out of the order fails", code == 1 and lines[-1] == "0 passed, 1 failed"


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        frame = Frame(os.path.abspath(sys.argv[1]), folder)
        for number, (promise, kept) in enumerate(check(frame), 1):
            print(f"{'ok' if kept else 'not ok'} {number} - {promise}")
            failed += not kept
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
