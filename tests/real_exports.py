#!/usr/bin/env python3
"""Real exports against the capacity counters that they carry: real_exports.py PROGRAM SHARED

Reads every text export of SHARED/data that holds current and time, twice: as it is, and with its
counters hidden, so that the reader has to integrate. This program adds up the file's own counters
by itself, by the scope that exports.py gives each file, and prints a table (Markdown). A difference
beyond 0.1 % must lie within what the samples leave open (`open`: the current between two samples of
a step may lie anywhere between both, at borders of steps anywhere up to the larger of both, and
within half of its last digit), or have its reason and limit there. Without the data: skipped.
"""

import csv
import datetime
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from exports import EXPORTS, LIMIT

SKIP = 77


# --- the file by itself ---------------------------------------------------------------------------

def seconds(text):
    """s of a clock, with days, or of a date."""
    clock = re.fullmatch(r"\s*(?:(\d+)d\s+)?(\d+):(\d+):([\d.]+)\s*", text)
    if clock:
        day, hour, minute, second = clock.groups()
        return (int(day or 0) * 24 + int(hour)) * 3600 + int(minute) * 60 + float(second)
    return datetime.datetime.strptime(text, "%m/%d/%Y %H:%M:%S.%f").timestamp()


def number(text, export):
    text = text.strip()
    if export.comma:
        text = text.replace(",", ".")
    return float(text.replace(",", ""))


def rows_of(export, text):
    """Rows by heading, from every line of headings on."""
    heads = None
    record = "" if export.nested else export.current
    needed = [name for name in (export.charge, record, export.cycle) if name]
    for row in csv.reader(text.splitlines(), delimiter=export.delimiter):
        names = [name.strip() for name in row]
        if all(name in names for name in needed):
            heads = {}
            for place, name in enumerate(names):
                heads.setdefault(name, place)
            yield None
        elif heads:
            row = {name: row[place] for name, place in heads.items() if place < len(row)}
            if row.get(export.charge or export.current, "").strip():
                if not export.nested or row[export.cycle].strip():
                    yield row


@dataclass
class Sample:
    part: int
    cycle: str
    step: tuple
    time: float
    current: float
    counter: tuple


def samples_of(export, text):
    scale, part, made = (1e-3 if export.milli else 1.0), 0, []
    for row in rows_of(export, text):
        if row is None:
            part += 1
            continue
        try:
            made.append(sample_of(export, row, part, scale))
        except (KeyError, ValueError):
            continue  # a row without numbers where they belong
    latest, kept = {}, []
    for one in made:  # not those that repeat a row of long before
        if one.time >= latest.get(one.part, one.time) or export.scope != "net":
            kept.append(one)
            latest[one.part] = one.time
    return kept


def sample_of(export, row, part, scale):
    time, current = 0.0, 0.0
    if export.time and not export.nested:
        try:
            time = number(row[export.time], export) / export.hour
        except ValueError:
            time = seconds(row[export.time]) / 3600
        current = number(row[export.current], export) * scale
    if export.state and row[export.state] == "D":
        current = -abs(current)
    cycle = float(row[export.cycle]) if row.get(export.cycle, "").strip() else None
    unit = 1e-3 if "mA" in export.charge else 1 / 3600 if export.charge.endswith("/C") else 1.0
    counter = tuple(number(row[name], export) * unit if name and row[name].strip() else 0.0
                    for name in (export.charge, export.discharge))
    step = row.get(export.step, "").strip() if export.step else (current > 0) - (current < 0)
    return Sample(part, cycle, (part, cycle, step), time, current, counter)


def runs(samples, key):
    """Consecutive samples with one key."""
    run = []
    for sample in samples:
        if run and key(sample) != key(run[-1]):
            yield run
            run = []
        run.append(sample)
    if run:
        yield run


def counted(export, samples, begins):
    """[charge, discharge] of each cycle by the file's counters."""
    both, last, table = export.charge == export.discharge, samples[0].counter, []
    first, part = begins == "first", samples[0].part
    if not first and export.scope != "net":
        last = (0.0, 0.0)
    for cycle in runs(samples, lambda one: (one.part, one.cycle)):
        amount = [0.0, 0.0]
        for step in runs(cycle, lambda one: one.step):
            side = sum(one.current for one in step) < 0
            for one in step if export.scope in ("net", "falls") else []:
                for i in (0, 1) if export.scope == "falls" else [0]:
                    change = one.counter[i] - (last[i] if one.part == part else one.counter[i])
                    if export.scope == "net":
                        amount[change < 0] += abs(change)
                    else:
                        amount[i] += change if change >= 0 else one.counter[i]
                last, part = one.counter, one.part
            if export.scope in ("step", "some"):
                for i in ([int(side)] if both else [0, 1]):
                    goes_on = export.scope == "some" and step[0].counter[i] >= last[i]
                    amount[i] += step[-1].counter[i] - (last[i] if goes_on or first else 0.0)
                last, first = step[-1].counter, False
        if export.scope in ("cycle", "never"):
            amount = [cycle[-1].counter[i] - last[i] for i in (0, 1)]
            last = cycle[-1].counter if export.scope == "never" else (0.0, 0.0)
        table.append(amount)
    return table


