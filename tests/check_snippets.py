#!/usr/bin/env python3
"""What the pages show runs: check_snippets.py ROOT LMB_PROGRAM [--build]

    ```c        stands line for line in a program of examples/ (or tests/consumers/), which are built
    ```python   runs: as a session where it has prompts, else as a script beside a record.csv
    lmb ..      an indented line that calls lmb runs, and prints something
    ```sh       with --build: the lines run in a copy of the checkout, installed below DESTDIR
    build/examples/NAME ..  runs, and the page shows what it prints
    sh FILE     an indented line that runs a script: the script exists

A fence of another language would be looked at by nobody: there is none.

LMB_LIBRARY names the library for Python.
"""

import doctest
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

BUILT = ["getting-started.md"]  # pages whose shell lines are run with --build
SCRIPT = re.compile(r"(?:sh|bash) (\S+)")


def pages(root):
    return [root / "README.md", *sorted((root / "doc").glob("*.md"))]


def fences(page, language):
    """The fenced blocks of a language, each with its first line's number."""
    lines, block, start = page.read_text(encoding="utf-8").split("\n"), None, 0
    for number, line in enumerate(lines, 1):
        if block is None and line.rstrip() == "```" + language:
            block, start = [], number + 1
        elif block is not None and line.startswith("```"):
            yield start, block
            block = None
        elif block is not None:
            block.append(line)


def check_fences(page):
    known = ["c", "python", "math"] + ["sh"] * (page.name in BUILT)
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("```"):
            if not inside and line[3:].strip() not in known:
                yield f"{page.name}:{number} fence", f"nobody runs '{line[3:]}'"
            inside = not inside


def indented(page):
    """Lines of indented blocks outside of fences, with their numbers."""
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("```"):
            inside = not inside
        elif not inside and line.startswith("    "):
            yield number, line.strip()


def flush(lines):
    """The lines without the indent that they share."""
    return textwrap.dedent("\n".join(lines)).strip("\n").split("\n")


def stands_in(snippet, program):
    """Is the snippet a run of lines of the program, at any indent?"""
    for at in range(len(program) - len(snippet) + 1):
        run = program[at:at + len(snippet)]
        if run[0].strip() == snippet[0].strip() and flush(run) == snippet:
            return True
    return False


def check_c(root, page):
    programs = [path.read_text(encoding="utf-8").split("\n")
                for folder in ("examples", "tests/consumers") for path in (root / folder).rglob("*.c")]
    for start, block in fences(page, "c"):
        snippet = flush(block)
        found = any(stands_in(snippet, program) for program in programs)
        yield f"{page.name}:{start} C", "" if found else "stands in no example"


def run(command, folder, environment=None):
    """What went wrong when a shell ran this line or these lines, or nothing."""
    done = subprocess.run(["sh", "-ec", command], cwd=folder, capture_output=True, text=True,
                          env=environment, stdin=subprocess.DEVNULL, timeout=600, check=False)
    if done.returncode != 0:
        return f"exit code {done.returncode}: {done.stderr.strip()[-300:]}"
    return "" if done.stdout.strip() or ">" in command else "prints nothing"


def make_records(root, folder):
    """The files that the pages speak of."""
    record = root / "examples/data/simulated_lmb.csv"
    for name in ("record.csv", "a.csv", "b.csv"):
        shutil.copy(record, folder / name)
    (folder / "cell.csv").write_text(
        "".join(f"{n},{4000 - n}\n" for n in range(1, 60)), encoding="utf-8")
    samples = "".join(f"{60 * i},{(-1) ** (i // 30 + 1)},{3.5 + 0.3 * (-1) ** (i // 30)}\n"
                      for i in range(600))
    (folder / "odd.csv").write_text("Test_Time(s),I(A),Voltage(V)\n" + samples, encoding="utf-8")
    hours = "".join(f"03/04/2024 {hour}:00:00,{(-1) ** hour}\n" for hour in range(24))
    (folder / "dates.csv").write_text("Date,I(A)\n" + hours, encoding="utf-8")


def check_commands(root, page, folder, program):
    environment = dict(os.environ, PATH=f"{program.parent}:{os.environ['PATH']}")
    for number, line in indented(page):
        name = f"{page.name}:{number} {line.split('  ')[0]}"
        if line.startswith("lmb "):
            yield name, run(line, folder, environment)
        elif line.startswith("build/examples/"):
            yield name, check_output(root, page, line.replace("build/examples", str(program.parent)))
        elif script := SCRIPT.match(line):
            yield name, "" if (root / script.group(1)).is_file() else "there is no such script"


def check_output(root, page, command):
    """What an example prints stands in the page."""
    done = subprocess.run(command.split(), cwd=root, capture_output=True, text=True, check=False)
    shown = {line for _, line in indented(page)}
    missing = [line for line in done.stdout.splitlines() if line.strip() not in shown]
    return f"prints {missing}" if missing or done.returncode or not done.stdout else ""


def check_python(page, folder):
    session = "\n".join("\n".join(block) for _, block in fences(page, "python"))
    if not session:
        return
    os.chdir(folder)
    if ">>>" in session:
        found = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
        yield f"{page.name} Python", f"{found.failed} of {found.attempted} fail" \
            if found.failed or not found.attempted else ""
    for start, block in fences(page, "python"):
        if ">>>" not in "\n".join(block):
            done = subprocess.run([sys.executable, "-"], input="\n".join(block), cwd=folder,
                                  capture_output=True, text=True, check=False,
                                  env=dict(os.environ, PYTHONPATH=":".join(sys.path[:1])))
            yield f"{page.name}:{start} Python", done.stderr.strip()[-300:]


def check_build(root, page, folder):
    """The shell lines of a page, one after the other, in a copy of the checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True,
                            check=True).stdout.split("\0")
    for name in filter(None, listed):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, folder / name)
    for example in (root / "examples").glob("*.c"):
        shutil.copy(example, folder / example.name)
    installed = folder / "installed"
    environment = dict(os.environ, DESTDIR=str(installed), PKG_CONFIG_SYSROOT_DIR=str(installed))
    for start, block in fences(page, "sh"):
        places = [str(path.parent) for path in installed.rglob("lmb.pc")]
        environment["PKG_CONFIG_PATH"] = ":".join(places)
        problem = run("\n".join(block), folder, environment)
        yield f"{page.name}:{start} shell", "" if problem == "prints nothing" else problem


def results(root, program, build):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_records(root, folder)
        for page in pages(root):
            if build:
                if page.name in BUILT:
                    yield from check_build(root, page, folder)
                continue
            yield from check_fences(page)
            yield from check_c(root, page)
            yield from check_commands(root, page, folder, program)
            yield from check_python(page, folder)
        os.chdir(root)


def main():
    root, program = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    sys.path.insert(0, str(root / "bindings" / "python"))
    os.environ.setdefault("MPLBACKEND", "agg")
    failed = number = 0
    for number, (name, problem) in enumerate(results(root, program, "--build" in sys.argv), 1):
        print(f"{'not ok' if problem else 'ok'} {number} - {name}" +
              (f"\n# {problem}" if problem else ""), flush=True)
        failed += bool(problem)
    sys.exit(failed > 0 or number == 0)


if __name__ == "__main__":
    main()
