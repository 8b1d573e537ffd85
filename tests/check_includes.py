#!/usr/bin/env python3
"""The shape of lib/: check_includes.py SOURCE_ROOT COMPILER INCLUDE...

Includes run one way between the rooms, every .c file includes its own header first, and names
at file scope are unique, so that one file can hold the whole library.
"""

import pathlib
import re
import subprocess
import sys

# What each room may include besides itself.
ROOMS = {
    "base": set(),
    "inventory": {"base"},
    "design": {"base", "inventory"},
    "table": {"base"},
    "reader": {"base", "table"},
    "ce": {"base", "table"},
    "stage": {"base", "table", "ce"},
    "estimate": {"base", "table", "ce", "stage", "inventory"},
    "mechanism": {"base"},
}
ROOMS["api"] = set(ROOMS)
STANDARD = {"float.h", "limits.h", "stdarg.h", "stddef.h", "stdint.h", "stdlib.h", "string.h"}
# The one room that opens files, reads them by threads, and has loops for one kind of machine.
FILES_IN = {"reader": {"stdio.h", "sys/stat.h", "unistd.h", "errno.h", "pthread.h",
                        "immintrin.h"}}

CLASH = re.compile("redefin|redeclar|conflicting")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def includes(path):
    return INCLUDE.findall(path.read_text())


def wrong_room(room, kind, name):
    """Why this include is wrong in this room, or None."""
    if kind == "<":
        allowed = STANDARD | FILES_IN.get(room, set())
        if name.startswith("lmb/") or name in allowed:
            return None
        return "is not among the headers this room uses"
    target = name.split("/")[0]
    if "/" not in name:
        return "is not written from the lib/ root"
    if target == room or target in ROOMS.get(room, set()):
        return None
    return f"goes up: {room} may not include {target}"


def check_directions(lib):
    problems = []
    for path in sorted(lib.glob("*/*.[ch]")):
        room = path.parent.name
        if room not in ROOMS:
            problems.append(f"{path}: there is no room {room}")
        for kind, name in includes(path):
            why = wrong_room(room, kind, name)
            if why:
                problems.append(f"{path}: {name} {why}")
    return problems


def check_own_header(lib):
    """A .c file with a header of its name includes it first."""
    problems = []
    for path in sorted(lib.glob("*/*.c")):
        header = path.with_suffix(".h")
        first = includes(path)[:1]
        own = f"{path.parent.name}/{header.name}"
        if header.exists() and [name for _, name in first] != [own]:
            problems.append(f"{path}: does not include {own} first")
    return problems


def check_one_file(lib, compiler, arguments):
    """All of lib/ as one translation unit."""
    text = "".join(f'#include "{path.relative_to(lib)}"\n' for path in sorted(lib.glob("*/*.c")))
    command = [compiler, "-x", "c", "-std=c11", "-w", "-fsyntax-only", f"-I{lib}", *arguments, "-"]
    run = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    if run.returncode == 0:
        return []
    errors = [line for line in run.stderr.splitlines() if "error:" in line]
    return [line for line in errors if CLASH.search(line)] or errors


def check_length(lib):
    lengths = {path: len(path.read_text().splitlines()) for path in lib.glob("*/*.[ch]")}
    return [f"{path}: {count} lines" for path, count in sorted(lengths.items()) if count > 400]


def main():
    root, compiler, arguments = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    lib = root / "lib"
    checks = {
        "includes run one way": check_directions(lib),
        "every file includes its own header first": check_own_header(lib),
        "one file can hold the library": check_one_file(lib, compiler, arguments),
        "no file is longer than 400 lines": check_length(lib),
    }
    if not list(lib.glob("*/*.c")):
        checks = {"there are sources": [f"{lib} is empty"]}
    for number, (name, problems) in enumerate(checks.items(), 1):
        for problem in problems:
            print("#", problem)
        print("not ok" if problems else "ok", number, "-", name)
    return any(checks.values())


if __name__ == "__main__":
    sys.exit(main())