def left_open(samples):
    """Ah of each cycle that the samples do not tell: see above; mostly by the last digit."""
    digits = sorted({abs(one.current) for one in samples})
    finest = min((b - a for a, b in zip(digits, digits[1:])), default=0.0)
    table, last, digits = [], None, 0.0
    for cycle in runs(samples, lambda one: (one.part, one.cycle)):
        amount = 0.0
        for one in cycle:
            dt = one.time - last.time if last else 0.0
            if dt > 0 and one.part == last.part and one.step == last.step:
                digits += dt * finest / 2
                amount += dt * (abs(one.current - last.current) + finest) / 2
            elif dt > 0 and one.part == last.part:
                amount += dt * max(abs(one.current), abs(last.current))
            last = one
        table.append(amount)
    return table, digits > 0.5 * sum(table)


# --- the file by the reader ----------------------------------------------------------------------

def read(program, path):
    done = subprocess.run([program, "cycles", str(path), "--csv"], capture_output=True, check=False)
    if done.returncode:
        return None, done.stderr.decode("latin-1").strip()
    rows = list(csv.DictReader(done.stdout.decode().splitlines()))
    return [[float(row.get("charge_capacity") or "nan"),
             float(row.get("discharge_capacity") or "nan")] for row in rows], ""


def hidden(data, export):
    """The bytes of the file with its counters under names that nobody knows."""
    lines, names = data.split(b"\n"), [export.current, export.time]
    for i, line in enumerate(lines):
        if (export.nested and i < 3) or all(name.encode("latin-1") in line for name in names):
            lines[i] = re.sub(
                rb"(?i)[^,;\t]*(capacity|cap\.|amp-hr|mA\.h|/C\b|ah\[|Ah-|Energy|watt|amphr|_ah\b"
                rb"|Ener)[^,;\t\r]*", b"unknown", line)
    return b"\n".join(lines)


def difference(found, own, digit, slack=None):
    """(largest relative difference of a cycle, the same of what exceeds the slack)."""
    largest = max((max(pair) for pair in own), default=0.0)
    worst = [0.0, 0.0]
    for k, pair in enumerate(own):
        for i, value in enumerate(pair):
            gap = abs(found[k][i] - value)
            if value != value or not gap:
                continue
            base = max(value, 0.1 * largest, digit)
            for j, beyond in enumerate((gap, gap if slack is None else max(0.0, gap - slack[k]))):
                worst[j] = max(worst[j], beyond / base if base else float("inf") if beyond else 0.0)
    return worst


def align(table, own, extra):
    """A leading rest that the reader leaves out; a record without cycles, as a whole."""
    if len(own) == len(table) + 1 and max(own[0]) == 0:
        own, extra = own[1:], extra[1:]
    if len(own) == 1 and len(table) > 1:
        table = [[sum(row[i] for row in table) for i in (0, 1)]]
    return table, own, extra


def percent(value):
    return "-" if value is None else f"{float(f'{100 * value:.2g}'):g} %" if value > 1e-12 else "0"


def examine(program, root, export, temporary):
    """(line of the table, what is wrong)."""
    data = (root / export.path).read_bytes()
    table, message = read(program, root / export.path)
    name = export.path.split("/")[1]
    if export.refused:
        wrong = [] if table is None and export.refused in message else ["is not refused"]
        return [name, "", "", export.traits, "", "", "", f"refused: {export.refused}"], wrong
    if table is None:
        return [name, "", "", export.traits, "", "", "", message], [message]
    text = data.decode("utf-8-sig" if data[:3] == b"\xef\xbb\xbf" else "latin-1")
    samples = samples_of(export, text)
    line = [name, f"{len(samples):,}", str(len(table)), export.traits]
    if not samples:
        return line + ["", "", "", ""], ["no rows found"]
    if not export.charge:
        return line + ["-", "-", "-", export.why or "no counters"], []
    wrong, integral, beyond, same = [], None, 0.0, False
    slack, digits = left_open(samples)
    cycles = len(table)
    table, own, slack = align(table, counted(export, samples, export.begins), slack)
    if len(table) != len(own):
        return line + ["", "", "", ""], [f"{cycles} cycles read, {len(own)} in the file"]
    reported = difference(table, own, export.digit)[0]
    if export.time:  # not a table of cycles
        copy = temporary / name
        copy.write_bytes(hidden(data, export))
        by_current, message = read(program, copy)
        if by_current is None:
            return line + ["", "", "", ""], [message]
        within = counted(export, samples, "zero" if export.nested else "first")
        by_current, within, _ = align(by_current, within, slack)
        integral, beyond = difference(by_current, within, export.digit, slack)
        same = by_current == table
    share = max((s / max(max(pair), 0.1 * max(map(max, own)), export.digit, 1e-300)
                 for s, pair in zip(slack, own)), default=0.0)
    share = share if integral and not export.nested else None
    if beyond > max(LIMIT, export.limit):
        wrong.append(f"integral {percent(integral)}, beyond what is open {percent(beyond)}")
    if reported > export.reported and not same:
        wrong.append(f"reported {percent(reported)}")
    why = export.why or ("" if not integral or integral <= LIMIT else
                         "the current's last digit" if digits else "between samples")
    shown = "as the integral" if same else percent(reported)
    return line + [percent(integral), percent(share), shown, why], wrong


def main():
    program = sys.argv[1]
    root = pathlib.Path(os.environ.get("LMB_SHARED") or sys.argv[2]) / "data"
    if not root.is_dir():
        print("# the shared data are not present")
        return SKIP
    bad = 0
    print("| file | rows | cycles | traits | integral | open | reported | why |\n"
          "|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        for export in EXPORTS:
            line, wrong = examine(program, root, export, pathlib.Path(temporary))
            print("| " + " | ".join(line) + " |", flush=True)
            for what in wrong:
                print(f"{export.path}: {what}", file=sys.stderr)
            bad += bool(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
