#!/usr/bin/env python3
"""Reading and counting a big time series, beside other readers on the same file in the same run.

    compare_readers.py BENCHMARK_READER [--rows 10000000] [--repeats 3] [--folder DIR]

Prints one table. Each program runs by itself, in turn, `repeats` times; the best time of each
counts. Times are the program's own, of the reading alone: wall clock and processor. What is not
installed is left out and named (Debian: r-cran-data.table, python3-pandas). The last table is the
speed of each dialect of the shared samples, written larger by their own script; without the shared
folder it is left out.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FREAD = """
suppressMessages(library(data.table)); setDTthreads(1)
s <- system.time(d <- fread(commandArgs(TRUE)[1], showProgress = FALSE))
stopifnot(getDTthreads() == 1, nrow(d) == as.integer(commandArgs(TRUE)[2]))
cat(sprintf('{"wall": %f, "cpu": %f}\\n', s[["elapsed"]], s[["user.self"]] + s[["sys.self"]]))
"""
PANDAS = """
import json, sys, time
import pandas
wall, cpu = time.perf_counter(), time.process_time()
d = pandas.read_csv(sys.argv[1])
sums = d.groupby("Cycle Count / 1")["Current / A"].sum()
took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
assert len(d) == int(sys.argv[2]) and len(sums) == (len(d) + 999) // 1000
print(json.dumps(took))
"""


def run(command):
    """What a program prints as its last line, and its peak memory in MB; None: it failed."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out = process.stdout.read()
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        sys.exit(f"{command[0]} failed: {error.strip()}")
    return {"peak": usage.ru_maxrss / 1e3} | json.loads(out.splitlines()[-1])


def has(*command):
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def peers(reader, file, rows):
    """Name to command; and the names of those that are not here."""
    there = {"memory to memory, 1 MiB at a time": [reader, "copy", file],
             "liblmb": [reader, "read", file],
             "liblmb, 2 threads": [reader, "read", file, "2"]}
    absent = []
    if has("Rscript", "-e", "library(data.table)"):
        there["data.table::fread, 1 thread"] = ["Rscript", "-e", FREAD, file, str(rows)]
    else:
        absent.append("data.table::fread")
    python = next((p for p in (sys.executable, "/usr/bin/python3")
                   if has(p, "-c", "import pandas")), None)
    if python:
        there["pandas.read_csv and groupby"] = [python, "-c", PANDAS, file, str(rows)]
    else:
        absent.append("pandas")
    return there, absent


def best_of(commands, repeats):
    best = {}
    for _ in range(repeats):
        for name, command in commands.items():
            new = run(command)
            old = best.get(name, new)
            best[name] = {key: min(new[key], old[key]) for key in ("wall", "cpu", "peak")}
    return best


def print_series(reader, folder, rows, repeats):
    file = os.path.join(folder, "series.csv")
    subprocess.run([reader, "write", file, str(rows)], check=True)
    size = os.path.getsize(file) / 1e6
    commands, absent = peers(reader, file, rows)
    best = best_of(commands, repeats)
    own = best["liblmb"]
    print(f"{rows} rows, 7 columns, {size:.0f} MB; best of {repeats}\n")
    print("| reader | wall, s | processor, s | MB/s | peak, MB | times liblmb: wall, processor |")
    print("|---|---|---|---|---|---|")
    for name, b in best.items():
        print(f"| {name} | {b['wall']:.3f} | {b['cpu']:.3f} | {size / b['wall']:.0f} "
              f"| {b['peak']:.1f} | {b['wall'] / own['wall']:.2f}, {b['cpu'] / own['cpu']:.2f} |")
    for name in absent:
        print(f"| {name} | not installed | | | | |")
    os.remove(file)


def print_dialects(reader, folder, repeats):
    script = pathlib.Path(__file__).resolve().parents[2] / "shared/formats/make_samples.py"
    if not script.exists():
        print("\nDialects: the shared samples are not here.")
        return
    text, many = re.subn(r"^CYC=.*$", "CYC=[(2e-3,1.98e-3)]*300", script.read_text(), flags=re.M)
    text, more = re.subn(r"n=n\)", "n=40*n)", text)
    text, third = re.subn(r"for ci in \(1,2,3\):", "for ci in range(1,301):", text)
    assert (many, more, third) == (1, 1, 1), "the script of the samples has changed"
    path = os.path.join(folder, "make_samples.py")
    pathlib.Path(path).write_text(text)
    subprocess.run([sys.executable, path], check=True, capture_output=True)
    print("\n| dialect | MB | MB/s | peak, MB |\n|---|---|---|---|")
    for file in sorted(os.listdir(folder)):
        size = os.path.getsize(os.path.join(folder, file)) / 1e6
        if size < 1 or file.startswith(("truth", "make")):
            continue
        best = best_of({file: [reader, "read", os.path.join(folder, file)]}, repeats)[file]
        print(f"| {file} | {size:.0f} | {size / best['wall']:.0f} | {best['peak']:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("reader", help="the program benchmark_reader")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", help="for the files; a temporary one if not given")
    a = parser.parse_args()
    folder = tempfile.mkdtemp(dir=a.folder)
    try:
        print_series(a.reader, folder, a.rows, a.repeats)
        print_dialects(a.reader, folder, a.repeats)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
